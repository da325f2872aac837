"""Who has earned a certificate, with reasons: the list of a training, one person, the workbook."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from connector.domain.completion import POSTTEST, PRETEST, Verdict
from connector.domain.completion_rule import Kind
from connector.flows.class_completion import ClassCompletion, read_completion
from connector.flows.completion_words import rule_words
from connector.flows.decide_completion import REASON
from connector.flows.verdict_sheet import verdict_sheet
from connector.store import completion, office_pages, training_pages
from connector.store.completion import DocumentState
from connector.store.engine import reading
from connector.store.training_pages import SeatLine
from connector.web.access import Needs, actor, page
from connector.web.language import spoken
from connector.web.place import here
from connector.web.sheets import XLSX, download
from connector.web.training import find, head
from connector.web.translation import _
from connector.web.verdict_rows import (
    BLOCKING,
    STATE_ICONS,
    STATES,
    Reason,
    Row,
    counted_states,
    document_word,
    fitting,
    name_of_test,
    number,
    reasons_of,
    rows,
    shown_tests,
    state_word,
    taken_word,
    verdict_name,
)

blueprint = Blueprint("verdicts", __name__, url_prefix="/trainings")


@page(blueprint, "/<code>/verdicts", Needs.STAFF)
def show(code: str) -> ResponseReturnValue:
    """Show every participant with the verdict; `?state=&q=` narrow the list."""
    with reading(here().office.engine) as connection:
        line = find(connection, code)
        everyone = training_pages.seat_lines(connection, line.id)
        found = read_completion(connection, here().office, code)
        names = office_pages.user_names(connection) if found.decisions else {}
    state, text = _asked()
    all_rows = rows(found, everyone)
    return render_template(
        "verdicts.html",
        **head(line, everyone),
        tab="verdicts",
        found=found,
        rows=fitting(all_rows, state, text),
        total=len(all_rows),
        counts=counted_states(all_rows, text),
        state=state,
        text=text,
        rule=rule_words(found.rule, spoken(), found.training.zone),
        names=names,
        address=lambda wanted: url_for(
            "verdicts.show", code=code, state=wanted or None, q=text or None
        ),
        **words(),
    )


@page(blueprint, "/<code>/verdicts/<int:seat_id>", Needs.STAFF)
def person(code: str, seat_id: int) -> ResponseReturnValue:
    """Show one participant: why not yet, each score, each document, each decision."""
    with reading(here().office.engine) as connection:
        line = find(connection, code)
        everyone = training_pages.seat_lines(connection, line.id)
        found = read_completion(connection, here().office, code)
        key = f"seat:{seat_id}"
        if key not in found.judgements:
            abort(404)
        names = office_pages.user_names(connection)
        decisions = completion.verdicts_of(connection, line.id, in_force=False)
        scores = completion.scores_of(connection, line.id, in_force=False)
    all_rows = rows(found, everyone)
    at = next(index for index, row in enumerate(all_rows) if row.seat.key == key)
    return render_template(
        "verdict_person.html",
        line=line,
        found=found,
        row=all_rows[at],
        neighbours=_neighbours(all_rows, at),
        groups=_groups(found, key),
        rule=rule_words(found.rule, spoken(), found.training.zone),
        names=names,
        decisions=[one for one in reversed(decisions) if one.decision.seat == key],
        scores=[one for one in scores if one.score.seat == key],
        known_tests=list(
            dict.fromkeys([PRETEST, POSTTEST, *shown_tests(found.rule, found.scores)])
        ),
        **words(),
    )


@page(blueprint, "/<code>/verdicts.xlsx", Needs.COMPANION)
def workbook(code: str) -> ResponseReturnValue:
    """Hand out the list as a workbook."""
    with reading(here().office.engine) as connection:
        find(connection, code)
    content = verdict_sheet(here().office, code, language=spoken(), actor=actor())
    return download(content, XLSX, f"{code}-kelayakan.xlsx")


def words() -> dict[str, object]:
    """Return what every page of verdicts says things with; each word is looked up once."""
    verdicts = {verdict: verdict_name(verdict) for verdict in Verdict}
    states = {state: document_word(state) for state in ("", *DocumentState)}
    return {
        "state_icons": STATE_ICONS,
        "state_word": state_word,
        "verdict_name": verdicts.__getitem__,
        "verdicts_of": Verdict,
        "document_word": states.__getitem__,
        "name_of_test": name_of_test,
        "number": number,
        "taken_word": taken_word,
        "reason_length": REASON,
    }


def _asked() -> tuple[str, str]:
    """Read what the address asks for; what is not understood asks for nothing."""
    state = request.args.get("state", "")
    return state if state in STATES else "", request.args.get("q", "")[:100].strip()


def _neighbours(all_rows: Sequence[Row], at: int) -> tuple[SeatLine | None, SeatLine | None]:
    before = all_rows[at - 1].seat if at else None
    return before, all_rows[at + 1].seat if at + 1 < len(all_rows) else None


def _groups(found: ClassCompletion, key: str) -> list[tuple[str, list[Reason]]]:
    """Return the reasons of one seat under headings, what stands in the way first."""
    reasons, zone = found.judgements[key].reasons, found.training.zone
    groups = [
        (_("What is still missing"), reasons_of(reasons, zone, BLOCKING)),
        (_("What is met"), reasons_of(reasons, zone, (Kind.MET,))),
        (_("Worth knowing"), reasons_of(reasons, zone, (Kind.NOTED,))),
    ]
    return [(heading, group) for heading, group in groups if group]
