"""Rights and limits of a Moodle site as far as trying shows them, where our plugin cannot tell.

Changes nothing. Some capabilities can only be proven by writing; those are named with `ok=None`,
never guessed.
"""

from collections.abc import Iterator, Sequence

from connector.errors import PermanentError, RemoteError
from connector.lms.moodle.client import FIXED_FIELDS, MoodleClient
from connector.lms.moodle.options import MoodleOptions
from connector.lms.moodle.payloads import Account, Site
from connector.lms.moodle.refusals import GONE, NO_CRITERIA, NOT_TRACKED
from connector.lms.moodle.rights import FOR_COURSE_PAGES, FOR_MESSAGES, PROVEN_BY_WRITING
from connector.lms.moodle.services import (
    ACTIVITIES,
    ATTEMPTS,
    COMPLETION,
    course_groups,
    courses_by_field,
    enrolled,
    quizzes_of,
    users_by_field,
)
from connector.reconcile.checks import Check

KNOWN_ACCOUNTS = tuple(str(number) for number in range(2, 40))
"""Ids under which a site surely has somebody: its first administrator is 2."""


def tried(client: MoodleClient, site: Site, options: MoodleOptions) -> Iterator[Check]:
    """Try everything that can be tried without changing the site; never raises RemoteError."""
    for step in (sight, input_limit):
        try:
            yield from step(client, site, options)
        except RemoteError as error:
            yield Check(False, error.code, dict(error.params))
    yield from courses(client, options)
    for name in PROVEN_BY_WRITING:
        yield Check(None, "capability_by_writing", {"capability": name})
    for name in FOR_COURSE_PAGES:
        yield Check(None, "capability_for_page", {"capability": name})
    yield Check(None, "capability_for_messages", {"capability": FOR_MESSAGES})
    for role, number in options.roles.items():
        yield Check(None, "role_by_writing", {"role": role.value, "role_id": number})
    yield Check(None, "cron_unknown")


def sight(client: MoodleClient, site: Site, options: MoodleOptions) -> Iterator[Check]:
    """Tell whether look-ups see other people, and which field they hide.

    The token's own account proves nothing: everybody may see themselves.
    """
    others = [
        one
        for one in users_by_field(client, "id", KNOWN_ACCOUNTS)
        if one.id != site.user_id and not one.deleted
    ]
    yield _seen(bool(others), "moodle/user:viewdetails")
    if others:
        yield _seen(any(one.username for one in others), "moodle/user:viewalldetails")
        yield _seen(_finds_by_address(client, others), "moodle/site:viewuseridentity")


def _finds_by_address(client: MoodleClient, others: Sequence[Account]) -> bool:
    """Some addresses are shown for other reasons; only a look-up by address is proof."""
    shown = next((one for one in others if one.email), None)
    if shown is None:
        return False
    return any(one.id == shown.id for one in users_by_field(client, "email", [str(shown.email)]))


def _seen(proven: bool, capability: str) -> Check:
    code = "capability_there" if proven else "capability_missing"
    return Check(proven, code, {"capability": capability})


def input_limit(client: MoodleClient, site: Site, options: MoodleOptions) -> Iterator[Check]:
    """Send as many fields as our largest call, a known id last: cut bodies lose the last."""
    fillers = options.fields_per_call - 1 - FIXED_FIELDS - 2
    limit = {"fields": options.fields_per_call}
    if not _arrives(client, site, fillers):
        yield Check(False, "input_limit_small", limit)
        return
    yield Check(True, "input_limit_fits", limit)
    wide = _arrives(client, site, 1199)
    yield Check(True if wide else None, "input_limit_wide" if wide else "input_limit_default")


def _arrives(client: MoodleClient, site: Site, fillers: int) -> bool:
    """Look up so many invented ids and the token's own last."""
    invented = [str(2_000_000_000 + number) for number in range(fillers)]
    found = users_by_field(client, "id", [*invented, str(site.user_id)])
    return any(one.id == site.user_id for one in found)


def courses(
    client: MoodleClient, options: MoodleOptions, *, inside: bool = True
) -> Iterator[Check]:
    """Look at the template, or at any course, with the rights syncing needs.

    Without `inside` only whether template and category are there: the rights are known.
    """
    try:
        if options.template is not None and not courses_by_field(
            client, "id", str(options.template)
        ):
            yield Check(False, "template_missing", {"course": options.template})
            return
        there = courses_by_field(client, "category", str(options.category))
    except RemoteError as error:
        yield Check(False, error.code, dict(error.params))
        return
    if not inside:
        return
    if not there:
        yield Check(None, "no_course_to_try", {"category": options.category})
        return
    course = there[0]
    shown = course.idnumber is not None
    yield Check(
        shown,
        "capability_there" if shown else "capability_missing",
        {"capability": "moodle/course:view, moodle/course:update"},
    )
    yield from _inside(client, course.id)


def _inside(client: MoodleClient, course: int) -> Iterator[Check]:
    """List who is in one course, which needs two capabilities more."""
    try:
        somebody = next(iter(enrolled(client, course, suspended=False, page=1)), None)
    except PermanentError as error:
        entered = error.remote_code not in ("errorcoursecontextnotvalid", "requireloginerror")
        capability = "moodle/course:enrolreview" if entered else "moodle/course:view"
        yield Check(False, "capability_missing", {"capability": capability})
    except RemoteError as error:
        yield Check(False, error.code, dict(error.params))
    else:
        yield Check(True, "capability_there", {"capability": "moodle/course:enrolreview"})
        yield from _groups(client, course)
        yield from _results(client, course, somebody)


def _results(client: MoodleClient, course: int, somebody: Account | None) -> Iterator[Check]:
    """Try what reading results takes on one person; a quiz that is seen proves that right."""
    try:
        quizzes = quizzes_of(client, course)
    except RemoteError:
        quizzes = []
    if quizzes:
        yield _seen(True, "mod/quiz:view")
    else:
        yield Check(None, "capability_for_results", {"capability": "mod/quiz:view"})
    if somebody is None:
        return
    who = {"courseid": course, "userid": somebody.id}
    yield from _answered(client, COMPLETION, who, "report/completion:view")
    yield from _answered(client, ACTIVITIES, who, "report/progress:view")
    if quizzes:
        asked = {"quizid": quizzes[0].id, "userid": somebody.id}
        yield from _answered(client, ATTEMPTS, asked, "mod/quiz:viewreports")


def _answered(
    client: MoodleClient, function: str, fields: dict[str, int], capability: str
) -> Iterator[Check]:
    """A right that results need is wanted, not demanded: an office may leave results alone."""
    try:
        client.read(function, fields)
    except PermanentError as error:
        if error.remote_code in {NO_CRITERIA, NOT_TRACKED, *GONE}:
            yield _seen(True, capability)
        elif error.remote_code != "accessexception":  # the function itself was named above
            yield Check(None, "capability_for_results", {"capability": capability})
    except RemoteError as error:
        yield Check(False, error.code, dict(error.params))
    else:
        yield _seen(True, capability)


def _groups(client: MoodleClient, course: int) -> Iterator[Check]:
    """List groups, which the right to manage them allows."""
    try:
        course_groups(client, course)
    except RemoteError:
        yield _seen(False, "moodle/course:managegroups")
    else:
        yield _seen(True, "moodle/course:managegroups")
