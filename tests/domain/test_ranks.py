"""Rank and grade in the spellings that rosters use."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.domain.ranks import RANKS, grade_of_rank, printed_rank, read_rank


@pytest.mark.parametrize(
    ("written", "rank", "grade"),
    [
        ("III b", "Penata Muda Tingkat I", "III/b"),
        ("IIIb", "Penata Muda Tingkat I", "III/b"),
        ("3b", "Penata Muda Tingkat I", "III/b"),
        ("III/B", "Penata Muda Tingkat I", "III/b"),
        ("Penata Muda Tk. I / III-b", "Penata Muda Tingkat I", "III/b"),
        ("Penata Muda Tingkat I/ III.b", "Penata Muda Tingkat I", "III/b"),
        ("Juru Tk 1, I/d", "Juru Tingkat I", "I/d"),
        ("Pembina Tk.I - IV/b", "Pembina Tingkat I", "IV/b"),
        ("Penata", "Penata", None),
        ("IX", None, "IX"),
        ("Golongan VII", None, "VII"),
        ("PPPK IX", None, "IX"),
        ("9", None, "IX"),
        ("XVII", None, "XVII"),
        ("Kapten Inf", "Kapten Inf", None),
        ("Iptu", "Iptu", None),
        ("-", None, None),
        ("", None, None),
    ],
)
def test_rank_and_grade_are_read(written: str, rank: str | None, grade: str | None) -> None:
    reading = read_rank(written)
    assert (reading.rank, reading.grade) == (rank, grade)
    assert reading.warnings == ()


def test_a_rank_that_contradicts_its_grade_warns_and_the_grade_holds() -> None:
    reading = read_rank("Penata / III/b")
    assert (reading.rank, reading.grade) == ("Penata Muda Tingkat I", "III/b")
    assert [warning.code for warning in reading.warnings] == ["rank_contradicts_grade"]


def test_a_grade_that_does_not_exist_warns() -> None:
    assert [one.code for one in read_rank("III/e").warnings] == ["grade_unknown"]


@pytest.mark.parametrize("grade", RANKS)
def test_every_printed_rank_reads_back(grade: str) -> None:
    printed = printed_rank(RANKS[grade], grade)
    reading = read_rank(printed)
    assert (reading.rank, reading.grade, reading.warnings) == (RANKS[grade], grade, ())
    assert grade_of_rank(RANKS[grade]) == grade


def test_a_missing_half_prints_alone() -> None:
    assert printed_rank(None, "IX") == "IX"
    assert printed_rank("Iptu", None) == "Iptu"
    assert printed_rank(None, None) == "-"


@given(st.text(max_size=40))
def test_no_text_makes_the_reader_raise(text: str) -> None:
    read_rank(text)
