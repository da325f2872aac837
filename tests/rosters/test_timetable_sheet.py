"""Timetables: dates and times as offices write them, collisions, holes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from connector.domain.sessions import SessionKind
from connector.errors import RosterError
from connector.rosters.base import RosterPreview
from connector.rosters.timetable_sheet import preview_timetable
from tests.rosters.workbooks import Value, workbook

HEADINGS: list[Value] = ["Hari/Tanggal", "Waktu", "Materi", "JP", "Pengajar", "Ruang"]
MONDAY = "Senin, 5 Juli 2027"


def preview(
    *rows: list[Value], zone: str = "Asia/Jakarta", year_hint: int | None = None
) -> RosterPreview:
    return preview_timetable("a.xlsx", workbook(rows), zone=zone, year_hint=year_hint)


def codes(found: RosterPreview) -> list[tuple[int, str]]:
    return [(finding.row_number, finding.code) for finding in found.refused]


def test_a_slot_is_read_whole() -> None:
    found = preview(HEADINGS, [MONDAY, "08.00-10.15", "Etika", "3", "Contoh, S.H., M.H.", "A1"])
    (session,) = found.sessions
    assert session.key == "2027-07-05/etika/1"
    assert session.start == datetime(2027, 7, 5, 1, tzinfo=UTC)
    assert session.end == datetime(2027, 7, 5, 3, 15, tzinfo=UTC)
    assert (session.zone, session.jp, session.kind) == (
        "Asia/Jakarta",
        Decimal(3),
        SessionKind.CLASS,
    )
    assert session.instructor_names == ("Contoh, S.H., M.H.",)
    assert session.room == "A1"
    assert found.importable


def test_a_blank_date_means_the_date_above() -> None:
    found = preview(
        HEADINGS,
        [MONDAY, "08.00-08.45", "Satu", 1],
        ["", "08.45-09.30", "Dua", 1],
        [date(2027, 7, 6), "08.00-08.45", "Tiga", 1],
        [None, "08.45-09.30", "Empat", 1],
    )
    assert [session.date.day for session in found.sessions] == [5, 5, 6, 6]


def test_days_may_stand_in_lines_of_their_own() -> None:
    found = preview(
        ["Waktu", "Materi", "JP"],
        ["HARI SENIN, 5 JULI 2027"],
        ["08.00-08.45", "Satu", 1],
        ["Hari Selasa tanggal 6 Juli 2027"],
        ["08.00-08.45", "Dua", 1],
    )
    assert found.refused == ()
    assert [session.date.day for session in found.sessions] == [5, 6]
    assert found.rows_read == 2


@pytest.mark.parametrize("wrong", ["Selasa, 5 Juli 2027", "Senin, 5 Jlui 2027"])
def test_a_bad_date_refuses_the_rows_that_lean_on_it(wrong: str) -> None:
    found = preview(
        HEADINGS,
        ["Jum'at, 2 Juli 2027", "08.00-08.45", "Nol", 1],
        [wrong, "08.00-08.45", "Satu", 1],
        ["", "08.45-09.30", "Dua", 1],
        ["Selasa, 6 Juli 2027", "08.00-08.45", "Tiga", 1],
    )
    assert [row for row, _ in codes(found)] == [3, 4]
    assert codes(found)[1] == (4, "date_above_refused")
    assert [session.subject for session in found.sessions] == ["Nol", "Tiga"]


@pytest.mark.parametrize("wrong", ["HARI SELASA, 5 JULI 2027", "Senin, 5 Jlui 2027"])
def test_a_bad_line_of_its_own_never_leaves_its_slots_on_the_day_before(wrong: str) -> None:
    found = preview(
        ["Waktu", "Materi", "JP"],
        ["Jumat, 2 Juli 2027"],
        ["08.00-08.45", "Nol", 1],
        [wrong],
        ["08.00-08.45", "Satu", 1],
    )
    assert [row for row, _ in codes(found)] == [4, 5]
    assert codes(found)[1] == (5, "date_above_refused")
    assert [session.subject for session in found.sessions] == ["Nol"]


def test_a_note_in_the_date_column_ends_the_day_it_might_have_named() -> None:
    found = preview(
        HEADINGS,
        [MONDAY, "08.00-08.45", "Satu", 1],
        ["hari kedua"],
        ["", "08.00-08.45", "Dua", 1],
    )
    assert codes(found) == [(4, "date_above_refused")]


def test_a_weekday_beside_its_date_must_agree() -> None:
    rows: list[list[Value]] = [
        ["Hari", "Tanggal", "Waktu", "Materi", "JP"],
        ["Jum'at", "09/07/2027", "08.00-08.45", "Satu", 1],
        ["Rabu", "05/07/2027", "08.00-08.45", "Dua", 1],
    ]
    found = preview(*rows)
    assert codes(found) == [(3, "weekday_contradicts_date")]
    assert found.refused[0].values()["real"] == "Senin"


def test_the_year_may_be_hinted() -> None:
    rows: list[list[Value]] = [HEADINGS, ["Senin, 5 Juli", "08.00-08.45", "Satu", 1]]
    assert codes(preview(*rows)) == [(2, "date_unreadable")]
    assert preview(*rows, year_hint=2027).sessions[0].date == date(2027, 7, 5)


@pytest.mark.parametrize(
    ("start", "end"),
    [(time(8), time(9, 30)), ("08.00", "09.30 WIB"), (1 / 3, 0.395833333), ("8:00", time(9, 30))],
)
def test_start_and_end_may_have_columns_of_their_own(start: Value, end: Value) -> None:
    found = preview(
        ["Tanggal", "Jam Mulai", "Jam Selesai", "Materi", "JP"],
        ["05/07/2027", start, end, "Satu", 2],
    )
    (session,) = found.sessions
    assert session.start == datetime(2027, 7, 5, 1, tzinfo=UTC)
    assert session.minutes == 90


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("pagi", "time_unreadable"),
        ("08.00", "time_end_missing"),
        ("09.00-08.00", "time_end_before_start"),
        ("08.00-08.00", "time_end_before_start"),
        (8.3, "time_is_number"),
        ("", "time_missing"),
    ],
)
def test_times_that_cannot_be_used_refuse_the_row(written: Value, code: str) -> None:
    found = preview(HEADINGS, [MONDAY, written, "Etika", 1])
    assert codes(found) == [(2, code)]
    assert not found.importable


@pytest.mark.parametrize(
    ("heading", "cell", "zone"),
    [
        ("Waktu", "08.00-09.00", "Asia/Jakarta"),
        ("Waktu (WITA)", "08.00-09.00", "Asia/Makassar"),
        ("Waktu (WITA)", "08.00-09.00 WIT", "Asia/Jayapura"),
    ],
)
def test_the_nearest_zone_label_holds(heading: str, cell: str, zone: str) -> None:
    found = preview(["Tanggal", heading, "Materi", "JP"], ["05/07/2027", cell, "Etika", 1])
    assert found.sessions[0].zone == zone


@pytest.mark.parametrize(
    ("subject", "kind"),
    [
        ("Istirahat", SessionKind.BREAK),
        ("ISHOMA", SessionKind.BREAK),
        ("Coffee Break", SessionKind.BREAK),
        ("Ishoma dan salat Jum'at", SessionKind.BREAK),
        ("Pre Test", SessionKind.TEST),
        ("Post-test", SessionKind.TEST),
        ("Pembukaan", SessionKind.CEREMONY),
        ("Penutupan", SessionKind.CEREMONY),
        ("Teknik Presentasi", SessionKind.CLASS),
        ("Breakout Group", SessionKind.CLASS),
    ],
)
def test_kinds_are_told_by_their_words(subject: str, kind: SessionKind) -> None:
    found = preview(HEADINGS, [MONDAY, "08.00-08.45", subject, 1, "Contoh"])
    (session,) = found.sessions
    assert session.kind is kind
    if kind is SessionKind.BREAK:
        assert (session.jp, session.instructor_names) == (Decimal(0), ())


def test_a_break_merged_across_another_column_is_still_a_break() -> None:
    found = preview(HEADINGS, [MONDAY, "12.00-13.00", "", "ISHOMA"])
    assert found.sessions[0].kind is SessionKind.BREAK


@pytest.mark.parametrize(
    ("written", "jp", "warning"),
    [
        (3, "3", None),
        ("2,5", "2.5", None),
        ("3 JP", "3", None),
        ("", "3", "jp_from_time"),
        ("-", "3", "jp_from_time"),
        (30, None, None),
        (6, "6", "jp_exceeds_time"),
    ],
)
def test_lesson_hours(written: Value, jp: str | None, warning: str | None) -> None:
    found = preview(HEADINGS, [MONDAY, "08.00-10.15", "Etika", written])
    if jp is None:
        assert codes(found) == [(2, "jp_unreadable")]
    else:
        assert found.sessions[0].jp == Decimal(jp)
        assert [one.code for one in found.warnings] == ([warning] if warning else [])


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Satu, S.H., M.H.\nDua, S.E.", ("Satu, S.H., M.H.", "Dua, S.E.")),
        ("1. Satu, S.H. 2. Dua", ("Satu, S.H.", "Dua")),
        ("Satu dan Dua", ("Satu", "Dua")),
        ("Satu; Dua; Satu", ("Satu", "Dua")),
        ("Satu / Dua", ("Satu", "Dua")),
        ("-", ()),
    ],
)
def test_instructors_are_told_apart(written: str, names: tuple[str, ...]) -> None:
    found = preview(HEADINGS, [MONDAY, "08.00-08.45", "Etika", 1, written])
    assert found.sessions[0].instructor_names == names


def test_an_overlap_refuses_both_rows_and_each_names_the_other() -> None:
    found = preview(
        HEADINGS,
        [MONDAY, "08.00-10.15", "Etika", 3, "Satu", "A1"],
        ["", "10.00-11.30", "Hukum", 2, "Dua", "B2"],
        ["", "13.00-13.45", "Aman", 1],
    )
    assert codes(found) == [(2, "session_overlap"), (3, "session_overlap")]
    assert [one.values()["other_row"] for one in found.refused] == [3, 2]
    assert found.refused[0].values()["time"] == "10.00-11.30"
    assert [session.subject for session in found.sessions] == ["Aman"]
    assert not found.importable


def test_equal_subjects_of_a_day_are_told_apart_by_order() -> None:
    found = preview(HEADINGS, [MONDAY, "08.00-08.45", "Etika", 1], ["", "08.45-09.30", "ETIKA", 1])
    assert [session.key for session in found.sessions] == [
        "2027-07-05/etika/1",
        "2027-07-05/etika/2",
    ]


def test_the_first_row_needs_a_date_and_every_row_a_subject() -> None:
    found = preview(
        HEADINGS, ["", "08.00-08.45", "Etika", 1], [MONDAY, "09.00-09.45", "", 1, "Contoh"]
    )
    assert codes(found) == [(2, "date_missing"), (3, "subject_missing")]


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(RosterError) as caught:
        preview(HEADINGS, [MONDAY, "08.00-08.45", "Etika", 1], zone="Asia/Contoh")
    assert caught.value.code == "zone_unknown"


def test_a_list_of_people_is_no_timetable() -> None:
    with pytest.raises(RosterError) as caught:
        preview(["Nama", "NIP", "E-mail"], ["Contoh", "-", ""])
    assert caught.value.code == "list_is_people"
