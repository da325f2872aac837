"""Personal addresses: whoever holds one sees a timetable, today's class and the course.

They carry a name and nothing else: no number, no e-mail. A wrong, renewed or withdrawn address
costs the same work as a good one and gets the same sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, redirect, render_template
from flask.typing import ResponseReturnValue

from connector import links
from connector.domain.indonesian import zone_label
from connector.domain.sessions import TrainingDay, training_days
from connector.domain.trainings import Training
from connector.meetings.base import Slot, slot_at, slots
from connector.reconcile.platform import Platform
from connector.reports.calendar import Appointment, calendar
from connector.store import training_pages, trainings
from connector.store.bindings import StoredBindings
from connector.store.engine import reading
from connector.store.training_pages import PersonalSeat
from connector.web.access import Needs, page
from connector.web.language import day, hour, sentence
from connector.web.place import here
from connector.web.problems import problem
from connector.web.translation import _

blueprint = Blueprint("personal", __name__, url_prefix="/p/<token>")

NOBODY = ""
"""Looked up in place of the nonce of an address that no secret of ours signed."""


@dataclass(frozen=True)
class Holder:
    """Who opened the page, and the training as it is now."""

    seat: PersonalSeat
    training: Training

    @property
    def key(self) -> str:
        return f"seat:{self.seat.seat}"


@page(blueprint, "", Needs.NOBODY)
def show(token: str) -> ResponseReturnValue:
    """Greet, and show the timetable and the two ways in."""
    holder = _holder(token)
    if holder is None:
        return _unknown()
    now = here().office.clock()
    slot = slot_at(slots(holder.training), now)
    return render_template(
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
    )


@page(blueprint, "/join", Needs.NOBODY)
def join(token: str) -> ResponseReturnValue:
    """Lead to the meeting of this very moment, or say when the next one is."""
    holder = _holder(token)
    if holder is None:
        return _unknown()
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
    holder = _holder(token)
    if holder is None:
        return _unknown()
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
    holder = _holder(token)
    if holder is None:
        return _unknown()
    seat = next(one for one in holder.training.seats if one.key == holder.key)
    classes = [
        Appointment(one.key, one.start, one.end, tuple(slot.subject for slot in one.sessions))
        for one in slots(holder.training)
    ]
    content = calendar(holder.training.full_title, seat.link, classes, here().office.clock())
    answer = Response(content, content_type="text/calendar; charset=utf-8")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{holder.training.code}.ics")
    return answer


def _holder(token: str) -> Holder | None:
    place = here()
    nonce = links.read(place.settings.secret_keys, links.PERSONAL, token[:200])
    with reading(place.office.engine) as connection:
        seat = training_pages.personal_seat(connection, nonce or NOBODY)
        if seat is None:
            return None
        training = trainings.load_training(connection, seat.training, place.office.link_for)
    return Holder(seat, training)


def _unknown() -> ResponseReturnValue:
    return problem(
        404,
        _("This personal address is not valid, or no longer."),
        _("It may have been renewed, or copied without its end."),
        _("Ask the organisers of your training for your present address."),
    )


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
