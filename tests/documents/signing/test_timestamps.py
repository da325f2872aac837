"""Signatures with a timestamp: a real authority on loopback, and each way it can fail."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

from connector.documents.signing.base import Reason
from connector.documents.signing.local import LocalSigner
from connector.documents.signing.messages import SIGNING
from connector.documents.signing.timestamps import TimestampAuthority
from connector.documents.signing.verify import verify
from connector.errors import ConnectorError, PermanentError, TemporaryError
from connector.http import new_session
from tests.signing_keys import OFFICIAL, SECRET, Issued, authority, rsa_key

STAMPED = datetime(2026, 11, 21, 4, 5, 6, tzinfo=UTC)

Answer = Callable[[bytes], tuple[int, str, bytes]]


class Authority:
    """Answers as RFC 3161 says, with a key of its own; counts what it was asked."""

    def __init__(self, issued: Issued, at: datetime = STAMPED) -> None:
        shape = Encoding.DER, PrivateFormat.PKCS8, NoEncryption()
        self._stamper = DummyTimeStamper(
            asn1_x509.Certificate.load(issued.der),
            asn1_keys.PrivateKeyInfo.load(issued.key.private_bytes(*shape)),
            fixed_dt=at,
        )
        self.asked = 0

    def __call__(self, query: bytes) -> tuple[int, str, bytes]:
        self.asked += 1
        answer = self._stamper.request_tsa_response(tsp.TimeStampReq.load(query))
        return 200, "application/timestamp-reply", answer.dump()


@contextmanager
def listening(answer: Answer) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, kind, content = answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            if status == 302:
                self.send_header("Location", "http://127.0.0.1:9/elsewhere")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Nothing is printed."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/tsa"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def stamping() -> Issued:
    root = authority("CA Stempel Waktu", rsa_key(7))
    purposes = [ExtendedKeyUsageOID.TIME_STAMPING]
    return root.issue("TSA Uji", key=rsa_key(8), purposes=purposes)


def stamped(keys: Path, paper: bytes, answer: Answer, moment: datetime | None = None) -> bytes:
    with listening(answer) as url:
        signer = LocalSigner(keys, TimestampAuthority(url, lambda: new_session((1.0, 2.0))))
        return signer.sign(paper, OFFICIAL, SECRET, Reason(moment=moment))


def refusal(keys: Path, paper: bytes, answer: Answer) -> ConnectorError:
    with pytest.raises((PermanentError, TemporaryError)) as caught:
        stamped(keys, paper, answer)
    assert caught.value.code in SIGNING
    assert not getattr(caught.value, "ambiguous", False)
    assert "127.0.0.1" not in str(caught.value)
    return caught.value


def test_a_stamp_makes_it_level_t_and_is_asked_for_once(
    keys: Path, paper: bytes, root: Issued, stamping: Issued
) -> None:
    answering = Authority(stamping)
    signed = stamped(keys, paper, answering)
    assert signed.startswith(paper)
    one = verify(signed, [root.der, stamping.above[0].public_bytes(Encoding.DER)]).signatures[0]
    assert (one.level, one.stamped_at, one.trusted, one.problems) == ("B-T", STAMPED, True, ())
    assert answering.asked == 1


def test_a_stamp_of_a_stranger_is_told_but_the_signer_stays_trusted(
    keys: Path, paper: bytes, root: Issued, stamping: Issued
) -> None:
    one = verify(stamped(keys, paper, Authority(stamping)), [root.der]).signatures[0]
    assert one.trusted
    assert one.problems == ("timestamp_untrusted",)


def test_a_trusted_stamp_outlives_the_signers_certificate(
    tmp_path: Path, paper: bytes, root: Issued, stamping: Issued
) -> None:
    now = datetime.now(UTC)
    root.issue(ends=timedelta(days=5)).store(tmp_path)
    signed = stamped(tmp_path, paper, Authority(stamping, now))
    trusted = [root.der, stamping.above[0].public_bytes(Encoding.DER)]
    later = now + timedelta(days=60)
    assert verify(signed, trusted, now=later).trusted
    unproved = verify(signed, [root.der], now=later).signatures[0]
    assert not unproved.trusted
    assert unproved.problems == ("signature_certificate_expired", "timestamp_untrusted")


def test_a_stamp_from_after_the_certificates_end_does_not_help(
    tmp_path: Path, paper: bytes, root: Issued, stamping: Issued
) -> None:
    now = datetime.now(UTC)
    root.issue(ends=timedelta(days=5)).store(tmp_path)
    signed = stamped(tmp_path, paper, Authority(stamping, now + timedelta(days=10)))
    trusted = [root.der, stamping.above[0].public_bytes(Encoding.DER)]
    later = verify(signed, trusted, now=now + timedelta(days=60))
    assert later.signatures[0].problems == ("signature_certificate_expired",)


def test_nobody_there_means_nothing_signed(keys: Path, paper: bytes, unused_port: int) -> None:
    url = f"http://127.0.0.1:{unused_port}/"
    signer = LocalSigner(keys, TimestampAuthority(url, lambda: new_session((0.5, 0.5))))
    with pytest.raises(TemporaryError) as caught:
        signer.sign(paper, OFFICIAL, SECRET, Reason())
    assert caught.value.code == "local_tsa_unreachable"
    assert not caught.value.ambiguous


@pytest.mark.parametrize(
    ("status", "kind", "content", "code"),
    [
        (503, "text/html", b"", "local_tsa_unreachable"),
        (429, "text/html", b"", "local_tsa_unreachable"),
        (403, "text/html", b"no", "local_tsa_refused"),
        (302, "text/html", b"", "local_tsa_refused"),
        (200, "text/html", b"<html>", "local_tsa_answer_wrong"),
        (200, "application/timestamp-reply", b"", "local_tsa_answer_wrong"),
        (200, "application/timestamp-reply", b"<html>", "local_tsa_answer_wrong"),
        (200, "application/timestamp-reply", b"\x30\x03\x02\x01\x00", "local_tsa_answer_wrong"),
        (200, "application/timestamp-reply", b"\x30\x05\x30\x03\x02\x01\x02", "local_tsa_refused"),
    ],
)
def test_an_answer_that_is_no_stamp_is_refused(
    keys: Path, paper: bytes, status: int, kind: str, content: bytes, code: str
) -> None:
    assert refusal(keys, paper, lambda _: (status, kind, content)).code == code


def test_a_stamp_for_other_bytes_or_another_question_is_refused(
    keys: Path, paper: bytes, stamping: Issued
) -> None:
    answering = Authority(stamping)

    def other(change: Callable[[tsp.TimeStampReq], None]) -> Answer:
        def answer(query: bytes) -> tuple[int, str, bytes]:
            asked = tsp.TimeStampReq.load(query)
            change(asked)
            return answering(asked.dump(force=True))

        return answer

    def imprint(asked: tsp.TimeStampReq) -> None:
        asked["message_imprint"]["hashed_message"] = bytes(32)

    def nonce(asked: tsp.TimeStampReq) -> None:
        asked["nonce"] = 4711

    for change in (imprint, nonce):
        assert refusal(keys, paper, other(change)).code == "local_tsa_answer_wrong"


def test_a_stamp_whose_own_signature_is_broken_is_refused(
    keys: Path, paper: bytes, stamping: Issued
) -> None:
    answering = Authority(stamping)

    def broken(query: bytes) -> tuple[int, str, bytes]:
        status, kind, content = answering(query)
        answer = tsp.TimeStampResp.load(content)
        signature = answer["time_stamp_token"]["content"]["signer_infos"][0]["signature"].native
        return status, kind, content.replace(signature, bytes(len(signature)))

    assert refusal(keys, paper, broken).code == "local_tsa_answer_wrong"


def test_a_stamp_too_large_for_its_room_is_refused(
    keys: Path, paper: bytes, stamping: Issued
) -> None:
    crowd = [stamping.above[0]] + [
        authority(f"CA {number}", rsa_key(7)).certificate for number in range(20)
    ]
    answering = Authority(stamping)
    answering._stamper.certs_to_embed = [
        asn1_x509.Certificate.load(one.public_bytes(Encoding.DER)) for one in crowd
    ]
    assert refusal(keys, paper, answering).code == "local_tsa_answer_wrong"
