"""Certificates that were issued, signed with a real key and archived, without the way there."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache

from sqlalchemy import Connection

from connector.documents.signing.base import Reason
from connector.documents.signing.keys import open_key
from connector.documents.signing.pades import append_signature
from connector.documents.signing.verify import verify
from connector.domain.certificates import (
    Acting,
    CertificateKind,
    CertificateState,
    Course,
    Design,
    Holder,
    Official,
    Snapshot,
    Subject,
)
from connector.domain.numbering import new_code
from connector.domain.people import Employment
from connector.domain.trainings import Seat
from connector.flows.accept_signature import verification_to_json
from connector.flows.office import Office
from connector.reports.siasn_fields import SiasnOptions
from connector.reports.siasn_sheet import Finished, siasn_pdf
from connector.store import approvals, archive, certificates, signings, trainings
from connector.store.approvals import ApprovedRow
from connector.store.certificates import Certificate, NewCertificate
from connector.store.keys import number_of
from connector.store.signings import Answer, SigningState
from connector.store.tables import officials as officials_table
from tests.signing_keys import PASSPHRASE, authority

DATED = date(2026, 8, 14)
SIGNED = datetime(2026, 8, 14, 3, 0, tzinfo=UTC)
ACTOR = "user:1"
SIGNER = "Dra. Siti Contoh, M.Si."


@dataclass(frozen=True)
class Issue:
    """What a test may choose about the certificates it wants."""

    kind: CertificateKind = CertificateKind.STTP
    signed: bool = True
    birthplace: str = "Kudus"


@cache
def _key() -> bytes:
    return authority().issue(SIGNER).pkcs12()


def signed_pdf(pdf: bytes) -> bytes:
    """Append a signature of an invented official, whose issuer nobody here trusts."""
    key = open_key(_key(), PASSPHRASE, now=datetime.now(UTC))
    return append_signature(pdf, key, Reason("Sertifikat", "Semarang"), datetime.now(UTC))


def issued(office: Office, code: str, choice: Issue | None = None) -> list[Certificate]:
    """Issue one certificate for each participant of a training; return them by seat."""
    chosen = choice or Issue()
    with office.engine.begin() as connection:
        training = trainings.load_training(connection, code, office.link_for)
        number, seats = number_of(training.key), list(training.accepted_seats)
        course = course_of(training.code, training.title, training.cohort)
        contents = [_snapshot(seat, course, chosen) for seat in seats]
        approval = approvals.insert(
            connection, number, chosen.kind,
            [ApprovedRow(s.key, s.person, one) for s, one in zip(seats, contents, strict=True)],
            note="", actor=ACTOR, now=SIGNED,
        )  # fmt: skip
        signer = official(connection)
        ids = certificates.insert_many(
            connection,
            [
                _new(number, seat, content, approval.id, at, signer)
                for at, (seat, content) in enumerate(zip(seats, contents, strict=True), start=1)
            ],
            actor=ACTOR, now=SIGNED,
        )  # fmt: skip
        if chosen.signed:
            sign(connection, ids, number, chosen.kind, signer)
        return certificates.of_training(connection, number, chosen.kind)


def official(connection: Connection) -> Official:
    """Store an acting official and return them as printed."""
    one = Official(
        0, SIGNER, "Kepala Balai Pendidikan dan Pelatihan Contoh", Acting.PLT, "NIP_PNS",
        "196801011990032001",
    )  # fmt: skip
    made = connection.execute(
        officials_table.insert()
        .values(
            name=one.name, title=one.title, acting=one.acting.value, identity_type="NIP_PNS",
            identity=one.identity, rank="", user_id=None, signer="local", account="",
            active=True, created_at=SIGNED, created_by=ACTOR,
        )
        .returning(officials_table.c.id)
    ).scalar_one()  # fmt: skip
    return Official(made, one.name, one.title, one.acting, one.identity_type, one.identity)


def sign(
    connection: Connection,
    ids: Sequence[int],
    training_id: int,
    kind: CertificateKind,
    signer: Official,
) -> None:
    """Let the official sign each, and archive what comes of it."""
    batch = signings.add_batch(
        connection, training_id, kind, 1, signer.id, "local", actor=ACTOR, now=SIGNED
    )
    for one in ids:
        found = certificates.get(connection, one)
        assert found is not None
        before = siasn_pdf(
            Finished(found.content, found.number), "Balai", SiasnOptions(), "id", created=SIGNED
        )
        after = signed_pdf(before)
        signings.add(
            connection, batch.id, 1, {one: hashlib.sha256(before).hexdigest()}, actor=ACTOR
        )
        [row] = signings.of_certificates(connection, [one])[one]
        judged = verify(after, ())
        answer = Answer(
            SigningState.SIGNED, sha_after=judged.sha256, verification=verification_to_json(judged)
        )
        assert signings.answer(connection, row.id, row.attempts, answer, now=SIGNED)
        digest = archive.put(connection, after, actor=ACTOR, now=SIGNED)
        certificates.set_state(
            connection, one, (CertificateState.NUMBERED,), CertificateState.ARCHIVED,
            sha256=digest, signed_at=SIGNED, archived_at=SIGNED,
        )  # fmt: skip


def course_of(code: str, title: str, cohort: str) -> Course:
    return Course(
        code, title, cohort, 2026, date(2026, 8, 3), date(2026, 8, 7), "Semarang", "PJJ",
        Decimal("20"), (Subject("Etika Publik", Decimal(10)),),
    )  # fmt: skip


def _snapshot(seat: Seat, course: Course, chosen: Issue) -> Snapshot:
    person = seat.record
    number = person.identities[0]
    holder = Holder(
        person.full_name, Employment.PNS, number.type.value, number.value,
        birthplace=chosen.birthplace, birth_date=date(1990, 1, 31), rank="Penata", grade="III/c",
        position="Penyuluh", unit=person.unit or "", agency="Kementerian Contoh",
    )  # fmt: skip
    return Snapshot(chosen.kind, holder, course)


def _new(
    training_id: int, seat: Seat, content: Snapshot, approval: int, at: int, signer: Official
) -> NewCertificate:
    return NewCertificate(
        code=new_code(),
        training_id=training_id,
        seat_id=number_of(seat.key),
        person_id=number_of(seat.person),
        kind=content.kind,
        approval_id=approval,
        content=content,
        series_id=None,
        sequence=None,
        number=f"W.13.{content.kind.value}-{training_id}-{at}",
        dated=DATED,
        design=Design("STTP", content.kind, "sttp"),
        officials=(signer,),
    )
