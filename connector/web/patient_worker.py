"""Gunicorn's threads, with an end to their patience: a client that falls silent gives its one back.

Gunicorn waits without end for the rest of a request, so that sixteen phones that lost their
network in the middle of one, or one visitor who sends sixteen single bytes, would stop every
page. Against many who mean it a reverse proxy that buffers requests is still needed.
"""

import socket
import struct
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

SILENCE = 20.0
"""Seconds without a byte, while a request is read or an answer is written."""


class PatientWorker(ThreadWorker):
    """`worker_class` of the page server."""

    silence = SILENCE

    def handle_quit(self, sig: int, frame: Any) -> None:
        """End as on SIGTERM. Gunicorn would shut the thread pool down from within the signal, and
        wait for ever where the signal met it handing a request to that pool.
        """
        self.handle_exit(sig, frame)

    def handle(self, conn: Any) -> Any:
        """Answer one request; the limits are the kernel's, because Gunicorn resets Python's."""
        whole = int(self.silence)
        limit = struct.pack("ll", whole, int((self.silence - whole) * 1_000_000))
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)
        return super().handle(conn)
