"""The plugin's pages: the join link, and the modules that the plugin made, for a chosen person.

There is no login here: who is logged in says the parameter `user`, or the links of a page.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import Flask, Response, render_template_string, request

from connector.sandbox.moodle.calls import enrolments_of, is_enrolled
from connector.sandbox.moodle.plugin.modules import stored_file

if TYPE_CHECKING:
    from connector.sandbox.moodle.state import State

WHO = """<!DOCTYPE html><html lang="id"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Moodle tiruan</title><style>body{font:16px/1.5 system-ui,sans-serif;margin:1rem auto;
max-width:40rem;padding:0 1rem}</style></head><body><h1>Masuk sebagai siapa?</h1>
<ul>{% for person in people %}<li><a href="?{{ person.query }}">{{ person.name }}</a></li>
{% else %}<li>Belum ada peserta.</li>{% endfor %}</ul></body></html>"""


def add_pages(app: Flask, state: State) -> None:
    """Serve join.php and the pages of links and files."""

    @app.get("/local/simpul/join.php")
    def join() -> Response:
        course, session = request.args.get("course", 0, int), request.args.get("session", "")
        if state.transaction().get("courses", course) is None:
            return _plain("Can't find data record in database.", 404)
        user = request.args.get("user", 0, int)
        if not user:
            return _who(state, course, session)
        if not is_enrolled(state.transaction(), course, user, active_at=state.now):
            return _plain("You are not enrolled in this course.", 403)
        receiver = state.sender.receiver
        if receiver is None:
            return _plain("The address of Simpul is not set.", 404)
        location = receiver.join_address(user, course, session, state.now)
        kept = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
        return Response("", 303, {"Location": location, **kept})

    @app.get("/mod/url/view.php")
    def link() -> Response:
        module = state.transaction().get("activities", request.args.get("id", 0, int))
        if module is None or module["modname"] != "url":
            return _plain("Invalid course module ID", 404)
        return Response("", 303, {"Location": module["address"]})

    @app.get("/mod/resource/view.php")
    def file() -> Response:
        found = stored_file(state.transaction(), request.args.get("id", 0, int))
        if found is None:
            return _plain("Invalid course module ID", 404)
        return Response(
            base64.b64decode(found["content"]),
            mimetype="application/octet-stream",
            headers={"Content-Disposition": "attachment"},
        )


def _who(state: State, course: int, session: str) -> Response:
    transaction = state.transaction()
    people = [
        transaction.must_get("users", enrolment["userid"])
        for enrolment, _ in enrolments_of(transaction, course)
    ]
    shown = [
        {
            "name": f"{person['firstname']} {person['lastname']}",
            "query": urlencode({"course": course, "session": session, "user": person["id"]}),
        }
        for person in people
    ]
    return Response(render_template_string(WHO, people=shown))


def _plain(text: str, status: int) -> Response:
    return Response(text, status, mimetype="text/plain")
