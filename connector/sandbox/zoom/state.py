"""What the sandbox Zoom remembers: users, meetings, registrants, past instances, tokens.

Plain values that turn into JSON and back; no rules and no HTTP here.
"""

import base64
import hashlib
import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

BASIC = 1
LICENSED = 2
NO_MEETINGS = 99
"""User type "None": may not host (code 3161)."""

RegistrantStatus = Literal["pending", "approved", "denied"]


@dataclass(slots=True)
class SandboxUser:
    """One user of the account; `foreign` ones belong to another account (code 1010)."""

    email: str
    first_name: str
    last_name: str
    type: int = LICENSED
    id: str = ""
    timezone: str = "Asia/Jakarta"
    status: Literal["active", "inactive", "pending"] = "active"
    foreign: bool = False

    def __post_init__(self) -> None:
        self.email = self.email.lower()
        if not self.id:
            digest = hashlib.sha256(self.email.encode()).digest()[:16]
            self.id = base64.urlsafe_b64encode(digest).decode().rstrip("=")


SEED = (
    SandboxUser("kelas.daring@pusdiklat.example", "Kelas", "Daring"),
    SandboxUser("ratna.wulandari@pusdiklat.example", "Ratna", "Wulandari"),
    SandboxUser("hendra.siregar@pusdiklat.example", "Hendra", "Siregar"),
    SandboxUser("panitia@pusdiklat.example", "Panitia", "Diklat", type=BASIC),
)
"""Default users: the licensed host (owner of the app, `me`), two licensed, one basic."""


@dataclass(slots=True)
class Registrant:
    """One registrant of one meeting; `email` is kept in lower case."""

    id: str
    email: str
    first_name: str
    last_name: str
    status: RegistrantStatus
    create_time: str
    key: str
    """The `tk` of the personal join link."""


@dataclass(slots=True)
class Meeting:
    """One scheduled meeting. Times are UTC text with `Z`, durations minutes."""

    id: int
    uuid: str
    host_id: str
    type: int
    topic: str
    agenda: str
    start_time: str | None
    duration: int
    timezone: str
    password: str
    created_at: str
    settings: dict[str, Any]
    tracking_fields: list[dict[str, Any]] = field(default_factory=list)
    recurrence: dict[str, Any] | None = None
    occurrences: list[dict[str, Any]] = field(default_factory=list)
    registrants: list[Registrant] = field(default_factory=list)

    def registrant_of(self, email: str) -> Registrant | None:
        wanted = email.lower()
        return next((each for each in self.registrants if each.email == wanted), None)


@dataclass(slots=True)
class Presence:
    """One connection of one person to one instance; a rejoin is a second one."""

    user_id: str
    name: str
    email: str
    registrant_id: str
    join_time: str
    leave_time: str
    """"" while the connection is open."""
    participant_user_id: str = ""
    waiting_room: bool = False
    original_name: str = ""
    """The name it joined under, where it was changed since."""
    participant_uuid: str = ""
    breakout: str = ""
    """UUID of the breakout room; "" in the main meeting."""
    parent_user_id: str = ""
    """The connection in the main meeting, of one in a breakout room."""
    phone: str = ""


@dataclass(slots=True)
class Instance:
    """One held occurrence with its own UUID; `end_time` is None while it runs."""

    uuid: str
    meeting_id: int
    topic: str
    host_id: str
    type: int
    start_time: str
    end_time: str | None
    presences: list[Presence] = field(default_factory=list)
    first_user_id: int = 16_778_240

    def next_user_id(self) -> str:
        """Return the number of the next connection; numbers count up by 1,024 as real ones do."""
        return str(self.first_user_id + 1_024 * len(self.presences))


@dataclass(slots=True)
class ZoomState:
    """Everything of the account that survives a restart, apart from the quota ledger."""

    users: list[SandboxUser]
    meetings: dict[int, Meeting] = field(default_factory=dict)
    instances: list[Instance] = field(default_factory=list)
    tokens: dict[str, str] = field(default_factory=dict)
    """Token → moment of expiry."""
    made: int = 0
    """How many UUIDs were handed out; steers their odd forms."""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "ZoomState":
        meetings = {}
        for key, row in stored["meetings"].items():
            people = [Registrant(**person) for person in row["registrants"]]
            meetings[int(key)] = Meeting(**{**row, "registrants": people})
        instances = [
            Instance(**{**row, "presences": [Presence(**each) for each in row["presences"]]})
            for row in stored["instances"]
        ]
        users = [SandboxUser(**row) for row in stored["users"]]
        return cls(users, meetings, instances, dict(stored["tokens"]), int(stored["made"]))

    def new_uuid(self) -> str:
        """Return a fresh meeting UUID; the awkward forms of real ones come often here.

        In turn: two that start with `/`, one with `//` and `+` inside, one with a single `/`
        and `+`, a plain one. Real ones contain them too, only less often.
        """
        text = base64.b64encode(secrets.token_bytes(16)).decode()
        plain = text.replace("/", "a").replace("+", "b")
        form = self.made % 5
        self.made += 1
        if form in (0, 4):
            return "/" + plain[1:]
        if form == 1:
            return plain[:5] + "//" + plain[7:12] + "+" + plain[13:]
        if form == 2:
            return plain[:7] + "/" + plain[8:14] + "+" + plain[15:]
        return plain

    def new_meeting_id(self) -> int:
        """Return a free eleven-digit meeting number: more than 32 bits hold."""
        while True:
            number = 81_000_000_000 + secrets.randbelow(9_000_000_000)
            if number not in self.meetings:
                return number


def write_atomically(path: Path, stored: dict[str, Any]) -> None:
    """Write the JSON beside `path` and swap it in, so that a reader never sees half a file."""
    beside = path.with_name(path.name + ".new")
    with beside.open("w", encoding="utf-8") as sink:
        json.dump(stored, sink, ensure_ascii=False)
        sink.flush()
        os.fsync(sink.fileno())
    beside.replace(path)
