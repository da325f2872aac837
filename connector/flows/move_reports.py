"""Reports move along their chains: checked, returned, received, filed, handed over.

    check              systems are read again, differences shown and accepted, the paper is frozen
    return_report      notes for who drafted it; everything after the draft counts no more
    receive            the head took note of it, unsigned (S002-6)
    file_report        into the archive of the training
    deliver_by_hand    a person handed it over, and says to whom

Each is done once: the report is locked, its state and version are looked at in the same
transaction, and who comes second is told. Signing stands in `sign_reports`, handing over to the
office's systems in `send_reports`.
"""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import Connection

from connector import log
from connector.domain.reports import KIND_OF, Move, ReportDeed, ReportType
from connector.errors import ConnectorError
from connector.flows.build_reports import LONGEST_NOTE, refuse_unsettled, written
from connector.flows.office import Office
from connector.flows.report_differences import Differences, compare, read_again
from connector.flows.report_files import checked_paper, version_of
from connector.flows.report_turns import (
    check_version,
    mover,
    report_of,
    signers_of,
)
from connector.flows.whose_turn import Holder, holders, may_act, today
from connector.store import audit, officials, reports
from connector.store.engine import reading
from connector.store.officials import StoredOfficial
from connector.store.reports import NewEntry, StoredReport

_log = log.get("report")


class ReportDiffers(ConnectorError):
    """What is there now is not what the report says; whoever checks it decides."""

    def __init__(self, differences: Differences) -> None:
        self.differences = differences
        super().__init__(
            "report_differs",
            count=len(differences.lines),
            unread=len(differences.read.unread),
        )


def check(
    office: Office,
    code: str,
    type_: ReportType,
    *,
    version: int,
    actor: str,
    accept: str = "",
    official: int | None = None,
    note: str = "",
) -> StoredReport:
    """Check a version: read the systems again, then freeze its paper as it will be signed.

    Raises ReportDiffers when anything differs or could not be read, unless `accept` is the
    fingerprint of just these differences: they are kept in the trail then. `official` signs it;
    without, the one official who heads the unit. Raises ConnectorError `report_unknown`,
    `report_moved`, `report_outdated`, `report_frozen` (build it anew first), `report_not_yours`,
    `report_without_unit`, `report_official_unclear`, `report_official_not_head`.
    """
    said = written(note, LONGEST_NOTE)
    with reading(office.engine) as connection:
        report, _arrow, who = ready(
            connection, office, code, type_, ReportDeed.CHECK, version, actor
        )
        looked_at = version_of(connection, report, version)
        if looked_at.frozen:
            raise ConnectorError("report_frozen", version=version)
        signs = _official(connection, office, report, official)
    again = read_again(office, code)
    with reading(office.engine) as connection:
        found = compare(connection, office, code, report, looked_at, again)
    if found.fingerprint != accept:
        raise ReportDiffers(found)
    pdf, workbook = checked_paper(office, looked_at, report, signs, who.name, who.role)
    digest = hashlib.sha256(pdf).hexdigest()
    with office.engine.begin() as connection:
        held, arrow, holder = ready(
            connection, office, code, type_, ReportDeed.CHECK, version, actor, lock=True
        )
        if not reports.freeze(
            connection, looked_at.id, pdf=pdf, pdf_sha256=digest, workbook=workbook
        ):
            raise ConnectorError("report_frozen", version=version)
        return _moved(
            connection, office, held, holder, arrow, actor, said,
            official=signs.official.id if signs else None,
            sha256=digest, fingerprint=looked_at.fingerprint, **found.to_json(),
        )  # fmt: skip


def return_report(
    office: Office, code: str, type_: ReportType, *, version: int, note: str, actor: str
) -> StoredReport:
    """Send a report back with notes; raises `report_note_missing` and what every move raises.

    What is being signed, or may have been, is not returned: `report_signing_unsettled`.
    """
    said = written(note, LONGEST_NOTE)
    if not said:
        raise ConnectorError("report_note_missing")
    return _move(office, code, type_, ReportDeed.RETURN, version, actor, said)


def receive(
    office: Office, code: str, type_: ReportType, *, version: int, actor: str, note: str = ""
) -> StoredReport:
    """Note that the head received a checked report, unsigned."""
    return _move(office, code, type_, ReportDeed.RECEIVE, version, actor, note)


def file_report(
    office: Office, code: str, type_: ReportType, *, version: int, actor: str, note: str = ""
) -> StoredReport:
    """Put a checked report into the training's archive."""
    return _move(office, code, type_, ReportDeed.FILE, version, actor, note)


def deliver_by_hand(
    office: Office, code: str, type_: ReportType, *, version: int, note: str, actor: str
) -> StoredReport:
    """Note that a person handed a signed report over, and to whom: `report_note_missing`."""
    said = written(note, LONGEST_NOTE)
    if not said:
        raise ConnectorError("report_note_missing")
    return _move(office, code, type_, ReportDeed.DELIVER, version, actor, said)


def _move(
    office: Office,
    code: str,
    type_: ReportType,
    deed: ReportDeed,
    version: int,
    actor: str,
    note: str,
) -> StoredReport:
    """Follow one arrow of the chain that freezes and sends nothing."""
    said = written(note, LONGEST_NOTE)
    with office.engine.begin() as connection:
        report, arrow, who = ready(connection, office, code, type_, deed, version, actor, lock=True)
        refuse_unsettled(connection, report)
        return _moved(connection, office, report, who, arrow, actor, said)


def ready(
    connection: Connection,
    office: Office,
    code: str,
    type_: ReportType,
    deed: ReportDeed,
    version: int,
    actor: str,
    *,
    lock: bool = False,
) -> tuple[StoredReport, Move, Holder]:
    """Return a report that this actor may move so now, how, and as whom; else refuse."""
    report = report_of(connection, code, type_, lock=lock)
    arrow, who = mover(connection, office, report, deed, actor)
    check_version(report, version)
    return report, arrow, who


def _moved(
    connection: Connection,
    office: Office,
    report: StoredReport,
    who: Holder,
    arrow: Move,
    actor: str,
    note: str,
    *,
    official: int | None = None,
    **detail: Any,
) -> StoredReport:
    """Write a move: the state, the trail and the audit's line, in the caller's transaction."""
    now = office.clock()
    if not reports.move(connection, report, arrow.to, now=now, official=official):
        raise ConnectorError("report_moved", state=report.state.value)
    entry = NewEntry(
        report.version,
        arrow.deed.value,
        arrow.to,
        actor,
        now,
        note,
        {**who.detail(), **detail},
    )
    reports.note(connection, report.id, entry)
    audit.note(
        connection, actor, f"report.{arrow.deed.value}", f"report:{report.id}", now=now,
        version=report.version, state=arrow.to.value,
        differences=len(detail.get("differences", ())), unread=len(detail.get("unread", ())),
    )  # fmt: skip
    _log.info("moved", report=report.id, deed=arrow.deed.value, state=arrow.to.value)
    found = reports.get(connection, report.id)
    return found or report


def _official(
    connection: Connection, office: Office, report: StoredReport, chosen: int | None
) -> StoredOfficial | None:
    """Return who is printed to sign, None for a report that nobody signs."""
    signs = signers_of(KIND_OF[report.type])
    if not signs:
        return None
    day = today(office, office.clock())
    if chosen is not None:
        found = officials.get(connection, chosen)
        if found is None or not found.active:
            raise ConnectorError("official_unknown")
        if found.user_id is not None and not may_act(
            connection, found.user_id, report.unit_id, signs, day
        ):
            raise ConnectorError("report_official_not_head")
        return found
    named = heads(connection, office, report)
    if len(named) != 1:
        raise ConnectorError("report_official_unclear", count=len(named))
    return named[0]


def heads(connection: Connection, office: Office, report: StoredReport) -> list[StoredOfficial]:
    """List the officials whose user heads the report's unit today, in their own right first."""
    signs = signers_of(KIND_OF[report.type])
    day = today(office, office.clock())
    users = [one.user_id for one in holders(connection, report.unit_id, signs, day)]
    found = [
        one
        for one in officials.every(connection)
        if one.active and one.user_id is not None and one.user_id in users
    ]
    return sorted(found, key=lambda one: users.index(one.user_id or 0))
