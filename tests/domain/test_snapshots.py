"""What a certificate states: lines by kind of service, subjects of the timetable, who taught."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest

from connector.domain.certificate_options import (
    OPTION,
    CertificateOptions,
    options_of,
    options_to_json,
)
from connector.domain.certificates import CertificateKind, Subject
from connector.domain.completion import Judgement, Verdict
from connector.domain.identities import Identity, IdentityType
from connector.domain.people import Employment, PersonRecord, Role
from connector.domain.sessions import SessionKind, SessionRecord, local_moment, session_key
from connector.domain.snapshots import (
    UNKNOWN_DAY,
    course_of,
    holder_of,
    plain,
    snapshot_of,
    subjects_of,
    teaching_of,
)
from connector.domain.trainings import Seat, SeatState, Training

NIP = Identity(IdentityType.NIP_PNS, "199001312015031987")
PPPK = Identity(IdentityType.NI_PPPK, "199502152023212987")
NRP = Identity(IdentityType.NRP, "88071234")
NIK = Identity(IdentityType.NIK, "3399995502959876")
RANK = ("Penata Muda", "III/a")
ZONE = "Asia/Jakarta"


def person(
    *identities: Identity,
    name: str = "Siti Rahmawati, S.H.",
    rank: str | None = "Penata Muda",
    grade: str | None = "III/a",
    employment: Employment = Employment.UNKNOWN,
) -> PersonRecord:
    return PersonRecord(
        full_name=name,
        bare_name=name.split(",")[0],
        identities=identities,
        birthplace="Kudus",
        birth_date=date(1990, 1, 31),
        rank=rank,
        grade=grade,
        position="Analis",
        unit="Lapas Contoh",
        agency="Kementerian Contoh",
        employment=employment,
    )


def slot(
    subject: str,
    jp: str = "2",
    kind: SessionKind = SessionKind.CLASS,
    names: tuple[str, ...] = (),
    *,
    day: int = 3,
    hour: int = 8,
) -> SessionRecord:
    start = local_moment(date(2026, 8, day), time(hour), ZONE)
    return SessionRecord(
        session_key(date(2026, 8, day), subject, hour), date(2026, 8, day), start,
        start + timedelta(minutes=90), ZONE, subject, Decimal(jp), kind, names,
    )  # fmt: skip


def instructor(key: str, name: str, state: SeatState = SeatState.CONFIRMED) -> Seat:
    return Seat(key, f"person:{key}", Role.INSTRUCTOR, state, None, person(name=name))


def training(*sessions: SessionRecord) -> Training:
    return Training("training:1", "PTPP-01", "Pelatihan", "II", ZONE, (), sessions)


@pytest.mark.parametrize(
    ("record", "lines"),
    [
        (person(NIP, NIK), ("NIP_PNS", NIP.value, "Penata Muda", "III/a")),
        (person(PPPK, rank=None, grade="IX"), ("NI_PPPK", PPPK.value, "", "IX")),
        (person(PPPK, NIP, employment=Employment.PNS), ("NIP_PNS", NIP.value, *RANK)),
        (person(PPPK, employment=Employment.PNS), ("NI_PPPK", PPPK.value, *RANK)),
        (person(NRP, NIK, rank="Iptu", grade=None), ("NRP", NRP.value, "Iptu", "")),
        (person(NIK, employment=Employment.NON_ASN), ("", "", "", "")),
        (person(NIP, employment=Employment.NON_ASN), ("", "", "", "")),
        (person(NIK), ("", "", "Penata Muda", "III/a")),
        (person(rank=None, grade=None), ("", "", "", "")),
    ],
    ids=["PNS", "PPPK", "PNS who was PPPK", "PNS listed with NI PPPK", "Polri", "non-ASN",
         "non-ASN with a stray NIP", "unknown service", "nothing known"],
)  # fmt: skip
def test_number_and_rank_follow_the_kind_of_service(
    record: PersonRecord, lines: tuple[str, str, str, str]
) -> None:
    holder = holder_of(record, {})
    assert (holder.identity_type, holder.identity, holder.rank, holder.grade) == lines


@pytest.mark.parametrize("employment", list(Employment))
def test_a_nik_is_never_printed(employment: Employment) -> None:
    holder = holder_of(person(NIK, employment=employment), {})
    assert NIK.value not in repr(holder)


def test_an_accepted_correction_outweighs_the_roster() -> None:
    corrections = {"name": "Sitti Rahmawati, S.H., M.H.", "birth_date": "1990-02-01", "rank": ""}
    holder = holder_of(person(NIP), corrections)
    assert holder.name == "Sitti Rahmawati, S.H., M.H."
    assert holder.birth_date == date(1990, 2, 1)
    assert (holder.rank, holder.grade) == ("", "III/a")
    assert holder.unit == "Lapas Contoh"


def test_a_corrected_service_chooses_the_number_anew() -> None:
    holder = holder_of(person(NIP, employment=Employment.NON_ASN), {"employment": "PNS"})
    assert holder.identity == NIP.value
    assert holder_of(person(NIP), {"employment": "NON_ASN"}).identity == ""


def test_a_corrected_number_is_printed_as_what_it_is() -> None:
    holder = holder_of(person(), {"employment": "PPPK", "identity": f"NI_PPPK:{PPPK.value}"})
    assert (holder.identity_type, holder.identity) == ("NI_PPPK", PPPK.value)


def test_equal_subjects_are_summed_in_the_order_in_which_they_begin() -> None:
    subjects = subjects_of(
        [
            slot("Pelayanan Prima", "1.50", day=4, names=("Budi",)),
            slot("Etika  Publik", "2", day=3, names=("Dr. Bambang Contoh, M.Si.",)),
            slot("ETIKA PUBLIK", "2.5", day=5, names=("bambang contoh", "Sari, S.H.")),
            slot("Istirahat", "0", SessionKind.BREAK),
            slot("Pembukaan", "0", SessionKind.CEREMONY),
            slot("Pre Test", "0", SessionKind.TEST),
            slot("Post Test", "1", SessionKind.TEST, day=6),
        ]
    )
    assert [(one.title, str(one.jp), one.instructors) for one in subjects] == [
        ("Etika  Publik", "4.5", ("Dr. Bambang Contoh, M.Si.", "Sari, S.H.")),
        ("Pelayanan Prima", "1.5", ("Budi",)),
        ("Post Test", "1", ()),
    ]


def test_the_course_states_sum_days_and_year_of_the_timetable() -> None:
    run = training(slot("Etika", "2", day=5), slot("Prima", "18", day=3))
    course = course_of(run, CertificateOptions(place="Semarang", method="PJJ"), decree_number="SK")
    assert (course.first, course.last) == (date(2026, 8, 3), date(2026, 8, 5))
    assert (str(course.jp), course.year, course.place, course.method) == (
        "20",
        2026,
        "Semarang",
        "PJJ",
    )
    assert (course.decree_number, course.decree_date) == ("SK", None)


def test_set_hours_and_year_outweigh_the_timetable() -> None:
    options = CertificateOptions(jp=Decimal("40.0"), year=2025)
    course = course_of(training(slot("Etika")), options)
    assert (str(course.jp), course.year) == ("40", 2025)


def test_a_training_without_timetable_has_the_days_that_are_set_or_none() -> None:
    assert course_of(training(), CertificateOptions()).first == UNKNOWN_DAY
    course = course_of(training(), CertificateOptions(first=date(2026, 3, 1)))
    assert (course.first, course.last, course.year) == (date(2026, 3, 1), date(2026, 3, 1), 2026)


def test_a_name_in_the_timetable_finds_its_one_instructor() -> None:
    seats = [
        instructor("seat:1", "Dr. H. Bambang Contoh, M.Si."),
        instructor("seat:2", "Sari Dewi, S.H."),
        instructor("seat:3", "Sari Dewi, M.Pd."),
        instructor("seat:4", "Gone Away", SeatState.WITHDRAWN),
    ]
    found = teaching_of(
        seats,
        [
            slot("Etika", "2", names=("Bambang Contoh", "Dr. Bambang Contoh")),
            slot("Etika", "2", names=("Sari Dewi",), day=4),
            slot("Prima", "3", names=("Nobody Here", "Gone Away"), day=4, hour=10),
            slot("Makan", "0", SessionKind.BREAK, ("Katering",)),
        ],
    )
    assert found.taught == {"seat:1": (Subject("Etika", Decimal(2)),)}
    assert found.ambiguous == {"Sari Dewi": ("seat:2", "seat:3")}
    assert found.unmatched == ("Nobody Here", "Gone Away")


def judged(verdict: Verdict) -> Judgement:
    return Judgement("seat:1", verdict, verdict, (), Decimal("88.10"), "Memuaskan")


@pytest.mark.parametrize("verdict", list(Verdict))
def test_score_and_band_are_stated_only_once_earned(verdict: Verdict) -> None:
    course = course_of(training(slot("Etika")), CertificateOptions())
    made = snapshot_of(CertificateKind.STTP, person(NIP), course, judgement=judged(verdict))
    expected = ("Memuaskan", Decimal("88.10")) if verdict is Verdict.EARNED else ("", None)
    assert (made.band, made.score) == expected


@pytest.mark.parametrize(
    ("given", "written"),
    [("2.50", "2.5"), ("20", "20"), ("1E+2", "100"), ("0", "0"), ("0.00", "0"), ("9.10", "9.1")],
)
def test_a_number_of_hours_has_one_form(given: str, written: str) -> None:
    assert str(plain(Decimal(given))) == written


def test_options_come_back_as_they_were_and_unknown_ones_are_passed_over() -> None:
    options = CertificateOptions(
        kinds={CertificateKind.STTP: 3, CertificateKind.TEACHING: 0}, place="Semarang",
        method="blended", jp=Decimal("40.5"), year=2026, dated=date(2026, 8, 14),
        first=date(2026, 8, 3), last=date(2026, 8, 7), klasifikasi="UM.01.01",
    )  # fmt: skip
    written = options_to_json(options)
    assert options_of({OPTION: {**written, "of a later release": 1}}) == options
    assert options_of({}) == CertificateOptions()
    assert options_of({}).kinds == {CertificateKind.STTP: 0}
