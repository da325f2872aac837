"""The board and one training: what is shown, what is never shown, and how often is asked."""

import re
from datetime import timedelta

import pytest

from connector.jobs.port import JobFailure
from connector.reconcile.status import SeatState, SeatStatus
from connector.store import audit, bindings, seats
from connector.store.engine import reading
from tests.web.place import (
    CODE,
    FIRST_DAY,
    MORNING,
    House,
    add_plan,
    add_training,
    all_ok,
    bind,
    counted_queries,
    person,
    seat_keys,
    set_status,
)

URL = f"/trainings/{CODE}"
NUMBER = "199001312015030001"
"""The whole number of person 1."""


def full_training(place: House, count: int = 60) -> str:
    """Everybody is there but two missing, one undecided and one refused in Moodle."""
    key = add_training(place, [person(n) for n in range(1, count + 1)])
    keys = seat_keys(place)
    lacking = [
        SeatStatus(keys[-4], SeatState.MISSING, "not_there"),
        SeatStatus(keys[-3], SeatState.MISSING, "not_there"),
        SeatStatus(keys[-2], SeatState.UNDECIDED, "no_address"),
        SeatStatus(keys[-1], SeatState.FAILED, "refused_name"),
    ]
    set_status(place, key, "lms", all_ok(keys[:-4]) + lacking)
    set_status(place, key, "meetings", all_ok(keys))
    return key


def test_the_empty_board_says_what_to_do_first(place: House) -> None:
    page = place.administrator().get("/").text
    assert "Belum ada pelatihan" in page
    assert "/trainings/new" in page
    assert "/trainings/new" not in place.staff().get("/").text


def test_a_training_is_added_on_the_board(place_on_both: House) -> None:
    browser = place_on_both.administrator()
    form = {"code": "A-1", "title": "Latsar", "cohort": "XII", "zone": "Asia/Makassar"}
    answer = browser.post("/trainings", **form, meeting_mode="day")
    assert (answer.status_code, answer.location) == (303, "/trainings/A-1")
    assert "Latsar · Angkatan XII" in browser.get("/").text
    again = browser.post("/trainings", **form, meeting_mode="day")
    assert again.status_code == 422
    assert "sudah dipakai" in again.text


@pytest.mark.parametrize(
    ("field", "value"),
    [("code", "a b"), ("code", "new"), ("code", ""), ("title", ""), ("zone", "Mars/Olympus")],
)
def test_an_unfit_training_is_refused_beside_its_field(
    place: House, field: str, value: str
) -> None:
    form = {"code": "A-1", "title": "Latsar", "zone": "Asia/Jakarta", "meeting_mode": "day"}
    answer = place.administrator().post("/trainings", **{**form, field: value})
    assert answer.status_code == 422
    assert f'id="{field}-wrong"' in answer.text


def test_expected_found_and_missing_stand_on_board_and_page(place_on_both: House) -> None:
    full_training(place_on_both)
    browser = place_on_both.staff()
    for path in ("/", URL):
        page = " ".join(browser.get(path).text.split())
        assert "<strong>56 dari 59</strong>" in page
        assert f'href="{URL}?system=lms&amp;state=missing">kurang 3</a>' in page
        assert "<strong>60 dari 60</strong>" in page


def test_the_link_behind_missing_leads_to_exactly_those(place: House) -> None:
    full_training(place)
    page = place.staff().get(f"{URL}?system=lms&state=missing").text
    assert page.count('<tr id="seat-') == 3
    assert "Peserta Contoh 57" in page
    assert "Peserta Contoh 59" not in page


def test_what_needs_somebody_is_grouped_by_reason_and_leads_to_exactly_those(place: House) -> None:
    full_training(place)
    browser = place.staff()
    page = browser.get(URL).text
    links = re.findall(r'<a href="([^"]+reason=[^"]+)">(\d+) orang</a>', page)
    assert [int(count) for _, count in links] == [1, 1, 2]
    for link, count in links:
        found = browser.get(link.replace("&amp;", "&")).text
        assert found.count('<tr id="seat-') == int(count), link
        assert "Perlu tindakan Anda" not in found  # the list itself stands first


def test_the_timetable_shows_who_opens_the_zoom_class_of_each_day(place_on_both: House) -> None:
    place = place_on_both
    key = add_training(place, [person(1), person(2)], days=2)
    seat = seat_keys(place)[0]
    found = {("meeting", f"day:{key}:{FIRST_DAY.isoformat()}"): "86985924632"}
    bind(place, "zoom-default", key, {**found, ("opener", seat): "1"})
    page = " ".join(place.staff().get(f"{URL}/schedule").text.split())
    assert "869 8592 4632" in page
    assert "08.00–11.30 WIB" in page
    assert page.count("belum dibuat; dibuat melalui rencana") == 1
    assert "Dibuka oleh host@example.org; juga dapat membuka: Peserta Contoh 1, S.H." in page
    assert "sedang diproses" not in page
    place.clock.now += timedelta(hours=1)
    assert "sedang diproses" in place.staff().get(f"{URL}/schedule").text


def test_what_needs_somebody_is_said_with_what_to_do(place: House) -> None:
    full_training(place)
    page = place.staff().get(URL).text
    assert "Perlu tindakan Anda" in page
    assert "Moodle menolak nama ini." in page
    assert "Perbaiki nama di daftar." in page


def test_a_missing_and_a_shared_address_are_shown(place: House) -> None:
    shared = "sama@example.org"
    add_training(place, [person(1, email=None), person(2, email=shared), person(3, email=shared)])
    browser = place.staff()
    page = browser.get(URL).text
    assert page.count("dipakai bersama\n") + page.count("dipakai bersama</td>") == 2
    assert browser.get(f"{URL}?state=no_email").text.count('<tr id="seat-') == 1
    assert browser.get(f"{URL}?state=shared_email").text.count('<tr id="seat-') == 2


def test_whole_numbers_stand_on_no_page(place: House) -> None:
    key = full_training(place)
    add_plan(place, key)
    browser = place.administrator()
    for path in ("/", URL, f"{URL}/schedule", f"{URL}/plans", f"{URL}/plans/1", f"{URL}/history",
                 f"{URL}/seats/1", f"{URL}/access.txt"):  # fmt: skip
        page = browser.get(path).text
        assert "19900131201503" not in page, path
    assert "1990************01" in browser.get(URL).text


def test_an_administrator_sees_one_number_and_that_is_written_down(place: House) -> None:
    full_training(place)
    answer = place.administrator().post(f"{URL}/seats/1/number")
    assert NUMBER in answer.text
    with reading(place.engine) as connection:
        entry = audit.about(connection, "seat:1")[0]
    assert (entry.actor, entry.action) == ("user:1", "number.revealed")
    assert NUMBER not in str(entry.details)
    page = place.staff().get(f"{URL}/history").text
    assert "melihat nomor lengkap Peserta Contoh 1, S.H." in page


def test_a_number_of_another_training_is_not_revealed(place: House) -> None:
    full_training(place)
    add_training(place, [person(77)], code="OTHER-1")
    assert place.administrator().post("/trainings/OTHER-1/seats/1/number").status_code == 404


def test_a_person_is_found_by_number_without_the_number_in_an_address(place: House) -> None:
    full_training(place)
    answer = place.staff().post("/search", q="19900131 201503 0002")
    assert answer.location == f"{URL}#seat-2"
    answer = place.staff().post("/search", q="19900131 201503 9999")
    assert answer.location == "/"


def test_trainings_are_found_by_title_code_and_person(place_on_both: House) -> None:
    add_training(place_on_both, [person(1, name="Siti 100%_Rahmawati")])
    add_training(place_on_both, [person(2)], code="OTHER-1", title="Latsar")
    browser = place_on_both.staff()
    assert browser.post("/search", q="rahmawati").location == "/?q=rahmawati"
    for wanted in ("rahmawati", "pelayanan", "ptpp", "100%_R"):
        page = browser.get(f"/?q={wanted.replace('%', '%25')}").text
        assert CODE in page, wanted
        assert "OTHER-1" not in page, wanted


HOSTILE = ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "=HYPERLINK(1)")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_stays_a_name(place: House, name: str) -> None:
    key = add_training(place, [person(1, name=name), person(2)], title=f"Judul {name}")
    add_plan(place, key)
    keys = seat_keys(place)
    set_status(place, key, "lms", [SeatStatus(keys[0], SeatState.FAILED, name), *all_ok(keys[1:])])
    browser = place.administrator()
    for path in ("/", URL, f"{URL}/plans/1", f"{URL}/history", f"{URL}/seats/1", f"/?q={name}"):
        page = browser.get(path).text
        assert "<script>alert" not in page, path
        assert "<img" not in page, path


@pytest.mark.parametrize(
    ("path", "limit"), [("", 15), ("/schedule", 20), ("/history", 19), ("/plans", 17)]
)
def test_two_hundred_seats_cost_no_more_queries_than_ten(
    place: House, path: str, limit: int
) -> None:
    full_training(place, 200)
    browser = place.staff()
    browser.get(URL + path)
    with counted_queries(place.engine) as seen:
        assert browser.get(URL + path).status_code == 200
    assert len(seen) < limit, seen


def test_the_board_costs_the_same_for_one_and_for_many(place: House) -> None:
    for number in range(5):
        add_training(place, [person(number)], code=f"MANY-{number}")
    browser = place.staff()
    with counted_queries(place.engine) as seen:
        browser.get("/")
    assert len(seen) < 14, seen


def test_an_unknown_training_is_a_page_in_words(place: House) -> None:
    answer = place.staff().get("/trainings/NONE")
    assert answer.status_code == 404
    assert "Halaman ini tidak ada." in answer.text


def test_a_renewed_address_is_written_down(place: House) -> None:
    full_training(place)
    browser = place.administrator()
    with reading(place.engine) as connection:
        before = seats.get(connection, 1)
    assert browser.post(f"{URL}/seats/1/address").status_code == 303
    with reading(place.engine) as connection:
        after = seats.get(connection, 1)
        entry = audit.about(connection, "seat:1")[0]
    assert before is not None
    assert after is not None
    assert before.link_nonce != after.link_nonce
    assert (entry.action, entry.actor) == ("link.renewed", "user:1")


def test_letting_a_moodle_account_go_forgets_its_binding_and_is_written_down(
    place: House,
) -> None:
    full_training(place)
    with place.engine.begin() as connection:
        found = {("account", "person:1"): "77", ("account", "person:2"): "78"}
        bindings.store(connection, "moodle-default", 1, found, MORNING)
    assert place.administrator().post(f"{URL}/seats/1/account").status_code == 303
    with reading(place.engine) as connection:
        assert bindings.of_key(connection, "moodle-default", "person:1") == []
        assert bindings.of_key(connection, "moodle-default", "person:2") == ["account"]
        assert audit.about(connection, "training:1")[0].action == "account.released"


def test_the_system_page_and_the_probes_answer(place_on_both: House) -> None:
    assert "Sambungan" in place_on_both.staff().get("/system").text
    assert place_on_both.visitor().get("/healthz").json == {"alive": True}
    assert place_on_both.visitor().get("/readyz").json == {"ready": True}


def test_a_database_that_takes_no_write_is_not_ready(place: House) -> None:
    with place.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE leases")
    assert place.visitor().get("/readyz").status_code == 503


def test_a_job_that_gave_up_is_shown_and_tried_again(place: House) -> None:
    jobs = place.office.jobs
    with place.engine.begin() as connection:
        jobs.enqueue(connection, "plan_training", {"training": CODE, "actor": "user:1"})
    claimed = jobs.claim("test", ["plan_training"], 1, 60)[0]
    jobs.park(claimed, JobFailure("roster_empty"))
    browser = place.administrator()
    assert "Belum ada peserta pada pelatihan ini" in browser.get("/system").text
    assert browser.post(f"/system/jobs/{claimed.id}/retry").status_code == 303
    with reading(place.engine) as connection:
        assert jobs.counts(connection).dead == 0


def test_what_runs_today_stands_first_and_what_is_over_last(place: House) -> None:
    for code, days in (("NOW-1", 2), ("UNDATED-1", 0)):
        add_training(place, [person(1)], code=code, days=days)
    page = place.staff().get("/").text
    assert page.index("NOW-1") < page.index("UNDATED-1")
    assert page.count("sedang berlangsung") == 1
    place.clock.now += timedelta(days=30)
    page = place.staff().get("/").text
    assert page.index("UNDATED-1") < page.index("NOW-1")
