"""Signing with a key file: what comes out, and everything that is refused before a signature."""

import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import cms
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID

from connector.documents.signing.base import Account, Examinable, Reason, Secret, SecretKind
from connector.documents.signing.keys import open_key
from connector.documents.signing.local import LocalSigner
from connector.documents.signing.messages import SIGNING
from connector.documents.signing.verify import verify
from connector.errors import PermanentError
from connector.messages import say
from tests.pdf_reading import claims_archival, text
from tests.signing_keys import OFFICIAL, PASSPHRASE, SECRET, Issued, Key, curve_key, rsa_key

NOTHING = {"content_type": "data", "content": b""}
REASON = Reason("Penerbitan STTP", "Semarang", datetime(2026, 11, 21, 3, 0, tzinfo=UTC))


def refusal(signer: LocalSigner, paper: bytes, account: Account = OFFICIAL) -> str:
    with pytest.raises(PermanentError) as caught:
        signer.sign(paper, account, SECRET, REASON)
    assert PASSPHRASE not in str(caught.value)
    what, todo = say(SIGNING, caught.value.code, caught.value.params, "id")
    assert what != caught.value.code
    assert todo
    return caught.value.remote_code


@pytest.mark.parametrize(
    "key", [rsa_key(1), rsa_key(2, 3072), curve_key()], ids=["rsa", "rsa-3072", "p-256"]
)
def test_a_signature_is_appended_and_holds(
    keys: Path, paper: bytes, root: Issued, key: Key
) -> None:
    root.issue(key=key).store(keys)
    signed = LocalSigner(keys).sign(paper, OFFICIAL, SECRET, REASON)
    assert signed.startswith(paper)
    found = verify(signed, [root.der])
    assert found.trusted
    assert found.problems == ()
    one = found.signatures[0]
    assert (one.signer, one.issuer) == ("Dra. Siti Contoh, M.Si.", "CA Uji Simpul")
    assert (one.level, one.claimed_at, one.stamped_at) == ("B-B", REASON.moment, None)
    assert one.problems == ()


def test_the_paper_stays_archival_and_says_the_same(signer: LocalSigner, paper: bytes) -> None:
    signed = signer.sign(paper, OFFICIAL, SECRET, REASON)
    assert claims_archival(signed)
    assert signed.count(b"<?xpacket begin") == 1
    assert b"/Metadata" not in signed[len(paper) :].replace(b"/Metadata 26 0 R", b"")
    assert text(signed) == text(paper)
    assert b"Penerbitan STTP" in signed
    assert b"Semarang" in signed


def test_a_second_signer_breaks_nothing_of_the_first(
    keys: Path, signer: LocalSigner, paper: bytes, root: Issued
) -> None:
    second = root.issue("Ir. Budi Contoh", key=curve_key()).store(keys, "sekretaris")
    once = signer.sign(paper, OFFICIAL, SECRET, REASON)
    twice = signer.sign(once, second, SECRET, REASON)
    assert twice.startswith(once)
    found = verify(twice, [root.der])
    assert found.trusted
    assert [one.signer for one in found.signatures] == [
        "Dra. Siti Contoh, M.Si.",
        "Ir. Budi Contoh",
    ]
    assert len({one.field for one in found.signatures}) == 2


def test_a_chain_with_an_authority_between_is_carried_along(
    keys: Path, paper: bytes, root: Issued
) -> None:
    between = root.issue("CA Antara", key=rsa_key(3), uses=("key_cert_sign",), authority=True)
    account = between.issue().store(keys, "berantai")
    signed = LocalSigner(keys).sign(paper, account, SECRET, REASON)
    assert verify(signed, [root.der]).trusted


def test_one_key_opened_signs_a_whole_batch_and_is_closed_then(
    signer: LocalSigner, paper: bytes, root: Issued
) -> None:
    with signer.opened(OFFICIAL, SECRET) as batch:
        signed = [batch.sign(paper, OFFICIAL, None, Reason()) for _ in range(3)]
    assert all(verify(one, [root.der]).trusted for one in signed)
    assert not batch.ready(OFFICIAL).ready
    with pytest.raises(PermanentError, match="passphrase_missing"):
        batch.sign(paper, OFFICIAL, SECRET, Reason())


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "salah",
        PASSPHRASE.upper(),
        PASSPHRASE + "\n",
        "\x00",
        PASSPHRASE + "\x00",
        "\ud800",
        "🔑",
    ],
)
def test_a_wrong_passphrase_is_refused_and_said_nowhere(
    signer: LocalSigner, paper: bytes, typed: str
) -> None:
    with pytest.raises(PermanentError) as caught:
        signer.sign(paper, OFFICIAL, Secret(SecretKind.PASSPHRASE, typed), REASON)
    assert caught.value.code == "local_passphrase_wrong"
    assert str(caught.value) == "local key: passphrase_wrong"
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("secret", [None, Secret(SecretKind.TOTP, "123456")])
def test_without_a_passphrase_nothing_is_opened(
    signer: LocalSigner, paper: bytes, secret: Secret | None
) -> None:
    with pytest.raises(PermanentError, match="passphrase_missing"):
        signer.sign(paper, OFFICIAL, secret, REASON)


@pytest.mark.parametrize(
    "name",
    ["", "lain", "../keys/kepala", "/etc/passwd", "kepala.p12/..", "..", ".kepala", "a" * 300,
     "kepala\x00", "kepala/", "keys\\kepala", "képala", "kepala\n"],
)  # fmt: skip
def test_a_name_leads_to_one_file_of_the_folder_or_to_none(
    signer: LocalSigner, paper: bytes, name: str
) -> None:
    assert refusal(signer, paper, Account(name)) == "key_absent"
    assert signer.ready(Account(name)).code == "key_absent"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o620])
def test_a_key_that_others_can_reach_is_refused(
    keys: Path, signer: LocalSigner, paper: bytes, mode: int
) -> None:
    (keys / "kepala.p12").chmod(mode)
    assert refusal(signer, paper) == "key_open_to_others"
    assert signer.ready(OFFICIAL).code == "key_open_to_others"


def test_a_key_that_is_there_and_closed_is_ready(signer: LocalSigner) -> None:
    assert signer.ready(OFFICIAL).ready


def test_an_examination_counts_the_keys_and_names_none(
    keys: Path, signer: LocalSigner, root: Issued
) -> None:
    assert isinstance(signer, Examinable)
    [fit] = signer.examine()
    assert (fit.ok, fit.code, fit.params) == (True, "local_keys_fit", {"count": 1})
    root.issue().store(keys, "sekretaris")
    (keys / "sekretaris.p12").chmod(0o644)
    [unfit] = signer.examine()
    assert (unfit.ok, unfit.params) == (False, {"unfit": 1, "count": 2})
    for path in keys.iterdir():
        path.unlink()
    [none] = signer.examine()
    assert (none.ok, none.code) == (None, "local_keys_none")
    assert {fit.code, unfit.code, none.code} <= SIGNING.keys()


@pytest.mark.parametrize("content", [b"", b"garbage", b"\x30\x80" * 50, b"%PDF-1.7", bytes(5000)])
def test_a_file_that_is_no_key_is_not_blamed_on_the_passphrase(
    keys: Path, signer: LocalSigner, paper: bytes, content: bytes
) -> None:
    (keys / "kepala.p12").write_bytes(content)
    assert refusal(signer, paper) == "key_unreadable"


def test_what_is_no_file_or_far_too_large_is_not_read(
    keys: Path, signer: LocalSigner, paper: bytes
) -> None:
    (keys / "folder.p12").mkdir(mode=0o700)
    (keys / "besar.p12").write_bytes(bytes(2 * 1024 * 1024))
    for name in ("folder", "besar"):
        assert refusal(signer, paper, Account(name)) == "key_unreadable"


@pytest.mark.parametrize(
    ("starts", "ends", "code"), [(-30, -1, "certificate_expired"), (1, 30, "certificate_early")]
)
def test_a_certificate_outside_its_time_does_not_sign(
    keys: Path, signer: LocalSigner, paper: bytes, root: Issued, starts: int, ends: int, code: str
) -> None:
    made = root.issue(starts=timedelta(days=starts), ends=timedelta(days=ends))
    made.store(keys)
    assert refusal(signer, paper) == code


def test_a_certificate_for_something_else_does_not_sign(
    keys: Path, signer: LocalSigner, paper: bytes, root: Issued
) -> None:
    root.issue(uses=("key_encipherment",)).store(keys)
    assert refusal(signer, paper) == "certificate_not_for_signing"
    root.issue(purposes=[ExtendedKeyUsageOID.SERVER_AUTH]).store(keys)
    assert refusal(signer, paper) == "certificate_not_for_signing"


@pytest.mark.parametrize("uses", [None, ("digital_signature",), ("content_commitment",)])
def test_a_certificate_that_names_no_use_or_one_for_signing_signs(
    keys: Path, signer: LocalSigner, paper: bytes, root: Issued, uses: tuple[str, ...] | None
) -> None:
    root.issue(uses=uses).store(keys)
    assert verify(signer.sign(paper, OFFICIAL, SECRET, REASON), [root.der]).trusted


def test_keys_too_weak_or_of_a_kind_nobody_verifies_do_not_sign(
    keys: Path, signer: LocalSigner, paper: bytes, root: Issued
) -> None:
    for key in (rsa_key(4, 1024), ec.generate_private_key(ec.SECP256K1())):
        root.issue(key=key).store(keys)
        assert refusal(signer, paper) == "key_kind_unsupported"


def test_a_key_file_without_certificate_or_without_key_does_not_sign(
    keys: Path, signer: LocalSigner, paper: bytes, root: Issued
) -> None:
    closed = BestAvailableEncryption(PASSPHRASE.encode())
    alone = pkcs12.serialize_key_and_certificates(None, rsa_key(1), None, None, closed)
    (keys / "kepala.p12").write_bytes(alone)
    assert refusal(signer, paper) == "key_without_certificate"
    only = pkcs12.serialize_key_and_certificates(None, None, root.certificate, None, closed)
    (keys / "kepala.p12").write_bytes(only)
    assert refusal(signer, paper) == "key_without_certificate"


@pytest.mark.parametrize("key", [rsa_key(1), curve_key()], ids=["rsa", "p-256"])
def test_a_container_is_what_a_general_library_writes(root: Issued, key: Key) -> None:
    """DER has one way to write a thing: order of sets, lengths, tags."""
    opened = open_key(root.issue(key=key).pkcs12(), PASSPHRASE, now=datetime.now(UTC))
    made = opened.mold.container(bytes(32), lambda _: cms.ContentInfo(NOTHING).dump())
    assert cms.ContentInfo.load(made, strict=True).dump(force=True) == made
    signer = cms.ContentInfo.load(made)["content"]["signer_infos"][0]
    assert [one["type"].native for one in signer["unsigned_attrs"]] == [
        "signature_time_stamp_token"
    ]
    assert len(made) < opened.mold.size + 200


def test_an_unlocked_key_file_signs_with_an_empty_passphrase(
    keys: Path, signer: LocalSigner, paper: bytes, root: Issued
) -> None:
    root.issue().store(keys, passphrase="")
    empty = Secret(SecretKind.PASSPHRASE, "")
    assert verify(signer.sign(paper, OFFICIAL, empty, REASON), [root.der]).trusted


@pytest.mark.parametrize("damage", [b"", b"no PDF", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_pdf_is_not_signed(signer: LocalSigner, damage: bytes) -> None:
    assert refusal(signer, damage) == "document_unreadable"


def test_a_truncated_paper_is_not_signed(signer: LocalSigner, paper: bytes) -> None:
    assert refusal(signer, paper[: len(paper) // 2]) == "document_unreadable"


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="pdfsig (poppler-utils) is not here")
def test_another_reader_says_the_same_and_sees_one_flipped_byte(
    keys: Path, signer: LocalSigner, paper: bytes, root: Issued, tmp_path: Path
) -> None:
    second = root.issue("Ir. Budi Contoh", key=curve_key()).store(keys, "sekretaris")
    signed = signer.sign(signer.sign(paper, OFFICIAL, SECRET, REASON), second, SECRET, REASON)
    assert pdfsig(tmp_path, signed) == ["Signature is Valid."] * 2
    for place in (100, len(paper) // 2, len(paper) - 10):
        flipped = bytearray(signed)
        flipped[place] ^= 1
        assert "Signature is Valid." not in pdfsig(tmp_path, bytes(flipped))


def pdfsig(folder: Path, content: bytes) -> list[str]:
    (folder / "signed.pdf").write_bytes(content)
    done = subprocess.run(
        ["pdfsig", "-nocert", str(folder / "signed.pdf")], capture_output=True, check=False
    )
    return re.findall(r"Signature Validation: (.+)", done.stdout.decode("utf-8", "replace"))
