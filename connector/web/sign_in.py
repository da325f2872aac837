"""Signing in and out, and the language switch."""

import hashlib
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Flask,
    Response,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import login_user, logout_user

from connector.store.users import authenticate
from connector.web.access import EPOCH, Needs, Visitor, page, visitor
from connector.web.language import LANGUAGES, set_language
from connector.web.place import here

blueprint = Blueprint("sign_in", __name__)

FAILURES_PER_ADDRESS = "30 per 15 minutes"
"""A whole office may stand behind one address; only failures count."""
FAILURES_PER_NAME = "10 per 15 minutes"
"""Guessing one account's password from many addresses."""


def limit_failures(app: Flask) -> None:
    """Limit failed sign-ins by network address and by the name tried; call it last."""
    limiter = Limiter(get_remote_address, app=app, storage_uri="memory://")
    by_name = limiter.limit(
        FAILURES_PER_NAME, key_func=_tried_name, methods=["POST"], deduct_when=_failed
    )
    by_address = limiter.limit(FAILURES_PER_ADDRESS, methods=["POST"], deduct_when=_failed)
    app.view_functions["sign_in.login"] = by_address(by_name(login))


def _tried_name() -> str:
    """A digest, so that no name stays in the counter's memory."""
    return hashlib.sha256(_name_given().encode()).hexdigest()


def _name_given() -> str:
    return request.form.get("name", "").strip().lower()[:100]


def _failed(response: Response) -> bool:
    return response.status_code == 401


@page(blueprint, "/login", Needs.NOBODY, ("GET", "POST"))
def login() -> ResponseReturnValue:
    """Ask for name and password; one sentence for every failure."""
    wanted = safe_next(request.values.get("next", ""))
    if request.method == "GET":
        if visitor() is not None:
            return redirect(wanted, 303)
        return render_template("login.html", next=wanted, failed=False)
    office = here().office
    user = authenticate(
        office.engine, _name_given(), request.form.get("password", "")[:200], office.clock()
    )
    if user is None:
        return render_template("login.html", next=wanted, failed=True), 401
    session.clear()
    session.permanent = True
    session[EPOCH] = user.session_epoch
    login_user(Visitor(user.id, user.name, user.role, user.session_epoch))
    return redirect(wanted, 303)


@page(blueprint, "/logout", Needs.NOBODY, ("POST",))
def logout() -> ResponseReturnValue:
    """End this session."""
    logout_user()
    session.clear()
    return redirect(url_for("sign_in.login"), 303)


@page(blueprint, "/language", Needs.NOBODY, ("POST",))
def language() -> ResponseReturnValue:
    """Switch the language and go back to where the reader was."""
    response = make_response(redirect(safe_next(request.form.get("next", "")), 303))
    wish = request.form.get("lang")
    for known in LANGUAGES:
        if wish == known:
            set_language(response, known)
    return response


def safe_next(wanted: str) -> str:
    """Return a path of ours; anything that could leave this site becomes the board."""
    parts = urlsplit(wanted.replace("\\", "/"))
    ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    clean = all(ord(sign) > 31 for sign in wanted)
    return wanted if ours and clean and not parts.netloc and not parts.scheme else "/"
