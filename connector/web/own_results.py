"""What a participant sees of their own verdict: why not yet, their scores, their documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from connector.domain.completion import Verdict
from connector.domain.completion_rule import Kind
from connector.domain.people import Role
from connector.domain.trainings import Seat, Training
from connector.flows.class_completion import judge_class
from connector.store import office_pages
from connector.web.place import here
from connector.web.shared_reading import watched
from connector.web.translation import _
from connector.web.verdict_rows import (
    BLOCKING,
    VERDICT_MARKS,
    Attempt,
    Reason,
    name_of_test,
    number,
    reasons_of,
)


@dataclass(frozen=True)
class OwnResults:
    """One participant's verdict, without what concerns the staff alone."""

    mark: str
    """Which of the five states."""
    word: str
    missing: Sequence[Reason]
    met: Sequence[Reason]
    attempts: Sequence[Attempt]
    score: str
    """Final score, "" where there is none."""
    band: str


def own_results(
    connection: Connection, training: Training, seat: Seat, now: datetime
) -> OwnResults | None:
    """Judge one seat for its own page; None for who is no participant, or before the first day.

    A whole class opens its pages at once: the attendance comes from a reading they share.
    """
    begun = any(slot.start <= now for slot in training.sessions)
    if seat.role is not Role.PARTICIPANT or not seat.accepted or not begun:
        return None
    line = office_pages.training(connection, training.code)
    if line is None:
        return None
    found = judge_class(connection, watched(here().office, line).found, only=seat.key)
    judgement = found.judgements.get(seat.key)
    if judgement is None:
        return None
    zone, earned = training.zone, judgement.verdict is Verdict.EARNED
    granted = earned and seat.key in found.decisions
    return OwnResults(
        mark=VERDICT_MARKS[judgement.verdict],
        word=_("granted by decision of the organisers") if granted else own_word(judgement.verdict),
        missing=[] if earned else reasons_of(judgement.reasons, zone, BLOCKING),
        met=reasons_of(judgement.reasons, zone, (Kind.MET,)),
        attempts=[
            Attempt(name_of_test(test), number(percent))
            for test, percent in judgement.counted.items()
        ],
        score="" if judgement.score is None else number(judgement.score),
        band=judgement.band,
    )


def own_word(verdict: Verdict) -> str:
    """What a participant is told; a question to the staff is none to them."""
    return {
        Verdict.PENDING: _("not complete yet"),
        Verdict.EARNED: _("all requirements are met"),
        Verdict.NOT_EARNED: _("requirements not met"),
        Verdict.NEEDS_DECISION: _("being looked at by the organisers"),
    }[verdict]
