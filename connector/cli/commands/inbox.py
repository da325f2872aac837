"""`simpul inbox`: what came in by webhook, what became of it, and what to do about it."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import click
from sqlalchemy import Connection

from connector.cli.commands.options import ACTOR, json_option, office
from connector.cli.console import Exit, Voice
from connector.errors import ConnectorError
from connector.store import audit
from connector.store import inbox as store
from connector.store.engine import reading
from connector.store.inbox import SETTLED, InboxEntry, InboxState
from connector.store.inbox_bodies import readable

NAMED_IN_AUDIT = 1000
"""Ids that one audit entry lists; a replay of more is noted by its number."""


SOURCES = ("zoom", "moodle", "office")
"""Who sends events; the door knows no others."""


@click.group()
def inbox() -> None:
    """Events from Zoom, Moodle and the training office, as they came in."""


@inbox.command("list")
@click.option("--state", type=click.Choice([state.value for state in InboxState]))
@click.option("--event", default="", help="Only events of this name.")
@click.option("--source", type=click.Choice(SOURCES), help="Only events from there.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
@json_option
def list_events(
    state: str | None, event: str, source: str | None, limit: int, as_json: bool
) -> None:
    """List events, the newest first, and count them all. Exit 7 when some are parked."""
    with office(as_json) as (here, voice):
        with reading(here.engine) as connection:
            chosen = None if state is None else InboxState(state)
            entries = store.listing(connection, chosen, event, limit, source=source or "")
            counted = store.counts(connection, source or "")
            counts = {state.value: count for state, count in counted.items()}
        headings = ("number", "received", "source", "event", "state", "why")
        rows = [_row(entry, voice) for entry in entries]
        if rows:
            voice.table("", [f"column_{heading}" for heading in headings], rows)
        voice.line("inbox_counts", **counts)
        voice.result({"counts": counts, "events": [_answer(entry) for entry in entries]})
        if counts[InboxState.PARKED.value]:
            raise SystemExit(Exit.INCOMPLETE)


@inbox.command()
@click.argument("number", type=int)
@click.option("--raw", is_flag=True, help="Show addresses and telephone numbers as they came.")
@json_option
def show(number: int, raw: bool, as_json: bool) -> None:
    """Show event NUMBER: what became of it, and its body."""
    with office(as_json) as (here, voice):
        with reading(here.engine) as connection:
            entry = _found(store.get(connection, number), number)
        body = readable(entry.body, raw=raw)
        voice.line(
            "inbox_entry", number=entry.id, source=_source(entry, voice), event=entry.event or "?",
            received=_moment(entry), state=voice.text(f"inbox_{entry.state.value}"),
        )  # fmt: skip
        if why := _why(entry, voice):
            voice.console.print(why, markup=False)
        if entry.state is InboxState.WAITING and entry.attempts:
            at = entry.run_at.isoformat(timespec="seconds")
            voice.line("inbox_attempts", attempts=entry.attempts, at=at)
        if entry.failure and entry.failure.trace:
            voice.console.print(entry.failure.trace, markup=False)
        voice.console.print(json.dumps(body, indent=2, ensure_ascii=False), markup=False)
        voice.result({**_answer(entry), "body": body})


@inbox.command()
@click.argument("numbers", type=int, nargs=-1)
@click.option(
    "--state",
    type=click.Choice([state.value for state in SETTLED]),
    help="All events of this state instead of NUMBERS.",
)
@json_option
def replay(numbers: tuple[int, ...], state: str | None, as_json: bool) -> None:
    """Let events be worked on again. What was noted before is not noted twice.

    Exit 7 when one of NUMBERS does not exist or is waiting already.
    """
    if bool(numbers) == bool(state):
        raise click.UsageError("give either NUMBERS or --state")
    with office(as_json) as (here, voice):
        with here.engine.begin() as connection:
            again = store.replay(connection, InboxState(state) if state else numbers)
            if again:
                _note_replay(connection, again, now=here.clock())
        left = sorted(set(numbers) - set(again))
        voice.line("inbox_replayed", count=len(again))
        if left:
            voice.line("inbox_not_replayed", numbers=", ".join(map(str, left)))
        voice.result({"replayed": again, "not_replayed": left})
        if left:
            raise SystemExit(Exit.INCOMPLETE)


@inbox.command()
@click.argument("number", type=int)
@click.option("--reason", required=True, help="Why, for whoever looks at it next.")
@json_option
def park(number: int, reason: str, as_json: bool) -> None:
    """Take event NUMBER out of the way until a person has looked at it."""
    with office(as_json) as (here, voice):
        with here.engine.begin() as connection:
            _found(store.get(connection, number), number)
            if not store.park(connection, number, reason.strip()):
                raise ConnectorError("inbox_not_parkable", number=number)
            audit.note(connection, ACTOR, "inbox.parked", f"inbox:{number}", now=here.clock())
        voice.line("inbox_set_aside", number=number)
        voice.result({"parked": number})


def _note_replay(connection: Connection, again: Sequence[int], **when: Any) -> None:
    details: dict[str, Any] = {"count": len(again)}
    if len(again) <= NAMED_IN_AUDIT:
        details["ids"] = list(again)
    audit.note(connection, ACTOR, "inbox.replayed", "inbox", **when, **details)


def _found(entry: InboxEntry | None, number: int) -> InboxEntry:
    if entry is None:
        raise ConnectorError("inbox_absent", number=number)
    return entry


def _row(entry: InboxEntry, voice: Voice) -> Sequence[str | int]:
    state = voice.text(f"inbox_{entry.state.value}")
    return entry.id, _moment(entry), _source(entry, voice), entry.event, state, _why(entry, voice)


def _why(entry: InboxEntry, voice: Voice) -> str:
    if entry.failure is not None:
        return voice.text(entry.failure.code, **entry.failure.params)
    return voice.text(entry.reason) if entry.reason else ""


def _source(entry: InboxEntry, voice: Voice) -> str:
    named = voice.text(f"inbox_from_{entry.source}") if entry.source in SOURCES else entry.source
    return f"{named} ({entry.connection_id})"


def _moment(entry: InboxEntry) -> str:
    return entry.received_at.strftime("%Y-%m-%d %H:%M:%S")


def _answer(entry: InboxEntry) -> Mapping[str, Any]:
    return {
        "id": entry.id,
        "source": entry.source,
        "connection": entry.connection_id,
        "digest": entry.digest,
        "received_at": entry.received_at.isoformat(),
        "state": entry.state.value,
        "event": entry.event,
        "reason": entry.reason,
        "params": dict(entry.failure.params) if entry.failure else {},
        "attempts": entry.attempts,
        "finished_at": entry.finished_at and entry.finished_at.isoformat(),
    }
