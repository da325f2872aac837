"""Reads a participant list that somebody exported from the meeting provider's web portal.

A list counts as a whole or not at all: one row that cannot be trusted refuses the file, and every
such row is named. Nobody is recognised here and nothing is stored.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from connector.domain.findings import Finding
from connector.domain.people import read_email
from connector.domain.presence import Stay
from connector.errors import RosterError
from connector.rosters.base import RowFinding
from connector.rosters.limits import DEFAULT_LIMITS, Limits
from connector.rosters.participant_table import ParticipantTable, find_table
from connector.rosters.participant_times import (
    Order,
    TimeReadings,
    moment_of,
    read_time,
    settle_order,
)
from connector.rosters.rows import LONGEST_TEXT, ReadRow, mask_email
from connector.rosters.spreadsheet import read_sheets

MINUTES_OFF = 2
"""How far a written duration may be off: Zoom rounds up, and spreadsheets drop the seconds."""

YES = frozenset({"yes", "ya", "y", "true", "1", "iya"})
NO = frozenset({"", "no", "tidak", "n", "false", "0"})


class RowsRefused(RosterError):
    """Some rows cannot be trusted, so nothing of the list was taken; `refused` names each."""

    def __init__(self, refused: tuple[RowFinding, ...]) -> None:
        rows = sorted({one.row_number for one in refused})
        named = ", ".join(str(row) for row in rows[:10]) + (" …" if len(rows) > 10 else "")
        super().__init__("participants_refused", count=len(rows), rows=named)
        self.refused = refused


@dataclass(frozen=True)
class ParticipantFile:
    """One meeting's list, whole; times aware UTC.

    `warnings` name rows that are rightly no presence (waiting room, repeated) and oddities of
    rows that were taken.
    """

    file_name: str
    digest: str
    """SHA-256 of the bytes, in hexadecimal."""
    meeting: str
    """The number as digits, from the file or, failing that, from the name Zoom gave it; ""
    where neither says it."""
    topic: str
    started: datetime
    """As the file says, else the first joining."""
    ended: datetime
    """As the file says, else the last leaving."""
    stays: tuple[Stay, ...]
    """In the order of the rows; `leg` names the row. `names` holds a former name before the one
    that was shown."""
    rows_read: int
    warnings: tuple[RowFinding, ...] = ()


def read_participants(
    content: bytes,
    file_name: str,
    *,
    days: Collection[date],
    zone: str,
    limits: Limits = DEFAULT_LIMITS,
) -> ParticipantFile:
    """Read the list of a meeting held on one of the local `days` of a training.

    `zone` (IANA) is that of the account which exported the list: the file does not tell it.
    Raises RosterError where the file is unusable, and RowsRefused where single rows are.
    """
    table = find_table(read_sheets(file_name, content, limits=limits))
    reader = _Reader(table, days, ZoneInfo(zone))
    for row in reader.rows:
        reader.read(row)
    if reader.refused:
        raise RowsRefused(tuple(reader.refused))
    if not reader.stays:
        raise RosterError("participants_nobody", sheet=table.mapping.sheet or "CSV")
    started, ended = reader.stated_times()
    return ParticipantFile(
        file_name=file_name,
        digest=hashlib.sha256(content).hexdigest(),
        meeting=reader.number() or _number_in(file_name),
        topic=table.about["topic"].text[:LONGEST_TEXT] if "topic" in table.about else "",
        started=started or min(stay.joined for stay in reader.stays),
        ended=ended or max(reader.leavings),
        stays=tuple(reader.stays),
        rows_read=len(reader.rows),
        warnings=tuple(reader.warnings),
    )


@dataclass
class _Row:
    """One row with its times under both orders."""

    read: ReadRow
    join: TimeReadings
    leave: TimeReadings
    waiting: bool | None
    """None where the word is neither yes nor no."""


class _Reader:
    """Turns rows into stays; remembers what it has seen and what it would not take."""

    def __init__(self, table: ParticipantTable, days: Collection[date], zone: ZoneInfo) -> None:
        self.stays: list[Stay] = []
        self.leavings: list[datetime] = []
        self.refused: list[RowFinding] = []
        self.warnings: list[RowFinding] = []
        self._table, self._days, self._zone = table, days, zone
        self._seen: dict[tuple[object, ...], int] = {}
        self.rows = [self._row(ReadRow(row, table.mapping)) for row in table.rows]
        self._about = {
            field: read_time(cell)
            for field, cell in table.about.items()
            if field in ("start", "end") and not cell.is_empty
        }
        self._order = self._settled()

    @staticmethod
    def _row(read: ReadRow) -> _Row:
        word = read.text("waiting").lower()
        waiting = True if word in YES else False if word in NO else None
        return _Row(read, read_time(read.cell("join")), read_time(read.cell("leave")), waiting)

    def _settled(self) -> Order:
        written = [*self._about.values()]
        for row in self.rows:
            written += [row.join, row.leave]
        joined = [row.join for row in self.rows if row.waiting is not True]
        return settle_order(written, joined or [row.join for row in self.rows], self._days)

    def read(self, row: _Row) -> None:
        """Take one row, pass it over with a warning, or refuse it."""
        read = row.read
        if row.waiting is None:
            read.refuse("waiting", read.text("waiting")[:20], Finding.of("participant_waiting_odd"))
        joined, left = self._time(row, "join", row.join), self._time(row, "leave", row.leave)
        if joined is not None and left is not None:
            self._check(row, joined, left)
        if read.refused:
            self.refused += read.refused
            return
        if joined is not None and left is not None:
            self._take(row, joined, left)
        self.warnings += read.warnings

    def _time(self, row: _Row, field: str, written: TimeReadings) -> datetime | None:
        cell = row.read.cell(field)
        shown = written.text[:40]
        if cell.broken or cell.computed:
            row.read.refuse(field, "", Finding.of("participant_time_computed"))
        elif cell.is_empty or not row.read.text(field):
            row.read.refuse(field, "", Finding.of("participant_time_missing"))
        elif (local := written.under(self._order)) is None:
            row.read.refuse(field, shown, Finding.of("participant_time_unreadable", value=shown))
        else:
            return moment_of(local, self._zone)
        return None

    def _check(self, row: _Row, joined: datetime, left: datetime) -> None:
        """Refuse times that contradict one another, the written duration or the timetable."""
        read = row.read
        day = joined.astimezone(self._zone).date()
        if left < joined:
            read.refuse("leave", row.leave.text[:40], Finding.of("participant_left_before_joining"))
        elif self._days and not {day, day - timedelta(days=1)} & set(self._days):
            finding = Finding.of("participant_other_day", date=day.isoformat())
            read.refuse("join", row.join.text[:40], finding)
        else:
            span = (left - joined).total_seconds() / 60
            field = "minutes" if self._table.mapping.column("minutes") is not None else "total"
            told = _minutes(read.text(field))
            if told is not None and abs(told - span) > MINUTES_OFF:
                finding = Finding.of("participant_duration_differs", told=told, span=round(span))
                read.refuse(field, str(told), finding)

    def _take(self, row: _Row, joined: datetime, left: datetime) -> None:
        read, number = row.read, row.read.row.number
        if row.waiting:
            read.warn("waiting", "", Finding.of("participant_waited"))
            return
        names, email = self._names(read), self._email(read)
        same = self._seen.setdefault((names, email, joined, left), number)
        if same != number:
            read.warn("name", "", Finding.of("participant_repeated", first_row=same))
            return
        stay = Stay(leg=f"row:{number}", joined=joined, left=left, names=names, email=email)
        self.stays.append(stay)
        self.leavings.append(left)

    def _names(self, read: ReadRow) -> tuple[str, ...]:
        """A name is whatever a person typed: text, even where it looks like a formula."""
        if read.cell("name").computed or read.cell("name").broken:
            read.warn("name", "", Finding.of("participant_name_formula"))
        text = read.text("name")[:LONGEST_TEXT]
        if not text:
            return ()
        return split_names(text) if self._table.names_original else (text,)

    @staticmethod
    def _email(read: ReadRow) -> str:
        written = read.text("email")
        email = read_email(written) if written else ""
        if email is None:
            read.warn("email", mask_email(written), Finding.of("email_unusable"))
        return email or ""

    def number(self) -> str:
        """Return the meeting's number as digits; "" where it is missing or was spoilt."""
        cell = self._table.about.get("number")
        if cell is None or cell.is_empty:
            return ""
        digits = re.sub(r"[\s-]", "", cell.text)
        if re.fullmatch(r"\d{9,12}", digits, re.ASCII):
            return digits
        self._note(cell.text[:20], Finding.of("participants_number_unreadable"))
        return ""

    def stated_times(self) -> tuple[datetime | None, datetime | None]:
        """Return start and end as the file says them; None where it does not."""
        found: dict[str, datetime] = {}
        for field, written in self._about.items():
            local = written.under(self._order)
            if local is None:
                self._note(written.text[:40], Finding.of("participants_start_unreadable"))
            else:
                found[field] = moment_of(local, self._zone)
        start, end = found.get("start"), found.get("end")
        if start is not None and end is not None and end < start:
            self._note("", Finding.of("participants_start_unreadable"))
            return None, None
        return start, end

    def _note(self, shown: str, finding: Finding) -> None:
        self.warnings.append(RowFinding.at(self._table.mapping.heading_row, "", shown, finding))


def split_names(text: str) -> tuple[str, ...]:
    """Return the former name and the shown one of `Shown (Former)`, or the one name there is.

    The last pair of brackets counts; an unmatched one is part of a name.
    """
    if not text.endswith(")"):
        return (text,)
    depth = 0
    for at in range(len(text) - 1, -1, -1):
        depth += (text[at] == ")") - (text[at] == "(")
        if depth == 0:
            former, shown = text[at + 1 : -1].strip(), text[:at].strip()
            return (former, shown) if former and shown and former != shown else (shown or text,)
    return (text,)


def _number_in(file_name: str) -> str:
    """Return the meeting's number of a name like `participants_81234567890.csv`."""
    match = re.search(r"participants?_(\d{9,12})(?!\d)", file_name, re.ASCII | re.IGNORECASE)
    return match[1] if match else ""


def _minutes(text: str) -> int | None:
    number = text.replace(",", ".")
    return round(float(number)) if re.fullmatch(r"\d{1,5}(\.\d+)?", number, re.ASCII) else None
