"""Reports as values: their types, the chain of states each goes through, and who may move it.

A chain is data: what may be done in a state, what comes of it, and whose turn it is. Nothing is
built, printed or sent here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from connector.domain.procedures import Actor, Words


class ReportType(StrEnum):
    PARTICIPANTS = "participants"
    """Laporan data peserta pelatihan (S002-5, -6)."""
    WORK_DONE = "work_done"
    """Laporan penyelesaian pekerjaan (S001-4, -6, -7)."""
    ATTENDANCE = "attendance"
    """Rekap kehadiran dan arsip harian (S003-19)."""
    TRAINING = "training"
    """Laporan pelatihan (S000-4)."""
    ADMINISTRATION = "administration"
    """Berkas administrasi peserta dan tenaga pengajar (S000-5)."""


class ReportState(StrEnum):
    DRAFT = "draft"
    RETURNED = "returned"
    """Sent back with notes; it is drafted again and stays visible as returned."""
    CHECKED = "checked"
    SIGNED = "signed"
    RECEIVED = "received"
    """The head took note of it, unsigned (S002-6)."""
    FILED = "filed"
    """In the archive of the training; nobody signs it."""
    DELIVERED = "delivered"
    """Handed over to the office; the receipt is a field of the delivery."""


class ReportDeed(StrEnum):
    """What moves a report."""

    CHECK = "check"
    RETURN = "return"
    SIGN = "sign"
    RECEIVE = "receive"
    FILE = "file"
    DELIVER = "deliver"


@dataclass(frozen=True)
class Move:
    """One arrow of a chain."""

    state: ReportState
    deed: ReportDeed
    to: ReportState
    actor: Actor


@dataclass(frozen=True)
class ReportKind:
    """Everything fixed about a type of report."""

    type: ReportType
    title: Words
    procedure: str
    """Slug of its SOP."""
    steps: tuple[str, ...]
    """Printed steps, for the paper: `5`, `6`."""
    moves: tuple[Move, ...]
    ends: frozenset[ReportState]
    """States from which nothing more is expected."""


_S, _D, _A = ReportState, ReportDeed, Actor


def _checked_by(lead: Actor) -> tuple[Move, ...]:
    return (
        Move(_S.DRAFT, _D.CHECK, _S.CHECKED, lead),
        Move(_S.DRAFT, _D.RETURN, _S.RETURNED, lead),
        Move(_S.RETURNED, _D.CHECK, _S.CHECKED, lead),
        Move(_S.RETURNED, _D.RETURN, _S.RETURNED, lead),
        Move(_S.CHECKED, _D.RETURN, _S.RETURNED, lead),
    )


def _signed_and_delivered(lead: Actor, staff: Actor) -> tuple[Move, ...]:
    return (
        *_checked_by(lead),
        Move(_S.CHECKED, _D.RETURN, _S.RETURNED, _A.HEAD),
        Move(_S.CHECKED, _D.SIGN, _S.SIGNED, _A.HEAD),
        Move(_S.SIGNED, _D.DELIVER, _S.DELIVERED, staff),
    )


KINDS: tuple[ReportKind, ...] = (
    ReportKind(
        ReportType.PARTICIPANTS,
        Words("Laporan data peserta pelatihan", "Participant data report"),
        "s002",
        ("5", "6"),
        (
            *_checked_by(_A.TEAM_LEAD),
            Move(_S.CHECKED, _D.RETURN, _S.RETURNED, _A.HEAD),
            Move(_S.CHECKED, _D.RECEIVE, _S.RECEIVED, _A.HEAD),
        ),
        frozenset({_S.RECEIVED}),
    ),
    ReportKind(
        ReportType.WORK_DONE,
        Words("Laporan penyelesaian pekerjaan", "Work-completion report"),
        "s001",
        ("4", "6", "7"),
        _signed_and_delivered(_A.TEAM_LEAD, _A.TEAM_MEMBER),
        frozenset({_S.DELIVERED}),
    ),
    ReportKind(
        ReportType.ATTENDANCE,
        Words("Rekapitulasi kehadiran dan arsip harian", "Attendance recap and daily archive"),
        "s003",
        ("19",),
        (
            *_checked_by(_A.COMMITTEE),
            Move(_S.CHECKED, _D.FILE, _S.FILED, _A.COMMITTEE),
        ),
        frozenset({_S.FILED}),
    ),
    ReportKind(
        ReportType.TRAINING,
        Words("Laporan pelatihan", "Training report"),
        "s000",
        ("4",),
        _signed_and_delivered(_A.SECTION_HEAD, _A.EXECUTING_STAFF),
        frozenset({_S.DELIVERED}),
    ),
    ReportKind(
        ReportType.ADMINISTRATION,
        Words(
            "Berkas administrasi peserta dan tenaga pengajar",
            "Administration file of participants and instructors",
        ),
        "s000",
        ("5",),
        (
            *_checked_by(_A.SECTION_HEAD),
            Move(_S.CHECKED, _D.FILE, _S.FILED, _A.EXECUTING_STAFF),
        ),
        frozenset({_S.FILED}),
    ),
)
"""Every type of report, in the order of the pages."""

KIND_OF = {one.type: one for one in KINDS}


def moves(kind: ReportKind, state: ReportState) -> tuple[Move, ...]:
    """List what may be done with a report of that kind in a state."""
    return tuple(one for one in kind.moves if one.state is state)


def milestone(type_: ReportType, state: ReportState) -> str:
    """`report.training.signed`: how a step names that a report has reached a state."""
    return f"report.{type_.value}.{state.value}"
