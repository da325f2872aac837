"""Reads a file of evaluation means: one row an aspect of the training, of an instructor, a subject.

    Tentang | Nama | Aspek | Responden | Nilai | Maksimal

What cannot be trusted refuses its row; the other rows are unaffected. Stores nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from connector.domain.evaluations import About, Evaluation
from connector.domain.findings import Finding
from connector.domain.names import comparable
from connector.domain.sessions import comparable_subject
from connector.errors import RosterError
from connector.rosters.base import ColumnMapping, RowFinding, SheetRow, SheetRows
from connector.rosters.headings import SEARCH_ROWS, heading_signature, normalised
from connector.rosters.limits import DEFAULT_LIMITS, Limits
from connector.rosters.rows import ReadRow
from connector.rosters.score_cells import read_maximum, read_score
from connector.rosters.spreadsheet import read_sheets

DEFAULT_MAXIMUM = Decimal(100)

MOST_RESPONDENTS = 10_000
"""No class is larger; a larger number is a column that slipped."""

FIELDS: Mapping[str, frozenset[str]] = {
    "about": frozenset(
        {"tentang", "objek", "obyek", "jenis", "kategori", "bagian", "about", "category"}
    ),
    "subject": frozenset(
        {"nama", "nama pengajar", "pengajar", "narasumber", "widyaiswara", "mata pelatihan"}
        | {"materi", "nama objek", "name", "subject", "instructor"}
    ),
    "aspect": frozenset(
        {"aspek", "unsur", "indikator", "pertanyaan", "aspek penilaian", "unsur penilaian"}
        | {"aspect", "question", "item"}
    ),
    "respondents": frozenset(
        {"responden", "jumlah responden", "jml responden", "jumlah jawaban", "jawaban"}
        | {"respondents", "answers", "responses", "n"}
    ),
    "score": frozenset(
        {"nilai", "skor", "rata rata", "nilai rata rata", "rerata", "rata rata nilai"}
        | {"score", "mean", "average"}
    ),
    "maximum": frozenset(
        {"maksimal", "maksimum", "nilai maksimal", "nilai maksimum", "skala", "skor maksimal"}
        | {"dari", "maximum", "max", "out of", "scale"}
    ),
}
"""Headings, normalised."""

NEEDED = ("aspect", "respondents", "score")

ABOUT: Mapping[str, About] = {
    **dict.fromkeys(
        ("penyelenggaraan", "penyelenggara", "panitia", "pelaksanaan", "organisation"),
        About.ORGANISATION,
    ),
    **dict.fromkeys(
        ("pengajar", "tenaga pengajar", "narasumber", "widyaiswara", "fasilitator", "instructor"),
        About.INSTRUCTOR,
    ),
    **dict.fromkeys(
        ("mata pelatihan", "materi", "mata ajar", "mata diklat", "subject", "material"),
        About.MATERIAL,
    ),
}
"""What a cell may say of what was judged."""


@dataclass(frozen=True)
class FoundEvaluation:
    row: int
    evaluation: Evaluation


@dataclass(frozen=True)
class EvaluationPreview:
    """What a file would bring; `digest` is the SHA-256 of its bytes in hexadecimal."""

    file_name: str
    digest: str
    rows_read: int
    found: tuple[FoundEvaluation, ...]
    refused: tuple[RowFinding, ...]

    @property
    def rows_refused(self) -> int:
        return len({one.row_number for one in self.refused})


def preview_evaluations(
    file_name: str,
    content: bytes,
    *,
    people: int,
    maximum: Decimal = DEFAULT_MAXIMUM,
    limits: Limits = DEFAULT_LIMITS,
) -> EvaluationPreview:
    """Read a file; RosterError where it is unusable as a whole.

    `people` is how many may have answered at most: more respondents refuse the row. `maximum`
    holds where neither a column nor the cell states one.
    """
    sheet, heading, mapping = _table(read_sheets(file_name, content, limits=limits))
    found, refused, read = list[FoundEvaluation](), list[RowFinding](), 0
    for sheet_row in sheet.rows:
        row = ReadRow(sheet_row, mapping)
        if sheet_row.number <= heading.number or not _is_entry(row):
            continue
        read += 1
        row.check_cells()
        evaluation = None if row.refused else _evaluation(row, people, maximum)
        if evaluation is not None and not row.refused:
            found.append(FoundEvaluation(sheet_row.number, evaluation))
        refused += row.refused
    if not read:
        raise RosterError("sheet_empty", sheet=mapping.sheet or "CSV")
    twice = _twice(found, mapping)
    numbers = {one.row_number for one in twice}
    return EvaluationPreview(
        file_name=file_name,
        digest=hashlib.sha256(content).hexdigest(),
        rows_read=read,
        found=tuple(one for one in found if one.row not in numbers),
        refused=tuple(sorted([*refused, *twice], key=lambda one: one.row_number)),
    )


def place_of(one: Evaluation) -> tuple[About, str, str]:
    """Return what two means of the same thing share, however it is spelled."""
    is_title = one.about is About.MATERIAL
    subject = comparable_subject(one.subject) if is_title else comparable(one.subject)
    return one.about, subject, normalised(one.aspect)


def _table(sheets: Sequence[SheetRows]) -> tuple[SheetRows, SheetRow, ColumnMapping]:
    visible = [sheet for sheet in sheets if sheet.visible] or list(sheets)
    hits = [
        (sheet, row, columns)
        for sheet in visible
        for row in sheet.rows[:SEARCH_ROWS]
        if set(NEEDED) <= (columns := _columns([cell.text for cell in row.cells])).keys()
    ]
    if not hits:
        raise RosterError("evaluation_headings_unknown")
    if len({sheet.name for sheet, _, _ in hits}) > 1:
        raise RosterError("evaluation_many_sheets", sheet=hits[-1][0].name)
    sheet, heading, columns = hits[0]
    texts = tuple(cell.text for cell in heading.cells)
    return (
        sheet,
        heading,
        ColumnMapping(sheet.name, heading.number, columns, heading_signature(texts), texts),
    )


def _columns(texts: Sequence[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for at, text in enumerate(texts):
        for name, phrases in FIELDS.items():
            if normalised(text) in phrases:
                columns.setdefault(name, at)
    return columns


def _is_entry(row: ReadRow) -> bool:
    """Tell an entry from a note or a signature below the table: it names an aspect and a number."""
    return bool(row.text("aspect")) and any(
        not row.cell(name).is_empty for name in ("respondents", "score")
    )


def _evaluation(row: ReadRow, people: int, maximum: Decimal) -> Evaluation | None:
    about, respondents = _about(row), _respondents(row, people)
    whole = read_maximum(row) or maximum
    if not row.text("score"):
        row.refuse("score", "", Finding.of("evaluation_score_missing"))
        return None
    score = read_score(row, "score", whole)
    if about is None or respondents is None or score is None:
        return None
    return Evaluation(about, row.text("subject"), row.text("aspect"), respondents, *score)


def _about(row: ReadRow) -> About | None:
    """Read what was judged; a file without that column speaks of the training as a whole."""
    said, subject = row.text("about"), row.text("subject")
    about = ABOUT.get(normalised(said)) if said else About.ORGANISATION
    if about is None:
        row.refuse("about", said[:40], Finding.of("evaluation_about_unknown"))
    elif about is not About.ORGANISATION and not subject:
        row.refuse("subject", "", Finding.of("evaluation_subject_missing"))
    elif about is About.ORGANISATION and subject and not said:
        row.refuse("subject", subject[:40], Finding.of("evaluation_about_missing"))
        return None
    return about


def _respondents(row: ReadRow, people: int) -> int | None:
    text = row.text("respondents")
    if not text.isascii() or not text.isdecimal() or not 0 < int(text[:9]) <= MOST_RESPONDENTS:
        row.refuse("respondents", text[:20], Finding.of("evaluation_respondents_unreadable"))
        return None
    if int(text) > people:
        row.refuse(
            "respondents", text, Finding.of("evaluation_respondents_too_many", people=people)
        )
        return None
    return int(text)


def _twice(found: Sequence[FoundEvaluation], mapping: ColumnMapping) -> list[RowFinding]:
    """Refuse rows that say the same aspect twice; nobody can know which of them counts."""
    rows: dict[tuple[About, str, str], list[int]] = {}
    for one in found:
        rows.setdefault(place_of(one.evaluation), []).append(one.row)
    heading = mapping.headings[mapping.columns["aspect"]]
    return [
        RowFinding.at(
            one.row,
            heading,
            one.evaluation.aspect[:40],
            Finding.of("evaluation_repeated", rows=", ".join(str(at) for at in numbers)),
        )
        for one in found
        if len(numbers := rows[place_of(one.evaluation)]) > 1
    ]
