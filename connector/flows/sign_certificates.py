"""One signature at a time: asked for once, its answer judged and kept, doubt left to a person.

    sign_one         claim → call the signer → judge → keep; the claim is stored before the call
    request_code     a one-time code is sent to the official, where the signer has such codes
    settle_unknown   a person says what became of a call nobody knows the end of

A call is never repeated by itself. Whoever dies between claim and answer leaves SENT behind,
which is UNKNOWN after some minutes. What the official typed is in `secret` and nowhere else: it
is handed to one call and to nothing that stores, logs or raises.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import Connection

from connector import log
from connector.documents.signing.base import (
    Account,
    DirectSigner,
    Reason,
    Secret,
    SendsCodes,
)
from connector.domain.certificates import CertificateState
from connector.errors import ConnectorError, TemporaryError
from connector.flows.accept_signature import Judged, close_if_done, judge, keep
from connector.flows.office import Office
from connector.flows.signing_batches import (
    ANSWER_WITHIN,
    account_of,
    batch_of,
    carries,
    may_sign,
    official_of,
    signer_of,
    state_at,
)
from connector.store import audit, certificates, renditions, signings
from connector.store.certificates import Certificate
from connector.store.engine import reading
from connector.store.signings import Answer, Batch, Signing, SigningState

LOST = "signing_lost"
"""Why a signature is unknown that was sent and never answered."""

_log = log.get("signature")


class Settlement(StrEnum):
    """What a person says of a signature nobody knows the end of."""

    TRY_AGAIN = "try_again"
    """It is asked for once more."""
    SIGNED = "signed"
    """Here is the signed file."""


@dataclass(frozen=True)
class Outcome:
    """Where one certificate's signature stands after a step."""

    certificate_id: int
    state: SigningState
    code: str = ""
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class _Asked:
    """A claimed signature and all that the call needs."""

    certificate: Certificate
    signing: Signing
    signer: DirectSigner
    account: Account
    content: bytes


def sign_one(
    office: Office, batch_id: int, certificate_id: int, secret: Secret | None, *, actor: str
) -> Outcome:
    """Ask for one signature; say how it ended.

    What is signed already, or under way with somebody else, is told as it stands and nobody is
    called. Raises ConnectorError before anything is claimed: `batch_unknown`, `batch_closed`,
    `not_your_signature`, `signer_not_direct`, `secret_missing`, `not_in_batch`,
    `certificate_moved`.
    """
    asked = _claim(office, batch_id, certificate_id, secret, actor)
    if isinstance(asked, Outcome):
        return asked
    reason = Reason(location=office.place, moment=office.clock())
    try:
        signed = asked.signer.sign(asked.content, asked.account, secret, reason)
    except TemporaryError as error:
        state = SigningState.UNKNOWN if error.ambiguous else SigningState.REFUSED
        return _note(office, asked, Answer(state, error.code, error.params), actor)
    except ConnectorError as error:
        return _note(office, asked, Answer(SigningState.REFUSED, error.code, error.params), actor)
    judged = judge(office, asked.content, signed, asked.signing.slot)
    if judged.code:
        return _note(office, asked, judged.answer, actor)
    return _keep(office, asked.certificate, asked.signing, judged, actor)


def settle_unknown(
    office: Office,
    signing_id: int,
    settlement: Settlement,
    *,
    actor: str,
    signed: bytes = b"",
) -> Outcome:
    """Settle a signature that is UNKNOWN, or was sent and never answered.

    With the signed file it is judged like any answer, and refused files change nothing. To try
    again is for the official and for administrators; nobody is called here. Raises
    ConnectorError `signing_unknown`, `signing_settled`, `not_your_signature`, or the code of
    `judge` for a file that is not what was asked for.
    """
    with office.engine.begin() as connection:
        signing = _given_up(connection, office, signing_id)
        batch = batch_of(connection, signing.batch_id)
        _may_settle(connection, batch, actor)
        certificate = _certificate(connection, signing.certificate_id)
        if settlement is Settlement.TRY_AGAIN:
            signings.reopen(connection, [signing.id], (SigningState.UNKNOWN,))
            audit.note(
                connection, actor, "signing.tried_again", f"certificate:{certificate.id}",
                now=office.clock(), signing=signing.id, attempt=signing.attempts,
            )  # fmt: skip
            return Outcome(certificate.id, SigningState.OPEN)
        before = renditions.content(connection, certificate.id, signing.slot - 1)
    judged = judge(office, before, signed, signing.slot, brought=True)
    if judged.code:
        raise ConnectorError(judged.code)
    return _keep(office, certificate, signing, judged, actor)


def request_code(office: Office, batch_id: int, *, actor: str) -> None:
    """Have a one-time code for the next signature sent to the official.

    Raises ConnectorError `not_your_signature`, `code_not_sent` where this way of signing has no
    codes, and what the signer raises.
    """
    with reading(office.engine) as connection:
        batch = batch_of(connection, batch_id)
        official = official_of(connection, batch)
        may_sign(connection, office, official, actor)
        signer, account = signer_of(office, official), account_of(office, official)
    if not isinstance(signer, SendsCodes):
        raise ConnectorError("code_not_sent", signer=batch.signer)
    signer.request_totp(account)


def _claim(
    office: Office, batch_id: int, certificate_id: int, secret: Secret | None, actor: str
) -> _Asked | Outcome:
    """Check who asks for what, and claim it; committed when this returns."""
    now = office.clock()
    with reading(office.engine) as connection:
        batch = batch_of(connection, batch_id)
        official = official_of(connection, batch)
        may_sign(connection, office, official, actor)
        signer = signer_of(office, official)
        account = account_of(office, official)
    if not isinstance(signer, DirectSigner) or signer.name != batch.signer:
        raise ConnectorError("signer_not_direct", signer=batch.signer)
    if signer.asks and (secret is None or not secret.value or secret.kind not in signer.asks):
        raise ConnectorError("secret_missing")
    with office.engine.begin() as connection:
        signings.hold(connection, [certificate_id])
        signing = signings.in_batch(connection, batch_id, certificate_id)
        if signing is None:
            raise ConnectorError("not_in_batch", batch=batch_id)
        certificate = _certificate(connection, certificate_id)
        if signing.state not in signings.CLAIMABLE:
            return Outcome(certificate_id, state_at(signing, now), signing.code, signing.params)
        if batch.closed_at is not None:
            raise ConnectorError("batch_closed", batch=batch_id)
        _check_still(certificate, signing, batch)
        before = renditions.content(connection, certificate_id, signing.slot - 1)
        found = renditions.at_stage(connection, certificate_id, signing.slot - 1)
        digest = found.sha256 if found else ""
        attempt = signings.claim(connection, signing.id, sha_before=digest, actor=actor, now=now)
        if attempt is None:
            return Outcome(certificate_id, SigningState.SENT)
        audit.note(
            connection, actor, "signature.asked", f"certificate:{certificate_id}", now=now,
            signing=signing.id, slot=signing.slot, attempt=attempt, sha256=digest,
        )  # fmt: skip
        claimed = signings.get(connection, signing.id)
    if claimed is None:
        raise AssertionError("what was claimed is there")
    return _Asked(certificate, claimed, signer, account, before)


def _check_still(certificate: Certificate, signing: Signing, batch: Batch) -> None:
    """Refuse a certificate that was withdrawn, or got another official, since it was gathered."""
    mine = certificate.officials[signing.slot - 1 : signing.slot]
    if certificate.state is not CertificateState.AWAITING or not mine:
        raise ConnectorError("certificate_moved", certificate=certificate.id)
    if mine[0].id != batch.official_id:
        raise ConnectorError("official_changed", certificate=certificate.id)


def _note(office: Office, asked: _Asked, told: Answer, actor: str) -> Outcome:
    """Store that a call ended without a signature that holds."""
    now = office.clock()
    with office.engine.begin() as connection:
        signings.answer(connection, asked.signing.id, asked.signing.attempts, told, now=now)
        audit.note(
            connection, actor, f"signature.{told.state.value}",
            f"certificate:{asked.certificate.id}", now=now,
            signing=asked.signing.id, attempt=asked.signing.attempts, code=told.code,
        )  # fmt: skip
    _log.info(told.state.value, certificate=asked.certificate.id, code=told.code)
    return Outcome(asked.certificate.id, told.state, told.code, told.params or {})


def _keep(
    office: Office, certificate: Certificate, signing: Signing, judged: Judged, actor: str
) -> Outcome:
    """Store a signature that holds; the first answer stands, a later one is noted and dropped."""
    now = office.clock()
    with office.engine.begin() as connection:
        signings.hold(connection, [certificate.id])
        if keep(connection, certificate, signing, judged, actor=actor, now=now):
            close_if_done(connection, signing.batch_id, actor=actor, now=now)
            return Outcome(certificate.id, SigningState.SIGNED)
        audit.note(
            connection, actor, "signature.late", f"certificate:{certificate.id}", now=now,
            signing=signing.id, attempt=signing.attempts, sha256=judged.sha256,
        )  # fmt: skip
        stands = signings.get(connection, signing.id)
    if stands is None:
        raise ConnectorError("signing_unknown", signing=signing.id)
    return Outcome(certificate.id, stands.state, stands.code, stands.params)


def _given_up(connection: Connection, office: Office, signing_id: int) -> Signing:
    """Return a signature that is UNKNOWN, or is from now on."""
    known = signings.get(connection, signing_id)
    if known is None:
        raise ConnectorError("signing_unknown", signing=signing_id)
    signings.hold(connection, [known.certificate_id])
    signings.give_up(connection, signing_id, office.clock() - ANSWER_WITHIN, LOST)
    found = signings.get(connection, signing_id)
    if found is None or found.state is not SigningState.UNKNOWN:
        raise ConnectorError("signing_settled", signing=signing_id)
    return found


def _may_settle(connection: Connection, batch: Batch, actor: str) -> None:
    official = official_of(connection, batch)
    own = official.user_id is not None and actor == f"user:{official.user_id}"
    if not own and not carries(connection, actor):
        raise ConnectorError("not_your_signature")


def _certificate(connection: Connection, certificate_id: int) -> Certificate:
    found = certificates.get(connection, certificate_id)
    if found is None:
        raise ConnectorError("certificate_unknown", certificate=certificate_id)
    return found
