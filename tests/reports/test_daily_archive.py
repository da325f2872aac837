"""The daily archive proves itself, and is the same whenever the same day is packed."""

import hashlib
import json
import subprocess
import zipfile
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from connector.reports.daily_archive import DailyArchive, build_archive
from tests.reports.class_day import DAY, participants, training

NOW = datetime(2024, 8, 5, 10, 0, 7, tzinfo=UTC)
FILES = {
    "jurnal.pdf": b"%PDF journal",
    "daftar-hadir/sesi-2.pdf": b"%PDF two",
    "daftar-hadir/sesi-1.pdf": b"%PDF one",
}
FACTS = {"rule": {"minimum_percent": 75}, "figures": {"H": 2}, "versions": {"simpul": "0.2"}}


def packed(
    files: dict[str, bytes] | None = None,
    now: datetime = NOW,
    identities: dict[str, str] | None = None,
) -> DailyArchive:
    return build_archive(
        DAY, training(*participants(1)), files or FILES, FACTS, now=now, identities=identities
    )


def test_everything_is_in_it_with_size_and_digest() -> None:
    archive = packed()
    with zipfile.ZipFile(BytesIO(archive.content)) as package:
        names = package.namelist()
        manifest = json.loads(package.read("manifest.json"))
        assert {name: package.read(name) for name in FILES} == FILES
    assert names == [
        "daftar-hadir/sesi-1.pdf",
        "daftar-hadir/sesi-2.pdf",
        "jurnal.pdf",
        "manifest.json",
        "SHA256SUMS",
    ]
    assert manifest == archive.manifest
    assert manifest["training"]["code"] == "PTPP-2024-12"
    assert (manifest["day"], manifest["created_at"]) == ("2024-08-05", "2024-08-05T10:00:07+00:00")
    assert manifest["facts"] == FACTS
    assert manifest["files"][2] == {
        "name": "jurnal.pdf",
        "size": 12,
        "sha256": hashlib.sha256(b"%PDF journal").hexdigest(),
    }
    assert archive.sha256 == hashlib.sha256(archive.content).hexdigest()


def test_the_ordinary_tool_checks_the_sums(tmp_path: Path) -> None:
    with zipfile.ZipFile(BytesIO(packed().content)) as package:
        package.extractall(tmp_path)

    def check() -> int:
        command = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
        return subprocess.run(command, cwd=tmp_path, capture_output=True).returncode

    assert check() == 0
    (tmp_path / "manifest.json").write_text("{}")
    assert check() == 1


def test_the_same_day_at_the_same_moment_is_the_same_bytes() -> None:
    turned = dict(reversed(FILES.items()))
    assert packed(turned).content == packed().content
    assert packed(now=NOW + timedelta(minutes=1)).content != packed().content


def test_the_fingerprint_outlives_the_moment_but_not_a_change() -> None:
    def fingerprint(archive: DailyArchive) -> object:
        return archive.manifest["fingerprint"]

    first = fingerprint(packed())
    assert fingerprint(packed(now=NOW + timedelta(days=1))) == first
    assert fingerprint(packed({**FILES, "jurnal.pdf": b"other"})) != first
    assert fingerprint(packed({**FILES, "more.pdf": b"x"})) != first


def test_a_paper_that_prints_its_time_is_known_by_its_own_fingerprint() -> None:
    known = {"jurnal.pdf": "a" * 64}
    early = packed(identities=known)
    late = packed({**FILES, "jurnal.pdf": b"printed later"}, identities=known)
    assert early.manifest["fingerprint"] == late.manifest["fingerprint"]
    assert early.content != late.content
    other = packed(identities={"jurnal.pdf": "b" * 64})
    assert other.manifest["fingerprint"] != early.manifest["fingerprint"]


@pytest.mark.parametrize(
    "name",
    ["../x.pdf", "/x.pdf", "a/../x", "a//b", "", "C:\\x", "a\\b", "x\n", "é.pdf", ".x", "a/",
     "manifest.json", "SHA256SUMS"],
)  # fmt: skip
def test_a_name_that_could_leave_the_folder_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="unfit name"):
        packed({name: b"x"})


def test_two_names_that_one_disk_cannot_hold_are_refused() -> None:
    with pytest.raises(ValueError, match="case"):
        packed({"a.pdf": b"1", "A.pdf": b"2"})


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        packed(now=NOW.replace(tzinfo=None))
