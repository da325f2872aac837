"""A masked name is recognised by whoever has the paper, and collected by nobody."""

import pytest

from connector.domain.public_names import masked_name
from connector.domain.revocations import Revocation, category_of, note_of, written


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("Contoh Utama", "Contoh U***"),
        ("Dr. Ir. Contoh Utama Wijaya, S.H., M.Si.", "Contoh U*** W***"),
        ("Sukarno", "Suk***"),
        ("Sukarno, S.H.", "Suk***"),
        ("Ani", "An***"),
        ("Al", "A***"),
        ("A", "***"),
        ("", "***"),
        ("I Gede 'Arya Contoh", "I G*** A*** C***"),
        ("Nur-Aini Abdoel-Rahman", "Nur-Aini A***"),
        ("Contoh …", "Contoh ***"),
    ],
)
def test_a_name_is_shortened(printed: str, shown: str) -> None:
    assert masked_name(printed) == shown


def test_the_length_of_a_name_does_not_show() -> None:
    assert masked_name("Contoh Uu") == masked_name("Contoh " + "U" * 40)


def test_a_reason_is_a_category_and_a_note() -> None:
    stored = written(Revocation.WRONG_DATA, "salah ejaan: Contoh")
    assert stored == "wrong_data: salah ejaan: Contoh"
    assert category_of(stored) is Revocation.WRONG_DATA
    assert note_of(stored) == "salah ejaan: Contoh"
    assert written(Revocation.OTHER, "") == "other"
    assert category_of("other") is Revocation.OTHER
    assert note_of("other") == ""


def test_words_without_a_category_are_shown_to_nobody() -> None:
    assert category_of("Contoh Utama memalsukan nilai") is Revocation.OTHER
    assert note_of("Contoh Utama: memalsukan") == "Contoh Utama: memalsukan"
