"""The door behind the real server: requests that lie about themselves, spoken byte by byte."""

import socket
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import requests
from sqlalchemy import select

from connector.store.engine import open_engine, reading
from connector.store.tables import inbox
from tests.benchmarks.webhook_door import SECRET, Serving, serving
from tests.benchmarks.webhook_load import HOST, event_body, signed_letters
from tests.database import sqlite_url

LIMIT = 256 * 1024


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    home = tmp_path_factory.mktemp("served")
    with serving(sqlite_url(home / "simpul.db"), home) as running:
        yield running


def told(server: Serving, pieces: Sequence[bytes], *, hang_up: bool = False) -> int:
    """Send these bytes on one connection; return the status of the first answer, 0 for none."""
    with socket.create_connection((HOST, server.port), 30) as sock:
        try:
            for piece in pieces:
                sock.sendall(piece)
            if hang_up:
                sock.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # answered, and the connection closed, before all was sent
        answer = sock.recv(4096)
    return int(answer[9:12]) if answer else 0


def parts(number: int) -> tuple[list[bytes], bytes]:
    """Return header lines and body of a good request."""
    (letter,) = signed_letters(SECRET, [number])
    head, _, body = letter.request.partition(b"\r\n\r\n")
    return head.split(b"\r\n"), body


def request(lines: Sequence[bytes], *body: bytes) -> list[bytes]:
    return [b"\r\n".join(lines) + b"\r\n\r\n", *body]


def without_length(lines: Sequence[bytes], *more: bytes) -> list[bytes]:
    return [*(one for one in lines if not one.startswith(b"Content-Length")), *more]


def chunked(body: bytes, size: int) -> Iterator[bytes]:
    for start in range(0, len(body), size):
        piece = body[start : start + size]
        yield b"%x\r\n%s\r\n" % (len(piece), piece)
    yield b"0\r\n\r\n"


def stored(server: Serving) -> set[bytes]:
    engine = open_engine(server.database)
    with reading(engine) as connection:
        found = {bytes(one) for one in connection.scalars(select(inbox.c.body))}
    engine.dispose()
    return found


def test_a_good_request_is_stored_whole_or_in_chunks(server: Serving) -> None:
    lines, body = parts(1)
    assert told(server, request(lines, body)) == 200
    lines, body = parts(2)
    chunky = without_length(lines, b"Transfer-Encoding: chunked")
    assert told(server, request(chunky, *chunked(body, 100))) == 200
    assert {event_body(1), event_body(2)} <= stored(server)


def test_a_request_cut_short_leaves_no_trace(server: Serving) -> None:
    lines, body = parts(3)
    assert told(server, request(lines, body[:-1]), hang_up=True) == 400
    chunky = without_length(lines, b"Transfer-Encoding: chunked")
    pieces = [*chunked(body, 100)][:-1]
    assert told(server, request(chunky, *pieces), hang_up=True) == 400
    assert told(server, request(without_length(lines))) == 400
    assert not any(one in body for one in stored(server))


def test_a_length_that_lies_leaves_no_trace(server: Serving) -> None:
    lines, body = parts(4)
    short = without_length(lines, b"Content-Length: %d" % (len(body) - 5))
    assert told(server, request(short, body)) == 401
    twice = [*lines, b"Content-Length: 5"]
    assert told(server, request(twice, body)) == 400
    both = [*lines, b"Transfer-Encoding: chunked"]
    assert told(server, request(both, *chunked(body, 100))) == 400
    assert body not in stored(server)


def test_an_oversized_body_is_refused_before_it_is_read(server: Serving) -> None:
    lines, _ = parts(5)
    huge = without_length(lines, b"Content-Length: 99999999999")
    assert told(server, request(huge)) == 413
    chunky = without_length(lines, b"Transfer-Encoding: chunked")
    assert told(server, request(chunky, *chunked(b"x" * (LIMIT + 1), 65536))) == 413


def test_doubled_headers_and_other_methods_leave_no_trace(server: Serving) -> None:
    lines, body = parts(6)
    for name in (b"x-zm-signature", b"x-zm-request-timestamp"):
        again = next(one for one in lines if one.startswith(name))
        assert told(server, request([*lines, again], body)) == 401
    put = [lines[0].replace(b"POST", b"PUT"), *lines[1:]]
    assert told(server, request(put, body)) == 405
    elsewhere = [lines[0].replace(b"/zoom", b"/zoom/other"), *lines[1:]]
    assert told(server, request(elsewhere, body)) == 404
    assert body not in stored(server)


def test_pages_and_probes_are_served_beside_the_door(server: Serving) -> None:
    base = f"http://{HOST}:{server.port}"
    assert requests.get(f"{base}/login", timeout=30).status_code == 200
    ready = requests.get(f"{base}/readyz", timeout=30)
    assert (ready.status_code, ready.json()) == (200, {"ready": True})
    assert requests.post(f"{base}/webhooks", timeout=30).status_code in (400, 404)


def test_stopping_writes_what_was_acknowledged(tmp_path: Path) -> None:
    with serving(sqlite_url(tmp_path / "simpul.db"), tmp_path) as running:
        lines, body = parts(7)
        assert told(running, request(lines, body)) == 200
    assert running.process.returncode == 0
    assert stored(running) == {body}
