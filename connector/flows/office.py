"""What every flow is handed: database, platforms, clock, jobs. Built once, in `connector.app`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time

from sqlalchemy import Engine

from connector.documents.signing.base import CallbackSigner, DirectSigner
from connector.domain.office_events import Vendor
from connector.jobs.port import Jobs
from connector.lms.base import LearningPlatform
from connector.lms.extension import Extension
from connector.meetings.base import Meetings
from connector.messages import Catalogue, Language
from connector.reconcile.platform import Platform
from connector.reports.targets.base import Target
from connector.reports.targets.office import OfficeTarget
from connector.store.secrets import Secrets


@dataclass(frozen=True)
class Office:
    """The open doors of one running process; flows take it and nothing else global.

    `lms` or `meetings` is None where the office has not connected one; a plan then covers the
    other alone.
    """

    engine: Engine
    clock: Callable[[], datetime]
    jobs: Jobs
    link_for: Callable[[str], str]
    """Seat nonce → permanent personal address, absolute."""
    zone: str
    max_removed_share: float
    upload_max_bytes: int
    base_url: str = ""
    """Where the pages are, for links in messages."""
    procedures: tuple[str, ...] = ()
    """Slugs of the procedures that new trainings follow by themselves."""
    digest_at: time = time(7, 30)
    """When the day's digests go out, where the office is."""
    inbox_days: int = 365
    """How long settled events, and what was seen in them, are kept."""
    lease_wait_seconds: float = 60.0
    """How long an apply waits while another one writes to the same system."""
    unanswered_seconds: float = 360.0
    """PHP ends a call after 360 s: until then an unanswered write may still take effect."""
    language: Language = "id"
    """What papers that nobody asked for in person are written in."""
    organiser: tuple[str, ...] = ()
    """Head of every paper, one line a level, the own unit last."""
    place: str = ""
    """Town in front of the date that is signed under."""
    webhooks_open: bool = False
    """Whether a secret is set with which the meeting system may call us."""
    learning_keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Connection → secrets its learning system signs with, newest first: messages, join links."""
    check_address: Callable[[str], str] = lambda code: f"/v/{code}"
    """Code of a certificate → address of its public page, absolute."""
    official_check: str = ""
    """Where the official check of an electronic signature is, for the public page."""
    secrets: Secrets | None = None
    """What encrypts accounts of officials; None in tests that store none."""
    signers: Mapping[str, DirectSigner | CallbackSigner] = field(default_factory=dict)
    """By name; an official says which one is theirs."""
    roots: tuple[bytes, ...] = ()
    """DER certificates whose signatures count as trusted."""
    mail: Target | None = None
    """How e-mail leaves the house; None where no mail server is set."""
    words: Catalogue = field(default_factory=dict)
    """Sentences for the codes of every edge, for papers that are read without a page."""
    ways: Mapping[Vendor, OfficeTarget] = field(default_factory=dict)
    """To the training office, by kind; a kind that is not set up refuses every address."""
    file_address: Callable[[str], str] = lambda name: f"/office/files/{name}"
    """Name of a file on its way to the office → signed address, absolute."""
    extension: Callable[[], Extension] | None = None
    """Packs what an administrator may install in the learning system; raises ConnectorError."""
    lms: LearningPlatform | None = None
    meetings: Meetings | None = None

    @property
    def platforms(self) -> tuple[Platform, ...]:
        """The connected systems, in the order they are written."""
        return tuple(one for one in (self.lms, self.meetings) if one is not None)
