"""Signing the list of a class: by the code on the room's screen, or on the personal page.

    room_token   what the room's QR code leads to; signed, renewed every minute
    room_code    the same for people who type: six digits
    check_in     a seat signs in, with what it showed

Token and code name a session and a minute, never a person: who signs is known from the personal
address they hold. No secret and no token is logged.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from connector import links
from connector.domain.attendance import SignInSource
from connector.domain.sessions import SessionRecord, number_in_day, session_at
from connector.errors import ConnectorError
from connector.flows import decide_attendance
from connector.flows.office import Office
from connector.store import trainings
from connector.store.engine import reading

WINDOW = 60
"""Seconds after which the screen shows another code."""

SHOWN_WINDOWS = 2
"""Windows in which a code is taken: the present one and the one before, for whoever is slow."""

ANSWER_WINDOWS = 5
"""Windows in which somebody who scanned in time may still press the button: five minutes."""

DIGITS = 6
ROOM_CODE = "simpul.room-code.v1"
"""Purpose of the six digits."""


@dataclass(frozen=True)
class RoomPlace:
    """One session as tokens and addresses name it; holds no personal value."""

    training: int
    day: date
    number: int
    """Which counted session of its day."""

    def __str__(self) -> str:
        return f"{self.training}-{self.day:%Y%m%d}-{self.number}"


def place_of(training_id: int, slot: SessionRecord, sessions: list[SessionRecord]) -> RoomPlace:
    """Return what tokens call a session of a timetable."""
    return RoomPlace(training_id, slot.date, number_in_day(slot, sessions))


def room_token(secret: str, place: RoomPlace, now: datetime) -> str:
    """Return the token of the minute, for the address in the room's QR code."""
    return links.sign(secret, links.CHECK_IN, f"{place}-{_window(now)}")


def read_room_token(
    secrets: tuple[str, ...], token: str, now: datetime, windows: int = SHOWN_WINDOWS
) -> RoomPlace:
    """Return the session that a token names, taken for so many minutes.

    Raises ConnectorError `room_token_unknown` for what no secret of ours signed, `room_token_old`
    once its minutes are over.
    """
    payload = links.read(secrets, links.CHECK_IN, token[:200])
    if payload is None:
        raise ConnectorError("room_token_unknown")
    place, _, window = payload.rpartition("-")
    if not 0 <= _window(now) - int(window) < windows:
        raise ConnectorError("room_token_old")
    training, day, number = place.split("-")
    return RoomPlace(int(training), date.fromisoformat(day), int(number))


def room_code(secret: str, place: RoomPlace, now: datetime) -> str:
    """Return the six digits of the minute."""
    return _digits(secret, place, _window(now))


def code_fits(secrets: tuple[str, ...], place: RoomPlace, given: str, now: datetime) -> bool:
    """Tell whether somebody typed the digits of this minute or of the one before."""
    typed = "".join(sign for sign in given if sign.isdecimal() and sign.isascii())
    fits = False
    for secret in secrets:
        for back in range(SHOWN_WINDOWS):
            wanted = _digits(secret, place, _window(now) - back)
            fits |= hmac.compare_digest(wanted, typed)
    return fits


def seconds_left(now: datetime) -> int:
    """Return how long the present code still stands on the screen."""
    return WINDOW - int(now.timestamp()) % WINDOW


def session_of(connection: Connection, place: RoomPlace) -> tuple[str, SessionRecord]:
    """Return (training's code, session) of a place; raises ConnectorError `session_unknown`."""
    stored = trainings.by_id(connection, place.training)
    if stored is None:
        raise ConnectorError("session_unknown", training="?")
    slot = session_at(trainings.sessions_of(connection, stored.id), place.day, place.number)
    if slot is None:
        raise ConnectorError("session_unknown", training=stored.settings.code)
    return stored.settings.code, slot


def check_in(
    office: Office, code: str, seat: str, session: str, source: SignInSource, *, actor: str
) -> bool:
    """Sign a seat in at a session; False when it had done so in that way before.

    Raises ConnectorError `sign_in_closed`, `session_unknown`, `session_not_counted`.
    """
    return decide_attendance.sign_in(office, code, seat, session, source, actor=actor)


def check_in_by_code(
    office: Office,
    secrets: tuple[str, ...],
    code: str,
    seat: str,
    place: RoomPlace,
    given: str,
    *,
    actor: str,
) -> bool:
    """Sign a seat in with the digits from the room's screen; raises `room_code_wrong` for others.

    What is wrong with them (old, of another room, mistyped) is not told.
    """
    with reading(office.engine) as connection:
        _, slot = session_of(connection, place)
    if not code_fits(secrets, place, given, office.clock()):
        raise ConnectorError("room_code_wrong")
    return check_in(office, code, seat, slot.key, SignInSource.QR, actor=actor)


def _window(now: datetime) -> int:
    return int(now.timestamp()) // WINDOW


def _digits(secret: str, place: RoomPlace, window: int) -> str:
    """As in RFC 4226: four bytes of a keyed digest, chosen by its last half byte."""
    key = hashlib.sha256(f"{ROOM_CODE}|{secret}".encode()).digest()
    digest = hmac.new(key, f"{place}|{window}".encode(), hashlib.sha256).digest()
    at = digest[-1] & 0x0F
    number = int.from_bytes(digest[at : at + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"
