"""What an office sets for its Zoom account, and names that follow from it; values only."""

from dataclasses import dataclass
from typing import Literal

from connector.meetings.zoom.calls import Plan
from connector.meetings.zoom.quotas import QuotaScope


@dataclass(frozen=True)
class ZoomOptions:
    """Settings of one Zoom connection.

    `registrant_quota_scope`: Zoom allows three adds a day for one registrant, but does not say
    whether across all meetings (`account`, the careful default: a five-day training then takes
    two days to register) or in each (`meeting`).
    """

    host: str
    """User id or e-mail address of the licensed account that owns the meetings."""
    plan: Plan = "pro"
    registrant_quota_scope: QuotaScope = "account"
    alias_domain: str = ""
    """Domain for seats without an address of their own; "" leaves them undecided (design §5.3)."""
    waiting_room: bool = False
    join_before_host: bool = False

    def alias(self, seat: str) -> str | None:
        """Return the per-seat address, or None while no domain is set."""
        name = seat.replace(":", "-").lower()
        return f"{name}@{self.alias_domain}" if self.alias_domain else None


Kind = Literal["meeting", "registrant"]

HOST_REFUSED = "hosts_refused"
"""Binding kind: digests of alternative hosts that Zoom refused for a meeting."""
HOSTS_SET = "hosts_set"
"""Binding kind: digests of alternative hosts that we set; others were set by hand."""
JOIN_LINK = "join_link"
"""Binding kind: the link with which a seat joins (key of the registrant), or of the meeting."""
NOTHING = "-"
"""Remote id that says there is none any more; an empty one would leave the old in place."""
OPENS = "host:"
"""Prefix of a registrant binding's remote id when the seat opens the room instead."""


def registrant_key(seat: str, meeting: str) -> str:
    return f"{seat}@{meeting}"


def split_registrant_key(key: str) -> tuple[str, str]:
    """Return (seat, meeting); a seat's key holds no @."""
    seat, _, meeting = key.partition("@")
    return seat, meeting
