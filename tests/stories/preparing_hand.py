"""A process that prints a class's certificates until it is done, or killed; started by a test."""

import sys
from datetime import UTC, datetime

from connector.domain.certificates import CertificateKind
from connector.flows.office import Office
from connector.flows.prepare_certificates import prepare
from connector.jobs.lease_table import LeaseTable
from connector.store.engine import open_engine
from tests.web.place import CODE, ZONE


def main(url: str) -> None:
    engine = open_engine(url)
    office = Office(
        engine=engine,
        clock=lambda: datetime.now(UTC),
        jobs=LeaseTable(engine),
        link_for=lambda nonce: nonce,
        zone=ZONE,
        max_removed_share=0.3,
        upload_max_bytes=1,
    )
    prepare(office, CODE, CertificateKind.STTP)
    engine.dispose()


if __name__ == "__main__":
    main(sys.argv[1])
