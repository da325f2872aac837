"""The daftar hadir as values: who stands on it, with which mark and proof, and what is open."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from connector.domain.attendance import (
    Below,
    Cell,
    ExcusedCounts,
    Interval,
    Mark,
    Result,
    Rule,
    SignIn,
)
from connector.domain.attendance import SignInSource as Source
from connector.domain.identities import Identity, IdentityType
from connector.domain.people import Role
from connector.domain.trainings import SeatState
from connector.reports.attendance_sheet import (
    Form,
    SheetRow,
    Signer,
    rule_sentence,
    sheet_of,
    totals_sentence,
)
from connector.reports.attendance_words import WORDS
from tests.reports.class_day import (
    FIRST,
    OFFICE,
    PRINTED,
    SECOND,
    STAFF,
    absent,
    built,
    cell,
    corrected,
    matrix,
    nip,
    participants,
    seat,
    signed,
    training,
)

ONE = training(seat(1, "Siti Rahmawati, S.H.", nip(1)))


def row_of(known: Cell, seen: dict[str, Interval] | None = None) -> SheetRow:
    [row] = built(ONE, matrix(known), seen=seen).rows
    return row


def test_the_head_says_when_what_and_who() -> None:
    head = built(ONE, matrix(cell("seat:1", SECOND)), session=SECOND).head
    assert (head.day, head.time) == ("Senin, 5 Agustus 2024", "13.00–15.15 WIB")
    assert (head.session_number, head.subject) == ("2 dari 2", "Akuntabilitas")
    assert (head.lesson_hours, head.room, head.cohort) == ("3 JP", "Aula II", "Angkatan XII")
    assert head.instructors == ("Dr. Bambang Contoh, M.Si.", "Wati Contoh")
    assert head.code == "PTPP-2024-12"


def test_english_is_complete() -> None:
    known = corrected(cell("seat:1"), Mark.PRESENT, "was in the room")
    sheet = built(ONE, matrix(known), "en")
    assert (sheet.head.day, sheet.head.time) == ("Monday, 5 August 2024", "08:00–10:15 WIB")
    assert sheet.rows[0].evidence == ("Zoom since 08:01",)
    assert sheet.rows[0].remark == "corrected by Ani Pendamping: was in the room (formerly TK)"
    assert sheet.signers.place_and_date == "Semarang, 5 August 2024"
    assert [name for name, one in WORDS.items() if not one.id or not one.en] == []


def test_without_a_matrix_it_is_blank_and_everybody_signs() -> None:
    sheet = built(training(*participants(3)), None)
    assert (sheet.form, sheet.draft, sheet.head.rule) == (Form.BLANK, False, "")
    assert [(row.mark, row.minutes, row.evidence, row.to_sign) for row in sheet.rows] == [
        ("", "", (), True)
    ] * 3
    assert sheet.head.session_number == "1 dari 2"


def test_only_participants_are_listed_in_the_rosters_order() -> None:
    seats = [seat(3, "C"), seat(1, "A"), seat(2, "B", state=SeatState.DECLINED), *STAFF]
    sheet = built(training(*seats), matrix())
    assert [(row.number, row.name) for row in sheet.rows] == [("1", "A"), ("3", "C")]


def test_who_left_later_stays_on_the_list_of_that_day() -> None:
    gone = seat(2, "B", state=SeatState.WITHDRAWN)
    there = built(training(seat(1, "A"), gone), matrix(cell("seat:1"), cell("seat:2")))
    assert [row.name for row in there.rows] == ["A", "B"]
    not_counted = absent(cell("seat:2"), None, Result.NOT_COUNTED)
    left = built(training(seat(1, "A"), gone), matrix(cell("seat:1"), not_counted))
    assert [row.name for row in left.rows] == ["A"]


def test_rows_are_counted_where_the_roster_numbers_two_alike() -> None:
    double = replace(seat(5, "B"), key="seat:6")
    sheet = built(training(seat(5, "A"), double), matrix())
    assert [row.number for row in sheet.rows] == ["1", "2"]


@pytest.mark.parametrize(
    ("identities", "printed"),
    [
        ((Identity(IdentityType.NIP_PNS, "199001312015031987"),), "NIP 19900131 201503 1 987"),
        (
            (
                Identity(IdentityType.NIK, "3399995502959876"),
                Identity(IdentityType.NI_PPPK, "199502152023212987"),
            ),
            "NI PPPK 19950215 202321 2 987",
        ),
        ((Identity(IdentityType.NRP, "85031234"),), "NRP 85031234"),
        ((Identity(IdentityType.NIK, "3399995502959876"),), "NIK 33**********9876"),
        ((Identity(IdentityType.OTHER, "130123456"),), "NIP 130123456"),
        ((Identity(IdentityType.OTHER, "A1234567"),), "No. A1****67"),
        ((), ""),
    ],
)
def test_numbers_are_printed_as_offices_do_and_a_nik_never_whole(
    identities: tuple[Identity, ...], printed: str
) -> None:
    [row] = built(training(seat(1, "Siti", *identities)), None).rows
    assert row.identity == printed


def test_minutes_and_proof_of_a_signed_seat() -> None:
    known = signed(signed(cell("seat:1"), Source.QR, 5), Source.SELF, 2)
    seen = {"seat:1": Interval(FIRST.start, FIRST.end - timedelta(minutes=1))}
    row = row_of(known, seen=seen)
    assert (row.mark, row.minutes, row.to_sign, row.remark) == ("H", "133", False, "")
    assert row.evidence == ("ditandatangani daring 08.02", "QR 08.05", "Zoom 08.00–10.14")


def test_times_are_those_of_the_sessions_zone() -> None:
    there = replace(FIRST, zone="Asia/Jayapura")
    signature = SignIn("seat:1", FIRST.key, Source.QR, FIRST.start)
    known = replace(cell("seat:1", there), first_seen=None, sign_ins=(signature,))
    sheet = built(ONE, matrix(known), session=there)
    assert sheet.head.time == "10.00–12.15 WIT"
    assert sheet.rows[0].evidence == ("QR 10.00",)


def test_nothing_measured_prints_no_minutes_and_leaves_room_to_sign() -> None:
    present = row_of(absent(cell("seat:1"), Mark.PRESENT))
    assert (present.mark, present.minutes, present.to_sign) == ("H", "", True)
    for mark in (Mark.SICK, Mark.EXCUSED, Mark.ON_DUTY, Mark.ABSENT):
        row = row_of(absent(cell("seat:1"), mark))
        assert (row.mark, row.to_sign) == (mark.value, False)


def test_a_seat_in_the_meeting_for_no_whole_minute_prints_zero() -> None:
    assert row_of(replace(cell("seat:1"), minutes=0)).minutes == "0"


def test_what_is_undecided_says_so_and_has_no_mark() -> None:
    known = replace(cell("seat:1"), result=Result.UNDECIDED, waiting_minutes=12, provisional=True)
    sheet = built(ONE, matrix(known))
    [row] = sheet.rows
    assert (row.undecided, row.mark, row.minutes) == (True, "", "133")
    assert row.remark == "12 menit menunggu pencocokan"
    assert sheet.draft_reasons == (
        "menit masih sementara karena laporan Zoom belum lengkap",
        "1 peserta belum diputuskan",
    )


def test_a_running_session_is_a_draft() -> None:
    sheet = built(ONE, matrix(absent(cell("seat:1"), None, Result.PENDING)))
    assert sheet.draft_reasons == ("sesi belum selesai dinilai",)
    assert (sheet.totals.pending, sheet.rows[0].undecided) == (1, False)


def test_an_accepted_seat_the_matrix_forgot_makes_a_draft() -> None:
    sheet = built(training(*participants(2)), matrix(cell("seat:1")))
    assert sheet.draft
    assert sheet.totals.pending == 1


def test_a_settled_list_is_final() -> None:
    sheet = built(ONE, matrix(cell("seat:1")))
    assert (sheet.draft, sheet.draft_reasons) == (False, ())


def test_a_correction_names_who_why_and_what_it_was() -> None:
    known = corrected(cell("seat:1"), Mark.EXCUSED, "rapat  di\nKanwil")
    assert row_of(known).remark == "koreksi Ani Pendamping: rapat di Kanwil (semula TK)"
    assert known.hand is not None
    hand = replace(known.hand, actor="user:99", approved_by="user:3", evidence=12, reason="x" * 300)
    row = row_of(replace(known, hand=hand, automatic=None))
    assert row.remark == f"koreksi staf: {'x' * 119}…, disetujui Ani Pendamping"
    assert row.evidence[-1] == "bukti terlampir no. 12"


def test_of_an_illness_only_the_letter_s_is_printed() -> None:
    row = row_of(corrected(cell("seat:1"), Mark.SICK, "demam berdarah"))
    assert (row.mark, row.remark) == ("S", "koreksi Ani Pendamping (semula TK)")


def test_totals_count_every_mark_once() -> None:
    cells = [
        cell("seat:1"),
        replace(cell("seat:2"), mark=Mark.LATE),
        absent(cell("seat:3"), Mark.SICK),
        absent(cell("seat:4"), None, Result.UNDECIDED),
        cell("seat:5"),
    ]
    totals = built(training(*participants(6)), matrix(*cells)).totals
    assert totals_sentence(totals, "id") == (
        "H 2 · T 1 · S 1 · I 0 · DL 0 · TK 0 · belum diputuskan 1 · belum dinilai 1 · jumlah 6"
    )
    assert totals.of == sum(n for _, n in totals.marks) + totals.undecided + totals.pending


def test_those_who_sign_have_their_numbers() -> None:
    signers = built(ONE, None).signers
    assert signers.companions == (
        Signer("Pendamping", "Ani Pendamping, S.E.", "NIP 19900131 201503 1 902"),
    )
    assert signers.speakers == (
        Signer("Narasumber", "Dr. Bambang Contoh, M.Si.", "NIP 19900131 201503 1 901"),
        Signer("Narasumber", "Wati Contoh", ""),
    )


def test_two_instructors_of_one_name_get_no_number() -> None:
    double = seat(903, "Bambang Contoh", nip(903), role=Role.INSTRUCTOR)
    signers = built(training(seat(1, "A"), double), None).signers
    assert signers.speakers[0] == Signer("Narasumber", "Dr. Bambang Contoh, M.Si.", "")


def test_unknown_signers_and_place_are_dotted_lines() -> None:
    bare = replace(ONE, seats=ONE.seats[:1])
    session = replace(FIRST, instructor_names=(), jp=Decimal("2.50"), room=None)
    sheet = sheet_of(
        bare,
        session,
        None,
        rule=Rule(),
        office=replace(OFFICE, place=""),
        now=PRINTED,
        language="id",
    )
    assert sheet.signers.companions == (Signer("Pendamping"),)
    assert sheet.signers.speakers == (Signer("Narasumber"),)
    assert sheet.signers.place_and_date == f"{'.' * 24}, 5 Agustus 2024"
    assert (sheet.head.lesson_hours, sheet.head.room) == ("2,5 JP", "")


def test_the_rule_is_said_whole() -> None:
    assert rule_sentence(Rule(), "id") == (
        "hadir (H) bila mengikuti sekurang-kurangnya 75 % dari menit sesi tanpa jeda; terlambat "
        "(T) bila masuk lebih dari 15 menit setelah sesi dimulai; di bawah batas itu diputuskan "
        "oleh petugas; S, I, dan DL tidak dihitung dalam persentase."
    )
    strict = Rule(90, 5, Below.ABSENT, ExcusedCounts.ABSENT, True, True)
    said = rule_sentence(strict, "en")
    for part in ("90 %", "5 minutes", "absent without notice (TK)", "signs in", "second person"):
        assert part in said


def test_the_fingerprint_is_of_the_content_and_not_of_the_print() -> None:
    sheet = built(ONE, matrix(cell("seat:1")))
    later = replace(sheet, head=replace(sheet.head, printed_at=PRINTED + timedelta(days=1)))
    assert later.fingerprint == sheet.fingerprint
    other = built(ONE, matrix(replace(cell("seat:1"), minutes=134)))
    assert other.fingerprint != sheet.fingerprint
    assert len(sheet.fingerprint) == 64
