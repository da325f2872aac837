"""What any way of signing a report shares: the checked paper, its one signature, its keeping.

Nobody is called and nobody is let in here: who may do what is asked by `sign_reports` and
`carry_reports`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from connector import log
from connector.domain.procedures import Actor
from connector.domain.reports import ReportDeed, ReportState
from connector.errors import ConnectorError
from connector.flows.accept_signature import Judged
from connector.flows.office import Office
from connector.flows.report_files import version_of
from connector.flows.signing_batches import ANSWER_WITHIN
from connector.flows.whose_turn import may_act, today, user_of
from connector.store import archive, audit, officials, report_signings, reports
from connector.store.officials import StoredOfficial
from connector.store.report_signings import ReportSigning
from connector.store.reports import NewEntry, StoredReport, StoredVersion
from connector.store.signings import UNSETTLED, SigningState

ONE_SIGNATURE = 1
"""A report bears the signature of one head."""

_log = log.get("signature")


@dataclass(frozen=True)
class Signed:
    """Where a report's signature stands after a step."""

    state: SigningState
    code: str = ""
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Paper:
    """A checked version on its way to be signed, and all that the way needs."""

    report: StoredReport
    version: StoredVersion
    official: StoredOfficial
    content: bytes = field(repr=False)


def state_at(signing: ReportSigning, now: datetime) -> SigningState:
    """Return where a signature stands: sent too long ago is unknown, whoever sent it."""
    lost = (
        signing.state is SigningState.SENT
        and signing.asked_at is not None
        and signing.asked_at < now - ANSWER_WITHIN
    )
    return SigningState.UNKNOWN if lost else signing.state


def prepared(connection: Connection, paper: Paper, signer: str, actor: str) -> ReportSigning:
    return report_signings.prepare(
        connection, paper.version.id, paper.official.official.id, signer,
        sha_before=paper.version.pdf_sha256, actor=actor,
    )  # fmt: skip


def checked(connection: Connection, report: StoredReport, version: int) -> Paper:
    """Return the frozen paper of a version and who signs it; its bytes are read against their
    digest."""
    found = version_of(connection, report, version)
    content = reports.frozen_paper(connection, found.id)
    named = officials.get(connection, report.official_id) if report.official_id else None
    if content is None or named is None:
        raise ConnectorError("report_moved", state=report.state.value)
    if hashlib.sha256(content).hexdigest() != found.pdf_sha256:
        raise ConnectorError("report_damaged")
    return Paper(report, found, named, content)


def keep(
    office: Office, paper: Paper, signing: ReportSigning, judged: Judged, actor: str
) -> Signed:
    """Archive a signed paper and move the report; the first answer stands, a later one is noted.

    Raises `report_moved` where the report went back meanwhile: then nothing is kept.
    """
    now = office.clock()
    states = (*UNSETTLED, SigningState.OPEN, SigningState.HANDED)
    with office.engine.begin() as connection:
        report = reports.held(connection, paper.report.training_id, paper.report.type)
        subject = f"report:{paper.report.id}"
        if not report_signings.answer(
            connection, signing.id, signing.attempts, judged.answer, now=now, states=states
        ):
            audit.note(
                connection, actor, "report.signature_late", subject, now=now,
                version=paper.version.version, sha256=judged.sha256,
            )  # fmt: skip
            return Signed(_standing(connection, paper.version.id))
        standing = (ReportState.CHECKED, paper.version.version)
        if report is None or (report.state, report.version) != standing:
            raise ConnectorError("report_moved", state=report.state.value if report else "")
        digest = archive.put(connection, judged.content, actor=actor, now=now)
        reports.put_signed(connection, paper.version.id, digest)
        reports.move(connection, report, ReportState.SIGNED, now=now)
        official = paper.official.official.id
        detail = {**_as_whom(connection, office, report, actor), "official": official}
        entry = NewEntry(
            report.version, ReportDeed.SIGN.value, ReportState.SIGNED, actor, now,
            detail={**detail, "sha256": digest, "signer": signing.signer},
        )  # fmt: skip
        reports.note(connection, report.id, entry)
        audit.note(
            connection, actor, "report.sign", subject, now=now, version=report.version,
            sha256=digest, official=official,
        )  # fmt: skip
    _log.info("signed", report=paper.report.id)
    return Signed(SigningState.SIGNED)


def _standing(connection: Connection, version_id: int) -> SigningState:
    found = report_signings.of_version(connection, version_id)
    return found.state if found else SigningState.OPEN


def _as_whom(
    connection: Connection, office: Office, report: StoredReport, actor: str
) -> dict[str, int | str]:
    """Return as whom somebody of the unit signed, for the trail; {} for who only carried it."""
    user = user_of(actor)
    day = today(office, office.clock())
    held = may_act(connection, user, report.unit_id, Actor.HEAD, day) if user is not None else None
    return held.detail() if held else {}
