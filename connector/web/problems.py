"""Error pages: what happened, what was not changed, what to do; never a traceback."""

import logging
import traceback

from flask import Flask, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from connector.errors import ConnectorError, PlanRefused, RosterError, TemporaryError
from connector.web.access import NEEDS, Needs, visitor
from connector.web.language import sentence
from connector.web.place import here
from connector.web.public import is_public
from connector.web.translation import _

logger = logging.getLogger(__name__)

NOT_YOURS = "_not_yours"
"""Ends the codes with which flows refuse whoever's turn it is not."""

READ_AWAY = 64 * 1024 * 1024
"""Bytes of a refused upload that are read and forgotten; beyond them the line is cut."""


def install(app: Flask) -> None:
    """Answer every error in words."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(ConnectorError, _expected)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(Exception, _unforeseen)


def problem(
    status: int, what: str, untouched: str, todo: str, *, back: str = ""
) -> ResponseReturnValue:
    """Return an error page; `back` is the address of the page whose form was refused."""
    page = render_template(
        "public_problem.html" if is_public(request.path) else "problem.html",
        status=status,
        what=what,
        untouched=untouched,
        todo=todo,
        back=back,
        request_id=g.get("request_id", ""),
    )
    return page, status


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400 or error.response is not None:
        return error  # a redirect, or an answer that has its own words
    if status == 413:
        _read_away()
    return problem(status, *_words(status))


def _read_away() -> None:
    """Read the rest of a body that is too large: a browser still sending shows no answer."""
    length = request.content_length or 0
    if visitor() is None or length <= (request.max_content_length or 0):
        return
    left = min(length, READ_AWAY)
    while left > 0 and (part := request.environ["wsgi.input"].read(min(left, 65_536))):
        left -= len(part)


def _words(status: int) -> tuple[str, str, str]:
    untouched = _("Nothing was changed.")
    limit = here().settings.upload_max_bytes // (1024 * 1024)
    sentences = {
        400: (
            _("The request could not be understood."),
            untouched,
            _("Go back, load the page again and repeat the step."),
        ),
        403: _not_for_you(untouched),
        404: (
            _("There is no such page."),
            untouched,
            _("Check the address, or look for the training on the board."),
        ),
        405: (
            _("This address cannot be opened that way."),
            untouched,
            _("Go back to the page and use its button."),
        ),
        413: (
            _("The file is larger than %(limit)s MB.", limit=limit),
            _("Nothing of it was read or stored."),
            _("Save only the sheet with the list as a new file and upload that one."),
        ),
        429: (
            _("Too many attempts to sign in."),
            _("Nobody was signed in."),
            _("Wait 15 minutes and try again, or ask an administrator for a new password."),
        ),
        503: (
            _("The database does not answer right now."),
            _("What you just sent was not stored."),
            _("Wait a minute and try again. If it stays so, tell whoever runs the server."),
        ),
    }
    return sentences.get(
        status,
        (
            _("Something went wrong in Simpul itself."),
            _("What you just sent was not stored."),
            _("Try again once. If it stays so, pass on the request number below."),
        ),
    )


def _not_for_you(untouched: str) -> tuple[str, str, str]:
    """Say whose page it is: an administrator may not approve, so must not be told to ask one."""
    if NEEDS.get(request.endpoint or "") is Needs.APPROVER:
        return (
            _("This page or action is for whoever may approve certificates."),
            untouched,
            _("Ask an approver to do it; administrators cannot."),
        )
    return (
        _("This page or action is for administrators."),
        untouched,
        _("Ask an administrator of Simpul to do it, or to give your account that role."),
    )


def _forged(error: CSRFError) -> ResponseReturnValue:
    return problem(
        400,
        _("This form has expired or did not come from this page."),
        _("Nothing was changed."),
        _("Load the page again, sign in if you are asked to, and repeat the step."),
    )


def _expected(error: ConnectorError) -> ResponseReturnValue:
    what, todo = sentence(error.code, error.params)
    status = 400
    if isinstance(error, PlanRefused):
        status = 409
    elif isinstance(error, RosterError):
        status = 422
    elif isinstance(error, TemporaryError):
        status = 503
    elif error.code.endswith(NOT_YOURS):
        status = 403
    return problem(status, what, _("Nothing was changed."), todo)


def _database(error: OperationalError) -> ResponseReturnValue:
    logger.error("page failed reason=database request=%s", g.get("request_id", ""))
    return problem(503, *_words(503))


def _unforeseen(error: Exception) -> ResponseReturnValue:
    """Log where it happened and the kind of error; its text may hold personal values."""
    where = "".join(traceback.format_tb(error.__traceback__))
    logger.error(
        "page failed endpoint=%s request=%s error=%s\n%s",
        request.endpoint,
        g.get("request_id", ""),
        type(error).__name__,
        where,
    )
    return problem(500, *_words(500))
