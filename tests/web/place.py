"""A whole office on a fresh database, with two systems that exist on paper only."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy import Connection, Engine, event
from werkzeug.test import TestResponse

from connector import links
from connector.domain.answer_sheets import AnsweredTest
from connector.domain.identities import Identity, IdentityType
from connector.domain.people import PersonRecord, Role, SeatRecord, seat_key
from connector.domain.sessions import SessionKind, SessionRecord, local_moment, session_key
from connector.domain.trainings import MeetingMode, Seat, Training
from connector.errors import TemporaryError
from connector.flows import register_participants
from connector.flows.attendance_words import ATTENDANCE
from connector.flows.calendar_words import CALENDAR
from connector.flows.certificate_words import CERTIFICATES
from connector.flows.completion_words import COMPLETION
from connector.flows.evaluation_words import EVALUATIONS
from connector.flows.issue_words import ISSUE
from connector.flows.join_course import JOIN_WORDS
from connector.flows.messages import FLOWS
from connector.flows.office import Office
from connector.flows.paper_messages import PAPERS
from connector.flows.procedure_words import PROCEDURE_WORDS
from connector.jobs.lease_table import LeaseTable
from connector.lms.base import LearningResults, LoginHint, Messaged, MessageState
from connector.lms.moodle.plugin_package import package
from connector.meetings.base import HeldMeeting, Room, WrittenRecord, slots
from connector.messages import Catalogue, Wording
from connector.procedures.messages import PROCEDURES
from connector.reconcile.changes import (
    Action,
    Change,
    Desired,
    Observed,
    Outcome,
    Result,
    Undecided,
)
from connector.reconcile.checks import Check
from connector.reconcile.plan import Held, Plan, SystemPlan
from connector.reconcile.platform import Bindings, Budget, Retire
from connector.reconcile.status import SeatState, SeatStatus, SystemStatus
from connector.rosters.messages import MESSAGES
from connector.settings import Settings
from connector.store import connections, people, plans, seats, statuses, trainings, users
from connector.store.bindings import StoredBindings, StoredJournal, store
from connector.store.connections import NewConnection
from connector.store.engine import reading
from connector.store.keys import number_of
from connector.store.plans import StoredPlan
from connector.store.secrets import Secrets
from connector.store.users import UserRole
from connector.web import create_web

SECRET = "an invented secret that is long enough for tests"
PASSWORD = "kuda-laut-biru-7"
ZONE = "Asia/Jakarta"
CODE = "PTPP-2026-01"
FIRST_DAY = date(2026, 8, 3)
MORNING = datetime(2026, 8, 3, 0, 25, tzinfo=UTC)
"""07.25 WIB on the first day."""

WORDS: Catalogue = {
    **MESSAGES,
    **FLOWS,
    **PAPERS,
    **ATTENDANCE,
    **COMPLETION,
    **CERTIFICATES,
    **ISSUE,
    **JOIN_WORDS,
    **EVALUATIONS,
    **CALENDAR,
    **PROCEDURES,
    **PROCEDURE_WORDS,
    "no_address": Wording(
        "Belum ada alamat e-mail, sehingga akun belum dapat dibuat.",
        "There is no e-mail address, so no account can be made yet.",
        "Lengkapi daftar lalu unggah kembali.",
        "Complete the list and upload it again.",
    ),
    "refused_name": Wording(
        "Moodle menolak nama ini.",
        "Moodle refused this name.",
        "Perbaiki nama di daftar.",
        "Correct the name in the list.",
    ),
    "username_hint": Wording("Masuk dengan akun {hint}.", "Sign in as {hint}."),
}


class PaperSystem:
    """What both systems share: they hold nothing and write nothing."""

    stages: Sequence[tuple[str, Retire]] = ()

    def __init__(self, system: str, connection: str) -> None:
        self.system, self.connection = system, connection

    def desired(self, training: Training) -> Desired:
        return Desired(())

    def observe(self, wanted: Desired, bindings: Bindings) -> Observed:
        return Observed(())

    def budget(self, changes: Sequence[Change]) -> Budget:
        return Budget({}, 0)

    def apply(self, changes: Sequence[Change], bindings: Bindings) -> Iterator[Sequence[Outcome]]:
        return iter(())

    def check(self) -> Sequence[Check]:
        return ()

    def close(self) -> None:
        """Nothing is open."""


class PaperLearning(PaperSystem):
    """A learning system whose course is wherever its binding says."""

    def course_link(self, bindings: Bindings) -> str | None:
        return bindings.get("course_link", "course")

    def login_hint(self, seat: Seat, bindings: Bindings | None = None) -> LoginHint | None:
        return LoginHint("username_hint", {"hint": f"p{seat.number}"})

    def results(
        self,
        training: Training,
        bindings: Bindings,
        tests: Mapping[str, Sequence[str]],
        seats: Collection[str] | None = None,
    ) -> LearningResults:
        return LearningResults((), frozenset())

    def papers(
        self, training: Training, bindings: Bindings, tests: Mapping[str, Sequence[str]]
    ) -> Iterator[AnsweredTest]:
        return iter(())

    def message(self, seat: Seat, text: str, bindings: Bindings) -> Messaged:
        return Messaged(MessageState.NO_ACCOUNT, "message_without_account")


class PaperMeetings(PaperSystem):
    """A meeting system whose links are wherever their bindings say."""

    def rooms(self, training: Training, bindings: Bindings) -> Sequence[Room]:
        openers = tuple(bindings.all("opener"))
        return [
            Room(
                slot,
                bindings.get("meeting", slot.key) or "",
                "https://zoom.example/room",
                "host@example.org",
                openers,
            )
            for slot in slots(training)
        ]

    def join_link(self, seat: str, meeting: str, bindings: Bindings) -> str | None:
        return bindings.get("join_link", f"{seat}/{meeting}")

    def held(self, meeting: str) -> Sequence[HeldMeeting]:
        return ()

    def record(self, uuid: str) -> WrittenRecord:
        raise TemporaryError("paper", "record", "report_not_ready")

    def registrants(self, bindings: Bindings) -> Mapping[str, str]:
        return {remote: key.split("@")[0] for key, remote in bindings.all("registrant").items()}

    def openers(self, bindings: Bindings) -> Mapping[str, str]:
        return {}

    def room_logins(self) -> frozenset[str]:
        return frozenset()


@dataclass
class Clock:
    """A moment that stands still until it is moved."""

    now: datetime = MORNING

    def __call__(self) -> datetime:
        return self.now


@dataclass
class House:
    """An application with its office; `visitor()` gives a browser without a session."""

    engine: Engine
    settings: Settings
    office: Office
    app: Flask
    clock: Clock
    passwords: Mapping[str, str] = field(default_factory=dict)

    def visitor(self) -> Browser:
        return Browser(self.app.test_client())

    def signed_in(self, login: str) -> Browser:
        browser = self.visitor()
        answer = browser.post("/login", name=login, password=PASSWORD)
        assert answer.status_code == 303, answer.text
        return browser

    def administrator(self) -> Browser:
        return self.signed_in("ratna")

    def staff(self) -> Browser:
        return self.signed_in("budi")

    def companion(self) -> Browser:
        return self.signed_in("sari")


class Browser:
    """A test client that carries the form token as a page's form would."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(path, headers=headers)

    def post(self, path: str, **form: object) -> TestResponse:
        return self.client.post(
            path,
            data={**form, "csrf_token": self.token()},
            content_type="multipart/form-data",
        )

    def token(self) -> str:
        page = self.client.get("/login", follow_redirects=True).text
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert found, page
        return found[1]


@contextmanager
def house(
    engine: Engine, *, base_url: str = "http://127.0.0.1:8000", proxy_hops: int = 0
) -> Iterator[House]:
    """Open an office with one administrator (ratna), one of staff (budi), a companion (sari)."""
    settings = Settings(
        secret_key=SecretStr(SECRET),
        base_url=base_url,
        upload_max_bytes=256 * 1024,
        proxy_hops=proxy_hops,
    )
    clock = Clock()
    office = Office(
        engine=engine,
        clock=clock,
        jobs=LeaseTable(engine),
        link_for=lambda nonce: f"{base_url}/p/{links.sign(SECRET, links.PERSONAL, nonce)}",
        zone=ZONE,
        max_removed_share=0.3,
        upload_max_bytes=settings.upload_max_bytes,
        extension=package,
        lms=PaperLearning("lms", "moodle-default"),
        meetings=PaperMeetings("meetings", "zoom-default"),
    )
    with engine.begin() as connection:
        for login, name, role in (
            ("ratna", "Ratna Wulandari", UserRole.ADMINISTRATOR),
            ("budi", "Budi Santoso", UserRole.STAFF),
            ("sari", "Sari Pendamping", UserRole.COMPANION),
        ):
            users.add(connection, login, name, PASSWORD, role, "id", now=clock())
        for system, vendor in (("lms", "moodle"), ("meetings", "zoom")):
            new = NewConnection(
                f"{vendor}-default", system, vendor, vendor.title(), "https://example.org", {}
            )
            connections.seed(connection, new, {}, Secrets([SECRET]), now=clock())
    yield House(engine, settings, office, create_web(office, settings, WORDS), clock)


def person(number: int, name: str = "", email: str | None = "", unit: str = "") -> SeatRecord:
    """Invent a participant; `email=None` has none."""
    record = PersonRecord(
        full_name=name or f"Peserta Contoh {number}, S.H.",
        bare_name=name or f"Peserta Contoh {number}",
        identities=(Identity(IdentityType.NIP_PNS, f"19900131201503{number:04d}"),),
        email=f"peserta{number}@example.org" if email == "" else email,
        unit=unit or "Lapas Kelas I Semarang",
    )
    return SeatRecord(record, Role.PARTICIPANT, number, seat_key(record))


def slot(day: date, start: time, end: time, subject: str, kind: SessionKind) -> SessionRecord:
    """Invent one slot of the timetable."""
    return SessionRecord(
        session_key(day, subject, 1),
        day,
        local_moment(day, start, ZONE),
        local_moment(day, end, ZONE),
        ZONE,
        subject,
        Decimal(2) if kind is SessionKind.CLASS else Decimal(0),
        kind,
        ("Dr. Bambang Contoh, M.Si.",) if kind is SessionKind.CLASS else (),
        None,
    )


def add_training(
    place: House,
    people_of: Sequence[SeatRecord],
    *,
    code: str = CODE,
    title: str = "Pelatihan Teknis Pelayanan Publik",
    days: int = 5,
) -> str:
    """Store a training with these people and a timetable of some days; return its key."""
    register_participants.create_training(
        place.office, code=code, title=title, cohort="I", zone=ZONE,
        meeting_mode=MeetingMode.PER_DAY, actor="user:1",
    )  # fmt: skip
    now = place.clock()
    with place.engine.begin() as connection:
        stored = trainings.get(connection, code)
        assert stored is not None
        placed = people.place(connection, people_of, seated={}, now=now)
        wanted = [(seat, one.person) for seat, one in zip(people_of, placed, strict=True)]
        seats.put_seats(connection, stored.id, wanted, roles={Role.PARTICIPANT}, now=now)
        timetable = [
            slot(FIRST_DAY + timedelta(days=day), start, end, f"{subject} {day + 1}", kind)
            for day in range(days)
            for start, end, subject, kind in (
                (time(8), time(9, 30), "Etika Publik", SessionKind.CLASS),
                (time(9, 30), time(10), "Istirahat", SessionKind.BREAK),
                (time(10), time(11, 30), "Pelayanan Prima", SessionKind.CLASS),
            )
        ]
        trainings.put_sessions(connection, stored.id, timetable, now=now)
    return f"training:{stored.id}"


def seat_keys(place: House, code: str = CODE) -> list[str]:
    """Return the keys of a training's seats, in order of their making."""
    with reading(place.engine) as connection:
        return [seat.key for seat in _training(place, connection, code).seats]


def address(place: House, seat: str, code: str = CODE) -> str:
    """Return the path of a seat's personal address."""
    with reading(place.engine) as connection:
        training = _training(place, connection, code)
    link = next(one.link for one in training.seats if one.key == seat)
    return link.removeprefix(place.settings.base_url)


def _training(place: House, connection: Connection, code: str) -> Training:
    return trainings.load_training(connection, code, place.office.link_for)


def set_status(place: House, key: str, system: str, marks: Sequence[SeatStatus]) -> None:
    """Store what was read back of one system."""
    connection_id = {"lms": "moodle-default", "meetings": "zoom-default"}[system]
    with place.engine.begin() as connection:
        told = SystemStatus(system, connection_id, tuple(marks))
        statuses.replace(connection, key, told, now=place.clock())


def add_plan(place: House, key: str, *, held: bool = False) -> StoredPlan:
    """Store a plan that gives everybody an account and a registration."""
    chosen = seat_keys(place)
    changes = [
        Change("lms", Action.CREATE, "course", key, None, {"title": "x"}, label="Pelatihan"),
        *(
            Change("lms", Action.CREATE, "account", f"person:{n}", None, {}, seat, f"Orang {n}")
            for n, seat in enumerate(chosen)
        ),
    ]
    undecided = (Undecided("account", "person:1", "no_address", chosen[0], "Orang 1"),)
    systems = (
        SystemPlan("lms", "moodle-default", tuple(changes), undecided, len(chosen) - 1, 0),
        SystemPlan("meetings", "zoom-default", (), (), len(chosen), len(chosen)),
    )
    reasons = (
        [
            Held(
                "too_many_removed",
                {"system": "lms", "removed": 14, "of": 40, "share": 35, "limit": 30},
            )
        ]
        if held
        else []
    )
    budgets = {"lms": Budget({"write": 4}, 3.2)}
    if not held:
        later = place.clock() + timedelta(hours=24)
        budgets["meetings"] = Budget({"heavy": 5}, 2.0, 80, 100, 2, later)
    with place.engine.begin() as connection:
        version = trainings.roster_fingerprint(connection, number_of(key))
        return plans.save(
            connection,
            Plan(key, version, systems),
            held=reasons,
            budgets=budgets,
            actor="user:1",
            now=place.clock(),
        )


def write_outcomes(place: House, plan: StoredPlan, results: Sequence[Result]) -> None:
    """Record that the first changes of a plan ended so."""
    bindings = StoredBindings(place.engine, "moodle-default", plan.plan.training)
    journal = StoredJournal(place.engine, plan.id, bindings, place.clock)
    codes = {Result.FAILED: "refused_name"}
    journal.record(
        [
            Outcome(change, result, remote_id=str(at), code=codes.get(result, ""))
            for at, (change, result) in enumerate(zip(plan.plan.changes, results, strict=False))
        ]
    )


def bind(place: House, connection_id: str, key: str, found: Mapping[tuple[str, str], str]) -> None:
    """Remember remote ids, as a read-back would."""
    with place.engine.begin() as connection:
        store(connection, connection_id, number_of(key), dict(found), place.clock())


@contextmanager
def counted_queries(engine: Engine) -> Iterator[list[str]]:
    """Collect the statements that are run inside."""
    seen: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if not statement.startswith("PRAGMA"):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def all_ok(keys: Sequence[str]) -> list[SeatStatus]:
    return [SeatStatus(key, SeatState.OK) for key in keys]
