"""Reading a meeting's display name: segments, number, device or room; it never says who it is.

Rules: facts, domain §8.3. People write `07_Contoh Utama_Lapas Contoh`, `INSTANSI NAMA`, a single
given name, or nothing but the telephone in their hand.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import lru_cache
from itertools import combinations

from connector.domain.names import comparable


class NameKind(StrEnum):
    """What a display name is of, as far as words tell."""

    PERSON = "person"
    DEVICE = "device"
    """A device's, or nothing a person could be called by."""
    ROOM = "room"
    """An office's or a room's."""


class Fit(IntEnum):
    """How well a display name fits a person's name."""

    NONE = 0
    TOUCHES = 1
    """A word agrees, others are foreign."""
    CONTAINS = 2
    """The whole name (two words or more) stands among other words."""
    PART = 3
    """Nothing foreign, but not the whole name; or the number and a word."""
    EXACT = 4


@dataclass(frozen=True)
class DisplayName:
    """One display name, read; every word in comparable form (`names.comparable`)."""

    text: str
    """For sentences: no address, no long number."""
    kind: NameKind
    number: int | None
    """Nomor absen in front of the name; alone it is nobody's."""
    segments: tuple[tuple[str, ...], ...]
    """Each part that may be a person's name, without titles, roles and devices."""
    rooms: tuple[tuple[str, ...], ...]
    """Each part that names an office or room."""

    @property
    def person(self) -> str:
        """The same for two spellings of one person's display name; "" where there is none."""
        return "|".join(" ".join(segment) for segment in self.segments)


LONGEST = 200
"""Characters of a display name that are read; Zoom allows 64."""


def _words(text: str) -> frozenset[str]:
    return frozenset(comparable(word) for word in text.split())


_BRANDS = _words(
    """iphone ipad ipod macbook imac mac galaxy samsung redmi oppo vivo realme xiaomi poco infinix
    tecno itel asus acer lenovo dell hp laptop desktop notebook netbook pc komputer computer tablet
    android ios windows chromebook huawei nokia oneplus pixel advan axioo toshiba thinkpad vivobook
    zenbook ideapad handphone hape ponsel smartphone zoom user pengguna guest tamu unknown webcam"""
)
_MODELS = _words("pro max plus ultra mini air lite play note tab go se hot smart sm xl fold flip")
"""Words of a model's name; they count only beside a brand: `Air` may be somebody's name."""
_NOT_NAMES = _words(
    """pak bu bapak ibu mas mbak bang kak sdr sdri saudara saudari yth bpk
    peserta presenter host cohost moderator mc narasumber pengajar fasilitator widyaiswara wi
    panitia pendamping operator admin administrator observer pembimbing coach mentor
    milik punya orang pegawai staf staff tim kepala kasi kasubag kasubbag plt plh no nomor absen
    angkatan kelompok gelombang batch group grup dan bersama the of s"""
)
_ROOMS = _words(
    """lapas rutan bapas lpka lpp kanwil kantor kanim imigrasi balai badiklat bpsdm ruang ruangan
    aula lab laboratorium kelas sekretariat bagian subbag subbagian upt satker seksi rupbasan
    cabrutan lembaga kemenkumham kementerian ditjen direktorat dinas badan biro pusat poltekip
    poltekim pemprov pemkab pemkot kecamatan kelurahan gedung lantai meeting studio bkd bkpsdm"""
)
_OFFICES = (
    ("lembaga pemasiarakatan", "lapas"),
    ("rumah tahanan negara", "rutan"),
    ("rumah tahanan", "rutan"),
    ("balai pemasiarakatan", "bapas"),
    ("kantor wilaiah", "kanwil"),
    ("kantor imigrasi", "kanim"),
)
"""Written out and short; in comparable form (y is i)."""
_COUNTED = _words("angkatan kelompok gelombang batch group grup kelas lantai ruang lab")
"""A number after one of these is not a person's."""
_BEFORE_A_NAME = _NOT_NAMES | _COUNTED

_GENERATED = re.compile(r"\b(?:DESKTOP|LAPTOP|WIN)-[0-9A-Z]{7,8}\b|\bSM-[A-Z]\d{3}\w*\b")
"""Computer names that Windows makes up, and Samsung's model numbers."""
_SEPARATORS = re.compile(r"[_|/()\[\]{}:;~•·–—]+|\s-+\s")
_POSSESSIVE = re.compile(r"['’`]s\b", re.IGNORECASE)
_ADDRESS = re.compile(r"(\S+)@\S+")
_LONG_NUMBER = re.compile(r"\+?\d(?:[\s.-]?\d){4,}")
_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=8192)
def tidy(text: str) -> str:
    """One spelling for what looks the same: NFKC, no invisible characters, single spaces.

    What is longer than any display name is cut, so that no name costs more than another to read.
    """
    if text.isascii():
        return " ".join(text[:LONGEST].split())
    plain = unicodedata.normalize("NFKC", text[:LONGEST])
    seen = "".join(c for c in plain if unicodedata.category(c) != "Cf")
    return " ".join(seen.split())[:LONGEST].rstrip()


def shown(text: str) -> str:
    """A display name fit for a sentence: addresses and long numbers in it are hidden."""
    return _LONG_NUMBER.sub("…", _ADDRESS.sub("…@…", tidy(text)))[:80]


@lru_cache(maxsize=8192)
def unit_form(unit: str) -> str:
    """A unit's name in comparable form, offices in their short form (Lapas, Rutan, Kanwil)."""
    text = comparable(unit)
    for long, short in _OFFICES:
        text = text.replace(long, short)
    return text


@lru_cache(maxsize=8192)
def read_display_name(text: str, units: frozenset[str] = frozenset()) -> DisplayName:
    """Split a display name into what may be a person and what may be a room.

    `units` are the forms (`unit_form`) of the units on the roster: such a name is a room's even
    where no word like Lapas says so.
    """
    plain = _ADDRESS.sub(lambda match: match[1].replace(".", " "), tidy(text))
    plain = _POSSESSIVE.sub("", plain)
    whole = _GENERATED.sub(" ", plain)
    branded = whole != plain
    people: dict[tuple[str, ...], None] = {}
    rooms: dict[tuple[str, ...], None] = {}
    for segment in _segments(whole):
        words = unit_form(segment).split()
        branded = branded or any(word in _BRANDS for word in words)
        person, room = _person_and_room(words, units)
        people[person] = None
        if room:
            rooms[room] = None
    names = {_without_models(person) if branded else person: None for person in people}
    called = tuple(name for name in names if any(len(word) > 1 for word in name))
    kind = NameKind.PERSON if called else NameKind.ROOM if rooms else NameKind.DEVICE
    return DisplayName(shown(text), kind, None if branded else _number(whole), called, tuple(rooms))


def _segments(text: str) -> list[str]:
    """Both readings of a hyphen: `Contoh-Utama` is one name, `Contoh-Kanwil` two parts."""
    segments = []
    for part in _SEPARATORS.split(text):
        segments.append(part)
        if "-" in part:
            segments.extend(part.split("-"))
    return segments


def _person_and_room(
    words: list[str], units: frozenset[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Part a segment at its first word of an office: `Contoh Utama Lapas Contoh`."""
    if " ".join(words) in units:
        return (), tuple(words)
    at = next((i for i, word in enumerate(words) if word in _ROOMS), len(words))
    person = [w for w in words[:at] if w not in _BRANDS and not any(c.isdigit() for c in w)]
    return _without_address(person), tuple(words[at:])


def _without_address(words: list[str]) -> tuple[str, ...]:
    """Leave out Pak, Bu, H and roles."""
    kept = [word for word in words if word not in _NOT_NAMES]
    return tuple(kept[1:] if kept[:1] == ["h"] else kept)


def _without_models(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in _MODELS)


def _number(text: str) -> int | None:
    """The last number of up to three digits before the first word that could be a name."""
    if not any(c.isdigit() for c in text):
        return None
    number: int | None = None
    before = ""
    for word in _WORD.findall(text):
        if word.isascii() and word.isdigit():
            if len(word) <= 3 and comparable(before) not in _COUNTED:
                number = int(word)
        elif comparable(word) not in _BEFORE_A_NAME:
            break
        before = word
    return number or None


@lru_cache(maxsize=8192)
def name_words(name: str) -> tuple[str, ...]:
    """The words of a roster's name as display names are read; all of them if none is left."""
    words = comparable(name).split()
    return _without_address(words) or tuple(words)


def fit(read: DisplayName, name: frozenset[str], number: int | None = None) -> Fit:
    """How well a display name fits one person's name and roster number, word by word.

    Words agree when they are equal; a single letter agrees with a word it begins, but an initial
    alone is no fit.
    """
    best = max((_segment_fit(one, name) for one in read.segments), default=Fit.NONE)
    if best is Fit.TOUCHES and number is not None and read.number == number:
        best = Fit.PART
    return max([best, *(_within(room, name) for room in read.rooms)])


def _segment_fit(segment: tuple[str, ...], name: frozenset[str]) -> Fit:
    words = frozenset(segment)
    if not words & name:
        return Fit.NONE
    if words == name:
        return Fit.EXACT
    foreign = [word for word in words - name if not is_initial(word, name)]
    return Fit.PART if not foreign else max(Fit.TOUCHES, _within(segment, name))


def _within(words: tuple[str, ...], name: frozenset[str]) -> Fit:
    return Fit.CONTAINS if len(name) > 1 and name <= frozenset(words) else Fit.NONE


def is_initial(word: str, name: Iterable[str]) -> bool:
    return len(word) == 1 and any(other.startswith(word) for other in name)


def resembles(read: DisplayName, name: frozenset[str]) -> Fit:
    """As `fit`, but a misspelt or shortened word agrees too; for a person's own link only."""
    best = Fit.NONE
    for segment in read.segments:
        alike = [w for w in segment if any(likeness(w, n) >= ALIKE for n in name)]
        foreign = [w for w in segment if w not in alike and not is_initial(w, name)]
        if alike:
            best = max(best, Fit.TOUCHES if foreign else Fit.PART)
    return max(best, fit(read, name))


ALIKE = 0.75
"""From this likeness on two words may be one word misspelt."""


@lru_cache(maxsize=65_536)
def likeness(first: str, second: str) -> float:
    """Return 1.0 for equal words, less per edit, 0.9 for a short form (`andri`, `andriansyah`).

    What is less than `ALIKE` is not alike: 0.0.
    """
    if first == second:
        return 1.0
    short, long = sorted((first, second), key=len)
    if len(short) < 3:
        return 0.0
    if long.startswith(short):
        return 0.9
    most = int(len(long) * (1 - ALIKE))
    if len(long) - len(short) > most or len({*short} ^ {*long}) > 2 * most:
        return 0.0
    edits = _edits(short, long)
    return 1.0 - edits / len(long) if edits <= most else 0.0


def could_be(read: DisplayName, name: Sequence[str]) -> bool:
    """Whether anything in a display name is of a person's name, nicknames and initials included.

    `muhammad` tells few people apart: beside other words it is no sign. For a person's own link.
    """
    own = [word for word in name if word != "muhammad"] or name
    initials = "".join(word[0] for word in name)
    for segment in read.segments:
        if frozenset(segment) <= frozenset(name):
            return True
        for word in segment:
            if len(word) > 1 and (
                initials.startswith(word) or any(_is_nickname(word, one) for one in own)
            ):
                return True
    return False


def _is_nickname(word: str, own: str) -> bool:
    """Misspelt, or three letters and more of it: `wan` or `wawan` of `gunawan`."""
    core = word[2:] if word[:2] == word[2:4] else word
    return likeness(word, own) >= ALIKE or (len(core) >= 3 and core in own)


def _edits(first: str, second: str) -> int:
    """Insertions, deletions, changes and swaps of neighbours (optimal string alignment)."""
    older: list[int] = []
    last = list(range(len(second) + 1))
    for i, one in enumerate(first, 1):
        row = [i]
        for j, other in enumerate(second, 1):
            cost = last[j - 1] if one == other else 1 + min(last[j - 1], last[j], row[-1])
            if i > 1 and j > 1 and one == second[j - 2] and first[i - 2] == other:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        older, last = last, row
    return last[-1]


def shortened(word: str) -> frozenset[str]:
    """The word with up to one letter left out, two in a long word; misspellings meet there."""
    word = word[:24]
    most = 1 if len(word) < 6 else 2
    kept = {word}
    for left_out in range(1, most + 1):
        for indexes in combinations(range(len(word)), left_out):
            kept.add("".join(c for i, c in enumerate(word) if i not in indexes))
    return frozenset(kept)


def percent_alike(segment: tuple[str, ...], name: tuple[str, ...]) -> int:
    """Likeness of two names as sets of words, 0–100; the order of words does not matter.

    `muhammad` weighs less than other words: it tells few people apart.
    """
    pairs = sorted(
        ((likeness(a, b), a, b) for a in set(segment) for b in set(name)),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    free_a, free_b, total = set(segment), set(name), 0.0
    for score, a, b in pairs:
        if score >= ALIKE and a in free_a and b in free_b:
            total += score * (weight(a) + weight(b))
            free_a.discard(a)
            free_b.discard(b)
    weights = sum(map(weight, set(segment))) + sum(map(weight, set(name)))
    return int(100 * total / weights) if weights else 0


def weight(word: str) -> float:
    """How much a word tells people apart."""
    return 0.3 if word == "muhammad" or len(word) == 1 else 1.0
