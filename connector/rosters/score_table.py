"""Finds the list of scores in a file: its heading row and what each column holds; judges no row."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from connector.errors import RosterError
from connector.rosters.base import ColumnMapping, SheetRow, SheetRows
from connector.rosters.headings import SEARCH_ROWS, heading_signature, normalised
from connector.rosters.synonyms import PEOPLE

FIELDS: Mapping[str, frozenset[str]] = {
    "nip": frozenset(PEOPLE["nip"]),
    "nrp": frozenset(PEOPLE["nrp"]),
    "identity": frozenset(PEOPLE["identity"]),
    "nik": frozenset(PEOPLE["nik"]),
    "email": frozenset({*PEOPLE["email"], "email address"}),
    "full_name": frozenset(PEOPLE["full_name"]),
    "first_name": frozenset({"first name", "nama depan"}),
    "last_name": frozenset({"last name", "surname", "nama belakang", "nama akhir"}),
    "number": frozenset({*PEOPLE["number"], "no peserta", "nomor peserta"}),
    "maximum": frozenset(
        {"nilai maksimal", "nilai maksimum", "nilai maks", "skor maksimal", "skor maksimum"}
        | {"maksimal", "maksimum", "maximum", "max", "maximum score", "maximum grade", "out of"}
    ),
    "date": frozenset(
        {"tanggal", "tgl", "tanggal tes", "tanggal ujian", "tanggal pelaksanaan", "date"}
        | {"taken on", "completed", "completed on", "selesai", "waktu selesai", "tanggal selesai"}
    ),
}
"""Headings of a list of scores, normalised, beside those of the scores themselves."""

SCORE = frozenset(
    {"nilai", "skor", "nilai tes", "nilai ujian", "hasil", "hasil tes", "total nilai", "poin"}
    | {"nilai akhir", "score", "scores", "grade", "mark", "marks", "points", "final score"}
)
"""A column of scores that does not say of which test."""

TESTS: Mapping[str, frozenset[str]] = {
    "pretest": frozenset({"pretest", "pre test", "tes awal", "prates"}),
    "posttest": frozenset({"posttest", "post test", "tes akhir", "pascates", "postest"}),
}
"""Other spellings of tests that every training knows."""

_PERSON = ("nip", "nrp", "identity", "nik", "email", "full_name", "first_name", "number")
_BEFORE = ("nilai ", "skor ", "score ", "hasil ", "grade ")
_OUT_OF = re.compile(r"(.*\S)\s*/\s*(\d{1,4}(?:[.,]\d{1,2})?)")
"""`Nilai/100,00`: a learning system writes the maximum into the heading."""


@dataclass(frozen=True)
class ScoreTable:
    """The list: its columns by field, a column a test as `test.<name>`, and the rows below."""

    mapping: ColumnMapping
    rows: tuple[SheetRow, ...]
    tests: tuple[str, ...]
    maxima: Mapping[str, Decimal]
    """Test → the maximum its heading states."""
    other_sheets: tuple[str, ...] = ()


def find_scores(sheets: Sequence[SheetRows], test: str, known: Sequence[str]) -> ScoreTable:
    """Return the only list of scores of a file.

    With `test` only its column is read, or the column `Nilai` that names none; without it every
    column whose heading names one of the `known` tests. RosterError where nothing fits.
    """
    visible = [sheet for sheet in sheets if sheet.visible] or list(sheets)
    wanted = (test,) if test else tuple(known)
    found = [
        (sheet, row)
        for sheet in visible
        for row in [_heading_row(sheet, wanted)]
        if row is not None
    ]
    if not found:
        raise RosterError("scores_headings_unknown", found=_first_headings(visible))
    if len(found) > 1:
        raise RosterError("scores_many_sheets", sheet=found[1][0].name)
    sheet, heading = found[0]
    return _table(sheet, heading, test, wanted, tuple(one.name for one in sheets if one != sheet))


def _table(
    sheet: SheetRows, heading: SheetRow, test: str, wanted: Sequence[str], others: tuple[str, ...]
) -> ScoreTable:
    texts = tuple(cell.text for cell in heading.cells)
    columns, maxima = _people_columns(texts), dict[str, Decimal]()
    scores = _score_columns(texts, wanted)
    chosen = {name: at for name, at in scores.items() if name}
    if not chosen and test and "" in scores:
        chosen = {test: scores[""]}
    if not chosen:
        raise RosterError("scores_test_missing")
    for name, at in chosen.items():
        columns[f"test.{name}"] = at
        stated = _OUT_OF.fullmatch(texts[at])
        if stated is not None:
            maxima[name] = Decimal(stated[2].replace(",", "."))
    mapping = ColumnMapping(sheet.name, heading.number, columns, heading_signature(texts), texts)
    rows = tuple(row for row in sheet.rows if row.number > heading.number and not row.is_empty)
    return ScoreTable(mapping, rows, tuple(chosen), maxima, others)


def _heading_row(sheet: SheetRows, wanted: Sequence[str]) -> SheetRow | None:
    for row in sheet.rows[:SEARCH_ROWS]:
        texts = [cell.text for cell in row.cells]
        if set(_PERSON) & _people_columns(texts).keys() and _score_columns(texts, wanted):
            return row
    return None


def _people_columns(texts: Sequence[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for at, text in enumerate(texts):
        for field, phrases in FIELDS.items():
            if normalised(text) in phrases:
                columns.setdefault(field, at)
    return columns


def _score_columns(texts: Sequence[str], wanted: Sequence[str]) -> dict[str, int]:
    """Return test → column; "" is a column of scores that names no test."""
    columns: dict[str, int] = {}
    for at, text in enumerate(texts):
        stated = _OUT_OF.fullmatch(text)
        heading = normalised(stated[1] if stated else text)
        for test in wanted:
            phrases = TESTS.get(test, frozenset()) | {normalised(test)}
            if heading in phrases or any(
                f"{word}{one}" == heading for one in phrases for word in _BEFORE
            ):
                columns.setdefault(test, at)
        if heading in SCORE:
            columns.setdefault("", at)
    return columns


def _first_headings(sheets: Sequence[SheetRows]) -> str:
    """What stands in the first row that is not empty, without what may be somebody's number."""
    for sheet in sheets:
        for row in sheet.rows:
            if not row.is_empty:
                texts = [cell.text[:30] for cell in row.cells if not cell.is_empty]
                hidden = [
                    "…" if "@" in one or len(re.findall(r"\d", one)) >= 6 else one for one in texts
                ]
                return ", ".join(hidden[:8])
    return "-"
