"""Door and worker are killed with SIGKILL through a class day: the lists are a quiet day's."""

from sqlalchemy import Engine

from tests.benchmarks.class_kill import survive
from tests.stories.place import address_of

ROUNDS = 10
"""The campaign of a hundred: `python -m tests.benchmarks.class_kill --rounds 100`."""


def test_a_killed_service_shows_the_same_lists_as_an_undisturbed_one(engine: Engine) -> None:
    told = survive(address_of(engine), ROUNDS, seed=11, people=120)
    assert told["wrong"] == {}
    assert told["kills_with_rows_in_hand"], "no kill fell into work: this proved nothing"
    assert told["cells"] == 2 * (120 + 1)
