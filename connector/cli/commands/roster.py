"""`simpul roster preview|import`: a spreadsheet is shown, or becomes the next version."""

from pathlib import Path

import click

from connector.cli.commands.options import ACTOR, Command, json_option, office, training_option
from connector.cli.console import Exit, Voice
from connector.flows.office import Office
from connector.flows.register_participants import Previewed, confirm_preview, preview_file
from connector.rosters.base import RowFinding
from connector.store.rosters import RosterKind

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
KIND = click.Choice([kind.value for kind in RosterKind])


def file_options(command: Command) -> Command:
    """Add what both commands are told of a file."""
    for option in (
        json_option,
        click.option(
            "--column", "columns", multiple=True, metavar="FIELD=HEADING",
            help="Which heading holds a field, where it is not recognised; remembered on import.",
        ),
        training_option,
        click.option("--kind", type=KIND, required=True),
        click.argument("file", type=FILE),
    ):  # fmt: skip
        command = option(command)
    return command


@click.group()
def roster() -> None:
    """Participants, instructors and timetables from XLSX or CSV."""


@roster.command()
@file_options
def preview(file: Path, kind: str, code: str, columns: tuple[str, ...], as_json: bool) -> None:
    """Show what FILE would bring; nothing is imported. Exit 4 when rows are refused."""
    with office(as_json) as (here, voice):
        read = _read(here, file, kind, code, columns)
        show(read, voice)
        voice.result(_preview_answer(read, voice))
        if read.preview.refused:
            raise SystemExit(Exit.INPUT)


@roster.command(name="import")
@file_options
def import_(file: Path, kind: str, code: str, columns: tuple[str, ...], as_json: bool) -> None:
    """Make FILE the next version; refused rows stay out and are listed."""
    with office(as_json) as (here, voice):
        read = _read(here, file, kind, code, columns)
        show(read, voice)
        told = confirm_preview(here, read.id, ACTOR)
        if told.version is None:
            voice.line("roster_unchanged", file=file.name)
        else:
            voice.line(
                "roster_imported", version=told.version, added=told.added,
                removed=told.removed, changed=told.changed, refused=told.refused,
            )  # fmt: skip
        answer = {"version": told.version, "unchanged": told.version is None}
        voice.result({**_preview_answer(read, voice), **answer})


def _read(here: Office, file: Path, kind: str, code: str, columns: tuple[str, ...]) -> Previewed:
    named = dict(_pair(one) for one in columns)
    content = file.read_bytes()
    return preview_file(here, code, RosterKind(kind), file.name, content, ACTOR, columns=named)


def _pair(column: str) -> tuple[str, str]:
    field, separator, heading = column.partition("=")
    if not (separator and field and heading.strip()):
        raise click.BadParameter("expected FIELD=HEADING", param_hint="--column")
    return field.strip(), heading.strip()


def show(read: Previewed, voice: Voice) -> None:
    """Tell a preview: counts, then each refused row and warning with what to do."""
    found = read.preview
    voice.line(
        "roster_read", file=found.file_name, rows=found.rows_read,
        accepted=found.rows_accepted, refused=found.rows_refused,
    )  # fmt: skip
    headings = ("column_row", "column_column", "column_value", "column_why")
    for title, findings in (("refused_rows", found.refused), ("warnings", found.warnings)):
        if findings:
            rows = [
                (one.row_number, one.column, one.masked_value, voice.text(one.code, **one.values()))
                for one in findings
            ]
            voice.table(title, headings, rows)


def _preview_answer(read: Previewed, voice: Voice) -> dict[str, object]:
    return {
        "training": read.code,
        "kind": read.kind.value,
        "rows_read": read.preview.rows_read,
        "rows_refused": read.preview.rows_refused,
        "refused": [_row(one, voice) for one in read.preview.refused],
        "warnings": [_row(one, voice) for one in read.preview.warnings],
        "added": len(read.difference.added),
        "removed": len(read.difference.removed),
        "changed": len({change.key for change in read.difference.changed}),
    }


def _row(one: RowFinding, voice: Voice) -> dict[str, object]:
    what, todo = voice.parts(one.code, one.values())
    return {
        "row": one.row_number, "column": one.column, "value": one.masked_value,
        "code": one.code, "what": what, "todo": todo,
    }  # fmt: skip
