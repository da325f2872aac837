"""Processes that sign a class are killed in the act: nothing is asked for twice, nothing lost.

They are killed before the service signs, after it has signed, and as its answer leaves.
"""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from sqlalchemy import Engine

from connector.domain.certificates import CertificateState
from connector.flows.archive_certificates import check_integrity
from connector.flows.sign_certificates import Settlement, settle_unknown
from connector.flows.signing_batches import batch_lines
from connector.store import signings
from connector.store.engine import reading
from connector.store.signings import SigningState
from tests.signed_class import sign_bytes, signing_class
from tests.stories.signing_hand import NOW, sign_what_is_open, with_signer

PEOPLE = 14
KILLS = {3: "before", 6: "after", 9: "leaving", 11: "after"}
"""Number of the call in which the process dies, and when in it."""


class Service:
    """Signs what it gets, counts it, and kills its caller where it is told to."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.caller: subprocess.Popen[bytes] | None = None
        self.killed = 0

    def answer(self, pdf: bytes, leave: object) -> None:
        self.calls.append(hashlib.sha256(pdf).hexdigest())
        moment = KILLS.get(len(self.calls)) if self.caller else None
        if moment == "before":
            self._kill()
        signed = sign_bytes(pdf)
        if moment == "after":
            self._kill()
        assert callable(leave)
        leave(signed)
        if moment == "leaving":
            self._kill()

    def _kill(self) -> None:
        assert self.caller is not None
        os.kill(self.caller.pid, signal.SIGKILL)
        self.killed += 1


@contextmanager
def serving(service: Service) -> Iterator[int]:
    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            pdf = self.rfile.read(int(self.headers["Content-Length"]))

            def leave(signed: bytes) -> None:
                try:
                    self.send_response(200)
                    self.send_header("Content-Length", str(len(signed)))
                    self.end_headers()
                    self.wfile.write(signed)
                except OSError:
                    """Nobody listens any more."""

            service.answer(pdf, leave)

        def log_message(self, format: str, *args: object) -> None:
            """Keeps quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_killed_while_signing_nothing_is_asked_for_twice_and_nothing_lost(engine: Engine) -> None:
    with signing_class(engine, PEOPLE) as place, serving(service := Service()) as port:
        place.prepared()
        url = engine.url.render_as_string(hide_password=False)
        command = [sys.executable, "-m", "tests.stories.signing_hand", url, str(port)]
        ends = []
        for _ in range(len(KILLS) + 1):
            service.caller = subprocess.Popen(
                [*command, place.actor()], cwd=Path(__file__).parents[2]
            )
            ends.append(service.caller.wait())
        assert service.killed == len(KILLS)
        assert ends == [-signal.SIGKILL] * len(KILLS) + [0]
        assert len(service.calls) == len(set(service.calls)) == PEOPLE

        with reading(engine) as connection:
            [batch] = signings.batches_of(connection, place.training)
            lines = batch_lines(connection, batch.id, NOW)
            states = Counter(one.state for one in lines)
        assert set(states) == {SigningState.SIGNED, SigningState.SENT}
        assert 3 <= states[SigningState.SENT] <= len(KILLS)

        place.house.clock.now = NOW.replace(hour=NOW.hour + 1)
        service.caller = None
        doubtful = [one.signing.id for one in lines if one.state is SigningState.SENT]
        for one in doubtful:
            settle_unknown(place.office, one, Settlement.TRY_AGAIN, actor=place.actor())
        sign_what_is_open(with_signer(place.office, port), place.actor())
        assert place.states() == [CertificateState.ARCHIVED] * PEOPLE
        asked = Counter(service.calls)
        assert sum(count > 1 for count in asked.values()) == len(doubtful)
        assert check_integrity(place.office, actor="user:1").intact


@pytest.mark.parametrize("hands", [3])
def test_several_processes_at_one_batch_ask_for_each_signature_once(
    engine: Engine, hands: int
) -> None:
    with signing_class(engine, PEOPLE) as place, serving(service := Service()) as port:
        place.prepared()
        url = engine.url.render_as_string(hide_password=False)
        command = [
            sys.executable, "-m", "tests.stories.signing_hand", url, str(port), place.actor()
        ]  # fmt: skip
        running = [subprocess.Popen(command, cwd=Path(__file__).parents[2]) for _ in range(hands)]
        assert [one.wait() for one in running] == [0] * hands
        assert place.states() == [CertificateState.ARCHIVED] * PEOPLE
        assert len(service.calls) == len(set(service.calls)) == PEOPLE
