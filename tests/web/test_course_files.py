"""The card of files for the course: uploaded, replaced, handed out, taken away."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import Engine, select
from werkzeug.test import TestResponse

from connector.app import CATALOGUE
from connector.reconcile.status import SystemStatus
from connector.store import statuses
from connector.store.engine import reading
from connector.store.tables import audit_entries
from connector.web import create_web
from tests.web.place import CODE, Browser, House, add_training, bind, house, person

URL = f"/trainings/{CODE}/files"
SCHEDULE = f"/trainings/{CODE}/schedule?lang=en"
PDF = b"%PDF-1.7\njadwal\n%%EOF\n"


@pytest.fixture
def place(sqlite_engine: Engine) -> Iterator[House]:
    with house(sqlite_engine) as opened:
        add_training(opened, [person(1)])
        yield replace(opened, app=create_web(opened.office, opened.settings, CATALOGUE))


@pytest.fixture
def on_both(engine: Engine) -> Iterator[House]:
    with house(engine) as opened:
        add_training(opened, [person(1)])
        yield replace(opened, app=create_web(opened.office, opened.settings, CATALOGUE))


def put(
    browser: Browser, kind: str = "guide", content: bytes = PDF, name: str = "Pedoman.pdf"
) -> TestResponse:
    return browser.post(f"{URL}/{kind}", file=(BytesIO(content), name))


def shown(browser: Browser) -> str:
    page = browser.get(SCHEDULE).text
    card = page[page.index('id="course-files"') :]
    card = card[: card.index("</section>")]
    return " ".join(re.sub(r"<[^>]+>", " ", card).split())


def read_back(place: House, *missing: str, bound: Sequence[str] = (), unread: str = "") -> None:
    """Store what the learning system was read to hold, a minute after everything else."""
    place.clock.now += timedelta(minutes=1)
    found = {("course_file", f"file:training:1:{kind}"): "7" for kind in bound}
    bind(place, "moodle-default", "training:1", found)
    told = SystemStatus("lms", "moodle-default", (), missing, unread)
    with place.engine.begin() as connection:
        statuses.replace(connection, "training:1", told, now=place.clock())


def test_a_file_is_put_shown_and_handed_out_as_it_came(on_both: House) -> None:
    browser = on_both.administrator()
    assert put(browser).status_code == 303
    assert "Pedoman.pdf" in shown(on_both.staff())
    taken = on_both.staff().get(f"{URL}/guide")
    assert (taken.data, taken.mimetype) == (PDF, "application/pdf")
    assert "Pedoman.pdf" in taken.headers["Content-Disposition"]


def test_a_newer_file_takes_the_place_of_the_one_before(place: House) -> None:
    browser = place.administrator()
    put(browser)
    put(browser, content=PDF + b" ", name="Pedoman-2.pdf")
    card = shown(browser)
    assert "Pedoman-2.pdf" in card
    assert "Pedoman.pdf" not in card


def test_what_is_taken_away_is_handed_out_no_more(place: House) -> None:
    browser = place.administrator()
    put(browser)
    assert browser.post(f"{URL}/guide/remove").status_code == 303
    assert browser.get(f"{URL}/guide").status_code == 404
    assert "Pedoman.pdf" not in shown(browser)


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"words", "a.pdf", "is no PDF, PNG, JPEG, WebP, XLSX or DOCX"),
        (b"%PDF-1.7" + bytes(256 * 1024), "a.pdf", "is larger than"),
        (b"", "a.pdf", "is empty"),
        (b"", "", "No file was chosen"),
    ],
)
def test_what_is_of_no_use_is_refused_in_three_lines(
    place: House, content: bytes, name: str, told: str
) -> None:
    browser = place.administrator()
    browser.get(SCHEDULE)
    refused = put(browser, content=content, name=name)
    assert refused.status_code == 422
    assert told in refused.text
    assert "Nothing was changed." in refused.text
    assert browser.get(f"{URL}/guide").status_code == 404


def test_a_kind_nobody_knows_is_not_found(place: House) -> None:
    browser = place.administrator()
    assert put(browser, "songs").status_code == 404
    assert browser.get(f"{URL}/songs").status_code == 404
    assert browser.post("/trainings/XX/files/guide").status_code == 404


def test_only_administrators_change_files(place: House) -> None:
    for browser in (place.staff(), place.companion()):
        assert put(browser).status_code == 403
        assert browser.post(f"{URL}/links", links="off").status_code == 403
        page = browser.get(SCHEDULE).text
        assert "/files/guide" not in page


class TestWhereItIs:
    def test_before_a_plan_it_waits_for_one(self, place: House) -> None:
        put(place.administrator())
        assert "A plan puts it into the Moodle course" in shown(place.staff())

    def test_read_back_as_there_it_is_in_the_course(self, place: House) -> None:
        put(place.administrator())
        read_back(place, bound=["guide"])
        assert "In the Moodle course." in shown(place.staff())

    def test_a_newer_one_waits_again(self, place: House) -> None:
        browser = place.administrator()
        put(browser)
        read_back(place, bound=["guide"])
        place.clock.now += timedelta(minutes=1)
        put(browser, content=PDF + b" ")
        assert "A plan puts it into the Moodle course" in shown(browser)

    def test_somebody_deleted_it_in_moodle(self, place: House) -> None:
        put(place.administrator())
        read_back(place, "course_file", bound=["guide"])
        assert "A plan puts it into the Moodle course" in shown(place.staff())

    def test_a_moodle_that_was_not_read_says_nothing(self, place: House) -> None:
        put(place.administrator())
        read_back(place, unread="no_connection")
        assert "A plan puts it into the Moodle course" in shown(place.staff())

    def test_without_the_plugin_the_guide_is_a_persons_step(self, place: House) -> None:
        put(place.administrator())
        read_back(place)
        card = shown(place.staff())
        assert "put the guide into the course yourself, then note that at the step" in card

    def test_without_the_plugin_the_timetable_stands_in_the_summary(self, place: House) -> None:
        put(place.administrator(), "timetable", name="Jadwal.pdf")
        read_back(place)
        assert "the sessions stand in the course summary" in shown(place.staff())

    def test_without_a_moodle_it_is_handed_out_by_hand(self, place: House) -> None:
        put(place.administrator())
        office = replace(place.office, lms=None)
        alone = replace(place, app=create_web(office, place.settings, CATALOGUE))
        assert "No Moodle is connected" in shown(alone.staff())


def test_links_can_be_hidden_and_shown_again(on_both: House) -> None:
    browser = on_both.administrator()
    assert "A plan puts them into the Moodle course" in shown(browser)
    browser.post(f"{URL}/links", links="off")
    assert "Not wanted." in shown(browser)
    browser.post(f"{URL}/links", links="on")
    found = {("session_link", f"link:training:1:{n}"): str(n) for n in (1, 2)}
    bind(on_both, "moodle-default", "training:1", found)
    assert "2 links in the Moodle course." in shown(browser)


def test_the_trail_and_the_history_say_who_changed_what(place: House) -> None:
    browser = place.administrator()
    put(browser)
    browser.post(f"{URL}/guide/remove")
    browser.post(f"{URL}/links", links="off")
    with reading(place.engine) as connection:
        rows = connection.execute(select(audit_entries).order_by(audit_entries.c.id)).all()
    actions = [row.action for row in rows if row.action.startswith("course_")]
    assert actions == ["course_file.put", "course_file.taken_away", "course_links.hidden"]
    page = browser.get(f"/trainings/{CODE}/history?lang=en").text
    for sentence in (
        "put a guide (pedoman) for the course",
        "took the guide (pedoman) for the course away",
        "wants no links into the sessions in the course",
    ):
        assert sentence in page


def test_a_file_may_be_as_large_as_any_upload(place: House) -> None:
    browser = place.administrator()
    large = b"%PDF-1.7" + bytes(200 * 1024)
    assert put(browser, content=large).status_code == 303
    assert browser.get(f"{URL}/guide").data == large
