"""Receipts of the training office: signed by the official library, stored by the drain, once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, update
from standardwebhooks.webhooks import Webhook
from werkzeug.test import Client, TestResponse

from connector.app import inbox_drain, office_entrances, webhook_door
from connector.clock import utc_now
from connector.domain.office_events import EventType, TargetState
from connector.domain.standard_webhooks import new_secret
from connector.flows.check_connections import check_connections
from connector.flows.keep_targets import SecretKind, rotate, set_state
from connector.flows.send_report import send_report
from connector.store import inbox as store
from connector.store.engine import reading
from connector.store.inbox import InboxState
from connector.store.office_deliveries import Delivery
from connector.store.tables import connections, inbox
from tests.office_house import ACTOR, Place, office_house, report
from tests.office_receiver import Receiver
from tests.web.place import house
from webhooks.inbox import GroupCommitter


@dataclass
class Post:
    """A door with one target behind it that was sent a report."""

    place: Place
    client: Client
    target: str
    delivery: int
    message: str

    def callback(
        self, message: str = "", *, secret: str = "", at: datetime | None = None,
        path: str = "/webhooks/office/kantor", body: bytes = b"", **fields: Any,
    ) -> TestResponse:  # fmt: skip
        """Say that a message was received, signed as the office's own system would."""
        moment = at or utc_now()
        told = {
            "type": "delivery.received",
            "timestamp": moment.isoformat(),
            "data": {"message_id": message or self.message, **fields},
        }
        sent = body or json.dumps(told).encode()
        key = secret or self.place.secrets(self.target).inbound[0]
        headers = {
            "webhook-id": "msg_theirs",
            "webhook-timestamp": str(int(moment.timestamp())),
            "webhook-signature": Webhook(key).sign("msg_theirs", moment, sent.decode()),
        }
        return self.client.post(path, data=sent, headers=headers)

    def drain(self) -> None:
        inbox_drain(self.place.office, self.place.house.settings).work_off()

    def line(self) -> Delivery:
        [line] = self.place.lines()
        return line.delivery

    def states(self) -> list[InboxState]:
        with reading(self.place.engine) as connection:
            return [one.state for one in store.listing(connection)]


@pytest.fixture
def post(engine: Engine, tmp_path: Path) -> Iterator[Post]:
    with house(engine) as opened, GroupCommitter(engine) as committer:
        place = office_house(opened, tmp_path)
        made = place.webhook(Receiver(secret=new_secret(), port=9), {EventType.ROSTER_CONFIRMED})
        sent = send_report(place.office, report(place), [made.id], actor=ACTOR)
        door = webhook_door(
            opened.settings, committer.keep, place.office.clock, office_entrances(place.office)
        )
        yield Post(place, Client(door), made.id, sent.deliveries[0], sent.message_id)


def test_a_signed_receipt_is_stored_once_and_the_first_counts(post: Post) -> None:
    assert post.callback(by="Tata Usaha", reference="TU.04/1182/2026").status_code == 200
    assert post.callback(by="Orang Lain").status_code == 200
    post.drain()
    one = post.line()
    assert one.receipt is not None
    assert (one.receipt.by, one.receipt.reference) == ("Tata Usaha", "TU.04/1182/2026")
    assert one.receipt_by == "connection:office-kantor"
    assert post.states() == [InboxState.DONE, InboxState.DONE]


def test_a_callback_that_comes_again_is_one_row(post: Post) -> None:
    moment = utc_now()
    answers = [post.callback(at=moment, by="TU").status_code for _ in range(3)]
    assert answers == [200] * 3
    assert len(post.states()) == 1


def test_what_is_not_signed_by_this_target_just_now_is_refused(post: Post) -> None:
    keys = post.place.secrets(post.target)
    ours, other = keys.signing[0], new_secret()
    assert post.callback(secret=ours).status_code == 401, "what we sign with signs no receipt"
    assert post.callback(secret=other).status_code == 401
    old = utc_now() - timedelta(seconds=301)
    assert post.callback(at=old).status_code == 401
    assert post.client.post("/webhooks/office/kantor", data=b"{}").status_code == 401
    assert post.callback(path="/webhooks/office/nobody").status_code == 404
    assert post.callback(path="/webhooks/office").status_code == 404
    assert post.callback(path="/webhooks/office/../zoom").status_code == 404
    assert post.client.get("/webhooks/office/kantor").status_code == 405
    assert post.states() == []


def test_one_target_cannot_receipt_what_another_was_sent(post: Post) -> None:
    other = post.place.webhook(
        Receiver(secret=new_secret(), port=9), {EventType.ROSTER_CONFIRMED}, slug="lain"
    )
    key = post.place.secrets(other.id).inbound[0]
    assert post.callback(secret=key).status_code == 401
    assert post.callback(secret=key, path="/webhooks/office/lain").status_code == 200
    post.drain()
    assert post.line().receipt is None
    assert post.states() == [InboxState.PARKED]


def test_a_receipt_for_nothing_is_set_aside_for_a_person(post: Post) -> None:
    assert post.callback("msg_never_sent").status_code == 200
    post.drain()
    assert post.states() == [InboxState.PARKED]
    with reading(post.place.engine) as connection:
        [entry] = store.listing(connection)
    assert entry.failure is not None
    assert entry.failure.code == "receipt_unmatched"


@pytest.mark.parametrize(
    ("body", "state"),
    [
        (b'{"type": "something.else", "data": {}}', InboxState.UNKNOWN),
        (b'{"type": 5}', InboxState.PARKED),
        (b"[]", InboxState.PARKED),
        (b"not JSON", InboxState.PARKED),
        (b'{"type": "delivery.received"}', InboxState.PARKED),
        (b'{"type": "delivery.received", "data": {"message_id": 7}}', InboxState.PARKED),
        (
            b'{"type": "delivery.received", "timestamp": "2026-08-07", "data": '
            b'{"message_id": "msg_1"}}',
            InboxState.PARKED,
        ),
        (
            b'{"type": "delivery.received", "timestamp": "2026-08-07T00:00:00Z", "data": '
            b'{"message_id": "msg_1", "by": {}}}',
            InboxState.PARKED,
        ),
    ],
)
def test_an_odd_body_concerns_itself_alone(post: Post, body: bytes, state: InboxState) -> None:
    assert post.callback(body=body).status_code == 200
    assert post.callback(by="TU").status_code == 200
    post.drain()
    assert sorted(post.states()) == sorted([state, InboxState.DONE])
    assert post.line().receipt is not None


def test_hostile_texts_are_stored_as_one_short_line(post: Post) -> None:
    post.callback(by="a\u0000b\nc\u202ed" + "x" * 5000, reference="\ud800")
    post.drain()
    receipt = post.line().receipt
    assert receipt is not None
    assert len(receipt.by) <= 300
    assert receipt.by.isprintable()
    assert "\n" not in receipt.by


def test_both_secrets_are_good_while_one_changes(post: Post) -> None:
    old = post.place.secrets(post.target).inbound[0]
    rotate(post.place.office, post.target, SecretKind.INBOUND, actor=ACTOR)
    assert post.callback(secret=old, by="lama").status_code == 200
    assert post.callback(by="baru").status_code == 200
    post.place.now(hours=25)
    moment = post.place.office.clock()
    assert post.callback(secret=old, at=moment).status_code == 401
    assert post.callback(at=moment, by="besok").status_code == 200


def test_a_target_that_was_taken_out_has_no_door(post: Post) -> None:
    set_state(post.place.office, post.target, TargetState.PAUSED, actor=ACTOR)
    assert post.callback(by="TU").status_code == 200
    set_state(post.place.office, post.target, TargetState.REMOVED, actor=ACTOR)
    assert post.callback(by="TU").status_code == 404


def test_a_secret_nobody_can_open_is_no_reason_to_forget_a_receipt(post: Post) -> None:
    with post.place.engine.begin() as connection:
        row = connections.c.id == post.target
        connection.execute(update(connections).where(row).values(secrets="sealed elsewhere"))
    answer = post.callback(secret=new_secret(), by="TU")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")


def test_a_receipt_is_no_sign_of_the_meeting_system(post: Post) -> None:
    post.callback(by="TU")
    with reading(post.place.engine) as connection:
        assert store.last_received(connection, without="office") is None
        assert store.last_received(connection) is not None
    assert check_connections(post.place.office, ("mail",)) == []


def test_a_drain_that_dies_after_noting_repeats_nothing(post: Post) -> None:
    post.callback(by="TU")
    post.drain()
    first = post.line()
    with post.place.engine.begin() as connection:
        assert store.replay(connection, InboxState.DONE)
    post.drain()
    assert post.line() == first
    with reading(post.place.engine) as connection:
        assert connection.scalar(select(inbox.c.state)) == "done"
