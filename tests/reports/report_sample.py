"""One report with a block of every kind, for tests of the paper, the workbook and the values."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from connector.domain.reports import ReportType
from connector.reports.content import (
    Bar,
    Block,
    Chart,
    Column,
    Facts,
    Figure,
    Figures,
    Head,
    Heading,
    Paragraph,
    Points,
    ReportContent,
    Table,
    TextSection,
)
from connector.reports.report_paper import PaperSigner

NOW = datetime(2026, 8, 14, 3, 30, tzinfo=UTC)

HEAD = Head(
    organiser=("Badan Contoh", "Balai Pendidikan dan Pelatihan Contoh"),
    training="Pelatihan Teknis Pelayanan Publik",
    cohort="XII",
    code="PTPP-2026-12",
    number="W.13-123",
    procedure="Pelaksanaan diklat metode PJJ",
    procedure_number="W.13.SDM.SDM.1.0T.02.02-105",
    steps=("4", "5"),
    basis=("UU 5/2014",),
)

SIGNER = PaperSigner(
    title="Plt. Kepala Balai Contoh",
    name="Dr. Pejabat Contoh, S.H.",
    rank="Pembina (IV/a)",
    identity="NIP 19700101 199503 1 001",
    place_and_date="Semarang, 14 Agustus 2026",
)


def people(rows: int, *, landscape: bool = True, name: str = "Peserta Contoh") -> Table:
    """A table of people across the page, or upright."""
    return Table(
        "people",
        "Daftar peserta",
        (
            Column("No.", 0, "center"),
            Column("Nama", 5),
            Column("Nilai", 0, "right"),
            Column("Tanda tangan", 3, to_sign=True),
        ),
        tuple((str(at), f"{name} {at}", f"{at},5", "") for at in range(1, rows + 1)),
        totals=("", "Jumlah", str(rows), "") if rows else (),
        note="Dihitung dari daftar.",
        empty="Belum ada peserta.",
        landscape=landscape,
    )


def chart(*values: str, shape: str = "bars") -> Chart:
    bars = tuple(Bar(f"Bagian {at}", (one,), one) for at, one in enumerate(values, start=1))
    return Chart("parts", "Menurut bagian", "bars" if shape == "bars" else "columns", ("Orang",),
                 bars, "10", "orang", "Belum ada bagian.")  # fmt: skip


BLOCKS: tuple[Block, ...] = (
    Heading("I. Pendahuluan"),
    Facts((("Pelatihan", "Pelatihan Teknis"), ("Waktu", "03-07 Agustus 2026"))),
    Heading("Dasar", 2),
    Points(("UU 5/2014", "SOP")),
    Figures("counts", (Figure("a.found", "Ditemukan", "1.215", "dari 1.300", "1215"),)),
    chart("3", "0", "10"),
    chart("3", "0", "10", shape="columns"),
    people(2, landscape=False),
    Paragraph("Seluruhnya tercatat."),
    TextSection("closing", "Penutup", "Demikian laporan ini.\nTerima kasih."),
    Heading("Lampiran 1: peserta", appendix=True),
    people(3),
)


def sample(blocks: tuple[Block, ...] = BLOCKS, **changes: Any) -> ReportContent:
    """A report of these blocks; `changes` are of its head."""
    return ReportContent(
        type=ReportType.TRAINING,
        language="id",
        title="Laporan pelatihan",
        zone="Asia/Jakarta",
        head=replace(HEAD, **changes) if changes else HEAD,
        blocks=blocks,
        collected_at=NOW,
        sources=(("Moodle", "dibaca 14 Agustus 2026 10.00 WIB"),),
    )
