"""The grammar of personal numbers, as tables; every number is invented."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.domain.identities import (
    Identity,
    IdentityType,
    birth_hint,
    grouped_nip,
    mask,
    read_identity,
)

TODAY = date(2026, 11, 20)
NIP = "199001312015031987"


@pytest.mark.parametrize(
    "written",
    [
        NIP,
        "19900131 201503 1 987",
        "19900131.201503.1.987",
        "'199001312015031987",
        "’19900131 201503 1 987",
        "NIP. 19900131 201503 1 987",
        "NIP: 199001312015031987",
        "NIP199001312015031987",
        "N.I.P. 199001312015031987",
        "19900131\u00a0201503\u00a01\u00a0987",
    ],
)
def test_a_nip_is_read_in_every_way_it_is_printed(written: str) -> None:
    reading = read_identity(written, today=TODAY)
    assert reading.identity == Identity(IdentityType.NIP_PNS, NIP)
    assert reading.warnings == ()
    assert reading.problem is None


@pytest.mark.parametrize(
    ("written", "kind", "value"),
    [
        ("199502152023212987", IdentityType.NI_PPPK, "199502152023212987"),
        ("3399995502959876", IdentityType.NIK, "3399995502959876"),
        ("85010123", IdentityType.NRP, "85010123"),
        ("NRP85010123", IdentityType.NRP, "85010123"),
        ("NRP 12345/P", IdentityType.NRP, "12345P"),
        ("NRP 11990045670876", IdentityType.NRP, "11990045670876"),
        ("NIK: 33.9999.550295.9876", IdentityType.NIK, "3399995502959876"),
        ("NI PPPK 199502152023212987", IdentityType.NI_PPPK, "199502152023212987"),
    ],
)
def test_the_kind_follows_the_grammar(written: str, kind: IdentityType, value: str) -> None:
    reading = read_identity(written, today=TODAY)
    assert reading.identity == Identity(kind, value)
    assert reading.warnings == ()


@pytest.mark.parametrize("written", ["", "  ", "-", "–", "0", "Belum ada", "NIP. -", "n/a"])
def test_an_empty_cell_is_no_identity_and_no_problem(written: str) -> None:
    reading = read_identity(written)
    assert (reading.identity, reading.warnings, reading.problem) == (None, (), None)


@pytest.mark.parametrize(
    ("written", "hint", "code"),
    [
        ("1.99001E+17", None, "identity_is_number"),
        ("1,99001e+17", None, "identity_is_number"),
        ("199001312015031987.0", None, "identity_is_number"),
        ("1 E 17", None, "identity_is_number"),
        ("000-E0", None, "identity_is_number"),
        ("199001312015031000", None, "nip_digits_lost"),
        ("199013312015031987", None, "nip_birth_date"),
        ("199002302015031987", None, "nip_birth_date"),
        ("19900131201503198", None, "identity_length"),
        ("19900131201503198", IdentityType.NIP_PNS, "nip_length"),
        ("339999550295987", IdentityType.NIK, "nik_length"),
        ("3399993202959876", None, "nik_birth_date"),
        ("3399997202959876", None, "nik_birth_date"),
        ("3399990013959876", None, "nik_birth_date"),
        ("belum tahu", None, "identity_unreadable"),
        ("١٩٩٠٠١٣١٢٠١٥٠٣١٩٨٧", None, "identity_unreadable"),
    ],
)
def test_what_cannot_be_a_number_of_its_kind_is_a_problem(
    written: str, hint: IdentityType | None, code: str
) -> None:
    reading = read_identity(written, hint)
    assert reading.identity is None
    assert reading.problem is not None
    assert reading.problem.code == code


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("199001312015131987", {"nip_month"}),
        ("199001312015033987", {"nip_sex"}),
        ("199001312015091987", set()),
        ("199001312015331987", {"nip_kind_unknown"}),
        ("199001312023202987", {"nip_contract_count"}),
        ("199001312005031987", {"nip_appointed_young"}),
        ("195001311975031987", {"nip_age"}),
        ("199001312027031987", {"nip_appointed_later"}),
        ("9999995502959876", {"nik_province"}),
        ("3399995502950000", {"nik_serial"}),
        ("123456789", {"nip_old_nine_digits"}),
        ("21980123450679", {"nrp_assumed"}),
        ("85130123", {"nrp_month"}),
    ],
)
def test_doubts_warn_and_never_reject(written: str, codes: set[str]) -> None:
    reading = read_identity(written, today=TODAY)
    assert reading.identity is not None
    assert {warning.code for warning in reading.warnings} == codes


def test_without_today_no_age_is_judged() -> None:
    assert read_identity("195001311975031987").warnings == ()


def test_a_nik_in_the_nip_column_stays_a_nik() -> None:
    reading = read_identity("3399995502959876", IdentityType.NIP_PNS)
    assert reading.identity == Identity(IdentityType.NIK, "3399995502959876")
    assert [warning.code for warning in reading.warnings] == ["nik_in_other_column"]


def test_a_womans_nik_adds_forty_to_the_day_and_leaves_the_century_open() -> None:
    hint = birth_hint(Identity(IdentityType.NIK, "3399995502059876"))
    assert hint is not None
    assert (hint.day, hint.month, hint.female) == (15, 2, True)
    assert hint.years == (1905, 2005)
    assert hint.agrees_with(date(2005, 2, 15))
    assert not hint.agrees_with(date(2005, 2, 16))


def test_a_leap_day_fits_only_the_century_that_has_it() -> None:
    hint = birth_hint(Identity(IdentityType.NIK, "3399992902009876"))
    assert hint is not None
    assert hint.years == (2000,)


def test_a_nip_tells_birth_and_sex() -> None:
    hint = birth_hint(Identity(IdentityType.NIP_PNS, NIP))
    assert hint is not None
    assert (hint.years, hint.month, hint.day, hint.female) == ((1990,), 1, 31, False)


def test_an_nrp_tells_no_birth_date() -> None:
    assert birth_hint(Identity(IdentityType.NRP, "85010123")) is None


def test_masks_keep_what_the_office_may_show() -> None:
    assert mask(NIP) == "1990************87"
    assert mask("3399995502959876") == "33**********9876"
    assert mask("85010123") == "85****23"
    assert mask("123") == "***"


def test_a_nip_prints_in_groups() -> None:
    assert grouped_nip(NIP) == "19900131 201503 1 987"
    assert grouped_nip("85010123") == "85010123"


@given(st.text(max_size=60), st.sampled_from([None, *IdentityType]))
def test_no_text_makes_the_reader_raise(text: str, hint: IdentityType | None) -> None:
    reading = read_identity(text, hint, today=TODAY)
    assert reading.identity is None or reading.problem is None


@given(
    st.text(alphabet="0123456789 .'-/eE+,NIPRK", max_size=30),
    st.sampled_from([None, *IdentityType]),
)
def test_texts_like_numbers_give_clean_values(text: str, hint: IdentityType | None) -> None:
    reading = read_identity(text, hint, today=TODAY)
    if reading.identity is not None:
        assert reading.identity.value.isalnum()
        assert reading.identity.value.isascii()
        again = read_identity(reading.identity.value, reading.identity.type, today=TODAY)
        assert again.identity == reading.identity
