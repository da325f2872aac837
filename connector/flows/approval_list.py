"""The list that waits for approval: who is on it, who is not and why, what changed since the last.

    pending_list  earned participants (or matched instructors) by roster number, with a fingerprint

Reading only; deeds stand in `connector.flows.approve_certificates`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from connector.domain.certificates import CertificateKind, Snapshot
from connector.domain.completion import Judgement, Verdict
from connector.domain.completion_evidence import over
from connector.domain.draft_problems import BLOCKING
from connector.domain.drafts import Draft
from connector.domain.findings import Finding
from connector.domain.trainings import Training
from connector.flows.class_drafts import ClassDrafts, drafts
from connector.flows.office import Office
from connector.store import approvals
from connector.store.approvals import Approval, ApprovedRow, IssuedOn, list_fingerprint
from connector.store.certificate_records import snapshot_to_json


@dataclass(frozen=True)
class LeftOut:
    """Somebody of the right role who is not on the list."""

    draft: Draft
    judgement: Judgement | None
    reasons: tuple[Finding, ...]


@dataclass(frozen=True)
class FieldChange:
    """One value that is another now; `name` is the line's (`birth_date`) or the course's part."""

    name: str
    before: str
    after: str


class RowChange(StrEnum):
    """How a person's row differs from the list that was approved last."""

    ADDED = "added"
    DROPPED = "dropped"
    CHANGED = "changed"


class Advice(StrEnum):
    """What is left to do about a certificate that was issued before the change."""

    NONE = ""
    REPLACE = "replace"
    REVOKE = "revoke"


@dataclass(frozen=True)
class Difference:
    """One person whose row is not what was approved, or whose certificate says something else."""

    seat: str
    person: str
    name: str
    change: RowChange
    fields: tuple[FieldChange, ...] = ()
    certificate: IssuedOn | None = None
    """The one in force; nothing touches it by itself."""
    advice: Advice = Advice.NONE


@dataclass(frozen=True)
class ApprovalList:
    """A list as it would be approved now."""

    id: int
    training: Training
    kind: CertificateKind
    drafts: ClassDrafts
    """Everybody's, on the list or not."""
    rows: tuple[ApprovedRow, ...]
    listed: tuple[Draft, ...]
    """The drafts of the rows, in the same order."""
    fingerprint: str
    left_out: tuple[LeftOut, ...]
    latest: Approval | None
    differences: tuple[Difference, ...]
    """To the latest approval; empty where there is none."""
    course_changes: tuple[FieldChange, ...]
    """What is stated otherwise of the training itself, on every certificate."""
    over: bool
    """Whether the last session has ended."""
    problems: tuple[Finding, ...]
    now: datetime

    @property
    def approved(self) -> bool:
        """Say whether exactly this list is approved."""
        return self.latest is not None and self.latest.fingerprint == self.fingerprint

    @property
    def obstacles(self) -> tuple[Finding, ...]:
        """What stands in the way of an approval."""
        found = [one for one in self.problems if one.code in BLOCKING]
        if not self.over:
            found.append(Finding.of("sessions_not_over"))
        if not self.rows:
            found.append(Finding.of("nobody_listed"))
        return tuple(found)


def pending_list(
    connection: Connection,
    office: Office,
    code: str,
    kind: CertificateKind,
    now: datetime | None = None,
) -> ApprovalList:
    """Read the list as it stands now; raises ConnectorError `training_unknown`."""
    found = drafts(connection, office, code, kind, now)
    left_out = [one for draft in found.drafts if (one := _left_out(draft)) is not None]
    gone = {one.draft.seat for one in left_out}
    earned = [draft for draft in found.drafts if draft.seat not in gone]
    twice = _listed_twice(earned)
    left_out += [
        LeftOut(one, one.judgement, twice[one.seat]) for one in earned if one.seat in twice
    ]
    listed = tuple(one for one in earned if one.seat not in twice)
    rows = tuple(ApprovedRow(one.seat, one.person, one.snapshot) for one in listed)
    latest = approvals.latest(connection, found.id, kind)
    issued = approvals.in_force(connection, found.id, kind)
    return ApprovalList(
        id=found.id,
        training=found.training,
        kind=kind,
        drafts=found,
        rows=rows,
        listed=listed,
        fingerprint=list_fingerprint(rows),
        left_out=tuple(sorted(left_out, key=lambda one: found.drafts.index(one.draft))),
        latest=latest,
        differences=tuple(differences(rows, latest, issued)),
        course_changes=_course_changes(rows, latest),
        over=_is_over(found),
        problems=found.problems,
        now=found.now,
    )


def differences(
    rows: Sequence[ApprovedRow], latest: Approval | None, issued: Mapping[str, IssuedOn]
) -> list[Difference]:
    """Compare a list with the one approved last, and with what was issued: first who is on it.

    Without an approval in force only what was issued is looked at.
    """
    before = {one.person: one for one in latest.rows} if latest else {}
    found = [
        one
        for row in rows
        if (one := _difference(row, before.get(row.person), latest, issued.get(row.person)))
    ]
    there = {one.person for one in rows}
    gone = {one.person: (one.seat, one.snapshot) for one in issued.values()}
    gone |= {one.person: (one.seat, one.snapshot) for one in before.values()}
    for person, (seat, snapshot) in gone.items():
        if person not in there:
            certificate = issued.get(person)
            advice = Advice.REVOKE if certificate else Advice.NONE
            name = snapshot.holder.name
            found.append(Difference(seat, person, name, RowChange.DROPPED, (), certificate, advice))
    return found


def personal_changes(before: Snapshot, after: Snapshot) -> tuple[FieldChange, ...]:
    """List what is personal and stated otherwise: lines, score, band, what was taught."""
    return _changes(_personal(before), _personal(after))


def course_changes(before: Snapshot, after: Snapshot) -> tuple[FieldChange, ...]:
    """List what is stated otherwise of the training."""
    return _changes(_course(before), _course(after))


def _difference(
    row: ApprovedRow,
    base: ApprovedRow | None,
    latest: Approval | None,
    certificate: IssuedOn | None,
) -> Difference | None:
    stale = certificate is not None and certificate.snapshot != row.snapshot
    earlier = base.snapshot if base else certificate.snapshot if certificate else None
    fields = personal_changes(earlier, row.snapshot) if earlier else ()
    if certificate is not None and stale and not fields:
        fields = personal_changes(certificate.snapshot, row.snapshot)
    is_new = latest is not None and base is None
    if not (is_new or fields or stale):
        return None
    change = RowChange.ADDED if is_new else RowChange.CHANGED
    advice = Advice.REPLACE if stale else Advice.NONE
    name = row.snapshot.holder.name
    return Difference(row.seat, row.person, name, change, fields, certificate, advice)


def _personal(snapshot: Snapshot) -> dict[str, str]:
    written = snapshot_to_json(snapshot)
    taught = [f"{one.title} ({one.jp} JP)" for one in snapshot.taught]
    rest = {"band": snapshot.band, "score": written["score"], "taught": "; ".join(taught)}
    return _texts({**written["holder"], **rest, "photo": snapshot.photo})


def _course(snapshot: Snapshot) -> dict[str, str]:
    course = snapshot.course
    written = snapshot_to_json(snapshot)["course"]
    subjects = [
        f"{one.title} ({one.jp} JP: {', '.join(one.instructors)})" for one in course.subjects
    ]
    return _texts({**written, "subjects": "; ".join(subjects)})


def _texts(written: Mapping[str, object]) -> dict[str, str]:
    return {name: "" if value is None else str(value) for name, value in written.items()}


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(name, before.get(name, ""), value)
        for name, value in after.items()
        if value != before.get(name, "")
    )


def _left_out(draft: Draft) -> LeftOut | None:
    """Say why somebody is not on the list, or None for who is."""
    if draft.snapshot.kind is CertificateKind.TEACHING:
        if draft.snapshot.taught:
            return None
        return LeftOut(draft, None, (Finding.of("draft_nothing_taught"),))
    judgement = draft.judgement
    if judgement is not None and judgement.verdict is Verdict.EARNED:
        return None
    return LeftOut(draft, judgement, judgement.reasons if judgement else ())


def _listed_twice(earned: Sequence[Draft]) -> dict[str, tuple[Finding, ...]]:
    """Say whose seat might give one person a second certificate.

    A person has one seat of a role (the store refuses another). Where two persons bear one number
    they may be the same, and nobody can say whose it is: both wait until it is mended.
    """
    numbers = Counter(_number_of(one) for one in earned if _number_of(one))
    return {
        one.seat: (Finding.of("number_listed_twice"),)
        for one in earned
        if numbers[_number_of(one)] > 1
    }


def _number_of(draft: Draft) -> str:
    return draft.snapshot.holder.identity


def _course_changes(
    rows: Sequence[ApprovedRow], latest: Approval | None
) -> tuple[FieldChange, ...]:
    if latest is None or not latest.rows or not rows:
        return ()
    return course_changes(latest.rows[0].snapshot, rows[0].snapshot)


def _is_over(found: ClassDrafts) -> bool:
    """Say whether the class is over: its last session, or its last day where it has none."""
    sessions = found.training.sessions
    if sessions:
        return over(sessions, found.now)
    return found.course.last < found.now.astimezone(ZoneInfo(found.training.zone)).date()
