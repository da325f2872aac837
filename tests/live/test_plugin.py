"""Our plugin in a real Moodle: results, links, files and grades, and the same without it.

Each test that needs something the environment does not name is skipped, saying so (`site`).
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from secrets import token_hex

import pytest

from connector.domain.completion import POSTTEST, PRETEST
from connector.domain.trainings import CourseFile, FileKind, Training
from connector.http import new_session
from connector.lms.base import LearningResults
from connector.lms.moodle import plugin, services
from connector.lms.moodle.client import MoodleClient
from connector.lms.moodle.grade_payloads import read_activity_grade
from connector.lms.moodle.options import MoodleOptions
from connector.lms.moodle.platform import MoodlePlatform
from connector.lms.moodle.services import GRADE_REPORT, PUT_GRADES
from connector.lms.moodle.wishes import FILE, GRADE, LINK
from connector.reconcile.changes import Action, Change, Observed, Result
from tests.benchmarks.moodle_results import course_of
from tests.live.site import LIVE, TEMPLATE, TOKEN, URL, USED, leave_clean
from tests.lms import people
from tests.lms.partial_client import BULK, PLUGIN, PartialClient
from tests.reconcile.memory import Memory, plan, sync

pytestmark = LIVE

BOTH = {PRETEST: (), POSTTEST: ()}
CONTENT_KINDS = {LINK, FILE, GRADE}


@dataclass
class Site:
    """A real Moodle and one invented training on it."""

    client: MoodleClient
    tag: str
    memory: Memory = field(default_factory=Memory)
    contents: dict[str, bytes] = field(default_factory=dict)
    template: int | None = None

    def training(self, count: int = 3) -> Training:
        return people.training(people.seats(count, tag=self.tag), code=self.tag)

    def platform(self) -> MoodlePlatform:
        return MoodlePlatform(
            self.client,
            connection="live",
            options=MoodleOptions(auth="oauth2", keyed=True, template=self.template),
            content_of=self.contents.__getitem__,
        )

    def file(self, kind: FileKind, name: str, content: bytes) -> CourseFile:
        digest = hashlib.sha256(content).hexdigest()
        self.contents[digest] = content
        return CourseFile(kind, name, "application/pdf", digest, len(content))

    def write(self, training: Training) -> list[tuple[str, Action]]:
        """Sync; return what was written of the kinds of interest, all of it done."""
        done = sync(self.platform(), training, self.memory)
        assert {one.result for one in done.outcomes} <= {Result.DONE, Result.ALREADY}
        return [(c.kind, c.action) for c in done.changes if c.kind in CONTENT_KINDS]

    def left(self, training: Training) -> tuple[list[Change], Observed]:
        part, observed = plan(self.platform(), training, self.memory)
        return list(part.changes), observed

    @property
    def course(self) -> int:
        return int(self.memory.bound["course", "training:1"])

    def user(self, number: int) -> int:
        return int(self.memory.bound["account", f"person:{number}"])

    def percent_in_report(self, number: int, activity: int) -> Decimal | None:
        """What Moodle itself says of a person's grade of an activity, as percent."""
        asked = {"courseid": self.course, "userid": self.user(number)}
        found = read_activity_grade(self.client.read(GRADE_REPORT, asked), activity, GRADE_REPORT)
        if found is None or found.grade is None:
            return None
        return 100 * (found.grade - found.minimum) / (found.maximum - found.minimum)


def opened(client: MoodleClient, request: pytest.FixtureRequest) -> Iterator[Site]:
    site = Site(client, "zr" + token_hex(3))
    try:
        yield site
    finally:
        course = site.course if ("course", "training:1") in site.memory.bound else None
        accounts = map(int, site.memory.all("account").values())
        events = map(int, site.memory.all("event").values())
        said = leave_clean(client, site.tag, course, accounts, events)
        client.close()
        request.config.get_terminal_writer().line(f"\nleft clean: {said}")


@pytest.fixture
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    """With the plugin."""
    client = MoodleClient(new_session, URL, TOKEN)
    if not set(plugin.FUNCTIONS) <= services.site_info(client).functions:
        client.close()
        pytest.skip("the token may not call all functions of our plugin")
    yield from opened(client, request)


@pytest.fixture
def bare(request: pytest.FixtureRequest) -> Iterator[Site]:
    """As a token without our plugin sees the same site."""
    client = PartialClient(new_session, URL, TOKEN, hidden=PLUGIN)
    yield from opened(client, request)


def grades(training: Training, *percents: str, activity: int | None = None) -> Training:
    wanted = {f"seat:{n}": Decimal(one) for n, one in enumerate(percents, 1)}
    return replace(training, attendance_grades=wanted, grade_activity=activity)


@pytest.mark.skipif(not USED, reason="SIMPUL_LIVE_MOODLE_RESULTS names no course in use")
def test_results_are_equal_in_one_call_in_bulk_and_one_by_one() -> None:
    course, users = course_of(USED)
    memory = Memory({("course", "training:1"): course})
    for number, user in enumerate(users, 1):
        memory.bound["account", f"person:{number}"] = user
    training = people.training(people.seats(len(users)))
    some = [seat.key for seat in training.seats[:10]]

    def read(hidden: frozenset[str], seats: list[str] | None) -> LearningResults:
        client = PartialClient(new_session, URL, TOKEN, hidden=hidden)
        platform = MoodlePlatform(client, connection="live")
        try:
            return platform.results(training, memory, BOTH, seats)
        finally:
            client.close()

    everybody = read(frozenset(), None)
    assert everybody == read(PLUGIN, None)
    assert any(one.completed for one in everybody.people)
    assert any(one.attempts for one in everybody.people)
    assert read(frozenset(), some) == read(PLUGIN, some) == read(BULK, some)
    assert list(read(frozenset(), some).people) == list(everybody.people[:10])


def test_links_and_files_arrive_are_replaced_and_leave(site: Site) -> None:
    timetable = site.file(FileKind.TIMETABLE, "Jadwal & isi.pdf", b"%PDF-1.4 jadwal")
    guide = site.file(FileKind.GUIDE, "Pedoman.pdf", bytes(range(256)) * 4000)
    training = replace(site.training(), files=(timetable, guide))
    written = site.write(training)
    assert written.count((LINK, Action.CREATE)) == len(training.sessions)
    assert written.count((FILE, Action.CREATE)) == 2
    left, observed = site.left(training)
    assert not [one for one in left if one.kind in CONTENT_KINDS]
    assert not observed.unable
    there = plugin.our_modules(site.client, site.course)
    assert {one.sha256 for one in there if one.modname == "resource"} == {*site.contents}
    addresses = [one.address for one in there if one.modname == "url"]
    assert all(one.startswith(f"{URL}/local/simpul/join.php?") for one in addresses)

    newer = site.file(FileKind.TIMETABLE, "Jadwal revisi.pdf", b"%PDF-1.4 revisi")
    training = replace(training, files=(newer, guide), sessions=training.sessions[1:])
    assert sorted(site.write(training)) == sorted([(FILE, Action.UPDATE), (LINK, Action.REMOVE)])
    there = plugin.our_modules(site.client, site.course)
    assert {one.filename for one in there if one.modname == "resource"} == {
        "Jadwal revisi.pdf",
        "Pedoman.pdf",
    }

    site.write(replace(training, files=(), course_links=False))
    assert plugin.our_modules(site.client, site.course) == []


def test_without_the_plugin_none_of_it_is_wanted(bare: Site) -> None:
    timetable = bare.file(FileKind.TIMETABLE, "Jadwal.pdf", b"%PDF-1.4")
    training = grades(replace(bare.training(), files=(timetable,)), "100", "50")
    assert bare.write(training) == []
    left, observed = bare.left(training)
    assert not [one for one in left if one.kind in CONTENT_KINDS]
    assert observed.unable == CONTENT_KINDS


def test_attendance_gets_a_column_of_its_own(site: Site) -> None:
    training = site.training()
    assert site.write(grades(training, "100", "83", "66.5")).count((GRADE, Action.CREATE)) == 3
    assert not [
        one for one in site.left(grades(training, "100", "83", "66.5"))[0] if one.kind == GRADE
    ]
    changed = site.write(grades(training, "100", "91", "66.5"))
    assert changed == [(GRADE, Action.UPDATE)]
    book = plugin.gradebook(site.client, site.course)
    found = {one.user: one.grade for one in book.grades if one.grade is not None}
    assert found == {site.user(1): 100, site.user(2): 91, site.user(3): Decimal("66.5")}


@pytest.mark.skipif(not TEMPLATE, reason="SIMPUL_LIVE_MOODLE_TEMPLATE names no course with quizzes")
def test_a_named_activity_carries_attendance_without_the_plugin(bare: Site) -> None:
    if not {GRADE_REPORT, PUT_GRADES} <= services.site_info(bare.client).functions:
        pytest.skip("the token may not read and write grades")
    bare.template = TEMPLATE
    training = bare.training()
    bare.write(training)
    activity = services.quizzes_of(bare.client, bare.course)[0].cmid
    wanted = grades(training, "100", "83", "66.5", activity=activity)
    assert bare.write(wanted) == [(GRADE, Action.CREATE)] * 3
    left, observed = bare.left(wanted)
    assert not [one for one in left if one.kind == GRADE]
    assert GRADE not in observed.unable
    assert [bare.percent_in_report(n, activity) for n in (1, 2, 3)] == [100, 83, Decimal("66.5")]
    missing = grades(training, "100", activity=2_000_000_000)
    assert [one.code for one in bare.left(missing)[1].undecided] == ["grade_activity_missing"]
