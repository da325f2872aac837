"""A process that signs a batch over HTTP until it is done, or killed; started by a test."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import requests

from connector.documents.signing.base import Account, Readiness, Reason, Secret, SecretKind
from connector.domain.certificates import CertificateKind
from connector.errors import ConnectorError, TemporaryError
from connector.flows.office import Office
from connector.flows.sign_certificates import sign_one
from connector.flows.signing_batches import batch_lines, open_batch
from connector.jobs.lease_table import LeaseTable
from connector.store.engine import open_engine, reading
from connector.store.secrets import Secrets
from connector.store.signings import CLAIMABLE
from tests.web.place import CODE, SECRET, ZONE

NOW = datetime(2026, 8, 14, 3, 0, tzinfo=UTC)
TYPED = Secret(SecretKind.PASSPHRASE, "frasa uji")


class WebSigner:
    """A DirectSigner that asks a service for every signature; one call, whatever happens."""

    name = "local"
    asks: Sequence[SecretKind] = (SecretKind.PASSPHRASE,)

    def __init__(self, port: int) -> None:
        self._address = f"http://127.0.0.1:{port}/"

    def ready(self, account: Account) -> Readiness:
        return Readiness(True)

    def sign(self, pdf: bytes, account: Account, secret: Secret | None, reason: Reason) -> bytes:
        try:
            return requests.post(self._address, data=pdf, timeout=20).content
        except requests.RequestException as error:
            raise TemporaryError("local", "sign", "timeout", ambiguous=True) from error


def with_signer(office: Office, port: int) -> Office:
    return replace(office, signers={"local": WebSigner(port)}, clock=lambda: NOW)


def sign_what_is_open(office: Office, actor: str) -> None:
    """Open the batch and ask for what nobody has asked for, as the signing page does."""
    try:
        batch = open_batch(office, CODE, CertificateKind.STTP, 1, actor=actor)
    except ConnectorError as error:
        if error.code != "nothing_to_sign":
            raise
        return  # others were quicker
    with reading(office.engine) as connection:
        lines = batch_lines(connection, batch.id, office.clock())
    for line in lines:
        if line.state in CLAIMABLE:
            sign_one(office, batch.id, line.certificate.id, TYPED, actor=actor)


def main(url: str, port: int, actor: str) -> None:
    engine = open_engine(url)
    office = Office(
        engine=engine,
        clock=lambda: NOW,
        jobs=LeaseTable(engine),
        link_for=lambda nonce: nonce,
        zone=ZONE,
        max_removed_share=0.3,
        upload_max_bytes=1,
        secrets=Secrets([SECRET]),
    )
    sign_what_is_open(with_signer(office, port), actor)
    engine.dispose()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
