"""`simpul attendance show|import|mark|export|archive`: who was there, on what evidence."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from connector.cli.commands.archive import archive, write_file
from connector.cli.commands.options import ACTOR, json_option, office, training_option
from connector.cli.console import Exit, Voice
from connector.domain.attendance import Cell, Mark, Result
from connector.domain.people import Role
from connector.domain.sessions import SessionRecord, counted, number_in_day, session_at
from connector.domain.trainings import Training
from connector.errors import ConnectorError
from connector.flows import attendance_papers, decide_attendance, record_attendance
from connector.flows.class_attendance import ClassAttendance, read_attendance, rule_to_options
from connector.reports.attendance_paper import attendance_pdf
from connector.reports.attendance_workbook import attendance_workbook
from connector.store import trainings
from connector.store.engine import reading

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
TARGET = click.Path(dir_okay=False, writable=True, path_type=Path)
SESSION = "Session as DATE/NUMBER of that day, for instance 2026-08-03/1."


@click.group()
def attendance() -> None:
    """Who was there: minutes per session, with the evidence behind them."""


attendance.add_command(archive)


@attendance.command()
@training_option
@click.option("--session", "name", default="", help=SESSION)
@json_option
def show(code: str, name: str, as_json: bool) -> None:
    """Show every session's counts, or with --session everybody at that one.

    Exit 7 when something waits for a person.
    """
    with office(as_json) as (here, voice):
        with reading(here.engine) as connection:
            found = read_attendance(connection, here, code)
        slot = _session(found.training, name) if name else None
        waiting = len(found.cards)
        if slot is None:
            voice.table("attendance_sessions", SESSION_HEADINGS, _session_rows(found, voice))
        else:
            voice.table("attendance_seats", SEAT_HEADINGS, _seat_rows(found, slot, voice))
        voice.line(
            "attendance_rule",
            minimum=found.rule.minimum_percent,
            grace=found.rule.grace_minutes,
        )
        if waiting:
            voice.line("attendance_waiting", count=waiting)
        voice.result(answer(found))
        undecided = any(cell.result is Result.UNDECIDED for cell in found.matrix.cells.values())
        if waiting or undecided:
            raise SystemExit(Exit.INCOMPLETE)


@attendance.command("import")
@click.argument("file", type=FILE)
@training_option
@click.option("--meeting", default="", help="The meeting's number, where the file does not say.")
@click.option(
    "--zone", default="", type=click.Choice(["", "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]),
    help="Zone of the Zoom account that exported the list; the training's when left out.",
)  # fmt: skip
@json_option
def import_file(file: Path, code: str, meeting: str, zone: str, as_json: bool) -> None:
    """Take in a participant list that was exported from Zoom by hand (CSV or XLSX)."""
    with office(as_json) as (here, voice):
        taken = record_attendance.import_record(
            here, code, file.name, file.read_bytes(), meeting=meeting, zone=zone, actor=ACTOR
        )
        voice.line(
            "record_imported", file=file.name, people=taken.people, stays=taken.stays,
            meeting=taken.meeting,
        )  # fmt: skip
        voice.result(
            {
                "training": code,
                "meeting": taken.meeting,
                "people": taken.people,
                "stays": taken.stays,
                "replaced_live": taken.replaced_live,
            }
        )


@attendance.command()
@training_option
@click.option("--session", "name", required=True, help=SESSION)
@click.option("--seat", "seats", multiple=True, help="Key of a seat (seat:12).")
@click.option("--number", "numbers", multiple=True, type=int, help="Number on the roster.")
@click.option(
    "--mark", "given", required=True, type=click.Choice([*(m.value for m in Mark), "none"]),
    help="H, T, S, I, DL or TK; none takes a mark back.",
)  # fmt: skip
@click.option("--reason", required=True)
@json_option
def mark(
    code: str,
    name: str,
    seats: tuple[str, ...],
    numbers: tuple[int, ...],
    given: str,
    reason: str,
    as_json: bool,
) -> None:
    """Mark seats at a session by hand; the measured minutes stay beside the mark."""
    with office(as_json) as (here, voice):
        with reading(here.engine) as connection:
            training = trainings.load_training(connection, code, here.link_for)
        wanted = [*seats, *_seats_of(training, numbers)]
        chosen = None if given == "none" else Mark(given)
        count = decide_attendance.mark_seat(
            here, code, wanted, _session(training, name).key, chosen, reason=reason, actor=ACTOR
        )
        voice.line("attendance_marked", count=count, mark=given)
        voice.result({"training": code, "marked": count, "mark": given})


@attendance.command()
@training_option
@click.option("--session", "name", default="", help=SESSION + " All sessions when left out.")
@click.option("--format", "kind", type=click.Choice(["xlsx", "pdf"]), default="xlsx")
@click.option("--blank", is_flag=True, help="An empty list to be signed by hand.")
@click.option("--output", "-o", "target", type=TARGET, required=True)
@json_option
def export(code: str, name: str, kind: str, blank: bool, target: Path, as_json: bool) -> None:
    """Write the daftar hadir: all sessions as one XLSX, or one session as PDF."""
    with office(as_json) as (here, voice):
        if kind == "pdf" and not name:
            raise click.UsageError("--format pdf needs --session: one paper is one session.")
        with reading(here.engine) as connection:
            found = read_attendance(connection, here, code)
            slots = [_session(found.training, name)] if name else counted(found.training.sessions)
            sheets = [
                attendance_papers.session_list(
                    connection, here, found, slot, voice.language, blank=blank
                )
                for slot in slots
            ]
        content = (
            attendance_pdf(sheets[0], voice.language)
            if kind == "pdf"
            else attendance_workbook(sheets, voice.language)
        )
        write_file(target, content)
        voice.line("attendance_exported", file=target.name, count=len(slots))
        voice.result({"training": code, "sessions": len(slots), "bytes": len(content)})


SESSION_HEADINGS = (
    "heading_session", "heading_subject", "heading_present", "heading_late", "heading_excused",
    "heading_tk", "heading_undecided", "heading_pending",
)  # fmt: skip
SEAT_HEADINGS = ("heading_number", "heading_name", "heading_mark", "heading_minutes", "heading_why")


def answer(found: ClassAttendance) -> dict[str, Any]:
    """Return the attendance of a training as `--json` tells it; seats by key, no names."""
    timetable = found.training.sessions
    return {
        "training": found.training.code,
        "rule": rule_to_options(found.rule),
        "waiting_cards": len(found.cards),
        "sessions": [
            {
                "session": _name(slot, timetable),
                "subject": slot.subject,
                "counts": _counts(_cells(found, slot)),
            }
            for slot in found.matrix.sessions
        ],
        "seats": {
            seat: {
                "percent": total.percent,
                "undecided": total.undecided,
                "sessions": {
                    _name(slot, timetable): _cell_answer(found.matrix.cells[seat, slot.key])
                    for slot in found.matrix.sessions
                },
            }
            for seat, total in found.matrix.totals.items()
        },
    }


def _cell_answer(cell: Cell) -> dict[str, Any]:
    return {
        "minutes": cell.minutes,
        "of": cell.of_minutes,
        "waiting": cell.waiting_minutes,
        "result": cell.result.value,
        "mark": cell.mark.value if cell.mark else None,
        "automatic": cell.automatic.value if cell.automatic else None,
        "reasons": [reason.code for reason in cell.reasons],
        "provisional": cell.provisional,
    }


def _cells(found: ClassAttendance, slot: SessionRecord) -> list[Cell]:
    return [cell for (_, session), cell in found.matrix.cells.items() if session == slot.key]


def _counts(cells: Sequence[Cell]) -> dict[str, int]:
    told = Counter(
        cell.mark.value if cell.result is Result.MARKED and cell.mark else cell.result.value
        for cell in cells
    )
    return dict(sorted(told.items()))


def _session_rows(found: ClassAttendance, voice: Voice) -> list[list[Any]]:
    rows = []
    for slot in found.matrix.sessions:
        counts = _counts(_cells(found, slot))
        excused = sum(counts.get(mark, 0) for mark in ("S", "I", "DL"))
        rows.append(
            [
                _name(slot, found.training.sessions),
                slot.subject,
                counts.get("H", 0),
                counts.get("T", 0),
                excused,
                counts.get("TK", 0),
                counts.get(Result.UNDECIDED.value, 0),
                counts.get(Result.PENDING.value, 0),
            ]
        )
    return rows


def _seat_rows(found: ClassAttendance, slot: SessionRecord, voice: Voice) -> list[list[Any]]:
    rows = []
    for seat in found.training.accepted_seats:
        cell = found.matrix.cells[seat.key, slot.key]
        shown = cell.mark.value if cell.mark else voice.text(f"result_{cell.result.value}")
        why = " ".join(voice.text(one.code, **one.values()) for one in cell.reasons)
        minutes = f"{cell.minutes}/{cell.of_minutes}"
        rows.append([seat.number or "", seat.record.full_name, shown, minutes, why])
    return rows


def _session(training: Training, name: str) -> SessionRecord:
    day, _, number = name.partition("/")
    try:
        slot = session_at(training.sessions, date.fromisoformat(day), int(number))
    except ValueError:
        slot = None
    if slot is None:
        raise ConnectorError("session_unknown", training=training.code)
    return slot


def _name(slot: SessionRecord, timetable: Sequence[SessionRecord]) -> str:
    return f"{slot.date.isoformat()}/{number_in_day(slot, timetable)}"


def _seats_of(training: Training, numbers: Sequence[int]) -> list[str]:
    found = {
        seat.number: seat.key for seat in training.accepted_seats if seat.role is Role.PARTICIPANT
    }
    if not set(numbers) <= found.keys():
        raise ConnectorError("seat_unknown", training=training.code)
    return [found[number] for number in numbers]
