"""A seeded generator of class days with known truth: who really sat there, what Zoom says of it.

Pure values, no server: `make_class_day` gives events as Zoom would send them with the moment each
arrives, the report's rows, an exported list, and the truth. `play` acts the same day out in a
running sandbox. All people are invented (`class_days_people`), their habits are in
`class_days_habits`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from hashlib import blake2b
from typing import Any

from connector.sandbox.zoom import SEED, Oddities, SandboxZoom
from connector.sandbox.zoom.events import wire
from connector.sandbox.zoom.exported import participants_csv
from connector.sandbox.zoom.fields import default_settings
from connector.sandbox.zoom.past import report_rows
from connector.sandbox.zoom.rooms import Stage, open_room
from connector.sandbox.zoom.state import Meeting, Registrant, ZoomState
from connector.sandbox.zoom.world import Event
from tests.class_days_acts import Performance, script
from tests.class_days_habits import Scene, live
from tests.class_days_people import Dice, Person, invent_people
from tests.class_days_truth import Fair, Habit, Span, TrueLeg

HOST, INSTRUCTOR = SEED[0], SEED[1]
"""Users of the account; the instructor teaches signed in and is `INSTRUCTOR_KEY` in the truth."""
INSTRUCTOR_KEY = "instructor"
TEACHER = Person(INSTRUCTOR_KEY, 0, "Ratna Wulandari", "", INSTRUCTOR.email, "")
ACCOUNT = "sandbox-account"
ODD = Oddities(
    duplicate=0.05,
    disorder=20,
    late_left=0.1,
    lost=0.002,
    lost_left=0.02,
    no_registrant_id=0.03,
    empty_registrant_id=0.03,
    no_email=0.05,
    no_participant_uuid=0.1,
    integer_ids=0.05,
)
"""What a day is like unless the caller says otherwise; the seed is the day's own."""
BURST = Oddities(duplicate=0.02, disorder=30, late_left=0.05)
"""A burst loses nothing: afterwards every minute must be right."""
QUICK = (0.3, 1.5)
"""Seconds in which an event arrives at best."""

START = time(1, 0)
"""UTC: eight o'clock in Jakarta, when the first session begins."""
LENGTH, GAP = timedelta(minutes=150), timedelta(minutes=45)
BREAK = (timedelta(minutes=75), timedelta(minutes=90))
"""Of every session, from its begin."""
EARLY_OPENING = timedelta(minutes=20)


@dataclass(frozen=True)
class ClassSession:
    """One session: one Zoom meeting, its truth, and what Zoom writes down afterwards."""

    number: int
    title: str
    meeting: Meeting
    """The sandbox's value, registrants included; its `id` is the number people dial."""
    uuid: str
    """Of the true class; a stray occurrence has another one."""
    opened: datetime
    closed: datetime
    window: Span
    breaks: tuple[Span, ...]
    registrants: Mapping[str, str]
    """Person → registrant id, each under another id in every session."""
    legs: Mapping[str, TrueLeg]
    owners: Mapping[str, str]
    """User id in this occurrence → key of the connection; several for one that moved."""
    silent: frozenset[str]
    """Connections by a personal link without it in some live events: EITHER until the report."""
    report: tuple[Mapping[str, Any], ...]
    """Rows of the participants report, with `registrant_id`."""
    report_ready: datetime
    csv: str
    """As exported by hand; Zoom writes it as `utf-8-sig`."""

    def leg_of(self, user_id: str) -> TrueLeg:
        return self.legs[self.owners[user_id]]

    def present(self, person: str) -> tuple[Span, ...]:
        """When that person really was in the class or its rooms, on whatever connection."""
        mine = [leg for leg in self.legs.values() if person in leg.sitting]
        return union(span for leg in mine for span in leg.present)

    def seconds(self, person: str) -> int:
        """Return the true seconds inside the window, breaks left out."""
        counted = 0
        for span in self.present(person):
            counted += _overlap(span, self.window)
            counted -= sum(_overlap(_clip(span, self.window), pause) for pause in self.breaks)
        return counted


@dataclass(frozen=True)
class Told:
    """One event of the day as it happened."""

    index: int
    session: int
    name: str
    at: datetime
    body: bytes


@dataclass(frozen=True)
class Arrival:
    """One event as it arrives; the same body may arrive twice, or never."""

    at: datetime
    told: Told


@dataclass(frozen=True)
class ClassDay:
    """A whole day; `arrivals` is what a receiver sees, `events` what happened."""

    seed: int
    people: tuple[Person, ...]
    sessions: tuple[ClassSession, ...]
    events: tuple[Told, ...]
    """In true order."""
    arrivals: tuple[Arrival, ...]
    """In the order of arrival: late, doubled, disordered, incomplete."""
    lost: frozenset[int]
    """Indices of events that never arrive."""
    busy: tuple[tuple[str, Span], ...]
    """Person and time in a class of another training."""
    strays: Mapping[str, int]
    """UUID of an occurrence that one click after class began → number of its session."""

    def person(self, key: str) -> Person:
        """Return who has that key; the instructor is not among `people`."""
        return TEACHER if key == INSTRUCTOR_KEY else self.people[int(key[1:]) - 1]


def perform(
    zoom: SandboxZoom,
    session: ClassSession,
    meeting_id: int | None = None,
    registrants: Mapping[str, str] | None = None,
) -> Performance:
    """Open the session's class in a running sandbox; `run` of the result acts it out.

    Without `meeting_id` the session's own meeting, registrants included, is put into the sandbox.
    With it, `registrants` says which registrant id of that meeting each person has; who is missing
    there keeps away.
    """
    known = session.registrants if registrants is None else registrants
    if meeting_id is None:
        meeting_id = session.meeting.id
        zoom.state.meetings[meeting_id] = deepcopy(session.meeting)
    able = [leg for leg in session.legs.values() if not leg.link or leg.link in known]
    keys = {leg.key for leg in able}
    able = [leg for leg in able if not leg.bound_to or leg.bound_to in keys]
    room = zoom.open_class(meeting_id, session.opened)
    return Performance(room, script(able), known, session.closed)


def play(
    zoom: SandboxZoom,
    session: ClassSession,
    meeting_id: int | None = None,
    registrants: Mapping[str, str] | None = None,
) -> Performance:
    """Act the whole session out in a running sandbox, as `perform` and `run` do."""
    performance = perform(zoom, session, meeting_id, registrants)
    performance.run()
    return performance


def make_class_day(
    seed: int,
    people: int = 200,
    *,
    sessions: int = 2,
    day: date = date(2027, 1, 4),
    oddities: Oddities = ODD,
    strangers: int = 0,
) -> ClassDay:
    """Invent one day; the same arguments give the same day, byte for byte.

    `strangers` people, unknown to the roster, sit on forwarded links under a name nobody knows.
    """
    dice = Dice(f"class day {seed}")
    invented = invent_people(dice, people)

    def fill(scene: Scene) -> None:
        scene.add(
            Habit.INSTRUCTOR, "", scene.dice.later(scene.opened, 60, 600), scene.leaving(),
            Fair.EITHER, sitting=[TEACHER], credit=TEACHER, login=INSTRUCTOR.email,
        )  # fmt: skip
        live(scene, strangers)

    return _invent(seed, dice, invented, sessions, day, oddities, fill, stray=True)


def make_burst(
    seed: int,
    registrants: int = 2500,
    events: int = 100_000,
    *,
    day: date = date(2027, 1, 4),
    oddities: Oddities = BURST,
) -> ClassDay:
    """Invent one session of at least so many events: all on their own links, dropping often."""
    dice = Dice(f"burst {seed}")
    invented = invent_people(dice, registrants)
    turns = max(1, -(-events // (2 * registrants)))

    def fill(scene: Scene) -> None:
        share = scene.window.seconds // turns
        for person in invented:
            name = f"{person.number:02}_{person.name}_{person.unit}"
            fair = Fair.EITHER if person.twin else Fair.CREDIT
            for turn in range(turns):
                start = scene.dice.later(
                    scene.window.start, turn * share, turn * share + share // 4
                )
                end = scene.dice.later(start, share // 2, share // 2 + share // 4)
                scene.add(
                    Habit.DROPS, name, start, end, fair,
                    sitting=[person], credit=person, link=person,
                )  # fmt: skip

    return _invent(seed, dice, invented, 1, day, oddities, fill, stray=False)


def union(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Join what touches or overlaps; the result is in the order of time."""
    joined: list[Span] = []
    for span in sorted(spans, key=lambda each: each.start):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)


def _invent(
    seed: int,
    dice: Dice,
    people: tuple[Person, ...],
    sessions: int,
    day: date,
    oddities: Oddities,
    fill: Callable[[Scene], object],
    *,
    stray: bool,
) -> ClassDay:
    odd = replace(oddities, seed=seed)
    told: list[Told] = []
    made, busy, strays = [], [], {}
    for number in range(1, sessions + 1):
        scene = _scene(dice, people, day, number)
        scene.add(
            Habit.HOST, "", scene.opened, None, Fair.OPENER, login=HOST.email
        )  # fmt: skip
        fill(scene)
        busy += scene.busy
        studio = _Studio(seed, number, odd, told)
        session = studio.film(scene)
        made.append(session)
        if stray and number == 1:
            strays[studio.stray(session, people[0])] = number
    arrivals, lost = _arrive(told, odd)
    return ClassDay(
        seed, people, tuple(made), tuple(told), arrivals, lost, tuple(busy), strays
    )  # fmt: skip


def _scene(dice: Dice, people: Sequence[Person], day: date, number: int) -> Scene:
    start = datetime.combine(day, START, UTC) + (number - 1) * (LENGTH + GAP)
    closed = dice.later(start + LENGTH, 300, 900)
    return Scene(dice, start - EARLY_OPENING, Span(start, start + LENGTH), closed, people)


class _Studio:
    """Plays one session on a Zoom account without server, and keeps what it calls out."""

    def __init__(self, seed: int, number: int, odd: Oddities, told: list[Told]) -> None:
        self.seed, self.number, self.odd, self.told = seed, number, odd, told
        self.bare = set[str]()
        """User ids in events without registrant id."""
        self.state = ZoomState([replace(HOST), replace(INSTRUCTOR)])
        self.stage = Stage(
            self.state, ACCOUNT, self._hear, nullcontext(), lambda: None, lambda: odd
        )

    def film(self, scene: Scene) -> ClassSession:
        meeting = self._meeting(scene)
        self.state.meetings[meeting.id] = meeting
        links = {person.key: self._digest(f"registrant {person.key}") for person in scene.people}
        room = open_room(self.stage, meeting, scene.opened, self._uuid("class"))
        show = Performance(room, script(scene.legs), links, scene.closed)
        show.run()
        legs = {leg.key: leg for leg in scene.legs}
        return ClassSession(
            number=self.number,
            title=meeting.topic,
            meeting=meeting,
            uuid=room.uuid,
            opened=scene.opened,
            closed=scene.closed,
            window=scene.window,
            breaks=(Span(scene.window.start + BREAK[0], scene.window.start + BREAK[1]),),
            registrants=links,
            legs=legs,
            owners=show.owners,
            silent=frozenset(key for number in self.bare if legs[key := show.owners[number]].link),
            report=tuple(report_rows(room.instance, registrant_ids=True)),
            report_ready=scene.dice.later(scene.closed, 1800, 4 * 3600),
            csv=participants_csv(self.state, meeting, room.instance),
        )

    def stray(self, session: ClassSession, person: Person) -> str:
        """Click on the link once more after class."""
        at = session.closed + timedelta(minutes=7)
        room = open_room(self.stage, session.meeting, at, self._uuid("stray"))
        leg = room.join(person.name, at, registrant_id=session.registrants[person.key])
        leg.leave(at + timedelta(seconds=20))
        room.close(at + timedelta(seconds=20))
        return room.uuid

    def _hear(self, event: Event) -> None:
        at = datetime.fromtimestamp(event.body["event_ts"] / 1000, UTC)
        self.told.append(Told(len(self.told), self.number, event.name, at, wire(event.body)))
        shown = event.body["payload"]["object"].get("participant")
        if shown is not None and not shown.get("registrant_id"):
            self.bare.add(shown["user_id"])

    def _meeting(self, scene: Scene) -> Meeting:
        settings = {**default_settings(), "approval_type": 1, "allow_multiple_devices": True}
        created = (scene.opened - timedelta(days=7)).strftime("%Y-%m-%dT%H:%M:%SZ")
        return Meeting(
            id=81_000_000_000 + int(self._digest("number")[:8], 16) + self.number,
            uuid=self._uuid("meeting"),
            host_id=HOST.id,
            type=2,
            topic=f"Pelatihan Contoh {self.seed}, sesi {self.number}",
            agenda="",
            start_time=scene.window.start.strftime("%Y-%m-%dT%H:%M:%SZ"),
            duration=scene.window.seconds // 60,
            timezone="Asia/Jakarta",
            password="",
            created_at=created,
            settings=settings,
            registrants=[self._registrant(person, created) for person in scene.people],
        )

    def _registrant(self, person: Person, created: str) -> Registrant:
        first, _, last = person.name.partition(" ")
        return Registrant(
            id=self._digest(f"registrant {person.key}"),
            email=person.email,
            first_name=first,
            last_name=last or "-",
            status="approved",
            create_time=created,
            key=self._digest(f"link {person.key}"),
        )

    def _uuid(self, what: str) -> str:
        """Return a UUID with the slash and the plus that real ones have."""
        return f"/{self._digest(what)[:10]}+{self._digest(what)[10:18]}/w=="

    def _digest(self, what: str) -> str:
        text = f"{self.seed}|{self.number}|{what}"
        return blake2b(text.encode(), digest_size=11).hexdigest()


def _arrive(told: Sequence[Told], odd: Oddities) -> tuple[tuple[Arrival, ...], frozenset[int]]:
    arrivals, lost = [], set()
    least, most = QUICK
    for one in told:
        delays = odd.delays(one.name, str(one.index))
        if not delays:
            lost.add(one.index)
        quick = least + (most - least) * odd.portion("quick", str(one.index))
        for delay in delays:
            arrivals.append(Arrival(one.at + timedelta(seconds=quick + delay), one))
    arrivals.sort(key=lambda arrival: (arrival.at, arrival.told.index))
    return tuple(arrivals), frozenset(lost)


def _clip(span: Span, window: Span) -> Span:
    return Span(max(span.start, window.start), min(span.end, window.end))


def _overlap(span: Span, window: Span) -> int:
    return _clip(span, window).seconds
