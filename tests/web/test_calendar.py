"""The working calendar on its page: a year, where its days come from, the office's own word."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from connector.procedures.national_days import LAST_YEAR, national_year
from connector.store import calendar_days
from connector.store.engine import reading
from tests.flows.certificate_class import office_of
from tests.web.place import Browser, House
from tests.web.test_certificates import page, words

URL = "/settings/calendar"
KNOWN = max(year for year in range(2026, LAST_YEAR) if national_year(year).joint_known)
"""The last year whose decree the installed source carries."""

FORM = {"kind": "closed", "first": "2026-11-18", "last": "", "name": "Pilkada"}


@pytest.fixture
def place(sqlite_engine: Engine) -> Iterator[House]:
    with office_of(sqlite_engine) as opened:
        yield opened


def english(browser: Browser) -> Browser:
    browser.get("/?lang=en")
    return browser


def post(place: House, path: str = "", **form: str) -> TestResponse:
    return english(place.administrator()).post(URL + path, **form)


def stored(place: House) -> list[calendar_days.StoredLocalDays]:
    with reading(place.engine) as connection:
        return calendar_days.standing(connection)


def month(html: str, number: int) -> str:
    found: list[str] = re.findall(r'<table class="month">(.*?)</table>', html, re.S)
    return found[number - 1]


def marks(html: str, number: int) -> dict[int, str]:
    """Return the CSS class of each day of a month."""
    cells = re.findall(r'<td class="([^"]*)"[^>]*>(\d+)', month(html, number))
    return {int(day): mark for mark, day in cells}


def test_a_year_shows_its_days_off_and_where_they_come_from(place: House) -> None:
    html = place.staff().get(URL + "?lang=en").text
    march = marks(html, 3)
    assert march[18] == "joint fasting"
    assert march[19] == "holiday fasting"
    assert march[20] == "joint fasting"
    assert march[21] == "holiday"
    assert march[24] == "joint"
    assert march[25] == ""
    assert march[28] == "weekend"
    said = words(html)
    assert "Thursday, 19 March 2026 Day of Silence national holiday" in said
    assert f"Joint leave is known to the end of {min(KNOWN, 2029)}." in said
    assert "Ramadan: 19 February – 20 March 2026" in said
    assert "07:30–12:00 13:00–16:00" in said


def test_the_days_of_a_year_are_all_there_once(place: House) -> None:
    html = place.staff().get(URL + "?year=2028").text
    days = [len(marks(html, number)) for number in range(1, 13)]
    assert days == [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


def test_working_days_and_hours_are_counted(place: House) -> None:
    # 261 weekdays, less 13 holidays and 8 days of leave on them; 19 are worked in Ramadan
    said = page(place.staff(), URL)
    assert "240 working days, 1781 hours." in said


def test_in_indonesian_numbers_and_days_are_indonesian(place: House) -> None:
    said = words(place.staff().get(URL + "?lang=id").text)
    assert "Kamis, 19 Maret 2026 Hari Suci Nyepi" in said
    assert "07.30–12.00 13.00–16.00" in said


def test_a_year_without_a_decree_warns(place: House) -> None:
    place.clock.now = datetime(KNOWN, 3, 1, tzinfo=UTC)
    warning = f"The joint leave of {KNOWN + 1} is not known yet."
    later = page(place.staff(), f"{URL}?year={KNOWN + 1}")
    assert warning in later
    assert "reckoned" in later
    assert "is not known yet" not in page(place.staff(), URL)


def test_at_the_end_of_the_last_known_year_the_next_one_is_asked_for(place: House) -> None:
    place.clock.now = datetime(KNOWN, 10, 1, tzinfo=UTC)
    assert f"The joint leave of {KNOWN + 1} is not known yet." in page(place.staff(), URL)
    place.clock.now = datetime(KNOWN - 1, 10, 1, tzinfo=UTC)
    assert "is not known yet" not in page(place.staff(), URL)


@pytest.mark.parametrize("year", ["2017", "2030", "0", "x", "²⁰²⁶", "99999999999999"])
def test_a_year_that_cannot_be_shown_is_this_one(place: House, year: str) -> None:
    assert "Working calendar 2026" in page(place.staff(), f"{URL}?year={year}")


def test_today_is_today_in_the_office(place: House) -> None:
    place.clock.now = datetime(2026, 12, 31, 20, tzinfo=UTC)  # New Year's morning in Jakarta
    html = place.staff().get(URL).text
    assert 'aria-current="date" title="Tahun Baru Masehi">1<' in month(html, 1)


def test_a_day_is_added_and_taken_back(place: House) -> None:
    answer = post(place, **FORM)
    assert (answer.status_code, answer.location) == (303, f"{URL}?year=2026")
    said = page(place.staff(), URL)
    assert "18 November 2026 Pilkada day off Ratna Wulandari" in said
    assert marks(place.staff().get(URL).text, 11)[18] == "closed"
    (one,) = stored(place)
    assert post(place, f"/{one.id}/remove").status_code == 303
    assert marks(place.staff().get(URL).text, 11)[18] == ""


def test_a_worked_saturday_is_marked(place: House) -> None:
    post(place, kind="opened", first="2026-11-21", last="", name="Pengganti")
    assert marks(place.staff().get(URL).text, 11)[21] == "opened"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"kind": "party"}, "Choose first what is to hold."),
        ({"first": ""}, "A date is missing or cannot be read."),
        ({"first": "18-11-2026"}, "A date is missing or cannot be read."),
        ({"last": "2026-11-17"}, "The last day comes before the first."),
        ({"first": "2026-11-21"}, "Nobody works on that day as it is."),
        ({"name": " "}, "The name is missing"),
    ],
)
def test_what_is_refused_stays_typed(place: House, wrong: dict[str, str], told: str) -> None:
    answer = post(place, **{**FORM, **wrong})
    assert answer.status_code == 422
    assert told in words(answer.text)
    if wrong.get("name") != " ":
        assert 'value="Pilkada"' in answer.text
    assert stored(place) == []


def test_what_is_gone_cannot_be_taken_back(place: House) -> None:
    answer = post(place, "/77/remove")
    assert answer.status_code == 409
    assert "That entry is gone already." in words(answer.text)


def test_staff_are_offered_no_form_and_may_not_post(place: House) -> None:
    html = place.staff().get(URL).text
    assert 'name="first"' not in html
    assert place.staff().post(URL, **FORM).status_code == 403


def test_a_name_is_text_and_nothing_else(place: House) -> None:
    post(place, **{**FORM, "name": "<script>alert(1)</script>"})
    assert "<script>alert" not in place.staff().get(URL).text
