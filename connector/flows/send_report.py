"""A report is handed over to the office: one event a version, one delivery a chosen target.

Nothing leaves the house here: the deliveries wait for a worker, in the transaction of whoever
moves the report.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from connector.domain.office_events import DeliveryState, EventType, TargetState, Vendor
from connector.domain.standard_webhooks import new_message_id
from connector.errors import ConnectorError
from connector.flows.office import Office
from connector.flows.office_facts import report_data, training_data
from connector.flows.tell_office import ACTOR as TICK
from connector.flows.tell_office import again, queue
from connector.store import audit, office_deliveries, office_events, office_targets
from connector.store.office_events import StoredEvent
from connector.store.tables import report_versions, reports

STANDING = (DeliveryState.WAITING, DeliveryState.SENDING, DeliveryState.SENT)
"""A delivery in one of these states is not made a second time unasked."""


@dataclass(frozen=True)
class Choice:
    """A target that a report may be sent to."""

    id: str
    name: str
    vendor: Vendor
    address: str
    active: bool
    """False while it is paused: what is sent to it waits."""


@dataclass(frozen=True)
class Sent:
    """What was put on its way; `deliveries` stand in the order of the targets."""

    event_id: int
    message_id: str
    deliveries: tuple[int, ...]


def choices(connection: Connection) -> list[Choice]:
    """List the targets that a report may be sent to, by name."""
    return [
        Choice(one.id, one.name, one.vendor, one.address, one.active)
        for one in office_targets.listing(connection)
        if one.options.state in (TargetState.ACTIVE, TargetState.PAUSED)
        and one.vendor is not Vendor.SIASN
    ]


def send_report(office: Office, version_id: int, targets: Sequence[str], *, actor: str) -> Sent:
    """Hand a version over in a transaction of its own; raises what `put_report` raises."""
    with office.engine.begin() as connection:
        return put_report(connection, office, version_id, targets, actor=actor)


def put_report(
    connection: Connection, office: Office, version_id: int, targets: Sequence[str], *, actor: str
) -> Sent:
    """Put one version of a report on its way to each target, in the caller's transaction.

    What waits, is being sent or was sent is not sent again; a dead letter gets a further turn.
    Without a target only the event is stored: whoever subscribes to it is told by the next look.
    Raises ConnectorError `office_report_unknown`, `office_report_unfinished` (no PDF),
    `office_target_unknown`, `office_target_off`.
    """
    now = office.clock()
    training_id = _training_of(connection, version_id)
    for one in targets:
        _refuse_unfit(connection, one)
    event, is_new = _event(connection, office, version_id, training_id)
    made = [_put(connection, office, event.id, one, actor) for one in dict.fromkeys(targets)]
    if is_new:
        _tell_others(connection, office, event)
    if made:
        audit.note(
            connection, actor, "office.report_sent", f"report_version:{version_id}", now=now,
            targets=list(dict.fromkeys(targets)), message=event.message_id,
        )  # fmt: skip
    return Sent(event.id, event.message_id, tuple(made))


def _training_of(connection: Connection, version_id: int) -> int:
    row = connection.execute(
        select(
            reports.c.training_id,
            report_versions.c.pdf_sha256,
            report_versions.c.signed_sha256,
        )
        .join(reports, reports.c.id == report_versions.c.report_id)
        .where(report_versions.c.id == version_id)
    ).one_or_none()
    if row is None:
        raise ConnectorError("office_report_unknown")
    if not (row.pdf_sha256 or row.signed_sha256):
        raise ConnectorError("office_report_unfinished")
    return int(row.training_id)


def _refuse_unfit(connection: Connection, target: str) -> None:
    found = office_targets.get(connection, target)
    if found is None or found.vendor is Vendor.SIASN:
        raise ConnectorError("office_target_unknown")
    if found.options.state not in (TargetState.ACTIVE, TargetState.PAUSED):
        raise ConnectorError("office_target_off", target=found.name)


def _event(
    connection: Connection, office: Office, version_id: int, training_id: int
) -> tuple[StoredEvent, bool]:
    """Return the event of this version, and whether it was made just now."""
    kind, key, now = EventType.REPORT_DELIVERED, str(version_id), office.clock()
    data = {
        "training": training_data(connection, training_id),
        **report_data(connection, version_id),
    }
    made = office_events.add(
        connection, kind, key, training_id, data, message_id=new_message_id(), at=now
    )
    event = office_events.by_key(connection, kind, key)
    if event is None:
        raise ConnectorError("office_report_unknown")
    return event, made is not None


def _tell_others(connection: Connection, office: Office, event: StoredEvent) -> None:
    """Whoever subscribes to reports gets it as well, chosen or not."""
    kind, now = event.type, office.clock()
    for one in office_targets.subscribed(connection).get(kind, ()):
        if one.options.events[kind] <= event.at:
            queue(connection, office, event.id, one.id, actor=TICK, now=now)


def _put(connection: Connection, office: Office, event_id: int, target: str, actor: str) -> int:
    now = office.clock()
    latest = office_deliveries.latest(connection, event_id, target)
    if latest is None:
        made = queue(connection, office, event_id, target, actor=actor, now=now)
    elif latest.state in STANDING:
        return latest.id
    else:
        made = again(connection, office, latest, actor=actor, now=now)
    if made is None:  # another process was quicker: its delivery serves as well
        standing = office_deliveries.latest(connection, event_id, target)
        if standing is None:
            raise ConnectorError("office_target_unknown")
        return standing.id
    return made
