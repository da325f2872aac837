"""Attendance in the gradebook: read, compared and written; what people set there by hand stays.

It stands in a column of its own, which our plugin makes, or as the grade of an activity that
the training names, which any Moodle can. Without either the kind is one the site cannot hold.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from connector.errors import PermanentError
from connector.lms.moodle import plugin
from connector.lms.moodle.batches import done, send
from connector.lms.moodle.client import MoodleClient
from connector.lms.moodle.enrolments import Sent
from connector.lms.moodle.grade_payloads import ActivityGrade, read_activity_grade
from connector.lms.moodle.groups import lacking, needed
from connector.lms.moodle.plugin_values import NewGrade
from connector.lms.moodle.refusals import GONE, KIND_REFUSED
from connector.lms.moodle.services import GRADE_REPORT, PUT_GRADES, write_grades
from connector.lms.moodle.several import SEVERAL, Asking, Refused
from connector.lms.moodle.wishes import ACCOUNT, ENROLMENT, GRADE
from connector.reconcile.changes import Action, Change, Item, Outcome, Result, Undecided
from connector.reconcile.platform import Bindings

COLUMN = "Kehadiran (%)"
"""Name of our column, as participants read it: in Indonesian."""

FULL = Decimal(100)

GRADES_PER_CALL = 200
"""Two fields each; Moodle works out everybody's course total anew, 13 ms a person."""

_EXACT = Decimal("0.00001")
"""Moodle keeps five decimals of a grade."""

OURS = (plugin.GET_GRADEBOOK, plugin.PUT_GRADEBOOK)
CORE = (GRADE_REPORT, PUT_GRADES)


@dataclass(frozen=True)
class Place:
    """Where a course's grades go, and the scale there."""

    module: str = ""
    """Kind of activity, empty for our own column."""
    minimum: Decimal = Decimal(0)
    maximum: Decimal = FULL

    def points(self, percent: Decimal) -> Decimal:
        span = self.maximum - self.minimum
        return (self.minimum + percent * span / FULL).quantize(_EXACT)

    def percent(self, points: Decimal) -> Decimal:
        span = self.maximum - self.minimum
        return (FULL * (points - self.minimum) / span).quantize(_EXACT)


@dataclass(frozen=True)
class Held:
    """What one person has in the gradebook."""

    points: Decimal | None
    locked: bool
    overridden: bool


@dataclass
class Seen:
    """What was found; `place` None where nothing was looked for, or cannot be held."""

    items: list[Item] = field(default_factory=list)
    undecided: list[Undecided] = field(default_factory=list)
    unable: frozenset[str] = frozenset()
    place: Place | None = None


def unable(functions: Collection[str], wanted: Sequence[Item]) -> frozenset[str]:
    """Tell whether this site cannot hold grades, by the functions its token may call."""
    named = bool(wanted and wanted[0].values.get("activity"))
    return frozenset() if set(CORE if named else OURS) <= set(functions) else frozenset({GRADE})


def look(
    client: MoodleClient,
    functions: Collection[str],
    course: int,
    wanted: Sequence[Item],
    users: Mapping[str, int],
    connections: int,
) -> Seen:
    """Say which wanted grades are there; `users` are enrolled, ids by person.

    What a right is missing for is told, and nothing of it is changed or missed: nobody's place
    in the course should wait for a grade.
    """
    if not wanted or unable(functions, wanted):
        return Seen()
    activity = int(wanted[0].values.get("activity") or 0)
    mine = {one.key: users[key] for one in wanted if (key := _person(one)) in users}
    asking = Asking(client, bulk=SEVERAL in functions, connections=connections)
    try:
        if activity:
            place, held = _in_activity(asking, course, activity, list(mine.values()))
        else:
            place, held = _in_column(client, course)
    except PermanentError as error:
        if error.remote_code not in KIND_REFUSED:
            raise
        return _cannot(wanted, error.code, dict(error.params))
    if place is None:
        return _cannot(wanted, "grade_activity_missing", {"activity": activity})
    return _compared(wanted, mine, place, held)


def _person(item: Item) -> str:
    return next(key for kind, key in item.needs if kind == ACCOUNT)


def _cannot(wanted: Sequence[Item], code: str, params: dict[str, str | int]) -> Seen:
    """Let no grade be wanted, and say once why."""
    key = next(key for kind, key in wanted[0].needs if kind == "course")
    why = Undecided(GRADE, key, code, params=params)
    return Seen(undecided=[why], unable=frozenset({GRADE}))


def _in_column(client: MoodleClient, course: int) -> tuple[Place, dict[int, Held]]:
    """Read our own column; one that is not there yet is made with its first grades."""
    book = plugin.gradebook(client, course)
    if book.item is None or not book.item.maximum:
        return Place(), {}
    held = {
        one.user: Held(one.grade, one.locked or book.item.locked, one.overridden)
        for one in book.grades
    }
    return Place(maximum=book.item.maximum), held


def _in_activity(
    asking: Asking, course: int, activity: int, users: Sequence[int]
) -> tuple[Place | None, dict[int, Held]]:
    """Read one activity's grades, many people a call; the whole course in one call is slower."""
    questions = [{"courseid": course, "userid": user} for user in users]
    found: dict[int, ActivityGrade] = {}
    for user, told in zip(users, asking.ask(GRADE_REPORT, questions, answers=GONE), strict=True):
        grade = None if isinstance(told, Refused) else _read(told, activity)
        if grade is not None:
            found[user] = grade
    if users and not found:
        return None, {}
    any_one = next(iter(found.values()), None)
    place = Place(any_one.module, any_one.minimum, any_one.maximum) if any_one else Place()
    held = {user: Held(one.grade, one.locked, one.overridden) for user, one in found.items()}
    return place, held


def _read(told: object, activity: int) -> ActivityGrade | None:
    return read_activity_grade(told, activity, GRADE_REPORT)


def _compared(
    wanted: Sequence[Item], mine: Mapping[str, int], place: Place, held: Mapping[int, Held]
) -> Seen:
    seen = Seen(place=place)
    for wish in wanted:
        there = held.get(mine.get(wish.key, 0))
        if there is None:
            continue
        percent = Decimal(str(wish.values["percent"]))
        if there.points == place.points(percent):
            seen.items.append(_item(wish, mine, percent))
        elif there.locked or there.overridden:
            seen.undecided.append(_left_alone(wish, there, place))
        elif there.points is not None:
            seen.items.append(_item(wish, mine, place.percent(there.points)))
    return seen


def _item(wish: Item, mine: Mapping[str, int], percent: Decimal) -> Item:
    values = {**wish.values, "percent": written_percent(percent)}
    return Item(GRADE, wish.key, values, label=wish.label, remote_id=str(mine[wish.key]))


def written_percent(percent: Decimal) -> str:
    """Spell a percentage the one way in which equal ones are equal: `83`, `83.5`."""
    return f"{percent.normalize():f}"


def _left_alone(wish: Item, there: Held, place: Place) -> Undecided:
    """A grade that a person locked or set by hand is theirs."""
    code = "grade_locked" if there.locked else "grade_overridden"
    params: dict[str, str | int] = {
        "wanted": str(wish.values["percent"]),
        "found": "–" if there.points is None else written_percent(place.percent(there.points)),
    }
    return Undecided(GRADE, wish.key, code, label=wish.label, params=params)


class GradeWriter:
    """Writes grades over one connection: Moodle works out totals of the whole course each time.

    `place` is what the last look found; without one the scale is ours.
    """

    def __init__(self, client: MoodleClient, bindings: Bindings, place: Place | None) -> None:
        self.client = client
        self.bindings = bindings
        self.place = place or Place()

    def write(self, changes: Sequence[Change]) -> Iterator[Sequence[Outcome]]:
        """Write grades of those who are enrolled; the others' come with a later plan."""
        if changes[0].action not in (Action.CREATE, Action.UPDATE):
            yield [done(change) for change in changes]
            return
        sent = {one.key: Sent.read(needed(self.bindings, one, ENROLMENT)) for one in changes}
        ready = [one for one in changes if sent[one.key] is not None]
        if lost := [lacking(one, ENROLMENT) for one in changes if sent[one.key] is None]:
            yield lost
        places = {key: place for key, place in sent.items() if place is not None}
        yield from send(ready, GRADES_PER_CALL, self._put(places))

    def _put(self, places: Mapping[str, Sent]) -> Callable[[Sequence[Change]], list[Outcome]]:
        def put(batch: Sequence[Change]) -> list[Outcome]:
            course = places[batch[0].key].course
            rows = [NewGrade(places[one.key].user, self._points(one)) for one in batch]
            activity = int((batch[0].after or {}).get("activity") or 0)
            if activity:
                return self._put_in_activity(batch, course, activity, rows)
            return self._put_in_column(batch, course, rows)

        return put

    def _points(self, change: Change) -> str:
        percent = Decimal(str((change.after or {})["percent"]))
        return f"{self.place.points(percent):f}"

    def _put_in_activity(
        self, batch: Sequence[Change], course: int, activity: int, rows: Sequence[NewGrade]
    ) -> list[Outcome]:
        if not self.place.module:  # nobody could be asked what kind of activity it is
            return [lacking(one, ENROLMENT) for one in batch]
        write_grades(self.client, course, self.place.module, activity, rows)
        return [done(one, str(row.userid)) for one, row in zip(batch, rows, strict=True)]

    def _put_in_column(
        self, batch: Sequence[Change], course: int, rows: Sequence[NewGrade]
    ) -> list[Outcome]:
        maximum = f"{self.place.maximum:f}"
        answer = plugin.put_gradebook(
            self.client, course, name=COLUMN, maximum=maximum, grades=rows
        )
        skipped = {one.user: one.reason for one in answer.skipped}
        return [
            _skipped(one, skipped[row.userid])
            if row.userid in skipped
            else done(one, str(row.userid))
            for one, row in zip(batch, rows, strict=True)
        ]


def _skipped(change: Change, reason: str) -> Outcome:
    """A grade that was locked or set by hand since the look; the next plan shows it."""
    if reason == "notenrolled":
        return lacking(change, ENROLMENT)
    params: dict[str, str | int] = {"wanted": str((change.after or {})["percent"]), "found": "?"}
    return Outcome(change, Result.PARKED, code=f"grade_{reason}", params=params)
