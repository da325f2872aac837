"""The archive of a training's certificates: files, proof that they are whole, withdrawals.

A signed PDF bears a whole personal number: who takes one, or all of them, is written down.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wsgi import FileWrapper

from connector.domain.certificates import CertificateState
from connector.domain.numbering import show_code
from connector.domain.revocations import Revocation, category_of, note_of
from connector.domain.signer_names import names_another
from connector.errors import ConnectorError
from connector.flows import archive_certificates, withdraw_certificates
from connector.flows.archive_certificates import Fault, IntegrityReport, RestoreReport
from connector.store import archive as files
from connector.store import audit, certificates, office_pages, signings
from connector.store.certificates import Certificate
from connector.store.engine import reading
from connector.web.access import Needs, actor, page, visitor
from connector.web.certificate_lines import kind_name
from connector.web.certificates import kind_in_address
from connector.web.language import sentence
from connector.web.place import here
from connector.web.register import STATE_MARKS, state_word
from connector.web.training import find
from connector.web.translation import _
from connector.web.verification import reason_words

blueprint = Blueprint("archive", __name__, url_prefix="/trainings")

IN_MEMORY = 8 * 1024 * 1024
"""Bytes of a ZIP that stay in memory; a larger one is written to a file without a name."""

CHECKS = 5
"""Earlier checks that the page lists."""


@page(blueprint, "/<code>/certificates/archive", Needs.STAFF)
def show(code: str) -> ResponseReturnValue:
    """List a training's certificates with their archived files."""
    return _page(code)


@page(blueprint, "/<code>/certificates/archive/<int:certificate_id>", Needs.STAFF)
def one(code: str, certificate_id: int) -> ResponseReturnValue:
    """Show one certificate: where it stands, its file and signatures, what it replaces."""
    return _one(code, certificate_id)


@page(blueprint, "/<code>/certificates/archive/<int:certificate_id>.pdf", Needs.STAFF)
def paper(code: str, certificate_id: int) -> ResponseReturnValue:
    """Hand out one signed PDF, byte for byte as it was archived."""
    if not may_take():
        abort(403)
    _own(code, certificate_id)
    try:
        found, content = archive_certificates.read_certificate(
            here().office, certificate_id, actor=actor()
        )
    except ConnectorError as error:
        return _one(code, certificate_id, refused=error)
    answer = Response(content, content_type="application/pdf")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{code}-{found.code}.pdf")
    return answer


@page(blueprint, "/<code>/certificates/archive.zip", Needs.STAFF, ("POST",))
def package(code: str) -> ResponseReturnValue:
    """Hand out all archived certificates of a training as a ZIP with its manifest."""
    if not may_take():
        abort(403)
    with reading(here().office.engine) as connection:
        find(connection, code)
    with ExitStack() as stack:
        target = stack.enter_context(SpooledTemporaryFile(max_size=IN_MEMORY))
        try:
            archive_certificates.export_archive(here().office, code, None, target, actor=actor())
        except ConnectorError as error:
            return _page(code, refused=error)
        size = target.tell()
        target.seek(0)
        content = FileWrapper(target)
        answer = Response(content, content_type="application/zip", direct_passthrough=True)
        answer.call_on_close(stack.pop_all().close)
    answer.headers["Content-Length"] = str(size)
    answer.headers.set("Content-Disposition", "attachment", filename=f"{code}-arsip-sttp.zip")
    return answer


@page(blueprint, "/<code>/certificates/archive/check", Needs.ADMINISTRATOR, ("POST",))
def check(code: str) -> ResponseReturnValue:
    """Read every file of the training again and hold the register against it."""
    with reading(here().office.engine) as connection:
        find(connection, code)
    report = archive_certificates.check_integrity(here().office, code, actor=actor())
    return _page(code, checked=report)


@page(blueprint, "/<code>/certificates/archive/prove", Needs.ADMINISTRATOR, ("POST",))
def prove(code: str) -> ResponseReturnValue:
    """Hold a ZIP that was taken along against register and archive."""
    with reading(here().office.engine) as connection:
        find(connection, code)
    given = request.files.get("file")
    try:
        if given is None or not given.filename:
            raise ConnectorError("restore_unreadable")
        report = archive_certificates.restore_test(here().office, given.stream)
    except ConnectorError as error:
        return _page(code, refused=error)
    return _page(code, proved=report)


@page(
    blueprint, "/<code>/certificates/archive/<int:certificate_id>/revoke", Needs.ADMINISTRATOR,
    ("POST",),
)  # fmt: skip
def revoke(code: str, certificate_id: int) -> ResponseReturnValue:
    """Revoke a certificate; number, file and public page stay."""
    found = _own(code, certificate_id)
    try:
        withdraw_certificates.revoke(
            here().office, certificate_id, request.form.get("reason", ""), actor=actor(),
            category=_category(),
        )  # fmt: skip
    except ConnectorError as error:
        return _one(code, certificate_id, refused=error)
    flash(_("Certificate %(number)s is revoked; its page says so.", number=found.number), "ok")
    return redirect(url_for("archive.one", code=code, certificate_id=certificate_id), 303)


@page(
    blueprint, "/<code>/certificates/archive/<int:certificate_id>/replace", Needs.ADMINISTRATOR,
    ("POST",),
)  # fmt: skip
def replace(code: str, certificate_id: int) -> ResponseReturnValue:
    """Issue a certificate in the place of this one, with what the draft says now."""
    _own(code, certificate_id)
    try:
        new = withdraw_certificates.replace(
            here().office, certificate_id, request.form.get("reason", ""), actor=actor(),
            category=_category(), force="force" in request.form,
        )  # fmt: skip
    except ConnectorError as error:
        return _one(code, certificate_id, refused=error)
    told = _(
        "Certificate %(number)s takes its place. It is being printed; then it is signed.",
        number=new.number,
    )
    flash(told, "ok")
    return redirect(url_for("archive.one", code=code, certificate_id=new.id), 303)


def may_take() -> bool:
    """Tell whether the visitor may have signed PDFs, with their whole numbers."""
    who = visitor()
    return who is not None and (who.keeps_attendance or who.approver)


def _page(
    code: str,
    *,
    refused: ConnectorError | None = None,
    checked: IntegrityReport | None = None,
    proved: RestoreReport | None = None,
) -> ResponseReturnValue:
    with reading(here().office.engine) as connection:
        line = find(connection, code)
        rows = certificates.of_training(connection, line.id)
        kept = files.of_training(connection, line.id)
        earlier = [
            entry for entry in audit.about(connection, line.key, limit=500)
            if entry.action == "archive.checked"
        ][:CHECKS]  # fmt: skip
        names = office_pages.user_names(connection)
    numbers = {row.id: row.number for row in rows}
    report = checked or proved
    answer = render_template(
        "certificate_archive.html",
        line=line,
        rows=rows,
        kept=kept,
        size=sum(file.size for file in kept.values()),
        earlier=earlier,
        names=names,
        checked=checked,
        proved=proved,
        faults=_told(report.faults, numbers) if report else [],
        limit=here().office.upload_max_bytes,
        refused=sentence(refused.code, refused.params) if refused else None,
        **_words(),
    )
    return answer, 409 if refused or (report and not report.intact) else 200


def _one(
    code: str, certificate_id: int, refused: ConnectorError | None = None
) -> ResponseReturnValue:
    found = _own(code, certificate_id)
    with reading(here().office.engine) as connection:
        line = find(connection, code)
        asked = signings.of_certificates(connection, [found.id]).get(found.id, [])
        other = {
            number: certificates.get(connection, number)
            for number in (found.replaces_id, found.replaced_by_id)
            if number
        }
        kept = files.get(connection, found.sha256) if found.sha256 else None
        names = office_pages.user_names(connection)
    answer = render_template(
        "certificate.html",
        line=line,
        one=found,
        kept=kept,
        signatures=[row for row in asked if row.verification],
        names_another=names_another,
        roots=bool(here().office.roots),
        replaces=other.get(found.replaces_id or 0),
        replaced_by=other.get(found.replaced_by_id or 0),
        names=names,
        shown_code=show_code(found.code),
        category=category_of(found.revoked_reason),
        note=note_of(found.revoked_reason),
        may_revoke=found.state in withdraw_certificates.STANDING,
        may_replace=found.state is not CertificateState.REPLACED,
        reason=request.form.get("reason", "") if refused else "",
        refused=sentence(refused.code, refused.params) if refused else None,
        same=refused is not None and refused.code == "replacement_same",
        **_words(),
    )
    return answer, 409 if refused else 200


def _words() -> dict[str, object]:
    return {
        "kind_name": kind_name,
        "in_address": kind_in_address,
        "state_marks": STATE_MARKS,
        "state_word": state_word,
        "category_word": reason_words,
        "categories": list(Revocation),
        "may_take": may_take(),
        "reason_length": withdraw_certificates.REASON,
    }


def _told(faults: tuple[Fault, ...], numbers: Mapping[int, str]) -> list[tuple[str, str, str]]:
    """Return (what, what to do, which) of each fault."""
    found = []
    for fault in faults:
        what, todo = sentence(fault.code, {})
        which = ", ".join(numbers.get(number, "?") for number in fault.certificates)
        found.append((what, todo, which or fault.sha256[:16]))
    return found


def _own(code: str, certificate_id: int) -> Certificate:
    """Return a certificate of this training, or answer 404."""
    with reading(here().office.engine) as connection:
        line = find(connection, code)
        found = certificates.get(connection, certificate_id)
    if found is None or found.training_id != line.id:
        abort(404)
    return found


def _category() -> Revocation:
    given = request.form.get("category", "")
    return Revocation(given) if given in set(Revocation) else Revocation.OTHER
