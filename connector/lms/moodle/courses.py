"""The course of a training: found by binding, idnumber or short name; made bare or copied."""

from collections.abc import Iterator, Mapping, Sequence

from connector.errors import PermanentError
from connector.lms.moodle import timetable
from connector.lms.moodle.batches import Write, done, send
from connector.lms.moodle.client import MoodleClient
from connector.lms.moodle.options import MoodleOptions
from connector.lms.moodle.payloads import Course, NewCourse
from connector.lms.moodle.services import (
    courses_by_field,
    create_course,
    duplicate_course,
    update_course,
)
from connector.lms.moodle.wishes import COURSE, PAGE, epoch, written_moment
from connector.reconcile.changes import (
    Action,
    Change,
    Item,
    Outcome,
    Result,
    Undecided,
    Value,
    Values,
)
from connector.reconcile.diff import differing
from connector.reconcile.platform import Bindings

HTML_FORMAT = 1
"""Moodle's number for HTML text."""


def find_course(client: MoodleClient, wanted: Item, bound: str | None) -> Course | Undecided | None:
    """Return the training's course, None when there is none, or why a person must decide.

    A course with our code as short name and no idnumber is offered for adoption: made by hand,
    or our own copy of a template that was interrupted before it got its idnumber.
    """
    code = str(wanted.values["code"])
    if bound is not None and (found := _one(client, "id", bound)):
        return found
    if found := _one(client, "idnumber", code):
        return found
    found = _one(client, "shortname", code)
    if found is not None and found.idnumber not in ("", code):  # ours may come between two looks
        return Undecided(
            COURSE, wanted.key, "shortname_of_other", label=wanted.label, params={"code": code}
        )
    return found


def _one(client: MoodleClient, name: str, value: str) -> Course | None:
    found = courses_by_field(client, name, value)
    if not found:
        return None
    if found[0].idnumber is None:  # without course:view or course:update
        raise PermanentError("moodle", "core_course_get_courses_by_field", "course_blind")
    return found[0]


def course_item(course: Course, wanted: Item, bound: str | None) -> Item:
    """Say that the course is there; its idnumber belongs to the page."""
    return Item(
        COURSE,
        wanted.key,
        wanted.values,
        label=wanted.label,
        remote_id=str(course.id),
        managed=bound == str(course.id),
    )


def page_item(course: Course, wanted: Item) -> Item:
    """Say what the course says of itself, in the words of the wish."""
    values: dict[str, Value] = {
        "idnumber": course.idnumber or "",
        "title": course.fullname,
        "timetable": timetable.read_block(course.summary),
        "starts": _same_moment(wanted.values.get("starts"), course.startdate),
        "ends": _same_moment(wanted.values.get("ends"), course.enddate),
    }
    return Item(PAGE, wanted.key, values, label=wanted.label, remote_id=str(course.id))


def _same_moment(wanted: Value, found: int) -> Value:
    """Spell a moment as the wish does, so that equal moments compare equal."""
    if wanted is not None and epoch(wanted) == found:
        return wanted
    return written_moment(found) if found else ""


class CourseWriter:
    """Makes and adopts courses and keeps their pages; never hides or removes one.

    `made` collects the courses whose page was complete from the start, so that the page's own
    change of the same plan costs no call.
    """

    def __init__(
        self,
        client: MoodleClient,
        options: MoodleOptions,
        wanted_pages: Mapping[str, Values],
        made: set[str],
    ) -> None:
        self.client = client
        self.options = options
        self.wanted_pages = wanted_pages
        self.made = made

    def write_courses(self, changes: Sequence[Change]) -> Iterator[Sequence[Outcome]]:
        if changes[0].action is Action.CREATE:
            yield from send(changes, 1, self._create)
        else:  # adopting is remembering
            yield [done(change) for change in changes]

    def write_pages(
        self, changes: Sequence[Change], bindings: Bindings
    ) -> Iterator[Sequence[Outcome]]:
        """Write what differs; a page of a course just made is there already."""
        courses = {one.key: bindings.get(COURSE, one.key) for one in changes}
        for change in changes:
            course = courses[change.key]
            if course is None:
                yield [_lacking(change)]
            elif change.action is Action.ADOPT or course in self.made:
                yield [done(change, course)]
            else:
                yield from send([change], 1, self._write_page(int(course)))

    def _create(self, changes: Sequence[Change]) -> list[Outcome]:
        change = changes[0]
        code = str((change.after or {})["code"])
        page = self.wanted_pages[change.key]
        if self.options.template is None:
            course = create_course(self.client, self._bare(code, page))
            self.made.add(str(course))
            return [done(change, str(course))]
        copied = duplicate_course(
            self.client,
            self.options.template,
            fullname=str(page["title"]),
            shortname=code,
            category=self.options.category,
            shown=int(self.options.visible),
        )
        return [done(change, str(copied))]

    def _bare(self, code: str, page: Values) -> NewCourse:
        return NewCourse(
            fullname=str(page["title"]),
            shortname=code,
            categoryid=self.options.category,
            idnumber=code,
            summary=timetable.with_block("", str(page["timetable"])),
            summaryformat=HTML_FORMAT,
            startdate=_seconds(page, "starts"),
            enddate=_seconds(page, "ends"),
            visible=int(self.options.visible),
        )

    def _write_page(self, course: int) -> Write:
        """Write the values that are needed; the summary is read first, to keep people's words."""

        def write(changes: Sequence[Change]) -> list[Outcome]:
            change = changes[0]
            there = _one(self.client, "id", str(course))
            if there is None:
                return [_lacking(change)]
            wanted = change.after or {}
            found = page_item(there, Item(PAGE, change.key, wanted)).values
            needed = differing(wanted, found)
            summary = None
            if "timetable" in needed:
                summary = timetable.with_block(there.summary, str(needed["timetable"]))
            moved = {"starts", "ends"} & needed.keys()  # an end without a start is refused
            row = NewCourse(
                id=course,
                fullname=str(needed["title"]) if "title" in needed else None,
                idnumber=str(needed["idnumber"]) if "idnumber" in needed else None,
                summary=summary,
                summaryformat=None if summary is None else HTML_FORMAT,
                startdate=_seconds(wanted, "starts") if moved else None,
                enddate=_seconds(wanted, "ends") if moved else None,
            )
            if needed and (warned := update_course(self.client, row)):
                params = {"fields": ", ".join(sorted(needed)), "reason": warned[0].code}
                return [Outcome(change, Result.FAILED, code="page_refused", params=params)]
            return [done(change, str(course))]

        return write


def _seconds(values: Values, name: str) -> int | None:
    return epoch(values[name]) if name in values else None


def _lacking(change: Change) -> Outcome:
    """The course is not there yet; a later plan writes its page."""
    return Outcome(change, Result.WAITING, code="need_missing", params={"kind": COURSE})
