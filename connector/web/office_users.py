"""Users of the office: what each holds, and where their daily digest goes."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from connector.errors import ConnectorError
from connector.flows.keep_units import set_address
from connector.flows.whose_turn import today, turns
from connector.store import digests, users
from connector.store.digests import DigestState, StoredDigest
from connector.store.engine import reading
from connector.store.users import User, UserRole
from connector.web.access import Needs, actor, page
from connector.web.assignment_words import held_as
from connector.web.language import day, sentence
from connector.web.place import here
from connector.web.translation import _

blueprint = Blueprint("office_users", __name__, url_prefix="/settings/users")

ADDRESS_LENGTH = 254
"""Characters (RFC 5321)."""

MARKS = {
    DigestState.WAITING: "waiting",
    DigestState.SENDING: "running",
    DigestState.SENT: "ok",
    DigestState.REFUSED: "failed",
    DigestState.UNKNOWN: "decision",
    DigestState.NOTHING: "ok",
}


@dataclass(frozen=True)
class UserLine:
    """One user of the list."""

    user: User
    role: str
    held: tuple[str, ...]
    digest: str
    """What became of the newest one; "" for none."""
    digest_mark: str
    digest_reason: str


@page(blueprint, "", Needs.ADMINISTRATOR)
def listing() -> ResponseReturnValue:
    """List the users with their appointments and addresses."""
    return _listing()


@page(blueprint, "/<int:user_id>/email", Needs.ADMINISTRATOR, ("POST",))
def set_email(user_id: int) -> ResponseReturnValue:
    """Write down where a user's digest goes; empty for nowhere."""
    written = request.form.get("email", "")[: ADDRESS_LENGTH + 1]
    try:
        stored = set_address(here().office, user_id, written, actor=actor())
    except ConnectorError as error:
        status = 404 if error.code == "user_unknown" else 422
        return _listing((user_id, *sentence(error.code, error.params)), written), status
    told = _("The address is saved.") if stored else _("The address is removed.")
    flash(told, "ok")
    return redirect(url_for("office_users.listing", _anchor=f"user-{user_id}"), 303)


def _listing(refused: tuple[int, str, str] | None = None, written: str = "") -> str:
    office = here().office
    with reading(office.engine) as connection:
        held = turns(connection, today(office, office.clock()))
        newest = digests.latest(connection)
        everybody = users.listing(connection)
    lines = []
    for one in sorted(everybody, key=lambda user: (not user.active, user.name)):
        found = newest.get(one.id)
        mine = tuple(held_as(held, each) for each in held.of_user(one.id))
        told, mark, why = _digest(found) if found else ("", "", "")
        lines.append(UserLine(one, role_word(one.role), mine, told, mark, why))
    return render_template(
        "office_users.html",
        lines=lines,
        refused=refused,
        written=written,
        mail=office.mail is not None,
        hour=f"{office.digest_at:%H.%M}",
        length=ADDRESS_LENGTH,
        without=sum(one.user.active and bool(one.held) and not one.user.email for one in lines),
    )


def role_word(role: UserRole) -> str:
    """What a user may do everywhere, whatever they hold."""
    return {
        UserRole.ADMINISTRATOR: _("administrator"),
        UserRole.COMPANION: _("class companion"),
        UserRole.APPROVER: _("approver"),
        UserRole.STAFF: _("staff"),
    }[role]


def _digest(one: StoredDigest) -> tuple[str, str, str]:
    word = {
        DigestState.WAITING: _("digest put off"),
        DigestState.SENDING: _("digest being sent"),
        DigestState.SENT: _("digest sent"),
        DigestState.REFUSED: _("digest not sent"),
        DigestState.UNKNOWN: _("digest: no answer"),
        DigestState.NOTHING: _("nothing to say"),
    }[one.state]
    reason = sentence(one.code, one.params)[0] if one.code else ""
    return f"{word} · {day(one.day)}", MARKS[one.state], reason
