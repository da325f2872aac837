"""What a roster reader takes and gives: cells, rows, a preview; no file format, no database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from connector.domain.findings import Finding
from connector.domain.people import SeatRecord
from connector.domain.sessions import SessionRecord

CellValue = str | int | float | bool | date | datetime | time | timedelta


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as the file types it; `""` is empty.

    `computed` marks a formula, whose value is what the spreadsheet last stored; `broken` marks a
    formula without a stored value, or an error such as #REF!.
    """

    value: CellValue = ""
    computed: bool = False
    broken: bool = False

    @property
    def text(self) -> str:
        """The value as text with single spaces; a whole float loses its `.0`."""
        if isinstance(self.value, float) and self.value.is_integer():
            return str(int(self.value))
        if isinstance(self.value, datetime):
            return self.value.isoformat(sep=" ")
        return " ".join(str(self.value).split())

    @property
    def is_number(self) -> bool:
        return isinstance(self.value, int | float) and not isinstance(self.value, bool)

    @property
    def is_empty(self) -> bool:
        return not self.broken and isinstance(self.value, str) and not self.value.strip()


EMPTY_CELL = Cell()


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row; `number` counts from 1 as the spreadsheet shows it."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, column: int | None) -> Cell:
        """The cell of a column counted from 0; empty beyond the row's end or for None."""
        if column is None or not 0 <= column < len(self.cells):
            return EMPTY_CELL
        return self.cells[column]

    @property
    def is_empty(self) -> bool:
        return all(cell.is_empty for cell in self.cells)


@dataclass(frozen=True, slots=True)
class SheetRows:
    """One sheet of a workbook; a CSV file is one sheet without a name."""

    name: str
    rows: tuple[SheetRow, ...]
    visible: bool = True


class RosterKind(StrEnum):
    """What a file lists."""

    PEOPLE = "people"
    TIMETABLE = "timetable"


RESERVED = ("sheet", "heading_row", "signature")
"""Keys of a serialised mapping that are no fields."""


@dataclass(frozen=True)
class ColumnMapping:
    """Which column (from 0) holds which field, and where the heading row was.

    `signature` names the set of headings: a corrected mapping is remembered under it and finds
    its heading row again in the next file from the same source, even when rows or sheets moved.
    An empty signature means: use `sheet` and `heading_row` (from 1) as they stand.
    """

    sheet: str
    heading_row: int
    columns: dict[str, int]
    signature: str = ""
    headings: tuple[str, ...] = ()

    def column(self, name: str) -> int | None:
        return self.columns.get(name)

    def to_dict(self) -> dict[str, int | str]:
        """A flat form to store; `headings` belong to the file and are left out."""
        return {
            "sheet": self.sheet,
            "heading_row": self.heading_row,
            "signature": self.signature,
            **self.columns,
        }

    @classmethod
    def from_dict(cls, stored: dict[str, int | str]) -> ColumnMapping:
        """The inverse of `to_dict`; a column that is no whole number is a ValueError."""
        columns = {name: int(at) for name, at in stored.items() if name not in RESERVED}
        return cls(
            str(stored.get("sheet", "")),
            int(stored.get("heading_row", 1)),
            columns,
            str(stored.get("signature", "")),
        )


@dataclass(frozen=True)
class RowFinding:
    """One thing about one row: where, what (masked where personal), code and parameters.

    `row_number` counts from 1 as the spreadsheet shows it; `column` is the heading as written.
    """

    row_number: int
    column: str
    masked_value: str
    code: str
    params: tuple[tuple[str, str | int], ...] = ()

    @classmethod
    def at(cls, row: int, column: str, masked_value: str, finding: Finding) -> RowFinding:
        return cls(row, column, masked_value, finding.code, finding.params)

    def values(self) -> dict[str, str | int]:
        """Parameters for the sentence; row, column and value included."""
        return {
            "row": self.row_number,
            "column": self.column,
            "masked": self.masked_value,
            **dict(self.params),
        }


REPEATED_CODES = frozenset({"identity_repeated", "person_repeated"})
"""Refusals that mean: this person already stands further up in the same file."""


@dataclass(frozen=True)
class RosterPreview:
    """What a file would bring, before anything is stored.

    `rows_read` counts the rows that state a person or slot, refused ones included; `digest` is the
    SHA-256 of the file's bytes in hexadecimal.
    """

    kind: RosterKind
    file_name: str
    digest: str
    mapping: ColumnMapping
    rows_read: int
    seats: tuple[SeatRecord, ...] = ()
    sessions: tuple[SessionRecord, ...] = ()
    refused: tuple[RowFinding, ...] = ()
    warnings: tuple[RowFinding, ...] = ()
    other_sheets: tuple[str, ...] = ()
    row_numbers: dict[str, int] = field(default_factory=dict)
    """Seat or session key to the row it came from."""

    @property
    def rows_refused(self) -> int:
        """Rows with at least one refusal."""
        return len({finding.row_number for finding in self.refused})

    @property
    def rows_accepted(self) -> int:
        return len(self.seats) + len(self.sessions)

    @property
    def duplicates(self) -> tuple[RowFinding, ...]:
        return tuple(one for one in self.refused if one.code in REPEATED_CODES)

    @property
    def importable(self) -> bool:
        """Whether this may become a version: something was accepted, and a timetable is whole.

        People are imported around refused rows, which stay on the list of open questions. A
        timetable with a hole or an overlap would build wrong meetings, so it waits for correction.
        """
        if self.kind is RosterKind.TIMETABLE and self.refused:
            return False
        return self.rows_accepted > 0
