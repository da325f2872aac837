"""The straight road on a real Moodle: files in, plan, apply, read back, one leaves and returns."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

import pytest

from connector.app import LMS, open_office
from connector.flows import register_participants, sync_training
from connector.flows.office import Office
from connector.http import new_session
from connector.lms.moodle.client import MoodleClient
from connector.reconcile.changes import Action
from connector.settings import read_settings
from connector.store.bindings import StoredBindings
from connector.store.plans import PlanState, StoredPlan
from connector.store.rosters import RosterKind
from tests.live.site import LIVE, TOKEN, URL, leave_clean

pytestmark = LIVE

ACTOR = "live"
TIMETABLE = (
    "Tanggal;Waktu;Materi;JP;Pengajar\n"
    "2027-08-02;08.00-10.15;Etika & Hukum;3;Tono Contoh\n"
    "2027-08-02;10.30-12.45;Pelayanan Publik;3;Tono Contoh\n"
)


@dataclass
class Road:
    """An office whose only connection is the real Moodle, and one invented training."""

    office: Office
    tag: str

    def upload(self, kind: RosterKind, text: str) -> None:
        read = register_participants.preview_file(
            self.office, self.tag, kind, "daftar.csv", text.encode(), ACTOR
        )
        register_participants.confirm_preview(self.office, read.id, ACTOR)

    def people(self, count: int) -> None:
        digits = int(self.tag[2:], 16) % 1000
        rows = [
            f"{n};Peserta {n} O'Contoh, S.H.;19900101201503{1 + n % 2}{(digits + n) % 999 + 1:03};"
            f"{self.tag}.{n}@contoh.example;Balai Contoh"
            for n in range(1, count + 1)
        ]
        self.upload(RosterKind.PARTICIPANTS, "\n".join(["No;Nama;NIP;E-mail;Unit Kerja", *rows]))

    def sync(self) -> StoredPlan:
        stored = sync_training.plan_training(self.office, self.tag, ACTOR)
        if not stored.changes:
            return stored
        sync_training.approve_plan(self.office, stored.id, stored.fingerprint, ACTOR)
        return sync_training.apply_plan(self.office, stored.id, ACTOR)


@pytest.fixture
def road(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Road]:
    settings = read_settings(
        {
            "SIMPUL_HOME": str(tmp_path),
            "SIMPUL_SECRET_KEY": "k" * 43,
            "SIMPUL_MOODLE_URL": URL,
            "SIMPUL_MOODLE_TOKEN": TOKEN,
        }
    )
    with open_office(settings) as office:
        one = Road(office, "zz" + token_hex(3))
        register_participants.create_training(
            office, code=one.tag, title="Pelatihan Uji <Langsung>", cohort="I", actor=ACTOR
        )
        try:
            yield one
        finally:
            bindings = StoredBindings(office.engine, LMS, "training:1")
            course = bindings.get("course", "training:1")
            client = MoodleClient(new_session, URL, TOKEN)
            said = leave_clean(
                client,
                one.tag,
                int(course) if course else None,
                map(int, bindings.all("account").values()),
                map(int, bindings.all("event").values()),
            )
            client.close()
            request.config.get_terminal_writer().line(f"\nleft clean: {said}")


def test_from_files_to_everyone_in_place_and_back(road: Road) -> None:
    road.people(12)
    road.upload(
        RosterKind.INSTRUCTORS, f"Nama;E-mail\nTono Contoh;{road.tag}.tono@contoh.example\n"
    )
    road.upload(RosterKind.TIMETABLE, TIMETABLE)

    assert road.sync().state is PlanState.VERIFIED
    (told,) = sync_training.verify_training(road.office, road.tag)
    assert (told.expected, told.found, told.undecided) == (13, 13, 0)
    assert sync_training.plan_training(road.office, road.tag, ACTOR).changes == 0

    road.people(10)
    left = road.sync()
    assert {change.action for change in left.plan.changes} == {Action.SUSPEND}
    assert left.state is PlanState.VERIFIED
    road.people(12)
    back = road.sync()
    assert {change.action for change in back.plan.changes} == {Action.REACTIVATE}
    assert back.state is PlanState.VERIFIED
