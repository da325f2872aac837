"""An office with sandbox systems, a small roster in CSV, and a look at what the systems hold."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from connector.app import open_office
from connector.cli.demo import TEACHING, demo_settings, next_monday
from connector.clock import utc_now
from connector.flows import register_participants, sync_training
from connector.flows.office import Office
from connector.sandbox.moodle import SandboxMoodle
from connector.sandbox.zoom import SEED, Rules, SandboxZoom
from connector.settings import Settings
from connector.store.plans import PlanState, StoredPlan
from connector.store.rosters import RosterKind

CODE = "UJI-1"
ACTOR = "user:1"
TIMEOUT = (5.0, 20.0)
"""Seconds to connect and of silence; as in real life."""


@dataclass
class Place:
    """One office and the two systems it is connected to."""

    office: Office
    settings: Settings
    moodle: SandboxMoodle
    zoom: SandboxZoom

    def people(
        self,
        names: Sequence[str],
        kind: RosterKind = RosterKind.PARTICIPANTS,
        code: str = CODE,
    ) -> None:
        """Import a list of people, one CSV row a name."""
        rows = [
            f"{n};{name};19900101201503{1 + index % 2}{index + 101};{name.split()[0].lower()}"
            f"@contoh.example;Balai Contoh"
            for n, (index, name) in enumerate(((NAMES.index(name), name) for name in names), 1)
        ]
        text = "\n".join(["No;Nama;NIP;E-mail;Unit Kerja", *rows])
        self.upload(kind, "daftar.csv", text.encode(), code)

    def timetable(self, days: int = 2, first: date | None = None, code: str = CODE) -> None:
        """Import a timetable of two sessions a day, from next Monday."""
        monday = first or next_monday(utc_now().date())
        rows = [
            f"{monday + timedelta(days=day)};{slot};{subject} {day + 1};3;{NAMES[-1]}"
            for day in range(days)
            for slot, subject in (("08.00-10.15", "Etika"), ("10.30-12.45", "Pelayanan"))
        ]
        text = "\n".join(["Tanggal;Waktu;Materi;JP;Pengajar", *rows])
        self.upload(RosterKind.TIMETABLE, "jadwal.csv", text.encode(), code)

    def upload(self, kind: RosterKind, name: str, content: bytes, code: str = CODE) -> None:
        read = register_participants.preview_file(self.office, code, kind, name, content, ACTOR)
        register_participants.confirm_preview(self.office, read.id, ACTOR)

    def sync(self, code: str = CODE) -> StoredPlan:
        """Plan, approve where needed, apply; return the plan as it ended."""
        stored = sync_training.plan_training(self.office, code, ACTOR)
        if not stored.changes:
            return stored
        if stored.state is not PlanState.APPROVED:
            stored = sync_training.approve_plan(self.office, stored.id, stored.fingerprint, ACTOR)
        return sync_training.apply_plan(self.office, stored.id, ACTOR)

    def until_verified(self, most: int = 4) -> int:
        """Sync again and again until nothing is left to do; return how often it took."""
        for turn in range(1, most + 1):
            if self.sync().state is PlanState.VERIFIED:
                return turn
        raise AssertionError(f"not in line after {most} plans")


NAMES = (
    "Rina Contoh", "Budi Contoh", "Sari Contoh", "Joko Contoh", "Dewi Contoh", "Agus Contoh",
    "Putri Contoh", "Hadi Contoh", "Wati Contoh", "Yusuf Contoh", "Nia Contoh", "Tono Contoh",
)  # fmt: skip
"""Invented people; the last one teaches."""


@contextmanager
def office_with_sandboxes(
    database: str,
    home: Path,
    rules: Rules | None = None,
    *,
    lease_wait_seconds: float = 0.2,
    unanswered_seconds: float = 0.0,
    scope: str = "meeting",
    clock: Callable[[], datetime] = utc_now,
    timeout: tuple[float, float] = TIMEOUT,
) -> Iterator[Place]:
    """Open an office on `database` with fresh sandboxes."""
    lenient = rules or Rules(plan="business", strict_registrant_quota=False)
    with (
        SandboxMoodle() as moodle,
        SandboxZoom(rules=lenient, users=(*SEED, *TEACHING), clock=clock) as zoom,
    ):
        base = demo_settings(home, "127.0.0.1:8000", "id", moodle, zoom)
        settings = Settings.model_validate(
            {
                **base.model_dump(),
                "database_url": database,
                "zoom_plan": lenient.plan,
                "zoom_registrant_quota_scope": scope,
            }
        )
        with open_office(settings, clock, timeout) as office:
            patient = replace(
                office,
                lease_wait_seconds=lease_wait_seconds,
                unanswered_seconds=unanswered_seconds,
            )
            yield Place(patient, settings, moodle, zoom)


def address_of(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def moodle_holds(moodle: SandboxMoodle) -> dict[str, list[tuple[object, ...]]]:
    """What Moodle holds, without ids and times: comparable between two sites."""
    tables = moodle.state.database.tables
    users = {n: row["email"] for n, row in tables["users"].rows.items()}
    groups = {n: row["name"] for n, row in tables["groups"].rows.items()}
    held: dict[str, list[tuple[object, ...]]] = {
        "users": [
            (row["email"], row["username"], row["idnumber"], row["suspended"], row["deleted"])
            for row in tables["users"].rows.values()
        ],
        "courses": [
            (row["idnumber"], row["fullname"], row["summary"])
            for row in tables["courses"].rows.values()
        ],
        "enrolments": [
            (users[row["userid"]], row["status"]) for row in tables["enrolments"].rows.values()
        ],
        "roles": [
            (users[row["userid"]], row["roleid"])
            for row in tables["role_assignments"].rows.values()
        ],
        "groups": [(row["name"],) for row in tables["groups"].rows.values()],
        "members": [
            (groups[row["groupid"]], users[row["userid"]])
            for row in tables["members"].rows.values()
        ],
        "events": [
            (row["name"], row["timestart"], row["timeduration"])
            for row in tables["events"].rows.values()
        ],
    }
    return {name: sorted(rows, key=str) for name, rows in held.items()}


def zoom_holds(zoom: SandboxZoom) -> list[tuple[object, ...]]:
    """What Zoom holds, without ids: meetings with their registrants' states."""
    return sorted(
        (
            meeting.topic,
            meeting.start_time,
            meeting.duration,
            meeting.settings.get("alternative_hosts", ""),
            tuple(sorted((one.email, one.status) for one in meeting.registrants)),
        )
        for meeting in zoom.state.meetings.values()
    )
