"""Rules that hold between the parts of a procedure: limits, order of steps, milestones, reports."""

from __future__ import annotations

import re
from collections.abc import Mapping

from connector.domain.procedures import APPOINTED, Limit, Milestone, Procedure, Step, TimeUnit
from connector.domain.reports import KINDS, ReportState, ReportType, milestone
from connector.procedures.problems import quoted
from connector.procedures.sheet import Findings, Sheet, nearest
from connector.procedures.toml_lines import Path

_PRINTED_LIMIT = re.compile(r"(\d{1,3}) (menit|jam|hari)", re.IGNORECASE)

UNIT_PRINTED: Mapping[str, TimeUnit] = {
    "menit": TimeUnit.MINUTE,
    "jam": TimeUnit.HOUR,
    "hari": TimeUnit.DAY,
}
"""How the SOPs write their units."""

_SCHEDULE = "jadwal"


def reachable_milestones() -> tuple[str, ...]:
    """List what a step of a training may wait for, reports that never get there left out."""
    reports = [
        milestone(kind.type, state)
        for kind in KINDS
        for state in ReportState
        if state is not ReportState.RETURNED and any(move.to is state for move in kind.moves)
    ]
    return (*(one.value for one in Milestone), *reports)


def check_limits(step: Step, sheet: Sheet, *, derived: bool) -> None:
    """Compare the limit as printed with the limit as counted."""
    written, limit = step.limit_printed, step.limit
    if step.by_schedule:
        _check_schedule(sheet, written, limit)
    elif derived:
        if limit is None:
            sheet.note("limit_derived", "derived_without_limit")
        if not step.remark:
            sheet.note("limit_derived", "derived_without_remark")
    elif "limit" in sheet.values and limit is None:
        return
    elif limit is None and written:
        sheet.note("limit_printed", "limit_missing", written=quoted(written))
    elif limit is not None and not written:
        sheet.note("limit", "limit_not_printed")
    elif limit is not None and not _agree(written, limit):
        sheet.note(
            "limit_printed", "limit_differs", written=quoted(written), counted=in_words(limit)
        )


def _check_schedule(sheet: Sheet, written: str, limit: Limit | None) -> None:
    if limit is not None:
        sheet.note("by_schedule", "schedule_and_limit")
    if _SCHEDULE not in written.casefold():
        sheet.note("by_schedule", "schedule_not_printed")


def _agree(written: str, limit: Limit) -> bool:
    found = _PRINTED_LIMIT.search(written)
    return found is not None and (
        int(found[1]) == limit.amount and UNIT_PRINTED[found[2].casefold()] is limit.unit
    )


def in_words(limit: Limit) -> str:
    """`2 hari`: as an SOP would print it."""
    unit = next(word for word, unit in UNIT_PRINTED.items() if unit is limit.unit)
    return f"{limit.amount} {unit}"


def check_marks(procedure: Procedure, findings: Findings) -> None:
    """Refuse milestones and reports that are not there, or never come."""
    known = reachable_milestones()
    for position, step in enumerate(procedure.steps):
        marks: list[tuple[Path, str]] = [(("starts_on",), step.starts_on)]
        marks += [(("ends_on", number), one) for number, one in enumerate(step.ends_on)]
        for path, written in marks:
            if not written:
                continue
            path = ("step", position, *path)
            if procedure.subject == "complaint":
                findings.note(path, "milestone_of_training", written=quoted(written))
            elif written not in known:
                near = nearest(written, known)
                code = "milestone_unknown" + ("_near" if near else "")
                findings.note(path, code, written=quoted(written), near=near)
        _check_work(step, position, findings)


def _check_work(step: Step, position: int, findings: Findings) -> None:
    types = [one.value for one in ReportType]
    if step.report and step.report not in types:
        findings.note(
            ("step", position, "report"),
            "report_kind_unknown",
            written=quoted(step.report),
            known=", ".join(types),
        )
    if step.assigns and step.actors and not any(one in APPOINTED for one in step.actors):
        findings.note(("step", position, "assigns"), "assigns_without_role")


def check_order(procedure: Procedure, findings: Findings) -> None:
    """Refuse slugs that are there twice or not at all, and steps that wait for themselves."""
    seen: dict[str, int] = {}
    for position, step in enumerate(procedure.steps):
        if step.slug in seen:
            first = findings.line(("step", seen[step.slug], "slug"))
            path = ("step", position, "slug")
            findings.note(path, "slug_twice", slug=step.slug, line=first)
        elif step.slug:
            seen[step.slug] = position
    for position, step in enumerate(procedure.steps):
        for key, slugs in (("after", step.after), ("parallel_with", step.parallel_with)):
            _check_named(step, position, key, slugs, seen, findings)
    _check_circles(procedure, seen, findings)
    _check_pairs(procedure, seen, findings)


def _check_named(
    step: Step,
    position: int,
    key: str,
    slugs: tuple[str, ...],
    seen: Mapping[str, int],
    findings: Findings,
) -> None:
    for number, one in enumerate(slugs):
        path = ("step", position, key, number)
        if not one:
            continue
        if one == step.slug:
            findings.note(path, "step_itself", slug=one)
        elif one not in seen:
            near = nearest(one, seen)
            code = "named_step_unknown" + ("_near" if near else "")
            findings.note(path, code, field=key, written=quoted(one), near=near)


def _check_circles(procedure: Procedure, seen: Mapping[str, int], findings: Findings) -> None:
    """Take out, again and again, the steps that wait for none: what is left is in a circle."""
    waits = {
        step.slug: {one for one in step.after if one in seen and one != step.slug}
        for step in procedure.steps
    }
    while free := [slug for slug, before in waits.items() if not before]:
        for slug in free:
            del waits[slug]
        for before in waits.values():
            before.difference_update(free)
    while back := set(waits) - {one for before in waits.values() for one in before}:
        for slug in back:  # it follows a circle, and is in none
            del waits[slug]
    if waits:
        first = min(waits, key=lambda slug: seen.get(slug, 0))
        steps = ", ".join(sorted(waits, key=lambda slug: seen.get(slug, 0)))
        findings.note(("step", seen.get(first, 0), "after"), "steps_in_circle", steps=steps)


def _check_pairs(procedure: Procedure, seen: Mapping[str, int], findings: Findings) -> None:
    for position, step in enumerate(procedure.steps):
        for number, one in enumerate(step.parallel_with):
            if one not in seen or one == step.slug:
                continue
            path = ("step", position, "parallel_with", number)
            if step.slug not in procedure.steps[seen[one]].parallel_with:
                findings.note(path, "parallel_one_sided", slug=step.slug, other=one)
            if one in step.after:
                findings.note(path, "parallel_and_after", other=one)
