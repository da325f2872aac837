"""What people say about drafts of certificates, each deed with actor, reason and time.

    confirm_draft      the person, or staff for them, says that the lines are right
    propose_correction the person would have lines changed
    decide_correction  staff accept or refuse a proposal
    correct_draft      staff change lines, in force at once
    undo_correction    staff take back what is in force: the roster speaks again
    set_certificate_options  which kinds a training issues, and what is printed of the training

A confirmation is bound to the lines that were seen. Approved and issued certificates do not move
with any of it: a difference shows on the list instead.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from connector.domain.certificate_options import OPTION, CertificateOptions, options_to_json
from connector.domain.certificates import ROLES, CertificateKind
from connector.domain.draft_fields import is_printable, read_corrections
from connector.domain.drafts import Change, Decision, Draft, DraftState, ReviewKind
from connector.domain.people import Employment
from connector.domain.snapshots import roster_values, service_of, snapshot_of
from connector.domain.trainings import Seat
from connector.errors import ConnectorError
from connector.flows.class_drafts import Class, draft_fingerprint, draft_of, read_class
from connector.flows.office import Office
from connector.store import audit, designs, trainings
from connector.store import drafts as reviews
from connector.store.keys import number_of

REASON = 500
"""Characters a reason or a note may have."""

MOST_PROPOSALS = 30
"""Of one seat, ever; a personal address that leaked fills no table."""


def confirm_draft(office: Office, code: str, seat: str, fingerprint: str, *, actor: str) -> bool:
    """Confirm the lines that were seen; False when they are confirmed already.

    A proposal of the same person that still waits is taken back by it. Raises ConnectorError
    `training_unknown`, `seat_without_draft`, `draft_changed` when the lines are others by now.
    """
    with office.engine.begin() as connection:
        now = office.clock()
        shared, own = _alone(connection, office, code, seat)
        draft = draft_of(shared, own)
        if draft.fingerprint != fingerprint:
            raise ConnectorError("draft_changed")
        if draft.state is DraftState.CONFIRMED:
            return False
        if actor == seat:
            reviews.supersede(connection, seat, actor=actor, now=now)
        made = reviews.add(
            connection, number_of(shared.training.key), seat, ReviewKind.CONFIRMATION,
            draft.fingerprint, actor=actor, now=now,
        )  # fmt: skip
        audit.note(connection, actor, "draft.confirmed", seat, now=now, review=made)
    return True


def propose_correction(
    office: Office, code: str, seat: str, given: Mapping[str, str], note: str, *, actor: str
) -> int:
    """Ask for lines to be changed; return the proposal's id. A newer one replaces it.

    Raises ConnectorError `training_unknown`, `seat_without_draft`, `proposals_too_many`, and what
    `read_corrections` refuses: what came with a refused form is not kept.
    """
    with office.engine.begin() as connection:
        now = office.clock()
        shared, own = _alone(connection, office, code, seat)
        draft = draft_of(shared, own)
        if sum(one.kind is ReviewKind.PROPOSAL for one in draft.reviews) >= MOST_PROPOSALS:
            raise ConnectorError("proposals_too_many")
        changed = read_corrections(given, draft.values, staff=False, today=_today(office, shared))
        reviews.supersede(connection, seat, actor=actor, now=now)
        made = _store(
            connection, office, shared, own, draft, ReviewKind.PROPOSAL, changed, note, actor
        )
        audit.note(
            connection, actor, "draft.proposed", seat, now=now, review=made, lines=sorted(changed)
        )
    return made


def decide_correction(
    office: Office, code: str, review_id: int, accept: bool, note: str = "", *, actor: str
) -> None:
    """Accept or refuse a proposal; a refusal needs a reason, which the person reads.

    Raises ConnectorError `training_unknown`, `reason_missing`, `proposal_gone` when nothing waits
    under that id.
    """
    why = plain_text(note) if accept else _reason(note)
    with office.engine.begin() as connection:
        now = office.clock()
        training_id = _locked(connection, code)
        review = reviews.get(connection, training_id, review_id)
        decision = Decision.ACCEPTED if accept else Decision.REFUSED
        if review is None or not reviews.decide(
            connection, review_id, decision, note=why, actor=actor, now=now
        ):
            raise ConnectorError("proposal_gone")
        audit.note(
            connection, actor, f"draft.{decision.value}", review.seat, now=now,
            review=review_id, lines=sorted(review.fields),
        )  # fmt: skip


def correct_draft(
    office: Office, code: str, seat: str, given: Mapping[str, str], reason: str, *, actor: str
) -> int:
    """Change lines at once; return the correction's id.

    Raises ConnectorError `training_unknown`, `seat_without_draft`, `reason_missing`, and what
    `read_corrections` refuses.
    """
    why = _reason(reason)
    with office.engine.begin() as connection:
        now = office.clock()
        shared, own = _alone(connection, office, code, seat)
        draft = draft_of(shared, own)
        changed = read_corrections(given, draft.values, staff=True, today=_today(office, shared))
        made = _store(
            connection, office, shared, own, draft, ReviewKind.CORRECTION, changed, why, actor
        )
        audit.note(
            connection, actor, "draft.corrected", seat, now=now, review=made, lines=sorted(changed)
        )
    return made


def undo_correction(office: Office, code: str, review_id: int, reason: str, *, actor: str) -> None:
    """Take a correction or an accepted proposal back; what an earlier one said holds again.

    Raises ConnectorError `training_unknown`, `reason_missing`, `correction_gone`.
    """
    why = _reason(reason)
    with office.engine.begin() as connection:
        now = office.clock()
        training_id = _locked(connection, code)
        review = reviews.get(connection, training_id, review_id)
        if review is None or not reviews.undo(
            connection, review_id, note=why, actor=actor, now=now
        ):
            raise ConnectorError("correction_gone")
        audit.note(
            connection, actor, "draft.undone", review.seat, now=now,
            review=review_id, lines=sorted(review.fields),
        )  # fmt: skip


def set_certificate_options(
    office: Office, code: str, options: CertificateOptions, *, actor: str
) -> None:
    """Store which kinds a training issues and what is printed of it; nothing issued changes.

    Raises ConnectorError `training_unknown`, `certificate_options_unfit`, `design_unfit` for a
    design that is of another kind or not in use.
    """
    _check_options(options)
    with office.engine.begin() as connection:
        training_id = _locked(connection, code)
        stored = trainings.by_id(connection, training_id)
        if stored is None:
            raise ConnectorError("training_unknown", training=code)
        _check_designs(connection, options.kinds)
        written = options_to_json(options)
        if stored.settings.options.get(OPTION, {}) == written:
            return
        settings = replace(stored.settings, options={**stored.settings.options, OPTION: written})
        trainings.change(connection, training_id, settings)
        audit.note(
            connection, actor, "certificates.options_set", stored.key, now=office.clock(),
            kinds=sorted(kind.value for kind in options.kinds),
        )  # fmt: skip


TEXT_LENGTH = 80
"""Characters of place, method and classification code."""
MOST_HOURS = Decimal(2000)
"""JP of a training; a year of full weeks has fewer."""


def _check_options(options: CertificateOptions) -> None:
    texts = (options.place, options.method, options.klasifikasi)
    hours, year = options.jp, options.year
    days = [day for day in (options.first, options.last) if day is not None]
    fits = (
        all(len(one) <= TEXT_LENGTH and is_printable(one) for one in texts)
        and (hours is None or (hours.is_finite() and 0 < hours <= MOST_HOURS))
        and (year is None or 2000 <= year <= 2100)
        and days == sorted(days)
        and (options.last is None or options.first is not None)
        and all(2000 <= day.year <= 2100 for day in (*days, options.dated) if day is not None)
    )
    if not fits:
        raise ConnectorError("certificate_options_unfit")


def _check_designs(connection: Connection, kinds: Mapping[CertificateKind, int]) -> None:
    for kind, number in kinds.items():
        design = designs.get(connection, number) if number else None
        if number and (design is None or design.kind is not kind):
            raise ConnectorError("design_unfit", kind=kind.value)


def _store(
    connection: Connection,
    office: Office,
    shared: Class,
    own: Seat,
    draft: Draft,
    kind: ReviewKind,
    changed: Mapping[str, str],
    note: str,
    actor: str,
) -> int:
    """Store changed lines, with the fingerprint of the draft as it would be with them."""
    in_force = {one.name: one.value for one in draft.corrected}
    after = snapshot_of(
        shared.kind,
        own.record,
        shared.course,
        corrections={**in_force, **changed},
        taught=draft.snapshot.taught,
    )
    roster = roster_values(own.record, _employment(own, {**in_force, **changed}))
    return reviews.add(
        connection,
        number_of(shared.training.key),
        own.key,
        kind,
        draft_fingerprint(after),
        fields={name: Change(value, roster[name]) for name, value in changed.items()},
        note=plain_text(note),
        actor=actor,
        now=office.clock(),
    )


def _employment(own: Seat, corrections: Mapping[str, str]) -> Employment:
    return Employment(corrections.get("employment") or service_of(own.record))


def _alone(connection: Connection, office: Office, code: str, seat: str) -> tuple[Class, Seat]:
    """Return a seat and what its drafts share, while nobody else reviews in this training."""
    _locked(connection, code)
    training = trainings.load_training(connection, code, office.link_for)
    own = next((one for one in training.accepted_seats if one.key == seat), None)
    kinds = [kind for kind in CertificateKind if own is not None and own.role in ROLES[kind]]
    if own is None or not kinds:
        raise ConnectorError("seat_without_draft", training=code)
    return read_class(connection, training, kinds[0]), own


def _locked(connection: Connection, code: str) -> int:
    stored = trainings.get(connection, code)
    if stored is None:
        raise ConnectorError("training_unknown", training=code)
    trainings.lock(connection, stored.id)
    return stored.id


def _today(office: Office, shared: Class) -> date:
    return office.clock().astimezone(ZoneInfo(shared.training.zone)).date()


def plain_text(given: str) -> str:
    """Return a note in one line, cut to `REASON`; raises ConnectorError `reason_unfit`."""
    text = " ".join(given.split())[:REASON]
    if not is_printable(text):
        raise ConnectorError("reason_unfit")
    return text


def _reason(given: str) -> str:
    reason = plain_text(given)
    if not reason:
        raise ConnectorError("reason_missing")
    return reason
