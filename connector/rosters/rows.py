"""One row while it is read: its cells by field name, and what was noticed about it."""

from __future__ import annotations

from dataclasses import dataclass, field

from connector.domain.findings import Finding
from connector.rosters.base import Cell, ColumnMapping, RowFinding, SheetRow
from connector.rosters.sheet_scan import column_letters

LONGEST_TEXT = 255
"""Characters of any one field; more is a pasted paragraph."""

_EMPTY_WORDS = frozenset({"-", "--", "–", "—", "n/a", "nihil", "tidak ada", "belum ada"})


def is_blank_word(text: str) -> bool:
    """Whether a cell says "nothing" in words or dashes."""
    return text.lower() in _EMPTY_WORDS


@dataclass
class ReadRow:
    """One row while it is read: its cells by field, and what was noticed."""

    row: SheetRow
    mapping: ColumnMapping
    refused: list[RowFinding] = field(default_factory=list)
    warnings: list[RowFinding] = field(default_factory=list)

    def cell(self, name: str) -> Cell:
        return self.row.cell(self.mapping.column(name))

    def text(self, name: str) -> str:
        """The cell's text without control characters; dashes and "nihil" count as empty."""
        words = "".join(c for c in self.cell(name).text if c.isprintable())
        return "" if is_blank_word(words) else words

    def heading(self, name: str) -> str:
        at = self.mapping.column(name)
        if at is None:
            return ""
        heading = self.mapping.headings[at] if at < len(self.mapping.headings) else ""
        return heading or column_letters(at)

    def refuse(self, name: str, masked: str, finding: Finding) -> None:
        found = RowFinding.at(self.row.number, self.heading(name), masked, finding)
        self.refused.append(found)

    def warn(self, name: str, masked: str, finding: Finding) -> None:
        found = RowFinding.at(self.row.number, self.heading(name), masked, finding)
        self.warnings.append(found)

    def check_cells(self) -> None:
        """Refuse what no field may be: a formula without a value, or a pasted paragraph."""
        for name in self.mapping.columns:
            cell = self.cell(name)
            if cell.broken:
                self.refuse(name, "", Finding.of("cell_without_value"))
            elif len(cell.text) > LONGEST_TEXT:
                self.refuse(name, "", Finding.of("text_too_long", length=len(cell.text)))


def mask_email(address: str) -> str:
    """`b***@contoh.example`; without an @ everything but the first letter is hidden."""
    name, at, domain = address.strip().partition("@")
    return f"{name[:1]}***{at}{domain}"[:60]
