"""Drafts of one training's certificates as they stand now: read, corrected, looked through.

    drafts       everybody's draft of one kind, with the verdict so far
    own_drafts   one person's drafts of every kind the training issues, without verdicts
    draft_paper  one draft as PDF, marked KONSEP

Nothing is stored of what is read here. Drafts exist from the first roster on: SOP S000 steps 4–6
take the konsep sertifikat as input of the training, not as its outcome.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from connector.certificates import template_list
from connector.certificates.paper import options_of as printed_options
from connector.certificates.paper import paper
from connector.domain.certificate_options import CertificateOptions, options_of
from connector.domain.certificates import ROLES, CertificateKind, Course, Design, Snapshot
from connector.domain.completion import Judgement
from connector.domain.draft_problems import problems_of, problems_of_course
from connector.domain.drafts import Corrected, Draft, Review, corrections_in_force, state_of
from connector.domain.findings import Finding
from connector.domain.people import Employment
from connector.domain.snapshots import (
    UNKNOWN_DAY,
    Teaching,
    course_of,
    roster_values,
    service_of,
    snapshot_of,
    teaching_of,
)
from connector.domain.trainings import Seat, Training
from connector.errors import ConnectorError
from connector.flows.class_completion import read_completion
from connector.flows.design_certificates import design_for, officials_of
from connector.flows.office import Office
from connector.store import drafts as reviews_store
from connector.store import papers, trainings
from connector.store.certificate_records import fingerprint, snapshot_to_json
from connector.store.keys import number_of


@dataclass(frozen=True)
class Class:
    """What all drafts of one kind in one training share."""

    training: Training
    kind: CertificateKind
    options: CertificateOptions
    course: Course
    teaching: Teaching | None
    """None for participants."""
    reviews: Mapping[str, Sequence[Review]]
    """Seat → what was said about its drafts, the oldest first."""
    design: Design
    photos: Mapping[int, str] | None
    """Seat id → sha256 of its portrait; None where the design prints none."""


@dataclass(frozen=True)
class ClassDrafts:
    """Every draft of one kind in one training, at one moment."""

    id: int
    training: Training
    kind: CertificateKind
    options: CertificateOptions
    course: Course
    design: Design
    drafts: tuple[Draft, ...]
    """In the order of the roster's numbers."""
    problems: tuple[Finding, ...]
    """What concerns all of them alike."""
    now: datetime

    def of(self, seat: str) -> Draft:
        """Return one seat's draft; raises ConnectorError `seat_without_draft`."""
        for one in self.drafts:
            if one.seat == seat:
                return one
        raise ConnectorError("seat_without_draft", training=self.training.code)


def drafts(
    connection: Connection,
    office: Office,
    code: str,
    kind: CertificateKind,
    now: datetime | None = None,
) -> ClassDrafts:
    """Read everybody's draft; raises ConnectorError `training_unknown`."""
    moment = now or office.clock()
    judgements: Mapping[str, Judgement] = {}
    if kind is CertificateKind.TEACHING:
        training = trainings.load_training(connection, code, office.link_for)
    else:
        completion = read_completion(connection, office, code, moment)
        training, judgements = completion.training, completion.judgements
    shared = read_class(connection, training, kind)
    seats = seats_of(training, kind)
    return ClassDrafts(
        id=number_of(training.key),
        training=training,
        kind=kind,
        options=shared.options,
        course=shared.course,
        design=shared.design,
        drafts=tuple(draft_of(shared, seat, judgements.get(seat.key)) for seat in seats),
        problems=problems_of_course(shared.course, shared.options, shared.teaching),
        now=moment,
    )


def own_drafts(connection: Connection, office: Office, code: str, seat: str) -> list[Draft]:
    """Return one person's drafts, the kinds in their usual order; none for a companion.

    Verdict, score and band are left out: the person reads of them when they are decided. The
    kind is `draft.snapshot.kind`. Raises ConnectorError `training_unknown`.
    """
    training = trainings.load_training(connection, code, office.link_for)
    stored = trainings.by_id(connection, number_of(training.key))
    issued = options_of(stored.settings.options if stored else {}).kinds
    own = [one for one in training.seats if one.key == seat and one.accepted]
    return [
        draft_of(read_class(connection, training, kind), one)
        for kind in CertificateKind
        for one in own
        if kind in issued and one.role in ROLES[kind]
    ]


def draft_paper(
    connection: Connection, office: Office, code: str, kind: CertificateKind, seat: str
) -> bytes:
    """Print one draft as PDF, KONSEP across every page, without number and QR code.

    Raises ConnectorError `training_unknown`, `seat_without_draft`, `course_days_missing`.
    """
    found = drafts(connection, office, code, kind)
    draft = found.of(seat)
    return print_draft(connection, office, found.id, draft, found.now)


def print_draft(
    connection: Connection, office: Office, training_id: int, draft: Draft, now: datetime
) -> bytes:
    """Print a draft that was read before; raises ConnectorError `course_days_missing`."""
    snapshot = draft.snapshot
    if UNKNOWN_DAY in (snapshot.course.first, snapshot.course.last):
        raise ConnectorError("course_days_missing")
    design = design_for(connection, training_id, snapshot.kind)
    return paper(
        snapshot,
        design,
        officials_of(connection, design),
        number="",
        dated=None,
        place=office.place,
        organiser=office.organiser,
        code="",
        address="",
        draft=True,
        photo=_photo(connection, training_id, draft),
        created=now,
        signed_by_machine=False,
    )


def read_class(connection: Connection, training: Training, kind: CertificateKind) -> Class:
    """Read what all drafts of one kind share, in two queries."""
    number = number_of(training.key)
    stored = trainings.by_id(connection, number)
    if stored is None:
        raise ConnectorError("training_unknown", training=training.code)
    options = options_of(stored.settings.options)
    design = design_for(connection, number, kind)
    is_teaching = kind is CertificateKind.TEACHING
    return Class(
        training=training,
        kind=kind,
        options=options,
        course=course_of(
            training,
            options,
            decree_number=stored.settings.decree_number,
            decree_date=stored.settings.decree_date,
        ),
        teaching=teaching_of(training.seats, training.sessions) if is_teaching else None,
        reviews=reviews_store.of_training(connection, number),
        design=design,
        photos=_photos(connection, number, design),
    )


def prints_photo(design: Design) -> bool:
    """Say whether a design has a place for a portrait, and uses it."""
    return bool(printed_options(template_list.template(design.template), design).get("photo"))


def _photos(connection: Connection, training_id: int, design: Design) -> Mapping[int, str] | None:
    if not prints_photo(design):
        return None
    return {seat: one.sha256 for seat, one in papers.photos_of(connection, training_id).items()}


def _photo(connection: Connection, training_id: int, draft: Draft) -> bytes | None:
    if not draft.snapshot.photo:
        return None
    found = papers.photos_of(connection, training_id)[number_of(draft.seat)]
    return papers.evidence_content(connection, training_id, found.id)


def seats_of(training: Training, kind: CertificateKind) -> list[Seat]:
    """List the accepted seats that may get this kind, by roster number, unnumbered ones last."""
    fit = [seat for seat in training.accepted_seats if seat.role in ROLES[kind]]
    return sorted(fit, key=lambda seat: (seat.number is None, seat.number, number_of(seat.key)))


def draft_of(shared: Class, seat: Seat, judgement: Judgement | None = None) -> Draft:
    """Build one seat's draft of everything that was read."""
    reviews = shared.reviews.get(seat.key, ())
    changes = corrections_in_force(reviews)
    corrections = {name: change.value for name, (change, _) in changes.items()}
    employment = Employment(corrections.get("employment") or service_of(seat.record))
    roster = roster_values(seat.record, employment)
    snapshot = snapshot_of(
        shared.kind,
        seat.record,
        shared.course,
        corrections=corrections,
        judgement=judgement,
        taught=shared.teaching.taught.get(seat.key, ()) if shared.teaching else (),
        photo=shared.photos.get(number_of(seat.key), "") if shared.photos else "",
    )
    corrected = tuple(
        Corrected(name, change.value, roster[name], change.was, review)
        for name, (change, review) in changes.items()
    )
    vouched = draft_fingerprint(snapshot)
    state, review = state_of(reviews, vouched)
    return Draft(
        seat=seat.key,
        person=seat.person,
        number=seat.number,
        name=seat.record.full_name,
        snapshot=snapshot,
        fingerprint=vouched,
        state=state,
        review=review,
        reviews=tuple(reviews),
        corrected=corrected,
        values={**roster, **corrections},
        problems=_problems(shared, snapshot, corrected, seat.key),
        judgement=judgement,
    )


def _problems(
    shared: Class, snapshot: Snapshot, corrected: Sequence[Corrected], seat: str
) -> tuple[Finding, ...]:
    found = problems_of(snapshot, corrected, shared.teaching, seat)
    lacks_photo = shared.photos is not None and not snapshot.photo
    return (*found, Finding.of("draft_photo_missing")) if lacks_photo else found


def draft_fingerprint(snapshot: Snapshot) -> str:
    """Return the hash of what a person vouches for: their own lines, and what they taught.

    The course is not theirs to confirm: a moved session or a new score asks nobody again.
    """
    written = snapshot_to_json(snapshot)
    return fingerprint({"holder": written["holder"], "taught": written["taught"]})
