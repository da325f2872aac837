"""A PDF that another tool signed is judged as that tool's users would expect.

`signed_by_pdfbox.pdf` is a paper of ours, printed by Typst and signed by Apache PDFBox 2.0.27 with
Bouncy Castle 1.72 (`adbe.pkcs7.detached`, RSA-2048, a signing time in the container, an incremental
save), under an invented authority whose root lies beside it.
"""

import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connector.documents.signing.base import Reason
from connector.documents.signing.local import LocalSigner
from connector.documents.signing.verify import verify
from tests.signing_keys import OFFICIAL, SECRET, Issued

HERE = Path(__file__).parent
THEIRS = (HERE / "signed_by_pdfbox.pdf").read_bytes()
ROOT = (HERE / "signed_by_pdfbox_root.der").read_bytes()
NOW = datetime(2026, 12, 1, tzinfo=UTC)


def test_the_signature_of_another_tool_holds() -> None:
    found = verify(THEIRS, [ROOT], now=NOW)
    assert found.trusted
    one = found.signatures[0]
    assert (one.signer, one.issuer) == ("Kepala Balai Contoh", "CA Uji Alat Lain")
    assert (one.level, one.problems) == ("PKCS7", ())
    assert one.claimed_at is not None
    assert one.claimed_at.date() == datetime(2026, 11, 21, tzinfo=UTC).date()


def test_one_byte_changed_and_it_does_not() -> None:
    for place in (300, len(THEIRS) // 3, len(THEIRS) - 300):
        changed = bytearray(THEIRS)
        changed[place] ^= 1
        assert not verify(bytes(changed), [ROOT], now=NOW).intact


def test_its_root_is_not_ours(root: Issued) -> None:
    found = verify(THEIRS, [root.der], now=NOW)
    assert found.intact
    assert not found.trusted


def test_we_sign_behind_it_without_breaking_it(keys: Path, root: Issued) -> None:
    both = LocalSigner(keys).sign(THEIRS, OFFICIAL, SECRET, Reason())
    found = verify(both, [ROOT, root.der])
    assert found.trusted
    assert [one.level for one in found.signatures] == ["PKCS7", "B-B"]


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not here")
def test_openssl_accepts_our_container(
    signer: LocalSigner, paper: bytes, root: Issued, tmp_path: Path
) -> None:
    """The CMS object taken out of the PDF, held against the bytes it covers, by another library."""
    signed = signer.sign(paper, OFFICIAL, SECRET, Reason())
    container = re.search(rb"<([0-9a-fA-F]{3000,})>", signed)
    assert container is not None
    (tmp_path / "container").write_bytes(bytes.fromhex(container[1].decode()))
    (tmp_path / "covered").write_bytes(signed[: container.start()] + signed[container.end() :])
    (tmp_path / "root.pem").write_bytes(root.pem)
    command = ["openssl", "cms", "-verify", "-inform", "DER", "-binary", "-purpose", "any"]
    files = ["-in", "container", "-content", "covered", "-CAfile", "root.pem", "-out", "said"]
    done = subprocess.run([*command, *files], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
