"""Builds the daftar hadir of one session from the attendance matrix; pure, prints nothing.

The list a pendamping hands in (SOP S003 steps 4, 12, 19): blank, to be signed by hand before
class, or filled from what was measured, signed and marked. What is not settled is said on the
list itself. `attendance_paper` and `attendance_workbook` print it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from connector.domain.attendance import (
    Below,
    Cell,
    ExcusedCounts,
    Interval,
    Mark,
    Matrix,
    Result,
    Rule,
)
from connector.domain.indonesian import decimal_comma
from connector.domain.names import comparable
from connector.domain.people import Role
from connector.domain.sessions import SessionKind, SessionRecord
from connector.domain.trainings import Seat, Training
from connector.messages import Language
from connector.reports.attendance_rows import row_of
from connector.reports.attendance_words import WORDS
from connector.reports.paper_words import (
    date_line,
    day_line,
    identity_line,
    labelled_hours,
    phrase,
    word,
)
from connector.reports.sheet_values import (
    Form,
    Sheet,
    SheetHead,
    SheetRow,
    SheetSigners,
    SheetTotals,
    Signer,
)

__all__ = [
    "Form",
    "Office",
    "Sheet",
    "SheetHead",
    "SheetRow",
    "SheetSigners",
    "SheetTotals",
    "Signer",
    "companions_of",
    "counts_for_attendance",
    "rule_sentence",
    "sheet_of",
    "totals_sentence",
]


@dataclass(frozen=True)
class Office:
    """What the training itself does not say."""

    organiser: str
    """One line a level, the own unit last."""
    place: str = ""
    """Town in front of the date; "" leaves a dotted line."""
    actors: Mapping[str, str] = field(default_factory=dict)
    """Names of those who marked, by actor (`user:3`); an unknown actor prints as `staf`."""


def sheet_of(
    training: Training,
    session: SessionRecord,
    matrix: Matrix | None,
    *,
    rule: Rule,
    office: Office,
    now: datetime,
    language: Language,
    seen: Mapping[str, Interval] | None = None,
) -> Sheet:
    """Build the list of one session; without a matrix, the blank form.

    `seen` is first and last time in the meeting by seat; without it only the first is printed.
    Participants who were accepted at the session stay on its list when they leave later.
    """
    seats = _listed(training, session, matrix)
    cells = {seat.key: _cell(matrix, seat, session) for seat in seats}
    times = seen or {}
    rows = tuple(
        row_of(
            number,
            seat,
            cells[seat.key],
            zone=session.zone,
            actors=office.actors,
            seen=times.get(seat.key),
            language=language,
        )
        for number, seat in zip(_numbers(seats), seats, strict=True)
    )
    known = [cell for cell in cells.values() if cell is not None]
    totals = _totals(known, len(seats))
    provisional = any(cell.provisional for cell in known)
    return Sheet(
        form=Form.BLANK if matrix is None else Form.FILLED,
        head=_head(training, session, matrix, rule, office, now, language),
        rows=rows,
        totals=totals,
        signers=_signers(training, session, office, language),
        draft_reasons=() if matrix is None else _draft_reasons(totals, provisional, language),
    )


def _listed(training: Training, session: SessionRecord, matrix: Matrix | None) -> list[Seat]:
    seats = [seat for seat in training.seats if seat.role is Role.PARTICIPANT]
    if matrix is None:
        listed = [seat for seat in seats if seat.accepted]
    else:
        listed = [seat for seat in seats if _counts(seat, _cell(matrix, seat, session))]
    return sorted(listed, key=lambda seat: (seat.number or 10**6, seat.record.full_name, seat.key))


def _cell(matrix: Matrix | None, seat: Seat, session: SessionRecord) -> Cell | None:
    return None if matrix is None else matrix.cells.get((seat.key, session.key))


def _counts(seat: Seat, cell: Cell | None) -> bool:
    return seat.accepted if cell is None else cell.result is not Result.NOT_COUNTED


def _numbers(seats: Sequence[Seat]) -> list[str]:
    """The roster's numbers where everybody has one of their own, else a count."""
    known = {seat.number for seat in seats if seat.number is not None}
    if len(known) == len(seats):
        return [str(seat.number) for seat in seats]
    return [str(number) for number in range(1, len(seats) + 1)]


def _head(
    training: Training,
    session: SessionRecord,
    matrix: Matrix | None,
    rule: Rule,
    office: Office,
    now: datetime,
    language: Language,
) -> SheetHead:
    cohort = phrase(WORDS, "cohort", language, cohort=training.cohort) if training.cohort else ""
    return SheetHead(
        organiser=office.organiser,
        training=training.title,
        cohort=cohort,
        code=training.code,
        day=day_line(session.date, language),
        session_number=_session_number(training, session, matrix, language),
        subject=session.subject,
        time=labelled_hours(session.start, session.end, session.zone, language),
        room=session.room or "",
        lesson_hours=_lesson_hours(session, language),
        instructors=session.instructor_names,
        rule=rule_sentence(rule, language) if matrix is not None else "",
        printed_at=now,
        zone=session.zone,
    )


def _session_number(
    training: Training, session: SessionRecord, matrix: Matrix | None, language: Language
) -> str:
    """The session's place among those of its day that count."""
    timetable = training.sessions if matrix is None else matrix.sessions
    day = [one for one in timetable if one.date == session.date and counts_for_attendance(one)]
    keys = [one.key for one in sorted(day, key=lambda one: (one.start, one.end, one.key))]
    if session.key not in keys:
        return ""
    return phrase(WORDS, "of_day", language, number=keys.index(session.key) + 1, of=len(keys))


def counts_for_attendance(session: SessionRecord) -> bool:
    """Classes and tests have a list; breaks and ceremonies have none."""
    return session.kind in (SessionKind.CLASS, SessionKind.TEST)


def _lesson_hours(session: SessionRecord, language: Language) -> str:
    if not session.jp:
        return ""
    number = decimal_comma(session.jp) if language == "id" else f"{session.jp.normalize():f}"
    return f"{number} JP"


def rule_sentence(rule: Rule, language: Language) -> str:
    """Say in words how minutes became marks; printed beside the result (design §2.6)."""
    parts = [
        phrase(WORDS, "rule_minimum", language, percent=rule.minimum_percent),
        phrase(WORDS, "rule_late", language, minutes=rule.grace_minutes),
        word(WORDS, "rule_ask" if rule.below is Below.ASK else "rule_absent", language),
    ]
    if rule.sign_in_required:
        parts.append(word(WORDS, "rule_sign_in", language))
    excused = {
        ExcusedCounts.PRESENT: "rule_excused_present",
        ExcusedCounts.NEUTRAL: "rule_excused_neutral",
        ExcusedCounts.ABSENT: "rule_excused_absent",
    }
    parts.append(word(WORDS, excused[rule.excused], language))
    if rule.second_approval:
        parts.append(word(WORDS, "rule_approval", language))
    return "; ".join(parts) + "."


def _totals(cells: Sequence[Cell], seats: int) -> SheetTotals:
    marks = Counter(cell.mark for cell in cells if cell.result is Result.MARKED)
    results = Counter(cell.result for cell in cells)
    return SheetTotals(
        marks=tuple((mark.value, marks[mark]) for mark in Mark),
        undecided=results[Result.UNDECIDED],
        pending=results[Result.PENDING] + seats - len(cells),
        of=seats,
    )


def _draft_reasons(totals: SheetTotals, provisional: bool, language: Language) -> tuple[str, ...]:
    reasons = []
    if totals.pending:
        reasons.append(word(WORDS, "session_running", language))
    if provisional:
        reasons.append(word(WORDS, "report_missing", language))
    if totals.undecided:
        reasons.append(phrase(WORDS, "some_undecided", language, count=totals.undecided))
    return tuple(reasons)


def _signers(
    training: Training, session: SessionRecord, office: Office, language: Language
) -> SheetSigners:
    accepted = training.accepted_seats
    speaker = word(WORDS, "speaker", language)
    speakers = tuple(
        Signer(speaker, name, _number_of_instructor(name, accepted))
        for name in session.instructor_names
    )
    place = office.place or "." * 24
    return SheetSigners(
        f"{place}, {date_line(session.date, language)}",
        companions_of(training, language),
        speakers or (Signer(speaker),),
    )


def companions_of(training: Training, language: Language) -> tuple[Signer, ...]:
    """The class companions who sign; one dotted line where none is known."""
    title = word(WORDS, "companion", language)
    known = tuple(
        Signer(title, seat.record.full_name, identity_line(seat.record))
        for seat in training.accepted_seats
        if seat.role is Role.COMPANION
    )
    return known or (Signer(title),)


def _number_of_instructor(name: str, seats: Sequence[Seat]) -> str:
    """The number of the one instructor of that name; two of a name get none."""
    wanted = comparable(name)
    found = [
        seat
        for seat in seats
        if seat.role is Role.INSTRUCTOR and comparable(seat.record.full_name) == wanted
    ]
    return identity_line(found[0].record) if len(found) == 1 else ""


def totals_sentence(totals: SheetTotals, language: Language) -> str:
    """`H 56 · T 1 · … · belum diputuskan 2 · jumlah 60`."""
    parts = [f"{mark} {count}" for mark, count in totals.marks]
    if totals.undecided:
        parts.append(f"{word(WORDS, 'still_undecided', language)} {totals.undecided}")
    if totals.pending:
        parts.append(f"{word(WORDS, 'pending', language)} {totals.pending}")
    return " · ".join([*parts, f"{word(WORDS, 'all', language)} {totals.of}"])
