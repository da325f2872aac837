"""The committer on real databases: durable or refused, in trouble and after it."""

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event, func, select, text

from connector.store.engine import open_engine, reading
from connector.store.tables import inbox
from tests.database import copy_template, sqlite_url
from webhooks.errors import NotKept
from webhooks.inbox import Arrival, GroupCommitter

NOW = datetime(2026, 8, 3, 1, 2, 3, 456789, tzinfo=UTC)
PATIENCE = 20.0
"""Seconds until what should happen any moment is a failure."""


def arrival(body: bytes = b'{"event": "meeting.started"}', connection: str = "zoom-x") -> Arrival:
    return Arrival("zoom", connection, body, NOW)


def bodies(engine: Engine) -> list[bytes]:
    with reading(engine) as connection:
        return [bytes(one) for one in connection.scalars(select(inbox.c.body).order_by(inbox.c.id))]


def kept(committer: GroupCommitter, one: Arrival) -> str:
    """Return "kept", or why not."""
    try:
        committer.keep(one)
    except NotKept as refusal:
        return refusal.code
    return "kept"


def until(reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@contextmanager
def write_lock(engine: Engine) -> Iterator[None]:
    """Keep the committer from writing, as a long transaction of somebody else would."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("LOCK TABLE inbox IN SHARE MODE"))
        yield


def test_an_event_is_a_waiting_row_with_its_raw_body(engine: Engine) -> None:
    body = b'\x00 no JSON at all \xff "\xf0\x9f\x9a\x92"'
    with GroupCommitter(engine) as committer:
        committer.keep(arrival(body))
        with reading(engine) as connection:
            row = connection.execute(select(inbox)).one()._mapping
    assert (row["source"], row["connection_id"], bytes(row["body"])) == ("zoom", "zoom-x", body)
    assert (row["state"], row["attempts"], row["owner"]) == ("waiting", 0, None)
    assert row["received_at"] == NOW
    assert row["run_at"] < NOW, "due at once, also by a database's clock that is behind"
    assert len(row["digest"]) == 64


def test_the_same_body_twice_is_one_row_and_both_times_a_success(engine: Engine) -> None:
    with GroupCommitter(engine) as committer:
        assert [kept(committer, arrival()) for _ in range(2)] == ["kept", "kept"]
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: kept(committer, arrival()), range(40)))
        assert set(answers) == {"kept"}
        assert len(bodies(engine)) == 1
        committer.keep(arrival(connection="zoom-y"))
    assert len(bodies(engine)) == 2, "another account's event is another event"


def test_what_gathers_while_a_write_runs_goes_in_one_transaction(engine: Engine) -> None:
    commits = list[object]()
    noted = commits.append
    event.listen(engine, "commit", noted)
    with GroupCommitter(engine) as committer, ThreadPoolExecutor(21) as pool:
        with write_lock(engine):
            first = pool.submit(kept, committer, arrival(b"first"))
            until(lambda: committer._writing_since is not None)
            more = [pool.submit(kept, committer, arrival(b"%d" % n)) for n in range(20)]
            until(lambda: committer._queue.qsize() == 20)
            commits.clear()
        assert {one.result() for one in (first, *more)} == {"kept"}
    assert len(bodies(engine)) == 21
    event.remove(engine, "commit", noted)
    assert len(commits) == 3, "the lock's own, the first's, and one for twenty"


def test_a_row_that_cannot_be_stored_takes_no_other_down(engine: Engine) -> None:
    bad = arrival(b"bad", connection="\udcff")
    with GroupCommitter(engine) as committer, ThreadPoolExecutor(8) as pool:
        with write_lock(engine):
            pool.submit(kept, committer, arrival(b"first"))
            until(lambda: committer._writing_since is not None)
            good = [pool.submit(kept, committer, arrival(b"%d" % n)) for n in range(5)]
            failed = pool.submit(kept, committer, bad)
            until(lambda: committer._queue.qsize() == 6)
        assert failed.result() == "write_failed"
        assert {one.result() for one in good} == {"kept"}
    assert len(bodies(engine)) == 6


def test_a_commit_that_takes_too_long_is_not_acknowledged_but_may_come(engine: Engine) -> None:
    with GroupCommitter(engine, wait=0.1) as committer:
        with write_lock(engine):
            assert kept(committer, arrival(b"1")) == "commit_late"
            until(lambda: not committer.ready())
            asked = time.monotonic()
            assert {kept(committer, arrival(b"%d" % n)) for n in range(40)} == {"commit_late"}
            assert time.monotonic() - asked < 2, "nobody waits behind a write that hangs"
        until(lambda: len(bodies(engine)) == 40)
        until(committer.ready)
        assert kept(committer, arrival(b"1")) == "kept"


def test_a_full_queue_refuses_at_once_and_stores_nothing(engine: Engine) -> None:
    with GroupCommitter(engine, wait=0.1, room=2) as committer:
        with write_lock(engine):
            answers = [kept(committer, arrival(b"%d" % n)) for n in range(5)]
        assert answers == ["commit_late"] * 3 + ["queue_full"] * 2
        until(lambda: len(bodies(engine)) == 3)


def test_a_full_disk_is_told_to_the_sender_and_over_when_there_is_room(
    sqlite_template: Path, tmp_path: Path
) -> None:
    engine = open_engine(copy_template(sqlite_template, tmp_path))
    room = {"pages": 0}

    def limit(connection: Any, entry: object) -> None:
        (now,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {room['pages'] or now}")

    event.listen(engine, "connect", limit)
    with GroupCommitter(engine) as committer:
        large = arrival(b"x" * 100_000)
        assert kept(committer, large) == "write_failed"
        assert committer.ready(), "the next event may fit"
        assert bodies(engine) == []
        room["pages"] = 1_000_000
        engine.dispose()
        assert kept(committer, large) == "kept"
    assert bodies(engine) == [large.body]
    engine.dispose()


def test_a_database_that_is_not_there_yet_is_found_when_it_is(
    sqlite_template: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "later"
    engine = open_engine(sqlite_url(folder / "simpul.db"))
    with GroupCommitter(engine) as committer:
        assert kept(committer, arrival()) == "write_failed"
        folder.mkdir()
        copy_template(sqlite_template, folder)
        assert kept(committer, arrival()) == "kept"
    assert len(bodies(engine)) == 1
    engine.dispose()


def test_a_database_that_refuses_connections_is_told_to_the_sender() -> None:
    engine = open_engine("postgresql+psycopg://simpul@127.0.0.1:1/simpul")
    with GroupCommitter(engine) as committer:
        assert [kept(committer, arrival()) for _ in range(3)] == ["write_failed"] * 3
    engine.dispose()


def test_a_connection_that_the_database_cut_is_replaced_unnoticed(
    postgresql_engine: Engine,
) -> None:
    name = f"door-{uuid.uuid4().hex[:12]}"
    named = postgresql_engine.url.update_query_dict({"application_name": name})
    engine = open_engine(named.render_as_string(hide_password=False))
    with postgresql_engine.begin() as connection:
        connection.execute(inbox.delete())
    with GroupCommitter(engine) as committer:
        committer.keep(arrival(b"before"))
        with postgresql_engine.begin() as connection:
            cut = text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = :name"
            )
            assert connection.scalars(cut, {"name": name}).all() == [True]
        assert kept(committer, arrival(b"after")) == "kept"
    engine.dispose()
    assert bodies(postgresql_engine) == [b"before", b"after"]


def test_what_has_queued_is_written_before_a_stop_is_over(engine: Engine) -> None:
    with ThreadPoolExecutor(6) as pool:
        committer = GroupCommitter(engine).__enter__()
        with write_lock(engine):
            first = pool.submit(kept, committer, arrival(b"first"))
            until(lambda: committer._writing_since is not None)
            waiting = [pool.submit(kept, committer, arrival(b"%d" % n)) for n in range(4)]
            until(lambda: committer._queue.qsize() == 4)
            stopping = threading.Thread(target=committer.__exit__, args=(None, None, None))
            stopping.start()
            until(lambda: not committer.ready())
            assert kept(committer, arrival(b"late")) == "committer_gone"
        stopping.join()
        assert {one.result() for one in (first, *waiting)} == {"kept"}
    with reading(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(inbox)) == 5


def test_a_committer_that_never_started_or_has_stopped_takes_nothing(engine: Engine) -> None:
    committer = GroupCommitter(engine)
    assert kept(committer, arrival()) == "committer_gone"
    assert not committer.ready()
    with committer:
        assert committer.ready()
    assert kept(committer, arrival()) == "committer_gone"
    assert not committer.ready()
    assert bodies(engine) == []
