"""Approved lists of many trainings and units, put straight into the store, with their numbers."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from sqlalchemy import Connection, Engine

from connector.domain.certificates import (
    CertificateKind,
    Course,
    Design,
    Holder,
    NumberSource,
    Official,
    Snapshot,
)
from connector.domain.numbering import read_pattern
from connector.domain.people import Employment, PersonRecord, Role, SeatRecord, seat_key
from connector.flows.issue_certificates import Issued, issue_approved, training_of
from connector.flows.office import Office
from connector.jobs.lease_table import LeaseTable
from connector.store import (
    approvals,
    designs,
    number_series,
    officials,
    people,
    seats,
    trainings,
)
from connector.store.approvals import ApprovedRow
from connector.store.number_series import NewSeries
from connector.store.officials import NewOfficial
from connector.store.trainings import TrainingSettings
from tests.store.samples import slot

NOW = datetime(2026, 8, 20, 3, 0, tzinfo=UTC)
DATED = date(2026, 8, 20)
YEAR = 2026
UNITS = ("BDA", "BDB", "BDC")
"""One counts by a pattern, one uses up two blocks, one a pasted list."""
KINDS = (CertificateKind.STTP, CertificateKind.PARTICIPATION)
POOL = 60
"""People; each sits in several trainings."""
SMALLEST, LARGEST = 3, 12
"""People of one training."""


@dataclass(frozen=True)
class Listed:
    """One approved list: who is to be numbered in which training, from whose numbers."""

    code: str
    kind: CertificateKind
    unit: str
    size: int


def office_on(engine: Engine) -> Office:
    """Open what issuing needs of an office; its clock stands still."""
    return Office(
        engine=engine,
        clock=lambda: NOW,
        jobs=LeaseTable(engine),
        link_for=lambda nonce: nonce,
        zone="Asia/Jakarta",
        max_removed_share=0.3,
        upload_max_bytes=1,
    )


def issue_listed(office: Office, listed: Listed, actor: str) -> Issued:
    """Number one list in a transaction of its own."""
    with office.engine.begin() as connection:
        training = training_of(connection, listed.code)
        approval = approvals.latest(connection, training.id, listed.kind)
        assert approval is not None
        return issue_approved(connection, office, training, approval, dated=None, actor=actor)


def approve_lists(engine: Engine, wanted: int, seed: int = 1) -> list[Listed]:
    """Store approved lists of exactly so many people, and just the numbers they need."""
    chance = random.Random(seed)  # noqa: S311
    with engine.begin() as connection:
        pool = _people(connection)
        chosen = {(unit, kind): _design(connection, unit, kind) for unit in UNITS for kind in KINDS}
        made = list[Listed]()
        while (left := wanted - sum(one.size for one in made)) > 0:
            unit, code = chance.choice(UNITS), f"PPP-{len(made):03d}"
            sizes = _sizes(chance, left)
            kinds = {kind.value: chosen[unit, kind] for kind in KINDS}
            _training(connection, code, unit, kinds, chance.sample(pool, max(sizes)))
            for kind, size in zip(KINDS, sizes, strict=False):
                _approve(connection, code, kind, size)
                made.append(Listed(code, kind, unit, size))
        for unit, kind in chosen:
            mine = [one.size for one in made if (one.unit, one.kind) == (unit, kind)]
            _open(connection, unit, kind, sum(mine))
    chance.shuffle(made)
    return made


def _sizes(chance: random.Random, left: int) -> list[int]:
    """Return how many people both kinds of a training are approved for."""
    first = min(left, chance.randint(SMALLEST, LARGEST))
    second = min(left - first, chance.randint(SMALLEST, LARGEST))
    return [first, second] if second else [first]


def _people(connection: Connection) -> list[tuple[SeatRecord, int]]:
    records = [
        PersonRecord(full_name=f"Peserta Contoh {n}, S.H.", bare_name=f"Peserta Contoh {n}")
        for n in range(POOL)
    ]
    rows = [SeatRecord(one, Role.PARTICIPANT, n, seat_key(one)) for n, one in enumerate(records)]
    placed = people.place(connection, rows, seated={}, now=NOW)
    return [(row, one.person) for row, one in zip(rows, placed, strict=True)]


def _design(connection: Connection, unit: str, kind: CertificateKind) -> int:
    new = NewOfficial(Official(0, "Dr. Pejabat Contoh, M.Si.", "Kepala Balai"), None, "local", "")
    official = officials.insert(connection, new, actor="user:1", now=NOW).official
    name = f"{unit} {kind}"
    design = Design(name, kind, "sttp", unit, officials=(official.id,))
    return designs.insert(connection, design, actor="user:1", now=NOW).id


def _training(
    connection: Connection,
    code: str,
    unit: str,
    kinds: Mapping[str, int],
    chosen: Sequence[tuple[SeatRecord, int]],
) -> None:
    settings = TrainingSettings(
        code,
        f"Pelatihan {code}",
        "Asia/Jakarta",
        "II",
        unit,
        options={"certificates": {"kinds": dict(kinds)}},
    )
    stored = trainings.create(connection, settings, actor="user:1", now=NOW)
    trainings.put_sessions(connection, stored.id, [slot()], now=NOW)
    seats.put_seats(connection, stored.id, chosen, roles={Role.PARTICIPANT}, now=NOW)


def _approve(connection: Connection, code: str, kind: CertificateKind, size: int) -> None:
    training = training_of(connection, code)
    rows = [
        ApprovedRow(
            one.key,
            one.person,
            Snapshot(kind, Holder(one.record.full_name, Employment.UNKNOWN), _course(code)),
        )
        for one in seats.listing(connection, training.id)[:size]
    ]
    approvals.insert(connection, training.id, kind, rows, note="", actor="user:2", now=NOW)


def _course(code: str) -> Course:
    day = slot().date
    return Course(code, f"Pelatihan {code}", "II", YEAR, day, day, "Semarang", "", Decimal(2), ())


def _open(connection: Connection, unit: str, kind: CertificateKind, need: int) -> None:
    """Open the series of one unit and kind; blocks and lists hold not one number too many."""

    def series(
        source: NumberSource, text: str = "", first: int = 1, last: int | None = None
    ) -> NewSeries:
        return NewSeries(unit, kind, YEAR, source, read_pattern(text).pattern, first, last)

    if not need:
        return
    pattern = "{seq:3}/{unit}." + kind + "/{angkatan_roman}/{month_roman}/{year}"
    if unit == "BDA":
        opened = [series(NumberSource.PATTERN, pattern, 137)]
    elif unit == "BDB":
        half = max(1, need * 2 // 5)
        opened = [series(NumberSource.BLOCK, pattern, 1, half)]
        if need > half:
            opened.append(series(NumberSource.BLOCK, pattern, half + 1, need))
    else:
        numbers = [f"800/{kind}/{n * 7}" for n in range(need)]
        new = series(NumberSource.LIST)
        number_series.open_listed(connection, new, numbers, actor="user:1", now=NOW)
        return
    for new in opened:
        number_series.open_counted(connection, new, actor="user:1", now=NOW)
