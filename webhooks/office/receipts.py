"""The only reader of the office's callbacks: one body becomes one `Receipt`; no I/O.

    {"type": "delivery.received", "timestamp": "2026-08-07T10:00:00Z",
     "data": {"message_id": "msg_…", "by": "…", "reference": "…", "note": "…"}}

`by`, `reference` and `note` may be left out; unknown fields are ignored.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from connector.domain.office_events import LONGEST_RECEIPT, Receipt
from connector.messages import Catalogue, Wording
from webhooks.readings import Reader, Reading, Unreadable, Use

RECEIVED = "delivery.received"

LONGEST_ID = 255

EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)

RECEIPTS: Catalogue = {
    "receipt_unmatched": Wording(
        "Tanda terima ini menyebut pesan yang tidak pernah dikirim ke tujuan itu.",
        "This receipt names a message that was never sent to that target.",
        "Minta kantor penerima memeriksa nomor pesannya.",
        "Ask the receiving office to check the id of the message.",
    ),
}


def reader() -> Reader:
    """Return what reads callbacks of any target."""

    def read(connection_id: str, document: Any) -> Reading:
        if not isinstance(document, dict):
            raise Unreadable("body")
        event = document.get("type")
        if not isinstance(event, str) or not 0 < len(event) <= LONGEST_ID:
            raise Unreadable("type")
        event = _clean(event)
        if event != RECEIVED:
            return Reading(Use.UNKNOWN, event)
        try:
            return Reading(Use.NOTED, event, receipt=_receipt(document))
        except Unreadable as error:
            raise Unreadable(error.field, event) from None

    return read


def _receipt(document: Mapping[str, Any]) -> Receipt:
    data = document.get("data")
    if not isinstance(data, dict):
        raise Unreadable("data")
    message_id = data.get("message_id")
    if not isinstance(message_id, str) or not 0 < len(message_id) <= LONGEST_ID:
        raise Unreadable("data.message_id")
    return Receipt(
        message_id=_clean(message_id),
        at=_moment(document.get("timestamp")),
        by=_text(data, "by"),
        reference=_text(data, "reference"),
        note=_text(data, "note"),
    )


def _moment(given: Any) -> datetime:
    try:
        at = datetime.fromisoformat(given)
    except (TypeError, ValueError):
        raise Unreadable("timestamp") from None
    if at.tzinfo is None or not EARLIEST <= at < LATEST:
        raise Unreadable("timestamp")
    return at.astimezone(UTC)


def _text(data: Mapping[str, Any], name: str) -> str:
    given = data.get(name)
    if given is None:
        return ""
    if not isinstance(given, str):
        raise Unreadable(f"data.{name}")
    shown = "".join(sign if sign.isprintable() else " " for sign in _clean(given))
    return " ".join(shown.split())[:LONGEST_RECEIPT]


def _clean(text: str) -> str:
    """Take out what a database cannot store as text: NUL, and halves of surrogate pairs."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
