"""What differs between two versions of a procedure, as lines that a person reads before loading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from connector.domain.procedures import Limit, Procedure, Step, Words

NOTHING = "–"


@dataclass(frozen=True)
class Change:
    """One difference; its sentence stands in `procedure_words` under the code."""

    code: str
    params: Mapping[str, str | int]


def changes(old: Procedure, new: Procedure) -> list[Change]:
    """List the differences: of the whole first, then step by step in the new order."""
    found = [
        Change("procedure_field_changed", {"field": name, "before": before, "after": after})
        for name, before, after in _differing(_of_procedure(old), _of_procedure(new))
    ]
    before = {one.slug: one for one in old.steps}
    after = {one.slug: one for one in new.steps}
    found += [
        Change("procedure_step_removed", _named(one)) for one in old.steps if one.slug not in after
    ]
    for step in new.steps:
        if step.slug not in before:
            found.append(Change("procedure_step_added", _named(step)))
            continue
        found += [
            Change(
                "procedure_step_changed",
                {**_named(step), "field": name, "before": was, "after": becomes},
            )
            for name, was, becomes in _differing(_of_step(before[step.slug]), _of_step(step))
        ]
    if _order(old, after) != _order(new, before):
        found.append(Change("procedure_steps_moved", {}))
    return found


def _named(step: Step) -> dict[str, str | int]:
    return {"printed": step.printed, "slug": step.slug}


def _order(procedure: Procedure, others: Mapping[str, Step]) -> list[str]:
    return [one.slug for one in procedure.steps if one.slug in others]


def _differing(
    before: Mapping[str, str], after: Mapping[str, str]
) -> Iterable[tuple[str, str, str]]:
    return [
        (name, before[name] or NOTHING, after[name] or NOTHING)
        for name in after
        if before[name] != after[name]
    ]


def _of_procedure(one: Procedure) -> dict[str, str]:
    return {
        "title": _both(one.title),
        "number": one.number,
        "unit": one.unit,
        "subject": one.subject,
        "effective": _day(one.effective),
        "basis": "; ".join(one.basis),
        "related": "; ".join(one.related),
        "remarks": " ".join(one.remarks),
    }


def _of_step(one: Step) -> dict[str, str]:
    """Every field of a step but its slug, under the key of the file."""
    return {
        "printed": one.printed,
        "title": _both(one.title),
        "actors": ", ".join(actor.value for actor in one.actors),
        "actor_derived": _yes(one.actor_derived),
        "inputs": ", ".join(one.inputs),
        "limit": counted(one.limit),
        "limit_printed": one.limit_printed,
        "by_schedule": _yes(one.by_schedule),
        "output": one.output,
        "optional": _yes(one.optional),
        "parallel_with": ", ".join(one.parallel_with),
        "after": ", ".join(one.after),
        "starts_on": one.starts_on,
        "ends_on": ", ".join(one.ends_on),
        "assigns": _yes(one.assigns),
        "report": one.report,
        "basis": one.basis,
        "remark": one.remark,
    }


def counted(limit: Limit | None) -> str:
    """`2 day, working, deadline`: the words of the file; "" for no limit."""
    if limit is None:
        return ""
    return f"{limit.amount} {limit.unit.value}, {limit.time.value}, {limit.measure.value}"


def _both(words: Words) -> str:
    return f"{words.id} / {words.en}"


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _yes(value: bool) -> str:
    return "true" if value else ""
