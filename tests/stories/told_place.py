"""An office and a sandbox Moodle with the plugin that tells it: messages over real connections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from connector.app import CATALOGUE, beside, inbox_drain, open_office, webhook_door
from connector.domain.standard_webhooks import new_secret
from connector.domain.trainings import MeetingMode
from connector.flows import register_participants, sync_training
from connector.flows.follow_news import Followed, follow_news
from connector.flows.office import Office
from connector.sandbox.moodle import SandboxMoodle
from connector.sandbox.serving import LoopbackServer
from connector.settings import Settings, read_settings
from connector.store import bindings, learning_news, seats, statuses, trainings, users
from connector.store.engine import reading
from connector.store.plans import PlanState, StoredPlan
from connector.store.rosters import RosterKind
from connector.store.statuses import StoredStatus
from connector.store.tables import plans as plans_table
from connector.web import create_web
from tests.web.place import PASSWORD, Browser
from webhooks.inbox import GroupCommitter

CODE = "UJI-1"
MOODLE = "moodle-default"
TIMEOUT = (5.0, 20.0)
"""Seconds to connect and of silence."""
START = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)


class Clock:
    """One time for both sides; it stands still until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@dataclass
class TellingPlace:
    """Both sides, and the time between them."""

    office: Office
    settings: Settings
    moodle: SandboxMoodle
    clock: Clock
    server: LoopbackServer
    pages: Flask

    def page(self, path: str) -> str:
        """What somebody of staff reads there, in English."""
        with self.office.engine.begin() as connection:
            if users.find(connection, "budi") is None:
                users.add(
                    connection, "budi", "Budi Staf", PASSWORD, users.UserRole.STAFF, "en",
                    now=self.clock(),
                )  # fmt: skip
        browser = Browser(self.pages.test_client())
        browser.post("/login", name="budi", password=PASSWORD)
        return browser.get(f"{path}?lang=en").text

    def class_of(self, people: int) -> None:
        """Import so many people and a timetable, and write all of it into Moodle."""
        actor = "user:1"
        register_participants.create_training(
            self.office, code=CODE, title="Pelatihan Contoh", cohort="I", zone="Asia/Jakarta",
            meeting_mode=MeetingMode.PER_DAY, actor=actor,
        )  # fmt: skip
        rows = [
            f"{n};Peserta Contoh {n};19900101201503{1 + n % 2}{n:03d};p{n}@contoh.example;Balai"
            for n in range(1, people + 1)
        ]
        lists = {
            RosterKind.PARTICIPANTS: ["No;Nama;NIP;E-mail;Unit Kerja", *rows],
            RosterKind.TIMETABLE: [
                "Tanggal;Waktu;Materi;JP;Pengajar",
                "2026-11-23;08.00-10.15;Etika;3;Dr. Contoh",
            ],
        }
        for kind, lines in lists.items():
            read = register_participants.preview_file(
                self.office, CODE, kind, "daftar.csv", "\n".join(lines).encode(), actor
            )
            register_participants.confirm_preview(self.office, read.id, actor)
        self.sync()

    def sync(self) -> StoredPlan:
        stored = sync_training.plan_training(self.office, CODE, "user:1")
        if stored.changes and stored.state is not PlanState.APPROVED:
            sync_training.approve_plan(self.office, stored.id, stored.fingerprint, "user:1")
        return sync_training.apply_plan(self.office, stored.id, "user:1")

    def pass_time(self, seconds: float) -> None:
        self.clock.now += timedelta(seconds=seconds)

    def tell(self) -> int:
        """Let Moodle deliver, the drain read; return how many messages were taken."""
        taken = self.moodle.plugin.deliver()
        inbox_drain(self.office, self.settings).work_off()
        return taken

    def follow(self, after: float = 20) -> Followed:
        self.pass_time(after)
        return follow_news(self.office)

    def settle(self) -> int:
        """Tell and follow until nothing is left; return in how many turns."""
        for turn in range(1, 20):
            if not self.tell() and not self.waiting():
                return turn
            self.follow()
        raise AssertionError("it never comes to rest")

    def waiting(self) -> int:
        with reading(self.office.engine) as connection:
            return learning_news.queue(connection, MOODLE).waiting

    def status(self) -> StoredStatus:
        with reading(self.office.engine) as connection:
            stored = trainings.get(connection, CODE)
            assert stored is not None
            [found] = statuses.of_training(connection, stored.key)
        return found

    def bound(self, kind: str) -> dict[str, str]:
        """Our key → Moodle's id."""
        with reading(self.office.engine) as connection:
            found = bindings.load(connection, MOODLE, 1)
        return {key: remote for (one, key), remote in found.items() if one == kind}

    def course(self) -> int:
        [course] = self.bound("course").values()
        return int(course)

    def user(self, number: int) -> int:
        """Moodle's id of the person in the nth seat, from 0."""
        with reading(self.office.engine) as connection:
            seat = seats.listing(connection, 1)[number]
        return int(self.bound("account")[seat.person])

    def plans(self) -> int:
        with reading(self.office.engine) as connection:
            return connection.execute(select(func.count()).select_from(plans_table)).scalar_one()

    def called(self) -> Counter[str]:
        """Web service calls since the last look."""
        found = Counter(one.function for one in self.moodle.calls)
        self.moodle.clear_calls()
        return found

    def enrolment(self, user: int) -> int:
        """The id of a person's enrolment in the course."""
        [row] = [one for one in self.moodle.state.rows("enrolments") if one["userid"] == user]
        return int(row["id"])

    def unenrol(self, user: int) -> None:
        """What a teacher does by hand; Moodle takes roles and groups of the course along."""
        enrolment = self.enrolment(user)
        with self.moodle.state.transaction() as hand:
            hand.delete("enrolments", enrolment)
            for table in ("role_assignments", "members"):
                for row in self.moodle.state.rows(table):
                    if row["userid"] == user:
                        hand.delete(table, row["id"])

    def suspend(self, user: int) -> None:
        with self.moodle.state.transaction() as hand:
            hand.update("enrolments", self.enrolment(user), status=1)


@contextmanager
def telling_place(database: str, home: Path) -> Iterator[TellingPlace]:
    """Open both sides; Moodle's messages go to a real door on loopback."""
    clock, secret = Clock(), new_secret()
    with SandboxMoodle(plugin=True, clock=clock, race_delay=0) as moodle:
        settings = read_settings(
            {
                "SIMPUL_HOME": str(home),
                "SIMPUL_DATABASE_URL": database,
                "SIMPUL_SECRET_KEY": "k" * 43,
                "SIMPUL_MOODLE_URL": moodle.url,
                "SIMPUL_MOODLE_TOKEN": moodle.token,
                "SIMPUL_MOODLE_WEBHOOK_SECRET": secret,
            }
        )
        with (
            open_office(settings, clock, TIMEOUT) as office,
            GroupCommitter(office.engine) as committer,
        ):
            door = webhook_door(settings, committer.keep, clock)
            pages = create_web(office, settings, CATALOGUE)
            server = LoopbackServer(beside(pages, door))
            server.start()
            try:
                moodle.plugin.deliver_to(server.url, secret)
                yield TellingPlace(office, settings, moodle, clock, server, pages)
            finally:
                server.stop()
