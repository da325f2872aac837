"""Class days with known truth, taken in as the product takes them in, and held against the truth.

Used by `test_class_truth` and by the campaign in `tests.benchmarks.class_truth`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from connector.domain.attribution import Attributed, Basis, Standing, Verdict
from connector.domain.identities import Identity, IdentityType
from connector.domain.people import PersonRecord, Role, SeatRecord
from connector.domain.presence import Source, Stay
from connector.domain.sessions import SessionKind, SessionRecord, session_key
from connector.domain.trainings import MeetingMode
from connector.flows.class_attendance import ClassAttendance, read_attendance
from connector.flows.office import Office
from connector.meetings.base import slots
from connector.meetings.zoom.options import OPENS, registrant_key
from connector.meetings.zoom.payloads import ZoomConnection, report_page
from connector.meetings.zoom.reports import stays_written
from connector.store import attendance, bindings, presence, seats, trainings
from connector.store import people as people_queries
from connector.store.engine import reading
from connector.store.inbox import InboxState
from connector.store.tables import inbox
from connector.store.trainings import TrainingSettings
from tests.class_days import INSTRUCTOR, INSTRUCTOR_KEY, TEACHER, ClassDay, ClassSession
from tests.class_days_people import Person
from tests.class_days_truth import Fair

ZONE = "Asia/Jakarta"
CODE = "BENAR-1"


@dataclass
class Judged:
    """What the product made of a day, beside the truth."""

    wrong: list[str] = field(default_factory=list)
    """Credits to somebody who was not there; must stay empty."""
    credited: int = 0
    """Seconds credited, of those that really were."""
    waiting: int = 0
    real: int = 0
    legs: Counter[str] = field(default_factory=Counter)
    """Connections by standing."""
    habits: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Connections by habit and standing."""
    provisional: list[str] = field(default_factory=list)
    """More minutes than the truth, in cells that say they are provisional."""
    off: list[str] = field(default_factory=list)
    """Cells further from the truth than a minute, in either direction."""

    @property
    def left_to_people(self) -> float:
        """Share of the real presence that waits for a person."""
        return 1 - self.credited / self.real if self.real else 0.0


def seat_the_day(office: Office, day: ClassDay) -> dict[str, str]:
    """Store the day's training as a sync would have left it; return person → seat."""
    now = office.clock()
    with office.engine.begin() as connection:
        stored = trainings.create(
            connection,
            TrainingSettings(CODE, "Pelatihan Benar", ZONE, meeting_mode=MeetingMode.PER_SESSION),
            actor="test",
            now=now,
        )
        wanted = _placed(connection, day.people, Role.PARTICIPANT, now)
        teacher = _placed(connection, [TEACHER], Role.INSTRUCTOR, now)
        seats.put_seats(connection, stored.id, wanted, roles=[Role.PARTICIPANT], now=now)
        seats.put_seats(connection, stored.id, teacher, roles=[Role.INSTRUCTOR], now=now)
        trainings.put_sessions(connection, stored.id, _timetable(day), now=now)
        by_name = {
            (one.role, one.record.full_name): one.key
            for one in seats.listing(connection, stored.id)
        }
        found = {one.key: by_name[Role.PARTICIPANT, one.name] for one in day.people}
        found[TEACHER.key] = by_name[Role.INSTRUCTOR, TEACHER.name]  # may be a namesake's name
        _bind(connection, office, day, found, now)
        _seat_elsewhere(connection, office, day, now)
    return found


def take_in(office: Office, bodies: Sequence[bytes]) -> None:
    """Put bodies into the inbox as the door does, a body once."""
    now = office.clock()
    rows = [
        {
            "source": "zoom",
            "connection_id": "zoom-default",
            "digest": str(number),
            "body": body,
            "received_at": now,
            "state": InboxState.WAITING.value,
            "run_at": datetime(1970, 1, 1, tzinfo=UTC),
            "attempts": 0,
        }
        for number, body in enumerate(dict.fromkeys(bodies))
    ]
    with office.engine.begin() as connection:
        connection.execute(inbox.insert(), rows)


def write_reports(office: Office, day: ClassDay) -> None:
    """Put every session's complete report in place, as the flow that fetches it does."""
    with office.engine.begin() as connection:
        for session in day.sessions:
            presence.put_written(
                connection,
                "zoom-default",
                uuid=session.uuid,
                meeting=str(session.meeting.id),
                source=Source.REPORT,
                started=session.opened,
                ended=session.closed,
                stays=stays_written(_rows(session), timedelta(days=1)),
                now=office.clock(),
            )


def judge(office: Office, day: ClassDay, seated: Mapping[str, str], now: datetime) -> Judged:
    """Hold what is credited against who really sat there."""
    with reading(office.engine) as connection:
        found = read_attendance(connection, office, CODE, now)
    judged = Judged()
    persons = {seat: person for person, seat in seated.items()}
    by_uuid = {session.uuid: session for session in day.sessions}
    held = {one.id: by_uuid.get(one.uuid) for one in found.held}
    for one in found.attributed:
        judged.legs[one.standing.value] += 1
        if (session := held[one.held]) is not None:
            _judge_stay(one, session, persons, judged)
    for person in day.people:
        _judge_minutes(found, day, person, seated[person.key], judged)
    return judged


def _judge_stay(
    one: Attributed, session: ClassSession, persons: Mapping[str, str], judged: Judged
) -> None:
    leg = session.leg_of(one.stay.leg)
    judged.habits[leg.habit.value, one.standing.value] += 1
    if one.standing is not Standing.CERTAIN:
        if leg.fair is Fair.OPENER and one.standing is not Standing.OPENER:
            judged.wrong.append(f"{leg.key}: the opener is {one.standing.value}")
        return
    credited = {persons[seat] for seat in one.seats}
    decided = one.basis is Basis.DECISION or one.decision is not None
    if (leg.fair is Fair.WAIT and not decided) or not credited <= set(leg.sitting):
        reasons = ",".join(reason.code for reason in one.reasons)
        judged.wrong.append(
            f"{leg.habit}: {one.stay.names} credited to {sorted(credited)}, sat {leg.sitting}, "
            f"by {one.basis.value} ({reasons})"
        )


def _judge_minutes(
    found: ClassAttendance, day: ClassDay, person: Person, seat: str, judged: Judged
) -> None:
    for session, slot in zip(day.sessions, found.matrix.sessions, strict=True):
        cell = found.matrix.cells[seat, slot.key]
        real = session.seconds(person.key)
        judged.real += real
        judged.credited += min(cell.minutes * 60, real)
        judged.waiting += cell.waiting_minutes * 60
        told = f"{person.name}: {cell.minutes} minutes of {real / 60:.1f}"
        if cell.minutes > real // 60:
            (judged.provisional if cell.provisional else judged.wrong).append(told)
        if abs(cell.minutes - real / 60) > 1:
            judged.off.append(told)


def decide_everything(office: Office, day: ClassDay, seated: Mapping[str, str]) -> int:
    """Decide every waiting card as somebody would who knows the truth; return how many.

    One decision a held meeting, as the same name may hide somebody else the next time.
    """
    decided = 0
    by_uuid = {session.uuid: session for session in day.sessions}
    while waiting := _waiting_truth(office, by_uuid, seated):
        for key, held, sitting in waiting:
            with office.engine.begin() as connection:
                stored = trainings.get(connection, CODE)
                assert stored is not None
                attendance.decide(
                    connection,
                    stored.id,
                    card=key,
                    held=held,
                    verdict=Verdict.SEATS if sitting else Verdict.NOBODY,
                    decided_seats=sitting,
                    reason="ditanyakan",
                    actor="user:1",
                    now=office.clock(),
                )
        decided += len(waiting)
        assert decided < MOST_DECISIONS, "cards go on waiting after they were decided"
    return decided


MOST_DECISIONS = 2000


def _waiting_truth(
    office: Office, by_uuid: Mapping[str, ClassSession], seated: Mapping[str, str]
) -> list[tuple[str, int, list[str]]]:
    """Return each waiting card, each held meeting it stands in, and who sat there."""
    with reading(office.engine) as connection:
        found = read_attendance(connection, office, CODE)
    uuids = {one.id: one.uuid for one in found.held}
    sat: dict[tuple[str, int], set[str]] = {}
    for card in found.cards:
        for one in card.stays:
            people = sat.setdefault((card.key, one.held), set())
            if (session := by_uuid.get(uuids[one.held])) is not None:
                people |= {*session.leg_of(one.stay.leg).sitting}
    return [(*card, sorted(seated[one] for one in people)) for card, people in sat.items()]


def _seat_elsewhere(connection: Connection, office: Office, day: ClassDay, now: datetime) -> None:
    """Let the day's busy people sit in a parallel class of another training, by its own links."""
    assert office.meetings is not None
    if not day.busy:
        return
    other = TrainingSettings("SEBELAH-1", "Pelatihan Sebelah", ZONE)
    stored = trainings.create(connection, other, actor="test", now=now)
    people = [day.person(key) for key in dict.fromkeys(person for person, _ in day.busy)]
    placed = _placed(connection, people, Role.PARTICIPANT, now)
    seats.put_seats(connection, stored.id, placed, roles=[Role.PARTICIPANT], now=now)
    trainings.put_sessions(connection, stored.id, _timetable(day)[:1], now=now)
    by_name = {one.record.full_name: one.key for one in seats.listing(connection, stored.id)}
    slot = slots(trainings.load_training(connection, "SEBELAH-1", office.link_for))[0]
    known = {("meeting", slot.key): ELSEWHERE}
    for person in people:
        known["registrant", registrant_key(by_name[person.name], slot.key)] = (
            f"sebelah-{person.key}"
        )
    bindings.store(connection, office.meetings.connection, stored.id, known, now)
    presence.put_written(
        connection,
        office.meetings.connection,
        uuid="sebelah==",
        meeting=ELSEWHERE,
        source=Source.REPORT,
        started=min(span.start for _, span in day.busy),
        ended=max(span.end for _, span in day.busy),
        stays=[
            Stay(f"s{n}", span.start, span.end, registrant_id=f"sebelah-{person}")
            for n, (person, span) in enumerate(day.busy)
        ],
        now=now,
    )


ELSEWHERE = "82000000001"
"""Number of the parallel class."""


def _rows(session: ClassSession) -> Sequence[ZoomConnection]:
    rows = list(session.report)
    return report_page({"participants": rows, "total_records": len(rows)}).rows


def _placed(
    connection: Connection, people: Sequence[Person], role: Role, now: datetime
) -> list[tuple[SeatRecord, int]]:
    """Store persons as an imported roster does; return (row, person id)."""
    records = [_record(person, role) for person in people]
    placed = people_queries.place(connection, records, seated={}, now=now)
    return [(one, where.person) for one, where in zip(records, placed, strict=True)]


def _record(person: Person, role: Role) -> SeatRecord:
    number = Identity(IdentityType.OTHER, f"uji-{person.key}")
    record = PersonRecord(
        full_name=person.name,
        bare_name=person.name,
        identities=(number,),
        email=person.email or None,
        phone=person.phone or None,
        unit=person.unit or None,
    )
    return SeatRecord(record, role, person.number or None, f"OTHER:{number.value}")


def _timetable(day: ClassDay) -> list[SessionRecord]:
    slots_: list[SessionRecord] = []
    for session in day.sessions:
        local = session.window.start.astimezone(ZoneInfo(ZONE)).date()
        slots_.append(
            SessionRecord(
                key=session_key(local, session.title, session.number),
                date=local,
                start=session.window.start,
                end=session.window.end,
                zone=ZONE,
                subject=session.title,
                jp=Decimal(3),
                kind=SessionKind.CLASS,
            )
        )
        slots_ += [
            SessionRecord(
                key=session_key(local, "Rehat", session.number),
                date=local,
                start=pause.start,
                end=pause.end,
                zone=ZONE,
                subject="Rehat",
                jp=Decimal(0),
                kind=SessionKind.BREAK,
            )
            for pause in session.breaks
        ]
    return slots_


def _bind(
    connection: Connection,
    office: Office,
    day: ClassDay,
    seated: Mapping[str, str],
    now: datetime,
) -> None:
    assert office.meetings is not None
    training = trainings.load_training(connection, CODE, office.link_for)
    known: dict[tuple[str, str], str] = {}
    for session, slot in zip(day.sessions, slots(training), strict=True):
        known["meeting", slot.key] = str(session.meeting.id)
        for person, link in session.registrants.items():
            known["registrant", registrant_key(seated[person], slot.key)] = link
        opener = registrant_key(seated[INSTRUCTOR_KEY], slot.key)
        known["registrant", opener] = f"{OPENS}{INSTRUCTOR.id}"
    number = int(training.key.rpartition(":")[2])
    bindings.store(connection, office.meetings.connection, number, known, now)


AFTER = timedelta(hours=3)
"""When the day is judged, counted from its last class."""
