"""`simpul procedure check|show|load|begin`: the office's SOPs as files, and who follows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Connection

from connector.cli.commands.options import ACTOR, json_option, office
from connector.cli.commands.procedure_tables import (
    list_all,
    run_answer,
    show_procedure,
    show_run,
)
from connector.cli.commands.unit_option import unit_named
from connector.cli.console import Exit, Voice
from connector.domain.procedures import Procedure
from connector.errors import ConnectorError
from connector.flows import load_procedures, run_procedures
from connector.flows.load_procedures import Loaded
from connector.flows.office import Office
from connector.flows.procedure_changes import changes
from connector.flows.procedure_standing import run_view
from connector.procedures.problems import ProcedureRefused
from connector.procedures.reading import read_procedure
from connector.procedures.rules import reachable_milestones
from connector.procedures.toml_text import MAX_BYTES, decoded
from connector.settings import spoken_language
from connector.store import procedures
from connector.store.engine import reading

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def procedure() -> None:
    """Procedures (SOP): check files, show, load, let a training follow one."""


@procedure.command(epilog=f"Milestones: {', '.join(reachable_milestones())}.")
@click.argument("files", metavar="FILE...", type=FILE, nargs=-1, required=True)
@json_option
def check(files: tuple[Path, ...], as_json: bool) -> None:
    """Say for each FILE everything that is wrong with it, as FILE:LINE: what, and what to do.

    Nothing is loaded, and no database is opened. Exit 4 when anything is wrong.
    """
    voice = Voice(spoken_language(), as_json)
    answers = [_checked(one, voice) for one in files]
    voice.result({"files": answers})
    if any(one["problems"] for one in answers):
        raise SystemExit(Exit.INPUT)


@procedure.command()
@click.argument("name", metavar="[SLUG[@VERSION]|TRAINING]", default="")
@json_option
def show(name: str, as_json: bool) -> None:
    """Show all procedures; one with its steps as printed; or where a training stands in its own."""
    with office(as_json) as (here, voice), reading(here.engine) as connection:
        slug, _, number = name.partition("@")
        if not name:
            list_all(connection, voice)
        elif number or procedures.newest(connection, slug) is not None:
            if number and not number.isdecimal():
                raise ConnectorError("procedure_unknown", procedure=name[:60])
            kept = load_procedures.version(connection, slug, int(number[:9]) if number else None)
            show_procedure(kept.procedure, voice)
            voice.result({"procedure": asdict(kept.procedure), "origin": kept.stored.origin})
        else:
            _show_training(here, connection, name, voice)


@procedure.command()
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Show what would change, and store nothing.")
@json_option
def load(file: Path, dry_run: bool, as_json: bool) -> None:
    """Store FILE as a new version; trainings that begin later follow it. Exit 4 for a bad file."""
    with office(as_json) as (here, voice):
        try:
            source = _source(file)
            planned = (
                load_procedures.preview(here, source)
                if dry_run
                else load_procedures.load(here, source, actor=ACTOR)
            )
        except ProcedureRefused as refused:
            answer = _tell(file, refused, voice)
            voice.result({"error": refused.code, "params": dict(refused.params), **answer})
            raise SystemExit(Exit.INPUT) from refused
        _tell_loaded(here, planned, voice, dry_run=dry_run)


@procedure.command()
@click.argument("training")
@click.argument("slug")
@click.option("--unit", default="", help="Name, short name or number of the unit that does it.")
@click.option("--for-unit", default="", help="The unit that it is done for.")
@json_option
def begin(training: str, slug: str, unit: str, for_unit: str, as_json: bool) -> None:
    """Let TRAINING follow the newest version of SLUG from now on."""
    with office(as_json) as (here, voice):
        with reading(here.engine) as connection:
            doing, receiving = unit_named(connection, unit), unit_named(connection, for_unit)
        run = run_procedures.begin(
            here, training, slug, unit=doing, for_unit=receiving, actor=ACTOR
        )
        with reading(here.engine) as connection:
            followed = load_procedures.procedure(connection, run.procedure_id)
        voice.line("procedure_begun", training=training, slug=slug, version=followed.version)
        voice.result(
            {"training": training, "procedure": slug, "version": followed.version, "run": run.id}
        )


def _checked(file: Path, voice: Voice) -> dict[str, Any]:
    try:
        found = read_procedure(_source(file))
    except ProcedureRefused as refused:
        return _tell(file, refused, voice)
    except ConnectorError as error:
        voice.complain(error.code, **error.params)
        problem = {"line": 0, "code": error.code, "params": dict(error.params)}
        return {"file": str(file), "problems": [problem]}
    voice.line("procedure_file_good", file=str(file), **_named(found), steps=len(found.steps))
    return {"file": str(file), **_named(found), "steps": len(found.steps), "problems": []}


def _source(file: Path) -> str:
    """Return what stands in a file; raises ProcedureRefused, `procedure_file_unread`."""
    try:
        with file.open("rb") as opened:
            content = opened.read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ConnectorError("procedure_file_unread", file=str(file), reason=reason) from error
    return decoded(content)


def _tell(file: Path, refused: ProcedureRefused, voice: Voice) -> dict[str, Any]:
    """Say every problem on a line of its own, as compilers do."""
    problems = []
    for one in refused.problems:
        said = voice.text(one.code, **one.params)
        click.echo(f"{file}:{one.line}: {said}", err=True)
        problems.append(
            {"line": one.line, "code": one.code, "params": dict(one.params), "said": said}
        )
    voice.complain("procedure_file_bad", file=str(file), count=len(problems))
    return {"file": str(file), "problems": problems}


def _named(found: Procedure) -> dict[str, Any]:
    return {"slug": found.slug, "version": found.version}


def _tell_loaded(here: Office, planned: Loaded, voice: Voice, *, dry_run: bool) -> None:
    named = _named(planned.procedure)
    running = 0
    if planned.before is not None:
        with reading(here.engine) as connection:
            running = procedures.running(connection).get(planned.before.id, 0)
    told = [] if planned.before is None else changes(planned.before.procedure, planned.procedure)
    if planned.new and planned.before is None:
        voice.line("procedure_first")
    for one in told if planned.new else []:
        voice.line(one.code, **one.params)
    code = "procedure_would_load" if dry_run else "procedure_loaded"
    if not planned.new:
        code = "procedure_same"
    voice.line(code, **named, running=running)
    answer: Mapping[str, Any] = {
        **named,
        "new": planned.new,
        "stored": planned.new and not dry_run,
        "running": running,
        "changes": [{"code": one.code, "params": dict(one.params)} for one in told],
    }
    voice.result(answer)


def _show_training(here: Office, connection: Connection, code: str, voice: Voice) -> None:
    views = run_view(connection, here, code, here.clock())
    if not views:
        voice.line("procedure_no_runs", training=code)
    for view in views:
        show_run(view, voice)
    voice.result({"training": code, "runs": [run_answer(view) for view in views]})
