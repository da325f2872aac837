"""The office's files in a random life: lists and timetables that change as they do in offices."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from connector.cli.demo import TEACHING, next_monday
from connector.errors import ConnectorError
from connector.flows import register_participants
from connector.flows.register_participants import create_training
from connector.store.rosters import RosterKind
from tests.stories.place import ACTOR, NAMES, Place

Choice = TypeVar("Choice")

CODES = ("UJI-1", "UJI-2")

TEACHER = NAMES[-1]


class Dice:
    """Chance that follows from a seed alone, whatever the platform."""

    def __init__(self, seed: int) -> None:
        self._seed, self._thrown = seed, 0

    def below(self, limit: int) -> int:
        self._thrown += 1
        text = f"{self._seed}/{self._thrown}".encode()
        return int.from_bytes(hashlib.sha256(text).digest()[:6]) % limit

    def chance(self, percent: int) -> bool:
        return self.below(100) < percent

    def one(self, choices: Sequence[Choice]) -> Choice:
        return choices[self.below(len(choices))]

    def weighted(self, choices: Sequence[tuple[int, Choice]]) -> Choice:
        at = self.below(sum(weight for weight, _ in choices))
        for weight, choice in choices:
            at -= weight
            if at < 0:
                return choice
        raise AssertionError("weights are positive")


@dataclass
class Human:
    """Somebody as the next list states them."""

    name: str
    number: str
    email: str
    unit: str = "Balai Contoh"
    spaced: bool = False
    """Whether the NIP is written with spaces."""

    @property
    def row(self) -> str:
        nip = self.number
        if self.spaced and nip:
            nip = f"{nip[:8]} {nip[8:14]} {nip[14]} {nip[15:]}"
        return f"{self.name};{nip};{self.email};{self.unit}"


@dataclass
class Lists:
    """What the office last wrote down for one training."""

    code: str
    people: list[int] = field(default_factory=list)
    teachers: list[int] = field(default_factory=list)
    days: list[int] = field(default_factory=lambda: [0, 1])
    hour: int = 8
    subjects: list[str] = field(default_factory=lambda: ["Etika", "Pelayanan"])


class Papers:
    """What the office writes down, and its steps that change it."""

    def __init__(self, place: Place, seed: int, moment: list[datetime]) -> None:
        self.place, self.moment, self.dice = place, moment, Dice(seed)
        self.steps: list[str] = []
        self.pool = [
            Human(name, f"19900101201503{1 + n % 2}{n + 101}", f"{_short(name)}@contoh.example")
            for n, name in enumerate(NAMES)
        ]
        self.pool += [
            Human(f"{one.first_name} {one.last_name}", f"198001012005012{n + 201}", one.email)
            for n, one in enumerate(TEACHING)
        ]
        self.lists = {code: Lists(code) for code in CODES}
        later = timedelta(days=self.dice.one((0, 7, 7)))
        self.monday = next_monday(moment[0].date()) + later
        self.begun: list[str] = []
        self._begin(CODES[0])

    def say(self, text: str) -> None:
        self.steps.append(text)

    def _begin(self, code: str) -> None:
        create_training(
            self.place.office, code=code, title=f"Pelatihan {code}", cohort="II", actor=ACTOR
        )
        self.begun.append(code)
        lists = self.lists[code]
        lists.people = [n for n in range(12) if self.dice.chance(60)] or [0, 1]
        lists.teachers = [n for n in (11, 12, 13) if self.dice.chance(60)]
        if code == CODES[1]:
            lists.hour = self.dice.one((8, 14, 14))
        self._import_people(lists)
        self._import_teachers(lists)
        self._import_timetable(lists)

    def new_people(self, code: str) -> None:
        lists = self.lists[code]
        for _ in range(1 + self.dice.below(3)):
            n = self.dice.below(12)
            if n in lists.people:
                lists.people.remove(n)
            else:
                lists.people.append(n)
        if not lists.people:
            lists.people = [self.dice.below(12)]
        self._import_people(lists)

    def corrected_people(self, code: str) -> None:
        """People write themselves differently, or the office corrects them."""
        lists = self.lists[code]
        one, other = self.pool[self.dice.below(12)], self.pool[self.dice.below(14)]
        n = self.pool.index(one)
        kind = self.dice.below(9)
        if kind == 0:
            one.email = self.dice.one(
                (f"{_short(one.name)}.baru@contoh.example", f"{_short(one.name)}@contoh.example")
            )
        elif kind == 1:
            one.email, other.email = other.email, one.email
        elif kind == 2:
            one.email = other.email
        elif kind == 3:
            one.email = ""
        elif kind == 4:
            one.name = self.dice.one((f"{one.name} Baru", one.name.removesuffix(" Baru")))
        elif kind == 5:
            one.unit = self.dice.one(("Balai Lain", "Balai Contoh"))
        elif kind == 6:
            one.spaced = not one.spaced
        elif kind == 7:
            last = self.dice.one((n + 101, n + 301))
            one.number = f"19900101201503{1 + n % 2}{last}"
        else:
            one.number = "" if one.number else f"19900101201503{1 + n % 2}{n + 101}"
        if self.dice.chance(70) and n not in lists.people:
            lists.people.append(n)
        self.say(f"correction {kind} of {one}")
        lists.people.sort(key=lambda each: (each * 7 + self.dice.below(3)) % 13)
        self._import_people(lists)

    def new_teachers(self, code: str) -> None:
        lists = self.lists[code]
        lists.teachers = [n for n in (11, 12, 13, self.dice.below(11)) if self.dice.chance(50)]
        if not lists.teachers:
            lists.teachers = [self.dice.one((11, 12, 13))]
        self._import_teachers(lists)

    def new_timetable(self, code: str) -> None:
        lists = self.lists[code]
        kind = self.dice.below(4)
        if kind == 0:
            lists.hour = self.dice.one((8, 9, 14))
        elif kind == 1:
            lists.days = sorted({*lists.days, self.dice.below(3)})
        elif kind == 2 and len(lists.days) > 1:
            lists.days.remove(self.dice.one(lists.days))
        else:
            lists.subjects[self.dice.below(2)] = self.dice.one(("Etika", "Layanan", "Pelayanan"))
        self._import_timetable(lists)

    def _import_people(self, lists: Lists) -> None:
        self._upload(lists.code, RosterKind.PARTICIPANTS, self._sheet(lists.people))

    def _import_teachers(self, lists: Lists) -> None:
        if lists.teachers:
            self._upload(lists.code, RosterKind.INSTRUCTORS, self._sheet(lists.teachers))

    def _sheet(self, people: Sequence[int]) -> str:
        rows = [f"{n};{self.pool[one].row}" for n, one in enumerate(dict.fromkeys(people), 1)]
        return "\n".join(["No;Nama;NIP;E-mail;Unit Kerja", *rows])

    def _import_timetable(self, lists: Lists) -> None:
        hours = (lists.hour, lists.hour + 2)
        days = [self.monday + timedelta(days=day) for day in lists.days]
        rows = [
            f"{day};{hour:02}.00-{hour + 1:02}.30;{subject};2;{TEACHER}"
            for day in days
            for hour, subject in zip(hours, lists.subjects, strict=True)
        ]
        text = "\n".join(["Tanggal;Waktu;Materi;JP;Pengajar", *rows])
        self._upload(lists.code, RosterKind.TIMETABLE, text)

    def _upload(self, code: str, kind: RosterKind, text: str) -> None:
        self.say(f"import {kind} of {code}: {text.splitlines()[1:]}")
        office = self.place.office
        try:
            read = register_participants.preview_file(
                office, code, kind, "berkas.csv", text.encode(), ACTOR
            )
            register_participants.confirm_preview(office, read.id, ACTOR)
        except ConnectorError as error:
            self.say(f"  refused: {error.code}")

    def second_training(self, code: str) -> None:
        if len(self.begun) < len(CODES):
            self.say("a second training begins")
            self._begin(CODES[1])


def _short(name: str) -> str:
    return name.split()[0].lower()
