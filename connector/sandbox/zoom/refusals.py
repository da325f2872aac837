"""The sandbox's ways to say no: Zoom's status, code and sentence in one exception."""

from collections.abc import Mapping
from typing import Any


class Refusal(Exception):
    """One refused request; becomes `{"code", "message", "errors"}` with `status`."""

    def __init__(
        self,
        status: int,
        code: int,
        message: str,
        *,
        fields: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status} {code} {message}")
        self.status, self.code, self.message = status, code, message
        self.fields = dict(fields or {})
        self.headers = dict(headers or {})

    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.fields:
            body["errors"] = [{"field": k, "message": v} for k, v in self.fields.items()]
        return body


def invalid(**fields: str) -> Refusal:
    """Code 300 with a sentence per field; `__` in a name stands for a dot."""
    named = {name.replace("__", "."): sentence for name, sentence in fields.items()}
    return Refusal(400, 300, "Validation Failed.", fields=named)


def bad_request(code: int, message: str) -> Refusal:
    return Refusal(400, code, message)


def not_found(code: int, message: str) -> Refusal:
    return Refusal(404, code, message)


def no_meeting(meeting_id: object) -> Refusal:
    return not_found(3001, f"Meeting does not exist: {meeting_id}.")


def no_user(key: str) -> Refusal:
    return not_found(1001, f"User does not exist: {key}.")


def no_registration(meeting_id: int, code: int = 300) -> Refusal:
    """Registration is off: 300 on most calls, 404 in the body of a batch (status 400)."""
    return bad_request(code, f"Registration has not been enabled for this meeting: {meeting_id}.")
