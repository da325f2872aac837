"""The signature on a report: the official's own, on the very bytes that were checked, asked once.

    sign             claim → call the signer → judge → keep; the claim is stored before the call
    request_code     a one-time code is sent to the official, where the signer has such codes
    settle_unknown   a person says what became of a call nobody knows the end of

What is signed outside goes out and comes in by `carry_reports`.

A call is never repeated by itself. Whoever dies between claim and answer leaves SENT behind,
which is UNKNOWN after some minutes. What the official typed is in `secret` and nowhere else: it
is handed to one call and to nothing that stores, logs or raises.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from connector import log
from connector.documents.signing.base import (
    Account,
    DirectSigner,
    Reason,
    Secret,
    SendsCodes,
)
from connector.domain.reports import ReportDeed, ReportState, ReportType
from connector.errors import ConnectorError, TemporaryError
from connector.flows.accept_signature import judge
from connector.flows.office import Office
from connector.flows.report_signature import (
    ONE_SIGNATURE,
    Paper,
    Signed,
    checked,
    keep,
    prepared,
    state_at,
)
from connector.flows.report_turns import check_version, mover, report_of
from connector.flows.sign_certificates import LOST, Settlement
from connector.flows.signing_batches import ANSWER_WITHIN, account_of, carries, signer_of
from connector.flows.whose_turn import user_of
from connector.store import audit, report_signings
from connector.store.engine import reading
from connector.store.officials import StoredOfficial
from connector.store.report_signings import ReportSigning
from connector.store.signings import CLAIMABLE, Answer, SigningState

__all__ = ["Settlement", "Signed", "request_code", "settle_unknown", "sign", "state_at"]

_log = log.get("signature")


@dataclass(frozen=True)
class _Claimed:
    paper: Paper
    signing: ReportSigning
    signer: DirectSigner
    account: Account


def sign(
    office: Office,
    code: str,
    type_: ReportType,
    secret: Secret | None,
    *,
    version: int,
    actor: str,
) -> Signed:
    """Ask for the signature on a checked version; say how it ended.

    What is signed already, or under way with somebody else, is told as it stands and nobody is
    called. Raises ConnectorError before anything is claimed: `report_unknown`, `report_moved`,
    `report_outdated`, `report_not_yours`, `report_other_official`, `signer_not_direct`,
    `secret_missing`, `report_damaged`.
    """
    claimed = _claim(office, code, type_, secret, version, actor)
    if isinstance(claimed, Signed):
        return claimed
    reason = Reason(location=office.place, moment=office.clock())
    try:
        answer = claimed.signer.sign(claimed.paper.content, claimed.account, secret, reason)
    except TemporaryError as error:
        state = SigningState.UNKNOWN if error.ambiguous else SigningState.REFUSED
        return _note(office, claimed, Answer(state, error.code, error.params), actor)
    except ConnectorError as error:
        return _note(office, claimed, Answer(SigningState.REFUSED, error.code, error.params), actor)
    judged = judge(office, claimed.paper.content, answer, ONE_SIGNATURE)
    if judged.code:
        return _note(office, claimed, judged.answer, actor)
    return keep(office, claimed.paper, claimed.signing, judged, actor)


def request_code(office: Office, code: str, type_: ReportType, *, version: int, actor: str) -> None:
    """Have a one-time code for the signature sent to the official.

    Raises `code_not_sent` where this way of signing has no codes, what `sign` raises before it
    claims, and what the signer raises.
    """
    with reading(office.engine) as connection:
        paper = _paper(connection, office, code, type_, version, actor)
        _check_own(paper.official, actor)
        signer, account = signer_of(office, paper.official), account_of(office, paper.official)
    if not isinstance(signer, SendsCodes):
        raise ConnectorError("code_not_sent", signer=paper.official.signer)
    signer.request_totp(account)


def settle_unknown(
    office: Office,
    code: str,
    type_: ReportType,
    settlement: Settlement,
    *,
    version: int,
    actor: str,
    signed: bytes = b"",
) -> Signed:
    """Settle a signature that is UNKNOWN, or was sent and never answered; nobody is called.

    For the official and for administrators. With the signed file it is judged like any answer.
    Raises ConnectorError `signing_settled` where there is nothing to settle, `report_not_yours`,
    or the code of `judge` for a file that is not what was asked for.
    """
    with office.engine.begin() as connection:
        report = report_of(connection, code, type_, lock=True)
        check_version(report, version)
        paper = checked(connection, report, version)
        if user_of(actor) != paper.official.user_id and not carries(connection, actor):
            raise ConnectorError("report_not_yours")
        signing = _given_up(connection, office, paper)
        if settlement is Settlement.TRY_AGAIN:
            report_signings.reopen(connection, signing.id)
            audit.note(
                connection, actor, "report.signing_tried_again", f"report:{report.id}",
                now=office.clock(), version=version, attempt=signing.attempts,
            )  # fmt: skip
            return Signed(SigningState.OPEN)
    judged = judge(office, paper.content, signed, ONE_SIGNATURE, brought=True)
    if judged.code:
        raise ConnectorError(judged.code)
    return keep(office, paper, signing, judged, actor)


def _claim(
    office: Office,
    code: str,
    type_: ReportType,
    secret: Secret | None,
    version: int,
    actor: str,
) -> _Claimed | Signed:
    """Check who asks for what, and claim it; committed when this returns."""
    with office.engine.begin() as connection:
        report = report_of(connection, code, type_, lock=True)
        if report.state is ReportState.SIGNED and report.version == version:
            return Signed(SigningState.SIGNED)
        paper = _paper(connection, office, code, type_, version, actor, lock=True)
        _check_own(paper.official, actor)
        signer, account = signer_of(office, paper.official), account_of(office, paper.official)
        if not isinstance(signer, DirectSigner):
            raise ConnectorError("signer_not_direct", signer=paper.official.signer)
        if signer.asks and (secret is None or not secret.value or secret.kind not in signer.asks):
            raise ConnectorError("secret_missing")
        signing = prepared(connection, paper, signer.name, actor)
        now = office.clock()
        if signing.state not in CLAIMABLE:
            return Signed(state_at(signing, now), _code(signing, now), signing.params)
        if report_signings.claim(connection, signing.id, actor=actor, now=now) is None:
            return Signed(SigningState.SENT)
        claimed = report_signings.of_version(connection, paper.version.id)
        if claimed is None:
            raise AssertionError("what was claimed is there")
        audit.note(
            connection, actor, "report.signature_asked", f"report:{report.id}", now=now,
            version=version, attempt=claimed.attempts, sha256=claimed.sha_before,
        )  # fmt: skip
    return _Claimed(paper, claimed, signer, account)


def _code(signing: ReportSigning, now: datetime) -> str:
    lost = signing.state is SigningState.SENT and state_at(signing, now) is SigningState.UNKNOWN
    return LOST if lost else signing.code


def _note(office: Office, claimed: _Claimed, told: Answer, actor: str) -> Signed:
    """Store that a call ended without a signature that holds."""
    now, report = office.clock(), claimed.paper.report
    with office.engine.begin() as connection:
        report_signings.answer(
            connection, claimed.signing.id, claimed.signing.attempts, told, now=now
        )
        audit.note(
            connection, actor, f"report.signature_{told.state.value}", f"report:{report.id}",
            now=now, version=claimed.paper.version.version, attempt=claimed.signing.attempts,
            code=told.code,
        )  # fmt: skip
    _log.info(told.state.value, report=report.id, code=told.code)
    return Signed(told.state, told.code, told.params or {})


def _paper(
    connection: Connection,
    office: Office,
    code: str,
    type_: ReportType,
    version: int,
    actor: str,
    *,
    lock: bool = False,
) -> Paper:
    """Return what is to be signed, for somebody who may; else refuse."""
    report = report_of(connection, code, type_, lock=lock)
    mover(connection, office, report, ReportDeed.SIGN, actor)
    check_version(report, version)
    return checked(connection, report, version)


def _check_own(official: StoredOfficial, actor: str) -> None:
    """Refuse everybody but the official's own user, however high they stand."""
    if not official.active:
        raise ConnectorError("official_inactive")
    if official.user_id is None or official.user_id != user_of(actor):
        raise ConnectorError("report_other_official", official=official.official.name)


def _given_up(connection: Connection, office: Office, paper: Paper) -> ReportSigning:
    """Return the signature to settle; refuses one that is not unknown: `signing_settled`."""
    signing = report_signings.of_version(connection, paper.version.id)
    if signing is None:
        raise ConnectorError("signing_settled")
    before = office.clock() - ANSWER_WITHIN
    report_signings.give_up(connection, signing.id, before, LOST)
    found = report_signings.of_version(connection, paper.version.id)
    if found is None or found.state is not SigningState.UNKNOWN:
        raise ConnectorError("signing_settled")
    return found
