"""Settings of one Moodle site, with defaults that fit a fresh one; no secret, no call."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from connector.domain.people import Role

AuthMethod = Literal["manual", "oauth2"]

STANDARD_ROLES: Mapping[Role, int] = {
    Role.PARTICIPANT: 5,
    Role.INSTRUCTOR: 3,
    Role.COMPANION: 4,
    Role.ORGANISER: 4,
}
"""Role ids of a fresh site: 3 editing teacher, 4 teacher, 5 student. No service lists them."""


@dataclass(frozen=True)
class MoodleOptions:
    """How one site is used. Limits on calls are the measured best for a site on two cores."""

    roles: Mapping[Role, int] = field(default_factory=lambda: dict(STANDARD_ROLES))
    category: int = 1
    """Id of the course category new courses are made in."""
    auth: AuthMethod = "manual"
    """`manual`: Moodle makes and mails a first password. `oauth2`: no password, three times
    as fast, and people sign in with the account they have."""
    visible: bool = True
    """Whether a new course is shown. Moodle ignores it without `moodle/course:visibility`."""
    template: int | None = None
    """Id of a course that new courses are copied from; None makes bare ones."""
    window_before: int | None = None
    """Days before the first session from which enrolment holds; None for no limit."""
    window_after: int | None = None
    """Days after the last session until which enrolment holds; None for no limit."""
    marker: str = "simpul"
    """Start of the idnumber given to people without an office number."""
    fields_per_call: int = 1000
    """PHP's `max_input_vars` drops what is beyond it in silence; calls stay below."""
    users_per_call: int = 125
    """Accounts a call; seven fields each."""
    enrolments_per_call: int = 150
    connections: int = 2
    """Calls under way at once, on disjoint people; more bring nothing on two cores."""
    own_address: str = ""
    """Where Moodle reaches us; only to compare with what it is set to."""
    keyed: bool = False
    """Whether we have a key with which messages of our plugin are checked."""
    largest_file: int = 10 * 1024 * 1024
    """Bytes of the largest file that is put into a course."""

    @property
    def managed_roles(self) -> frozenset[int]:
        return frozenset(self.roles.values())
