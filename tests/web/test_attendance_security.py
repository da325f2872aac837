"""Attendance pages against whoever means harm, or errs: forms, names, files, races, neighbours."""

from __future__ import annotations

import io
import re
import threading
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from connector.app import CATALOGUE
from connector.domain.attendance import Mark
from connector.flows import decide_attendance
from connector.store import attendance, papers, trainings
from connector.store.engine import reading
from connector.store.tables import audit_entries
from connector.web import create_web
from tests.web.attended import URL, Came, class_of, hold, link
from tests.web.place import CODE, MORNING, Browser, House, counted_queries, person, seat_keys
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
    cited = {**form, "seat": "1", "evidence": ENDLESS}
    assert browser.post(f"{URL}/mark", mark="H", **cited).status_code == 400
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
        attendance.undo_marks(connection, 1, ["seat:1"], session, actor="user:1", now=held.clock())
        attendance.approve_mark(connection, 2, actor="user:3", now=held.clock())
        both = attendance.marks_of(connection, 1, in_force=False)
    assert [stored.mark.approved_by for stored in both] == ["user:2", ""]


def test_taking_many_marks_back_holds_the_database_for_one_statement_not_for_a_thousand(
    held: House,
) -> None:
    """Two thousand reads under SQLite's one write lock kept the webhook door shut for seconds."""
    session, seats = first_session(held), seat_keys(held)
    mark(held, session, Mark.PRESENT, "user:1", *seats)
    counts = []
    for some in (seats[:1], seats[1:]):
        with counted_queries(held.engine) as asked:
            mark(held, session, None, "user:1", *some)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    with reading(held.engine) as connection:
        assert attendance.marks_of(connection, 1) == []
        assert len(attendance.marks_of(connection, 1, in_force=False)) == len(seats)


HOSTILE = '=HYPERLINK("http://x")<img src=x onerror=alert(1)>"\'`{{7*7}}\u202e#eval("1")'
"""As a name typed into Zoom, or a reason: a formula, a tag, a template and a Typst call."""

PAGES = (
    "", "/live", "/live/part", "/2026-08-03/1", "/seats/1", "/unmatched", "/papers",
    "/2026-08-03/1/evidence", "/2026-08-03/journal",
)  # fmt: skip


@pytest.fixture
def named_badly(place: House) -> House:
    """Hostile names on the roster and in Zoom, hostile words wherever a companion may write."""
    place.app = create_web(place.office, place.settings, CATALOGUE)
    seats = class_of(place, [person(1, HOSTILE, unit=f"+1{HOSTILE}"), person(2)])
    came = [
        Came(f"{HOSTILE} dua", "08:00", "09:30"),
        Came(f"@{HOSTILE}", "08:00", None, link(seats[1])),
    ]
    hold(place, came)
    place.clock.now = MORNING + timedelta(hours=5)
    browser = place.companion()
    cut = {"from": "08:00", "to": "09:00"}
    marked = {"session": "2026-08-03/1", "seat": "1", "reason": HOSTILE}
    assert browser.post(f"{URL}/mark", mark="S", **marked).status_code == 303
    assert browser.post(f"{URL}/disruptions", **cut, **marked).status_code == 303
    noted = browser.post(f"{URL}/2026-08-03/journal", session="1", at="08:10", text=HOSTILE)
    assert noted.status_code == 303
    assert attach(browser, f"{HOSTILE}.pdf", note=HOSTILE, seat="1").status_code == 303
    return place


@pytest.mark.parametrize("path", PAGES)
def test_no_name_and_no_reason_becomes_markup(named_badly: House, path: str) -> None:
    answer = named_badly.companion().get(URL + path)
    assert answer.status_code == 200
    assert "<img src=x" not in answer.text
    assert "49" not in re.findall(r"`(\d*)", answer.text)
    assert "'unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_no_name_becomes_a_formula_and_papers_are_printed_all_the_same(named_badly: House) -> None:
    browser = named_badly.companion()
    book = zipfile.ZipFile(io.BytesIO(browser.get(f"{URL}/papers/lists.xlsx").data))
    cells = b"".join(book.read(name) for name in book.namelist())
    assert b"=HYPERLINK" in cells
    assert b"<f>" not in cells
    assert b"<hyperlink" not in cells
    for paper in ("1/list.pdf", "1/blank.pdf", "journal.pdf"):
        assert browser.get(f"{URL}/2026-08-03/{paper}").data.startswith(b"%PDF")


def test_the_trail_holds_none_of_these_words(named_badly: House) -> None:
    named_badly.companion().post(f"{URL}/2026-08-03/archive")
    with reading(named_badly.engine) as connection:
        trail = str(connection.execute(select(audit_entries)).all())
    assert "journal.noted" in trail
    assert "day.archived" in trail
    assert not [word for word in ("HYPERLINK", "Peserta", "@example") if word in trail]


def test_what_belongs_to_one_training_is_out_of_reach_under_another(named_badly: House) -> None:
    class_of(named_badly, [person(11)], code="LAIN-1")
    browser, other = named_badly.administrator(), "/trainings/LAIN-1/attendance"
    browser.post(f"{URL}/2026-08-03/archive")
    (card, *_) = re.findall(r'unmatched/([0-9a-f]{20})"', browser.get(f"{URL}/unmatched").text)
    decided = browser.post(f"{URL}/unmatched/{card}", choose="2", reason="x", offered="")
    assert decided.status_code == 303
    for path in ("/evidence/1", "/archives/1/download", "/seats/1"):
        assert browser.get(URL + path).status_code == 200, path
        assert browser.get(other + path).status_code == 404, path
    marked = {"session": "2026-08-03/1", "seat": "1", "reason": "x"}
    for path, form in (
        ("/marks/1/approve", {}),
        ("/disruptions/1", {"decide": "undo"}),
        ("/evidence/1/remove", {}),
        ("/2026-08-03/journal/1/strike", {}),
        ("/archives/1/verify", {}),
        ("/unmatched/undo", {"decision": "1"}),
        (f"/unmatched/{card}", {"choose": "1", "reason": "x"}),
        ("/mark", {"mark": "H", **marked}),
        ("/disruptions", {"from": "08:00", "to": "09:00", **marked}),
    ):
        assert 400 <= browser.post(other + path, **form).status_code < 500, path
    with reading(named_badly.engine) as connection:
        assert [one.mark.approved_by for one in attendance.marks_of(connection, 1)] == [""]
        assert len(attendance.disruptions_of(connection, 1)) == 1
        assert len(attendance.decisions_of(connection, 1)) == 1
        assert papers.evidence_of(connection, 1)[0].removed_at is None
        assert papers.entries_of(connection, 1)[0].struck_at is None
        assert not attendance.marks_of(connection, 2)
        assert not attendance.disruptions_of(connection, 2)
