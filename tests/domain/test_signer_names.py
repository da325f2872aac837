"""An electronic certificate's name beside the official who is printed."""

import pytest

from connector.domain.signer_names import names_another


@pytest.mark.parametrize(
    ("printed", "signer"),
    [
        ("Dr. Siti R. Contoh, M.Si.", "SITI RAHMA CONTOH"),
        ("Siti Rahma Contoh", "Siti Contoh, S.H."),
        ("Ir. Budi Contoh", "budi contoh"),
    ],
)
def test_one_person_written_in_two_ways_is_one(printed: str, signer: str) -> None:
    assert not names_another(printed, signer)


@pytest.mark.parametrize("signer", ["Budi Percobaan", "Ratna Administrator", "", "M.", "C. N."])
def test_another_name_or_none_at_all_is_pointed_out(signer: str) -> None:
    assert names_another("Dr. Budi Contoh, M.T.", signer)
