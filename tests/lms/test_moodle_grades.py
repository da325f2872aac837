"""Attendance in the gradebook: planned, written, read back; nothing of people's is overwritten."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from connector.domain.trainings import Training
from connector.errors import TemporaryError
from connector.lms.moodle import plugin
from connector.lms.moodle.messages import MESSAGES
from connector.lms.moodle.services import PUT_GRADES
from connector.lms.moodle.wishes import GRADE
from connector.reconcile.changes import Action, Result
from connector.reconcile.diff import diff
from connector.reconcile.status import status_of
from connector.sandbox.moodle import learning
from tests.lms import people
from tests.lms.site import Place, open_place
from tests.reconcile.memory import Sync, sync


def graded(training: Training, *percents: str, activity: int | None = None) -> Training:
    grades = {f"seat:{n}": Decimal(one) for n, one in enumerate(percents, 1)}
    return replace(training, attendance_grades=grades, grade_activity=activity)


@pytest.fixture
def place() -> Iterator[Place]:
    with open_place(plugin=True) as opened:
        yield opened


@pytest.fixture
def training(place: Place) -> Training:
    """A training that is in Moodle already, nothing graded."""
    made = people.training(people.seats(3, instructors=1))
    sync(place.platform(), made, place.memory)
    assert not sync(place.platform(), made, place.memory).changes
    place.calls.clear()
    return made


def written(place: Place) -> dict[str, str]:
    """Username → grade, of what the site has in our column."""
    names = place.usernames()
    return {names[row["userid"]]: row["grade"] for row in place.rows("grades")}


def again(place: Place, training: Training) -> Sync:
    return sync(place.platform(), training, place.memory)


def set_by_hand(place: Place, number: int, **values: Any) -> None:
    user = int(place.memory.bound["account", f"person:{number}"])
    with place.box.state.transaction() as transaction:
        (row,) = [one for one in transaction.all("grades") if one["userid"] == user]
        transaction.update("grades", row["id"], **values)


def test_settled_attendance_becomes_a_grade_in_one_call(place: Place, training: Training) -> None:
    wanted = graded(training, "100", "83", "66.5")
    done = again(place, wanted)
    assert [(one.kind, one.action) for one in done.changes] == [(GRADE, Action.CREATE)] * 3
    assert {one.result for one in done.outcomes} == {Result.DONE}
    assert [Decimal(one) for one in written(place).values()] == [100, 83, Decimal("66.5")]
    assert place.names(writes=True) == [plugin.PUT_GRADEBOOK]
    assert not again(place, wanted).changes


def test_what_changes_later_is_corrected_and_shown_as_it_was(
    place: Place, training: Training
) -> None:
    again(place, graded(training, "100", "83"))
    (change,) = again(place, graded(training, "100", "91")).changes
    assert (change.action, change.before, change.after) == (
        Action.UPDATE,
        {"percent": "83"},
        {"percent": "91"},
    )
    assert list(written(place).values()) == ["100.00000", "91.00000"]


def test_a_grade_that_is_no_longer_wanted_stays(place: Place, training: Training) -> None:
    again(place, graded(training, "100", "83"))
    assert not again(place, graded(training, "100")).changes
    assert not again(place, training).changes
    assert len(written(place)) == 2


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"grade": "50.00000", "overridden": True}, "grade_overridden"),
        ({"grade": "50.00000", "locked": True}, "grade_locked"),
    ],
)
def test_what_people_set_or_locked_is_told_and_left_alone(
    place: Place, training: Training, values: dict[str, Any], code: str
) -> None:
    wanted = graded(training, "100", "83")
    again(place, wanted)
    set_by_hand(place, 2, **values)
    platform = place.platform()
    desired, observed = (d := platform.desired(wanted)), platform.observe(d, place.memory)
    assert not diff("lms", platform.stages, desired, observed)
    (told,) = observed.undecided
    assert (told.code, told.params) == (code, {"wanted": "83", "found": "50"})
    assert told.code in MESSAGES
    assert status_of("lms", "x", ["seat:1", "seat:2"], desired, observed).in_line
    assert [Decimal(one) for one in written(place).values()] == [100, 50]


def test_one_that_is_locked_between_look_and_write_is_parked(
    place: Place, training: Training, monkeypatch: pytest.MonkeyPatch
) -> None:
    again(place, graded(training, "100", "83"))
    platform = place.platform()
    wanted = platform.desired(graded(training, "90", "80"))
    observed = platform.observe(wanted, place.memory)
    changes = diff("lms", platform.stages, wanted, observed)
    set_by_hand(place, 2, locked=True)
    outcomes = [one for batch in platform.apply(changes, place.memory) for one in batch]
    assert {o.change.key: (o.result, o.code) for o in outcomes} == {
        "grade:seat:1": (Result.DONE, ""),
        "grade:seat:2": (Result.PARKED, "grade_locked"),
    }


def test_a_column_people_gave_another_maximum_keeps_it(place: Place, training: Training) -> None:
    again(place, graded(training, "100", "83"))
    with place.box.state.transaction() as transaction:
        (item,) = transaction.all("grade_items")
        transaction.update("grade_items", item["id"], maximum="50")
    again(place, graded(training, "100", "83"))
    assert [Decimal(one) for one in written(place).values()] == [50, Decimal("41.5")]
    assert not again(place, graded(training, "100", "83")).changes


def test_a_missing_grade_makes_nobody_missing(place: Place, training: Training) -> None:
    platform = place.platform()
    desired = platform.desired(graded(training, "100", "83", "70"))
    status = status_of(
        "lms", "x", [s.key for s in training.seats], desired,
        platform.observe(desired, place.memory),
    )  # fmt: skip
    assert status.missing == 0
    assert status.things_missing == (GRADE,) * 3


def test_who_is_not_enrolled_gets_no_grade_yet(place: Place, training: Training) -> None:
    del place.memory.bound["enrolment", "seat:2"]
    platform = place.platform()
    changes = diff(
        "lms",
        platform.stages,
        d := platform.desired(graded(training, "100", "83")),
        platform.observe(d, place.memory),
    )
    ours = [one for one in changes if one.kind == GRADE]
    outcomes = [one for batch in platform.apply(ours, place.memory) for one in batch]
    assert {o.change.key: o.result for o in outcomes} == {
        "grade:seat:1": Result.DONE,
        "grade:seat:2": Result.WAITING,
    }


def test_without_the_plugin_nothing_is_wanted_and_nothing_missing(training: Training) -> None:
    with open_place() as bare:
        wanted = graded(training, "100", "83")
        done = sync(bare.platform(), wanted, bare.memory)
        assert GRADE not in {one.kind for one in done.changes}
        platform = bare.platform()
        desired = platform.desired(wanted)
        observed = platform.observe(desired, bare.memory)
        assert GRADE in observed.unable
        assert status_of("lms", "x", ["seat:1"], desired, observed).in_line


def test_a_right_that_is_missing_is_told_once_and_holds_up_nobody(
    place: Place, training: Training
) -> None:
    place.box.state.account.capabilities.discard("local/simpul:managegrades")
    platform = place.platform()
    desired = platform.desired(graded(training, "100", "83"))
    observed = platform.observe(desired, place.memory)
    assert [one.code for one in observed.undecided] == ["moodle_nopermissions"]
    assert not diff("lms", platform.stages, desired, observed)


def test_a_site_that_goes_away_while_reading_grades_is_temporary(
    place: Place, training: Training
) -> None:
    place.box.faults.arm("error_5xx", match=plugin.GET_GRADEBOOK)
    platform = place.platform()
    with pytest.raises(TemporaryError):
        platform.observe(platform.desired(graded(training, "100")), place.memory)


def test_no_grade_is_read_where_none_is_wanted(place: Place, training: Training) -> None:
    again(place, training)
    assert plugin.GET_GRADEBOOK not in place.names(writes=False)


@pytest.fixture
def bare() -> Iterator[Place]:
    """A site without our plugin."""
    with open_place() as opened:
        yield opened


@pytest.fixture
def activity(bare: Place) -> tuple[Training, int]:
    """A training that is in Moodle already, and an assignment of 50 points in its course."""
    made = people.training(people.seats(3, instructors=1))
    sync(bare.platform(), made, bare.memory)
    course = int(bare.memory.bound["course", "training:1"])
    cmid = learning.add_graded(bare.box.state, course, "Kehadiran", 50)
    bare.calls.clear()
    return made, cmid


def item_id(place: Place) -> int:
    return int(place.rows("grade_items")[0]["id"])


def test_without_the_plugin_an_activity_that_is_named_carries_the_grades(
    bare: Place, activity: tuple[Training, int]
) -> None:
    training, cmid = activity
    wanted = graded(training, "100", "83", "66.5", activity=cmid)
    done = again(bare, wanted)
    assert {one.result for one in done.outcomes} == {Result.DONE}
    assert bare.names(writes=True) == [PUT_GRADES]
    assert [Decimal(one) for one in written(bare).values()] == [
        50,
        Decimal("41.5"),
        Decimal("33.25"),
    ]
    assert not again(bare, wanted).changes
    (change,) = again(bare, graded(training, "100", "91", "66.5", activity=cmid)).changes
    assert change.before == {"percent": "83", "activity": cmid}


def test_in_an_activity_too_what_people_set_stays(
    bare: Place, activity: tuple[Training, int]
) -> None:
    training, cmid = activity
    wanted = graded(training, "100", "83", "70", activity=cmid)
    again(bare, wanted)
    user = int(bare.memory.bound["account", "person:2"])
    learning.grade_by_hand(bare.box.state, item_id(bare), user, 10)
    user = int(bare.memory.bound["account", "person:3"])
    learning.grade_by_hand(bare.box.state, item_id(bare), user, 5, locked=True)
    platform = bare.platform()
    observed = platform.observe(platform.desired(wanted), bare.memory)
    assert {one.key: one.code for one in observed.undecided} == {
        "grade:seat:2": "grade_overridden",
        "grade:seat:3": "grade_locked",
    }
    assert not again(bare, wanted).changes


@pytest.mark.parametrize("named", [999_999, 1])
def test_an_activity_that_is_not_there_is_told_once(
    bare: Place, activity: tuple[Training, int], named: int
) -> None:
    training, _ = activity
    platform = bare.platform()
    desired = platform.desired(graded(training, "100", "83", activity=named))
    observed = platform.observe(desired, bare.memory)
    assert [(o.code, o.params) for o in observed.undecided] == [
        ("grade_activity_missing", {"activity": named})
    ]
    assert not diff("lms", platform.stages, desired, observed)
    assert status_of("lms", "x", ["seat:1"], desired, observed).in_line


def test_a_grade_moodle_does_not_take_fails_alone(
    bare: Place, activity: tuple[Training, int]
) -> None:
    training, cmid = activity
    again(bare, graded(training, "100", "83", "70", activity=cmid))
    platform = bare.platform()
    desired = platform.desired(graded(training, "90", "80", "60", activity=cmid))
    changes = diff("lms", platform.stages, desired, platform.observe(desired, bare.memory))
    user = int(bare.memory.bound["account", "person:2"])
    learning.grade_by_hand(bare.box.state, item_id(bare), user, 5, locked=True)
    outcomes = [one for batch in platform.apply(changes, bare.memory) for one in batch]
    assert {o.change.key: (o.result, o.code) for o in outcomes} == {
        "grade:seat:1": (Result.DONE, ""),
        "grade:seat:2": (Result.FAILED, "moodle_grade_refused"),
        "grade:seat:3": (Result.DONE, ""),
    }
    assert all(one.code in MESSAGES for one in outcomes if one.code)
