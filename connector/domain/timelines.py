"""From the signs of one leg to the spans it was in; knows nothing of who it was.

The main meeting opens by JOINED, and by ADMITTED for a leg that was put back into the waiting
room; it closes by LEFT and WAITING. What is lost is replaced by the next sign that proves it, and
the span says that this end was not reported. At one instant an open leg closes before it opens
again and a closed one opens before it closes, so that a tie never credits more than its instant.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby

from connector.domain.sightings import Sighting, SightingKind

ADMISSION = timedelta(seconds=60)
"""An admission and a joining this close together are one entry by two clocks."""

MOVING = timedelta(seconds=30)
"""A main leg left this soon after a breakout room was joined is the moving itself."""

_WHEN_OPEN = (
    SightingKind.LEFT,
    SightingKind.WAITING,
    SightingKind.ADMITTED,
    SightingKind.JOINED,
)
_WHEN_CLOSED = (
    SightingKind.BOUND,
    SightingKind.ROOM_JOINED,
    SightingKind.ROOM_LEFT,
    SightingKind.JOINED,
    SightingKind.ADMITTED,
    SightingKind.WAITING,
    SightingKind.LEFT,
)
_ROOM_WHEN_OPEN = (SightingKind.ROOM_LEFT, SightingKind.ROOM_JOINED)
_ROOM_WHEN_CLOSED = (SightingKind.ROOM_JOINED, SightingKind.ROOM_LEFT)


_OUTSIDE = frozenset({SightingKind.JOINED, SightingKind.ROOM_JOINED, SightingKind.WAITING})


@dataclass(frozen=True, slots=True)
class Span:
    """One time inside; `left` None is open, a False flag says that this end was not reported."""

    joined: datetime
    left: datetime | None
    joined_known: bool = True
    left_known: bool = True


@dataclass(slots=True)
class _Main:
    """Where one leg of the main meeting stands while its signs are read in order."""

    spans: list[Span] = field(default_factory=list)
    opened: datetime | None = None
    put_back: bool = False
    """In the waiting room after having been inside."""
    admitted: bool = False
    """Opened by an admission, whose own joining may follow."""
    first_sign: datetime | None = None
    """The first proof of being connected since the leg was last known to be out."""

    def read(self, kind: SightingKind, at: datetime) -> None:
        if kind is SightingKind.JOINED:
            self._enter(at)
        elif kind is SightingKind.ADMITTED:
            self._admit(at)
        elif kind is SightingKind.WAITING:
            self._close(at)
            self.put_back = bool(self.spans)
        elif kind is SightingKind.LEFT:
            self._leave(at)
        elif self.first_sign is None:
            self.first_sign = at

    def _enter(self, at: datetime) -> None:
        """Open; a leg that is open already lost its LEFT, so the span up to here is provisional.

        A provider gives a rejoin a new leg, so a second JOINED is nearly always the same
        connection (back from a breakout room, say): nothing before it is taken away, but the end
        stays marked as not reported.
        """
        if self.opened is not None:
            if self.admitted and at - self.opened <= ADMISSION:
                return
            self.spans.append(Span(self.opened, at, left_known=False))
        self.opened, self.put_back, self.admitted = at, False, False

    def _admit(self, at: datetime) -> None:
        """Open what was put back; otherwise it only proves that the leg was there."""
        if self.opened is None and not self.put_back:
            self.first_sign = self.first_sign or at
        elif self.opened is None or at - self.opened > ADMISSION:
            self._enter(at)
            self.admitted = True

    def _close(self, at: datetime) -> None:
        if self.opened is not None:
            self.spans.append(Span(self.opened, at))
        self.opened = self.first_sign = None

    def _leave(self, at: datetime) -> None:
        """Close; a LEFT that nothing opened proves the time since the first sign of the leg.

        One who leaves from the waiting room was counted up to the waiting already.
        """
        if self.opened is None and (self.first_sign or not self.put_back):
            self.spans.append(Span(self.first_sign or at, at, joined_known=False))
        self._close(at)
        self.put_back = False


def main_spans(signs: Sequence[Sighting]) -> list[Span]:
    """Return the spans of one leg of the main meeting; the signs come in order of time.

    Signs of breakout rooms whose parent is this leg belong among them: they prove that it was
    connected.
    """
    leg = _Main()
    for at, kinds in _instants(signs):
        for kind in _WHEN_CLOSED if leg.opened is None else _WHEN_OPEN:
            if kind in kinds:
                leg.read(kind, at)
    if leg.opened is not None:
        leg.spans.append(Span(leg.opened, None))
    return leg.spans


def room_spans(signs: Sequence[Sighting], elsewhere: "Elsewhere") -> list[Span]:
    """Return the spans of one leg in a breakout room; the signs come in order of time.

    A span whose ROOM_LEFT was lost ends, provisionally, with the first later sign of the same
    participant elsewhere; None where there is none.
    """
    spans: list[Span] = []
    opened: datetime | None = None
    for at, kinds in _instants(signs):
        for kind in _ROOM_WHEN_CLOSED if opened is None else _ROOM_WHEN_OPEN:
            if kind is SightingKind.ROOM_LEFT and kind in kinds:
                spans.append(Span(opened or at, at, joined_known=opened is not None))
                opened = None
            elif kind in kinds:
                if opened is not None:
                    seen = elsewhere.after(opened) or at
                    spans.append(Span(opened, min(seen, at), left_known=False))
                opened = at
    if opened is not None:
        end = elsewhere.after(opened)
        spans.append(Span(opened, end, left_known=end is None))
    return spans


class Elsewhere:
    """The moments at which one participant was seen outside a given breakout room."""

    def __init__(self, signs: Iterable[Sighting]) -> None:
        arrivals, departures = set[datetime](), set[datetime]()
        for sign in signs:
            if sign.kind is SightingKind.LEFT:
                departures.add(sign.at)
            elif sign.kind in _OUTSIDE:
                arrivals.add(sign.at)
        self._arrivals, self._departures = sorted(arrivals), sorted(departures)

    def after(self, joined: datetime) -> datetime | None:
        """Return the first moment that ends a stay in a room joined then."""
        ends = (
            _first_after(self._arrivals, joined),
            _first_after(self._departures, joined + MOVING),
        )
        return min((end for end in ends if end is not None), default=None)


def _first_after(moments: Sequence[datetime], moment: datetime) -> datetime | None:
    place = bisect_right(moments, moment)
    return moments[place] if place < len(moments) else None


def _instants(signs: Sequence[Sighting]) -> Iterator[tuple[datetime, frozenset[SightingKind]]]:
    for at, together in groupby(signs, key=lambda sign: sign.at):
        yield at, frozenset(sign.kind for sign in together)
