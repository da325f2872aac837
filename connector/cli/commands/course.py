"""`simpul training files|papers`: what a course holds for participants, and papers of its tests."""

from pathlib import Path
from typing import Any

import click

from connector.cli.commands.archive import write_file
from connector.cli.commands.options import ACTOR, json_option, office
from connector.cli.console import Exit, Voice
from connector.domain.trainings import FileKind
from connector.errors import ConnectorError
from connector.flows import keep_course_files, keep_test_papers
from connector.flows.office import Office
from connector.store import attachments, course_files, test_papers, trainings
from connector.store.attachments import NewFile
from connector.store.course_files import StoredCourseFile
from connector.store.engine import reading
from connector.store.test_papers import KeptPaper

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
TARGET = click.Path(dir_okay=False, writable=True, path_type=Path)
KIND = click.Choice([one.value for one in FileKind])


@click.command()
@click.argument("code")
@click.option("--put", "given", nargs=2, type=(KIND, FILE), default=None,
              help="Let FILE be the timetable or the guide from now on.")  # fmt: skip
@click.option("--take-away", "taken", type=KIND, default=None, help="Let none be it any more.")
@click.option("--output", "-o", "wanted", nargs=2, type=(KIND, TARGET), default=None,
              help="Write the file of a kind to this path.")  # fmt: skip
@click.option("--links/--no-links", "links", default=None,
              help="Whether the course shows a link into each session.")  # fmt: skip
@json_option
def files(
    code: str,
    given: tuple[str, Path] | None,
    taken: str | None,
    wanted: tuple[str, Path] | None,
    links: bool | None,
    as_json: bool,
) -> None:
    """List the files of a training's course; put one, take one away, or set its links.

    Nothing is written to Moodle: the next plan shows what happens there.
    """
    with office(as_json) as (here, voice):
        if given is not None:
            kind, path = given
            file = NewFile(path.name, path.read_bytes())
            _, new = keep_course_files.put_file(here, code, FileKind(kind), file, actor=ACTOR)
            voice.line("course_file_kept" if new else "course_file_same", file=path.name)
        if taken is not None:
            gone = keep_course_files.take_away(here, code, FileKind(taken), actor=ACTOR)
            voice.line("course_file_gone" if gone else "course_file_none")
        if links is not None:
            keep_course_files.set_links(here, code, links, actor=ACTOR)
        _list_files(here, voice, code, wanted)


def _list_files(here: Office, voice: Voice, code: str, wanted: tuple[str, Path] | None) -> None:
    with reading(here.engine) as connection:
        stored = trainings.get(connection, code)
        if stored is None:
            raise ConnectorError("training_unknown", training=code)
        found = course_files.of_training(connection, stored.id)
        content = None
        if wanted is not None:
            chosen = found.get(FileKind(wanted[0]))
            content = attachments.content(connection, chosen.attachment_id) if chosen else None
    if wanted is not None:
        if content is None:
            raise ConnectorError("attachment_unknown", number=0)
        write_file(wanted[1], content)
    rows = [(voice.text(f"course_file_{o.file.kind.value}"), *_row(o)) for o in found.values()]
    voice.table("course_files_title", FILE_HEADINGS, rows)
    links = trainings.wants_links(stored.settings.options)
    voice.line("course_links_on" if links else "course_links_off")
    voice.result(
        {
            "training": code,
            "links": links,
            "files": [{"kind": o.file.kind.value, **_described(o)} for o in found.values()],
        }
    )


FILE_HEADINGS = ("heading_kind", "heading_file", "heading_size", "heading_written", "column_sha")


def _row(one: StoredCourseFile) -> tuple[Any, ...]:
    written = one.set_at.isoformat(timespec="minutes")
    return one.file.file_name, one.file.size, written, one.file.sha256


def _described(one: StoredCourseFile) -> dict[str, Any]:
    return {
        "file": one.file.file_name,
        "size": one.file.size,
        "sha256": one.file.sha256,
        "set": one.set_at.isoformat(),
        "by": one.set_by,
    }


@click.command()
@click.argument("code")
@click.option("--keep", is_flag=True, help="Read the tests in Moodle now and keep what is new.")
@click.option("--output", "-o", "folder", default=None,
              type=click.Path(file_okay=False, path_type=Path),
              help="Write the newest paper of each test into this folder.")  # fmt: skip
@json_option
def papers(code: str, keep: bool, folder: Path | None, as_json: bool) -> None:
    """List the kept questions and answer sheets of a training's tests; read them with --keep.

    They hold people's answers. Exit 5 where Moodle cannot tell: it needs the Simpul plugin.
    """
    with office(as_json) as (here, voice):
        if keep:
            done = keep_test_papers.keep_papers(here, code, actor=ACTOR)
            voice.line("test_papers_kept", new=len(done.new), same=done.same)
        with reading(here.engine) as connection:
            stored = trainings.get(connection, code)
            if stored is None:
                raise ConnectorError("training_unknown", training=code)
            kept = keep_test_papers.papers_of_training(connection, stored.id)
            contents = [test_papers.content(connection, one) for one in kept if folder]
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            for one, content in zip(kept, contents, strict=True):
                write_file(folder / one.file_name, content)
        voice.table("test_papers_title", PAPER_HEADINGS, [_paper_row(one) for one in kept])
        voice.result({"training": code, "papers": [_paper(one) for one in kept]})
        if keep and not kept:
            raise SystemExit(Exit.INCOMPLETE)


PAPER_HEADINGS = (
    "heading_test", "heading_quiz", "heading_sheets", "heading_size", "heading_written",
    "column_sha",
)  # fmt: skip


def _paper_row(one: KeptPaper) -> tuple[Any, ...]:
    written = one.read_at.isoformat(timespec="minutes")
    return one.test, one.quiz_name, one.attempts, one.size, written, one.sha256


def _paper(one: KeptPaper) -> dict[str, Any]:
    return {
        "test": one.test,
        "quiz": one.quiz,
        "name": one.quiz_name,
        "people": one.people,
        "sheets": one.attempts,
        "size": one.size,
        "sha256": one.sha256,
        "read": one.read_at.isoformat(),
        "by": one.read_by,
        "file": one.file_name,
    }
