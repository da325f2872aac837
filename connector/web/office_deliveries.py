"""What the training office was told: deliveries with their attempts, dead letters, receipts."""

from __future__ import annotations

import json
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from connector import links
from connector.domain.office_events import (
    LONGEST_RECEIPT,
    UNDER_WAY,
    DeliveryState,
    EventType,
    TargetState,
)
from connector.errors import ConnectorError
from connector.flows.note_receipts import note_receipt
from connector.flows.office_parcels import files_of, read_file_name
from connector.flows.replay_deliveries import replay
from connector.store import (
    office_deliveries,
    office_events,
    office_lines,
    office_pages,
    office_targets,
)
from connector.store.engine import reading
from connector.store.office_lines import Line
from connector.store.office_targets import StoredTarget
from connector.web.access import Needs, actor, page
from connector.web.doorstep import is_row_number
from connector.web.language import sentence
from connector.web.office_words import words
from connector.web.place import here
from connector.web.problems import problem
from connector.web.translation import _

blueprint = Blueprint("office_deliveries", __name__, url_prefix="/office")

PAGE = 50
"""Deliveries on one page."""


@page(blueprint, "", Needs.STAFF)
def listing() -> ResponseReturnValue:
    """List deliveries, the newest first; `?state=&target=&before=` narrow and page."""
    state = _state(request.args.get("state", ""))
    asked = request.args.get("target", "")
    before = request.args.get("before", "")
    with reading(here().office.engine) as connection:
        targets = office_targets.listing(connection)
        target = next((one for one in targets if one.slug == asked), None)
        counts = office_lines.counts(connection)
        rows = office_lines.lines(
            connection,
            states=(state,) if state else (),
            target=target.id if target else "",
            before=int(before) if is_row_number(before) else None,
            limit=PAGE + 1,
        )
    totals = {
        one: sum(
            found.get(one, 0)
            for name, found in counts.items()
            if target in (None, _of(targets, name))
        )
        for one in DeliveryState
    }
    return render_template(
        "office_deliveries.html",
        rows=rows[:PAGE],
        next_before=rows[PAGE - 1].delivery.id if len(rows) > PAGE else None,
        targets=targets,
        target=target,
        state=state,
        states=DeliveryState,
        totals=totals,
        total=sum(totals.values()),
        why=_why,
        **words(),
    )


def _of(targets: list[StoredTarget], name: str) -> StoredTarget | None:
    return next((one for one in targets if one.id == name), None)


@page(blueprint, "/<int:delivery_id>", Needs.STAFF)
def one(delivery_id: int) -> ResponseReturnValue:
    """Show one delivery: what it says, every attempt, its receipt."""
    return _one(delivery_id)


@page(blueprint, "/<int:delivery_id>/again", Needs.ADMINISTRATOR, ("POST",))
def again(delivery_id: int) -> ResponseReturnValue:
    """Send it once more, with the same message id."""
    try:
        made = replay(here().office, delivery_id, actor=actor())
    except ConnectorError as error:
        what, todo = sentence(error.code, error.params)
        status = 404 if error.code == "office_delivery_unknown" else 409
        return problem(status, what, _("Nothing was sent."), todo)
    flash(_("It is on its way once more."), "ok")
    return redirect(url_for("office_deliveries.one", delivery_id=made), 303)


@page(blueprint, "/<int:delivery_id>/receipt", Needs.ADMINISTRATOR, ("POST",))
def receipt(delivery_id: int) -> ResponseReturnValue:
    """Write down that the office has received it."""
    form = request.form
    try:
        note_receipt(
            here().office,
            delivery_id,
            at=_moment(form.get("at", "")),
            by=form.get("by", ""),
            reference=form.get("reference", ""),
            note=form.get("note", ""),
            actor=actor(),
        )
    except ConnectorError as error:
        if error.code == "office_delivery_unknown":
            abort(404)
        return _one(delivery_id, sentence(error.code, error.params)), 422
    flash(_("The receipt is written down."), "ok")
    return redirect(url_for("office_deliveries.one", delivery_id=delivery_id), 303)


@page(blueprint, "/files/<token>", Needs.NOBODY)
def file(token: str) -> ResponseReturnValue:
    """Hand a file out to the office's system, as long as its address is good."""
    place = here()
    name = links.read(place.settings.secret_keys, links.OFFICE_FILE, token)
    found = read_file_name(name) if name else None
    if found is None or found[2] <= place.office.clock():
        abort(404)
    delivery_id, at, _ends = found
    with reading(place.office.engine) as connection:
        delivery = office_deliveries.get(connection, delivery_id)
        event = office_events.get(connection, delivery.event_id) if delivery else None
        target = office_targets.get(connection, delivery.connection_id) if delivery else None
        if event is None or target is None or not _may_fetch(target):
            abort(404)
        files = files_of(connection, place.office, event, target)
    if at >= len(files):
        abort(404)
    answer = Response(files[at].content, content_type=files[at].media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=files[at].name)
    return answer


def _may_fetch(target: StoredTarget) -> bool:
    return target.options.state in (TargetState.ACTIVE, TargetState.PAUSED)


def _one(delivery_id: int, refused: tuple[str, str] | None = None) -> str:
    office = here().office
    with reading(office.engine) as connection:
        line = office_lines.line(connection, delivery_id)
        if line is None:
            abort(404)
        attempts = office_deliveries.attempts_of(connection, delivery_id)
        latest = office_deliveries.latest(
            connection, line.delivery.event_id, line.delivery.connection_id
        )
        target = office_targets.get(connection, line.delivery.connection_id)
        names = office_pages.user_names(connection)
    test = line.event.type is EventType.TEST
    told = target is not None and _may_fetch(target)
    settled = latest is not None and latest.state not in UNDER_WAY
    return render_template(
        "office_delivery.html",
        line=line,
        delivery=line.delivery,
        attempts=[
            (each, sentence(each.code, each.params) if each.code else None) for each in attempts
        ],
        newer=latest if latest and latest.id != delivery_id else None,
        target=target,
        names=names,
        content=json.dumps(line.event.content, ensure_ascii=False, indent=2),
        may_repeat=told and settled and not test,
        may_receipt=line.delivery.receipt_at is None and not test,
        under_way=line.delivery.state in UNDER_WAY,
        refused=refused,
        typed=request.form,
        now=office.clock().astimezone(ZoneInfo(office.zone)).strftime("%Y-%m-%dT%H:%M"),
        zone=office.zone,
        longest=LONGEST_RECEIPT,
        why=_why,
        **words(),
    )


def _why(line: Line) -> tuple[str, str]:
    """Why a delivery stands where it stands, and what to do; ("", "") where all is well."""
    code = line.delivery.code
    return sentence(code, line.delivery.params) if code else ("", "")


def _state(given: str) -> DeliveryState | None:
    return next((state for state in DeliveryState if state.value == given), None)


def _moment(given: str) -> datetime:
    """Read a form's local time; raises ConnectorError `office_receipt_time`."""
    try:
        local = datetime.fromisoformat(given)
    except ValueError:
        raise ConnectorError("office_receipt_time") from None
    if local.tzinfo is not None:
        raise ConnectorError("office_receipt_time")
    return local.replace(tzinfo=ZoneInfo(here().office.zone))
