"""Tokens and scopes of the sandbox Zoom."""

from dataclasses import replace

import pytest
import requests

from tests.sandbox.zoom_place import FAST, ZoomPlace, code


def test_a_grant_names_token_life_scopes_and_address(zoom: ZoomPlace) -> None:
    granted = zoom.grant()
    assert granted["token_type"] == "bearer"
    assert granted["expires_in"] == 3599
    assert "meeting:write:batch_registrants:admin" in granted["scope"].split()
    assert granted["api_url"] == zoom.server.url
    assert "refresh_token" not in granted


@pytest.mark.parametrize(
    ("password", "form", "status", "error"),
    [
        ("wrong", {"grant_type": "account_credentials"}, 401, "invalid_client"),
        (None, {"grant_type": "client_credentials"}, 400, "unsupported_grant_type"),
        (None, {"grant_type": "account_credentials", "account_id": "x"}, 400, "invalid_request"),
    ],
)
def test_a_refused_grant_has_reason_and_error(
    zoom: ZoomPlace, password: str | None, form: dict[str, str], status: int, error: str
) -> None:
    reply = requests.post(
        zoom.server.oauth_url,
        data={"account_id": zoom.server.account_id, **form},
        auth=(zoom.server.client_id, password or zoom.server.client_secret),
        timeout=10,
    )
    assert (reply.status_code, reply.json()["error"]) == (status, error)
    assert reply.json()["reason"]


def test_a_new_grant_kills_the_old_token(zoom: ZoomPlace) -> None:
    zoom.grant()
    assert code(zoom.call("GET", "/users/me")) == (401, 124)


def test_several_tokens_live_when_the_rule_says_so(zoom: ZoomPlace) -> None:
    zoom.server.rules = replace(FAST, single_token=False)
    zoom.grant()
    assert zoom.call("GET", "/users/me").status_code == 200


def test_a_token_dies_after_an_hour(zoom: ZoomPlace) -> None:
    zoom.clock.move(minutes=59)
    assert zoom.call("GET", "/users/me").status_code == 200
    zoom.clock.move(minutes=1)
    reply = zoom.call("GET", "/users/me")
    assert code(reply) == (401, 124)
    assert "expired" in reply.json()["message"]


def test_bearer_none_is_no_token(zoom: ZoomPlace) -> None:
    zoom.session.headers["Authorization"] = "Bearer None"
    assert code(zoom.call("GET", "/users/me")) == (401, 124)


def test_a_missing_scope_is_code_4711_and_named(zoom: ZoomPlace) -> None:
    zoom.server.rules = replace(FAST, scopes=frozenset(["meeting:write:meeting:admin"]))
    reply = zoom.call("GET", "/users/me")
    assert code(reply) == (400, 4711)
    assert "user:read:user:admin" in reply.json()["message"]
    assert zoom.grant()["scope"] == "meeting:write:meeting:admin"


def test_an_unknown_endpoint_is_code_2300(zoom: ZoomPlace) -> None:
    assert code(zoom.call("GET", "/meetings")) == (404, 2300)
    assert code(zoom.call("PUT", "/users/me")) == (404, 2300)


def test_the_noted_grant_holds_no_secret(zoom: ZoomPlace) -> None:
    requests.post(zoom.server.oauth_url, data={"client_secret": "rahasia"}, timeout=10)
    assert "rahasia" not in repr(zoom.server.calls)
