"""An office that a real Moodle tells: its door on this machine, its drain and its readings.

What people do by hand there is done here with another account's token.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from sqlalchemy import select

from connector.app import LMS, beside, inbox_drain, open_office, webhook_door
from connector.flows import register_participants, sync_training
from connector.flows.follow_news import follow_news
from connector.flows.office import Office
from connector.http import new_session
from connector.lms.moodle import services
from connector.lms.moodle.client import MoodleClient
from connector.lms.moodle.payloads import Enrolment, Quiz
from connector.sandbox.serving import LoopbackServer
from connector.settings import Settings, read_settings
from connector.store import learning, learning_news, statuses, trainings
from connector.store.bindings import StoredBindings
from connector.store.engine import reading
from connector.store.keys import number_of
from connector.store.learning import SeatProgress
from connector.store.plans import PlanState
from connector.store.rosters import RosterKind
from connector.store.statuses import StoredStatus
from connector.store.tables import inbox
from connector.web import create_web
from tests.live.site import DOOR, HAND_TOKEN, SECRET, TEMPLATE, TOKEN, URL, leave_clean, run_cron
from webhooks.inbox import GroupCommitter

ACTOR = "live"
OVERRIDE = "core_completion_override_activity_completion_status"

SOON = 120.0
"""Seconds in which what was told must have been read: a minute of cron, and its readings."""


@dataclass
class ToldHouse:
    """Our side of it, and the hand in Moodle."""

    office: Office
    settings: Settings
    server: LoopbackServer
    client: MoodleClient
    hand: MoodleClient
    tag: str

    def class_of(self, count: int) -> None:
        """Import people and a timetable, and write everything into Moodle."""
        register_participants.create_training(
            self.office, code=self.tag, title="Pelatihan Uji", cohort="I", actor=ACTOR
        )
        digits = int(self.tag[2:], 16) % 1000
        rows = [
            f"{n};Peserta Uji {n};19900101201503{1 + n % 2}{(digits + n) % 999 + 1:03};"
            f"{self.tag}.{n}@contoh.example;Balai Contoh"
            for n in range(1, count + 1)
        ]
        self._upload(RosterKind.PARTICIPANTS, ["No;Nama;NIP;E-mail;Unit Kerja", *rows])
        hours = "2027-08-02;08.00-10.15;Etika;3;Tono Contoh"
        self._upload(RosterKind.TIMETABLE, ["Tanggal;Waktu;Materi;JP;Pengajar", hours])
        stored = sync_training.plan_training(self.office, self.tag, ACTOR)
        sync_training.approve_plan(self.office, stored.id, stored.fingerprint, ACTOR)
        done = sync_training.apply_plan(self.office, stored.id, ACTOR)
        assert done.state is PlanState.VERIFIED, done.state

    def _upload(self, kind: RosterKind, lines: list[str]) -> None:
        read = register_participants.preview_file(
            self.office, self.tag, kind, "daftar.csv", "\n".join(lines).encode(), ACTOR
        )
        register_participants.confirm_preview(self.office, read.id, ACTOR)

    def take(self) -> None:
        """One turn of what the workers do: drain the inbox, follow the news."""
        inbox_drain(self.office, self.settings).work_off()
        follow_news(self.office)

    def until(self, reached: Callable[[], bool]) -> float:
        """Let Moodle's cron and our workers run; return after how many seconds it was so."""
        start = time.monotonic()
        while not reached():
            assert time.monotonic() - start < SOON, "it never came"
            run_cron()
            self.take()
            time.sleep(0.2)
        return time.monotonic() - start

    def quiet(self) -> None:
        """Wait until what our own writing made Moodle tell was read."""
        self.until(lambda: bool(self.events()) and not self.waiting())

    def events(self) -> list[str]:
        """Types of the messages that came, in order."""
        with self.office.engine.connect() as connection:
            rows = connection.execute(select(inbox.c.event).order_by(inbox.c.id))
            return [row.event or "" for row in rows]

    def waiting(self) -> int:
        with reading(self.office.engine) as connection:
            return learning_news.queue(connection, LMS).waiting

    @property
    def key(self) -> str:
        with reading(self.office.engine) as connection:
            stored = trainings.get(connection, self.tag)
        assert stored is not None
        return stored.key

    def bound(self, kind: str) -> dict[str, str]:
        return dict(StoredBindings(self.office.engine, LMS, self.key).all(kind))

    @property
    def course(self) -> int:
        return int(self.bound("course")[self.key])

    def users(self) -> list[int]:
        """Moodle's ids of the participants, in the order of their making."""
        return sorted(int(user) for user in self.bound("account").values())

    def quizzes(self) -> list[Quiz]:
        return services.quizzes_of(self.client, self.course)

    def status(self) -> StoredStatus:
        with reading(self.office.engine) as connection:
            (found,) = statuses.of_training(connection, self.key)
        return found

    def progress(self) -> list[SeatProgress]:
        with reading(self.office.engine) as connection:
            found = learning.progress_of(connection, number_of(self.key))
        return [one.progress for one in found.values()]

    def complete(self, user: int, cmid: int) -> None:
        """Mark an activity complete, as a teacher may."""
        self.hand.write(OVERRIDE, {"userid": user, "cmid": cmid, "newstate": 1})

    def unenrol(self, user: int) -> None:
        fields = {"enrolments[0][userid]": user, "enrolments[0][courseid]": self.course}
        self.hand.write("enrol_manual_unenrol_users", fields)

    def enrol(self, user: int, *, suspended: bool = False) -> None:
        role = self.settings.moodle_role_participant
        services.enrol(self.hand, [Enrolment(role, user, self.course, 0, 0, int(suspended))])


@contextmanager
def told_house(home: Path) -> Iterator[ToldHouse]:
    """Open the office and its door where Moodle's messages go; leave Moodle clean."""
    settings = read_settings(
        {
            "SIMPUL_HOME": str(home),
            "SIMPUL_SECRET_KEY": "k" * 43,
            "SIMPUL_BASE_URL": f"http://127.0.0.1:{DOOR}",
            "SIMPUL_MOODLE_URL": URL,
            "SIMPUL_MOODLE_TOKEN": TOKEN,
            "SIMPUL_MOODLE_WEBHOOK_SECRET": SECRET,
            "SIMPUL_MOODLE_TEMPLATE_COURSE": str(TEMPLATE),
        }
    )
    with open_office(settings) as office, GroupCommitter(office.engine) as committer:
        door = webhook_door(settings, committer.keep, office.clock)
        server = LoopbackServer(beside(create_web(office, settings, {}), door), DOOR)
        client, hand = (MoodleClient(new_session, URL, one) for one in (TOKEN, HAND_TOKEN))
        house = ToldHouse(office, settings, server, client, hand, "zr" + token_hex(3))
        server.start()
        try:
            yield house
        finally:
            server.stop()
            with reading(office.engine) as connection:
                made = trainings.get(connection, house.tag)
            if made is not None:
                course = StoredBindings(office.engine, LMS, made.key).get("course", made.key)
                events = map(int, house.bound("event").values())
                number = int(course) if course else None
                leave_clean(client, house.tag, number, house.users(), events)
            client.close()
            hand.close()
