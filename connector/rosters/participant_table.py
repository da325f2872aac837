"""Finds the list of participants in an exported file: its columns, its rows, and what it says of
the meeting itself; reads no times and judges no row.

Zoom's portal has exported three shapes over the years, in the language of whoever exported:
the list alone; a block of two lines about the meeting above it; one table whose every row repeats
the meeting before the name. A list of "unique users" has totals instead of times.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from connector.errors import RosterError
from connector.rosters.base import EMPTY_CELL, Cell, ColumnMapping, SheetRow, SheetRows
from connector.rosters.headings import SEARCH_ROWS, normalised

FIELDS: Mapping[str, frozenset[str]] = {
    "name": frozenset(
        {"name original name", "user name original name", "nama nama asli", "name", "nama"}
        | {"nama pengguna nama asli", "user name", "nama pengguna", "nama tampilan nama asli"}
    ),
    "email": frozenset({"user email", "email", "e mail", "email pengguna", "alamat email"}),
    "join": frozenset({"join time", "waktu bergabung", "waktu gabung", "waktu masuk"}),
    "leave": frozenset({"leave time", "waktu keluar", "waktu meninggalkan", "waktu pergi"}),
    "minutes": frozenset({"duration minutes", "duration", "durasi menit", "durasi"}),
    "total": frozenset(
        {"total duration minutes", "total duration", "total durasi menit", "durasi total menit"}
        | {"total durasi menit s", "total durasi", "total durection minutes"}
    ),
    "waiting": frozenset({"in waiting room", "di ruang tunggu", "ruang tunggu"}),
}
"""Headings of the list, normalised; as seen in exports in English and Indonesian."""

MEETING_FIELDS: Mapping[str, frozenset[str]] = {
    "number": frozenset({"meeting id", "id", "id rapat", "id meeting", "nomor rapat"}),
    "topic": frozenset({"topic", "topik"}),
    "start": frozenset({"start time", "waktu mulai", "actual start time"}),
    "end": frozenset({"end time", "waktu berakhir", "waktu selesai"}),
}

ORIGINAL = ("original", "asli")
"""A name column so headed holds `Display name (Original name)` for who renamed himself."""


@dataclass(frozen=True)
class ParticipantTable:
    """The list, and the cells that speak of the meeting (`number`, `topic`, `start`, `end`)."""

    mapping: ColumnMapping
    rows: tuple[SheetRow, ...]
    about: Mapping[str, Cell]

    @property
    def names_original(self) -> bool:
        heading = normalised(self.mapping.headings[self.mapping.columns["name"]])
        return any(word in heading for word in ORIGINAL)


def find_table(sheets: Sequence[SheetRows]) -> ParticipantTable:
    """Return the only list of participants; RosterError where there is none, or no single one."""
    visible = [sheet for sheet in sheets if sheet.visible] or list(sheets)
    found = [(sheet, at) for sheet in visible if (at := _heading_row(sheet)) is not None]
    if not found:
        raise RosterError("participants_headings_unknown", found=_first_headings(visible))
    if len(found) > 1:
        raise RosterError("participants_many_sheets", sheet=found[1][0].name)
    sheet, at = found[0]
    heading = sheet.rows[at]
    columns = _columns(heading)
    missing = [name for name in ("join", "leave") if name not in columns]
    if missing and {"total", "minutes"} & columns.keys():
        raise RosterError("participants_totals_only")
    if missing:
        raise RosterError("participants_headings_unknown", found=_first_headings([sheet]))
    rows = tuple(row for row in sheet.rows[at + 1 :] if not row.is_empty)
    _refuse_second_table(rows, columns)
    mapping = ColumnMapping(
        sheet.name, heading.number, columns, headings=tuple(one.text for one in heading.cells)
    )
    return ParticipantTable(mapping, rows, _about(sheet, at, columns["name"], rows))


def _heading_row(sheet: SheetRows) -> int | None:
    for at, row in enumerate(sheet.rows[:SEARCH_ROWS]):
        columns = _columns(row)
        if {"join", "leave"} & columns.keys():
            return at
        speaks_of_meeting = _meeting_columns([normalised(cell.text) for cell in row.cells])
        if {"total", "minutes"} & columns.keys() and not speaks_of_meeting:
            return at
    return None


def _columns(row: SheetRow) -> dict[str, int]:
    """Return field to column. Before the name a repeating meeting has columns of its own."""
    headings = [normalised(cell.text) for cell in row.cells]
    names = [at for at, heading in enumerate(headings) if heading in FIELDS["name"]]
    if not names:
        return {}
    best = [at for at in names if any(word in headings[at] for word in ORIGINAL)]
    name = best[0] if best else names[-1]
    first = name if _meeting_columns(headings[:name]) else 0
    columns = {"name": name}
    for field, phrases in FIELDS.items():
        for at in range(first, len(headings)):
            if field not in columns and headings[at] in phrases and at != name:
                columns[field] = at
    return columns


def _meeting_columns(headings: Sequence[str]) -> dict[str, int]:
    """Return what a row says of the meeting; one such word alone may be anything."""
    found: dict[str, int] = {}
    for at, heading in enumerate(headings):
        for field, phrases in MEETING_FIELDS.items():
            if heading in phrases:
                found.setdefault(field, at)
    return found if len(found) > 1 else {}


def _about(sheet: SheetRows, at: int, name: int, rows: Sequence[SheetRow]) -> dict[str, Cell]:
    """Return the cells about the meeting, from the block above or from the rows themselves."""
    headings = [normalised(cell.text) for cell in sheet.rows[at].cells[:name]]
    if beside := _meeting_columns(headings):
        return _same_in_all(rows, beside)
    above = [row for row in sheet.rows[:at] if not row.is_empty]
    for place, row in enumerate(above[:-1]):
        if columns := _meeting_columns([normalised(cell.text) for cell in row.cells]):
            return {field: above[place + 1].cell(column) for field, column in columns.items()}
    return {}


def _same_in_all(rows: Sequence[SheetRow], columns: Mapping[str, int]) -> dict[str, Cell]:
    """A table that repeats the meeting must speak of one meeting only."""
    about: dict[str, Cell] = {}
    for field, column in columns.items():
        told = {row.cell(column).text: row.cell(column) for row in rows}
        told.pop("", None)
        if len(told) > 1 and field in ("number", "start"):
            raise RosterError("participants_many_meetings", count=len(told))
        about[field] = next(iter(told.values()), EMPTY_CELL)
    return about


def _refuse_second_table(rows: Sequence[SheetRow], columns: Mapping[str, int]) -> None:
    """Two exports pasted under one another are two meetings."""
    for row in rows:
        if normalised(row.cell(columns["join"]).text) in FIELDS["join"]:
            raise RosterError("participants_two_tables", row=row.number)


def _first_headings(sheets: Sequence[SheetRows]) -> str:
    """What stands in the first row that is not empty; it holds headings, or nothing of a list."""
    for sheet in sheets:
        for row in sheet.rows:
            if not row.is_empty:
                texts = [cell.text[:30] for cell in row.cells if not cell.is_empty]
                return ", ".join(texts[:8])
    return "-"
