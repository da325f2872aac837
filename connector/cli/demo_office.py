"""The office of `simpul demo`: who is appointed, which SOPs its trainings follow, what it reports.

Read top to bottom it is the office's way: the head hands the work on, the team does it, a report
is written from the records, checked, signed and handed to the training office.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from connector.cli.console import Voice
from connector.documents.signing.base import Secret, SecretKind
from connector.domain.appointments import Appointment, AppointmentKind
from connector.domain.office_events import EventType, Vendor
from connector.domain.procedures import Actor
from connector.domain.reports import ReportState, ReportType
from connector.domain.running import StepState
from connector.flows import build_reports, move_reports, sign_reports
from connector.flows.assign_work import Recipient, Work, send
from connector.flows.hand_to_office import hand_over
from connector.flows.keep_targets import Wish, add_target
from connector.flows.keep_units import appoint, save_unit
from connector.flows.move_reports import ReportDiffers
from connector.flows.observe_procedures import observe
from connector.flows.office import Office
from connector.flows.procedure_standing import standings
from connector.flows.report_turns import report_of
from connector.flows.run_procedures import begin
from connector.flows.send_reports import deliver, settle_deliveries
from connector.messages import Language
from connector.store import assignments, office_deliveries, reports, users
from connector.store.engine import reading

UNIT, RECEIVING = "Pusat Penilaian Kompetensi Contoh", "Pusat Pengembangan Pelatihan Contoh"
LEAD, MEMBER, RECEIVER = "ketua", "anggota", "penerima"
"""Logins beside the head's: who checks, who does the work, who the report is for."""

NAMES = {
    LEAD: "Tini Wulandari Contoh, S.Kom.",
    MEMBER: "Andi Pratama Contoh",
    RECEIVER: "Dr. Hesti Rahayu Contoh",
}

ROLES = {
    LEAD: (Actor.TEAM_LEAD, Actor.SECTION_HEAD, Actor.COMMITTEE),
    MEMBER: (Actor.TEAM_MEMBER, Actor.EXECUTING_STAFF, Actor.COMPANION),
}
"""What a small office does: one person is appointed to several roles."""

SLUGS = ("s000", "s001")
TARGET = "arsip"
FOLDER = "ke-kantor"
"""Folder of the demo's home that stands for the training office's."""

REPORT = ReportType.WORK_DONE

_HANDED_ON = (
    ("s000", "order", "Laksanakan pelatihan ini sesuai jadwal."),
    ("s000", "assign", "Siapkan kelas dan daftarkan peserta."),
    ("s001", "assign-lead", "Fasilitasi pendaftaran peserta dan pengajar."),
    ("s001", "assign-members", "Tarik data dan daftarkan peserta serta pengajar."),
)
"""SOP, step and words of the dispositions: from the head to the lead, from the lead to the team."""


@dataclass(frozen=True)
class DemoOffice:
    """Ids of the demo's units and people."""

    unit: int
    receiving: int
    head: int
    lead: int
    member: int

    def hands_on(self, step: str) -> tuple[int, int]:
        """Return who hands the work on at a step, and to whom."""
        from_head = step in ("order", "assign-lead")
        return (self.head, self.lead) if from_head else (self.lead, self.member)


def found_office(office: Office, head: int, password: str, language: Language) -> DemoOffice:
    """Add units and people, appoint them from a month ago on."""
    actor, day = f"user:{head}", office.clock().date() - timedelta(days=30)
    own, receiving = (
        save_unit(office, 0, name=name, short=short, parent_id=None, actor=actor).id
        for name, short in ((UNIT, "Puspenkom"), (RECEIVING, "Pusbanglat"))
    )
    ids = {
        login: _add_user(office, login, name, password, language) for login, name in NAMES.items()
    }
    holders = [(own, head, Actor.HEAD), (receiving, ids[RECEIVER], Actor.HEAD)]
    holders += [(own, ids[login], role) for login, roles in ROLES.items() for role in roles]
    for unit, user, role in holders:
        new = Appointment(0, unit, role, user, AppointmentKind.DEFINITIVE, None, day, None)
        appoint(office, new, actor=actor)
    return DemoOffice(own, receiving, head, ids[LEAD], ids[MEMBER])


def _add_user(office: Office, login: str, name: str, password: str, language: Language) -> int:
    with office.engine.begin() as connection:
        role = users.UserRole.STAFF
        now = office.clock()
        return users.add(connection, login, name, password, role, language, now=now).id


def follow(office: Office, people: DemoOffice, code: str) -> None:
    """Let a training follow both SOPs; the head and the lead hand the work on."""
    actor = f"user:{people.head}"
    begun = {
        slug: begin(office, code, slug, unit=people.unit, for_unit=people.receiving, actor=actor).id
        for slug in SLUGS
    }
    for slug, step, words in _HANDED_ON:
        sender, receiver = people.hands_on(step)
        work = Work(words, [Recipient(receiver, people.unit)], run_id=begun[slug], step=step)
        send(office, work, actor=f"user:{sender}")


def report_work(
    office: Office, people: DemoOffice, codes: Sequence[str], passphrase: str, voice: Voice
) -> dict[str, int]:
    """Write the report of each training; bring the first one to the training office's folder."""
    observe(office)
    for code in codes:
        build_reports.build(office, code, REPORT, actor=f"user:{people.member}")
    first = codes[0]
    _check(office, people, first)
    secret = Secret(SecretKind.PASSPHRASE, passphrase)
    signed = _version(office, first)
    sign_reports.sign(office, first, REPORT, secret, version=signed, actor=f"user:{people.head}")
    _deliver(office, people, first, signed)
    observe(office)
    with reading(office.engine) as connection:
        states = Counter(one.state for one in reports.every(connection))
    figures = {
        "reports_delivered": states[ReportState.DELIVERED],
        "reports_to_check": states[ReportState.DRAFT],
    }
    voice.line("demo_reports", **figures, training=first)
    return figures


def _check(office: Office, people: DemoOffice, code: str) -> None:
    """Check a report as the lead does, who has looked at what differs."""
    actor, version = f"user:{people.lead}", _version(office, code)
    try:
        move_reports.check(office, code, REPORT, version=version, actor=actor)
    except ReportDiffers as found:
        accept = found.differences.fingerprint
        move_reports.check(
            office, code, REPORT, version=version, actor=actor, accept=accept,
            note="Sudah dilihat.",
        )  # fmt: skip


def _version(office: Office, code: str) -> int:
    with reading(office.engine) as connection:
        return report_of(connection, code, REPORT).version


def _deliver(office: Office, people: DemoOffice, code: str, version: int) -> None:
    """Hand it to the folder, as a worker would in a moment."""
    wish = Wish("Arsip kantor diklat", TARGET, {EventType.REPORT_DELIVERED})
    target = add_target(office, TARGET, Vendor.FOLDER, wish, actor=f"user:{people.head}")
    deliver(office, code, REPORT, [target.id], version=version, actor=f"user:{people.member}")
    with reading(office.engine) as connection:
        waiting = office_deliveries.waiting_of(connection, target.id)
    for one in waiting:
        hand_over(office, one.id, one.attempts)
    settle_deliveries(office)


def told(office: Office, home: Path, voice: Voice) -> dict[str, int]:
    """Look once more at every run, and say where the steps stand."""
    observe(office)
    with reading(office.engine) as connection:
        views = [
            view
            for several in standings(connection, office, office.clock(), ended=True).values()
            for view in several
        ]
        handed_on = len(assignments.open_ones(connection))
    steps = [step for view in views for step in view.standing.steps]
    figures = {
        "procedure_runs": len(views),
        "steps_done": sum(one.state is StepState.DONE for one in steps),
        "steps_overdue": sum(one.overdue for one in steps),
        "assignments": handed_on,
        "office_parcels": len(list((home / FOLDER).glob("*/*"))),
    }
    voice.line("demo_procedures", **figures)
    return figures
