"""`simpul plan|apply|status`: what would change, let it through, where everyone is."""

import sys
from collections import Counter
from collections.abc import Sequence
from typing import Any

import click

from connector.cli.commands.options import ACTOR, json_option, office, training_option
from connector.cli.console import Exit, Voice
from connector.cli.progress import watching
from connector.errors import PlanRefused
from connector.flows import sync_training
from connector.flows.office import Office
from connector.reconcile.status import SeatState, SystemStatus
from connector.store import plans, statuses, trainings
from connector.store.engine import reading
from connector.store.plans import PlanState, StoredPlan

FINGERPRINT_SHOWN = 12
"""Characters of a fingerprint that a plan shows, and that are enough to name it."""


@click.command()
@training_option
@json_option
def plan(code: str, as_json: bool) -> None:
    """Compare roster and timetable with Moodle and Zoom; store and show the difference.

    Exit 5 when the plan is held for a person, 7 when a system could not be read.
    """
    with office(as_json) as (here, voice):
        stored = sync_training.plan_training(here, code, ACTOR)
        show_plan(stored, voice)
        voice.result(plan_answer(stored))
        if stored.state is PlanState.HELD:
            raise SystemExit(Exit.REFUSED)
        if any(part.unread for part in stored.plan.systems):
            raise SystemExit(Exit.INCOMPLETE)


@click.command()
@training_option
@click.option("--plan", "number", type=int, help="Number of the plan; the newest when left out.")
@click.option("--yes", is_flag=True, help="Let the plan through without asking.")
@click.option("--fingerprint", default="", help="Needed to let a held plan through unasked.")
@json_option
def apply(code: str, number: int | None, yes: bool, fingerprint: str, as_json: bool) -> None:
    """Let a plan through, write it, read everything back. Exit 7 when something is missing."""
    with office(as_json) as (here, voice):
        stored = _named(here, code, number)
        show_plan(stored, voice)
        if stored.changes:
            stored = _let_through(here, stored, voice, yes=yes, fingerprint=fingerprint)
        told = _statuses(here, code)
        show_status(told, voice)
        show_failures(here, stored, voice)
        voice.result({**plan_answer(stored), "systems": status_answer(told)})
        if stored.state is not PlanState.VERIFIED:
            raise SystemExit(Exit.INCOMPLETE)


@click.command()
@training_option
@click.option("--read", is_flag=True, help="Read Moodle and Zoom now, instead of the last status.")
@json_option
def status(code: str, read: bool, as_json: bool) -> None:
    """Tell expected, found, missing and undecided per system. Exit 7 when not in line."""
    with office(as_json) as (here, voice):
        told = sync_training.verify_training(here, code) if read else _statuses(here, code)
        show_status(told, voice)
        voice.result({"training": code, "systems": status_answer(told)})
        if not told or not all(one.in_line for one in told):
            raise SystemExit(Exit.INCOMPLETE)


def show_plan(stored: StoredPlan, voice: Voice) -> None:
    """Tell a plan: per system what is made or changed, its cost, and who waits for a person."""
    voice.line(
        "plan_head", number=stored.number, fingerprint=stored.fingerprint[:FINGERPRINT_SHOWN]
    )
    counts = Counter((c.system, c.kind, c.action) for c in stored.plan.changes)
    rows = [
        (voice.text(f"system_{system}"), voice.text(f"kind_{kind}"),
         voice.text(f"action_{action}"), count)
        for (system, kind, action), count in counts.items()
    ]  # fmt: skip
    if rows:
        headings = ("column_system", "column_thing", "column_action", "column_count")
        voice.table("", headings, rows)
    elif not any(part.unread for part in stored.plan.systems):
        voice.line("plan_empty")
    for part in stored.plan.systems:
        _show_part(part.system, stored, voice)
        if part.unread:
            voice.line("system_unread", system=voice.text(f"system_{part.system}"))
            voice.line(part.unread, **part.unread_params)
    if stored.plan.undecided:
        voice.table(
            "undecided_title",
            ("column_system", "column_who", "column_why"),
            [
                (
                    voice.text(f"system_{system}"),
                    one.label,
                    voice.said(system, one.code, one.params),
                )
                for system, one in stored.plan.undecided
            ],
        )
    for held in stored.held:
        voice.line(held.code, **held.params)


def _show_part(system: str, stored: StoredPlan, voice: Voice) -> None:
    budget = stored.budgets.get(system)
    if budget is None or not stored.plan.counts(system):
        return
    calls = sum(budget.calls.values())
    name = voice.text(f"system_{system}")
    voice.line("plan_cost", system=name, calls=calls, seconds=round(budget.seconds) or 1)
    if budget.quota_left is not None:
        voice.line("plan_quota", needed=budget.quota_needed, left=budget.quota_left)
    if budget.later and budget.later_at:
        at = budget.later_at.strftime("%Y-%m-%d %H:%M UTC")
        voice.line("plan_later", later=budget.later, at=at)


def show_status(told: Sequence[SystemStatus], voice: Voice) -> None:
    """Tell the four numbers per system, then every person who is not where they belong."""
    rows = [
        (voice.text(f"system_{one.system}"), one.expected, one.found, one.missing, one.undecided,
         ", ".join(sorted({voice.text(f"kind_{kind}") for kind in one.things_missing})) or "–")
        for one in told
    ]  # fmt: skip
    if not rows:
        voice.line("status_unknown")
        return
    headings = ("column_system", "column_expected", "column_found", "column_missing",
                "column_undecided", "column_things")  # fmt: skip
    voice.table("", headings, rows)
    for one in told:
        if one.unread:
            voice.line("status_unread", system=voice.text(f"system_{one.system}"))


def show_failures(here: Office, stored: StoredPlan, voice: Voice) -> None:
    """Tell what was not done, in words, one line a change and at most twenty."""
    with reading(here.engine) as connection:
        outcomes = plans.outcomes_of(connection, stored.id)
    rows = [
        (one.change.label or one.change.key, voice.text(f"kind_{one.change.kind}"),
         voice.text(f"result_{one.result}"),
         voice.said(one.change.system, one.code, one.params))
        for one in outcomes
        if one.code
    ]  # fmt: skip
    if rows:
        headings = ("column_who", "column_thing", "column_result", "column_why")
        voice.table("not_done_title", headings, rows[:20])
    if len(rows) > 20:
        voice.line("and_more", count=len(rows) - 20)


def names(given: str, fingerprint: str) -> bool:
    """Tell whether a person who gives this has seen the plan: as long as what was shown."""
    return len(given) >= FINGERPRINT_SHOWN and fingerprint.startswith(given)


def plan_answer(stored: StoredPlan) -> dict[str, Any]:
    """Return a plan as `--json` gives it."""
    return {
        "training": stored.training_code,
        "plan": stored.number,
        "state": stored.state.value,
        "fingerprint": stored.fingerprint,
        "changes": [
            {"system": c.system, "kind": c.kind, "key": c.key, "action": c.action.value,
             "seat": c.seat}
            for c in stored.plan.changes
        ],
        "undecided": [
            {"system": system, "kind": one.kind, "key": one.key, "seat": one.seat, "code": one.code}
            for system, one in stored.plan.undecided
        ],
        "held": [{"code": one.code, **one.params} for one in stored.held],
        "unread": {part.system: part.unread for part in stored.plan.systems if part.unread},
        "budgets": {
            system: {"calls": dict(one.calls), "seconds": round(one.seconds, 1),
                     "quota_needed": one.quota_needed, "quota_left": one.quota_left,
                     "later": one.later}
            for system, one in stored.budgets.items()
        },
    }  # fmt: skip


def status_answer(told: Sequence[SystemStatus]) -> dict[str, Any]:
    """Return statuses as `--json` gives them: by system, with every seat not in line."""
    return {
        one.system: {
            "expected": one.expected,
            "found": one.found,
            "missing": one.missing,
            "undecided": one.undecided,
            "things_missing": list(one.things_missing),
            "in_line": one.in_line,
            "unread": one.unread,
            "seats": [
                {"seat": seat.seat, "state": seat.state.value, "code": seat.code}
                for seat in one.seats
                if seat.state is not SeatState.OK
            ],
        }
        for one in told
    }


def _named(here: Office, code: str, number: int | None) -> StoredPlan:
    with reading(here.engine) as connection:
        if number is not None:
            stored = plans.by_number(connection, code, number)
        else:
            training = trainings.get(connection, code)
            stored = plans.latest(connection, f"training:{training.id}") if training else None
    if stored is None:
        raise PlanRefused("plan_unknown", plan=number or 0)
    return stored


def _statuses(here: Office, code: str) -> list[SystemStatus]:
    with reading(here.engine) as connection:
        training = trainings.get(connection, code)
        if training is None:
            raise PlanRefused("training_unknown", training=code)
        return [one.status for one in statuses.of_training(connection, f"training:{training.id}")]


def _let_through(
    here: Office, stored: StoredPlan, voice: Voice, *, yes: bool, fingerprint: str
) -> StoredPlan:
    if stored.state is not PlanState.APPROVED:
        agree(stored, voice, yes=yes, fingerprint=fingerprint)
        stored = sync_training.approve_plan(here, stored.id, stored.fingerprint, ACTOR)
    with watching(here, stored, voice):
        return sync_training.apply_plan(here, stored.id, ACTOR)


def agree(stored: StoredPlan, voice: Voice, *, yes: bool, fingerprint: str) -> None:
    """Ask the person; unasked only with --yes, and for a held plan with its fingerprint."""
    if stored.state is PlanState.HELD and fingerprint:
        if not names(fingerprint, stored.fingerprint):
            raise PlanRefused("plan_differs", number=stored.number)
        return
    if yes and stored.state is not PlanState.HELD:
        return
    asked = sys.stdin.isatty() and not voice.as_json
    if not asked or not voice.agrees("plan_ask", number=stored.number):
        raise PlanRefused("plan_not_agreed", number=stored.number)
