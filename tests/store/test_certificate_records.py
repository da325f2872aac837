"""Snapshots, designs and officials survive JSON digit for digit; equal ones print alike."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from connector.domain.certificates import (
    Acting,
    CertificateKind,
    Course,
    Design,
    Holder,
    Official,
    Snapshot,
    Subject,
)
from connector.domain.people import Employment
from connector.store.certificate_records import (
    canonical,
    design_from_json,
    design_to_json,
    fingerprint,
    official_from_json,
    official_to_json,
    snapshot_fingerprint,
    snapshot_from_json,
    snapshot_to_json,
)

HOLDER = Holder(
    name="Siti Nur'aini, S.Sos., M.Si.",
    employment=Employment.PNS,
    identity_type="NIP_PNS",
    identity="199001312015032987",
    birthplace="Kudus",
    birth_date=date(1990, 1, 31),
    rank="Penata Muda",
    grade="III/a",
    position="Analis",
    unit="Lapas Contoh",
    agency="Kementerian Contoh",
)
COURSE = Course(
    code="PTPP-01",
    title="Pelatihan Contoh",
    cohort="I",
    year=2026,
    first=date(2026, 8, 3),
    last=date(2026, 8, 7),
    place="Semarang",
    method="PJJ",
    jp=Decimal("20.50"),
    subjects=(Subject("Etika", Decimal("2.50"), ("Dr. Contoh",)), Subject("Ujian", Decimal("18"))),
    decree_number="SK-1",
    decree_date=date(2026, 7, 1),
)
FULL = Snapshot(
    CertificateKind.STTP, HOLDER, COURSE, "Memuaskan", Decimal("88.10"), (), photo="ab" * 32
)
BARE = Snapshot(
    CertificateKind.TEACHING,
    Holder("Suparman", Employment.UNKNOWN),
    replace(COURSE, decree_number="", decree_date=None, subjects=()),
    taught=(Subject("Etika", Decimal(2)),),
)
DESIGN = Design(
    name="STTP balai",
    kind=CertificateKind.STTP,
    template="sttp",
    unit="SDM",
    texts={"headline": "LULUS", "opening": "…"},
    options={"photo": True, "replacement": "new", "size": 3},
    officials=(4, 2),
    logo=bytes(range(256)),
    id=7,
    version=3,
)


@pytest.mark.parametrize("snapshot", [FULL, BARE])
def test_a_snapshot_comes_back_as_it_was(snapshot: Snapshot) -> None:
    stored = json.loads(json.dumps(snapshot_to_json(snapshot)))
    back = snapshot_from_json(stored)
    assert back == snapshot
    assert str(back.course.jp) == str(snapshot.course.jp), "digit for digit"
    assert snapshot_to_json(back) == stored


@pytest.mark.parametrize("design", [DESIGN, replace(DESIGN, logo=None, texts={}, officials=())])
def test_a_design_comes_back_with_its_logo(design: Design) -> None:
    assert design_from_json(json.loads(json.dumps(design_to_json(design)))) == design


def test_an_official_comes_back() -> None:
    official = Official(
        3, "Drs. Contoh", "Kepala Balai", Acting.PLT, "NIP_PNS", "196501011990011001", "Pembina"
    )
    assert official_from_json(json.loads(json.dumps(official_to_json(official)))) == official


def test_the_canonical_text_does_not_depend_on_the_order_of_names() -> None:
    there = snapshot_to_json(FULL)
    turned = dict(reversed(there.items()))
    assert list(turned) != list(there)
    assert canonical(turned) == canonical(there)
    assert canonical(there).isascii()


@pytest.mark.parametrize(
    "other",
    [
        replace(FULL, holder=replace(HOLDER, name="Siti Nur’aini, S.Sos., M.Si.")),
        replace(FULL, holder=replace(HOLDER, birth_date=None)),
        replace(FULL, course=replace(COURSE, jp=Decimal(21))),
        replace(FULL, score=None),
        replace(FULL, kind=CertificateKind.PARTICIPATION),
    ],
)
def test_any_change_changes_the_fingerprint(other: Snapshot) -> None:
    assert snapshot_fingerprint(other) != snapshot_fingerprint(FULL)


def test_the_fingerprint_is_a_sha256_of_the_canonical_text() -> None:
    assert fingerprint({"b": 1, "a": "é"}) == (
        "6d9eb45284090145dc16661b06abe01185a16a7dabba07c992a131bffa6b8114"
    )
