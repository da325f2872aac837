"""Who is overdue, by somebody who lives through every minute and shares no code with the product.

The oracle knows the deadlines of the printed procedures from the paper, the hours and days off of
2026 by heart, and no arithmetic of dates: it counts down minute by minute while somebody works.
Minutes are whole numbers since `EPOCH`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

EPOCH = datetime(2025, 12, 29, tzinfo=UTC)
"""A Monday, 07.00 in Jakarta."""

MINUTES = 430 * 1440
"""To the beginning of March 2027."""

HOURS_AHEAD = {"Asia/Jakarta": 7, "Asia/Makassar": 8, "Asia/Jayapura": 9}

DECREED = """
2026-01-01 2026-01-16 2026-02-16 2026-02-17 2026-03-18 2026-03-19 2026-03-20 2026-03-23 2026-03-24
2026-04-03 2026-05-01 2026-05-14 2026-05-15 2026-05-27 2026-05-28 2026-06-01 2026-06-16 2026-08-17
2026-08-25 2026-12-24 2026-12-25 2027-01-01 2027-01-05 2027-02-05
"""
"""Holidays and joint leave that are no Saturday or Sunday."""

FASTING = (("2026-02-19", "2026-03-20"), ("2027-02-08", "2027-03-09"))

SHARES = 5850
"""Of a working day: 450 minutes have 13 each, the 390 of Ramadan have 15."""

WORKING, CALENDAR = "working", "calendar"
DEADLINES = {
    ("s000", "prepare"): (WORKING, 1),
    ("s000", "issue"): (CALENDAR, 14),
    ("s001", "enrol"): (WORKING, 2),
    ("s002", "confirm"): (WORKING, 3),
}
"""The limits on paper that are deadlines, in days; all others say how long the work takes."""

PASSED_BY = {
    ("s000", "issue"): ("archive",),
    ("s001", "enrol"): ("check", "sign"),
    ("s002", "confirm"): ("check", "receive"),
}
"""Steps that come after it: where one of them is done, nobody waits for it any more."""

Key = tuple[str, str]
"""Procedure and step."""


def minute(moment: datetime) -> int:
    """Return the minute that begins then; the moment is a whole one."""
    whole, rest = divmod(moment - EPOCH, timedelta(minutes=1))
    assert not rest, moment
    return whole


def shares_of(zone: str, off: Iterable[str] = (), worked: Iterable[str] = ()) -> bytes:
    """Return what each minute counts in a zone; the office's own days are given as dates."""
    days_off = {*DECREED.split(), *off} - {*worked}
    local = bytearray()
    day = EPOCH.date()
    while len(local) < MINUTES + 1440:
        local += _day(day, days_off, set(worked))
        day += timedelta(days=1)
    ahead = HOURS_AHEAD[zone] * 60
    return bytes(local[ahead : ahead + MINUTES])


def _day(day: date, off: set[str], worked: set[str]) -> bytes:
    written = day.isoformat()
    rests = written in off or (day.weekday() > 4 and written not in worked)
    if rests:
        return bytes(1440)
    friday = day.weekday() == 4
    if any(first <= written <= last for first, last in FASTING):
        spans, share = ((480, 690), (750, 930)) if friday else ((480, 720), (750, 900)), 15
    else:
        spans, share = ((450, 690), (780, 990)) if friday else ((450, 720), (780, 960)), 13
    return bytes(share if any(a <= at < b for a, b in spans) else 0 for at in range(1440))


@dataclass
class Clock:
    """Counts one deadline down; `ran_out` is the minute by which nothing is left."""

    kind: str
    days: int
    shares: bytes
    ahead: int
    start: int | None = None
    still: tuple[tuple[int, int | None], ...] = ()
    at: int = 0
    left: int = 0
    ran_out: int | None = None
    exact: bool = True
    """Whether it ran out at the end of that minute, not within it."""

    def set(self, start: int | None, still: tuple[tuple[int, int | None], ...], now: int) -> None:
        """Live again from the start where something about it has changed."""
        if (start, still) == (self.start, self.still):
            return
        self.start, self.still = start, still
        self.ran_out, self.exact = None, True
        if start is not None:
            self.at = start
            today = (start + self.ahead) % 1440
            self.left = (
                self.days * SHARES if self.kind == WORKING else (self.days + 1) * 1440 - today
            )
            self.live(now)

    def live(self, now: int) -> None:
        """Live on until a minute."""
        if self.start is None or self.ran_out is not None:
            return
        while self.at < now and self.ran_out is None:
            if not any(a <= self.at < (now if b is None else b) for a, b in self.still):
                self.left -= self.shares[self.at] if self.kind == WORKING else 1
            self.at += 1
            if self.left <= 0:
                self.ran_out, self.exact = self.at, self.left == 0

    def is_over(self, now: int) -> bool:
        """Tell whether the deadline has passed; what is done at it is in time."""
        if self.start is None or self.ran_out is None:
            return False
        return now > self.ran_out or (now == self.ran_out and not self.exact)


@dataclass
class Ending:
    """What the office believes of one step."""

    person: int | None = None
    skipped: bool = False
    records: int | None = None
    believed: bool = False
    gaps: list[tuple[int, int | None]] = field(default_factory=list)

    @property
    def at(self) -> int | None:
        return self.records if self.person is None else self.person

    @property
    def done(self) -> bool:
        return self.records is not None if self.person is None else not self.skipped


@dataclass
class Case:
    """One training as people remember it: what happened, when, and what was known of it."""

    zone: str
    shares: bytes
    created: int
    begun: dict[str, int] = field(default_factory=dict)
    stopped: set[str] = field(default_factory=set)
    endings: dict[Key, Ending] = field(default_factory=dict)
    pauses: dict[Key, list[tuple[int, int | None]]] = field(default_factory=dict)
    roster: int | None = None
    plan: int | None = None
    """When a plan made after the list was taken over was verified."""
    timetable: int | None = None
    """When one made after the timetable was."""
    last_class: int | None = None
    listed: int | None = None
    """Since when a list stands."""
    signed: list[int] = field(default_factory=list)
    archived: list[int] = field(default_factory=list)
    people: int = 2
    clocks: dict[Key, Clock] = field(default_factory=dict)

    def ending(self, slug: str, step: str) -> Ending:
        if (slug, step) not in self.endings:
            self.endings[slug, step] = Ending()
        return self.endings[slug, step]

    def done(self, slug: str, step: str, at: int, *, skipped: bool = False) -> None:
        ending = self.ending(slug, step)
        ending.person, ending.skipped = at, skipped

    def reopened(self, slug: str, step: str, now: int) -> None:
        ending = self.ending(slug, step)
        assert ending.at is not None
        ending.gaps.append((ending.at, max(ending.at, now)))
        ending.person = ending.records = None

    def paused(self, slug: str, step: str, at: int) -> None:
        self.pauses.setdefault((slug, step), []).append((at, None))

    def resumed(self, slug: str, step: str, at: int) -> None:
        begun, _ = self.pauses[slug, step].pop()
        self.pauses[slug, step].append((begun, at))

    def observed(self, now: int) -> None:
        """Somebody looked at the records: what they show is known from now on."""
        for slug in ("s000", "s001"):
            self.begun.setdefault(slug, self.created)
        everybody = len(self.signed) == self.people
        shown = {
            ("s000", "prepare"): (self.plan, self.timetable),
            ("s000", "issue"): (self.listed, max(self.signed) if everybody else None),
            ("s000", "archive"): (
                max(self.archived)
                if self.listed is not None and len(self.archived) == self.people
                else None,
            ),
            ("s001", "enrol"): (self.plan,),
            ("s002", "confirm"): (self.roster,),
        }
        for key, moments in shown.items():
            if key[0] in self.begun and key[0] not in self.stopped:
                self._shown(self.ending(*key), moments, now)

    def _shown(self, ending: Ending, moments: tuple[int | None, ...], now: int) -> None:
        there = [one for one in moments if one is not None]
        if len(there) == len(moments) and not ending.believed:
            ending.records, ending.believed = max(there), True
        elif len(there) < len(moments) and ending.believed:
            if ending.person is None and ending.records is not None:
                ending.gaps.append((ending.records, now))
            ending.records, ending.believed = None, False

    def overdue(self, now: int) -> set[Key]:
        """Return the steps that are overdue in this minute, having lived until it."""
        found = set()
        for key, (kind, days) in DEADLINES.items():
            slug, step = key
            if slug not in self.begun or slug in self.stopped:
                continue
            ending = self.ending(slug, step)
            clock = self.clocks.setdefault(
                key, Clock(kind, days, self.shares, HOURS_AHEAD[self.zone] * 60)
            )
            clock.set(self.start(key, now), self._still(key), now)
            clock.live(now)
            passed = any(self.ending(slug, one).done for one in PASSED_BY.get(key, ()))
            if ending.at is None and not passed and clock.is_over(now):
                found.add(key)
        return found

    def tick(self, now: int) -> bool:
        """Live on to a minute; tell whether a deadline ran out by it or has just passed."""
        for clock in self.clocks.values():
            clock.live(now)
        return any(clock.ran_out in (now, now - 1) for clock in self.clocks.values())

    def is_running(self, now: int) -> bool:
        """Tell whether a clock runs that has not run out, so that a minute may change something."""
        return any(
            clock.start is not None and not clock.is_over(now) and self.ending(*key).at is None
            for key, clock in self.clocks.items()
        )

    def was_late(self, key: Key) -> bool:
        """Tell whether a step that has ended did so after its deadline."""
        ending, (kind, days) = self.ending(*key), DEADLINES[key]
        start = None if ending.at is None else self.start(key, ending.at)
        if ending.at is None or not ending.done or start is None:
            return False
        clock = Clock(kind, days, self.shares, HOURS_AHEAD[self.zone] * 60)
        clock.set(start, self._still(key), ending.at)
        return clock.is_over(ending.at)

    def start(self, key: Key, now: int) -> int | None:
        """Return since when a deadline runs, as the paper has it; None while it does not."""
        slug, step = key
        before = {"prepare": "assign", "enrol": "assign-members", "confirm": "enter"}
        if step == "issue":
            ways = [self.last_class]
        else:
            ways = [self.ending(slug, before[step]).at]
            ways += [self.roster] if slug != "s002" else []
        known = [one for one in ways if one is not None]
        start = max(min(known), self.begun[slug]) if known else None
        return start if start is not None and start <= now else None

    def _still(self, key: Key) -> tuple[tuple[int, int | None], ...]:
        own = [*self.pauses.get(key, ()), *self.pauses.get((key[0], ""), ())]
        return (*own, *self.ending(*key).gaps)
