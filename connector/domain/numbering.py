"""Certificate numbers from a pattern, and the codes that public pages are found by; no database.

A pattern is text with tokens in braces: `W.32.UM.01.01-{seq}` or
`{seq:3}/{unit}/{klasifikasi}/{month_roman}/{year}` (facts: domain §4.3).
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import takewhile

from connector.domain.findings import Finding
from connector.domain.indonesian import from_roman, terbilang, to_roman

LONGEST_PATTERN = 120
"""Characters; a number stands on one line of a certificate."""

LONGEST_NUMBER = 200
"""Characters of a finished number, and of one in a pasted list."""

WIDEST_PAD = 8
"""Digits that `{seq:8}` fills up with zeros; more are no number of a register."""

LARGEST = 99_999_999
"""The highest number a series counts to."""


class Token(StrEnum):
    """What a pattern may ask for, as written between its braces."""

    SEQ = "seq"
    """The number itself, counted within its series; every pattern has it once."""
    SEQ_IN_BATCH = "seq_in_batch"
    """Counted within the training and kind, from 1."""
    UNIT = "unit"
    KLASIFIKASI = "klasifikasi"
    """Classification code of the archive (Permendagri 83/2022 and the like)."""
    KODE_PELATIHAN = "kode_pelatihan"
    ANGKATAN_ROMAN = "angkatan_roman"
    MONTH_ROMAN = "month_roman"
    MONTH2 = "month2"
    YEAR = "year"


COUNTED = (Token.SEQ, Token.SEQ_IN_BATCH)
"""Tokens that may be padded with zeros: `{seq:3}`."""

NAMED = (Token.UNIT, Token.KLASIFIKASI, Token.KODE_PELATIHAN, Token.ANGKATAN_ROMAN)
"""Tokens whose value somebody must have given; an empty one is refused, never left out."""


@dataclass(frozen=True)
class Part:
    """A piece of a pattern: text as it is, or a token with the width it is filled up to."""

    text: str = ""
    token: Token | None = None
    pad: int = 0


@dataclass(frozen=True)
class Pattern:
    """A pattern that was understood."""

    text: str
    parts: tuple[Part, ...]

    @property
    def tokens(self) -> frozenset[Token]:
        return frozenset(part.token for part in self.parts if part.token is not None)

    @property
    def skeleton(self) -> tuple[str, ...]:
        """What stands around the digits: 0137 and 137 are one number to whoever reads them."""
        return tuple(
            part.text if part.token is None else f"{{{part.token}}}" for part in self.parts
        )

    @property
    def recurs(self) -> bool:
        """Whether next year's numbers would read the same: it names no year."""
        return Token.YEAR not in self.tokens


@dataclass(frozen=True)
class PatternReading:
    """A pattern, or everything that is wrong with the text."""

    pattern: Pattern | None = None
    problems: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Context:
    """What the tokens of one training's numbers stand for; "" where it is not known."""

    dated: date
    unit: str = ""
    klasifikasi: str = ""
    kode_pelatihan: str = ""
    cohort: str = ""
    """Angkatan as the office writes it: `II`, `2`, `Angkatan dua`."""


_PIECES = re.compile(r"\{([^{}]*)\}|([{}])|([^{}]+)")
_INSIDE = re.compile(r"([a-z_0-9]+)(?::([0-9]{1,3}))?", re.ASCII)


def read_pattern(text: str) -> PatternReading:
    """Read a pattern; problems name the character they begin at, counted from 1."""
    written = text.strip(" ")
    problems = list(_unfit(written))
    parts = list[Part]()
    for piece in _PIECES.finditer(written):
        inside, brace, plain = piece.groups()
        if plain is not None:
            parts.append(Part(plain))
        elif brace is not None:
            problems.append(Finding.of("pattern_brace", at=piece.start() + 1, brace=brace))
        else:
            part = _token(inside, piece.start() + 1)
            if isinstance(part, Part):
                parts.append(part)
            else:
                problems.append(part)
    counted = [part for part in parts if part.token is Token.SEQ]
    if not counted and not problems:
        problems.append(Finding.of("pattern_without_seq"))
    if len(counted) > 1:
        problems.append(Finding.of("pattern_seq_twice"))
    if problems:
        return PatternReading(problems=tuple(problems))
    return PatternReading(Pattern(written, tuple(parts)))


def _unfit(text: str) -> Iterator[Finding]:
    if not text:
        yield Finding.of("pattern_empty")
    if len(text) > LONGEST_PATTERN:
        yield Finding.of("pattern_long", length=len(text), most=LONGEST_PATTERN)
    if not text.isprintable():
        yield Finding.of("pattern_unprintable", at=len(_before_unprintable(text)) + 1)


def _before_unprintable(text: str) -> str:
    """Return what stands before the first tab, line break, control or invisible character."""
    return "".join(takewhile(str.isprintable, text))


def _token(inside: str, at: int) -> Part | Finding:
    match = _INSIDE.fullmatch(inside)
    name, pad = (match[1], match[2]) if match else (inside, None)
    if name not in {token.value for token in Token}:
        return Finding.of("pattern_token_unknown", at=at, token=printable(inside)[:40])
    token = Token(name)
    if pad is None:
        return Part(token=token)
    if token not in COUNTED:
        return Finding.of("pattern_pad_unfit", at=at, token=name)
    if not 1 <= int(pad) <= WIDEST_PAD:
        return Finding.of("pattern_pad_wide", at=at, most=WIDEST_PAD)
    return Part(token=token, pad=int(pad))


def printable(text: str) -> str:
    """Return text with everything that cannot be seen on paper shown as `?`."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def missing(pattern: Pattern, context: Context) -> list[Token]:
    """List the tokens that a pattern asks for and the context cannot fill, in its order."""
    known = _values(context)
    return [
        part.token
        for part in pattern.parts
        if part.token is not None and part.token in NAMED and not known[part.token]
    ]


def format_number(pattern: Pattern, context: Context, sequence: int, in_batch: int) -> str:
    """Write one number; raises ValueError where the context lacks a token (see `missing`)."""
    if lacking := missing(pattern, context):
        raise ValueError(f"the pattern asks for {lacking[0]}")
    values = _values(context)
    counts = {Token.SEQ: sequence, Token.SEQ_IN_BATCH: in_batch}
    return "".join(
        part.text
        if part.token is None
        else f"{counts[part.token]:0{part.pad}d}"
        if part.token in counts
        else values[part.token]
        for part in pattern.parts
    )


def preview(pattern: Pattern, context: Context, following: Sequence[int]) -> list[str]:
    """Write numbers for people to look at; a token that is not known yet stands as itself."""
    known = _values(context)
    shown = Pattern(
        pattern.text,
        tuple(
            Part(f"{{{part.token}}}")
            if part.token is not None and part.token in NAMED and not known[part.token]
            else part
            for part in pattern.parts
        ),
    )
    return [
        format_number(shown, context, sequence, place)
        for place, sequence in enumerate(following, start=1)
    ]


def _values(context: Context) -> Mapping[Token, str]:
    cohort = cohort_number(context.cohort)
    return {
        Token.UNIT: context.unit,
        Token.KLASIFIKASI: context.klasifikasi,
        Token.KODE_PELATIHAN: context.kode_pelatihan,
        Token.ANGKATAN_ROMAN: "" if cohort is None else to_roman(cohort),
        Token.MONTH_ROMAN: to_roman(context.dated.month),
        Token.MONTH2: f"{context.dated.month:02}",
        Token.YEAR: str(context.dated.year),
    }


_COHORT_LABEL = re.compile(r"^(?:angkatan|angk|akt|ke)\b[\s.:-]*")
_TWICE = re.compile(r"([^()]+)\(([^()]+)\)")
_COHORTS = {terbilang(number): number for number in range(1, 1000)} | {"pertama": 1}


def cohort_number(text: str) -> int | None:
    """Read an angkatan however it is written: `II`, `2`, `Angkatan ke-2`, `dua`, `kedua`.

    None where it is no number at all (`Khusus`), or two (`II (tiga)`).
    """
    if match := _TWICE.fullmatch(text.strip()):
        once, again = cohort_number(match[1]), cohort_number(match[2])
        return once if once == again else None
    wording = " ".join(text.lower().split())
    while (rest := _COHORT_LABEL.sub("", wording)) != wording:
        wording = rest
    if wording.isascii() and wording.isdigit():
        return int(wording) if 1 <= int(wording[:5]) <= 3999 else None
    worded = _COHORTS.get(wording) or _COHORTS.get(wording.removeprefix("ke"))
    return worded or from_roman(wording)


_BLANKS = re.compile("[ \u00a0]+")


def read_list(text: str) -> tuple[list[tuple[int, str]], list[Finding]]:
    """Read pasted numbers, one a line; return (line, number) pairs and what is wrong.

    Lines are counted from 1; empty ones at the very end are none. A tab is refused: it comes with
    a second column of a spreadsheet.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    numbers, problems = list[tuple[int, str]](), list[Finding]()
    first_at: dict[str, int] = {}
    for line, written in enumerate(lines, start=1):
        number = _BLANKS.sub(" ", written.strip())
        if not number:
            problems.append(Finding.of("list_line_empty", line=line))
        elif len(number) > LONGEST_NUMBER:
            problems.append(Finding.of("list_line_long", line=line, most=LONGEST_NUMBER))
        elif not number.isprintable():
            problems.append(Finding.of("list_line_unprintable", line=line))
        elif number in first_at:
            problems.append(
                Finding.of("list_line_twice", line=line, number=number, before=first_at[number])
            )
        else:
            first_at[number] = line
            numbers.append((line, number))
    if not lines:
        problems.append(Finding.of("list_empty"))
    return numbers, problems


ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U (https://www.crockford.com/base32.html)."""

CODE_LENGTH = 20
"""Characters of five bits: 100 bits, that nobody guesses."""

GROUP = 5

_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_code() -> str:
    """Return a verification code: 20 characters at random, as stored, without dashes."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def show_code(code: str) -> str:
    """Write a code for people: `XXXXX-XXXXX-XXXXX-XXXXX`."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def read_code(text: str) -> str | None:
    """Return the code somebody typed, forgiving case, dashes, blanks, O for 0 and I or L for 1."""
    if len(text) > 4 * CODE_LENGTH:
        return None
    typed = re.sub(r"[\s\u2010-\u2015_-]+", "", text).upper().translate(_MISREAD)
    fits = len(typed) == CODE_LENGTH and all(letter in ALPHABET for letter in typed)
    return typed if fits else None
