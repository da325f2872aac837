"""Invented participants with the names that make attribution hard; nobody here exists.

Single names, spellings of Muhammad, one given name for many, pairs with nearly equal names.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

_GIVEN_WORDS = """
Budi Siti Agus Dewi Joko Rini Endang Hendra Wahyu Lilis Taufik Kartika Ferdinand Yohanes Maria
Ketut Wayan Putu Made Nyoman Abdul Ahmad Ratna Hasan Fatimah Bambang Sri Eko Dwi Tri Yuni Rahmat
Nur Indah Fajar Galih Citra Bayu Mega Surya
"""
GIVEN = _GIVEN_WORDS.split()
_MIDDLE_WORDS = """
Adi Ayu Putra Putri Nugroho Kusuma Dharma Indra Jaya Laksana Cahya Bakti Arya Tirta Satya Pertiwi
"""
MIDDLE = _MIDDLE_WORDS.split()
_FAMILY_WORDS = """
Santoso Wulandari Siregar Simanungkalit Pratama Lestari Handayani Hidayat Setiawan Purnomo
Wijaya Saputra Rahayu Kurniawan Harahap Nasution Tampubolon Sihombing Gunawan Maharani Utami
Suryani Permana Mulyadi Hartono Susanti Firmansyah Anggraeni Prasetyo Yulianto Sembiring Manurung
"""
FAMILY = _FAMILY_WORDS.split()
_SINGLE_WORDS = "Suparman Sutrisno Paimin Sumarni Ngadiman Kasiyem Warsito Suyatno Tukijo"
SINGLE = _SINGLE_WORDS.split()
_UNIT_LINES = """
Lapas Contoh|Rutan Contoh|Kanwil Contoh|Bapas Contoh|Kantor Imigrasi Contoh|LPKA Contoh
Lapas Kelas IIA Umpama|Rutan Kelas IIB Umpama|Balai Harta Contoh|Rupbasan Contoh
"""
UNITS = _UNIT_LINES.strip().replace("\n", "|").split("|")
TWINS = (
    ("Muhammad Rizki Pratama", "Mohammad Rizky Pratama"),
    ("Moch. Soeryadi", "Muh. Suryadi"),
    ("Dewi Anggraeni", "Dewi Anggraini"),
)
"""Pairs that differ in spelling only; both are real, and they are two people."""
CROWD = ("Budi Santoso", "Budi Hartono", "Budi Wijaya")


class Dice(Random):
    """Chance with a seed: the same seed throws the same."""

    def later(self, moment: datetime, least: int, most: int) -> datetime:
        """Return a moment between so many seconds later."""
        return moment + timedelta(seconds=self.randint(least, most))


@dataclass(frozen=True)
class Person:
    """One participant of the roster; `key` is theirs in the truth."""

    key: str
    number: int
    name: str
    unit: str
    email: str
    phone: str
    twin: bool = False
    """Somebody else has nearly the same name."""


def invent_people(dice: Dice, count: int) -> tuple[Person, ...]:
    """Invent so many people; all names differ, e-mails and telephones too."""
    names = [(name, True) for pair in TWINS for name in pair] + [(name, False) for name in CROWD]
    names += [(name, False) for name in SINGLE[: count // 12]]
    names = names[:count]
    taken = {name for name, _ in names}
    while len(names) < count:
        name = _name(dice, wide=count > 500)
        if name not in taken:
            taken.add(name)
            names.append((name, False))
    dice.shuffle(names)
    return tuple(
        Person(
            key=f"p{place:04}",
            number=place,
            name=name,
            unit=dice.choice(UNITS),
            email=f"peserta{place:04}@dinas.example",
            phone=f"62812{50_000_000 + place}",
            twin=twin,
        )
        for place, (name, twin) in enumerate(names, start=1)
    )


def _name(dice: Dice, *, wide: bool) -> str:
    parts = [dice.choice(GIVEN), dice.choice(FAMILY)]
    if wide or dice.random() < 0.4:
        parts.insert(1, dice.choice(MIDDLE))
    if dice.random() < 0.08:
        parts.insert(0, dice.choice(("Muhammad", "Mohammad", "Muh.", "M.", "Moh.")))
    return " ".join(parts)
