"""How signed certificates reach people: who got theirs and how, who did not and why, once more.

Everybody in the office sees where each one stands; sending, and everything with personal
addresses or numbers in it, is for administrators.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from connector.domain.certificates import CertificateKind, CertificateState
from connector.domain.trainings import Seat
from connector.errors import ConnectorError
from connector.flows import siasn_data
from connector.flows.deliver_certificates import channels, deliver, obstacle, resend
from connector.flows.hand_over_certificate import letter_of
from connector.reports import siasn_fields
from connector.reports.certificate_message import short_text
from connector.store import audit, certificates, deliveries, training_pages, trainings
from connector.store.certificates import Certificate
from connector.store.deliveries import UNDER_WAY, Channel, Delivery, DeliveryState
from connector.store.engine import reading
from connector.web.access import Needs, actor, may_write, page
from connector.web.certificates import asked_kind, kind_in_address
from connector.web.certificates import words as certificate_words
from connector.web.doorstep import is_row_number
from connector.web.language import sentence, spoken
from connector.web.place import here
from connector.web.problems import problem
from connector.web.sheets import XLSX, download
from connector.web.training import find, head
from connector.web.translation import _, ngettext
from connector.web.unknown_cards import masked_email

blueprint = Blueprint("deliveries", __name__, url_prefix="/trainings/<code>/certificates")

MARKS = {
    DeliveryState.WAITING: "waiting",
    DeliveryState.SENDING: "running",
    DeliveryState.SENT: "ok",
    DeliveryState.REFUSED: "failed",
    DeliveryState.UNKNOWN: "decision",
    DeliveryState.SKIPPED: "decision",
}


@dataclass(frozen=True)
class Way:
    """One person's certificate through one channel."""

    channel: Channel
    delivery: Delivery | None
    """The latest turn; None where there was none."""
    mark: str
    word: str
    what: str
    """Why it came to nothing so far; "" where there is nothing to say."""
    todo: str

    @property
    def may_repeat(self) -> bool:
        return self.delivery is not None and self.delivery.state not in UNDER_WAY


@dataclass(frozen=True)
class Row:
    """One signed certificate and how it reaches its holder."""

    certificate: Certificate
    seat: Seat | None
    email: str
    """Masked; "" where there is none."""
    ways: Sequence[Way]
    message: str
    """Ready to paste into a messenger; "" for who may not see personal addresses."""

    @property
    def reached(self) -> bool:
        return any(
            way.delivery is not None and way.delivery.state is DeliveryState.SENT
            for way in self.ways
        )


@page(blueprint, "/deliveries", Needs.STAFF)
def show(code: str) -> ResponseReturnValue:
    """Show every signed certificate of a kind; `?left=1` those that reached nobody."""
    office = here().office
    kind, left = asked_kind(), request.args.get("left") == "1"
    with reading(office.engine) as connection:
        line = find(connection, code)
        everyone = training_pages.seat_lines(connection, line.id)
        rows = _rows(connection, code, line.id, kind)
        stored = trainings.by_id(connection, line.id)
        unsigned = sum(
            one.valid and one.state is not CertificateState.ARCHIVED
            for one in certificates.of_training(connection, line.id, kind)
        )
    return render_template(
        "deliveries.html",
        **head(line, everyone),
        **certificate_words(),
        tab="certificates",
        kind=kind,
        rows=[one for one in rows if not left or not one.reached],
        total=len(rows),
        reached=sum(one.reached for one in rows),
        left=left,
        unsigned=unsigned,
        ways=channels(office),
        way_word=way_word,
        under_way=_under_way(rows),
        refused=_counted(rows, DeliveryState.REFUSED),
        siasn=siasn_fields.options_of(stored.settings.options if stored else {}),
        types=siasn_fields.TRAINING_TYPES.values(),
        structural=siasn_fields.STRUCTURAL_TYPES,
        institution=siasn_data.institution(office),
        institution_length=siasn_data.INSTITUTION_LENGTH,
        address=lambda **query: url_for(
            "deliveries.show", code=code, kind=kind_in_address(kind), **query
        ),
    )


@page(blueprint, "/deliveries", Needs.ADMINISTRATOR, ("POST",))
def send(code: str) -> ResponseReturnValue:
    """Queue what was never delivered through the chosen channels; `again` takes refused ones."""
    states = [DeliveryState.SKIPPED]
    if request.form.get("again"):
        states.append(DeliveryState.REFUSED)
    kind = asked_kind()
    try:
        queued = deliver(
            here().office, code, kind, _chosen(), actor=actor(),
            attach=bool(request.form.get("attach")), again=states,
        )  # fmt: skip
    except ConnectorError as error:
        return _refused(error)
    flash(
        ngettext("%(num)s message is on its way.", "%(num)s messages are on their way.",
                 queued.queued)
        if queued.queued
        else _("There is nothing new to send."),
        "ok" if queued.queued else "waiting",
    )  # fmt: skip
    if queued.skipped:
        flash(
            ngettext("%(num)s person cannot be reached; the list says why.",
                     "%(num)s people cannot be reached; the list says why.", queued.skipped),
            "decision",
        )  # fmt: skip
    return _back(code, kind)


@page(blueprint, "/deliveries/<int:certificate_id>", Needs.ADMINISTRATOR, ("POST",))
def repeat(code: str, certificate_id: int) -> ResponseReturnValue:
    """Send one certificate once more."""
    kind, chosen = asked_kind(), _chosen()
    try:
        channel = chosen[0] if chosen else Channel.EMAIL
        state = resend(here().office, code, certificate_id, channel, actor=actor())
    except ConnectorError as error:
        return _refused(error)
    if state is DeliveryState.SKIPPED:
        flash(_("It cannot be sent; the list says why."), "decision")
    else:
        flash(_("It is on its way once more."), "ok")
    return _back(code, kind)


@page(blueprint, "/deliveries.txt", Needs.ADMINISTRATOR)
def messages(code: str) -> ResponseReturnValue:
    """Hand out messages to paste for everybody whom nothing reached; who took them is noted."""
    office, kind = here().office, asked_kind()
    with office.engine.begin() as connection:
        line = find(connection, code)
        rows = [one for one in _rows(connection, code, line.id, kind) if not one.reached]
        audit.note(
            connection, actor(), "delivery.messages_taken", line.key, now=office.clock(),
            kind=kind.value, people=len(rows),
        )  # fmt: skip
    content = "\n\n".join(one.message for one in rows if one.message) + "\n"
    name = f"{code}-{kind.value}-pesan.txt"
    return download(content.encode(), "text/plain; charset=utf-8", name)


@page(blueprint, "/myasn.xlsx", Needs.ADMINISTRATOR)
def myasn(code: str) -> ResponseReturnValue:
    """Hand out the class's MyASN data, personal numbers included."""
    kind = asked_kind()
    with reading(here().office.engine) as connection:
        find(connection, code)
    content = siasn_data.class_sheet(here().office, code, kind, spoken(), actor=actor())
    return download(content, XLSX, f"{code}-{kind.value}-MyASN.xlsx")


@page(blueprint, "/myasn", Needs.ADMINISTRATOR, ("POST",))
def set_myasn(code: str) -> ResponseReturnValue:
    """Store what the training says about its entry in SIASN."""
    with reading(here().office.engine) as connection:
        find(connection, code)
    chosen = siasn_fields.SiasnOptions(
        type=_number("type"),
        structural=_number("structural") or siasn_fields.OTHER_STRUCTURAL,
        institution=" ".join(request.form.get("institution", "").split()),
    )
    try:
        siasn_data.set_siasn_options(here().office, code, chosen, actor=actor())
    except ConnectorError as error:
        return _refused(error, _("Nothing was changed."))
    flash(_("The settings are kept."), "ok")
    return _back(code, asked_kind())


def _rows(connection: Connection, code: str, training_id: int, kind: CertificateKind) -> list[Row]:
    office = here().office
    training = trainings.load_training(connection, code, office.link_for)
    known = deliveries.of_training(connection, training_id)
    seats = {seat.key: seat for seat in training.seats}
    rows = []
    for one in certificates.of_training(connection, training_id, kind):
        if one.state is not CertificateState.ARCHIVED:
            continue
        seat = seats.get(one.seat)
        blocked = obstacle(training, seat)
        ways = [_way(channel, known.get(one.id, ()), blocked) for channel in channels(office)]
        email = (seat.record.email or "") if seat else ""
        tells = seat is not None and may_write()
        rows.append(
            Row(
                one, seat, masked_email(email) if email else "", ways,
                short_text(letter_of(office, one, seat), spoken()) if seat and tells else "",
            )
        )  # fmt: skip
    return rows


def _way(channel: Channel, known: Sequence[Delivery], blocked: str) -> Way:
    latest = next((one for one in known if one.channel is channel), None)
    if latest is None:
        code = blocked if channel is Channel.EMAIL else ""
        what, todo = sentence(code, {}) if code else ("", "")
        return Way(channel, None, "decision" if code else "waiting", _("not sent"), what, todo)
    system = "lms" if channel is Channel.LMS else ""
    what, todo = sentence(latest.code, latest.params, system) if latest.code else ("", "")
    return Way(channel, latest, MARKS[latest.state], state_word(latest.state), what, todo)


def state_word(state: DeliveryState) -> str:
    """Where a delivery stands."""
    return {
        DeliveryState.WAITING: _("waits its turn"),
        DeliveryState.SENDING: _("being sent"),
        DeliveryState.SENT: _("sent"),
        DeliveryState.REFUSED: _("refused"),
        DeliveryState.UNKNOWN: _("not known whether it arrived"),
        DeliveryState.SKIPPED: _("not sent"),
    }[state]


def way_word(channel: Channel) -> str:
    """What a channel is called."""
    return {Channel.EMAIL: _("E-mail"), Channel.LMS: _("Message in Moodle")}[channel]


def _under_way(rows: Sequence[Row]) -> int:
    return sum(
        way.delivery is not None and way.delivery.state in UNDER_WAY
        for row in rows
        for way in row.ways
    )


def _counted(rows: Sequence[Row], state: DeliveryState) -> int:
    return sum(
        way.delivery is not None and way.delivery.state is state for row in rows for way in row.ways
    )


def _chosen() -> list[Channel]:
    named = set(request.form.getlist("channel"))
    return [channel for channel in Channel if channel.value in named]


def _number(name: str) -> int:
    given = request.form.get(name, "")
    return int(given) if is_row_number(given) else 0


def _refused(error: ConnectorError, untouched: str = "") -> ResponseReturnValue:
    what, todo = sentence(error.code, error.params)
    status = 404 if error.code == "delivery_unknown_certificate" else 409
    return problem(status, what, untouched or _("Nothing was sent."), todo)


def _back(code: str, kind: CertificateKind) -> ResponseReturnValue:
    return redirect(url_for("deliveries.show", code=code, kind=kind_in_address(kind)), 303)
