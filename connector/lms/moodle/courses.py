"""The course of a training: found by binding, idnumber or short name; made bare or copied."""

from collections.abc import Iterator, Sequence

from connector.errors import PermanentError
from connector.lms.moodle import timetable
from connector.lms.moodle.batches import done, send
from connector.lms.moodle.client import MoodleClient
from connector.lms.moodle.options import MoodleOptions
from connector.lms.moodle.payloads import Course, NewCourse
from connector.lms.moodle.services import (
    courses_by_field,
    create_course,
    duplicate_course,
    update_course,
)
from connector.lms.moodle.wishes import COURSE, epoch, written_moment
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
    if found is not None and found.idnumber:
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
    """Say what is there, in the words of the wish."""
    values: dict[str, Value] = {
        "code": course.idnumber or "",
        "title": course.fullname,
        "timetable": timetable.read_block(course.summary),
        "starts": _same_moment(wanted.values.get("starts"), course.startdate),
        "ends": _same_moment(wanted.values.get("ends"), course.enddate),
    }
    return Item(
        COURSE,
        wanted.key,
        values,
        label=wanted.label,
        remote_id=str(course.id),
        managed=bound == str(course.id),
    )


def _same_moment(wanted: Value, found: int) -> Value:
    """Spell a moment as the wish does, so that equal moments compare equal."""
    if wanted is not None and epoch(wanted) == found:
        return wanted
    return written_moment(found) if found else ""


class CourseWriter:
    """Makes, adopts and updates the course of one training; never hides or removes one."""

    def __init__(self, client: MoodleClient, options: MoodleOptions) -> None:
        self.client = client
        self.options = options

    def write(self, changes: Sequence[Change]) -> Iterator[Sequence[Outcome]]:
        action = changes[0].action
        if action is Action.CREATE:
            yield from send(changes, 1, self._create)
        elif action is Action.UPDATE:
            yield from send(changes, 1, self._update)
        else:  # adopting is remembering
            yield [done(change) for change in changes]

    def _create(self, changes: Sequence[Change]) -> list[Outcome]:
        change = changes[0]
        values = change.after or {}
        if self.options.template is None:
            return [done(change, str(create_course(self.client, self._bare(values))))]
        course = duplicate_course(
            self.client,
            self.options.template,
            fullname=str(values["title"]),
            shortname=str(values["code"]),
            category=self.options.category,
            shown=int(self.options.visible),
        )
        return [self._change(change, course, values)]

    def _bare(self, values: Values) -> NewCourse:
        return NewCourse(
            fullname=str(values["title"]),
            shortname=str(values["code"]),
            categoryid=self.options.category,
            idnumber=str(values["code"]),
            summary=timetable.with_block("", str(values["timetable"])),
            summaryformat=HTML_FORMAT,
            startdate=_seconds(values, "starts"),
            enddate=_seconds(values, "ends"),
            visible=int(self.options.visible),
        )

    def _update(self, changes: Sequence[Change]) -> list[Outcome]:
        change = changes[0]
        needed = differing(change.after or {}, change.before or {})
        return [self._change(change, int(change.remote_id), needed)]

    def _change(self, change: Change, course: int, needed: Values) -> Outcome:
        """Write the values that are needed; the summary is read first, to keep people's words."""
        summary = None
        if "timetable" in needed:
            there = _one(self.client, "id", str(course))
            summary = timetable.with_block(there.summary if there else "", str(needed["timetable"]))
        warned = update_course(
            self.client,
            NewCourse(
                id=course,
                fullname=str(needed["title"]) if "title" in needed else None,
                idnumber=str(needed["code"]) if "code" in needed else None,
                summary=summary,
                summaryformat=None if summary is None else HTML_FORMAT,
                startdate=_seconds(needed, "starts"),
                enddate=_seconds(needed, "ends"),
            ),
        )
        if warned:
            code = f"moodle_{warned[0].code.lower()}"
            return Outcome(change, Result.FAILED, str(course), code=code)
        return done(change, str(course))


def _seconds(values: Values, name: str) -> int | None:
    return epoch(values[name]) if name in values else None
