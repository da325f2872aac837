"""Rank and grade (pangkat, golongan/ruang): the table of the civil service and its spellings."""

from __future__ import annotations

import re
from dataclasses import dataclass

from connector.domain.findings import Finding
from connector.domain.indonesian import from_roman, to_roman

RANKS = {
    "I/a": "Juru Muda",
    "I/b": "Juru Muda Tingkat I",
    "I/c": "Juru",
    "I/d": "Juru Tingkat I",
    "II/a": "Pengatur Muda",
    "II/b": "Pengatur Muda Tingkat I",
    "II/c": "Pengatur",
    "II/d": "Pengatur Tingkat I",
    "III/a": "Penata Muda",
    "III/b": "Penata Muda Tingkat I",
    "III/c": "Penata",
    "III/d": "Penata Tingkat I",
    "IV/a": "Pembina",
    "IV/b": "Pembina Tingkat I",
    "IV/c": "Pembina Utama Muda",
    "IV/d": "Pembina Utama Madya",
    "IV/e": "Pembina Utama",
}
"""Grade to rank of a PNS."""

PPPK_GRADES = tuple(to_roman(number) for number in range(1, 18))
"""A PPPK has a grade I to XVII and no rank."""

_EMPTY = frozenset({"", "-", "--", "–", "—", "tidak ada", "n/a", "nihil"})
_LABEL = re.compile(r"\b(?:gol(?:ongan)?|ruang)\b\.?[\s/:]*", re.IGNORECASE)
_GRADE = re.compile(
    r"(?<![A-Za-z0-9])(?P<level>IV|I{1,3}|[1-4])[\s./-]*(?P<room>[a-e])(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_ROMAN_ALONE = re.compile(r"(?<![A-Za-z0-9])(?P<level>[IVX]+|1[0-7]|[1-9])(?![A-Za-z0-9])", re.I)
_FIRST_STEP = re.compile(r"\b(?:tk|tkt|tingkat)\b\.?\s*(?:I|1)\b", re.IGNORECASE)


@dataclass(frozen=True)
class RankReading:
    """`rank` is the pangkat, `grade` the golongan (`III/b`; PPPK `IX`); None where empty.

    Ranks of TNI and Polri are kept as written, without a grade.
    """

    rank: str | None = None
    grade: str | None = None
    warnings: tuple[Finding, ...] = ()


def read_rank(text: str) -> RankReading:
    """Read rank, grade or both: `III b`, `3b`, `Penata Muda Tk. I / III-b`, `IX`, `-`."""
    wording = " ".join(text.split())
    if wording.lower() in _EMPTY:
        return RankReading()
    wording = _LABEL.sub("", wording)
    rest = _FIRST_STEP.sub("Tingkat I", wording)
    # "Tingkat I" is part of a rank's name, so its numeral is hidden from the search for a grade.
    hidden = rest.replace("Tingkat I", "Tingkat #")
    if match := _GRADE.search(hidden):
        level = match["level"].upper()
        level = to_roman(int(level)) if level.isdigit() else level
        grade = f"{level}/{match['room'].lower()}"
        words = _rank_words(hidden[: match.start()] + " " + hidden[match.end() :])
        return _civil_rank(words, grade)
    words = _rank_words(hidden)
    if match := _ROMAN_ALONE.search(hidden):
        level = match["level"].upper()
        number = int(level) if level.isdigit() else from_roman(level)
        words = _rank_words(hidden[: match.start()] + " " + hidden[match.end() :])
        if number and number <= len(PPPK_GRADES) and words.lower() in ("", "pppk", "p3k"):
            return RankReading(grade=to_roman(number))
    return RankReading(rank=_known_rank(words) or words or None)


def _rank_words(text: str) -> str:
    return " ".join(re.sub(r"[(),;/]|\s-\s|-$|^-", " ", text).split()).replace(
        "Tingkat #", "Tingkat I"
    )


def _known_rank(words: str) -> str | None:
    return next((rank for rank in RANKS.values() if rank.lower() == words.lower()), None)


def _civil_rank(words: str, grade: str) -> RankReading:
    """Fill the rank from the grade; where both are written and disagree, the grade is believed."""
    expected = RANKS.get(grade)
    if expected is None:
        return RankReading(words or None, grade, (Finding.of("grade_unknown", grade=grade),))
    written = _known_rank(words)
    if written is not None and written != expected:
        warning = Finding.of("rank_contradicts_grade", rank=written, grade=grade)
        return RankReading(expected, grade, (warning,))
    return RankReading(expected, grade)


def grade_of_rank(rank: str) -> str | None:
    """The grade that belongs to a PNS rank's name."""
    return next((grade for grade, name in RANKS.items() if name.lower() == rank.lower()), None)


def printed_rank(rank: str | None, grade: str | None) -> str:
    """`Penata Muda Tingkat I (III/b)`; a lone rank or grade as it is; `-` for neither."""
    if rank and grade:
        return f"{rank} ({grade})"
    return rank or grade or "-"
