"""A few random lives; a longer run is `python -m tests.benchmarks.random_life --seeds 200`."""

from pathlib import Path

import pytest

from tests.stories.life import living

SEEDS = range(5)
"""Every fourth life has Zoom's strict quotas."""

STEPS = 12


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_life_comes_to_rest_as_it_should(tmp_path: Path, seed: int) -> None:
    with living(f"sqlite:///{tmp_path}/simpul.db", tmp_path, seed) as life:
        for _ in range(STEPS):
            life.step()
        life.rest()
