"""Door and worker are killed with SIGKILL through a class day: the lists are a quiet day's."""

from sqlalchemy import Engine

from tests.benchmarks.class_kill import survive
from tests.stories.place import address_of

ROUNDS = {"sqlite": 10, "postgresql": 5}
"""The campaign of a hundred: `python -m tests.benchmarks.class_kill --rounds 100`."""


def test_a_killed_service_shows_the_same_lists_as_an_undisturbed_one(engine: Engine) -> None:
    rounds = ROUNDS[engine.dialect.name]
    told = survive(address_of(engine), rounds, seed=11, people=12 * rounds)
    assert told["wrong"] == {}
    assert told["rows_in_dying_hands"], "no kill fell into work: this proved nothing"
    assert told["cells"] == 2 * (12 * rounds + 1)
