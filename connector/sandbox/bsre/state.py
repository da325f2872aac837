"""What the sandbox BSrE holds: people with their passphrases, one-time codes, its rules."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import NamedTuple

from connector.sandbox.bsre.authority import Authority, Holder

ISSUE, NOT_REGISTERED, NO_CERTIFICATE = "ISSUE", "NOT_REGISTERED", "NO_CERTIFICATE"

STATUSES = (
    ISSUE,
    "EXPIRED",
    "RENEW",
    "WAITING_FOR_VERIFICATION",
    "NEW",
    NO_CERTIFICATE,
    NOT_REGISTERED,
    "SUSPEND",
    "REVOKE",
)
"""What a person's certificate may be; only ISSUE signs."""

NIK_DIGITS = 16

TOTP_DIGITS = 6


@dataclass(frozen=True)
class Signatory:
    """An invented person who may sign; what they type shows in no repr."""

    name: str
    nik: str = field(repr=False)
    passphrase: str = field(repr=False)
    email: str = field(default="", repr=False)
    status: str = ISSUE


INVENTED = Signatory(
    name="Sri Rahayu Contohwati",
    nik="3200000000000001",
    passphrase="sandi-contoh-1",  # noqa: S106
    email="sri.rahayu@contoh.example",
)
"""Who signs in a sandbox that was given nobody."""


@dataclass(frozen=True)
class Rules:
    """What nobody outside knows for certain, or what differs from place to place."""

    callers: frozenset[str] = frozenset({"127.0.0.1"})
    """Addresses from which the application may call."""
    clock_skew: timedelta = timedelta(seconds=-347)
    """How far the server's own clock is from the timestamp authority's: minutes, as observed."""
    totp_per_call: bool = True
    """One code signs one call of exactly the files asked for; else it is spent file by file."""
    codes_as_text: bool = False
    """`status_code` of errors as "2031" instead of 2031: both were seen."""
    keeps_bytes: bool = True
    """Signing appends; else the document is written anew, as a gateway in front may do."""


class CallRecord(NamedTuple):
    """One request as it may be shown: no account, no secret, no document."""

    call: str
    status: int
    files: int


@dataclass
class Totp:
    """A one-time code and how many files it still signs."""

    code: str = field(repr=False)
    files: int


class State:
    """People, codes and records of one server, safe under threads."""

    def __init__(self, people: Iterable[Signatory], authority: Authority) -> None:
        self.authority = authority
        self.lock = threading.RLock()
        self._people = list(people)
        self._holders: dict[str, Holder] = {}
        self._totp: dict[str, Totp] = {}
        self.signed: list[bytes] = []
        """Everything that was signed, whether or not anybody received it."""

    def find(self, nik: str, email: str) -> Signatory | None:
        with self.lock:
            for one in self._people:
                if (nik and one.nik == nik) or (email and one.email == email):
                    return one
        return None

    def set_status(self, nik: str, status: str) -> None:
        if status not in STATUSES:
            raise ValueError(f"unknown status {status!r}; known: {', '.join(STATUSES)}")
        with self.lock:
            self._people = [
                replace(one, status=status) if one.nik == nik else one for one in self._people
            ]

    @property
    def people(self) -> tuple[Signatory, ...]:
        with self.lock:
            return tuple(self._people)

    def holder(self, person: Signatory) -> Holder:
        """The person's key, made when it is first needed."""
        with self.lock:
            if person.nik not in self._holders:
                self._holders[person.nik] = self.authority.person(person.name)
            return self._holders[person.nik]

    def new_totp(self, person: Signatory, files: int) -> str:
        """Make a code; an older one of the same person is void."""
        code = "".join(secrets.choice("0123456789") for _ in range(TOTP_DIGITS))
        with self.lock:
            self._totp[person.nik] = Totp(code, files)
        return code

    def totp_of(self, nik: str) -> str:
        """The living code of a person, as their telephone shows it; "" for none."""
        with self.lock:
            found = self._totp.get(nik)
            return found.code if found else ""

    def spend_totp(self, person: Signatory, code: str, files: int, *, per_call: bool) -> bool:
        """Take the code for so many files; False when it does not fit, and it stays."""
        with self.lock:
            found = self._totp.get(person.nik)
            if found is None or not secrets.compare_digest(found.code.encode(), code.encode()):
                return False
            if (per_call and found.files != files) or found.files < files:
                return False
            found.files -= files
            if found.files == 0 or per_call:
                del self._totp[person.nik]
            return True
