"""Batches of signatures: what one official signs at one place of a class's certificates.

    open_batch     gathers what waits for this signature; the same batch again while it is open
    batch_lines    where each certificate of a batch stands
    may_sign       only the official's own user; a file taken along is carried by administrators too

Nothing is signed here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from connector.documents.signing.base import Account, CallbackSigner, DirectSigner
from connector.domain.certificates import CertificateKind, CertificateState
from connector.errors import ConnectorError, PermanentError, SettingsError
from connector.flows import appoint_officials
from connector.flows.office import Office
from connector.store import audit, certificates, officials, renditions, signings, trainings, users
from connector.store.certificates import Certificate
from connector.store.engine import reading
from connector.store.officials import StoredOfficial
from connector.store.signings import Batch, Signing, SigningState
from connector.store.trainings import StoredTraining
from connector.store.users import UserRole

MANUAL = "manual"
"""How an official signs for whom nothing else is set: outside, with a tool of their own."""

ANSWER_WITHIN = timedelta(minutes=5)
"""A signature sent longer ago will not be answered any more: whoever asked for it died, or the
line did. Signing services give up after one minute (facts: domain §6.2)."""


@dataclass(frozen=True)
class Line:
    """One certificate of a batch, and where its signature stands at a moment."""

    certificate: Certificate
    signing: Signing
    state: SigningState
    """As stored, but UNKNOWN for what was sent too long ago."""

    @property
    def code(self) -> str:
        gone = self.state is SigningState.UNKNOWN and self.signing.state is SigningState.SENT
        return "signing_lost" if gone else self.signing.code


@dataclass(frozen=True)
class Place:
    """One place to sign in a class: which official, and how many certificates wait for them."""

    slot: int
    official: StoredOfficial
    signer: str
    waiting: int
    """Certificates that can be signed now."""
    later: int
    """Certificates that another official signs first."""
    signed: int
    batch: Batch | None
    """The open one, else the latest."""


def open_batch(
    office: Office,
    code: str,
    kind: CertificateKind,
    slot: int,
    *,
    actor: str,
    official: int | None = None,
) -> Batch:
    """Gather everything that waits for one official's signature; the open batch where one is.

    `slot` counts from 1. Without `official` it is the actor's own, else the only one. The signer
    is asked first whether the account may sign at all. Raises ConnectorError: `nothing_to_sign`,
    `official_unclear`, what `may_sign` and `signer_of` raise, the signer's own refusal
    (PermanentError), TemporaryError when nobody answers.
    """
    with reading(office.engine) as connection:
        training = _training(connection, code)
        waiting = _waiting(connection, training.id, kind, slot)
        chosen = _chosen(connection, waiting, slot, official, actor)
        may_sign(connection, office, chosen, actor)
        signer = signer_of(office, chosen)
        account = account_of(office, chosen)
    if isinstance(signer, DirectSigner):
        ready = signer.ready(account)
        if not ready.ready:
            raise PermanentError(signer.name, "ready", ready.code)
    now = office.clock()
    with office.engine.begin() as connection:
        trainings.lock(connection, training.id)
        batch = _open_one(connection, training.id, kind, slot, chosen, signer.name)
        if batch is None:
            batch = signings.add_batch(
                connection, training.id, kind, slot, chosen.official.id, signer.name,
                actor=actor, now=now,
            )  # fmt: skip
            audit.note(
                connection, actor, "batch.opened", training.key, now=now, batch=batch.id,
                kind=kind.value, slot=slot, official=chosen.official.id, signer=signer.name,
            )  # fmt: skip
        gather(connection, batch, actor=actor)
    return batch


def gather(connection: Connection, batch: Batch, *, actor: str) -> None:
    """Put everything into an open batch that waits for it and is not in it yet."""
    waiting = _waiting(connection, batch.training_id, batch.kind, batch.slot)
    known = {one.certificate_id for one in signings.of_batch(connection, batch.id)}
    fresh = {
        one.id: digest
        for one, digest in waiting
        if one.id not in known and one.officials[batch.slot - 1].id == batch.official_id
    }
    signings.add(connection, batch.id, batch.slot, fresh, actor=actor)


def batch_lines(connection: Connection, batch_id: int, now: datetime) -> list[Line]:
    """List the certificates of a batch in the order of their numbers.

    What was withdrawn before it was signed is left out. Raises ConnectorError `batch_unknown`.
    """
    batch = batch_of(connection, batch_id)
    known = {
        one.id: one for one in certificates.of_training(connection, batch.training_id, batch.kind)
    }
    return [
        Line(known[one.certificate_id], one, state_at(one, now))
        for one in signings.of_batch(connection, batch_id)
        if one.state is SigningState.SIGNED
        or known[one.certificate_id].state in certificates.UNSIGNED
    ]


def batch_line(
    connection: Connection, batch_id: int, certificate_id: int, now: datetime
) -> Line | None:
    """Return one certificate of a batch, or None where it is not in it."""
    one = signings.in_batch(connection, batch_id, certificate_id)
    known = certificates.get(connection, certificate_id) if one else None
    return Line(known, one, state_at(one, now)) if one and known else None


def state_at(one: Signing, now: datetime) -> SigningState:
    """Return where a signature stands: sent too long ago is unknown, whoever sent it."""
    lost = (
        one.state is SigningState.SENT
        and one.asked_at is not None
        and one.asked_at < now - ANSWER_WITHIN
    )
    return SigningState.UNKNOWN if lost else one.state


def places(connection: Connection, training_id: int, kind: CertificateKind) -> list[Place]:
    """List who signs a class's certificates, in order, and how far each is."""
    rows = certificates.of_training(connection, training_id, kind)
    asked = signings.of_certificates(connection, [one.id for one in rows])
    batches = signings.batches_of(connection, training_id, kind)
    found: dict[tuple[int, int], list[Certificate]] = {}
    for one in rows:
        for slot, official in enumerate(one.officials, start=1):
            found.setdefault((slot, official.id), []).append(one)
    return [
        _place(connection, slot, official, own, asked, batches)
        for (slot, official), own in sorted(found.items())
    ]


def may_sign(connection: Connection, office: Office, official: StoredOfficial, actor: str) -> None:
    """Refuse everybody but the official's own user; `not_your_signature`, `official_inactive`.

    Where the official signs outside, an administrator may carry the files too: what comes back
    is signed by the official or it is refused.
    """
    if not official.active:
        raise ConnectorError("official_inactive")
    if official.user_id is not None and actor == f"user:{official.user_id}":
        return
    if not isinstance(signer_of(office, official), DirectSigner) and carries(connection, actor):
        return
    raise ConnectorError("not_your_signature")


def carries(connection: Connection, actor: str) -> bool:
    """Tell whether somebody may carry files out and in: administrators, and commands."""
    if actor == "cli":
        return True
    number = actor.removeprefix("user:")
    user = users.by_id(connection, int(number)) if number.isdecimal() else None
    return user is not None and user.active and user.role is UserRole.ADMINISTRATOR


def signer_of(office: Office, official: StoredOfficial) -> DirectSigner | CallbackSigner:
    """Return how an official signs; raises ConnectorError `signer_missing`."""
    name = official.signer or MANUAL
    signer = office.signers.get(name)
    if signer is None:
        raise ConnectorError("signer_missing", signer=name)
    return signer


def account_of(office: Office, official: StoredOfficial) -> Account:
    """Open the account an official signs under; raises ConnectorError `account_unreadable`,
    `secrets_missing`."""
    try:
        return Account(appoint_officials.account_of(office, official))
    except SettingsError:
        raise ConnectorError("account_unreadable") from None


def batch_of(connection: Connection, batch_id: int) -> Batch:
    """Return a batch; raises ConnectorError `batch_unknown`."""
    found = signings.batch(connection, batch_id)
    if found is None:
        raise ConnectorError("batch_unknown", batch=batch_id)
    return found


def official_of(connection: Connection, batch: Batch) -> StoredOfficial:
    """Return who signs in a batch; raises ConnectorError `official_unknown`."""
    found = officials.get(connection, batch.official_id)
    if found is None:
        raise ConnectorError("official_unknown")
    return found


def _waiting(
    connection: Connection, training_id: int, kind: CertificateKind, slot: int
) -> list[tuple[Certificate, str]]:
    """List certificates whose next signature is this one, with the digest of what is signed."""
    newest = renditions.newest(connection, training_id, kind.value)
    return [
        (one, newest[one.id].sha256)
        for one in certificates.of_training(connection, training_id, kind)
        if one.state is CertificateState.AWAITING
        and 0 < slot <= len(one.officials)
        and one.id in newest
        and newest[one.id].stage == slot - 1
    ]


def _chosen(
    connection: Connection,
    waiting: list[tuple[Certificate, str]],
    slot: int,
    wanted: int | None,
    actor: str,
) -> StoredOfficial:
    ids = sorted({one.officials[slot - 1].id for one, _ in waiting})
    if wanted is not None:
        ids = [one for one in ids if one == wanted]
    found = officials.of_ids(connection, ids)
    if not found:
        raise ConnectorError("nothing_to_sign")
    own = [one for one in found if one.user_id is not None and actor == f"user:{one.user_id}"]
    if own:
        return own[0]
    if len(found) > 1:
        raise ConnectorError("official_unclear", count=len(found))
    return found[0]


def _open_one(
    connection: Connection,
    training_id: int,
    kind: CertificateKind,
    slot: int,
    official: StoredOfficial,
    signer: str,
) -> Batch | None:
    for one in signings.batches_of(connection, training_id, kind):
        same = (one.slot, one.official_id, one.signer) == (slot, official.official.id, signer)
        if same and one.closed_at is None:
            return one
    return None


def _place(
    connection: Connection,
    slot: int,
    official_id: int,
    own: list[Certificate],
    asked: Mapping[int, list[Signing]],
    batches: list[Batch],
) -> Place:
    stored = officials.get(connection, official_id)
    if stored is None:
        raise ConnectorError("official_unknown")
    signed, waiting, later = 0, 0, 0
    for one in own:
        done = {each.slot for each in asked.get(one.id, ()) if each.state is SigningState.SIGNED}
        if slot in done:
            signed += 1
        elif one.state is CertificateState.AWAITING and (slot == 1 or slot - 1 in done):
            waiting += 1
        elif one.state in certificates.UNSIGNED:
            later += 1
    mine = [one for one in batches if (one.slot, one.official_id) == (slot, official_id)]
    batch = next((one for one in reversed(mine) if one.closed_at is None), None)
    return Place(
        slot, stored, stored.signer or MANUAL, waiting, later, signed,
        batch or (mine[-1] if mine else None),
    )  # fmt: skip


def _training(connection: Connection, code: str) -> StoredTraining:
    stored = trainings.get(connection, code)
    if stored is None:
        raise ConnectorError("training_unknown", training=code)
    return stored
