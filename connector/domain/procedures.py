"""Procedures (SOP) as values: steps as printed, who acts, limits, what starts and what ends them.

Read from TOML by `connector.procedures`; nothing here runs, waits or looks anything up. A step is
known by (procedure, version, slug): printed numbers are labels, because they repeat, jump and
change between editions (facts: domain §9, defects).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Actor(StrEnum):
    """Who acts in a step. The first seven are roles that a unit appoints its users to."""

    HEAD = "head"
    """Kepala Pusat, Kepala Balai: signs, decides, assigns."""
    SECTION_HEAD = "section_head"
    """Kepala Seksi (Kasi)."""
    TEAM_LEAD = "team_lead"
    """Ketua Tim Kerja: checks reports."""
    TEAM_MEMBER = "team_member"
    """Anggota Tim Kerja."""
    EXECUTING_STAFF = "executing_staff"
    """Pelaksana."""
    COMMITTEE = "committee"
    """Panitia."""
    COMPANION = "companion"
    """Pendamping."""
    PARTICIPANT = "participant"
    INSTRUCTOR = "instructor"
    REQUESTER = "requester"
    """Pemohon of a complaint."""
    PROVIDER = "provider"
    """Penyedia jasa."""
    NOBODY = "nobody"
    """A break: printed with a dash."""


APPOINTED = (
    Actor.HEAD,
    Actor.SECTION_HEAD,
    Actor.TEAM_LEAD,
    Actor.TEAM_MEMBER,
    Actor.EXECUTING_STAFF,
    Actor.COMMITTEE,
    Actor.COMPANION,
)
"""Roles per unit; the others are people of a class, or outside the office."""


class TimeUnit(StrEnum):
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"


class TimeKind(StrEnum):
    """Which time a limit counts. SOPs say "hari" without saying which (facts: domain §10)."""

    WORKING = "working"
    CALENDAR = "calendar"


class Measure(StrEnum):
    """EFFORT says how long the work takes, and never turns red by itself; a DEADLINE does."""

    EFFORT = "effort"
    DEADLINE = "deadline"


@dataclass(frozen=True)
class Limit:
    """The time a step is given, as printed and as counted."""

    amount: int
    unit: TimeUnit
    time: TimeKind
    measure: Measure


class Milestone(StrEnum):
    """Things a training's own records show: they end steps, or start clocks.

    Reports have milestones of their own, written `report.<type>.<state>`.
    """

    ROSTER_CONFIRMED = "roster_confirmed"
    """A list of participants was taken over."""
    PLAN_VERIFIED = "plan_verified"
    """A plan was applied, and everything expected was found by reading back."""
    TIMETABLE_PUBLISHED = "timetable_published"
    """A timetable was taken over, and a later plan verified it."""
    FIRST_SESSION_BEGUN = "first_session_begun"
    LAST_SESSION_OVER = "last_session_over"
    DAYS_ARCHIVED = "days_archived"
    """Every day that met has its archive of attendance."""
    LIST_APPROVED = "list_approved"
    """The list of who gets an STTP is approved and stands."""
    CERTIFICATES_SIGNED = "certificates_signed"
    """Every STTP of the approved list is signed."""
    CERTIFICATES_ARCHIVED = "certificates_archived"


@dataclass(frozen=True)
class Words:
    """A text in both languages of the pages; `id` is as printed."""

    id: str
    en: str


@dataclass(frozen=True)
class Step:
    """One step. Where neither `after` nor `starts_on` is given, the procedure's beginning is it."""

    slug: str
    printed: str
    """The number as printed: `4`; not unique, not in order, kept as it is."""
    title: Words
    actors: tuple[Actor, ...]
    actor_derived: bool = False
    """Whether the actor follows from the sentence only; printed with a star."""
    inputs: tuple[str, ...] = ()
    """Kelengkapan, as printed."""
    limit: Limit | None = None
    """None for a step without a limit, or that goes by the schedule."""
    limit_printed: str = ""
    """`1 jam`, `sesuai jadwal`: exactly as printed."""
    by_schedule: bool = False
    """Whether it takes as long as the timetable says."""
    output: str = ""
    """Output, as printed."""
    optional: bool = False
    """`jika ada`: may be left out without a reason."""
    parallel_with: tuple[str, ...] = ()
    """Slugs of steps that run at the same time."""
    after: tuple[str, ...] = ()
    """Slugs of the steps whose end starts this one."""
    starts_on: str = ""
    """A milestone that starts it instead."""
    ends_on: tuple[str, ...] = ()
    """Milestones that together end it; empty where a person says that it is done."""
    assigns: bool = False
    """Whether it is done by handing on the work (disposisi)."""
    report: str = ""
    """Type of the report that it makes, checks, signs or receives."""
    basis: str = ""
    remark: str = ""
    """Keterangan, and where the source is defective."""


@dataclass(frozen=True)
class Procedure:
    """One SOP in one version; a changed limit is a new version."""

    slug: str
    """`s000`."""
    version: int
    title: Words
    number: str
    """As printed; "" where the source has none."""
    unit: str
    """The unit that issued it, as printed."""
    subject: str
    """What runs under it: `training` or `complaint`."""
    steps: tuple[Step, ...]
    effective: date | None = None
    basis: tuple[str, ...] = ()
    """Dasar hukum, as printed."""
    related: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    """Where the source is defective."""

    def step(self, slug: str) -> Step:
        """Return a step; KeyError for a slug it does not have."""
        return {one.slug: one for one in self.steps}[slug]
