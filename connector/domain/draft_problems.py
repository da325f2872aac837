"""What somebody should look at before a certificate is printed so: empty and doubtful lines; pure.

None of it stops an approval: some people have no NIP, no rank or no known birth date.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from connector.domain.certificate_options import CertificateOptions
from connector.domain.certificates import CertificateKind, Course, Holder, Snapshot
from connector.domain.drafts import Corrected
from connector.domain.findings import Finding
from connector.domain.identities import Identity, IdentityType, birth_hint
from connector.domain.names import read_name
from connector.domain.people import Employment
from connector.domain.ranks import RANKS
from connector.domain.snapshots import PRINTED_NUMBERS, UNKNOWN_DAY, Teaching, plain

NAME_LENGTH = 70
"""Characters of a name with degrees that fit one line of the widest paper."""
LINE_LENGTH = 120
"""Characters of position, unit and agency that fit two lines."""

BLOCKING = frozenset({"course_days_missing", "course_hours_missing"})
"""Problems of a whole class with which nothing is approved."""


def problems_of(
    snapshot: Snapshot, corrected: Sequence[Corrected] = (), teaching: Teaching | None = None,
    seat: str = "",
) -> tuple[Finding, ...]:  # fmt: skip
    """List what is empty or doubtful on one draft, in the order of its lines."""
    holder = snapshot.holder
    found = [*_name(holder), *_number(holder)]
    if snapshot.kind is not CertificateKind.TEACHING:
        found += _birth(holder)
        found += _rank(holder)
        found += _place_of_work(holder)
    elif teaching is not None:
        found += _taught(snapshot, teaching, seat)
    found += [
        Finding.of("draft_line_long", length=len(line), line=line[:40])
        for line in (holder.position, holder.unit, holder.agency)
        if len(line) > LINE_LENGTH
    ]
    found += [
        Finding.of("draft_roster_moved", roster=one.roster[:60], value=one.value[:60])
        for one in corrected
        if one.contradicted and one.name != "identity"
    ]
    if any(one.contradicted and one.name == "identity" for one in corrected):
        found.append(Finding.of("draft_roster_number_moved"))
    return tuple(found)


def problems_of_course(
    course: Course, options: CertificateOptions, teaching: Teaching | None = None
) -> tuple[Finding, ...]:
    """List what concerns every certificate of a class; those in `BLOCKING` stop its approval."""
    found = list[Finding]()
    if UNKNOWN_DAY in (course.first, course.last):
        found.append(Finding.of("course_days_missing"))
    if course.jp <= 0:
        found.append(Finding.of("course_hours_missing"))
    total = plain(sum((one.jp for one in course.subjects), start=course.jp * 0))
    if options.jp is not None and course.subjects and total != course.jp:
        found.append(Finding.of("course_hours_differ", stated=str(course.jp), sum=str(total)))
    if not course.place:
        found.append(Finding.of("course_place_missing"))
    found += _unnamed(teaching.unmatched if teaching else ())
    return tuple(found)


def _unnamed(names: Iterable[str]) -> list[Finding]:
    return [Finding.of("teaching_unmatched", name=name[:80]) for name in names]


def _name(holder: Holder) -> list[Finding]:
    letters = [one for one in read_name(holder.name).bare if one.isalpha()]
    found = list[Finding]()
    if len(letters) > 3 and not any(one.islower() for one in letters):
        found.append(Finding.of("draft_name_capitals"))
    elif len(letters) > 3 and not any(one.isupper() for one in letters):
        found.append(Finding.of("draft_name_small"))
    if len(holder.name) > NAME_LENGTH:
        found.append(Finding.of("draft_name_long", length=len(holder.name)))
    return found


def _number(holder: Holder) -> list[Finding]:
    expected = PRINTED_NUMBERS[holder.employment]
    if holder.employment is Employment.UNKNOWN:
        return [Finding.of("draft_service_unknown")]
    if not expected:
        return []
    if not holder.identity:
        missing = "draft_nrp_missing" if expected[0] is IdentityType.NRP else "draft_nip_missing"
        return [Finding.of(missing)]
    if holder.identity_type != expected[0]:
        return [Finding.of("draft_number_of_other_service")]
    return []


def _birth(holder: Holder) -> list[Finding]:
    found = list[Finding]()
    if not holder.birthplace:
        found.append(Finding.of("draft_birthplace_missing"))
    if holder.birth_date is None:
        found.append(Finding.of("draft_birth_date_missing"))
    elif holder.identity:
        hint = birth_hint(Identity(IdentityType(holder.identity_type), holder.identity))
        if hint is not None and not hint.agrees_with(holder.birth_date):
            found.append(Finding.of("draft_birth_date_differs"))
    return found


def _rank(holder: Holder) -> list[Finding]:
    if holder.employment is Employment.PPPK:
        return [] if holder.grade else [Finding.of("draft_grade_missing")]
    if holder.employment is Employment.TNI_POLRI:
        return [] if holder.rank else [Finding.of("draft_rank_missing")]
    if holder.employment is Employment.PNS:
        if not (holder.rank and holder.grade):
            return [Finding.of("draft_rank_missing")]
        if RANKS.get(holder.grade, holder.rank).lower() != holder.rank.lower():
            return [Finding.of("draft_rank_differs", rank=holder.rank, grade=holder.grade)]
    return []


def _place_of_work(holder: Holder) -> list[Finding]:
    found = list[Finding]()
    if not holder.position:
        found.append(Finding.of("draft_position_missing"))
    if not (holder.unit or holder.agency):
        found.append(Finding.of("draft_unit_missing"))
    return found


def _taught(snapshot: Snapshot, teaching: Teaching, seat: str) -> list[Finding]:
    found = [
        Finding.of("draft_teaching_ambiguous", name=name[:80])
        for name, seats in teaching.ambiguous.items()
        if seat in seats
    ]
    if not snapshot.taught:
        found.append(Finding.of("draft_nothing_taught"))
    return found
