"""Calls to the sandbox Moodle for its tests, written in plain values and sent as PHP fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import requests

from connector.sandbox.moodle import SandboxMoodle

TIMEOUT = 10


def php_fields(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Nested lists and mappings as `users[0][email]`-like fields."""
    if isinstance(value, Mapping):
        pairs = [(str(key), each) for key, each in value.items()]
    elif isinstance(value, list):
        pairs = [(str(number), each) for number, each in enumerate(value)]
    else:
        yield name, str(int(value)) if isinstance(value, bool) else str(value)
        return
    for key, each in pairs:
        yield from php_fields(each, f"{name}[{key}]" if name else key)


class Caller:
    """Calls functions with one token; what is not JSON fails the test."""

    def __init__(self, moodle: SandboxMoodle, token: str | None = None) -> None:
        self.moodle = moodle
        self.token = token or moodle.token

    def __call__(self, function: str, **parameters: Any) -> Any:
        return self.raw(function, **parameters).json()

    def raw(self, function: str, **parameters: Any) -> requests.Response:
        """The token travels in the query, so that the body holds only the function's fields."""
        query = {
            "wstoken": self.token,
            "wsfunction": function,
            "moodlewsrestformat": "json",
        }
        return requests.post(
            f"{self.moodle.url}/webservice/rest/server.php",
            params=query,
            data=list(php_fields(parameters)),
            timeout=TIMEOUT,
            allow_redirects=False,
        )

    def error(self, function: str, **parameters: Any) -> str:
        """The errorcode of a call that must fail."""
        answer = self(function, **parameters)
        assert isinstance(answer, dict), f"no error but {answer!r}"
        assert "exception" in answer, f"no error but {answer!r}"
        return str(answer["errorcode"])

    def create_user(self, name: str, **columns: Any) -> int:
        answer = self("core_user_create_users", users=[new_user(name, **columns)])
        return int(answer[0]["id"])

    def create_course(self, shortname: str, **columns: Any) -> int:
        course = {"fullname": shortname, "shortname": shortname, "categoryid": 1, **columns}
        return int(self("core_course_create_courses", courses=[course])[0]["id"])

    def create_group(self, course: int, name: str) -> int:
        group = {"courseid": course, "name": name, "description": ""}
        return int(self("core_group_create_groups", groups=[group])[0]["id"])

    def enrol(self, user: int, course: int, role: int = 5, **columns: Any) -> None:
        row = {"roleid": role, "userid": user, "courseid": course, **columns}
        assert self("enrol_manual_enrol_users", enrolments=[row]) is None


def new_user(name: str, **columns: Any) -> dict[str, Any]:
    """A person with a password; a column given as None is left out."""
    row = {
        "username": name,
        "password": "Muster-2026!",
        "firstname": "Ana",
        "lastname": "Muster",
        "email": f"{name}@example.com",
        "idnumber": f"EXT-{name}",
        **columns,
    }
    return {key: value for key, value in row.items() if value is not None}
