"""The sandbox Zoom as a server: faults, pages, memory between processes."""

from pathlib import Path

import pytest
import requests

from connector.sandbox.zoom import SandboxZoom
from tests.sandbox.zoom_place import FAST, Clock, ZoomPlace, class_body, code

SARI = "sari.puspita@dinas.example"


def test_a_success_status_can_hide_an_error(zoom: ZoomPlace) -> None:
    zoom.server.faults.arm("false_success", match="meetings.create")
    reply = zoom.call("POST", "/users/me/meetings", class_body())
    assert (reply.status_code, reply.json()["code"]) == (200, 300)
    assert zoom.server.state.meetings == {}
    assert zoom.create()["id"]


def test_an_armed_429_has_zooms_body_and_headers(zoom: ZoomPlace) -> None:
    zoom.server.faults.arm("too_many", match="users.")
    reply = zoom.call("GET", "/users/me")
    assert code(reply) == (429, 429)
    assert reply.headers["X-RateLimit-Type"] == "QPS"


@pytest.mark.parametrize(("kind", "made"), [("timeout_after", 1), ("timeout_before", 0)])
def test_a_silent_create_may_have_worked(zoom: ZoomPlace, kind: str, made: int) -> None:
    zoom.server.faults.arm(kind, match="meetings.create", seconds=30)
    with pytest.raises(requests.ReadTimeout):
        zoom.session.post(f"{zoom.base}/users/me/meetings", json=class_body(), timeout=0.2)
    zoom.server.faults.release()
    assert len(zoom.server.state.meetings) == made


@pytest.mark.parametrize(("kind", "made"), [("cut", 1), ("cut_before", 0)])
def test_a_cut_create_may_have_worked(zoom: ZoomPlace, kind: str, made: int) -> None:
    zoom.server.faults.arm(kind, match="meetings.create")
    with pytest.raises(requests.ConnectionError):
        zoom.call("POST", "/users/me/meetings", class_body())
    assert len(zoom.server.state.meetings) == made


@pytest.mark.parametrize("kind", ["error_5xx", "maintenance"])
def test_a_broken_service_is_503_and_executes_nothing(zoom: ZoomPlace, kind: str) -> None:
    zoom.server.faults.arm(kind, match="meetings.create")
    assert zoom.call("POST", "/users/me/meetings", class_body()).status_code == 503
    assert zoom.server.state.meetings == {}


def test_faults_reach_the_token_door_too(zoom: ZoomPlace) -> None:
    zoom.server.faults.arm("error_5xx", match="oauth.token")
    assert requests.post(zoom.server.oauth_url, timeout=10).status_code == 503


def test_faults_are_armed_and_cleared_over_http(zoom: ZoomPlace) -> None:
    door = f"{zoom.server.url}/sandbox/faults"
    armed = requests.post(door, json={"kind": "false_success", "match": "users"}, timeout=10)
    assert armed.json()["armed"][0]["kind"] == "false_success"
    requests.delete(door, timeout=10)
    assert zoom.call("GET", "/users/me").json()["type"] == 2


def test_every_call_is_noted_without_its_token(zoom: ZoomPlace) -> None:
    zoom.create()
    call = zoom.server.calls[-1]
    assert (call.name, call.status, call.code) == ("meetings.create", 201, 0)
    assert call.body["topic"] == class_body()["topic"]
    token = str(zoom.session.headers["Authorization"]).removeprefix("Bearer ")
    assert token not in repr(zoom.server.calls)


def test_the_account_survives_its_process(tmp_path: Path) -> None:
    clock, file = Clock(), tmp_path / "zoom.json"
    with SandboxZoom(rules=FAST, clock=clock, state_file=file) as server:
        place = ZoomPlace(server, clock, server.url + "/v2")
        place.sign_in()
        number = place.create()["id"]
        place.batch(number, SARI)
        before, spent = server.state, server.ledger
    with SandboxZoom(rules=FAST, clock=clock, state_file=file) as server:
        assert (server.state, server.ledger) == (before, spent)
        place.base = server.url + "/v2"
        assert place.listed(number)[0]["join_url"].startswith(server.url)
    place.session.close()
    assert [path.name for path in tmp_path.iterdir()] == ["zoom.json"]


def test_a_reset_forgets_all_but_the_seed_users(zoom: ZoomPlace) -> None:
    zoom.create()
    assert requests.post(f"{zoom.server.url}/sandbox/reset", timeout=10).status_code == 204
    assert zoom.server.state.meetings == {}
    assert len(zoom.server.state.users) == 4
    assert zoom.server.ledger.quotas == {}
    assert code(zoom.call("GET", "/users/me")) == (401, 124)


def test_the_state_door_shows_no_token(zoom: ZoomPlace) -> None:
    zoom.create()
    shown = requests.get(f"{zoom.server.url}/sandbox/state", timeout=10).json()
    assert len(shown["state"]["meetings"]) == 1
    assert "tokens" not in shown["state"]


def test_the_page_shows_everything_and_escapes_it(zoom: ZoomPlace) -> None:
    number = zoom.create(topic="<b>Hari 1</b>")["id"]
    zoom.batch(number, SARI)
    zoom.server.faults.arm("cut", match="<i>")
    page = requests.get(zoom.server.url, timeout=10).text
    assert "Zoom tiruan (sandbox)" in page
    assert "&lt;b&gt;Hari 1&lt;/b&gt;" in page
    assert "<b>Hari 1</b>" not in page
    assert "<i>" not in page
    assert SARI in page
    assert "registrants.batch" in page
    assert "width=device-width" in page


def test_a_personal_link_names_who_would_enter(zoom: ZoomPlace) -> None:
    number = zoom.create()["id"]
    row = zoom.batch(number, SARI).json()["registrants"][0]
    page = requests.get(row["join_url"], timeout=10)
    assert page.status_code == 200
    assert SARI in page.text
    zoom.set_status(number, "cancel", {"email": SARI})
    assert requests.get(row["join_url"], timeout=10).status_code == 403
    wrong = f"{zoom.server.url}/w/{number}?tk=none"
    assert requests.get(wrong, timeout=10).status_code == 404


def test_the_open_link_sends_people_to_their_own(zoom: ZoomPlace) -> None:
    made = zoom.create()
    assert "Perlu mendaftar" in requests.get(made["join_url"], timeout=10).text
    assert "Mulai sebagai host" in requests.get(made["start_url"], timeout=10).text
    assert requests.get(made["registration_url"], timeout=10).status_code == 200
    assert requests.get(f"{zoom.server.url}/j/1", timeout=10).status_code == 404


def test_links_can_point_to_a_public_address() -> None:
    clock = Clock()
    address = "https://zoom.pusdiklat.example"
    with SandboxZoom(rules=FAST, clock=clock, public_url=address) as server:
        place = ZoomPlace(server, clock, server.url + "/v2")
        place.sign_in()
        assert place.create()["join_url"].startswith(f"{address}/j/")
        place.session.close()
