"""The office's receipt for what it took over, written down by a person; or by its own callback.

The first receipt counts: a second one changes nothing. The callback is read by the webhook
package, and stored in the transaction that settles its event (`store.office_deliveries`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from connector.domain.office_events import LONGEST_RECEIPT, EventType, Receipt
from connector.errors import ConnectorError
from connector.flows.office import Office
from connector.store import audit, office_deliveries, office_events

AHEAD = timedelta(minutes=5)
"""A clock may be so much ahead of ours; a receipt from later than that is a slip of the pen."""


def note_receipt(
    office: Office,
    delivery_id: int,
    *,
    at: datetime,
    by: str,
    reference: str,
    note: str,
    actor: str,
) -> None:
    """Write down that the office has received a message.

    Raises ConnectorError `office_delivery_unknown`, `office_receipt_empty` (nobody named),
    `office_receipt_long`, `office_receipt_time` (before it was sent, or in the future),
    `office_receipt_there`.
    """
    now = office.clock()
    texts = [" ".join(one.split()) for one in (by, reference, note)]
    if not texts[0]:
        raise ConnectorError("office_receipt_empty")
    if any(len(one) > LONGEST_RECEIPT or not one.isprintable() for one in texts):
        raise ConnectorError("office_receipt_long", limit=LONGEST_RECEIPT)
    with office.engine.begin() as connection:
        found = office_deliveries.get(connection, delivery_id)
        event = office_events.get(connection, found.event_id) if found else None
        if found is None or event is None or event.type is EventType.TEST:
            raise ConnectorError("office_delivery_unknown")
        if at > now + AHEAD or at < event.at - timedelta(days=1):
            raise ConnectorError("office_receipt_time")
        receipt = Receipt(event.message_id, at, *texts)
        if not office_deliveries.note_receipt(connection, delivery_id, receipt, by=actor):
            raise ConnectorError("office_receipt_there")
        audit.note(
            connection, actor, "office.receipt_noted", f"office_delivery:{delivery_id}", now=now,
            target=found.connection_id, type=event.type.value,
        )  # fmt: skip
