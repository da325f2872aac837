"""Daftar hadir of one session as plain values; how they are built and printed stands elsewhere."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


class Form(StrEnum):
    BLANK = "blank"
    """To be signed by hand, before class."""
    FILLED = "filled"


@dataclass(frozen=True)
class SheetHead:
    """What stands above the list; times and dates as printed. Unknown values are ""."""

    organiser: str
    """Unit that runs the training, one line a level, the own unit last."""
    training: str
    cohort: str
    code: str
    day: str
    session_number: str
    """Of the day: `2 dari 4`."""
    subject: str
    time: str
    room: str
    lesson_hours: str
    instructors: tuple[str, ...]
    rule: str
    printed_at: datetime
    zone: str
    """IANA; the time of printing is shown in it."""


@dataclass(frozen=True)
class SheetRow:
    number: str
    name: str
    identity: str
    """Grouped NIP, NI PPPK or NRP with its label; a NIK only masked."""
    unit: str
    mark: str = ""
    """H, T, S, I, DL or TK; "" before the session is over, and while undecided."""
    undecided: bool = False
    minutes: str = ""
    """"" where nothing was measured."""
    evidence: tuple[str, ...] = ()
    remark: str = ""
    to_sign: bool = False
    """Leave room for a signature by hand."""


@dataclass(frozen=True)
class Signer:
    title: str
    name: str = ""
    """"" leaves a dotted line."""
    identity: str = ""


@dataclass(frozen=True)
class SheetSigners:
    place_and_date: str
    companions: tuple[Signer, ...]
    speakers: tuple[Signer, ...] = ()


@dataclass(frozen=True)
class SheetTotals:
    """How many seats carry each mark; the marks in the order of the office's list."""

    marks: tuple[tuple[str, int], ...]
    undecided: int
    pending: int
    of: int


@dataclass(frozen=True)
class Sheet:
    form: Form
    head: SheetHead
    rows: tuple[SheetRow, ...]
    totals: SheetTotals
    signers: SheetSigners
    draft_reasons: tuple[str, ...] = ()
    """Why the list is not final yet; a final one has none."""

    @property
    def draft(self) -> bool:
        return bool(self.draft_reasons)

    @property
    def fingerprint(self) -> str:
        """Digest of everything but the time of printing: equal lists have equal ones."""
        return fingerprint_of(self, without="head.printed_at")


def fingerprint_of(paper: DataclassInstance, *, without: str) -> str:
    """Digest a paper's values but one, the time of printing, named by its path."""
    content = asdict(paper)
    *path, last = without.split(".")
    place = content
    for name in path:
        place = place[name]
    del place[last]
    text = json.dumps(content, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
