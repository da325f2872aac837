"""Reads a list of participants or instructors into seats; changes nothing and looks nobody up.

What cannot be trusted refuses its row; what is merely missing or odd stays and is shown.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from datetime import date, datetime
from zoneinfo import ZoneInfo

from connector.domain.findings import Finding
from connector.domain.identities import Identity
from connector.domain.people import PersonRecord, Role, SeatRecord, seat_key
from connector.errors import RosterError
from connector.rosters.base import (
    Cell,
    ColumnMapping,
    RosterKind,
    RosterPreview,
    RowFinding,
    SheetRow,
)
from connector.rosters.headings import FoundSheet, find_sheet
from connector.rosters.limits import DEFAULT_LIMITS, Limits
from connector.rosters.people_fields import IDENTITY_FIELDS, read_person
from connector.rosters.rows import ReadRow, mask_email
from connector.rosters.spreadsheet import read_sheets


def preview_people(
    file_name: str,
    content: bytes,
    role: Role,
    *,
    zone: str,
    mapping: ColumnMapping | None = None,
    today: date | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> RosterPreview:
    """Read a file as seats of one role; RosterError where the file as a whole is unusable.

    `zone` (IANA) is the training's; it tells today's date for age warnings when `today` is None.
    `mapping` overrides the recognised columns.
    """
    today = today or datetime.now(ZoneInfo(zone)).date()
    found = find_sheet(read_sheets(file_name, content, limits=limits), RosterKind.PEOPLE, mapping)
    reader = _PeopleReader(found.mapping, role, today)
    for row in found.rows:
        reader.read(row)
    if reader.rows_read == 0:
        raise RosterError("sheet_empty", sheet=found.mapping.sheet or "CSV")
    reader.note_sheet(found)
    reader.note_emails()
    return RosterPreview(
        kind=RosterKind.PEOPLE,
        file_name=file_name,
        digest=hashlib.sha256(content).hexdigest(),
        mapping=found.mapping,
        rows_read=reader.rows_read,
        seats=tuple(seat for _, seat in reader.accepted),
        refused=tuple(reader.refused),
        warnings=tuple(sorted(reader.warnings, key=lambda one: one.row_number)),
        other_sheets=found.other_sheets,
        row_numbers={seat.key: row for row, seat in reader.accepted},
    )


class _PeopleReader:
    """Collects seats row by row and remembers whom it has already seen."""

    def __init__(self, mapping: ColumnMapping, role: Role, today: date) -> None:
        self.accepted: list[tuple[int, SeatRecord]] = []
        self.refused: list[RowFinding] = []
        self.warnings: list[RowFinding] = []
        self.rows_read = 0
        self._mapping, self._role, self._today = mapping, role, today
        self._seen: dict[Identity | str, int] = {}

    def read(self, sheet_row: SheetRow) -> None:
        row = ReadRow(sheet_row, self._mapping)
        if not _states_a_person(row):
            self._ignore(row)
            return
        self.rows_read += 1
        person = read_person(row, self._role, self._today)
        if len(self._mapping.columns) > 2 and _is_name_alone(row):
            row.refuse("full_name", row.text("full_name")[:60], Finding.of("name_alone"))
        if not row.refused and person is not None:
            self._accept(row, person)
        self.refused += row.refused
        if not row.refused:
            self.warnings += row.warnings

    def _ignore(self, row: ReadRow) -> None:
        """Notes and signature blocks under the table are shown, never counted."""
        words = next((cell.text for cell in row.row.cells if not cell.is_empty), "")
        row.warn("full_name", _hide_digits(words[:60]), Finding.of("row_ignored"))
        self.warnings += row.warnings

    def _accept(self, row: ReadRow, person: PersonRecord) -> None:
        key = seat_key(person)
        names: list[Identity | str] = [*person.identities, key]
        earlier = next((self._seen[name] for name in names if name in self._seen), None)
        if earlier is not None:
            code = "identity_repeated" if person.identities else "person_repeated"
            row.refuse("full_name", person.full_name, Finding.of(code, first_row=earlier))
            return
        for name in names:
            self._seen[name] = row.row.number
        number = _whole_number(row.cell("number"))
        self.accepted.append((row.row.number, SeatRecord(person, self._role, number, key)))

    def note_sheet(self, found: FoundSheet) -> None:
        """Say once, at the heading, what concerns the file rather than a row."""
        for name in found.also_fitting:
            self._note(found, Finding.of("other_sheet_fits", sheet=name))
        computed = sum(
            1
            for row in found.rows
            for at in found.mapping.columns.values()
            if row.cell(at).computed
        )
        if computed:
            self._note(found, Finding.of("formulas_used", count=computed))

    def _note(self, found: FoundSheet, finding: Finding) -> None:
        self.warnings.append(RowFinding.at(found.mapping.heading_row, "", "", finding))

    def note_emails(self) -> None:
        """Missing and shared addresses are normal; both decide how a seat is reached later."""
        rows_by_email = defaultdict(list)
        for number, seat in self.accepted:
            rows_by_email[seat.person.email].append(number)
        heading = ReadRow(SheetRow(0, ()), self._mapping).heading("email")
        for email, numbers in rows_by_email.items():
            for number in numbers:
                if email is None:
                    finding, shown = Finding.of("email_missing"), ""
                elif len(numbers) > 1:
                    others = ", ".join(str(other) for other in numbers if other != number)
                    finding, shown = Finding.of("email_shared", others=others), mask_email(email)
                else:
                    continue
                self.warnings.append(RowFinding.at(number, heading, shown, finding))


def _states_a_person(row: ReadRow) -> bool:
    """A row with a name, or with an identity or address whose name is missing.

    Where the table counts its rows, a name without number and anything else is a signature block.
    """
    if row.text("full_name") or row.cell("full_name").broken:
        return row.mapping.column("number") is None or not _is_name_alone(row)
    told = [*IDENTITY_FIELDS, "email"]
    return any(not row.cell(name).is_empty and row.text(name) for name in told)


def _is_name_alone(row: ReadRow) -> bool:
    return all(row.cell(name).is_empty for name in row.mapping.columns if name != "full_name")


def _whole_number(cell: Cell) -> int | None:
    digits = cell.text.strip(" .")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 6 else None


def _hide_digits(text: str) -> str:
    """A signature block carries the official's NIP."""
    return re.sub(r"\d", "*", text) if len(re.findall(r"\d", text)) >= 6 else text
