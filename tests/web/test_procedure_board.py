"""The board of procedures and the lines on the board of trainings: lights, filters, order."""

import re
from collections.abc import Sequence
from datetime import timedelta

import pytest

from connector.flows import run_procedures
from tests.web.place import MORNING, Browser, House, counted_queries
from tests.web.procedure_place import Bureau, bureau


@pytest.fixture
def office(place: House) -> Bureau:
    """Five trainings: late, due soon, forgotten, paused, just begun; and one that is over."""
    made = bureau(place)
    for code in ("TELAT-1", "DEKAT-1", "LUPA-1", "JEDA-1", "BARU-1", "USAI-1"):
        made.training(code, f"Pelatihan {code.title()}")
    late = made.begin("s001", code="TELAT-1")
    _enrolling(made, late.id, "TELAT-1")
    paused = made.begin("s001", code="JEDA-1")
    forgotten = made.begin("s001", code="LUPA-1")
    over = made.begin("s001", code="USAI-1")
    run_procedures.pause(place.office, "JEDA-1", paused.id, "Menunggu surat", actor="user:1")
    for step in ("assign-lead", "assign-members", "enrol", "check", "sign"):
        made.done(over, step, code="USAI-1")
    made.at(MORNING + timedelta(days=2))
    near = made.begin("s001", code="DEKAT-1", for_unit=True)
    _enrolling(made, near.id, "DEKAT-1")
    made.done(forgotten, "enrol", code="LUPA-1")
    made.at(MORNING + timedelta(days=3, hours=5))
    made.begin("s000", code="BARU-1", unit=False)
    return made


def _enrolling(made: Bureau, run: int, code: str) -> None:
    for step in ("assign-lead", "assign-members"):
        run_procedures.complete(made.house.office, code, run, step, actor="user:1")


def codes(browser: Browser, path: str = "/procedures") -> list[str]:
    """Return the codes of the trainings on the board, from the top."""
    page = browser.get(path).text
    return re.findall(r'<li class="\w+">\s*<div class="title"><a href="/trainings/([^/]+)/', page)


def lights(browser: Browser, path: str = "/procedures") -> Sequence[str]:
    page = browser.get(path).text
    return re.findall(r'<li class="(\w+)">\s*<div class="title">', page)


def test_the_most_pressing_stands_on_top_and_what_is_over_is_not_there(office: Bureau) -> None:
    browser = office.house.staff()
    assert codes(browser) == ["TELAT-1", "DEKAT-1", "LUPA-1", "BARU-1", "JEDA-1"]
    assert lights(browser) == ["failed", "decision", "decision", "running", "waiting"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=late", ["TELAT-1"]),
        ("state=soon", ["DEKAT-1"]),
        ("state=forgotten", ["LUPA-1"]),
        ("state=running", ["BARU-1"]),
        ("state=waiting", ["JEDA-1"]),
        ("state=over", ["USAI-1"]),
        ("procedure=s000", ["BARU-1"]),
        ("unit=2", ["DEKAT-1"]),
        ("q=telat", ["TELAT-1"]),
        ("q=Angkatan+I&state=late", ["TELAT-1"]),
        ("q=%25", []),
        ("state=nonsense&unit=x&procedure=", ["TELAT-1", "DEKAT-1", "LUPA-1", "BARU-1", "JEDA-1"]),
        (f"unit={'9' * 30}&state=late", ["TELAT-1"]),
        ("state=late&unit=2", []),
    ],
)
def test_a_filter_shows_exactly_what_it_says(office: Bureau, query: str, found: list[str]) -> None:
    assert codes(office.house.staff(), f"/procedures?{query}") == found


def test_my_turn_is_what_i_hold_now(office: Bureau) -> None:
    assert codes(office.signed_in("agus"), "/procedures?mine=1") == ["TELAT-1", "DEKAT-1"]
    assert codes(office.signed_in("kartika"), "/procedures?mine=1") == ["LUPA-1"]
    assert codes(office.house.staff(), "/procedures?mine=1") == []


def test_the_counts_are_of_what_the_other_filters_leave(office: Bureau) -> None:
    def counts(path: str) -> list[str]:
        page = office.house.staff().get(path).text
        chips = re.search(r'<nav class="counts".*?</nav>', page, re.S)
        assert chips
        return re.findall(r"<strong>(\d+)</strong>", chips[0])

    assert counts("/procedures") == ["5", "1", "1", "1", "1", "1"]
    assert counts("/procedures?state=late") == ["5", "1", "1", "1", "1", "1"]
    assert counts("/procedures?q=telat") == ["1", "1", "0", "0", "0", "0"]


def test_nothing_overdue_is_said_in_words(office: Bureau) -> None:
    run_procedures.stop(office.house.office, "TELAT-1", 1, "Batal", actor="user:1")
    page = office.house.staff().get("/procedures?state=late&lang=en").text
    assert "Nothing is overdue." in page


def test_a_row_shows_every_step_with_its_state(office: Bureau) -> None:
    page = office.house.staff().get("/procedures?state=late&lang=en").text
    chain = re.search(r'<ol class="step-chain".*?</ol>', page, re.S)
    assert chain
    assert re.findall(r'<li class="([\w ]+)"', chain[0]) == [
        "ok", "ok", "failed", "waiting ahead", "waiting ahead",
    ]  # fmt: skip
    assert re.findall(r'class="only-read">([^<]+)<', chain[0]) == [
        "1 done", "2 done", "4 overdue", "6 waiting", "7 waiting",
    ]  # fmt: skip


def test_rows_of_the_trainings_board_say_step_and_deadline(office: Bureau) -> None:
    page = " ".join(office.house.staff().get("/?lang=en").text.split())
    row = re.search(r"TELAT-1</small>.*?</li>", page)
    assert row
    assert "S001 step 4 (3 of 5)</a>" in row[0]
    assert re.search(r'class="lateness">\d+ .* late<', row[0])
    over = re.search(r"USAI-1</small>.*?</li>", page)
    assert over
    assert "S001" not in over[0]


def test_without_any_run_the_board_says_how_one_begins(place: House) -> None:
    page = place.staff().get("/procedures?lang=en").text
    assert "No procedure runs yet" in page


def test_two_hundred_trainings_cost_no_more_queries_than_five(place_on_both: House) -> None:
    made = bureau(place_on_both)
    for number in range(40):
        made.training(f"BANYAK-{number}")
        made.begin("s001", code=f"BANYAK-{number}")
        made.begin("s000", code=f"BANYAK-{number}")
    browser = place_on_both.staff()
    for path in ("/", "/procedures"):
        browser.get(path)
        with counted_queries(place_on_both.engine) as seen:
            assert browser.get(path).status_code == 200
        assert len(seen) < 30, (path, len(seen))
