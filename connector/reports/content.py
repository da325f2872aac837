"""What a report says, as plain blocks in one language; collects, prints and stores nothing.

A version of a report keeps its content as JSON, so that what was checked is what is printed and
shown later, whatever becomes of the records it was made from.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from typing import Any, Literal

from connector.domain.reports import ReportType
from connector.messages import Language

FORMAT = 1
"""Number of the form below; a stored content of another one is refused."""

Align = Literal["left", "center", "right"]
Shape = Literal["bars", "columns"]


@dataclass(frozen=True)
class Heading:
    """A chapter (level 1) or a section of it (2)."""

    text: str
    level: int = 1
    new_page: bool = False
    appendix: bool = False
    """A chapter behind the signature, on a page of its own."""


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class Points:
    """Sentences with a dash before each."""

    entries: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """Label and value, one a line."""

    entries: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Figure:
    """One number; `key` (`lms.found`) is the same in every language and version."""

    key: str
    label: str
    value: str
    """As printed: `1.215`, `2,5`, or a dash where nobody knows."""
    note: str = ""
    number: str = ""
    """The same as a plain decimal (`2.5`), to compare and compute with; "" where unknown."""


@dataclass(frozen=True)
class Figures:
    """Numbers that are looked at before anything is read."""

    key: str
    entries: tuple[Figure, ...]


@dataclass(frozen=True)
class Column:
    heading: str
    width: int = 1
    """Share of the page; 0 for as narrow as its words."""
    align: Align = "left"
    to_sign: bool = False
    """Left empty, with room for a signature by hand."""


@dataclass(frozen=True)
class Table:
    key: str
    """Names the worksheet and the table in tests: `participants`."""
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    """As many cells as columns."""
    totals: tuple[str, ...] = ()
    """Last line, in bold; () for none."""
    note: str = ""
    empty: str = ""
    """What stands there where there is no row."""
    landscape: bool = False


@dataclass(frozen=True)
class Bar:
    label: str
    values: tuple[str, ...]
    """Plain decimals, one for each name of the series."""
    text: str
    """What stands beside it, as printed."""


@dataclass(frozen=True)
class Chart:
    """Bars lie one under another, their values stacked; columns stand side by side."""

    key: str
    title: str
    shape: Shape
    series: tuple[str, ...]
    bars: tuple[Bar, ...]
    maximum: str
    """Where the scale ends, a plain decimal; never 0."""
    unit: str = ""
    empty: str = ""


@dataclass(frozen=True)
class TextSection:
    """Words a person may rewrite; `key` names them in the report's texts."""

    key: str
    title: str
    text: str
    """Paragraphs are parted by line breaks."""
    written: bool = False
    """Whether a person wrote it; else it says what the records say."""


Block = Heading | Paragraph | Points | Facts | Figures | Table | Chart | TextSection


@dataclass(frozen=True)
class Head:
    """What stands above every page of the report."""

    organiser: tuple[str, ...]
    """Letterhead, one line a level, the own unit last."""
    training: str
    cohort: str
    code: str
    number: str
    """The office's number of the report; "" until somebody gives it one."""
    procedure: str
    """Title of the SOP."""
    procedure_number: str
    """As printed; "" where the SOP has none."""
    steps: tuple[str, ...]
    """Printed numbers of its steps that this report is for."""
    basis: tuple[str, ...]
    """Legal basis, as the SOP prints it."""


@dataclass(frozen=True)
class ReportContent:
    """One report as it would be printed; equal content has an equal fingerprint."""

    type: ReportType
    language: Language
    title: str
    zone: str
    """IANA; moments are printed in it."""
    head: Head
    blocks: tuple[Block, ...]
    collected_at: datetime
    sources: tuple[tuple[str, str], ...] = ()
    """Where figures come from and when that was read; printed, but no part of the fingerprint:
    reading the same again makes no new version."""

    @property
    def fingerprint(self) -> str:
        """Digest of everything but when it was collected and its sources read."""
        plain = to_json(self)
        del plain["collected_at"], plain["sources"]
        text = json.dumps(plain, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def figures(self) -> dict[str, Figure]:
        """Every figure by its key."""
        return {
            one.key: one
            for block in self.blocks
            if isinstance(block, Figures)
            for one in block.entries
        }

    @property
    def tables(self) -> dict[str, Table]:
        return {block.key: block for block in self.blocks if isinstance(block, Table)}

    @property
    def charts(self) -> dict[str, Chart]:
        return {block.key: block for block in self.blocks if isinstance(block, Chart)}

    @property
    def texts(self) -> dict[str, TextSection]:
        """What a person may rewrite, by key, in the order of the page."""
        return {block.key: block for block in self.blocks if isinstance(block, TextSection)}


_KINDS: Mapping[str, type[Block]] = {
    "heading": Heading,
    "paragraph": Paragraph,
    "points": Points,
    "facts": Facts,
    "figures": Figures,
    "table": Table,
    "chart": Chart,
    "text": TextSection,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}

_PARTS: Mapping[tuple[type[Block], str], type[Figure] | type[Column] | type[Bar]] = {
    (Figures, "entries"): Figure,
    (Table, "columns"): Column,
    (Chart, "bars"): Bar,
}
"""Fields whose elements are dataclasses themselves."""


def to_json(content: ReportContent) -> dict[str, Any]:
    """Return the content as plain JSON: what `report_versions.content` holds."""
    plain = asdict(replace(content, blocks=()))
    return {
        **plain,
        "format": FORMAT,
        "type": content.type.value,
        "collected_at": content.collected_at.astimezone(UTC).isoformat(),
        "head": _listed(plain["head"]),
        "sources": [list(one) for one in content.sources],
        "blocks": [{"block": _NAMES[type(one)], **_listed(asdict(one))} for one in content.blocks],
    }


def from_json(stored: Mapping[str, Any]) -> ReportContent:
    """Read a stored content; raises ValueError for another form than `FORMAT`."""
    if stored.get("format") != FORMAT:
        raise ValueError("a report's content of another form")
    return ReportContent(
        type=ReportType(stored["type"]),
        language=stored["language"],
        title=stored["title"],
        zone=stored["zone"],
        head=Head(**_frozen(stored["head"])),
        blocks=tuple(_block(one) for one in stored["blocks"]),
        collected_at=datetime.fromisoformat(stored["collected_at"]),
        sources=_deep(stored["sources"]),
    )


def chapters(content: ReportContent) -> Iterator[tuple[str, list[Block]]]:
    """Part the blocks at their first-level headings; what stands before the first has title ""."""
    title, part = "", list[Block]()
    for block in content.blocks:
        if isinstance(block, Heading) and block.level == 1:
            if title or part:
                yield title, part
            title, part = block.text, []
        else:
            part.append(block)
    if title or part:
        yield title, part


def check_tables(blocks: Iterable[Block]) -> None:
    """Raise ValueError for a row with more or fewer cells than its table has columns."""
    for block in blocks:
        if isinstance(block, Table):
            lines = [*block.rows, *([block.totals] if block.totals else [])]
            if any(len(line) != len(block.columns) for line in lines):
                raise ValueError(f"a row of {block.key} does not fit its columns")


def _block(stored: Mapping[str, Any]) -> Block:
    kind = _KINDS[stored["block"]]
    names = {one.name for one in fields(kind)}
    values: dict[str, Any] = {}
    for name in names & stored.keys():
        part = _PARTS.get((kind, name))
        value = stored[name]
        values[name] = tuple(part(**_frozen(one)) for one in value) if part else _deep(value)
    return kind(**values)


def _frozen(stored: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _deep(value) for name, value in stored.items()}


def _deep(value: Any) -> Any:
    return tuple(_deep(one) for one in value) if isinstance(value, list | tuple) else value


def _listed(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _listed(one) for name, one in value.items()}
    return [_listed(one) for one in value] if isinstance(value, list | tuple) else value
