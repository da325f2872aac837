"""Who may do what with an assignment: its sender, its holder, who stands in; nothing is written.

Administrators send and withdraw in an official's name; they hold nothing by that.
"""

from __future__ import annotations

from collections.abc import Sequence

from connector.domain.assignments import Assignment
from connector.flows.whose_turn import Turns
from connector.store.users import UserRole


def holds(day: Turns, one: Assignment, user_id: int | None) -> bool:
    """Tell whether an assignment is a user's: as its holder, or standing in for them."""
    return user_id is not None and (
        user_id == one.to_user_id or stands_in(day, user_id, one.to_user_id, one.unit_id)
    )


def may_withdraw(day: Turns, one: Assignment, user_id: int | None) -> bool:
    """Tell whether a user may take it back: its sender, who stands in, an administrator."""
    if user_id is None:
        return False
    return (
        user_id == one.from_user_id
        or one.sent_by == f"user:{user_id}"
        or stands_in(day, user_id, one.from_user_id, None)
        or is_administrator(day, user_id)
    )


def may_see(day: Turns, chain: Sequence[Assignment], user_id: int) -> bool:
    """Tell whether a user has anything to do with a chain: then they see all of it."""
    return any(holds(day, one, user_id) or may_withdraw(day, one, user_id) for one in chain)


def stands_in(day: Turns, user_id: int, other: int, unit_id: int | None) -> bool:
    """Tell whether a user stands in for another; `unit_id` None asks of any unit."""
    return any(
        one.stands_for == other and (unit_id is None or one.unit_id == unit_id)
        for one in day.of_user(user_id)
    )


def is_administrator(day: Turns, user_id: int) -> bool:
    """Tell whether a user keeps the office's settings, and may still sign in."""
    user = day.users.get(user_id)
    return user is not None and user.active and user.role is UserRole.ADMINISTRATOR
