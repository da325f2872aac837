"""Signed bodies that would stop or mislead the drain, were they believed; nobody else suffers."""

import json
import threading

import pytest
from sqlalchemy import Engine
from structlog.testing import capture_logs

from connector.store import inbox
from connector.store.inbox import InboxRow, InboxState
from connector.store.inbox_bodies import DEEPEST, parsed, readable
from tests.webhooks.class_days import put
from tests.webhooks.test_dispatch import drain_of, entries, payload, worked_off
from webhooks import dispatch

GOOD = payload("meeting.started")


def nested(levels: int, event: str = "meeting.other") -> bytes:
    inside = '{"a":' * levels + '{"public_ip":"192.0.2.1"}' + "}" * levels
    return f'{{"event":"{event}","payload":{inside}}}'.encode()


@pytest.mark.parametrize("levels", [DEEPEST, 490, 980, 100_000])
@pytest.mark.parametrize("event", ["meeting.other", "meeting.started", "meeting.deleted"])
def test_a_body_nested_too_deeply_is_parked_and_the_next_one_read(
    sqlite_engine: Engine, levels: int, event: str
) -> None:
    found = worked_off(sqlite_engine, nested(levels, event), GOOD)
    assert [one.state for one in found] == [InboxState.PARKED, InboxState.DONE]
    assert found[0].reason == "payload_unreadable"


def test_a_deep_body_can_still_be_looked_at_and_parked_by_hand(sqlite_engine: Engine) -> None:
    body = nested(900)
    put(sqlite_engine, [body])
    with sqlite_engine.begin() as connection:
        assert inbox.park(connection, 1, "too deep")
    assert isinstance(readable(body), str)


def test_many_brackets_are_not_many_levels() -> None:
    wide = json.dumps([[one] for one in range(1000)]).encode()
    assert parsed(wide)[999] == [999]
    text = json.dumps({"event": "{" * 1000}).encode()
    assert parsed(text) == {"event": "{" * 1000}


def test_a_drain_that_stumbles_goes_on(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever no line foresaw: the loop lives, says where it was, and the others are read."""
    put(engine, [b'{"event":"poison"}', GOOD])
    drain, stop = drain_of(engine, batch=1, lease_seconds=0.0), threading.Event()
    read = drain._read

    def poisoned(row: InboxRow) -> dispatch._Read:
        if b"poison" in row.body:
            raise MemoryError("rina@contoh.example")
        return read(row)

    monkeypatch.setattr(drain, "_read", poisoned)
    monkeypatch.setattr(dispatch, "TROUBLE_SECONDS", 0.01)
    monkeypatch.setattr(dispatch, "IDLE_SECONDS", 0.01)

    def over() -> bool:
        return all(one.state is not InboxState.WAITING for one in entries(engine))

    with capture_logs() as lines:
        thread = threading.Thread(target=drain.run, args=(stop,))
        thread.start()
        for _ in range(500):
            if over() or not thread.is_alive():
                break
            stop.wait(0.02)
        stop.set()
        thread.join(10)
    assert [one.state for one in entries(engine)] == [InboxState.PARKED, InboxState.DONE]
    told = [line for line in lines if line["event"] == "drain_stumbled"]
    assert told
    assert {line["error"] for line in told} == {"MemoryError"}
    assert "rina@" not in str(lines)


def test_an_events_name_is_one_line_of_the_log_and_commands_no_terminal(
    sqlite_engine: Engine,
) -> None:
    with capture_logs() as lines:
        worked_off(sqlite_engine, b'{"event":"a\\nlevel=error \\u001b[2J\\u202e"}')
    (name,) = [line["name"] for line in lines if line["event"] == "event_unknown"]
    assert name == "a\\nlevel=error \\x1b[2J\\u202e"
