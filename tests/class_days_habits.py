"""How people really sit in an online class: each habit turns a person into connections with truth.

Pure values; what Zoom makes of them is not here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.class_days_people import Dice, Person
from tests.class_days_truth import Fair, Habit, Span, TrueLeg

DEVICES = ("iPhone", "Galaxy A12", "OPPO A57", "vivo 1904", "Zoom user", "Redmi Note 9")
GUESTS = ("Notulen", "Panitia Zoom", "Operator LCD", "Humas Contoh", "Ibu Direktur")
STRANGER = "Panji Tak Terdaftar"


SHARES: dict[Habit, float] = {
    Habit.ABSENT: 0.03,
    Habit.DROPS: 0.15,
    Habit.BREAKOUT: 0.08,
    Habit.TWO_DEVICES: 0.05,
    Habit.WAITING: 0.05,
    Habit.DEVICE_NAME: 0.04,
    Habit.LATE: 0.04,
    Habit.EARLY: 0.04,
    Habit.ROOM_NAME: 0.03,
    Habit.RENAMED: 0.03,
    Habit.FORWARDED: 0.02,
    Habit.FORWARDED_BESIDE: 0.01,
    Habit.SHARED: 0.02,
    Habit.PHONE: 0.02,
    Habit.PHONE_BOUND: 0.02,
    Habit.PUT_BACK: 0.02,
    Habit.NO_LINK: 0.02,
    Habit.ELSEWHERE: 0.02,
    Habit.GUEST: 0.02,
}
"""Share of the people who have the habit in a session; the rest come by their own link."""
PAIRED = (Habit.FORWARDED, Habit.FORWARDED_BESIDE, Habit.SHARED)
"""Habits that take two people at a time."""


@dataclass
class Scene:
    """One session while it is being invented; habits add their connections to `legs`."""

    dice: Dice
    opened: datetime
    window: Span
    closed: datetime
    people: Sequence[Person]
    legs: list[TrueLeg] = field(default_factory=list)
    busy: list[tuple[str, Span]] = field(default_factory=list)
    """People in a parallel class."""

    def arrival(self) -> datetime:
        return self.dice.later(self.opened, 120, 20 * 60 + 300)

    def key(self) -> str:
        return f"c{len(self.legs):05}"

    def add(
        self,
        habit: Habit,
        name: str,
        start: datetime,
        end: datetime | None,
        fair: Fair,
        *,
        sitting: Iterable[Person] = (),
        credit: Person | None = None,
        link: Person | None = None,
        names: Sequence[tuple[datetime, str]] = (),
        waits: Sequence[Span] = (),
        rooms: Sequence[tuple[str, Span]] = (),
        login: str = "",
        phone: str = "",
        device: str = "",
        bound_to: str = "",
    ) -> TrueLeg:
        """Add one connection; `end` None stays until the host ends the class."""
        leg = TrueLeg(
            key=self.key(),
            habit=habit,
            sitting=tuple(person.key for person in sitting),
            names=((start, name), *names),
            start=start,
            end=self.closed if end is None else end,
            fair=fair,
            credit=credit.key if credit else "",
            link=link.key if link else "",
            login=login,
            phone=phone,
            device=device,
            waits=tuple(waits),
            rooms=tuple(rooms),
            bound_to=bound_to,
            until_close=end is None,
        )
        self.legs.append(leg)
        return leg

    def leaving(self) -> datetime | None:
        """Half leave by themselves around the end, half when the host ends it."""
        if self.dice.random() < 0.5:
            return None
        least = -300 if self.dice.random() < 0.1 else 0
        return self.dice.later(self.window.end, least, 240)

    def own_name(self, person: Person) -> tuple[str, Fair]:
        """Return a display name people choose for themselves, and how clear it is."""
        first = person.name.split()[0]
        styles = (
            person.name,
            f"{person.number:02}_{person.name}_{person.unit}",
            f"{person.name}_{person.unit}",
            f"{person.unit.upper()} {person.name.upper()}",
            first,
        )
        name = self.dice.choice(styles)
        shared = any(first in other.name.split() and other != person for other in self.people)
        unclear = person.twin or (name == first and shared)
        return name, Fair.EITHER if unclear else Fair.CREDIT


def own(scene: Scene, person: Person, habit: Habit = Habit.OWN) -> TrueLeg:
    name, fair = scene.own_name(person)
    return scene.add(
        habit, name, scene.arrival(), scene.leaving(), fair,
        sitting=[person], credit=person, link=person,
    )  # fmt: skip


def drops(scene: Scene, person: Person) -> None:
    name, fair = scene.own_name(person)
    since, times = scene.arrival(), scene.dice.randint(2, 4)
    share = int((scene.window.end - since).total_seconds()) // times
    for turn in range(times):
        last = turn == times - 1
        end = scene.leaving() if last else scene.dice.later(since, share // 2, share - 400)
        scene.add(Habit.DROPS, name, since, end, fair, sitting=[person], credit=person, link=person)
        since = scene.dice.later(end or since, 15, 360)


def two_devices(scene: Scene, person: Person) -> None:
    first = own(scene, person, Habit.TWO_DEVICES)
    start = scene.dice.later(first.start, 60, 1800)
    scene.add(
        Habit.TWO_DEVICES, first.names[0][1], start, scene.dice.later(start, 300, 3600),
        first.fair, sitting=[person], credit=person, link=person, device="HP",
    )  # fmt: skip


def nameless(scene: Scene, person: Person, habit: Habit) -> None:
    name = scene.dice.choice(DEVICES) if habit is Habit.DEVICE_NAME else person.unit
    scene.add(
        habit, name, scene.arrival(), scene.leaving(), Fair.WAIT, sitting=[person], link=person
    )


def renamed(scene: Scene, person: Person) -> None:
    start = scene.arrival()
    name, _ = scene.own_name(person)
    scene.add(
        Habit.RENAMED, scene.dice.choice(DEVICES), start, scene.leaving(), Fair.EITHER,
        sitting=[person], credit=person, link=person,
        names=[(scene.dice.later(start, 60, 900), name)],
    )  # fmt: skip


def forwarded(scene: Scene, owner: Person, user: Person, habit: Habit) -> None:
    """Let `user` sit on the link of `owner`, who is absent or, beside, there as well."""
    scene.add(
        habit, user.name, scene.arrival(), scene.leaving(), Fair.WAIT,
        sitting=[user], link=owner, device="gawai lain",
    )  # fmt: skip
    if habit is Habit.FORWARDED_BESIDE:
        name, _ = scene.own_name(owner)
        scene.add(
            habit, name, scene.arrival(), scene.leaving(), Fair.EITHER,
            sitting=[owner], credit=owner, link=owner,
        )  # fmt: skip


def stranger(scene: Scene, owner: Person) -> None:
    scene.add(
        Habit.STRANGER, STRANGER, scene.arrival(), scene.leaving(), Fair.WAIT, link=owner
    )  # fmt: skip


def shared(scene: Scene, first: Person, second: Person) -> None:
    scene.add(
        Habit.SHARED, first.unit, scene.arrival(), scene.leaving(), Fair.WAIT,
        sitting=[first, second], link=first,
    )  # fmt: skip


def phone(scene: Scene, person: Person) -> None:
    scene.add(
        Habit.PHONE, "", scene.arrival(), scene.leaving(), Fair.WAIT,
        sitting=[person], phone=f"62241{8_000_000 + person.number}",
    )  # fmt: skip


def phone_bound(scene: Scene, person: Person) -> None:
    computer = own(scene, person, Habit.PHONE_BOUND)
    start = scene.dice.later(computer.start, 60, 300)
    scene.add(
        Habit.PHONE_BOUND, "", start, scene.dice.later(start, 600, 3000), Fair.EITHER,
        sitting=[person], credit=person, phone=person.phone, bound_to=computer.key,
    )  # fmt: skip


def waiting(scene: Scene, person: Person, habit: Habit) -> None:
    start = scene.arrival()
    name, fair = scene.own_name(person)
    first = Span(start, scene.dice.later(start, 30, 600))
    again = scene.dice.later(first.end, 900, 1800)
    put_back = [Span(again, scene.dice.later(again, 60, 300))] if habit is Habit.PUT_BACK else []
    scene.add(
        habit, name, start, scene.leaving(), fair,
        sitting=[person], credit=person, link=person, waits=[first, *put_back],
    )  # fmt: skip


def breakout(scene: Scene, person: Person) -> None:
    name, fair = scene.own_name(person)
    start = scene.dice.later(scene.window.start, 600, 1500)
    room = f"kelompok{scene.dice.randint(1, 6)}+/Q=="
    scene.add(
        Habit.BREAKOUT, name, scene.arrival(), scene.leaving(), fair, sitting=[person],
        credit=person, link=person, rooms=[(room, Span(start, scene.dice.later(start, 600, 1800)))],
    )  # fmt: skip


def partial(scene: Scene, person: Person, habit: Habit) -> None:
    name, fair = scene.own_name(person)
    half = scene.window.seconds // 2
    late = habit is Habit.LATE
    start = scene.dice.later(scene.window.start, 1200, half) if late else scene.arrival()
    end = scene.leaving() if late else scene.dice.later(scene.window.start, half, 2 * half - 1200)
    scene.add(habit, name, start, end, fair, sitting=[person], credit=person, link=person)


def no_link(scene: Scene, person: Person) -> None:
    scene.add(
        Habit.NO_LINK, person.name, scene.arrival(), scene.leaving(), Fair.WAIT, sitting=[person]
    )


def elsewhere(scene: Scene, person: Person) -> None:
    name, _ = scene.own_name(person)
    leg = scene.add(
        Habit.ELSEWHERE, name, scene.arrival(), scene.leaving(), Fair.WAIT, link=person
    )  # fmt: skip
    scene.busy.append((person.key, Span(leg.start - timedelta(minutes=5), leg.end)))


def guest(scene: Scene, person: Person) -> None:
    """Let a guest in; half of them are called exactly as somebody who did not come."""
    name = person.name if scene.dice.random() < 0.5 else scene.dice.choice(GUESTS)
    scene.add(Habit.GUEST, name, scene.arrival(), scene.leaving(), Fair.WAIT)


ALONE: dict[Habit, Callable[[Scene, Person], object]] = {
    Habit.OWN: own,
    Habit.DROPS: drops,
    Habit.TWO_DEVICES: two_devices,
    Habit.DEVICE_NAME: lambda scene, person: nameless(scene, person, Habit.DEVICE_NAME),
    Habit.ROOM_NAME: lambda scene, person: nameless(scene, person, Habit.ROOM_NAME),
    Habit.RENAMED: renamed,
    Habit.STRANGER: stranger,
    Habit.PHONE: phone,
    Habit.PHONE_BOUND: phone_bound,
    Habit.WAITING: lambda scene, person: waiting(scene, person, Habit.WAITING),
    Habit.PUT_BACK: lambda scene, person: waiting(scene, person, Habit.PUT_BACK),
    Habit.BREAKOUT: breakout,
    Habit.LATE: lambda scene, person: partial(scene, person, Habit.LATE),
    Habit.EARLY: lambda scene, person: partial(scene, person, Habit.EARLY),
    Habit.NO_LINK: no_link,
    Habit.ELSEWHERE: elsewhere,
    Habit.GUEST: guest,
    Habit.ABSENT: lambda scene, person: None,
}
"""What one person does; in GUEST, ABSENT, STRANGER and ELSEWHERE the person is not there."""


def live(scene: Scene, strangers: int = 0) -> None:
    """Give every person one habit for this session; each habit occurs where people suffice."""
    order = list(scene.people)
    scene.dice.shuffle(order)
    for habit in [Habit.STRANGER] * strangers:
        ALONE[habit](scene, order.pop())
    for habit, share in SHARES.items():
        for _ in range(max(1, round(share * len(scene.people)))):
            if len(order) < 3:
                break
            if habit in PAIRED:
                _pair(scene, habit, order.pop(), order.pop())
            else:
                ALONE[habit](scene, order.pop())
    for person in order:
        own(scene, person)


def _pair(scene: Scene, habit: Habit, first: Person, second: Person) -> None:
    if first.twin and second.twin:  # one on the other's link would be nobody's fault to miss
        own(scene, first)
        own(scene, second)
    elif habit is Habit.SHARED:
        shared(scene, first, second)
    else:
        forwarded(scene, first, second, habit)
