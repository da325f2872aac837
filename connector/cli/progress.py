"""Progress bars: over a running apply, fed from its journal, and over steps; writes nothing."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from connector.cli.console import Voice
from connector.flows.office import Office
from connector.store import plans
from connector.store.engine import reading
from connector.store.plans import StoredPlan

EVERY = 0.2
"""Seconds between two looks at the journal."""


@contextmanager
def watching(here: Office, stored: StoredPlan, voice: Voice) -> Iterator[None]:
    """Show how far the plan has come while the body applies it; silent without a terminal."""
    if not voice.console.is_terminal:
        yield
        return
    done = threading.Event()
    bar = _bar(voice)
    task = bar.add_task(voice.text("applying"), total=stored.changes)

    def look() -> None:
        while not done.wait(EVERY):
            with reading(here.engine) as connection:
                bar.update(task, completed=plans.progress(connection, stored.id).tried)

    watcher = threading.Thread(target=look, name="progress")
    with bar:
        watcher.start()
        try:
            yield
            bar.update(task, completed=stored.changes)
        finally:
            done.set()
            watcher.join()


@contextmanager
def counting(voice: Voice, code: str, total: int) -> Iterator[Callable[[], None]]:
    """Show a bar of steps; yields what is called after each. Silent without a terminal."""
    if not voice.console.is_terminal:
        yield lambda: None
        return
    with _bar(voice) as bar:
        task = bar.add_task(voice.text(code), total=total)
        yield lambda: bar.advance(task)


def _bar(voice: Voice) -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=voice.console,
    )  # fmt: skip
