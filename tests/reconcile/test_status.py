"""Expected, found, missing, undecided: what read-back makes of it."""

from dataclasses import replace

from connector.reconcile.changes import (
    Action,
    Change,
    Desired,
    Item,
    Observed,
    Outcome,
    Result,
    Undecided,
)
from connector.reconcile.diff import diff
from connector.reconcile.platform import Retire
from connector.reconcile.status import SeatState, SystemStatus, status_of, unread_status

COURSE = Item("course", "c", {"name": "x"})
ACCOUNTS = [Item("account", f"person:{n}", {"idnumber": n}, seat=f"seat:{n}") for n in range(3)]
SEATS = [
    Item(
        "enrolment",
        f"seat:{n}",
        {"role": "student"},
        seat=f"seat:{n}",
        needs=(("account", f"person:{n}"),),
    )
    for n in range(3)
]
WANTED = Desired([COURSE, *ACCOUNTS, *SEATS])
NAMES = ["seat:0", "seat:1", "seat:2"]


def status(*found: Item, waiting: tuple[Undecided, ...] = (), **more: object) -> SystemStatus:
    outcomes = more.get("outcomes", ())
    assert isinstance(outcomes, tuple)
    return status_of("lms", "m", NAMES, WANTED, Observed(found, waiting), outcomes)


def test_everything_found_is_in_line() -> None:
    told = status(*WANTED.items)
    assert (told.expected, told.found, told.missing, told.undecided) == (3, 3, 0, 0)
    assert told.in_line


def test_a_seat_is_found_only_with_all_its_things_as_wanted() -> None:
    told = status(COURSE, *ACCOUNTS, SEATS[0], replace(SEATS[1], active=False))
    assert (told.expected, told.found, told.missing) == (3, 1, 2)
    wrong = replace(SEATS[2], values={"role": "teacher"})
    assert status(COURSE, *ACCOUNTS, SEATS[0], SEATS[1], wrong).found == 2


def test_a_missing_course_is_never_in_line_even_with_everybody_there() -> None:
    told = status(*ACCOUNTS, *SEATS)
    assert told.things_missing == ("course",)
    assert not told.in_line


def test_who_waits_for_a_person_is_not_expected_and_says_why() -> None:
    waiting = Undecided("account", "person:1", "two_matches", params={"count": 2})
    told = status(COURSE, ACCOUNTS[0], ACCOUNTS[2], SEATS[0], SEATS[2], waiting=(waiting,))
    assert (told.expected, told.found, told.undecided) == (2, 2, 1)
    assert told.in_line
    assert told.seats[1].state is SeatState.UNDECIDED
    assert told.seats[1].code == "two_matches"


def test_what_needs_a_waiting_thing_is_not_written() -> None:
    waiting = Undecided("account", "person:1", "two_matches")
    stages = [(kind, Retire.KEEP) for kind in ("course", "account", "enrolment")]
    keys = [c.key for c in diff("lms", stages, WANTED, Observed([], (waiting,)))]
    assert keys == ["c", "person:0", "person:2", "seat:0", "seat:2"]


def test_the_first_thing_that_went_wrong_explains_a_missing_seat() -> None:
    change = Change("lms", Action.CREATE, "account", "person:0", None, {}, seat="seat:0")
    later = replace(change, kind="enrolment", key="seat:0")
    told = status(
        COURSE,
        outcomes=(
            Outcome(change, Result.FAILED, code="password_policy"),
            Outcome(later, Result.WAITING, code="need_missing"),
        ),
    )
    assert told.seats[0].state is SeatState.FAILED
    assert told.seats[0].code == "password_policy"
    assert told.seats[1].state is SeatState.MISSING


def test_an_answer_of_success_does_not_make_a_seat_found() -> None:
    change = Change("lms", Action.CREATE, "enrolment", "seat:0", None, {}, seat="seat:0")
    told = status(COURSE, *ACCOUNTS, outcomes=(Outcome(change, Result.DONE),))
    assert told.found == 0


def test_a_system_that_cannot_be_read_is_not_in_line() -> None:
    told = unread_status("lms", "m", NAMES, "moodle_503")
    assert not told.in_line
    assert {one.state for one in told.seats} == {SeatState.WAITING}


def test_what_is_missing_says_in_what_way() -> None:
    suspended = replace(SEATS[1], active=False)
    wrong = replace(SEATS[2], values={"role": "teacher"})
    observed = Observed((COURSE, *ACCOUNTS, suspended, wrong))

    def bound(kind: str, key: str) -> bool:
        return (kind, key) == ("enrolment", "seat:0")

    told = status_of("lms", "m", NAMES, WANTED, observed, (), bound)
    assert [one.code for one in told.seats] == ["gone_there", "suspended_there", "differs_there"]
    assert {one.state for one in told.seats} == {SeatState.MISSING}
    assert status_of("lms", "m", NAMES, WANTED, observed).seats[0].code == "not_there"
