"""Lives many random lives, for longer than a test may take.

    python -m tests.benchmarks.random_life --seeds 200 [--first 1000] [--steps 25]

Prints one JSON object; every life that failed is named with its seed, its steps go to standard
error.
"""

import argparse
import json
import sys
import traceback
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from tests.stories.life import living


def live(seed: int, steps: int) -> tuple[int, int, str]:
    """Live one life in two chapters; return (steps, plans, failure)."""
    with TemporaryDirectory() as home:
        place = Path(home)
        done = plans = 0
        try:
            with living(f"sqlite:///{place}/simpul.db", place, seed) as life:
                for _ in range(2):
                    for _ in range(steps // 2):
                        life.step()
                        done += 1
                    life.rest()
                    plans = life.plans
        except Exception as failure:
            text = "".join(traceback.format_exception(failure))
            return done, plans, text
    return done, plans, ""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--steps", type=int, default=24)
    chosen = parser.parse_args(arguments)
    started, steps, plans, failed = perf_counter(), 0, 0, {}
    for seed in range(chosen.first, chosen.first + chosen.seeds):
        lived, made, failure = live(seed, chosen.steps)
        steps, plans = steps + lived, plans + made
        if failure:
            failed[seed] = failure.strip().splitlines()
            sys.stderr.write(f"{failure}\n")
    told = {
        "lives": chosen.seeds,
        "steps": steps,
        "plans": plans,
        "failed": sorted(failed),
        "seconds": round(perf_counter() - started, 1),
    }
    sys.stdout.write(json.dumps(told) + "\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
