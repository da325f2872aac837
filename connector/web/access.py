"""Who may see which page: every route declares it, and a route that does not is closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TypeVar, cast

from flask import Blueprint, Flask, abort, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user

from connector.store import users
from connector.store.engine import reading
from connector.web.place import here

EPOCH = "epoch"
"""Session entry; a session whose epoch is not the user's (signed out, password changed) is over."""

SINCE = "since"
"""Session entry: Unix seconds of the sign-in; a cookie that is written again gets no younger."""

SESSION = timedelta(hours=12)
"""A working day; whoever leaves the desk signs in again the next morning."""


class Needs(StrEnum):
    """What a page asks of its reader."""

    NOBODY = "nobody"
    STAFF = "staff"
    TURN = "turn"
    """To be signed in; the flow then asks whose turn it is and refuses everybody else (403)."""
    COMPANION = "companion"
    """To keep attendance (pendamping, panitia): marks, decisions, the journal."""
    APPROVER = "approver"
    """To approve lists of certificates (pimpinan); administrators may not."""
    ADMINISTRATOR = "administrator"


NEEDS: dict[str, Needs] = {"static": Needs.NOBODY}
"""Endpoint → what it needs; filled by `page`, asserted against the URL map by a test."""

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


def page(
    blueprint: Blueprint, rule: str, needs: Needs, methods: tuple[str, ...] = ("GET",)
) -> Callable[[View], View]:
    """Register a view under a rule together with who may use it."""

    def register(view: View) -> View:
        NEEDS[f"{blueprint.name}.{view.__name__}"] = needs
        blueprint.add_url_rule(rule, view.__name__, view, methods=list(methods))
        return view

    return register


@dataclass(frozen=True)
class Visitor:
    """The signed-in user as Flask-Login wants to see one."""

    id: int
    name: str
    role: str
    epoch: int
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        return str(self.id)

    @property
    def administrator(self) -> bool:
        return self.role == Needs.ADMINISTRATOR

    @property
    def approver(self) -> bool:
        return self.role == Needs.APPROVER

    @property
    def keeps_attendance(self) -> bool:
        return self.role in (Needs.COMPANION, Needs.ADMINISTRATOR)


def install(app: Flask) -> None:
    """Load the visitor of each request and close what they may not use."""
    manager = LoginManager()
    manager.session_protection = None
    manager.user_loader(_load)
    manager.init_app(app)
    app.before_request(_check)
    app.jinja_env.globals["may_write"] = may_write
    app.jinja_env.globals["may_approve"] = may_approve
    app.jinja_env.globals["may_keep_attendance"] = may_keep_attendance


def visitor() -> Visitor | None:
    """Return who is signed in, or None."""
    return cast(Visitor, current_user) if current_user.is_authenticated else None


def actor() -> str:
    """Return who acts, as the audit trail writes it."""
    who = visitor()
    return f"user:{who.id}" if who else "anonymous"


def may_write() -> bool:
    """Tell whether the visitor may change anything."""
    who = visitor()
    return who is not None and who.administrator


def may_approve() -> bool:
    """Tell whether the visitor may approve lists of certificates."""
    who = visitor()
    return who is not None and who.approver


def may_keep_attendance() -> bool:
    """Tell whether the visitor may mark, decide and write the journal."""
    who = visitor()
    return who is not None and who.keeps_attendance


def _check() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None
    needs = NEEDS.get(request.endpoint)
    if needs is None:
        abort(403)
    if needs is Needs.NOBODY:
        return None
    who = visitor()
    if who is None:
        return _ask_to_sign_in()
    if needs is Needs.ADMINISTRATOR and not who.administrator:
        abort(403)
    if needs is Needs.APPROVER and not who.approver:
        abort(403)
    if needs is Needs.COMPANION and not who.keeps_attendance:
        abort(403)
    return None


def _ask_to_sign_in() -> ResponseReturnValue:
    if request.headers.get("HX-Request"):
        return "", 401, {"HX-Redirect": url_for("sign_in.login")}
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("sign_in.login", next=wanted), 303)


def _load(user_id: str) -> Visitor | None:
    """Return the user of a session, unless it was ended from elsewhere or the user left."""
    if not user_id.isdecimal() or not _young_enough(session.get(SINCE)):
        return None
    with reading(here().office.engine) as connection:
        user = users.by_id(connection, int(user_id))
    if user is None or not user.active or session.get(EPOCH) != user.session_epoch:
        return None
    return Visitor(user.id, user.name, user.role, user.session_epoch)


def _young_enough(since: object) -> bool:
    if not isinstance(since, int):
        return False
    return here().office.clock().timestamp() < since + SESSION.total_seconds()
