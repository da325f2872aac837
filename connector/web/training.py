"""One training: who is in it and where they stand, its timetable, its history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from connector.domain.people import Role, main_identity
from connector.errors import ConnectorError
from connector.flows.release_account import release_account
from connector.store import audit, office_pages, seats, training_pages
from connector.store.engine import reading
from connector.store.office_pages import TrainingLine
from connector.store.training_pages import SeatLine
from connector.web.access import Needs, actor, page
from connector.web.certificate_standing import certificate_standing
from connector.web.history import told
from connector.web.language import sentence
from connector.web.place import here
from connector.web.problems import problem
from connector.web.run_lines import run_lines
from connector.web.standing import ACTIVE_PLANS, standing
from connector.web.translation import _
from connector.web.words import SEAT_MARKS

blueprint = Blueprint("training", __name__, url_prefix="/trainings")


FILTERS = ("system", "state", "reason", "role", "q")
"""What the address of the list of people may hold; `reason` is the code of a mark."""


@dataclass(frozen=True)
class Need:
    """One kind of thing that waits for somebody, with the words for it and how many."""

    mark: str
    system: str
    state: str
    what: str
    todo: str
    names: tuple[str, ...]
    code: str


@page(blueprint, "/<code>", Needs.STAFF)
def show(code: str) -> ResponseReturnValue:
    """Show the people; `?system=&state=&reason=&role=&q=` filter them."""
    with reading(here().office.engine) as connection:
        line = find(connection, code)
        everyone = training_pages.seat_lines(connection, line.id)
    shared = _shared_addresses(everyone)
    wanted = {name: request.args.get(name, "")[:100] for name in FILTERS}
    rows = [seat for seat in everyone if _fits(seat, wanted, shared)]
    return render_template(
        "training_people.html",
        **head(line, everyone),
        tab="people",
        seats=rows,
        total=len(everyone),
        shared=shared,
        wanted=wanted,
        filtered=any(wanted.values()),
        roles=[role for role in Role if any(seat.role is role for seat in everyone)],
        masked=_masked,
        email_state=lambda seat: _email_state(seat, shared),
    )


@page(blueprint, "/<code>/head", Needs.STAFF)
def progress(code: str) -> ResponseReturnValue:
    """Return the head of the page alone, for polling while a plan is applied."""
    with reading(here().office.engine) as connection:
        line = find(connection, code)
        everyone = training_pages.seat_lines(connection, line.id)
    return render_template(
        "parts/training_head.html",
        **head(line, everyone),
        tab=request.args.get("tab", "people"),
        filtered="filtered" in request.args,
    )


@page(blueprint, "/<code>/history", Needs.STAFF)
def history(code: str) -> ResponseReturnValue:
    """Show what was done, by whom and when."""
    with reading(here().office.engine) as connection:
        line = find(connection, code)
        everyone = training_pages.seat_lines(connection, line.id)
        entries = training_pages.audit_lines(connection, line.id)
        versions = training_pages.roster_lines(connection, line.id)
        people = {seat.key: seat.record.full_name for seat in everyone}
        names = {**people, **office_pages.user_names(connection)}  # participants sign themselves
    return render_template(
        "training_history.html",
        **head(line, everyone),
        tab="history",
        entries=[(entry, told(entry, people), names) for entry in entries],
        versions=versions,
        names=names,
        limit=training_pages.HISTORY_LIMIT,
    )


@page(blueprint, "/<code>/seats/<int:seat_id>/number", Needs.ADMINISTRATOR, ("POST",))
def reveal(code: str, seat_id: int) -> ResponseReturnValue:
    """Show one person's whole number, and write down who looked."""
    office = here().office
    with office.engine.begin() as connection:
        line = find(connection, code)
        seat = _seat(connection, line, seat_id)
        audit.note(connection, actor(), "number.revealed", seat.key)
    number = main_identity(seat.record)
    shown = {"seat": seat, "number": number.value if number else "", "line": line}
    if request.headers.get("HX-Request"):
        return render_template("parts/number_revealed.html", **shown)
    return render_template("number.html", **shown)


@page(blueprint, "/<code>/seats/<int:seat_id>/address", Needs.ADMINISTRATOR, ("POST",))
def renew_address(code: str, seat_id: int) -> ResponseReturnValue:
    """Give the seat a new personal address; the old one leads nowhere from now on."""
    office = here().office
    with office.engine.begin() as connection:
        line = find(connection, code)
        seat = _seat(connection, line, seat_id)
        seats.revoke_link(connection, seat_id, now=office.clock())
        audit.note(connection, actor(), "link.renewed", seat.key)
    flash(
        _(
            "%(name)s has a new personal address; the old one no longer works. Hand it out.",
            name=seat.record.full_name,
        ),
        "ok",
    )
    return redirect(url_for("training.person", code=code, seat_id=seat_id), 303)


@page(blueprint, "/<code>/seats/<int:seat_id>/account", Needs.ADMINISTRATOR, ("POST",))
def release(code: str, seat_id: int) -> ResponseReturnValue:
    """Let go of the person's Moodle account; the next plan looks for them anew."""
    with reading(here().office.engine) as connection:
        seat = _seat(connection, find(connection, code), seat_id)
    try:
        release_account(here().office, code, seat.key, actor())
    except ConnectorError as error:
        what, todo = sentence(error.code, error.params)
        return problem(409, what, _("Nothing was changed."), todo)
    flash(
        _("%(name)s's Moodle account was let go. Make a plan next.", name=seat.record.full_name),
        "ok",
    )
    return redirect(url_for("training.person", code=code, seat_id=seat_id), 303)


@page(blueprint, "/<code>/seats/<int:seat_id>", Needs.STAFF)
def person(code: str, seat_id: int) -> ResponseReturnValue:
    """Show one person: state per system in words, personal address for administrators."""
    with reading(here().office.engine) as connection:
        line = find(connection, code)
        everyone = training_pages.seat_lines(connection, line.id)
    seat = next((one for one in everyone if one.id == seat_id), None)
    if seat is None:
        abort(404)
    shared = _shared_addresses(everyone)
    return render_template(
        "person.html",
        line=line,
        seat=seat,
        masked=_masked,
        email_state=_email_state(seat, shared),
        address=here().office.link_for(seat.nonce),
        marks=SEAT_MARKS,
    )


def find(connection: Connection, code: str) -> TrainingLine:
    """Return the training of an address, or answer 404."""
    line = office_pages.training(connection, code)
    if line is None:
        abort(404)
    return line


def head(line: TrainingLine, everyone: Sequence[SeatLine]) -> dict[str, object]:
    """Return what the upper part of every tab shows."""
    failed = sum(any(mark.state == "failed" for mark in seat.marks.values()) for seat in everyone)
    office = here().office
    busy = line.plan is not None and line.plan.state in ACTIVE_PLANS
    connected = [platform.system for platform in office.platforms]
    now = office.clock()
    today = now.astimezone(ZoneInfo(line.zone)).date()
    with reading(office.engine) as connection:
        turn_lines = run_lines(connection, office, now, [line.id]).get(line.id, [])
    return {
        "line": line,
        "standing": standing(line, failed),
        "certified": certificate_standing(line, today),
        "turn_lines": turn_lines,
        "needs": needs(everyone, busy=busy),
        "systems": connected,
        "plan_waits": line.plan is not None
        and line.plan.state in ("drafted", "held")
        and line.plan.changes > 0,
        "busy": busy,
        "without_address": 0 if line.systems else _without_address(everyone),
        "marks": SEAT_MARKS,
    }


NEEDY = ("failed", "undecided", "missing", "waiting")
"""States that wait for somebody, the worst first."""


def needs(everyone: Iterable[SeatLine], *, busy: bool = False) -> list[Need]:
    """Group what is not in line by reason, refused first, most frequent first.

    While a plan is being applied (`busy`) what is merely not there yet needs nobody.
    """
    shown = NEEDY[:2] if busy else NEEDY
    groups: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    examples: dict[tuple[str, str, str], Mapping[str, str | int]] = {}
    for seat in everyone:
        for system, mark in seat.marks.items():
            if mark.state in shown:
                group = (mark.state, system, mark.code)
                groups[group].append(seat.record.full_name)
                examples.setdefault(group, mark.params)
    ordered = sorted(groups.items(), key=lambda item: (shown.index(item[0][0]), -len(item[1])))
    found = []
    for (state, system, code), names in ordered:
        what, todo = sentence(code, examples[state, system, code], system)
        found.append(Need(SEAT_MARKS[state], system, state, what, todo, tuple(names), code))
    return found


def _without_address(everyone: Iterable[SeatLine]) -> int:
    """Said only before the first comparison: afterwards the systems say what they lack."""
    return sum(1 for seat in everyone if seat.accepted and not seat.record.email)


def _seat(connection: Connection, line: TrainingLine, seat_id: int) -> SeatLine:
    seat = training_pages.seat_line(connection, line.id, seat_id)
    if seat is None:
        abort(404)
    return seat


def _fits(seat: SeatLine, wanted: dict[str, str], shared: frozenset[str]) -> bool:
    if wanted["role"] and seat.role.value != wanted["role"]:
        return False
    if wanted["q"] and wanted["q"].lower() not in seat.record.full_name.lower():
        return False
    state = wanted["state"]
    if not state:
        return True
    if state == "no_email":
        return seat.accepted and not seat.record.email
    if state == "shared_email":
        return seat.accepted and (seat.record.email or "").lower() in shared
    marks = [
        mark
        for system, mark in seat.marks.items()
        if wanted["system"] in ("", system) and wanted["reason"] in ("", mark.code)
    ]
    if state == "missing":
        return any(mark.state in ("missing", "failed", "waiting") for mark in marks)
    return any(mark.state == state for mark in marks)


def _shared_addresses(everyone: Iterable[SeatLine]) -> frozenset[str]:
    owners: dict[str, set[int]] = defaultdict(set)
    for seat in everyone:
        if seat.accepted and seat.record.email:
            owners[seat.record.email.lower()].add(seat.person)
    return frozenset(address for address, people in owners.items() if len(people) > 1)


def _email_state(seat: SeatLine, shared: frozenset[str]) -> str:
    if not seat.record.email:
        return "missing"
    return "shared" if seat.record.email.lower() in shared else ""


def _masked(seat: SeatLine) -> str:
    number = main_identity(seat.record)
    return number.masked() if number else ""
