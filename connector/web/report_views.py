"""What the pages of reports show: where each stands, whose turn it is, what the visitor may do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Connection

from connector.documents.signing.base import DirectSigner, SecretKind, SendsCodes
from connector.domain.procedures import APPOINTED
from connector.domain.reports import KIND_OF, ReportDeed, ReportKind, ReportState, ReportType
from connector.flows import build_reports
from connector.flows.move_reports import heads
from connector.flows.report_content import collect
from connector.flows.report_differences import differing
from connector.flows.report_turns import checkers_of, signers_of, turns
from connector.flows.send_report import Choice, choices
from connector.flows.sign_reports import state_at
from connector.flows.signing_batches import MANUAL
from connector.flows.whose_turn import Turns, today
from connector.flows.whose_turn import turns as turns_of_day
from connector.reports.content import ReportContent, from_json
from connector.store import office_deliveries, office_pages, officials, report_signings, reports
from connector.store.office_deliveries import Delivery
from connector.store.officials import StoredOfficial
from connector.store.report_signings import ReportSigning
from connector.store.reports import ReportEntry, StoredReport, StoredVersion
from connector.store.signings import SigningState
from connector.store.units import Unit
from connector.web.access import visitor
from connector.web.place import here
from connector.web.report_words import MARKS, turn_word
from connector.web.run_words import actor_word


@dataclass(frozen=True)
class Waiting:
    """What a report waits for: the deed, the role, and who holds it today."""

    deed: str
    role: str
    unit: str
    """What lists call the unit; "" while nobody has said whose report it is."""
    names: tuple[str, ...]
    mine: bool


@dataclass(frozen=True)
class Line:
    """One report in a list."""

    report: StoredReport
    kind: ReportKind
    waiting: tuple[Waiting, ...]

    @property
    def mark(self) -> str:
        return MARKS[self.report.state]

    @property
    def mine(self) -> bool:
        return any(one.mine for one in self.waiting)

    @property
    def over(self) -> bool:
        return self.report.state in self.kind.ends


@dataclass(frozen=True)
class SignatureView:
    """The signature on the newest version, and how the visitor may bring it about."""

    official: StoredOfficial
    row: ReportSigning | None
    state: SigningState
    direct: DirectSigner | None
    """How it is signed here; None where it is signed outside."""
    signer_there: bool
    own: bool
    carries: bool
    settles: bool

    @property
    def asks(self) -> Sequence[SecretKind]:
        return self.direct.asks if self.direct else ()

    @property
    def codes(self) -> bool:
        return isinstance(self.direct, SendsCodes)

    @property
    def code(self) -> str:
        """Why it was refused, or why nobody knows."""
        if self.row is None:
            return ""
        lost = self.state is SigningState.UNKNOWN and self.row.state is SigningState.SENT
        return "signing_lost" if lost else self.row.code


@dataclass(frozen=True)
class Seen:
    """One report as its page shows it."""

    kind: ReportKind
    report: StoredReport | None
    version: StoredVersion | None
    """The one that is looked at; the newest unless an older one was asked for."""
    versions: Sequence[StoredVersion]
    trail: Sequence[ReportEntry]
    waiting: tuple[Waiting, ...]
    may: frozenset[ReportDeed]
    drafts: bool
    """Whether the visitor may build and write."""
    checks: bool
    """Whether the visitor is who checks, whatever its state."""
    administers: bool
    unit: str
    for_unit: str
    units: Sequence[Unit]
    """Units to choose from; only for administrators."""
    signature: SignatureView | None
    officials: Sequence[StoredOfficial]
    """Who may be printed to sign, heads of the unit first."""
    head: int | None
    """The one official who heads the unit; None where that is unclear."""
    deliveries: Sequence[Delivery]
    targets: Sequence[Choice]
    names: Mapping[str, str]
    fresh: ReportContent
    """What the report would say if it were built now."""

    @cached_property
    def content(self) -> ReportContent | None:
        return from_json(self.version.content) if self.version else None

    @property
    def newest(self) -> bool:
        return (
            self.report is None
            or self.version is None
            or (self.version.version == self.report.version)
        )

    @property
    def drafted(self) -> bool:
        return self.report is None or self.report.state in build_reports.DRAFTED

    @cached_property
    def changed(self) -> list[object]:
        """What the records say otherwise by now than this version."""
        return list(differing(self.content, self.fresh)) if self.content else []

    @property
    def notes(self) -> ReportEntry | None:
        """The notes of a report that was returned and not checked since."""
        if self.report is None or self.report.state is not ReportState.RETURNED:
            return None
        returned = [one for one in self.trail if one.deed == ReportDeed.RETURN.value]
        return returned[-1] if returned else None

    def target_name(self, one: Delivery) -> str:
        """What the office calls where a delivery goes."""
        known = {target.id: target.name for target in self.targets}
        return known.get(one.connection_id, one.connection_id)

    @property
    def on_its_way(self) -> bool:
        return bool(self.deliveries) and (
            self.report is not None and self.report.state is ReportState.SIGNED
        )


def lines(connection: Connection, day: Turns, listed: Sequence[StoredReport]) -> list[Line]:
    """Say of each report where it stands and whose turn it is; no query."""
    return [Line(one, KIND_OF[one.type], waiting_for(day, one)) for one in listed if one.version]


def who_today(connection: Connection) -> Turns:
    """Read who holds what today; three queries."""
    office = here().office
    return turns_of_day(connection, today(office, office.clock()))


def waiting_for(day: Turns, report: StoredReport | None) -> tuple[Waiting, ...]:
    """Return what a report waits for: its ways forward, never a return."""
    if report is None or report.state in KIND_OF[report.type].ends:
        return ()
    me = _me()
    found = []
    for turn in turns(report):
        if turn.deed is ReportDeed.RETURN:
            continue
        holders = day.holders(turn.unit_id, turn.actor)
        names = tuple(
            f"{one.name} ({one.stands_for_name})" if one.stands_for_name else one.name
            for one in holders
        )
        mine = any(one.user_id == me for one in holders)
        unit = day.unit_name(turn.unit_id)
        found.append(Waiting(turn_word(turn.deed), actor_word(turn.actor), unit, names, mine))
    return tuple(found)


def seen(
    connection: Connection, code: str, training_id: int, type_: ReportType, number: int | None
) -> Seen | None:
    """Read one report for its page; None for a version that it does not have."""
    office, kind = here().office, KIND_OF[type_]
    day = who_today(connection)
    opened = reports.of_type(connection, training_id, type_)
    report = opened if opened and opened.version else None
    versions = reports.versions(connection, report.id) if report else []
    wanted = number or (report.version if report else 0)
    version = next((one for one in versions if one.version == wanted), None)
    if number and version is None:
        return None
    me, who = _me(), visitor()
    administers = who is not None and who.administrator
    unit = build_reports.whose(connection, training_id, type_, opened)[0]
    texts = report.texts if report else {}
    possible = _possible_officials(connection, report, kind)
    at_the_head = heads(connection, office, report) if report and signers_of(kind) else []
    newest = versions[0] if versions else None
    return Seen(
        kind=kind,
        report=report,
        version=version,
        versions=versions,
        trail=reports.entries(connection, report.id) if report else [],
        waiting=waiting_for(day, report),
        may=_may(day, report),
        drafts=administers or (me is not None and day.as_whom(me, unit, *APPOINTED) is not None),
        checks=me is not None and day.as_whom(me, unit, *checkers_of(kind)) is not None,
        administers=administers,
        unit=day.unit_name(unit),
        for_unit=day.unit_name(report.for_unit_id) if report else "",
        units=[one for one in day.units.values() if one.retired_at is None] if administers else [],
        signature=_signature(connection, day, report, newest),
        officials=sorted(possible, key=lambda one: one not in at_the_head),
        head=at_the_head[0].official.id if len(at_the_head) == 1 else None,
        deliveries=office_deliveries.of_report(connection, newest.id) if newest else [],
        targets=choices(connection) if report else [],
        names=office_pages.user_names(connection),
        fresh=collect(connection, office, code, type_, texts, office.clock()),
    )


def _me() -> int | None:
    who = visitor()
    return who.id if who else None


def _may(day: Turns, report: StoredReport | None) -> frozenset[ReportDeed]:
    me = _me()
    if report is None or me is None:
        return frozenset()
    return frozenset(
        one.deed for one in turns(report) if day.as_whom(me, one.unit_id, one.actor) is not None
    )


def _possible_officials(
    connection: Connection, report: StoredReport | None, kind: ReportKind
) -> list[StoredOfficial]:
    if report is None or not signers_of(kind):
        return []
    return [one for one in officials.every(connection) if one.active]


def _signature(
    connection: Connection,
    day: Turns,
    report: StoredReport | None,
    newest: StoredVersion | None,
) -> SignatureView | None:
    """Return how the signature stands on what was checked; None before, or where nobody signs."""
    if report is None or newest is None or not newest.frozen or report.official_id is None:
        return None
    official = officials.get(connection, report.official_id)
    if official is None:
        return None
    office, me, who = here().office, _me(), visitor()
    row = report_signings.of_version(connection, newest.id)
    signer = office.signers.get(official.signer or MANUAL)
    own = me is not None and official.user_id == me
    administers = who is not None and who.administrator
    kind = KIND_OF[report.type]
    carry = {one.actor for one in kind.moves if one.deed in (ReportDeed.SIGN, ReportDeed.DELIVER)}
    held = me is not None and day.as_whom(me, report.unit_id, *carry) is not None
    return SignatureView(
        official=official,
        row=row,
        state=state_at(row, office.clock()) if row else SigningState.OPEN,
        direct=signer if isinstance(signer, DirectSigner) else None,
        signer_there=signer is not None,
        own=own,
        carries=administers or held,
        settles=own or administers,
    )
