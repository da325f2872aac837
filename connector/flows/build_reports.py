"""Reports are drafted from the records: built in versions, written on, never changed once built.

    build       collects what the records say; a new version only where that is something new
    edit_text   a person rewrites one section; a new version says so

What was checked stays as it was. Building a checked report anew takes it back to its draft, with
the reason in its trail, and is for who checks it; the earlier versions stay as they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from connector.domain.reports import KIND_OF, ReportState, ReportType
from connector.errors import ConnectorError
from connector.flows.office import Office
from connector.flows.report_content import NUMBER, collect
from connector.flows.report_turns import (
    check_drafter,
    check_version,
    checkers_of,
    in_hand,
    is_administrator,
    report_of,
    training_of,
)
from connector.flows.whose_turn import may_act, today, user_of
from connector.reports.content import ReportContent, to_json
from connector.store import audit, office_deliveries, report_signings, reports, runs, units
from connector.store.reports import BUILD, EDIT, REOPEN, NewEntry, StoredReport, StoredVersion
from connector.store.signings import UNSETTLED
from connector.store.trainings import StoredTraining

DRAFTED = (ReportState.DRAFT, ReportState.RETURNED)
"""States in which a report is built and written on."""

LONGEST_TEXT = 20_000
"""Characters of one section that a person writes: some six pages."""

LONGEST_NOTE = 2000
"""Characters of a reason, or of the notes of a return."""


@dataclass(frozen=True)
class Built:
    """A report after it was built."""

    report: StoredReport
    version: StoredVersion
    fresh: bool
    """False where the records say nothing new: the newest version is as it was."""


def build(
    office: Office,
    code: str,
    type_: ReportType,
    *,
    actor: str,
    unit: int | None = None,
    for_unit: int | None = None,
    reopen: str = "",
) -> Built:
    """Collect a report from the records of this moment; keep it as a version if it is new.

    Without `unit` it belongs to the unit of the training's procedure, else to the only unit; to
    name another one is for administrators.
    `reopen` is the reason for taking a checked, signed or finished one back to its draft. Raises
    ConnectorError `training_unknown`, `report_not_yours`, `report_unit_unknown`,
    `report_settled` (checked or later, and no reason given), `report_signing_unsettled`,
    `report_note_long`.
    """
    reason = written(reopen, LONGEST_NOTE)
    now = office.clock()
    with office.engine.begin() as connection:
        training = training_of(connection, code)
        _check_units(connection, actor, unit, for_unit)
        known = reports.of_type(connection, training.id, type_)
        own, other = whose(connection, training.id, type_, known)
        check_drafter(connection, office, own, actor)
        own, other = (own if unit is None else unit), (other if for_unit is None else for_unit)
        report = reports.open_report(
            connection, training.id, type_, unit=own, for_unit=other, actor=actor, now=now
        )
        report = _placed(connection, report, own, other)
        if report.state not in DRAFTED:
            _take_back(connection, office, report, reason, actor)
            report = report_of(connection, code, type_, lock=True)
        content = collect(connection, office, code, type_, report.texts, now)
        return _keep(connection, office, training, report, content, BUILD, actor)


def edit_text(
    office: Office,
    code: str,
    type_: ReportType,
    key: str,
    text: str,
    *,
    version: int,
    actor: str,
) -> Built:
    """Rewrite one section of a draft; "" has it say what the records say again.

    `version` is what the writer had before them: whoever was overtaken is told. Raises
    ConnectorError `report_unknown`, `report_moved`, `report_outdated`, `report_not_yours`,
    `report_section_unknown`, `report_text_long`.
    """
    if len(text) > LONGEST_TEXT:
        raise ConnectorError("report_text_long", most=LONGEST_TEXT)
    plain = text.replace("\r\n", "\n").strip()
    now = office.clock()
    with office.engine.begin() as connection:
        training = training_of(connection, code)
        report = report_of(connection, code, type_, lock=True)
        check_drafter(connection, office, report.unit_id, actor)
        in_hand(DRAFTED, report)
        check_version(report, version)
        texts = {**report.texts, key: plain}
        if not plain:
            del texts[key]
        content = collect(connection, office, code, type_, texts, now)
        if key != NUMBER and key not in content.texts:
            raise ConnectorError("report_section_unknown", section=key[:40])
        reports.put_texts(connection, report.id, texts)
        return _keep(connection, office, training, report, content, EDIT, actor, section=key)


def written(text: str, most: int) -> str:
    """Return a note as it is kept; raises ConnectorError `report_note_long`."""
    plain = text.replace("\r\n", "\n").strip()
    if len(plain) > most:
        raise ConnectorError("report_note_long", most=most)
    return plain


def _take_back(
    connection: Connection, office: Office, report: StoredReport, reason: str, actor: str
) -> None:
    """Return a checked, signed or finished report to its draft; for who checks it.

    What still waits to be sent to the office is not sent any more.
    """
    if not reason:
        raise ConnectorError("report_settled", state=report.state.value)
    kind, user, now = KIND_OF[report.type], user_of(actor), office.clock()
    day = today(office, now)
    who = may_act(connection, user, report.unit_id, checkers_of(kind), day) if user else None
    if who is None:
        raise ConnectorError("report_not_yours")
    refuse_unsettled(connection, report)
    reports.move(connection, report, ReportState.DRAFT, now=now)
    withdrawn = reports.version(connection, report.id, report.version)
    if withdrawn is not None:
        office_deliveries.take_back(connection, withdrawn.id)
    entry = NewEntry(
        report.version, REOPEN, ReportState.DRAFT, actor, now, reason,
        {**who.detail(), "from": report.state.value},
    )  # fmt: skip
    reports.note(connection, report.id, entry)
    audit.note(
        connection, actor, "report.reopened", f"report:{report.id}", now=now,
        version=report.version, state=report.state.value,
    )  # fmt: skip


def refuse_unsettled(connection: Connection, report: StoredReport) -> None:
    """Refuse to touch a report of which nobody knows yet whether it was signed."""
    newest = reports.version(connection, report.id, report.version)
    signing = report_signings.of_version(connection, newest.id) if newest else None
    if signing is not None and signing.state in UNSETTLED:
        raise ConnectorError("report_signing_unsettled")


def _keep(
    connection: Connection,
    office: Office,
    training: StoredTraining,
    report: StoredReport,
    content: ReportContent,
    deed: str,
    actor: str,
    **detail: str,
) -> Built:
    """Add a version, unless the newest says the same and was never frozen."""
    newest = reports.version(connection, report.id, report.version)
    if newest and newest.fingerprint == content.fingerprint and not newest.frozen:
        return Built(report, newest, False)
    now = office.clock()
    made = reports.add_version(
        connection, report, to_json(content), content.fingerprint, actor=actor, now=now
    )
    entry = NewEntry(made.version, deed, report.state, actor, now, detail=detail)
    reports.note(connection, report.id, entry)
    audit.note(
        connection, actor, f"report.{'written' if deed == EDIT else 'built'}",
        f"report:{report.id}", now=now, version=made.version, type=report.type.value,
        training=training.id, fingerprint=made.fingerprint,
    )  # fmt: skip
    found = reports.get(connection, report.id)
    if found is None:
        raise AssertionError("what is held is there")
    return Built(found, made, True)


def units_of(
    connection: Connection, training_id: int, type_: ReportType
) -> tuple[int | None, int | None]:
    """Return whose a new report is, and for whom: as its procedure runs, else the only unit."""
    slug = KIND_OF[type_].procedure
    for found in runs.of_training(connection, training_id):
        run = found.run
        if run.slug == slug and run.stopped_at is None and run.unit_id is not None:
            return run.unit_id, run.for_unit_id
    there = [one.id for one in units.every(connection) if one.retired_at is None]
    return (there[0] if len(there) == 1 else None), None


def whose(
    connection: Connection, training_id: int, type_: ReportType, known: StoredReport | None
) -> tuple[int | None, int | None]:
    """Return whose a report is, and for whom; what is not said yet as for a new one."""
    own, other = units_of(connection, training_id, type_)
    if known is None:
        return own, other
    return (
        own if known.unit_id is None else known.unit_id,
        other if known.for_unit_id is None else known.for_unit_id,
    )


def _placed(
    connection: Connection, report: StoredReport, own: int | None, other: int | None
) -> StoredReport:
    """Say whose a draft is, and for whom; what was checked stays with whom it was."""
    if report.state not in DRAFTED or (own, other) == (report.unit_id, report.for_unit_id):
        return report
    reports.put_units(connection, report.id, unit=own, for_unit=other)
    return reports.get(connection, report.id) or report


def _check_units(connection: Connection, actor: str, *wanted: int | None) -> None:
    """Refuse units that are not there, and anybody but administrators who names one."""
    named = [one for one in wanted if one is not None]
    user = user_of(actor)
    if named and user is not None and not is_administrator(connection, user):
        raise ConnectorError("report_not_yours")
    known: Mapping[int, units.Unit] = units.of_ids(connection, named) if named else {}
    if any(one not in known or known[one].retired_at is not None for one in named):
        raise ConnectorError("report_unit_unknown")
