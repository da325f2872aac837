"""`simpul attendance archive`: the archives of class days, listed, written, proved, taken out."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Engine

from connector.cli.commands.options import ACTOR, json_option, office, training_option
from connector.cli.console import Exit, Voice
from connector.errors import ConnectorError
from connector.flows import archive_days
from connector.store import papers, trainings
from connector.store.engine import reading
from connector.store.keys import number_of
from connector.store.papers import Archive

TARGET = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.command()
@training_option
@click.option(
    "--day", default=None, type=click.DateTime(["%Y-%m-%d"]), help="Archive this day now."
)
@click.option("--verify", is_flag=True, help="Read every archive again and compare its digest.")
@click.option(
    "--output", "-o", "target", type=TARGET, default=None,
    help="Write the newest archive (of --day, where given) to this file.",
)  # fmt: skip
@json_option
def archive(
    code: str, day: datetime | None, verify: bool, target: Path | None, as_json: bool
) -> None:
    """List the archives of a training; write one with --day; prove them all with --verify.

    A day is archived anew only if something changed. Exit 5 when an archive is damaged.
    """
    with office(as_json) as (here, voice):
        if day is not None:
            made = archive_days.archive_day(here, code, day.date(), actor=ACTOR)
            voice.line("archive_kept", day=made.day.isoformat(), number=made.number)
        with reading(here.engine) as connection:
            training = number_of(trainings.load_training(connection, code, here.link_for).key)
            kept = papers.archives_of(connection, training)
            damaged = papers.damaged_archives(connection, training) if verify else []
        voice.table("archives_title", ARCHIVE_HEADINGS, [_archive_row(one) for one in kept])
        if verify:
            voice.line("archives_read", count=len(kept), damaged=len(damaged))
        if target is not None:
            wanted = [one for one in kept if day is None or one.day == day.date()]
            _write_archive(here.engine, wanted, target, voice)
        voice.result(_archives_answer(code, kept, damaged, verified=verify))
        if damaged:
            raise SystemExit(Exit.REFUSED)


ARCHIVE_HEADINGS = (
    "heading_day", "heading_archive", "heading_written", "heading_by", "heading_size", "column_sha",
)  # fmt: skip


def _archive_row(one: Archive) -> list[Any]:
    written = one.created_at.isoformat(timespec="minutes")
    return [one.day.isoformat(), one.number, written, one.created_by, one.size, one.sha256]


def _archives_answer(
    code: str, kept: Sequence[Archive], damaged: Sequence[Archive], *, verified: bool
) -> dict[str, Any]:
    return {
        "training": code,
        "archives": [
            {
                "day": one.day.isoformat(),
                "number": one.number,
                "written": one.created_at.isoformat(),
                "by": one.created_by,
                "size": one.size,
                "sha256": one.sha256,
                "fingerprint": one.manifest.get("fingerprint"),
            }
            for one in kept
        ],
        "verified": verified,
        "damaged": [f"{one.day.isoformat()}#{one.number}" for one in damaged],
    }


def _write_archive(engine: Engine, kept: Sequence[Archive], target: Path, voice: Voice) -> None:
    """Write the newest of these; raises `archive_none`, `archive_damaged`, `file_not_written`."""
    if not kept:
        raise ConnectorError("archive_none")
    newest = max(kept, key=lambda one: (one.day, one.number))
    with reading(engine) as connection:
        content = papers.archive_content(connection, newest.training_id, newest.id)
    write_file(target, content)
    voice.line(
        "archive_written", file=target.name, day=newest.day.isoformat(), number=newest.number
    )


def write_file(target: Path, content: bytes) -> None:
    """Write a file; raises ConnectorError `file_not_written`."""
    try:
        target.write_bytes(content)
    except OSError as error:
        raise ConnectorError("file_not_written", file=target.name) from error
