"""Dates, times and numbers as Indonesian offices write and print them."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.domain.indonesian import (
    MONTHS,
    clock_time,
    date_range,
    decimal_comma,
    from_roman,
    long_date,
    read_date,
    read_times,
    terbilang,
    to_roman,
    zone_label,
)

MONDAY = date(2024, 8, 5)


@pytest.mark.parametrize(
    "written",
    [
        "5 Agustus 2024",
        "05/08/2024",
        "5-8-2024",
        "5.8.2024",
        "2024-08-05",
        "2024-08-05 00:00:00",
        "Senin, 5 Agustus 2024",
        "SENIN / 5 AGUSTUS 2024",
        "Monday, 5 August 2024",
        "5 Agst 2024",
        "Senin tanggal 5 Agustus 2024",
        "Tgl. 5-8-2024",
        "5 Agt. 2024",
        "5-Agu-24",
        "5 Augustus 2024",
        "05/08/24",
    ],
)
def test_one_day_in_many_forms(written: str) -> None:
    assert read_date(written).date == MONDAY


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Jum'at, 9 Agustus 2024", date(2024, 8, 9)),
        ("Jum’at, 9 Agustus 2024", date(2024, 8, 9)),
        ("10 Pebruari 2024", date(2024, 2, 10)),
        ("4 Nopember 2024", date(2024, 11, 4)),
        ("4 Nop 2024", date(2024, 11, 4)),
        ("31 Des 2024", date(2024, 12, 31)),
    ],
)
def test_old_spellings_of_months_and_days(written: str, found: date) -> None:
    assert read_date(written).date == found


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Selasa, 5 Agustus 2024", "weekday_contradicts_date"),
        ("31/02/2024", "date_impossible"),
        ("08/25/2024", "date_impossible"),
        ("besok", "date_unreadable"),
        ("5 Agsutus 2024", "date_unreadable"),
        ("", "date_unreadable"),
    ],
)
def test_what_is_no_date_says_why(written: str, code: str) -> None:
    reading = read_date(written)
    assert reading.date is None
    assert reading.problem is not None
    assert reading.problem.code == code


def test_two_digits_of_a_birth_year_never_lie_in_the_future() -> None:
    assert read_date("05/08/90", latest=date(2011, 12, 31)).date == date(1990, 8, 5)
    assert read_date("05/08/05", latest=date(2011, 12, 31)).date == date(2005, 8, 5)


@pytest.mark.parametrize(
    ("written", "start", "end", "zone"),
    [
        ("08.00", time(8), None, None),
        ("08:00", time(8), None, None),
        ("8.00-9.30 WIB", time(8), time(9, 30), "Asia/Jakarta"),
        ("08.00 s.d. 09.30", time(8), time(9, 30), None),
        ("08.00 s/d 09.30 WITA", time(8), time(9, 30), "Asia/Makassar"),
        ("08.00 WIT – 09.30 WIT", time(8), time(9, 30), "Asia/Jayapura"),
        ("Pukul 08.00 sampai dengan 09.30", time(8), time(9, 30), None),
        ("08:00:00", time(8), None, None),
    ],
)
def test_times_are_read(written: str, start: time, end: time | None, zone: str | None) -> None:
    reading = read_times(written)
    assert (reading.start, reading.end, reading.zone) == (start, end, zone)


@pytest.mark.parametrize(
    "written", ["25.00", "08.60", "pagi", "", "08.00-", "08.00 WIB-09.00 WITA", "1-2-3"]
)
def test_what_is_no_time_is_a_problem(written: str) -> None:
    reading = read_times(written)
    assert reading.start is None
    assert reading.problem is not None
    assert reading.problem.code == "time_unreadable"


def test_dates_print_as_letters_do() -> None:
    assert long_date(MONDAY) == "5 Agustus 2024"
    assert long_date(MONDAY, weekday=True) == "Senin, 5 Agustus 2024"
    assert date_range(date(2019, 11, 3), date(2019, 11, 9)) == "03-09 November 2019"
    assert date_range(date(2024, 9, 30), date(2024, 10, 4)) == "30 September s.d. 4 Oktober 2024"
    assert (
        date_range(date(2024, 12, 30), date(2025, 1, 3)) == "30 Desember 2024 s.d. 3 Januari 2025"
    )
    assert date_range(MONDAY, MONDAY) == "5 Agustus 2024"


def test_times_and_zones_print_as_letters_do() -> None:
    assert clock_time(time(8, 5)) == "08.05"
    assert zone_label("Asia/Jakarta") == zone_label("Asia/Pontianak") == "WIB"
    assert zone_label("Asia/Makassar") == "WITA"
    assert zone_label("Europe/Berlin") == "Europe/Berlin"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nol"),
        (10, "sepuluh"),
        (11, "sebelas"),
        (14, "empat belas"),
        (20, "dua puluh"),
        (21, "dua puluh satu"),
        (100, "seratus"),
        (111, "seratus sebelas"),
        (1000, "seribu"),
        (1100, "seribu seratus"),
        (2024, "dua ribu dua puluh empat"),
        (11_000, "sebelas ribu"),
        (100_000, "seratus ribu"),
        (1_000_000, "satu juta"),
    ],
)
def test_numbers_are_spelled(number: int, words: str) -> None:
    assert terbilang(number) == words


def test_a_number_out_of_range_is_refused() -> None:
    with pytest.raises(ValueError, match="-1"):
        terbilang(-1)
    with pytest.raises(ValueError, match="0"):
        to_roman(0)


@pytest.mark.parametrize("letters", ["IIII", "VX", "", "A", "I" * 50])
def test_malformed_numerals_are_none(letters: str) -> None:
    assert from_roman(letters) is None


def test_decimals_use_the_comma() -> None:
    assert decimal_comma(Decimal("2.50")) == "2,5"
    assert decimal_comma(Decimal("1215")) == "1.215"


@given(st.integers(1, 3999))
def test_roman_numerals_read_back(number: int) -> None:
    assert from_roman(to_roman(number)) == number


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_printed_dates_read_back(day: date) -> None:
    assert read_date(long_date(day, weekday=True)).date == day
    assert read_date(f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}").date == day


@given(st.text(max_size=50))
def test_no_text_makes_the_readers_raise(text: str) -> None:
    read_date(text)
    read_times(text)
