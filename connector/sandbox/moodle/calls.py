"""One web service call under execution: who calls, what they may do, and the site they see."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from connector.sandbox.moodle.errors import (
    MoodleError,
    course_context_refused,
    invalid_parameter,
    login_required,
    missing_record,
    no_permission,
)
from connector.sandbox.moodle.parameters import Node
from connector.sandbox.moodle.schema import COURSE_LEVEL
from connector.sandbox.moodle.state import GUEST_ID, SITE_COURSE_ID, Account, Site, State
from connector.sandbox.moodle.tables import Row, Transaction

SEPARATE_GROUPS = 1
"""Group mode in which one sees only one's own groups."""


class Call:
    """What a function may use; `transaction` is committed when the function returns."""

    def __init__(self, state: State, account: Account, url: str, names: tuple[str, ...]) -> None:
        self.state = state
        self.account = account
        self.url = url
        self.function_names = names
        self.now = state.now
        self.transaction = state.transaction(account.user_id)

    @property
    def site(self) -> Site:
        return self.state.site

    def may(self, capability: str) -> bool:
        return capability in self.account.capabilities

    def require(self, capability: str) -> None:
        if not self.may(capability):
            raise no_permission(capability)

    def told(self, error: MoodleError) -> MoodleError:
        """Return an error as this release tells it."""
        return error.naming_the_table() if self.site.names_tables else error

    def enter_course(self, course_id: int) -> Row:
        """Validate the course's context as require_login does; return the course."""
        course = self.transaction.get("courses", course_id)
        if course is None:
            raise invalid_parameter("Context does not exist")
        if course_id == SITE_COURSE_ID:
            return course
        if not course["visible"] and not self.may("moodle/course:viewhiddencourses"):
            raise login_required("Course is hidden")
        if not self.may("moodle/course:view") and not is_enrolled(
            self.transaction, course_id, self.account.user_id, active_at=self.now
        ):
            raise login_required("Not enrolled")
        return course

    def enter_course_or_explain(self, course_id: int) -> Row:
        """As enter_course, for the functions that wrap a refusal in errorcoursecontextnotvalid."""
        try:
            return self.enter_course(course_id)
        except MoodleError as error:
            raise course_context_refused(course_id, error) from error

    def context_id(self, course_id: int) -> int:
        return context_id(self.transaction, course_id)

    def active_user(self, user_id: int) -> Row:
        """Return a person as core_user::require_active_user wants them; suspended ones pass."""
        user = self.transaction.get("users", user_id)
        if user is None:
            raise missing_record("user")
        if user["deleted"]:
            raise MoodleError("userdeleted", "error/userdeleted")
        if user_id == GUEST_ID:
            raise MoodleError("guestsarenotallowed", "The guest user is not allowed to do this")
        return user

    def shares_groups(self, course: Row, user_id: int) -> bool:
        """Say whether groups let the account see a person: in separate ones only its own."""
        if course["groupmode"] != SEPARATE_GROUPS or self.may("moodle/site:accessallgroups"):
            return True
        groups = {row["id"] for row in self.transaction.find("groups", "course", course["id"])}
        mine, theirs = (
            {row["groupid"] for row in self.transaction.find("members", "user", each)} & groups
            for each in (self.account.user_id, user_id)
        )
        return bool(mine & theirs)


Answer = Any
"""What a function returns: plain JSON values, or None for a void one."""


@dataclass(frozen=True)
class Function:
    """A web service function: what it takes and what it does."""

    parameters: Mapping[str, Node]
    execute: Callable[[Call, dict[str, Any]], Answer]


def context_id(transaction: Transaction, course_id: int) -> int:
    rows = transaction.find("contexts", "place", (COURSE_LEVEL, course_id))
    return int(rows[0]["id"])


def enrolments_of(transaction: Transaction, course_id: int) -> list[tuple[Row, Row]]:
    """All enrolments of a course, each with its enrolment instance."""
    return [
        (enrolment, instance)
        for instance in transaction.find("instances", "course", course_id)
        for enrolment in transaction.find("enrolments", "instance", instance["id"])
    ]


def is_active(enrolment: Row, instance: Row, now: int) -> bool:
    """Active counts status, both dates and whether the instance is switched on."""
    switched_on = enrolment["status"] == 0 and instance["status"] == 0
    ended = enrolment["timeend"] != 0 and enrolment["timeend"] <= now
    return bool(switched_on and enrolment["timestart"] <= now and not ended)


def is_enrolled(
    transaction: Transaction, course_id: int, user_id: int, *, active_at: int | None = None
) -> bool:
    for instance in transaction.find("instances", "course", course_id):
        for enrolment in transaction.find("enrolments", "pair", (instance["id"], user_id)):
            if active_at is None or is_active(enrolment, instance, active_at):
                return True
    return False
