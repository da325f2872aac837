"""A replacement takes a new number or keeps the old one; each points at the other; on both."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from connector.domain.certificates import CertificateState
from connector.errors import ConnectorError
from connector.flows.issue_certificates import Issued, issue
from connector.flows.replace_number import replacement_of
from connector.store import certificates
from connector.store.certificates import Certificate
from tests.flows.certificate_class import STTP, office_of
from tests.flows.numbered_class import (
    ADMINISTRATOR,
    add_design,
    add_series,
    approved_class,
    certificates_of,
)
from tests.web.place import CODE, House

LATER = datetime(2026, 9, 1, 3, 0, tzinfo=UTC)
WORDS = "wrong_data: salah ejaan"


@pytest.fixture
def place(engine: Engine) -> Iterator[House]:
    with office_of(engine) as opened:
        yield opened


def numbered(place: House, replacement: str = "new") -> list[Certificate]:
    approved_class(place)
    add_design(place, options={"replacement": replacement})
    add_series(place, "{seq}/{month2}", last=5)
    issue(place.office, CODE, STTP, dated=None, actor=ADMINISTRATOR)
    place.clock.now = LATER
    return certificates_of(place)


def put_right(place: House, old: Certificate, dated: date | None = None) -> Certificate:
    snapshot = replace(old.content, holder=replace(old.content.holder, name="Nama Betul, S.H."))
    with place.engine.begin() as connection:
        return replacement_of(
            connection,
            place.office,
            old,
            actor="user:2",
            snapshot=snapshot,
            reason=WORDS,
            dated=dated,
        )


def test_a_replacement_takes_the_next_number_and_todays_date(place: House) -> None:
    first = numbered(place)[0]
    new = put_right(place, first)
    old = certificates_of(place)[0]
    assert (new.number, new.sequence, new.dated) == ("4/09", 4, date(2026, 9, 1))
    assert (new.generation, new.state, new.replaces_id) == (2, CertificateState.NUMBERED, old.id)
    assert (old.number, old.state, old.replaced_by_id) == (
        "1/08",
        CertificateState.REPLACED,
        new.id,
    )
    assert (old.revoked_at, old.revoked_by, old.revoked_reason) == (LATER, "user:2", WORDS)
    assert (old.content.holder.name, new.content.holder.name) == (
        "Peserta Contoh 1, S.H.",
        "Nama Betul, S.H.",
    )
    assert old.code != new.code
    assert (old.valid, new.valid) == (False, True)


def test_where_the_office_says_so_number_and_date_are_kept(place: House) -> None:
    first = numbered(place, replacement="keep")[0]
    new = put_right(place, first)
    assert (new.number, new.dated, new.series_id, new.sequence) == (
        first.number,
        first.dated,
        None,
        None,
    )
    again = put_right(place, new)
    assert (again.number, again.generation) == (first.number, 3)
    assert [one.state for one in certificates_of(place)] == [
        CertificateState.REPLACED,
        CertificateState.NUMBERED,
        CertificateState.NUMBERED,
        CertificateState.REPLACED,
        CertificateState.NUMBERED,
    ]


def test_one_certificate_is_replaced_once(place: House) -> None:
    first = numbered(place)[0]
    put_right(place, first)
    with pytest.raises(ConnectorError, match="certificate_replaced"):
        put_right(place, first)
    assert len(certificates_of(place)) == 4


def test_a_revoked_one_keeps_its_number_and_why_it_was_revoked(place: House) -> None:
    first = numbered(place)[0]
    with place.engine.begin() as connection:
        certificates.set_state(
            connection,
            first.id,
            [CertificateState.NUMBERED],
            CertificateState.REVOKED,
            revoked_at=place.clock(),
            revoked_by="user:3",
            revoked_reason="misused",
        )
    place.clock.now = datetime(2026, 9, 2, 3, 0, tzinfo=UTC)
    put_right(place, first)
    old = certificates_of(place)[0]
    assert (old.revoked_at, old.revoked_by, old.revoked_reason) == (LATER, "user:3", "misused")
    assert old.state is CertificateState.REPLACED


def test_revoked_people_are_not_numbered_again(place: House) -> None:
    first = numbered(place)[0]
    with place.engine.begin() as connection:
        certificates.set_state(
            connection, first.id, [CertificateState.NUMBERED], CertificateState.REVOKED
        )
    assert issue(place.office, CODE, STTP, dated=None, actor="user:1") == Issued(0, 3)


def test_without_numbers_left_the_old_one_stays_as_it_was(place: House) -> None:
    found = numbered(place)
    for one in found[:2]:
        put_right(place, one)
    with pytest.raises(ConnectorError, match="numbers_used_up"):
        put_right(place, found[2])
    last = certificates_of(place)[2]
    assert (last.state, last.replaced_by_id) == (CertificateState.NUMBERED, None)


def test_a_replacement_is_not_dated_ahead(place: House) -> None:
    first = numbered(place)[0]
    with pytest.raises(ConnectorError, match="date_ahead"):
        put_right(place, first, date(2026, 9, 2))
    assert certificates_of(place)[0].valid
