"""Words of the pages about the training office: types of events, ways, states; looked up only."""

from __future__ import annotations

from connector.domain.office_events import DeliveryState, EventType, TargetState, Vendor
from connector.flows.office_letters import SUBJECTS
from connector.web.language import spoken
from connector.web.translation import _

DELIVERY_MARKS = {
    DeliveryState.WAITING: "waiting",
    DeliveryState.SENDING: "running",
    DeliveryState.SENT: "ok",
    DeliveryState.DEAD: "failed",
    DeliveryState.UNKNOWN: "decision",
}

TARGET_MARKS = {
    TargetState.ACTIVE: "ok",
    TargetState.PAUSED: "decision",
    TargetState.GONE: "failed",
    TargetState.REMOVED: "waiting",
}


def event_word(type_: EventType) -> str:
    """What happened, in a few words."""
    said = SUBJECTS[type_]
    return said.id if spoken() == "id" else said.en


def delivery_word(state: DeliveryState) -> str:
    """Where a delivery stands."""
    return {
        DeliveryState.WAITING: _("waits its turn"),
        DeliveryState.SENDING: _("being sent"),
        DeliveryState.SENT: _("taken over"),
        DeliveryState.DEAD: _("not delivered"),
        DeliveryState.UNKNOWN: _("not known whether it arrived"),
    }[state]


def target_word(state: TargetState) -> str:
    """Whether a target is told anything."""
    return {
        TargetState.ACTIVE: _("active"),
        TargetState.PAUSED: _("paused"),
        TargetState.GONE: _("switched off by the receiver"),
        TargetState.REMOVED: _("taken out"),
    }[state]


def vendor_word(vendor: Vendor) -> str:
    """A way to the office."""
    return {
        Vendor.WEBHOOK: _("Webhook"),
        Vendor.EMAIL: _("E-mail"),
        Vendor.FOLDER: _("Folder on this server"),
        Vendor.SIASN: _("SIASN/MyASN sheet into a folder"),
    }[vendor]


def address_word(vendor: Vendor) -> str:
    """What the address of a target is called."""
    return {
        Vendor.WEBHOOK: _("Address (https)"),
        Vendor.EMAIL: _("E-mail address"),
        Vendor.FOLDER: _("Name of the folder"),
        Vendor.SIASN: _("Name of the folder"),
    }[vendor]


def outcome_word(outcome: str) -> str:
    """How one attempt ended."""
    return {
        "sent": _("taken over"),
        "later": _("failed"),
        "refused": _("refused"),
        "unknown": _("no answer"),
    }.get(outcome, outcome)


def words() -> dict[str, object]:
    """Everything the templates of these pages look up."""
    return {
        "event_word": event_word,
        "delivery_word": delivery_word,
        "delivery_marks": DELIVERY_MARKS,
        "target_word": target_word,
        "target_marks": TARGET_MARKS,
        "vendor_word": vendor_word,
        "address_word": address_word,
        "outcome_word": outcome_word,
    }
