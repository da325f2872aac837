"""A seat's classes as an iCalendar file; pure, from its classes and the personal address.

Only what RFC 5545 asks of a published calendar: no method, no attendees, times in UTC. Every
event leads to the personal address, which finds the class of the day when it is opened.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

FOLD = 73
"""Octets of a line before it is folded; RFC 5545 §3.1 allows 75 with the leading space."""


@dataclass(frozen=True)
class Appointment:
    """One class: aware times, what is taught in it, and a key that stays the same."""

    key: str
    start: datetime
    end: datetime
    subjects: tuple[str, ...]


def calendar(title: str, address: str, classes: Sequence[Appointment], now: datetime) -> bytes:
    """Return one event a class; the same class keeps its UID, so a second import replaces it."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Simpul//ID", "CALSCALE:GREGORIAN"]
    for one in classes:
        lines += _event(title, address, one, now)
    lines.append("END:VCALENDAR")
    return b"".join(part + b"\r\n" for line in lines for part in _folded(line))


def _event(title: str, address: str, one: Appointment, now: datetime) -> list[str]:
    name = hashlib.sha256(f"{address} {one.key}".encode()).hexdigest()[:32]
    subjects = "\n".join(one.subjects)
    return [
        "BEGIN:VEVENT",
        f"UID:{name}@simpul",
        f"DTSTAMP:{_utc(now)}",
        f"DTSTART:{_utc(one.start)}",
        f"DTEND:{_utc(one.end)}",
        f"SUMMARY:{_text(title)}",
        f"DESCRIPTION:{_text(subjects)}",
        f"LOCATION:{_text(address)}",
        f"URL:{address}",
        "END:VEVENT",
    ]


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(value: str) -> str:
    plain = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> Iterator[bytes]:
    """Split at whole characters, continuation lines beginning with a space."""
    part = b""
    for sign in line:
        octets = sign.encode()
        if len(part) + len(octets) > FOLD:
            yield part
            part = b" "
        part += octets
    yield part
