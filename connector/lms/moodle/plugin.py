"""One function for each web service of our own plugin, typed; whoever calls knows it is there.

The plugin (`deploy/moodle/local_simpul`) is optional: `plugin_there` and the names below tell
from what a token may call. Errors are the client's; those of the plugin's own are in
`refusals` with the rest.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import fields
from typing import TypeVar

from connector.lms.moodle import plugin_payloads
from connector.lms.moodle.client import MoodleClient
from connector.lms.moodle.plugin_values import (
    Gradebook,
    GradesPut,
    NewFile,
    NewGrade,
    NewLink,
    OurModule,
    PapersPage,
    PutModule,
    RemovedModules,
    ResultsPage,
    SentTest,
    SiteFacts,
)

SITE_FACTS = "local_simpul_get_site_facts"
SEND_TEST = "local_simpul_send_test"
GET_MODULES = "local_simpul_get_modules"
PUT_LINKS = "local_simpul_put_links"
PUT_FILES = "local_simpul_put_files"
REMOVE_MODULES = "local_simpul_remove_modules"
GET_RESULTS = "local_simpul_get_results"
GET_PAPERS = "local_simpul_get_papers"
GET_GRADEBOOK = "local_simpul_get_gradebook"
PUT_GRADEBOOK = "local_simpul_put_gradebook"

FUNCTIONS = (
    SITE_FACTS,
    SEND_TEST,
    GET_MODULES,
    PUT_LINKS,
    PUT_FILES,
    REMOVE_MODULES,
    GET_RESULTS,
    GET_PAPERS,
    GET_GRADEBOOK,
    PUT_GRADEBOOK,
)

PEOPLE_PER_PAGE = 2000
"""People of one page of results, the most that the plugin gives: a class of 1,000 with its
instructors is one call, of 1.5 seconds."""

NAMED_PEOPLE = 500
"""People that can be named one by one: a body field each, well below PHP's limit of 1,000.
More are read by reading everybody."""

PAPERS_PER_PAGE = 50
"""Attempts of one page of papers, each with all its questions."""

Row = TypeVar("Row", NewLink, NewFile, NewGrade)


def plugin_there(functions: Collection[str]) -> bool:
    """Tell whether a token that may call these functions has any of the plugin's.

    A service made by hand may name only some: whoever needs one looks for its name.
    """
    return any(one in functions for one in FUNCTIONS)


def site_facts(client: MoodleClient) -> SiteFacts:
    """Read the site's limits, roles and rights, and how deliveries to us fare."""
    return plugin_payloads.read_site_facts(client.read(SITE_FACTS), SITE_FACTS)


def send_test(client: MoodleClient, nonce: str) -> SentTest:
    """Have Moodle send us a `moodle.test` message now; `nonce` is letters, digits, `-`, `_`."""
    return plugin_payloads.read_test_sent(client.write(SEND_TEST, {"nonce": nonce}), SEND_TEST)


def our_modules(client: MoodleClient, course: int) -> list[OurModule]:
    """List the links and files of ours in a course; nothing that people put there."""
    answer = client.read(GET_MODULES, {"courseid": course})
    return plugin_payloads.read_modules(answer, GET_MODULES)


def put_links(client: MoodleClient, course: int, links: Sequence[NewLink]) -> list[PutModule]:
    """Make or change links, all or none; repeating changes nothing."""
    answer = client.write(PUT_LINKS, {"courseid": course, **_form("links", links)})
    return plugin_payloads.read_put_modules(answer, PUT_LINKS)


def put_files(client: MoodleClient, course: int, files: Sequence[NewFile]) -> list[PutModule]:
    """Make or replace files, all or none. The body is a third larger than the files."""
    answer = client.write(PUT_FILES, {"courseid": course, **_form("files", files)})
    return plugin_payloads.read_put_modules(answer, PUT_FILES)


def remove_modules(client: MoodleClient, course: int, cmids: Sequence[int]) -> RemovedModules:
    """Take links and files of ours away; one of somebody else refuses all (`notours`)."""
    listed: dict[str, str | int] = {f"cmids[{n}]": cmid for n, cmid in enumerate(cmids)}
    answer = client.write(REMOVE_MODULES, {"courseid": course, **listed})
    return plugin_payloads.read_removed(answer, REMOVE_MODULES)


def results_pages(
    client: MoodleClient, course: int, users: Sequence[int] = ()
) -> Iterator[ResultsPage]:
    """Read completion and attempts of everybody enrolled, or of up to `NAMED_PEOPLE` named."""
    named: dict[str, str | int] = {f"userids[{n}]": user for n, user in enumerate(users)}
    after = 0
    while True:
        place: dict[str, str | int] = {"courseid": course, "after": after, "limit": PEOPLE_PER_PAGE}
        answer = client.read(GET_RESULTS, {**place, **named})
        page = plugin_payloads.read_results_page(answer, GET_RESULTS)
        yield page
        after = _onward(page.next, after, GET_RESULTS)
        if not after:
            return


def papers_pages(
    client: MoodleClient, quiz: int, *, after: int = 0, limit: int = PAPERS_PER_PAGE
) -> Iterator[PapersPage]:
    """Read the finished attempts of one quiz (its id, not its cmid) with their questions."""
    while True:
        answer = client.read(GET_PAPERS, {"quizid": quiz, "after": after, "limit": limit})
        page = plugin_payloads.read_papers_page(answer, GET_PAPERS)
        yield page
        after = _onward(page.next, after, GET_PAPERS)
        if not after:
            return


def gradebook(client: MoodleClient, course: int) -> Gradebook:
    """Read our own column of a course's gradebook."""
    answer = client.read(GET_GRADEBOOK, {"courseid": course})
    return plugin_payloads.read_gradebook(answer, GET_GRADEBOOK)


def put_gradebook(
    client: MoodleClient, course: int, *, name: str, maximum: str, grades: Sequence[NewGrade]
) -> GradesPut:
    """Write grades into our column, made where missing; two body fields a grade.

    What somebody locked or overrode by hand is left alone and told.
    """
    named: dict[str, str | int] = {"courseid": course, "name": name, "maximum": maximum}
    answer = client.write(PUT_GRADEBOOK, {**named, **_form("grades", grades)})
    return plugin_payloads.read_grades_put(answer, PUT_GRADEBOOK)


def _form(name: str, rows: Sequence[Row]) -> dict[str, str | int]:
    return {
        f"{name}[{number}][{field.name}]": getattr(row, field.name)
        for number, row in enumerate(rows)
        for field in fields(row)
    }


def _onward(following: int, after: int, call: str) -> int:
    """Return where the next page begins, 0 for none; one that does not move on never ends."""
    if following and following <= after:
        raise plugin_payloads.PluginAnswer(call).unexpected()
    return following
