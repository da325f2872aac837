"""Papers that go out to be signed elsewhere, and whatever comes back."""

import hashlib
import json
import struct
import zipfile
from io import BytesIO

import pytest

from connector.documents.signing import manual
from connector.documents.signing.manual import ManualSigner
from connector.documents.signing.messages import SIGNING
from connector.errors import ConnectorError

PAPERS = [("001 Siti.pdf", b"%PDF-1.7 satu"), ("002 Budi.pdf", b"%PDF-1.7 dua")]


def zipped(*files: tuple[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", how) as archive:
        for name, content in files:
            with pytest.warns() if name in archive.namelist() else _quiet():
                archive.writestr(name, content)
    return packed.getvalue()


class _quiet:
    def __enter__(self) -> None:
        """Nothing is expected."""

    def __exit__(self, *_: object) -> None:
        """Nothing is swallowed."""


def refusal(returned: bytes) -> str:
    with pytest.raises(ConnectorError) as caught:
        ManualSigner().take_in(returned)
    assert caught.value.code in SIGNING
    return caught.value.code


def test_what_goes_out_comes_back(paper: bytes) -> None:
    papers = [*PAPERS, ("003.pdf", paper)]
    assert ManualSigner().take_in(ManualSigner().hand_out(papers)) == papers


def test_the_same_papers_give_the_same_bytes_with_digests_and_a_word_on_what_to_do() -> None:
    packed = ManualSigner().hand_out(PAPERS)
    assert packed == ManualSigner().hand_out(PAPERS)
    with zipfile.ZipFile(BytesIO(packed)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        readme = archive.read("BACA-SAYA.txt").decode()
    assert [one["name"] for one in manifest["files"]] == ["001 Siti.pdf", "002 Budi.pdf"]
    assert manifest["files"][0]["sha256"] == hashlib.sha256(PAPERS[0][1]).hexdigest()
    assert "2 PDF" in readme
    assert "Tanda tangani" in readme


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Windows\\x.pdf", "x.pdf"),
        ("a/b/c.PDF", "c.pdf"),
        ("nama\x00\n<aneh>|?.pdf", "nama---aneh.pdf"),
        ("", "dokumen.pdf"),
        ("manifest.json", "manifest.json.pdf"),
        ("Drs. Ngurah, M.Si. (1).pdf", "Drs. Ngurah, M.Si. (1).pdf"),
        ("x" * 500 + ".pdf", "x" * 100 + ".pdf"),
    ],
)
def test_names_become_safe(given: str, safe: str) -> None:
    packed = ManualSigner().hand_out([(given, b"%PDF-1.7")])
    with zipfile.ZipFile(BytesIO(packed)) as archive:
        assert archive.namelist()[0] == safe
    [(name, _)] = ManualSigner().take_in(zipped((given.replace("\x00", "") + "x", b"%PDF-")))
    assert "/" not in name
    assert name.isprintable()


def test_equal_names_become_different_ones() -> None:
    packed = ManualSigner().hand_out([("a.pdf", b"%PDF-1"), ("A.pdf", b"%PDF-2"), ("a", b"%PDF-3")])
    with zipfile.ZipFile(BytesIO(packed)) as archive:
        assert archive.namelist()[:3] == ["a.pdf", "A (2).pdf", "a (3).pdf"]


def test_a_single_pdf_comes_back_without_a_zip(paper: bytes) -> None:
    assert [one for _, one in ManualSigner().take_in(paper)] == [paper]
    assert [one for _, one in ManualSigner().take_in(b"\n\n" + paper)] == [b"\n\n" + paper]


def test_folders_luggage_and_other_files_do_not_matter() -> None:
    back = zipped(
        ("hasil/ttd/001.pdf", b"%PDF-1.7 a"),
        ("hasil/lain/001.pdf", b"%PDF-1.7 b"),
        ("__MACOSX/hasil/._001.pdf", b"\x00\x05\x16\x07"),
        ("hasil/.DS_Store", b"\x00"),
        ("Thumbs.db", b"\xd0\xcf"),
        ("manifest.json", b"{}"),
        ("BACA-SAYA.txt", b"..."),
        ("hasil/", b""),
        ("tanpa-akhiran", b"%PDF-1.7 c"),
        ("rusak.pdf", b"no PDF at all"),
    )
    assert ManualSigner().take_in(back) == [
        ("001.pdf", b"%PDF-1.7 a"),
        ("001 (2).pdf", b"%PDF-1.7 b"),
        ("tanpa-akhiran.pdf", b"%PDF-1.7 c"),
        ("rusak.pdf", b"no PDF at all"),
    ]


def test_two_entries_of_one_name_are_two_files() -> None:
    back = zipped(("a.pdf", b"%PDF-1"), ("a.pdf", b"%PDF-2"))
    assert [one for _, one in ManualSigner().take_in(back)] == [b"%PDF-1", b"%PDF-2"]


@pytest.mark.parametrize("content", [b"", b"\x89PNG", b"Rar!\x1a\x07", b"7z\xbc\xaf", b"<html>"])
def test_what_is_neither_zip_nor_pdf_is_refused(content: bytes) -> None:
    assert refusal(content) == "returned_kind_unknown"


def test_a_zip_without_a_pdf_is_refused() -> None:
    assert refusal(zipped()) == "returned_empty"
    assert refusal(zipped(("foto.jpg", b"\xff\xd8"))) == "returned_empty"
    assert refusal(zipped(("dalam.zip", zipped(("a.pdf", b"%PDF-1"))))) == "returned_empty"


def test_a_damaged_zip_is_refused_and_nothing_of_it_is_taken() -> None:
    whole = zipped(*((f"{n}.pdf", b"%PDF-1.7" + bytes([n]) * 5000) for n in range(3)))
    assert refusal(whole[: len(whole) // 2]) == "returned_damaged"
    flipped = bytearray(zipped(("a.pdf", b"%PDF-1.7" + bytes(50)), how=zipfile.ZIP_STORED))
    flipped[60] ^= 1
    assert refusal(bytes(flipped)) == "returned_damaged"
    assert refusal(b"PK\x03\x04" + bytes(100)) == "returned_damaged"
    assert refusal(b"PK\x05\x06") == "returned_damaged"


def test_a_locked_zip_is_refused() -> None:
    locked = bytearray(zipped(("a.pdf", b"%PDF-1.7")))
    directory = locked.find(b"PK\x01\x02")
    locked[6] |= 1
    locked[directory + 8] |= 1
    assert refusal(bytes(locked)) == "returned_damaged"


def test_a_zip_that_unpacks_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manual, "LARGEST_UNPACKED", 3 * 1024 * 1024)
    bomb = zipped(("a.pdf", b"%PDF-1.7" + bytes(4 * 1024 * 1024)))
    assert len(bomb) < 10_000
    assert refusal(bomb) == "returned_too_large"
    several = zipped(*((f"{n}.pdf", bytes(1024 * 1024)) for n in range(4)))
    assert refusal(several) == "returned_too_large"


def test_a_size_that_lies_does_not_help(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manual, "LARGEST_UNPACKED", 1024 * 1024)
    bomb = bytearray(zipped(("a.pdf", b"%PDF-1.7" + bytes(4 * 1024 * 1024))))
    directory = bomb.find(b"PK\x01\x02")
    bomb[directory + 24 : directory + 28] = struct.pack("<I", 10)
    assert refusal(bytes(bomb)) in ("returned_too_large", "returned_damaged")


def test_more_files_than_any_batch_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manual, "MOST_FILES", 3)
    assert refusal(zipped(*((f"{n}.pdf", b"%PDF-") for n in range(4)))) == "returned_too_many"
    hidden = bytearray(zipped(*((f"{n}.pdf", b"%PDF-") for n in range(4))))
    end = hidden.rfind(b"PK\x05\x06")
    hidden[end + 8 : end + 12] = struct.pack("<HH", 1, 1)
    assert refusal(bytes(hidden)) == "returned_too_many"


def test_a_directory_without_end_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manual, "_HEADER_SIZE", 0)
    assert refusal(zipped(("a.pdf", b"%PDF-"))) == "returned_too_many"
