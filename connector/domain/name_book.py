"""Which seats of a roster a display name may mean: an index of names, for hints and for doubts.

Nothing here decides: a hint is shown to a person, a doubt makes a stay wait for one.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from connector.domain.display_names import (
    ALIKE,
    DisplayName,
    Fit,
    could_be,
    fit,
    likeness,
    name_words,
    percent_alike,
    read_display_name,
    resembles,
    shortened,
    unit_form,
    weight,
)
from connector.domain.findings import Finding

SAME_NAME = 80
NUMBER_AND_NAME = 85
NUMBER_ALONE = 25
SAME_UNIT = 35
SIMILAR_NAME_SHARE = 70
"""Percent of the likeness of a merely similar name."""
LEAST_PERCENT = 40
"""A name less alike than this is no hint."""

_WHOLE = (Fit.EXACT, Fit.CONTAINS)
_FEW = frozenset({"muhammad"})
"""Words that tell few people apart."""


@dataclass(frozen=True)
class NamedSeat:
    """What the book knows of a seat."""

    seat: str
    person: str
    name: str
    number: int | None
    unit: str


@dataclass(frozen=True)
class Hint:
    """One reason to think of a seat; `score` 0 to 100."""

    seat: str
    score: int
    reason: Finding


class NameBook:
    """Built once per calculation; readings and look-ups are remembered by display name."""

    def __init__(self, seats: Iterable[NamedSeat]) -> None:
        self._seats = sorted(seats, key=lambda one: (one.number or 10**6, one.seat))
        self._words = [name_words(one.name) for one in self._seats]
        self._names = [frozenset(words) for words in self._words]
        self._weights = [sum(map(weight, name)) for name in self._names]
        self._index = {one.seat: i for i, one in enumerate(self._seats)}
        self._by_word: defaultdict[str, set[int]] = defaultdict(set)
        self._by_first: defaultdict[str, set[int]] = defaultdict(set)
        self._by_number: defaultdict[int, set[int]] = defaultdict(set)
        self._by_unit: defaultdict[str, set[int]] = defaultdict(set)
        for i, one in enumerate(self._seats):
            self._add(i, one)
        self._units = frozenset(self._by_unit)
        self._places = frozenset(word for unit in self._units for word in unit.split())
        self._vocabulary = sorted(self._by_word)
        self._shortened: dict[str, set[str]] | None = None
        self._read: dict[str, DisplayName] = {}
        self._alike: dict[str, set[str]] = {}
        self._strong: dict[str, dict[int, Fit]] = {}

    def _add(self, i: int, one: NamedSeat) -> None:
        for word in self._names[i]:
            self._by_word[word].add(i)
        if self._names[i]:
            self._by_first[min(self._names[i])].add(i)
        if one.number is not None:
            self._by_number[one.number].add(i)
        if one.unit.strip():
            self._by_unit[unit_form(one.unit)].add(i)

    def read(self, text: str) -> DisplayName:
        """Read a display name, knowing the units of this roster."""
        if text not in self._read:
            self._read[text] = read_display_name(text, self._units)
        return self._read[text]

    def fits(self, text: str, seat: str) -> Fit:
        """How well a display name fits a seat's own name and number, misspellings aside."""
        return self._own_fits(text, seat)[1]

    def _own_fits(self, text: str, seat: str) -> tuple[Fit, Fit]:
        i = self._index.get(seat)
        if i is None:
            return Fit.NONE, Fit.NONE
        return _fits(text, self._units, self._words[i], self._seats[i].number)

    def could_be(self, text: str, seat: str) -> bool:
        """Whether anything in a display name is of a seat's own name, nicknames included."""
        i = self._index.get(seat)
        return i is not None and could_be(self.read(text), self._words[i])

    def another(self, text: str, seat: str) -> str | None:
        """Return the printed name of another seat that a display name fits, and this one not.

        A name that fits both is this one's: it is this one's link. One letter decides between
        Santoso and Santosa where both are on the roster, so here spelling is taken strictly.
        """
        i = self._index.get(seat)
        own, loosely = self._own_fits(text, seat)
        if own >= Fit.PART:
            return None
        person = None if i is None else self._seats[i].person
        for other, strength in sorted(self._strong_fits(text).items()):
            if self._seats[other].person == person or other == i:
                continue
            if _speaks_for_another(strength, own, loosely):
                return self._seats[other].name
        return None

    def _strong_fits(self, text: str) -> dict[int, Fit]:
        """Seats whose name a display name carries: whole, by two words, or number and word."""
        if text not in self._strong:
            read = self.read(text)
            possible: set[int] = set(self._by_number.get(read.number or 0, ()))
            for words in (*read.segments, *read.rooms):
                there = frozenset(words)
                for word in there:
                    whole = self._by_first.get(word, ())
                    possible.update(i for i in whole if self._names[i] <= there)
                possible |= self._with_two(words)
            strong = {i: self._strength(read, i) for i in possible}
            self._strong[text] = {i: found for i, found in strong.items() if found > Fit.TOUCHES}
        return self._strong[text]

    def _with_two(self, words: Sequence[str]) -> set[int]:
        """Seats that have the two rarest of these words in their names."""
        known = sorted({w for w in words if len(w) > 1 and w in self._by_word}, key=self._rarity)
        if len(known) < 2:
            return set()
        return self._by_word[known[0]] & self._by_word[known[1]]

    def _rarity(self, word: str) -> tuple[int, str]:
        return len(self._by_word[word]), word

    def _strength(self, read: DisplayName, i: int) -> Fit:
        """As `fit`; but one word of a longer name is anyone's, and so no more than a touch."""
        name, number = self._names[i], self._seats[i].number
        if number is not None and read.number == number:
            return fit(read, name, number)
        found = fit(read, name)
        full = {word for word in name if len(word) > 1}
        shared = max((len(full.intersection(part)) for part in read.segments), default=0)
        return Fit.TOUCHES if found is Fit.PART and shared < 2 else found

    def hints(self, text: str) -> list[Hint]:
        """Reasons to think of seats, by name, number and unit; unsorted, several a seat."""
        read = self.read(text)
        found = [*self._by_names(read), *self._by_units(read)]
        numbered = self._by_number.get(read.number, set()) if read.number is not None else set()
        for i in sorted(numbered):
            found.append(self._number_hint(read, i))
        return found

    def _number_hint(self, read: DisplayName, i: int) -> Hint:
        seat, number = self._seats[i].seat, read.number or 0
        for segment in self._maybe_names(read):
            for word in segment:
                if len(word) > 1 and any(likeness(word, own) >= ALIKE for own in self._names[i]):
                    reason = Finding.of("number_and_name", number=number, token=word.capitalize())
                    return Hint(seat, NUMBER_AND_NAME, reason)
        return Hint(seat, NUMBER_ALONE, Finding.of("number_only", number=number))

    def _maybe_names(self, read: DisplayName) -> list[tuple[str, ...]]:
        """Segments, and what a room's name has beyond places: `LAPAS CONTOH BUDI` has Budi."""
        beyond = (tuple(w for w in room[1:] if w not in self._places) for room in read.rooms)
        return [*read.segments, *(words for words in beyond if words)]

    def _by_names(self, read: DisplayName) -> list[Hint]:
        best: dict[int, int] = {}
        for segment in self._maybe_names(read):
            for i, percent in self._alike_seats(segment).items():
                best[i] = max(best.get(i, 0), percent)
        there = frozenset(word for part in (*read.segments, *read.rooms) for word in part)
        hints = []
        for i, percent in best.items():
            whole = self._names[i] <= there and fit(read, self._names[i]) in _WHOLE
            if whole:
                hints.append(Hint(self._seats[i].seat, SAME_NAME, Finding.of("same_name")))
            elif percent >= LEAST_PERCENT:
                score = percent * SIMILAR_NAME_SHARE // 100
                hints.append(Hint(self._seats[i].seat, score, _similar(percent)))
        return hints

    def _alike_seats(self, segment: Sequence[str]) -> dict[int, int]:
        """Seats that share a word, or a misspelt one, that tells people apart, with percents.

        As `percent_alike`, but one word in common, the usual case, needs no pairing of words.
        """
        words = set(segment)
        pairs: dict[int, list[float]] = {}
        for word in words:
            for own in self._alike_to(word) - _FEW if len(word) > 1 else ():
                shared = likeness(word, own) * (weight(word) + weight(own))
                for i in self._by_word[own]:
                    pairs.setdefault(i, []).append(shared)
        weights = sum(map(weight, words))
        plain = all(len(word) > 1 and not self._alike_to(word) & _FEW for word in words)
        return {
            i: int(100 * shared[0] / (weights + self._weights[i]))
            if plain and len(shared) == 1
            else percent_alike(tuple(segment), self._words[i])
            for i, shared in pairs.items()
        }

    def _alike_to(self, word: str) -> set[str]:
        """Words of the roster that may be this one misspelt or in full."""
        if word not in self._alike:
            near = {w for form in shortened(word) for w in self._forms().get(form, ())}
            near |= self._beginning_with(word)
            near |= {word[:n] for n in range(3, len(word)) if word[:n] in self._by_word}
            self._alike[word] = {w for w in near if likeness(word, w) >= ALIKE}
        return self._alike[word]

    def _beginning_with(self, word: str) -> set[str]:
        at = bisect_left(self._vocabulary, word)
        found = set()
        while at < len(self._vocabulary) and self._vocabulary[at].startswith(word):
            found.add(self._vocabulary[at])
            at += 1
        return found

    def _forms(self) -> dict[str, set[str]]:
        if self._shortened is None:
            self._shortened = {}
            for word in self._vocabulary:
                for form in shortened(word):
                    self._shortened.setdefault(form, set()).add(word)
        return self._shortened

    def _by_units(self, read: DisplayName) -> list[Hint]:
        """The people of the unit that an office's room is named after."""
        hints = []
        for unit in sorted(self._units) if read.rooms else ():
            words = set(unit.split())
            if any(_is_of(room, words) for room in read.rooms):
                for i in sorted(self._by_unit[unit]):
                    hints.append(
                        Hint(self._seats[i].seat, SAME_UNIT, _of_unit(self._seats[i].unit))
                    )
        return hints


@lru_cache(maxsize=16_384)
def _fits(
    text: str, units: frozenset[str], words: tuple[str, ...], number: int | None
) -> tuple[Fit, Fit]:
    """How well a display name fits a name and number, strictly and with misspellings."""
    read, name = read_display_name(text, units), frozenset(words)
    strictly = fit(read, name, number)
    if strictly >= Fit.PART:  # what fits so well needs no misspellings
        return strictly, strictly
    return strictly, max(strictly, resembles(read, name))


@cache
def _similar(percent: int) -> Finding:
    return Finding.of("similar_name", percent=percent)


@lru_cache(maxsize=1024)
def _of_unit(unit: str) -> Finding:
    return Finding.of("same_unit", unit=unit)


def _speaks_for_another(other: Fit, own: Fit, own_loosely: Fit) -> bool:
    if other is Fit.CONTAINS:
        return own_loosely is Fit.NONE
    return own < (Fit.PART if other is Fit.EXACT else Fit.CONTAINS) and other >= Fit.PART


def _is_of(room: Sequence[str], unit: set[str]) -> bool:
    """`Lapas Contoh` is a room of `Lapas Kelas IIA Contoh`; `Lapas` alone is of none."""
    words = set(room)
    return bool(words) and words <= unit and (len(words) > 1 or words == unit)
