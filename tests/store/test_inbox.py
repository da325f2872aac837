"""The inbox: one holder at a time, settled once, nothing lost, on both databases."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, insert, update

from connector.store import inbox
from connector.store.inbox import (
    MAX_ATTEMPTS,
    SETTLED,
    SUSPECT_ATTEMPTS,
    InboxEntry,
    InboxFailure,
    InboxRow,
    InboxState,
    Settlement,
)
from connector.store.inbox_bodies import stripped, stripped_body
from connector.store.tables import inbox as table

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
OOPS = InboxFailure("oops", {"error": "ValueError"}, "trace")


def store(engine: Engine, count: int = 1, **more: Any) -> list[int]:
    """Put rows in as the door does; return their ids."""
    ids = list[int]()
    with engine.begin() as connection:
        for number in range(count):
            values = {
                "source": "zoom",
                "connection_id": "zoom-default",
                "digest": f"digest-{number}-{len(ids)}-{more}",
                "body": b"{}",
                "received_at": LONG_AGO + timedelta(seconds=number),
                "state": "waiting",
                "run_at": LONG_AGO,
                "attempts": 0,
                **more,
            }
            ids.append(
                connection.execute(insert(table).values(values).returning(table.c.id)).scalar_one()
            )
    return ids


def take(engine: Engine, owner: str = "one", limit: int = 10) -> list[InboxRow]:
    return inbox.claim(engine, owner, limit, 60)


def expire(engine: Engine) -> None:
    """Let every lease and delay end now, without waiting for it."""
    with engine.begin() as connection:
        connection.execute(update(table).values(run_at=LONG_AGO))


def settle(engine: Engine, *ends: Settlement) -> int:
    with engine.begin() as connection:
        return inbox.finish(connection, ends)


def done(row: InboxRow, body: bytes | None = None) -> Settlement:
    return Settlement(row, InboxState.DONE, "meeting.started", body=body)


def look(engine: Engine, number: int) -> InboxEntry:
    with engine.connect() as connection:
        found = inbox.get(connection, number)
    assert found is not None
    return found


def listed(engine: Engine, **chosen: Any) -> Sequence[int]:
    with engine.connect() as connection:
        return [entry.id for entry in inbox.listing(connection, **chosen)]


def test_claimed_rows_come_oldest_first_and_no_more_than_asked(engine: Engine) -> None:
    ids = store(engine, 5)
    assert [row.id for row in take(engine, limit=3)] == ids[:3]


def test_a_claimed_row_is_nobody_elses_until_its_lease_ends(engine: Engine) -> None:
    store(engine, 2)
    assert len(take(engine)) == 2
    assert take(engine, "two") == []
    expire(engine)
    assert [row.attempts for row in take(engine, "two")] == [2, 2]


def test_a_row_that_is_not_due_is_left(engine: Engine) -> None:
    store(engine, run_at=datetime(2099, 1, 1, tzinfo=UTC))
    assert take(engine) == []


def test_a_settled_row_says_what_became_of_it(engine: Engine) -> None:
    store(engine, 2)
    first, second = take(engine)
    ignored = Settlement(second, InboxState.IGNORED, "meeting.created", "meeting_settings")
    assert settle(engine, done(first), ignored) == 2
    entry = look(engine, second.id)
    assert (entry.state, entry.event, entry.reason) == (
        InboxState.IGNORED,
        "meeting.created",
        "meeting_settings",
    )
    assert entry.finished_at is not None
    expire(engine)
    assert take(engine) == []


def test_a_lost_lease_settles_nothing(engine: Engine) -> None:
    store(engine)
    (mine,) = take(engine, "one")
    expire(engine)
    (theirs,) = take(engine, "two")
    assert settle(engine, done(mine), done(mine, b"[]")) == 0
    assert settle(engine, done(theirs)) == 1
    assert look(engine, mine.id).body == b"{}"


def test_the_same_owner_at_a_later_attempt_settles_only_once(engine: Engine) -> None:
    store(engine)
    (before,) = take(engine)
    expire(engine)
    (after,) = take(engine)
    assert [settle(engine, done(before)), settle(engine, done(after))] == [0, 1]
    assert settle(engine, done(after)) == 0


def test_a_body_given_replaces_the_one_that_came_and_others_stay(engine: Engine) -> None:
    store(engine, 3)
    rows = take(engine)
    bodies = [b'{"a":1}', None, b'{"c":3}']
    settled = settle(engine, *(done(row, body) for row, body in zip(rows, bodies, strict=True)))
    assert settled == 3
    assert [look(engine, row.id).body for row in rows] == [b'{"a":1}', b"{}", b'{"c":3}']


def test_a_failed_row_comes_back_later_and_is_parked_in_the_end(engine: Engine) -> None:
    (number,) = store(engine, body=b'{"public_ip":"192.0.2.1","x":1}')
    for attempt in range(1, MAX_ATTEMPTS + 1):
        (row,) = take(engine)
        assert row.attempts == attempt
        with engine.begin() as connection:
            assert inbox.fail(connection, row, OOPS, "meeting.started")
        if attempt < MAX_ATTEMPTS:
            entry = look(engine, number)
            assert entry.state is InboxState.WAITING
            assert entry.failure == OOPS
            assert take(engine) == []
            expire(engine)
    entry = look(engine, number)
    assert (entry.state, entry.reason, entry.event) == (
        InboxState.PARKED,
        "oops",
        "meeting.started",
    )
    assert entry.failure == OOPS
    assert entry.body == b'{"x":1}'


def test_delays_double_from_a_minute(engine: Engine) -> None:
    (number,) = store(engine)
    waits = []
    for _ in range(3):
        (row,) = take(engine)
        claimed_until = look(engine, number).run_at
        with engine.begin() as connection:
            inbox.fail(connection, row, OOPS)
        waits.append(60 + (look(engine, number).run_at - claimed_until).total_seconds())
        expire(engine)
    assert [round(wait / 60) for wait in waits] == [1, 2, 4]


def test_failing_a_row_that_was_lost_changes_nothing(engine: Engine) -> None:
    store(engine)
    (row,) = take(engine)
    expire(engine)
    take(engine, "two")
    with engine.begin() as connection:
        assert not inbox.fail(connection, row, OOPS)


def test_a_row_that_kills_its_process_ends_parked_and_takes_no_other_along(engine: Engine) -> None:
    store(engine, 20)
    killer = 7
    for _ in range(200):
        rows = take(engine)
        ids = [row.id for row in rows]
        if killer not in ids:
            settle(engine, *(done(row) for row in rows))
        else:  # the process dies with the whole batch in hand
            expire(engine)
        if not rows:
            break
    entry = look(engine, killer)
    assert (entry.state, entry.reason) == (InboxState.PARKED, "event_worker_died")
    assert listed(engine, state=InboxState.PARKED) == [killer]
    assert len(listed(engine, state=InboxState.DONE)) == 19


def test_rows_given_back_have_lost_no_attempt(engine: Engine) -> None:
    store(engine, 2)
    for _ in range(SUSPECT_ATTEMPTS + 2):
        assert len(take(engine)) == 2
        assert inbox.release(engine, "one") == 2
    assert inbox.release(engine, "two") == 0


def test_lists_come_newest_first_by_state_event_and_page(engine: Engine) -> None:
    ids = store(engine, 4)
    settle(engine, *(done(row) for row in take(engine, limit=2)))
    assert listed(engine) == ids[::-1]
    assert listed(engine, state=InboxState.DONE) == [ids[1], ids[0]]
    assert listed(engine, event="meeting.started", limit=1) == [ids[1]]
    assert listed(engine, before=ids[2]) == [ids[1], ids[0]]
    with engine.connect() as connection:
        assert inbox.listing(connection)[0].body == b""


def test_figures_for_the_health_page(engine: Engine) -> None:
    with engine.connect() as connection:
        assert inbox.oldest_waiting(connection) is None
        assert inbox.last_received(connection) is None
    store(engine, 3)
    settle(engine, done(take(engine, limit=1)[0]))
    with engine.connect() as connection:
        assert inbox.counts(connection) == {
            **dict.fromkeys(InboxState, 0),
            InboxState.WAITING: 2,
            InboxState.DONE: 1,
        }
        assert inbox.oldest_waiting(connection) == LONG_AGO + timedelta(seconds=1)
        assert inbox.last_received(connection, "zoom") == LONG_AGO + timedelta(seconds=2)
        assert inbox.last_received(connection, "moodle") is None


def test_a_replayed_row_is_as_new(engine: Engine) -> None:
    ids = store(engine, 2)
    rows = take(engine)
    settle(engine, *(inbox.parked(row, OOPS) for row in rows))
    with engine.begin() as connection:
        assert inbox.replay(connection, [ids[0], 999]) == [ids[0]]
        assert inbox.replay(connection, InboxState.PARKED) == [ids[1]]
        assert inbox.replay(connection, ids) == [], "what waits is not replayed"
    assert [row.attempts for row in take(engine)] == [1, 1]
    assert look(engine, ids[0]).failure is None


def test_a_person_parks_what_waits_and_not_what_is_done(engine: Engine) -> None:
    ids = store(engine, 2, body=b'{"public_ip":"192.0.2.1"}')
    settle(engine, done(take(engine, limit=1)[0]))
    with engine.begin() as connection:
        parked = [inbox.park(connection, number, "odd") for number in (*ids, 999)]
        assert parked == [False, True, False]
        assert not inbox.park(connection, ids[1], "again")
    entry = look(engine, ids[1])
    assert (entry.reason, entry.body) == ("event_by_person", b"{}")
    assert entry.failure == InboxFailure("event_by_person", {"reason": "odd"})
    expire(engine)
    assert take(engine) == []


def test_settled_rows_are_forgotten_and_waiting_ones_never(engine: Engine) -> None:
    store(engine, 6)
    rows = take(engine, limit=len(SETTLED))
    settle(engine, *(Settlement(r, s) for r, s in zip(rows, SETTLED, strict=True)))
    moment = LONG_AGO + timedelta(seconds=3)
    with engine.begin() as connection:
        assert inbox.forget(connection, moment, limit=2) == 2
        assert inbox.forget(connection, moment) == 1
        assert inbox.forget(connection, datetime(2099, 1, 1, tzinfo=UTC)) == 1
    assert len(listed(engine)) == 2


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"public_ip": "192.0.2.1", "a": 1}, {"a": 1}),
        ({"a": {"b": [{"private_ip": "10.0.0.1", "c": 2}]}}, {"a": {"b": [{"c": 2}]}}),
        ({"IP": "x", "Ip_Address": "y", "remote_IP": "z"}, {}),
        ([{"ip": 1}, [{"x_ip": 2}]], [{}, [{}]]),
    ],
)
def test_addresses_are_cut_at_any_depth(given: Any, kept: Any) -> None:
    body = stripped(given)
    assert body is not None
    assert json.loads(body) == kept


@pytest.mark.parametrize("given", [{"description": "an ip", "ship": 1, "zip": 2}, [], 7, None])
def test_what_holds_no_address_is_not_touched(given: Any) -> None:
    assert stripped(given) is None


@pytest.mark.parametrize("body", [b"\xff\xfe", b"{", b"[" * 100_000, b""])
def test_a_body_that_is_no_json_stays_raw(body: bytes) -> None:
    assert stripped_body(body) is None


def test_names_that_no_encoding_takes_survive_the_cut() -> None:
    cut = stripped_body(b'{"ip":1,"name":"\\ud800 \\u0000"}')
    assert cut is not None
    assert json.loads(cut) == {"name": "\ud800 \x00"}
