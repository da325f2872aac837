"""A WSGI application served by threads on loopback, with a clean start and a clean stop.

Shared by the sandbox servers; knows nothing of what it serves.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import Any
from wsgiref.types import WSGIApplication

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

HOST = "127.0.0.1"

STOP_SECONDS = 10.0
"""How long a stop waits for calls that are still being executed."""


class _QuietHandler(WSGIRequestHandler):
    """Logs no request line: it can hold a token."""

    disable_nagle_algorithm = True

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Stay silent; the sandbox keeps its own list of calls."""


class _ClosableServer(ThreadedWSGIServer):
    """Knows its open connections, so that a stop also ends those that wait."""

    def __init__(self, port: int, app: WSGIApplication) -> None:
        self._connections: set[socket.socket] = set()
        self._changed = threading.Condition()
        super().__init__(HOST, port, app, handler=_QuietHandler)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._changed:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        super().shutdown_request(request)
        with self._changed:
            self._connections.discard(request)
            self._changed.notify_all()

    def cut_all(self) -> None:
        """Cut what is open and wait until each call is over."""
        with self._changed:
            for connection in self._connections:
                with suppress(OSError):  # already gone
                    connection.shutdown(socket.SHUT_RDWR)
            self._changed.wait_for(lambda: not self._connections, timeout=STOP_SECONDS)


class LoopbackServer:
    """Serves `app` on 127.0.0.1; port 0 takes a free one when it starts."""

    def __init__(self, app: WSGIApplication, port: int = 0) -> None:
        self._app = app
        self._wanted_port = port
        self._server: _ClosableServer | None = None
        self._thread: threading.Thread | None = None
        self.port = port

    @property
    def url(self) -> str:
        """Address without a slash at its end."""
        return f"http://{HOST}:{self.port}"

    @property
    def running(self) -> bool:
        return self._server is not None

    def start(self) -> None:
        """Begin to serve; a second call does nothing."""
        if self._server is not None:
            return
        self._server = _ClosableServer(self._wanted_port, self._app)
        self.port = self._wanted_port = self._server.port
        self._thread = threading.Thread(
            target=self._server.serve_forever,
            kwargs={"poll_interval": 0.05},
            name=f"sandbox-{self.port}",
            daemon=True,
        )
        self._thread.start()

    def stop(self) -> None:
        """Stop serving, cut what is open, and wait until the calls under way are over."""
        server, thread = self._server, self._thread
        if server is None or thread is None:
            return
        self._server = self._thread = None
        server.shutdown()
        server.cut_all()
        thread.join()
        server.server_close()
