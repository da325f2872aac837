"""Personal addresses: where they lead and when, and what they never tell."""

from datetime import timedelta

import pytest

from connector import links
from connector.domain.trainings import SeatState
from connector.store import seats
from tests.web.place import (
    FIRST_DAY,
    MORNING,
    SECRET,
    House,
    add_training,
    address,
    bind,
    counted_queries,
    person,
    seat_keys,
)


@pytest.fixture
def key(place_on_both: House) -> str:
    return add_training(place_on_both, [person(1), person(2)], days=2)


def meeting(place: House, key: str, link: str = "https://zoom.example/w/1?tk=abc") -> None:
    seat = seat_keys(place)[0]
    found = {("join_link", f"{seat}/day:{key}:{FIRST_DAY.isoformat()}"): link}
    bind(place, "zoom-default", key, found)


def test_the_page_greets_by_name_and_tells_nothing_else(place_on_both: House, key: str) -> None:
    place = place_on_both
    page = place.visitor().get(address(place, seat_keys(place)[0])).text
    assert "Peserta Contoh 1, S.H." in page
    assert "Senin, 3 Agustus 2026" in page
    assert "08.00–09.30 WIB" in page
    assert page.count("example.org") == page.count("p***@example.org") == 1
    for secret in ("1990", "peserta1@", "Peserta Contoh 2", "Lapas"):
        assert secret not in page


def test_the_button_leads_to_todays_class(place_on_both: House, key: str) -> None:
    place = place_on_both
    meeting(place, key)
    url = address(place, seat_keys(place)[0])
    browser = place.visitor()
    assert f'href="{url}/join"' in browser.get(url).text
    answer = browser.get(f"{url}/join")
    assert (answer.status_code, answer.location) == (303, "https://zoom.example/w/1?tk=abc")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (-24, "Tidak ada kelas hari ini."),
        (12, "Tidak ada kelas hari ini."),
        (72, "Tidak ada kelas lagi"),
    ],
)
def test_outside_class_days_words_say_when(
    place_on_both: House, key: str, hours: int, said: str
) -> None:
    place = place_on_both
    meeting(place, key)
    place.clock.now = MORNING + timedelta(hours=hours)
    page = place.visitor().get(address(place, seat_keys(place)[0]) + "/join")
    assert page.status_code == 200
    assert said in page.text
    assert ("Selasa, 4 Agustus 2026, 08.00–11.30 WIB" in page.text) == (hours == 12)


def test_a_link_that_is_not_there_yet_is_said_so(place_on_both: House, key: str) -> None:
    place = place_on_both
    meeting(place, key)
    browser = place.visitor()
    other = address(place, seat_keys(place)[1])
    assert "belum siap" in browser.get(f"{other}/join").text
    assert f'href="{other}/join"' not in browser.get(other).text


def test_only_web_addresses_are_followed(place_on_both: House, key: str) -> None:
    place = place_on_both
    meeting(place, key, "javascript:alert(1)")
    answer = place.visitor().get(address(place, seat_keys(place)[0]) + "/join")
    assert answer.status_code == 200
    assert "Location" not in answer.headers


def test_the_course_is_reached_once_it_is_there(place_on_both: House, key: str) -> None:
    place = place_on_both
    url = address(place, seat_keys(place)[0]) + "/course"
    browser = place.visitor()
    assert "Kursus belum siap." in browser.get(url).text
    course = "https://moodle.example/course/view.php?id=7"
    bind(place, "moodle-default", key, {("course_link", "course"): course})
    assert browser.get(url).location == course


def wrong_addresses(place: House) -> list[str]:
    right = address(place, seat_keys(place)[0])
    return [
        "/p/wrong",
        right[:-1] + ("A" if right[-1] != "A" else "B"),
        "/p/" + links.sign("x" * 40, links.PERSONAL, right.split("/")[2].rsplit(".", 1)[0]),
        "/p/" + links.sign(SECRET, "another.purpose", right.split("/")[2].rsplit(".", 1)[0]),
        "/p/" + links.sign(SECRET, links.PERSONAL, "unknown-nonce"),
        "/p/" + links.sign(SECRET, links.PERSONAL, ""),
    ]


def test_a_wrong_address_gets_one_page_and_the_same_work(place_on_both: House, key: str) -> None:
    place = place_on_both
    browser = place.visitor()
    pages, work = set(), set()
    for url in wrong_addresses(place):
        for part in ("", "/join", "/course"):
            with counted_queries(place.engine) as seen:
                answer = browser.get(url + part)
            assert answer.status_code == 404, url
            pages.add("tidak berlaku" in answer.text)
            work.add(len(seen))
    assert pages == {True}
    assert len(work) == 1


def test_a_renewed_address_leads_nowhere_and_the_new_one_does(
    place_on_both: House, key: str
) -> None:
    place = place_on_both
    old = address(place, seat_keys(place)[0])
    with place.engine.begin() as connection:
        seats.revoke_link(connection, 1, now=place.clock())
    browser = place.visitor()
    assert browser.get(old).status_code == 404
    assert browser.get(address(place, seat_keys(place)[0])).status_code == 200


def test_who_left_the_roster_has_no_page(place_on_both: House, key: str) -> None:
    place = place_on_both
    with place.engine.begin() as connection:
        seats.set_state(connection, 1, SeatState.WITHDRAWN)
    assert place.visitor().get(address(place, seat_keys(place)[0])).status_code == 404


def test_the_calendar_holds_every_class_in_utc_and_leads_back_to_the_address(
    place_on_both: House, key: str
) -> None:
    place = place_on_both
    url = address(place, seat_keys(place)[0])
    assert f'href="{url}/calendar.ics"' in place.visitor().get(url).text
    answer = place.visitor().get(f"{url}/calendar.ics")
    assert answer.mimetype == "text/calendar"
    assert all(len(line) <= 75 for line in answer.data.split(b"\r\n"))
    text = answer.text.replace("\r\n ", "")
    assert text.count("BEGIN:VEVENT") == 2
    assert "DTSTART:20260803T010000Z" in text
    assert "DTEND:20260803T043000Z" in text
    assert f"URL:{place.settings.base_url}{url}\r\n" in text
    assert "Istirahat 1\\nPelayanan Prima 1" in text
    assert place.visitor().get("/p/wrong/calendar.ics").status_code == 404
