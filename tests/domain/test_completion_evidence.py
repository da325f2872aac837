"""What cells of attendance say about completion: certain, missed, excused or still open."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from connector.domain.attendance import (
    Cell,
    ExcusedCounts,
    HandMark,
    Mark,
    Matrix,
    Result,
    Rule,
    Total,
    matrix,
)
from connector.domain.attribution import Attributed, Basis, Standing
from connector.domain.completion import OpenTime, Results, Waits
from connector.domain.completion_evidence import RECORD_EXPECTED, attendance_results, over
from connector.domain.presence import Stay
from connector.domain.sessions import SessionKind, SessionRecord

SEAT = "seat:1"
START = datetime(2026, 8, 3, 1, 0, tzinfo=UTC)
AFTER = START + timedelta(days=1)


def slot(number: int, subject: str, jp: int = 2) -> SessionRecord:
    start = START + timedelta(hours=2 * number)
    end = start + timedelta(minutes=90)
    return SessionRecord(
        f"s{number}", date(2026, 8, 3), start, end, "Asia/Jakarta", subject, Decimal(jp),
        SessionKind.CLASS,
    )  # fmt: skip


def cell(
    mark: Mark | None, *, provisional: bool = False, hand: bool = False, ahead: bool = False
) -> Cell:
    result = Result.PENDING if ahead else Result.UNDECIDED if mark is None else Result.MARKED
    by_hand = HandMark(1, SEAT, "s0", mark or Mark.PRESENT, "x", "user:1", START) if hand else None
    return Cell(SEAT, "", 0, 0, 90, result, mark, mark, (), provisional=provisional, hand=by_hand)


def results(
    *cells: tuple[str, Cell], excused: ExcusedCounts = ExcusedCounts.NEUTRAL, now: datetime = AFTER
) -> Results:
    slots = tuple(slot(number, subject) for number, (subject, _) in enumerate(cells))
    made = {(SEAT, one.key): own for one, (_, own) in zip(slots, cells, strict=True)}
    total = Total(SEAT, Decimal(0), Decimal(0), 0, 0, 0)
    return attendance_results(Matrix(slots, made, {SEAT: total}), SEAT, excused=excused, now=now)


def test_certain_absence_adds_up_and_leaves_its_subject_missed() -> None:
    found = results(
        ("Etika", cell(Mark.PRESENT)),
        ("Hukum", cell(Mark.ABSENT)),
        ("Prima", cell(Mark.LATE)),
        ("HUKUM", cell(Mark.ABSENT)),
    )
    assert (found.unexcused_jp, found.subjects_missed) == (Decimal(4), ("Hukum",))
    assert (found.open, found.tentative_jp) == ({}, Decimal(0))


def test_a_subject_attended_once_is_attended() -> None:
    found = results(("Etika", cell(Mark.ABSENT)), ("etika", cell(Mark.PRESENT)))
    assert (found.subjects_missed, dict(found.subjects_open)) == ((), {})


@pytest.mark.parametrize(
    ("made", "waits", "tentative"),
    [
        (cell(None), Waits.PERSON, 0),
        (cell(None, ahead=True), Waits.AHEAD, 0),
        (cell(Mark.PRESENT, provisional=True), Waits.RECORD, 2),
        (cell(None, provisional=True), Waits.RECORD, 0),
    ],
)
def test_what_is_open_waits_for_its_own_thing(made: Cell, waits: Waits, tentative: int) -> None:
    found = results(("Etika", made))
    assert found.open == {waits: OpenTime(Decimal(2), 1)}
    assert found.tentative_jp == tentative
    assert found.subjects_open == {"Etika": waits}


def test_a_report_that_never_comes_becomes_a_question() -> None:
    late = slot(0, "Etika").end + RECORD_EXPECTED
    made = ("Etika", cell(Mark.PRESENT, provisional=True))
    assert set(results(made, now=late - timedelta(seconds=1)).open) == {Waits.RECORD}
    assert set(results(made, now=late).open) == {Waits.OVERDUE}


def test_a_mark_by_hand_needs_no_report() -> None:
    found = results(("Etika", cell(Mark.PRESENT, provisional=True, hand=True)))
    assert found.open == {}
    waiting = results(("Etika", cell(None, provisional=True, hand=True)))
    assert set(waiting.open) == {Waits.PERSON}


@pytest.mark.parametrize(
    ("excused", "missed", "left_out"),
    [
        (ExcusedCounts.NEUTRAL, (), ("Etika",)),
        (ExcusedCounts.PRESENT, (), ()),
        (ExcusedCounts.ABSENT, ("Etika",), ()),
    ],
)
def test_an_excused_subject_follows_the_rule_of_attendance(
    excused: ExcusedCounts, missed: tuple[str, ...], left_out: tuple[str, ...]
) -> None:
    found = results(("Etika", cell(Mark.SICK, hand=True)), excused=excused)
    assert (found.subjects_missed, found.subjects_excused) == (missed, left_out)
    assert found.unexcused_jp == 0


def test_what_settles_itself_is_waited_for_before_anybody_is_asked() -> None:
    found = results(("Etika", cell(None)), ("Etika", cell(None, ahead=True)))
    assert found.subjects_open == {"Etika": Waits.AHEAD}
    assert set(found.open) == {Waits.PERSON, Waits.AHEAD}


def test_a_training_is_over_when_its_last_counted_session_has_ended() -> None:
    ceremony = SessionRecord(
        "z", date(2026, 8, 4), AFTER, AFTER + timedelta(hours=1), "Asia/Jakarta", "Penutupan",
        Decimal(0), SessionKind.CEREMONY,
    )  # fmt: skip
    timetable = [slot(0, "Etika"), slot(1, "Hukum"), ceremony]
    assert not over(timetable, slot(1, "Hukum").end - timedelta(seconds=1))
    assert over(timetable, slot(1, "Hukum").end)
    assert not over([], AFTER)
    assert not over([ceremony], AFTER + timedelta(days=9))


def test_open_hours_of_a_real_matrix_and_its_total_fit_together() -> None:
    slots = [slot(0, "Etika"), slot(1, "Hukum")]
    stay = Stay("leg", START, START + timedelta(hours=3, minutes=30))
    seen = Attributed(1, stay, Standing.CERTAIN, (SEAT,), Basis.REGISTRANT, "card")
    now = slots[1].start + timedelta(minutes=30)
    found = matrix([SEAT], slots, [seen], rule=Rule(), now=now, final={1: False})
    own = attendance_results(found, SEAT, excused=ExcusedCounts.NEUTRAL, now=now)
    assert own.attendance.attended_jp == own.tentative_jp == 2
    assert {why: one.jp for why, one in own.open.items()} == {Waits.RECORD: 2, Waits.AHEAD: 2}
