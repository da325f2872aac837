"""The apply loop: reads again, writes in order, notes every change, survives a break."""

from collections.abc import Iterator, Sequence

import pytest

from connector.errors import PermanentError, TemporaryError
from connector.reconcile.apply import apply_system
from connector.reconcile.changes import Change, Desired, Item, Observed, Outcome, Result
from connector.reconcile.diff import diff
from connector.reconcile.plan import SystemPlan
from connector.reconcile.platform import Bindings
from tests.reconcile.toy import MemoryBindings, ToyPlatform, lost_lease

COURSE = Item("course", "c", {"name": "x"})
SEATS = [
    Item("enrolment", f"seat:{n}", {"role": "student"}, seat=f"seat:{n}", needs=(("course", "c"),))
    for n in range(3)
]
WANTED = Desired([COURSE, *SEATS])


def run(platform: ToyPlatform, journal: MemoryBindings, found: Observed | None = None) -> None:
    changes = diff("lms", platform.stages, WANTED, found or platform.observe(WANTED, journal))
    part = SystemPlan("lms", "toy", tuple(changes), (), 3, 0)
    apply_system(part, platform, WANTED, journal, journal, lambda: None)


def results(journal: MemoryBindings) -> dict[str, Result]:
    return {one.change.key: one.result for one in journal.outcomes}


def test_everything_wanted_is_written_once_and_bound() -> None:
    platform, journal = ToyPlatform(WANTED), MemoryBindings()
    run(platform, journal)
    assert set(results(journal).values()) == {Result.DONE}
    assert journal.get("enrolment", "seat:2") == "r-seat:2"
    assert [change.kind for change in platform.written] == ["course", *["enrolment"] * 3]


def test_a_change_whose_before_differs_is_parked_and_the_rest_goes_on() -> None:
    platform, journal = ToyPlatform(WANTED), MemoryBindings()
    nothing = platform.observe(WANTED, journal)
    other = Item("enrolment", "seat:1", {"role": "teacher"})
    platform.remote["enrolment", "seat:1"] = other
    run(platform, journal, nothing)
    assert results(journal)["seat:1"] is Result.PARKED
    assert platform.remote["enrolment", "seat:1"] == other
    assert results(journal)["seat:2"] is Result.DONE


def test_what_is_already_there_is_not_written_again() -> None:
    platform, journal = ToyPlatform(WANTED), MemoryBindings()
    nothing = platform.observe(WANTED, journal)
    platform.remote["enrolment", "seat:0"] = SEATS[0]
    run(platform, journal, nothing)
    assert results(journal)["seat:0"] is Result.ALREADY
    assert "seat:0" not in [change.key for change in platform.written]


def test_without_its_course_an_enrolment_waits() -> None:
    def refuse_course(change: Change) -> Outcome | None:
        return Outcome(change, Result.FAILED, code="no") if change.kind == "course" else None

    platform, journal = ToyPlatform(WANTED, sabotage=refuse_course), MemoryBindings()
    run(platform, journal)
    assert results(journal)["c"] is Result.FAILED
    assert {results(journal)[f"seat:{n}"] for n in range(3)} == {Result.WAITING}
    assert platform.written == []


def test_a_course_that_could_not_be_renamed_still_takes_enrolments() -> None:
    def refuse_course(change: Change) -> Outcome | None:
        return Outcome(change, Result.FAILED, code="no") if change.kind == "course" else None

    platform, journal = ToyPlatform(WANTED, sabotage=refuse_course), MemoryBindings()
    platform.remote["course", "c"] = Item("course", "c", {"name": "old"})
    run(platform, journal)
    assert results(journal)["c"] is Result.FAILED
    assert {results(journal)[f"seat:{n}"] for n in range(3)} == {Result.DONE}


@pytest.mark.parametrize(
    ("error", "left"),
    [
        (TemporaryError("moodle", "call", "503"), Result.WAITING),
        (TemporaryError("moodle", "call", "timeout", ambiguous=True), Result.UNKNOWN),
        (PermanentError("moodle", "call", "invalidtoken"), Result.FAILED),
    ],
)
def test_a_broken_system_leaves_an_outcome_for_every_change(error: Exception, left: Result) -> None:
    def break_at_second(change: Change) -> Outcome | None:
        if change.key == "seat:1":
            raise error
        return None

    platform, journal = ToyPlatform(WANTED, sabotage=break_at_second), MemoryBindings()
    with pytest.raises(type(error)):
        run(platform, journal)
    assert results(journal) == {
        "c": Result.DONE, "seat:0": Result.DONE, "seat:1": left, "seat:2": left,
    }  # fmt: skip


def test_a_lost_lease_stops_before_anything_is_written() -> None:
    platform, journal = ToyPlatform(WANTED), MemoryBindings()
    part = SystemPlan(
        "lms", "toy", tuple(diff("lms", platform.stages, WANTED, Observed([]))), (), 3, 0
    )
    with pytest.raises(TemporaryError):
        apply_system(part, platform, WANTED, journal, journal, lost_lease)
    assert platform.written == []
    assert len(journal.outcomes) == 4


def test_a_change_the_platform_forgot_is_unknown_not_done() -> None:
    class Forgetful(ToyPlatform):
        def apply(
            self, changes: Sequence[Change], bindings: Bindings
        ) -> Iterator[Sequence[Outcome]]:
            return iter([])

    platform, journal = Forgetful(WANTED), MemoryBindings()
    run(platform, journal)
    assert results(journal)["c"] is Result.UNKNOWN
    assert results(journal)["seat:1"] is Result.WAITING
