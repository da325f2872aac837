"""Recognises the heading row: Indonesian and English names of columns, in any order.

Searches the first rows of each sheet for known names; interprets no row below the heading.
"""

from __future__ import annotations

import hashlib
import itertools
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from connector.errors import RosterError
from connector.rosters.base import Cell, ColumnMapping, RosterKind, SheetRow, SheetRows
from connector.rosters.synonyms import SYNONYMS, Synonyms

SEARCH_ROWS = 30
"""Rows from the top in which a heading is looked for; title blocks are rarely above ten."""


_REQUIRED = {
    RosterKind.PEOPLE: (("full_name",),),
    RosterKind.TIMETABLE: (("time", "start"), ("subject",)),
}
"""Of each group at least one field must be found. A timetable's dates may stand in lines of their
own between the slots, so a date column is not demanded."""

_LEAST_FIELDS = 2
"""A single matching cell may be a title that happens to say "Peserta"."""

_OTHER_PEOPLE = frozenset(
    {"atasan", "pimpinan", "orang", "ibu", "ayah", "istri", "suami", "sekolah"}
)
"""A heading with such a word speaks of somebody or something else."""

_VAGUE = frozenset(
    {"no", "nomor", "nama", "name", "hari", "jam", "asal", "ruang", "unit", "title", "to", "from"}
    | {"dari", "day", "number", "grade"}
)
"""Too short to be recognised inside a longer heading."""

_LONG = 7
"""Words; a longer cell is a title or a note that mentions the field."""

_EXACT = 100
"""Score of a heading that is a known name to the letter; a part of one scores its length."""

_IDENTITY_WORDS = {"nip": "nip", "nipppk": "nip", "pppk": "nip", "nrp": "nrp", "nik": "nik"}


def normalised(heading: str) -> str:
    """`Pangkat/Gol. Ruang *)` becomes `pangkat gol ruang`."""
    plain = unicodedata.normalize("NFKC", heading).casefold()
    return " ".join(re.sub(r"[\W_]+", " ", plain).split())


def heading_signature(headings: Sequence[str]) -> str:
    """Names a set of headings in their order, whatever their case and punctuation."""
    joined = "\x1f".join(normalised(heading) for heading in headings).rstrip("\x1f")
    return hashlib.sha256(joined.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class FoundSheet:
    """The chosen sheet, its mapping, the rows under the heading, and what else was in the file."""

    mapping: ColumnMapping
    rows: tuple[SheetRow, ...]
    other_sheets: tuple[str, ...]
    also_fitting: tuple[str, ...]


def match_headings(headings: Sequence[str], kind: RosterKind) -> dict[str, int]:
    """Give each field its best column and each column one field; exact names before parts."""
    candidates = []
    for column, heading in enumerate(headings):
        if heading.strip():
            for name, score in _scores(heading, SYNONYMS[kind]).items():
                candidates.append((-score, column, name))
    columns: dict[str, int] = {}
    for _, column, name in sorted(candidates):
        if name not in columns and column not in columns.values():
            columns[name] = column
    if kind is RosterKind.TIMETABLE and "date" not in columns and "weekday" in columns:
        # A lone column "Hari" holds whole dates; day names beside dates have two columns.
        columns["date"] = columns.pop("weekday")
    return columns


def _scores(heading: str, synonyms: Synonyms) -> dict[str, int]:
    whole = normalised(heading)
    short = normalised(re.sub(r"\([^()]*\)", " ", heading))
    if "nip" in synonyms and (name := _identity_field(whole)):
        return {name: _EXACT}
    scores: dict[str, int] = {}
    for name, phrases in synonyms.items():
        if whole in phrases or short in phrases:
            scores[name] = _EXACT
        elif len(whole.split()) <= _LONG and not _OTHER_PEOPLE.intersection(whole.split()):
            inside = [p for p in phrases if p not in _VAGUE and f" {p} " in f" {whole} "]
            if inside:
                scores[name] = max(len(phrase) for phrase in inside)
    return scores


def _identity_field(heading: str) -> str | None:
    """A heading that names several kinds of number leaves the kind to each cell's grammar."""
    words = heading.split()
    if _OTHER_PEOPLE.intersection(words) or len(words) > _LONG:
        return None
    if "nama" in words or "name" in words:
        return None
    kinds = {_IDENTITY_WORDS[word] for word in words if word in _IDENTITY_WORDS}
    if len(kinds) > 1:
        return "identity"
    return kinds.pop() if kinds else None


def _fits(columns: dict[str, int], kind: RosterKind) -> bool:
    required = all(any(name in columns for name in group) for group in _REQUIRED[kind])
    return required and len(columns) >= _LEAST_FIELDS


def find_sheet(
    sheets: Sequence[SheetRows], kind: RosterKind, mapping: ColumnMapping | None = None
) -> FoundSheet:
    """Choose the sheet and heading row, or follow `mapping`; RosterError where nothing fits."""
    sheets = [_joined(sheet, kind) for sheet in sheets]
    candidates = [sheet for sheet in sheets if sheet.visible] or list(sheets)
    if not any(not row.is_empty for sheet in candidates for row in sheet.rows):
        raise RosterError("sheet_empty", sheet="-")
    if mapping is not None:
        return _follow(mapping, sheets, kind)
    fitting = []
    for order, sheet in enumerate(candidates):
        best = max((_rated(row, kind) for row in _top(sheet)), default=None)
        if best is not None and best[0] > 0:
            fitting.append((-best[0], order, sheet, -best[1]))
    if not fitting:
        raise _nothing_fits(candidates, kind)
    _, _, sheet, row_number = min(fitting, key=lambda one: one[:2])
    others = tuple(one.name for one in sheets if one is not sheet)
    also = tuple(one[2].name for one in fitting if one[2] is not sheet)
    row = sheet.rows[row_number - 1]
    headings = _texts(row)
    chosen = ColumnMapping(
        sheet.name,
        row.number,
        match_headings(headings, kind),
        heading_signature(headings),
        headings,
    )
    return _under(chosen, sheet, others, also)


def name_columns(
    sheets: Sequence[SheetRows], kind: RosterKind, named: Mapping[str, str]
) -> ColumnMapping:
    """Return a mapping in which a person says which heading holds a field; the rest as known.

    `named` is field → heading as it stands in the file, whatever its case and punctuation.
    Raises RosterError `field_unknown`, or `heading_absent` when no row has all the headings.
    """
    if unknown := sorted(set(named) - set(SYNONYMS[kind])):
        raise RosterError("field_unknown", field=unknown[0], known=", ".join(SYNONYMS[kind]))
    wanted = {name: normalised(heading) for name, heading in named.items()}
    for sheet in (_joined(one, kind) for one in sheets):
        for row in _top(sheet):
            texts = _texts(row)
            found = [normalised(text) for text in texts]
            if all(heading in found for heading in wanted.values()):
                chosen = {name: found.index(heading) for name, heading in wanted.items()}
                known = match_headings(texts, kind)
                rest = {n: at for n, at in known.items() if at not in chosen.values()}
                signature = heading_signature(texts)
                return ColumnMapping(sheet.name, row.number, {**rest, **chosen}, signature, texts)
    raise RosterError("heading_absent", heading="; ".join(named.values())[:200])


def _joined(sheet: SheetRows, kind: RosterKind) -> SheetRows:
    """Write headings of two rows whole into the lower one: `Identitas` over `NIP`, `Pangkat`."""
    rows = list(sheet.rows)
    top = _top(sheet)
    for at, (upper, lower) in enumerate(itertools.pairwise(top), start=1):
        if texts := _two_rows(upper, lower, kind):
            rows[at] = SheetRow(lower.number, tuple(Cell(text) for text in texts))
    return replace(sheet, rows=tuple(rows))


def _two_rows(upper: SheetRow, lower: SheetRow, kind: RosterKind) -> tuple[str, ...]:
    """Return both rows as one heading; nothing unless the lower one is surely part of it.

    It is when half of its cells, and two at least, are names of columns to the letter, and two
    columns more are named above empty cells: a person's row or a plain heading is never so.
    """
    above, below = _texts(upper), _texts(lower)
    filled = sum(not cell.is_empty for cell in lower.cells)
    exact = sum(_best_score(text, kind) == _EXACT for text in below)
    if exact < 2 or 2 * exact < filled:
        return ()
    pairs = list(itertools.zip_longest(above, below, fillvalue=""))
    if sum(_best_score(over, kind) > 0 for over, under in pairs if not under) < 2:
        return ()
    return tuple(under or over for over, under in pairs)


def _best_score(text: str, kind: RosterKind) -> int:
    return max(_scores(text, SYNONYMS[kind]).values(), default=0) if text.strip() else 0


def _top(sheet: SheetRows) -> tuple[SheetRow, ...]:
    return sheet.rows[:SEARCH_ROWS]


def _rated(row: SheetRow, kind: RosterKind) -> tuple[int, int]:
    """How many fields a row names if it fits (else 0), and its number negated: first row wins."""
    columns = match_headings(_texts(row), kind)
    return (len(columns) if _fits(columns, kind) else 0), -row.number


def _texts(row: SheetRow) -> tuple[str, ...]:
    return tuple(cell.text if isinstance(cell.value, str) else "" for cell in row.cells)


def _follow(mapping: ColumnMapping, sheets: Sequence[SheetRows], kind: RosterKind) -> FoundSheet:
    """Find the row whose headings bear the mapping's signature, or the row it names."""
    places = [(sheet, row) for sheet in sheets for row in _top(sheet)]
    if mapping.signature:
        hits = [
            (sheet, row)
            for sheet, row in places
            if heading_signature(_texts(row)) == mapping.signature
        ]
        hits.sort(key=lambda hit: hit[0].name != mapping.sheet)
    else:
        hits = [
            (sheet, row)
            for sheet in sheets
            if sheet.name == mapping.sheet
            for row in sheet.rows
            if row.number == mapping.heading_row
        ]
    if not hits:
        raise RosterError("mapping_other_file")
    sheet, row = hits[0]
    known = set(SYNONYMS[kind])
    if not set(mapping.columns) <= known or not _fits(mapping.columns, kind):
        raise RosterError("mapping_unfit", missing=_missing(mapping.columns, kind) or "-")
    chosen = ColumnMapping(
        sheet.name, row.number, dict(mapping.columns), heading_signature(_texts(row)), _texts(row)
    )
    others = tuple(one.name for one in sheets if one is not sheet)
    return _under(chosen, sheet, others, ())


def _under(
    mapping: ColumnMapping, sheet: SheetRows, others: tuple[str, ...], also: tuple[str, ...]
) -> FoundSheet:
    rows = tuple(
        row
        for row in sheet.rows
        if row.number > mapping.heading_row
        and not row.is_empty
        and not _is_column_numbers(row)
        and heading_signature(_texts(row)) != mapping.signature
    )
    if not rows:
        raise RosterError("sheet_empty", sheet=sheet.name or "CSV")
    return FoundSheet(mapping, rows, others, also)


def _is_column_numbers(row: SheetRow) -> bool:
    """The line `(1) (2) (3)` that official tables print under their headings."""
    texts = [cell.text.strip("() .") for cell in row.cells if not cell.is_empty]
    return len(texts) > 2 and texts == [str(number) for number in range(1, len(texts) + 1)]


def _missing(columns: dict[str, int], kind: RosterKind) -> str:
    groups = [group for group in _REQUIRED[kind] if not any(name in columns for name in group)]
    return ", ".join(SYNONYMS[kind][group[0]][0] for group in groups)


def _nothing_fits(sheets: Sequence[SheetRows], kind: RosterKind) -> RosterError:
    """Name the headings of the likeliest row and those known; personal values are left out."""
    rows = [row for sheet in sheets for row in _top(sheet) if not row.is_empty]
    row = max(rows, key=lambda one: (len(match_headings(_texts(one), kind)), _filled(one)))
    found = [_safe(text) for text in _texts(row) if text]
    known = ", ".join(phrases[0] for phrases in SYNONYMS[kind].values())
    missing = _missing(match_headings(_texts(row), kind), kind)
    other = next(one for one in RosterKind if one is not kind)
    if max(_rated(one, other)[0] for one in rows) > _LEAST_FIELDS:
        return RosterError(
            "list_is_timetable" if other is RosterKind.TIMETABLE else "list_is_people",
            found="; ".join(found)[:300] or "-",
        )
    return RosterError(
        "headings_unknown",
        row=row.number,
        found="; ".join(found)[:300] or "-",
        known=known,
        missing=missing or "-",
    )


def _filled(row: SheetRow) -> int:
    return sum(1 for text in _texts(row) if text)


def _safe(text: str) -> str:
    """A file without headings shows a person's row here: numbers and addresses are hidden."""
    return "…" if "@" in text or len(re.findall(r"\d", text)) >= 6 else text[:40]
