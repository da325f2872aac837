"""core_user_create_users, core_user_update_users, core_user_delete_users."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from connector.sandbox.moodle.calls import Answer, Call, Function
from connector.sandbox.moodle.cleaning import COUNTRIES, INTERNAL_AUTH, clean, is_email
from connector.sandbox.moodle.errors import (
    MoodleError,
    invalid_parameter,
    invalid_response,
    missing_record,
)
from connector.sandbox.moodle.parameters import declare
from connector.sandbox.moodle.schema import new_user
from connector.sandbox.moodle.state import ADMIN_ID, GUEST_ID
from connector.sandbox.moodle.tables import Row, Transaction

_COLUMNS = frozenset(new_user("", ""))

_POLICY = (
    (r".{8,}", "Passwords must be at least 8 characters long."),
    (r".*[0-9]", "Passwords must have at least 1 digit(s)."),
    (r".*[a-z]", "Passwords must have at least 1 lower case letter(s)."),
    (r".*[A-Z]", "Passwords must have at least 1 upper case letter(s)."),
    (
        r".*[^a-zA-Z0-9]",
        "The password must have at least 1 special character(s) such as *, -, or #.",
    ),
)


def create_users(call: Call, parameters: dict[str, Any]) -> Answer:
    """One bad row rolls back all; mails of createpassword go out after the commit."""
    call.require("moodle/user:create")
    created: list[Row] = []
    mailed: list[int] = []
    for user in parameters["users"]:
        _check_new(call, user)
        if user["auth"] in INTERNAL_AUTH and not user.get("createpassword"):
            _check_password(call, user["password"])
        row = call.transaction.insert("users", new_user(**_stored(user)))
        if user.get("createpassword"):
            mailed.append(row["id"])
        created.append({"id": row["id"], "username": row["username"]})
    call.transaction.commit()
    call.state.mails += mailed
    return created


def _check_new(call: Call, user: dict[str, Any]) -> None:
    for name in ("username", "firstname", "lastname"):
        if not user[name].strip():
            raise invalid_parameter(f"The field {name} cannot be blank")
    if call.transaction.exists("users", "username", user["username"]):
        raise invalid_parameter(f"Username already exists: {user['username']}")
    if user["auth"] in ("mnet", "webservice"):
        raise invalid_parameter(f"Invalid authentication type: {user['auth']}")
    if (
        user["auth"] in INTERNAL_AUTH
        and not user.get("password")
        and not user.get("createpassword")
    ):
        raise invalid_parameter(
            "Invalid password: you must provide a password, or set createpassword."
        )
    if not is_email(user["email"]):
        raise invalid_parameter(f"Email address is invalid: {user['email']}")
    if not call.site.allow_same_email and call.transaction.exists(
        "users", "email_lower", user["email"].lower()
    ):
        raise invalid_parameter(f"Email address already exists: {user['email']}")


def _check_password(call: Call, password: str) -> None:
    if not call.site.password_policy:
        return
    wrong = [text for pattern, text in _POLICY if not re.match(pattern, password, re.DOTALL)]
    if wrong:
        rules = "".join(f"<div>{text}</div>" for text in wrong)
        raise MoodleError(rules, f"error/{rules}")


def _stored(user: dict[str, Any]) -> Row:
    """The columns to write: unknown profile fields drop out, a wrong country becomes 0."""
    row = {name: value for name, value in user.items() if name in _COLUMNS}
    if row.get("country", "") not in COUNTRIES | {""}:
        row["country"] = "0"
    if user.get("password"):
        row["has_password"] = True
    return row


def update_users(call: Call, parameters: dict[str, Any]) -> Answer:
    """Each row stands alone; one that fails becomes a warning.

    A weak password's code is HTML, which spoils the answer: an error, although rows were written.
    """
    call.require("moodle/user:update")
    warnings = []
    for user in parameters["users"]:
        try:
            with call.state.transaction(call.account.user_id) as transaction:
                _update(call, transaction, user)
        except MoodleError as error:
            warnings.append(
                {
                    "item": "user",
                    "itemid": user["id"],
                    "warningcode": call.told(error).code,
                    "message": error.message,
                }
            )
    if not all(re.fullmatch(r"[A-Za-z0-9]*", each["warningcode"]) for each in warnings):
        raise invalid_response()
    return {"warnings": warnings}


def _update(call: Call, transaction: Transaction, user: dict[str, Any]) -> None:
    known = transaction.get("users", user["id"])
    if known is None:
        raise MoodleError("invaliduserid", "Invalid user ID")
    if user["id"] == ADMIN_ID:
        raise MoodleError("usernotupdatedadmin", "Cannot update admin accounts")
    if known["deleted"]:
        raise MoodleError("usernotupdateddeleted", "error/usernotupdateddeleted")
    if user["id"] == GUEST_ID:
        raise MoodleError("usernotupdatedguest", "error/usernotupdatedguest")
    email = str(user.get("email", known["email"]))
    if email != known["email"]:
        if not is_email(email):
            raise MoodleError("useremailinvalid", "error/useremailinvalid")
        others = transaction.find("users", "email_lower", email.lower())
        if not call.site.allow_same_email and any(row["id"] != known["id"] for row in others):
            raise MoodleError("useremailduplicate", "Duplicate address")
    if "password" in user:
        _check_password(call, user["password"])
    changes = _stored(user)
    changes.pop("id", None)
    transaction.update("users", user["id"], **changes, timemodified=call.now)


def delete_users(call: Call, parameters: dict[str, Any]) -> Answer:
    """Keeps the row under another name, takes the person out of all courses and groups."""
    call.require("moodle/user:delete")
    for user_id in parameters["userids"]:
        user = call.transaction.get("users", user_id)
        if user is None or user["deleted"]:
            raise missing_record("user")
        if user_id == ADMIN_ID:
            raise MoodleError("useradminodelete", "Administrator accounts cannot be deleted.")
        if user_id == call.account.user_id:
            raise MoodleError("usernotdeletederror", "User not deleted - error")
        _forget(call.transaction, user_id)
        stamp = str(clean(user["email"], "username"))[:89]
        call.transaction.update(
            "users",
            user_id,
            deleted=True,
            username=f"{stamp}.{call.now}",
            email=hashlib.md5(user["username"].encode(), usedforsecurity=False).hexdigest(),
            idnumber="",
            timemodified=call.now,
        )


def _forget(transaction: Transaction, user_id: int) -> None:
    for table in ("enrolments", "role_assignments", "members"):
        for row in transaction.find(table, "user", user_id):
            transaction.delete(table, row["id"])


_PROFILE = """
    maildisplay: int?, city: text?, country: alpha?, timezone: timezone?, description: raw?,
    firstnamephonetic: notags?, lastnamephonetic: notags?, middlename: notags?,
    alternatename: notags?, interests: text?, institution: text?, department: text?,
    phone1: notags?, phone2: notags?, address: text?, theme: theme?, mailformat: int?,
    customfields: [{type: alphanumext, value: raw}]?, preferences: [{type: raw, value: raw}]?
"""

FUNCTIONS = {
    "core_user_create_users": Function(
        declare(
            "users: [{createpassword: bool?, username: username, auth: auth='manual', "
            "password: raw?, firstname: notags, lastname: notags, email: raw_trimmed, "
            "idnumber: raw='', lang: lang='en', calendartype: plugin='gregorian', "
            f"{_PROFILE}}}]"
        ),
        create_users,
    ),
    "core_user_update_users": Function(
        declare(
            "users: [{id: int, username: username?, auth: auth?, suspended: bool?, "
            "password: raw?, firstname: notags?, lastname: notags?, email: raw_trimmed?, "
            "userpicture: int?, idnumber: raw?, lang: lang?, calendartype: plugin?, "
            f"{_PROFILE}}}]"
        ),
        update_users,
    ),
    "core_user_delete_users": Function(declare("userids: [int]"), delete_users),
}
