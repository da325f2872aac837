"""Makes the parcel that goes to one target: the event as JSON, as a letter, and its files.

A target that takes files gets them; any other gets signed links to them that expire.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from connector.domain.certificates import CertificateKind, CertificateState
from connector.domain.numbering import show_code
from connector.domain.office_events import EventType, Vendor
from connector.errors import ConnectorError
from connector.flows.office import Office
from connector.flows.office_facts import moment, whole_numbers
from connector.flows.office_letters import letter
from connector.flows.siasn_data import institution
from connector.reports.siasn_fields import options_of
from connector.reports.siasn_sheet import Finished, siasn_workbook
from connector.reports.targets.base import Attachment
from connector.reports.targets.office import Parcel
from connector.store import archive, certificates, reports, trainings
from connector.store.office_deliveries import Delivery
from connector.store.office_events import StoredEvent
from connector.store.office_targets import StoredTarget

LINK_LIFE = timedelta(days=7)
"""How long a link to a file is good: longer than the attempts go on."""

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def parcel(
    connection: Connection,
    office: Office,
    delivery: Delivery,
    event: StoredEvent,
    target: StoredTarget,
    *,
    now: datetime,
) -> Parcel:
    """Return what a target is sent of an event; whole numbers only where it may have them."""
    data = dict(event.content)
    if target.options.numbers:
        data = whole_numbers(connection, event.type, event.key, data)
    files = files_of(connection, office, event, target)
    carried = office.ways[target.vendor].takes_files
    if files:
        data["files"] = [
            _listed(office, delivery, at, one, now, linked=not carried)
            for at, one in enumerate(files)
        ]
    body = _body(event, data)
    subject, text = letter(event, data)
    return Parcel(
        message_id=event.message_id,
        type=event.type.value,
        body=body,
        subject=subject,
        text=text,
        at=event.at,
        files=files if carried else (),
    )


def _body(event: StoredEvent, data: dict[str, Any]) -> bytes:
    """The payload as Standard Webhooks has it, minified; `id` and `version` besides."""
    payload = {
        "type": event.type.value,
        "timestamp": moment(event.at),
        "id": event.message_id,
        "version": event.version,
        "data": data,
    }
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()


def files_of(
    connection: Connection, office: Office, event: StoredEvent, target: StoredTarget
) -> Sequence[Attachment]:
    """Return the files of an event that a target may have, always in the same order.

    A certificate bears a whole number, so that only a target that may have numbers gets it; the
    MyASN sheet is made of them, and is for targets that are there for it.
    """
    if event.type is EventType.REPORT_DELIVERED:
        return _report_files(connection, int(event.key))
    if event.type is EventType.CERTIFICATE_ISSUED and target.options.numbers:
        return _certificate_file(connection, int(event.key))
    sheet = target.vendor is Vendor.SIASN or target.options.numbers
    if event.type is EventType.SHEET_READY and sheet:
        return _sheet(connection, office, event)
    return ()


def _report_files(connection: Connection, version_id: int) -> Sequence[Attachment]:
    """The paper as it counts, signed where it is, and its sheet."""
    version = reports.version_by_id(connection, version_id)
    report = reports.get(connection, version.report_id) if version else None
    if version is None or report is None:
        raise ConnectorError("office_report_unknown")
    stored = trainings.by_id(connection, report.training_id)
    code = stored.code if stored else str(report.training_id)
    name = plain_name(f"laporan-{report.type.value}-{code}-v{version.version}")
    paper = reports.printed(connection, version_id)
    sheet = reports.workbook(connection, version_id)
    papers = [Attachment(f"{name}.pdf", PDF, paper)] if paper else []
    return papers + ([Attachment(f"{name}.xlsx", XLSX, sheet)] if sheet else [])


def _certificate_file(connection: Connection, number: int) -> Sequence[Attachment]:
    one = certificates.get(connection, number)
    if one is None or not one.sha256 or not one.valid:
        return ()
    name = plain_name(f"{one.kind.value.upper()}-{one.number}")
    return (Attachment(f"{name}.pdf", PDF, archive.content(connection, one.sha256)),)


def _sheet(connection: Connection, office: Office, event: StoredEvent) -> Sequence[Attachment]:
    """The same sheet at every attempt: its date is the event's."""
    stored = trainings.by_id(connection, event.training_id or 0)
    if stored is None:
        return ()
    everyone = [
        Finished(one.content, one.number, office.check_address(show_code(one.code)))
        for one in certificates.of_training(connection, stored.id, CertificateKind.STTP)
        if one.state is CertificateState.ARCHIVED
    ]
    content = siasn_workbook(
        everyone,
        institution(office),
        options_of(stored.settings.options),
        office.language,
        created=event.at,
    )
    return (Attachment(f"{plain_name(stored.code)}-MyASN.xlsx", XLSX, content),)


def _listed(
    office: Office, delivery: Delivery, at: int, one: Attachment, now: datetime, *, linked: bool
) -> dict[str, Any]:
    listed: dict[str, Any] = {
        "name": one.name,
        "media_type": one.media_type,
        "size": len(one.content),
        "sha256": hashlib.sha256(one.content).hexdigest(),
    }
    if linked:
        until = (now + LINK_LIFE).replace(microsecond=0)
        listed["url"] = office.file_address(file_name(delivery.id, at, until))
        listed["expires_at"] = moment(until)
    return listed


def file_name(delivery_id: int, at: int, until: datetime) -> str:
    """Name a file of a delivery, and until when it may be fetched; it is signed as it stands."""
    return f"{delivery_id}-{at}-{int(until.timestamp())}"


def read_file_name(name: str) -> tuple[int, int, datetime] | None:
    """Return (delivery, position, until) of a name that was signed here."""
    found = re.fullmatch(r"([0-9]{1,9})-([0-9]{1,2})-([0-9]{1,11})", name, re.ASCII)
    if found is None:
        return None
    return int(found[1]), int(found[2]), datetime.fromtimestamp(int(found[3]), UTC)


def plain_name(text: str) -> str:
    """Return plain letters for every system and every header."""
    return re.sub(r"[^A-Za-z0-9.-]+", "-", text).strip("-.")[:100] or "berkas"
