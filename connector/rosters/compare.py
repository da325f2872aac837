"""Says what a new roster version adds, removes and changes; pure, decides nothing.

Seats meet by role and key, sessions by key. A person who may be the same under another number is
only suggested: an NI PPPK changes with the agency, and two people may share a name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

from connector.domain.names import comparable
from connector.domain.people import PersonRecord, SeatRecord
from connector.domain.sessions import SessionRecord, comparable_subject

Record = TypeVar("Record", SeatRecord, SessionRecord)


class LikelySame(StrEnum):
    """Why a removed and an added record may be one, strongest first."""

    SHARED_IDENTITY = "shared_identity"
    SAME_EMAIL_AND_NAME = "same_email_and_name"
    SAME_NAME_AND_BIRTH_DATE = "same_name_and_birth_date"
    SAME_SUBJECT_OTHER_DAY = "same_subject_other_day"


@dataclass(frozen=True)
class FieldChange:
    """One field of one kept record; values as text, identities masked, None for empty."""

    key: str
    field: str
    old: str | None
    new: str | None


@dataclass(frozen=True)
class Suggestion:
    """A removed and an added record that may be the same; a person decides."""

    removed_key: str
    added_key: str
    reason: LikelySame


@dataclass(frozen=True)
class RosterDifference(Generic[Record]):
    """Records by what happened to them; `changed` has one line a field."""

    added: tuple[Record, ...]
    removed: tuple[Record, ...]
    changed: tuple[FieldChange, ...]
    same: tuple[Record, ...]
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.removed or self.changed)


def compare(old: Sequence[SeatRecord], new: Sequence[SeatRecord]) -> RosterDifference[SeatRecord]:
    """Compare two versions of seats; the order of rows alone changes nothing but `number`."""
    return _compare(old, new, lambda seat: (seat.role, seat.key), _seat_changes, _likely_person)


def compare_sessions(
    old: Sequence[SessionRecord], new: Sequence[SessionRecord]
) -> RosterDifference[SessionRecord]:
    """Compare two versions of a timetable; times are compared as instants, printed as UTC."""
    return _compare(old, new, lambda one: one.key, _session_changes, _likely_session)


def _compare(
    old: Sequence[Record],
    new: Sequence[Record],
    place: Callable[[Record], object],
    changes: Callable[[Record, Record], list[FieldChange]],
    likely: Callable[[Record, Record], LikelySame | None],
) -> RosterDifference[Record]:
    have, want = _by_place(old, place), _by_place(new, place)
    added = tuple(record for at, record in want.items() if at not in have)
    removed = tuple(record for at, record in have.items() if at not in want)
    changed: list[FieldChange] = []
    same = []
    for at, record in want.items():
        if at in have:
            found = changes(have[at], record)
            changed += found
            if not found:
                same.append(record)
    suggestions = tuple(
        Suggestion(gone.key, come.key, reason)
        for gone in removed
        for come in added
        if (reason := likely(gone, come)) is not None
    )
    return RosterDifference(added, removed, tuple(changed), tuple(same), suggestions)


def _by_place(records: Iterable[Record], place: Callable[[Record], object]) -> dict[object, Record]:
    """Refuses a doubled key with a ValueError: comparing would drop one of the two unseen."""
    found: dict[object, Record] = {}
    for record in records:
        if found.setdefault(place(record), record) is not record:
            raise ValueError("two records share a key")
    return found


def _seat_changes(old: SeatRecord, new: SeatRecord) -> list[FieldChange]:
    pairs: list[tuple[str, object, object]] = [("number", old.number, new.number)]
    pairs += [
        (one.name, getattr(old.person, one.name), getattr(new.person, one.name))
        for one in fields(PersonRecord)
    ]
    return _changes(new.key, pairs)


def _session_changes(old: SessionRecord, new: SessionRecord) -> list[FieldChange]:
    pairs = [
        (one.name, getattr(old, one.name), getattr(new, one.name))
        for one in fields(SessionRecord)
        if one.name != "key"
    ]
    return _changes(new.key, pairs)


def _changes(key: str, pairs: Iterable[tuple[str, object, object]]) -> list[FieldChange]:
    return [
        FieldChange(key, name, _text(before), _text(after))
        for name, before, after in pairs
        if before != after
    ]


def _text(value: object) -> str | None:
    """Identities are masked here, so that no caller can forget."""
    if value is None or value == ():
        return None
    if isinstance(value, tuple):
        return "; ".join(
            f"{one.type} {one.masked()}" if hasattr(one, "masked") else str(one) for one in value
        )
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M UTC")
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _likely_person(gone: SeatRecord, come: SeatRecord) -> LikelySame | None:
    if gone.role is not come.role:
        return None
    before, after = gone.person, come.person
    if set(before.identities) & set(after.identities):
        return LikelySame.SHARED_IDENTITY
    if not comparable(before.full_name) == comparable(after.full_name) != "":
        return None
    if before.email is not None and before.email == after.email:
        return LikelySame.SAME_EMAIL_AND_NAME
    if before.birth_date is not None and before.birth_date == after.birth_date:
        return LikelySame.SAME_NAME_AND_BIRTH_DATE
    return None


def _likely_session(gone: SessionRecord, come: SessionRecord) -> LikelySame | None:
    same_subject = comparable_subject(gone.subject) == comparable_subject(come.subject)
    same = same_subject and gone.minutes == come.minutes
    return LikelySame.SAME_SUBJECT_OTHER_DAY if same and gone.kind is come.kind else None
