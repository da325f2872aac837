"""Zoom's own webhook document as a judge of bodies; skips where the shared folder is absent."""

import json
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.contracts.prism import shared_folder

UNDOCUMENTED = ("public_ip", "private_ip")
"""Fields of live payloads that the document does not know (observed)."""

IMPOSSIBLE = {"payload.object.participant: 'join_time' is a required property"}
"""participant_bind requires a `join_time` that its own schema forbids: nothing can satisfy it."""


@cache
def _webhooks() -> dict[str, Any]:
    file = shared_folder() / "contracts" / "zoom-webhooks-openapi.json"
    if not file.is_file():
        pytest.skip("Zoom's webhook document is not there: set SIMPUL_SHARED")
    text = file.read_text(encoding="utf-8").replace('"#/paths/', '"#/webhooks/')
    found: dict[str, Any] = json.loads(text)
    return found


@cache
def _judge(event: str) -> Draft202012Validator:
    document = _webhooks()
    post = document["webhooks"][event]["post"]
    schema = post["requestBody"]["content"]["application/json"]["schema"]
    return Draft202012Validator({**schema, "webhooks": document["webhooks"]})


def complaints(body: dict[str, Any]) -> list[str]:
    """Return what the document has against one body, without the undocumented addresses."""
    shown = json.loads(json.dumps(body))
    person = shown["payload"]["object"].get("participant", {})
    for name in UNDOCUMENTED:
        person.pop(name, None)
    found = _judge(body["event"]).iter_errors(shown)
    said = [f"{'.'.join(map(str, each.absolute_path))}: {each.message}" for each in found]
    overlooked = IMPOSSIBLE if body["event"] == "meeting.participant_bind" else set()
    return [each for each in said if each not in overlooked]
