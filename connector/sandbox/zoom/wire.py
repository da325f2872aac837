"""Flask's request and response in Zoom's shape: JSON objects in, JSON or nothing out."""

import json
from collections.abc import Mapping
from typing import Any

from flask import Response, request

from connector.sandbox.zoom.refusals import bad_request


def read_body() -> dict[str, Any]:
    """Read the JSON object of a write; an empty body is an empty object."""
    raw = request.get_data()
    if not raw or request.method in ("GET", "DELETE"):
        return {}
    try:
        body = json.loads(raw)
    except ValueError:
        body = None
    if not isinstance(body, dict) or not request.is_json:
        raise bad_request(300, "Request Body should be a valid JSON object.")
    return body


def json_response(
    status: int, content: Mapping[str, Any] | None, headers: Mapping[str, str] | None = None
) -> Response:
    text = "" if content is None else json.dumps(content, ensure_ascii=False)
    return Response(text, status, headers, mimetype="application/json")
