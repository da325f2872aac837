"""Where the training office is told: targets added, changed, paused; secrets; a test message."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from connector.domain.office_events import (
    OFFERED,
    DeliveryState,
    EventType,
    TargetState,
    Vendor,
)
from connector.errors import ConnectorError
from connector.flows import keep_targets
from connector.flows.keep_targets import (
    AUDIENCE_LENGTH,
    NAME_LENGTH,
    SHORTEST_BEARER,
    SecretKind,
    Wish,
)
from connector.flows.replay_deliveries import replay_all
from connector.store import office_lines, office_targets
from connector.store.engine import reading
from connector.store.office_targets import StoredTarget, TargetSecrets, target_id
from connector.web.access import Needs, actor, page
from connector.web.language import sentence
from connector.web.office_words import vendor_word, words
from connector.web.place import here
from connector.web.problems import problem
from connector.web.translation import _, ngettext

blueprint = Blueprint("targets", __name__, url_prefix="/settings/targets")

SLUG_LENGTH = 40

ADDRESS_LENGTH = 500

TOKEN_KINDS = {one.value: one for one in SecretKind}


@dataclass(frozen=True)
class Typed:
    """A form as it is shown: stored values, or what was typed and refused."""

    vendor: Vendor
    slug: str = ""
    name: str = ""
    address: str = ""
    events: Collection[EventType] = ()
    numbers: bool = False
    bearer: bool = False
    audience: str = ""

    @property
    def offered(self) -> tuple[EventType, ...]:
        return OFFERED[self.vendor]

    def wish(self) -> Wish:
        return Wish(self.name, self.address, self.events, self.numbers, self.bearer, self.audience)


@page(blueprint, "", Needs.ADMINISTRATOR)
def listing() -> ResponseReturnValue:
    """List the targets; `?new=webhook` shows the form of that kind."""
    kind = request.args.get("new", "")
    return _listing(_empty(kind) if kind in set(Vendor) else None)


@page(blueprint, "", Needs.ADMINISTRATOR, ("POST",))
def add() -> ResponseReturnValue:
    """Add a target, with secrets of its own."""
    kind = request.form.get("vendor", "")
    if kind not in set(Vendor):
        abort(400)
    typed = _typed(Vendor(kind), request.form.get("slug", "").strip())
    try:
        made = keep_targets.add_target(
            here().office, typed.slug, typed.vendor, typed.wish(), actor=actor()
        )
    except ConnectorError as error:
        return _listing(typed, sentence(error.code, error.params)), 422
    flash(_("%(name)s is told of what happens from now on.", name=made.name), "ok")
    return redirect(url_for("targets.show", slug=made.slug), 303)


@page(blueprint, "/<slug>", Needs.ADMINISTRATOR)
def show(slug: str) -> ResponseReturnValue:
    """Show one target, to be changed."""
    return _one(_found(slug))


@page(blueprint, "/<slug>", Needs.ADMINISTRATOR, ("POST",))
def change(slug: str) -> ResponseReturnValue:
    """Write what a target is now."""
    found = _found(slug)
    typed = _typed(found.vendor, slug)
    try:
        keep_targets.change_target(here().office, found.id, typed.wish(), actor=actor())
    except ConnectorError as error:
        return _one(found, typed, sentence(error.code, error.params)), 422
    flash(_("%(name)s is saved.", name=typed.name), "ok")
    return redirect(url_for("targets.show", slug=slug), 303)


@page(blueprint, "/<slug>/state", Needs.ADMINISTRATOR, ("POST",))
def set_state(slug: str) -> ResponseReturnValue:
    """Pause a target, let it go on, or take it out."""
    found = _found(slug)
    wanted = request.form.get("state", "")
    if wanted not in (TargetState.ACTIVE, TargetState.PAUSED, TargetState.REMOVED):
        abort(400)
    keep_targets.set_state(here().office, found.id, TargetState(wanted), actor=actor())
    told = {
        TargetState.ACTIVE: _("%(name)s is told again.", name=found.name),
        TargetState.PAUSED: _("%(name)s is paused; what happens meanwhile waits.", name=found.name),
        TargetState.REMOVED: _("%(name)s is told nothing any more.", name=found.name),
    }
    flash(told[TargetState(wanted)], "ok")
    return redirect(url_for("targets.show", slug=slug), 303)


@page(blueprint, "/<slug>/secrets", Needs.ADMINISTRATOR, ("POST",))
def reveal(slug: str) -> ResponseReturnValue:
    """Show a target's secrets once, on this answer only; who looked is written down."""
    found = _found(slug)
    return _one(found, secrets=keep_targets.reveal(here().office, found.id, actor=actor()))


@page(blueprint, "/<slug>/rotate", Needs.ADMINISTRATOR, ("POST",))
def rotate(slug: str) -> ResponseReturnValue:
    """Make a new secret, or end the day in which the old one is good as well."""
    found = _found(slug)
    kind = TOKEN_KINDS.get(request.form.get("kind", ""))
    try:
        if kind is not None:
            given = request.form.get("given", "").strip()
            keep_targets.rotate(here().office, found.id, kind, actor=actor(), given=given)
            flash(_("There is a new secret. Show it, and hand it to the receiver."), "ok")
        elif request.form.get("kind") == "end":
            keep_targets.forget_old(here().office, found.id, actor=actor())
            flash(_("The old secrets are good no more."), "ok")
        else:
            abort(400)
    except ConnectorError as error:
        return _one(found, refused=sentence(error.code, error.params)), 422
    return redirect(url_for("targets.show", slug=slug), 303)


@page(blueprint, "/<slug>/test", Needs.ADMINISTRATOR, ("POST",))
def test(slug: str) -> ResponseReturnValue:
    """Send a test message, and show what becomes of it."""
    found = _found(slug)
    try:
        made = keep_targets.send_test(here().office, found.id, actor=actor())
    except ConnectorError as error:
        return _refused(error, _("Nothing was sent."))
    return redirect(url_for("office_deliveries.one", delivery_id=made), 303)


@page(blueprint, "/<slug>/now", Needs.ADMINISTRATOR, ("POST",))
def now(slug: str) -> ResponseReturnValue:
    """Try at once what waits for a target."""
    found = _found(slug)
    try:
        count = keep_targets.wake(here().office, found.id, actor=actor())
    except ConnectorError as error:
        return _refused(error, _("Nothing was sent."))
    flash(ngettext("%(num)s message is tried now.", "%(num)s messages are tried now.", count), "ok")
    return redirect(url_for("targets.show", slug=slug), 303)


@page(blueprint, "/<slug>/again", Needs.ADMINISTRATOR, ("POST",))
def again(slug: str) -> ResponseReturnValue:
    """Send every dead letter of a target once more."""
    found = _found(slug)
    try:
        count = replay_all(here().office, found.id, actor=actor())
    except ConnectorError as error:
        return _refused(error, _("Nothing was sent."))
    flash(
        ngettext(
            "%(num)s message is on its way once more.",
            "%(num)s messages are on their way once more.",
            count,
        ),
        "ok",
    )
    return redirect(url_for("targets.show", slug=slug), 303)


def _empty(kind: str) -> Typed:
    """A new target is told of everything its kind offers, until somebody says otherwise."""
    vendor = Vendor(kind)
    return Typed(vendor, events=OFFERED[vendor])


def _typed(vendor: Vendor, slug: str) -> Typed:
    form = request.form
    chosen = set(form.getlist("event"))
    return Typed(
        vendor,
        slug,
        form.get("name", ""),
        form.get("address", ""),
        tuple(one for one in OFFERED[vendor] if one.value in chosen),
        "numbers" in form,
        "bearer" in form,
        form.get("audience", ""),
    )


def _stored(one: StoredTarget) -> Typed:
    options = one.options
    return Typed(
        one.vendor,
        one.slug,
        one.name,
        one.address,
        tuple(options.events),
        options.numbers,
        options.bearer,
        options.audience,
    )


def _found(slug: str) -> StoredTarget:
    if not office_targets.SLUG.fullmatch(slug):
        abort(404)
    with reading(here().office.engine) as connection:
        found = office_targets.get(connection, target_id(slug))
    if found is None:
        abort(404)
    return found


def _listing(typed: Typed | None, refused: tuple[str, str] | None = None) -> str:
    with reading(here().office.engine) as connection:
        targets = office_targets.listing(connection)
        counts = office_lines.counts(connection)
    return render_template(
        "targets.html",
        targets=targets,
        counts=_counted(counts),
        kinds=[(one, vendor_word(one)) for one in Vendor],
        typed=typed,
        refused=refused,
        removed=TargetState.REMOVED,
        **_form(),
        **words(),
    )


def _one(
    found: StoredTarget,
    typed: Typed | None = None,
    refused: tuple[str, str] | None = None,
    secrets: TargetSecrets | None = None,
) -> str:
    office = here().office
    with reading(office.engine) as connection:
        counts = office_lines.counts(connection).get(found.id, {})
    health = found.health
    return render_template(
        "target.html",
        target=found,
        typed=typed or _stored(found),
        refused=refused,
        secrets=secrets,
        trouble=sentence(health.code, health.params) if health.code else None,
        resting=found.resting(office.clock()),
        counts=_counted({found.id: counts})[found.id],
        states=TargetState,
        receipts=f"{here().settings.base_url}/webhooks/office/{found.slug}",
        **_form(),
        **words(),
    )


def _counted(
    counts: Mapping[str, Mapping[DeliveryState, int]],
) -> dict[str, dict[str, int]]:
    """Deliveries by what a person does about them."""
    return {
        target: {
            "sent": found.get(DeliveryState.SENT, 0),
            "waiting": found.get(DeliveryState.WAITING, 0) + found.get(DeliveryState.SENDING, 0),
            "dead": found.get(DeliveryState.DEAD, 0),
            "unknown": found.get(DeliveryState.UNKNOWN, 0),
        }
        for target, found in counts.items()
    }


def _form() -> dict[str, object]:
    return {
        "lengths": {
            "name": NAME_LENGTH,
            "slug": SLUG_LENGTH,
            "address": ADDRESS_LENGTH,
            "audience": AUDIENCE_LENGTH,
            "bearer": SHORTEST_BEARER,
        },
        "Vendor": Vendor,
    }


def _refused(error: ConnectorError, untouched: str) -> ResponseReturnValue:
    what, todo = sentence(error.code, error.params)
    return problem(409, what, untouched, todo)
