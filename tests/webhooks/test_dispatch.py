"""The drain: what becomes of an event, alone, in a batch, beside another drain."""

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, select, update
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from connector.store import inbox, presence
from connector.store.inbox import MAX_ATTEMPTS, InboxEntry, InboxState
from connector.store.tables import inbox as table
from connector.store.tables import occurrences, sightings
from tests.webhooks.class_days import ACCOUNT, CONNECTION, class_days, legs_in, put, states_in
from webhooks import dispatch
from webhooks.dispatch import Drain
from webhooks.readings import Reading
from webhooks.zoom import events

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
PERSONAL = "rina@contoh.example"
"""What an error's text may hold; it is in no line of code that a trace repeats."""

FOLDER = Path(__file__).parent / "payloads" / "zoom"


def drain_of(engine: Engine, **more: Any) -> Drain:
    return Drain(engine, {"zoom": events.reader({CONNECTION: ACCOUNT})}, **more)


def payload(name: str) -> bytes:
    return (FOLDER / f"{name}.json").read_bytes()


def entries(engine: Engine) -> list[InboxEntry]:
    with engine.connect() as connection:
        ids = connection.execute(select(table.c.id).order_by(table.c.id)).scalars().all()
        return [entry for number in ids if (entry := inbox.get(connection, number))]


def count(engine: Engine, what: Any) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(what)).scalar_one()


def worked_off(engine: Engine, *bodies: bytes) -> list[InboxEntry]:
    put(engine, bodies)
    drain_of(engine).work_off()
    return entries(engine)


def let_time_pass(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(update(table).values(run_at=LONG_AGO))


def test_a_handled_event_is_done_and_seen(engine: Engine) -> None:
    (entry,) = worked_off(engine, payload("meeting.participant_joined"))
    assert (entry.state, entry.event) == (InboxState.DONE, "meeting.participant_joined")
    assert count(engine, sightings) == 1


def test_a_settled_event_has_no_network_address_and_keeps_its_digest(engine: Engine) -> None:
    body = payload("meeting.participant_joined__new_fields")
    put(engine, [body])
    (before,) = entries(engine)
    assert b"192.0.2.17" in before.body
    drain_of(engine).work_off()
    (after,) = entries(engine)
    assert b"_ip" not in after.body
    assert after.digest == before.digest
    wanted = json.loads(body)
    del wanted["payload"]["object"]["participant"]["device"]["public_ip"]
    assert json.loads(after.body) == wanted


def test_known_ignored_and_unknown_are_three_things(engine: Engine) -> None:
    found = worked_off(
        engine,
        payload("meeting.started"),
        payload("meeting.registration_created"),
        b'{"event":"meeting.teleported","public_ip":"192.0.2.9"}',
    )
    assert [(one.state, one.reason) for one in found] == [
        (InboxState.DONE, ""),
        (InboxState.IGNORED, "registration"),
        (InboxState.UNKNOWN, ""),
    ]
    assert found[2].event == "meeting.teleported"
    assert found[2].body == b'{"event":"meeting.teleported"}'


def test_an_unknown_event_is_logged_once_by_its_name(engine: Engine) -> None:
    with capture_logs() as lines:
        worked_off(engine, *(b'{"event":"meeting.teleported","n":%d}' % n for n in range(3)))
    assert [one["name"] for one in lines if one["event"] == "event_unknown"] == [
        "meeting.teleported"
    ]


@pytest.mark.parametrize(
    ("body", "field", "kept"),
    [
        (b"\xff\x00 no json 192.0.2.1", "body", b"\xff\x00 no json 192.0.2.1"),
        (b"[" * 100_000, "body", b"[" * 100_000),
        (b'["public_ip"]', "body", b'["public_ip"]'),
        (
            b'{"event":"meeting.started","payload":{"public_ip":"192.0.2.1"}}',
            "payload.object",
            b'{"event":"meeting.started","payload":{}}',
        ),
    ],
)
def test_what_cannot_be_read_is_parked_and_says_where(
    engine: Engine, body: bytes, field: str, kept: bytes
) -> None:
    (entry,) = worked_off(engine, body)
    assert (entry.state, entry.reason) == (InboxState.PARKED, "payload_unreadable")
    assert entry.failure is not None
    assert entry.failure.params == {"field": field}
    assert entry.body == kept


def test_a_parked_event_of_a_handled_kind_names_its_kind(engine: Engine) -> None:
    (entry,) = worked_off(engine, b'{"event":"meeting.started","payload":{}}')
    assert entry.event == "meeting.started"


def test_a_source_nobody_reads_is_kept_as_unknown(engine: Engine) -> None:
    put(engine, [b'{"event":"course_completed"}'], source="moodle")
    drain_of(engine).work_off()
    assert states_in(engine) == ["unknown"]


def test_days_of_classes_become_exactly_the_stays_they_were(engine: Engine) -> None:
    made = class_days(1500, 60)
    put(engine, made.bodies)
    taken = drain_of(engine, batch=400).work_off()
    assert taken == len(states_in(engine)) == count(engine, sightings)
    assert set(states_in(engine)) == {"done"}
    assert legs_in(engine) == made.truth


def test_a_replay_of_everything_changes_nothing(engine: Engine) -> None:
    made = class_days(300, 30)
    put(engine, made.bodies)
    drain_of(engine).work_off()
    before = (count(engine, sightings), _versions(engine))
    with engine.begin() as connection:
        inbox.replay(connection, InboxState.DONE)
    assert drain_of(engine).work_off() == len(states_in(engine))
    assert (count(engine, sightings), _versions(engine)) == before
    assert legs_in(engine) == made.truth


def test_one_poisonous_row_leaves_its_batch_alone(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    bodies = [
        payload("meeting.started"),
        payload("meeting.ended"),
        payload("meeting.participant_left"),
    ]
    put(engine, bodies)
    _poison(monkeypatch, "2")
    drain = drain_of(engine)
    with capture_logs() as lines:
        drain.work_off()
        for _ in range(MAX_ATTEMPTS):
            let_time_pass(engine)
            drain.work_off()
    first, poisoned, third = entries(engine)
    assert first.state is third.state is InboxState.DONE
    assert (poisoned.state, poisoned.reason, poisoned.attempts) == (
        InboxState.PARKED,
        "event_unforeseen",
        MAX_ATTEMPTS,
    )
    assert poisoned.failure is not None
    assert poisoned.failure.params == {"error": "ValueError"}
    assert "in poisoned" in poisoned.failure.trace
    assert PERSONAL not in str(poisoned.failure) + str(lines)
    assert count(engine, sightings) == 2


def test_a_reader_that_breaks_concerns_its_own_row(engine: Engine) -> None:
    read = events.reader({})

    def fragile(connection_id: str, document: Any) -> Reading:
        if document["event"] == "meeting.ended":
            raise KeyError(PERSONAL)
        return read(connection_id, document)

    put(engine, [payload("meeting.started"), payload("meeting.ended")])
    Drain(engine, {"zoom": fragile}).work_off()
    _, broken = entries(engine)
    assert states_in(engine) == ["done", "waiting"]
    assert broken.failure is not None
    assert broken.failure.params == {"error": "KeyError"}
    assert PERSONAL not in str(broken.failure)


def test_a_database_that_is_away_parks_nothing_and_costs_no_attempt(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatch, "TROUBLE_SECONDS", 0.01)
    made = class_days(100, 20)
    put(engine, made.bodies)
    refused = list[str]()

    def refuse(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if len(refused) < 12 and ("INTO occurrences" in statement or "SELECT 1" in statement):
            refused.append(statement)
            raise OperationalError(statement, None, Exception("away"))

    event.listen(engine, "before_cursor_execute", refuse)
    try:
        _run_until(drain_of(engine), lambda: set(states_in(engine)) == {"done"})
    finally:
        event.remove(engine, "before_cursor_execute", refuse)
    assert len(refused) == 12
    assert {entry.attempts for entry in entries(engine)} == {1}


def test_a_lost_lease_is_noticed_and_harms_nothing(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(engine, [payload("meeting.started")])
    slow, quick = drain_of(engine), drain_of(engine)
    rows = inbox.claim(engine, slow.owner, 10, 60)
    let_time_pass(engine)
    assert quick.work_off() == 1
    monkeypatch.setattr(inbox, "claim", lambda *_: rows)
    with capture_logs() as lines:
        assert slow.drain_once() == 1
    assert "lease_lost" in [one["event"] for one in lines]
    assert states_in(engine) == ["done"]
    assert count(engine, sightings) == 1


def test_two_drains_at_once_do_everything_once(engine: Engine) -> None:
    made = class_days(1200, 60)
    put(engine, made.bodies)
    stop = threading.Event()
    drains = [drain_of(engine, batch=50) for _ in range(2)]
    threads = [threading.Thread(target=one.run, args=(stop,)) for one in drains]
    for thread in threads:
        thread.start()
    try:
        _until(lambda: set(states_in(engine)) == {"done"} and not _stale(engine))
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert count(engine, sightings) == len(states_in(engine))
    assert legs_in(engine) == made.truth


def test_stays_follow_while_the_drain_runs(engine: Engine) -> None:
    made = class_days(200, 20)
    stop = threading.Event()
    thread = threading.Thread(target=drain_of(engine).run, args=(stop,))
    thread.start()
    try:
        for first in range(0, len(made.bodies), 50):
            put(engine, made.bodies[first : first + 50])
        _until(lambda: legs_in(engine) == made.truth)
    finally:
        stop.set()
        thread.join()


def test_a_meeting_whose_stays_cannot_be_made_does_not_hold_up_the_others(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = class_days(300, 400)
    put(engine, made.bodies)
    real = presence.refresh

    def fragile(where: Engine, number: int) -> bool:
        if number == 1:
            raise ValueError(PERSONAL)
        return real(where, number)

    monkeypatch.setattr(presence, "refresh", fragile)
    with capture_logs() as lines:
        drain_of(engine).work_off()
    assert [one["error"] for one in lines if one["event"] == "refresh_failed"] == ["ValueError"]
    assert PERSONAL not in str(lines)
    assert _stale(engine) == [1]


def test_a_pass_that_is_cut_short_goes_on_where_it_stopped(engine: Engine) -> None:
    put(engine, class_days(900, 800).bodies)
    drain = drain_of(engine)
    while drain.drain_once():
        pass
    number = len(_stale(engine))
    assert number > 1
    for left in range(number - 1, -1, -1):
        assert drain.refresh_stale(seconds=0) == 1
        assert len(_stale(engine)) == left


def _poison(monkeypatch: pytest.MonkeyPatch, which: str) -> None:
    """Let one row break whatever transaction it is noted in."""
    real = presence.note

    def poisoned(connection: Any, connection_id: str, seen: Any, now: datetime) -> int:
        if int(which) in [number for number, _ in seen]:
            raise ValueError(PERSONAL)
        return real(connection, connection_id, seen, now)

    monkeypatch.setattr(presence, "note", poisoned)


def _versions(engine: Engine) -> list[tuple[int, int]]:
    with engine.connect() as connection:
        rows = connection.execute(
            select(occurrences.c.version, occurrences.c.computed_version).order_by(occurrences.c.id)
        )
        return [(row.version, row.computed_version) for row in rows]


def _stale(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        return presence.stale(connection)


def _run_until(drain: Drain, reached: Callable[[], bool]) -> None:
    stop = threading.Event()
    thread = threading.Thread(target=drain.run, args=(stop,))
    thread.start()
    try:
        _until(reached)
    finally:
        stop.set()
        thread.join()


def _until(reached: Callable[[], bool], seconds: float = 60) -> None:
    pause = threading.Event()
    for _ in range(int(seconds / 0.05)):
        if reached():
            return
        pause.wait(0.05)
    raise AssertionError("it never came to that")
