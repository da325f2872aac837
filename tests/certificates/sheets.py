"""Certificates of people who do not exist, for tests of what is printed."""

import struct
import zlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from connector.certificates.paper import Sheet
from connector.certificates.template_list import template
from connector.domain.certificates import (
    Acting,
    Design,
    Holder,
    Official,
    Snapshot,
    Subject,
)
from connector.domain.people import Employment

CREATED = datetime(2024, 8, 12, 3, tzinfo=UTC)
CODE = "7K3QXM29ZA1BC4DE5FGH"
ADDRESS = "https://simpul.example/v/7K3QX-M29ZA-1BC4D-E5FGH"

HOLDER = Holder(
    name="dr. Siti Contoh Rahmawati, S.H., M.M.",
    employment=Employment.PNS,
    identity_type="NIP_PNS",
    identity="199001312015032987",
    birthplace="Semarang",
    birth_date=date(1990, 1, 31),
    rank="Penata Muda Tingkat I",
    grade="III/b",
    position="Analis Pelayanan Publik",
    unit="Lapas Contoh",
    agency="Kementerian Contoh",
)
HEAD = Official(
    id=1,
    name="Drs. Agus Contoh Wibowo, M.Si.",
    title="Kepala Balai Contoh",
    identity_type="NIP_PNS",
    identity="197003151995031004",
    rank="Pembina Tingkat I (IV/b)",
)
SECOND = Official(
    id=2,
    name="Rina Contoh, S.H., M.H.",
    title="Kepala Bidang Penyelenggaraan\nBadan Contoh Indonesia",
    acting=Acting.PLT,
    identity_type="NIP_PNS",
    identity="197809222003122002",
)
LONG_NAME = (
    "Prof. Dr. Ir. Raden Mas Contoh Kusumaningrat Wicaksono Adiputra, S.H., M.Si., Ph.D., CFrA."
)
LONG_TITLE = (
    "Pelatihan Teknis Peningkatan Kompetensi Pengelolaan Pengaduan Masyarakat dan Pelayanan "
    "Komunikasi Publik Berbasis Hak Asasi Manusia bagi Petugas Pelayanan pada Satuan Kerja di "
    "Lingkungan Kementerian Contoh Republik Indonesia Wilayah Jawa Tengah dan DIY"
)
LONG_UNIT = (
    "Kantor Wilayah Contoh Provinsi Daerah Istimewa Yogyakarta Bidang Penyelenggaraan Pelatihan "
    "dan Pengembangan Kompetensi Sumber Daya Manusia Aparatur Sipil"
)


def snapshot(of: str = "sttp", /, **holder: Any) -> Snapshot:
    """The sample of a template, with another holder."""
    return replace(template(of).sample.snapshot, holder=replace(HOLDER, **holder))


def with_course(one: Snapshot, **course: Any) -> Snapshot:
    return replace(one, course=replace(one.course, **course))


def sheet(
    name: str = "sttp",
    one: Snapshot | None = None,
    *,
    texts: Mapping[str, str] | None = None,
    options: Mapping[str, bool | str | int] | None = None,
    logo: bytes | None = None,
    **given: Any,
) -> Sheet:
    """A numbered certificate by one official, unless something else is given."""
    kind = template(name).kind
    design = Design("Contoh", kind, name, texts=texts or {}, options=options or {}, logo=logo)
    values: dict[str, Any] = {
        "snapshot": one or snapshot(name),
        "design": design,
        "officials": (HEAD,),
        "number": "SDM.KP.12-31.7",
        "dated": date(2024, 8, 12),
        "place": "Semarang",
        "organiser": ("KEMENTERIAN CONTOH", "BADAN CONTOH INDONESIA", "BALAI DIKLAT CONTOH"),
        "code": CODE,
        "address": ADDRESS,
        "signed_by_machine": True,
    }
    return Sheet(**{**values, **given})


def longest(name: str = "sttp") -> Snapshot:
    """Every line as long as offices write them at the worst, forty subjects, thirty instructors."""
    instructors = [f"Dr. Pengajar Contoh Nomor {index}, S.H., M.Hum." for index in range(30)]
    subjects = tuple(
        Subject(
            f"Mata pelatihan ke-{index} tentang pengelolaan contoh yang panjang judulnya",
            Decimal("2.5"),
            tuple(instructors[index % 30 : index % 30 + 1 + index % 3]),
        )
        for index in range(40)
    )
    one = snapshot(
        name,
        name=LONG_NAME,
        unit=LONG_UNIT,
        agency=LONG_UNIT,
        position=LONG_UNIT,
        birthplace="Kabupaten Kepulauan Siau Tagulandang Biaro",
    )
    made = with_course(
        one,
        title=LONG_TITLE,
        subjects=subjects,
        place="Pusat Pendidikan dan Pelatihan Contoh Kabupaten Semarang dan secara daring",
        method="pembelajaran jarak jauh (PJJ)",
        jp=Decimal(100),
    )
    return replace(made, band="Sangat Memuaskan", taught=subjects)


def png(width: int = 40, height: int = 30) -> bytes:
    """A grey picture, written by hand."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
