"""A training's STTP: the chain from draft to archive, everybody's draft, one draft's page."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from connector.domain.certificates import CertificateKind, CertificateState
from connector.domain.draft_fields import LINES
from connector.domain.drafts import Draft, DraftState, Review
from connector.domain.people import Employment
from connector.errors import ConnectorError
from connector.flows.approval_list import pending_list
from connector.flows.class_drafts import ClassDrafts, drafts, print_draft, prints_photo
from connector.flows.draft_certificates import REASON
from connector.store import audit, certificate_pages, office_pages, training_pages
from connector.store.engine import reading
from connector.store.keys import number_of, seat_key
from connector.web import certificate_lines as lines
from connector.web.access import Needs, actor, page, visitor
from connector.web.language import sentence, spoken
from connector.web.place import here
from connector.web.problems import problem
from connector.web.training import find, head
from connector.web.translation import _
from connector.web.verdict_rows import VERDICT_MARKS, verdict_name
from connector.web.words import employment_word

blueprint = Blueprint("certificates", __name__, url_prefix="/trainings")

MOST_PROBLEMS = 2
"""Problems said in one row of the list; the draft's page says all."""


@page(blueprint, "/<code>/certificates", Needs.STAFF)
def show(code: str) -> ResponseReturnValue:
    """Show where the certificates of a kind stand; `?kind=&state=&q=` narrow the drafts."""
    wanted = asked_kind()
    state, text = _asked()
    with reading(here().office.engine) as connection:
        line = find(connection, code)
        everyone = training_pages.seat_lines(connection, line.id)
        found = pending_list(connection, here().office, code, wanted)
        counts = certificate_pages.state_counts(connection, line.id, wanted)
        names = office_pages.user_names(connection)
    every = found.drafts.drafts
    steps = lines.chain(found, counts)
    return render_template(
        "training_certificates.html",
        **head(line, everyone),
        **words(),
        tab="certificates",
        kind=wanted,
        kinds=_kinds(found.drafts),
        found=found,
        steps=steps,
        next=lines.next_step(steps),
        revoked=counts[CertificateState.REVOKED],
        replaced=counts[CertificateState.REPLACED],
        rows=lines.fitting(every, state, text),
        total=len(every),
        counted=lines.counted_states(every, text),
        state=state,
        text=text,
        proposals=sum(one.state is DraftState.PROPOSED for one in every),
        names=names,
        most_problems=MOST_PROBLEMS,
        address=lambda query: url_for(
            "certificates.show", code=code, kind=_unless_sttp(wanted), **query
        ),
    )


@page(blueprint, "/<code>/certificates/drafts/<int:seat_id>", Needs.STAFF)
def draft(code: str, seat_id: int) -> ResponseReturnValue:
    """Show one draft: its lines, what was said about it, and what is worth a look."""
    return draft_page(code, seat_id, asked_kind())


def draft_page(
    code: str,
    seat_id: int,
    kind: CertificateKind,
    *,
    refused: ConnectorError | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    """Render a draft's page; after a refusal with what was typed, and why it was refused."""
    with reading(here().office.engine) as connection:
        line = find(connection, code)
        found = drafts(connection, here().office, code, kind)
        names = office_pages.user_names(connection)
    one = _own(found, seat_id)
    typed = request.form if refused else {}
    answer = render_template(
        "certificate_draft.html",
        **words(),
        line=line,
        kind=kind,
        draft=one,
        seat_id=seat_id,
        views=lines.lines_of(one),
        problems=lines.told(one.problems),
        class_problems=lines.told(found.problems),
        reviews=[(review, _who(review, one, names)) for review in reversed(one.reviews)],
        decider=lambda review: names.get(review.decided_by, one.name),
        form_values={
            name: typed.get(name, "" if name == "identity" else one.values.get(name, ""))
            for name in LINES
        },
        reason=typed.get("reason", ""),
        refused=sentence(refused.code, refused.params) if refused else None,
        limits={name: own.length for name, own in LINES.items()},
        services=[(one, employment_word(one) or _("not known")) for one in Employment],
        reason_length=REASON,
        may_preview=may_preview(),
        prints_photo=prints_photo(found.design),
    )
    return answer, status


@page(blueprint, "/<code>/certificates/drafts/<int:seat_id>.pdf", Needs.STAFF)
def preview(code: str, seat_id: int) -> ResponseReturnValue:
    """Hand out one draft as PDF, KONSEP across it; who looked is written down.

    It bears the whole personal number: administrators and approvers may open it.
    """
    if not may_preview():
        abort(403)
    office = here().office
    kind = asked_kind()
    try:
        with reading(office.engine) as connection:
            line = find(connection, code)
            found = drafts(connection, office, code, kind)
            one = _own(found, seat_id)
            content = print_draft(connection, office, line.id, one, found.now)
    except ConnectorError as error:
        what, todo = sentence(error.code, error.params)
        return problem(409, what, _("No preview was made."), todo)
    with office.engine.begin() as connection:
        audit.note(connection, actor(), "draft.printed", one.seat, now=found.now, kind=kind.value)
    answer = Response(content, content_type="application/pdf")
    name = f"{code}-konsep-{one.number or seat_id}.pdf"
    answer.headers.set("Content-Disposition", "inline", filename=name)
    return answer


def may_preview() -> bool:
    """Tell whether the visitor may see whole personal numbers on a draft."""
    who = visitor()
    return who is not None and (who.administrator or who.approver)


def asked_kind() -> CertificateKind:
    """Return the kind an address or a form asks for; STTP where it asks for none."""
    try:
        return CertificateKind(request.values.get("kind", CertificateKind.STTP))
    except ValueError:
        abort(404)


def kind_in_address(kind: CertificateKind) -> str | None:
    """Return how an address names a kind; the usual one is not named."""
    return _unless_sttp(kind)


def words() -> dict[str, object]:
    """Return what all templates of certificates say alike."""
    return {
        "in_address": _unless_sttp,
        "kind_name": lines.kind_name,
        "draft_marks": lines.DRAFT_MARKS,
        "draft_state_word": lines.draft_state_word,
        "filter_icons": lines.FILTER_ICONS,
        "line_word": lines.line_word,
        "line_value": lines.line_value,
        "review_word": lines.review_word,
        "proposal_of": lines.proposal_of,
        "told": lines.told,
        "number_of_key": number_of,
        "verdict_marks": VERDICT_MARKS,
        "verdict_name": verdict_name,
        "there_is": lambda endpoint: endpoint in current_app.view_functions,
        "language": spoken(),
    }


def _unless_sttp(kind: CertificateKind) -> str | None:
    return None if kind is CertificateKind.STTP else kind.value


def _kinds(found: ClassDrafts) -> list[CertificateKind]:
    """Return the kinds that are issued, and the one that is looked at."""
    return [one for one in CertificateKind if one in found.options.kinds or one is found.kind]


def _own(found: ClassDrafts, seat_id: int) -> Draft:
    try:
        return found.of(seat_key(seat_id))
    except ConnectorError:
        abort(404)


def _who(review: Review, draft: Draft, names: dict[str, str]) -> str:
    """Name who made a review; the person themself is named by the roster."""
    return draft.name if review.actor == draft.seat else names.get(review.actor, review.actor)


def _asked() -> tuple[str, str]:
    state = request.args.get("state", "")
    return state if state in lines.FILTERS else "", request.args.get("q", "")[:100].strip()
