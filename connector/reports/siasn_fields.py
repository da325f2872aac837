"""What SIASN and MyASN ask about a finished training: its fields, its table of kinds; no paper.

Names and spelling (`Sertipikat`) are those of BKN's web service, `POST /kursus/save` and, for
structural trainings alone, `POST /diklat/save` (facts: domain §7). Nothing is sent anywhere:
people fill in MyASN themselves, or an agency with access imports the sheet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR
from typing import Any

from connector.domain.certificates import Snapshot
from connector.domain.people import Employment

OPTION = "siasn"
"""Entry of a training's options that holds `SiasnOptions`."""

STRUCTURAL = 1
"""The one kind that goes to `/diklat/save`."""

DISTANCE = 17
"""Pelatihan jarak jauh; which of 3 and 17 the office wants is open (facts: domain §10)."""


@dataclass(frozen=True)
class TrainingType:
    """One row of BKN's reference `jenis-diklat`."""

    id: int
    name: str
    certificate: str = "T"
    """`jenisKursusSertipikat`: T, or F and P where the reference says so."""


TRAINING_TYPES: Mapping[int, TrainingType] = {
    one.id: one
    for one in (
        TrainingType(1, "Diklat Struktural"),
        TrainingType(2, "Diklat Fungsional", "F"),
        TrainingType(3, "Diklat Teknis"),
        TrainingType(4, "Workshop", "P"),
        TrainingType(5, "Pelatihan Manajerial"),
        TrainingType(6, "Pelatihan Sosial Kultural"),
        TrainingType(7, "Sosialisasi", "P"),
        TrainingType(8, "Bimbingan Teknis"),
        TrainingType(9, "Seminar", "P"),
        TrainingType(10, "Magang"),
        TrainingType(11, "Kursus"),
        TrainingType(12, "Penataran"),
        TrainingType(13, "Klasikal lainnya"),
        TrainingType(14, "Coaching"),
        TrainingType(15, "Mentoring"),
        TrainingType(16, "E-Learning"),
        TrainingType(DISTANCE, "Pelatihan Jarak Jauh (PJJ)"),
        TrainingType(18, "Detasering"),
        TrainingType(19, "Outbond"),
        TrainingType(20, "Benchmarking"),
        TrainingType(21, "Pertukaran PNS dengan swasta"),
        TrainingType(22, "Belajar Mandiri"),
        TrainingType(23, "Komunitas Belajar"),
        TrainingType(24, "Bimbingan di Tempat Kerja"),
        TrainingType(25, "Nonklasikal lainnya"),
    )
}
"""`jenisDiklatId`."""

STRUCTURAL_TYPES: Mapping[int, str] = {
    1: "SEPADA",
    4: "PIM II",
    5: "PIM I",
    6: "SESPIM",
    7: "SESPATI",
    8: "Lainnya",
}
"""`latihanStrukturalId`."""

OTHER_STRUCTURAL = 8

DOCUMENTS = {"kursus": 881, "diklat": 874}
"""`id_ref_dokumen` of the PDF that goes with an entry."""

ASN = (Employment.PNS, Employment.PPPK)
"""Who has a MyASN account."""


@dataclass(frozen=True)
class SiasnOptions:
    """What a training says about its entry in SIASN."""

    type: int = DISTANCE
    structural: int = OTHER_STRUCTURAL
    """Used for `STRUCTURAL` alone."""
    institution: str = ""
    """Institusi penyelenggara; "" takes the office's own name."""


@dataclass(frozen=True)
class SiasnField:
    """One field; `value` is None where SIASN or the person fills it in."""

    name: str
    value: str | int | None = None


def options_of(options: Mapping[str, Any]) -> SiasnOptions:
    """Read it from a training's options; what is not set, or no longer known, is the default."""
    given = options.get(OPTION, {})
    kind, structural = given.get("type", DISTANCE), given.get("structural", OTHER_STRUCTURAL)
    return SiasnOptions(
        type=kind if kind in TRAINING_TYPES else DISTANCE,
        structural=structural if structural in STRUCTURAL_TYPES else OTHER_STRUCTURAL,
        institution=str(given.get("institution", "")),
    )


def options_to_json(options: SiasnOptions) -> dict[str, Any]:
    """Return what `options_of` reads back from under `OPTION`."""
    return {
        "type": options.type,
        "structural": options.structural,
        "institution": options.institution,
    }


def is_asn(snapshot: Snapshot) -> bool:
    """Tell whether the person may have a MyASN account."""
    return snapshot.holder.employment in ASN


def entry_of(options: SiasnOptions) -> str:
    """Return which history the training belongs to: `diklat` (structural) or `kursus`."""
    return "diklat" if options.type == STRUCTURAL else "kursus"


def fields_of(
    snapshot: Snapshot, number: str, institution: str, options: SiasnOptions
) -> Sequence[SiasnField]:
    """Return the fields of one certificate in the order of the web service."""
    course, hours = snapshot.course, whole_hours(snapshot)
    organiser = options.institution or institution
    if entry_of(options) == "diklat":
        return (
            SiasnField("bobot"),
            SiasnField("id"),
            SiasnField("institusiPenyelenggara", organiser),
            SiasnField("jenisKompetensi"),
            SiasnField("jumlahJam", hours),
            SiasnField("latihanStrukturalId", options.structural),
            SiasnField("nomor", number),
            SiasnField("path"),
            SiasnField("pnsOrangId"),
            SiasnField("tahun", course.last.year),
            SiasnField("tanggal", dashed(course.first)),
            SiasnField("tanggalSelesai", dashed(course.last)),
        )
    return (
        SiasnField("id"),
        SiasnField("instansiId"),
        SiasnField("institusiPenyelenggara", organiser),
        SiasnField("jenisDiklatId", options.type),
        SiasnField("jenisKursus"),
        SiasnField("jenisKursusSertipikat", TRAINING_TYPES[options.type].certificate),
        SiasnField("jumlahJam", hours),
        SiasnField("lokasiId"),
        SiasnField("namaKursus", course.title),
        SiasnField("nomorSertipikat", number),
        SiasnField("path"),
        SiasnField("pnsOrangId"),
        SiasnField("tahunKursus", course.last.year),
        SiasnField("tanggalKursus", dashed(course.first)),
        SiasnField("tanggalSelesaiKursus", dashed(course.last)),
    )


def whole_hours(snapshot: Snapshot) -> int:
    """Return the lesson hours as the whole number SIASN takes; a part of one is never added."""
    return int(snapshot.course.jp.to_integral_value(ROUND_FLOOR))


def has_part_hours(snapshot: Snapshot) -> bool:
    return snapshot.course.jp != whole_hours(snapshot)


def dashed(day: date) -> str:
    """`03-11-2026`, as SIASN writes dates."""
    return f"{day.day:02d}-{day.month:02d}-{day.year:04d}"
