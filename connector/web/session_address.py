"""Addresses of sessions: a date and the session's number that day (`2026-08-03/2`)."""

from __future__ import annotations

from datetime import date

from flask import abort

from connector.domain.sessions import SessionRecord, session_at
from connector.flows.class_attendance import ClassAttendance


def slot_of(found: ClassAttendance, day: str, number: int) -> SessionRecord:
    """Return the session an address names, or answer 404."""
    try:
        slot = session_at(found.training.sessions, date.fromisoformat(day), number)
    except ValueError:
        slot = None
    if slot is None:
        abort(404)
    return slot
