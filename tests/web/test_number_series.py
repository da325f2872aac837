"""Series of numbers on their page: previewed, opened, pasted, closed; what was typed stays."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from connector.store import number_series
from connector.store.engine import reading
from connector.store.number_series import Series
from tests.flows.certificate_class import office_of
from tests.flows.numbered_class import PATTERN, add_series
from tests.web.place import House
from tests.web.test_certificates import page, words

URL = "/settings/numbers"
FORM = {"unit": "BDA", "kind": "sttp", "year": "2026", "first": "137", "pattern": PATTERN}


@pytest.fixture
def place(engine: Engine) -> Iterator[House]:
    with office_of(engine) as opened:
        yield opened


def every(place: House) -> list[Series]:
    with reading(place.engine) as connection:
        return number_series.listing(connection)


def post(place: House, path: str, **form: str) -> TestResponse:
    browser = place.administrator()
    browser.get("/?lang=en")
    return browser.post(f"{URL}{path}", **form)


def test_an_empty_page_says_what_to_do(place: House) -> None:
    said = page(place.administrator(), URL)
    assert "No series is open" in said
    assert "{kode_pelatihan}" in said


def test_a_pattern_is_previewed_and_nothing_is_opened(place: House) -> None:
    answer = post(place, "/preview", **FORM)
    assert answer.status_code == 200
    assert "137/BDA/VIII/2026 138/BDA/VIII/2026 139/BDA/VIII/2026" in words(answer.text)
    assert every(place) == []


def test_a_fault_is_previewed_once(place: House) -> None:
    said = words(post(place, "/preview", **{**FORM, "pattern": "{seq}{seq}"}).text)
    assert said.count("{seq} may stand in it once only.") == 1


def test_the_preview_comes_alone_while_typing(place: House) -> None:
    assert "<html" not in typing(place, pattern="W.32-{seq}")
    said = words(typing(place, pattern="W.32-{seq}"))
    assert "W.32-137 W.32-138 W.32-139" in said
    assert "the same numbers come again next year" in said
    wrong = words(typing(place, pattern="{nomor}"))
    assert "There is no {nomor}, which stands at character 1." in wrong
    assert words(typing(place, pattern="")) == ""


def typing(place: House, **changed: str) -> str:
    """Return what the page fetches while somebody types."""
    browser = place.administrator()
    answer = browser.client.post(
        f"{URL}/preview?lang=en",
        data={**FORM, **changed, "csrf_token": browser.token()},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 200
    return answer.text


def test_a_pattern_is_opened_and_listed_with_its_next_numbers(place: House) -> None:
    assert post(place, "/pattern", **FORM).status_code == 303
    (series,) = every(place)
    assert (series.unit, series.first, series.last, series.created_by) == (
        "BDA", 137, None, "user:1",
    )  # fmt: skip
    said = page(place.administrator(), URL)
    assert "137/BDA/VIII/2026 138/BDA/VIII/2026 139/BDA/VIII/2026" in said
    assert "no end" in said


def test_a_block_with_few_left_is_pointed_out(place: House) -> None:
    post(place, "/pattern", **FORM, last="150")
    (series,) = every(place)
    assert series.last == 150
    text = place.administrator().get(URL + "?lang=en").text
    assert "14 left" in words(text)
    assert 'class="state decision"' in text


def test_every_fault_is_said_and_what_was_typed_stays(place: House) -> None:
    answer = post(place, "/pattern", **{**FORM, "pattern": '{nomor}/{unit:2}/"{'})
    assert answer.status_code == 409
    said = words(answer.text)
    assert "The pattern cannot be used." in said
    assert "There is no {nomor}, which stands at character 1." in said
    assert "{unit} at character 9 takes no number of digits" in said
    assert "The brace { at character 19 has no partner." in said
    assert "No series was opened, closed or changed." in said
    assert 'value="{nomor}/{unit:2}/&#34;{"' in answer.text
    assert every(place) == []


UNFIT = (
    ({"first": "x"}, "are whole numbers"),
    ({"first": ""}, "are whole numbers"),
    ({"first": "0"}, "The first number is at least 1"),
    ({"first": "9", "last": "8"}, "The first number is at least 1"),
    ({"first": "-1"}, "are whole numbers"),
    ({"first": "1" * 30}, "are whole numbers"),
    ({"year": "26"}, "The year is between 2000 and 2199."),
    ({"year": "tahun"}, "are whole numbers"),
    ({"unit": "A" * 61}, "The unit is too long"),
    ({"last": "²"}, "are whole numbers"),
)


def test_an_unfit_field_is_said(place: House) -> None:
    browser = place.administrator()
    browser.get("/?lang=en")
    for changed, said in UNFIT:
        answer = browser.post(f"{URL}/pattern", **{**FORM, **changed})
        assert answer.status_code == 409, changed
        assert said in words(answer.text)
    assert every(place) == []


def test_a_kind_that_is_none_is_nowhere(place: House) -> None:
    assert post(place, "/pattern", **{**FORM, "kind": "piagam"}).status_code == 404


def test_an_overlap_names_the_other_series(place: House) -> None:
    number = add_series(place, first=100)
    answer = post(place, "/pattern", **FORM)
    assert answer.status_code == 409
    assert f"Series {number} writes the same pattern" in words(answer.text)


def test_a_list_is_pasted(place: House) -> None:
    form = {"unit": "BDA", "kind": "sttp", "year": "2026"}
    assert post(place, "/list", **form, numbers="800/9\r\n800/3\r\n").status_code == 303
    assert every(place)[0].last == 2
    assert "800/9 800/3" in page(place.administrator(), URL)


def test_unfit_lines_of_a_list_are_named_and_stay_in_the_form(place: House) -> None:
    form = {"unit": "BDA", "kind": "sttp", "year": "2026"}
    post(place, "/list", **form, numbers="800/9")
    answer = post(place, "/list", **form, numbers="A-1\n\nA-1\n800/9\n<b>\tx")
    said = words(answer.text)
    assert answer.status_code == 409
    for line in (
        "Line 2 is empty.",
        "Line 3: A-1 stands in line 1 already.",
        "Line 4: 800/9 is in use, or stands in another list.",
        "Line 5 holds a tab or a hidden character",
    ):
        assert line in said
    assert said.count("Line 2 is empty.") == 1
    kept = re.search(r"<textarea[^>]*>(.*?)</textarea>", answer.text, re.DOTALL)
    assert kept
    assert unescape(kept[1]).split() == ["A-1", "A-1", "800/9", "<b>", "x"]
    assert len(every(place)) == 1


def test_a_long_list_fits_and_many_faults_are_counted(place: House) -> None:
    form = {"unit": "BDA", "kind": "sttp", "year": "2026"}
    long = "\n".join(f"000.8.3.2/ {n} /BPSDM/2026" for n in range(5000))
    assert post(place, "/list", **form, numbers=long).status_code == 303
    answer = post(place, "/list", **form, numbers=long)
    assert answer.status_code == 409
    assert "and 4980 more" in words(answer.text)


def test_a_series_is_closed_once(place: House) -> None:
    number = add_series(place)
    assert post(place, f"/{number}/close").status_code == 303
    assert every(place)[0].closed_at == place.clock()
    answer = post(place, f"/{number}/close")
    assert answer.status_code == 409
    assert "That series was closed before." in words(answer.text)
    assert post(place, "/999/close").status_code == 409
    assert "1 closed series" in page(place.administrator(), URL)


def test_only_administrators_see_and_change_series(place: House) -> None:
    number = add_series(place)
    before = every(place)
    for browser in (place.staff(), place.companion(), place.signed_in("ketua")):
        assert browser.get(URL).status_code == 403
        for path in ("/preview", "/pattern", "/list", f"/{number}/close"):
            assert browser.post(URL + path, **FORM).status_code == 403
    assert every(place) == before
