"""Numbers from patterns, pasted lists, and codes that people type from paper."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.domain.numbering import (
    ALPHABET,
    CODE_LENGTH,
    Context,
    Token,
    cohort_number,
    format_number,
    missing,
    new_code,
    preview,
    read_code,
    read_list,
    read_pattern,
    show_code,
)

CONTEXT = Context(
    date(2026, 5, 29),
    unit="BDA",
    klasifikasi="000.8.3.2",
    kode_pelatihan="PPP-2026-01",
    cohort="Angkatan IV",
)


@pytest.mark.parametrize(
    ("pattern", "sequence", "number"),
    [
        ("SDM.KP.12-31.{seq}", 277, "SDM.KP.12-31.277"),
        ("W.32.UM.01.01-{seq}", 1473, "W.32.UM.01.01-1473"),
        ("{klasifikasi}/ {seq} /{unit}", 2039, "000.8.3.2/ 2039 /BDA"),
        ("B.{seq}/{unit}/RSDM.510/{month_roman}/{year}", 589, "B.589/BDA/RSDM.510/V/2026"),
        ("{seq:3}/{unit}/{klasifikasi}/{month_roman}/{year}", 7, "007/BDA/000.8.3.2/V/2026"),
        ("{seq:3}", 12345, "12345"),
        (
            "{kode_pelatihan}.{angkatan_roman}.{seq_in_batch:2}-{seq}/{month2}/{year}",
            8,
            "PPP-2026-01.IV.03-8/05/2026",
        ),
    ],
)
def test_numbers_as_offices_write_them(pattern: str, sequence: int, number: str) -> None:
    read = read_pattern(pattern)
    assert read.problems == ()
    assert read.pattern is not None
    assert format_number(read.pattern, CONTEXT, sequence, 3) == number


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [("pattern_empty", None)]),
        ("   ", [("pattern_empty", None)]),
        ("STTP/2026", [("pattern_without_seq", None)]),
        ("{seq_in_batch}/2026", [("pattern_without_seq", None)]),
        ("{seq}/{seq:3}", [("pattern_seq_twice", None)]),
        ("{seq}/{tahun}", [("pattern_token_unknown", 7)]),
        ("{n}/{year}", [("pattern_token_unknown", 1)]),
        ("{SEQ}", [("pattern_token_unknown", 1)]),
        ("{ seq }", [("pattern_token_unknown", 1)]),
        ("{}{seq}", [("pattern_token_unknown", 1)]),
        ("{seq:}", [("pattern_token_unknown", 1)]),
        ("{seq:x}", [("pattern_token_unknown", 1)]),
        ("{seq.__class__}", [("pattern_token_unknown", 1)]),
        ("{seq}/{", [("pattern_brace", 7)]),
        ("}{seq}", [("pattern_brace", 1)]),
        ("{{seq}}", [("pattern_brace", 1), ("pattern_brace", 7)]),
        ("{seq:0}", [("pattern_pad_wide", 1)]),
        ("{seq:9}", [("pattern_pad_wide", 1)]),
        ("{seq}/{unit:3}", [("pattern_pad_unfit", 7)]),
        ("{seq}\n/2026", [("pattern_unprintable", 6)]),
        ("A\t{seq}", [("pattern_unprintable", 2)]),
        ("A\u200b{seq}", [("pattern_unprintable", 2)]),
        ("A\u202e{seq}", [("pattern_unprintable", 2)]),
        ("\x00{seq}", [("pattern_unprintable", 1)]),
        ("A" * 116 + "{seq}", [("pattern_long", None)]),
    ],
)
def test_a_pattern_is_refused_with_the_place_of_each_fault(
    text: str, found: list[tuple[str, int | None]]
) -> None:
    read = read_pattern(text)
    told = [(one.code, one.values().get("at")) for one in read.problems]
    assert read.pattern is None
    assert told == found


def test_every_fault_is_told_at_once() -> None:
    codes = [one.code for one in read_pattern("{tahun}/{bulan}/}").problems]
    assert codes == ["pattern_token_unknown", "pattern_token_unknown", "pattern_brace"]


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader_and_what_it_accepts_can_be_written(text: str) -> None:
    read = read_pattern(text)
    assert (read.pattern is None) == bool(read.problems)
    if read.pattern is not None:
        first, second = (format_number(read.pattern, CONTEXT, one, 1) for one in (1, 2))
        assert first != second
        assert first.isprintable()


def test_a_token_without_a_value_is_missed_never_left_out() -> None:
    pattern = read_pattern("{seq}/{unit}/{klasifikasi}/{angkatan_roman}/{year}").pattern
    assert pattern is not None
    empty = Context(date(2026, 1, 2), cohort="Khusus")
    assert missing(pattern, empty) == [Token.UNIT, Token.KLASIFIKASI, Token.ANGKATAN_ROMAN]
    with pytest.raises(ValueError, match="unit"):
        format_number(pattern, empty, 1, 1)
    assert preview(pattern, empty, [137, 138]) == [
        "137/{unit}/{klasifikasi}/{angkatan_roman}/2026",
        "138/{unit}/{klasifikasi}/{angkatan_roman}/2026",
    ]


def test_a_pattern_says_whether_its_numbers_come_again_next_year() -> None:
    with_year, without = (read_pattern(text).pattern for text in ("{seq}/{year}", "W.32-{seq}"))
    assert with_year is not None
    assert without is not None
    assert (with_year.recurs, without.recurs) == (False, True)


def test_filled_up_with_zeros_or_not_two_patterns_are_one() -> None:
    one, other, third = (read_pattern(text).pattern for text in ("W-{seq}", "W-{seq:4}", "W/{seq}"))
    assert one is not None
    assert other is not None
    assert third is not None
    assert one.skeleton == other.skeleton != third.skeleton


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("II", 2),
        ("ii", 2),
        ("XXXIX", 39),
        ("2", 2),
        ("02", 2),
        ("Angkatan II", 2),
        ("ANGKATAN  II", 2),
        ("Angk. 12", 12),
        ("Angkatan ke-2", 2),
        ("ke 2", 2),
        ("dua", 2),
        ("kedua", 2),
        ("Angkatan Kedua Belas", 12),
        ("dua puluh satu", 21),
        ("pertama", 1),
        ("kesatu", 1),
        ("IV (empat)", 4),
        ("IV (lima)", None),
        ("Khusus", None),
        ("IIII", None),
        ("II dan III", None),
        ("0", None),
        ("4000", None),
        ("9" * 5000, None),
        ("²", None),
        ("", None),
    ],
)
def test_an_angkatan_however_it_is_written(written: str, number: int | None) -> None:
    assert cohort_number(written) == number


def test_a_pasted_list_is_read_line_by_line() -> None:
    numbers, problems = read_list("\ufeff 800/1 \r\n800/2\r000.8.3.2/\u00a02039  /BPSDM\n\n\n")
    assert numbers == [(1, "800/1"), (2, "800/2"), (3, "000.8.3.2/ 2039 /BPSDM")]
    assert problems == []


def test_every_unfit_line_of_a_list_is_named() -> None:
    numbers, problems = read_list("A-1\n\nA-2\tBudi\nA-1\n" + "9" * 201 + "\nA-3\x07")
    assert numbers == [(1, "A-1")]
    assert [(one.code, one.values()["line"]) for one in problems] == [
        ("list_line_empty", 2),
        ("list_line_unprintable", 3),
        ("list_line_twice", 4),
        ("list_line_long", 5),
        ("list_line_unprintable", 6),
    ]
    assert [one.code for one in read_list(" \n\t\n")[1]] == ["list_empty"]


def test_a_code_has_a_hundred_random_bits_of_an_alphabet_nobody_misreads() -> None:
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert {len(code) for code in codes} == {CODE_LENGTH}
    assert set("".join(codes)) == set(ALPHABET)
    assert not set("ILOU") & set(ALPHABET)


def test_a_code_is_read_as_people_type_it() -> None:
    code = "0123456789ABCDEFGHJK"
    assert show_code(code) == "01234-56789-ABCDE-FGHJK"
    for typed in (
        code,
        show_code(code),
        " 01234 56789 abcde fghjk\n",
        "O1234-56789-ABCDE-FGHJK",
        "oI234-56789-abcde-fghjk",
        "0l234–56789—ABCDE‑FGHJK",
        "01234_56789_ABCDE_FGHJK",
    ):
        assert read_code(typed) == code, typed


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "01234-56789-ABCDE-FGHJ",
        "01234-56789-ABCDE-FGHJKK",
        "U1234-56789-ABCDE-FGHJK",
        "01234-56789-ABCDE-FGHJ!",
        "０1234-56789-ABCDE-FGHJK",
        "-" * 1000,
    ],
)
def test_what_is_no_code_is_none(typed: str) -> None:
    assert read_code(typed) is None


@given(st.text(max_size=90))
def test_no_text_breaks_the_reader_of_codes(typed: str) -> None:
    code = read_code(typed)
    assert code is None or read_code(show_code(code)) == code
