"""core_user_get_users_by_field and core_user_get_users: looking people up."""

from __future__ import annotations

import re
from typing import Any

from connector.sandbox.moodle.calls import Answer, Call, Function
from connector.sandbox.moodle.cleaning import clean, php_integer
from connector.sandbox.moodle.errors import (
    MoodleError,
    coding_error,
    invalid_parameter,
)
from connector.sandbox.moodle.functions.user_details import site_details
from connector.sandbox.moodle.parameters import declare
from connector.sandbox.moodle.tables import Row

_TYPES = {"id": "int", "idnumber": "raw", "username": "username", "email": "raw_trimmed"}

_SEARCHED = {**_TYPES, "auth": "auth", "firstname": "notags", "lastname": "notags"}


def get_users_by_field(call: Call, parameters: dict[str, Any]) -> Answer:
    """Exact and, as the database is, case-sensitive; unknown values are simply missing.

    A deleted person still answers by id, under the names that deleting left.
    """
    name = parameters["field"]
    if name not in _TYPES:
        raise coding_error("invalid field parameter")
    for value in parameters["values"]:
        cleaned = clean(value, _TYPES[name], call.site.languages)
        same = value.strip() == str(cleaned) if name == "id" else value == cleaned
        if not same:
            raise invalid_parameter(f"The field '{name}' value is invalid")
    details = [site_details(call, user) for user in _matching(call, name, parameters["values"])]
    return [each for each in details if each and each.get(name)]


def _matching(call: Call, name: str, values: list[str]) -> list[Row]:
    found: dict[int, Row] = {}
    for value in values:
        if name == "id":
            row = call.transaction.get("users", php_integer(value))
            rows = [] if row is None else [row]
        else:
            rows = call.transaction.find("users", name, value)
        found.update((row["id"], row) for row in rows)
    return [found[user_id] for user_id in sorted(found)]


def get_users(call: Call, parameters: dict[str, Any]) -> Answer:
    """All criteria at once; `%` is a wildcard in e-mail and names, where case does not count."""
    wanted: dict[str, str] = {}
    warnings: list[dict[str, Any]] = []
    for criterion in parameters["criteria"]:
        key = criterion["key"]
        if key in wanted:
            raise MoodleError("keyalreadyset", "error/keyalreadyset")
        if key in _SEARCHED:
            wanted[key] = str(clean(criterion["value"], _SEARCHED[key], call.site.languages))
        else:
            warnings.append(
                {
                    "item": key,
                    "warningcode": "invalidfieldparameter",
                    "message": f"The search key '{key}' is not supported, "
                    "look at the web service documentation",
                }
            )
    users = [
        details
        for user in call.transaction.all("users")
        if not user["deleted"]
        and all(_fits(user, key, value) for key, value in wanted.items())
        and (details := site_details(call, user))
        and all(details.get(key) for key in wanted)
    ]
    return {"users": users, "warnings": warnings}


def _fits(user: Row, key: str, value: str) -> bool:
    if key in ("email", "firstname", "lastname"):
        pattern = "".join(
            ".*" if sign == "%" else "." if sign == "_" else re.escape(sign) for sign in value
        )
        return re.fullmatch(pattern, user[key], re.IGNORECASE | re.DOTALL) is not None
    return str(user[key]) == value


FUNCTIONS = {
    "core_user_get_users_by_field": Function(
        declare("field: alpha, values: [raw]"), get_users_by_field
    ),
    "core_user_get_users": Function(declare("criteria: [{key: alpha, value: raw}]"), get_users),
}
