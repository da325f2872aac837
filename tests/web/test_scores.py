"""Scores from a file: shown row by row, stored only after a yes, and only what was shown."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from werkzeug.test import TestResponse

from connector.store import completion
from connector.store.completion import StoredScore
from connector.store.engine import reading
from tests.rosters.workbooks import Value, workbook
from tests.web.attended import at, class_of
from tests.web.place import CODE, Browser, House
from tests.web.test_attendance_matrix import told

PAGE = f"/trainings/{CODE}/verdicts/import"
NIP = "19900131201503{:04d}"


@pytest.fixture
def browser(place: House) -> Browser:
    class_of(place, 3, days=1)
    place.clock.now = at("12:00")
    return place.administrator()


def upload(browser: Browser, *rows: list[Value], **form: object) -> TestResponse:
    file = (BytesIO(workbook(rows)), "nilai.xlsx")
    given: dict[str, object] = {"test": "posttest", "maximum": "100", **form, "file": file}
    browser.get("/?lang=en")
    return browser.post(PAGE, **given)


def carried(answer: TestResponse) -> str:
    found = re.search(r'name="shown" value="([^"]+)"', answer.text)
    assert found, told(answer.text)
    return found[1]


def confirm(browser: Browser, shown: str, code: str = CODE) -> TestResponse:
    return browser.post(f"/trainings/{code}/verdicts/import/confirm", shown=shown)


def stored(place: House) -> list[StoredScore]:
    with reading(place.engine) as connection:
        return completion.scores_of(connection, 1)


ROWS: list[list[Value]] = [
    ["NIP", "Nama", "Nilai"],
    [NIP.format(1), "Peserta Contoh 1", 85.5],
    [199001312015030002, "Peserta Contoh 2", 70],
    [NIP.format(9), "Orang Lain", 60],
    [NIP.format(3), "Peserta Contoh 3", None],
]


def test_a_file_is_shown_before_anything_is_stored(place: House, browser: Browser) -> None:
    answer = upload(browser, *ROWS)
    page = told(answer.text)
    assert answer.status_code == 200
    assert "New 1 Corrected 0 There already 0 Refused rows 2 Left empty 1" in page
    assert re.search(r"3 NIP \S+\*\S+ The number in NIP has become a numeric value", page)
    assert "is not on the roster of this training." in page
    assert "2 Peserta Contoh 1, S.H. Post-test 85.5 85.5/100 no date new" in page
    assert NIP.format(9) not in answer.text
    assert stored(place) == []
    assert confirm(browser, carried(answer)).status_code == 303
    assert [(one.score.seat, str(one.score.value)) for one in stored(place)] == [("seat:1", "85.5")]
    said = told(browser.get(f"/trainings/{CODE}/verdicts").text)
    assert "Scores are in: 1 new score, 0 corrected, 0 were there already." in said


def test_the_same_file_again_has_nothing_to_store_and_another_value_corrects(
    place: House, browser: Browser
) -> None:
    confirm(browser, carried(upload(browser, *ROWS[:2])))
    again = upload(browser, *ROWS[:2])
    assert "There is nothing new to store." in again.text
    assert 'name="shown"' not in again.text
    corrected = upload(browser, ROWS[0], [NIP.format(1), "Peserta Contoh 1", 90])
    assert "corrects an earlier one" in corrected.text
    confirm(browser, carried(corrected))
    assert [str(one.score.value) for one in stored(place)] == ["90"]


def test_only_what_was_shown_for_this_training_is_stored(place: House, browser: Browser) -> None:
    class_of(place, 1, days=1, code="LAIN")
    shown = carried(upload(browser, *ROWS[:2]))
    for wrong in ("", "x", shown[:-1], shown.replace(".", "x."), f"{shown}="):
        assert confirm(browser, wrong).status_code == 400, wrong
    assert confirm(browser, shown, "LAIN").status_code == 400
    assert stored(place) == []


def test_who_left_the_roster_since_is_refused_whole(place: House, browser: Browser) -> None:
    shown = carried(upload(browser, *ROWS[:2]))
    with place.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE seats SET state = 'withdrawn' WHERE id = 1")
    answer = confirm(browser, shown)
    assert answer.status_code == 422
    assert stored(place) == []


@pytest.mark.parametrize(
    ("rows", "form", "words"),
    [
        ([["Nama", "Unit"], ["Budi", "Lapas"]], {}, "This is no list of scores"),
        (ROWS, {"test": ""}, "does not say of which test"),
        (ROWS, {"maximum": "0"}, "A score is a number from 0 to its maximum."),
        (ROWS, {"other": "x" * 61}, "longer than 60 characters"),
    ],
)
def test_a_file_that_cannot_be_used_says_why_and_what_to_do(
    place: House, browser: Browser, rows: list[list[Value]], form: dict[str, str], words: str
) -> None:
    answer = upload(browser, *rows, **form)
    assert answer.status_code == 422
    assert words in told(answer.text)
    assert "No score was stored." in answer.text
    assert stored(place) == []


def test_without_a_file_it_asks_for_one(browser: Browser) -> None:
    answer = browser.post(f"{PAGE}", test="posttest", maximum="100")
    assert answer.status_code == 422


def test_a_test_without_a_column_of_its_own_may_be_named(place: House, browser: Browser) -> None:
    answer = upload(browser, *ROWS[:2], other="Ujian praktik")
    confirm(browser, carried(answer))
    assert [one.score.test for one in stored(place)] == ["Ujian praktik"]


def test_a_file_beyond_the_limit_is_refused(place: House, browser: Browser) -> None:
    large = b"x" * (place.settings.upload_max_bytes + 1)
    answer = browser.post(PAGE, test="posttest", maximum="100", file=(BytesIO(large), "nilai.csv"))
    assert answer.status_code == 413
