"""One row of a daftar hadir: mark, minutes, evidence and remark of a seat, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from connector.domain.attendance import Cell, HandMark, Interval, Mark, Result, SignInSource
from connector.domain.trainings import Seat
from connector.messages import Language
from connector.reports.attendance_words import WORDS
from connector.reports.paper_words import hour, hours, identity_line, phrase, word
from connector.reports.sheet_values import SheetRow

REASON_LENGTH = 120
"""Characters of a correction's reason that fit into a row; the whole stands on the page."""


def row_of(
    number: str,
    seat: Seat,
    cell: Cell | None,
    *,
    zone: str,
    actors: Mapping[str, str],
    seen: Interval | None,
    language: Language,
) -> SheetRow:
    """Return one row; without a cell, one that is signed by hand.

    `actors` are names by actor (`user:3`), `seen` is first and last time in the meeting.
    """
    person = seat.record
    row = SheetRow(
        number=number,
        name=person.full_name,
        identity=identity_line(person),
        unit=person.unit or person.agency or "",
        to_sign=True,
    )
    if cell is None:
        return row
    evidence = _evidence(cell, zone, seen, language)
    undecided = cell.result is Result.UNDECIDED
    return replace(
        row,
        mark=cell.mark.value if cell.mark and not undecided else "",
        undecided=undecided,
        minutes=str(cell.minutes) if cell.minutes or cell.first_seen else "",
        evidence=evidence,
        remark=_remark(cell, actors, language),
        to_sign=not evidence and cell.mark in (None, Mark.PRESENT, Mark.LATE),
    )


def _evidence(cell: Cell, zone: str, seen: Interval | None, language: Language) -> tuple[str, ...]:
    lines = []
    for sign_in in sorted(cell.sign_ins, key=lambda one: one.at):
        name = "signed_qr" if sign_in.source is SignInSource.QR else "signed_online"
        lines.append(phrase(WORDS, name, language, time=hour(sign_in.at, zone, language)))
    if seen is not None:
        lines.append(f"Zoom {hours(seen.start, seen.end, zone, language)}")
    elif cell.first_seen is not None:
        lines.append(phrase(WORDS, "seen", language, time=hour(cell.first_seen, zone, language)))
    if cell.hand is not None and cell.hand.evidence is not None:
        lines.append(phrase(WORDS, "attached", language, number=cell.hand.evidence))
    return tuple(lines)


def _remark(cell: Cell, actors: Mapping[str, str], language: Language) -> str:
    remarks = []
    if cell.hand is not None:
        remarks.append(_correction(cell.hand, cell.automatic, actors, language))
    if cell.waiting_minutes:
        remarks.append(phrase(WORDS, "waiting", language, minutes=cell.waiting_minutes))
    return "; ".join(remarks)


def _correction(
    hand: HandMark, automatic: Mark | None, actors: Mapping[str, str], language: Language
) -> str:
    """Who corrected, and why; of an illness only the S is kept (facts: domain §8.1)."""

    def name(actor: str) -> str:
        return actors.get(actor) or word(WORDS, "staff", language)

    text = phrase(WORDS, "corrected", language, name=name(hand.actor))
    if hand.reason and hand.mark is not Mark.SICK:
        text += f": {_short(hand.reason)}"
    if automatic is not None and automatic is not hand.mark:
        text += f" ({phrase(WORDS, 'formerly', language, mark=automatic.value)})"
    if hand.approved_by:
        text += f", {phrase(WORDS, 'approved', language, name=name(hand.approved_by))}"
    return text


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= REASON_LENGTH else plain[: REASON_LENGTH - 1].rstrip() + "…"
