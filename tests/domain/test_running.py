"""Where a run stands, as tables: what starts a step, when it is due, what ends and reopens it."""

from dataclasses import dataclass
from dataclasses import field as also

import pytest

from connector.domain.running import RunStanding, fold
from connector.domain.step_log import StepEntry
from tests.domain.runs_told import CALENDAR, at, lines_of, log, procedure, told

DAY = "2 working day"


@dataclass(frozen=True)
class Case:
    """A procedure begun on Monday the 16th at 10.00, what is written, and where it stands."""

    name: str
    steps: list[str]
    now: str
    stands: list[str]
    written: list[str] = also(default_factory=list)
    reached: dict[str, str] = also(default_factory=dict)


def standing(
    case: Case, begun: str = "16 10.00", schedule: tuple[str, str] | None = None
) -> RunStanding:
    return fold(
        procedure(case.steps),
        log(case.written),
        {name: at(moment) for name, moment in case.reached.items()},
        at(begun),
        CALENDAR,
        at(case.now),
        None if schedule is None else (at(schedule[0]), at(schedule[1])),
    )


STARTS = [
    Case(
        "the run's beginning starts what names nothing, and nothing else",
        ["order: ", "assign: after order", "teach: on first_session_begun"],
        "16 11.00",
        ["order open, from 16 10.00 by begin", "assign waiting", "teach waiting"],
    ),
    Case(
        "the end of the step before starts the next",
        ["order: ", f"prepare: after order; {DAY}"],
        "17 09.00",
        [
            "order done 16 11.30 by person, from 16 10.00 by begin",
            "prepare open, from 16 11.30 by after, due 18 11.30",
        ],
        ["16 11.30 done order"],
    ),
    Case(
        "of several before, the last one to end starts it",
        ["a: ", "b: ", "c: after a b"],
        "18 09.00",
        [
            "a done 17 14.00 by person, from 16 10.00 by begin",
            "b done 16 15.00 by person, from 16 10.00 by begin",
            "c open, from 17 14.00 by after",
        ],
        ["17 14.00 done a", "16 15.00 done b"],
    ),
    Case(
        "it waits while one of several is open",
        ["a: ", "b: ", "c: after a b"],
        "18 09.00",
        [
            "a done 17 14.00 by person, from 16 10.00 by begin",
            "b open, from 16 10.00 by begin",
            "c waiting",
        ],
        ["17 14.00 done a"],
    ),
    Case(
        "a step that is left out lets the next start as well",
        ["a: ", "b: after a"],
        "18 09.00",
        [
            "a skipped 17 14.00 by person, from 16 10.00 by begin",
            "b open, from 17 14.00 by after",
        ],
        ["17 14.00 skipped a"],
    ),
    Case(
        "a milestone starts a step",
        ["teach: on first_session_begun; schedule"],
        "17 09.00",
        ["teach open, from 17 08.00 by first_session_begun"],
        reached={"first_session_begun": "17 08.00"},
    ),
    Case(
        "of both, the milestone comes first: nobody recorded the disposition",
        ["assign: ", f"enrol: after assign; on roster_confirmed; {DAY}"],
        "17 09.00",
        [
            "assign open, from 16 10.00 by begin",
            "enrol open, from 16 14.00 by roster_confirmed, due 18 14.00",
        ],
        reached={"roster_confirmed": "16 14.00"},
    ),
    Case(
        "of both, the disposition comes first: the list of people is still on its way",
        ["assign: ", f"enrol: after assign; on roster_confirmed; {DAY}"],
        "18 09.00",
        [
            "assign done 16 11.00 by person, from 16 10.00 by begin",
            "enrol open, from 16 11.00 by after, due 18 11.00",
        ],
        ["16 11.00 done assign"],
        {"roster_confirmed": "17 14.00"},
    ),
    Case(
        "no clock starts before the run began, whatever had happened by then",
        [f"enrol: on roster_confirmed; {DAY}"],
        "17 09.00",
        ["enrol open, from 16 10.00 by roster_confirmed, due 18 10.00"],
        reached={"roster_confirmed": "9 14.00"},
    ),
    Case(
        "nor from a step that ended before the run began",
        ["a: ends roster_confirmed", f"b: after a; {DAY}"],
        "17 09.00",
        ["a done 09 14.00 by records", "b open, from 16 10.00 by after, due 18 10.00"],
        ["9 14.00 done a records"],
    ),
    Case(
        "an optional step holds nobody up: the next starts with it",
        ["sign: ", "test: after sign; optional", "present: after test"],
        "17 09.00",
        [
            "sign done 16 11.00 by person, from 16 10.00 by begin",
            "test open, from 16 11.00 by after",
            "present open, from 16 11.00 by after",
        ],
        ["16 11.00 done sign"],
    ),
    Case(
        "but once it is done the next starts from its end",
        ["sign: ", "test: after sign; optional", "present: after test"],
        "17 09.00",
        [
            "sign done 16 11.00 by person, from 16 10.00 by begin",
            "test done 16 11.45 by person, from 16 11.00 by after",
            "present open, from 16 11.45 by after",
        ],
        ["16 11.00 done sign", "16 11.45 done test"],
    ),
    Case(
        "a break holds nobody up either",
        ["teach: ", "rest: after teach; break", "ask: after rest"],
        "17 09.00",
        [
            "teach done 16 11.00 by person, from 16 10.00 by begin",
            "rest open, from 16 11.00 by after",
            "ask open, from 16 11.00 by after",
        ],
        ["16 11.00 done teach"],
    ),
    Case(
        "steps that run together each have their own clock",
        [
            "sign: ",
            "present: after sign; beside listen; 4 working hour",
            "listen: after sign; beside present",
        ],
        "16 15.30",
        [
            "sign done 16 10.30 by person, from 16 10.00 by begin",
            "present open, from 16 10.30 by after, due 16 15.30",
            "listen open, from 16 10.30 by after",
        ],
        ["16 10.30 done sign"],
    ),
]

DUES = [
    Case(
        "exactly at its deadline a step is still in time",
        [f"a: {DAY}"],
        "18 10.00",
        ["a open, from 16 10.00 by begin, due 18 10.00"],
    ),
    Case(
        "a minute later it is overdue",
        [f"a: {DAY}"],
        "18 10.01",
        ["a open, from 16 10.00 by begin, due 18 10.00, OVERDUE"],
    ),
    Case(
        "done at its deadline is in time",
        [f"a: {DAY}"],
        "20 10.00",
        ["a done 18 10.00 by person, from 16 10.00 by begin, due 18 10.00"],
        ["18 10.00 done a"],
    ),
    Case(
        "done a minute later is late, and not overdue any more",
        [f"a: {DAY}"],
        "20 10.00",
        ["a done 18 10.01 by person, from 16 10.00 by begin, due 18 10.00, LATE"],
        ["18 10.01 done a"],
    ),
    Case(
        "noted late but done in time is in time",
        [f"a: {DAY}"],
        "27 10.00",
        ["a done 17 09.00 by person, from 16 10.00 by begin, due 18 10.00"],
        ["17 09.00 done a"],
    ),
    Case(
        "left out after its deadline it is not called late",
        [f"a: {DAY}"],
        "20 10.00",
        ["a skipped 19 10.00 by person, from 16 10.00 by begin, due 18 10.00"],
        ["19 10.00 skipped a"],
    ),
    Case(
        "effort never turns red",
        ["a: effort 15 working minute"],
        "27 10.00",
        ["a open, from 16 10.00 by begin"],
    ),
    Case(
        "nor is effort late",
        ["a: effort 15 working minute"],
        "27 10.00",
        ["a done 26 10.00 by person, from 16 10.00 by begin"],
        ["26 10.00 done a"],
    ),
    Case(
        "what goes by the timetable has no deadline",
        ["a: schedule"],
        "27 10.00",
        ["a open, from 16 10.00 by begin"],
    ),
    Case(
        "calendar days run over the weekend, to midnight",
        ["a: on last_session_over; 3 calendar day"],
        "23 10.00",
        ["a open, from 20 15.00 by last_session_over, due 24 00.00"],
        reached={"last_session_over": "20 15.00"},
    ),
    Case(
        "a step that waits is never overdue",
        ["a: ", f"b: after a; {DAY}"],
        "27 10.00",
        ["a open, from 16 10.00 by begin", "b waiting"],
    ),
]

PAUSES = [
    Case(
        "while the run is paused its steps stand still",
        [f"a: {DAY}", "b: after a"],
        "17 10.00",
        ["a paused, from 16 10.00 by begin, due 18 10.00", "b waiting"],
        ["17 10.00 paused run"],
    ),
    Case(
        "the deadline moves on as long as the pause lasts",
        [f"a: {DAY}"],
        "19 10.00",
        ["a paused, from 16 10.00 by begin, due 20 10.00"],
        ["17 10.00 paused run"],
    ),
    Case(
        "and by just the working time paused after it",
        [f"a: {DAY}"],
        "19 10.01",
        ["a open, from 16 10.00 by begin, due 19 10.00, OVERDUE"],
        ["17 10.00 paused run", "18 10.00 resumed run"],
    ),
    Case(
        "a pause over a weekend costs no working time",
        [f"a: {DAY}"],
        "23 07.30",
        ["a open, from 16 10.00 by begin, due 18 10.00, OVERDUE"],
        ["21 09.00 paused run", "22 20.00 resumed run"],
    ),
    Case(
        "a calendar limit moves by the time paused exactly",
        ["a: 3 calendar day"],
        "20 10.00",
        ["a open, from 16 10.00 by begin, due 21 06.30"],
        ["17 09.30 paused run", "18 16.00 resumed run"],
    ),
    Case(
        "a pause of one step leaves the others alone",
        [f"a: {DAY}", f"b: {DAY}"],
        "18 10.01",
        [
            "a paused, from 16 10.00 by begin, due 19 10.01",
            "b open, from 16 10.00 by begin, due 18 10.00, OVERDUE",
        ],
        ["17 10.00 paused a"],
    ),
    Case(
        "run and step paused at once count once",
        [f"a: {DAY}"],
        "19 12.00",
        ["a open, from 16 10.00 by begin, due 19 14.00"],
        ["17 10.00 paused run", "17 13.30 paused a", "18 10.00 resumed run", "18 14.00 resumed a"],
    ),
    Case(
        "a step stays paused until both are over",
        [f"a: {DAY}"],
        "18 12.00",
        ["a paused, from 16 10.00 by begin, due 19 12.00"],
        ["17 10.00 paused run", "17 13.30 paused a", "18 10.00 resumed run"],
    ),
    Case(
        "overdue before the pause it stays overdue in it",
        [f"a: {DAY}"],
        "19 12.00",
        ["a paused, from 16 10.00 by begin, due 18 10.00, OVERDUE"],
        ["18 11.00 paused run"],
    ),
    Case(
        "a pause before the step started costs nothing",
        ["a: ", f"b: after a; {DAY}"],
        "19 12.00",
        [
            "a done 18 10.00 by person, from 16 10.00 by begin",
            "b open, from 18 10.00 by after, due 20 10.00",
        ],
        ["16 11.00 paused run", "17 10.00 resumed run", "18 10.00 done a"],
    ),
    Case(
        "a pause that began before counts from the start of the step",
        ["a: ", f"b: after a; {DAY}"],
        "19 12.00",
        [
            "a done 17 10.00 by person, from 16 10.00 by begin",
            "b open, from 17 10.00 by after, due 20 10.00",
        ],
        ["16 11.00 paused run", "17 10.00 done a", "18 10.00 resumed run"],
    ),
    Case(
        "what was done in a pause counts the pause to its end",
        [f"a: {DAY}"],
        "27 12.00",
        ["a done 20 10.00 by person, from 16 10.00 by begin, due 23 10.00"],
        ["17 10.00 paused run", "20 10.00 done a", "26 10.00 resumed run"],
    ),
    Case(
        "a pause after the end changes nothing",
        [f"a: {DAY}"],
        "27 12.00",
        ["a done 17 10.00 by person, from 16 10.00 by begin, due 18 10.00"],
        ["17 10.00 done a", "17 10.00 paused run"],
    ),
    Case(
        "the run's records go on in a pause",
        [f"a: ends plan_verified; {DAY}", "b: after a"],
        "18 09.00",
        [
            "a done 17 14.00 by records, from 16 10.00 by begin, due 18 14.00",
            "b paused, from 17 14.00 by after",
        ],
        ["17 10.00 paused run", "17 14.00 done a records"],
    ),
    Case(
        "a second pause while one runs, and a resumption of none, are nothing",
        [f"a: {DAY}"],
        "18 09.00",
        ["a open, from 16 10.00 by begin, due 19 10.00"],
        [
            "16 11.00 resumed run",
            "16 14.00 paused run",
            "17 10.00 paused run",
            "17 14.00 resumed run",
        ],
    ),
]
# The last one: paused 16 14.00 to 17 14.00 is one working day: 18 10.00 becomes 19 10.00.

REOPENED = [
    Case(
        "a reopened step is open again, and the time it was taken for done is not counted",
        [f"a: {DAY}"],
        "19 12.00",
        ["a open, from 16 10.00 by begin, due 20 10.00, again"],
        ["17 10.00 done a", "19 10.00 reopened a"],
    ),
    Case(
        "done anew it has its later end",
        [f"a: {DAY}"],
        "27 12.00",
        ["a done 20 10.00 by person, from 16 10.00 by begin, due 20 10.00"],
        ["17 10.00 done a", "19 10.00 reopened a", "20 10.00 done a"],
    ),
    Case(
        "what was late when it was done is overdue when it is reopened",
        [f"a: {DAY}"],
        "20 12.00",
        ["a open, from 16 10.00 by begin, due 18 10.00, OVERDUE, again"],
        ["19 10.00 done a", "20 10.00 reopened a"],
    ),
    Case(
        "the step after it waits again",
        ["a: ", "b: after a"],
        "20 12.00",
        ["a open, from 16 10.00 by begin, again", "b waiting"],
        ["19 10.00 done a", "20 10.00 reopened a"],
    ),
    Case(
        "reopened twice, both times are not counted: a third of a day is left",
        [f"a: {DAY}"],
        "25 12.00",
        ["a open, from 16 10.00 by begin, due 25 13.30, again"],
        ["17 10.00 done a", "19 10.00 reopened a", "19 16.00 done a", "25 10.00 reopened a"],
    ),
    Case(
        "what was left out can be taken up again",
        ["a: "],
        "20 12.00",
        ["a open, from 16 10.00 by begin, again"],
        ["17 10.00 skipped a", "19 10.00 reopened a"],
    ),
    Case(
        "a milestone that falls back reopens what it ended",
        [f"a: ends list_approved; {DAY}"],
        "19 12.00",
        ["a open, from 16 10.00 by begin, due 20 10.00, again"],
        ["17 10.00 done a records", "19 10.00 reopened a records"],
    ),
]

HANDS = [
    Case(
        "a person's record wins over the milestone's that came before",
        ["a: ends plan_verified"],
        "20 12.00",
        ["a done 16 14.00 by person, from 16 10.00 by begin"],
        ["17 10.00 done a records", "16 14.00 done a"],
    ),
    Case(
        "and over the milestone's that comes after",
        ["a: ends plan_verified"],
        "20 12.00",
        ["a done 16 14.00 by person, from 16 10.00 by begin"],
        ["16 14.00 done a", "17 10.00 done a records"],
    ),
    Case(
        "a milestone that falls back does not reopen what a person ended",
        ["a: ends plan_verified"],
        "20 12.00",
        ["a done 16 14.00 by person, from 16 10.00 by begin"],
        ["16 14.00 done a", "17 10.00 done a records", "18 10.00 reopened a records"],
    ),
    Case(
        "what a person left out stays so when the records show it done",
        ["a: ends plan_verified"],
        "20 12.00",
        ["a skipped 16 14.00 by person, from 16 10.00 by begin"],
        ["16 14.00 skipped a", "17 10.00 done a records"],
    ),
    Case(
        "a person may reopen what the records ended: it stays open",
        ["a: ends plan_verified"],
        "20 12.00",
        ["a open, from 16 10.00 by begin, again"],
        ["17 10.00 done a records", "18 10.00 reopened a"],
    ),
    Case(
        "a person's reopening takes both records back",
        ["a: ends plan_verified"],
        "20 12.00",
        ["a open, from 16 10.00 by begin, again"],
        ["16 14.00 done a", "17 10.00 done a records", "18 10.00 reopened a"],
    ),
    Case(
        "and the clock stood still from the person's end, not from the records'",
        [f"a: ends plan_verified; {DAY}"],
        "18 12.00",
        ["a open, from 16 10.00 by begin, due 19 15.30, again"],
        ["16 14.00 done a", "17 10.00 done a records", "18 10.00 reopened a"],
    ),
    Case(
        "then the milestone that is reached anew ends it",
        ["a: ends plan_verified"],
        "25 12.00",
        ["a done 20 10.00 by records, from 16 10.00 by begin"],
        [
            "17 10.00 done a records",
            "18 10.00 reopened a",
            "19 10.00 reopened a records",
            "20 10.00 done a records",
        ],
    ),
]

UNRECORDED = [
    Case(
        "a step that is open although the next is done is not recorded, and never overdue",
        [f"a: {DAY}", "b: after a; on roster_confirmed"],
        "27 12.00",
        [
            "a unrecorded, from 16 10.00 by begin",
            "b done 17 10.00 by person, from 16 14.00 by roster_confirmed",
        ],
        ["17 10.00 done b"],
        {"roster_confirmed": "16 14.00"},
    ),
    Case(
        "at any distance",
        ["a: ", "b: after a", f"c: after b; {DAY}", "d: after c"],
        "27 12.00",
        [
            "a unrecorded, from 16 10.00 by begin",
            "b unrecorded",
            "c unrecorded",
            "d done 17 10.00 by person",
        ],
        ["17 10.00 done d"],
    ),
    Case(
        "left out is not done: it says nothing about the step before",
        [f"a: {DAY}", "b: after a"],
        "18 10.01",
        ["a open, from 16 10.00 by begin, due 18 10.00, OVERDUE", "b skipped 17 10.00 by person"],
        ["17 10.00 skipped b"],
    ),
    Case(
        "a step beside one that was passed is passed too",
        ["a: beside b", "b: beside a", "c: after a"],
        "27 12.00",
        [
            "a done 16 12.00 by person, from 16 10.00 by begin",
            "b unrecorded, from 16 10.00 by begin",
            "c done 17 10.00 by person, from 16 12.00 by after",
        ],
        ["16 12.00 done a", "17 10.00 done c"],
    ),
    Case(
        "a step of another branch stays what it was",
        [f"a: {DAY}", "b: ", "c: after b"],
        "18 10.01",
        [
            "a open, from 16 10.00 by begin, due 18 10.00, OVERDUE",
            "b unrecorded, from 16 10.00 by begin",
            "c done 17 10.00 by person",
        ],
        ["17 10.00 done c"],
    ),
    Case(
        "it can still be recorded, with the day on which it happened",
        ["a: ", "b: after a; on roster_confirmed"],
        "27 12.00",
        [
            "a done 16 11.00 by person, from 16 10.00 by begin",
            "b done 17 10.00 by person, from 16 11.00 by after",
        ],
        ["17 10.00 done b", "16 11.00 done a"],
        {"roster_confirmed": "16 14.00"},
    ),
    Case(
        "or left out",
        ["a: ", "b: after a; on roster_confirmed"],
        "27 12.00",
        [
            "a skipped 20 11.00 by person, from 16 10.00 by begin",
            "b done 17 10.00 by person, from 16 14.00 by roster_confirmed",
        ],
        ["17 10.00 done b", "20 11.00 skipped a"],
        {"roster_confirmed": "16 14.00"},
    ),
    Case(
        "reopening the later step makes the earlier one open again",
        [f"a: {DAY}", "b: after a"],
        "18 10.01",
        ["a open, from 16 10.00 by begin, due 18 10.00, OVERDUE", "b waiting, again"],
        ["17 10.00 done b", "17 11.00 reopened b"],
    ),
    Case(
        "what ended before it would have started did not start",
        ["a: ", "b: after a"],
        "27 12.00",
        ["a done 18 10.00 by person, from 16 10.00 by begin", "b done 17 10.00 by person"],
        ["17 10.00 done b", "18 10.00 done a"],
    ),
]


@pytest.mark.parametrize(
    "case",
    [*STARTS, *DUES, *PAUSES, *REOPENED, *HANDS, *UNRECORDED],
    ids=lambda case: case.name.replace(" ", "_"),
)
def test_where_a_run_stands(case: Case) -> None:
    assert lines_of(standing(case)) == case.stands


def test_a_log_means_the_same_in_whatever_order_it_is_read() -> None:
    for case in (*PAUSES, *REOPENED, *HANDS):
        entries: list[StepEntry] = log(case.written)
        there = fold(
            procedure(case.steps),
            reversed(entries),
            {name: at(moment) for name, moment in case.reached.items()},
            at("16 10.00"),
            CALENDAR,
            at(case.now),
        )
        assert lines_of(there) == case.stands, case.name


def run(steps: list[str], written: list[str], now: str = "27 12.00") -> RunStanding:
    return standing(Case("", steps, now, [], written))


@pytest.mark.parametrize(
    ("written", "over", "ended", "total"),
    [
        ([], False, 0, 2),
        (["16 11.00 done a"], False, 1, 2),
        (["16 11.00 done a", "17 11.00 skipped b"], True, 2, 2),
        (["16 11.00 done a", "18 11.00 done b", "17 11.00 done test"], True, 3, 3),
        (["16 11.00 done b"], False, 1, 2),  # nobody said what became of a
        (["16 11.00 done a", "17 11.00 done b", "18 09.00 reopened a"], False, 1, 2),
    ],
)  # fmt: skip
def test_a_run_is_over_when_all_that_must_be_done_is_done_or_left_out(
    written: list[str], over: bool, ended: int, total: int
) -> None:
    steps = ["a: ", "test: after a; optional", "rest: after a; break", "b: after test rest"]
    found = run(steps, written)
    assert (found.over, found.ended, found.total) == (over, ended, total)


def test_it_ended_with_its_last_step_whenever_that_was_noted() -> None:
    found = run(["a: ", "b: after a"], ["18 11.00 done a", "17 09.00 done b"])
    assert told(found.ended_at) == "18 11.00"
    assert run(["a: ", "b: after a"], ["18 11.00 done a"]).ended_at is None


def test_nothing_is_to_be_done_in_a_run_that_is_over() -> None:
    found = run(["a: ", "test: after a; optional"], ["16 11.00 done a"])
    assert found.over
    assert found.current == ()


def test_the_next_deadline_is_the_first_of_the_open_steps() -> None:
    steps = ["a: 3 working day", "b: 1 working day", "c: effort 15 working minute"]
    assert told(run(steps, [], "16 12.00").next_due) == "17 10.00"
    assert told(run(steps, ["16 11.00 done b"], "16 12.00").next_due) == "19 10.00"
    assert run(steps, ["16 11.00 done b", "16 11.00 done a"], "16 12.00").next_due is None


def test_a_run_is_overdue_by_any_open_step_and_no_other() -> None:
    steps = [f"a: {DAY}", "b: "]
    assert run(steps, [], "18 10.01").overdue
    assert not run(steps, [], "18 10.00").overdue
    assert not run(steps, ["18 10.01 done a"], "20 10.00").overdue


def test_breaks_and_optional_steps_that_were_passed_are_nothing_to_catch_up_on() -> None:
    steps = ["a: ", "rest: after a; break", "test: after rest; optional", "b: after test"]
    found = run(steps, ["17 09.00 done b"])
    assert [one.step.slug for one in found.unrecorded] == ["a"]


def test_the_pause_of_the_whole_run_is_told_while_it_lasts() -> None:
    found = run([f"a: {DAY}"], ["17 10.00 paused run"])
    assert found.paused is not None
    assert told(found.paused.start) == "17 10.00"
    assert run([f"a: {DAY}"], ["17 10.00 paused a"]).paused is None
    over = run([f"a: {DAY}"], ["17 10.00 paused run", "18 10.00 resumed run"])
    assert over.paused is None
    assert [(told(one.start), told(one.end)) for one in over.pauses] == [("17 10.00", "18 10.00")]


PLANS = [
    "assign: effort 30 working minute",
    f"prepare: after assign; on roster_confirmed; {DAY}",
    "teach: on first_session_begun; schedule",
    "issue: on last_session_over; 3 calendar day",
    "file: after issue; effort 30 working minute",
]


def plan_lines(found: RunStanding) -> list[str]:
    return [
        f"{one.step.slug} {told(one.planned_start)} - {told(one.planned_end)}"
        for one in found.steps
    ]


def test_the_plan_is_what_would_be_if_everything_took_its_limit() -> None:
    found = standing(Case("", PLANS, "16 12.00", []), schedule=("19 08.00", "20 16.00"))
    assert plan_lines(found) == [
        "assign 16 10.00 - 16 10.30",
        "prepare 16 10.30 - 18 10.30",
        "teach 19 08.00 - 20 16.00",
        "issue 20 16.00 - 24 00.00",
        "file 24 00.00 - 24 08.00",
    ]


def test_without_a_timetable_what_hangs_on_it_is_not_planned() -> None:
    found = standing(Case("", PLANS, "16 12.00", []))
    assert plan_lines(found) == [
        "assign 16 10.00 - 16 10.30",
        "prepare 16 10.30 - 18 10.30",
        "teach - - -",
        "issue - - -",
        "file - - -",
    ]


def test_what_happened_moves_no_plan_but_a_milestone_that_came_sooner_does() -> None:
    late = Case(
        "", PLANS, "27 12.00", [], ["25 11.00 done assign"], {"roster_confirmed": "26 9.00"}
    )
    assert plan_lines(standing(late))[1] == "prepare 16 10.30 - 18 10.30"
    soon = Case("", PLANS, "27 12.00", [], [], {"roster_confirmed": "16 10.10"})
    assert plan_lines(standing(soon))[1] == "prepare 16 10.10 - 18 10.10"


def test_a_run_that_was_begun_for_an_earlier_moment_counts_from_there() -> None:
    found = standing(Case("", [f"a: {DAY}"], "16 10.00", []), begun="11 10.00")
    assert lines_of(found) == ["a open, from 11 10.00 by begin, due 13 10.00, OVERDUE"]
