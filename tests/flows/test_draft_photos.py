"""Portraits: only where the design prints them, only intact pictures, replaced and taken off."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Engine, select

from connector.errors import ConnectorError
from connector.flows.class_drafts import draft_paper
from connector.flows.design_certificates import built_in
from connector.flows.draft_photos import put_photo, remove_photo
from connector.store import designs
from connector.store.engine import reading
from connector.store.tables import evidence
from tests.flows.certificate_class import (
    STTP,
    a_class,
    attend,
    draft,
    office_of,
    participant,
    pending,
    seat_more,
)
from tests.flows.test_approve_certificates import approved
from tests.web.place import CODE, House

STAFF = "user:1"


@pytest.fixture
def place(engine: Engine) -> Iterator[House]:
    with office_of(engine) as opened:
        yield opened


def picture(grey: int, side: int = 30) -> bytes:
    """A PNG in one grey."""

    def chunk(name: bytes, content: bytes) -> bytes:
        check = zlib.crc32(name + content)
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)

    rows = (b"\x00" + bytes([grey]) * side) * side
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def print_photos(place: House) -> None:
    """The office's only design of the STTP prints a portrait."""
    design = replace(built_in(STTP), name="Dengan pas foto", options={"photo": True})
    with place.engine.begin() as connection:
        designs.insert(connection, design, actor=STAFF, now=place.clock())


def put(place: House, seat: str, content: bytes) -> None:
    put_photo(place.office, CODE, seat, "foto.png", content, actor=STAFF)


def test_a_design_without_portraits_asks_for_none(place: House) -> None:
    seat, *_ = a_class(place)
    put(place, seat, picture(10))
    found = draft(place, seat)
    assert (found.snapshot.photo, found.problems) == ("", ())


def test_a_missing_portrait_is_told_and_a_kept_one_is_printed(place: House) -> None:
    seat, other, *_ = a_class(place)
    print_photos(place)
    assert [one.code for one in draft(place, seat).problems] == ["draft_photo_missing"]
    with reading(place.engine) as connection:
        without = draft_paper(connection, place.office, CODE, STTP, seat)
    put(place, seat, picture(10))
    found = draft(place, seat)
    assert len(found.snapshot.photo) == 64
    assert found.problems == ()
    assert draft(place, other).snapshot.photo == "", "nobody else's"
    with reading(place.engine) as connection:
        printed = draft_paper(connection, place.office, CODE, STTP, seat)
    assert printed.count(b"/Subtype/Image") > without.count(b"/Subtype/Image")


def test_a_newer_portrait_replaces_and_taking_it_off_leaves_none(place: House) -> None:
    seat, *_ = a_class(place)
    print_photos(place)
    put(place, seat, picture(10))
    first = draft(place, seat)
    put(place, seat, picture(200))
    second = draft(place, seat)
    assert first.snapshot.photo != second.snapshot.photo
    assert first.fingerprint == second.fingerprint, "the person's lines are the same"
    remove_photo(place.office, CODE, seat, actor=STAFF)
    assert draft(place, seat).snapshot.photo == ""
    remove_photo(place.office, CODE, seat, actor=STAFF)
    with reading(place.engine) as connection:
        kept = connection.execute(select(evidence.c.removed_at, evidence.c.restricted)).all()
    assert len(kept) == 2
    assert all(one.removed_at is not None and one.restricted for one in kept)


def test_another_portrait_is_a_difference_to_the_approved_list(place: House) -> None:
    seats = a_class(place)
    print_photos(place)
    put(place, seats[0], picture(10))
    attend(place, seats)
    approved(place)
    put(place, seats[0], picture(200))
    (difference,) = pending(place).differences
    assert [one.name for one in difference.fields] == ["photo"]


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7", b"<svg xmlns='http://www.w3.org/2000/svg'/>", picture(1)[:-20], b"x" * 9],
)
def test_what_is_no_intact_picture_is_refused(sqlite_engine: Engine, content: bytes) -> None:
    with office_of(sqlite_engine) as place:
        seat, *_ = a_class(place)
        with pytest.raises(ConnectorError, match="photo_unusable"):
            put(place, seat, content)


def test_who_is_not_in_the_training_gets_no_portrait(place: House) -> None:
    seat, *_ = a_class(place)
    seat_more(place, [participant(n) for n in range(2, 5)])
    with pytest.raises(ConnectorError, match="seat_without_draft"):
        put(place, seat, picture(10))
    with pytest.raises(ConnectorError, match="seat_without_draft"):
        put(place, "seat:999", picture(10))
    with pytest.raises(ConnectorError, match="training_unknown"):
        put_photo(place.office, "NONE", seat, "foto.png", picture(10), actor=STAFF)
