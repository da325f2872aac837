"""From the head's disposition to a signed report in the training office's hands, and its receipt.

Everybody acts on the pages, each as themselves; Moodle and Zoom are real servers on loopback, the
training office is a receiver with the official library. What happens by itself the ticks do.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import Engine, update
from standardwebhooks.webhooks import Webhook
from werkzeug.test import Client, TestResponse

from connector.app import CATALOGUE, handlers, inbox_drain, office_entrances, webhook_door
from connector.clock import utc_now
from connector.documents.signing.verify import verify
from connector.domain.appointments import Appointment, AppointmentKind
from connector.domain.certificates import Acting, Official
from connector.domain.office_events import EventType, Vendor
from connector.domain.procedures import Actor
from connector.domain.reports import ReportState, ReportType
from connector.domain.running import StepStanding, StepState
from connector.flows import draft_reports, register_participants, send_digests, send_reports
from connector.flows.keep_targets import Wish, add_target
from connector.flows.keep_units import appoint, set_address
from connector.flows.observe_procedures import observe
from connector.flows.office import Office
from connector.flows.procedure_standing import RunView, run_view
from connector.flows.tell_office import tell
from connector.jobs.port import JobState
from connector.jobs.worker import work_off
from connector.reports.targets.email import EmailTarget, MailServer
from connector.store import office_deliveries, office_targets, officials, reports, units, users
from connector.store.engine import reading
from connector.store.officials import NewOfficial
from connector.store.tables import jobs
from connector.store.users import UserRole
from connector.web import create_web
from tests.office_receiver import Receiver, receiving
from tests.reports.targets.mail_server import Post, mail_server
from tests.signed_class import KeySigner
from tests.signing_keys import PASSPHRASE
from tests.stories.place import CODE, NAMES, Place, address_of, office_with_sandboxes
from tests.web.place import PASSWORD, Browser, Clock
from webhooks.inbox import GroupCommitter

START = datetime(2026, 8, 3, 0, 30, tzinfo=UTC)
"""Monday, 07.30 WIB: the working week begins."""

FIRST_SESSION = date(2026, 8, 10)
WORK = ReportType.WORK_DONE
REPORT = f"/trainings/{CODE}/reports/work-done"
STEPS = f"/trainings/{CODE}/procedures"

PEOPLE = {
    "hendra": ("Hendra Contoh, S.H., M.Si.", Actor.HEAD),
    "kartika": ("Kartika Contoh", Actor.TEAM_LEAD),
    "agus": ("Agus Contoh", Actor.TEAM_MEMBER),
    "seno": ("Seno Contoh", Actor.SECTION_HEAD),
    "puji": ("Puji Contoh", Actor.EXECUTING_STAFF),
}
"""Everybody of the unit; ordinary staff, but for their appointment."""


@dataclass
class Bureau:
    """The office with its systems, its people, its mail and the training office's receiver."""

    place: Place
    office: Office
    clock: Clock
    signer: KeySigner
    post: Post
    receiver: Receiver
    door: Client
    unit: int
    users: dict[str, int]
    target: str

    def signed_in(self, login: str) -> Browser:
        browser = Browser(create_web(self.office, self.place.settings, CATALOGUE).test_client())
        assert browser.post("/login", name=login, password=PASSWORD).status_code == 303
        browser.get("/?lang=en")
        return browser

    def later(self, **step: float) -> None:
        """Let time pass, and then the ticks do what they do."""
        self.clock.now += timedelta(**step)
        self.ticks()

    def ticks(self) -> None:
        observe(self.office)
        draft_reports.draft_reports(self.office)
        tell(self.office)
        self.work()
        send_reports.settle_deliveries(self.office)
        observe(self.office)

    def work(self) -> None:
        """Do every job that is due by the office's clock."""
        with self.office.engine.begin() as connection:
            due = (jobs.c.state == JobState.READY.value) & (jobs.c.run_at <= self.office.clock())
            past = utc_now() - timedelta(seconds=1)
            connection.execute(update(jobs).where(due).values(run_at=past))
        work_off(self.office.jobs, handlers(self.office))

    def run(self, slug: str) -> RunView:
        with reading(self.office.engine) as connection:
            views = run_view(connection, self.office, CODE, self.clock())
        return next(one for one in views if one.procedure.slug == slug)

    def step(self, slug: str, step: str) -> StepStanding:
        return self.run(slug).standing.step(step)

    def assign(self, login: str, run: str, step: str, to: str, words: str) -> TestResponse:
        """Hand on the work of a step, as the form does."""
        return self.signed_in(login).post(
            "/tasks/assign",
            run=str(self.run(run).run.id),
            step=step,
            to=f"{self.unit}:{self.users[to]}",
            instruction=words,
        )

    def version(self) -> int:
        with reading(self.office.engine) as connection:
            found = reports.of_type(connection, self.run("s001").run.training_id, WORK)
        assert found is not None
        return found.version

    def report(self) -> ReportState:
        with reading(self.office.engine) as connection:
            found = reports.of_type(connection, self.run("s001").run.training_id, WORK)
        assert found is not None
        return found.state

    def receipt(self, message: str, **fields: str) -> int:
        """Let the training office say that it received a message."""
        with reading(self.office.engine) as connection:
            assert self.office.secrets is not None
            keys = office_targets.secrets_of(connection, self.target, self.office.secrets)
        moment = self.clock()
        told = {
            "type": "delivery.received",
            "timestamp": moment.isoformat(),
            "data": {"message_id": message, **fields},
        }
        body = json.dumps(told)
        headers = {
            "webhook-id": "msg_kantor",
            "webhook-timestamp": str(int(moment.timestamp())),
            "webhook-signature": Webhook(keys.inbound[0]).sign("msg_kantor", moment, body),
        }
        status = self.door.post("/webhooks/office/kantor", data=body, headers=headers).status_code
        inbox_drain(self.office, self.place.settings).work_off()
        return status

    def unenrol_by_hand(self) -> None:
        """Somebody suspends one participant in Moodle, past Simpul."""
        rows = self.place.moodle.state.database.tables["enrolments"].rows
        first = next(row for row in rows.values() if row["status"] == 0)
        first["status"] = 1


@pytest.fixture
def bureau(engine: Engine, tmp_path: Path) -> Iterator[Bureau]:
    clock, post, receiver, signer = Clock(START), Post(), Receiver(timed=False), KeySigner()
    with ExitStack() as stack:
        place = stack.enter_context(
            office_with_sandboxes(address_of(engine), tmp_path, clock=clock)
        )
        port = stack.enter_context(mail_server(post))
        stack.enter_context(receiving(receiver))
        server = MailServer("127.0.0.1", port, "none", "simpul@contoh.example", per_minute=6000)
        mail = EmailTarget(server)
        office = replace(place.office, signers={"local": signer}, mail=mail)
        place.office = office
        ids, unit = _people(office)
        wish = Wish("Kantor Wilayah", receiver.url, set(EventType), False, False)
        target = add_target(office, "kantor", Vendor.WEBHOOK, wish, actor="user:1").id
        with reading(office.engine) as connection:
            assert office.secrets is not None
            keys = office_targets.secrets_of(connection, target, office.secrets)
        receiver.secret = keys.signing[0]
        committer = stack.enter_context(GroupCommitter(office.engine))
        door = webhook_door(place.settings, committer.keep, clock, office_entrances(office))
        yield Bureau(place, office, clock, signer, post, receiver, Client(door), unit, ids, target)


def _people(office: Office) -> tuple[dict[str, int], int]:
    """Add an administrator, the unit with everybody in it, and the head's own official."""
    now = office.clock()
    with office.engine.begin() as connection:
        role = UserRole.ADMINISTRATOR
        ids = {"ratna": users.add(connection, "ratna", "Ratna", PASSWORD, role, "id", now=now).id}
        for login, (name, _role) in PEOPLE.items():
            made = users.add(connection, login, name, PASSWORD, UserRole.STAFF, "id", now=now)
            ids[login] = made.id
        unit = units.add(connection, "Pusat Penilaian", "", None, actor="user:1", now=now)
        assert unit is not None
        assert office.secrets is not None
        head = Official(
            0, PEOPLE["hendra"][0], "Kepala Pusat", Acting.NONE, "NIP_PNS", "196801011990032001"
        )
        sealed = office.secrets.seal("Dra. Siti Contoh, M.Si.")
        new = NewOfficial(head, ids["hendra"], "local", sealed)
        officials.insert(connection, new, actor="user:1", now=now)
    for login, (_name, role_of) in PEOPLE.items():
        new_one = Appointment(
            0,
            unit.id,
            role_of,
            ids[login],
            AppointmentKind.DEFINITIVE,
            None,
            date(2026, 1, 5),
            None,
        )
        appoint(office, new_one, actor="user:1")
        set_address(office, ids[login], f"{login}@contoh.example", actor="user:1")
    return ids, unit.id


def told(answer: TestResponse, status: int = 200) -> str:
    """Return what a page says, without tags."""
    assert answer.status_code == status, answer.text
    plain = re.sub(r"<(script|title|desc)[^>]*>.*?</\1>|<[^>]+>", " ", answer.text, flags=re.S)
    return " ".join(plain.split())


def test_a_training_goes_through_its_procedure_to_the_offices_receipt(bureau: Bureau) -> None:
    """The way of S001, with S000 beside it, and one thing that went wrong on the way."""
    office, place = bureau.office, bureau.place
    register_participants.create_training(
        office, code=CODE, title="Pelatihan Uji", zone="Asia/Jakarta", actor="user:1"
    )
    bureau.ticks()
    assert {slug: bureau.run(slug).unit for slug in ("s000", "s001")} == {
        "s000": "Pusat Penilaian", "s001": "Pusat Penilaian",
    }  # fmt: skip

    # The head hands the work on, the lead passes it on, the member reads it.
    bureau.later(minutes=5)
    assert "Head: Hendra Contoh" in told(bureau.signed_in("agus").get(STEPS))
    answer = bureau.assign("hendra", "s001", "assign-lead", "kartika", "Mohon difasilitasi.")
    assert answer.status_code == 303, answer.text
    first = bureau.step("s001", "assign-lead")
    assert (first.state, first.by, first.cause) == (
        StepState.DONE, f"user:{bureau.users['hendra']}", "assignment:1",
    )  # fmt: skip
    bureau.later(minutes=10)
    lead = bureau.signed_in("kartika")
    assert "Mohon difasilitasi." in told(lead.get("/tasks"))
    assert "Mohon difasilitasi." in told(lead.get("/tasks/assignments/1"))
    passed = lead.post(
        "/tasks/assignments/1/passed-on",
        step="assign-members",
        to=f"{bureau.unit}:{bureau.users['agus']}",
        instruction="Tolong daftarkan peserta dan pengajar.",
    )
    assert passed.status_code == 303, passed.text
    assert bureau.step("s001", "assign-members").state is StepState.DONE
    assert "Tolong daftarkan" in told(bureau.signed_in("agus").get("/tasks"))
    enrol = bureau.step("s001", "enrol")
    assert enrol.due_at == bureau.clock() + timedelta(days=2), "Wednesday, the same hour"
    assert "due Wednesday" in told(bureau.signed_in("agus").get("/"))

    # Somebody outside the unit's turn is refused, and nothing is written.
    run = bureau.run("s001").run.id
    refused = bureau.signed_in("puji").post(f"{STEPS}/{run}/steps/enrol/done")
    assert refused.status_code == 403
    assert bureau.step("s001", "enrol").entries == ()

    # The list arrives, the plan is applied and read back: the step ends by what the records show.
    place.people(NAMES[:-1])
    place.timetable(days=2, first=FIRST_SESSION)
    bureau.later(hours=3)
    assert bureau.step("s001", "enrol").state is StepState.OPEN
    place.until_verified()
    bureau.later(minutes=30)
    enrol = bureau.step("s001", "enrol")
    assert (enrol.state, enrol.by, enrol.late) == (StepState.DONE, "job:procedures", False)
    assert enrol.cause == "milestone:plan_verified"
    assert "by itself: plan applied and read back" in told(bureau.signed_in("puji").get(STEPS))

    # The report has drafted itself; the member looks once more. At the check Moodle no longer
    # holds what it says.
    assert bureau.report() is ReportState.DRAFT
    assert bureau.signed_in("agus").post(f"{REPORT}/build").status_code == 303
    lead = bureau.signed_in("kartika")
    assert "S001 · 6 Check the work and its report" in told(lead.get("/tasks"))
    bureau.unenrol_by_hand()
    looked_at = bureau.version()
    differs = lead.post(f"{REPORT}/check", version=str(looked_at))
    assert "Moodle" in told(differs, 409)
    assert bureau.report() is ReportState.DRAFT
    returned = lead.post(
        f"{REPORT}/return", version=str(looked_at), note="Satu peserta tidak lagi di Moodle."
    )
    assert returned.status_code == 303
    assert bureau.report() is ReportState.RETURNED

    # It is mended by a plan; the report is built anew and checked without a difference.
    place.until_verified()
    bureau.later(hours=1)
    member = bureau.signed_in("agus")
    assert "Satu peserta tidak lagi di Moodle." in told(member.get(REPORT))
    assert member.post(f"{REPORT}/build").status_code == 303
    lead = bureau.signed_in("kartika")
    checked = lead.post(f"{REPORT}/check", version=str(bureau.version()))
    assert checked.status_code == 303, told(checked)
    assert bureau.report() is ReportState.CHECKED
    bureau.later(minutes=20)
    assert bureau.step("s001", "check").cause == "milestone:report.work_done.checked"

    # Only the head signs: a wrong passphrase first, then the right one, asked once each.
    number = str(bureau.version())
    head = bureau.signed_in("hendra")
    head.post(f"{REPORT}/sign", version=number, secret="salah")
    assert bureau.report() is ReportState.CHECKED
    assert bureau.signed_in("kartika").post(
        f"{REPORT}/sign", version=number, secret=PASSPHRASE
    ).status_code == 403  # fmt: skip
    assert head.post(f"{REPORT}/sign", version=number, secret=PASSPHRASE).status_code == 303
    assert bureau.report() is ReportState.SIGNED
    assert len(bureau.signer.calls) == 2
    bureau.later(minutes=10)
    assert bureau.run("s001").standing.over
    assert PASSPHRASE not in told(head.get(REPORT))

    # The member sends it; the office verifies, fetches the paper, and answers with a receipt.
    member = bureau.signed_in("agus")
    sent = member.post(f"{REPORT}/deliver", version=number, target=bureau.target)
    assert sent.status_code == 303, told(sent)
    bureau.later(minutes=1)
    assert bureau.report() is ReportState.DELIVERED
    kinds = [one["type"] for one in bureau.receiver.taken.values()]
    assert {"roster.confirmed", "sync.verified", "report.delivered"} <= set(kinds)
    assert bureau.receiver.refused == 0
    [(message, payload)] = [
        (name, one)
        for name, one in bureau.receiver.taken.items()
        if one["type"] == "report.delivered"
    ]
    paper = next(one for one in payload["data"]["files"] if one["name"].endswith(".pdf"))
    visitor = create_web(office, place.settings, CATALOGUE).test_client()
    fetched = visitor.get(urlsplit(paper["url"]).path)
    assert hashlib.sha256(fetched.data).hexdigest() == paper["sha256"]
    [signature] = verify(fetched.data, ()).signatures
    assert signature.intact
    assert bureau.receipt(message, by="Tata Usaha", reference="TU.04/1182/2026") == 200
    with reading(office.engine) as connection:
        delivery = office_deliveries.of_message(connection, bureau.target, message)
    assert delivery is not None
    assert delivery.receipt is not None
    assert delivery.receipt.reference == "TU.04/1182/2026"
    assert "receipt" in told(member.get(REPORT)).lower()

    # Everything shows by whom or what it was done; nothing was late, nothing was advanced silently.
    run_now = bureau.run("s001")
    assert [one.state for one in run_now.standing.steps] == [StepState.DONE] * 5
    assert not any(one.late for one in run_now.standing.steps)
    for one in run_now.standing.steps:
        assert one.by
        assert one.cause.startswith(("assignment:", "milestone:"))
    page = told(bureau.signed_in("puji").get(STEPS))
    assert "5 of 5 steps done" in page
    board = told(bureau.signed_in("puji").get("/procedures?procedure=s001"))
    assert CODE not in board
    beside = bureau.run("s000").standing
    assert beside.step("prepare").state is StepState.DONE, "the other clock ran by itself"
    assert [one.step.slug for one in beside.unrecorded] == ["order", "assign"]


def test_what_nobody_does_is_late_and_told_once_to_whom_it_concerns(bureau: Bureau) -> None:
    """Nobody enrols: a mail to the member, one to the lead and the head, and a red board."""
    office = bureau.office
    register_participants.create_training(
        office, code=CODE, title="Pelatihan Uji", zone="Asia/Jakarta", actor="user:1"
    )
    bureau.ticks()
    bureau.assign("hendra", "s001", "assign-lead", "kartika", "Mohon difasilitasi.")
    bureau.assign("kartika", "s001", "assign-members", "agus", "Tolong daftarkan.")
    due = bureau.step("s001", "enrol").due_at
    assert due == datetime(2026, 8, 4, 9, tzinfo=UTC), "begun with Monday: Tuesday, 16.00 WIB"
    bureau.clock.now = due
    assert not bureau.run("s001").standing.overdue, "done at its hour it is in time"
    bureau.clock.now = due + timedelta(minutes=1)
    assert bureau.run("s001").standing.overdue
    bureau.clock.now = START + timedelta(days=2, minutes=1)
    page = told(bureau.signed_in("puji").get("/procedures?state=late"))
    assert "Agus Contoh" in page

    for _ in range(3):
        send_digests.send_digests(office)
    mails = {to: body for tos, body in bureau.post.taken for to in tos}
    assert len(bureau.post.taken) == len(mails), "one mail a person and day"
    assert "agus@contoh.example" in mails
    assert "kartika@contoh.example" in mails or "hendra@contoh.example" in mails
    assert "puji@contoh.example" not in mails or CODE not in str(mails["puji@contoh.example"])

    member = bureau.signed_in("agus")
    run = bureau.run("s001").run.id
    done = member.post(f"{STEPS}/{run}/steps/enrol/done", note="Terdaftar dengan tangan")
    assert done.status_code == 303
    enrol = bureau.step("s001", "enrol")
    assert (enrol.state, enrol.late) == (StepState.DONE, True)
    page = told(member.get(STEPS))
    assert "Terdaftar dengan tangan" in page
