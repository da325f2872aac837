"""Signed certificates find their way to people: one delivery a certificate, channel and turn.

    deliver        whatever of a class was never delivered is queued, evenly spaced
    resend         one more turn for one certificate: always somebody's deliberate deed

Only what is signed and archived is ever delivered, and only to an address that is on the roster
and nobody else's. Who cannot be reached stays visible with the reason. What is queued is handed
over by a job (`hand_over_certificate`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection

from connector.clock import utc_now
from connector.domain.certificates import CertificateKind, CertificateState
from connector.domain.trainings import Seat, Training
from connector.errors import ConnectorError
from connector.flows.office import Office
from connector.store import audit, certificates, deliveries, trainings
from connector.store.certificates import Certificate
from connector.store.deliveries import UNDER_WAY, Channel, Delivery, DeliveryState, Ending
from connector.store.keys import number_of

DELIVER_JOB = "deliver_certificate"

LMS_PER_MINUTE = 60
"""Messages a learning system is given a minute; each is a call."""


@dataclass(frozen=True)
class Queued:
    """What a request to deliver came to."""

    queued: int
    skipped: int
    """Not tried; each says why."""
    already: int
    """Delivered, under way, refused or unknown before: left as they are."""


def channels(office: Office) -> tuple[Channel, ...]:
    """Return the ways to people that this office has."""
    ways = ((Channel.EMAIL, office.mail), (Channel.LMS, office.lms))
    return tuple(channel for channel, way in ways if way is not None)


def deliver(
    office: Office,
    code: str,
    kind: CertificateKind,
    wanted: Collection[Channel],
    *,
    actor: str,
    attach: bool = False,
    again: Collection[DeliveryState] = (DeliveryState.SKIPPED,),
) -> Queued:
    """Queue whatever of a class was not delivered through these channels yet.

    `again` are states from which a further turn is made: SKIPPED costs nobody a second message;
    REFUSED is a person's decision. Raises `training_unknown`, `delivery_no_channel`.
    """
    _check_channels(office, wanted)
    counts = dict.fromkeys(("queued", "skipped", "already"), 0)
    with office.engine.begin() as connection:
        training = trainings.load_training(connection, code, office.link_for)
        number = number_of(training.key)
        known = deliveries.of_training(connection, number)
        signed = [
            one for one in certificates.of_training(connection, number, kind)
            if one.state is CertificateState.ARCHIVED
        ]  # fmt: skip
        for channel in sorted(wanted):
            queue = _Queue(office, connection, training, channel, actor, attach)
            for one in signed:
                latest = _latest(known.get(one.id, ()), channel)
                if latest is not None and latest.state not in again:
                    counts["already"] += 1
                else:
                    counts[queue.add(one, latest.turn + 1 if latest else 1)] += 1
        audit.note(
            connection, actor, "delivery.asked", training.key, now=office.clock(),
            kind=kind.value, channels=[one.value for one in sorted(wanted)], **counts,
        )  # fmt: skip
    return Queued(**counts)


def resend(
    office: Office,
    code: str,
    certificate_id: int,
    channel: Channel,
    *,
    actor: str,
    attach: bool = False,
) -> DeliveryState:
    """Queue one certificate once more, whatever became of it before; return where it stands.

    Raises `delivery_unknown_certificate`, `delivery_unsigned`, `delivery_withdrawn`,
    `delivery_pending` while a turn is under way, `delivery_no_channel`.
    """
    _check_channels(office, [channel])
    with office.engine.begin() as connection:
        training = trainings.load_training(connection, code, office.link_for)
        one = certificates.get(connection, certificate_id)
        if one is None or one.training_id != number_of(training.key):
            raise ConnectorError("delivery_unknown_certificate")
        _check_signed(one)
        latest = _latest(deliveries.of_certificate(connection, one.id), channel)
        if latest is not None and latest.state in UNDER_WAY:
            raise ConnectorError("delivery_pending")
        queue = _Queue(office, connection, training, channel, actor, attach)
        ended = queue.add(one, latest.turn + 1 if latest else 1)
        audit.note(
            connection, actor, "delivery.repeated", f"certificate:{one.id}", now=office.clock(),
            training=one.training_id, channel=channel.value,
        )  # fmt: skip
    return DeliveryState.WAITING if ended == "queued" else DeliveryState.SKIPPED


class _Queue:
    """Puts a class's deliveries through one channel behind what waits there already."""

    def __init__(
        self,
        office: Office,
        connection: Connection,
        training: Training,
        channel: Channel,
        actor: str,
        attach: bool,
    ) -> None:
        self._office, self._connection, self._training = office, connection, training
        self._channel, self._actor, self._attach = channel, actor, attach
        self._seats = {seat.key: seat for seat in training.seats}
        per_minute = office.mail.per_minute if office.mail else LMS_PER_MINUTE
        rate = per_minute if channel is Channel.EMAIL else LMS_PER_MINUTE
        self._gap = timedelta(seconds=60.0 / rate)
        self._ahead = deliveries.waiting(connection, channel)
        self._begins = utc_now()  # jobs go by the database's clock, whatever the office's says

    def add(self, one: Certificate, turn: int) -> str:
        """Add a delivery; return which of `queued`, `skipped`, `already` it is."""
        now, code = self._office.clock(), obstacle(self._training, self._seats.get(one.seat))
        if self._channel is not Channel.EMAIL:
            code = ""  # the learning system knows its own accounts; the attempt asks it
        state = DeliveryState.SKIPPED if code else DeliveryState.WAITING
        made = deliveries.add(
            self._connection, one.id, self._channel, turn, Ending(state, code),
            message_id=self._message_id(one, turn), actor=self._actor, now=now,
        )  # fmt: skip
        if made is None:
            return "already"
        if code:
            return "skipped"
        self._office.jobs.enqueue(
            self._connection, DELIVER_JOB, {"delivery": made, "attach": self._attach},
            key=f"{DELIVER_JOB}:{made}",
            run_at=self._begins + self._gap * self._ahead,
        )  # fmt: skip
        self._ahead += 1
        return "queued"

    def _message_id(self, one: Certificate, turn: int) -> str:
        if self._channel is not Channel.EMAIL or self._office.mail is None:
            return ""
        return self._office.mail.message_id(f"{one.code}/{self._channel.value}/{turn}")


def obstacle(training: Training, seat: Seat | None) -> str:
    """Return why this person gets no e-mail: a code, or "" when nothing stands in the way."""
    address = (seat.record.email or "").lower() if seat else ""
    if seat is None or not address:
        return "delivery_no_address"
    others = (one for one in training.seats if one.person != seat.person)
    if any((one.record.email or "").lower() == address for one in others):
        return "delivery_shared_address"
    return ""


def _check_channels(office: Office, wanted: Collection[Channel]) -> None:
    if not wanted or not set(wanted) <= set(channels(office)):
        raise ConnectorError("delivery_no_channel")


def _check_signed(one: Certificate) -> None:
    if not one.valid:
        raise ConnectorError("delivery_withdrawn")
    if one.state is not CertificateState.ARCHIVED:
        raise ConnectorError("delivery_unsigned")


def _latest(known: Sequence[Delivery], channel: Channel) -> Delivery | None:
    """Return the newest delivery through a channel; `known` has the newest first."""
    return next((one for one in known if one.channel is channel), None)
