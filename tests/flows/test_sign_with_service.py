"""A class signed at a service over HTTP: status first, one call each, doubt stays doubt."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, update

from connector.documents.signing.base import Secret, SecretKind
from connector.domain.certificates import CertificateState
from connector.errors import PermanentError
from connector.flows.sign_certificates import (
    Outcome,
    Settlement,
    request_code,
    settle_unknown,
    sign_one,
)
from connector.flows.signing_batches import open_batch
from connector.sandbox.bsre import Rules
from connector.store import archive, renditions, signings
from connector.store.engine import reading
from connector.store.signings import SigningState
from connector.store.tables import metadata, officials
from tests.bsre_place import ACCOUNT, HASTY, PASSPHRASE, Place, bsre, signer_at
from tests.signed_class import STTP, Signing, signing_class
from tests.web.place import CODE

ARCHIVED, AWAITING = CertificateState.ARCHIVED, CertificateState.AWAITING


@dataclass(frozen=True)
class Both:
    """The class and the service."""

    office: Signing
    service: Place

    def batch(self) -> int:
        return open_batch(self.office.office, CODE, STTP, 1, actor=self.office.actor()).id

    def sign(self, batch: int, at: int, secret: Secret = PASSPHRASE) -> Outcome:
        one = self.office.rows()[at].id
        return sign_one(self.office.office, batch, one, secret, actor=self.office.actor())

    def calls(self) -> int:
        """How often the service was asked to sign."""
        return sum("sign/pdf" in str(one) for one in self.service.service.calls)


@contextmanager
def opened(engine: Engine, rules: Rules | None = None) -> Iterator[Both]:
    with bsre(rules=rules) as service, signing_class(engine, signers=("bsre",)) as place:
        assert place.office.secrets is not None
        sealed = place.office.secrets.seal(ACCOUNT.name)
        with engine.begin() as connection:
            connection.execute(update(officials).values(account=sealed))
        roots = (service.service.root,)
        office = replace(place.office, signers={"bsre": service.signer}, roots=roots)
        house = replace(place.house, office=office)
        yield Both(replace(place, house=house).prepared(), service)


@pytest.fixture
def both(sqlite_engine: Engine) -> Iterator[Both]:
    with opened(sqlite_engine) as found:
        yield found


def test_a_class_is_signed_and_the_signer_is_trusted(both: Both) -> None:
    both.office.house.clock.now = datetime.now(UTC)  # the service's certificates are of today
    batch = both.batch()
    for at in range(3):
        assert both.sign(batch, at).state is SigningState.SIGNED
    assert both.office.states() == [ARCHIVED] * 3
    assert both.calls() == 3
    with reading(both.office.house.engine) as connection:
        for one in both.office.rows():
            assert archive.content(connection, one.sha256).startswith(b"%PDF-")
            [row] = signings.of_certificates(connection, [one.id])[one.id]
            assert row.verification is not None
            assert row.verification["signatures"][-1]["trusted"]


def test_a_service_that_writes_the_file_anew_is_believed_as_long_as_it_shows_the_same(
    sqlite_engine: Engine,
) -> None:
    with opened(sqlite_engine, Rules(keeps_bytes=False)) as both:
        batch = both.batch()
        assert both.sign(batch, 0).state is SigningState.SIGNED
        [first, *_] = both.office.rows()
        with reading(sqlite_engine) as connection:
            printed = renditions.content(connection, first.id, 0)
            assert not archive.content(connection, first.sha256).startswith(printed)


def test_an_account_that_may_not_sign_is_told_before_anything_begins(both: Both) -> None:
    both.service.service.state.set_status(ACCOUNT.name, "EXPIRED")
    with pytest.raises(PermanentError) as caught:
        both.batch()
    assert caught.value.code.startswith("bsre_")
    assert both.calls() == 0


def test_a_wrong_passphrase_is_refused_and_the_right_one_goes_through(both: Both) -> None:
    batch = both.batch()
    told = both.sign(batch, 0, Secret(SecretKind.PASSPHRASE, "bukan frasa saya"))
    assert told.state is SigningState.REFUSED
    assert told.code.startswith("bsre_")
    assert both.sign(batch, 0).state is SigningState.SIGNED


def test_a_call_that_signed_and_never_answered_is_unknown_and_not_repeated(both: Both) -> None:
    batch = both.batch()
    service = both.service.service
    service.faults.arm("timeout_after", match="sign/pdf")
    hasty = signer_at(service.url, service.login, HASTY)
    office = replace(both.office.office, signers={"bsre": hasty})
    one = both.office.rows()[0].id
    told = sign_one(office, batch, one, PASSPHRASE, actor=both.office.actor())
    assert told.state is SigningState.UNKNOWN
    asked = both.calls()
    assert both.sign(batch, 0).state is SigningState.UNKNOWN
    assert both.calls() == asked
    assert both.sign(batch, 1).state is SigningState.SIGNED
    with reading(both.office.house.engine) as connection:
        row = signings.in_batch(connection, batch, both.office.rows()[0].id)
    assert row is not None
    actor = both.office.actor()
    settle_unknown(both.office.office, row.id, Settlement.TRY_AGAIN, actor=actor)
    assert both.sign(batch, 0).state is SigningState.SIGNED


def test_a_one_time_code_signs_one_certificate(both: Both) -> None:
    batch = both.batch()
    request_code(both.office.office, batch, actor=both.office.actor())
    code = Secret(SecretKind.TOTP, str(both.service.service.state.totp_of(ACCOUNT.name)))
    assert both.sign(batch, 0, code).state is SigningState.SIGNED
    assert both.sign(batch, 1, code).state is SigningState.REFUSED


def test_neither_account_nor_passphrase_is_in_any_table(both: Both) -> None:
    batch = both.batch()
    both.sign(batch, 0, Secret(SecretKind.PASSPHRASE, PASSPHRASE.value + "x"))
    both.sign(batch, 0)
    with both.office.house.engine.connect() as connection:
        dump = "".join(
            repr(row)
            for table in metadata.sorted_tables
            for row in connection.execute(table.select())
        )
    assert "signature.refused" in dump
    assert PASSPHRASE.value not in dump
    assert ACCOUNT.name not in dump
