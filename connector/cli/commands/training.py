"""`simpul training add|list|files|papers`: the trainings that rosters belong to."""

import click

from connector.cli.commands.course import files, papers
from connector.cli.commands.options import ACTOR, json_option, office
from connector.domain.trainings import MeetingMode
from connector.flows.register_participants import create_training
from connector.store import trainings
from connector.store.engine import reading


@click.group()
def training() -> None:
    """Trainings: add one, list them; what their courses hold, and the papers of their tests."""


training.add_command(files)
training.add_command(papers)


@training.command()
@click.argument("code")
@click.option("--title", required=True)
@click.option("--cohort", default="", help="Angkatan, usually Roman.")
@click.option("--zone", default="", help="IANA zone; SIMPUL_ZONE when left out.")
@click.option(
    "--meetings", type=click.Choice([mode.value for mode in MeetingMode]), default="day",
    help="One meeting a training day, or one a session.",
)  # fmt: skip
@json_option
def add(code: str, title: str, cohort: str, zone: str, meetings: str, as_json: bool) -> None:
    """Add a training under CODE, which becomes its mark in Moodle and Zoom."""
    with office(as_json) as (here, voice):
        stored = create_training(
            here, code=code, title=title, cohort=cohort, zone=zone,
            meeting_mode=MeetingMode(meetings), actor=ACTOR,
        )  # fmt: skip
        voice.line("training_added", training=stored.code)
        voice.result({"training": stored.code})


@training.command(name="list")
@json_option
def listing(as_json: bool) -> None:
    """List all trainings, newest first."""
    with office(as_json) as (here, voice):
        with reading(here.engine) as connection:
            found = trainings.listing(connection)
        rows = [(one.code, one.title, one.settings.cohort, one.settings.zone) for one in found]
        voice.table("", ("column_code", "column_title", "column_cohort", "column_zone"), rows)
        names = ("code", "title", "cohort", "zone")
        voice.result({"trainings": [dict(zip(names, row, strict=True)) for row in rows]})
