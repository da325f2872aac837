"""The page of the evaluation: form, file with preview, what is kept; for whom."""

from __future__ import annotations

import io
import re

import pytest

from connector.store import evaluations
from connector.store.engine import reading
from tests.web.place import CODE, Browser, House, add_training, person

URL = f"/trainings/{CODE}/evaluation"
HEAD = "Tentang;Nama;Aspek;Responden;Nilai;Maksimal"


@pytest.fixture
def furnished(place: House) -> House:
    add_training(place, [person(n) for n in range(1, 5)])
    return place


def upload(browser: Browser, *lines: str, head: str = HEAD) -> str:
    content = "\n".join([head, *lines]).encode()
    answer = browser.post(f"{URL}/file", file=(io.BytesIO(content), "evaluasi.csv"), maximum="100")
    return str(answer.text)


def kept(place: House) -> list[tuple[str, int, str]]:
    with reading(place.engine) as connection:
        known = [one.evaluation for one in evaluations.of_training(connection, 1)]
    return [(one.aspect, one.respondents, str(one.score)) for one in known]


def test_a_mean_is_typed_in_shown_and_taken_back(furnished: House) -> None:
    browser = furnished.administrator()
    answer = browser.post(
        URL, about="instructor", subject="Siti <b>Contoh</b>", aspect="Suara", respondents="3",
        score="4,25", maximum="5",
    )  # fmt: skip

    assert answer.status_code == 303
    assert kept(furnished) == [("Suara", 3, "4.25")]
    text = browser.get(URL).text
    assert "Siti &lt;b&gt;Contoh&lt;/b&gt;" in text
    assert "85 %" in text
    assert browser.post(f"{URL}/1/remove").status_code == 303
    assert kept(furnished) == []


def test_what_is_not_right_keeps_what_was_typed(furnished: House) -> None:
    answer = furnished.administrator().post(
        URL, about="organisation", aspect="Konsumsi", respondents="99", score="4", maximum="5"
    )

    assert answer.status_code == 422
    assert 'value="Konsumsi"' in answer.text
    assert kept(furnished) == []


def test_a_number_that_is_none_is_refused_in_words(furnished: House) -> None:
    browser = furnished.administrator()
    for field in ("respondents", "score", "maximum"):
        given = {"about": "organisation", "aspect": "A", "respondents": "2", "score": "4"}
        answer = browser.post(URL, **{**given, "maximum": "5", field: "banyak"})
        assert answer.status_code == 422, field
    assert browser.post(URL, about="x", aspect="A", respondents="2").status_code == 422
    assert kept(furnished) == []


def test_a_file_is_shown_row_by_row_and_stored_after_a_yes(furnished: House) -> None:
    browser = furnished.administrator()

    shown = upload(
        browser,
        "Penyelenggaraan;;Konsumsi;4;3,5;5",
        "Pengajar;;Suara;4;4;5",
        "Penyelenggaraan;;Ruang;9;4;5",
    )

    assert kept(furnished) == []
    assert "Konsumsi" in shown
    assert "The name of the instructor or subject is empty." in shown or "kosong" in shown
    assert "(4)" in shown
    [carried] = re.findall(r'name="shown" value="([^"]+)"', shown)
    assert browser.post(f"{URL}/confirm", shown=carried).status_code == 303
    assert kept(furnished) == [("Konsumsi", 4, "3.5")]


def test_only_what_was_shown_here_is_stored(furnished: House) -> None:
    browser = furnished.administrator()
    shown = upload(browser, "Penyelenggaraan;;Konsumsi;4;3,5;5")
    [carried] = re.findall(r'name="shown" value="([^"]+)"', shown)

    for forged in ("", carried[:-2] + "xx", "x" + carried):
        assert browser.post(f"{URL}/confirm", shown=forged).status_code == 400
    elsewhere = URL.replace(CODE, "LAIN-1")
    add_training(furnished, [person(1)], code="LAIN-1")
    assert browser.post(f"{elsewhere}/confirm", shown=carried).status_code == 400
    assert kept(furnished) == []


def test_a_file_that_is_none_says_why(furnished: House) -> None:
    browser = furnished.administrator()

    answer = browser.post(f"{URL}/file", file=(io.BytesIO(b"a;b\n1;2"), "x.csv"))

    assert answer.status_code == 422
    assert browser.post(f"{URL}/file").status_code == 422


def test_staff_reads_and_finds_no_form(furnished: House) -> None:
    furnished.administrator().post(
        URL, about="organisation", aspect="Ruang", respondents="2", score="4", maximum="5"
    )
    browser = furnished.staff()

    text = browser.get(URL).text

    assert "Ruang" in text
    assert f'action="{URL}' not in text
    for path in (URL, f"{URL}/1/remove", f"{URL}/confirm", f"{URL}/file"):
        answer = browser.post(
            path, about="organisation", aspect="Lain", respondents="2", score="4", maximum="5"
        )
        assert answer.status_code in (400, 403), path
    assert [one[0] for one in kept(furnished)] == ["Ruang"]


def test_two_hundred_results_and_long_names_stay_one_page(furnished: House) -> None:
    browser = furnished.administrator()
    long = "Raden Mas Muhammad Abdurrahman Kusumaningratnadiningrat Sastroamidjojo, S.H., M.H."
    lines = [f"Pengajar;{long} {n};Aspek {n};4;{n % 5};5" for n in range(1, 201)]
    [carried] = re.findall(r'name="shown" value="([^"]+)"', upload(browser, *lines))

    assert browser.post(f"{URL}/confirm", shown=carried).status_code == 303

    text = browser.get(URL).text
    assert len(kept(furnished)) == 200
    assert text.count(long) == 200
