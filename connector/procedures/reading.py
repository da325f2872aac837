"""From a TOML text to a `Procedure`, or to everything that is wrong with it; stores nothing."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from connector.domain.procedures import (
    Actor,
    Limit,
    Measure,
    Procedure,
    Step,
    TimeKind,
    TimeUnit,
    Words,
)
from connector.procedures.problems import Problem, ProcedureRefused
from connector.procedures.rules import (
    check_limits,
    check_marks,
    check_order,
)
from connector.procedures.sheet import Findings, Sheet
from connector.procedures.toml_lines import lines_of
from connector.procedures.toml_text import parsed

SUBJECTS = ("training", "complaint")
"""What may run under a procedure."""

MOST_STEPS = 100
LARGEST_VERSION, LARGEST_AMOUNT = 9_999, 999

LONGEST_TITLE, LONGEST_LABEL, LONGEST_SLOT = 300, 120, 12

_CONSEQUENCES = frozenset(
    {"field_missing", "steps_missing", "named_step_unknown", "parallel_one_sided"}
)
"""What a line that was taken out for its syntax may have caused."""


def read_procedure(source: str) -> Procedure:
    """Return the procedure in a TOML text.

    Raises ProcedureRefused with all its problems, each with line, code and parameters.
    """
    table, mistakes, text = parsed(source)
    findings = Findings(lines_of(text))
    sheet = Sheet(table, (), findings)
    procedure = _procedure(sheet)
    sheet.close()
    found = findings.problems
    if mistakes:
        found = [one for one in found if one.code not in _CONSEQUENCES]
    if mistakes or found:
        raise ProcedureRefused(_unique([*mistakes, *found]))
    return procedure


@cache
def shipped() -> tuple[tuple[str, str], ...]:
    """Return (slug, source) of the procedures that come with the program, by slug."""
    folder = files("connector.procedures")
    found = sorted(one.name for one in folder.iterdir() if one.name.endswith(".toml"))
    return tuple(
        (name.removesuffix(".toml"), (folder / name).read_text(encoding="utf-8")) for name in found
    )


def _procedure(sheet: Sheet) -> Procedure:
    procedure = Procedure(
        slug=sheet.slug("slug"),
        version=sheet.number("version", 1, LARGEST_VERSION),
        title=_words(sheet, "title"),
        number=sheet.text("number", longest=LONGEST_LABEL),
        unit=sheet.text("unit", needed=True, longest=LONGEST_TITLE),
        subject=sheet.choice("subject", SUBJECTS, "subject_unknown"),
        steps=_steps(sheet),
        effective=sheet.day("effective"),
        basis=sheet.texts("basis"),
        related=sheet.texts("related"),
        remarks=sheet.texts("remarks"),
    )
    check_order(procedure, sheet.findings)
    check_marks(procedure, sheet.findings)
    return procedure


def _words(sheet: Sheet, key: str) -> Words:
    table = sheet.table(key, needed=True)
    if table is None:
        return Words("", "")
    words = Words(
        table.text("id", needed=True, longest=LONGEST_TITLE),
        table.text("en", needed=True, longest=LONGEST_TITLE),
    )
    table.close()
    return words


def _steps(sheet: Sheet) -> tuple[Step, ...]:
    tables = sheet.tables("step")
    if sheet.values.get("step", []) == []:
        sheet.note("step", "steps_missing")
    if len(tables) > MOST_STEPS:
        sheet.note("step", "steps_many", count=len(tables), limit=MOST_STEPS)
        return ()
    return tuple(_step(one) for one in tables)


def _step(sheet: Sheet) -> Step:
    step = Step(
        slug=sheet.slug("slug"),
        printed=sheet.text("printed", needed=True, longest=LONGEST_SLOT),
        title=_words(sheet, "title"),
        actors=_actors(sheet),
        actor_derived=sheet.yes("actor_derived"),
        inputs=sheet.texts("inputs"),
        limit=_limit(sheet),
        limit_printed=sheet.text("limit_printed", longest=LONGEST_LABEL),
        by_schedule=sheet.yes("by_schedule"),
        output=sheet.text("output"),
        optional=sheet.yes("optional"),
        parallel_with=sheet.texts("parallel_with"),
        after=sheet.texts("after"),
        starts_on=sheet.text("starts_on"),
        ends_on=sheet.texts("ends_on"),
        assigns=sheet.yes("assigns"),
        report=sheet.text("report"),
        basis=sheet.text("basis"),
        remark=sheet.text("remark"),
    )
    check_limits(step, sheet, derived=sheet.yes("limit_derived"))
    sheet.close()
    return step


def _actors(sheet: Sheet) -> tuple[Actor, ...]:
    known = [one.value for one in Actor]
    read = [
        sheet.one_of(sheet.at("actors", position), written, known, "actor_unknown")
        for position, written in enumerate(sheet.texts("actors", needed=True))
    ]
    return tuple(Actor(one) for one in read if one)


def _limit(sheet: Sheet) -> Limit | None:
    table = sheet.table("limit")
    if table is None:
        return None
    amount = table.number("amount", 1, LARGEST_AMOUNT)
    unit = table.choice("unit", [one.value for one in TimeUnit], "time_unit_unknown")
    time = table.choice("time", [one.value for one in TimeKind], "time_kind_unknown")
    measure = table.choice("measure", [one.value for one in Measure], "measure_unknown")
    table.close()
    if not (unit and time and measure):
        return None
    if time == TimeKind.CALENDAR and unit != TimeUnit.DAY:
        table.note("time", "calendar_not_days")
    return Limit(amount, TimeUnit(unit), TimeKind(time), Measure(measure))


def _unique(problems: list[Problem]) -> list[Problem]:
    """Say nothing twice: one line may break one rule in several ways."""
    kept: dict[object, Problem] = {}
    for one in problems:
        kept.setdefault((one.line, one.code, *one.params.items()), one)
    return list(kept.values())
