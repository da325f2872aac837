"""The queue of names not recognised: one card a name, one keystroke a decision, each undoable.

Reads with `class_attendance`, decides with `decide_attendance`; addresses carry a card's digest,
never a name. Everything works without JavaScript.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from connector.domain.attribution import Verdict
from connector.errors import ConnectorError
from connector.flows import decide_attendance
from connector.flows.class_attendance import ClassAttendance, read_attendance
from connector.flows.decide_attendance import REASON, card_id, find_card
from connector.store import attendance, office_pages, training_pages, trainings
from connector.store.engine import reading
from connector.store.office_pages import TrainingLine
from connector.store.training_pages import SeatLine
from connector.web.access import Needs, actor, page
from connector.web.language import sentence
from connector.web.matrix_rows import waiting_cards
from connector.web.place import here
from connector.web.training import find
from connector.web.translation import _, ngettext
from connector.web.unknown_cards import (
    ShownCard,
    held_days,
    past_decisions,
    shown_card,
    shown_cards,
    standing_word,
    strength_word,
)
from connector.web.uploads import Mistake

blueprint = Blueprint("unmatched", __name__)

QUEUE = "/trainings/<code>/attendance/unmatched"

MOST_CARDS = 100
"""Cards on one page; the next ones move up as these are decided."""

MOST_DECISIONS = 100
"""Decisions in the history below the queue."""

RECENT = timedelta(days=14)
"""Trainings that met within this time are counted on the page of all trainings."""


@dataclass(frozen=True)
class Waiting:
    """One training with names to recognise."""

    line: TrainingLine
    cards: int
    minutes: int


@dataclass(frozen=True)
class Queue:
    """A training's attendance with what its pages print beside it."""

    line: TrainingLine
    everyone: Sequence[SeatLine]
    found: ClassAttendance
    names: Mapping[str, str]

    @property
    def seats(self) -> dict[str, SeatLine]:
        return {seat.key: seat for seat in self.everyone}

    @property
    def people(self) -> dict[str, str]:
        return {seat.key: seat.record.full_name for seat in self.everyone}


@page(blueprint, "/unmatched", Needs.STAFF)
def overview() -> ResponseReturnValue:
    """Count what waits in every training that met lately or meets today."""
    office = here().office
    today = office.clock().date()
    with reading(office.engine) as connection:
        codes = trainings.meeting_between(connection, 0, today - RECENT, today + timedelta(days=1))
        waiting = [_waiting(connection, code) for code in codes.values()]
    waiting.sort(key=lambda one: (-one.minutes, one.line.code))
    return render_template(
        "unmatched_all.html",
        waiting=[one for one in waiting if one.cards],
        clear=[one for one in waiting if not one.cards],
        days=RECENT.days,
    )


@page(blueprint, QUEUE, Needs.STAFF)
def queue(code: str) -> ResponseReturnValue:
    """Show the cards, the longest presence first, and the decisions made so far."""
    return _queue_page(code)


@page(blueprint, f"{QUEUE}/<card>", Needs.STAFF)
def choose(code: str, card: str) -> ResponseReturnValue:
    """Show one card with everybody on the roster: many who shared one, or one not guessed."""
    return _card_page(code, card)


@page(blueprint, f"{QUEUE}/<card>", Needs.COMPANION, ("POST",))
def decide(code: str, card: str) -> ResponseReturnValue:
    """Decide one card as its form says, and go on to the next one."""
    several = request.form.get("choose") == "several"
    with reading(here().office.engine) as connection:
        queue = _read(connection, code)
    try:
        waiting = find_card(queue.found, card)
        shown = shown_card(waiting, queue.found, queue.seats, queue.line.zone)
        verdict, seats = _verdict(queue)
        made = decide_attendance.decide_card(
            here().office, code, card, verdict=verdict, seats=seats,
            reason=_reason(shown, verdict, seats), actor=actor(),
            remember=shown.can_remember and "remember" in request.form,
        )  # fmt: skip
    except ConnectorError as error:
        what, todo = _words(error, several=several)
        mistake = Mistake(what, _("Nothing was changed."), todo)
        status = 409 if error.code == "card_gone" else 422
        if several and status == 422:
            return _card_page(code, card, mistake, status)
        return _queue_page(code, mistake, status, marked=card)
    return _on(queue, card, made)


@page(blueprint, f"{QUEUE}/accept", Needs.COMPANION, ("POST",))
def accept(code: str) -> ResponseReturnValue:
    """Accept the cards a form names, or all it listed: their links name the person already."""
    name = "listed" if "all" in request.form else "card"
    wanted = request.form.getlist(name)
    before = _decision_ids(code)
    try:
        count = decide_attendance.accept_cards(
            here().office, code, set(wanted), reason=request.form.get("reason", ""), actor=actor()
        )
    except ConnectorError as error:
        what, todo = _words(error)
        return _queue_page(code, Mistake(what, _("Nothing was changed."), todo), 422)
    made = sorted(_decision_ids(code) - before)
    if not count:
        mistake = Mistake(
            _("No name was accepted: none was chosen, or somebody else just decided them."),
            _("Nothing was changed."),
            _("Look at the queue as it is now, tick the names and try again."),
        )
        return _queue_page(code, mistake, 409)
    return redirect(url_for("unmatched.queue", code=code, done=_span(made), _anchor="queue"), 303)


@page(blueprint, f"{QUEUE}/undo", Needs.COMPANION, ("POST",))
def undo(code: str) -> ResponseReturnValue:
    """Take the decisions a form names back; their names wait again."""
    wanted = [int(one) for one in request.form.getlist("decision") if _is_number(one)]
    undone, gone = list[int](), 0
    for number in wanted:
        try:
            decide_attendance.undo_decision(here().office, code, number, actor=actor())
            undone.append(number)
        except ConnectorError as error:
            if error.code != "decision_unknown":
                raise
            gone += 1
    if gone or not undone:
        what, todo = sentence("decision_unknown", {})
        left = ngettext(
            "%(num)s decision was taken back.", "%(num)s decisions were taken back.", len(undone)
        )
        untouched = left if undone else _("Nothing was changed.")
        return _queue_page(code, Mistake(what, untouched, todo), 409)
    with reading(here().office.engine) as connection:
        stored = attendance.decision(connection, undone[0])
    anchor = f"card-{card_id(stored.decided.card)}" if stored else "queue"
    return redirect(url_for("unmatched.queue", code=code, undone=len(undone), _anchor=anchor), 303)


def _queue_page(
    code: str, mistake: Mistake | None = None, status: int = 200, marked: str = ""
) -> ResponseReturnValue:
    with reading(here().office.engine) as connection:
        queue = _read(connection, code)
        decisions = attendance.decisions_of(connection, queue.line.id, in_force=False)
    cards = shown_cards(queue.found, queue.seats, queue.line.zone)
    days = held_days(queue.found, queue.line.zone)
    latest = decisions[-MOST_DECISIONS:]
    past = past_decisions(latest, queue.people, queue.names, days)
    done = _done(decisions)
    return (
        render_template(
            "unmatched.html",
            line=queue.line,
            cards=cards[:MOST_CARDS],
            total=len(cards),
            minutes=sum(card.minutes for card in cards),
            acceptable=[card for card in cards if card.acceptable],
            past=past,
            all_past=len(decisions),
            done=[one for one in past if one.id in done],
            undone=request.args.get("undone", ""),
            mistake=mistake,
            marked=marked,
            options=seat_options(queue.everyone),
            final=all(held.final for held in queue.found.held),
            held=len(queue.found.held),
            **_shared_words(),
        ),
        status,
    )


def _card_page(
    code: str, card: str, mistake: Mistake | None = None, status: int = 200
) -> ResponseReturnValue:
    with reading(here().office.engine) as connection:
        queue = _read(connection, code)
    try:
        waiting = find_card(queue.found, card)
    except ConnectorError as error:
        what, todo = sentence(error.code, error.params)
        return _queue_page(code, Mistake(what, _("Nothing was changed."), todo), 409)
    shown = shown_card(waiting, queue.found, queue.seats, queue.line.zone)
    suggested = {choice.seat.key: choice for choice in shown.choices}
    chosen = {f"seat:{value}" for value in request.form.getlist("seat")}
    return (
        render_template(
            "unmatched_card.html",
            line=queue.line,
            card=shown,
            mistake=mistake,
            seats=sorted(
                (seat for seat in queue.everyone if seat.accepted or seat.key in suggested),
                key=lambda seat: seat.key not in suggested,
            ),
            suggested=suggested,
            chosen=chosen or {seat.key for seat in shown.owners},
            reason=request.form.get("reason", "") or _("Several people shared one device."),
            **_shared_words(),
        ),
        status,
    )


def _shared_words() -> dict[str, object]:
    return {
        "standing_word": standing_word,
        "strength_word": strength_word,
        "reason_length": REASON,
        "device_reason": _("Device names on the participants' own personal links."),
    }


def _read(connection: Connection, code: str) -> Queue:
    line = find(connection, code)
    return Queue(
        line,
        training_pages.seat_lines(connection, line.id),
        read_attendance(connection, here().office, code),
        office_pages.user_names(connection),
    )


def _waiting(connection: Connection, code: str) -> Waiting:
    found = read_attendance(connection, here().office, code)
    return Waiting(find(connection, code), *waiting_cards(found.attributed))


def _verdict(queue: Queue) -> tuple[Verdict, list[str]]:
    """Read what a form decides; raises ConnectorError `person_unclear` for an unclear name."""
    given = request.form.get("choose", "")
    if given == "nobody":
        return Verdict.NOBODY, []
    if given == "several":
        numbers = [one for one in request.form.getlist("seat") if _is_number(one)]
        return Verdict.SEATS, [f"seat:{int(one)}" for one in dict.fromkeys(numbers)]
    if given == "typed":
        return Verdict.SEATS, [_typed_seat(queue.everyone, request.form.get("person", ""))]
    return Verdict.SEATS, [f"seat:{int(given)}"] if _is_number(given) else []


def _typed_seat(everyone: Sequence[SeatLine], typed: str) -> str:
    """Return the one seat that a typed name or number means; raises `person_unclear`."""
    wanted = " ".join(typed[:200].split()).casefold()
    if not wanted:
        raise ConnectorError("seats_missing")
    options = seat_options(everyone)
    exact = [seat for label, seat in options if label.casefold() == wanted]
    if not exact and wanted.isdecimal():
        exact = [seat for _label, seat in options if seat.number == int(wanted)]
    found = exact or [s for s in everyone if s.accepted and wanted in s.record.full_name.casefold()]
    if len(found) != 1:
        raise ConnectorError("person_unclear", typed=typed[:60], count=len(found))
    return found[0].key


def seat_options(everyone: Sequence[SeatLine]) -> list[tuple[str, SeatLine]]:
    """Return what is offered while typing: number and name, with the unit where two are alike."""
    accepted = [seat for seat in everyone if seat.accepted]
    plain = {seat.key: _plain_label(seat) for seat in accepted}
    often = Counter(plain.values())
    return [
        (
            plain[seat.key]
            if often[plain[seat.key]] == 1
            else f"{plain[seat.key]} ({seat.record.unit or seat.record.agency or seat.id})",
            seat,
        )
        for seat in accepted
    ]


def _plain_label(seat: SeatLine) -> str:
    name = " ".join(seat.record.full_name.split())
    return f"{seat.number} · {name}" if seat.number else name


def _reason(card: ShownCard, verdict: Verdict, seats: Sequence[str]) -> str:
    """Return the reason a person wrote, or the sentence that goes with what they chose."""
    given, offered = (" ".join(request.form.get(n, "").split()) for n in ("reason", "offered"))
    if not given or given != offered:
        return given
    if verdict is Verdict.NOBODY:
        return _("Nobody of this training.")
    fitting = [one.reason for one in card.choices if [one.seat.key] == list(seats)]
    return fitting[0] if fitting else _("Recognised by whoever accompanied the class.")


def _words(error: ConnectorError, *, several: bool = False) -> tuple[str, str]:
    if error.code == "reason_missing":
        return (
            _("There is no reason."),
            _("Write one short sentence: how do you know who it was?"),
        )
    if error.code == "seats_missing" and not several:
        return (
            _("Nobody was chosen."),
            _("Press one of the suggestions, or type a name or number."),
        )
    return sentence(error.code, error.params)


def _on(queue: Queue, card: str, made: Sequence[int]) -> ResponseReturnValue:
    """Go on to the card after the one decided; the address names what can be undone."""
    order = [one.id for one in shown_cards(queue.found, queue.seats, queue.line.zone)]
    at = order.index(card)
    rest = [*order[at + 1 :], *order[:at]]
    anchor = f"card-{rest[0]}" if rest else "queue"
    done = _span(made)
    code = queue.line.code
    return redirect(url_for("unmatched.queue", code=code, done=done, _anchor=anchor), 303)


def _span(made: Sequence[int]) -> str:
    return f"{made[0]}-{made[-1]}" if made else ""


def _done(decisions: Sequence[attendance.StoredDecision]) -> set[int]:
    """Return which decisions of one's own the address says were just made, as far as they stand."""
    first, _dash, last = request.args.get("done", "")[:30].partition("-")
    if not (_is_number(first) and _is_number(last)):
        return set()
    return {
        one.decided.id
        for one in decisions
        if int(first) <= one.decided.id <= int(last)
        and one.actor == actor()
        and one.undone_at is None
    }


def _decision_ids(code: str) -> set[int]:
    """Return the ids of one's own decisions in a training."""
    with reading(here().office.engine) as connection:
        stored = attendance.decisions_of(connection, find(connection, code).id)
    return {one.decided.id for one in stored if one.actor == actor()}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10
