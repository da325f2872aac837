"""Signed reports go to the office's systems; they count as delivered once one has taken them.

deliver             asked for by whoever's turn it is; nothing is sent here
settle_deliveries   a tick: what a system has taken is delivered, at the moment it took it
"""

from collections.abc import Sequence

from connector import log
from connector.domain.reports import ReportDeed, ReportState, ReportType
from connector.errors import ConnectorError
from connector.flows.move_reports import ready
from connector.flows.office import Office
from connector.flows.report_files import version_of
from connector.flows.send_report import put_report
from connector.store import audit, office_deliveries, reports
from connector.store.engine import reading
from connector.store.reports import SEND, NewEntry, StoredReport

ACTOR = "job:settle_reports"

_log = log.get("report")


def deliver(
    office: Office,
    code: str,
    type_: ReportType,
    targets: Sequence[str],
    *,
    version: int,
    actor: str,
) -> StoredReport:
    """Give a signed report to systems of the office (ids of connections); nothing is sent yet.

    It counts as delivered once one of them has taken it (`settle_deliveries`). Raises
    ConnectorError `report_no_target`, what every move raises, and what `put_report` raises.
    """
    if not targets:
        raise ConnectorError("report_no_target")
    now = office.clock()
    with office.engine.begin() as connection:
        report, _arrow, who = ready(
            connection, office, code, type_, ReportDeed.DELIVER, version, actor, lock=True
        )
        signed = version_of(connection, report, version)
        sent = put_report(connection, office, signed.id, targets, actor=actor)
        detail = {**who.detail(), "targets": list(targets), "deliveries": list(sent.deliveries)}
        entry = NewEntry(version, SEND, report.state, actor, now, detail=detail)
        reports.note(connection, report.id, entry)
        audit.note(
            connection, actor, "report.sent", f"report:{report.id}", now=now, version=version,
            deliveries=list(sent.deliveries),
        )  # fmt: skip
    return report


def settle_deliveries(office: Office) -> int:
    """Call every signed report delivered that a system of the office has taken; return how many."""
    with reading(office.engine) as connection:
        signed = reports.every(connection, (ReportState.SIGNED,))
    return sum(_settle(office, one) for one in signed)


def _settle(office: Office, known: StoredReport) -> bool:
    with office.engine.begin() as connection:
        newest = reports.version(connection, known.id, known.version)
        if newest is None:
            return False
        taken = [
            (one.sent_at, one)
            for one in office_deliveries.of_report(connection, newest.id)
            if one.sent_at is not None
        ]
        if not taken:
            return False
        report = reports.held(connection, known.training_id, known.type)
        if report is None or (report.state, report.version) != (known.state, known.version):
            return False
        at, first = min(taken, key=lambda pair: pair[0])
        reports.move(connection, report, ReportState.DELIVERED, now=at)
        entry = NewEntry(
            report.version, ReportDeed.DELIVER.value, ReportState.DELIVERED, ACTOR,
            at, detail={"delivery": first.id, "target": first.connection_id},
        )  # fmt: skip
        reports.note(connection, report.id, entry)
        audit.note(
            connection, ACTOR, "report.deliver", f"report:{report.id}", now=office.clock(),
            version=report.version, delivery=first.id,
        )  # fmt: skip
    _log.info("delivered", report=report.id, delivery=first.id)
    return True
