"""Who signs certificates: the list of officials, and how each of them signs."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from connector.domain.certificate_lines import NIK_DIGITS, identity_label
from connector.domain.certificates import Acting, Official
from connector.domain.identities import IdentityType, grouped_nip, mask
from connector.errors import ConnectorError
from connector.flows.appoint_officials import (
    ACCOUNT_LENGTH,
    NAME_LENGTH,
    RANK_LENGTH,
    TITLE_LENGTH,
    retire_official,
    save_official,
)
from connector.flows.design_words import SIGNERS
from connector.store import designs, officials, users
from connector.store.engine import reading
from connector.store.officials import StoredOfficial
from connector.web.access import Needs, actor, page
from connector.web.doorstep import is_row_number
from connector.web.language import sentence, spoken
from connector.web.place import here
from connector.web.problems import problem
from connector.web.translation import _

blueprint = Blueprint("officials", __name__, url_prefix="/settings/officials")

PRINTED_TYPES = (IdentityType.NIP_PNS, IdentityType.NI_PPPK, IdentityType.NRP)
"""Numbers that may stand under a signature; the text itself outweighs the choice."""


@dataclass(frozen=True)
class OfficialLine:
    """One official as the list shows them."""

    stored: StoredOfficial
    number: str
    """Masked: the list is open on a desk."""
    signs_as: str
    user: str
    designs: tuple[str, ...]


@dataclass(frozen=True)
class Typed:
    """A form as it is shown: stored values, or what was typed and refused."""

    official: Official
    user_id: int | None
    signer: str
    has_account: bool
    active: bool


@page(blueprint, "", Needs.ADMINISTRATOR)
def listing() -> ResponseReturnValue:
    """List the officials, and take a new one."""
    return _listing(_empty())


@page(blueprint, "", Needs.ADMINISTRATOR, ("POST",))
def add() -> ResponseReturnValue:
    """Add an official."""
    typed = _typed(0, has_account=False)
    try:
        saved = _save(typed)
    except ConnectorError as error:
        return _listing(typed, sentence(error.code, error.params)), 422
    flash(_("%(name)s may now sign designs.", name=saved.official.name), "ok")
    return redirect(url_for("officials.listing"), 303)


@page(blueprint, "/<int:official_id>", Needs.ADMINISTRATOR)
def show(official_id: int) -> ResponseReturnValue:
    """Show one official, to be changed; the account they sign under is shown to nobody."""
    one = _found(official_id)
    return _one(_shown(one))


@page(blueprint, "/<int:official_id>", Needs.ADMINISTRATOR, ("POST",))
def change(official_id: int) -> ResponseReturnValue:
    """Write what an official is now."""
    before = _found(official_id)
    typed = _typed(official_id, has_account=bool(before.account))
    try:
        saved = _save(typed)
    except ConnectorError as error:
        return _one(typed, sentence(error.code, error.params)), 422
    flash(_("%(name)s is saved.", name=saved.official.name), "ok")
    return redirect(url_for("officials.listing"), 303)


@page(blueprint, "/<int:official_id>/retire", Needs.ADMINISTRATOR, ("POST",))
def retire(official_id: int) -> ResponseReturnValue:
    """Take an official out of office, or back into it."""
    name = _found(official_id).official.name
    active = request.form.get("active") == "1"
    try:
        retire_official(here().office, official_id, active, actor=actor())
    except ConnectorError as error:
        what, todo = sentence(error.code, error.params)
        return problem(409, what, _("The official was left as they were."), todo)
    told = _("%(name)s signs again.") if active else _("%(name)s signs no longer.")
    flash(told % {"name": name}, "ok")
    return redirect(url_for("officials.listing"), 303)


def signer_word(name: str) -> str:
    """A way of signing in words."""
    if not name:
        return _("not chosen yet")
    words = SIGNERS.get(name, (name, name))
    return words[0 if spoken() == "id" else 1]


def _empty() -> Typed:
    return Typed(Official(0, "", "", identity_type=IdentityType.NIP_PNS), None, "", False, True)


def _shown(one: StoredOfficial) -> Typed:
    return Typed(one.official, one.user_id, one.signer, bool(one.account), one.active)


def _typed(official_id: int, *, has_account: bool) -> Typed:
    form = request.form
    acting, kind = form.get("acting", ""), form.get("identity_type", "")
    user = form.get("user", "")
    return Typed(
        Official(
            id=official_id,
            name=form.get("name", ""),
            title=form.get("title", ""),
            acting=Acting(acting) if acting in set(Acting) else Acting.NONE,
            identity_type=kind if kind in PRINTED_TYPES else "",
            identity=form.get("identity", ""),
            rank=form.get("rank", ""),
        ),
        int(user) if is_row_number(user) else None,
        form.get("signer", ""),
        has_account,
        True,
    )


def _save(typed: Typed) -> StoredOfficial:
    """Hand the form on; an empty account keeps the stored one, unless it is to be removed."""
    written = request.form.get("account", "").strip()
    removed = "account_remove" in request.form
    return save_official(
        here().office,
        typed.official,
        user_id=typed.user_id,
        signer=typed.signer,
        account=written or ("" if removed else None),
        actor=actor(),
    )


def _found(official_id: int) -> StoredOfficial:
    with reading(here().office.engine) as connection:
        found = officials.get(connection, official_id)
    if found is None:
        abort(404)
    return found


def _listing(typed: Typed, refused: tuple[str, str] | None = None) -> str:
    with reading(here().office.engine) as connection:
        lines = _lines(connection)
        people = _people(connection)
    return render_template(
        "officials.html", lines=lines, signer_word=signer_word, **_form(typed, people, refused)
    )


def _one(typed: Typed, refused: tuple[str, str] | None = None) -> str:
    with reading(here().office.engine) as connection:
        people = _people(connection)
    return render_template("official.html", **_form(typed, people, refused))


def _form(
    typed: Typed, people: list[tuple[int, str]], refused: tuple[str, str] | None
) -> dict[str, object]:
    signers = list(
        dict.fromkeys([*here().office.signers, *([typed.signer] if typed.signer else [])])
    )
    return {
        "typed": typed,
        "number": _shown_number(typed.official.identity),
        "people": people,
        "signers": [(name, signer_word(name)) for name in signers],
        "actings": [(one.value, one.value or _("holder of the office")) for one in Acting],
        "types": [(one.value, identity_label(one)) for one in PRINTED_TYPES],
        "refused": refused,
        "lengths": {
            "name": NAME_LENGTH,
            "title": TITLE_LENGTH,
            "rank": RANK_LENGTH,
            "account": ACCOUNT_LENGTH,
        },
    }


def _shown_number(identity: str) -> str:
    """What was typed, unless it is a NIK: that is not even sent back to who typed it."""
    digits = "".join(sign for sign in identity if sign.isdigit())
    return "" if len(digits) == NIK_DIGITS else grouped_nip(identity)


def _people(connection: Connection) -> list[tuple[int, str]]:
    return [
        (one.id, f"{one.name} ({one.login})") for one in users.listing(connection) if one.active
    ]


def _lines(connection: Connection) -> list[OfficialLine]:
    names = {one.id: one.name for one in users.listing(connection)}
    used: dict[int, list[str]] = {}
    for stored in designs.every(connection):
        for one in stored.design.officials if stored.active else ():
            used.setdefault(one, []).append(stored.design.name)
    return [
        OfficialLine(
            one,
            _number(one.official),
            signer_word(one.signer),
            names.get(one.user_id or 0, ""),
            tuple(used.get(one.official.id, ())),
        )
        for one in officials.every(connection)
    ]


def _number(one: Official) -> str:
    return f"{identity_label(one.identity_type)} {mask(one.identity)}" if one.identity else ""
