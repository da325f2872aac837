"""Signed Zoom events, and a sender that keeps many connections busy from one thread.

The events are invented and signed before the first is sent, so that sending costs little beside
what is measured.
"""

import json
import selectors
import socket
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from webhooks.zoom.signature import sign

HOST = "127.0.0.1"

REGISTRANTS = 2500
"""People the events are about."""

FIRST_MOMENT = 1_785_715_200
"""2026-08-03 00:00 UTC, the invented day of class."""

AHEAD = 240
"""Seconds between signing and the signature's timestamp; the door allows five minutes."""

PAUSE = 0.05
"""Seconds until a refused connection is tried again."""


@dataclass(frozen=True)
class Letter:
    """One signed request, ready to be sent; `number` tells it from all others."""

    number: int
    request: bytes


@dataclass
class Tally:
    """What the sender saw. `seconds` a request, of acknowledged ones; `elapsed` all together."""

    acknowledged: set[int] = field(default_factory=set)
    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    broken: int = 0
    elapsed: float = 0.0


def event_body(number: int) -> bytes:
    """Return an event in the shape Zoom sends: somebody joined or left, in turn."""
    person, turn = number % REGISTRANTS, number // REGISTRANTS
    event, moment = ("joined", "join_time") if turn % 2 == 0 else ("left", "leave_time")
    seconds = FIRST_MOMENT + turn
    at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
    participant = {
        "user_id": str(16_778_240 + number),
        "user_name": f"Peserta Contoh {person}",
        "participant_user_id": "",
        "id": "",
        "participant_uuid": f"55555555-AAAA-{number:012X}",
        moment: at,
        "email": f"peserta{person}@contoh.example",
        "registrant_id": f"reg{person:05d}",
        "public_ip": "192.0.2.7",
    }
    held = {
        "id": "85746065432",
        "uuid": "4444AAAiAAAAAiAiAiiAii==",
        "host_id": "x1yCzABCDEfg23HiJKl4mN",
        "topic": "Kelas Contoh – hari 1",
        "type": 2,
        "start_time": "2026-08-03T00:00:00Z",
        "timezone": "Asia/Jakarta",
        "duration": 480,
        "participant": participant,
    }
    message = {
        "event": f"meeting.participant_{event}",
        "event_ts": seconds * 1000 + number % 1000,
        "payload": {"account_id": "AAAAAABBBB", "object": held},
    }
    return json.dumps(message, ensure_ascii=False).encode()


def signed_letters(secret: str, numbers: Sequence[int]) -> list[Letter]:
    """Sign these events now, for a moment that is still to come: the door takes them for longer."""
    return [signed_letter(secret, number, event_body(number)) for number in numbers]


def signed_letter(secret: str, number: int, body: bytes) -> Letter:
    """Sign one body now, as `signed_letters` does."""
    timestamp = str(int(time.time()) + AHEAD)
    head = (
        f"POST /webhooks/zoom HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/json\r\n"
        f"x-zm-request-timestamp: {timestamp}\r\n"
        f"x-zm-signature: {sign(secret, timestamp, body)}\r\n"
        f"x-zm-request-id: {number:032x}\r\nclientid: contoh\r\n"
        f"User-Agent: Zoom Marketplace/1.0a\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return Letter(number, head.encode() + body)


class Sender:
    """Sends letters over `connections` kept-alive sockets until told to stop or none is left."""

    def __init__(self, port: int, connections: int, rate: float = 0.0) -> None:
        """`rate` in letters a second; 0 sends the next as soon as an answer is there."""
        self._port, self._most, self._rate = port, connections, rate
        self._selector = selectors.DefaultSelector()
        self._idle = deque[socket.socket]()
        self._under_way = dict[socket.socket, tuple[Letter, float]]()
        self._heard = dict[socket.socket, bytes]()
        self._waiting = deque[tuple[Letter, float]]()
        self.tally = Tally()

    def send(self, letters: Iterator[Letter], stop: Callable[[], bool] = lambda: False) -> Tally:
        """Send all, each until it is acknowledged; after `stop` only hear what is under way.

        With a rate a letter's time counts from when it was due, whatever it had to wait for.
        """
        begun = time.perf_counter()
        issued, more, stopped = 0, True, False
        while True:
            now = time.perf_counter()
            stopped = stopped or stop()
            while more and not stopped and self._wants_more(issued, now - begun):
                letter = next(letters, None)
                more = letter is not None
                if letter is not None:
                    due = begun + issued / self._rate if self._rate else 0.0
                    self._waiting.append((letter, due))
                    issued += 1
            if not stopped:
                self._post()
            if not self._under_way and (stopped or not (more or self._waiting)):
                break
            for key, _ in self._selector.select(0.002 if self._rate else 0.02):
                if isinstance(key.fileobj, socket.socket):
                    self._hear(key.fileobj)
        self.tally.elapsed += time.perf_counter() - begun
        return self.tally

    def close(self) -> None:
        for sock in [*self._idle, *self._under_way]:
            sock.close()
        self._idle.clear()
        self._selector.close()

    def _wants_more(self, issued: int, elapsed: float) -> bool:
        if self._rate:
            return issued <= elapsed * self._rate
        return len(self._waiting) + len(self._under_way) < self._most

    def _post(self) -> None:
        while self._waiting:
            if not self._idle and len(self._under_way) < self._most:
                self._connect()
            if not self._idle:
                return
            sock = self._idle.popleft()
            letter, due = self._waiting.popleft()
            self._under_way[sock] = (letter, due or time.perf_counter())
            try:
                sock.sendall(letter.request)
            except OSError:
                self._give_up(sock)

    def _connect(self) -> None:
        try:
            sock = socket.create_connection((HOST, self._port), 5)
        except OSError:
            time.sleep(PAUSE)
            return
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._selector.register(sock, selectors.EVENT_READ)
        self._idle.append(sock)

    def _hear(self, sock: socket.socket) -> None:
        piece = b""
        with suppress(OSError):
            piece = sock.recv(4096)
        if not piece:
            self._give_up(sock)
            return
        heard = self._heard.pop(sock, b"") + piece
        if not heard.endswith(b"\r\n\r\n"):  # the door's answers to events have no body
            self._heard[sock] = heard
            return
        self._note(sock, int(heard[9:12]))
        if b"connection: close" in heard.lower():
            self._forget(sock)
        else:
            self._idle.append(sock)

    def _note(self, sock: socket.socket, status: int) -> None:
        letter, since = self._under_way.pop(sock)
        self.tally.statuses[status] += 1
        if status == 200:
            self.tally.acknowledged.add(letter.number)
            self.tally.seconds.append(time.perf_counter() - since)
        elif status == 503:
            self._waiting.append((letter, since))
        else:
            raise AssertionError(f"the door answered {status}")

    def _give_up(self, sock: socket.socket) -> None:
        """The connection broke: nobody knows what became of the letter, so it is sent again."""
        under_way = self._under_way.pop(sock, None)
        if under_way is not None:
            self.tally.broken += 1
            self._waiting.appendleft(under_way)
        self._forget(sock)

    def _forget(self, sock: socket.socket) -> None:
        with suppress(ValueError):
            self._idle.remove(sock)
        self._heard.pop(sock, None)
        with suppress(KeyError):
            self._selector.unregister(sock)
        sock.close()
