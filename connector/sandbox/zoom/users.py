"""The users of the account, read only."""

from typing import Any

from connector.sandbox.zoom.state import SandboxUser
from connector.sandbox.zoom.world import Answer, World, ZoomRequest

STATUSES = ("active", "inactive", "pending")


def list_users(world: World, request: ZoomRequest) -> Answer:
    """List the users of one status, `active` unless asked otherwise."""
    status = request.query.get("status", "active")
    wanted = status if status in STATUSES else "active"
    rows = [
        user_row(world, user)
        for user in world.state.users
        if user.status == wanted and not user.foreign
    ]
    return Answer(200, world.page(request, rows, "users", maximum=2000, numbered=True))


def get_user(world: World, request: ZoomRequest) -> Answer:
    user = world.user(request.path["userId"])
    return Answer(200, {**user_row(world, user), "account_id": "sandbox-account"})


def user_row(world: World, user: SandboxUser) -> dict[str, Any]:
    """Spell a user as Zoom does; one who never accepted the invitation has no `id`."""
    owner = user is world.state.users[0]
    row: dict[str, Any] = {
        "id": user.id,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "display_name": f"{user.first_name} {user.last_name}".strip(),
        "email": user.email,
        "type": user.type,
        "role_name": "Owner" if owner else "Member",
        "timezone": user.timezone,
        "language": "id-ID",
        "verified": 1 if user.status == "active" else 0,
        "status": user.status,
        "created_at": "2025-01-06T01:00:00Z",
    }
    if user.status == "pending":
        del row["id"]
    return row
