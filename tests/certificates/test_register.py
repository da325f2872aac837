"""The register as a workbook: every cell is text, numbers are masked, memory stays level."""

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from connector.certificates.register import write_register
from connector.certificates.register_words import COLUMNS, KINDS, REASONS, STATES
from connector.domain.certificates import CertificateKind, CertificateState
from connector.domain.revocations import Revocation
from connector.messages import Language
from connector.store.register import Entry

NOW = datetime(2026, 12, 31, 18, 5, tzinfo=UTC)
NIP = "199001312015031987"
ENTRY = Entry(
    id=7,
    number="007/BDA/VIII/2026",
    dated=date(2026, 8, 7),
    year=2026,
    unit="BDA",
    name="Dewi Lestari, S.H.",
    identity=NIP,
    code="PPP-2026-01",
    title="Pelatihan Teknis Pelayanan Publik",
    cohort="II",
    kind=CertificateKind.STTP,
    state=CertificateState.REPLACED,
    issued_at=datetime(2026, 8, 7, 3, tzinfo=UTC),
    signed_at=datetime(2026, 8, 7, 18, tzinfo=UTC),
    revoked_at=datetime(2026, 9, 1, 3, tzinfo=UTC),
    reason="wrong_data: salah ejaan",
    replaces="006/BDA/VIII/2026",
    replaced_by="019/BDA/IX/2026",
    replaced_by_id=19,
    sha256="ab" * 32,
    signers=("Dr. Pejabat Contoh, M.Si.", "Kedua Contoh"),
)


def sheet_of(*entries: Entry, language: Language = "id", whole_numbers: bool = False) -> Any:
    target = BytesIO()
    count = write_register(
        target, iter(entries), heading="BDA, 2026", zone="Asia/Jakarta", now=NOW,
        language=language, whole_numbers=whole_numbers,
    )  # fmt: skip
    assert count == len(entries)
    book = openpyxl.load_workbook(target)
    return book.worksheets[0]


def row(sheet: Any, number: int) -> dict[str, str]:
    names = [name for name, _width, _words in COLUMNS]
    return {name: cell.value or "" for name, cell in zip(names, sheet[number], strict=True)}


def test_a_line_says_all_of_a_certificate() -> None:
    sheet = sheet_of(ENTRY)
    assert [sheet.cell(n, 1).value for n in (1, 2, 3)] == [
        "REGISTER SERTIFIKAT",
        "BDA, 2026",
        "Dibuat 01-01-2027 01.05 WIB",
    ]
    assert row(sheet, 6) == {
        "place": "1",
        "number": "007/BDA/VIII/2026",
        "dated": "2026-08-07",
        "year": "2026",
        "unit": "BDA",
        "name": "Dewi Lestari, S.H.",
        "identity": "1990************87",
        "training": "Pelatihan Teknis Pelayanan Publik",
        "cohort": "II",
        "code": "PPP-2026-01",
        "kind": "STTP",
        "state": "Diganti",
        "ended": "2026-09-01",
        "reason": "Data salah: salah ejaan",
        "replaces": "006/BDA/VIII/2026",
        "replaced_by": "019/BDA/IX/2026",
        "signers": "Dr. Pejabat Contoh, M.Si.; Kedua Contoh",
        "signed": "2026-08-08",
        "sha256": "ab" * 32,
    }


def test_numbers_are_whole_only_where_asked() -> None:
    assert row(sheet_of(ENTRY, whole_numbers=True), 6)["identity"] == NIP


def test_english_has_its_own_words() -> None:
    sheet = sheet_of(ENTRY, language="en")
    assert sheet.cell(1, 1).value == "REGISTER OF CERTIFICATES"
    assert (row(sheet, 6)["state"], row(sheet, 6)["reason"]) == (
        "Replaced",
        "Wrong data: salah ejaan",
    )


@pytest.mark.parametrize(
    "hostile",
    [
        '=HYPERLINK("http://example.org","x")',
        "=1+1",
        "{=1+1}",
        "+62",
        "-1",
        "@SUM(A1)",
        "http://example.org",
        "mailto:x@example.org",
        "\t=1",
        "0001",
        "1E5",
        "<b>x</b>",
        "A" * 40_000,
    ],
)
def test_no_text_becomes_a_formula_a_link_or_a_number(hostile: str) -> None:
    sheet = sheet_of(replace(ENTRY, name=hostile, number=hostile, reason=hostile))
    for cell in sheet[6]:
        assert cell.data_type in ("s", "n" if cell.value is None else "s"), cell.coordinate
        assert cell.hyperlink is None
    assert row(sheet, 6)["name"] == hostile[:32_000]


def test_an_empty_register_is_a_heading() -> None:
    sheet = sheet_of()
    assert sheet.max_row == 5
    assert sheet.cell(5, 2).value == "Nomor sertifikat"


def test_every_kind_state_and_reason_has_words() -> None:
    assert set(KINDS) == set(CertificateKind)
    assert set(STATES) == set(CertificateState)
    assert set(REASONS) == set(Revocation)
