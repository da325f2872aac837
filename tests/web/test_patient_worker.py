"""A real server with one thread: who falls silent does not keep it."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest

from connector.web.patient_worker import PatientWorker

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class Impatient(PatientWorker):
    silence = 0.2


def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    """Read the whole body, as a form is read."""
    environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]


@pytest.fixture
def port() -> Iterator[int]:
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        number = int(chosen.getsockname()[1])
    command = [sys.executable, "-m", "gunicorn", "--threads", "1", "--graceful-timeout", "1"]
    command += ["--no-control-socket", "-b", f"127.0.0.1:{number}"]
    command += ["-k", f"{__name__}.Impatient", f"{__name__}:answer"]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", number)).close()
                break
            except ConnectionRefusedError:
                time.sleep(0.1)
        yield number
    finally:
        server.terminate()
        server.wait(30)


@pytest.mark.parametrize(
    "beginning",
    [b"G", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\na"],
    ids=["half a line", "half a body"],
)
def test_a_client_that_falls_silent_gives_its_thread_back(port: int, beginning: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port)) as silent:
        silent.sendall(beginning)
        time.sleep(0.1)
        with urlopen(f"http://127.0.0.1:{port}/", timeout=10) as page:
            assert page.read() == b"ok"
