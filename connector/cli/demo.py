"""`simpul demo`: the whole story on invented people, against sandbox systems on this machine.

No credentials, nothing outside loopback, nothing left behind. With `--once` it runs without
waiting for anyone and ends; otherwise it goes on serving the pages until Ctrl-C.
"""

import secrets
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from connector.app import open_office, serve
from connector.cli import demo_certificates, demo_office
from connector.cli.commands import roster, sync
from connector.cli.commands.run import refuse_taken
from connector.cli.console import Exit, Voice, told
from connector.cli.demo_certificates import DemoSigner
from connector.cli.demo_class import DemoClass, DemoClock
from connector.cli.demo_keys import make_keys
from connector.cli.demo_learning import hand_out
from connector.cli.demo_office import DemoOffice
from connector.cli.progress import watching
from connector.domain.standard_webhooks import new_secret
from connector.flows import register_participants, sync_training
from connector.flows.office import Office
from connector.reconcile.changes import SETTLED, Action
from connector.rosters.sample import TRAINING_TITLE, sample_files
from connector.sandbox.moodle import SandboxMoodle
from connector.sandbox.zoom import SEED, Rules, SandboxUser, SandboxZoom
from connector.settings import Settings, read_settings
from connector.store import plans, statuses, trainings, users
from connector.store.bindings import StoredBindings
from connector.store.engine import reading
from connector.store.plans import PlanState, StoredPlan
from connector.store.rosters import RosterKind

CODE = "CONTOH-1"
TITLE = TRAINING_TITLE.removesuffix(" Angkatan I")
ACTOR = "demo"
LOGIN = "admin"
HEAD = "kepala"
"""Login of the demo's head of the centre, who approves and signs."""

FILES = {
    "peserta.xlsx": RosterKind.PARTICIPANTS,
    "pengajar.xlsx": RosterKind.INSTRUCTORS,
    "jadwal.xlsx": RosterKind.TIMETABLE,
}
"""The sample's files in the order an office would upload them."""

TEACHING = (
    SandboxUser("retno.widyastuti@contoh.example", "Retno", "Widyastuti"),
    SandboxUser("hendra.gunarto@contoh.example", "Hendra", "Gunarto"),
)
"""Two of the sample's instructors have a licensed account: they open the rooms themselves."""


@click.command()
@click.option("--once", is_flag=True, help="Run the story without waiting for anyone, then end.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object as the last output.")
@click.option("--listen", default="127.0.0.1:8000", help="Where the pages are served.")
@click.option("--language", type=click.Choice(["id", "en"]), default="id")
def demo(once: bool, as_json: bool, listen: str, language: str) -> None:
    """Run a sample training from spreadsheet to synced Moodle course and Zoom class."""
    voice = Voice("en" if language == "en" else "id", as_json)
    with told(voice):
        if not once:
            refuse_taken(listen)
        _run(once, listen, language, voice)


def _run(once: bool, listen: str, language: str, voice: Voice) -> None:
    clock = DemoClock()
    with _sandboxes(clock) as (home, moodle, zoom):
        voice.line("demo_start", moodle=moodle.url, zoom=zoom.url)
        password = secrets.token_urlsafe(9)
        made = make_keys(home, demo_certificates.KEY, demo_certificates.OFFICIAL, password)
        keys = {"SIMPUL_SIGN_KEYS": str(made.folder), "SIMPUL_SIGN_TRUST": str(made.root)}
        (home / demo_office.FOLDER).mkdir()
        keys["SIMPUL_OFFICE_FOLDER"] = str(home / demo_office.FOLDER)
        settings = demo_settings(home, listen, language, moodle, zoom, keys)
        with open_office(settings, clock) as office:
            head = _add_users(office, password, language)
            people = demo_office.found_office(office, head, password, voice.language)
            answer = walk(office, voice, people, ask=not once)
            sample = DemoClass(office, settings, zoom, clock, CODE, moodle)
            with sample.listening(0 if once else int(listen.rpartition(":")[2])):
                answer |= _certify(sample, DemoSigner(head, password), people, voice)
                answer |= _learned(sample, voice)
                answer |= _attend(sample, voice)
                answer |= demo_office.told(office, home, voice)
                room = sample.open_second_day()
        voice.result(answer)
        if not once:
            voice.line(
                "demo_ready", url=settings.base_url, login=LOGIN, head=HEAD,
                lead=demo_office.LEAD, member=demo_office.MEMBER, password=password,
            )  # fmt: skip
            with sample.going_on(room):
                serve(settings, with_worker=True, clock=clock)
        elif not answer["verified"]:
            raise SystemExit(Exit.INCOMPLETE)


def _certify(
    sample: DemoClass, signer: DemoSigner, people: DemoOffice, voice: Voice
) -> dict[str, int]:
    """Hold a short class three days before the long one; issue its certificates, report on it."""
    office = sample.office
    short = replace(sample, code=demo_certificates.CODE)
    day = first_monday(office.clock().date()) - timedelta(days=3)
    demo_certificates.hold_short_class(office, short, day, ACTOR, people)
    codes = (demo_certificates.CODE, CODE)
    return demo_certificates.issue_apart(
        sample.settings, office.clock, signer, people, codes, voice
    )


def _learned(sample: DemoClass, voice: Voice) -> dict[str, int]:
    """Tell what came from Moodle by itself, and what participants find in the courses."""
    figures = dict(sample.learning(demo_certificates.CODE).figures())
    voice.line("demo_learning", **figures)
    return figures


def _attend(sample: DemoClass, voice: Voice) -> dict[str, int]:
    """Hold the first day and tell what the lists say."""
    figures = sample.hold_first_day()
    voice.line("demo_attendance", **figures)
    return figures


def walk(office: Office, voice: Voice, people: DemoOffice, *, ask: bool = False) -> dict[str, Any]:
    """Walk the sample training from its three files to a second, empty plan; return the figures."""
    register_participants.create_training(office, code=CODE, title=TITLE, cohort="I", actor=ACTOR)
    demo_office.follow(office, people, CODE)
    figures = Counter[str]()
    files = sample_files(first_monday(office.clock().date()))
    hand_out(office, CODE, TITLE, files["jadwal.xlsx"], actor=ACTOR)
    for name, content in files.items():
        if name in FILES:
            read = register_participants.preview_file(
                office, CODE, FILES[name], name, content, ACTOR
            )
            roster.show(read, voice)
            done = register_participants.confirm_preview(office, read.id, ACTOR)
            figures.update(rows_read=done.rows_read, rows_refused=done.refused)
    first = sync_training.plan_training(office, CODE, ACTOR)
    sync.show_plan(first, voice)
    applied = _apply(office, first, voice, ask=ask)
    second = sync_training.plan_training(office, CODE, ACTOR)
    voice.line("demo_second", count=second.changes)
    verified = applied.state is PlanState.VERIFIED and not second.changes
    voice.line("demo_verified" if verified else "demo_not_verified")
    return {
        **figures,
        **_written(office, applied),
        "undecided": _people_undecided(applied),
        "verified": verified,
        "second_plan_changes": second.changes,
    }


def next_monday(today: date) -> date:
    """Return the Monday after a day."""
    return today + timedelta(days=7 - today.weekday())


def first_monday(today: date) -> date:
    """Return when the long training begins: the short one's Friday before it is still to come."""
    return next_monday(today + timedelta(days=3))


def _apply(office: Office, stored: StoredPlan, voice: Voice, *, ask: bool) -> StoredPlan:
    sync.agree(stored, voice, yes=not (ask and sys.stdin.isatty()), fingerprint="")
    stored = sync_training.approve_plan(office, stored.id, stored.fingerprint, ACTOR)
    with watching(office, stored, voice):
        stored = sync_training.apply_plan(office, stored.id, ACTOR)
    with reading(office.engine) as connection:
        found = statuses.of_training(connection, stored.plan.training)
    sync.show_status([one.status for one in found], voice)
    sync.show_failures(office, stored, voice)
    return stored


def _written(office: Office, applied: StoredPlan) -> Mapping[str, int]:
    """Count what was created, as the journal has it; who opens a room is no registrant of it."""
    with reading(office.engine) as connection:
        outcomes = plans.outcomes_of(connection, applied.id)
        training = trainings.load_training(connection, CODE, office.link_for)
    openers = 0
    if office.meetings is not None:
        bindings = StoredBindings(office.engine, office.meetings.connection, training.key)
        rooms = office.meetings.rooms(training, bindings)
        openers = sum(len(room.co_openers) for room in rooms)
    made = Counter(
        one.change.kind
        for one in outcomes
        if one.change.action is Action.CREATE and one.result in SETTLED
    )
    return {
        "users_created": made["account"],
        "enrolments": made["enrolment"],
        "meetings": made["meeting"],
        "registrants": made["registrant"] - openers,
        "session_links": made["session_link"],
        "course_files": made["course_file"],
    }


def _people_undecided(applied: StoredPlan) -> int:
    """Count people who wait for a decision in at least one system."""
    return len({one.seat for _, one in applied.plan.undecided if one.seat})


def _add_users(office: Office, password: str, language: str) -> int:
    """Add who may log in; return the id of the head's user."""
    now = office.clock()
    with office.engine.begin() as connection:
        users.add(
            connection, LOGIN, "Administrator LMS", password, users.UserRole.ADMINISTRATOR,
            language, now=now,
        )  # fmt: skip
        head = users.add(
            connection, HEAD, demo_certificates.OFFICIAL, password, users.UserRole.APPROVER,
            language, now=now,
        )  # fmt: skip
    return head.id


@contextmanager
def _sandboxes(
    clock: DemoClock,
) -> Iterator[tuple[Path, SandboxMoodle, SandboxZoom]]:
    """Start both sandboxes, and give a folder that is gone afterwards."""
    rules = Rules(strict_registrant_quota=False)
    with (
        TemporaryDirectory(prefix="simpul-demo-") as home,
        SandboxMoodle(plugin=True, clock=clock) as moodle,
        SandboxZoom(rules=rules, users=(*SEED, *TEACHING), clock=clock) as zoom,
    ):
        yield Path(home), moodle, zoom


def demo_settings(
    home: Path,
    listen: str,
    language: str,
    moodle: SandboxMoodle,
    zoom: SandboxZoom,
    keys: Mapping[str, str] | None = None,
) -> Settings:
    """Return settings that point at the sandboxes; the secrets are made for this run."""
    told = {"SIMPUL_MOODLE_WEBHOOK_SECRET": new_secret()} if moodle.has_plugin else {}
    return read_settings(
        {
            **(keys or {}),
            **told,
            "SIMPUL_HOME": str(home),
            "SIMPUL_SECRET_KEY": secrets.token_urlsafe(32),
            "SIMPUL_LISTEN": listen,
            "SIMPUL_BASE_URL": f"http://{listen}",
            "SIMPUL_LANGUAGE": language,
            "SIMPUL_MOODLE_URL": moodle.url,
            "SIMPUL_MOODLE_TOKEN": moodle.token,
            "SIMPUL_ZOOM_ACCOUNT_ID": zoom.account_id,
            "SIMPUL_ZOOM_CLIENT_ID": zoom.client_id,
            "SIMPUL_ZOOM_CLIENT_SECRET": zoom.client_secret,
            "SIMPUL_ZOOM_HOST": SEED[0].email,
            "SIMPUL_ZOOM_API_URL": zoom.url,
            "SIMPUL_ZOOM_OAUTH_URL": zoom.url,
            "SIMPUL_ZOOM_REGISTRANT_QUOTA_SCOPE": "meeting",
            "SIMPUL_ZOOM_WEBHOOK_SECRET": secrets.token_urlsafe(16),
            "SIMPUL_ORGANISER": "Badan Pengembangan Sumber Daya Manusia Contoh",
            "SIMPUL_PLACE": "Kota Contoh",
        }
    )
