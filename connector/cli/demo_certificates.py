"""The certificates of `simpul demo`: a short class is over, and its STTP are signed and archived.

Read top to bottom it is the office's way: the list of who has earned one, an approval by a
named person, numbers, signatures, the public page.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from multiprocessing import get_context

from connector.app import open_office
from connector.cli.console import Voice
from connector.cli.demo_class import Day, DemoClass
from connector.cli.demo_learning import hand_out
from connector.cli.demo_office import DemoOffice, follow, report_work
from connector.documents.signing.base import Secret, SecretKind
from connector.domain.certificate_options import CertificateOptions
from connector.domain.certificates import CertificateKind, Design, Official
from connector.domain.completion import CompletionRule, Verdict
from connector.domain.numbering import show_code
from connector.flows import register_participants, sync_training
from connector.flows.appoint_officials import save_official
from connector.flows.approval_list import pending_list
from connector.flows.approve_certificates import approve
from connector.flows.check_certificate import Standing, public_state
from connector.flows.class_completion import read_completion
from connector.flows.decide_completion import set_rule
from connector.flows.design_certificates import save_design
from connector.flows.draft_certificates import set_certificate_options
from connector.flows.issue_certificates import issue
from connector.flows.keep_test_papers import keep_papers
from connector.flows.office import Office
from connector.flows.open_series import SeriesPlace, open_pattern
from connector.flows.prepare_certificates import prepare
from connector.flows.sign_certificates import sign_one
from connector.flows.signing_batches import batch_lines, open_batch
from connector.messages import Language
from connector.rosters.sample import one_day_files
from connector.sandbox.zoom.rooms import Room
from connector.settings import Settings
from connector.store import certificates
from connector.store.engine import reading
from connector.store.rosters import RosterKind

CODE = "CONTOH-2"
TITLE = "Pelatihan Singkat Etika dan Komunikasi Pelayanan"
OFFICIAL = "Dra. Siti Rahayu Contoh, M.Si."
KEY = "kepala"
"""Name of the demo's key file."""

FILES = {
    "peserta-sehari.xlsx": RosterKind.PARTICIPANTS,
    "pengajar.xlsx": RosterKind.INSTRUCTORS,
    "jadwal-sehari.xlsx": RosterKind.TIMETABLE,
}
KIND = CertificateKind.STTP
PATTERN = "{seq:4}/BPSDM-CONTOH/{month_roman}/{year}"


@dataclass(frozen=True)
class DemoSigner:
    """Who approves and signs in the demo: one user, and the passphrase of their key."""

    user_id: int
    passphrase: str

    @property
    def actor(self) -> str:
        return f"user:{self.user_id}"


def hold_short_class(
    office: Office,
    sample: DemoClass,
    day: date,
    actor: str,
    people: DemoOffice | None = None,
) -> None:
    """Register a training of one day and hold its class; one of the twelve goes home at noon.

    With `people` it follows the office's SOPs from its first moment on.
    """
    register_participants.create_training(office, code=CODE, title=TITLE, cohort="II", actor=actor)
    if people is not None:
        follow(office, people, CODE)
    files = one_day_files(day)
    hand_out(office, CODE, TITLE, files["jadwal-sehari.xlsx"], actor=actor)
    for name, content in files.items():
        read = register_participants.preview_file(office, CODE, FILES[name], name, content, actor)
        register_participants.confirm_preview(office, read.id, actor)
    plan = sync_training.plan_training(office, CODE, actor)
    plan = sync_training.approve_plan(office, plan.id, plan.fingerprint, actor)
    sync_training.apply_plan(office, plan.id, actor)
    sample.hold_day(0, _act)
    if sample.moodle is not None:
        sample.learning().hold_test(office.clock())
    set_rule(office, CODE, CompletionRule(minimum_percent=80), actor=actor)
    options = CertificateOptions(place="Kota Contoh", method="PJJ")
    set_certificate_options(office, CODE, options, actor=actor)


def issue_apart(
    settings: Settings,
    clock: Callable[[], datetime],
    signer: DemoSigner,
    people: DemoOffice,
    codes: Sequence[str],
    voice: Voice,
) -> dict[str, int]:
    """Print in a process of its own: `serve` forks, and who forks after printing prints no more.

    The certificates of the short class come first, then the reports of all `codes`.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
        return apart.submit(
            _issue, settings, clock, signer, people, codes, voice.language, voice.as_json
        ).result()


def _issue(
    settings: Settings,
    clock: Callable[[], datetime],
    signer: DemoSigner,
    people: DemoOffice,
    codes: Sequence[str],
    language: Language,
    as_json: bool,
) -> dict[str, int]:
    voice = Voice(language, as_json)
    with open_office(settings, clock) as office:
        figures = issue_certificates(office, signer, signer.actor, voice)
        figures["test_papers"] = len(keep_papers(office, CODE, actor=signer.actor).new)
        return figures | report_work(office, people, codes, signer.passphrase, voice)


def issue_certificates(
    office: Office, signer: DemoSigner, actor: str, voice: Voice
) -> dict[str, int]:
    """Go from the list of who has earned an STTP to signed PDFs; return the figures."""
    with reading(office.engine) as connection:
        found = read_completion(connection, office, CODE)
        listed = pending_list(connection, office, CODE, KIND)
    verdicts = [one.verdict for one in found.judgements.values()]
    _set_up(office, signer, actor)
    approve(office, CODE, KIND, listed.fingerprint, actor=signer.actor)
    issued = issue(office, CODE, KIND, dated=None, actor=actor)
    prepare(office, CODE, KIND)
    batch = open_batch(office, CODE, KIND, 1, actor=signer.actor)
    secret = Secret(SecretKind.PASSPHRASE, signer.passphrase)
    with reading(office.engine) as connection:
        waiting = [
            line.certificate.id for line in batch_lines(connection, batch.id, office.clock())
        ]
    for certificate in waiting:
        sign_one(office, batch.id, certificate, secret, actor=signer.actor)
    valid = _valid(office, found.id)
    figures = {
        "earned": verdicts.count(Verdict.EARNED),
        "to_decide": verdicts.count(Verdict.NEEDS_DECISION),
        "numbered": issued.numbered,
        "valid_certificates": len(valid),
    }
    voice.line("demo_certificates", **figures)
    if valid:
        voice.line("demo_check", url=office.check_address(show_code(valid[0])))
    return figures


def _act(room: Room, day: Day) -> None:
    """Play the day: everybody stays to the end but the fifth, who leaves at noon."""
    start, end = day.slot.start, day.slot.end
    for index, seat in enumerate(day.people):
        at = start - timedelta(minutes=5) + timedelta(seconds=15 * index)
        name = f"{seat.number:02}_{seat.record.bare_name}"
        leg = room.join(name, at, registrant_id=day.links[seat.key])
        if index == 4:
            leg.leave(start + (end - start) / 2)


def _set_up(office: Office, signer: DemoSigner, actor: str) -> None:
    """Name the official, the design and the series of numbers, as an administrator does once."""
    official = save_official(
        office,
        Official(
            id=0,
            name=OFFICIAL,
            title="Kepala Badan Pengembangan Sumber Daya Manusia Contoh",
            identity_type="NIP_PNS",
            identity="197003121995032001",
        ),
        user_id=signer.user_id,
        signer="local",
        account=KEY,
        actor=actor,
    )
    design = Design("STTP", KIND, "sttp", officials=(official.official.id,))
    save_design(office, design, actor=actor)
    year = office.clock().year
    open_pattern(office, SeriesPlace("", KIND, year), PATTERN, 1, None, actor=actor)


def _valid(office: Office, training_id: int) -> list[str]:
    """Return the codes whose public page says that the certificate is valid."""
    with reading(office.engine) as connection:
        codes = [one.code for one in certificates.of_training(connection, training_id, KIND)]
        pages = {code: public_state(connection, office, code) for code in codes}
    return [code for code, page in pages.items() if page and page.standing is Standing.VALID]
