"""The step that gives numbers: all is shown before the button, and nothing else is done by it."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Engine

from connector.domain.completion import Verdict
from connector.flows import decide_completion
from tests.flows.certificate_class import LAST_DAY, a_class, attend, office_of
from tests.flows.numbered_class import (
    ADMINISTRATOR,
    add_design,
    add_series,
    approve_now,
    approved_class,
    certificates_of,
)
from tests.web.place import CODE, Browser, House
from tests.web.test_certificates import page, words

URL = f"/trainings/{CODE}/certificates/sttp/issue"
TODAY = date(2026, 8, 5)


@pytest.fixture
def place(engine: Engine) -> Iterator[House]:
    with office_of(engine) as opened:
        yield opened


def ready(place: House, last: int | None = None) -> None:
    approved_class(place)
    add_design(place)
    add_series(place, first=137, last=last)


def hidden(browser: Browser, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', browser.get(URL).text)
    assert found
    return found[1]


def give(browser: Browser, dated: str = TODAY.isoformat(), approval: str = "") -> tuple[int, str]:
    """Press the button; return the status and what the page says in English."""
    browser.get("/?lang=en")
    shown = approval or hidden(browser, "approval")
    answer = browser.post(URL, dated=dated, approval=shown)
    return answer.status_code, words(answer.text)


def test_everything_is_shown_before_the_button(place: House) -> None:
    ready(place, last=150)
    said = page(place.administrator(), URL)
    assert "3 people get a number" in said
    assert "137/BDA/VIII/2026 … 139/BDA/VIII/2026" in said
    assert "version 1, by Ketua Contoh" in said
    assert "Plt. Kepala Balai Contoh: Dr. Pejabat Contoh, M.Si." in said
    assert "STTP balai" in said
    assert "Peserta Contoh 2, S.H. 1990************02 138/BDA/VIII/2026" in said
    assert "Afterwards 11 numbers of this unit are left." in said
    assert "Give 3 numbers" in said
    assert f'value="{TODAY}" min="{LAST_DAY}" max="{TODAY}"' in place.administrator().get(URL).text


def test_the_button_gives_them(place: House) -> None:
    ready(place)
    browser = place.administrator()
    status, _said = give(browser)
    assert status == 303
    assert [one.number for one in certificates_of(place)] == [
        "137/BDA/VIII/2026",
        "138/BDA/VIII/2026",
        "139/BDA/VIII/2026",
    ]
    said = page(browser, URL)
    assert "3 certificates have their numbers" in said
    assert "Everybody on the approved list has a number." in said
    assert "139/BDA/VIII/2026 5 August 2026 Peserta Contoh 3, S.H." in said
    assert "Give" not in said.replace("Give numbers", "")
    history = page(browser, f"/trainings/{CODE}/history")
    assert "gave 3 certificates their numbers, dated 5 August 2026" in history


def test_another_date_is_tried_before_it_is_taken(place: House) -> None:
    ready(place)
    text = place.administrator().get(f"{URL}?dated={LAST_DAY}").text
    assert f'value="{LAST_DAY}"' in text
    assert certificates_of(place) == []
    assert give(place.administrator(), LAST_DAY.isoformat())[0] == 303
    assert {one.dated for one in certificates_of(place)} == {LAST_DAY}


UNFIT = (
    ("2026-08-03", "is before the last day of the training"),
    ("2026-08-06", "is still ahead"),
    ("kemarin", "The date cannot be read."),
    ("", "The date cannot be read."),
    ("2026-02-31", "The date cannot be read."),
)


def test_an_unfit_date_is_said_and_numbers_nobody(place: House) -> None:
    ready(place)
    browser = place.administrator()
    for dated, said in UNFIT:
        status, text = give(browser, dated)
        assert status == 409, dated
        assert said in text
        assert "Nothing was changed." in text
    assert certificates_of(place) == []


def test_too_few_numbers_close_the_button_and_say_whose_is_missing(place: House) -> None:
    ready(place, last=138)
    said = page(place.administrator(), URL)
    assert "Numbers of the unit “BDA” in 2026 are too few by 1; none was given." in said
    assert "Peserta Contoh 3, S.H. 1990************03 no number left" in said
    assert re.search(r'<button class="primary" disabled>', place.administrator().get(URL).text)
    assert give(place.administrator())[0] == 409
    assert certificates_of(place) == []


def test_without_somebody_who_signs_the_page_leads_to_the_designs(place: House) -> None:
    approved_class(place)
    add_series(place)
    add_design(place, signed=False)
    text = place.administrator().get(URL + "?lang=en").text
    assert "names no signing official" in words(text)
    assert 'href="/settings/designs"' in text.split("<dl")[1].split("</dl>")[0]
    assert re.search(r'<button class="primary" disabled>', text)


def test_without_an_approval_the_page_says_who_gives_it(place: House) -> None:
    attend(place, a_class(place))
    said = page(place.administrator(), URL)
    assert "No list is approved" in said
    status, _said = give(place.administrator(), approval="1")
    assert status == 409


def test_a_changed_list_is_pointed_out_and_not_issued(place: House) -> None:
    ready(place)
    seats = [one.seat for one in approve_now(place).rows]
    decide_completion.decide(
        place.office, CODE, seats[:1], Verdict.NOT_EARNED, reason="x", actor=ADMINISTRATOR
    )
    said = page(place.administrator(), URL)
    assert "has changed since its list was approved" in said
    assert give(place.administrator())[0] == 409
    assert certificates_of(place) == []


def test_the_list_that_was_seen_is_the_one_that_is_issued(place: House) -> None:
    seats, approval = approved_class(place)
    add_design(place)
    add_series(place)
    decide_completion.decide(
        place.office, CODE, seats[3:], Verdict.EARNED, reason="x", actor=ADMINISTRATOR
    )
    approve_now(place)
    status, said = give(place.administrator(), approval=str(approval.id))
    assert status == 409
    assert "have changed since this page was opened" in said
    for nonsense in ("", "x", "-1", "9" * 30):
        assert (
            place.administrator().post(URL, dated="2026-08-05", approval=nonsense).status_code
            == 409
        )
    assert certificates_of(place) == []


def test_only_administrators_open_and_press_it(place: House) -> None:
    ready(place)
    for browser in (place.staff(), place.companion(), place.signed_in("ketua")):
        assert browser.get(URL).status_code == 403
        assert browser.post(URL, dated="2026-08-05", approval="1").status_code == 403
    assert place.visitor().get(URL).status_code == 303
    assert certificates_of(place) == []


def test_a_kind_or_training_that_is_none_is_nowhere(place: House) -> None:
    ready(place)
    browser = place.administrator()
    assert browser.get(URL.replace("sttp", "piagam")).status_code == 404
    assert browser.get(URL.replace(CODE, "NIHIL")).status_code == 404
    assert browser.post(URL.replace(CODE, "NIHIL"), dated="2026-08-05").status_code in (400, 404)
