"""`simpul inbox`: looking, replaying, setting aside; nobody's address on the screen unasked."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, select

from connector.cli.console import Exit
from connector.cli.main import main
from connector.store import inbox
from connector.store.inbox import InboxState
from connector.store.inbox_bodies import masked
from connector.store.tables import audit_entries
from tests.webhooks.class_days import ACCOUNT, CONNECTION, put
from webhooks.dispatch import Drain
from webhooks.zoom import events

Run = Callable[..., Result]
PAYLOADS = Path(__file__).parents[1] / "webhooks" / "payloads" / "zoom"
UNREADABLE = b'{"event":"meeting.started","payload":{}}'


@pytest.fixture
def run(tmp_path: Path, sqlite_engine: Engine) -> Run:
    """Run a command on the database of the test."""
    settings: dict[str, str | None] = {
        "SIMPUL_HOME": str(tmp_path / "home"),
        "SIMPUL_DATABASE_URL": sqlite_engine.url.render_as_string(hide_password=False),
        "SIMPUL_SECRET_KEY": "k" * 43,
        "SIMPUL_LANGUAGE": "en",
        "COLUMNS": "200",
    }

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["inbox", *arguments], env=settings)

    return invoke


def answer(result: Result) -> dict[str, Any]:
    (line,) = result.stdout.splitlines()
    told: dict[str, Any] = json.loads(line)
    return told


def take_in(
    engine: Engine, *names: str, bodies: tuple[bytes, ...] = (), drained: bool = True
) -> None:
    put(engine, [*((PAYLOADS / f"{name}.json").read_bytes() for name in names), *bodies])
    if drained:
        Drain(engine, {"zoom": events.reader({CONNECTION: ACCOUNT})}).work_off()


def trail(engine: Engine) -> list[tuple[str, str, Any]]:
    with engine.connect() as connection:
        rows = connection.execute(select(audit_entries).order_by(audit_entries.c.id))
        return [(row.action, row.subject, row.details) for row in rows]


def state_of(engine: Engine, number: int) -> InboxState:
    with engine.connect() as connection:
        entry = inbox.get(connection, number)
    assert entry is not None
    return entry.state


def test_the_list_says_what_became_of_each_event(run: Run, sqlite_engine: Engine) -> None:
    take_in(sqlite_engine, "meeting.started", "meeting.registration_created")
    shown = run("list")
    assert shown.exit_code == Exit.DONE
    assert "Registrations are read from Zoom itself" in shown.stdout
    assert "0 waiting, 0 parked, 0 unknown, 1 done, 1 ignored." in shown.stdout


def test_a_list_can_be_narrowed(run: Run, sqlite_engine: Engine) -> None:
    take_in(sqlite_engine, "meeting.started", "meeting.ended", "meeting.registration_created")
    by_state = answer(run("list", "--state", "done", "--limit", "1", "--json"))
    assert [one["event"] for one in by_state["events"]] == ["meeting.ended"]
    by_event = answer(run("list", "--event", "meeting.started", "--json"))
    assert [one["id"] for one in by_event["events"]] == [1]
    assert by_event["counts"] == {
        "waiting": 0, "done": 2, "ignored": 1, "unknown": 0, "parked": 0,
    }  # fmt: skip


def test_parked_events_give_the_list_an_exit_code(run: Run, sqlite_engine: Engine) -> None:
    take_in(sqlite_engine, bodies=(UNREADABLE,))
    shown = run("list", "--json")
    assert shown.exit_code == Exit.INCOMPLETE
    (one,) = answer(shown)["events"]
    assert (one["reason"], one["params"]) == ("payload_unreadable", {"field": "payload.object"})


def test_an_event_is_shown_without_addresses_and_numbers(run: Run, sqlite_engine: Engine) -> None:
    take_in(sqlite_engine, "meeting.participant_joined", "meeting.participant_joined__telephone")
    first, second = run("show", "1"), run("show", "2")
    assert "rina@contoh.example" not in first.stdout
    assert "r***@contoh.example" in first.stdout
    assert "6281234567890" not in second.stdout
    assert '"id": "81234567890"' in second.stdout, "ids are not hidden"


def test_raw_shows_what_is_stored(run: Run, sqlite_engine: Engine) -> None:
    take_in(sqlite_engine, "meeting.participant_joined")
    body = answer(run("show", "1", "--raw", "--json"))["body"]
    assert body["payload"]["object"]["participant"]["email"] == "rina@contoh.example"


def test_a_body_that_is_no_json_can_be_looked_at(run: Run, sqlite_engine: Engine) -> None:
    take_in(sqlite_engine, bodies=(b"\xff\x1b[31m rina@contoh.example",))
    shown = run("show", "1")
    assert shown.exit_code == Exit.DONE
    assert "cannot be read at body" in shown.stdout
    assert "\x1b" not in shown.stdout
    assert "rina@" not in shown.stdout


def test_an_event_that_is_not_there_is_said_so(run: Run) -> None:
    for command in (("show", "7"), ("park", "7", "--reason", "x")):
        ended = run(*command, "--json")
        assert ended.exit_code == Exit.REFUSED
        assert answer(ended) == {"error": "inbox_absent", "params": {"number": 7}}


def test_a_replay_is_worked_on_again_and_audited(run: Run, sqlite_engine: Engine) -> None:
    take_in(sqlite_engine, "meeting.started", "meeting.ended")
    assert answer(run("replay", "1", "2", "--json")) == {"replayed": [1, 2], "not_replayed": []}
    assert state_of(sqlite_engine, 1) is InboxState.WAITING
    assert trail(sqlite_engine) == [("inbox.replayed", "inbox", {"count": 2, "ids": [1, 2]})]


def test_everything_of_a_state_is_replayed(run: Run, sqlite_engine: Engine) -> None:
    take_in(sqlite_engine, "meeting.started", bodies=(UNREADABLE,))
    assert "1 events will be worked on again" in run("replay", "--state", "parked").stdout
    assert state_of(sqlite_engine, 1) is InboxState.DONE
    assert state_of(sqlite_engine, 2) is InboxState.WAITING


def test_what_cannot_be_replayed_is_named(run: Run, sqlite_engine: Engine) -> None:
    take_in(sqlite_engine, "meeting.started", drained=False)
    ended = run("replay", "1", "9")
    assert ended.exit_code == Exit.INCOMPLETE
    assert "1, 9" in ended.stdout
    assert trail(sqlite_engine) == []


@pytest.mark.parametrize("arguments", [(), ("1", "--state", "parked"), ("--state", "waiting")])
def test_a_replay_needs_to_know_what(run: Run, arguments: tuple[str, ...]) -> None:
    assert run("replay", *arguments).exit_code == 2


def test_an_event_is_parked_with_a_reason_that_only_the_entry_keeps(
    run: Run, sqlite_engine: Engine
) -> None:
    take_in(sqlite_engine, "meeting.started", drained=False)
    assert run("park", "1", "--reason", "asked Zoom about it").exit_code == Exit.DONE
    assert "asked Zoom about it" in run("show", "1").stdout
    assert trail(sqlite_engine) == [("inbox.parked", "inbox:1", {})]
    again = run("park", "1", "--reason", "x", "--json")
    assert (again.exit_code, answer(again)["error"]) == (Exit.REFUSED, "inbox_not_parkable")


def test_masking_hides_people_and_keeps_what_identifies_things() -> None:
    given = {
        "user_id": "16778240",
        "event_ts": 1785722700350,
        "start_time": "2026-08-03T01:05:00Z",
        "phone_number": "+6281234567890",
        "phone": 6281234567890,
        "user_name": "Rina 0812-3456-7890",
        "join_url": "https://contoh.example/w/1?tk=secret",
        "mails": ["a@b.example", "c@d.example"],
    }
    assert masked(given) == {
        **given,
        "phone_number": "+6**********90",
        "phone": "62*********90",
        "user_name": "Rina 08**********90",
        "join_url": "***",
        "mails": ["a***@b.example", "c***@d.example"],
    }
