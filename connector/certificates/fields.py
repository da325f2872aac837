"""What a certificate's template and texts may print: one row a field; no layout.

A text of a template names fields in braces: `{pelatihan}`. What stands in square brackets is
left out when a field in it has nothing to say: `[ di {tempat}]`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from connector.domain import certificate_lines as lines
from connector.domain.certificates import Official, Snapshot
from connector.domain.indonesian import date_range, decimal_comma, long_date
from connector.messages import Language


@dataclass(frozen=True)
class Occasion:
    """All that fields are made of: the person's snapshot and what the paper adds to it."""

    snapshot: Snapshot
    organiser: tuple[str, ...]
    """Letterhead lines, the own unit last."""
    number: str
    dated: date | None
    place: str
    officials: tuple[Official, ...] = ()
    issuer: str = ""
    """Who issued the certificates that it is signed with; "" where it is not said."""


@dataclass(frozen=True)
class Field:
    """One printable thing; `text` gives "" where there is nothing to print."""

    name: str
    """As administrators write it in a text, in Indonesian."""
    label: str
    label_en: str
    sample: str
    text: Callable[[Occasion], str]
    caption: Callable[[Occasion], str] | None = None
    """The printed label, where it depends on the person; else `label` is printed."""

    def spoken_label(self, language: Language) -> str:
        return self.label if language == "id" else self.label_en


def _organiser(back: int) -> Callable[[Occasion], str]:
    def text(one: Occasion) -> str:
        known = [line for line in one.organiser if line.strip()]
        return lines.sentence_case(known[-back]) if len(known) >= back else ""

    return text


HOLDER_FIELDS = (
    Field(
        "nama",
        "Nama",
        "Name",
        "dr. Siti Contoh Rahmawati, S.H., M.M.",
        lambda one: one.snapshot.holder.name,
    ),
    Field(
        "nomor_induk",
        "NIP",
        "Personal number",
        "19900131 201503 2 987",
        lambda one: lines.identity_number(
            one.snapshot.holder.identity_type, one.snapshot.holder.identity
        ),
        lambda one: lines.identity_label(one.snapshot.holder.identity_type),
    ),
    Field(
        "kelahiran",
        "Tempat/Tanggal Lahir",
        "Place and date of birth",
        "Semarang, 31 Januari 1990",
        lambda one: lines.birth_line(one.snapshot.holder)[1],
        lambda one: lines.birth_line(one.snapshot.holder)[0],
    ),
    Field(
        "pangkat",
        "Pangkat/Golongan/Ruang",
        "Rank and grade",
        "Penata Muda Tingkat I (III/b)",
        lambda one: lines.rank_line(one.snapshot.holder)[1],
        lambda one: lines.rank_line(one.snapshot.holder)[0],
    ),
    Field(
        "jabatan",
        "Jabatan",
        "Position",
        "Analis Pelayanan Publik Ahli Pertama",
        lambda one: one.snapshot.holder.position,
    ),
    Field(
        "unit_kerja",
        "Unit Kerja",
        "Work unit",
        "Kantor Contoh Kelas I Semarang",
        lambda one: one.snapshot.holder.unit,
    ),
    Field(
        "instansi",
        "Instansi",
        "Agency",
        "Kementerian Contoh Republik Indonesia",
        lambda one: one.snapshot.holder.agency,
    ),
    Field(
        "kualifikasi",
        "Kualifikasi",
        "Qualification",
        "Sangat Memuaskan",
        lambda one: one.snapshot.band,
    ),
    Field(
        "nilai",
        "Nilai",
        "Score",
        "91,25",
        lambda one: "" if one.snapshot.score is None else decimal_comma(one.snapshot.score),
    ),
)
"""The person."""

COURSE_FIELDS = (
    Field(
        "pelatihan",
        "Nama pelatihan",
        "Title of the training",
        "Pelatihan Teknis Pelayanan Publik",
        lambda one: one.snapshot.course.title,
    ),
    Field(
        "angkatan",
        "Angkatan",
        "Cohort",
        "Angkatan I",
        lambda one: lines.cohort_line(one.snapshot.course.cohort),
    ),
    Field(
        "tahun",
        "Tahun anggaran",
        "Budget year",
        "2024",
        lambda one: str(one.snapshot.course.year),
    ),
    Field(
        "metode",
        "Metode",
        "Method",
        "PJJ",
        lambda one: one.snapshot.course.method,
    ),
    Field(
        "waktu",
        "Waktu pelaksanaan, dengan kata depan",
        "Dates held, with their preposition",
        "dari tanggal 05-09 Agustus 2024",
        lambda one: lines.held_on(one.snapshot.course.first, one.snapshot.course.last),
    ),
    Field(
        "tanggal",
        "Tanggal pelaksanaan",
        "Dates held",
        "05-09 Agustus 2024",
        lambda one: date_range(one.snapshot.course.first, one.snapshot.course.last),
    ),
    Field(
        "tempat",
        "Tempat pelaksanaan",
        "Where it was held",
        "Semarang",
        lambda one: one.snapshot.course.place,
    ),
    Field(
        "jp",
        "Jam pelajaran dengan terbilang",
        "Lesson hours, spelled out",
        "20 (dua puluh)",
        lambda one: lines.spelled(one.snapshot.course.jp),
    ),
    Field(
        "jp_mengajar",
        "Jam pelajaran yang diajarkan, dengan terbilang",
        "Lesson hours taught, spelled out",
        "6 (enam)",
        lambda one: (
            lines.spelled(lines.total_hours(one.snapshot.taught)) if one.snapshot.taught else ""
        ),
    ),
    Field(
        "sk",
        "SK penyelenggaraan",
        "Decree of the training",
        "Nomor SDM-01.KP.02 Tahun 2024 tanggal 15 Juli 2024",
        lambda one: lines.decree_line(one.snapshot.course),
    ),
)
"""The training."""

PAPER_FIELDS = (
    Field("nomor", "Nomor", "Number", "SDM.KP.12-31.7", lambda one: one.number),
    Field(
        "penyelenggara",
        "Unit penyelenggara",
        "Organising unit",
        "Balai Diklat Contoh",
        _organiser(1),
    ),
    Field(
        "penyelenggara_induk",
        "Induk unit penyelenggara",
        "Parent of the organising unit",
        "Badan Pengembangan Sumber Daya Manusia Contoh",
        _organiser(2),
    ),
    Field(
        "tempat_terbit",
        "Tempat penandatanganan",
        "Place of signing",
        "Semarang",
        lambda one: one.place,
    ),
    Field(
        "tanggal_terbit",
        "Tanggal sertifikat",
        "Date of the certificate",
        "12 Agustus 2024",
        lambda one: long_date(one.dated) if one.dated else "",
    ),
    Field(
        "pejabat",
        "Nama pejabat pertama",
        "Name of the first official",
        "Drs. Budi Contoh, M.Si.",
        lambda one: one.officials[0].name if one.officials else "",
    ),
    Field(
        "penerbit",
        "Penerbit sertifikat elektronik",
        "Issuer of the electronic certificate",
        "BSrE",
        lambda one: one.issuer,
    ),
)
"""The paper itself."""

FIELDS: Mapping[str, Field] = {
    one.name: one for one in (*HOLDER_FIELDS, *COURSE_FIELDS, *PAPER_FIELDS)
}

_NAME = re.compile(r"\{([a-z_]+)\}")
_PART = re.compile(r"\[([^\[\]]*)\]|\{([a-z_]+)\}")
_STRAY = re.compile(r"[{}]")


def values_of(occasion: Occasion) -> dict[str, str]:
    """Every field's text by its name."""
    return {name: one.text(occasion) for name, one in FIELDS.items()}


def caption_of(field: Field, occasion: Occasion) -> str:
    return field.caption(occasion) if field.caption else field.label


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put fields into a text; a value's own braces and brackets are never read."""

    def known(match: re.Match[str]) -> str:
        return values.get(match[1], match[0])

    def part(match: re.Match[str]) -> str:
        if match[2]:
            return values.get(match[2], match[0])
        names = _NAME.findall(match[1])
        if not names:
            return match[0]
        return _NAME.sub(known, match[1]) if all(values.get(name) for name in names) else ""

    return _PART.sub(part, text)


def unknown_names(text: str) -> list[str]:
    """Names in braces that no field has, and braces that name nothing."""
    unknown = [name for name in _NAME.findall(text) if name not in FIELDS]
    return list(dict.fromkeys([*unknown, *_STRAY.findall(_NAME.sub("", text))]))
