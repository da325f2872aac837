"""One attempt to deliver a certificate: claimed, handed over once, and noted; a job's work.

Nothing is handed over twice by itself: an attempt that nobody answered, or that died half-way,
makes the delivery *unknown*, and only a person asks for a further turn.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from connector.domain.certificates import CertificateState
from connector.domain.numbering import show_code
from connector.domain.trainings import Seat, Training
from connector.errors import ConnectorError, TemporaryError
from connector.flows.deliver_certificates import obstacle
from connector.flows.office import Office
from connector.lms.base import MessageState
from connector.reports.certificate_message import Letter, subject, text
from connector.reports.targets.base import Attachment, Handover, Message, Outcome
from connector.store import archive, audit, certificates, deliveries, trainings
from connector.store.bindings import StoredBindings
from connector.store.certificates import Certificate
from connector.store.deliveries import UNDER_WAY, Channel, Delivery, DeliveryState, Ending
from connector.store.engine import reading

ACTOR = "job:deliver"

MOST_ATTEMPTS = 9
"""One fewer than the work engine allows a job: giving up is noted, not left lying."""

FIRST_PAUSE = 300.0
"""Seconds after the first attempt; greylisting servers want five minutes. It doubles each time."""

LONGEST_PAUSE = 6 * 3600.0

LONGEST_FILE_NAME = 100
"""Characters of a file's name."""


def deliver_one(office: Office, delivery_id: int, *, attach: bool = False) -> None:
    """Make one attempt; raises TemporaryError when the job shall run again later.

    A delivery that is found claimed belongs to an attempt that died: it becomes *unknown*.
    """
    found = _found(office, delivery_id)
    ready = _ready(office, found, attach)
    with office.engine.begin() as connection:
        attempt = deliveries.claim(connection, delivery_id)
        if attempt is None:
            _call_unknown(connection, office, found)
            return
    told = ready if isinstance(ready, Ending) else _hand_over(office, ready)
    ending = told if isinstance(told, Ending) else _ending(told, attempt)
    _note(office, found, attempt, ending)
    if isinstance(told, Handover) and ending.state is DeliveryState.WAITING:
        pause = min(FIRST_PAUSE * 2.0 ** (attempt - 1), LONGEST_PAUSE)
        service, _underline, remote_code = told.code.partition("_")
        raise TemporaryError(service, "hand_over", remote_code, retry_after=pause)


def letter_of(office: Office, one: Certificate, seat: Seat, *, attached: bool = False) -> Letter:
    """Return what a message about this certificate says."""
    return Letter(
        kind=one.kind,
        name=one.content.holder.name,
        course=one.content.course,
        number=one.number,
        page=seat.link,
        check=office.check_address(show_code(one.code)),
        organiser=office.organiser,
        attached=attached,
    )


@dataclass(frozen=True)
class _Found:
    """A delivery with everything it is about."""

    delivery: Delivery
    certificate: Certificate
    training: Training
    seat: Seat | None


def _found(office: Office, delivery_id: int) -> _Found:
    with reading(office.engine) as connection:
        delivery = deliveries.get(connection, delivery_id)
        one = certificates.get(connection, delivery.certificate_id) if delivery else None
        stored = trainings.by_id(connection, one.training_id) if one else None
        if delivery is None or one is None or stored is None:
            raise ConnectorError("delivery_unknown_certificate")
        training = trainings.load_training(connection, stored.code, office.link_for)
    seat = next((each for each in training.seats if each.key == one.seat), None)
    return _Found(delivery, one, training, seat)


@dataclass(frozen=True)
class _Inside:
    """A message inside the learning system."""

    seat: Seat
    text: str
    training: Training


def _ready(office: Office, found: _Found, attach: bool) -> Message | _Inside | Ending:
    """Write the message, or say why there is none; nothing has left the house yet."""
    one, seat = found.certificate, found.seat
    if one.state is not CertificateState.ARCHIVED:
        return Ending(DeliveryState.SKIPPED, "delivery_withdrawn")
    if found.delivery.channel is Channel.LMS:
        if seat is None:
            return Ending(DeliveryState.SKIPPED, "delivery_no_account")
        return _Inside(seat, text(letter_of(office, one, seat)), found.training)
    code = obstacle(found.training, seat)
    if code or seat is None:
        return Ending(DeliveryState.SKIPPED, code)
    letter = letter_of(office, one, seat, attached=attach)
    return Message(
        id=found.delivery.message_id,
        to=seat.record.email or "",
        name=letter.name,
        subject=subject(letter),
        text=text(letter),
        at=office.clock(),
        attachment=_attachment(office, one) if attach else None,
    )


def _attachment(office: Office, one: Certificate) -> Attachment:
    with reading(office.engine) as connection:
        content = archive.content(connection, one.sha256)
    return Attachment(pdf_name(one), "application/pdf", content)


def pdf_name(one: Certificate) -> str:
    """`STTP-W.13-7.pdf`: plain letters, for every system and every header."""
    plain = re.sub(r"[^A-Za-z0-9.-]+", "-", f"{one.kind.value.upper()}-{one.number}").strip("-.")
    return f"{plain[:LONGEST_FILE_NAME]}.pdf"


def _hand_over(office: Office, message: Message | _Inside) -> Handover | Ending:
    if isinstance(message, _Inside):
        return _by_lms(office, message)
    if office.mail is None:
        return Ending(DeliveryState.REFUSED, "delivery_no_channel")
    return office.mail.hand_over(message)


def _by_lms(office: Office, message: _Inside) -> Handover | Ending:
    """Send it inside the learning system, which tells apart what it did not take over."""
    lms = office.lms
    if lms is None:
        return Ending(DeliveryState.REFUSED, "delivery_no_channel")
    bindings = StoredBindings(office.engine, lms.connection, message.training.key)
    try:
        told = lms.message(message.seat, message.text, bindings)
    except TemporaryError as error:
        outcome = Outcome.UNKNOWN if error.ambiguous else Outcome.LATER
        return Handover(outcome, error.code, error.params)
    except ConnectorError as error:
        return Handover(Outcome.REFUSED, error.code, error.params)
    if told.state is MessageState.NO_ACCOUNT:
        return Ending(DeliveryState.SKIPPED, "delivery_no_account")
    if told.state is MessageState.REFUSED:
        return Handover(Outcome.REFUSED, told.code)
    return Handover(Outcome.SENT)


def _ending(told: Handover, attempt: int) -> Ending:
    if told.outcome is Outcome.LATER and attempt >= MOST_ATTEMPTS:
        return Ending(DeliveryState.REFUSED, "delivery_gave_up", {"attempts": attempt})
    state = {
        Outcome.SENT: DeliveryState.SENT,
        Outcome.REFUSED: DeliveryState.REFUSED,
        Outcome.LATER: DeliveryState.WAITING,
        Outcome.UNKNOWN: DeliveryState.UNKNOWN,
    }[told.outcome]
    return Ending(state, told.code, told.params)


def _note(office: Office, found: _Found, attempt: int, ending: Ending) -> None:
    """Store how an attempt ended; the trail hears of it once it is over."""
    now, delivery = office.clock(), found.delivery
    with office.engine.begin() as connection:
        kept = deliveries.end(connection, delivery.id, attempt, ending, now=now)
        if kept and ending.state not in UNDER_WAY:
            _write_down(connection, found, ending, now)


def _call_unknown(connection: Connection, office: Office, found: _Found) -> None:
    """Whoever claimed it never said how it ended: it may have been sent."""
    delivery = deliveries.get(connection, found.delivery.id)
    if delivery is None or delivery.state is not DeliveryState.SENDING:
        return
    ending, now = Ending(DeliveryState.UNKNOWN, "delivery_interrupted"), office.clock()
    if deliveries.end(
        connection, delivery.id, delivery.attempts, ending, now=now,
        states=[DeliveryState.SENDING],
    ):  # fmt: skip
        _write_down(connection, found, ending, now)


def _write_down(connection: Connection, found: _Found, ending: Ending, now: datetime) -> None:
    one, delivery = found.certificate, found.delivery
    audit.note(
        connection, ACTOR, f"delivery.{ending.state.value}", f"certificate:{one.id}", now=now,
        training=one.training_id, channel=delivery.channel.value, turn=delivery.turn,
        code=ending.code,
    )  # fmt: skip
