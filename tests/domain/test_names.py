"""Degrees, comparable forms and the two halves of a name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.domain.names import comparable, given_and_family, read_name


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("dr. Contoh Utama, S.H., M.M.", "Contoh Utama"),
        ("Budi Santoso ST.MT.", "Budi Santoso"),
        ("H. Ahmad Nur’aini, S.Si, M.Kom.", "Ahmad Nur'aini"),
        ("Prof. Dr. Ir. Made Contoh", "Made Contoh"),
        ("Prof. Dr. Bernadette Tanoto, LL.M.", "Bernadette Tanoto"),
        ("RATNA KUSUMA, SE, MM", "RATNA KUSUMA"),
        ("BUDI SE", "BUDI"),
        ("Ni Luh Sari, A.Md.IP., S.H.", "Ni Luh Sari"),
        ("I Gede Contoh, S.Tr.Pas.", "I Gede Contoh"),
        ("Kapten Inf Surya Dharma, S.I.P.", "Surya Dharma"),
        ("Siti", "Siti"),
        ("Contoh, Ak., CA", "Contoh"),
        ("Hj Fatimah, S.E", "Fatimah"),
        ("Utama, Contoh", "Utama Contoh"),
        ("I Made Contoh", "I Made Contoh"),
        ("M. Ma'ruf Amin", "M. Ma'ruf Amin"),
        ("Dr.", "Dr."),
    ],
)
def test_degrees_leave_the_bare_name(written: str, bare: str) -> None:
    assert read_name(written).bare == bare


def test_the_printed_name_keeps_its_degrees() -> None:
    name = read_name("  dr.  Contoh\u00a0Utama, S.H., M.M. ")
    assert name.printed == "dr. Contoh Utama, S.H., M.M."
    assert (name.prefixes, name.suffixes) == (("dr.",), ("S.H.", "M.M."))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Muhammad Rizki", "Moh. Rizky"),
        ("Soekarno Djojohadi", "Sukarno Jojohadi, S.H."),
        ("Nur'aini", "NURAINI"),
        ("Abdoel Tjokro", "Abdul Cokro"),
        ("Contoh-Utama", "contoh utama"),
    ],
)
def test_spellings_meet_when_compared(first: str, second: str) -> None:
    assert comparable(first) == comparable(second)


def test_different_people_do_not_meet() -> None:
    assert comparable("Siti Aminah") != comparable("Siti Aisyah")


@pytest.mark.parametrize(
    ("bare", "halves"),
    [
        ("Contoh Utama", ("Contoh", "Utama")),
        ("Ni Luh Ketut Sari", ("Ni Luh Ketut", "Sari")),
        ("Suparman", ("Suparman", "-")),
    ],
)
def test_the_last_word_is_the_family_name(bare: str, halves: tuple[str, str]) -> None:
    assert given_and_family(bare) == halves


@given(st.text(max_size=80))
def test_no_text_makes_a_name_raise_or_lose_both_halves(text: str) -> None:
    name = read_name(text)
    assert all(given_and_family(name.bare))
    comparable(text)
