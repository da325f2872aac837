"""A house whose office has targets: a training with everything that an event can be about."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine

from connector import links
from connector.clock import utc_now
from connector.domain.office_events import OFFERED, DeliveryState, EventType, Vendor
from connector.domain.reports import ReportState, ReportType
from connector.flows.hand_to_office import hand_over
from connector.flows.keep_targets import Wish, add_target
from connector.flows.office import Office
from connector.flows.tell_office import HAND_JOB, tell
from connector.jobs.worker import work_off
from connector.reconcile.status import SeatState, SeatStatus
from connector.reports.targets.folder import FolderTarget
from connector.reports.targets.office_mail import OfficeMail
from connector.reports.targets.webhook import WebhookTarget
from connector.store import (
    office_deliveries,
    office_lines,
    office_targets,
    papers,
    reports,
    rosters,
)
from connector.store.engine import reading
from connector.store.keys import number_of
from connector.store.office_lines import Line
from connector.store.office_targets import StoredTarget
from connector.store.papers import NewArchive
from connector.store.rosters import NewRoster, RosterKind
from connector.store.secrets import Secrets
from connector.store.tables import certificates, jobs, plans
from tests.issued import issued
from tests.office_receiver import Receiver
from tests.web.place import (
    CODE,
    FIRST_DAY,
    SECRET,
    House,
    add_plan,
    add_training,
    person,
    seat_keys,
    set_status,
)

ACTOR = "user:1"
NIP = "199001312015030001"
"""Of the first participant of a training (`tests.web.place.person`)."""


@dataclass
class Place:
    """A house with an office that can send, and a training."""

    house: House
    office: Office
    training: int

    @property
    def engine(self) -> Engine:
        return self.office.engine

    def now(self, **ahead: float) -> None:
        """Let the office's clock show the real time, or so much later."""
        self.house.clock.now = utc_now() + timedelta(**ahead)

    def webhook(
        self, receiver: Receiver, events: Collection[EventType] = (), slug: str = "kantor",
        numbers: bool = False, bearer: bool = False,
    ) -> StoredTarget:  # fmt: skip
        """Subscribe a receiver to everything, or to these events."""
        wish = Wish(
            "Kantor Wilayah", receiver.url, events or OFFERED[Vendor.WEBHOOK], numbers, bearer
        )
        made = add_target(self.office, slug, Vendor.WEBHOOK, wish, actor=ACTOR)
        receiver.secret = self.secrets(made.id).signing[0]
        return made

    def add(self, vendor: Vendor, address: str, slug: str, numbers: bool = False) -> StoredTarget:
        wish = Wish("Kantor Wilayah", address, OFFERED[vendor], numbers)
        return add_target(self.office, slug, vendor, wish, actor=ACTOR)

    def secrets(self, target: str) -> office_targets.TargetSecrets:
        with reading(self.engine) as connection:
            return office_targets.secrets_of(connection, target, Secrets([SECRET]))

    def target(self, target: str) -> StoredTarget:
        with reading(self.engine) as connection:
            found = office_targets.get(connection, target)
        assert found is not None
        return found

    def tell(self) -> int:
        return tell(self.office)

    def work(self) -> int:
        """Do every job that is due by the office's clock, once."""
        with self.engine.begin() as connection:
            due = jobs.c.run_at <= self.office.clock()
            moved = jobs.update().where(jobs.c.state == "ready", due)
            connection.execute(moved.values(run_at=utc_now() - timedelta(seconds=1)))
        return work_off(
            self.office.jobs,
            {
                HAND_JOB: lambda job: hand_over(
                    self.office, int(job.body["delivery"]), int(job.body["attempts"])
                )
            },
        )

    def lines(self, *states: DeliveryState, target: str = "") -> list[Line]:
        with reading(self.engine) as connection:
            return office_lines.lines(connection, states=states, target=target, limit=500)

    def attempts(self, delivery: int) -> list[office_deliveries.Attempt]:
        with reading(self.engine) as connection:
            return office_deliveries.attempts_of(connection, delivery)


def office_house(house: House, folder: Path | None = None, mail: OfficeMail | None = None) -> Place:
    """Give a house the means to send, and a training of two people over two days."""
    training = number_of(add_training(house, [person(1), person(2)], days=2))
    way = FolderTarget(folder)
    office = replace(
        house.office,
        secrets=Secrets([SECRET]),
        ways={
            Vendor.WEBHOOK: WebhookTarget(house.settings.base_url, seconds=(2.0, 1.0)),
            Vendor.EMAIL: mail or OfficeMail(None),
            Vendor.FOLDER: way,
            Vendor.SIASN: way,
        },
        check_address=lambda code: f"{house.settings.base_url}/v/{code}",
        file_address=lambda name: (
            f"{house.settings.base_url}/office/files/{links.sign(SECRET, links.OFFICE_FILE, name)}"
        ),
    )
    place = Place(house, office, training)
    place.now()
    return place


def take_over(place: Place) -> None:
    """Take over a list of participants."""
    with place.engine.begin() as connection:
        new = NewRoster(
            RosterKind.PARTICIPANTS, "upload", "peserta.xlsx", "d" * 64, 3, 1, (), (), {}, ()
        )
        rosters.add(connection, place.training, new, actor=ACTOR, now=place.office.clock())


def verify_plan(place: Place) -> None:
    """Let a plan be applied and read back."""
    key = f"training:{place.training}"
    stored = add_plan(place.house, key)
    marks = [SeatStatus(seat, SeatState.OK) for seat in seat_keys(place.house)]
    set_status(place.house, key, "lms", marks)
    with place.engine.begin() as connection:
        connection.execute(
            plans.update()
            .where(plans.c.id == stored.id)
            .values(state="verified", finished_at=place.office.clock())
        )


def archive_day(place: Place, day: int, counts: dict[str, int] | None = None) -> None:
    """Archive one day with its two sessions."""
    when = FIRST_DAY + timedelta(days=day)
    told = counts or {"present": 2}
    manifest = {
        "facts": {
            "sessions": [
                {"number": number, "subject": subject, "counts": told, "draft": []}
                for number, subject in ((1, "Etika Publik"), (2, "Pelayanan Prima"))
            ]
        },
        "fingerprint": hashlib.sha256(f"{when} {told}".encode()).hexdigest(),
    }
    new = NewArchive(place.training, "day", when, f"{CODE}-{when}.zip", b"zip", manifest)
    with place.engine.begin() as connection:
        papers.put_archive(connection, new, actor="job:archive", now=place.office.clock())


def issue(place: Place) -> list[int]:
    """Issue, sign and archive a certificate for everybody, now."""
    made = issued(place.office, CODE)
    with place.engine.begin() as connection:
        connection.execute(certificates.update().values(archived_at=place.office.clock()))
    return [one.id for one in made]


def revoke(place: Place, number: int, reason: str = "wrong_data: ejaan nama salah") -> None:
    with place.engine.begin() as connection:
        connection.execute(
            certificates.update()
            .where(certificates.c.id == number)
            .values(
                state="revoked", revoked_at=place.office.clock(), revoked_by=ACTOR,
                revoked_reason=reason,
            )
        )  # fmt: skip


def report(place: Place, *, finished: bool = True, state: ReportState = ReportState.SIGNED) -> int:
    """Store a report with its paper; return the version's id."""
    now = place.office.clock()
    with place.engine.begin() as connection:
        opened = reports.open_report(
            connection, place.training, ReportType.TRAINING, unit=None, for_unit=None,
            actor=ACTOR, now=now,
        )  # fmt: skip
        version = reports.add_version(connection, opened, {}, "f" * 64, actor=ACTOR, now=now)
        if finished:
            pdf = b"%PDF-1.7 laporan"
            digest = hashlib.sha256(pdf).hexdigest()
            reports.freeze(connection, version.id, pdf=pdf, pdf_sha256=digest, workbook=b"PK sheet")
        moved = reports.get(connection, opened.id)
        assert moved is not None
        assert reports.move(connection, moved, state, now=now)
    return version.id


def everything(place: Place, *, revoking: bool = True) -> list[int]:
    """Let everything happen that the office may be told of; return the certificates."""
    take_over(place)
    verify_plan(place)
    for day in range(2):
        archive_day(place, day)
    made = issue(place)
    if revoking:
        revoke(place, made[1])
    report(place, state=ReportState.DELIVERED)
    return made
