"""Procedures and runs as tables on a terminal, and as parts of a command's JSON object."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from connector.cli.console import Voice
from connector.domain.procedures import Procedure, Step, Words
from connector.domain.running import StepStanding
from connector.flows import load_procedures
from connector.flows.procedure_standing import RunView
from connector.store import procedures

_LISTED = ("slug", "version", "title", "unit", "steps", "running")
_PRINTED = ("number", "step", "actor", "inputs", "time", "output")
_RUNNING = ("number", "step", "state", "turn", "due", "ended")


def _headings(names: tuple[str, ...]) -> list[str]:
    return [f"procedure_heading_{name}" for name in names]


def list_all(connection: Connection, voice: Voice) -> None:
    """Tell every version of every procedure, and how many trainings follow it now."""
    running = procedures.running(connection)
    kept = load_procedures.every(connection)
    rows = [
        (
            one.procedure.slug,
            one.procedure.version,
            _spoken(one.procedure.title, voice),
            one.procedure.unit,
            len(one.procedure.steps),
            running.get(one.id, 0),
        )
        for one in kept
    ]
    voice.table("", _headings(_LISTED), rows)
    voice.result({"procedures": [dict(zip(_LISTED, row, strict=True)) for row in rows]})


def show_procedure(found: Procedure, voice: Voice) -> None:
    """Tell a procedure as printed: head, steps, and where the source is defective."""
    voice.line(
        "procedure_head",
        title=_spoken(found.title, voice),
        number=found.number or voice.text("procedure_no_number"),
        unit=found.unit,
        version=found.version,
        effective=found.effective.isoformat()
        if found.effective
        else voice.text("procedure_no_date"),
    )
    if found.basis:
        voice.line("procedure_basis", basis="; ".join(found.basis))
    if found.related:
        voice.line("procedure_related", related="; ".join(found.related))
    voice.table("", _headings(_PRINTED), [_printed(one, voice) for one in found.steps])
    for one in found.remarks:
        voice.line("procedure_remark", remark=one)
    for step in found.steps:
        if step.remark:
            voice.line("procedure_remark", remark=f"{step.printed} ({step.slug}): {step.remark}")


def _printed(step: Step, voice: Voice) -> list[str]:
    star = "*" if step.actor_derived else ""
    return [
        step.printed,
        f"{_spoken(step.title, voice)} ({step.slug})",
        ", ".join(voice.text(f"procedure_actor_{one.value}") for one in step.actors) + star,
        ", ".join(step.inputs),
        step.limit_printed,
        step.output,
    ]


def show_run(view: RunView, voice: Voice) -> None:
    """Tell where a training stands in one procedure."""
    standing = view.standing
    voice.line(
        "procedure_run_head",
        slug=view.procedure.slug,
        version=view.procedure.version,
        unit=view.unit or voice.text("procedure_no_unit"),
        begun=_local(view.run.begun_at, view.zone),
        ended=standing.ended,
        steps=len(standing.steps),
    )
    if view.run.stopped_at is not None:
        voice.line("procedure_run_stopped", reason=view.run.stop_reason or "")
    voice.table("", _headings(_RUNNING), [_running(view, one, voice) for one in standing.steps])


def _running(view: RunView, one: StepStanding, voice: Voice) -> list[str]:
    state = "overdue" if one.overdue else "late" if one.late else one.state.value
    turns = view.turns.get(one.step.slug, ())
    return [
        one.step.printed,
        _spoken(one.step.title, voice),
        voice.text(f"procedure_state_{state}"),
        "; ".join(
            ", ".join(holder.name for holder in turn.holders)
            or voice.text(f"procedure_actor_{turn.actor.value}")
            for turn in turns
        ),
        _local(one.due_at, view.zone),
        f"{one.by} · {one.cause} · {_local(one.ended_at, view.zone)}" if one.ended else "",
    ]


def run_answer(view: RunView) -> dict[str, Any]:
    """Return a run for machines; moments are UTC."""
    return {
        "run": view.run.id,
        "procedure": view.procedure.slug,
        "version": view.procedure.version,
        "unit": view.unit,
        "for_unit": view.for_unit,
        "begun": _utc(view.run.begun_at),
        "stopped": _utc(view.run.stopped_at),
        "over": view.standing.over,
        "overdue": view.standing.overdue,
        "steps": [_step_answer(view, one) for one in view.standing.steps],
    }


def _step_answer(view: RunView, one: StepStanding) -> dict[str, Any]:
    return {
        "step": one.step.slug,
        "printed": one.step.printed,
        "state": one.state.value,
        "started": _utc(one.started_at),
        "started_by": one.started_by,
        "due": _utc(one.due_at),
        "overdue": one.overdue,
        "late": one.late,
        "ended": _utc(one.ended_at),
        "by": one.by,
        "cause": one.cause,
        "turn": [turn.actor.value for turn in view.turns.get(one.step.slug, ())],
    }


def _spoken(words: Words, voice: Voice) -> str:
    return words.id if voice.language == "id" else words.en


def _local(moment: datetime | None, zone: str) -> str:
    if moment is None:
        return ""
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H.%M %Z")


def _utc(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
