"""Who may move a report now: the arrows of its chain with the unit whose holders follow them.

    turns        what may be done with one report, by whom
    waiting      the same for all reports, for tasks and digests
    as_checker   … who stands for what; refuses with a code that ends in `_not_yours`

Nothing is moved here. Administrators build and write like anybody in the unit; they check, sign
and receive nothing unless they are appointed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from connector.domain.procedures import APPOINTED, Actor
from connector.domain.reports import (
    KIND_OF,
    Move,
    ReportDeed,
    ReportKind,
    ReportState,
    ReportType,
    moves,
)
from connector.errors import ConnectorError
from connector.flows.office import Office
from connector.flows.whose_turn import Holder, may_act, today, user_of
from connector.store import reports, trainings, users
from connector.store.reports import StoredReport
from connector.store.trainings import StoredTraining
from connector.store.users import UserRole


@dataclass(frozen=True)
class Turn:
    """Something that may be done with a report, and in which role of which unit."""

    deed: ReportDeed
    actor: Actor
    unit_id: int | None
    """None while nobody has said whose report it is: then nobody can do it."""


def turns(report: StoredReport) -> list[Turn]:
    """List what may be done with a report in its state, in the order of its chain.

    One turn an actor and deed. Nothing of a report without a version.
    """
    if not report.version:
        return []
    kind = KIND_OF[report.type]
    return [
        Turn(one.deed, one.actor, unit_for(report, kind, one)) for one in moves(kind, report.state)
    ]


def waiting(connection: Connection) -> list[tuple[StoredReport, Turn]]:
    """List what every unfinished report waits for: its way forward, never a return."""
    return [
        (report, turn)
        for report in reports.every(connection)
        if report.state not in KIND_OF[report.type].ends
        for turn in turns(report)
        if turn.deed is not ReportDeed.RETURN
    ]


def unit_for(report: StoredReport, kind: ReportKind, move: Move) -> int | None:
    """Return whose holders follow an arrow: a report that is received goes to another's head.

    S002-6 is received by the head it is for; S001-7 is signed by the own head, for the other.
    """
    received = any(one.deed is ReportDeed.RECEIVE for one in kind.moves)
    if received and move.actor is Actor.HEAD and report.for_unit_id is not None:
        return report.for_unit_id
    return report.unit_id


def mover(
    connection: Connection, office: Office, report: StoredReport, deed: ReportDeed, actor: str
) -> tuple[Move, Holder]:
    """Return the arrow an actor may follow, and as whom.

    Raises ConnectorError `report_moved` where the state has no such arrow (somebody was faster),
    `report_without_unit`, `report_not_yours`.
    """
    kind = KIND_OF[report.type]
    fitting = [one for one in moves(kind, report.state) if one.deed is deed]
    if not fitting or not report.version:
        raise ConnectorError("report_moved", state=report.state.value)
    user = user_of(actor)
    day = today(office, office.clock())
    units = [unit_for(report, kind, one) for one in fitting]
    if all(one is None for one in units):
        raise ConnectorError("report_without_unit")
    for move, unit in zip(fitting, units, strict=True):
        holder = may_act(connection, user, unit, move.actor, day) if user is not None else None
        if holder is not None:
            return move, holder
    raise ConnectorError("report_not_yours")


def check_drafter(
    connection: Connection, office: Office, unit_id: int | None, actor: str
) -> Holder | None:
    """Refuse who may neither build nor write: administrators may, and everybody of the unit.

    Commands and jobs may too. Returns as whom, None for those without an appointment. Raises
    ConnectorError `report_not_yours`.
    """
    user_id = user_of(actor)
    if user_id is None:
        return None
    held = may_act(connection, user_id, unit_id, APPOINTED, today(office, office.clock()))
    if held is None and not is_administrator(connection, user_id):
        raise ConnectorError("report_not_yours")
    return held


def checkers_of(kind: ReportKind) -> tuple[Actor, ...]:
    """Return the roles that check reports of a kind."""
    return tuple({one.actor for one in kind.moves if one.deed is ReportDeed.CHECK})


def signers_of(kind: ReportKind) -> tuple[Actor, ...]:
    """Return the roles that sign reports of a kind; () for one that nobody signs."""
    return tuple({one.actor for one in kind.moves if one.deed is ReportDeed.SIGN})


def is_administrator(connection: Connection, user_id: int | None) -> bool:
    user = users.by_id(connection, user_id) if user_id is not None else None
    return user is not None and user.active and user.role is UserRole.ADMINISTRATOR


def training_of(connection: Connection, code: str) -> StoredTraining:
    """Return a training; raises ConnectorError `training_unknown`."""
    stored = trainings.get(connection, code)
    if stored is None:
        raise ConnectorError("training_unknown", training=code)
    return stored


def report_of(
    connection: Connection, code: str, type_: ReportType, *, lock: bool = False
) -> StoredReport:
    """Return a training's report of a type, locked on request, with at least one version.

    Raises ConnectorError `training_unknown`, `report_unknown`.
    """
    stored = training_of(connection, code)
    read = reports.held if lock else reports.of_type
    found = read(connection, stored.id, type_)
    if found is None or not found.version:
        raise ConnectorError("report_unknown", training=code)
    return found


def check_version(report: StoredReport, version: int) -> None:
    """Refuse to act on another version than the one that was looked at: `report_outdated`."""
    if report.version != version:
        raise ConnectorError("report_outdated", version=version, newest=report.version)


def in_hand(states: Sequence[ReportState], report: StoredReport) -> None:
    """Refuse a report in any other state: `report_moved`."""
    if report.state not in states:
        raise ConnectorError("report_moved", state=report.state.value)
