"""`simpul serve` and `simpul worker`: the processes that stay."""

import socket

import click
from gunicorn.util import parse_address

from connector import app
from connector.cli.console import Voice, told
from connector.errors import SettingsError
from connector.settings import Settings, read_settings, spoken_language


@click.command()
@click.option("--no-worker", is_flag=True, help="Serve pages alone; jobs run in `simpul worker`.")
def serve(no_worker: bool) -> None:
    """Serve the pages, and run jobs and ticks in the same process."""
    settings, voice = _started(listening=True)
    voice.line("serving", url=settings.base_url)
    app.serve(settings, with_worker=not no_worker)


@click.command()
def worker() -> None:
    """Run background jobs and periodic ticks until stopped."""
    settings, voice = _started()
    voice.line("worker_running")
    app.run_worker(settings)


def refuse_taken(listen: str) -> None:
    """Raise SettingsError where nothing can listen on this address: taken, or no address."""
    try:
        address = parse_address(listen, "8000")
        if not isinstance(address, tuple):  # a path or an open descriptor: gunicorn's own matter
            return
        family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        with socket.socket(family) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except (OSError, RuntimeError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        hint = f"nothing can listen on {listen} ({reason}); stop what does, or choose another"
        raise SettingsError([("SIMPUL_LISTEN", hint)]) from error


def _started(*, listening: bool = False) -> tuple[Settings, Voice]:
    """Read the settings and prove that everything opens, before anything stays running."""
    voice = Voice(spoken_language())
    with told(voice):
        settings = read_settings()
        voice.language = settings.language
        if listening:
            refuse_taken(settings.listen)
        with app.open_office(settings):
            return settings, voice
