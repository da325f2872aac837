"""The register finds what is looked for, in the order of its numbers; on both databases."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from connector.domain.certificates import CertificateKind, CertificateState
from connector.domain.completion import Verdict
from connector.flows import decide_completion
from connector.flows.issue_certificates import issue
from connector.flows.replace_number import replacement_of
from connector.store import certificates, register
from connector.store.engine import reading
from connector.store.register import Wanted
from tests.database import statements_of
from tests.flows.certificate_class import STTP, a_class, attend, office_of, participant
from tests.flows.numbered_class import (
    ADMINISTRATOR,
    PATTERN,
    add_design,
    add_series,
    approve_now,
    certificates_of,
)
from tests.web.place import CODE, House

NAMES = ("Dewi Lestari, S.H.", "Budi 100% Santoso", "Ani_Wijaya", "Oktaviani O'Neil")


@pytest.fixture
def place(engine: Engine) -> Iterator[House]:
    with office_of(engine) as opened:
        seats = a_class(opened, [participant(n, name) for n, name in enumerate(NAMES, start=1)])
        attend(opened, [])
        decide_completion.decide(
            opened.office, CODE, seats, Verdict.EARNED, reason="contoh", actor=ADMINISTRATOR
        )
        add_design(opened, options={"replacement": "keep"})
        add_series(opened, PATTERN, last=1)
        add_series(opened, "W.32-{seq}", first=40)
        approve_now(opened)
        issue(opened.office, CODE, STTP, dated=None, actor=ADMINISTRATOR)
        yield opened


def numbers(place: House, wanted: Wanted) -> list[str]:
    with reading(place.engine) as connection:
        listed = list(register.every(connection, wanted))
        assert register.count(connection, wanted) == len(listed)
        assert register.page(connection, wanted, limit=100) == listed
    return [one.number for one in listed]


def put_right(place: House, at: int) -> None:
    old = certificates_of(place)[at]
    snapshot = replace(old.content, holder=replace(old.content.holder, name="Nama Betul"))
    place.clock.now = datetime(2026, 9, 1, 3, 0, tzinfo=UTC)
    with place.engine.begin() as connection:
        replacement_of(
            connection, place.office, old, actor="user:2", snapshot=snapshot, reason="other: lain"
        )


def test_it_stands_in_the_order_of_series_and_number(place: House) -> None:
    assert numbers(place, Wanted()) == ["001/BDA/VIII/2026", "W.32-40", "W.32-41", "W.32-42"]


ALL = ("001/BDA/VIII/2026", "W.32-40", "W.32-41", "W.32-42")
SEARCHES: tuple[tuple[Wanted, Sequence[str]], ...] = (
    (Wanted(text="w.32-4"), ["W.32-40", "W.32-41", "W.32-42"]),
    (Wanted(text="001/"), ["001/BDA/VIII/2026"]),
    (Wanted(text="lestari"), ["001/BDA/VIII/2026"]),
    (Wanted(text="100%"), ["W.32-40"]),
    (Wanted(text="_"), ["W.32-41"]),
    (Wanted(text="o'neil"), ["W.32-42"]),
    (Wanted(text="pelayanan publik", year=2026, kind=STTP), ALL),
    (Wanted(text=CODE.lower()), ALL),
    (Wanted(training=CODE, state=CertificateState.NUMBERED, unit="BDA"), ALL),
    (Wanted(training="LAIN"), []),
    (Wanted(year=2025), []),
    (Wanted(kind=CertificateKind.TEACHING), []),
    (Wanted(state=CertificateState.REVOKED), []),
    (Wanted(unit="BDB"), []),
    (Wanted(text="1990"), []),
)


def test_it_is_searched(place: House) -> None:
    for wanted, expected in SEARCHES:
        assert numbers(place, wanted) == list(expected), wanted


def test_a_page_is_a_part_of_it(place: House) -> None:
    with reading(place.engine) as connection:
        pages = [register.page(connection, Wanted(), limit=3, offset=at) for at in (0, 3, 6)]
    assert [[one.number for one in page] for page in pages] == [
        ["001/BDA/VIII/2026", "W.32-40", "W.32-41"],
        ["W.32-42"],
        [],
    ]


def test_a_kept_number_stands_twice_under_its_unit_and_each_names_the_other(place: House) -> None:
    put_right(place, 1)
    with reading(place.engine) as connection:
        entries = register.page(connection, Wanted(text="W.32-40"), limit=9)
    assert [(one.name, one.unit, one.state, one.replaces, one.replaced_by) for one in entries] == [
        ("Budi 100% Santoso", "BDA", CertificateState.REPLACED, "", "W.32-40"),
        ("Nama Betul", "BDA", CertificateState.NUMBERED, "W.32-40", ""),
    ]
    assert entries[0].replaced_by_id == entries[1].id
    assert entries[0].reason == "other: lain"
    assert (entries[0].year, entries[1].dated) == (2026, date(2026, 8, 5))


def test_it_reads_no_design(place: House) -> None:
    with statements_of(place.engine) as seen, reading(place.engine) as connection:
        assert len(list(register.every(connection, Wanted()))) == 4
    (read,) = (one for one in seen if one.startswith("SELECT"))
    assert "certificates.design" not in read


def test_years_and_units_are_those_that_are_there(place: House) -> None:
    with reading(place.engine) as connection:
        assert register.years(connection) == [2026]
        assert register.units(connection) == ["BDA"]


def test_a_code_finds_one_certificate_and_no_other(place: House) -> None:
    first = certificates_of(place)[0]
    with reading(place.engine) as connection:
        assert certificates.by_code(connection, first.code) == first
        assert certificates.by_code(connection, first.code[:-1]) is None
        assert certificates.by_code(connection, "") is None
        assert certificates.of_person(connection, first.person_id) == [first]
