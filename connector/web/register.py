"""The register of certificates: searched on a page, taken along as a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

from flask import Blueprint, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from connector.certificates.register import write_register
from connector.certificates.register_words import REASONS
from connector.domain.certificates import CertificateKind, CertificateState
from connector.domain.identities import mask
from connector.domain.revocations import category_of, note_of
from connector.store import audit, register
from connector.store.engine import reading
from connector.store.register import Entry, Wanted
from connector.web.access import Needs, actor, page
from connector.web.certificate_lines import kind_name
from connector.web.language import spoken
from connector.web.place import here
from connector.web.sheets import XLSX, download
from connector.web.translation import _

blueprint = Blueprint("register", __name__, url_prefix="/register")

PAGE = 100
"""Lines on one page."""

LAST_PAGE = 100_000

STATE_MARKS = {
    CertificateState.NUMBERED: "waiting",
    CertificateState.AWAITING: "waiting",
    CertificateState.SIGNED: "running",
    CertificateState.ARCHIVED: "ok",
    CertificateState.REVOKED: "failed",
    CertificateState.REPLACED: "decision",
}
"""Where a certificate stands → which of the five states."""


@dataclass(frozen=True)
class Asked:
    """What the address asks for, and the address of the same with something changed."""

    wanted: Wanted
    page: int

    def arguments(self, **changed: str | int | None) -> dict[str, str | int]:
        """Return the query without what is not said; a new filter begins at page one."""
        wanted = self.wanted
        query: dict[str, str | int | None] = {
            "q": wanted.text or None,
            "training": wanted.training or None,
            "year": wanted.year,
            "kind": wanted.kind.value if wanted.kind else None,
            "state": wanted.state.value if wanted.state else None,
            "unit": wanted.unit,
            **changed,
        }
        return {name: value for name, value in query.items() if value is not None}


@page(blueprint, "", Needs.STAFF)
def show() -> ResponseReturnValue:
    """List the register; `?q=&training=&year=&kind=&state=&unit=&page=` narrow it."""
    asked = _asked(request.args)
    with reading(here().office.engine) as connection:
        total = register.count(connection, asked.wanted)
        last = max(1, -(-total // PAGE))
        at = min(asked.page, last)
        entries = register.page(connection, asked.wanted, limit=PAGE, offset=(at - 1) * PAGE)
        years, units = register.years(connection), register.units(connection)
    return render_template(
        "register.html",
        entries=entries,
        total=total,
        first=(at - 1) * PAGE + 1,
        at=at,
        last=last,
        asked=asked,
        wanted=asked.wanted,
        narrowed=asked.wanted != Wanted(),
        years=years,
        units=units,
        kinds=CertificateKind,
        states=CertificateState,
        kind_name=kind_name,
        state_word=state_word,
        state_marks=STATE_MARKS,
        reason_of=reason_of,
        masked=mask,
        there_is=lambda endpoint: endpoint in current_app.view_functions,
    )


@page(blueprint, "/register.xlsx", Needs.STAFF)
def workbook() -> ResponseReturnValue:
    """Hand out what the filters leave as a workbook, personal numbers masked."""
    return _workbook(whole_numbers=False)


@page(blueprint, "/register-whole.xlsx", Needs.ADMINISTRATOR)
def whole_workbook() -> ResponseReturnValue:
    """Hand the workbook out with whole personal numbers."""
    return _workbook(whole_numbers=True)


def state_word(state: CertificateState) -> str:
    """What the office calls where a certificate stands."""
    return {
        CertificateState.NUMBERED: _("numbered"),
        CertificateState.AWAITING: _("awaiting signature"),
        CertificateState.SIGNED: _("signed"),
        CertificateState.ARCHIVED: _("valid"),
        CertificateState.REVOKED: _("revoked"),
        CertificateState.REPLACED: _("replaced"),
    }[state]


def reason_of(entry: Entry) -> str:
    """Say why a certificate was revoked or replaced; "" where it was not."""
    if not entry.reason:
        return ""
    words = REASONS[category_of(entry.reason)]
    category = words.id if spoken() == "id" else words.en
    return f"{category}: {note_of(entry.reason)}".removesuffix(": ")


def _workbook(*, whole_numbers: bool) -> ResponseReturnValue:
    """Hand the workbook out, and write down who took it along."""
    office, asked = here().office, _asked(request.args)
    now, content = office.clock(), BytesIO()
    with reading(office.engine) as connection:
        count = write_register(
            content,
            register.every(connection, asked.wanted),
            heading=_heading(asked.wanted),
            zone=office.zone,
            now=now,
            language=spoken(),
            whole_numbers=whole_numbers,
        )
    with office.engine.begin() as connection:
        audit.note(
            connection,
            actor(),
            "register.downloaded",
            "register",
            now=now,
            certificates=count,
            whole_numbers=whole_numbers,
            year=asked.wanted.year,
        )
    return download(content.getvalue(), XLSX, f"register-{asked.wanted.year or now.year}.xlsx")


def _heading(wanted: Wanted) -> str:
    """Say what the workbook holds, for whoever finds it on a desk."""
    said = [
        wanted.unit,
        str(wanted.year) if wanted.year else None,
        kind_name(wanted.kind) if wanted.kind else None,
        state_word(wanted.state) if wanted.state else None,
        wanted.training or None,
        f"“{wanted.text}”" if wanted.text else None,
    ]
    return " · ".join(one for one in said if one) or _("All units and years")


def _asked(given: Mapping[str, str]) -> Asked:
    """Read the filters; one that cannot be is an address that does not exist."""
    year, at = given.get("year", ""), given.get("page", "1")
    kind, state = given.get("kind", ""), given.get("state", "")
    if not all(one.isascii() and one.isdigit() and len(one) <= 6 for one in (year or "1", at)):
        abort(404)
    try:
        wanted = Wanted(
            text=given.get("q", "")[:100].strip(),
            training=given.get("training", "")[:100],
            year=int(year) if year else None,
            kind=CertificateKind(kind) if kind else None,
            state=CertificateState(state) if state else None,
            unit=given.get("unit") or None,
        )
    except ValueError:
        abort(404)
    return Asked(wanted, min(max(1, int(at)), LAST_PAGE))
