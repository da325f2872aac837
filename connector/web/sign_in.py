"""Signing in and out, and the language switch."""

import hashlib
import secrets
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
from flask_login import login_user, logout_user

from connector import links
from connector.store import audit, users
from connector.store.users import User, authenticate, plain_login
from connector.web.access import EPOCH, SINCE, Needs, Visitor, actor, page, visitor
from connector.web.callers import network
from connector.web.language import LANGUAGES, set_language
from connector.web.place import here

blueprint = Blueprint("sign_in", __name__)

FAILURES_PER_ADDRESS = "30 per 15 minutes"
"""A whole office may stand behind one address; only failures count."""
FAILURES_PER_NAME = "10 per 15 minutes"
"""Guessing one account's password from many addresses."""


LONGEST_NAME = 100
"""Characters of a name that are looked at."""

KNOWN = "simpul.known.v1"
"""Purpose of the cookie of a browser that somebody has signed in from."""

KNOWN_COOKIE = "simpul_known"
KNOWN_SECONDS = 365 * 24 * 3600


def limit_failures(app: Flask) -> None:
    """Limit failed sign-ins by network address and by the name tried; call it last.

    A browser that somebody signed in from before has a count of its own for that name: whoever
    spends a name's guesses elsewhere does not lock its owner out (OWASP, device cookies).
    """
    limiter = Limiter(_caller, app=app, storage_uri="memory://")
    by_name = limiter.limit(
        FAILURES_PER_NAME, key_func=_tried_name, methods=["POST"], deduct_when=_failed
    )
    by_address = limiter.limit(FAILURES_PER_ADDRESS, methods=["POST"], deduct_when=_failed)
    app.view_functions["sign_in.login"] = by_address(by_name(login))


def _tried_name() -> str:
    """A digest, so that no name stays in the counter's memory."""
    return _digest(_name_given()) + _known_browser()


def _caller() -> str:
    """A browser that was signed in from has a count of its own; else the network counts."""
    return _known_browser() or network()


def _known_browser() -> str:
    """The name of this browser, if the account being tried was signed in to from it; else empty."""
    token = request.cookies.get(KNOWN_COOKIE, "")[:200]
    payload = links.read(here().settings.secret_keys, KNOWN, token)
    owner, _, browser = (payload or "").partition("-")
    return browser if browser and owner == _digest(_name_given()) else ""


def _remember_browser(response: Response, user: User) -> None:
    payload = f"{_digest(user.login)}-{secrets.token_hex(12)}"
    settings = here().settings
    response.set_cookie(
        KNOWN_COOKIE,
        links.sign(settings.secret_keys[0], KNOWN, payload),
        max_age=KNOWN_SECONDS,
        path="/login",
        secure=settings.base_url.startswith("https://"),
        httponly=True,
        samesite="Lax",
    )


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def _name_given() -> str:
    """The name as the store will look it up: a limit on another form of it would limit nothing."""
    return plain_login(request.form.get("name", "")[:LONGEST_NAME])


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
    session[SINCE] = int(office.clock().timestamp())
    login_user(Visitor(user.id, user.name, user.role, user.session_epoch))
    with office.engine.begin() as connection:
        audit.note(connection, actor(), "user.signed_in", actor())
    response = make_response(redirect(wanted, 303))
    if not _known_browser():
        _remember_browser(response, user)
    return response


@page(blueprint, "/logout", Needs.NOBODY, ("POST",))
def logout() -> ResponseReturnValue:
    """End every session of this user: a cookie that was copied is worth nothing from now on."""
    who = visitor()
    if who is not None:
        with here().office.engine.begin() as connection:
            users.end_sessions(connection, who.id)
            audit.note(connection, actor(), "user.signed_out", actor())
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
    try:
        parts = urlsplit(wanted.replace("\\", "/"))
    except ValueError:
        return "/"
    ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    clean = all(ord(sign) > 31 for sign in wanted)
    return wanted if ours and clean and not parts.netloc and not parts.scheme else "/"
