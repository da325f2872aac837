"""Registrants of the sandbox Zoom: links that are not promised, refusals, silent gaps."""

from dataclasses import replace
from typing import Any

import pytest

from tests.sandbox.zoom_place import BASIC_USER, FAST, HOST, RATNA, ZoomPlace, code

SARI = "Sari.Puspita@dinas.example"


def crowd(count: int) -> list[str]:
    return [f"peserta{place}@dinas.example" for place in range(count)]


def test_a_manual_approval_leaves_people_pending_without_a_link(zoom: ZoomPlace) -> None:
    number = zoom.create()["id"]
    reply = zoom.add(number, SARI)
    assert reply.status_code == 201
    assert reply.json()["id"] == number
    assert "join_url" not in reply.json()
    assert zoom.listed(number) == []
    assert ["join_url" in row for row in zoom.listed(number, "pending")] == [False]


def test_auto_approve_gives_the_link_in_the_list_only(zoom: ZoomPlace) -> None:
    number = zoom.create()["id"]
    answer = zoom.add(number, SARI, auto_approve=True).json()
    assert "join_url" not in answer
    row = zoom.listed(number)[0]
    assert row["id"] == answer["registrant_id"]
    assert row["join_url"].startswith(f"{zoom.server.url}/w/{number}?tk=")
    assert row["email"] == SARI.lower()


def test_automatic_approval_ignores_auto_approve_and_answers_the_link(zoom: ZoomPlace) -> None:
    number = zoom.create(settings={"approval_type": 0})["id"]
    assert "join_url" in zoom.add(number, SARI, auto_approve=False).json()


def test_registration_off_is_300_alone_and_404_in_a_batch(zoom: ZoomPlace) -> None:
    number = zoom.create(settings={"approval_type": 2})["id"]
    assert code(zoom.add(number, SARI)) == (400, 300)
    assert code(zoom.batch(number, SARI)) == (400, 404)
    assert code(zoom.call("GET", f"/meetings/{number}/registrants")) == (400, 300)


def test_an_unknown_meeting_is_1001_for_an_add_and_3001_elsewhere(zoom: ZoomPlace) -> None:
    assert code(zoom.add(81234567890, SARI)) == (404, 1001)
    assert code(zoom.batch(81234567890, SARI)) == (404, 3001)
    assert code(zoom.call("GET", "/meetings/81234567890/registrants")) == (404, 3001)


def test_a_basic_host_has_no_registrants(zoom: ZoomPlace) -> None:
    number = zoom.create(BASIC_USER)["id"]
    assert code(zoom.add(number, SARI)) == (400, 200)


@pytest.mark.parametrize("email", [HOST, HOST.upper(), RATNA])
def test_host_and_alternative_hosts_are_code_3027(zoom: ZoomPlace, email: str) -> None:
    number = zoom.create(settings={"approval_type": 1, "alternative_hosts": RATNA})["id"]
    assert code(zoom.add(number, email)) == (400, 3027)


def test_hosts_are_silently_missing_in_a_batch_answer(zoom: ZoomPlace) -> None:
    number = zoom.create(settings={"approval_type": 1, "alternative_hosts": RATNA})["id"]
    reply = zoom.batch(number, SARI, RATNA, HOST)
    assert reply.status_code == 201
    assert [row["email"] for row in reply.json()["registrants"]] == [SARI.lower()]


@pytest.mark.parametrize(
    "wrong",
    [
        {"first_name": ""},
        {"first_name": "x" * 65},
        {"last_name": "x" * 65},
        {"email": "bukan-surel"},
        {"email": "x" * 120 + "@dinas.example"},
    ],
)
def test_a_wrong_person_is_code_300_with_the_field(zoom: ZoomPlace, wrong: dict[str, Any]) -> None:
    number = zoom.create()["id"]
    person = {"email": SARI, "first_name": "Sari", **wrong}
    reply = zoom.call("POST", f"/meetings/{number}/registrants", person)
    assert code(reply) == (400, 300)
    assert reply.json()["errors"][0]["field"] == next(iter(wrong))


def test_a_repeated_add_returns_the_same_registrant(zoom: ZoomPlace) -> None:
    number = zoom.create()["id"]
    first = zoom.add(number, SARI, auto_approve=True).json()["registrant_id"]
    assert zoom.add(number, SARI.upper(), first_name="Lain").json()["registrant_id"] == first
    assert [row["first_name"] for row in zoom.listed(number)] == ["Sari"]


def test_a_batch_takes_thirty_and_no_more(zoom: ZoomPlace) -> None:
    number = zoom.create()["id"]
    assert code(zoom.batch(number, *crowd(31))) == (400, 300)
    assert len(zoom.batch(number, *crowd(30)).json()["registrants"]) == 30
    assert code(zoom.batch(number)) == (400, 300)


def test_a_batch_wants_a_meeting_of_type_2(zoom: ZoomPlace) -> None:
    number = zoom.create(type=8, recurrence={"type": 1, "end_times": 2})["id"]
    assert code(zoom.batch(number, SARI)) == (400, 303)
    assert zoom.add(number, SARI).status_code == 201


def test_a_batch_answers_links_only_for_the_approved(zoom: ZoomPlace) -> None:
    number = zoom.create()["id"]
    approved = zoom.batch(number, SARI).json()["registrants"]
    pending = zoom.batch(number, "lain@dinas.example", auto_approve=False).json()["registrants"]
    assert ["join_url" in row for row in approved + pending] == [True, False]


def test_a_batch_keeps_three_fields_and_notes_others(zoom: ZoomPlace) -> None:
    number = zoom.create()["id"]
    person = {"email": SARI, "first_name": "Sari", "org": "Dinas"}
    zoom.call("POST", f"/meetings/{number}/batch_registrants", {"registrants": [person]})
    assert zoom.server.calls[-1].unknown == ("registrants.org",)


def test_one_unusable_item_refuses_the_whole_batch(zoom: ZoomPlace) -> None:
    number = zoom.create()["id"]
    assert code(zoom.batch(number, SARI, "bukan-surel")) == (400, 300)
    assert zoom.listed(number) == []


def test_a_list_is_paged_by_thirty(zoom: ZoomPlace) -> None:
    number = zoom.create()["id"]
    zoom.batch(number, *crowd(30))
    zoom.batch(number, "tiga-puluh-satu@dinas.example")
    path = f"/meetings/{number}/registrants"
    first = zoom.call("GET", path).json()
    assert (len(first["registrants"]), first["total_records"]) == (30, 31)
    rest = zoom.call("GET", path, next_page_token=first["next_page_token"]).json()
    assert (len(rest["registrants"]), rest["next_page_token"]) == (1, "")
    assert code(zoom.call("GET", path, page_size=301)) == (400, 300)


@pytest.mark.parametrize("action", ["cancel", "deny"])
def test_a_cancelled_registrant_stays_as_denied_without_a_link(
    zoom: ZoomPlace, action: str
) -> None:
    number = zoom.create()["id"]
    row = zoom.batch(number, SARI).json()["registrants"][0]
    reply = zoom.set_status(number, action, {"id": row["registrant_id"], "email": SARI})
    assert (reply.status_code, reply.content) == (204, b"")
    assert zoom.listed(number) == []
    assert ["join_url" in denied for denied in zoom.listed(number, "denied")] == [False]


def test_a_denied_registrant_added_again_stays_denied_until_approved(zoom: ZoomPlace) -> None:
    number = zoom.create()["id"]
    row = zoom.batch(number, SARI).json()["registrants"][0]
    person = {"id": row["registrant_id"], "email": SARI}
    zoom.set_status(number, "cancel", person)
    assert "join_url" not in zoom.batch(number, SARI).json()["registrants"][0]
    zoom.set_status(number, "approve", person)
    assert zoom.listed(number)[0]["join_url"] == row["join_url"]


def test_unknown_people_in_a_status_update_are_passed_over(zoom: ZoomPlace) -> None:
    number = zoom.create()["id"]
    zoom.batch(number, SARI)
    reply = zoom.set_status(number, "cancel", {"id": "nobody", "email": SARI}, {})
    assert reply.status_code == 204
    assert len(zoom.listed(number)) == 1


def test_a_status_update_takes_thirty_and_a_known_action(zoom: ZoomPlace) -> None:
    number = zoom.create()["id"]
    people = [{"id": str(place)} for place in range(31)]
    assert code(zoom.set_status(number, "approve", *people)) == (400, 300)
    assert code(zoom.set_status(number, "remove")) == (400, 300)


def test_a_delete_removes_for_good(zoom: ZoomPlace) -> None:
    number = zoom.create()["id"]
    row = zoom.batch(number, SARI).json()["registrants"][0]
    path = f"/meetings/{number}/registrants/{row['registrant_id']}"
    assert zoom.call("GET", path).json()["email"] == SARI.lower()
    assert zoom.call("DELETE", path).status_code == 204
    assert code(zoom.call("DELETE", path)) == (400, 300)
    assert zoom.listed(number) + zoom.listed(number, "denied") == []


def test_a_series_with_chosen_days_wants_an_occurrence_to_delete(zoom: ZoomPlace) -> None:
    settings = {"approval_type": 1, "registration_type": 2}
    made = zoom.create(type=8, recurrence={"type": 1, "end_times": 2}, settings=settings)
    person = zoom.add(made["id"], SARI).json()["registrant_id"]
    path = f"/meetings/{made['id']}/registrants/{person}"
    assert code(zoom.call("DELETE", path)) == (400, 300)
    day = made["occurrences"][0]["occurrence_id"]
    assert zoom.call("DELETE", path, occurrence_id=day).status_code == 204


def test_a_full_meeting_is_code_3043_and_a_gap_in_a_batch(zoom: ZoomPlace) -> None:
    zoom.server.rules = replace(FAST, registrant_capacity=1)
    number = zoom.create()["id"]
    assert len(zoom.batch(number, SARI, "lain@dinas.example").json()["registrants"]) == 1
    assert code(zoom.add(number, "lain@dinas.example")) == (400, 3043)
    assert zoom.add(number, SARI).status_code == 201


def test_after_the_end_nobody_can_register(zoom: ZoomPlace) -> None:
    number = zoom.create()["id"]
    zoom.clock.move(days=1, hours=9)
    zoom.sign_in()
    assert code(zoom.add(number, SARI)) == (400, 3038)
    assert code(zoom.batch(number, SARI)) == (400, 3038)
    assert zoom.listed(number) == []
