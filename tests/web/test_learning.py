"""The page of results from the learning system: what was read, the button, the named quizzes."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import Engine

from connector.app import CATALOGUE
from connector.domain.completion import POSTTEST, PRETEST
from connector.flows import read_learning
from connector.jobs.port import JobState
from connector.lms.base import Attempt, Learned, LearningResults, Noticed
from connector.store import learning, trainings
from connector.store.engine import reading
from connector.store.learning import Gradebook
from connector.web import create_web
from tests.flows.test_read_learning import Told
from tests.web.attended import class_of
from tests.web.place import CODE, House, house, person

URL = f"/trainings/{CODE}/learning"


@pytest.fixture
def place(sqlite_engine: Engine) -> Iterator[House]:
    with house(sqlite_engine) as opened:
        lms = Told()
        office = replace(opened.office, lms=lms)
        seats = class_of(opened, [person(n, f"Peserta {n}") for n in (1, 2)])
        score = Attempt(POSTTEST, "1", Decimal(80), Decimal(100), None)
        missing = Noticed("quiz_not_found", {"test": PRETEST})
        lms.found = LearningResults(
            [
                Learned(seats[0], completed=True, done=3, activities=3, attempts=(score,)),
                Learned(seats[1], completed=None, done=0, activities=3),
            ],
            frozenset({POSTTEST}),
            (missing,),
        )
        pages = create_web(office, opened.settings, CATALOGUE)
        yield replace(opened, office=office, app=pages)


def shown(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def named(place: House) -> dict[str, tuple[str, ...]]:
    with reading(place.engine) as connection:
        stored = trainings.get(connection, CODE)
    assert stored is not None
    return learning.tests_of(stored.settings.options)


def test_before_anything_was_read_the_page_says_when_it_will_be(place: House) -> None:
    page = place.staff().get(f"{URL}?lang=en")
    assert page.status_code == 200
    assert "every six hours" in page.text
    assert "textarea" in place.administrator().get(URL).text


def test_what_was_read_is_shown_with_what_was_noticed(place: House) -> None:
    named = {PRETEST: ["9"]}
    read_learning.name_tests(place.office, CODE, named, actor="user:1")
    read_learning.read_learning(place.office, CODE)
    page = shown(place.staff().get(f"{URL}?lang=en").text)
    assert "People 2" in page
    assert "Course completed 1 1 not known" in page
    assert "Post-test 1 attempt" in page
    assert "No quiz's name speaks of the pretest" in page.replace("&#39;", "'")


def test_the_button_has_a_worker_read(place: House) -> None:
    browser = place.administrator()
    assert browser.post(URL).status_code == 303
    with reading(place.engine) as connection:
        (job,) = place.office.jobs.listing(connection, JobState.READY)
    assert (job.kind, job.body["training"]) == (read_learning.READ_JOB, CODE)


def test_quizzes_are_named_one_a_line(place: House) -> None:
    browser = place.administrator()
    form = {f"quizzes.{POSTTEST}": "173\r\n Post Test Remedial \r\n", f"quizzes.{PRETEST}": " "}
    assert browser.post(f"{URL}/tests", **form).status_code == 303
    assert named(place) == {POSTTEST: ("173", "Post Test Remedial")}
    assert "173\nPost Test Remedial</textarea>" in browser.get(URL).text


def test_names_that_cannot_be_are_refused_and_stay_in_the_field(place: House) -> None:
    browser = place.administrator()
    browser.get(f"{URL}?lang=en")
    many = "\n".join(str(number) for number in range(11))
    answer = browser.post(f"{URL}/tests", **{f"quizzes.{POSTTEST}": many})
    assert answer.status_code == 422
    assert "cannot be used" in answer.text
    assert "10</textarea>" in answer.text
    assert named(place) == {}


def test_staff_see_and_change_nothing(place: House) -> None:
    browser = place.staff()
    page = browser.get(URL).text
    assert "textarea" not in page
    assert page.count('method="post"') == place.staff().get("/").text.count('method="post"')
    assert browser.post(URL).status_code == 403
    assert browser.post(f"{URL}/tests", **{f"quizzes.{POSTTEST}": "1"}).status_code == 403
    assert named(place) == {}


def test_without_a_moodle_the_page_says_so(place: House) -> None:
    pages = create_web(replace(place.office, lms=None), place.settings, CATALOGUE)
    page = replace(place, app=pages).staff().get(f"{URL}?lang=en")
    assert page.status_code == 200
    assert "No Moodle is connected" in page.text
    assert "textarea" not in page.text


def test_a_training_that_is_not_there(place: House) -> None:
    assert place.administrator().get("/trainings/XX-1/learning").status_code == 404
    assert place.administrator().post("/trainings/XX-1/learning").status_code == 404


def test_attendance_goes_into_the_gradebook_where_an_administrator_says_so(place: House) -> None:
    browser = place.administrator()
    assert "checked" not in browser.get(URL).text
    form = {"attendance": "on", "activity": " 173 "}
    assert browser.post(f"{URL}/gradebook", **form).status_code == 303
    assert gradebook(place) == Gradebook(attendance=True, activity=173)
    assert "checked" in browser.get(URL).text
    seen = shown(place.staff().get(f"{URL}?lang=en").text)
    assert "Attendance becomes the grade of activity 173" in seen
    assert browser.post(f"{URL}/gradebook", attendance="on", activity="").status_code == 303
    assert gradebook(place) == Gradebook(attendance=True)
    assert browser.post(f"{URL}/gradebook").status_code == 303
    assert gradebook(place) == Gradebook()


@pytest.mark.parametrize("typed", ["17x", "²", "-1", "0", "9999999999"])
def test_what_is_no_number_of_an_activity_is_refused_and_stays_typed(
    place: House, typed: str
) -> None:
    browser = place.administrator()
    browser.get(f"{URL}?lang=en")
    answer = browser.post(f"{URL}/gradebook", attendance="on", activity=typed)
    assert answer.status_code == 422
    assert "is not the number of an activity" in answer.text
    assert f'value="{typed}"' in answer.text
    assert gradebook(place) == Gradebook()


def test_only_administrators_send_grades(place: House) -> None:
    assert place.staff().post(f"{URL}/gradebook", attendance="on").status_code == 403
    assert place.administrator().post("/trainings/XX-1/learning/gradebook").status_code == 404
    assert gradebook(place) == Gradebook()


def gradebook(place: House) -> Gradebook:
    with reading(place.engine) as connection:
        stored = trainings.get(connection, CODE)
    assert stored is not None
    return learning.gradebook_of(stored.settings.options)
