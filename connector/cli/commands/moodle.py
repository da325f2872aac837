"""`simpul moodle plugin`: our plugin for Moodle as the ZIP that its installer takes."""

from pathlib import Path

import click

from connector.cli.commands.options import json_option
from connector.cli.console import Voice, told
from connector.errors import ConnectorError
from connector.lms.moodle.plugin_package import package
from connector.settings import spoken_language


@click.group()
def moodle() -> None:
    """The optional plugin for Moodle."""


@moodle.command()
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    help="File or folder to write to; without it local_simpul-<release>.zip here.",
)
@json_option
def plugin(out: Path | None, as_json: bool) -> None:
    """Write the installable ZIP; needs no settings and no database."""
    voice = Voice(spoken_language(), as_json)
    with told(voice):
        packed = package()
        target = out or Path(packed.file_name)
        if target.is_dir():
            target = target / packed.file_name
        try:
            target.write_bytes(packed.content)
        except OSError as error:
            reason = error.strerror or "?"
            raise ConnectorError("plugin_not_written", reason=reason) from error
        voice.line("plugin_written", file=str(target), release=packed.release)
        voice.result(
            {
                "file": str(target),
                "release": packed.release,
                "version": packed.version,
                "bytes": len(packed.content),
            }
        )
