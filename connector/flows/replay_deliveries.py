"""Messages to the office once more, with the same id: one, or all dead letters of a target.

A receiver that had taken it over knows it by that id; it is for the person who asks to know why.
"""

from __future__ import annotations

from connector.domain.office_events import UNDER_WAY, EventType, TargetState
from connector.errors import ConnectorError
from connector.flows.office import Office
from connector.flows.tell_office import again
from connector.store import audit, office_deliveries, office_events, office_targets

AT_ONCE = 500
"""Dead letters sent once more with one button."""


def replay(office: Office, delivery_id: int, *, actor: str) -> int:
    """Send what a delivery was about once more; return the new delivery.

    Raises ConnectorError `office_delivery_unknown`, `office_delivery_under_way`,
    `office_target_off`.
    """
    now = office.clock()
    with office.engine.begin() as connection:
        old = office_deliveries.get(connection, delivery_id)
        event = office_events.get(connection, old.event_id) if old else None
        if old is None or event is None or event.type is EventType.TEST:
            raise ConnectorError("office_delivery_unknown")
        latest = office_deliveries.latest(connection, old.event_id, old.connection_id) or old
        if latest.state in UNDER_WAY:
            raise ConnectorError("office_delivery_under_way")
        target = office_targets.get(connection, old.connection_id, lock=True)
        if target is None or target.options.state in (TargetState.GONE, TargetState.REMOVED):
            raise ConnectorError("office_target_off", target=target.name if target else "")
        made = again(connection, office, latest, actor=actor, now=now)
        if made is None:
            raise ConnectorError("office_delivery_under_way")
        audit.note(
            connection, actor, "office.replayed", f"office_delivery:{made}", now=now,
            target=target.id, type=event.type.value, before=latest.id,
        )  # fmt: skip
    return made


def replay_all(office: Office, target: str, *, actor: str) -> int:
    """Send every dead letter of a target once more; return how many."""
    now = office.clock()
    with office.engine.begin() as connection:
        found = office_targets.get(connection, target, lock=True)
        if found is None:
            raise ConnectorError("office_target_unknown")
        if found.options.state in (TargetState.GONE, TargetState.REMOVED):
            raise ConnectorError("office_target_off", target=found.name)
        dead = [
            one
            for one in office_deliveries.dead_of(connection, target, AT_ONCE)
            if one.code != office_deliveries.TAKEN_BACK
        ]
        for one in dead:
            again(connection, office, one, actor=actor, now=now)
        if dead:
            audit.note(
                connection, actor, "office.replayed_all", f"connection:{target}", now=now,
                count=len(dead),
            )  # fmt: skip
    return len(dead)
