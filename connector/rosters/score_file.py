"""Reads a file of scores: who had which score in which test; stores nothing.

A row names its person by NIP or another number, by e-mail, by name, or by the roster's number
alone, in this order: a running number beside a name is the file's own and identifies nobody.
What cannot be trusted refuses its row; the other rows are unaffected.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from connector.domain.findings import Finding
from connector.domain.identities import Identity
from connector.domain.names import comparable
from connector.errors import RosterError
from connector.rosters.base import RowFinding, SheetRow
from connector.rosters.limits import DEFAULT_LIMITS, Limits
from connector.rosters.people_fields import IDENTITY_FIELDS, read_identities
from connector.rosters.rows import ReadRow, mask_email
from connector.rosters.score_cells import read_maximum, read_moment, read_score
from connector.rosters.score_table import ScoreTable, find_scores
from connector.rosters.spreadsheet import read_sheets

DEFAULT_MAXIMUM = Decimal(100)


@dataclass(frozen=True)
class Rostered:
    """Somebody of the training, as a file may name them."""

    seat: str
    number: int | None
    name: str
    identities: tuple[Identity, ...]
    email: str
    judged: bool
    """An accepted participant: nobody else has scores."""


@dataclass(frozen=True)
class FoundScore:
    """One attempt that a row states."""

    row: int
    seat: str
    test: str
    value: Decimal
    maximum: Decimal
    taken_at: datetime | None


@dataclass(frozen=True)
class ScorePreview:
    """What a file would bring; `digest` is the SHA-256 of its bytes in hexadecimal."""

    file_name: str
    digest: str
    tests: tuple[str, ...]
    rows_read: int
    blank: int
    """Scores that were left empty: nobody is given a zero for them."""
    found: tuple[FoundScore, ...]
    refused: tuple[RowFinding, ...]
    warnings: tuple[RowFinding, ...]
    other_sheets: tuple[str, ...] = ()

    @property
    def rows_refused(self) -> int:
        return len({one.row_number for one in self.refused})


def preview_scores(
    file_name: str,
    content: bytes,
    roster: Sequence[Rostered],
    *,
    test: str,
    tests: Sequence[str],
    zone: str,
    now: datetime,
    maximum: Decimal = DEFAULT_MAXIMUM,
    limits: Limits = DEFAULT_LIMITS,
) -> ScorePreview:
    """Read a file; RosterError where it is unusable as a whole.

    `test` names the test of a column that does not say; "" reads every column that names one of
    `tests`. `maximum` holds where neither a column, the heading nor the cell states one. Dates are
    local in `zone` (IANA).
    """
    table = find_scores(read_sheets(file_name, content, limits=limits), test, tests)
    reader = _ScoreReader(table, roster, zone, now, maximum)
    for row in table.rows:
        reader.read(row)
    if reader.rows_read == 0:
        raise RosterError("sheet_empty", sheet=table.mapping.sheet or "CSV")
    reader.refuse_repeated()
    return ScorePreview(
        file_name=file_name,
        digest=hashlib.sha256(content).hexdigest(),
        tests=table.tests,
        rows_read=reader.rows_read,
        blank=reader.blank,
        found=tuple(reader.found),
        refused=tuple(sorted(reader.refused, key=lambda one: one.row_number)),
        warnings=tuple(reader.warnings),
        other_sheets=table.other_sheets,
    )


class _ScoreReader:
    """Collects attempts row by row."""

    def __init__(
        self,
        table: ScoreTable,
        roster: Sequence[Rostered],
        zone: str,
        now: datetime,
        maximum: Decimal,
    ) -> None:
        self.found: list[FoundScore] = []
        self.refused: list[RowFinding] = []
        self.warnings: list[RowFinding] = []
        self.rows_read = self.blank = 0
        self._table, self._people = table, _People(roster)
        self._zone, self._now, self._maximum = zone, now, maximum

    def read(self, sheet_row: SheetRow) -> None:
        row = ReadRow(sheet_row, self._table.mapping)
        if not _names_somebody(row):
            self._ignore(row)
            return
        self.rows_read += 1
        row.check_cells()
        filled = [test for test in self._table.tests if row.text(f"test.{test}")]
        self.blank += len(self._table.tests) - len(filled)
        if filled and not row.refused:
            self._read_filled(row, filled)
        self.refused += row.refused
        if not row.refused:
            self.warnings += row.warnings

    def _read_filled(self, row: ReadRow, filled: Sequence[str]) -> None:
        person = self._people.find(row, self._now.date())
        taken = read_moment(row, self._zone, self._now)
        whole = read_maximum(row)
        for test in filled:
            stated = whole or self._table.maxima.get(test) or self._maximum
            score = read_score(row, f"test.{test}", stated)
            if score is not None and person is not None and not row.refused:
                self.found.append(
                    FoundScore(row.row.number, person.seat, test, score[0], score[1], taken)
                )

    def _ignore(self, row: ReadRow) -> None:
        words = next((cell.text for cell in row.row.cells if not cell.is_empty), "")
        hidden = "".join("*" if one.isdigit() else one for one in words[:60])
        row.warn("full_name", hidden, Finding.of("row_ignored"))
        self.warnings += row.warnings

    def refuse_repeated(self) -> None:
        """Refuse attempts of one person at one test that no date tells apart; all of them."""
        groups = defaultdict[tuple[str, str], list[FoundScore]](list)
        for one in self.found:
            groups[one.seat, one.test].append(one)
        for (_seat, test), attempts in groups.items():
            clashing = _clashing(attempts)
            rows = ", ".join(str(one.row) for one in clashing)
            for one in clashing:
                self.found.remove(one)
                finding = Finding.of("score_repeated", rows=rows)
                heading = self._table.mapping.headings[self._table.mapping.columns[f"test.{test}"]]
                self.refused.append(RowFinding.at(one.row, heading, str(one.value), finding))


def _clashing(attempts: Sequence[FoundScore]) -> list[FoundScore]:
    if len(attempts) > 1 and any(one.taken_at is None for one in attempts):
        return list(attempts)
    moments = [one.taken_at for one in attempts]
    return [one for one in attempts if moments.count(one.taken_at) > 1]


def _names_somebody(row: ReadRow) -> bool:
    """A row of the list names a person, or has a score; all else is a note or a signature block."""
    people = (*IDENTITY_FIELDS, "email", "full_name", "first_name", "last_name", "number")
    scores = [name for name in row.mapping.columns if name.startswith("test.")]
    named = any(not row.cell(name).is_empty and row.text(name) for name in people)
    scored = any(not row.cell(name).is_empty for name in scores)
    return named and (scored or any(row.text(name) for name in people[:-1]))


class _People:
    """Everybody of a training, by what a file may call them."""

    def __init__(self, roster: Iterable[Rostered]) -> None:
        self._numbers = defaultdict[str, list[Rostered]](list)
        self._emails = defaultdict[str, list[Rostered]](list)
        self._names = defaultdict[str, list[Rostered]](list)
        self._places = defaultdict[int, list[Rostered]](list)
        for one in roster:
            for identity in one.identities:
                self._numbers[identity.value].append(one)
            if one.email:
                self._emails[one.email.lower()].append(one)
            self._names[comparable(one.name)].append(one)
            if one.number is not None and one.judged:
                self._places[one.number].append(one)

    def find(self, row: ReadRow, today: date) -> Rostered | None:
        """Return whom a row names; what makes that impossible refuses the row."""
        before = len(row.warnings)
        identities = read_identities(row, today)
        del row.warnings[before:]  # odd numbers were a matter of the roster
        if row.refused:
            return None
        name = row.text("full_name") or " ".join(
            part for part in (row.text("first_name"), row.text("last_name")) if part
        )
        if identities:
            hits = [one for key in identities for one in self._numbers.get(key.value, ())]
            field, masked = _identity_field(row), identities[0].masked()
        elif address := row.text("email").lower():
            hits, field, masked = self._emails.get(address, []), "email", mask_email(address)
            if not hits and name:
                hits, field, masked = self._by_name(row, name), "full_name", name[:60]
        elif name:
            hits, field, masked = self._by_name(row, name), "full_name", name[:60]
        else:
            hits, field, masked = self._by_number(row), "number", row.text("number")[:10]
        person = _only(row, hits, field, masked)
        if person is not None and name and field != "full_name":
            _compare_names(row, person, name)
        return person

    def _by_name(self, row: ReadRow, name: str) -> list[Rostered]:
        """Namesakes are told apart by the roster's number, and by nothing else."""
        hits = self._names.get(comparable(name), [])
        if len({one.seat for one in hits if one.judged}) > 1:
            placed = [one.seat for one in self._by_number(row)]
            return [one for one in hits if one.seat in placed] or hits
        return hits

    def _by_number(self, row: ReadRow) -> list[Rostered]:
        digits = row.text("number").strip(" .")
        fits = digits.isascii() and digits.isdigit() and len(digits) <= 6
        return self._places.get(int(digits), []) if fits else []


def _identity_field(row: ReadRow) -> str:
    return next(name for name in IDENTITY_FIELDS if row.text(name))


def _only(row: ReadRow, hits: Sequence[Rostered], field: str, masked: str) -> Rostered | None:
    people = {one.seat: one for one in hits}
    judged = {seat: one for seat, one in people.items() if one.judged}
    if len(judged) == 1:
        return next(iter(judged.values()))
    if len(judged) > 1:
        row.refuse(field, masked, Finding.of("score_person_unclear", count=len(judged)))
    elif people:
        row.refuse(field, masked, Finding.of("score_not_participant"))
    else:
        row.refuse(field, masked, Finding.of("score_person_unknown"))
    return None


def _compare_names(row: ReadRow, person: Rostered, name: str) -> None:
    """A number with somebody else's name is a line that slipped."""
    written, known = set(comparable(name).split()), set(comparable(person.name).split())
    if not written & known:
        finding = Finding.of("score_name_differs", known=person.name[:60])
        row.refuse("full_name", name[:60], finding)
