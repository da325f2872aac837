"""Where a draft stands, which correction holds, what may be written, what is worth a look."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from connector.domain.certificate_options import CertificateOptions
from connector.domain.certificates import CertificateKind, Course, Holder, Snapshot, Subject
from connector.domain.draft_fields import LINES, PERSONAL, read_corrections
from connector.domain.draft_problems import problems_of, problems_of_course
from connector.domain.drafts import (
    Change,
    Corrected,
    Decision,
    DraftState,
    Review,
    ReviewKind,
    corrections_in_force,
    state_of,
)
from connector.domain.people import Employment
from connector.domain.snapshots import UNKNOWN_DAY, Teaching
from connector.errors import ConnectorError

AT = datetime(2026, 8, 3, 1, tzinfo=UTC)
TODAY = date(2026, 8, 3)
NIP = "199001312015031987"
HOLDER = Holder(
    "Siti Rahmawati, S.H.", Employment.PNS, "NIP_PNS", NIP, "Kudus", date(1990, 1, 31),
    "Penata Muda", "III/a", "Analis", "Lapas Contoh", "Kementerian Contoh",
)  # fmt: skip
COURSE = Course(
    "PTPP-01", "Pelatihan", "I", 2026, date(2026, 8, 3), date(2026, 8, 7), "Semarang", "PJJ",
    Decimal(20), (Subject("Etika", Decimal(20)),),
)  # fmt: skip


def review(
    number: int,
    kind: ReviewKind,
    mark: str = "now",
    decision: Decision | None = None,
    later: int = 0,
    **fields: str,
) -> Review:
    changes = {name: Change(value, "roster") for name, value in fields.items()}
    decided = AT + timedelta(hours=later) if decision else None
    return Review(
        number, "seat:1", kind, mark, changes, "", "user:1", AT, decision, decided_at=decided
    )


CONFIRMATION, PROPOSAL, CORRECTION = ReviewKind


@pytest.mark.parametrize(
    ("reviews", "state"),
    [
        ([], DraftState.UNREVIEWED),
        ([review(1, CONFIRMATION)], DraftState.CONFIRMED),
        ([review(1, CONFIRMATION, "before")], DraftState.CHANGED),
        ([review(1, CONFIRMATION), review(2, CONFIRMATION, "before")], DraftState.CONFIRMED),
        ([review(1, CONFIRMATION), review(2, PROPOSAL, "then")], DraftState.PROPOSED),
        ([review(1, PROPOSAL, "now", Decision.ACCEPTED)], DraftState.CONFIRMED),
        ([review(1, PROPOSAL, "now", Decision.UNDONE)], DraftState.UNREVIEWED),
        ([review(1, PROPOSAL, "then", Decision.REFUSED)], DraftState.UNREVIEWED),
        ([review(1, PROPOSAL, "then", Decision.SUPERSEDED)], DraftState.UNREVIEWED),
        ([review(1, CORRECTION, "now", Decision.ACCEPTED)], DraftState.UNREVIEWED),
    ],
)
def test_a_draft_is_confirmed_as_long_as_its_lines_are_those_that_were_seen(
    reviews: list[Review], state: DraftState
) -> None:
    assert state_of(reviews, "now")[0] is state


def test_of_two_accepted_changes_of_a_line_the_later_decision_holds() -> None:
    reviews = [
        review(1, PROPOSAL, decision=Decision.ACCEPTED, later=5, name="Of the person"),
        review(2, CORRECTION, decision=Decision.ACCEPTED, later=2, name="Of staff", unit="Rutan"),
        review(3, CORRECTION, decision=Decision.UNDONE, later=9, name="Taken back"),
        review(4, PROPOSAL, name="Not decided"),
        review(5, PROPOSAL, decision=Decision.REFUSED, later=9, unit="Refused"),
    ]
    held = {name: change.value for name, (change, _) in corrections_in_force(reviews).items()}
    assert held == {"name": "Of the person", "unit": "Rutan"}


@pytest.mark.parametrize(
    ("roster", "contradicted"), [("roster", False), ("corrected", False), ("newer", True)]
)
def test_a_newer_roster_contradicts_a_correction_only_with_something_else(
    roster: str, contradicted: bool
) -> None:
    one = Corrected("unit", "corrected", roster, "roster", review(1, CORRECTION))
    assert one.contradicted is contradicted


@pytest.mark.parametrize(
    ("line", "text", "kept"),
    [
        ("name", "  Sitti   Rahmawati,\u00a0S.H. ", "Sitti Rahmawati, S.H."),
        ("name", "Nur'aini", "Nur'aini"),
        ("birth_date", "1990-02-01", "1990-02-01"),
        ("grade", "III b", "III/b"),
        ("grade", "ix", "IX"),
        ("grade", "-", ""),
        ("position", "", ""),
        ("identity", "19900131 201503 1 988", "NIP_PNS:199001312015031988"),
        ("identity", f"NIP_PNS:{NIP}", f"NIP_PNS:{NIP}"),
        ("identity", "", ""),
        ("employment", "PPPK", "PPPK"),
        ("unit", "e\u0301cole", "\u00e9cole"),
    ],
)
def test_what_is_written_is_kept_tidy(line: str, text: str, kept: str) -> None:
    present = {name: "something else" for name in LINES}
    assert read_corrections({line: text}, present, staff=True, today=TODAY) == {line: kept}


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("name", ""),
        ("name", "12345"),
        ("name", "x" * 121),
        ("name", "Siti\x00"),
        ("name", "Siti\nRahmawati"),
        ("name", "Siti\u202eRahmawati"),
        ("name", "Siti\u200bRahmawati"),
        ("birthplace", "y" * 81),
        ("birth_date", ""),
        ("birth_date", "31-01-1990"),
        ("birth_date", "2020-01-01"),
        ("birth_date", "1890-01-01"),
        ("grade", "V/z"),
        ("grade", "IV/f"),
        ("identity", "3399995502959876"),
        ("identity", "1990"),
        ("identity", "1.99001E+17"),
        ("employment", "KING"),
        ("position", "z" * 201),
    ],
)
def test_what_cannot_be_printed_is_refused_with_its_line(line: str, text: str) -> None:
    with pytest.raises(ConnectorError) as caught:
        read_corrections({line: text}, {}, staff=True, today=TODAY)
    assert caught.value.code == f"correction_{line}_unfit"
    assert text not in str(caught.value) or not text


@pytest.mark.parametrize("line", ["identity", "employment", "nik", "email"])
def test_a_person_proposes_no_number_and_no_service(line: str) -> None:
    with pytest.raises(ConnectorError, match="correction_not_yours"):
        read_corrections({line: NIP}, {}, staff=False, today=TODAY)


def test_a_person_may_propose_every_other_line() -> None:
    assert set(PERSONAL) == set(LINES) - {"identity", "employment"}


def test_what_does_not_differ_is_no_correction() -> None:
    present = {"name": "Siti", "unit": "Lapas"}
    given = {"name": " Siti ", "unit": "Rutan"}
    assert read_corrections(given, present, staff=False, today=TODAY) == {"unit": "Rutan"}
    with pytest.raises(ConnectorError, match="correction_empty"):
        read_corrections({"name": "Siti"}, present, staff=False, today=TODAY)


def codes(holder: Holder, kind: CertificateKind = CertificateKind.STTP) -> list[str]:
    return [one.code for one in problems_of(Snapshot(kind, holder, COURSE))]


@pytest.mark.parametrize(
    ("holder", "found"),
    [
        (HOLDER, []),
        (replace(HOLDER, name="SITI RAHMAWATI, S.H."), ["draft_name_capitals"]),
        (replace(HOLDER, name="siti rahmawati"), ["draft_name_small"]),
        (replace(HOLDER, name="Ana " + "Sri " * 17 + "S.H."), ["draft_name_long"]),
        (replace(HOLDER, identity="", identity_type=""), ["draft_nip_missing"]),
        (replace(HOLDER, identity_type="NI_PPPK"), ["draft_number_of_other_service"]),
        (replace(HOLDER, birth_date=None), ["draft_birth_date_missing"]),
        (replace(HOLDER, birth_date=date(1990, 1, 30)), ["draft_birth_date_differs"]),
        (replace(HOLDER, birthplace=""), ["draft_birthplace_missing"]),
        (replace(HOLDER, rank=""), ["draft_rank_missing"]),
        (replace(HOLDER, rank="Pembina"), ["draft_rank_differs"]),
        (replace(HOLDER, position=""), ["draft_position_missing"]),
        (replace(HOLDER, unit=""), []),
        (replace(HOLDER, unit="", agency=""), ["draft_unit_missing"]),
        (replace(HOLDER, position="A" * 121), ["draft_line_long"]),
        (
            replace(HOLDER, employment=Employment.PPPK, identity_type="NI_PPPK", rank="", grade=""),
            ["draft_grade_missing"],
        ),
        (
            replace(
                HOLDER, employment=Employment.TNI_POLRI, identity="", identity_type="", rank=""
            ),
            ["draft_nrp_missing", "draft_rank_missing"],
        ),
        (
            replace(HOLDER, employment=Employment.NON_ASN, identity="", identity_type="", rank=""),
            [],
        ),
        (
            replace(HOLDER, employment=Employment.UNKNOWN, identity="", identity_type=""),
            ["draft_service_unknown"],
        ),
    ],
)
def test_a_draft_says_what_is_worth_a_look(holder: Holder, found: list[str]) -> None:
    assert codes(holder) == found


def test_a_single_short_name_is_nothing_to_look_at() -> None:
    assert codes(replace(HOLDER, name="EKO")) == []


def test_a_teaching_letter_prints_no_birth_date_and_asks_for_subjects() -> None:
    holder = replace(HOLDER, birth_date=None, rank="")
    teaching = Teaching({}, {"Siti": ("seat:1", "seat:2")}, ())
    snapshot = Snapshot(CertificateKind.TEACHING, holder, COURSE)
    found = [one.code for one in problems_of(snapshot, (), teaching, "seat:1")]
    assert found == ["draft_teaching_ambiguous", "draft_nothing_taught"]


def test_a_contradicted_number_is_told_without_the_number() -> None:
    moved = Corrected("identity", f"NIP_PNS:{NIP}", "NIP_PNS:1", "", review(1, CORRECTION))
    unit = Corrected("unit", "Rutan", "Lapas Baru", "Lapas", review(2, CORRECTION))
    found = problems_of(Snapshot(CertificateKind.STTP, HOLDER, COURSE), [moved, unit])
    assert [one.code for one in found] == ["draft_roster_moved", "draft_roster_number_moved"]
    assert found[0].values() == {"roster": "Lapas Baru", "value": "Rutan"}
    assert NIP not in repr(found)


def test_a_class_says_what_concerns_every_certificate() -> None:
    nothing = replace(COURSE, first=UNKNOWN_DAY, place="", jp=Decimal(0), subjects=())
    teaching = Teaching({}, {}, ("Nobody Here",))
    found = [one.code for one in problems_of_course(nothing, CertificateOptions(), teaching)]
    assert found == [
        "course_days_missing", "course_hours_missing", "course_place_missing", "teaching_unmatched"
    ]  # fmt: skip
    assert problems_of_course(COURSE, CertificateOptions()) == ()
    stated = problems_of_course(replace(COURSE, jp=Decimal(40)), CertificateOptions(jp=Decimal(40)))
    assert [one.values() for one in stated] == [{"stated": "40", "sum": "20"}]
