"""What pages count of a training's certificates; no rows of theirs are read whole."""

from sqlalchemy import Connection, func, select

from connector.domain.certificates import CertificateKind, CertificateState
from connector.store.tables import certificates


def state_counts(
    connection: Connection, training_id: int, kind: CertificateKind
) -> dict[CertificateState, int]:
    """Return how many certificates of a kind stand in each state; 0 for the others."""
    rows = connection.execute(
        select(certificates.c.state, func.count())
        .where(certificates.c.training_id == training_id, certificates.c.kind == kind.value)
        .group_by(certificates.c.state)
    )
    found = {CertificateState(state): count for state, count in rows}
    return {state: found.get(state, 0) for state in CertificateState}
