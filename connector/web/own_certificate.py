"""A person's own certificate on their personal address: draft, confirmation, the signed PDF.

The personal page itself carries a name and nothing else; what is printed on a certificate stands
one step further, on `/p/<token>/certificate`, and PDFs only come as downloads. Everything is of
this seat alone, and whatever is taken or said is written down under its key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from connector.domain.certificates import CertificateState
from connector.domain.draft_fields import LINES, PERSONAL
from connector.domain.drafts import Decision, Draft, DraftState, ReviewKind
from connector.domain.numbering import show_code
from connector.domain.revocations import category_of
from connector.errors import ConnectorError
from connector.flows import draft_certificates
from connector.flows.archive_certificates import read_certificate
from connector.flows.class_drafts import own_drafts, print_draft
from connector.flows.hand_over_certificate import pdf_name
from connector.flows.siasn_data import institution
from connector.reports import siasn_fields
from connector.reports.siasn_sheet import Finished, siasn_pdf
from connector.store import audit, certificates, trainings
from connector.store.certificates import Certificate
from connector.store.engine import reading
from connector.store.keys import number_of
from connector.web import certificate_lines as lines
from connector.web.access import Needs, page
from connector.web.holders import Holder, holder_of, unknown_address
from connector.web.language import sentence, spoken
from connector.web.own_results import own_results
from connector.web.place import here
from connector.web.sheets import download
from connector.web.translation import _
from connector.web.uploads import Mistake
from connector.web.verification import kind_words, reason_words

blueprint = Blueprint("own_certificate", __name__, url_prefix="/p/<token>/certificate")

PDF = "application/pdf"

TO_CONFIRM = (DraftState.UNREVIEWED, DraftState.CHANGED)


@dataclass(frozen=True)
class OwnCertificate:
    """One issued certificate as its holder sees it."""

    id: int
    kind: str
    number: str
    state: CertificateState
    address: str
    """Public page, absolute."""
    mark: str
    """Which of the five states."""
    why: str
    """Why it no longer counts."""
    certificate: Certificate = field(repr=False)

    @property
    def ready(self) -> bool:
        """The signed PDF can be taken."""
        return self.state is CertificateState.ARCHIVED

    @property
    def for_asn(self) -> bool:
        return self.ready and siasn_fields.is_asn(self.certificate.content)


@dataclass(frozen=True)
class OwnCertificates:
    """What a seat's holder can do about certificates; the newest first."""

    drafts: Sequence[Draft]
    """One a kind that the training issues."""
    issued: Sequence[OwnCertificate]

    @property
    def draft(self) -> Draft | None:
        """The lines are the same on every kind; the first stands for all."""
        return self.drafts[0] if self.drafts else None

    @property
    def ready(self) -> Sequence[OwnCertificate]:
        return [one for one in self.issued if one.ready]

    @property
    def under_way(self) -> bool:
        return any(one.certificate.valid and not one.ready for one in self.issued)

    @property
    def settled(self) -> bool:
        """A certificate of every kind is under way or issued: a draft changes nothing by itself."""
        kinds = {one.certificate.kind for one in self.issued if one.certificate.valid}
        return bool(kinds) and {one.snapshot.kind for one in self.drafts} <= kinds

    @property
    def asks(self) -> bool:
        """The holder has something to confirm before it is printed."""
        asked = self.draft is not None and self.draft.state in TO_CONFIRM
        return asked and not self.settled

    def __bool__(self) -> bool:
        return bool(self.drafts or self.issued)


MARKS = {
    CertificateState.NUMBERED: "running",
    CertificateState.AWAITING: "running",
    CertificateState.SIGNED: "running",
    CertificateState.ARCHIVED: "ok",
    CertificateState.REVOKED: "failed",
    CertificateState.REPLACED: "waiting",
}


def own_certificates(connection: Connection, holder: Holder) -> OwnCertificates:
    """Read one seat's drafts and issued certificates."""
    number = number_of(holder.training.key)
    mine = [
        one
        for one in certificates.of_person(connection, number_of(holder.own.person))
        if one.training_id == number and one.seat == holder.key
    ]
    return OwnCertificates(
        drafts=own_drafts(connection, here().office, holder.training.code, holder.key),
        issued=[_own(one) for one in reversed(mine)],
    )


@page(blueprint, "", Needs.NOBODY)
def show(token: str) -> ResponseReturnValue:
    """Show the draft as it will be printed, and what is issued."""
    holder = holder_of(token)
    return unknown_address() if holder is None else _page(token, holder)


@page(blueprint, "/<kind>/draft.pdf", Needs.NOBODY)
def draft_pdf(token: str, kind: str) -> ResponseReturnValue:
    """Hand out the draft, KONSEP across it."""
    holder = holder_of(token)
    if holder is None:
        return unknown_address()
    office = here().office
    now = office.clock()
    try:
        with reading(office.engine) as connection:
            drafts = own_drafts(connection, office, holder.training.code, holder.key)
            draft = next((one for one in drafts if one.snapshot.kind.value == kind), None)
            if draft is None:
                abort(404)
            number = number_of(holder.training.key)
            content = print_draft(connection, office, number, draft, now)
    except ConnectorError as error:
        return _refused(token, holder, error)
    with office.engine.begin() as connection:  # printing takes its time, and holds nobody up
        audit.note(connection, holder.key, "draft.printed", holder.key, now=now, kind=kind)
    return download(content, PDF, f"KONSEP-{kind.upper()}.pdf")


@page(blueprint, "/confirm", Needs.NOBODY, ("POST",))
def confirm(token: str) -> ResponseReturnValue:
    """Note that the lines which were seen are right."""
    holder = holder_of(token)
    if holder is None:
        return unknown_address()
    try:
        draft_certificates.confirm_draft(
            here().office, holder.training.code, holder.key,
            request.form.get("fingerprint", "")[:100], actor=holder.key,
        )  # fmt: skip
    except ConnectorError as error:
        return _refused(token, holder, error)
    flash(_("Thank you; your certificate will be printed like this."), "ok")
    return redirect(url_for("own_certificate.show", token=token), 303)


@page(blueprint, "/propose", Needs.NOBODY, ("POST",))
def propose(token: str) -> ResponseReturnValue:
    """Ask the organisers to change lines; they decide."""
    holder = holder_of(token)
    if holder is None:
        return unknown_address()
    given = {name: request.form[name] for name in PERSONAL if name in request.form}
    try:
        draft_certificates.propose_correction(
            here().office, holder.training.code, holder.key, given,
            request.form.get("note", ""), actor=holder.key,
        )  # fmt: skip
    except ConnectorError as error:
        return _refused(token, holder, error, request.form)
    flash(_("Your correction is with the organisers; they decide and you see it here."), "ok")
    return redirect(url_for("own_certificate.show", token=token), 303)


@page(blueprint, "/<int:certificate_id>.pdf", Needs.NOBODY)
def signed_pdf(token: str, certificate_id: int) -> ResponseReturnValue:
    """Hand out the archived bytes, untouched."""
    holder = holder_of(token)
    if holder is None:
        return unknown_address()
    one = _ready(holder, certificate_id)
    _certificate, content = read_certificate(here().office, one.id, actor=holder.key)
    return download(content, PDF, pdf_name(one))


@page(blueprint, "/<int:certificate_id>/myasn.pdf", Needs.NOBODY)
def myasn(token: str, certificate_id: int) -> ResponseReturnValue:
    """Hand out what the holder copies into MyASN; it bears no personal number."""
    holder = holder_of(token)
    if holder is None:
        return unknown_address()
    one, office = _ready(holder, certificate_id), here().office
    if not siasn_fields.is_asn(one.content):
        abort(404)
    with reading(office.engine) as connection:
        stored = trainings.by_id(connection, one.training_id)
    finished = Finished(one.content, one.number, office.check_address(show_code(one.code)))
    options = siasn_fields.options_of(stored.settings.options if stored else {})
    content = siasn_pdf(
        finished, institution(office), options, spoken(), created=one.archived_at or office.clock(),
    )  # fmt: skip
    return download(content, PDF, f"MyASN-{pdf_name(one)}")


def _page(
    token: str,
    holder: Holder,
    mistake: Mistake | None = None,
    status: int = 200,
    typed: Mapping[str, str] | None = None,
) -> ResponseReturnValue:
    with reading(here().office.engine) as connection:
        papers = own_certificates(connection, holder)
        results = own_results(connection, holder.training, holder.own, here().office.clock())
    draft = papers.draft
    answer = render_template(
        "own_certificate.html",
        token=token,
        name=holder.seat.name,
        training=holder.training,
        papers=papers,
        draft=draft,
        views=lines.lines_of(draft) if draft else (),
        draft_mark=lines.DRAFT_MARKS[draft.state] if draft else "",
        draft_word=lines.draft_state_word(draft.state.value) if draft else "",
        proposed=lines.proposal_of(draft.proposal, draft.values)
        if draft and draft.proposal
        else (),
        refusal=_refusal(draft) if draft else "",
        fields=_fields(draft, typed) if draft else (),
        kinds=[(one.snapshot.kind.value, kind_words(one.snapshot.kind)) for one in papers.drafts],
        to_confirm=TO_CONFIRM,
        retyped=typed is not None,
        typed_note=(typed or {}).get("note", ""),
        note_length=draft_certificates.REASON,
        results=results,
        mistake=mistake,
    )
    return answer, status


@dataclass(frozen=True)
class LineField:
    """One line of the form of corrections."""

    name: str
    word: str
    value: str
    length: int


def _fields(draft: Draft, typed: Mapping[str, str] | None) -> list[LineField]:
    known = draft.values if typed is None else {**draft.values, **typed}
    return [
        LineField(name, lines.line_word(name), known.get(name, ""), LINES[name].length)
        for name in PERSONAL
    ]


def _refusal(draft: Draft) -> str:
    """Why the latest proposal was refused; "" when something was said since."""
    last = draft.reviews[-1] if draft.reviews else None
    refused = (
        last is not None and last.kind is ReviewKind.PROPOSAL and last.decision is Decision.REFUSED
    )
    return last.decision_note if last and refused else ""


def _refused(
    token: str, holder: Holder, error: ConnectorError, typed: Mapping[str, str] | None = None
) -> ResponseReturnValue:
    what, todo = sentence(error.code, error.params)
    mistake = Mistake(what, _("Nothing was changed."), todo)
    return _page(token, holder, mistake, 409 if typed is None else 422, typed)


def _ready(holder: Holder, certificate_id: int) -> Certificate:
    """Return this seat's own certificate if it is signed and counts; else 404."""
    with reading(here().office.engine) as connection:
        one = certificates.get(connection, certificate_id)
    if one is None or one.seat != holder.key or one.state is not CertificateState.ARCHIVED:
        abort(404)
    return one


def _own(one: Certificate) -> OwnCertificate:
    ended = not one.valid
    return OwnCertificate(
        id=one.id,
        kind=kind_words(one.kind),
        number=one.number,
        state=one.state,
        address=here().office.check_address(show_code(one.code)),
        mark=MARKS[one.state],
        why=reason_words(category_of(one.revoked_reason)) if ended else "",
        certificate=one,
    )
