"""What a session refuses of a neighbour that answers without end, over loopback."""

import gzip
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from connector import http

Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def neighbour(answer: Answer) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            try:
                answer(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


def whole(handler: BaseHTTPRequestHandler, body: bytes, **headers: str) -> None:
    handler.send_response(200)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def in_pieces(handler: BaseHTTPRequestHandler, pieces: Iterator[bytes], end: bytes) -> None:
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    for piece in pieces:
        handler.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
    handler.wfile.write(end)


def get(address: str) -> bytes:
    with http.new_session() as session:
        return session.get(address).content


@pytest.mark.parametrize(
    "answer",
    [
        lambda one: whole(one, b"x" * 300_000),
        lambda one: whole(one, gzip.compress(b"x" * 300_000), Content_Encoding="gzip"),
        lambda one: in_pieces(one, iter([b"x" * 100_000] * 3), b"0\r\n\r\n"),
    ],
    ids=["plain", "packed", "in pieces"],
)
def test_an_honest_answer_arrives_whole(answer: Answer) -> None:
    with neighbour(answer) as address:
        assert get(address) == b"x" * 300_000


def test_a_connection_is_used_again_after_an_answer() -> None:
    callers = set[int]()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        callers.add(handler.client_address[1])
        in_pieces(handler, iter([b"x"]), b"0\r\n\r\n")

    with neighbour(answer) as address, http.new_session() as session:
        for _ in range(3):
            assert session.get(address).content == b"x"
    assert len(callers) == 1


@pytest.mark.parametrize("end", [b"", b"5\r\nab"])
def test_an_answer_that_was_cut_is_no_answer(end: bytes) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        in_pieces(handler, iter([b"x" * 10]), end)
        handler.close_connection = True

    with neighbour(answer) as address, pytest.raises(requests.RequestException):
        get(address)


@pytest.mark.parametrize(
    "answer",
    [
        lambda one: whole(one, gzip.compress(bytes(3_000_000)), Content_Encoding="gzip"),
        lambda one: in_pieces(one, iter([bytes(100_000)] * 30), b"0\r\n\r\n"),
    ],
    ids=["packed bomb", "in pieces"],
)
def test_an_answer_without_end_breaks_off(answer: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "LONGEST_ANSWER", 1_000_000)
    with neighbour(answer) as address, pytest.raises(requests.RequestException):
        get(address)


def test_a_trickle_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "LONGEST_READING", 0.05)
    over = threading.Event()

    def trickle() -> Iterator[bytes]:
        while not over.wait(0.02):
            yield b" "

    with neighbour(lambda one: in_pieces(one, trickle(), b"")) as address:
        try:
            with pytest.raises(requests.RequestException):
                get(address)
        finally:
            over.set()
