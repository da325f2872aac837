"""Parcels in a folder: whole or not at all, never outside it, never over what is there."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connector.flows.office_words import OFFICE_TARGETS
from connector.reports.targets.base import Attachment, Outcome
from connector.reports.targets.folder import EVENT_FILE, FolderTarget, folder_name
from connector.reports.targets.office import Addressee, Answer, Parcel

AT = datetime(2026, 8, 7, 9, 15, tzinfo=UTC)
NAME = "20260807T091500Z-report.delivered-msg_1"
PDF = Attachment("laporan-training-PTPP.pdf", "application/pdf", b"%PDF-1.7 invented")


def parcel(*files: Attachment, body: bytes = b'{"type":"report.delivered"}') -> Parcel:
    return Parcel("msg_1", "report.delivered", body, "s", "t", AT, files or (PDF,))


def put(root: Path, one: Parcel | None = None, folder: str = "kantor") -> Answer:
    return FolderTarget(root).hand_over(one or parcel(), Addressee("Kantor", folder), AT)


def test_a_parcel_is_a_folder_with_the_event_and_its_files(tmp_path: Path) -> None:
    assert put(tmp_path) == Answer(Outcome.SENT)
    [made] = (tmp_path / "kantor").iterdir()
    assert made.name == NAME == folder_name(parcel())
    assert {one.name for one in made.iterdir()} == {EVENT_FILE, PDF.name}
    assert json.loads((made / EVENT_FILE).read_text()) == {"type": "report.delivered"}
    assert (made / PDF.name).read_bytes() == PDF.content


def test_the_same_parcel_again_is_the_one_that_is_there(tmp_path: Path) -> None:
    put(tmp_path)
    before = {one: one.stat().st_mtime_ns for one in tmp_path.rglob("*")}
    assert put(tmp_path).outcome is Outcome.SENT
    assert {one: one.stat().st_mtime_ns for one in tmp_path.rglob("*")} == before


@pytest.mark.parametrize("what", ["other content", "a file more", "a file", "a link"])
def test_nothing_is_ever_overwritten(tmp_path: Path, what: str) -> None:
    there = tmp_path / "kantor" / NAME
    if what in ("other content", "a file more"):
        put(tmp_path, parcel(body=b"{}") if what == "other content" else None)
        if what == "a file more":
            (there / "note.txt").write_text("x")
    else:
        there.parent.mkdir()
        if what == "a file":
            there.write_text("mine")
        else:
            there.symlink_to(tmp_path / "nowhere")
    before = sorted(str(one.relative_to(tmp_path)) for one in tmp_path.rglob("*"))
    answer = put(tmp_path)
    assert (answer.outcome, answer.code) == (Outcome.REFUSED, "office_folder_taken")
    assert sorted(str(one.relative_to(tmp_path)) for one in tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../other", "/etc", "a/b", ".hidden", "a\0b", "a b", "a.b", "x" * 61]
)
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    root = tmp_path / "root"
    root.mkdir()
    answer = put(root, folder=name)
    assert (answer.outcome, answer.code) == (Outcome.REFUSED, "office_folder_unfit")
    assert list(tmp_path.rglob("*")) == [root]


def test_a_link_in_the_place_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (root / "kantor").symlink_to(outside)
    answer = put(root)
    assert (answer.outcome, answer.code) == (Outcome.LATER, "office_folder_failed")
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("name", ["../x.pdf", "a/b.pdf", EVENT_FILE, ".x", "", "x" * 200])
def test_a_file_with_an_unfit_name_is_not_written(tmp_path: Path, name: str) -> None:
    answer = put(tmp_path, parcel(Attachment(name, "application/pdf", b"x")))
    assert (answer.outcome, answer.code) == (Outcome.REFUSED, "office_folder_name")
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_written_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = os.fsync, list[int]()

    def full(handle: int) -> None:
        calls.append(handle)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    answer = put(tmp_path)
    assert (answer.outcome, answer.code) == (Outcome.LATER, "office_folder_failed")
    assert answer.params == {"error": "No space left on device"}
    assert list((tmp_path / "kantor").iterdir()) == []
    assert put(tmp_path).outcome is Outcome.SENT


def test_a_folder_that_is_missing_or_not_set_is_said(tmp_path: Path) -> None:
    answer = put(tmp_path / "nowhere")
    assert (answer.outcome, answer.code) == (Outcome.LATER, "office_folder_failed")
    assert str(tmp_path) not in str(answer)
    assert FolderTarget(None).unfit("kantor") == "office_folder_unset"
    unset = FolderTarget(None).hand_over(parcel(), Addressee("Kantor", "kantor"), AT)
    assert unset.outcome is Outcome.REFUSED
    for code in ("office_folder_failed", "office_folder_unset", "office_folder_taken"):
        assert code in OFFICE_TARGETS


def test_many_at_once_put_one_parcel(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: put(tmp_path), range(24)))
    assert {one.outcome for one in answers} == {Outcome.SENT}
    assert [one.name for one in (tmp_path / "kantor").iterdir()] == [NAME]
