"""A training with everything that Moodle and Zoom should hold of it, and the version of that.

Beside what is stored there is one thing that is worked out: the attendance that goes into the
gradebook. It is wanted only once the last session is over, and of a person only once nothing of
it can change by itself or waits for somebody: a running class is never out of line for it.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from sqlalchemy import Connection

from connector.domain.completion_evidence import attendance_results, over
from connector.domain.trainings import Training
from connector.errors import ConnectorError
from connector.flows.class_attendance import read_attendance
from connector.flows.class_completion import participants
from connector.flows.office import Office
from connector.store import learning, trainings
from connector.store.keys import number_of
from connector.store.learning import Gradebook

Grades = Mapping[str, Decimal]
"""Seat → percent of the lesson hours present, 0 to 100."""


def load_wanted(connection: Connection, office: Office, code: str) -> tuple[Training, str]:
    """Return the training and its version; raises ConnectorError `training_unknown`."""
    training = trainings.load_wanted(connection, code, office.link_for)
    number = number_of(training.key)
    gradebook = _gradebook(connection, number)
    grades = _grades(connection, office, training, gradebook)
    training = replace(training, attendance_grades=grades, grade_activity=gradebook.activity)
    return training, _version(connection, number, grades)


def version_of(connection: Connection, office: Office, training_id: int) -> str:
    """Digest what decides what the systems should hold; a plan made for another one is stale."""
    stored = trainings.by_id(connection, training_id)
    if stored is None:
        raise ConnectorError("training_unknown", training=str(training_id))
    if not learning.gradebook_of(stored.settings.options).attendance:
        return trainings.roster_fingerprint(connection, training_id)
    return load_wanted(connection, office, stored.code)[1]


def _gradebook(connection: Connection, training_id: int) -> Gradebook:
    stored = trainings.by_id(connection, training_id)
    return learning.gradebook_of(stored.settings.options if stored else {})


def _grades(
    connection: Connection, office: Office, training: Training, gradebook: Gradebook
) -> Grades | None:
    """Return what each participant's attendance came to, of those for whom it is settled."""
    now = office.clock()
    if not gradebook.attendance or not over(training.sessions, now):
        return None
    found = read_attendance(connection, office, training.code, now)
    grades: dict[str, Decimal] = {}
    for seat in participants(training.seats):
        own = attendance_results(found.matrix, seat.key, excused=found.rule.excused, now=now)
        percent = own.attendance.percent
        if not own.open and percent is not None:
            grades[seat.key] = Decimal(percent)
    return grades


def _version(connection: Connection, training_id: int, grades: Grades | None) -> str:
    version = trainings.roster_fingerprint(connection, training_id)
    if not grades:
        return version
    text = json.dumps([version, sorted((seat, str(one)) for seat, one in grades.items())])
    return hashlib.sha256(text.encode()).hexdigest()
