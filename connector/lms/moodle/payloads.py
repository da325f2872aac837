"""Moodle's values as dataclasses, and the one place that reads its JSON; no call is made here.

Unknown keys are ignored, so that one reader serves 4.5 and 5.x. Text of courses, events and
groups comes back HTML-escaped and is unescaped here.
"""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, TypeVar

from connector.errors import PermanentError

Rows = Sequence[Mapping[str, str | int]]


@dataclass(frozen=True)
class Site:
    """What `core_webservice_get_site_info` says that we use."""

    user_id: int
    release: str
    url: str
    functions: frozenset[str]


@dataclass(frozen=True)
class NewUser:
    """A row of `core_user_create_users`; names as Moodle spells its fields."""

    username: str
    auth: str
    firstname: str
    lastname: str
    email: str
    idnumber: str
    createpassword: int | None = None
    """1 lets Moodle make and mail a first password; None for accounts without one."""


@dataclass(frozen=True)
class Account:
    """A user as looked up or listed. A None field was not shown, which is not the same as empty:
    Moodle leaves out what the token may not see, and an idnumber that is empty."""

    id: int
    username: str | None
    email: str | None
    idnumber: str
    suspended: bool
    roles: tuple[int, ...] = ()

    @property
    def deleted(self) -> bool:
        """A deleted user is still found by id, with a hash in place of the address."""
        return self.email is not None and "@" not in self.email

    @property
    def in_full(self) -> bool:
        """Show whether every field by which people are looked up came back."""
        return bool(self.username and self.email and self.idnumber) and not self.deleted


@dataclass(frozen=True)
class Course:
    """A course as looked up; `idnumber` is None where the token may not see it."""

    id: int
    fullname: str
    shortname: str
    idnumber: str | None
    summary: str
    startdate: int
    enddate: int
    separate_groups: bool


@dataclass(frozen=True)
class NewCourse:
    """A row of `core_course_create_courses` or `…_update_courses`; None leaves a field out."""

    id: int | None = None
    fullname: str | None = None
    shortname: str | None = None
    categoryid: int | None = None
    idnumber: str | None = None
    summary: str | None = None
    summaryformat: int | None = None
    startdate: int | None = None
    enddate: int | None = None
    visible: int | None = None


@dataclass(frozen=True)
class Enrolment:
    """A row of `enrol_manual_enrol_users`, always in full: what is left out Moodle resets."""

    roleid: int
    userid: int
    courseid: int
    timestart: int
    timeend: int
    suspend: int


@dataclass(frozen=True)
class RoleChange:
    """A row of `core_role_assign_roles` or `…_unassign_roles` in a course."""

    roleid: int
    userid: int
    instanceid: int
    contextlevel: str = "course"


@dataclass(frozen=True)
class Group:
    """A group of a course."""

    id: int
    name: str


@dataclass(frozen=True)
class Member:
    """A row of `core_group_add_group_members`."""

    groupid: int
    userid: int


@dataclass(frozen=True)
class NewEvent:
    """A row of `core_calendar_create_calendar_events`.

    Without `courseid` Moodle makes a site event, without `timestart` one at the moment of its
    own installation: both are always sent.
    """

    name: str
    description: str
    courseid: int
    timestart: int
    timeduration: int
    format: int = 1
    eventtype: str = "course"


@dataclass(frozen=True)
class Event:
    """A course event as read; times in epoch seconds and seconds."""

    id: int
    name: str
    description: str
    timestart: int
    timeduration: int


@dataclass(frozen=True)
class Quiz:
    """A quiz of a course; `marks` (sum of its questions) and `grade` are None where withheld."""

    id: int
    cmid: int
    """Number in its address."""
    name: str
    marks: Decimal | None
    grade: Decimal | None


@dataclass(frozen=True)
class QuizAttempt:
    """One attempt; `marks` is None while it is not marked, `finished` 0 while it is not over."""

    id: int
    state: str
    marks: Decimal | None
    finished: int
    """Epoch seconds."""


@dataclass(frozen=True)
class Progress:
    """How many of the tracked activities that we may see are complete."""

    done: int
    activities: int


@dataclass(frozen=True)
class SentMessage:
    """The answer to one message; -1 for one that was not delivered."""

    id: int


@dataclass(frozen=True)
class Warned:
    """One warning of a function that does each row by itself."""

    item: str
    item_id: int
    code: str


Row = TypeVar("Row", NewUser, NewCourse, Enrolment, RoleChange, Member, NewEvent)


def form(name: str, rows: Sequence[Row]) -> dict[str, str | int]:
    """Spell rows as PHP reads them: `users[0][email]`; None is left out."""
    return {
        f"{name}[{number}][{field.name}]": value
        for number, row in enumerate(rows)
        for field in fields(row)
        if (value := getattr(row, field.name)) is not None
    }


def width(row: Row) -> int:
    """Count the body fields a row takes."""
    return sum(getattr(row, field.name) is not None for field in fields(row))


class Answer:
    """Reads one function's JSON and complains in one voice when it has another shape."""

    def __init__(self, call: str) -> None:
        self.call = call

    def rows(self, answer: Any) -> list[dict[str, Any]]:
        if not isinstance(answer, list) or not all(isinstance(row, dict) for row in answer):
            raise self.unexpected()
        return answer

    def inside(self, answer: Any, key: str) -> list[dict[str, Any]]:
        if not isinstance(answer, dict):
            raise self.unexpected()
        return self.rows(answer.get(key, []))

    def number(self, row: Mapping[str, Any], key: str) -> int:
        value = row.get(key)
        if isinstance(value, bool) or not isinstance(value, int | str):
            raise self.unexpected()
        try:
            return int(value)
        except ValueError:
            raise self.unexpected() from None

    def unexpected(self) -> PermanentError:
        return PermanentError("moodle", self.call, "unexpected_answer")


def read_site(answer: Any, call: str) -> Site:
    reader = Answer(call)
    if not isinstance(answer, dict):
        raise reader.unexpected()
    return Site(
        user_id=reader.number(answer, "userid"),
        release=str(answer.get("release") or ""),
        url=str(answer.get("siteurl") or ""),
        functions=frozenset(str(row.get("name")) for row in reader.inside(answer, "functions")),
    )


def read_accounts(answer: Any, call: str) -> list[Account]:
    reader = Answer(call)
    return [
        Account(
            id=reader.number(row, "id"),
            username=_shown(row, "username"),
            email=_shown(row, "email"),
            idnumber=_shown(row, "idnumber") or "",
            suspended=row.get("suspended") is True,
            roles=tuple(reader.number(one, "roleid") for one in reader.rows(row.get("roles", []))),
        )
        for row in reader.rows(answer)
    ]


def read_courses(answer: Any, call: str) -> list[Course]:
    reader = Answer(call)
    return [
        Course(
            id=reader.number(row, "id"),
            fullname=html.unescape(str(row.get("fullname", ""))),
            shortname=html.unescape(str(row.get("shortname", ""))),
            idnumber=_shown(row, "idnumber"),
            summary=str(row.get("summary", "")),
            startdate=int(row.get("startdate") or 0),
            enddate=int(row.get("enddate") or 0),
            separate_groups=row.get("groupmode") == 1,
        )
        for row in reader.inside(answer, "courses")
    ]


def read_groups(answer: Any, call: str) -> list[Group]:
    reader = Answer(call)
    return [
        Group(reader.number(row, "id"), html.unescape(str(row.get("name", ""))))
        for row in reader.rows(answer)
    ]


def read_members(answer: Any, call: str) -> frozenset[Member]:
    reader = Answer(call)
    found = set[Member]()
    for row in reader.rows(answer):
        group = reader.number(row, "groupid")
        found.update(Member(group, int(user)) for user in row.get("userids", []))
    return frozenset(found)


def read_events(answer: Any, call: str) -> list[Event]:
    reader = Answer(call)
    return [
        Event(
            id=reader.number(row, "id"),
            name=html.unescape(str(row.get("name", ""))),
            description=str(row.get("description") or ""),
            timestart=reader.number(row, "timestart"),
            timeduration=reader.number(row, "timeduration"),
        )
        for row in reader.inside(answer, "events")
        if row.get("eventtype") == "course"
    ]


def read_named_ids(answer: Any, call: str, name: str) -> dict[str, int]:
    """Read `[{id, <name>}]`, the answer of most creating functions."""
    reader = Answer(call)
    return {str(row.get(name)): reader.number(row, "id") for row in reader.rows(answer)}


def read_quizzes(answer: Any, call: str) -> list[Quiz]:
    reader = Answer(call)
    return [
        Quiz(
            id=reader.number(row, "id"),
            cmid=reader.number(row, "coursemodule"),
            name=html.unescape(str(row.get("name", ""))),
            marks=_decimal(row.get("sumgrades")),
            grade=_decimal(row.get("grade")),
        )
        for row in reader.inside(answer, "quizzes")
    ]


def read_attempts(answer: Any, call: str) -> list[QuizAttempt]:
    reader = Answer(call)
    return [
        QuizAttempt(
            id=reader.number(row, "id"),
            state=str(row.get("state", "")),
            marks=_decimal(row.get("sumgrades")),
            finished=int(row.get("timefinish") or 0),
        )
        for row in reader.inside(answer, "attempts")
    ]


def read_completed(answer: Any, call: str) -> bool:
    status = answer.get("completionstatus") if isinstance(answer, dict) else None
    completed = status.get("completed") if isinstance(status, dict) else None
    if not isinstance(completed, bool):
        raise Answer(call).unexpected()
    return completed


def read_progress(answer: Any, call: str) -> Progress:
    """Count activities; 1 is complete, 2 complete with a pass, 3 complete with a fail."""
    reader = Answer(call)
    states = [reader.number(row, "state") for row in reader.inside(answer, "statuses")]
    return Progress(sum(state in (1, 2) for state in states), len(states))


def read_sent(answer: Any, call: str) -> list[SentMessage]:
    reader = Answer(call)
    return [SentMessage(reader.number(row, "msgid")) for row in reader.rows(answer)]


def _decimal(value: Any) -> Decimal | None:
    """Read a number as it is written; JSON's floats are not exact, their text is."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = Decimal(str(value))
    except ArithmeticError:
        return None
    return found if found.is_finite() else None


def read_warnings(answer: Any, call: str) -> list[Warned]:
    reader = Answer(call)
    return [
        Warned(
            str(row.get("item", "")), int(row.get("itemid") or 0), str(row.get("warningcode", ""))
        )
        for row in reader.inside(answer, "warnings")
    ]


def _shown(row: Mapping[str, Any], key: str) -> str | None:
    value = row.get(key)
    return None if value is None else str(value)
