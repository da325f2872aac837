"""My tasks and assignments as pages: who sees which, what a form sends, and what is refused."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from connector.app import CATALOGUE
from connector.domain.appointments import AppointmentKind
from connector.domain.procedures import Actor
from connector.store import assignments, attachments, users
from connector.store.engine import reading
from connector.web import create_web
from tests.web.place import CODE, Browser, counted_queries, house
from tests.web.procedure_place import Bureau, bureau

PDF = b"%PDF-1.7\n%%EOF\n"
PLH = AppointmentKind.PLH


@pytest.fixture
def office(sqlite_engine: Engine) -> Iterator[Bureau]:
    with house(sqlite_engine) as place:
        pages = create_web(place.office, place.settings, CATALOGUE)
        yield bureau(replace(place, app=pages))


def english(browser: Browser) -> Browser:
    browser.post("/language", lang="en", next="/")
    return browser


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def to(office: Bureau, *logins: str) -> list[str]:
    return [f"{office.unit}:{office.ids[one]}" for one in logins]


def begun(office: Bureau) -> int:
    office.training()
    return office.begin().id


def assigned(office: Bureau, *logins: str, **form: object) -> int:
    """The head hands work on by the form; return the number of the (first) assignment."""
    given = {"instruction": "Mohon difasilitasi.", "to": to(office, *(logins or ("kartika",)))}
    answer = office.signed_in("hendra").post("/tasks/assign", **{**given, **form})
    assert answer.status_code == 303, text_of(answer.text)
    return int(answer.location.rpartition("/")[2])


def test_who_holds_nothing_is_told_what_to_do_and_offered_no_form(office: Bureau) -> None:
    browser = english(office.signed_in("budi"))
    page = browser.get("/tasks")
    assert page.status_code == 200
    assert "You hold no role in any unit yet" in page.text
    assert "/tasks/assign" not in page.text
    form = browser.get("/tasks/assign")
    assert "You cannot hand on work yet" in form.text
    assert 'name="instruction"' not in form.text


def test_a_step_is_on_the_page_of_whose_turn_it_is_with_a_way_to_hand_it_on(
    office: Bureau,
) -> None:
    run = begun(office)
    page = english(office.signed_in("hendra")).get("/tasks").text
    assert "S001 · 1" in page
    assert f'href="/tasks/assign?run={run}&amp;step=assign-lead"' in page
    assert "Head · " in text_of(page)
    assert "Nothing waits for you" in english(office.signed_in("kartika")).get("/tasks").text


def test_the_form_of_a_step_suggests_who_acts_next_and_completes_it(office: Bureau) -> None:
    run = begun(office)
    browser = english(office.signed_in("hendra"))
    form = browser.get(f"/tasks/assign?run={run}&step=assign-lead").text
    assert "Sending it completes this step." in form
    row = next(part for part in form.split("<li>") if "Kartika Ketua" in part)
    assert "acts next" in row
    answer = browser.post(
        "/tasks/assign", run=run, step="assign-lead", instruction="Mohon difasilitasi.",
        to=to(office, "kartika"), day="2026-08-05", hour="10:00",
    )  # fmt: skip
    assert answer.status_code == 303
    assert "Hand on the work" not in browser.get("/tasks").text
    tasks = english(office.signed_in("kartika")).get("/tasks").text
    assert "Assignment from Hendra Kepala" in tasks
    assert "Mohon difasilitasi." in tasks
    assert "Wednesday 10:00 WIB" in tasks


def test_a_due_day_without_an_hour_ends_with_the_working_day(office: Bureau) -> None:
    number = assigned(office, day="2026-08-05")
    with reading(office.house.engine) as connection:
        one = assignments.get(connection, number)
    assert one is not None
    assert one.due_at is not None
    assert one.due_at.isoformat() == "2026-08-05T09:00:00+00:00"


def test_from_hand_to_hand_the_page_shows_the_trail_with_moments(office: Bureau) -> None:
    run = begun(office)
    number = assigned(office, run=run, step="assign-lead")
    lead = english(office.signed_in("kartika"))
    page = lead.get(f"/tasks/assignments/{number}").text
    assert "This also completes step S001 · 2" in text_of(page)
    answer = lead.post(
        f"/tasks/assignments/{number}/passed-on", instruction="Tolong dikerjakan.",
        to=to(office, "agus"), step="assign-members",
    )  # fmt: skip
    assert answer.status_code == 303
    below = int(answer.location.rpartition("/")[2])
    member = english(office.signed_in("agus"))
    assert member.get(f"/tasks/assignments/{below}").status_code == 200
    assert "It is done" in member.get(f"/tasks/assignments/{below}").text
    done = member.post(f"/tasks/assignments/{below}/done", answer="Sudah semuanya.")
    assert done.status_code == 303
    trail = text_of(lead.get(f"/tasks/assignments/{number}").text)
    assert "Hendra Kepala → Kartika Ketua" in trail
    assert "Kartika Ketua → Agus Anggota" in trail
    assert "Answer: Sudah semuanya." in trail
    assert "answered: close it" in lead.get("/tasks").text
    procedure = lead.get(f"/trainings/{CODE}/procedures")
    assert procedure.status_code == 200


def test_the_first_look_of_the_holder_is_noted_and_a_sender_s_is_not(office: Bureau) -> None:
    number = assigned(office)
    head = english(office.signed_in("hendra"))
    assert "sent, not read yet" in head.get(f"/tasks/assignments/{number}").text
    assert "new" in english(office.signed_in("kartika")).get("/tasks").text
    office.signed_in("kartika").get(f"/tasks/assignments/{number}")
    assert "sent, not read yet" not in head.get(f"/tasks/assignments/{number}").text


def test_a_chain_is_closed_to_who_has_nothing_to_do_with_it(office: Bureau) -> None:
    number = assigned(office)
    for login in ("budi", "sari", "agus"):
        browser = english(office.signed_in(login))
        answer = browser.get(f"/tasks/assignments/{number}")
        assert answer.status_code == 403
        assert "Mohon difasilitasi" not in answer.text
        for deed in ("passed-on", "done", "withdrawn"):
            form = {"reason": "tidak jadi", "instruction": "x" * 5, "to": to(office, "agus")}
            assert browser.post(f"/tasks/assignments/{number}/{deed}", **form).status_code == 403
    assert office.signed_in("ratna").get(f"/tasks/assignments/{number}").status_code == 200


def test_an_unknown_assignment_is_nowhere(office: Bureau) -> None:
    browser = office.signed_in("hendra")
    assert browser.get("/tasks/assignments/99").status_code == 404
    assert browser.post("/tasks/assignments/99/done").status_code == 404


def test_who_holds_nothing_sends_nothing(office: Bureau) -> None:
    for login in ("budi", "sari"):
        answer = english(office.signed_in(login)).post(
            "/tasks/assign", instruction="Mohon dikerjakan.", to=to(office, "agus")
        )
        assert answer.status_code == 403
        assert "You hold no role in any unit" in answer.text


def test_a_substitute_s_page_says_for_whom_and_the_trail_names_both(office: Bureau) -> None:
    number = assigned(office)
    office.appoint("seksi", Actor.TEAM_LEAD, kind=PLH, stands_for="kartika")
    browser = english(office.signed_in("seksi"))
    assert "standing in for Kartika Ketua" in browser.get("/tasks").text
    page = browser.get(f"/tasks/assignments/{number}").text
    assert "You stand in for Kartika Ketua" in page
    browser.post(f"/tasks/assignments/{number}/done", answer="Selesai.")
    assert "Seno Seksi for Kartika Ketua" in browser.get(f"/tasks/assignments/{number}").text


def test_an_administrator_sends_in_an_official_s_name(office: Bureau) -> None:
    run = begun(office)
    browser = english(office.signed_in("ratna"))
    form = browser.get(f"/tasks/assign?run={run}&step=assign-lead").text
    first = re.search(r'<input type="hidden" name="sender" value="(\d+)"', form)
    assert first
    assert int(first[1]) == office.ids["hendra"]
    answer = browser.post(
        "/tasks/assign", sender=office.ids["hendra"], run=run, step="assign-lead",
        instruction="Mohon difasilitasi.", to=to(office, "kartika"),
    )  # fmt: skip
    page = browser.get(answer.location).text
    assert "Ratna Wulandari for Hendra Kepala" in page


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"to": []}, "Nobody was chosen"),
        ({"instruction": "x"}, "An instruction has"),
        ({"day": "2026-08-02", "hour": "10:00"}, "The due date is over"),
        ({"hour": "10:00"}, "The due date cannot be read"),
        ({"to": ["x:y", "1:999"]}, "inactive or no longer holds a role"),
        ({"training": "TIDAK-ADA"}, "There is no training"),
    ],
)
def test_a_form_that_is_refused_keeps_what_was_typed(
    office: Bureau, form: dict[str, object], said: str
) -> None:
    given = {"instruction": "Mohon dipelajari.", "to": to(office, "agus"), **form}
    answer = english(office.signed_in("hendra")).post("/tasks/assign", **given)
    if "training" in form:
        assert answer.status_code == 400
    else:
        assert answer.status_code == 422
        assert str(given["instruction"]) in answer.text
    assert said in text_of(answer.text)
    with reading(office.house.engine) as connection:
        assert assignments.open_ones(connection) == []


def test_files_are_attached_and_handed_out_to_the_chain_alone(office: Bureau) -> None:
    number = assigned(office, files=(io.BytesIO(PDF), "nota dinas.pdf"))
    with reading(office.house.engine) as connection:
        (kept,) = attachments.of_subjects(connection, [f"assignment:{number}"])[
            f"assignment:{number}"
        ]
    path = f"/tasks/assignments/{number}/files/{kept.id}"
    page = office.signed_in("kartika").get(f"/tasks/assignments/{number}").text
    assert path in page
    got = office.signed_in("kartika").get(path)
    assert (got.data, got.mimetype) == (PDF, "application/pdf")
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert office.signed_in("agus").get(path).status_code == 403
    other = assigned(office, "agus")
    wrong = f"/tasks/assignments/{other}/files/{kept.id}"
    assert office.signed_in("agus").get(wrong).status_code == 404


def test_a_file_of_another_kind_sends_nothing(office: Bureau) -> None:
    answer = english(office.signed_in("hendra")).post(
        "/tasks/assign", instruction="Mohon dipelajari.", to=to(office, "agus"),
        files=(io.BytesIO(b"MZ"), "a.exe"),
    )  # fmt: skip
    assert answer.status_code == 422
    with reading(office.house.engine) as connection:
        assert assignments.open_ones(connection) == []


def test_taking_back_says_why_and_what_goes_with_it(office: Bureau) -> None:
    number = assigned(office)
    head = english(office.signed_in("hendra"))
    page = head.get(f"/tasks/assignments/{number}").text
    assert "Yes, withdraw it" in page
    assert head.post(f"/tasks/assignments/{number}/withdrawn", reason=" ").status_code == 422
    assert head.post(f"/tasks/assignments/{number}/withdrawn", reason="Salah").status_code == 303
    page = text_of(head.get(f"/tasks/assignments/{number}").text)
    assert "Reason: Salah" in page
    assert "Yes, withdraw it" not in page
    again = office.signed_in("kartika").post(f"/tasks/assignments/{number}/done")
    assert again.status_code == 409


def test_text_to_paste_is_the_digest_s_and_names_no_instruction(office: Bureau) -> None:
    assigned(office, day="2026-08-03")
    page = english(office.signed_in("kartika")).get("/tasks").text
    pasted = re.search(r"<textarea[^>]*>([^<]*)</textarea>", page)
    assert pasted
    assert "DUE TODAY (1)" in pasted[1]
    assert "Mohon difasilitasi" not in pasted[1]
    assert "data-copy=" in page


def test_what_is_late_below_names_whose_turn_it_is(office: Bureau) -> None:
    assigned(office, day="2026-08-03")
    office.at(office.house.clock() + timedelta(days=1))
    page = text_of(english(office.signed_in("hendra")).get("/tasks").text)
    assert "Overdue with those you lead (1)" in page
    assert "Kartika Ketua" in page
    with office.house.engine.begin() as connection:
        users.set_active(connection, office.ids["kartika"], False)
    page = text_of(english(office.signed_in("hendra")).get("/tasks").text)
    assert "Kartika Ketua can no longer sign in" in page


def test_fifty_tasks_cost_no_more_queries_than_one(office: Bureau) -> None:
    assigned(office, "agus")
    browser = office.signed_in("agus")
    with counted_queries(office.house.engine) as few:
        browser.get("/tasks")
    for number in range(50):
        assigned(office, "agus", instruction=f"Tugas nomor {number}")
    with counted_queries(office.house.engine) as many:
        page = browser.get("/tasks").text
    assert page.count('<li class="task') == 51
    assert len(many) <= len(few) + 2
