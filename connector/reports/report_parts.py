"""Parts that several reports share: the course, people by unit, texts, marks; pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from connector.domain.attendance import Cell, Mark, Result
from connector.domain.certificate_lines import cohort_line
from connector.domain.identities import IdentityType, mask
from connector.domain.people import PersonRecord
from connector.domain.snapshots import UNKNOWN_DAY
from connector.domain.trainings import Seat
from connector.reports.class_facts import ClassFacts
from connector.reports.content import Bar, Chart, Facts, TextSection
from connector.reports.paper_words import identity_line
from connector.reports.report_speech import UNKNOWN, Speech, unit_of

BARS_AT_MOST = 20
"""Bars that one chart can show and still be looked at; the rest is one bar of its own."""

_SERVICE = (
    (IdentityType.NIP_PNS, "NIP"),
    (IdentityType.NI_PPPK, "NI PPPK"),
    (IdentityType.NRP, "NRP"),
    (IdentityType.OTHER, "No."),
    (IdentityType.NIK, "NIK"),
)


@dataclass(frozen=True)
class Written:
    """What people wrote into a report, by key; what nobody wrote says what the records say."""

    texts: Mapping[str, str]

    def section(self, key: str, title: str, said: str) -> TextSection:
        own = self.texts.get(key, "").strip()
        return TextSection(key, title, own or said, written=bool(own))


def course_title(facts: ClassFacts) -> str:
    """`Pelatihan Contoh Angkatan I`."""
    return " ".join(part for part in (facts.course.title, cohort_line(facts.course.cohort)) if part)


def when(facts: ClassFacts, say: Speech) -> str:
    """First to last day, or "" for a training whose days nobody knows."""
    course = facts.course
    return "" if course.first == UNKNOWN_DAY else say.dates(course.first, course.last)


def course_facts(facts: ClassFacts, say: Speech) -> Facts:
    """Say what is known of the training, label by label; unknown ones are left out."""
    course = facts.course
    said = (
        (say("Pelatihan", "Training"), course.title),
        (say("Angkatan", "Cohort"), course.cohort),
        (say("Kode", "Code"), course.code),
        (say("Dasar penyelenggaraan", "Decree"), facts.decree),
        (say("Waktu", "Dates"), when(facts, say)),
        (say("Tempat", "Place"), course.place),
        (say("Metode", "Method"), course.method),
        (say("Jam pelajaran", "Lesson hours"), f"{say.number(course.jp)} JP" if course.jp else ""),
    )
    return Facts(tuple((label, value) for label, value in said if value))


def masked_number(person: PersonRecord) -> str:
    """`NIP 1990************87`: a report travels further than a list that is signed in class."""
    if not identity_line(person):
        return ""
    for kind, label in _SERVICE:
        if (found := person.identity(kind)) is not None:
            return f"{label} {mask(found.value)}"
    return ""


def by_unit(seats: Iterable[Seat], say: Speech) -> list[tuple[str, list[Seat]]]:
    """Group people by unit, the largest first; who has none comes last, as `tidak disebut`."""
    groups: dict[str, list[Seat]] = defaultdict(list)
    for seat in seats:
        groups[" ".join(unit_of(seat).split())].append(seat)
    nameless = groups.pop("", [])
    ordered = sorted(groups.items(), key=lambda one: (-len(one[1]), one[0].casefold(), one[0]))
    return [*ordered, *([(say("tidak disebut", "not stated"), nameless)] if nameless else [])]


def stacked(
    key: str,
    title: str,
    series: Sequence[str],
    rows: Sequence[tuple[str, Sequence[int]]],
    say: Speech,
    *,
    unit: str = "",
    empty: str = "",
    parts: bool = True,
) -> Chart:
    """Draw rows of counts one under another; rows beyond `BARS_AT_MOST` become one.

    Beside each bar stands its sum and, where there are several `parts`, what it is made of.
    """
    shown = list(rows)
    if len(shown) > BARS_AT_MOST:
        rest = shown[BARS_AT_MOST - 1 :]
        label = say("{count} lainnya", "{count} others", count=len(rest))
        sums = [sum(values[at] for _, values in rest) for at in range(len(series))]
        shown = [*shown[: BARS_AT_MOST - 1], (label, sums)]
    bars = tuple(
        Bar(label, tuple(str(one) for one in values), _beside(values, say, parts))
        for label, values in shown
    )
    largest = max((sum(values) for _, values in shown), default=0)
    return Chart(key, title, "bars", tuple(series), bars, str(max(1, largest)), unit, empty)


def _beside(values: Sequence[int], say: Speech, parts: bool) -> str:
    total = say.number(sum(values))
    if not parts or len(values) < 2:
        return total
    return f"{total} ({' · '.join(say.number(one) for one in values)})"


def columns_chart(
    key: str,
    title: str,
    bars: Iterable[tuple[str, int | Decimal | None]],
    say: Speech,
    *,
    maximum: int,
    unit: str = "",
    series: str = "",
    empty: str = "",
) -> Chart:
    """Draw numbers side by side; one that nobody knows has no column and a dash."""
    drawn = tuple(
        Bar(label, (str(number or 0),), say.number(number) if number is not None else UNKNOWN)
        for label, number in bars
    )
    return Chart(key, title, "columns", (series,), drawn, str(max(1, maximum)), unit, empty)


def mark_counts(cells: Iterable[Cell]) -> Counter[str]:
    """Count cells by mark (`H`), `undecided` and `pending`."""
    return Counter(
        cell.mark.value if cell.result is Result.MARKED and cell.mark else cell.result.value
        for cell in cells
    )


MARKS = tuple(one.value for one in Mark)
"""In the order of the office's list."""


def attending(counts: Mapping[str, int]) -> int:
    """Present and late: who was there."""
    return counts.get(Mark.PRESENT.value, 0) + counts.get(Mark.LATE.value, 0)


def over_cells(counts: Mapping[str, int]) -> int:
    """Cells of sessions that are over: marked by rule or hand, or undecided."""
    return sum(counts.get(one, 0) for one in (*MARKS, Result.UNDECIDED.value))


def tallied(
    seats: Iterable[Seat], key_of: Callable[[Seat], str], last: str = ""
) -> list[tuple[str, int]]:
    """Count seats by a word, the most first; `last` always comes last."""
    counts = Counter(key_of(seat) for seat in seats)
    return sorted(counts.items(), key=lambda one: (one[0] == last, -one[1], one[0]))
