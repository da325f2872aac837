"""Personal addresses: whoever holds one sees timetable, today's class, course and own attendance.

They carry a name and nothing else: no number, of the e-mail its first letter and where it is. A
wrong, renewed or withdrawn address costs the same work as a good one and gets the same sentence.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from flask import (
    Blueprint,
    Flask,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter

from connector.domain.attendance import SignInSource
from connector.domain.indonesian import zone_label
from connector.domain.sessions import SessionRecord, TrainingDay, session_at, training_days
from connector.errors import ConnectorError
from connector.flows import check_in
from connector.flows.decide_attendance import confirm_email
from connector.meetings.base import Slot, slot_at, slots
from connector.reconcile.platform import Platform
from connector.reports.calendar import Appointment, calendar
from connector.store.bindings import StoredBindings
from connector.store.engine import reading
from connector.store.keys import number_of
from connector.web import opened_here
from connector.web.access import Needs, page
from connector.web.check_in import signed_words
from connector.web.holders import Holder, holder_of, unknown_address
from connector.web.language import day, hour, sentence
from connector.web.own_attendance import own_attendance
from connector.web.own_certificate import own_certificates
from connector.web.place import here
from connector.web.problems import problem
from connector.web.translation import _
from connector.web.uploads import Mistake

blueprint = Blueprint("personal", __name__, url_prefix="/p/<token>")

WRONG_CODES = "10 per 15 minutes"
"""Wrong digits that one personal address may type; only they count."""


def limit_codes(app: Flask) -> None:
    """Limit wrong digits by personal address; call it last."""
    limiter = Limiter(_address_tried, app=app, storage_uri="memory://")
    limit = limiter.limit(WRONG_CODES, methods=["POST"], deduct_when=_was_wrong, on_breach=_often)
    app.view_functions["personal.type_code"] = limit(type_code)


@page(blueprint, "", Needs.NOBODY)
def show(token: str) -> ResponseReturnValue:
    """Greet, and show the timetable, own attendance and the two ways in."""
    holder = holder_of(token)
    return unknown_address() if holder is None else _page(token, holder)


@page(blueprint, "/sign", Needs.NOBODY, ("POST",))
def sign(token: str) -> ResponseReturnValue:
    """Sign the list of a session that is open: the person says so themselves."""
    return _signing(
        token,
        lambda holder, slot: check_in.check_in(
            here().office, holder.training.code, holder.key, slot.key,
            SignInSource.SELF, actor=holder.key,
        ),
    )  # fmt: skip


@page(blueprint, "/code", Needs.NOBODY, ("POST",))
def type_code(token: str) -> ResponseReturnValue:
    """Sign the list with the six digits on the room's screen."""
    given = request.form.get("digits", "")[:20]

    def signed(holder: Holder, slot: SessionRecord) -> bool:
        sessions = list(holder.training.sessions)
        place = check_in.place_of(number_of(holder.training.key), slot, sessions)
        return check_in.check_in_by_code(
            here().office, here().settings.secret_keys, holder.training.code, holder.key,
            place, given, actor=holder.key,
        )  # fmt: skip

    return _signing(token, signed)


@page(blueprint, "/email", Needs.NOBODY, ("POST",))
def own_email(token: str) -> ResponseReturnValue:
    """Note that the address on the roster is this person's own: Zoom may then know them by it."""
    holder = holder_of(token)
    if holder is None:
        return unknown_address()
    email, shared = holder.own.record.email, holder.training.shared_addresses()
    if not email or email.lower() in shared:
        return _say(token, _("There is no e-mail address of yours to confirm."), "")
    confirm_email(here().office, number_of(holder.own.person), email, actor=holder.key)
    flash(_("Thank you; the address counts as yours from now on."), "ok")
    return redirect(url_for("personal.show", token=token), 303)


@page(blueprint, "/join", Needs.NOBODY)
def join(token: str) -> ResponseReturnValue:
    """Lead to the meeting of this very moment, or say when the next one is."""
    holder = holder_of(token)
    if holder is None:
        return unknown_address()
    now = here().office.clock()
    slot = slot_at(slots(holder.training), now)
    if slot is None:
        return _say(token, _("There is no further class in this training."), "")
    when = _("%(day)s, %(start)s–%(end)s %(zone)s", **_when(slot))
    if not _is_today(slot, now):
        return _say(
            token,
            _("There is no class today."),
            _("The next one is on %(when)s. Open this address again then.", when=when),
        )
    link = _join_link(holder, slot)
    if link is None:
        return _say(
            token,
            _("Your link to this class is not ready yet."),
            _("The class is on %(when)s. Try again later, or ask the organisers.", when=when),
        )
    return redirect(link, 303)


@page(blueprint, "/course", Needs.NOBODY)
def course(token: str) -> ResponseReturnValue:
    """Lead to the course."""
    holder = holder_of(token)
    if holder is None:
        return unknown_address()
    link = _course_link(holder)
    if link is None:
        return _say(
            token,
            _("The course is not ready yet."),
            _("Try again later, or ask the organisers."),
        )
    return redirect(link, 303)


@page(blueprint, "/calendar.ics", Needs.NOBODY)
def calendar_file(token: str) -> ResponseReturnValue:
    """Hand out the classes for a telephone's calendar; each leads back to this address."""
    holder = holder_of(token)
    if holder is None:
        return unknown_address()
    seat = holder.own
    classes = [
        Appointment(one.key, one.start, one.end, tuple(slot.subject for slot in one.sessions))
        for one in slots(holder.training)
    ]
    content = calendar(holder.training.full_title, seat.link, classes, here().office.clock())
    answer = Response(content, content_type="text/calendar; charset=utf-8")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{holder.training.code}.ics")
    return answer


def _page(
    token: str, holder: Holder, mistake: Mistake | None = None, status: int = 200
) -> ResponseReturnValue:
    now = here().office.clock()
    slot = slot_at(slots(holder.training), now)
    with reading(here().office.engine) as connection:
        own = own_attendance(connection, holder.training, holder.own, now)
        papers = own_certificates(connection, holder)
    response = make_response(
        render_template(
            "personal.html",
            token=token,
            name=holder.seat.name,
            training=holder.training,
            days=training_days(holder.training.sessions),
            slot=slot,
            today=slot is not None and _is_today(slot, now),
            running=slot is not None and slot.start <= now,
            has_link=slot is not None and _join_link(holder, slot) is not None,
            has_course=_course_link(holder) is not None,
            hint=_login_hint(holder),
            over=lambda one: _over(one, now),
            own=own,
            papers=papers,
            mistake=mistake,
        ),
        status,
    )
    opened_here.remember(response, holder.nonce)
    return response


def _signing(token: str, signs: Callable[[Holder, SessionRecord], bool]) -> ResponseReturnValue:
    """Let somebody sign the session their form names, and say in words what came of it."""
    holder = holder_of(token)
    if holder is None:
        return unknown_address()
    try:
        slot = _named_session(holder)
        fresh = signs(holder, slot)
    except ConnectorError as error:
        what, todo = sentence(error.code, error.params)
        status = 422 if error.code == "room_code_wrong" else 409
        untouched = _("Your attendance was not noted.")
        return _page(token, holder, Mistake(what, untouched, todo), status)
    flash(signed_words(slot) if fresh else _("You had signed this list already."), "ok")
    return redirect(url_for("personal.show", token=token), 303)


def _named_session(holder: Holder) -> SessionRecord:
    """Return the session a form names as `2026-08-03/2`; raises `session_unknown`."""
    day, _slash, number = request.form.get("session", "").partition("/")
    try:
        slot = session_at(holder.training.sessions, date.fromisoformat(day), int(number[:4]))
    except ValueError:
        slot = None
    if slot is None:
        raise ConnectorError("session_unknown", training=holder.training.code)
    return slot


def _address_tried() -> str:
    """A digest, so that no address stays in the counter's memory."""
    token = (request.view_args or {}).get("token", "")
    return hashlib.sha256(str(token)[:200].encode()).hexdigest()


def _was_wrong(response: Response) -> bool:
    return response.status_code == 422


def _often(_limit: object) -> Response:
    what, todo = sentence("room_code_often", {})
    return make_response(problem(429, what, _("Your attendance was not noted."), todo))


def _say(token: str, what: str, todo: str) -> ResponseReturnValue:
    return render_template("personal_words.html", token=token, what=what, todo=todo)


def _bindings(platform: Platform, holder: Holder) -> StoredBindings:
    return StoredBindings(here().office.engine, platform.connection, holder.training.key)


def _join_link(holder: Holder, slot: Slot) -> str | None:
    """The person's own link; an instructor who may open the room uses the room's address."""
    meetings = here().office.meetings
    if meetings is None:
        return None
    bindings = _bindings(meetings, holder)
    own = meetings.join_link(holder.key, slot.key, bindings)
    if own is None:
        rooms = meetings.rooms(holder.training, bindings)
        room = next((one for one in rooms if one.slot.key == slot.key), None)
        own = room.join_url if room and holder.key in room.co_openers else None
    return _followable(own)


def _course_link(holder: Holder) -> str | None:
    lms = here().office.lms
    return None if lms is None else _followable(lms.course_link(_bindings(lms, holder)))


def _login_hint(holder: Holder) -> tuple[str, str] | None:
    lms = here().office.lms
    seat = next((one for one in holder.training.seats if one.key == holder.key), None)
    hint = lms.login_hint(seat, _bindings(lms, holder)) if lms and seat else None
    return sentence(hint.code, hint.params, "lms") if hint else None


def _followable(link: str | None) -> str | None:
    """Only web addresses are followed, whatever a remote system answered."""
    return link if link and urlsplit(link).scheme in ("https", "http") else None


def _is_today(slot: Slot, now: datetime) -> bool:
    return slot.date <= now.astimezone(ZoneInfo(slot.zone)).date()


def _when(slot: Slot) -> dict[str, str]:
    return {
        "day": day(slot.date, weekday=True),
        "start": hour(slot.start, slot.zone),
        "end": hour(slot.end, slot.zone),
        "zone": zone_label(slot.zone),
    }


def _over(one: TrainingDay, now: datetime) -> bool:
    return one.end <= now
