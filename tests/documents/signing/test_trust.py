"""The roots an office trusts: read from a file or a folder, or the service says what is wrong."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from connector.documents.signing.trust import read_roots
from connector.errors import SettingsError
from tests.signing_keys import Issued, authority, rsa_key


@pytest.fixture(scope="module")
def other() -> Issued:
    return authority("CA Lain", rsa_key(3))


def test_a_file_holds_one_or_several(tmp_path: Path, root: Issued, other: Issued) -> None:
    (tmp_path / "one.der").write_bytes(root.der)
    assert read_roots(tmp_path / "one.der") == (root.der,)
    (tmp_path / "two.pem").write_bytes(root.pem + b"\n# comment\n" + other.pem + root.pem)
    assert read_roots(tmp_path / "two.pem") == (root.der, other.der)


def test_a_folder_is_read_in_the_order_of_names(
    tmp_path: Path, root: Issued, other: Issued
) -> None:
    (tmp_path / "b.CRT").write_bytes(root.certificate.public_bytes(Encoding.PEM))
    (tmp_path / "a.cer").write_bytes(other.der)
    (tmp_path / "README.txt").write_text("not a certificate")
    assert read_roots(tmp_path) == (other.der, root.der)


def test_what_cannot_be_used_is_named(tmp_path: Path, root: Issued) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad.pem").write_bytes(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END")
    (tmp_path / "bad.der").write_bytes(b"\x30\x80")
    for wrong in ("absent.pem", "empty", "bad.pem", "bad.der"):
        with pytest.raises(SettingsError) as caught:
            read_roots(tmp_path / wrong)
        (name, hint), *rest = caught.value.problems
        assert (name, rest) == ("SIMPUL_SIGN_TRUST", [])
        assert wrong in hint
