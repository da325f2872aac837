"""Connections, secrets, tokens, quotas: what is kept about remote systems."""

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, select

from connector.errors import SettingsError
from connector.store import bindings, connections
from connector.store.leases import holder
from connector.store.quotas import StoredQuotas
from connector.store.secrets import Secrets
from connector.store.tables import connections as connections_table
from connector.store.tables import tokens as tokens_table
from connector.store.tokens import StoredTokens
from tests.store.samples import LATER, MOODLE, NOW, SECRETS, make_connection, make_training

DAY = date(2026, 8, 3)


@pytest.fixture(autouse=True)
def _connected(engine: Engine) -> None:
    with engine.begin() as connection:
        make_connection(connection)


def test_a_connection_keeps_its_secrets_sealed(engine: Engine) -> None:
    with engine.begin() as connection:
        found = connections.get(connection, MOODLE)
        opened = connections.secrets_of(connection, MOODLE, SECRETS)
        stored = connection.execute(select(connections_table.c.secrets)).scalar_one()
    assert found is not None
    assert found.settings.options == {"auth": "oauth2"}
    assert opened == {"token": "t0ken"}
    assert "t0ken" not in stored


def test_seeding_again_brings_a_connection_in_line_and_keeps_its_check(engine: Engine) -> None:
    with engine.begin() as connection:
        connections.note_check(connection, MOODLE, {"ok": True}, now=LATER)
        [before] = connections.listing(connection)
        moved = replace(before.settings, address="https://elearning.example.org")
        connections.seed(connection, moved, {"token": "new"}, SECRETS, now=LATER)
        [after] = connections.listing(connection)
        assert connections.secrets_of(connection, MOODLE, SECRETS) == {"token": "new"}
    assert after == replace(before, settings=moved)
    assert (after.created_at, after.checked_at, after.check_result) == (NOW, LATER, {"ok": True})


def test_the_newest_key_seals_and_every_key_opens() -> None:
    old, new = Secrets(["old key"]), Secrets(["new key", "old key"])
    assert new.open(old.seal("x")) == "x"
    assert Secrets(["new key"]).open(new.seal("x")) == "x"
    with pytest.raises(SettingsError, match="SIMPUL_SECRET_KEY"):
        Secrets(["new key"]).open(old.seal("x"))
    with pytest.raises(SettingsError, match=r"secret_key\.missing"):
        Secrets([])


def test_a_token_is_shared_and_sealed(engine: Engine) -> None:
    tokens = StoredTokens(engine, SECRETS)
    assert tokens.get(MOODLE) is None
    tokens.put(MOODLE, "first", NOW, "a b")
    tokens.put(MOODLE, "second", LATER, "a b c")
    assert StoredTokens(engine, SECRETS).get(MOODLE) == ("second", LATER, "a b c")
    with engine.connect() as connection:
        assert "second" not in connection.execute(select(tokens_table.c.value)).scalar_one()


def test_a_token_under_a_forgotten_key_is_fetched_anew(engine: Engine) -> None:
    StoredTokens(engine, SECRETS).put(MOODLE, "t", LATER, "")
    assert StoredTokens(engine, Secrets(["another key"])).get(MOODLE) is None


def test_one_refreshes_while_the_others_wait(engine: Engine) -> None:
    tokens = StoredTokens(engine, SECRETS)
    inside, most, lock = list[int](), list[int](), threading.Lock()
    fetched = list[str]()

    def refresh() -> None:
        with tokens.refreshing(MOODLE):
            with lock:
                inside.append(1)
                most.append(len(inside))
            if tokens.get(MOODLE) is None:
                fetched.append("once")
                tokens.put(MOODLE, "t", LATER, "")
            with lock:
                inside.pop()

    threads = [threading.Thread(target=refresh) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (max(most), len(most), fetched) == (1, 4, ["once"])
    assert holder(engine, MOODLE, "token") is None


def test_a_quota_is_taken_whole_or_not_at_all(engine: Engine) -> None:
    quotas = StoredQuotas(engine)
    assert quotas.used(MOODLE, "host", DAY) == 0
    assert not quotas.take(MOODLE, "host", DAY, 101, 100)
    assert quotas.take(MOODLE, "host", DAY, 60, 100)
    assert not quotas.take(MOODLE, "host", DAY, 41, 100)
    assert quotas.take(MOODLE, "host", DAY, 40, 100)
    assert quotas.used(MOODLE, "host", DAY) == 100


def test_quotas_are_kept_per_day_and_name(engine: Engine) -> None:
    quotas = StoredQuotas(engine)
    quotas.take(MOODLE, "host", DAY, 1, 1)
    assert quotas.take(MOODLE, "host", DAY + timedelta(days=1), 1, 1)
    assert quotas.take(MOODLE, "other", DAY, 1, 1)
    assert not quotas.take(MOODLE, "host", DAY, 1, 1)


def test_many_takers_never_exceed_the_limit(engine: Engine) -> None:
    quotas = StoredQuotas(engine)
    taken = list[bool]()
    threads = [
        threading.Thread(
            target=lambda: taken.extend(quotas.take(MOODLE, "host", DAY, 3, 50) for _ in range(6))
        )
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sum(taken), len(taken)) == (16, 24)
    assert quotas.used(MOODLE, "host", DAY) == 48


def test_a_registrant_made_anew_is_still_known_by_the_former_id(engine: Engine) -> None:
    with engine.begin() as connection:
        training = make_training(connection).id
        place = ("registrant", "seat:1@day:training:1:2026-08-03")
        for remote in ("first", "second", "second"):
            bindings.store(connection, MOODLE, training, {place: remote}, NOW)
        bindings.remove(connection, MOODLE, [place])
        found = bindings.load(connection, MOODLE, training)
    assert sorted(found.values()) == ["first", "second"]
    assert {kind for kind, _ in found} == {"former_registrant"}
