"""Files of scores as offices have them: headings, values, whom a row names, what refuses it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from connector.domain.identities import Identity, IdentityType
from connector.errors import RosterError
from connector.messages import say
from connector.rosters.messages import MESSAGES
from connector.rosters.score_file import Rostered, ScorePreview, preview_scores
from tests.rosters.workbooks import Formula, Stored, Value, workbook

NIP = "19900131201503{:04d}"
NOW = datetime(2026, 8, 20, 1, 0, tzinfo=UTC)
TESTS = ("pretest", "posttest", "Ujian MOOC")


def someone(number: int, name: str, *, judged: bool = True, email: str = "") -> Rostered:
    identity = Identity(IdentityType.NIP_PNS, NIP.format(number))
    return Rostered(
        f"seat:{number}", number, name, (identity,), email or f"p{number}@example.org", judged
    )


ROSTER = (
    someone(1, "Budi Santoso, S.H."),
    someone(2, "Siti Aminah"),
    someone(3, "Siti Aminah, M.Si."),
    someone(4, "Widya Iswara", judged=False),
    someone(5, "Hasan Basri"),
)


def read(
    rows: Sequence[Sequence[Value]], *, test: str = "posttest", maximum: str = "100"
) -> ScorePreview:
    return preview_scores(
        "nilai.xlsx", workbook(rows), ROSTER, test=test, tests=TESTS, zone="Asia/Jakarta",
        now=NOW, maximum=Decimal(maximum),
    )  # fmt: skip


def csv(text: str, *, test: str = "posttest") -> ScorePreview:
    return preview_scores(
        "nilai.csv", text.encode(), ROSTER, test=test, tests=TESTS, zone="Asia/Jakarta", now=NOW
    )


def stated(preview: ScorePreview) -> list[tuple[str, str, str, str]]:
    return [(one.seat, one.test, str(one.value), str(one.maximum)) for one in preview.found]


def codes(preview: ScorePreview) -> list[tuple[int, str]]:
    return [(one.row_number, one.code) for one in preview.refused]


def test_scores_are_found_by_nip_whatever_stands_around_them() -> None:
    found = read(
        [
            ["DAFTAR NILAI POST-TEST"],
            [],
            ["No", "Nama", "NIP", "Nilai"],
            [1, "Siti Aminah", NIP.format(3), 88],
            [2, "Budi Santoso", f"'{NIP.format(1)}", 85.5],
            [None, "Mengetahui,", None, None],
        ]
    )
    assert stated(found) == [
        ("seat:3", "posttest", "88", "100"),
        ("seat:1", "posttest", "85.5", "100"),
    ]
    assert (found.refused, found.blank) == ((), 1)


def test_every_column_that_names_a_test_is_read_when_no_test_is_chosen() -> None:
    found = read(
        [["Nama", "Pre Test", "Nilai Post-Test", "Ujian MOOC/20,00"],
         ["Budi Santoso", 40, 80, 17], ["Hasan Basri", None, 75, "-"]],
        test="",
    )  # fmt: skip
    assert stated(found) == [
        ("seat:1", "pretest", "40", "100"),
        ("seat:1", "posttest", "80", "100"),
        ("seat:1", "Ujian MOOC", "17", "20.00"),
        ("seat:5", "posttest", "75", "100"),
    ]
    assert (found.tests, found.blank) == (("pretest", "posttest", "Ujian MOOC"), 2)


def test_a_chosen_test_reads_its_own_column_alone() -> None:
    rows: list[list[Value]] = [["Nama", "Pre Test", "Post Test", "Nilai"], ["Hasan Basri", 1, 2, 3]]
    assert stated(read(rows)) == [("seat:5", "posttest", "2", "100")]
    assert stated(read(rows, test="Ujian MOOC")) == [("seat:5", "Ujian MOOC", "3", "100")]


def test_a_learning_systems_export_is_read_by_its_email_column() -> None:
    found = csv(
        '"Last name","First name","Email address","Completed","Grade/10.00"\n'
        '"Santoso","Budi","P1@example.org","5 August 2026 9:04 AM","8.50"\n'
        '"Aminah","Siti","p2@example.org","5 August 2026 9:10 AM","-"\n'
    )
    assert stated(found) == [("seat:1", "posttest", "8.5", "10.00")]
    assert found.found[0].taken_at == datetime(2026, 8, 4, 17, 0, tzinfo=UTC)
    assert found.blank == 1


@pytest.mark.parametrize(
    ("written", "value", "maximum"),
    [
        ("85,5", "85.5", "100"),
        ("85.5", "85.5", "100"),
        (" 90 ", "90", "100"),
        ("17/20", "17", "20"),
        ("85,50 %", "85.5", "100"),
        (0, "0", "100"),
        (85.30000000000001, "85.3", "100"),
        (100.0, "100", "100"),
        ("66,666666", "66.6667", "100"),
        (Stored("=1+1"), None, None),
    ],
)
def test_a_value_is_read_as_people_write_it(
    written: Value, value: str | None, maximum: str | None
) -> None:
    found = read([["NIP", "Nilai"], [NIP.format(1), written]])
    if value is None:
        assert codes(found) == [(2, "score_unreadable")]
    else:
        assert stated(found) == [("seat:1", "posttest", value, maximum)]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("lulus", "score_unreadable"),
        ("-5", "score_unreadable"),
        (-5, "score_unreadable"),
        ("85,5,5", "score_unreadable"),
        ("17/0", "score_unreadable"),
        ("1.000", "score_ambiguous"),
        (101, "score_above_maximum"),
        ("21/20", "score_above_maximum"),
        (date(2026, 5, 8), "score_is_date"),
        (Formula("=A1"), "cell_without_value"),
    ],
)
def test_what_is_no_score_refuses_its_row_and_no_other(written: Value, code: str) -> None:
    found = read([["NIP", "Nilai"], [NIP.format(1), written], [NIP.format(5), 70]])
    assert codes(found) == [(2, code)]
    assert [one.seat for one in found.found] == ["seat:5"]


def test_a_maximum_stands_in_a_column_the_heading_or_the_form() -> None:
    column = read([["NIP", "Nilai", "Nilai Maksimal"], [NIP.format(1), 17, 20]])
    assert stated(column) == [("seat:1", "posttest", "17", "20")]
    assert stated(read([["NIP", "Nilai / 50"], [NIP.format(1), 17]]))[0][3] == "50"
    assert stated(read([["NIP", "Nilai"], [NIP.format(1), 17]], maximum="25"))[0][3] == "25"
    wrong = read([["NIP", "Nilai", "Max"], [NIP.format(1), 17, 0]])
    assert codes(wrong) == [(2, "score_maximum_unreadable")]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (199001312015030001, "identity_is_number"),
        ("1,99001E+17", "identity_is_number"),
        ("199001312015031000", "nip_digits_lost"),
        (NIP.format(9), "score_person_unknown"),
        (NIP.format(4), "score_not_participant"),
    ],
)
def test_a_number_that_a_spreadsheet_spoiled_or_nobody_has_refuses_its_row(
    number: Value, code: str
) -> None:
    found = read([["NIP", "Nama", "Nilai"], [number, "Budi Santoso", 80]])
    assert codes(found) == [(2, code)]
    assert found.found == ()
    assert "19900131201503" not in found.refused[0].masked_value


def test_a_number_with_somebody_elses_name_is_a_row_that_slipped() -> None:
    found = read([["NIP", "Nama", "Nilai"], [NIP.format(1), "Hasan Basri", 80]])
    assert codes(found) == [(2, "score_name_differs")]


def test_a_name_is_found_without_its_degrees_and_namesakes_by_the_rosters_number() -> None:
    found = read(
        [
            ["No", "Nama", "Nilai"],
            [99, "budi santoso", 70],
            [3, "Siti Aminah", 80],
            [98, "SITI AMINAH", 90],
            [5, "Orang Lain", 60],
        ]
    )
    assert stated(found) == [
        ("seat:1", "posttest", "70", "100"),
        ("seat:3", "posttest", "80", "100"),
    ]
    assert codes(found) == [(4, "score_person_unclear"), (5, "score_person_unknown")]


def test_a_number_alone_is_the_rosters() -> None:
    found = read([["No", "Nilai"], [5, 60], [4, 70], [77, 80]])
    assert stated(found) == [("seat:5", "posttest", "60", "100")]
    assert codes(found) == [(3, "score_person_unknown"), (4, "score_person_unknown")]


def test_several_attempts_of_one_person_need_dates_that_differ() -> None:
    found = read(
        [
            ["NIP", "Nilai", "Tanggal"],
            [NIP.format(1), 60, date(2026, 8, 5)],
            [NIP.format(1), 80, "7 Agustus 2026"],
            [NIP.format(2), 60, "05/08/2026"],
            [NIP.format(2), 80, datetime(2026, 8, 5, tzinfo=UTC).replace(tzinfo=None)],
            [NIP.format(5), 60, None],
            [NIP.format(5), 60, date(2026, 8, 5)],
        ]
    )
    assert [(one.seat, one.taken_at) for one in found.found] == [
        ("seat:1", datetime(2026, 8, 4, 17, 0, tzinfo=UTC)),
        ("seat:1", datetime(2026, 8, 6, 17, 0, tzinfo=UTC)),
    ]
    assert codes(found) == [(row, "score_repeated") for row in (4, 5, 6, 7)]
    assert found.refused[0].values()["rows"] == "4, 5"


@pytest.mark.parametrize(
    ("written", "code"),
    [("kemarin", "score_date_unreadable"), ("5 Agustus 2062", "score_date_ahead")],
)
def test_a_date_that_cannot_be_refuses_its_row(written: str, code: str) -> None:
    found = read([["NIP", "Nilai", "Tanggal"], [NIP.format(1), 60, written]])
    assert codes(found) == [(2, code)]


@pytest.mark.parametrize(
    ("rows", "test", "code"),
    [
        ([["Nama", "Unit"], ["Budi", "Lapas"]], "posttest", "scores_headings_unknown"),
        ([["Nilai"], [80]], "posttest", "scores_headings_unknown"),
        ([["Nama", "Nilai"], ["Budi", 80]], "", "scores_test_missing"),
        ([["Nama", "Nilai"], ["", ""]], "posttest", "sheet_empty"),
    ],
)
def test_a_file_that_is_no_list_of_scores_is_refused_whole(
    rows: list[list[Value]], test: str, code: str
) -> None:
    with pytest.raises(RosterError) as caught:
        read(rows, test=test)
    assert caught.value.code == code


def test_two_sheets_of_scores_are_not_guessed_between() -> None:
    sheet: list[list[Value]] = [["Nama", "Nilai"], ["Budi Santoso", 80]]
    with pytest.raises(RosterError) as caught:
        preview_scores(
            "n.xlsx", workbook(sheet, sheet), ROSTER, test="posttest", tests=TESTS,
            zone="Asia/Jakarta", now=NOW,
        )  # fmt: skip
    assert caught.value.code == "scores_many_sheets"


def test_headings_in_an_error_hide_numbers_and_addresses() -> None:
    with pytest.raises(RosterError) as caught:
        read([[NIP.format(1), "budi@example.org", "Budi"], [1, 2, 3]])
    assert caught.value.params["found"] == "…, …, Budi"


def test_each_refusal_says_row_value_reason_and_what_to_do() -> None:
    found = read([["NIP", "Nilai"], [NIP.format(1), "delapan"]])
    one = found.refused[0]
    assert (one.row_number, one.column, one.masked_value) == (2, "Nilai", "delapan")
    what, todo = say(MESSAGES, one.code, one.values(), "id")
    assert what == "Isi kolom Nilai bukan nilai: delapan."
    assert todo.startswith("Tulis angka")
