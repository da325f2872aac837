"""What was read from the learning system for a class, in which quizzes its tests are taken,
whether attendance goes into its gradebook, and the button that has it read now (a job).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from connector.domain.completion import POSTTEST, PRETEST
from connector.errors import ConnectorError
from connector.flows import keep_gradebook, keep_test_papers, read_learning
from connector.flows.class_completion import rule_of
from connector.store import learning, office_pages, test_papers, trainings
from connector.store.engine import reading
from connector.store.learning import Gradebook, StoredProgress
from connector.store.trainings import StoredTraining
from connector.web.access import Needs, actor, page
from connector.web.language import sentence
from connector.web.place import here
from connector.web.training import find
from connector.web.translation import _
from connector.web.uploads import Mistake
from connector.web.verdict_rows import name_of_test

blueprint = Blueprint("learning", __name__, url_prefix="/trainings/<code>/learning")

FIELD = "quizzes."
"""Start of the name of a test's field; its quizzes stand one a line."""


@page(blueprint, "", Needs.STAFF)
def show(code: str) -> ResponseReturnValue:
    """Show what was read last, and where the tests are taken."""
    return _page(code)


@page(blueprint, "", Needs.ADMINISTRATOR, ("POST",))
def read(code: str) -> ResponseReturnValue:
    """Have the results read by a worker."""
    with reading(here().office.engine) as connection:
        find(connection, code)
    try:
        read_learning.request_reading(here().office, code, actor=actor())
    except ConnectorError as error:
        return _page(code, error), 409
    flash(_("Moodle is being read; load this page again in a moment."), "ok")
    return redirect(url_for("learning.show", code=code), 303)


@page(blueprint, "/tests", Needs.ADMINISTRATOR, ("POST",))
def name_tests(code: str) -> ResponseReturnValue:
    """Store in which quizzes the tests are taken."""
    with reading(here().office.engine) as connection:
        find(connection, code)
    try:
        read_learning.name_tests(here().office, code, _posted(), actor=actor())
    except ConnectorError as error:
        return _page(code, error), 422
    flash(_("The quizzes are noted; the next reading looks there."), "ok")
    return redirect(url_for("learning.show", code=code), 303)


@page(blueprint, "/gradebook", Needs.ADMINISTRATOR, ("POST",))
def keep_grades(code: str) -> ResponseReturnValue:
    """Store whether attendance goes into the gradebook, and where."""
    with reading(here().office.engine) as connection:
        find(connection, code)
    try:
        keep_gradebook.set_gradebook(here().office, code, _gradebook_posted(), actor=actor())
    except ConnectorError as error:
        return _page(code, error), 422
    flash(_("Noted; the next plan shows what it changes in Moodle."), "ok")
    return redirect(url_for("learning.show", code=code), 303)


def _gradebook_posted() -> Gradebook:
    """Read the form; raises ConnectorError `activity_unfit` for what is no number."""
    given = request.form.get("activity", "").strip()
    if given and not (given.isascii() and given.isdigit()):
        raise ConnectorError("activity_unfit", activity=given[:40])
    return Gradebook("attendance" in request.form, int(given[:20]) if given else None)


def _posted() -> dict[str, list[str]]:
    """Read the fields; one that is empty names nothing, and only the usual tests need no name."""
    found: dict[str, list[str]] = {}
    for name in request.form:
        if name.startswith(FIELD):
            test = name.removeprefix(FIELD)
            lines = [one.strip() for one in request.form[name].splitlines() if one.strip()]
            if lines:
                found[test] = lines
    return found


def _page(code: str, refused: ConnectorError | None = None) -> str:
    office = here().office
    with reading(office.engine) as connection:
        line = find(connection, code)
        stored = trainings.get(connection, code)
        progress = learning.progress_of(connection, line.id)
        noticed = read_learning.noticed_last(connection, line.id)
        attempts = _attempts(connection, line.id)
        papers = test_papers.of_training(connection, line.id)
        papers_refused = keep_test_papers.refused_last(connection, line.id)
        names = office_pages.user_names(connection) if papers else {}
    posted = _posted() if refused and _is_about("name_tests") else None
    told = sentence(refused.code, refused.params) if refused else ("", "")
    return render_template(
        "learning.html",
        line=line,
        connected=office.lms is not None,
        mistake=Mistake(told[0], _("Nothing was changed."), told[1]) if refused else None,
        people=len(progress),
        completed=sum(one.progress.completed is True for one in progress.values()),
        unknown=sum(one.progress.completed is None for one in progress.values()),
        read_at=_last(progress),
        attempts=attempts,
        noticed=[sentence(one.code, one.params, "lms") for one in noticed],
        tests=_tests(stored, posted),
        **_gradebook(stored, typed=refused is not None and _is_about("keep_grades")),
        name_of_test=name_of_test,
        field=FIELD,
        papers=test_papers.newest(papers),
        older=[one for one in papers if one not in test_papers.newest(papers)],
        papers_refused=sentence(papers_refused, {}) if papers_refused else None,
        robot=keep_test_papers.ACTOR,
        names=names,
    )


def _is_about(view: str) -> bool:
    return request.endpoint == f"learning.{view}"


def _gradebook(stored: StoredTraining | None, *, typed: bool) -> dict[str, object]:
    """Return the two fields as they are kept, or as they were typed where that was refused."""
    if typed:
        graded, activity = "attendance" in request.form, request.form.get("activity", "")[:40]
    else:
        kept = learning.gradebook_of(stored.settings.options if stored else {})
        graded, activity = kept.attendance, str(kept.activity or "")
    return {"attendance_graded": graded, "grade_activity": activity}


def _attempts(connection: Connection, training_id: int) -> dict[str, int]:
    """Return how many attempts at each test count."""
    found: dict[str, int] = {}
    for one in learning.attempts_of(connection, training_id):
        if not one.removed_by:
            found[one.score.test] = found.get(one.score.test, 0) + 1
    return found


def _last(progress: Mapping[str, StoredProgress]) -> datetime | None:
    return max((one.read_at for one in progress.values()), default=None)


def _tests(
    stored: StoredTraining | None, posted: Mapping[str, Sequence[str]] | None
) -> dict[str, str]:
    """Return each test with the text of its field."""
    options = stored.settings.options if stored else {}
    named = posted if posted is not None else learning.tests_of(options)
    asked = [one.test for one in rule_of(options).scores]
    return {
        test: "\n".join(named.get(test, ()))
        for test in dict.fromkeys([PRETEST, POSTTEST, *asked, *named])
    }
