"""The only wiring: builds what a process needs from its settings; knows every other module.

A new vendor is one function here (`_learning`, `_meetings`), a new kind of job one line in
`handlers`, a new periodic job one line in
`connector.jobs.ticks`.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from gunicorn.app.base import BaseApplication
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from connector import links
from connector.clock import utc_now
from connector.documents.signing.base import CallbackSigner, DirectSigner
from connector.documents.signing.bsre.client import BsreClient
from connector.documents.signing.bsre.messages import BSRE
from connector.documents.signing.bsre.signer import BsreSigner
from connector.documents.signing.local import LocalSigner
from connector.documents.signing.manual import ManualSigner
from connector.documents.signing.messages import SIGNING
from connector.documents.signing.timestamps import TimestampAuthority
from connector.documents.signing.trust import read_roots
from connector.domain.certificates import CertificateKind
from connector.domain.office_events import TargetState, Vendor
from connector.domain.people import Role
from connector.errors import SettingsError
from connector.flows import (
    archive_certificates,
    archive_days,
    check_connections,
    draft_reports,
    follow_news,
    going_on,
    hand_over_certificate,
    hand_to_office,
    keep_test_papers,
    observe_procedures,
    prepare_certificates,
    read_learning,
    record_attendance,
    send_digests,
    send_reports,
    sync_training,
)
from connector.flows.attendance_messages import ATTRIBUTION
from connector.flows.attendance_words import ATTENDANCE
from connector.flows.calendar_words import CALENDAR
from connector.flows.certificate_words import CERTIFICATES
from connector.flows.check_in_words import CHECK_IN_WORDS
from connector.flows.completion_words import COMPLETION
from connector.flows.deliver_certificates import DELIVER_JOB
from connector.flows.delivery_words import DELIVERY
from connector.flows.design_words import DESIGNS
from connector.flows.evaluation_words import EVALUATIONS
from connector.flows.issue_words import ISSUE
from connector.flows.join_course import JOIN_WORDS
from connector.flows.learning_words import LEARNING
from connector.flows.load_procedures import load_shipped
from connector.flows.messages import FLOWS
from connector.flows.office import Office
from connector.flows.office_words import OFFICE_TARGETS
from connector.flows.paper_messages import PAPERS
from connector.flows.procedure_words import PROCEDURE_WORDS
from connector.flows.report_words import REPORTS
from connector.flows.run_words import RUNS
from connector.flows.signing_words import SIGNING_FLOW
from connector.flows.task_words import TASKS
from connector.flows.tell_office import HAND_JOB, tell
from connector.http import TIMEOUT, new_session
from connector.jobs.housekeeping import housekeeping
from connector.jobs.lease_table import LeaseTable
from connector.jobs.port import Handlers, Job
from connector.jobs.ticks import (
    ARCHIVE_DAYS,
    ASK_HELD,
    CHECK_ARCHIVE,
    CHECK_DRIFT,
    DRAFT_REPORTS,
    FIND_RECORDS,
    OBSERVE_PROCEDURES,
    REQUEST_READINGS,
    SEND_DIGESTS,
    SETTLE_REPORTS,
    TELL_OFFICE,
    Ticker,
    periodic,
)
from connector.jobs.worker import Worker
from connector.lms.base import LearningPlatform
from connector.lms.moodle.client import MoodleClient
from connector.lms.moodle.messages import MESSAGES as MOODLE
from connector.lms.moodle.options import MoodleOptions
from connector.lms.moodle.platform import MoodlePlatform
from connector.lms.moodle.plugin_package import package
from connector.meetings.base import Meetings
from connector.meetings.zoom import platform as zoom
from connector.meetings.zoom.messages import MESSAGES as ZOOM
from connector.meetings.zoom.options import ZoomOptions
from connector.meetings.zoom.tokens import Credentials
from connector.messages import Catalogue, scoped
from connector.procedures.messages import PROCEDURES
from connector.reports.targets.base import Target
from connector.reports.targets.email import EmailTarget, MailServer
from connector.reports.targets.email_replies import MAIL
from connector.reports.targets.folder import FolderTarget
from connector.reports.targets.office import OfficeTarget
from connector.reports.targets.office_mail import OfficeMail
from connector.reports.targets.webhook import WebhookTarget
from connector.rosters.messages import MESSAGES as ROSTERS
from connector.settings import Settings
from connector.store import connections, course_files, office_targets
from connector.store.connections import NewConnection
from connector.store.engine import migrate, open_engine, reading
from connector.store.plans import PlanState
from connector.store.quotas import StoredQuotas
from connector.store.secrets import Secrets
from connector.store.tokens import StoredTokens
from connector.web import create_web
from connector.web.patient_worker import PatientWorker
from webhooks import intake
from webhooks.dispatch import Drain
from webhooks.errors import NotKept
from webhooks.inbox import Arrival, GroupCommitter
from webhooks.intake import Door, Entrance
from webhooks.messages import INBOX
from webhooks.moodle import events as moodle_events
from webhooks.moodle.signature import Keys
from webhooks.moodle.signature import verifier as moodle_verifier
from webhooks.office import receipts
from webhooks.standard_signature import verifier as standard_verifier
from webhooks.zoom import events, signature

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CATALOGUE: Catalogue = {
    **MOODLE,
    **ZOOM,
    **events.REASONS,
    **INBOX,
    **ROSTERS,
    **FLOWS,
    **ATTENDANCE,
    **ATTRIBUTION,
    **CHECK_IN_WORDS,
    **CALENDAR,
    **CERTIFICATES,
    **ISSUE,
    **COMPLETION,
    **DESIGNS,
    **PAPERS,
    **LEARNING,
    **JOIN_WORDS,
    **EVALUATIONS,
    **BSRE,
    **SIGNING,
    **SIGNING_FLOW,
    **MAIL,
    **DELIVERY,
    **OFFICE_TARGETS,
    **REPORTS,
    **receipts.RECEIPTS,
    **RUNS,
    **TASKS,
    **PROCEDURES,
    **PROCEDURE_WORDS,
    **scoped("lms", MOODLE),
    **scoped("meetings", ZOOM),
}
"""The sentences of all codes, and of `system:code` where a vendor has words of its own."""

LMS, MEETINGS = "moodle-default", "zoom-default"
"""Ids of the connections that the environment seeds."""


WEB_THREADS = 32
"""Requests at once; polling pages hold none of them. Webhooks wait here for a commit they share,
without a database connection of their own: with 16 the door took a quarter fewer a second.
"""


@contextmanager
def open_office(
    settings: Settings,
    clock: Callable[[], datetime] = utc_now,
    timeout: tuple[float, float] | None = None,
) -> Iterator[Office]:
    """Open database and platforms; the database is brought up to date first.

    `timeout` in seconds, (connect, silence), replaces what each vendor needs; for tests.
    """
    _make_home(settings)
    with ExitStack() as stack:
        engine = open_engine(settings.database)
        stack.callback(engine.dispose)
        migrate(engine)
        secrets = Secrets(settings.secret_keys)
        _seed(engine, settings, secrets, clock())
        load_shipped(engine, clock())
        lms = _learning(settings, engine, timeout)
        meetings = _meetings(settings, engine, secrets, clock, timeout)
        for platform in (lms, meetings):
            if platform is not None:
                stack.callback(platform.close)
        yield Office(
            engine=engine,
            clock=clock,
            jobs=LeaseTable(engine),
            link_for=personal_address(settings),
            zone=settings.zone,
            max_removed_share=settings.max_removed_share,
            upload_max_bytes=settings.upload_max_bytes,
            language=settings.language,
            organiser=settings.organiser,
            place=settings.place,
            webhooks_open=bool(settings.zoom_webhook_secrets),
            learning_keys=learning_keys(settings),
            check_address=lambda code: f"{settings.base_url}/v/{code}",
            official_check=settings.official_check_url,
            secrets=secrets,
            signers=_signers(settings, clock, timeout),
            roots=read_roots(settings.sign_trust) if settings.sign_trust else (),
            base_url=settings.base_url,
            digest_at=settings.digest_hour,
            inbox_days=settings.inbox_days,
            procedures=settings.procedures,
            mail=_mail(settings),
            words=CATALOGUE,
            ways=_ways(settings),
            file_address=file_address(settings),
            extension=package,
            lms=lms,
            meetings=meetings,
        )


def _make_home(settings: Settings) -> None:
    try:
        settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not settings.database_url.get_secret_value():
            # SQLite would let everybody on the machine read; its log files take the same rights.
            settings.default_database.touch(mode=0o600)
    except OSError as error:
        hint = f"{settings.home} cannot be made ({error.strerror}); give a folder we may write in"
        raise SettingsError([("SIMPUL_HOME", hint)]) from error


def personal_address(settings: Settings) -> Callable[[str], str]:
    """Return what turns a seat's nonce into its permanent personal address."""
    key = settings.secret_keys[0]
    return lambda nonce: f"{settings.base_url}/p/{links.sign(key, links.PERSONAL, nonce)}"


def file_address(settings: Settings) -> Callable[[str], str]:
    """Return what turns the name of a file on its way to the office into a signed address."""
    key = settings.secret_keys[0]
    return lambda name: (
        f"{settings.base_url}/office/files/{links.sign(key, links.OFFICE_FILE, name)}"
    )


def handlers(office: Office) -> Handlers:
    """Return what a worker does for each kind of job."""
    return {
        sync_training.PLAN_JOB: lambda job: _plan(office, job),
        sync_training.APPLY_JOB: lambda job: _apply(office, job),
        going_on.CONTINUE_JOB: lambda job: _continue(office, job),
        check_connections.CHECK_JOB: lambda job: _check(office),
        CHECK_DRIFT: lambda job: sync_training.check_drift(office),
        FIND_RECORDS: lambda job: _done(record_attendance.find_records(office)),
        ASK_HELD: lambda job: _done(record_attendance.ask_held(office)),
        record_attendance.FETCH_JOB: lambda job: _fetch(office, job),
        ARCHIVE_DAYS: lambda job: _archive(office),
        keep_test_papers.KEEP_JOB: lambda job: _keep_papers(office, job),
        REQUEST_READINGS: lambda job: _done(read_learning.request_readings(office)),
        read_learning.READ_JOB: lambda job: _read_learning(office, job),
        OBSERVE_PROCEDURES: lambda job: _done(observe_procedures.observe(office)),
        SEND_DIGESTS: lambda job: _done(send_digests.send_digests(office)),
        CHECK_ARCHIVE: lambda job: archive_certificates.check_everything(office),
        prepare_certificates.PREPARE_JOB: lambda job: _prepare(office, job),
        DELIVER_JOB: lambda job: _deliver(office, job),
        follow_news.FOLLOW_JOB: lambda job: _follow(office),
        DRAFT_REPORTS: lambda job: _done(draft_reports.draft_reports(office)),
        SETTLE_REPORTS: lambda job: _done(send_reports.settle_deliveries(office)),
        TELL_OFFICE: lambda job: _done(tell(office)),
        HAND_JOB: lambda job: _hand_to_office(office, job),
        **housekeeping(office.engine, office.jobs, office.clock, office.inbox_days),
    }


@contextmanager
def background(office: Office, settings: Settings) -> Iterator[Worker]:
    """Run jobs, ticks and drain on threads of this process; on leaving, finish what is in hand."""
    worker = Worker(office.jobs, handlers(office), threads=settings.worker_threads)
    ticker = Ticker(office.engine, office.jobs, periodic(settings.drift_minutes), office.clock)
    drain = inbox_drain(office, settings)
    threads = [
        threading.Thread(target=worker.run, name="worker"),
        threading.Thread(target=drain.run, args=(worker.stop,), name="drain"),
    ]
    for thread in threads:
        thread.start()
    ticker.start()
    try:
        yield worker
    finally:
        ticker.stop()
        worker.stop.set()
        for thread in threads:
            thread.join()


def inbox_drain(office: Office, settings: Settings) -> Drain:
    """Return what makes presence of the events that the door has stored."""
    readers = {
        "zoom": events.reader({MEETINGS: settings.zoom_account_id}),
        "moodle": moodle_events.reader(),
        office_targets.SYSTEM: receipts.reader(),
    }

    def follow(connection: Connection, connection_id: str) -> None:
        follow_news.request(office.jobs, connection, connection_id)

    return Drain(office.engine, readers, office.clock, follow=follow)


def run_worker(settings: Settings) -> None:
    """Run jobs and ticks until SIGTERM or SIGINT."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with open_office(settings) as office, background(office, settings):
        stop.wait()


def serve(
    settings: Settings, *, with_worker: bool, clock: Callable[[], datetime] = utc_now
) -> None:
    """Serve the pages until SIGTERM or SIGINT: one process, many threads (facts/tech.md §2)."""
    PageServer(settings, with_worker=with_worker, clock=clock).run()


class PageServer(BaseApplication):
    """Gunicorn with our settings; everything is opened in the process that serves."""

    def __init__(
        self, settings: Settings, *, with_worker: bool, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self._settings, self._with_worker, self._clock = settings, with_worker, clock
        self._opened = ExitStack()
        super().__init__()

    def load_config(self) -> None:
        chosen = {
            "bind": self._settings.listen,
            "worker_class": PatientWorker,
            "workers": 1,
            "threads": WEB_THREADS,
            "graceful_timeout": 30,
            "loglevel": "warning",
            "control_socket_disable": True,  # a door in the home folder that nobody asked for
            "worker_exit": lambda server, worker: self._leave(),
        }
        for name, value in chosen.items():
            if name in self.cfg.settings:  # Gunicorn before 25 has no control socket
                self.cfg.set(name, value)

    def _leave(self) -> None:
        """Close what the page process opened, and end it here.

        It is a fork: what stands open further up in its stack (the demo's sandboxes) belongs to
        the parent, and closing it twice would wait for threads that only the parent has.
        """
        ending = sys.exc_info()[1]
        try:
            self._opened.close()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            code = ending.code if isinstance(ending, SystemExit) else 1
            os._exit(code if isinstance(code, int) else 1)

    def load(self) -> Any:
        office = self._opened.enter_context(open_office(self._settings, self._clock))
        if self._with_worker:
            self._opened.enter_context(background(office, self._settings))
        committer = self._opened.enter_context(GroupCommitter(office.engine))
        pages = create_web(office, self._settings, CATALOGUE, committer.ready)
        return beside(
            pages,
            webhook_door(self._settings, committer.keep, office.clock, office_entrances(office)),
        )


def office_entrances(office: Office) -> Callable[[str, str], Entrance | None]:
    """Return what looks up the entrance of a target of the office: they come and go."""

    def found(source: str, account: str) -> Entrance | None:
        if source != office_targets.SYSTEM or not office_targets.SLUG.fullmatch(account):
            return None
        try:
            inbound = _inbound_secrets(office, office_targets.target_id(account))
        except (SQLAlchemyError, SettingsError) as error:  # it may be there in a moment
            raise NotKept("target_unreadable") from error
        return Entrance(source, account, standard_verifier(inbound)) if inbound else None

    return found


def _inbound_secrets(office: Office, target: str) -> tuple[str, ...]:
    """Return what a target signs its receipts with, newest first; () for a target that is none."""
    with reading(office.engine) as connection:
        known = office_targets.get(connection, target)
        if known is None or known.options.state is TargetState.REMOVED or office.secrets is None:
            return ()
        keys = office_targets.secrets_of(connection, target, office.secrets)
    return keys.at(office.clock()).inbound


def webhook_door(
    settings: Settings,
    keep: Callable[[Arrival], None],
    clock: Callable[[], datetime],
    found: Callable[[str, str], Entrance | None] = lambda source, account: None,
) -> Door:
    """Return the door with an entrance for each account whose secret is set."""
    entrances = []
    if settings.zoom_webhook_secrets:
        verify = signature.verifier(settings.zoom_webhook_secrets)
        entrances.append(Entrance("zoom", intake.DEFAULT, verify))
    if keys := moodle_keys(settings):
        entrances.append(Entrance("moodle", intake.DEFAULT, moodle_verifier(keys)))
    return Door(entrances, keep, max_bytes=settings.webhook_max_bytes, clock=clock, found=found)


def moodle_keys(settings: Settings) -> Keys:
    """Return by what a message is known to be from our Moodle; empty while it may not call us."""
    return Keys(
        settings.moodle_webhook_secrets,
        settings.moodle_local_webhooks_token.get_secret_value(),
        settings.moodle_tool_trigger_token.get_secret_value(),
    )


def learning_keys(settings: Settings) -> dict[str, tuple[str, ...]]:
    """Return the secrets of the learning system by connection, where there are any."""
    secrets = settings.moodle_webhook_secrets
    return {LMS: secrets} if secrets else {}


def beside(pages: WSGIApplication, door: WSGIApplication) -> WSGIApplication:
    """Return both as one application: webhooks to the door, everything else to the pages."""

    def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        webhook = environ["PATH_INFO"].startswith(intake.PREFIX)
        return (door if webhook else pages)(environ, start_response)

    return serve


def _done(count: int) -> None:
    """Drop how much a periodic job did: what it made stands in the store."""


def _follow(office: Office) -> None:
    follow_news.follow_news(office)


def _check(office: Office) -> None:
    check_connections.check_connections(office)


def _deliver(office: Office, job: Job) -> None:
    attach = bool(job.body.get("attach", False))
    hand_over_certificate.deliver_one(office, int(job.body["delivery"]), attach=attach)


def _hand_to_office(office: Office, job: Job) -> None:
    hand_to_office.hand_over(office, int(job.body["delivery"]), int(job.body["attempts"]))


def _fetch(office: Office, job: Job) -> None:
    until = job.body.get("until")
    record_attendance.fetch_record(
        office,
        str(job.body["uuid"]),
        turn=int(job.body.get("turn", 0)),
        until=datetime.fromisoformat(until) if until else None,
    )


def _prepare(office: Office, job: Job) -> None:
    kind = CertificateKind(job.body["kind"])
    prepare_certificates.prepare(office, str(job.body["training"]), kind)


def _archive(office: Office) -> None:
    """What one day refuses keeps no papers of tests waiting."""
    keep_test_papers.request_ended(office)
    archive_days.archive_days(office)


def _keep_papers(office: Office, job: Job) -> None:
    actor = str(job.body.get("actor") or keep_test_papers.ACTOR)
    keep_test_papers.work(office, str(job.body["training"]), actor)


def _read_learning(office: Office, job: Job) -> None:
    actor = str(job.body.get("actor") or f"job:{job.kind}")
    read_learning.read_learning(office, str(job.body["training"]), actor=actor)


def _plan(office: Office, job: Job) -> None:
    actor = str(job.body["actor"])
    stored = sync_training.plan_training(office, str(job.body["training"]), actor)
    if stored.state is PlanState.APPROVED:  # it only finishes an approved one: nobody is asked
        sync_training.request_apply(office, stored.id, stored.fingerprint, actor)


def _continue(office: Office, job: Job) -> None:
    sync_training.continue_training(office, str(job.body["training"]), str(job.body["actor"]))


def _apply(office: Office, job: Job) -> None:
    sync_training.apply_or_resume(office, int(job.body["plan"]), str(job.body["actor"]))


def _learning(
    settings: Settings, engine: Engine, timeout: tuple[float, float] | None
) -> LearningPlatform | None:
    if not settings.moodle_url:
        return None
    token = settings.moodle_token.get_secret_value()
    client = (
        MoodleClient(lambda: new_session(timeout), settings.moodle_url, token, write_timeout=None)
        if timeout
        else MoodleClient(new_session, settings.moodle_url, token)
    )
    return MoodlePlatform(
        client,
        connection=LMS,
        options=moodle_options(settings),
        content_of=lambda sha256: _course_file(engine, sha256),
    )


def _course_file(engine: Engine, sha256: str) -> bytes:
    with reading(engine) as connection:
        return course_files.content_of(connection, sha256)


def moodle_options(settings: Settings) -> MoodleOptions:
    return MoodleOptions(
        roles={
            Role.PARTICIPANT: settings.moodle_role_participant,
            Role.INSTRUCTOR: settings.moodle_role_instructor,
            Role.COMPANION: settings.moodle_role_companion,
            Role.ORGANISER: settings.moodle_role_organiser,
        },
        category=settings.moodle_category,
        auth=settings.moodle_auth,
        template=settings.moodle_template_course or None,
        fields_per_call=settings.moodle_field_limit,
        connections=settings.moodle_connections,
        own_address=settings.base_url,
        keyed=bool(settings.moodle_webhook_secrets),
        largest_file=settings.upload_max_bytes,
    )


def _signers(
    settings: Settings,
    clock: Callable[[], datetime] = utc_now,
    timeout: tuple[float, float] | None = None,
) -> dict[str, DirectSigner | CallbackSigner]:
    """Return every way of signing that is set up, by the name an official's record gives it."""
    found: dict[str, DirectSigner | CallbackSigner] = {ManualSigner.name: ManualSigner()}
    if settings.sign_keys:
        found[LocalSigner.name] = local_signer(settings, clock, timeout)
    if settings.bsre_url:
        password = settings.bsre_password.get_secret_value()
        client = BsreClient(
            new_session, settings.bsre_url, settings.bsre_username, password, timeout=timeout
        )
        found[BsreSigner.name] = BsreSigner(client)
    return found


def local_signer(
    settings: Settings,
    clock: Callable[[], datetime] = utc_now,
    timeout: tuple[float, float] | None = None,
) -> LocalSigner:
    """Return what signs with the keys of this machine; raises SettingsError without a folder."""
    if settings.sign_keys is None or not settings.sign_keys.is_dir():
        hint = f"{settings.sign_keys} is no folder that can be read; put the .p12 files into one"
        raise SettingsError([("SIMPUL_SIGN_KEYS", hint)])
    authority = None
    if settings.sign_tsa_url:
        authority = TimestampAuthority(
            settings.sign_tsa_url, lambda: new_session(timeout or TIMEOUT)
        )
    return LocalSigner(settings.sign_keys, authority, clock)


def _meetings(
    settings: Settings,
    engine: Engine,
    secrets: Secrets,
    clock: Callable[[], datetime],
    timeout: tuple[float, float] | None,
) -> Meetings | None:
    if not settings.zoom_account_id:
        return None
    return zoom.connect(
        connection=MEETINGS,
        api_url=settings.zoom_api_url,
        oauth_url=settings.zoom_oauth_url,
        credentials=Credentials(
            settings.zoom_account_id,
            settings.zoom_client_id,
            settings.zoom_client_secret.get_secret_value(),
        ),
        options=ZoomOptions(
            host=settings.zoom_host,
            plan=settings.zoom_plan,
            registrant_quota_scope=settings.zoom_registrant_quota_scope,
            alias_domain=settings.zoom_alias_domain,
            waiting_room=settings.zoom_waiting_room,
            join_before_host=settings.zoom_join_before_host,
        ),
        token_store=StoredTokens(engine, secrets),
        quota_store=StoredQuotas(engine),
        clock=clock,
        timeout=timeout or TIMEOUT,
    )


def _mail(settings: Settings) -> Target | None:
    if not settings.smtp_host:
        return None
    return EmailTarget(
        MailServer(
            host=settings.smtp_host,
            port=settings.smtp_port,
            security=settings.smtp_security,
            sender=settings.smtp_from,
            sender_name=settings.organiser[-1] if settings.organiser else "",
            username=settings.smtp_username,
            password=settings.smtp_password.get_secret_value(),
            per_minute=settings.smtp_per_minute,
        )
    )


def _ways(settings: Settings) -> dict[Vendor, OfficeTarget]:
    """Return every way to the training office; one that is not set up refuses every address."""
    folder = FolderTarget(settings.office_folder)
    return {
        Vendor.WEBHOOK: WebhookTarget(settings.base_url),
        Vendor.EMAIL: OfficeMail(_mail(settings)),
        Vendor.FOLDER: folder,
        Vendor.SIASN: folder,
    }


def _seed(engine: Engine, settings: Settings, secrets: Secrets, now: datetime) -> None:
    """Write the connections of the environment, so that bindings and quotas can name them.

    Raises SettingsError when the database was used under a secret key that is not known now:
    every personal address handed out would be dead, and nobody would be told.
    """
    rows = []
    if settings.moodle_url:
        new = NewConnection(LMS, "lms", "moodle", "default", settings.moodle_url, {})
        rows.append((new, {"token": settings.moodle_token.get_secret_value()}))
    if settings.zoom_account_id:
        new = NewConnection(MEETINGS, "meetings", "zoom", "default", settings.zoom_api_url, {})
        rows.append((new, {"client_secret": settings.zoom_client_secret.get_secret_value()}))
    with engine.begin() as connection:
        for new, secret in rows:
            if connections.get(connection, new.id) is not None:
                connections.secrets_of(connection, new.id, secrets)
            connections.seed(connection, new, secret, secrets, now=now)
