"""From a class that is over to archived certificates in people's hands, and what comes after."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import Engine, update

from connector.app import CATALOGUE, handlers, open_office
from connector.cli import demo_certificates as short
from connector.cli.console import Voice
from connector.cli.demo import TEACHING, demo_settings, first_monday
from connector.cli.demo_certificates import DemoSigner
from connector.cli.demo_class import DemoClass, DemoClock
from connector.cli.demo_keys import make_keys
from connector.clock import utc_now
from connector.documents.signing.base import Secret, SecretKind
from connector.documents.signing.verify import verify
from connector.domain.certificates import CertificateKind, CertificateState
from connector.domain.completion import Verdict
from connector.domain.numbering import show_code
from connector.domain.revocations import Revocation
from connector.errors import ConnectorError
from connector.flows.approve_certificates import approve, pending_list
from connector.flows.archive_certificates import check_integrity, export_archive, restore_test
from connector.flows.class_drafts import own_drafts
from connector.flows.decide_completion import decide, read_completion
from connector.flows.deliver_certificates import deliver
from connector.flows.draft_certificates import decide_correction, propose_correction
from connector.flows.issue_certificates import issue
from connector.flows.office import Office
from connector.flows.sign_certificates import sign_one
from connector.flows.signing_batches import batch_lines, open_batch
from connector.flows.withdraw_certificates import replace as replace_certificate
from connector.flows.withdraw_certificates import revoke
from connector.jobs.port import JobState
from connector.jobs.worker import work_off
from connector.sandbox.moodle import SandboxMoodle
from connector.sandbox.zoom import SEED, Rules, SandboxZoom
from connector.settings import Settings
from connector.store import archive, certificates, seats, users
from connector.store.certificates import Certificate
from connector.store.deliveries import Channel
from connector.store.engine import reading
from connector.store.tables import jobs
from connector.web import create_web
from tests.reports.targets.mail_server import Post, mail_server
from tests.stories.place import address_of

KIND = CertificateKind.STTP
ADMIN = "user:1"
PASSPHRASE = "frasa sandi contoh"


@dataclass
class Class:
    """The demo's short class, its systems and the head who signs."""

    office: Office
    settings: Settings
    signer: DemoSigner
    post: Post

    def listed(self) -> list[Certificate]:
        with reading(self.office.engine) as connection:
            return certificates.of_training(connection, 1, KIND)

    def of(self, name: str) -> list[Certificate]:
        return [one for one in self.listed() if name in one.content.holder.name]

    def file(self, one: Certificate) -> bytes:
        with reading(self.office.engine) as connection:
            return archive.content(connection, one.sha256)

    def public(self, one: Certificate) -> dict[str, Any]:
        pages = create_web(self.office, self.settings, CATALOGUE).test_client()
        address = f"/v/{show_code(one.code)}"
        answer = pages.get(address, headers={"Accept": "application/json"})
        assert answer.status_code == 200
        told: dict[str, Any] = answer.get_json()
        return told

    def approve_and_issue(self) -> int:
        with reading(self.office.engine) as connection:
            found = pending_list(connection, self.office, short.CODE, KIND)
        approve(self.office, short.CODE, KIND, found.fingerprint, actor=self.signer.actor)
        issued = issue(self.office, short.CODE, KIND, dated=None, actor=ADMIN)
        self.work()
        return issued.numbered

    def sign_everything(self) -> None:
        secret = Secret(SecretKind.PASSPHRASE, PASSPHRASE)
        batch = open_batch(self.office, short.CODE, KIND, 1, actor=self.signer.actor)
        with reading(self.office.engine) as connection:
            lines = batch_lines(connection, batch.id, self.office.clock())
        for line in lines:
            sign_one(self.office, batch.id, line.certificate.id, secret, actor=self.signer.actor)

    def work(self) -> None:
        """Do every job that is due by the clock of the office, in this thread."""
        with self.office.engine.begin() as connection:
            connection.execute(
                update(jobs)
                .where(jobs.c.state == JobState.READY.value)
                .values(run_at=utc_now() - timedelta(seconds=1))
            )
        work_off(self.office.jobs, handlers(self.office))


@contextmanager
def short_class(database: str, home: Path) -> Iterator[Class]:
    clock, post = DemoClock(), Post()
    keys = make_keys(home, short.KEY, short.OFFICIAL, PASSPHRASE)
    with (
        SandboxMoodle() as moodle,
        SandboxZoom(
            rules=Rules(strict_registrant_quota=False), users=(*SEED, *TEACHING), clock=clock
        ) as zoom,
        mail_server(post) as port,
    ):
        base = demo_settings(home, "127.0.0.1:8000", "id", moodle, zoom)
        settings = Settings.model_validate(
            {
                **base.model_dump(),
                "database_url": database,
                "sign_keys": keys.folder,
                "sign_trust": keys.root,
                "smtp_host": "127.0.0.1",
                "smtp_port": port,
                "smtp_security": "none",
                "smtp_from": "sttp@contoh.example",
                "smtp_per_minute": 6000,
            }
        )
        with open_office(settings, clock) as office:
            signer = DemoSigner(_users(office), PASSPHRASE)
            stage = DemoClass(office, settings, zoom, clock, short.CODE)
            with stage.listening():
                day = first_monday(clock().date()) - timedelta(days=3)
                short.hold_short_class(office, stage, day, ADMIN)
            yield Class(office, settings, signer, post)


def _users(office: Office) -> int:
    now = office.clock()
    with office.engine.begin() as connection:
        for login, role in (("admin", "administrator"), ("kepala", "approver")):
            made = users.add(
                connection, login, login, PASSPHRASE, users.UserRole(role), "id", now=now
            )
    return made.id


@pytest.fixture
def held(engine: Engine, tmp_path: Path) -> Iterator[Class]:
    with short_class(address_of(engine), tmp_path) as opened:
        yield opened


def test_a_class_is_certified_delivered_corrected_and_checked(held: Class, tmp_path: Path) -> None:
    told = short.issue_certificates(held.office, held.signer, ADMIN, Voice("id", True))
    assert told == {"earned": 10, "to_decide": 2, "numbered": 10, "valid_certificates": 10}

    # whoever was left out is decided on, and only they get a further number
    with reading(held.office.engine) as connection:
        found = read_completion(connection, held.office, short.CODE)
    open_ones = [seat for seat, one in found.judgements.items() if one.verdict != Verdict.EARNED]
    decide(
        held.office, short.CODE, open_ones, Verdict.EARNED, reason="Tugas pengganti", actor=ADMIN
    )
    assert held.approve_and_issue() == 2
    held.sign_everything()
    assert [one.sequence for one in held.listed()] == list(range(1, 13))
    assert {one.state for one in held.listed()} == {CertificateState.ARCHIVED}
    for one in held.listed():
        judged = verify(held.file(one), held.office.roots)
        assert judged.trusted, one.number

    # everybody with an address of their own is written to once, and the others are named
    queued = deliver(held.office, short.CODE, KIND, [Channel.EMAIL], actor=ADMIN)
    held.work()
    assert len(held.post.taken) == queued.queued == 12 - queued.skipped
    assert deliver(held.office, short.CODE, KIND, [Channel.EMAIL], actor=ADMIN).queued == 0

    # one person's name was misspelt: they say so, staff accepts, a new one replaces the old
    first = held.listed()[0]
    propose_correction(
        held.office, short.CODE, first.seat, {"name": "Dr. Ahmad Fauzan Benar, S.H., M.H."},
        "salah ejaan", actor=first.seat,
    )  # fmt: skip
    decide_correction(held.office, short.CODE, _proposal(held, first), True, "", actor=ADMIN)
    with pytest.raises(ConnectorError, match="replacement_not_approved"):
        replace_certificate(held.office, first.id, "salah ejaan", actor=ADMIN)
    assert held.approve_and_issue() == 0
    new = replace_certificate(held.office, first.id, "salah ejaan", actor=ADMIN)
    held.work()
    held.sign_everything()
    before, after = held.public(first), held.public(new)
    assert before["state"] == "replaced"
    assert before["replaced_by"] == after["code"]
    assert after["state"] == "valid"
    assert after["replaces"] == before["code"]
    assert new.sequence == 13

    # another one is revoked; its number and page stay
    gone = held.listed()[3]
    revoke(
        held.office, gone.id, "tugas pengganti dibuat orang lain", actor=ADMIN,
        category=Revocation.NOT_EARNED,
    )  # fmt: skip
    page = held.public(gone)
    assert (page["state"], page["number"]) == ("revoked", gone.number)
    assert "orang lain" not in str(page)

    # the archive is whole, as kept and as exported
    assert check_integrity(held.office, actor=ADMIN).intact
    target = io.BytesIO()
    export_archive(held.office, short.CODE, None, target, actor=ADMIN)
    target.seek(0)
    assert restore_test(held.office, target).intact


def test_a_person_sees_their_own_certificate_and_nobody_elses(held: Class) -> None:
    short.issue_certificates(held.office, held.signer, ADMIN, Voice("id", True))
    mine, other = held.listed()[:2]
    pages = create_web(held.office, held.settings, CATALOGUE).test_client()
    own = _personal(held, mine)
    shown = unescape(pages.get(f"{own}/certificate").get_data(as_text=True))
    assert mine.number in shown
    assert other.number not in shown
    assert pages.get(f"{own}/certificate/{mine.id}.pdf").get_data() == held.file(mine)
    assert pages.get(f"{own}/certificate/{other.id}.pdf").status_code == 404


def test_a_paper_shown_around_is_checked_without_a_login(held: Class) -> None:
    short.issue_certificates(held.office, held.signer, ADMIN, Voice("id", True))
    one = held.listed()[0]
    content = held.file(one)
    flipped = content[:2000] + bytes([content[2000] ^ 1]) + content[2001:]
    pages = create_web(held.office, held.settings, CATALOGUE).test_client()
    address = f"/v/{show_code(one.code)}"
    for given, match in ((content, "same"), (flipped, "different"), (b"%PDF-1.7", "different")):
        answer = pages.post(
            address,
            data={"file": (io.BytesIO(given), "sttp.pdf")},
            headers={"Accept": "application/json"},
        )
        assert answer.get_json()["file"]["match"] == match
        assert "Set-Cookie" not in answer.headers
    shown = pages.get(address).get_data(as_text=True)
    assert one.number in shown
    assert one.content.holder.identity not in shown
    assert one.content.holder.name not in unescape(shown)


def _proposal(held: Class, one: Certificate) -> int:
    with reading(held.office.engine) as connection:
        draft = next(
            draft
            for draft in own_drafts(connection, held.office, short.CODE, one.seat)
            if draft.snapshot.kind is KIND
        )
    assert draft.proposal is not None
    return draft.proposal.id


def _personal(held: Class, one: Certificate) -> str:
    with reading(held.office.engine) as connection:
        seat = next(seat for seat in seats.listing(connection, 1) if seat.key == one.seat)
    return urlsplit(held.office.link_for(seat.link_nonce)).path
