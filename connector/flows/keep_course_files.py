"""Files that participants should find in their course, and whether the course shows links.

    put_file      jadwal or pedoman, from now on (SOP S000 step 3, S001 step 4)
    take_away     nothing stands for that kind any more
    set_links     whether the course shows a way into each session
    standing      where each file is by what was read back last

Nothing is written to the learning system here: that is a change of the next plan, like any other.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection

from connector.domain.trainings import FileKind, Training
from connector.errors import ConnectorError
from connector.flows.office import Office
from connector.store import audit, bindings, course_files, trainings
from connector.store.attachments import NewFile, plain_name
from connector.store.course_files import StoredCourseFile
from connector.store.keys import number_of
from connector.store.trainings import StoredTraining

FILES, LINKS = "course_file", "session_link"
"""Kinds of plan items, as learning systems name them."""


class Place(StrEnum):
    """Where a file is, seen from here."""

    IN_COURSE = "in_course"
    NEXT_PLAN = "next_plan"
    BY_HAND = "by_hand"
    """The course cannot be given files: a person puts it there, or hands it out."""


@dataclass(frozen=True)
class Standing:
    """What participants find in the course."""

    files: Mapping[FileKind, tuple[StoredCourseFile, Place]]
    links_wanted: bool
    links: int
    """Ways into sessions that the course shows, as read back."""


@dataclass(frozen=True)
class LastRead:
    """What the learning system was read to hold, as the status of the training tells."""

    at: datetime
    missing: Sequence[str] = ()
    """Kinds of things that are not as they should be."""
    unread: str = ""


def standing(
    connection: Connection, office: Office, training: Training, read: LastRead | None
) -> Standing:
    """Say where each file is; nothing is asked of any system."""
    number = number_of(training.key)
    files = course_files.of_training(connection, number)
    bound = bindings.load(connection, office.lms.connection, number) if office.lms else {}
    there = {key for kind, key in bound if kind == FILES}
    placed = {
        kind: (one, _place(one, f"file:{training.key}:{kind.value}" in there, read))
        for kind, one in files.items()
    }
    links = sum(kind == LINKS and key.startswith("link:") for kind, key in bound)
    return Standing(placed, training.course_links, links)


def _place(one: StoredCourseFile, bound: bool, read: LastRead | None) -> Place:
    """A file that was read neither as there nor as missing is one that no plan can bring."""
    if read is None or read.unread or read.at < one.set_at or FILES in read.missing:
        return Place.NEXT_PLAN
    return Place.IN_COURSE if bound else Place.BY_HAND


def put_file(
    office: Office, code: str, kind: FileKind, file: NewFile, *, actor: str
) -> tuple[StoredCourseFile, bool]:
    """Let a file stand for its kind; return it, and whether anything is different now.

    Raises ConnectorError `training_unknown`, `attachment_empty`, `attachment_too_big` or
    `attachment_kind_unknown`.
    """
    now = office.clock()
    with office.engine.begin() as connection:
        stored = _locked(connection, code)
        before = course_files.of_training(connection, stored.id).get(kind)
        if before is not None and _same(before, file):
            return before, False
        kept = course_files.put(
            connection, stored.id, kind, file, limit=office.upload_max_bytes, actor=actor, now=now
        )
        audit.note(
            connection, actor, "course_file.put", stored.key, now=now,
            kind=kind.value, sha256=kept.file.sha256, size=kept.file.size,
        )  # fmt: skip
    return kept, True


def take_away(office: Office, code: str, kind: FileKind, *, actor: str) -> bool:
    """Let nothing stand for a kind; tell whether anything did. Raises `training_unknown`."""
    now = office.clock()
    with office.engine.begin() as connection:
        stored = _locked(connection, code)
        before = course_files.of_training(connection, stored.id).get(kind)
        if before is None:
            return False
        course_files.take_away(connection, stored.id, kind, actor=actor, now=now)
        audit.note(
            connection, actor, "course_file.taken_away", stored.key, now=now,
            kind=kind.value, sha256=before.file.sha256,
        )  # fmt: skip
    return True


def set_links(office: Office, code: str, wanted: bool, *, actor: str) -> bool:
    """Set whether the course shows a way into each session; tell whether that is new."""
    with office.engine.begin() as connection:
        stored = _locked(connection, code)
        options = stored.settings.options
        if trainings.wants_links(options) == wanted:
            return False
        moodle = {**options.get("moodle", {}), "links": wanted}
        changed = replace(stored.settings, options={**options, "moodle": moodle})
        trainings.change(connection, stored.id, changed)
        action = "course_links.shown" if wanted else "course_links.hidden"
        audit.note(connection, actor, action, stored.key, now=office.clock())
    return True


def _same(before: StoredCourseFile, file: NewFile) -> bool:
    digest = hashlib.sha256(file.content).hexdigest()
    return before.file.sha256 == digest and before.file.file_name == plain_name(file.file_name)


def _locked(connection: Connection, code: str) -> StoredTraining:
    """Return the training, read after everybody else's change of it is done."""
    stored = trainings.get(connection, code)
    if stored is not None:
        trainings.lock(connection, stored.id)
        stored = trainings.get(connection, code)
    if stored is None:
        raise ConnectorError("training_unknown", training=code)
    return stored
