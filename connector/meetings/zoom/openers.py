"""Which instructors open a meeting as alternative hosts, and which entries were made by hand.

Zoom keeps one list a meeting. We add licensed instructors to it and take out only those we
added; what it refused is remembered, so that it is not sent again with every plan.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from connector.domain.people import Role
from connector.meetings.zoom.directory import Directory
from connector.meetings.zoom.options import HOST_REFUSED, HOSTS_SET, NOTHING, OPENS
from connector.meetings.zoom.payloads import ZoomMeeting
from connector.meetings.zoom.quotas import digest
from connector.reconcile.changes import Values
from connector.reconcile.platform import Bindings


@dataclass(frozen=True)
class Openers:
    """The alternative hosts of one meeting: who should be on the list and who is."""

    wanted: frozenset[str]
    """Licensed instructors that Zoom has not refused."""
    refused: frozenset[str]
    """Licensed instructors that Zoom refused and nobody has entered by hand since."""
    listed: frozenset[str]
    surplus: frozenset[str]
    """Entries we made that are instructors no more."""

    @property
    def settled(self) -> bool:
        return self.wanted <= self.listed and not self.surplus

    @property
    def list(self) -> tuple[str, ...]:
        """The list to send, entries made by hand included."""
        return tuple(sorted((self.listed | self.wanted) - self.surplus))

    def remembered(self, refused: frozenset[str] = frozenset()) -> Mapping[str, str]:
        """Return the bindings that keep what we set and what was refused."""
        return {
            HOSTS_SET: _digests(self.wanted - refused),
            HOST_REFUSED: _digests(self.refused | refused),
        }


def openers(
    values: Values, key: str, meeting: ZoomMeeting | None, directory: Directory, bindings: Bindings
) -> Openers:
    """Work out the openers of a meeting (None: not created yet) from its wanted values."""
    candidates = [email for email in str(values.get("instructors") or "").split(";") if email]
    licensed = {email for email in candidates if directory.may_open(email)}
    listed = frozenset(meeting.alternative_hosts) if meeting else frozenset()
    once_refused = _stored(bindings, HOST_REFUSED, key)
    refused = {one for one in licensed if digest(one) in once_refused and one not in listed}
    ours = _stored(bindings, HOSTS_SET, key)
    surplus = {one for one in listed if digest(one) in ours and one not in candidates}
    return Openers(frozenset(licensed - refused), frozenset(refused), listed, frozenset(surplus))


def opens(email: str, meeting: ZoomMeeting, directory: Directory) -> str | None:
    """Return the remote id of somebody who opens the meeting and so cannot be a registrant."""
    host = directory.host()
    if email == host.email:
        return f"{OPENS}{host.id}"
    if email in meeting.alternative_hosts:
        found = directory.find(email)
        return f"{OPENS}{found.id if found else ''}"
    return None


def is_instructor(values: Values) -> bool:
    return values.get("role") == Role.INSTRUCTOR.value


def _stored(bindings: Bindings, kind: str, key: str) -> frozenset[str]:
    return frozenset((bindings.get(kind, key) or "").split())


def _digests(emails: frozenset[str]) -> str:
    return " ".join(sorted(digest(email) for email in emails)) or NOTHING
