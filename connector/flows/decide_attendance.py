"""What people decide about attendance, each deed with actor, reason and time, and undoable.

    decide_card      whose stays these were: one seat, several (a shared device), or nobody
    accept_cards     the same for many cards whose link already names the seat
    mark_seat        what the office's list says of one seat at one session
    approve_mark     a second person lets a mark count
    note_disruption  power or network was cut for named seats
    set_rule         how minutes become marks in this training
    sign_in          the person signs the list: on the personal page, or by the room's code

Nothing is overwritten: an earlier decision or mark stays readable beside the later one.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from connector.domain.attendance import Denominator, Mark, Rule, SignInSource
from connector.domain.attribution import Card, Standing, Verdict, rememberable
from connector.domain.sessions import SessionKind, SessionRecord
from connector.errors import ConnectorError
from connector.flows.class_attendance import (
    OPTION,
    ClassAttendance,
    read_attendance,
    rule_of,
    rule_to_options,
)
from connector.flows.office import Office
from connector.store import attendance, audit, papers, trainings
from connector.store import seats as seat_queries
from connector.store.keys import number_of
from connector.store.trainings import StoredTraining

REASON = 500
"""Characters a reason may have."""

SIGN_IN_EARLY = timedelta(minutes=30)
SIGN_IN_LATE = timedelta(minutes=30)
"""How long before a session's start and after its end its list may be signed."""

NAME_TWICE = "name_twice"
"""Reason of a card whose name two connections bore at once."""

CLAIMS = {"login": attendance.LOGIN, "email": attendance.EMAIL, "phone": attendance.PHONE}
"""Kinds of cards that name something a person goes on using, in other trainings too."""


def card_id(key: str) -> str:
    """Return what an address or a form calls a card: its key may hold an e-mail or a number."""
    return hashlib.sha256(key.encode()).hexdigest()[:20]


def find_card(found: ClassAttendance, identifier: str) -> Card:
    """Return the card a form means; raises ConnectorError `card_gone` when nothing waits there."""
    for card in found.cards:
        if card_id(card.key) == identifier:
            return card
    raise ConnectorError("card_gone", training=found.training.code)


def decide_card(
    office: Office,
    code: str,
    identifier: str,
    *,
    verdict: Verdict,
    seats: Sequence[str] = (),
    reason: str,
    remember: bool,
    actor: str,
) -> list[int]:
    """Decide a card; return the ids of the decisions, for undoing them.

    With `remember` it holds for this training's other meetings too, and what identifies the
    person elsewhere (account, address, number) is noted as theirs. Raises ConnectorError
    `card_gone`, `reason_missing`, `seat_unknown`, `seats_missing`, and `card_not_rememberable`
    where remembering would credit somebody else's `iPhone`, or nobody.
    """
    why = _reason(reason)
    with office.engine.begin() as connection:
        now = office.clock()
        found = _locked(connection, office, code)
        card = find_card(found, identifier)
        _check_seats(found, verdict, seats)
        if remember and not can_remember(card):
            raise ConnectorError("card_not_rememberable", training=code)
        whose = tuple(dict.fromkeys(seats)) if verdict is Verdict.SEATS else ()
        made = _store(connection, found, card, verdict, whose, why, remember, actor, now)
    return made


def can_remember(card: Card) -> bool:
    """Say whether a decision about a card would hold in other meetings, for the same people.

    Two connections that bore one name at once will not be told apart next time either.
    """
    return rememberable(card.key) and all(one.code != NAME_TWICE for one in card.reasons)


def accept_cards(
    office: Office, code: str, identifiers: Collection[str], *, reason: str, actor: str
) -> int:
    """Accept cards whose link names one seat already; return how many.

    These are links used under a device's, a room's or an unknown name. The name on that link is
    remembered as the seat's; what else waits only with such a link (its telephone) is accepted
    for the meetings it stands in. Cards that are gone by now or name no seat stay as they are.
    """
    why = _reason(reason)
    with office.engine.begin() as connection:
        now = office.clock()
        found = _locked(connection, office, code)
        wanted = [
            card
            for card in found.cards
            if card_id(card.key) in identifiers
            and card.standing is Standing.UNCONFIRMED
            and len(card.seats) == 1
        ]
        for card in wanted:
            alias = card.key.startswith("seat:") and can_remember(card)
            _store(connection, found, card, Verdict.SEATS, card.seats, why, alias, actor, now)
    return len(wanted)


def undo_decision(office: Office, code: str, decision_id: int, *, actor: str) -> None:
    """Take a decision back, and what it noted about the person's accounts with it.

    Raises ConnectorError `decision_unknown` where there is none to take back.
    """
    with office.engine.begin() as connection:
        now = office.clock()
        stored = attendance.decision(connection, decision_id)
        training = _training(connection, code)
        if stored is None or stored.training_id != training.id:
            raise ConnectorError("decision_unknown", training=code)
        if not attendance.undo_decision(connection, decision_id, actor=actor, now=now):
            raise ConnectorError("decision_unknown", training=code)
        kind, _, value = stored.decided.card.partition(":")
        if kind in CLAIMS and len(stored.decided.seats) == 1:
            person = _person_of(connection, stored.decided.seats[0])
            attendance.unclaim(connection, CLAIMS[kind], value, person, at=stored.at)
        audit.note(
            connection, actor, "attendance.undone", training.key, now=now, decision=decision_id
        )


def mark_seat(
    office: Office,
    code: str,
    seats: Sequence[str],
    session: str,
    mark: Mark | None,
    *,
    reason: str,
    evidence: int | None = None,
    actor: str,
) -> int:
    """Mark seats at a session, or with None take their marks back; return how many.

    `evidence` is the id of a file attached to this training. The minutes and the rule's own
    answer stay visible beside the mark. Raises ConnectorError `seat_unknown`, `session_unknown`,
    `session_not_counted`, `reason_missing`, `evidence_unknown`.
    """
    why = _reason(reason)
    with office.engine.begin() as connection:
        now = office.clock()
        training = _alone(connection, code)
        _counted_session(connection, training, session)
        _known_seats(connection, training, seats)
        if evidence is not None:
            _known_evidence(connection, training, evidence)
        if mark is None:
            attendance.undo_marks(connection, training.id, seats, session, actor=actor, now=now)
        else:
            for seat in seats:
                attendance.put_mark(
                    connection, training.id, seat=seat, session=session, mark=mark,
                    reason=why, evidence=evidence, actor=actor, now=now,
                )  # fmt: skip
        audit.note(
            connection,
            actor,
            "attendance.marked",
            training.key,
            now=now,
            seats=list(seats),
            mark=mark.value if mark else "",
        )
    return len(seats)


def approve_mark(office: Office, code: str, mark_id: int, *, actor: str) -> None:
    """Let a mark count; raises `mark_unknown`, or `mark_own` for whoever made it."""
    with office.engine.begin() as connection:
        now = office.clock()
        training = _alone(connection, code)
        stored = attendance.mark(connection, mark_id)
        if stored is None or stored.training_id != training.id or stored.undone_by:
            raise ConnectorError("mark_unknown", training=code)
        if stored.mark.actor == actor:
            raise ConnectorError("mark_own")
        attendance.approve_mark(connection, mark_id, actor=actor, now=now)
        audit.note(connection, actor, "attendance.approved", training.key, now=now, mark=mark_id)


def note_disruption(
    office: Office,
    code: str,
    *,
    start: datetime,
    end: datetime,
    seats: Sequence[str],
    reason: str,
    denominator: Denominator,
    actor: str,
) -> int:
    """Note a disruption for named seats; return its id. Raises `disruption_unfit` for odd times."""
    why = _reason(reason)
    if end <= start or not seats:
        raise ConnectorError("disruption_unfit")
    with office.engine.begin() as connection:
        now = office.clock()
        training = _training(connection, code)
        _known_seats(connection, training, seats)
        made = attendance.add_disruption(
            connection,
            training.id,
            start=start,
            end=end,
            named=seats,
            reason=why,
            denominator=denominator,
            actor=actor,
            now=now,
        )
        audit.note(
            connection, actor, "attendance.disrupted", training.key, now=now, disruption=made
        )
    return made


def decide_disruption(
    office: Office, code: str, disruption_id: int, denominator: Denominator | None, *, actor: str
) -> None:
    """Decide the denominator of a disruption, or with None take the disruption back."""
    with office.engine.begin() as connection:
        now = office.clock()
        training = _alone(connection, code)
        known = {one.disruption.id for one in attendance.disruptions_of(connection, training.id)}
        if disruption_id not in known:
            raise ConnectorError("disruption_unknown", training=code)
        if denominator is None:
            attendance.undo_disruption(connection, disruption_id, actor=actor, now=now)
        else:
            attendance.decide_disruption(
                connection, disruption_id, denominator, actor=actor, now=now
            )
        audit.note(
            connection,
            actor,
            "attendance.disruption_decided",
            training.key,
            now=now,
            disruption=disruption_id,
            denominator=denominator.value if denominator else "undone",
        )


def set_rule(office: Office, code: str, rule: Rule, *, actor: str) -> None:
    """Change a training's rule; every mark by rule follows at once. Raises `rule_unfit`."""
    if not (0 <= rule.minimum_percent <= 100 and 0 <= rule.grace_minutes <= 240):
        raise ConnectorError("rule_unfit")
    with office.engine.begin() as connection:
        training = _alone(connection, code)
        before = rule_of(training.settings.options)
        options = {**training.settings.options, OPTION: rule_to_options(rule)}
        trainings.change(connection, training.id, replace(training.settings, options=options))
        if before != rule:
            audit.note(
                connection,
                actor,
                "attendance.rule_set",
                training.key,
                now=office.clock(),
                **rule_to_options(rule),
            )


def sign_in(
    office: Office, code: str, seat: str, session: str, source: SignInSource, *, actor: str
) -> bool:
    """Sign a seat in at a session; False when it had done so before.

    Raises ConnectorError `sign_in_closed` outside the session's time (half an hour around it).
    """
    with office.engine.begin() as connection:
        now = office.clock()
        training = _training(connection, code)
        slot = _counted_session(connection, training, session)
        if not slot.start - SIGN_IN_EARLY <= now <= slot.end + SIGN_IN_LATE:
            raise ConnectorError("sign_in_closed", training=code)
        fresh = attendance.sign_in(
            connection, training.id, seat=seat, session=session, source=source, now=now
        )
        if fresh:
            audit.note(connection, actor, "attendance.signed", seat, now=now, source=source.value)
    return fresh


def open_for_signing(sessions: Sequence[SessionRecord], now: datetime) -> list[SessionRecord]:
    """Return the sessions whose list may be signed at this moment."""
    return [
        slot
        for slot in sessions
        if slot.kind in (SessionKind.CLASS, SessionKind.TEST)
        and slot.start - SIGN_IN_EARLY <= now <= slot.end + SIGN_IN_LATE
    ]


def confirm_email(office: Office, person_id: int, email: str, *, actor: str) -> None:
    """Note that an address is this person's own, as they or the staff say."""
    with office.engine.begin() as connection:
        now = office.clock()
        attendance.claim(
            connection, attendance.EMAIL, email.lower(), person_id, actor=actor, now=now
        )
        audit.note(connection, actor, "email.confirmed", f"person:{person_id}", now=now)


def _store(
    connection: Connection,
    found: ClassAttendance,
    card: Card,
    verdict: Verdict,
    seats: Sequence[str],
    reason: str,
    remember: bool,
    actor: str,
    now: datetime,
) -> list[int]:
    """Store one decision for all meetings, or one for each meeting the card stands in."""
    meetings = [None] if remember else sorted({one.held for one in card.stays})
    made = [
        attendance.decide(
            connection,
            found.id,
            card=card.key,
            held=held,
            verdict=verdict,
            decided_seats=seats,
            reason=reason,
            actor=actor,
            now=now,
        )
        for held in meetings
    ]
    kind, _, value = card.key.partition(":")
    if remember and kind in CLAIMS and verdict is Verdict.SEATS and len(seats) == 1:
        person = number_of(found.seats[seats[0]].person)
        attendance.claim(connection, CLAIMS[kind], value, person, actor=actor, now=now)
    audit.note(
        connection,
        actor,
        "attendance.decided",
        found.training.key,
        now=now,
        decisions=made,
        verdict=verdict.value,
        seats=list(seats),
        remembered=remember,
    )
    return made


def _locked(connection: Connection, office: Office, code: str) -> ClassAttendance:
    """Read the attendance while nobody else decides in this training."""
    trainings.lock(connection, _training(connection, code).id)
    return read_attendance(connection, office, code)


def _alone(connection: Connection, code: str) -> StoredTraining:
    """Return a training while nobody else marks or decides in it."""
    trainings.lock(connection, _training(connection, code).id)
    return _training(connection, code)


def _training(connection: Connection, code: str) -> StoredTraining:
    stored = trainings.get(connection, code)
    if stored is None:
        raise ConnectorError("training_unknown", training=code)
    return stored


def _counted_session(
    connection: Connection, training: StoredTraining, session: str
) -> SessionRecord:
    for slot in trainings.sessions_of(connection, training.id):
        if slot.key == session:
            if slot.kind in (SessionKind.CLASS, SessionKind.TEST):
                return slot
            raise ConnectorError("session_not_counted", training=training.code)
    raise ConnectorError("session_unknown", training=training.code)


def _known_seats(connection: Connection, training: StoredTraining, wanted: Sequence[str]) -> None:
    known = {seat.key for seat in seat_queries.listing(connection, training.id)}
    if not wanted or not set(wanted) <= known:
        raise ConnectorError("seat_unknown", training=training.code)


def _known_evidence(connection: Connection, training: StoredTraining, number: int) -> None:
    found = papers.evidence_by_id(connection, training.id, number)
    if found is None or found.removed_at is not None:
        raise ConnectorError("evidence_unknown", number=number)


def _check_seats(found: ClassAttendance, verdict: Verdict, wanted: Sequence[str]) -> None:
    if verdict is Verdict.SEATS and not wanted:
        raise ConnectorError("seats_missing")
    if not set(wanted) <= found.seats.keys():
        raise ConnectorError("seat_unknown", training=found.training.code)


def _person_of(connection: Connection, seat: str) -> int:
    stored = seat_queries.get(connection, number_of(seat))
    return stored.person_id if stored else 0


def _reason(given: str) -> str:
    reason = " ".join(given.split())[:REASON]
    if not reason:
        raise ConnectorError("reason_missing")
    return reason
