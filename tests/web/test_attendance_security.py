"""Attendance pages against whoever means harm, or errs: forms, names, files, races, neighbours."""

from __future__ import annotations

import io
import threading
from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from connector.app import CATALOGUE
from connector.domain.attendance import Mark
from connector.flows import decide_attendance
from connector.store import attendance, trainings
from connector.store.engine import reading
from connector.web import create_web
from tests.web.attended import URL, class_of
from tests.web.place import CODE, MORNING, Browser, House
from tests.webhooks.class_days import put

PDF = b"%PDF-1.7\n%%EOF\n"
EVIDENCE = f"{URL}/2026-08-03/1/evidence"
ENDLESS = "9" * 5000
"""Python refuses to read so long a number, in its own way."""


@pytest.fixture
def held(place_on_both: House) -> House:
    """Three people and two days, with every sentence there is; the first session is on."""
    place = place_on_both
    place.app = create_web(place.office, place.settings, CATALOGUE)
    class_of(place, 3)
    place.clock.now = MORNING + timedelta(minutes=100)
    return place


def attach(browser: Browser, name: str = "a.pdf", **form: str) -> TestResponse:
    fields = {"kind": "other", "csrf_token": browser.token(), **form}
    return browser.client.post(
        EVIDENCE,
        data={**fields, "file": (io.BytesIO(PDF), name)},
        content_type="multipart/form-data",
    )


def mark(place: House, session: str, chosen: Mark | None, actor: str, *seats: str) -> None:
    decide_attendance.mark_seat(place.office, CODE, seats, session, chosen, reason="x", actor=actor)


def first_session(place: House) -> str:
    with reading(place.engine) as connection:
        stored = trainings.get(connection, CODE)
        assert stored is not None
        return trainings.sessions_of(connection, stored.id)[0].key


def test_a_seat_with_an_endless_number_is_no_seat(held: House) -> None:
    browser = held.companion()
    form = {"session": "2026-08-03/1", "seat": ENDLESS, "reason": "x"}
    assert browser.post(f"{URL}/mark", mark="H", **form).status_code == 400
    cut = {"from": "08:00", "to": "09:00"}
    assert browser.post(f"{URL}/disruptions", **cut, **form).status_code == 400
    assert attach(browser, seat=ENDLESS).status_code == 303


def test_a_file_name_no_database_takes_is_refused_and_nothing_kept(held: House) -> None:
    browser = held.companion()
    assert attach(browser, "a\x00.pdf").status_code == 400
    assert "sha256" not in browser.get(EVIDENCE).text


@pytest.mark.parametrize(
    "body",
    [
        b'{"event":"x","\\ud800":["\\udfff\\u0000"]}',
        b'{"event":"x","deep":' + b"[" * 900 + b"]" * 900 + b"}",
        b'{"event":"x","many":' + b"9" * 5000 + b"}",
        b"\xff\x00\xed\xa0\x80",
    ],
    ids=["half a sign", "deep", "endless number", "no text"],
)
def test_an_event_of_any_shape_can_be_looked_at(held: House, body: bytes) -> None:
    put(held.engine, [body])
    assert held.staff().get("/inbox/1").status_code == 200
    assert held.administrator().post("/inbox/1/body").status_code == 200


def test_two_who_mark_one_cell_at_once_leave_one_mark(held: House) -> None:
    session = first_session(held)
    later = threading.Thread(target=mark, args=(held, session, Mark.ABSENT, "user:3", "seat:1"))
    with held.engine.begin() as connection:
        trainings.lock(connection, 1)
        now = held.clock()
        attendance.put_mark(
            connection, 1, seat="seat:1", session=session, mark=Mark.PRESENT, reason="x",
            evidence=None, actor="user:1", now=now,
        )  # fmt: skip
        later.start()
        later.join(0.2)
    later.join(30)
    with reading(held.engine) as connection:
        (one,) = attendance.marks_of(connection, 1)
    assert one.mark.mark is Mark.ABSENT


def test_the_first_approval_stands_and_a_mark_taken_back_gets_none(held: House) -> None:
    session = first_session(held)
    mark(held, session, Mark.PRESENT, "user:1", "seat:1")
    for actor in ("user:2", "user:3"):
        decide_attendance.approve_mark(held.office, CODE, 1, actor=actor)
    with reading(held.engine) as connection:
        (one,) = attendance.marks_of(connection, 1)
    assert one.mark.approved_by == "user:2"
    mark(held, session, Mark.ABSENT, "user:1", "seat:1")
    with held.engine.begin() as connection:
        attendance.approve_mark(connection, 1, actor="user:3", now=held.clock())
        attendance.undo_mark(connection, 2, actor="user:1", now=held.clock())
        attendance.approve_mark(connection, 2, actor="user:3", now=held.clock())
        both = attendance.marks_of(connection, 1, in_force=False)
    assert [stored.mark.approved_by for stored in both] == ["user:2", ""]
