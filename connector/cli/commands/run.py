"""`simpul serve` and `simpul worker`: the processes that stay."""

import click

from connector import app
from connector.cli.console import Voice, told
from connector.settings import Settings, read_settings


@click.command()
@click.option("--no-worker", is_flag=True, help="Serve pages alone; jobs run in `simpul worker`.")
def serve(no_worker: bool) -> None:
    """Serve the pages, and run jobs and ticks in the same process."""
    settings, voice = _started()
    voice.line("serving", url=settings.base_url)
    app.serve(settings, with_worker=not no_worker)


@click.command()
def worker() -> None:
    """Run background jobs and periodic ticks until stopped."""
    settings, voice = _started()
    voice.line("worker_running")
    app.run_worker(settings)


def _started() -> tuple[Settings, Voice]:
    """Read the settings and prove that everything opens, before anything stays running."""
    voice = Voice()
    with told(voice):
        settings = read_settings()
        voice.language = settings.language
        with app.open_office(settings):
            return settings, voice
