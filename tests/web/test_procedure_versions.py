"""The office's SOPs on their pages: as printed, by version, and a new one checked first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO

import pytest
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from connector.flows import run_procedures
from connector.flows.load_procedures import load, load_shipped
from connector.procedures.toml_text import MAX_BYTES
from connector.store import procedures
from connector.store.engine import reading
from tests.procedures.sop import SOP, line_of
from tests.web.place import CODE, Browser, House, add_training, house, person
from tests.web.test_certificates import page, words

URL = "/settings/procedures"
NEXT = (
    SOP.replace("version = 3", "version = 4")
    .replace("2 hari", "3 hari")
    .replace("amount = 2,", "amount = 3,")
)


@pytest.fixture
def place(sqlite_engine: Engine) -> Iterator[House]:
    with house(sqlite_engine) as opened:
        load_shipped(opened.engine, opened.clock())
        yield opened


def english(browser: Browser) -> Browser:
    browser.get("/?lang=en")
    return browser


def post(place: House, path: str, **form: object) -> TestResponse:
    return english(place.administrator()).post(URL + path, **form)


def file_of(source: str | bytes) -> tuple[BytesIO, str]:
    content = source if isinstance(source, bytes) else source.encode()
    return BytesIO(content), "sop.toml"


def typed(html: str) -> str:
    """What stands in the text area to be typed in."""
    found = re.search(r'<textarea id="source"[^>]*>(.*?)</textarea>', html, re.S)
    assert found is not None
    return unescape(found[1]).lstrip("\n")


def versions(place: House, slug: str = "x9") -> list[int]:
    with reading(place.engine) as connection:
        return [one.version for one in procedures.every(connection) if one.slug == slug]


def test_the_five_are_listed_for_everybody(place: House) -> None:
    said = page(place.staff(), URL)
    for number in ("W.13.SDM.SDM.1.0T.02.02-105", "SDM-277-OT.02.02 TAHUN 2024", "no number"):
        assert number in said
    assert "Holding a technical competence development activity s003" in said
    assert "Load a file" not in said
    assert "Load a file" in page(place.administrator(), URL)


def test_steps_are_shown_as_printed_and_how_they_are_counted(place: House) -> None:
    said = page(place.staff(), f"{URL}/s001")
    rows = re.findall(r'<td class="printed"[^>]*>(\d+)<', place.staff().get(f"{URL}/s001").text)
    assert rows == ["1", "2", "4", "6", "7"]
    assert "2 hari 2 working days, a deadline" in said
    assert "15 menit effort, never late" in said
    assert "after step 2 or list of participants taken over" in said
    assert "Penomoran langkah tercetak 1, 2, 4, 6, 7" in said
    assert "no date printed" in said
    assert "5 menit 3 working days, a deadline" in page(place.staff(), f"{URL}/s002")
    assert "14 calendar days, a deadline" in page(place.staff(), f"{URL}/s000")
    assert "sesuai jadwal" in page(place.staff(), f"{URL}/s000")


def test_derived_actors_bear_a_star(place: House) -> None:
    html = place.staff().get(f"{URL}/s001").text
    assert html.count("<abbr") == 2
    assert place.staff().get(f"{URL}/s002").text.count("<abbr") == 0


def test_readers_are_offered_no_change(place: House) -> None:
    assert "Change as a new version" not in page(place.staff(), f"{URL}/s001")
    assert "Change as a new version" in page(place.administrator(), f"{URL}/s001")
    assert place.staff().get(f"{URL}/s001/change").status_code == 403
    for path in ("/check", "/load"):
        assert place.staff().post(URL + path, source=SOP).status_code == 403
    assert versions(place) == []


@pytest.mark.parametrize("path", ["/x9", "/s001?version=2", "/s001?version=x", "/s001/2.toml"])
def test_what_is_not_there_is_said(place: House, path: str) -> None:
    answer = place.staff().get(URL + path)
    assert answer.status_code == 404
    assert "Tidak" in answer.text or "no such procedure" in answer.text
    assert place.administrator().get(f"{URL}/x9/change").status_code == 404


def test_a_file_is_taken_along_as_it_was_loaded(place: House) -> None:
    load(place.office, SOP, actor="user:1")
    answer = place.staff().get(f"{URL}/x9/3.toml")
    assert answer.data.decode() == SOP
    assert answer.headers["Content-Disposition"] == "attachment; filename=x9-3.toml"


def test_a_new_procedure_is_looked_at_and_then_loaded(place: House) -> None:
    looked = post(place, "/check", file=file_of(SOP))
    said = words(looked.text)
    assert looked.status_code == 200
    assert "A new procedure" in said
    assert "Ask for the room" in said
    assert versions(place) == [], "nothing is stored before somebody says so"
    assert typed(looked.text) == SOP
    browser = english(place.administrator())
    done = browser.post(f"{URL}/load", source=SOP.replace("\n", "\r\n"))
    assert (done.status_code, done.location) == (303, f"{URL}/x9")
    assert versions(place) == [3]
    shown = page(browser, f"{URL}/x9")
    assert "Loaded. Trainings that begin from now on follow it." in shown
    assert "version 3 · X9/2026 · Bagian Umum" in shown
    with reading(place.engine) as connection:
        stored = procedures.newest(connection, "x9")
    assert stored is not None
    assert stored.source == SOP, "a browser's line ends are not kept"
    assert stored.loaded_by.startswith("user:")


def test_a_change_is_shown_against_the_present_version(place: House) -> None:
    add_training(place, [person(1)])
    load(place.office, SOP, actor="user:1")
    run_procedures.begin(place.office, CODE, "x9", unit=None, actor="cli")
    said = words(post(place, "/check", source=NEXT).text)
    assert "What changes against version 3" in said
    assert "Step 2 (decide), limit: 2 day, working, deadline → 3 day, working, deadline" in said
    assert "1 training follows the present version and keeps it." in said
    post(place, "/load", source=NEXT)
    assert versions(place) == [4, 3]
    newest = page(place.staff(), f"{URL}/x9")
    assert "Against version 3" in newest
    assert "0 trainings follow it" in newest
    older = page(place.staff(), f"{URL}/x9?version=3")
    assert "A newer version is in force." in older
    assert "1 training follows it" in older
    assert "2 hari" in older


def test_a_limit_is_changed_in_the_page_itself(place: House) -> None:
    load(place.office, SOP, actor="user:1")
    text = typed(english(place.administrator()).get(f"{URL}/x9/change").text)
    assert text == SOP.replace("version = 3", "version = 4")
    later = text.replace("2 hari", "3 hari").replace("amount = 2,", "amount = 3,")
    post(place, "/load", source=later)
    assert versions(place) == [4, 3]


def test_every_problem_is_named_with_its_line_and_nothing_is_lost(place: House) -> None:
    bad = SOP.replace('"head"', '"<b>chief</b>"').replace("version = 3", 'version = "3"')
    for path in ("/check", "/load"):
        answer = post(place, path, source=bad)
        said = words(answer.text)
        assert answer.status_code == 422
        assert "2 things need mending." in said
        assert "Line 3 “version” is not a whole number." in said
        assert f"Line {line_of('section_head') - 1} The actor “<b>chief</b>” is not known." in said
        assert "<b>chief" not in answer.text
        assert typed(answer.text) == bad
    assert versions(place) == []


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\x89PNG\r\n\xff\xfe", "not UTF-8 text"),
        (b"a" * (MAX_BYTES + 1), "larger than 128 KiB"),
        (b"a = " + b"[" * 1_900, "too deeply"),
        (b"#" + b"x" * 3_000, "longer than 2000 characters"),
    ],
)
def test_hostile_files_are_refused_in_words(place: House, content: bytes, says: str) -> None:
    answer = post(place, "/check", file=file_of(content))
    assert answer.status_code == 422
    assert says in words(answer.text)


def test_nothing_given_is_said(place: House) -> None:
    assert post(place, "/check").status_code == 422
    assert post(place, "/check", source=" \n").status_code == 422
    assert post(place, "/load").status_code == 400


def test_what_is_stored_cannot_be_written_over(place: House) -> None:
    load(place.office, SOP, actor="user:1")
    other = SOP.replace("Contoh.", "Lain.")
    looked = post(place, "/check", source=other)
    assert looked.status_code == 422
    assert "is there with other content" in words(looked.text)
    done = post(place, "/load", source=other)
    assert done.status_code == 409
    assert typed(done.text) == other, "what was typed is not lost"
    same = post(place, "/load", source="# the same\n" + SOP)
    assert same.status_code == 303
    assert versions(place) == [3]
