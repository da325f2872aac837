"""What one seat at one session is called: which of the five states, which words; no rule here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from connector.domain.attendance import (
    Below,
    Cell,
    Denominator,
    ExcusedCounts,
    Mark,
    Result,
    Rule,
    SignInSource,
)
from connector.domain.attribution import Basis, Standing
from connector.domain.identities import mask
from connector.domain.presence import Source
from connector.domain.sessions import SessionRecord
from connector.web.translation import _

MARK_STATES = {
    Mark.PRESENT: "ok",
    Mark.LATE: "ok",
    Mark.SICK: "ok",
    Mark.EXCUSED: "ok",
    Mark.ON_DUTY: "ok",
    Mark.ABSENT: "failed",
}
"""Mark → which of the five; an excuse that somebody accepted needs nobody any more."""


def state_of(cell: Cell | None, session: SessionRecord, now: datetime) -> str:
    """Return which of the five a cell shows, or "" where nothing is counted."""
    if cell is None or cell.result is Result.NOT_COUNTED:
        return ""
    if cell.result is Result.UNDECIDED:
        return "decision"
    if cell.mark is not None:
        return MARK_STATES[cell.mark]
    return "running" if session.start <= now < session.end else "waiting"


def mark_word(mark: Mark) -> str:
    """What the office calls a mark."""
    return {
        Mark.PRESENT: _("attended"),
        Mark.LATE: _("late"),
        Mark.SICK: _("sick"),
        Mark.EXCUSED: _("excused"),
        Mark.ON_DUTY: _("on duty elsewhere"),
        Mark.ABSENT: _("absent without notice"),
    }[mark]


def standing_word(standing: Standing) -> str:
    """How sure it is whose stay it was."""
    return {
        Standing.CERTAIN: _("certain"),
        Standing.UNCONFIRMED: _("unconfirmed"),
        Standing.CONTRADICTED: _("contradicted"),
        Standing.UNMATCHED: _("not recognised"),
        Standing.NOBODY: _("not of this training"),
        Standing.OPENER: _("opens the room"),
    }[standing]


def basis_word(basis: Basis) -> str:
    """What an attribution rests on."""
    return {
        Basis.DECISION: _("decided by a person"),
        Basis.REGISTRANT: _("own Zoom link"),
        Basis.LOGIN: _("Zoom account"),
        Basis.EMAIL: _("confirmed e-mail"),
        Basis.PHONE: _("telephone number"),
        Basis.BOUND: _("telephone joined to another device"),
        Basis.NONE: _("nothing that identifies"),
    }[basis]


def source_word(source: Source) -> str:
    """Where presence comes from."""
    return {
        Source.WEBHOOK: _("Zoom, live"),
        Source.REPORT: _("Zoom report"),
        Source.FILE: _("list exported from Zoom"),
    }[source]


def sign_in_word(source: SignInSource) -> str:
    """How somebody signed."""
    return {
        SignInSource.SELF: _("personal page"),
        SignInSource.QR: _("room code"),
    }[source]


def denominator_word(denominator: Denominator) -> str:
    """What a disruption does to the length of a session."""
    return {
        Denominator.OPEN: _("not decided yet"),
        Denominator.KEEP: _("the session keeps its length"),
        Denominator.DEDUCT: _("the disrupted minutes are left out"),
    }[denominator]


def rule_sentence(rule: Rule) -> str:
    """Say a training's whole rule in one line."""
    below = {
        Below.ASK: _("below that a person decides"),
        Below.ABSENT: _("below that absent (TK)"),
    }[rule.below]
    excused = {
        ExcusedCounts.PRESENT: _("S, I, DL count as attended"),
        ExcusedCounts.NEUTRAL: _("S, I, DL are left out of the share of JP"),
        ExcusedCounts.ABSENT: _("S, I, DL count as missed"),
    }[rule.excused]
    parts = [
        _("Present from %(share)s %% of a session's minutes", share=rule.minimum_percent),
        below,
        _("late (T) after %(minutes)s minutes", minutes=rule.grace_minutes),
        excused,
    ]
    if rule.sign_in_required:
        parts.append(_("signing in is required"))
    if rule.second_approval:
        parts.append(_("a mark by hand needs a second person"))
    return "; ".join(parts) + "."


def masked_text(text: str) -> str:
    """Hide e-mail addresses and long numbers that people type as their display name."""
    hidden = re.sub(r"([^\s@]{1,2})[^\s@]*@[^\s@]+", r"\1***@***", text)
    return re.sub(r"\+?\d(?:[ .-]?\d){6,}", lambda found: mask(found[0]), hidden)


@dataclass(frozen=True)
class CellWords:
    """The words of a matrix, looked up once: a gettext a cell would cost more than the cell."""

    states: dict[str, str]
    marks: dict[Mark, str]
    minutes: str
    provisional: str
    hand: str
    signed: str
    waiting: str


def cell_words() -> CellWords:
    """Return the words in the language of this answer; `{0}` stands for a figure."""
    return CellWords(
        states={
            "ok": _("in line"),
            "waiting": _("waiting"),
            "running": _("in progress"),
            "decision": _("needs a decision"),
            "failed": _("not attended"),
            "": _("not counted"),
        },
        marks={mark: mark_word(mark) for mark in Mark},
        minutes=_("%(found)s of %(expected)s minutes", found="{0}", expected="{1}"),
        provisional=_("provisional"),
        hand=_("marked by a person"),
        signed=_("signed in"),
        waiting=_("%(minutes)s minutes wait to be recognised", minutes="{0}"),
    )
