"""The timetable of one training by day, and the room each day has; what is read, never asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from connector.domain.sessions import SessionKind, training_days
from connector.domain.trainings import Training
from connector.meetings.base import Room
from connector.store import training_pages, trainings
from connector.store.bindings import StoredBindings
from connector.store.engine import reading
from connector.web.access import Needs, page
from connector.web.place import here
from connector.web.training import find, head

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
    office = here().office
    with reading(office.engine) as connection:
        line = find(connection, code)
        everyone = training_pages.seat_lines(connection, line.id)
        training = trainings.load_training(connection, code, office.link_for)
    names = {seat.key: seat.record.full_name for seat in everyone}
    return render_template(
        "training_schedule.html",
        **head(line, everyone),
        tab="schedule",
        days=training_days(training.sessions),
        rooms=_rooms(training, names),
        is_break=lambda slot: slot.kind is SessionKind.BREAK,
    )


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
