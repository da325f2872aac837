"""Keys, e-mail addresses and phone numbers of roster people."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.domain.identities import Identity, IdentityType
from connector.domain.people import PersonRecord, main_identity, read_email, read_phone, seat_key

NIK = Identity(IdentityType.NIK, "3399995502959876")
PPPK = Identity(IdentityType.NI_PPPK, "199502152023212987")


def test_the_key_prefers_the_lifelong_number() -> None:
    person = PersonRecord("Contoh, S.H.", "Contoh", identities=(PPPK, NIK))
    assert main_identity(person) == NIK
    assert seat_key(person) == "NIK:3399995502959876"


def test_without_a_number_name_and_unit_make_the_key() -> None:
    first = PersonRecord("Contoh Utama, S.H.", "Contoh Utama", unit="Lapas Contoh")
    second = PersonRecord("CONTOH UTAMA", "CONTOH UTAMA", unit="lapas contoh")
    elsewhere = PersonRecord("Contoh Utama", "Contoh Utama", unit="Rutan Contoh")
    assert seat_key(first) == seat_key(second)
    assert seat_key(first) != seat_key(elsewhere)


@pytest.mark.parametrize(
    ("written", "email"),
    [
        (" Nama.Kedua@Contoh.Example ", "nama.kedua@contoh.example"),
        ("<a@kampus.contoh.example>", "a@kampus.contoh.example"),
        ("mailto:a@contoh.example", "a@contoh.example"),
        ("a@b", None),
        ("a b@contoh.example", None),
        ("a@contoh.example, b@contoh.example", None),
        ("a..b@contoh.example", None),
        ("é@contoh.example", None),
        ("x" * 95 + "@contoh.example", None),
        ("", None),
    ],
)
def test_only_a_usable_address_is_kept(written: str, email: str | None) -> None:
    assert read_email(written) == email


@pytest.mark.parametrize(
    ("written", "phone"),
    [
        ("0812-3456-7890", "+6281234567890"),
        ("81234567890", "+6281234567890"),
        ("+62 812 3456 7890", "+6281234567890"),
        ("62812345678", "+62812345678"),
        ("0062812345678", "+62812345678"),
        ("(021) 555 1234", "+62215551234"),
        ("+1 202 555 0123", "+12025550123"),
        ("123", None),
        ("belum ada", None),
        ("٠٨١٢٣٤٥٦٧٨", None),
    ],
)
def test_phones_become_international(written: str, phone: str | None) -> None:
    assert read_phone(written) == phone


@given(st.text(max_size=60))
def test_no_text_makes_the_readers_raise(text: str) -> None:
    email, phone = read_email(text), read_phone(text)
    assert email is None or email == email.lower()
    assert phone is None or phone.startswith("+")
