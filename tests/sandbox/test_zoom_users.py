"""Users of the sandbox Zoom."""

import pytest

from connector.sandbox.zoom import BASIC, LICENSED, SandboxUser, SandboxZoom
from tests.sandbox.zoom_place import BASIC_USER, FAST, HOST, RATNA, Clock, ZoomPlace, code


def test_me_is_the_owner_of_the_app(zoom: ZoomPlace) -> None:
    assert zoom.call("GET", "/users/me").json()["email"] == HOST


@pytest.mark.parametrize(("email", "kind"), [(RATNA, LICENSED), (BASIC_USER, BASIC)])
def test_a_user_is_found_by_email_and_by_id(zoom: ZoomPlace, email: str, kind: int) -> None:
    by_email = zoom.call("GET", f"/users/{email.upper()}").json()
    assert by_email["type"] == kind
    assert zoom.call("GET", f"/users/{by_email['id']}").json() == by_email


def test_an_outsider_is_code_1001(zoom: ZoomPlace) -> None:
    assert code(zoom.call("GET", "/users/tamu@luar.example")) == (404, 1001)


def test_the_list_is_paged_until_the_token_is_empty(zoom: ZoomPlace) -> None:
    first = zoom.call("GET", "/users", page_size=3).json()
    assert (len(first["users"]), first["total_records"]) == (3, 4)
    last = zoom.call("GET", "/users", page_size=3, next_page_token=first["next_page_token"]).json()
    assert [len(last["users"]), last["next_page_token"]] == [1, ""]


def test_pending_users_have_no_id_and_foreign_ones_code_1010() -> None:
    users = [
        SandboxUser(HOST, "Kelas", "Daring"),
        SandboxUser("baru@pusdiklat.example", "Baru", "Sekali", status="pending"),
        SandboxUser("lain@luar.example", "Orang", "Lain", foreign=True),
    ]
    clock = Clock()
    with SandboxZoom(rules=FAST, users=users, clock=clock) as server:
        place = ZoomPlace(server, clock, server.url + "/v2")
        place.sign_in()
        assert [row["email"] for row in place.call("GET", "/users").json()["users"]] == [HOST]
        pending = place.call("GET", "/users", status="pending").json()["users"]
        assert ["id" in row for row in pending] == [False]
        assert code(place.call("GET", "/users/lain@luar.example")) == (404, 1010)
        place.session.close()
