"""Signing in the room: the screen with its code, and what a telephone shows that scanned it.

Who signs is known from the personal addresses opened on that telephone; what is wrong with a
code is never told in a way that says anything about somebody else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from connector import links
from connector.documents.render import qr
from connector.domain.attendance import SignInSource
from connector.domain.sessions import SessionRecord, session_at
from connector.errors import ConnectorError
from connector.flows import check_in as flow
from connector.flows.check_in import RoomPlace
from connector.flows.decide_attendance import SIGN_IN_EARLY, SIGN_IN_LATE, open_for_signing
from connector.store import attendance, training_pages, trainings
from connector.store.engine import reading
from connector.store.training_pages import PersonalSeat
from connector.web import opened_here
from connector.web.access import Needs, page
from connector.web.language import sentence
from connector.web.matrix_rows import of_role
from connector.web.place import here
from connector.web.problems import problem
from connector.web.training import find
from connector.web.translation import _

blueprint = Blueprint("check_in", __name__)

SCREEN = "/trainings/<code>/attendance/<day>/<int:number>/screen"


@dataclass(frozen=True)
class Offer:
    """One person who may sign on this telephone."""

    seat: PersonalSeat
    nonce: str
    signed: datetime | None
    """When they signed by a room's code already."""


@dataclass(frozen=True)
class Room:
    """The session whose code was scanned, and who may answer."""

    place: RoomPlace
    code: str
    slot: SessionRecord
    offers: tuple[Offer, ...]

    def is_open(self, now: datetime) -> bool:
        return bool(open_for_signing([self.slot], now))


@page(blueprint, SCREEN, Needs.STAFF)
def screen(code: str, day: str, number: int) -> ResponseReturnValue:
    """Show the room's code, large enough for the back row."""
    return _screen("check_in_screen.html", code, day, number)


@page(blueprint, f"{SCREEN}/part", Needs.STAFF)
def part(code: str, day: str, number: int) -> ResponseReturnValue:
    """Return what renews itself alone."""
    return _screen("parts/check_in_code.html", code, day, number)


@page(blueprint, "/c/<token>", Needs.NOBODY)
def scan(token: str) -> ResponseReturnValue:
    """Ask who is here, of those whose personal address was opened on this telephone."""
    try:
        room = _room(token, flow.SHOWN_WINDOWS)
    except ConnectorError as error:
        return _refused(error)
    if not room.is_open(here().office.clock()):
        return _refused(ConnectorError("sign_in_closed", training=room.code))
    return render_template("check_in.html", token=token, room=room)


@page(blueprint, "/c/<token>", Needs.NOBODY, ("POST",))
def answer(token: str) -> ResponseReturnValue:
    """Sign the person in who pressed the button."""
    try:
        room = _room(token, flow.ANSWER_WINDOWS)
        offer = _offered(room)
        if offer is None:
            return render_template("check_in.html", token=token, room=room), 403
        flow.check_in(
            here().office, room.code, f"seat:{offer.seat.seat}", room.slot.key,
            SignInSource.QR, actor=f"seat:{offer.seat.seat}",
        )  # fmt: skip
    except ConnectorError as error:
        return _refused(error)
    flash(signed_words(room.slot), "ok")
    personal = links.sign(here().settings.secret_keys[0], links.PERSONAL, offer.nonce)
    return redirect(url_for("personal.show", token=personal), 303)


def signed_words(slot: SessionRecord) -> str:
    """Say that somebody is on the list now."""
    return _("You are on the list of %(subject)s.", subject=slot.subject)


def _screen(template: str, code: str, day: str, number: int) -> ResponseReturnValue:
    office, settings = here().office, here().settings
    now = office.clock()
    with reading(office.engine) as connection:
        line = find(connection, code)
        sessions = trainings.sessions_of(connection, line.id)
        slot = _slot(sessions, day, number)
        everyone = of_role(training_pages.seat_lines(connection, line.id), "")
        signed = _signed(connection, line.id, slot)
    place = flow.place_of(line.id, slot, sessions)
    secret = settings.secret_keys[0]
    shown: dict[str, object] = {}
    if open_for_signing([slot], now):
        address = url_for("check_in.scan", token=flow.room_token(secret, place, now))
        digits = flow.room_code(secret, place, now)
        shown = {
            "qr": qr(settings.base_url + address),
            "digits": f"{digits[:3]} {digits[3:]}",
            "left": flow.seconds_left(now),
        }
    return render_template(
        template,
        line=line,
        slot=slot,
        number=number,
        day=day,
        signed=len(signed & {seat.key for seat in everyone}),
        expected=len(everyone),
        opens=slot.start - SIGN_IN_EARLY,
        closes=slot.end + SIGN_IN_LATE,
        ahead=now < slot.start,
        **shown,
    )


def _slot(sessions: list[SessionRecord], day: str, number: int) -> SessionRecord:
    try:
        slot = session_at(sessions, date.fromisoformat(day), number)
    except ValueError:
        slot = None
    if slot is None:
        abort(404)
    return slot


def _signed(connection: Connection, training_id: int, slot: SessionRecord) -> set[str]:
    stored = attendance.sign_ins_of(connection, training_id)
    return {one.seat for one in stored if one.session == slot.key}


def _room(token: str, windows: int) -> Room:
    """Return what a token leads to; raises ConnectorError as `read_room_token` does."""
    office, settings = here().office, here().settings
    place = flow.read_room_token(settings.secret_keys, token, office.clock(), windows)
    with reading(office.engine) as connection:
        code, slot = flow.session_of(connection, place)
        signed = {
            one.seat: one.at
            for one in attendance.sign_ins_of(connection, place.training)
            if one.session == slot.key and one.source is SignInSource.QR
        }
        offers = [
            Offer(seat, nonce, signed.get(f"seat:{seat.seat}"))
            for nonce in opened_here.nonces()
            if (seat := training_pages.personal_seat(connection, nonce)) is not None
            and seat.training == code
        ]
    return Room(place, code, slot, tuple(offers))


def _offered(room: Room) -> Offer | None:
    """Return who pressed the button, if that address was opened on this telephone."""
    given = request.form.get("seat", "")
    return next((one for one in room.offers if str(one.seat.seat) == given), None)


def _refused(error: ConnectorError) -> ResponseReturnValue:
    what, todo = sentence(error.code, error.params)
    status = 404 if error.code in ("room_token_unknown", "session_unknown") else 410
    return problem(status, what, _("Your attendance was not noted."), todo)
