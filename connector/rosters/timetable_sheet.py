"""Reads a timetable into sessions; refuses slots that collide, builds no meeting."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from connector.domain.findings import Finding
from connector.domain.indonesian import clock_time
from connector.domain.sessions import (
    SessionKind,
    SessionRecord,
    comparable_subject,
    local_moment,
    overlapping,
    session_key,
)
from connector.errors import RosterError
from connector.rosters.base import (
    ColumnMapping,
    RosterKind,
    RosterPreview,
    RowFinding,
    SheetRow,
)
from connector.rosters.headings import FoundSheet, find_sheet
from connector.rosters.limits import DEFAULT_LIMITS, Limits
from connector.rosters.rows import ReadRow
from connector.rosters.spreadsheet import read_sheets
from connector.rosters.timetable_fields import (
    names_a_day,
    read_day,
    read_instructors,
    read_jp,
    read_kind,
    read_slot,
    read_subject,
    zone_of_heading,
)


def preview_timetable(
    file_name: str,
    content: bytes,
    *,
    zone: str,
    mapping: ColumnMapping | None = None,
    year_hint: int | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> RosterPreview:
    """Read a file as sessions; RosterError where the file as a whole is unusable.

    `zone` (IANA) holds unless the heading or a cell says WIB, WITA or WIT. `year_hint` completes
    dates written without a year. A blank date means the date above, as in merged cells.
    """
    _check_zone(zone)
    sheets = read_sheets(file_name, content, limits=limits)
    found = find_sheet(sheets, RosterKind.TIMETABLE, mapping)
    reader = _TimetableReader(found, zone, year_hint)
    for row in found.rows:
        reader.read(row)
    if reader.rows_read == 0:
        raise RosterError("sheet_empty", sheet=found.mapping.sheet or "CSV")
    reader.refuse_overlaps()
    return RosterPreview(
        kind=RosterKind.TIMETABLE,
        file_name=file_name,
        digest=hashlib.sha256(content).hexdigest(),
        mapping=found.mapping,
        rows_read=reader.rows_read,
        sessions=tuple(session for _, session in reader.accepted),
        refused=tuple(sorted(reader.refused, key=lambda one: one.row_number)),
        warnings=tuple(sorted(reader.warnings, key=lambda one: one.row_number)),
        other_sheets=found.other_sheets,
        row_numbers={session.key: row for row, session in reader.accepted},
    )


def _check_zone(zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise RosterError("zone_unknown", zone=zone[:40]) from error


class _TimetableReader:
    """Carries the date from row to row, as merged cells do."""

    def __init__(self, found: FoundSheet, zone: str, year_hint: int | None) -> None:
        self.accepted: list[tuple[int, SessionRecord]] = []
        self.refused: list[RowFinding] = []
        self.warnings: list[RowFinding] = []
        self.rows_read = 0
        self._mapping, self._year_hint = found.mapping, year_hint
        self._zone = self._column_zone() or zone
        self._day: date | None = None
        self._bad_day_row: int | None = None
        self._seen: Counter[str] = Counter()
        for name in found.also_fitting:
            note = Finding.of("other_sheet_fits", sheet=name)
            self.warnings.append(RowFinding.at(found.mapping.heading_row, "", "", note))

    def _column_zone(self) -> str | None:
        headings = ReadRow(SheetRow(0, ()), self._mapping)
        return next(
            (
                zone
                for name in ("time", "start", "end")
                if (zone := zone_of_heading(headings.heading(name)))
            ),
            None,
        )

    def read(self, sheet_row: SheetRow) -> None:
        row = ReadRow(sheet_row, self._mapping)
        if self._opens_day(row):
            return
        times = [name for name in ("time", "start", "end") if not row.cell(name).is_empty]
        if not row.text("subject") and not times:
            self._ignore(row)
            return
        self.rows_read += 1
        row.check_cells()
        self._take_day(row)
        if not row.refused:
            self._read_session(row)
        self.refused += row.refused
        if not row.refused:
            self.warnings += row.warnings

    def _opens_day(self, row: ReadRow) -> bool:
        """Whether the row holds a day and nothing else: `HARI SENIN, 5 AGUSTUS 2024`, merged."""
        filled = [cell for cell in row.row.cells if not cell.is_empty]
        if len(filled) != 1 or filled[0].broken or not names_a_day(filled[0]):
            return False
        self._day = read_day(row, filled[0], self._year_hint)
        self._bad_day_row = row.row.number if self._day is None else None
        if row.refused:
            self.rows_read += 1
            self.refused += row.refused
        return True

    def _ignore(self, row: ReadRow) -> None:
        """Show a line without a slot as a note; rows below it must state their date again if it
        stood in the date column, for it may have been a date nobody can read.
        """
        words = next((cell.text for cell in row.row.cells if not cell.is_empty), "")
        row.warn("subject", words[:60], Finding.of("row_ignored"))
        self.warnings += row.warnings
        if not row.cell("date").is_empty:
            self._day, self._bad_day_row = None, row.row.number

    def _take_day(self, row: ReadRow) -> None:
        """Set the current day; a bad date also refuses the rows that lean on it."""
        if not row.cell("date").is_empty:
            self._day = read_day(row, row.cell("date"), self._year_hint)
            self._bad_day_row = row.row.number if self._day is None else None
        elif self._bad_day_row is not None:
            row.refuse("date", "", Finding.of("date_above_refused", other_row=self._bad_day_row))
        elif self._day is None:
            row.refuse("date", "", Finding.of("date_missing"))

    def _read_session(self, row: ReadRow) -> None:
        subject = read_subject(row)
        if not subject:
            row.refuse("subject", "", Finding.of("subject_missing"))
        slot = read_slot(row)
        if slot is None or not subject or self._day is None:
            return
        zone = slot.zone or self._zone
        start = local_moment(self._day, slot.start, zone)
        end = local_moment(self._day, slot.end, zone)
        kind = read_kind(row, subject)
        jp = read_jp(row, kind, int((end - start).total_seconds()) // 60)
        if row.refused:
            return
        same = f"{self._day}/{comparable_subject(subject)}"
        self._seen[same] += 1
        key = session_key(self._day, subject, self._seen[same])
        instructors = read_instructors(row) if kind is not SessionKind.BREAK else ()
        room = row.text("room") or None
        session = SessionRecord(
            key, self._day, start, end, zone, subject, jp, kind, instructors, room
        )
        self.accepted.append((row.row.number, session))

    def refuse_overlaps(self) -> None:
        """Refuse both rows of a collision, each naming the other: only a person can choose."""
        rows = {session.key: number for number, session in self.accepted}
        colliding: set[str] = set()
        for first, second in overlapping([session for _, session in self.accepted]):
            colliding |= {first.key, second.key}
            for this, other in ((first, second), (second, first)):
                self._refuse_overlap(rows[this.key], this, rows[other.key], other)
        self.accepted = [pair for pair in self.accepted if pair[1].key not in colliding]

    def _refuse_overlap(
        self, row: int, this: SessionRecord, other_row: int, other: SessionRecord
    ) -> None:
        finding = Finding.of(
            "session_overlap", other_row=other_row, other=other.subject[:60], time=_printed(other)
        )
        heading = ReadRow(SheetRow(row, ()), self._mapping)
        name = "time" if self._mapping.column("time") is not None else "start"
        shown = f"{this.subject[:60]} {_printed(this)}"
        self.refused.append(RowFinding.at(row, heading.heading(name), shown, finding))


def _printed(session: SessionRecord) -> str:
    zone = ZoneInfo(session.zone)
    start, end = (moment.astimezone(zone).time() for moment in (session.start, session.end))
    return f"{clock_time(start)}-{clock_time(end)}"
