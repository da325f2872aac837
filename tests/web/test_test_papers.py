"""Papers of tests on the page of results: seen by staff, taken by administrators alone."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Engine, select

from connector.app import CATALOGUE
from connector.domain.completion import POSTTEST
from connector.errors import ConnectorError
from connector.flows import keep_test_papers as flow
from connector.store.engine import reading
from connector.store.tables import audit_entries, jobs
from connector.web import create_web
from tests.flows.test_keep_test_papers import Telling, taken
from tests.web.attended import class_of
from tests.web.place import CODE, House, house, person

URL = f"/trainings/{CODE}/learning"


@pytest.fixture
def place(engine: Engine) -> Iterator[House]:
    with house(engine) as opened:
        class_of(opened, [person(n) for n in (1, 2)])
        office = replace(opened.office, lms=Telling())
        yield replace(opened, office=office, app=create_web(office, opened.settings, CATALOGUE))


def keep(place: House) -> None:
    lms = place.office.lms
    assert isinstance(lms, Telling)
    lms.found = [taken(POSTTEST, "8", 1, 2)]
    flow.work(place.office, CODE, flow.ACTOR)


def shown(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_before_anything_is_kept_the_page_says_what_it_needs(place: House) -> None:
    page = shown(place.staff().get(f"{URL}?lang=en").text)
    assert "Nothing is kept yet." in page
    assert "this needs the Simpul plugin in Moodle" in page


def test_the_button_has_a_worker_read_them(place: House) -> None:
    assert place.administrator().post(f"{URL}/papers").status_code == 303
    with reading(place.engine) as connection:
        row = connection.execute(select(jobs).where(jobs.c.kind == flow.KEEP_JOB)).one()
    assert row.body == {"training": CODE, "actor": "user:1"}


def test_what_is_kept_is_listed_and_taken_by_administrators(place: House) -> None:
    keep(place)
    browser = place.administrator()
    page = browser.get(f"{URL}?lang=en").text
    assert "2 sheets" in shown(page)
    assert "by itself" in shown(page)
    answer = browser.get(f"{URL}/papers/1")
    assert answer.data.startswith(b"%PDF-")
    assert f"{CODE}-posttest-8.pdf" in answer.headers["Content-Disposition"]
    assert "no-store" in answer.headers["Cache-Control"]
    with reading(place.engine) as connection:
        actions = [one.action for one in connection.execute(select(audit_entries))]
    assert "test_papers.taken" in actions


def test_nobody_else_takes_answers_along(place: House) -> None:
    keep(place)
    for browser in (place.staff(), place.companion()):
        assert browser.get(f"{URL}/papers/1").status_code == 403
        assert browser.post(f"{URL}/papers").status_code == 403
        assert "/learning/papers/" not in browser.get(URL).text
    assert place.visitor().get(f"{URL}/papers/1").status_code == 303


def test_a_paper_of_another_training_is_not_found_here(place: House) -> None:
    keep(place)
    class_of(place, [person(3)], code="LAIN-1")
    browser = place.administrator()
    assert browser.get("/trainings/LAIN-1/learning/papers/1").status_code == 404
    assert browser.get(f"{URL}/papers/99").status_code == 404


def test_a_moodle_without_the_plugin_is_told_with_what_to_do(place: House) -> None:
    lms = place.office.lms
    assert isinstance(lms, Telling)
    lms.error = ConnectorError("papers_unavailable")
    flow.work(place.office, CODE, "user:1")
    page = shown(place.staff().get(f"{URL}?lang=en").text)
    assert "can only be read from a Moodle that has the Simpul plugin" in page
    assert "Install the Simpul plugin" in page


def test_the_history_tells_of_it(place: House) -> None:
    keep(place)
    place.administrator().get(f"{URL}/papers/1")
    page = place.administrator().get(f"/trainings/{CODE}/history?lang=en").text
    assert "kept the questions and answer sheets of a test: 2 sheets" in page
    assert "downloaded the answer sheets of a test" in page
