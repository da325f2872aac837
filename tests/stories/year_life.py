"""How a year of trainings goes: what happens to each, and a loop that lives every minute of it.

`live` compares the product with the oracle whenever something happens, whenever the oracle sees a
deadline pass, at the last minute at which the product says something is in time and the one
after it, and at random moments; the whole office at the beginning of each week.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from time import perf_counter

from tests.stories.year_oracle import EPOCH, Key
from tests.stories.year_world import Overdue, World

HOUR, DAY, WEEK = 60, 1440, 7 * 1440
ZONES = ("Asia/Jakarta", "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")

LOOKS_A_MINUTE = 0.0002
"""How probably the whole office is looked at in any minute: twice a week."""

Act = Callable[[World], None]
Plan = list[tuple[int, str, Act]]
"""What happens when to which training; of several deeds in a minute the first comes first."""

Spans = Iterable[tuple[int, int]]
"""From a minute until another."""


@dataclass
class Told:
    """What came of it."""

    wrong: list[str] = field(default_factory=list)
    """Where product and oracle disagreed; empty at the end."""
    passed: int = 0
    """Deadlines that passed, as the oracle saw them."""
    cleared: int = 0
    """Of those, how many were no longer overdue later."""
    deeds: int = 0
    looks: int = 0
    late: int = 0
    idle_lines: int = 0
    """Lines written by looks at records in which nothing was new."""
    seconds: float = 0
    look_seconds: list[float] = field(default_factory=list)
    """Of each look at the whole office."""


def lives(random: Random, count: int, first: int, last: int) -> Plan:
    """Return everything that happens to some trainings that come between two minutes."""
    plan: Plan = []
    for number in range(1, count + 1):
        created = first + (last - first) * number // count + random.randrange(DAY)
        plan += _Life(random, f"T-{number:03}", created).plan()
    return sorted(plan, key=lambda one: one[0])


class _Life:
    """One training; every choice is drawn, none looks at the product."""

    def __init__(self, random: Random, code: str, created: int) -> None:
        self._random, self._code, self._created = random, code, created
        self._zone = random.choice(ZONES)
        self._deeds: Plan = []

    def plan(self) -> Plan:
        code, zone = self._code, self._zone
        self._add(self._created, lambda world: world.create(code, zone))
        self._assign("s000", ("order", "assign"))
        self._assign("s001", ("assign-lead", "assign-members"))
        roster, verified = self._register()
        self._follow_up(verified)
        self._interrupt(roster)
        self._certify(self._hold(roster))
        if self._happens(0.2):
            self._ask_participants(roster)
        if self._happens(0.03):
            self._add(verified + self._gap(2 * DAY), lambda world: world.stop(code, "s001"))
        return self._deeds

    def _add(self, at: int, act: Act) -> None:
        self._deeds.append((at, self._code, act))

    def _happens(self, share: float) -> bool:
        return self._random.random() < share

    def _gap(self, mean: int) -> int:
        return 1 + int(self._random.expovariate(1 / mean))

    def _done(self, at: int, slug: str, step: str, earlier: int = 0) -> None:
        code = self._code
        self._add(at, lambda world: world.done(code, slug, step, earlier))

    def _skip(self, at: int, slug: str, step: str) -> None:
        code = self._code
        self._add(at, lambda world: world.skip(code, slug, step))

    def _assign(self, slug: str, steps: Iterable[str]) -> None:
        """Hand the work on; sometimes nobody writes it down, or only later."""
        at = self._created
        for step in steps:
            at += self._gap(5 * HOUR)
            if self._happens(0.2):
                return
            if self._happens(0.1):
                self._skip(at, slug, step)
                return
            earlier = self._random.randrange(at - self._created) if self._happens(0.2) else 0
            self._done(at, slug, step, earlier)

    def _register(self) -> tuple[int, int]:
        """Take lists over and verify plans; return when the list came, when all was verified."""
        code = self._code
        roster = self._created + self._gap(DAY)
        self._add(roster, lambda world: world.take_over(code, "participants"))
        timetable = self._created + self._gap(2 * DAY)
        self._add(timetable, lambda world: world.take_over(code, "timetable"))
        made = roster + self._gap(3 * HOUR)
        first = made + self._gap(int(1.5 * DAY))
        early = timetable <= made
        self._add(first, lambda world: world.verify(code, 1, made, people=True, timetable=early))
        if early:
            return roster, first
        again = max(timetable, first) + self._gap(3 * HOUR)
        second = again + self._gap(DAY)
        self._add(second, lambda world: world.verify(code, 2, again, people=True, timetable=True))
        return roster, second

    def _follow_up(self, verified: int) -> None:
        """Reports are checked and signed, sometimes too early; work is taken back, or by hand."""
        code = self._code
        checked = (
            self._created + self._gap(DAY) if self._happens(0.1) else verified + self._gap(DAY)
        )
        self._done(checked, "s001", "check")
        if self._happens(0.8):
            self._done(checked + self._gap(4 * HOUR), "s001", "sign")
        slug, step = self._random.choice((("s000", "prepare"), ("s001", "enrol")))
        if self._happens(0.1):
            again = verified + self._gap(2 * DAY)
            self._add(again, lambda world: world.reopen(code, slug, step))
            if self._happens(0.8):
                self._done(again + self._gap(2 * DAY), slug, step)
        if self._happens(0.08):
            by_hand = self._created + self._gap(2 * DAY)
            earlier = self._random.randrange(by_hand - self._created)
            self._done(by_hand, slug, step, earlier if self._happens(0.5) else 0)

    def _interrupt(self, roster: int) -> None:
        for slug, step in (("s000", ""), ("s001", ""), ("s000", "prepare"), ("s000", "issue")):
            if not self._happens(0.12):
                continue
            at = (self._created if self._happens(0.3) else roster) + self._gap(DAY)
            if step == "issue":
                at += self._random.randrange(30 * DAY)
            earlier = self._random.randrange(3 * HOUR) if self._happens(0.3) else 0
            self._pause(at, slug, step, earlier)

    def _pause(self, at: int, slug: str, step: str, earlier: int) -> None:
        code = self._code
        self._add(at, lambda world: world.pause(code, slug, step, earlier))
        if self._happens(0.9):
            until = at + self._gap(2 * DAY)
            self._add(until, lambda world: world.resume(code, slug, step))

    def _hold(self, roster: int) -> int:
        """Hold classes on some days, now and then one more than was planned; return the end."""
        code, random = self._code, self._random
        day = (EPOCH + timedelta(minutes=roster)).date() + timedelta(days=random.randint(4, 20))
        classes = [
            (day + timedelta(days=number), time(8), time(random.choice((12, 15, 20)), 45))
            for number in range(random.randint(1, 5))
        ]
        known = roster + self._gap(DAY)
        self._add(known, lambda world: world.hold(code, classes))
        end = _minute(classes[-1][0], time(14))
        if self._happens(0.06):
            later = end + self._gap(DAY)
            added = [(_day(later) + timedelta(days=random.randint(2, 9)), time(9), time(11, 15))]
            self._add(later, lambda world: world.hold(code, added))
        return end

    def _certify(self, end: int) -> None:
        code = self._code
        approved = end + self._gap(5 * DAY)
        self._add(approved, lambda world: world.approve(code, 1))
        for number in (0, 1):
            if self._happens(0.95):
                self._sign(approved + self._gap(5 * DAY), number)
        if self._happens(0.1):
            withdrawn = approved + self._gap(10 * DAY)
            self._add(withdrawn, lambda world: world.withdraw(code))
            if self._happens(0.8):
                again = withdrawn + self._gap(3 * DAY)
                self._add(again, lambda world: world.approve(code, 2))

    def _sign(self, at: int, number: int) -> None:
        code = self._code
        self._add(at, lambda world: world.sign(code, number))
        self._add(at + self._gap(DAY), lambda world: world.archive(code))

    def _ask_participants(self, roster: int) -> None:
        """S002 runs as well; its list may have been taken over long ago."""
        code = self._code
        at = self._created + self._gap(DAY)
        self._add(at, lambda world: world.begin(code, "s002"))
        for step in ("assign-lead", "assign-team", "enter"):
            at += self._gap(5 * HOUR)
            self._done(at, "s002", step)
        if self._happens(0.3):
            self._done(at + self._gap(5 * DAY), "s002", "check")


def live(world: World, plan: Plan, until: int, random: Random, silent: Spans = ()) -> Told:
    """Live from the first deed to a minute; in the `silent` spans nobody looks at the records."""
    began, judge, unseen = perf_counter(), Judge(world), set[str]()
    waiting = deque(plan)
    for now in range(plan[0][0], until):
        world.clock.now = EPOCH + timedelta(minutes=now)
        touched = set[str]()
        while waiting and waiting[0][0] == now:
            _, code, act = waiting.popleft()
            act(world)
            judge.told.deeds += 1
            touched.add(code)
        unseen |= touched
        if unseen and not any(first <= now < last for first, last in silent):
            world.observe()
            touched |= unseen
            unseen = set()
        judge.minute(now, touched)
        if now % WEEK == HOUR or random.random() < LOOKS_A_MINUTE:
            judge.everything(idle=not unseen)
    judge.endings()
    judge.told.seconds = perf_counter() - began
    return judge.told


class Judge:
    """Compares what the product shows with what the oracle lived."""

    def __init__(self, world: World) -> None:
        self._world, self.told = world, Told()
        self._known: dict[str, set[Key]] = {}
        self._running = set[str]()
        self._ahead: dict[int, set[str]] = {}
        """Minute → trainings to be looked at then."""

    def minute(self, now: int, touched: set[str]) -> None:
        """Live a minute with all whose clocks run; look where anything happened."""
        looked_at = touched | self._ahead.pop(now, set())
        passing = {code for code in self._running if self._world.cases[code].tick(now)}
        looked_at |= {code for code in looked_at | passing if self._lived(code, now)}
        for code in touched:
            last = self._world.cases[code].last_class
            if last is not None and last > now:
                self._ahead.setdefault(last, set()).add(code)
        if looked_at:
            self._compare(sorted(looked_at))

    def everything(self, *, idle: bool) -> None:
        """Look at the whole office at once; nothing is written where nothing is new."""
        began = perf_counter()
        self._compare(sorted(self._world.cases))
        self.told.look_seconds.append(perf_counter() - began)
        if idle:
            self.told.idle_lines += self._world.observe()

    def endings(self) -> None:
        """Compare which ended steps were late."""
        shown, remembered = self._world.late()
        self.told.late = len(remembered)
        self._disagree("late", shown, remembered)

    def _lived(self, code: str, now: int) -> bool:
        """Let the oracle live until now; tell whether a deadline passed or was put right."""
        case = self._world.cases[code]
        overdue, before = case.overdue(now), self._known.get(code, set())
        self._known[code] = overdue
        self.told.passed += len(overdue - before)
        self.told.cleared += len(before - overdue)
        (self._running.add if case.is_running(now) else self._running.discard)(code)
        return overdue != before

    def _compare(self, codes: list[str]) -> None:
        self.told.looks += 1
        shown, dues = self._world.shown(codes)
        self._disagree("overdue", shown, self._world.remembered(codes))
        for code, due in dues:
            last = (due - EPOCH) // timedelta(minutes=1)
            for minute in (last, last + 1):
                if minute > self._world.now:
                    self._ahead.setdefault(minute, set()).add(code)

    def _disagree(self, what: str, shown: Overdue, remembered: Overdue) -> None:
        moment = self._world.clock.now.isoformat()
        self.told.wrong += [f"{moment} {one} falsely {what}" for one in sorted(shown - remembered)]
        self.told.wrong += [f"{moment} {one} not {what}" for one in sorted(remembered - shown)]


def _minute(day: date, at: time) -> int:
    return (datetime.combine(day, at, UTC) - EPOCH) // timedelta(minutes=1)


def _day(minute: int) -> date:
    return (EPOCH + timedelta(minutes=minute)).date()
