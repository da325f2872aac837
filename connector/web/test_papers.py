"""Kept papers of a class's tests: the button that has them read, and their download.

They hold people's answers: administrators alone take them, and that is written down.
"""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from connector.errors import ConnectorError
from connector.flows import keep_test_papers
from connector.store import audit, test_papers
from connector.store.engine import reading
from connector.web.access import Needs, actor, page
from connector.web.language import sentence
from connector.web.place import here
from connector.web.problems import problem
from connector.web.sheets import download
from connector.web.training import find
from connector.web.translation import _

blueprint = Blueprint("test_papers", __name__, url_prefix="/trainings/<code>/learning/papers")

PDF = "application/pdf"
ANCHOR = "test-papers"


@page(blueprint, "", Needs.ADMINISTRATOR, ("POST",))
def keep(code: str) -> ResponseReturnValue:
    """Have the papers read and kept by a worker."""
    with reading(here().office.engine) as connection:
        find(connection, code)
    try:
        keep_test_papers.request_papers(here().office, code, actor=actor())
    except ConnectorError as error:
        what, todo = sentence(error.code, error.params)
        return problem(409, what, _("Nothing was changed."), todo)
    flash(_("The papers are being read; load this page again in a moment."), "ok")
    return redirect(url_for("learning.show", code=code, _anchor=ANCHOR), 303)


@page(blueprint, "/<int:paper_id>", Needs.ADMINISTRATOR)
def take(code: str, paper_id: int) -> ResponseReturnValue:
    """Hand out one kept paper, after comparing it with its digest."""
    office = here().office
    with office.engine.begin() as connection:
        line = find(connection, code)
        kept = test_papers.of_training(connection, line.id)
        known = next((one for one in kept if one.id == paper_id), None)
        if known is None:
            abort(404)
        content = test_papers.content(connection, known)
        audit.note(
            connection, actor(), "test_papers.taken", line.key, now=office.clock(), paper=known.id
        )
    return download(content, PDF, known.file_name)
