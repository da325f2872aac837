"""Settings of one Moodle site, with defaults that fit a fresh one; no secret, no call."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal

from connector.domain.people import Role
from connector.errors import SettingsError

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

    @property
    def managed_roles(self) -> frozenset[int]:
        return frozenset(self.roles.values())


def read_options(stored: Mapping[str, object]) -> MoodleOptions:
    """Build options from a connection's stored settings; roles by name, as `{"participant": 5}`.

    Raises SettingsError that lists every name or value that cannot be used.
    """
    problems: list[tuple[str, str]] = []
    known = {one.name: one for one in fields(MoodleOptions)}
    values: dict[str, Any] = {}
    for name, value in stored.items():
        if name == "roles":
            values["roles"] = _read_roles(value, problems)
        elif name not in known:
            problems.append((f"moodle.{name}", "unknown option"))
        elif not _suits(name, value):
            problems.append((f"moodle.{name}", f"not usable: {type(value).__name__}"))
        else:
            values[name] = value
    if problems:
        raise SettingsError(problems)
    return replace(MoodleOptions(), **values)


def _read_roles(value: object, problems: list[tuple[str, str]]) -> dict[Role, int]:
    roles = dict(STANDARD_ROLES)
    if not isinstance(value, Mapping):
        problems.append(("moodle.roles", "must map role names to ids"))
        return roles
    for name, number in value.items():
        if name not in set(Role) or isinstance(number, bool) or not isinstance(number, int):
            problems.append((f"moodle.roles.{name}", "unknown role, or its id is not a number"))
        else:
            roles[Role(name)] = number
    return roles


def _suits(name: str, value: object) -> bool:
    if name == "auth":
        return value in ("manual", "oauth2")
    if name == "visible":
        return isinstance(value, bool)
    if name == "marker":
        return isinstance(value, str) and value.isascii() and value.isalnum()
    if value is None:
        return name in ("template", "window_before", "window_after")
    least = 0 if name.startswith("window") else 1
    return isinstance(value, int) and not isinstance(value, bool) and value >= least
