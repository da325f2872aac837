"""Signing a class: who signs what, the batch with its rows, and one signature a request.

What the official types is read from one request's form, handed to one call and forgotten: it is
in no address, no session, no flashed message and no page. The page's script sends one request a
row; without it the form signs the next one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from connector.documents.signing.base import DirectSigner, Secret, SecretKind, SendsCodes
from connector.domain.certificates import CertificateKind
from connector.domain.signer_names import names_another
from connector.errors import ConnectorError
from connector.flows import prepare_certificates, sign_by_hand, sign_certificates, signing_batches
from connector.flows.sign_by_hand import Returned
from connector.flows.sign_certificates import Outcome, Settlement
from connector.flows.signing_batches import Line
from connector.store import audit, certificates, office_pages, officials, renditions, signings
from connector.store.engine import reading
from connector.store.office_pages import TrainingLine
from connector.store.officials import StoredOfficial
from connector.store.signings import CLAIMABLE, Batch, SigningState
from connector.web.access import Needs, actor, page, visitor
from connector.web.certificate_lines import kind_name
from connector.web.certificates import asked_kind, kind_in_address
from connector.web.doorstep import is_row_number
from connector.web.language import sentence
from connector.web.place import here
from connector.web.sheets import download
from connector.web.signing_words import STATE_MARKS, secret_word, signed_by, state_word
from connector.web.training import find
from connector.web.translation import _, ngettext

blueprint = Blueprint("signing", __name__, url_prefix="/trainings")

ROW = "X-Signing-Row"
"""Header of a request that the page's script sends: it wants one row back, not a page."""

STATE = "X-Signing-State"
"""Header of such an answer: where the signature stands now."""


@dataclass(frozen=True)
class Seen:
    """A batch as its page shows it."""

    batch: Batch
    official: StoredOfficial
    lines: Sequence[Line]
    own: bool
    """Whether the visitor is this official."""
    carries: bool
    """Whether the visitor may carry files out and in."""
    direct: DirectSigner | None
    """How it is signed here; None where it is signed outside."""
    signer_there: bool
    codes: bool
    """Whether one-time codes can be asked for."""
    roots: bool
    """Whether it is known here whose certificates count as trusted."""

    def count(self, *states: SigningState) -> int:
        return sum(one.state in states for one in self.lines)

    @property
    def signed(self) -> int:
        return self.count(SigningState.SIGNED)

    @property
    def open(self) -> int:
        """What the button would ask for."""
        return self.count(*CLAIMABLE)

    @property
    def unknown(self) -> int:
        return self.count(SigningState.UNKNOWN)

    @property
    def outside(self) -> int:
        """What is still to be signed outside."""
        return self.count(*CLAIMABLE, SigningState.HANDED)

    @property
    def may_sign(self) -> bool:
        return self.own and self.direct is not None and self.official.active

    @property
    def may_look(self) -> bool:
        """Whether the visitor may see the papers, with their whole numbers."""
        who = visitor()
        return self.own or (who is not None and (who.administrator or who.approver))


@page(blueprint, "/<code>/certificates/signing", Needs.STAFF)
def show(code: str) -> ResponseReturnValue:
    """Show who signs a kind of a class's certificates, in order, and how far each is."""
    return _overview(code, asked_kind())


@page(blueprint, "/<code>/certificates/signing", Needs.STAFF, ("POST",))
def start(code: str) -> ResponseReturnValue:
    """Gather what waits for an official's signature; the open batch where there is one."""
    kind = asked_kind()
    slot, official = (request.form.get(name, "") for name in ("slot", "official"))
    if not is_row_number(slot) or not is_row_number(official):
        abort(400)
    with reading(here().office.engine) as connection:
        find(connection, code)
    try:
        batch = signing_batches.open_batch(
            here().office, code, kind, int(slot), actor=actor(), official=int(official)
        )
    except ConnectorError as error:
        return _overview(code, kind, refused=error)
    return redirect(url_for("signing.batch", code=code, batch_id=batch.id), 303)


@page(blueprint, "/<code>/certificates/officials", Needs.ADMINISTRATOR, ("POST",))
def change_officials(code: str) -> ResponseReturnValue:
    """Name other officials where nobody has signed yet; numbers stay."""
    kind = asked_kind()
    chosen = [int(one) for one in request.form.getlist("official") if is_row_number(one)]
    with reading(here().office.engine) as connection:
        find(connection, code)
    try:
        count = prepare_certificates.change_officials(
            here().office, code, kind, chosen, actor=actor()
        )
    except ConnectorError as error:
        return _overview(code, kind, refused=error)
    told = ngettext(
        "%(num)s certificate is printed anew, with its number.",
        "%(num)s certificates are printed anew, with their numbers.",
        count,
    )
    flash(told, "ok")
    return redirect(url_for("signing.show", code=code, kind=kind_in_address(kind)), 303)


@page(blueprint, "/<code>/certificates/signing/<int:batch_id>", Needs.STAFF)
def batch(code: str, batch_id: int) -> ResponseReturnValue:
    """Show a batch: every certificate, where its signature stands, and the one field."""
    return _batch_page(code, batch_id)


@page(blueprint, "/<code>/certificates/signing/<int:batch_id>", Needs.STAFF, ("POST",))
def sign(code: str, batch_id: int) -> ResponseReturnValue:
    """Sign one certificate: the one that is named, else the next. Nobody signs for another."""
    wanted = request.form.get("certificate", "")
    named = int(wanted) if is_row_number(wanted) else None
    line, seen = _seen(code, batch_id, named)
    chosen = _next_of(seen) if named is None else named
    if chosen is None:
        return _back(code, batch_id)
    try:
        outcome = sign_certificates.sign_one(
            here().office, batch_id, chosen, _typed(), actor=actor()
        )
    except ConnectorError as error:
        return _refused(code, batch_id, error)
    if ROW in request.headers:
        return _row(line, batch_id, outcome)
    _say(outcome)
    return _back(code, batch_id)


@page(blueprint, "/<code>/certificates/signing/<int:batch_id>/code", Needs.STAFF, ("POST",))
def send_code(code: str, batch_id: int) -> ResponseReturnValue:
    """Have a one-time code sent to the official."""
    _seen(code, batch_id)
    try:
        sign_certificates.request_code(here().office, batch_id, actor=actor())
    except ConnectorError as error:
        return _batch_page(code, batch_id, refused=error)
    flash(_("A code is on its way. It signs one certificate."), "ok")
    return _back(code, batch_id)


@page(
    blueprint,
    "/<code>/certificates/signing/<int:batch_id>/<int:signing_id>",
    Needs.STAFF,
    ("POST",),
)
def settle(code: str, batch_id: int, signing_id: int) -> ResponseReturnValue:
    """Settle a signature nobody knows the end of: here is the file, or ask once more."""
    _line, seen = _seen(code, batch_id)
    if signing_id not in {one.signing.id for one in seen.lines}:
        abort(404)
    given = request.files.get("file")
    content = given.stream.read(here().office.upload_max_bytes + 1) if given else b""
    chosen = Settlement.SIGNED if content else Settlement.TRY_AGAIN
    if not content and request.form.get("settlement") != Settlement.TRY_AGAIN.value:
        return _batch_page(code, batch_id, refused=ConnectorError("returned_empty"))
    try:
        outcome = sign_certificates.settle_unknown(
            here().office, signing_id, chosen, actor=actor(), signed=content
        )
    except ConnectorError as error:
        return _batch_page(code, batch_id, refused=error)
    if outcome.state is SigningState.OPEN:
        flash(_("It may be signed again now."), "ok")
    else:
        _say(outcome)
    return _back(code, batch_id)


@page(blueprint, "/<code>/certificates/signing/<int:batch_id>/files", Needs.STAFF, ("POST",))
def hand_out(code: str, batch_id: int) -> ResponseReturnValue:
    """Hand out what is to be signed outside, as a ZIP."""
    _line, seen = _seen(code, batch_id)
    try:
        packed = sign_by_hand.hand_out(here().office, batch_id, actor=actor())
    except ConnectorError as error:
        return _batch_page(code, batch_id, refused=error)
    return download(packed, "application/zip", f"{code}-{seen.batch.kind.value}-{batch_id}.zip")


@page(blueprint, "/<code>/certificates/signing/<int:batch_id>/returned", Needs.STAFF, ("POST",))
def take_in(code: str, batch_id: int) -> ResponseReturnValue:
    """Take signed files back, and say of each what became of it."""
    _seen(code, batch_id)
    given = request.files.get("file")
    content = given.stream.read(here().office.upload_max_bytes + 1) if given else b""
    try:
        if not content:
            raise ConnectorError("returned_empty")
        results = sign_by_hand.take_in(here().office, batch_id, content, actor=actor())
    except ConnectorError as error:
        return _batch_page(code, batch_id, refused=error)
    return _batch_page(code, batch_id, returned=results)


@page(
    blueprint, "/<code>/certificates/signing/<int:batch_id>/<int:certificate_id>.pdf", Needs.STAFF
)
def paper(code: str, batch_id: int, certificate_id: int) -> ResponseReturnValue:
    """Show a paper as it is about to be signed; who looked is written down."""
    office = here().office
    _line, seen = _seen(code, batch_id, certificate_id)
    if not seen.may_look:
        abort(403)
    if not seen.lines:
        abort(404)
    with office.engine.begin() as connection:
        content = renditions.content(connection, certificate_id, seen.batch.slot - 1)
        audit.note(
            connection, actor(), "certificate.viewed", f"certificate:{certificate_id}",
            now=office.clock(),
        )  # fmt: skip
    answer = Response(content, content_type="application/pdf")
    name = f"{code}-{seen.lines[0].certificate.code}.pdf"
    answer.headers.set("Content-Disposition", "inline", filename=name)
    return answer


@page(blueprint, "/<code>/certificates/signing/<int:batch_id>/first.png", Needs.STAFF)
def first_picture(code: str, batch_id: int) -> ResponseReturnValue:
    """Show the front of the first certificate, small."""
    _line, seen = _seen(code, batch_id)
    if not seen.may_look:
        abort(403)
    if not seen.lines:
        abort(404)
    content = prepare_certificates.first_picture(here().office, seen.lines[0].certificate.id)
    return Response(content, content_type="image/png")


def _overview(
    code: str, kind: CertificateKind, refused: ConnectorError | None = None
) -> ResponseReturnValue:
    with reading(here().office.engine) as connection:
        line = find(connection, code)
        places = signing_batches.places(connection, line.id, kind)
        rows = certificates.of_training(connection, line.id, kind)
        every = officials.every(connection)
        names = office_pages.user_names(connection)
        asked = signings.of_certificates(connection, [one.id for one in rows])
    unsigned = [one for one in rows if one.state in certificates.UNSIGNED]
    answer = render_template(
        "signing.html",
        line=line,
        kind=kind,
        kind_name=kind_name,
        in_address=kind_in_address,
        kinds=[one for one in CertificateKind],
        places=places,
        numbered=len(rows),
        unprinted=sum(one.state.value == "numbered" for one in rows),
        changeable=sum(
            all(each.state in prepare_certificates.NO_CALL_MADE for each in asked.get(one.id, ()))
            for one in unsigned
        ),
        current=[one.id for one in unsigned[0].officials] if unsigned else [],
        officials=[one for one in every if one.active],
        names=names,
        signed_by=signed_by,
        is_own=_is_own,
        may_start=_may_start,
        refused=sentence(refused.code, refused.params) if refused else None,
    )
    return answer, 409 if refused else 200


def _batch_page(
    code: str,
    batch_id: int,
    *,
    refused: ConnectorError | None = None,
    returned: Sequence[Returned] = (),
) -> ResponseReturnValue:
    line, seen = _seen(code, batch_id)
    answer = render_template(
        "signing_batch.html",
        line=line,
        seen=seen,
        batch=seen.batch,
        kind_name=kind_name,
        in_address=kind_in_address,
        signed_by=signed_by,
        secret_word=secret_word,
        passphrase=SecretKind.PASSPHRASE,
        row_words=_row_words(),
        returned=returned,
        taken=sum(one.taken for one in returned),
        limit=here().office.upload_max_bytes,
        row_header=ROW,
        state_header=STATE,
        refused=sentence(refused.code, refused.params) if refused else None,
    )
    return answer, 409 if refused else 200


def _seen(code: str, batch_id: int, only: int | None = None) -> tuple[TrainingLine, Seen]:
    """Read a batch of this training, or one certificate of it alone; else answer 404."""
    office = here().office
    with reading(office.engine) as connection:
        line = find(connection, code)
        found = signings.batch(connection, batch_id)
        if found is None or found.training_id != line.id:
            abort(404)
        official = signing_batches.official_of(connection, found)
        if only is None:
            lines = signing_batches.batch_lines(connection, batch_id, office.clock())
        else:
            one = signing_batches.batch_line(connection, batch_id, only, office.clock())
            lines = [one] if one else []
        carries = signing_batches.carries(connection, actor())
    signer = office.signers.get(found.signer)
    own = _is_own(official)
    return line, Seen(
        batch=found,
        official=official,
        lines=lines,
        own=own,
        carries=own or carries,
        direct=signer if isinstance(signer, DirectSigner) else None,
        signer_there=signer is not None,
        codes=isinstance(signer, SendsCodes),
        roots=bool(office.roots),
    )


def _is_own(official: StoredOfficial) -> bool:
    who = visitor()
    return who is not None and official.user_id == who.id


def _may_start(official: StoredOfficial) -> bool:
    """Tell whether the visitor may begin: the official, or who carries files for them."""
    if _is_own(official):
        return True
    who, signer = visitor(), here().office.signers.get(official.signer or signing_batches.MANUAL)
    outside = signer is not None and not isinstance(signer, DirectSigner)
    return outside and who is not None and who.administrator


def _typed() -> Secret | None:
    """Read what was typed; an unknown kind counts as nothing."""
    value = request.form.get("secret", "")
    kind = request.form.get("secret_kind", SecretKind.PASSPHRASE.value)
    if not value or kind not in set(SecretKind):
        return None
    return Secret(SecretKind(kind), value)


def _next_of(seen: Seen) -> int | None:
    return next((one.certificate.id for one in seen.lines if one.state in CLAIMABLE), None)


def _row(line: TrainingLine, batch_id: int, outcome: Outcome) -> ResponseReturnValue:
    """Answer the script with the row as it stands now."""
    _line, seen = _seen(line.code, batch_id, outcome.certificate_id)
    at = request.form.get("at", "")
    row = render_template(
        "parts/signing_row.html",
        one=seen.lines[0],
        at=at if is_row_number(at) else "",
        seen=seen,
        line=line,
        **_row_words(),
    )
    answer = make_response(row)
    answer.headers[STATE] = outcome.state.value
    return answer


def _row_words() -> dict[str, object]:
    return {"marks": STATE_MARKS, "signing_state": state_word, "names_another": names_another}


def _refused(code: str, batch_id: int, error: ConnectorError) -> ResponseReturnValue:
    """Say why nobody was asked: in words for the script, on the page for a form."""
    if ROW not in request.headers:
        return _batch_page(code, batch_id, refused=error)
    what, todo = sentence(error.code, error.params)
    return Response(f"{what} {todo}".strip(), 409, content_type="text/plain; charset=utf-8")


def _say(outcome: Outcome) -> None:
    """Flash how a signature ended."""
    if outcome.state is SigningState.SIGNED:
        flash(_("One certificate is signed."), "ok")
        return
    what, todo = sentence(outcome.code, outcome.params) if outcome.code else ("", "")
    reason = " ".join(part for part in (what, todo) if part)
    told = ": ".join(part for part in (state_word(outcome.state), reason) if part)
    flash(told, STATE_MARKS[outcome.state])


def _back(code: str, batch_id: int) -> ResponseReturnValue:
    return redirect(url_for("signing.batch", code=code, batch_id=batch_id), 303)
