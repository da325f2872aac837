"""Events as they came in, whoever sent them: what became of each, why, what a person can do.

What an event means is not known here; reasons are codes with words in the catalogue. Names,
addresses and numbers in a body are hidden until an administrator asks to see them.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from connector.domain.identities import mask
from connector.store import audit
from connector.store import inbox as store
from connector.store.engine import reading
from connector.store.inbox import InboxEntry, InboxState
from connector.store.inbox_bodies import readable
from connector.web.access import Needs, actor, page
from connector.web.language import sentence
from connector.web.place import here
from connector.web.problems import problem
from connector.web.translation import _, ngettext

blueprint = Blueprint("inbox", __name__, url_prefix="/inbox")

PAGE = 50
"""Events on one page."""

SLOW = timedelta(minutes=5)
"""Events waiting longer than this tell that nobody works on them."""

LONGEST_REASON = 300
"""Characters of a reason for setting an event aside."""

NAMED_IN_AUDIT = 1000
"""Ids that one audit entry lists; a replay of more is noted by its number."""

MARKS = {
    InboxState.WAITING: "waiting",
    InboxState.DONE: "ok",
    InboxState.IGNORED: "ok",
    InboxState.UNKNOWN: "decision",
    InboxState.PARKED: "failed",
}
"""State of an event → which of the five marks it bears."""


SOURCES = ("zoom", "moodle", "office")
"""Who sends events; the door knows no others."""


@page(blueprint, "", Needs.STAFF)
def listing() -> ResponseReturnValue:
    """List events, the newest first; `?source=&state=&event=&before=` narrow and page."""
    state = _state(request.args.get("state", ""))
    source = request.args.get("source", "")
    source = source if source in SOURCES else ""
    event = request.args.get("event", "")[:100].strip()
    before = request.args.get("before", "")
    office = here().office
    with reading(office.engine) as connection:
        counts = store.counts(connection, source)
        oldest = store.oldest_waiting(connection)
        last = store.last_received(connection, source)
        at = int(before) if _is_number(before) else None
        rows = store.listing(connection, state, event, PAGE + 1, at, source)
    now = office.clock()
    return render_template(
        "inbox.html",
        rows=rows[:PAGE],
        next_before=rows[PAGE - 1].id if len(rows) > PAGE else None,
        counts=counts,
        total=sum(counts.values()),
        oldest=oldest,
        stuck=oldest is not None and now - oldest > SLOW,
        last=last,
        state=state,
        event=event,
        source=source,
        sources=SOURCES,
        paged=bool(before),
        states=InboxState,
        events=sorted({row.event for row in rows if row.event}),
        **_words(),
    )


@page(blueprint, "/<int:number>", Needs.STAFF)
def show(number: int) -> ResponseReturnValue:
    """Show one event, with what could identify somebody hidden."""
    return _event(number, revealed=False)


@page(blueprint, "/<int:number>/body", Needs.ADMINISTRATOR, ("POST",))
def reveal(number: int) -> ResponseReturnValue:
    """Show the whole body once, and write down who looked."""
    office = here().office
    with office.engine.begin() as connection:
        if store.get(connection, number) is None:
            abort(404)
        audit.note(connection, actor(), "inbox.revealed", f"inbox:{number}", now=office.clock())
    return _event(number, revealed=True)


@page(blueprint, "/<int:number>/replay", Needs.ADMINISTRATOR, ("POST",))
def replay(number: int) -> ResponseReturnValue:
    """Let one event be worked on again; what it did before is not done twice."""
    if not _replay([number]):
        return _unchanged(number)
    flash(_("Event %(number)s will be worked on again.", number=number), "ok")
    return redirect(url_for("inbox.show", number=number), 303)


@page(blueprint, "/replay-parked", Needs.ADMINISTRATOR, ("POST",))
def replay_parked() -> ResponseReturnValue:
    """Let every event that was set aside be worked on again."""
    count = _replay(InboxState.PARKED)
    if count:
        told = ngettext(
            "%(num)s event will be worked on again.",
            "%(num)s events will be worked on again.",
            count,
        )
        flash(told, "ok")
    else:
        flash(_("No event is set aside; nothing was changed."), "waiting")
    return redirect(url_for("inbox.listing"), 303)


@page(blueprint, "/<int:number>/park", Needs.ADMINISTRATOR, ("POST",))
def park(number: int) -> ResponseReturnValue:
    """Set an event aside, with the reason why."""
    reason = " ".join(request.form.get("reason", "").split())[:LONGEST_REASON]
    if not reason:
        return problem(
            422,
            _("There is no reason."),
            _("Nothing was changed."),
            _("Go back and write in a few words why the event is set aside."),
        )
    office = here().office
    with office.engine.begin() as connection:
        if store.get(connection, number) is None:
            abort(404)
        parked = store.park(connection, number, reason)
        if parked:
            audit.note(connection, actor(), "inbox.parked", f"inbox:{number}", now=office.clock())
    if not parked:
        return _unchanged(number)
    flash(_("Event %(number)s is set aside.", number=number), "ok")
    return redirect(url_for("inbox.show", number=number), 303)


def state_word(state: InboxState) -> str:
    """What the office calls a state."""
    return {
        InboxState.WAITING: _("waiting"),
        InboxState.DONE: _("done"),
        InboxState.IGNORED: _("ignored"),
        InboxState.UNKNOWN: _("unknown"),
        InboxState.PARKED: _("set aside"),
    }[state]


def state_meaning(state: InboxState) -> str:
    """What a state means, for the legend."""
    return {
        InboxState.WAITING: _("received and stored, not worked on yet"),
        InboxState.DONE: _("worked on: what it tells has been taken up"),
        InboxState.IGNORED: _("known, and knowingly of no use here; the reason stands beside it"),
        InboxState.UNKNOWN: _("nobody has taught Simpul this event yet; kept, nothing is lost"),
        InboxState.PARKED: _("could not be worked on; a person must look"),
    }[state]


def source_word(source: str) -> str:
    """Who sent an event."""
    return {"zoom": "Zoom", "moodle": "Moodle", "office": _("training office")}.get(source, source)


def led_to(entry: InboxEntry) -> str:
    """Say what an event that was worked on led to; empty for any other."""
    if entry.state is not InboxState.DONE:
        return ""
    return {
        "zoom": _("It counts for attendance."),
        "moodle": _("What it names was read again from Moodle; of the message only ids are used."),
        "office": _("The delivery it names has its receipt."),
    }.get(entry.source, "")


def why(entry: InboxEntry) -> tuple[str, str]:
    """Say why an event is where it is; empty where there is nothing to say."""
    if entry.failure is not None:
        return sentence(entry.failure.code, entry.failure.params)
    return sentence(entry.reason, {}) if entry.reason else ("", "")


def without_names(value: Any, name: str = "") -> Any:
    """Return a JSON value in which what a key calls a name shows its first letter alone."""
    if isinstance(value, dict):
        return {key: without_names(inside, key) for key, inside in value.items()}
    if isinstance(value, list):
        return [without_names(inside, name) for inside in value]
    last = name.lower().replace("-", "_").rpartition("_")[2]
    if isinstance(value, str) and last.endswith("name") and value:
        return " ".join(f"{word[0]}***" for word in value.split())
    return value


def _event(number: int, *, revealed: bool) -> ResponseReturnValue:
    with reading(here().office.engine) as connection:
        entry = store.get(connection, number)
    if entry is None:
        return problem(
            404,
            *_split(sentence("inbox_absent", {"number": number}), _("Nothing was changed.")),
        )
    body, readable_json = _body(entry.body, revealed=revealed)
    return render_template(
        "inbox_event.html",
        entry=entry,
        body=body,
        is_json=readable_json,
        revealed=revealed,
        can_park=entry.state not in (InboxState.PARKED, InboxState.DONE),
        can_replay=entry.state is not InboxState.WAITING,
        longest=LONGEST_REASON,
        **_words(),
    )


def _split(told: tuple[str, str], untouched: str) -> tuple[str, str, str]:
    return told[0], untouched, told[1]


def _body(content: bytes, *, revealed: bool) -> tuple[str, bool]:
    """Return the body to print and whether it is JSON; what is none is shown on request only."""
    document = readable(content, raw=revealed)
    if isinstance(document, str):
        return (document if revealed else mask(document[:40])), False
    shown = document if revealed else without_names(document)
    return json.dumps(shown, indent=2, ensure_ascii=False), True


def _replay(which: list[int] | InboxState) -> int:
    office = here().office
    with office.engine.begin() as connection:
        again = store.replay(connection, which)
        if again:
            named = again if len(again) <= NAMED_IN_AUDIT else None
            subject = f"inbox:{again[0]}" if len(again) == 1 else "inbox"
            audit.note(
                connection, actor(), "inbox.replayed", subject, now=office.clock(),
                count=len(again), ids=named,
            )  # fmt: skip
    return len(again)


def _unchanged(number: int) -> ResponseReturnValue:
    return problem(
        409,
        _("Event %(number)s is in another state by now.", number=number),
        _("Nothing was changed."),
        _("Load its page again and see where it stands."),
    )


def _state(given: str) -> InboxState | None:
    return next((state for state in InboxState if state.value == given), None)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


def _words() -> dict[str, Any]:
    return {
        "event_marks": MARKS,
        "state_word": state_word,
        "state_meaning": state_meaning,
        "source_word": source_word,
        "led_to": led_to,
        "why": why,
    }
