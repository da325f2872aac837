"""Public pages of certificates: what a QR code leads to, for anybody, without a sign-in.

    GET  /v/                 a form for the code
    GET  /v/<code>           the state of one certificate
    POST /v/<code>           a PDF (`file`) held against the archived one; nothing of it is kept

With `Accept: application/json` the same addresses answer for programs: `state` is `valid`,
`revoked`, `replaced`, `unsigned`, or `unknown` with 404; dates are ISO 8601; lesson hours and
numbers are texts. Nothing here sets a cookie or reads one, and no answer says who else exists:
a code that was never given out and one that cannot be a code get the same page.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter

from connector.domain.certificates import CertificateKind
from connector.domain.numbering import read_code, show_code
from connector.domain.revocations import Revocation
from connector.flows.check_certificate import (
    Compared,
    PublicCertificate,
    Standing,
    compare,
    public_state,
)
from connector.store.engine import reading
from connector.web.access import Needs, page
from connector.web.callers import network
from connector.web.place import here
from connector.web.problems import problem
from connector.web.public import PREFIX, share
from connector.web.translation import _

blueprint = Blueprint("verification", __name__, url_prefix=PREFIX)

SHARED_SECONDS = 60
"""A revocation is seen everywhere within a minute."""

VIEWS = "120 per minute"
"""By network: an office behind one address may check a whole class's papers."""

UPLOADS = "20 per 10 minutes"
"""By network: looking at a file costs more than showing a page."""

PATIENCE = 5.0
"""Seconds an upload waits for the one before it: strangers get one processor at most."""

MOST_WAITING = 3
"""Uploads that are looked at or wait at one moment; each holds a thread that pages need too."""

_places = threading.BoundedSemaphore(MOST_WAITING)
_one_at_a_time = threading.Lock()

LONGEST = 100
"""Characters of a typed code that are looked at."""

MARKS = {
    Standing.VALID: "ok",
    Standing.REVOKED: "failed",
    Standing.REPLACED: "decision",
    Standing.UNSIGNED: "waiting",
}


def limit_visits(app: Flask) -> None:
    """Limit pages and uploads by network; call it last."""
    limiter = Limiter(network, app=app, storage_uri="memory://")
    for name, view, allowed in (
        ("ask", ask, VIEWS),
        ("show", show, VIEWS),
        ("check_file", check_file, UPLOADS),
    ):
        limited = limiter.limit(allowed, on_breach=_often)(view)
        app.view_functions[f"{blueprint.name}.{name}"] = limited


@page(blueprint, "/", Needs.NOBODY)
def ask() -> ResponseReturnValue:
    """Ask for the code printed beside the QR, and lead to its page."""
    typed = request.args.get("code", "")[:LONGEST].strip()
    if not typed:
        form = make_response(render_template("verification_ask.html", typed=""))
        return share(form, SHARED_SECONDS, "Accept-Language").make_conditional(request)
    code = read_code(typed)
    if code is None:
        return _unknown(typed)
    return redirect(url_for("verification.show", code=show_code(code)), 303)


@page(blueprint, "/<code>", Needs.NOBODY)
def show(code: str) -> ResponseReturnValue:
    """Show what the public may know of one certificate."""
    with reading(here().office.engine) as connection:
        found = public_state(connection, here().office, code[:LONGEST])
    if found is None:
        return _unknown(code[:LONGEST])
    answer = jsonify(_plain(found)) if _for_programs() else make_response(_page(found))
    return share(answer, SHARED_SECONDS, "Accept", "Accept-Language").make_conditional(request)


@page(blueprint, "/<code>", Needs.NOBODY, ("POST",))
def check_file(code: str) -> ResponseReturnValue:
    """Say whether a PDF is the archived one; it is looked at and forgotten."""
    office, pdf = here().office, _given_file(here().office.upload_max_bytes)
    if len(pdf) > office.upload_max_bytes:
        abort(413)
    with _turn() as mine:
        if not mine:
            return _often(None)
        with reading(office.engine) as connection:
            found = public_state(connection, office, code[:LONGEST])
            compared = compare(connection, office, code[:LONGEST], pdf) if pdf else None
    if found is None:
        return _unknown(code[:LONGEST])
    if _for_programs():
        told = {"match": compared.match.value, "sha256": compared.sha256} if compared else None
        return jsonify({**_plain(found), "file": told})
    return _page(found, compared=compared, missing=not pdf), 200 if pdf else 422


@contextmanager
def _turn() -> Iterator[bool]:
    """Wait a little for one's turn; False where it does not come, at once where many wait."""
    if not _places.acquire(blocking=False):
        yield False
        return
    try:
        if not _one_at_a_time.acquire(timeout=PATIENCE):
            yield False
            return
        try:
            yield True
        finally:
            _one_at_a_time.release()
    finally:
        _places.release()


def _given_file(limit: int) -> bytes:
    """Return up to one byte more than the limit; what was spooled to disk is gone at once."""
    given = request.files.get("file")
    if given is None:
        return b""
    with closing(given):
        return given.stream.read(limit + 1)


def _page(
    found: PublicCertificate, *, compared: Compared | None = None, missing: bool = False
) -> str:
    return render_template(
        "verification.html",
        one=found,
        mark=MARKS[found.standing],
        kind=kind_words(found.kind),
        why=reason_words(found.reason) if found.reason else "",
        compared=compared,
        missing=missing,
        official=here().office.official_check,
        organiser=here().office.organiser,
    )


def _unknown(typed: str) -> ResponseReturnValue:
    if _for_programs():
        return jsonify({"state": "unknown"}), 404
    return render_template("verification_ask.html", typed=typed, unknown=True), 404


def _often(_limit: object) -> Response:
    if _for_programs():
        return make_response(jsonify({"state": "busy"}), 429)
    return make_response(
        problem(
            429,
            _("Too many checks at the moment."),
            _("Nothing was looked up."),
            _("Wait a few minutes, then load the page again."),
        )
    )


def _for_programs() -> bool:
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"


def _plain(found: PublicCertificate) -> dict[str, Any]:
    """Everything the page says, for programs; the same and no more."""
    return {
        "state": found.standing.value,
        "code": found.code,
        "kind": found.kind.value,
        "number": found.number,
        "name": found.name,
        "training": found.title,
        "cohort": found.cohort,
        "first_day": found.first.isoformat(),
        "last_day": found.last.isoformat(),
        "lesson_hours": str(found.jp),
        "dated": found.dated.isoformat(),
        "signers": [{"title": one.title, "name": one.name} for one in found.signers],
        "signatures": [
            {
                "signer": one.signer,
                "issuer": one.issuer,
                "intact": one.intact,
                "trusted": one.trusted,
                "at": one.at.isoformat() if one.at else None,
                "timestamped": one.stamped,
            }
            for one in found.signatures
        ],
        "sha256": found.sha256 or None,
        "ended_at": found.ended_at.isoformat() if found.ended_at else None,
        "reason": found.reason.value if found.reason else None,
        "replaced_by": found.replaced_by or None,
        "replaces": found.replaces or None,
    }


def kind_words(kind: CertificateKind) -> str:
    """What a certificate of this kind is called."""
    return {
        CertificateKind.STTP: _("Certificate of completion (STTP)"),
        CertificateKind.PARTICIPATION: _("Certificate of participation"),
        CertificateKind.TEACHING: _("Certificate of teaching"),
    }[kind]


def reason_words(reason: Revocation) -> str:
    """Why it does not count any more, as far as the public may know."""
    return {
        Revocation.WRONG_DATA: _("an entry on it was wrong"),
        Revocation.NOT_EARNED: _("the requirements were not met"),
        Revocation.MISUSED: _("it was misused"),
        Revocation.LOST_KEY: _("the signer's key can no longer be trusted"),
        Revocation.OTHER: _("another reason"),
    }[reason]
