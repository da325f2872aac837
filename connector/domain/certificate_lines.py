"""How lines of a certificate are worded: identity, rank, dates, hours, organisers; no layout.

A line that has nothing to say is "": it is left out, and no "-" stands in its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from connector.domain.certificates import Course, Holder, Official, Subject
from connector.domain.identities import IdentityType, grouped_nip
from connector.domain.indonesian import date_range, decimal_comma, long_date, terbilang
from connector.domain.people import Employment
from connector.domain.ranks import PPPK_GRADES, RANKS

NIK_DIGITS = 16
"""A number of this length is a NIK under whatever name it came: it is never printed."""

_IDENTITY_LABELS = {
    IdentityType.NIP_PNS: "NIP",
    IdentityType.NI_PPPK: "NI PPPK",
    IdentityType.NRP: "NRP",
    IdentityType.OTHER: "Nomor Induk",
}

_NOTHING = frozenset({"", "-", "--", "–", "—"})

_LOWER = "dan di ke dari untuk bagi pada dengan atau tentang serta yang"
_SMALL_WORDS = frozenset(_LOWER.split())
_UPPER = "HAM ASN RI BKN LAN UPT UPTD DIY DKI NAD NTT NTB TNI POLRI KORPRI"
_INITIALISMS = frozenset(_UPPER.split())
"""Those with a vowel; without one a word is taken for initials anyway (BPSDM, PNS)."""
_LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ROMAN = re.compile(r"[IVXLC]+", re.ASCII)


def identity_label(kind: str) -> str:
    """`NIP`, `NI PPPK`, `NRP`; "" for what is never printed."""
    return _IDENTITY_LABELS.get(IdentityType(kind), "") if kind else ""


def identity_number(kind: str, value: str) -> str:
    """The number as printed: 18 digits grouped; "" for a NIK, however it is called."""
    if not identity_label(kind) or value.strip() in _NOTHING:
        return ""
    digits = "".join(value.split())
    return "" if len(digits) == NIK_DIGITS and digits.isdigit() else grouped_nip(digits)


def rank_line(holder: Holder) -> tuple[str, str]:
    """Label and value by kind of service; ("", "") where the line is left out.

    PNS: rank and grade. PPPK: grade alone. TNI and Polri: rank alone. Others: nothing.
    """
    rank, grade = _said(holder.rank), _said(holder.grade)
    match holder.employment:
        case Employment.PPPK:
            rank = ""
        case Employment.TNI_POLRI:
            grade = ""
        case Employment.NON_ASN:
            return "", ""
        case _:
            rank = "" if grade in PPPK_GRADES else rank
    if rank and grade:
        return "Pangkat/Golongan/Ruang", f"{rank} ({grade})"
    if grade:
        return ("Golongan/Ruang" if grade in RANKS else "Golongan"), grade
    return ("Pangkat", rank) if rank else ("", "")


def birth_line(holder: Holder) -> tuple[str, str]:
    """`Tempat/Tanggal Lahir`, `Semarang, 31 Januari 1990`; the known half where one is missing."""
    place = _said(holder.birthplace)
    day = long_date(holder.birth_date) if holder.birth_date else ""
    if place and day:
        return "Tempat/Tanggal Lahir", f"{place}, {day}"
    if day:
        return "Tanggal Lahir", day
    return ("Tempat Lahir", place) if place else ("", "")


def spelled(number: Decimal) -> str:
    """`20 (dua puluh)`; `2,5 (dua koma lima)`."""
    written = decimal_comma(number)
    whole, _, fraction = written.partition(",")
    words = terbilang(int(whole.replace(".", "")))
    if fraction:
        words = " ".join([words, "koma", *(terbilang(int(digit)) for digit in fraction)])
    return f"{written} ({words})"


def held_on(first: date, last: date) -> str:
    """`dari tanggal 03-09 November 2019`, or `pada tanggal 5 Agustus 2024` for one day."""
    return f"{'pada' if first == last else 'dari'} tanggal {date_range(first, last)}"


def cohort_line(cohort: str) -> str:
    """`Angkatan XII`, whether or not the office wrote the word itself."""
    written = " ".join(cohort.split())
    if not written or written.lower().startswith("angkatan"):
        return written
    return f"Angkatan {written}"


def decree_line(course: Course) -> str:
    """`Nomor … tanggal …` of the decree that ordered the training, or ""."""
    if not course.decree_number:
        return ""
    day = f" tanggal {long_date(course.decree_date)}" if course.decree_date else ""
    return f"Nomor {course.decree_number}{day}"


def total_hours(subjects: Sequence[Subject]) -> Decimal:
    return sum((one.jp for one in subjects), Decimal(0))


def official_title(official: Official) -> str:
    """`Plt. Kepala Balai …`; lines of the title stay lines."""
    lines = [line for raw in official.title.splitlines() if (line := " ".join(raw.split()))]
    title = "\n".join(lines)
    return f"{official.acting.value} {title}" if official.acting.value else title


def official_identity(official: Official) -> str:
    """`NIP 19700101 199503 1 001`, or ""."""
    number = identity_number(official.identity_type, official.identity)
    return f"{identity_label(official.identity_type)} {number}" if number else ""


def sentence_case(line: str) -> str:
    """A letterhead's `BALAI DIKLAT HUKUM DAN HAM` as a sentence has it; mixed case stays."""
    if not line.isupper() or " " not in line.strip():
        return line
    return " ".join(_sentence_word(word, first=at == 0) for at, word in enumerate(line.split()))


def _sentence_word(word: str, *, first: bool) -> str:
    bare = word.strip("(),.;:")
    if bare in _INITIALISMS or _ROMAN.fullmatch(bare) or not re.search("[AEIOU]", bare):
        return word
    if word.lower() in _SMALL_WORDS and not first:
        return word.lower()
    return _LETTERS.sub(lambda match: match[0].capitalize(), word)


def _said(text: str) -> str:
    written = " ".join(text.split())
    return "" if written in _NOTHING else written
