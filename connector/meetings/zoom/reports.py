"""What Zoom wrote down of a class after it: held meetings and complete participant reports.

A report counts as a whole or not at all: every page, as many rows as Zoom says there are, every
row with its times. Nothing is stored here and nobody is recognised here.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from connector.domain.presence import Stay
from connector.errors import PermanentError, TemporaryError
from connector.meetings.base import HeldMeeting, WrittenRecord
from connector.meetings.zoom.client import MOST_PAGES, ZoomClient
from connector.meetings.zoom.payloads import PastMeeting, ReportPage, ZoomConnection
from connector.meetings.zoom.refusals import Meaning, ZoomRefused

NOT_READY_AGAIN = 3_600.0
"""Seconds until a report that is not there is asked for again; the call is of the heavy class."""
SETTLED = timedelta(days=1)
"""After the end: a report that is not there of a meeting of one, or odd, will stay so."""
GIVEN_UP = timedelta(days=7)
"""After the end: a report that still is not there will not come. Zoom speaks of 30 minutes."""
LEAST_PEOPLE = 2
"""Participants without which Zoom writes no report ("Get meeting participant reports")."""

PRESENT = ("", "in_meeting")
WAITING = "in_waiting_room"


class Reports:
    """Reads the held meetings of one account."""

    def __init__(self, client: ZoomClient, clock: Callable[[], datetime]) -> None:
        self._client, self._clock = client, clock

    def held(self, meeting: str) -> list[HeldMeeting]:
        """List the ended times of a number, the oldest first; [] for one Zoom does not know."""
        try:
            found = self._client.past_instances(int(meeting))
        except ZoomRefused as refusal:
            if refusal.meaning is Meaning.NO_MEETING:
                return []
            raise
        held = [HeldMeeting(uuid, meeting, start) for uuid, start in found]
        return sorted(held, key=lambda one: (one.started, one.uuid))

    def record(self, uuid: str) -> WrittenRecord:
        """Fetch the complete record of one held meeting (`connector.meetings.base`)."""
        past = self._past(uuid)
        if past.start is None or past.end is None:
            raise _not_ready()
        age = self._clock() - past.end
        rows = self._rows(uuid, past.people, age)
        return WrittenRecord(
            uuid=uuid,
            meeting=str(past.id),
            started=past.start,
            ended=past.end,
            stays=stays_written(rows, age),
            host=past.host_id,
        )

    def _past(self, uuid: str) -> PastMeeting:
        try:
            past = self._client.past_meeting(uuid)
        except ZoomRefused as refusal:
            if refusal.meaning is Meaning.TOO_OLD:
                raise _absent() from refusal
            if refusal.meaning is Meaning.NO_MEETING:  # it still runs, or was not written down
                raise _not_ready() from refusal
            raise
        if past.uuid != uuid or not past.id:  # a number would bring whatever was held last
            raise TemporaryError("zoom", "past_meeting.get", "not_understood")
        return past

    def _rows(self, uuid: str, people: int | None, age: timedelta) -> list[ZoomConnection]:
        """Read the whole report; raise what it means that there is none."""
        try:
            pages = self._pages(uuid)
            if _repeats_over_pages(pages) and _counted(pages) != _counted(self._pages(uuid)):
                raise TemporaryError("zoom", "report.list", "report_changed")
        except ZoomRefused as refusal:
            if refusal.meaning is Meaning.TOO_OLD:
                raise _absent() from refusal
            if refusal.meaning is Meaning.NO_MEETING:
                raise _missing(people, age) from refusal
            raise
        rows = [row for page in pages for row in page.rows]
        if not rows:
            raise _missing(people, age)
        return rows

    def _pages(self, uuid: str) -> list[ReportPage]:
        """Follow the pages to their end; raise when what they hold is not what Zoom counts."""
        pages = [self._client.report_page(uuid)]
        tokens = [pages[0].token]
        while tokens[-1]:
            pages.append(self._next(uuid, tokens[-1]))
            tokens.append(pages[-1].token)
            if tokens[-1] in tokens[:-1] or len(pages) > MOST_PAGES:
                raise TemporaryError("zoom", "report.list", "report_loops")
        if len({page.total for page in pages}) > 1:
            raise TemporaryError("zoom", "report.list", "report_changed")
        if pages[0].total != sum(len(page.rows) for page in pages):
            raise TemporaryError("zoom", "report.list", "report_incomplete")
        return pages

    def _next(self, uuid: str, token: str) -> ReportPage:
        try:
            return self._client.report_page(uuid, token)
        except ZoomRefused as refusal:
            if refusal.meaning in (Meaning.INVALID, Meaning.NO_MEETING):
                # A token lives 15 minutes, and a report may vanish while it is made anew.
                raise TemporaryError("zoom", "report.list", "report_broken_off") from refusal
            raise


def _repeats_over_pages(pages: Iterable[ReportPage]) -> bool:
    """Tell whether a row stands on two pages: rows may have moved, and one fallen between them.

    Zoom repeats rows by itself as well (moodle-mod_zoom #564), so this alone proves nothing.
    """
    standing = Counter(row for page in pages for row in set(page.rows))
    return any(count > 1 for count in standing.values())


def _counted(pages: Iterable[ReportPage]) -> Counter[ZoomConnection]:
    return Counter(row for page in pages for row in page.rows)


def stays_written(rows: Iterable[ZoomConnection], age: timedelta) -> tuple[Stay, ...]:
    """Turn rows into stays, each once; the waiting room is no presence."""
    stays: dict[Stay, None] = {}
    for number, row in enumerate(rows, start=1):
        if row.status == WAITING:
            continue
        if (
            row.status not in PRESENT
            or row.join is None
            or row.leave is None
            or row.leave < row.join
        ):
            raise _unreadable(age)
        stay = Stay(
            leg=row.user_id or f"row:{number}",
            joined=row.join,
            left=row.leave,
            room=row.room,
            names=(row.name,) if row.name else (),
            email=row.email,
            registrant_id=row.registrant_id,
            login=row.login,
        )
        stays[stay] = None
    return tuple(stays)


def _not_ready() -> TemporaryError:
    return TemporaryError("zoom", "report.list", "report_not_ready", retry_after=NOT_READY_AGAIN)


def _absent() -> PermanentError:
    return PermanentError("zoom", "report.list", "report_absent")


def _missing(people: int | None, age: timedelta) -> TemporaryError | PermanentError:
    """Say what a missing report means: not yet, or never."""
    alone = people is not None and people < LEAST_PEOPLE and age > SETTLED
    return _absent() if alone or age > GIVEN_UP else _not_ready()


def _unreadable(age: timedelta) -> TemporaryError | PermanentError:
    """Say what a row without usable times means: Zoom may still be writing, or it stays so."""
    if age <= SETTLED:
        return _not_ready()
    return PermanentError("zoom", "report.list", "report_unreadable")
