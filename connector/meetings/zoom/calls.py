"""The Zoom endpoints this project calls: name, address, rate class, expected status; no I/O."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Plan = Literal["free", "pro", "business"]


class Pace(StrEnum):
    """Zoom's rate class of a call; limits count per class over the whole account."""

    LIGHT = "light"
    MEDIUM = "medium"
    HEAVY = "heavy"


PER_SECOND: dict[Plan, dict[Pace, int]] = {
    "free": {Pace.LIGHT: 4, Pace.MEDIUM: 2, Pace.HEAVY: 1},
    "pro": {Pace.LIGHT: 30, Pace.MEDIUM: 20, Pace.HEAVY: 10},
    "business": {Pace.LIGHT: 80, Pace.MEDIUM: 60, Pace.HEAVY: 40},
}
"""Requests a second, over all apps of the account (Zoom: "Rate limits by account type")."""


@dataclass(frozen=True)
class Call:
    """One endpoint. `name` stands in errors, logs and the table of refusals."""

    name: str
    method: str
    pattern: re.Pattern[str]
    pace: Pace
    expected: frozenset[int]

    @property
    def reads(self) -> bool:
        """Tell whether repeating it can do no harm."""
        return self.method == "GET"


def _call(name: str, method: str, pattern: str, pace: Pace, *expected: int) -> Call:
    return Call(name, method, re.compile(pattern), pace, frozenset(expected))


CALLS = (
    _call("user.get", "GET", r"/users/[^/]+", Pace.LIGHT, 200),
    _call("meeting.list", "GET", r"/users/[^/]+/meetings", Pace.MEDIUM, 200),
    _call("meeting.create", "POST", r"/users/[^/]+/meetings", Pace.LIGHT, 201),
    _call("meeting.get", "GET", r"/meetings/\d+", Pace.LIGHT, 200),
    _call("meeting.update", "PATCH", r"/meetings/\d+", Pace.LIGHT, 204),
    _call("registrant.list", "GET", r"/meetings/\d+/registrants", Pace.MEDIUM, 200),
    _call("registrant.add", "POST", r"/meetings/\d+/registrants", Pace.LIGHT, 201),
    _call("registrant.batch", "POST", r"/meetings/\d+/batch_registrants", Pace.HEAVY, 201),
    _call("registrant.status", "PUT", r"/meetings/\d+/registrants/status", Pace.MEDIUM, 204),
    _call("past_meeting.get", "GET", r"/past_meetings/[^/]+", Pace.LIGHT, 200),
    _call("past_meeting.list", "GET", r"/past_meetings/\d+/instances", Pace.MEDIUM, 200),
    _call("report.list", "GET", r"/report/meetings/[^/]+/participants", Pace.HEAVY, 200),
)


def call_of(method: str, endpoint: str) -> Call:
    """Return the endpoint that a path belongs to; LookupError for one nobody has registered."""
    path = "/" + endpoint.strip("/")
    for call in CALLS:
        if call.method == method and call.pattern.fullmatch(path):
            return call
    raise LookupError(f"{method} call is not in CALLS")
