"""What one certificate states: built from roster row, corrections, timetable and verdict; pure.

Lines that a person's service does not have stay empty (facts: domain §3, §4.2): a PNS has NIP,
rank and grade, a PPPK its NI PPPK (printed as NIP) and a grade, TNI and Polri NRP and rank,
everybody else neither number nor rank. A NIK is never taken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from connector.domain.certificate_options import CertificateOptions
from connector.domain.certificates import CertificateKind, Course, Holder, Snapshot, Subject
from connector.domain.completion import Judgement, Verdict
from connector.domain.identities import Identity, IdentityType
from connector.domain.names import comparable
from connector.domain.people import Employment, PersonRecord, Role
from connector.domain.sessions import SessionKind, SessionRecord, comparable_subject
from connector.domain.trainings import Seat, Training

UNKNOWN_DAY = date.min
"""Stands for the days of a training without timetable; nothing is printed or approved with it."""

PRINTED_NUMBERS: Mapping[Employment, tuple[IdentityType, ...]] = {
    Employment.PNS: (IdentityType.NIP_PNS, IdentityType.NI_PPPK),
    Employment.PPPK: (IdentityType.NI_PPPK, IdentityType.NIP_PNS),
    Employment.TNI_POLRI: (IdentityType.NRP,),
    Employment.NON_ASN: (),
    Employment.UNKNOWN: (),
}
"""Which number is printed, best first. Who became a PNS may still be listed with NI PPPK."""


@dataclass(frozen=True)
class Teaching:
    """Who taught what, as far as the timetable's names tell."""

    taught: Mapping[str, tuple[Subject, ...]]
    """Seat → subjects with the JP of its own sessions."""
    ambiguous: Mapping[str, tuple[str, ...]]
    """Name in the timetable → the seats it may mean; none of them is credited."""
    unmatched: tuple[str, ...]
    """Names in the timetable that no instructor bears."""


def snapshot_of(
    kind: CertificateKind,
    record: PersonRecord,
    course: Course,
    *,
    corrections: Mapping[str, str] | None = None,
    judgement: Judgement | None = None,
    taught: tuple[Subject, ...] = (),
    photo: str = "",
) -> Snapshot:
    """Build what a certificate of this kind would state now.

    `corrections` are accepted ones (`connector.domain.draft_fields`); score and band are stated
    only once the verdict is EARNED.
    """
    earned = judgement is not None and judgement.verdict is Verdict.EARNED
    return Snapshot(
        kind=kind,
        holder=holder_of(record, corrections or {}),
        course=course,
        band=judgement.band if judgement and earned else "",
        score=judgement.score if judgement and earned else None,
        taught=taught if kind is CertificateKind.TEACHING else (),
        photo=photo,
    )


def holder_of(record: PersonRecord, corrections: Mapping[str, str]) -> Holder:
    """Return the person as printed; an accepted correction outweighs the roster."""
    employment = Employment(corrections.get("employment") or service_of(record))
    said = {**roster_values(record, employment), **corrections}
    printable = employment is not Employment.NON_ASN
    kind, _, number = said["identity"].partition(":") if printable else ("", "", "")
    civil = employment in (Employment.PNS, Employment.PPPK)
    return Holder(
        name=said["name"],
        employment=employment,
        identity_type=kind,
        identity=number,
        birthplace=said["birthplace"],
        birth_date=date.fromisoformat(said["birth_date"]) if said["birth_date"] else None,
        rank=said["rank"] if printable and employment is not Employment.PPPK else "",
        grade=said["grade"] if civil or employment is Employment.UNKNOWN else "",
        position=said["position"],
        unit=said["unit"],
        agency=said["agency"],
    )


def roster_values(record: PersonRecord, employment: Employment) -> dict[str, str]:
    """Return what the roster says for each printed field, "" where it says nothing.

    `identity` is the number printed for that kind of service, as `NIP_PNS:1990…`, or "";
    `birth_date` is in ISO form.
    """
    number = printed_identity(record, employment)
    return {
        "name": record.full_name,
        "employment": employment.value,
        "identity": f"{number.type.value}:{number.value}" if number else "",
        "birthplace": record.birthplace or "",
        "birth_date": record.birth_date.isoformat() if record.birth_date else "",
        "rank": record.rank or "",
        "grade": record.grade or "",
        "position": record.position or "",
        "unit": record.unit or "",
        "agency": record.agency or "",
    }


def service_of(record: PersonRecord) -> Employment:
    """Return the kind of service the roster states, or else the one its numbers imply."""
    if record.employment is not Employment.UNKNOWN:
        return record.employment
    for kind, employment in (
        (IdentityType.NIP_PNS, Employment.PNS),
        (IdentityType.NI_PPPK, Employment.PPPK),
        (IdentityType.NRP, Employment.TNI_POLRI),
    ):
        if record.identity(kind) is not None:
            return employment
    return Employment.UNKNOWN


def printed_identity(record: PersonRecord, employment: Employment) -> Identity | None:
    """Return the number that may be printed for this kind of service; never a NIK."""
    found = (record.identity(kind) for kind in PRINTED_NUMBERS[employment])
    return next((one for one in found if one is not None), None)


def course_of(
    training: Training,
    options: CertificateOptions,
    *,
    decree_number: str | None = None,
    decree_date: date | None = None,
) -> Course:
    """Return the training as printed; `UNKNOWN_DAY` stands where nothing tells its days."""
    subjects = subjects_of(training.sessions)
    first, last = days_of(training, options)
    total = sum((one.jp for one in subjects), Decimal(0))
    return Course(
        code=training.code,
        title=training.title,
        cohort=training.cohort,
        year=options.year or first.year,
        first=first,
        last=last,
        place=options.place,
        method=options.method,
        jp=plain(total if options.jp is None else options.jp),
        subjects=subjects,
        decree_number=decree_number or "",
        decree_date=decree_date,
    )


def days_of(training: Training, options: CertificateOptions) -> tuple[date, date]:
    """Return first and last day: of the timetable, or as set where there is none."""
    days = sorted({slot.date for slot in training.sessions if slot.kind is not SessionKind.BREAK})
    if days:
        return days[0], days[-1]
    first = options.first or UNKNOWN_DAY
    return first, options.last or first


def subjects_of(sessions: Iterable[SessionRecord]) -> tuple[Subject, ...]:
    """Sum equal subjects in the order in which they begin; breaks and ceremonies are left out.

    A test is a subject where the timetable gives it lesson hours.
    """
    titles = dict[str, str]()
    hours: dict[str, Decimal] = defaultdict(Decimal)
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for slot in sorted(sessions, key=lambda one: (one.start, one.end, one.key)):
        if not _is_taught(slot):
            continue
        key = comparable_subject(slot.subject)
        titles.setdefault(key, slot.subject)
        hours[key] += slot.jp
        for name in slot.instructor_names:
            names[key].setdefault(comparable(name), name)
    return tuple(
        Subject(title, plain(hours[key]), tuple(names[key].values()))
        for key, title in titles.items()
    )


def teaching_of(seats: Iterable[Seat], sessions: Sequence[SessionRecord]) -> Teaching:
    """Say who taught what: a name in the timetable counts where exactly one instructor bears it.

    Names are compared without degrees and spelling (`connector.domain.names.comparable`).
    """
    bearers: dict[str, list[str]] = defaultdict(list)
    for seat in seats:
        if seat.role is Role.INSTRUCTOR and seat.accepted:
            bearers[comparable(seat.record.full_name)].append(seat.key)
    slots_of: dict[str, dict[str, SessionRecord]] = defaultdict(dict)
    ambiguous = dict[str, tuple[str, ...]]()
    unmatched = dict[str, None]()
    for slot in sessions:
        for name in slot.instructor_names if _is_taught(slot) else ():
            found = bearers.get(comparable(name), [])
            if len(found) == 1:
                slots_of[found[0]][slot.key] = slot
            elif found:
                ambiguous[name] = tuple(found)
            else:
                unmatched[name] = None
    taught = {seat: _alone(subjects_of(slots.values())) for seat, slots in slots_of.items()}
    return Teaching(taught, ambiguous, tuple(unmatched))


def plain(number: Decimal) -> Decimal:
    """Return a number without trailing zeros: 2.50 and 2.5 are one statement."""
    stripped = number.normalize()
    return stripped.quantize(Decimal(1)) if stripped == stripped.to_integral() else stripped


def _alone(subjects: tuple[Subject, ...]) -> tuple[Subject, ...]:
    """Leave the names out: the paper is about one person."""
    return tuple(Subject(one.title, one.jp) for one in subjects)


def _is_taught(slot: SessionRecord) -> bool:
    return slot.kind is SessionKind.CLASS or (slot.kind is SessionKind.TEST and slot.jp > 0)
