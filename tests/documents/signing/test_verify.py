"""What is said of signatures in any bytes: genuine, changed, of others, hostile."""

import hashlib
import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText

from connector.documents.signing import keys
from connector.documents.signing import verify as verifying
from connector.documents.signing.base import Reason
from connector.documents.signing.completing import complete
from connector.documents.signing.local import LocalSigner
from connector.documents.signing.messages import SIGNING
from connector.documents.signing.verify import verify
from tests.signing_keys import OFFICIAL, SECRET, Issued, authority, curve_key, rsa_key


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory, paper: bytes, root: Issued) -> bytes:
    folder = tmp_path_factory.mktemp("keys")
    root.issue().store(folder)
    return LocalSigner(folder).sign(paper, OFFICIAL, SECRET, Reason())


def container(signed: bytes) -> re.Match[bytes]:
    """The hex of the signature."""
    found = re.search(rb"<([0-9a-fA-F]{3000,})>", signed)
    assert found is not None
    return found


def test_one_flipped_byte_anywhere_is_seen(signed: bytes, paper: bytes, root: Issued) -> None:
    """Places by steps, in the paper and behind it; the chain in the signature proves itself."""
    start, end = container(signed).span(1)
    places = [*range(0, start, 97), *range(end, len(signed), 7), end - 2, start + 1]
    assert len(places) > 100
    for place in places:
        flipped = bytearray(signed)
        flipped[place] ^= 4
        found = verify(bytes(flipped), [root.der])
        assert not found.trusted, place
        assert found.problems or found.signatures[0].problems, place


def test_a_caller_with_a_loop_of_its_own_gets_the_same_answer(signed: bytes, root: Issued) -> None:
    async def inside() -> bool:
        return verify(signed, [root.der]).trusted

    assert complete(inside())


def test_the_digest_is_that_of_the_file(signed: bytes) -> None:
    assert verify(signed, []).sha256 == hashlib.sha256(signed).hexdigest()


def test_without_roots_nobody_is_trusted_but_the_bytes_are_judged(signed: bytes) -> None:
    found = verify(signed, [])
    assert found.intact
    assert not found.trusted
    assert found.signatures[0].problems == ("signature_untrusted",)


def test_another_authority_of_the_same_name_is_not_the_trusted_one(signed: bytes) -> None:
    assert not verify(signed, [authority(key=rsa_key(9)).der]).trusted


def test_nothing_is_fetched(signed: bytes, root: Issued) -> None:
    """Sockets beyond loopback are closed in tests; a context that fetches would need one."""
    judge = verifying._Judge((), datetime.now(UTC), signed)
    assert not judge.context(judge.now).fetching_allowed


def test_a_certificate_that_expired_since_is_said_to_have(
    tmp_path: Path, paper: bytes, root: Issued
) -> None:
    root.issue(ends=timedelta(days=10)).store(tmp_path)
    signed = LocalSigner(tmp_path).sign(paper, OFFICIAL, SECRET, Reason())
    assert verify(signed, [root.der]).trusted
    later = verify(signed, [root.der], now=datetime.now(UTC) + timedelta(days=20))
    assert later.intact
    assert later.signatures[0].problems == ("signature_certificate_expired",)
    earlier = verify(signed, [root.der], now=datetime.now(UTC) - timedelta(days=90))
    assert earlier.signatures[0].problems == ("signature_certificate_early",)


def test_a_certificate_that_may_not_sign_is_not_trusted(
    tmp_path: Path, paper: bytes, root: Issued
) -> None:
    root.issue().store(tmp_path)
    wrong = root.issue(uses=("key_encipherment",))
    (tmp_path / "kepala.p12").write_bytes(wrong.pkcs12())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "_check_fit", lambda *_: None)
        signed = LocalSigner(tmp_path).sign(paper, OFFICIAL, SECRET, Reason())
    found = verify(signed, [root.der])
    assert found.intact
    assert found.signatures[0].problems == ("signature_certificate_misused",)


def test_what_is_added_after_the_signature_is_seen_though_it_still_fits(
    signed: bytes, root: Issued
) -> None:
    writer = PdfWriter(BytesIO(signed), incremental=True)
    writer.add_annotation(0, FreeText(text="LULUS", rect=(50, 50, 400, 90)))
    changed = BytesIO()
    writer.write(changed)
    assert changed.getvalue().startswith(signed)
    found = verify(changed.getvalue(), [root.der])
    assert found.signatures[0].intact
    assert not found.signatures[0].covers_all
    assert not found.intact
    assert not found.trusted
    assert found.signatures[0].problems == ("signature_changed_after",)


def test_a_page_replaced_behind_the_signature_is_seen(signed: bytes, root: Issued) -> None:
    writer: Any = IncrementalPdfFileWriter(BytesIO(signed))
    page = writer.root["/Pages"]["/Kids"].raw_get(0)
    writer.root["/Pages"]["/Kids"].insert(0, page)
    writer.update_container(writer.root["/Pages"]["/Kids"])
    changed = BytesIO()
    writer.write(changed)
    found = verify(changed.getvalue(), [root.der])
    assert not found.intact
    assert "signature_changed_after" in found.signatures[0].problems


def test_bytes_behind_the_end_are_seen(signed: bytes, root: Issued) -> None:
    found = verify(signed + b"\n% trailing\n", [root.der])
    assert not found.intact


def test_signing_what_was_changed_after_the_first_signature_heals_nothing(
    tmp_path: Path, signed: bytes, root: Issued
) -> None:
    writer = PdfWriter(BytesIO(signed), incremental=True)
    writer.add_annotation(0, FreeText(text="LULUS", rect=(50, 50, 400, 90)))
    changed = BytesIO()
    writer.write(changed)
    root.issue("Ir. Budi Contoh", key=curve_key()).store(tmp_path)
    twice = LocalSigner(tmp_path).sign(changed.getvalue(), OFFICIAL, SECRET, Reason())
    found = verify(twice, [root.der])
    assert [one.covers_all for one in found.signatures] == [False, True]
    assert not found.intact


def test_a_byte_range_that_leaves_more_out_counts_for_nothing(signed: bytes, root: Issued) -> None:
    found = re.search(rb"/ByteRange ?\[0 (\d+) (\d+) (\d+)\]", signed)
    assert found is not None
    start, after, rest = (int(one) for one in found.groups())
    for wrong in (
        b"[0 %d %d %d]" % (start, after + 2, rest - 2),
        b"[0 %d %d %d]" % (start - 2, after, rest),
        b"[0 %d %d %d]" % (start, after, rest + 9),
        b"[1 %d %d %d]" % (start - 1, after, rest),
        b"[0 %d]" % len(signed),
        b"[]",
        b"[0 -1 -1 -1]",
        b"[0 99999999999999999999 1 1]",
    ):
        piece = b"/ByteRange " + wrong
        changed = signed.replace(found[0], piece.ljust(len(found[0])))
        judged = verify(changed, [root.der])
        assert not judged.intact


def test_a_pdf_without_signature_is_said_to_have_none(paper: bytes) -> None:
    found = verify(paper, [])
    assert (found.problems, found.signatures) == (("pdf_unsigned",), ())
    assert not found.intact


def test_a_locked_pdf_is_said_to_be_locked(paper: bytes) -> None:
    writer = PdfWriter(PdfReader(BytesIO(paper)))
    writer.encrypt("sandi")
    locked = BytesIO()
    writer.write(locked)
    assert verify(locked.getvalue(), []).problems == ("pdf_encrypted",)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7",
        b"%PDF-1.7\n%%EOF",
        b"not a pdf",
        bytes(10_000),
        b"\xff" * 10_000,
        b"%PDF-1.7\n1 0 obj" + b"[" * 50_000 + b"\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF",
        b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer<</Root 1 0 R/Size 1/Prev 9>>\n"
        b"startxref\n9\n%%EOF",
        b"PK\x03\x04" + bytes(500),
    ],
)
def test_garbage_is_unreadable_and_raises_nothing(content: bytes) -> None:
    found = verify(content, [])
    assert found.problems == ("pdf_unreadable",)


def test_a_truncated_paper_raises_nothing(signed: bytes, root: Issued) -> None:
    for length in range(0, len(signed) - 1, 977):
        assert not verify(signed[:length], [root.der]).trusted


def test_a_root_that_is_no_certificate_raises_nothing(signed: bytes) -> None:
    assert not verify(signed, [b"no certificate"]).trusted


def test_what_is_far_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "LARGEST", 1000)
    assert verify(bytes(1001), []).problems == ("pdf_too_large",)


def test_revisions_without_end_are_not_compared(signed: bytes) -> None:
    """Three thousand empty ones in two hundred kilobytes would keep a processor for a minute."""
    last = signed.rindex(b"startxref")
    at = int(signed[last + 9 :].split()[0])
    trailer = signed[signed.rindex(b"trailer") : last]
    many = bytearray(signed)
    for _ in range(3000):
        before, at = at, len(many)
        many += b"xref\n0 0\n" + re.sub(rb"/Prev \d+", b"/Prev %d" % before, trailer)
        many += b"startxref\n%d\n%%%%EOF\n" % at
    assert verify(bytes(many), []).problems == ("pdf_revisions_too_many",)


def test_signatures_without_end_are_not_judged(
    monkeypatch: pytest.MonkeyPatch, signed: bytes
) -> None:
    monkeypatch.setattr(verifying, "MOST_SIGNATURES", 0)
    assert verify(signed, []).problems == ("signatures_too_many",)


def test_a_file_written_anew_breaks_the_signature(signed: bytes, root: Issued) -> None:
    anew = BytesIO()
    writer: Any = copy_into_new_writer(PdfFileReader(BytesIO(signed)))
    writer.write(anew)
    assert not verify(anew.getvalue(), [root.der]).intact


def test_an_old_kind_of_signature_is_named_as_such(signed: bytes) -> None:
    """The name of the kind is part of what is signed: only the answer's wording is looked at."""
    changed = signed.replace(b"/ETSI.CAdES.detached", b"/adbe.x509.rsa_sha1 ")
    assert changed != signed
    found = verify(changed, [])
    assert found.signatures[0].problems == ("signature_kind_unsupported",)
    assert not found.intact


def test_a_container_that_is_no_cms_counts_for_nothing(signed: bytes, root: Issued) -> None:
    found = container(signed)
    for hexed in (
        b"00" * 500,
        b"ff" * 500,
        found[1][2:3000],
        found[1][:-2] + b"01",
        b"zz" * 500,
        b"3080" * 400,
    ):
        changed = signed.replace(found[1], hexed.ljust(len(found[1]), b"0"))
        judged = verify(changed, [root.der])
        assert not judged.intact
        assert judged.problems or judged.signatures[0].problems


def test_names_in_a_file_are_one_line_of_printable_signs(
    tmp_path: Path, paper: bytes, root: Issued
) -> None:
    root.issue("Siti\x1b[31m\nContoh" + "a" * 20, key=curve_key()).store(tmp_path)
    signed = LocalSigner(tmp_path).sign(paper, OFFICIAL, SECRET, Reason())
    assert verify(signed, [root.der]).signatures[0].signer == "Siti[31mContoh" + "a" * 20


def test_every_problem_has_its_sentences() -> None:
    text = Path(verifying.__file__).read_text(encoding="utf-8")
    codes = set(re.findall(r'"((?:pdf|signature|signatures|timestamp|revocation)_[a-z_]+)"', text))
    assert len(codes) > 15
    assert codes <= SIGNING.keys()
