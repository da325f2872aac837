"""A training office on loopback: verifies with the official library, misbehaves on request."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks.webhooks import Webhook, WebhookVerificationError


@dataclass(frozen=True)
class Request:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers.get("webhook-id", "")

    @property
    def payload(self) -> Any:
        return json.loads(self.body)


@dataclass
class Receiver:
    """What arrived, what the library said of it, and how the next requests are to be met."""

    secret: str = ""
    requests: list[Request] = field(default_factory=list)
    taken: dict[str, Any] = field(default_factory=dict)
    """Payloads by message id: a repeat is recognised, and taken once."""
    repeats: int = 0
    refused: int = 0
    """Requests that the library did not believe."""
    next: list[str] = field(default_factory=list)
    """`500`, `302 http://…`, `429 Retry-After: 7`, `stall`, `drip`, …; each is used once."""
    timed: bool = True
    """False where the office's clock is not the real one: the library asks the machine's."""
    on_taken: Callable[[], None] = lambda: None
    """Called when a message is taken, before it is answered."""
    port: int = 0
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hooks/simpul"

    def take(self, request: Request) -> int:
        self.requests.append(request)
        try:
            payload = self._verified(request)
        except WebhookVerificationError:
            self.refused += 1
            return 400
        self.repeats += request.id in self.taken
        self.taken[request.id] = payload
        self.on_taken()
        return 204

    def _verified(self, request: Request) -> Any:
        library = Webhook(self.secret)
        if self.timed:
            return library.verify(request.body, request.headers)
        at = datetime.fromtimestamp(int(request.headers["webhook-timestamp"]), UTC)
        expected = library.sign(request.id, at, request.body.decode())
        if expected not in request.headers["webhook-signature"].split(" "):
            raise WebhookVerificationError
        return json.loads(request.body)


@contextmanager
def receiving(receiver: Receiver, context: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """Serve until left; every connection is closed then."""

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.close_connection = True
            behaviour = receiver.next.pop(0) if receiver.next else ""
            if behaviour == "read no further":
                receiver.stop.wait(30)
                return
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request(self.path, headers, body)
            with suppress(OSError):
                self._answer(behaviour, request)

        do_GET = do_POST

        def _answer(self, behaviour: str, request: Request) -> None:
            if behaviour in ("", "huge", "stall after head"):
                status = receiver.take(request)
                self.send_response(200 if behaviour else status)
                self._rest(behaviour)
                return
            receiver.requests.append(request)
            if behaviour == "cut":
                self.connection.shutdown(socket.SHUT_RDWR)
            elif behaviour == "stall":
                self.wfile.write(b"HTTP/1.1 20")
                self.wfile.flush()
                receiver.stop.wait(30)
            elif behaviour == "drip":
                self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Drip: ")
                while not receiver.stop.wait(0.02):
                    self.wfile.write(b"x")
                    self.wfile.flush()
            else:
                number, _blank, rest = behaviour.partition(" ")
                self.send_response(int(number))
                if rest.startswith("Retry-After: "):
                    self.send_header("Retry-After", rest.removeprefix("Retry-After: "))
                elif rest:
                    self.send_header("Location", rest)
                self.send_header("Content-Length", "0")
                self.end_headers()

        def _rest(self, behaviour: str) -> None:
            if behaviour == "huge":
                self.send_header("Content-Length", str(10**10))
                self.end_headers()
                while not receiver.stop.is_set():
                    self.wfile.write(b"x" * 65536)
                return
            if behaviour == "stall after head":
                self.send_header("Content-Length", "5")
                self.end_headers()
                self.wfile.flush()
                receiver.stop.wait(30)
                return
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Keeps quiet."""

    class Server(ThreadingHTTPServer):
        daemon_threads = False
        block_on_close = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A client that went away is what these tests are about."""

    server = Server(("127.0.0.1", 0), Door)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    receiver.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield receiver
    finally:
        receiver.stop.set()
        server.shutdown()
        thread.join()
        server.server_close()
