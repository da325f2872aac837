"""What numbering needs beside an approved class: officials, a design, a series."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from connector.domain.certificates import Acting, CertificateKind, Design, NumberSource, Official
from connector.domain.numbering import read_pattern
from connector.flows.approve_certificates import approve
from connector.store import certificates, designs, number_series, officials, trainings
from connector.store.approvals import Approval
from connector.store.certificates import Certificate
from connector.store.engine import reading
from connector.store.number_series import NewSeries
from connector.store.officials import NewOfficial
from tests.flows.certificate_class import STTP, a_class, approver, attend, pending
from tests.web.place import CODE, House

UNIT = "BDA"
YEAR = 2026
PATTERN = "{seq:3}/{unit}/{month_roman}/{year}"
ADMINISTRATOR = "user:1"


def add_design(
    place: House,
    *,
    unit: str = UNIT,
    name: str = "STTP balai",
    kind: CertificateKind = STTP,
    signed: bool = True,
    options: Mapping[str, str] | None = None,
) -> Design:
    """Store the only design of a kind, with one official unless told."""
    with place.engine.begin() as connection:
        ids = (_official(connection, place),) if signed else ()
        design = Design(name, kind, kind.value, unit, options=options or {}, officials=ids)
        return designs.insert(connection, design, actor=ADMINISTRATOR, now=place.clock())


def _official(connection: Connection, place: House) -> int:
    who = Official(0, "Dr. Pejabat Contoh, M.Si.", "Kepala Balai Contoh", Acting.PLT)
    new = NewOfficial(who, None, "local", "")
    made = officials.insert(connection, new, actor=ADMINISTRATOR, now=place.clock())
    return made.official.id


def add_series(
    place: House,
    pattern: str = PATTERN,
    first: int = 1,
    last: int | None = None,
    *,
    unit: str = UNIT,
    kind: CertificateKind = STTP,
    year: int = YEAR,
) -> int:
    source = NumberSource.PATTERN if last is None else NumberSource.BLOCK
    new = NewSeries(unit, kind, year, source, read_pattern(pattern).pattern, first, last)
    with place.engine.begin() as connection:
        return number_series.open_counted(connection, new, actor=ADMINISTRATOR, now=place.clock())


def approved_class(place: House, come: int = 3) -> tuple[list[str], Approval]:
    """A class of four, of whom the first so many earned it and are approved; return the seats."""
    seats = a_class(place)
    attend(place, seats[:come])
    return seats, approve_now(place)


def approve_now(place: House, kind: CertificateKind = STTP) -> Approval:
    return approve(
        place.office, CODE, kind, pending(place, kind).fingerprint, actor=approver(place)
    )


def certificates_of(place: House, code: str = CODE) -> list[Certificate]:
    with reading(place.engine) as connection:
        stored = trainings.get(connection, code)
        assert stored is not None
        return certificates.of_training(connection, stored.id)
