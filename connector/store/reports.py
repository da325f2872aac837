"""Queries about reports: one of a type and training, its versions, its trail; nothing is decided.

A built version is never changed. Its check adds the frozen paper and sheet to it, once; its
signature adds the digest of the signed paper, which lies in the archive.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select, update

from connector.domain.reports import ReportState, ReportType
from connector.domain.reports import milestone as milestone_of
from connector.store import archive
from connector.store.engine import insert_into
from connector.store.tables import report_entries, report_versions, reports

BUILD, EDIT, REOPEN = "build", "edit", "reopen"
"""Deeds of the trail that move no report along its chain; REOPEN takes it back to its draft."""
HAND_OUT, SEND = "hand_out", "send"
"""The paper was taken along to be signed; it was given to the office's mail."""


@dataclass(frozen=True)
class StoredReport:
    """Where the report of one type of one training stands."""

    id: int
    training_id: int
    type: ReportType
    state: ReportState
    version: int
    """The newest; 0 before the first is built."""
    unit_id: int | None
    """Whose report it is; nobody can check one without."""
    for_unit_id: int | None
    """Whose head it is for, where that is another unit."""
    official_id: int | None
    """Who is printed to sign it; set by the check."""
    texts: Mapping[str, str]
    """What people wrote, by section; a section that is missing says what the records say."""
    opened_at: datetime
    opened_by: str
    moved_at: datetime


@dataclass(frozen=True)
class StoredVersion:
    """One version of a report, without its files."""

    id: int
    report_id: int
    version: int
    content: Mapping[str, Any]
    """A `ReportContent` as plain JSON."""
    fingerprint: str
    built_at: datetime
    built_by: str
    pdf_sha256: str
    """Digest of the paper that was checked; "" until a check froze it."""
    signed_sha256: str
    """Digest of the signed paper in the archive; "" until then."""

    @property
    def frozen(self) -> bool:
        return bool(self.pdf_sha256)


@dataclass(frozen=True)
class ReportEntry:
    """One line of a report's trail."""

    id: int
    report_id: int
    version: int
    deed: str
    """A `ReportDeed`, or one of this module's own."""
    state: str
    """Where the report stood after it."""
    actor: str
    at: datetime
    note: str
    detail: Mapping[str, Any]


@dataclass(frozen=True)
class NewEntry:
    """What is written into the trail."""

    version: int
    deed: str
    state: ReportState
    actor: str
    at: datetime
    note: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


def open_report(
    connection: Connection,
    training_id: int,
    type_: ReportType,
    *,
    unit: int | None,
    for_unit: int | None,
    actor: str,
    now: datetime,
) -> StoredReport:
    """Return the report of a type, made as an empty draft where there is none; locked."""
    connection.execute(
        insert_into(connection, reports)
        .values(
            training_id=training_id,
            type=type_.value,
            state=ReportState.DRAFT.value,
            version=0,
            unit_id=unit,
            for_unit_id=for_unit,
            texts={},
            opened_at=now,
            opened_by=actor,
            moved_at=now,
        )
        .on_conflict_do_nothing(index_elements=["training_id", "type"])
    )
    row = connection.execute(_of(training_id, type_).with_for_update()).one()
    return _report(row)


def of_type(connection: Connection, training_id: int, type_: ReportType) -> StoredReport | None:
    row = connection.execute(_of(training_id, type_)).one_or_none()
    return None if row is None else _report(row)


def held(connection: Connection, training_id: int, type_: ReportType) -> StoredReport | None:
    """Return a report, locked to the end of the transaction: who comes second waits."""
    row = connection.execute(_of(training_id, type_).with_for_update()).one_or_none()
    return None if row is None else _report(row)


def get(connection: Connection, report_id: int) -> StoredReport | None:
    row = connection.execute(select(reports).where(reports.c.id == report_id)).one_or_none()
    return None if row is None else _report(row)


def of_training(connection: Connection, training_id: int) -> list[StoredReport]:
    """List a training's reports in the order they were opened."""
    return _listed(connection, select(reports).where(reports.c.training_id == training_id))


def every(
    connection: Connection, states: Collection[ReportState] | None = None
) -> list[StoredReport]:
    """List the reports of all trainings, or those in some states, the oldest first."""
    query = select(reports)
    if states is not None:
        query = query.where(reports.c.state.in_([one.value for one in states]))
    return _listed(connection, query)


def standing_of_trainings(
    connection: Connection, training_ids: Collection[int]
) -> dict[int, dict[ReportType, ReportState]]:
    """Return where the reports of some trainings stand, in one query."""
    found: dict[int, dict[ReportType, ReportState]] = {one: {} for one in training_ids}
    rows = connection.execute(
        select(reports.c.training_id, reports.c.type, reports.c.state)
        .where(reports.c.training_id.in_(training_ids), reports.c.version > 0)
        .order_by(reports.c.id)
    )
    for row in rows:
        found[row.training_id][ReportType(row.type)] = ReportState(row.state)
    return found


def put_units(
    connection: Connection, report_id: int, *, unit: int | None, for_unit: int | None
) -> None:
    connection.execute(
        update(reports).where(reports.c.id == report_id).values(unit_id=unit, for_unit_id=for_unit)
    )


def put_texts(connection: Connection, report_id: int, texts: Mapping[str, str]) -> None:
    connection.execute(update(reports).where(reports.c.id == report_id).values(texts=dict(texts)))


def add_version(
    connection: Connection,
    report: StoredReport,
    content: Mapping[str, Any],
    fingerprint: str,
    *,
    actor: str,
    now: datetime,
) -> StoredVersion:
    """Add the next version of a report that the caller holds."""
    row = connection.execute(
        report_versions.insert()
        .values(
            report_id=report.id,
            version=report.version + 1,
            content=dict(content),
            fingerprint=fingerprint,
            built_at=now,
            built_by=actor,
        )
        .returning(*_DESCRIBED)
    ).one()
    connection.execute(
        update(reports).where(reports.c.id == report.id).values(version=report.version + 1)
    )
    return _version(row)


def move(
    connection: Connection,
    report: StoredReport,
    to: ReportState,
    *,
    now: datetime,
    official: int | None = None,
) -> bool:
    """Move a report on from the state it was read in; False when somebody else moved it first."""
    values: dict[str, Any] = {"state": to.value, "moved_at": now}
    if official is not None:
        values["official_id"] = official
    moved = connection.execute(
        update(reports)
        .where(
            reports.c.id == report.id,
            reports.c.state == report.state.value,
            reports.c.version == report.version,
        )
        .values(**values)
    ).rowcount
    return bool(moved)


def freeze(
    connection: Connection, version_id: int, *, pdf: bytes, pdf_sha256: str, workbook: bytes
) -> bool:
    """Keep the paper and the sheet of a version for good; False when it has them already."""
    kept = connection.execute(
        update(report_versions)
        .where(report_versions.c.id == version_id, report_versions.c.pdf_sha256.is_(None))
        .values(pdf=pdf, pdf_sha256=pdf_sha256, workbook=workbook)
    ).rowcount
    return bool(kept)


def put_signed(connection: Connection, version_id: int, sha256: str) -> bool:
    """Name the archived, signed paper of a version; False when it has one already."""
    kept = connection.execute(
        update(report_versions)
        .where(report_versions.c.id == version_id, report_versions.c.signed_sha256.is_(None))
        .values(signed_sha256=sha256)
    ).rowcount
    return bool(kept)


def version(connection: Connection, report_id: int, number: int) -> StoredVersion | None:
    row = connection.execute(
        select(*_DESCRIBED).where(
            report_versions.c.report_id == report_id, report_versions.c.version == number
        )
    ).one_or_none()
    return None if row is None else _version(row)


def version_by_id(connection: Connection, version_id: int) -> StoredVersion | None:
    row = connection.execute(
        select(*_DESCRIBED).where(report_versions.c.id == version_id)
    ).one_or_none()
    return None if row is None else _version(row)


def versions(connection: Connection, report_id: int) -> list[StoredVersion]:
    """List the versions of a report, the newest first."""
    rows = connection.execute(
        select(*_DESCRIBED)
        .where(report_versions.c.report_id == report_id)
        .order_by(report_versions.c.version.desc())
    )
    return [_version(row) for row in rows]


def frozen_paper(connection: Connection, version_id: int) -> bytes | None:
    """Return the unsigned paper that was checked, or None before the check."""
    found = connection.execute(
        select(report_versions.c.pdf).where(report_versions.c.id == version_id)
    ).scalar_one_or_none()
    return None if found is None else bytes(found)


def printed(connection: Connection, version_id: int) -> bytes | None:
    """Return the paper as it counts now: signed, else as it was checked, else None.

    Raises ConnectorError `archived_damaged` when signed bytes are not those that were kept.
    """
    digest = connection.execute(
        select(report_versions.c.signed_sha256).where(report_versions.c.id == version_id)
    ).scalar_one_or_none()
    if digest is not None:
        return archive.content(connection, digest)
    return frozen_paper(connection, version_id)


def workbook(connection: Connection, version_id: int) -> bytes | None:
    """Return the sheet that was frozen with the paper, or None before the check."""
    found = connection.execute(
        select(report_versions.c.workbook).where(report_versions.c.id == version_id)
    ).scalar_one_or_none()
    return None if found is None else bytes(found)


def note(connection: Connection, report_id: int, entry: NewEntry) -> None:
    """Write a line into a report's trail, in the transaction of the deed."""
    connection.execute(
        report_entries.insert().values(
            report_id=report_id,
            version=entry.version,
            deed=entry.deed,
            state=entry.state.value,
            actor=entry.actor,
            at=entry.at,
            note=entry.note,
            detail=dict(entry.detail),
        )
    )


def entries(connection: Connection, report_id: int) -> list[ReportEntry]:
    """List a report's trail, the oldest first."""
    return entries_of(connection, [report_id]).get(report_id, [])


def entries_of(connection: Connection, report_ids: Collection[int]) -> dict[int, list[ReportEntry]]:
    """Return the trails of some reports, the oldest line first, in one query."""
    found: dict[int, list[ReportEntry]] = {}
    rows = connection.execute(
        select(report_entries)
        .where(report_entries.c.report_id.in_(report_ids))
        .order_by(report_entries.c.id)
    )
    for row in rows:
        found.setdefault(row.report_id, []).append(ReportEntry(**row._asdict()))
    return found


def reached(
    connection: Connection, training_ids: Collection[int]
) -> dict[int, dict[str, datetime]]:
    """Return the states that reports have reached and not left, as milestones, with when.

    A return takes back everything; the draft counts again once somebody has built or written
    after it. Two queries for all trainings.
    """
    listed = _listed(connection, select(reports).where(reports.c.training_id.in_(training_ids)))
    trails = entries_of(connection, [one.id for one in listed])
    found: dict[int, dict[str, datetime]] = {one: {} for one in training_ids}
    for one in listed:
        for state, at in states_reached(trails.get(one.id, ())).items():
            found[one.training_id][milestone_of(one.type, state)] = at
    return found


def states_reached(trail: Sequence[ReportEntry]) -> dict[ReportState, datetime]:
    """Fold a trail into the states that still hold, each with the moment it was reached."""
    found: dict[ReportState, datetime] = {}
    for entry in trail:
        state = ReportState(entry.state)
        if state is ReportState.RETURNED and entry.deed not in (BUILD, EDIT):
            found = {ReportState.RETURNED: entry.at}
        elif entry.deed == REOPEN:
            found = {}
        elif entry.deed in (BUILD, EDIT):
            found.setdefault(ReportState.DRAFT, entry.at)
        elif state not in (ReportState.DRAFT, ReportState.RETURNED):
            found.pop(ReportState.RETURNED, None)
            found.setdefault(ReportState.DRAFT, entry.at)
            found.setdefault(state, entry.at)
    return found


_DESCRIBED = [
    report_versions.c[name]
    for name in (
        "id",
        "report_id",
        "version",
        "content",
        "fingerprint",
        "built_at",
        "built_by",
        "pdf_sha256",
        "signed_sha256",
    )
]
"""Everything but the files: they are big, and only downloads need them."""


def _of(training_id: int, type_: ReportType) -> Select[Any]:
    return select(reports).where(
        reports.c.training_id == training_id, reports.c.type == type_.value
    )


def _listed(connection: Connection, query: Select[Any]) -> list[StoredReport]:
    return [_report(row) for row in connection.execute(query.order_by(reports.c.id))]


def _report(row: Row[Any]) -> StoredReport:
    values = row._asdict()
    return StoredReport(**{**values, "type": ReportType(row.type), "state": ReportState(row.state)})


def _version(row: Row[Any]) -> StoredVersion:
    values = row._asdict()
    return StoredVersion(
        **{
            **values,
            "pdf_sha256": row.pdf_sha256 or "",
            "signed_sha256": row.signed_sha256 or "",
        }
    )
