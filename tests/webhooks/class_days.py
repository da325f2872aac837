"""Zoom events of invented class days with known truth, and their way into an inbox."""

import hashlib
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import Engine, insert, select

from connector.store.tables import inbox, occurrences, stays

CONNECTION = "zoom-default"
ACCOUNT = "AkunContoh-1"
FIRST_DAY = datetime(2026, 8, 3, 1, 0, tzinfo=UTC)
PEOPLE_PER_CLASS = 200

Legs = dict[tuple[str, str], tuple[datetime, datetime]]
"""(occurrence UUID, leg) → from, to."""


@dataclass
class ClassDays:
    """Bodies in the order Zoom sent them, and who really was there when."""

    bodies: list[bytes] = field(default_factory=list)
    truth: Legs = field(default_factory=dict)


def class_days(events: int, registrants: int, seed: int = 1) -> ClassDays:
    """Return about so many events: classes of 200 that meet day after day, people coming back.

    Events are a little out of order, and one in a hundred came twice with different bytes.
    """
    chance = seeded(seed)
    made, user_ids = ClassDays(), count(16_778_240)
    classes = max(1, registrants // PEOPLE_PER_CLASS)
    for held in count():
        one = _Held(held % classes, held // classes, registrants // classes)
        sent = list(one.events(chance, user_ids, made.truth))
        sent.sort(key=lambda event: event[0] + timedelta(seconds=chance.random() * 90))
        made.bodies += [_body(event, at) for at, event in sent]
        if len(made.bodies) >= events:
            return made
    raise AssertionError("counting never ends")


def seeded(seed: int) -> random.Random:
    """Return chance that falls the same way every time."""
    return random.Random(seed)  # noqa: S311


@dataclass(frozen=True)
class _Held:
    number: int
    day: int
    people: int

    @property
    def uuid(self) -> str:
        return f"k{self.number:03d}/{self.day:03d}+contohUUID=="

    def events(
        self, chance: random.Random, user_ids: Iterator[int], truth: Legs
    ) -> Iterator[tuple[datetime, dict[str, Any]]]:
        began = FIRST_DAY + timedelta(days=self.day)
        ended = began + timedelta(hours=3)
        yield began, self._meeting("meeting.started", start_time=_text(began))
        for person in range(self.people):
            at = began + timedelta(seconds=chance.randrange(900))
            for _ in range(chance.choice((1, 2, 3, 4))):
                left = min(at + timedelta(seconds=chance.randrange(60, 9000)), ended)
                if left <= at:
                    break
                leg = str(next(user_ids))
                truth[self.uuid, leg] = (at, left)
                yield at, self._participant("meeting.participant_joined", person, leg, at)
                gone = self._participant("meeting.participant_left", person, leg, left)
                yield left, gone
                if chance.random() < 0.01:
                    yield left, gone | {"event_ts": gone["event_ts"] + 1}
                at = left + timedelta(seconds=chance.randrange(10, 120))
        yield ended, self._meeting("meeting.ended", start_time=_text(began), end_time=_text(ended))

    def _meeting(self, event: str, **more: str) -> dict[str, Any]:
        held = {
            "id": str(81_000_000_000 + self.number),
            "uuid": self.uuid,
            "host_id": "HostContoh",
            "topic": f"Pelatihan Contoh {self.number}",
            "type": 2,
            "timezone": "Asia/Jakarta",
            "duration": 180,
            **more,
        }
        return {"event": event, "payload": {"account_id": ACCOUNT, "object": held}}

    def _participant(self, event: str, person: int, leg: str, at: datetime) -> dict[str, Any]:
        made = self._meeting(event, start_time=_text(FIRST_DAY + timedelta(days=self.day)))
        left = event.endswith("left")
        made["payload"]["object"]["participant"] = {
            "user_id": leg,
            "user_name": f"{person:03d}_Peserta Contoh",
            "participant_user_id": "",
            "id": "",
            "participant_uuid": f"PESERTA-{self.number}-{self.day}-{person}",
            "leave_time" if left else "join_time": _text(at),
            **({"leave_reason": "Peserta Contoh left the meeting."} if left else {}),
            "email": f"peserta{self.number}.{person}@contoh.example",
            "registrant_id": f"reg-{self.number}-{person}",
            "public_ip": f"192.0.2.{person % 250}",
            "private_ip": "10.0.0.7",
            "customer_key": "",
            "phone_number": "",
        }
        return made | {"event_ts": int(at.timestamp() * 1000) + 350}


def _text(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _body(event: dict[str, Any], at: datetime) -> bytes:
    return json.dumps({"event_ts": int(at.timestamp() * 1000), **event}).encode()


def put(engine: Engine, bodies: Iterable[bytes], source: str = "zoom") -> None:
    """Store bodies as the door does; one that is there already is not stored again."""
    known = set[str]()
    rows = []
    for body in bodies:
        digest = hashlib.sha256(body).hexdigest()
        if digest not in known:
            known.add(digest)
            rows.append(
                {
                    "source": source,
                    "connection_id": CONNECTION,
                    "digest": digest,
                    "body": body,
                    "received_at": FIRST_DAY,
                    "state": "waiting",
                    "run_at": FIRST_DAY,
                    "attempts": 0,
                }
            )
    for first in range(0, len(rows), 5000):
        with engine.begin() as connection:
            connection.execute(insert(inbox), rows[first : first + 5000])


def legs_in(engine: Engine) -> Legs:
    """Return the stays as the database has them, by occurrence and leg."""
    with engine.connect() as connection:
        rows = connection.execute(
            select(occurrences.c.uuid, stays.c.leg, stays.c.joined_at, stays.c.left_at).join_from(
                stays, occurrences
            )
        ).all()
    found = {(row.uuid, row.leg): (row.joined_at, row.left_at) for row in rows}
    assert len(found) == len(rows), "a leg stayed twice"
    return found


def states_in(engine: Engine) -> Sequence[str]:
    with engine.connect() as connection:
        return connection.execute(select(inbox.c.state).order_by(inbox.c.id)).scalars().all()
