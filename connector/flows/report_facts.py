"""Reads what the reports of one training are made of, in one go; chooses no words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from connector.domain.attribution import Attributed
from connector.domain.certificate_lines import decree_line
from connector.domain.certificate_options import options_of
from connector.domain.measured_time import Presence, measured, presence_by_seat, slots_of
from connector.domain.people import Role
from connector.domain.snapshots import course_of
from connector.domain.trainings import Training
from connector.errors import ConnectorError
from connector.flows.class_attendance import ClassAttendance, read_attendance
from connector.flows.class_completion import judge_class
from connector.flows.completion_words import rule_words
from connector.flows.office import Office
from connector.messages import Language, say
from connector.procedures.reading import read_procedure, shipped
from connector.reports.attendance_sheet import rule_sentence
from connector.reports.class_facts import ClassFacts, ProcedureFacts, Rooms, SystemFacts
from connector.store import (
    completion,
    evaluations,
    office_pages,
    papers,
    report_figures,
    statuses,
    trainings,
)
from connector.store.bindings import StoredBindings
from connector.store.trainings import StoredTraining


def read_facts(
    connection: Connection,
    office: Office,
    code: str,
    procedure: str,
    now: datetime,
    language: Language,
) -> ClassFacts:
    """Read everything; raises ConnectorError `training_unknown`.

    `procedure` is the slug of the SOP that is printed on the report.

    About thirty queries, whatever the number of seats and sessions.
    """
    found = read_attendance(connection, office, code, now)
    stored = trainings.by_id(connection, found.id)
    if stored is None:
        raise ConnectorError("training_unknown", training=code)
    judged = judge_class(connection, found)
    training, settings = found.training, stored.settings
    course = course_of(
        training,
        options_of(settings.options),
        decree_number=settings.decree_number,
        decree_date=settings.decree_date,
    )
    return ClassFacts(
        now=now,
        training=training,
        course=course,
        organiser=_letterhead(office, stored),
        decree=decree_line(course),
        procedure=_procedure(connection, found.id, procedure, language),
        uploads=report_figures.uploads(connection, found.id),
        systems=_systems(connection, training),
        rooms=_rooms(office, training),
        works=report_figures.works(connection, found.id),
        written=report_figures.written(connection, found.id),
        matrix=found.matrix,
        attendance_rule=rule_sentence(found.rule, language),
        disruptions=[one.disruption for one in found.disruptions],
        taught=_taught(found),
        completion_rule=judged.rule,
        rule_words=rule_words(judged.rule, language, training.zone),
        over=judged.over,
        results=judged.results,
        judgements=judged.judgements,
        documents=completion.documents_of(connection, found.id),
        certificates=report_figures.issued(connection, found.id),
        archives=papers.archives_of(connection, found.id),
        journal=papers.entries_of(connection, found.id),
        evaluations=[one.evaluation for one in evaluations.of_training(connection, found.id)],
        names=office_pages.user_names(connection),
        reason=_Reasons(office, language),
    )


def _procedure(
    connection: Connection, training_id: int, slug: str, language: Language
) -> ProcedureFacts:
    """Read the version that the training runs under; the shipped one where none is stored."""
    source = report_figures.procedure_source(connection, training_id, slug)
    printed = read_procedure(dict(shipped())[slug] if source is None else source)
    title = printed.title.id if language == "id" else printed.title.en
    return ProcedureFacts(title, printed.number, printed.unit, printed.basis)


@dataclass(frozen=True)
class _Reasons:
    """Says a code in the words of the system that raised it."""

    office: Office
    language: Language

    def __call__(self, system: str, code: str, params: Mapping[str, str | int]) -> str:
        return say(self.office.words, code, params, self.language, system)[0]


def _letterhead(office: Office, stored: StoredTraining) -> tuple[str, ...]:
    unit = stored.settings.unit
    own = (unit,) if unit and unit not in office.organiser else ()
    return (*office.organiser, *own)


def _systems(connection: Connection, training: Training) -> list[SystemFacts]:
    return [
        SystemFacts(one.status, one.read_at, one.drift)
        for one in statuses.of_training(connection, training.key)
    ]


def _rooms(office: Office, training: Training) -> Rooms:
    meetings = office.meetings
    if meetings is None:
        return Rooms()
    bindings = StoredBindings(office.engine, meetings.connection, training.key)
    rooms = meetings.rooms(training, bindings)
    return Rooms(len(rooms), sum(bool(one.number) for one in rooms))


def _taught(found: ClassAttendance) -> dict[tuple[str, str], int]:
    """Measure how long each instructor was recorded in each session, as for participants."""
    teachers = {seat.key for seat in found.training.accepted_seats if seat.role is Role.INSTRUCTOR}
    attributed: list[Attributed] = list(found.attributed)
    presence = presence_by_seat(attributed, found.now)
    final = {one.id: one.final for one in found.held}
    slots = slots_of(found.training.sessions, attributed, frozenset(), final, found.now)
    taught = {}
    for seat in teachers:
        track = presence.get(seat, Presence()).certain
        for slot in slots:
            minutes = measured(slot, track).seconds // 60
            if minutes:
                taught[seat, slot.session.key] = minutes
    return taught
