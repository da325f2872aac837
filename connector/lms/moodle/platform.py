"""Moodle as a platform of reconciliation: what it should hold, what it holds, how it is written.

Joins the modules that know one kind of thing each; the order of reading and writing is here.
"""

import html
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime

from connector.clock import utc_now
from connector.domain.answer_sheets import AnsweredTest
from connector.domain.trainings import Seat, Training
from connector.errors import PermanentError
from connector.lms.base import LearningResults, LoginHint, Messaged, MessageState
from connector.lms.extension import CalledBack
from connector.lms.moodle import checks, contents, costs, grades, plugin, results, rules
from connector.lms.moodle.account_writes import AccountWriter
from connector.lms.moodle.accounts import LOGIN, People, find_people
from connector.lms.moodle.client import MoodleClient
from connector.lms.moodle.contents import ContentOf, ContentWriter, no_content
from connector.lms.moodle.courses import CourseWriter, course_item, find_course, page_item
from connector.lms.moodle.delivery_checks import judged
from connector.lms.moodle.enrolments import EnrolmentWriter, Roll, enrolment_items
from connector.lms.moodle.events import EventWriter, event_items
from connector.lms.moodle.grades import GradeWriter, Place, Seen
from connector.lms.moodle.groups import (
    FoundGroup,
    GroupWriter,
    find_group,
    group_item,
    member_items,
)
from connector.lms.moodle.options import MoodleOptions
from connector.lms.moodle.papers import read_papers
from connector.lms.moodle.payloads import Account, Course, Site
from connector.lms.moodle.services import course_events, enrolled, send_message, site_info
from connector.lms.moodle.wishes import (
    ACCOUNT,
    COURSE,
    ENROLMENT,
    EVENT,
    FILE,
    GRADE,
    GROUP,
    LINK,
    MEMBER,
    PAGE,
    wishes,
)
from connector.reconcile.changes import (
    Action,
    Change,
    Desired,
    Item,
    Observed,
    Outcome,
    Undecided,
    Values,
)
from connector.reconcile.checks import Check
from connector.reconcile.platform import Bindings, Budget, Retire

STAGES = (
    (COURSE, Retire.KEEP),
    (GROUP, Retire.KEEP),
    (ACCOUNT, Retire.KEEP),
    (ENROLMENT, Retire.SUSPEND),
    (MEMBER, Retire.KEEP),
    (EVENT, Retire.REMOVE),
    (LINK, Retire.REMOVE),
    (FILE, Retire.REMOVE),
    (PAGE, Retire.KEEP),
    (GRADE, Retire.KEEP),
)
"""An account belongs to its person, not to a training; a suspended participant stays in the
group, so that coming back restores everything."""

NOT_ASKED = Site(user_id=0, release="", url="", functions=frozenset())
"""A site of which nothing is wanted that depends on what the token may call."""


class MoodlePlatform:
    """One Moodle site. Threads may share it: one plans a training while another writes a second."""

    system = "lms"
    stages: Sequence[tuple[str, Retire]] = STAGES

    def __init__(
        self,
        client: MoodleClient,
        *,
        connection: str,
        options: MoodleOptions | None = None,
        now: Callable[[], datetime] = utc_now,
        content_of: ContentOf = no_content,
    ) -> None:
        """`content_of` gives the bytes of a course file by its SHA-256."""
        self.client = client
        self.connection = connection
        self.options = options or MoodleOptions()
        self._now = now
        self._content_of = content_of
        self._sight_proven = False
        self._pages: dict[str, Values] = {}
        """Wanted course pages by training: another one may be planned while one is written."""
        self._made: set[str] = set()
        """Courses made since the last look, together with their page."""
        self._fresh: set[int] = set()
        """Accounts made since the last look."""
        self._grade_places: dict[str, Place] = {}
        """Where each course's grades go, as the last look found it."""

    def desired(self, training: Training) -> Desired:
        """Say what the site should hold; pure, no call."""
        return wishes(training, self.options)

    def observe(self, wanted: Desired, bindings: Bindings) -> Observed:
        """Read what the site holds. Raises when an answer may be empty for want of a right."""
        by_kind = {kind: [one for one in wanted.items if one.kind == kind] for kind, _ in STAGES}
        self._pages.update({one.key: one.values for one in by_kind[PAGE]})
        self._made.clear()  # what was made before has a page that may have to change by now
        course, items, undecided = self._course(by_kind[COURSE], wanted, bindings)
        roll = self._roll(course)
        people = self._people(by_kind[ACCOUNT], bindings, roll)
        items += people.items
        undecided += people.undecided
        site = self._abilities(by_kind, bindings)
        functions = site.functions
        unable = contents.unable(functions, self.options)
        unable |= grades.unable(functions, by_kind[GRADE])
        if course is not None:
            items += self._inside(course, by_kind, people, roll, bindings)
            items += self._contents((site.url, course.id), by_kind, unable)
            graded = self._grades(course, by_kind[GRADE], people, roll, functions)
            items += graded.items
            undecided += graded.undecided
            unable |= graded.unable
        return Observed(items, undecided, unable)

    def _abilities(self, by_kind: Mapping[str, Sequence[Item]], bindings: Bindings) -> Site:
        """Ask what the token may call, unless nothing wanted, or put there before, hangs on it."""
        hangs = (*by_kind[FILE], *by_kind[GRADE], *bindings.all(FILE), *bindings.all(LINK))
        return site_info(self.client) if hangs or self.options.keyed else NOT_ASKED

    def _course(
        self, wishes: Sequence[Item], wanted: Desired, bindings: Bindings
    ) -> tuple[Course | None, list[Item], list[Undecided]]:
        """Find the course, unless its code still waits for a person."""
        waiting = any(one.kind == COURSE for one in wanted.undecided)
        for wish in () if waiting else wishes:
            bound = bindings.get(COURSE, wish.key)
            found = find_course(self.client, wish, bound)
            if isinstance(found, Undecided):
                return None, [], [found]
            if found is not None:
                return found, [course_item(found, wish, bound)], []
        return None, [], []

    def _roll(self, course: Course | None) -> Roll:
        if course is None:
            return Roll(0, {}, {})
        active, suspended = (
            {one.id: one for one in enrolled(self.client, course.id, suspended=suspended)}
            for suspended in (False, True)
        )
        return Roll(course.id, active, suspended)

    def _people(self, wanted: Sequence[Item], bindings: Bindings, roll: Roll) -> People:
        listed: dict[int, Account] = roll.everybody
        fresh = frozenset(self._fresh)
        people = find_people(
            self.client, wanted, bindings.all(ACCOUNT), listed, fresh, self.options.marker
        )
        self._fresh -= fresh.intersection(people.user_ids.values())
        self._sight_proven = people.sight_proven
        return people

    def _inside(
        self,
        course: Course,
        by_kind: dict[str, list[Item]],
        people: People,
        roll: Roll,
        bindings: Bindings,
    ) -> Iterator[Item]:
        """Read what is in the course: places, group and events."""
        places = by_kind[ENROLMENT]
        users = people.user_ids
        sent = bindings.all(ENROLMENT)
        yield from (page_item(course, wish) for wish in by_kind[PAGE])
        yield from enrolment_items(places, roll, users, sent, self.options, self._now())
        for wish in by_kind[GROUP]:
            bound = bindings.get(GROUP, wish.key)
            group = find_group(self.client, wish, bound, course.id)
            if group is not None:
                _refuse_blind(roll, group)
                yield group_item(group, wish, bound)
                seats = {
                    item.key: users[key]
                    for item in places
                    for kind, key in item.needs
                    if kind == ACCOUNT and key in users
                }
                yield from member_items(by_kind[MEMBER], group, seats, bindings.all(MEMBER))
        events = bindings.all(EVENT)
        if by_kind[EVENT] or events:
            yield from event_items(by_kind[EVENT], course_events(self.client, course.id), events)

    def _contents(
        self, joining: tuple[str, int], by_kind: dict[str, list[Item]], unable: frozenset[str]
    ) -> Iterator[Item]:
        """Read which links and files of ours are in the course; see `content_items`."""
        kinds = contents.NEEDED.keys() - unable
        if kinds:
            there = plugin.our_modules(self.client, joining[1])
            wanted = [one for kind in kinds for one in by_kind[kind]]
            yield from contents.content_items(wanted, there, joining, kinds)

    def _grades(
        self,
        course: Course,
        wanted: Sequence[Item],
        people: People,
        roll: Roll,
        functions: Collection[str],
    ) -> Seen:
        """Read what the enrolled have in the gradebook, where anything is wanted there."""
        users = {key: user for key, user in people.user_ids.items() if roll.find(user)}
        connections = self.options.connections
        seen = grades.look(self.client, functions, course.id, wanted, users, connections)
        if seen.place is not None:
            self._grade_places[str(course.id)] = seen.place
        return seen

    def budget(self, changes: Sequence[Change]) -> Budget:
        """Count the calls the changes cost and estimate their time; no call."""
        return costs.budget(changes, self.options)

    def apply(self, changes: Sequence[Change], bindings: Bindings) -> Iterator[Sequence[Outcome]]:
        """Write changes of one kind and one action; see the port for the promises."""
        if not changes:
            return iter(())
        match changes[0].kind:
            case "course":
                return self._courses().write_courses(changes)
            case "course_page":
                return self._courses().write_pages(changes, bindings)
            case "group":
                return GroupWriter(self.client, self.options, bindings).write_groups(changes)
            case "account":
                return self._write_accounts(changes)
            case "enrolment":
                return EnrolmentWriter(self.client, self.options, bindings).write(changes)
            case "group_member":
                return GroupWriter(self.client, self.options, bindings).write_members(changes)
            case "event":
                return EventWriter(self.client, bindings).write(changes)
            case "session_link" | "course_file":
                return self._contents_of(bindings).write(changes)
            case "attendance_grade":
                return self._write_grades(changes, bindings)
        raise ValueError(f"unknown kind {changes[0].kind}")

    def _write_grades(
        self, changes: Sequence[Change], bindings: Bindings
    ) -> Iterator[Sequence[Outcome]]:
        course = next(iter(bindings.all(COURSE).values()), "")
        return GradeWriter(self.client, bindings, self._grade_places.get(course)).write(changes)

    def _contents_of(self, bindings: Bindings) -> ContentWriter:
        return ContentWriter(self.client, self.options, bindings, self._content_of)

    def _courses(self) -> CourseWriter:
        return CourseWriter(self.client, self.options, self._pages, self._made)

    def _write_accounts(self, changes: Sequence[Change]) -> Iterator[Sequence[Outcome]]:
        writer = AccountWriter(self.client, self.options, self._sight_proven)
        for outcomes in writer.write(changes):
            made = [int(one.remote_id) for one in outcomes if one.remote_id]
            if changes[0].action is Action.CREATE:
                self._fresh.update(made)
            yield outcomes
        self._sight_proven = writer.sight_proven

    def course_link(self, bindings: Bindings) -> str | None:
        """Return the course's address; a training has one course."""
        course = next(iter(bindings.all(COURSE).values()), None)
        return f"{self.client.url}/course/view.php?id={course}" if course else None

    def login_hint(self, seat: Seat, bindings: Bindings | None = None) -> LoginHint | None:
        """Say how the person gets in: with the account we know, or with the one they will get."""
        if self.options.auth == "oauth2":
            return LoginHint("login_sso") if seat.record.email else None
        known = bindings.get(LOGIN, seat.person) if bindings else None
        if known is None and not seat.record.email:
            return None
        name = known or rules.username(seat, self.options.marker)
        if name in [one.lower() for one in rules.office_numbers(seat.record)]:
            return LoginHint("login_number")
        if name == (seat.record.email or "").lower():
            return LoginHint("login_email")
        return LoginHint("login_name", {"username": name})

    def results(
        self,
        training: Training,
        bindings: Bindings,
        tests: Mapping[str, Sequence[str]],
        seats: Collection[str] | None = None,
    ) -> LearningResults:
        """Read how far the participants are; see the port."""
        connections = self.options.connections
        return results.read_results(
            self.client, training, bindings, tests, seats, connections=connections
        )

    def papers(
        self, training: Training, bindings: Bindings, tests: Mapping[str, Sequence[str]]
    ) -> Iterator[AnsweredTest]:
        """Read what was asked and answered; see the port. Needs our plugin."""
        return read_papers(self.client, training, bindings, tests)

    def message(self, seat: Seat, text: str, bindings: Bindings) -> Messaged:
        """Send a Moodle message from the service account; needs `moodle/site:messageanyuser`."""
        account = bindings.get(ACCOUNT, seat.person)
        if account is None:
            return Messaged(MessageState.NO_ACCOUNT, "message_without_account")
        sent = send_message(self.client, int(account), html.escape(text, quote=False))
        if sent.id < 0:
            return Messaged(MessageState.REFUSED, "message_refused")
        return Messaged(MessageState.SENT, reference=str(sent.id))

    def check(self) -> Sequence[Check]:
        """Say what an administrator should mend; changes nothing on the site."""
        return checks.check(self.client, self.options, self._now())

    def call_back(self, nonce: str) -> CalledBack | None:
        """Have our plugin send us a test message; None where it is not there."""
        if plugin.SEND_TEST not in site_info(self.client).functions:
            return None
        return judged(plugin.send_test(self.client, nonce))

    def close(self) -> None:
        """Close the connections."""
        self.client.close()


def _refuse_blind(roll: Roll, group: FoundGroup) -> None:
    """A group with members in a course that seems to have nobody: the list is being withheld.

    In a course with separate groups Moodle answers an empty list to whoever is in no group and
    lacks `moodle/site:accessallgroups`.
    """
    if group.users and not roll.active and not roll.suspended:
        raise PermanentError("moodle", "core_enrol_get_enrolled_users", "enrolled_blind")
