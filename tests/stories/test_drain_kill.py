"""The drain is killed with SIGKILL again and again: every event counts once, stays are right."""

from sqlalchemy import Engine

from tests.webhooks.class_days import class_days
from tests.webhooks.killed_drains import EVENTS_A_ROUND, survive

ROUNDS = 10
"""The campaign of a hundred: `python -m tests.benchmarks.inbox_drain --rounds 100`."""


def test_a_killed_drain_loses_nothing_and_counts_nothing_twice(engine: Engine) -> None:
    found = survive(engine, class_days(ROUNDS * EVENTS_A_ROUND, 200), ROUNDS)
    assert found.pop("hit") > 0, "no kill fell into a batch: this proved nothing"
    assert +found == {}
