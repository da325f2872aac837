"""The timetable of one training by day, and the room each day has; what is read, never asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from connector.domain.sessions import SessionKind, training_days
from connector.domain.trainings import FileKind, Training
from connector.flows import keep_course_files
from connector.flows.keep_course_files import LastRead
from connector.meetings.base import Room
from connector.store import office_pages, training_pages, trainings
from connector.store.bindings import StoredBindings
from connector.store.engine import reading
from connector.store.office_pages import TrainingLine
from connector.web.access import Needs, page
from connector.web.place import here
from connector.web.training import find, head
from connector.web.uploads import Mistake

blueprint = Blueprint("timetable", __name__, url_prefix="/trainings")


@dataclass(frozen=True)
class ShownRoom:
    """A room with the names of those who may open it besides the office's own account."""

    room: Room
    co_openers: tuple[str, ...]
    running: bool

    @property
    def exists(self) -> bool:
        return bool(self.room.number)


@page(blueprint, "/<code>/schedule", Needs.STAFF)
def schedule(code: str) -> ResponseReturnValue:
    """Show the timetable by day, with the Zoom class that covers it and who opens it."""
    return timetable_page(code)


def timetable_page(code: str, mistake: Mistake | None = None) -> str:
    """Return the page; `mistake` is what the card of files for the course refused."""
    office = here().office
    with reading(office.engine) as connection:
        line = find(connection, code)
        everyone = training_pages.seat_lines(connection, line.id)
        training = trainings.load_training(connection, code, office.link_for)
        course = keep_course_files.standing(connection, office, training, _last_read(line))
        editors = office_pages.user_names(connection) if course.files else {}
    names = {seat.key: seat.record.full_name for seat in everyone}
    return render_template(
        "training_schedule.html",
        **head(line, everyone),
        tab="schedule",
        days=training_days(training.sessions),
        rooms=_rooms(training, names),
        is_break=lambda slot: slot.kind is SessionKind.BREAK,
        course=course,
        file_kinds=tuple(FileKind),
        editors=editors,
        mistake=mistake,
        limit=office.upload_max_bytes,
    )


def _last_read(line: TrainingLine) -> LastRead | None:
    """Say what the learning system was read to hold; None before the first reading."""
    lms = here().office.lms
    read = line.systems.get(lms.system) if lms else None
    return LastRead(read.read_at, read.things_missing, read.unread) if read else None


def _rooms(training: Training, names: Mapping[str, str]) -> Mapping[date, Sequence[ShownRoom]]:
    """Rooms by local date, in order of time; none where no meeting system is connected."""
    office = here().office
    if office.meetings is None:
        return {}
    bindings = StoredBindings(office.engine, office.meetings.connection, training.key)
    now = office.clock()
    shown: dict[date, list[ShownRoom]] = {}
    for room in office.meetings.rooms(training, bindings):
        openers = tuple(names[seat] for seat in room.co_openers if seat in names)
        running = bool(room.number) and room.slot.start <= now < room.slot.end
        shown.setdefault(room.slot.date, []).append(ShownRoom(room, openers, running))
    return shown
