"""The board: every training with its state, and the form that adds one."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from connector.domain.indonesian import ZONES
from connector.domain.trainings import MeetingMode
from connector.errors import ConnectorError
from connector.flows import register_participants
from connector.store import office_pages
from connector.store.engine import reading
from connector.store.office_pages import TrainingLine
from connector.web.access import Needs, actor, page
from connector.web.certificate_standing import certificate_standing
from connector.web.language import sentence
from connector.web.place import here
from connector.web.run_lines import run_lines
from connector.web.standing import standing
from connector.web.translation import _

blueprint = Blueprint("board", __name__)

RESERVED = frozenset({"new"})
"""Words that stand where a training's code stands in an address."""

LIKELY_NUMBER = 8
"""Digits; so many are believed to be somebody's personal number, whatever stands beside them."""


@page(blueprint, "/", Needs.STAFF)
def index() -> ResponseReturnValue:
    """List the trainings; `?q=` filters by title, code or a person's name."""
    wanted = request.args.get("q", "").strip()[:100]
    now = here().office.clock()
    with reading(here().office.engine) as connection:
        lines = office_pages.board(connection, wanted)
        failed = office_pages.failed_seats(connection, [line.id for line in lines])
        in_class = office_pages.in_class(connection, now)
        turn_lines = run_lines(connection, here().office, now, [line.id for line in lines])
    rows = [
        (
            line,
            standing(line, failed.get(line.id, 0)),
            when(line, now),
            certificate_standing(line, today_of(line, now)),
        )
        for line in sorted(lines, key=lambda line: _turn(line, now))
    ]
    return render_template(
        "board.html",
        rows=rows,
        wanted=wanted,
        limit=office_pages.BOARD_LIMIT,
        in_class=in_class,
        turn_lines=turn_lines,
    )


def when(line: TrainingLine, now: datetime) -> str:
    """Say whether a training is `today`, `ahead`, `over` or `undated`, by its own zone."""
    today = today_of(line, now)
    if line.first is None or line.last is None:
        return "undated"
    if line.first > today:
        return "ahead"
    return "over" if line.last < today else "today"


def today_of(line: TrainingLine, now: datetime) -> date:
    """Return the date where a training is."""
    return now.astimezone(ZoneInfo(line.zone)).date()


def _turn(line: TrainingLine, now: datetime) -> tuple[int, int]:
    """What runs now first, then what begins next, then what has no date, then what is over."""
    place = ("today", "ahead", "undated", "over").index(when(line, now))
    day = line.first.toordinal() if line.first else -line.id
    return place, -day if place == 3 else day


@page(blueprint, "/search", Needs.STAFF, ("POST",))
def search() -> ResponseReturnValue:
    """Find a training or a person. A personal number is posted and never enters an address."""
    wanted = request.form.get("q", "").strip()[:100]
    compact = "".join(sign for sign in wanted if sign.isalnum()).upper()
    digits = "".join(sign for sign in compact if sign.isdigit())
    if len(digits) >= 5:
        with reading(here().office.engine) as connection:
            line = office_pages.training(connection, wanted)
            found = office_pages.seat_of_number(connection, compact) or office_pages.seat_of_number(
                connection, digits
            )
        if line:
            return redirect(url_for("training.show", code=line.code), 303)
        if found:
            code, seat = found
            return redirect(url_for("training.show", code=code, _anchor=f"seat-{seat}"), 303)
        if len(digits) >= LIKELY_NUMBER:
            flash(_("Nobody with this number sits in any training."), "waiting")
            return redirect(url_for("board.index"), 303)
    return redirect(url_for("board.index", q=wanted or None), 303)


@page(blueprint, "/trainings/new", Needs.ADMINISTRATOR)
def new() -> ResponseReturnValue:
    """Show the empty form."""
    return _form({}, {})


@page(blueprint, "/trainings", Needs.ADMINISTRATOR, ("POST",))
def create() -> ResponseReturnValue:
    """Add a training and go on to its first upload."""
    given = {name: " ".join(text.split())[:300] for name, text in request.form.items()}
    wrong = _wrong(given)
    if wrong:
        return _form(given, wrong), 422
    try:
        register_participants.create_training(
            here().office,
            code=given["code"],
            title=given["title"],
            cohort=given.get("cohort", ""),
            zone=given["zone"],
            meeting_mode=MeetingMode(given["meeting_mode"]),
            actor=actor(),
        )
    except ConnectorError as error:
        where = "title" if error.code == "training_title_unfit" else "code"
        return _form(given, {where: " ".join(sentence(error.code, error.params))}), 422
    flash(_("The training was added. Upload the list of participants next."), "ok")
    return redirect(url_for("training.show", code=given["code"]), 303)


def _wrong(given: dict[str, str]) -> dict[str, str]:
    wrong = {}
    if not given.get("code"):
        wrong["code"] = _("A training needs a code.")
    if given.get("code", "").lower() in RESERVED:
        wrong["code"] = _("This word is used by Simpul itself; choose another.")
    if not given.get("title"):
        wrong["title"] = _("A training needs its name.")
    if given.get("zone") not in ZONES.values():
        wrong["zone"] = _("Choose WIB, WITA or WIT.")
    if given.get("meeting_mode") not in [mode.value for mode in MeetingMode]:
        wrong["meeting_mode"] = _("Choose how Zoom classes are made.")
    return wrong


def _form(given: dict[str, str], wrong: dict[str, str]) -> str:
    return render_template(
        "training_new.html",
        given=given,
        wrong=wrong,
        zones=ZONES,
        office_zone=here().office.zone,
    )
