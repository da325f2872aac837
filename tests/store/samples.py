"""Invented rows for store tests."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import Connection, Engine

from connector.domain.identities import Identity, IdentityType
from connector.domain.people import PersonRecord, Role, SeatRecord, Willingness, seat_key
from connector.domain.sessions import SessionKind, SessionRecord
from connector.reconcile.changes import Action, Change
from connector.reconcile.plan import Plan, SystemPlan
from connector.store import connections, trainings
from connector.store.secrets import Secrets
from connector.store.trainings import StoredTraining, TrainingSettings

NOW = datetime(2026, 8, 3, 1, 30, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
SECRETS = Secrets(["a long random text that is only for tests"])
MOODLE = "moodle-default"
NIP = Identity(IdentityType.NIP_PNS, "199001312015031987")
NIK = Identity(IdentityType.NIK, "3374113101909876")


def record(
    name: str = "Siti Rahmawati, S.H.",
    *identities: Identity,
    email: str | None = None,
    unit: str | None = "Lapas Semarang",
    willingness: Willingness = Willingness.UNKNOWN,
) -> PersonRecord:
    return PersonRecord(
        full_name=name,
        bare_name=name.split(",")[0],
        identities=identities,
        email=email,
        birth_date=date(1990, 1, 31),
        unit=unit,
        willingness=willingness,
    )


def seat_of(
    person: PersonRecord, role: Role = Role.PARTICIPANT, number: int | None = 1
) -> SeatRecord:
    return SeatRecord(person, role, number, seat_key(person))


def numbered(count: int, start: int = 0) -> list[SeatRecord]:
    """Return seats of different people, each with a number of their own."""
    return [
        seat_of(
            record(
                f"Peserta {n}",
                Identity(IdentityType.NIP_PNS, f"19900131201503{n:04d}"),
                email=f"peserta{n}@example.org",
            ),
            number=n,
        )
        for n in range(start, start + count)
    ]


def slot(day: int = 3, subject: str = "Etika Publik", hour: int = 1) -> SessionRecord:
    begin = datetime(2026, 8, day, hour, 0, tzinfo=UTC)
    return SessionRecord(
        key=f"2026-08-{day:02d}/{subject.lower()}/1",
        date=date(2026, 8, day),
        start=begin,
        end=begin + timedelta(minutes=90),
        zone="Asia/Jakarta",
        subject=subject,
        jp=Decimal("2.50"),
        kind=SessionKind.CLASS,
        instructor_names=("Dr. Bambang",),
        room=None,
    )


def make_training(connection: Connection, code: str = "PKP-01") -> StoredTraining:
    settings = TrainingSettings(
        code=code, title="Pelatihan Kepemimpinan", zone="Asia/Jakarta", cohort="I"
    )
    return trainings.create(connection, settings, actor="user:1", now=NOW)


def make_connection(connection: Connection, connection_id: str = MOODLE) -> None:
    new = connections.NewConnection(
        connection_id, "lms", "moodle", "Moodle", "https://moodle.example.org", {"auth": "oauth2"}
    )
    connections.seed(connection, new, {"token": "t0ken"}, SECRETS, now=NOW)


def with_training(engine: Engine) -> StoredTraining:
    """Commit a connection and a training, and return the training."""
    with engine.begin() as connection:
        make_connection(connection)
        return make_training(connection)


def enrol(number: int, action: Action = Action.CREATE) -> Change:
    return Change(
        system="lms",
        action=action,
        kind="enrolment",
        key=f"seat:{number}",
        before=None,
        after={"role": "student", "active": True},
        seat=f"seat:{number}",
        label=f"Peserta {number}",
        needs=(("account", f"person:{number}"),),
    )


def plan_of(training: str, *changes: Change, version: str = "v1") -> Plan:
    part = SystemPlan("lms", MOODLE, tuple(changes), (), expected=len(changes), found=0)
    return Plan(training, version, (part,))
