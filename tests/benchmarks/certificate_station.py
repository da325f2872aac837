"""One process of the certificates' benchmark: prints, signs and writes one after another."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from time import perf_counter, process_time

from connector.certificates.paper import paper
from connector.documents.signing.base import Reason
from connector.documents.signing.local import LocalBatch, LocalSigner
from connector.domain.certificates import (
    CertificateKind,
    Course,
    Design,
    Holder,
    Official,
    Snapshot,
    Subject,
)
from connector.domain.people import Employment
from tests.signing_keys import OFFICIAL as ACCOUNT
from tests.signing_keys import SECRET

DAY = date(2026, 11, 23)
MOMENT = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
OFFICIAL = Official(1, "Dra. Siti Contoh, M.Si.", "Kepala Balai Pendidikan dan Pelatihan Contoh")
DESIGN = Design("STTP", CertificateKind.STTP, "sttp")
COURSE = Course(
    code="PKP-2026-1",
    title="Pelatihan Pelayanan Publik bagi Petugas Layanan Terpadu",
    cohort="III",
    year=2026,
    first=DAY,
    last=date(2026, 11, 27),
    place="Semarang",
    method="klasikal",
    jp=Decimal(40),
    subjects=tuple(
        Subject(f"Mata pelatihan {number} dengan judul yang wajar", Decimal(4), ("Budi Contoh",))
        for number in range(1, 11)
    ),
    decree_number="SK-17/2026",
    decree_date=date(2026, 11, 1),
)


@dataclass(frozen=True)
class Station:
    """What a process keeps between two certificates."""

    batch: LocalBatch
    target: Path
    opened: AbstractContextManager[LocalBatch]


_station: list[Station] = []


def open_station(folder: Path, target: Path) -> None:
    """Open the key of `OFFICIAL` in this folder; papers go to `target`."""
    opened = LocalSigner(folder).opened(ACCOUNT, SECRET)
    _station.append(Station(opened.__enter__(), target, opened))


@dataclass(frozen=True)
class Made:
    """One certificate: seconds of printing and signing, of processors for both, and its bytes."""

    printing: float
    signing: float
    processors: float
    size: int


def make_one(number: int) -> Made:
    """Print, sign and write one."""
    station = _station[0]
    started, worked = perf_counter(), process_time()
    printed = one_paper(number)
    between = perf_counter()
    signed = station.batch.sign(printed, ACCOUNT, None, Reason("Penerbitan STTP", "Semarang"))
    ended = perf_counter()
    (station.target / f"{number}.pdf").write_bytes(signed)
    return Made(between - started, ended - between, process_time() - worked, len(signed))


def one_paper(number: int) -> bytes:
    holder = Holder(
        name=f"Peserta Contoh {number}, S.H., M.M.",
        employment=Employment.PNS,
        identity_type="NIP_PNS",
        identity=f"19900131201503{number:04d}",
        birthplace="Semarang",
        birth_date=date(1990, 1, 31),
        rank="Penata Muda Tingkat I",
        grade="III/b",
        position="Analis Pelayanan Publik Ahli Pertama",
        unit="Kantor Contoh Kelas I Semarang",
        agency="Kementerian Contoh",
    )
    code = f"{number:020d}"
    return paper(
        Snapshot(CertificateKind.STTP, holder, COURSE),
        DESIGN,
        [OFFICIAL],
        number=f"{number:04d}/STTP/2026",
        dated=date(2026, 11, 27),
        place="Semarang",
        organiser=("Kementerian Contoh", "Balai Pendidikan dan Pelatihan Contoh"),
        code=code,
        address=f"https://simpul.example.org/v/{code}",
        draft=False,
        photo=None,
        created=MOMENT,
        signed_by_machine=True,
    )
