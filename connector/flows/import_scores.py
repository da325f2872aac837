"""Scores from a file: read and shown first, stored after a yes. Read top to bottom.

    read_scores    what the file says, row by row, and what storing it would change
    import_scores  store exactly what was shown

The same file again changes nothing; another value for the same person, test and day corrects the
earlier one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection

from connector.domain.completion import Score
from connector.domain.people import Role
from connector.errors import ConnectorError
from connector.flows.class_completion import rule_of
from connector.flows.decide_completion import check_value, named_test
from connector.flows.office import Office
from connector.rosters.score_file import (
    DEFAULT_MAXIMUM,
    FoundScore,
    Rostered,
    ScorePreview,
    preview_scores,
)
from connector.store import audit, completion, trainings
from connector.store import seats as seat_queries
from connector.store.completion import NewScore, ScoreChanges
from connector.store.engine import reading
from connector.store.seats import StoredSeat

FILE = "file"
"""Source of a score that came from a file."""

KNOWN_TESTS = ("pretest", "posttest")
"""Tests whose columns are recognised in every training, whatever its rule says."""


@dataclass(frozen=True)
class ShownScores:
    """What a file says, and what is there already."""

    preview: ScorePreview
    names: dict[str, str]
    """Seat → full name, of those the file has scores for."""
    before: dict[tuple[str, str, str], Decimal]
    """Value of what a file stored before, by seat, test and reference."""

    @property
    def changed(self) -> list[FoundScore]:
        """Scores that would correct an earlier one."""
        return [one for one in self.preview.found if self._earlier(one) not in (None, one.value)]

    @property
    def same(self) -> list[FoundScore]:
        return [one for one in self.preview.found if self._earlier(one) == one.value]

    def _earlier(self, one: FoundScore) -> Decimal | None:
        return self.before.get((one.seat, one.test, reference_of(one)))


def read_scores(
    office: Office,
    code: str,
    file_name: str,
    content: bytes,
    *,
    test: str = "",
    maximum: Decimal = DEFAULT_MAXIMUM,
) -> ShownScores:
    """Read a file of scores against a training's roster; nothing is stored.

    With `test` its column, or the one that names no test; without it every column that names a
    test of the rule, pre-test or post-test. Raises RosterError for an unusable file, and
    ConnectorError `training_unknown`, `test_unfit`, `score_unfit` (the maximum).
    """
    name = named_test(test) if test else ""
    check_value(maximum, maximum)
    with reading(office.engine) as connection:
        stored = trainings.get(connection, code)
        if stored is None:
            raise ConnectorError("training_unknown", training=code)
        seats = seat_queries.listing(connection, stored.id)
        there = completion.scores_of(connection, stored.id)
    rule = rule_of(stored.settings.options)
    tests = dict.fromkeys([*(one.test for one in rule.scores), *KNOWN_TESTS])
    preview = preview_scores(
        file_name,
        content,
        [_rostered(seat) for seat in seats],
        test=name,
        tests=list(tests),
        zone=stored.settings.zone,
        now=office.clock(),
        maximum=maximum,
    )
    scored = {one.seat for one in preview.found}
    return ShownScores(
        preview,
        {seat.key: seat.record.full_name for seat in seats if seat.key in scored},
        {
            (one.score.seat, one.score.test, one.reference): one.score.value
            for one in there
            if one.score.source == FILE
        },
    )


def import_scores(
    office: Office, code: str, found: Sequence[FoundScore], *, digest: str, actor: str
) -> ScoreChanges:
    """Store scores that were shown, all or none; `digest` names the file they came from.

    Raises ConnectorError `seat_not_judged` where a seat is no participant (any more),
    `score_unfit`, `test_unfit`, `scores_none` for an empty list.
    """
    if not found:
        raise ConnectorError("scores_none")
    for one in found:
        check_value(one.value, one.maximum)
        named_test(one.test)
    with office.engine.begin() as connection:
        now = office.clock()
        stored = trainings.get(connection, code)
        if stored is None:
            raise ConnectorError("training_unknown", training=code)
        trainings.lock(connection, stored.id)
        if not {one.seat for one in found} <= _judged(connection, stored.id):
            raise ConnectorError("seat_not_judged", training=code)
        changes = completion.put_scores(
            connection, stored.id, [_new_score(one) for one in found], actor=actor, now=now
        )
        audit.note(
            connection, actor, "completion.scores_imported", stored.key, now=now,
            added=len(changes.added), changed=list(changes.changed), same=changes.same,
            tests=sorted({one.test for one in found}), file=digest,
        )  # fmt: skip
    return changes


def reference_of(one: FoundScore) -> str:
    """Return what names an attempt within its file source: its moment, "" where it has none."""
    return one.taken_at.isoformat() if one.taken_at else ""


def _new_score(one: FoundScore) -> NewScore:
    score = Score(one.seat, one.test, FILE, one.value, one.maximum, one.taken_at)
    return NewScore(score, reference_of(one))


def _judged(connection: Connection, training_id: int) -> set[str]:
    return {one.key for one in seat_queries.listing(connection, training_id) if _is_judged(one)}


def _is_judged(seat: StoredSeat) -> bool:
    return seat.accepted and seat.role is Role.PARTICIPANT


def _rostered(seat: StoredSeat) -> Rostered:
    return Rostered(
        seat=seat.key,
        number=seat.number,
        name=seat.record.full_name,
        identities=seat.record.identities,
        email=seat.record.email or "",
        judged=_is_judged(seat),
    )
