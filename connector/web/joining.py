"""`/p/course`: where the link of a session in Moodle's course leads, and what goes wrong there."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, make_response, redirect, request
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter

from connector.domain.join_links import JoinLink
from connector.errors import ConnectorError
from connector.flows.join_course import personal_address
from connector.web.access import Needs, page
from connector.web.callers import network
from connector.web.language import sentence
from connector.web.place import here
from connector.web.problems import problem
from connector.web.translation import _

blueprint = Blueprint("joining", __name__, url_prefix="/p/course")

WRONG_LINKS = "60 per 10 minutes"
"""By network, and only links that are wrong count: a whole class may click at one moment."""

LONGEST = 100
"""Characters of one value that are looked at."""

STATUS = {"join_link_wrong": 400, "join_link_old": 410, "join_seat_unknown": 404}


def limit_joins(app: Flask) -> None:
    """Limit wrong links by network; call it last."""
    limiter = Limiter(network, app=app, storage_uri="memory://")
    limit = limiter.limit(WRONG_LINKS, deduct_when=_was_wrong, on_breach=_often)
    app.view_functions[f"{blueprint.name}.join"] = limit(join)


@page(blueprint, "", Needs.NOBODY)
def join() -> ResponseReturnValue:
    """Lead whoever clicked in the course to their own page."""
    names = ("site", "user", "course", "session", "until", "sign")
    given = (request.args.get(name, "")[:LONGEST] for name in names)
    try:
        address = personal_address(here().office, JoinLink(*given))
    except ConnectorError as error:
        if error.code not in STATUS:
            raise
        return _refused(error.code)
    return redirect(address, 303)


def _refused(code: str, status: int = 0) -> ResponseReturnValue:
    what, todo = sentence(code, {})
    return problem(status or STATUS[code], what, _("You were not led to your page."), todo)


def _was_wrong(response: Response) -> bool:
    return response.status_code == STATUS["join_link_wrong"]


def _often(_limit: object) -> Response:
    return make_response(_refused("join_often", 429))
