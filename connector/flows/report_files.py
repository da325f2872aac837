"""The paper and the sheet of a report's version: drafts printed on the fly, later ones as kept.

A draft says so on every page. From its check on a version's paper is a file that was kept, and
nothing is printed again: what is shown, signed and sent is what was checked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from connector.documents.signing.base import DirectSigner
from connector.domain.certificate_lines import official_identity, official_title
from connector.domain.indonesian import clock_time, long_date, zone_label
from connector.domain.procedures import Actor
from connector.domain.reports import KIND_OF, ReportType
from connector.errors import ConnectorError
from connector.flows.office import Office
from connector.flows.report_turns import report_of
from connector.flows.report_words import REPORTS
from connector.flows.signing_batches import MANUAL
from connector.messages import say
from connector.reports.content import from_json
from connector.reports.report_paper import PaperSigner, Standing, report_pdf
from connector.reports.report_workbook import report_workbook
from connector.store import reports
from connector.store.engine import reading
from connector.store.officials import StoredOfficial
from connector.store.reports import StoredReport, StoredVersion

Make = Callable[[Office, str, ReportType, int], tuple[str, bytes]]
"""Office, training, type and version → name and content of a file."""


def paper(office: Office, code: str, type_: ReportType, number: int) -> tuple[str, bytes]:
    """Return a version's paper with a name for its file: signed, as checked, or as a draft.

    Raises ConnectorError `report_unknown`, `report_version_unknown`, `archived_damaged`.
    """
    with reading(office.engine) as connection:
        version = version_of(connection, report_of(connection, code, type_), number)
        kept = reports.printed(connection, version.id)
    if kept is None:
        standing = Standing(draft=True, version=version.version)
        kept = report_pdf(from_json(version.content), standing, now=version.built_at)
    return file_name(code, type_, version.version, "pdf"), kept


def sheet(office: Office, code: str, type_: ReportType, number: int) -> tuple[str, bytes]:
    """Return a version's figures and tables as a spreadsheet, with a name for its file."""
    with reading(office.engine) as connection:
        version = version_of(connection, report_of(connection, code, type_), number)
        kept = reports.workbook(connection, version.id)
    if kept is None:
        kept = report_workbook(from_json(version.content), now=version.built_at)
    return file_name(code, type_, version.version, "xlsx"), kept


def checked_paper(
    office: Office,
    version: StoredVersion,
    report: StoredReport,
    official: StoredOfficial | None,
    checked_by: str,
    role: Actor,
) -> tuple[bytes, bytes]:
    """Print the paper and the sheet that are kept at a check; stores nothing."""
    now = office.clock()
    content = from_json(version.content)
    line = _words(
        office, "report_paper_checked", name=checked_by, role=role_word(office, role),
        moment=_moment(now, content.zone),
    )  # fmt: skip
    signers = (_signer(office, official, now, content.zone),) if official else ()
    standing = Standing(draft=False, version=version.version, lines=(line,), signers=signers)
    return report_pdf(content, standing, now=now), report_workbook(content, now=now)


def version_of(connection: Connection, report: StoredReport, number: int) -> StoredVersion:
    """Return a version of a report; raises ConnectorError `report_version_unknown`."""
    found = reports.version(connection, report.id, number)
    if found is None:
        raise ConnectorError("report_version_unknown", version=number)
    return found


def file_name(code: str, type_: ReportType, version: int, ending: str) -> str:
    """`laporan-pelatihan-PJJ-2026-01-v2.pdf`: plain letters, whatever the training's code."""
    title = KIND_OF[type_].title.id
    plain = re.sub(r"[^A-Za-z0-9]+", "-", f"{title} {code}").strip("-").lower()
    return f"{plain}-v{version}.{ending}"


def role_word(office: Office, role: Actor) -> str:
    """What the office's papers call a role."""
    return _words(office, f"report_role_{role.value}")


def _signer(office: Office, official: StoredOfficial, now: datetime, zone: str) -> PaperSigner:
    one = official.official
    electronic = isinstance(office.signers.get(official.signer or MANUAL), DirectSigner)
    local = now.astimezone(ZoneInfo(zone))
    where = f"{office.place}, {long_date(local.date())}" if office.place else ""
    return PaperSigner(
        title=official_title(one),
        name=one.name,
        rank=one.rank,
        identity=official_identity(one),
        note=_words(office, "report_paper_electronic") if electronic else "",
        place_and_date=where,
    )


def _moment(now: datetime, zone: str) -> str:
    local = now.astimezone(ZoneInfo(zone))
    return f"{long_date(local.date())} {clock_time(local.time())} {zone_label(zone)}"


def _words(office: Office, code: str, **params: str | int) -> str:
    return say(REPORTS, code, params, office.language)[0]
