"""How odd the webhooks are: shares and seconds decided by a seed, the same in every run.

Nothing here sends or builds; the decisions are asked for by those who do.
"""

from dataclasses import dataclass
from hashlib import blake2b

LATE_LEFT = (60.0, 90.0)
"""Seconds a departure is late when it is late (observed)."""
REPEAT_WITHIN = 5.0
"""Seconds between an event and its double."""
SCALE = float(2**64)

LEFT = "meeting.participant_left"
ENDED = "meeting.ended"


@dataclass(frozen=True, slots=True)
class Oddities:
    """Shares are 0 to 1; all 0 is the best Zoom there could be.

    The same seed and the same subject give the same answer, whatever was asked before.
    """

    seed: int = 0
    duplicate: float = 0.0
    """Events delivered twice to the same subscription, with the same request id."""
    disorder: float = 0.0
    """Seconds: every event arrives late by a share of them, so that neighbours change places."""
    late_left: float = 0.0
    lost: float = 0.0
    """Events of any kind that are never delivered."""
    lost_left: float = 0.0
    lost_ended: float = 0.0
    no_registrant_id: float = 0.0
    """Connections whose events lack the registrant id altogether (observed)."""
    empty_registrant_id: float = 0.0
    """Connections whose events carry it as "" (observed)."""
    no_email: float = 0.0
    """Connections whose address stays away although Zoom knows it (observed)."""
    no_participant_uuid: float = 0.0
    integer_ids: float = 0.0
    """Live events whose meeting id is an integer, as it is in the other events."""
    addresses: bool = True
    """public_ip and private_ip ride along, undocumented (observed)."""
    ahead: int = 0
    """Seconds by which Zoom's clock runs before the sandbox's: the age looks negative."""
    keeps_user_id: bool = False
    """Who is admitted keeps the user id of the waiting room; False: a new one. Unsettled."""

    def portion(self, kind: str, subject: str) -> float:
        """Return this subject's fixed number from 0 up to 1 for one kind of oddity."""
        digest = blake2b(f"{self.seed}|{kind}|{subject}".encode(), digest_size=8).digest()
        return int.from_bytes(digest) / SCALE

    def strikes(self, kind: str, share: float, subject: str) -> bool:
        return share > 0 and self.portion(kind, subject) < share

    def delays(self, event: str, subject: str) -> tuple[float, ...]:
        """Return the seconds after which an event arrives, once for each time; () when lost."""
        if self.strikes("lost", self.lost, subject):
            return ()
        if event == LEFT and self.strikes("lost_left", self.lost_left, subject):
            return ()
        if event == ENDED and self.strikes("lost_ended", self.lost_ended, subject):
            return ()
        delay = self.disorder * self.portion("disorder", subject) if self.disorder else 0.0
        if event == LEFT and self.strikes("late_left", self.late_left, subject):
            least, most = LATE_LEFT
            delay += least + (most - least) * self.portion("how late", subject)
        if not self.strikes("duplicate", self.duplicate, subject):
            return (delay,)
        return (delay, delay + REPEAT_WITHIN * self.portion("repeat", subject))
