"""Server-to-Server OAuth: grants, and the check of a bearer. No refresh tokens exist here."""

import base64
import binascii
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from connector.sandbox.zoom import moments
from connector.sandbox.zoom.refusals import Refusal
from connector.sandbox.zoom.world import World

INVENTED = ("sandbox-client", "sandbox-word", "sandbox-account")
"""Client id, secret and account id of a sandbox nobody configured."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """The app's three words; invented ones unless a test sets its own."""

    client_id: str = INVENTED[0]
    client_secret: str = INVENTED[1]
    account_id: str = INVENTED[2]


class GrantRefused(Exception):
    """A refused token request; its body has Zoom's `{"reason", "error"}` shape."""

    def __init__(self, status: int, error: str, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.body = {"reason": reason, "error": error}


def grant(
    world: World,
    credentials: Credentials,
    authorization: str,
    form: Mapping[str, str],
    scopes: Iterable[str],
) -> dict[str, Any]:
    """Hand out a token; with `single_token` every older one dies at once."""
    if _basic(authorization) != (credentials.client_id, credentials.client_secret):
        raise GrantRefused(401, "invalid_client", "Invalid client_id or client_secret")
    if form.get("grant_type") != "account_credentials":
        raise GrantRefused(400, "unsupported_grant_type", "unsupported grant type")
    if form.get("account_id") != credentials.account_id:
        raise GrantRefused(400, "invalid_request", "Bad Request")
    if world.rules.single_token:
        world.state.tokens.clear()
    token = secrets.token_urlsafe(48)
    life = world.rules.token_life
    world.state.tokens[token] = moments.write(world.now + life)
    return {
        "access_token": token,
        "token_type": "bearer",
        "expires_in": max(0, int(life.total_seconds()) - 1),
        "scope": " ".join(sorted(scopes)),
        "api_url": world.address,
    }


def check_bearer(world: World, authorization: str) -> None:
    """Return quietly for a living token; raise 401 with code 124 otherwise."""
    kind, _, token = authorization.partition(" ")
    expiry = world.state.tokens.get(token) if kind.lower() == "bearer" else None
    if expiry is None:
        raise Refusal(401, 124, "Invalid access token.")
    if world.now >= moments.read(expiry):
        raise Refusal(401, 124, "Access token is expired.")


def check_scope(world: World, scope: str) -> None:
    """Raise code 4711 when the app was not given that granular scope."""
    granted = world.rules.scopes
    if granted is not None and scope not in granted:
        sentence = f"Invalid access token, does not contain scopes:[{scope}]."
        raise Refusal(world.rules.missing_scope_status, 4711, sentence)


def _basic(authorization: str) -> tuple[str, str] | None:
    kind, _, packed = authorization.partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        client_id, _, secret = base64.b64decode(packed, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return client_id, secret
