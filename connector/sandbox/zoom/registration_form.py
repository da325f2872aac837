"""What a registrant is asked for, and what of it Zoom refuses."""

import re
from collections.abc import Mapping
from typing import Any

from connector.sandbox.zoom.refusals import invalid

EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")

ONE_BODY = frozenset(
    [
        "first_name",
        "last_name",
        "email",
        "address",
        "city",
        "state",
        "zip",
        "country",
        "phone",
        "comments",
        "custom_questions",
        "industry",
        "job_title",
        "no_of_employees",
        "org",
        "purchasing_time_frame",
        "role_in_purchase_process",
        "language",
        "auto_approve",
    ]
)
"""Body fields of a single add."""


def read_person(item: object) -> tuple[str, str, str]:
    """Read e-mail (lower case), first and last name of one item, or refuse it (code 300)."""
    sent: Mapping[str, Any] = item if isinstance(item, Mapping) else {}
    email, first, last = sent.get("email"), sent.get("first_name"), sent.get("last_name", "")
    wrong: dict[str, str] = {}
    if not isinstance(email, str) or len(email) > 128 or not EMAIL.fullmatch(email):
        wrong["email"] = "Invalid field."
    if not isinstance(first, str) or not 1 <= len(first.strip()) <= 64:
        wrong["first_name"] = "Invalid field."
    if not isinstance(last, str) or len(last) > 64:
        wrong["last_name"] = "Invalid field."
    if wrong:
        raise invalid(**wrong)
    return str(email).lower(), str(first), str(last)
