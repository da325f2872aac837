"""The budget a plan shows against the calls it really takes, on the sandbox."""

from collections.abc import Iterator

import pytest

from tests.lms import people
from tests.lms.site import Place, open_place
from tests.reconcile.memory import plan, sync


@pytest.fixture
def place() -> Iterator[Place]:
    with open_place() as one:
        yield one


@pytest.mark.parametrize("count", [1, 30, 400])
def test_the_shown_calls_cover_the_calls_of_applying_and_reading_back(
    place: Place, count: int
) -> None:
    training = people.training(people.seats(count))
    platform = place.platform()
    part, _ = plan(platform, training, place.memory)
    budget = platform.budget(part.changes)
    planning = len(place.calls)
    sync(platform, training, place.memory)
    plan(platform, training, place.memory)
    real_writes = place.count(writes=True)
    real_reads = place.count(writes=False) - 2 * planning
    assert budget.calls["write"] == real_writes
    assert real_reads <= budget.calls["read"]
    assert budget.seconds > 0


def test_a_plan_without_changes_costs_nothing(place: Place) -> None:
    assert place.platform().budget([]).calls == {"read": 0, "write": 0}
