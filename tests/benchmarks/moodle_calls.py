"""Counts the Moodle calls of a first sync and of an unchanged one, on the sandbox.

    python -m tests.benchmarks.moodle_calls [participants]

Prints one JSON object.
"""

import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from time import perf_counter

from connector.http import new_session
from connector.lms.moodle.client import MoodleClient
from connector.lms.moodle.options import MoodleOptions
from connector.lms.moodle.platform import MoodlePlatform
from connector.sandbox.moodle import SandboxMoodle
from tests.lms import people
from tests.reconcile.memory import Memory, plan, sync

INSTRUCTORS = 6
DAYS = 5


@dataclass
class CallCount:
    """Calls of one run; `widest` is the largest number of body fields in one call."""

    participants: int
    total: int = 0
    reads: int = 0
    writes: int = 0
    widest: int = 0
    left_over: int = 0
    seconds: float = 0.0
    by_function: dict[str, int] = field(default_factory=dict)


def count_first_and_unchanged(
    participants: int = 1000, options: MoodleOptions | None = None
) -> tuple[CallCount, CallCount]:
    """Plan, apply and read back a new training; then sync it again without any change."""
    calls: list[tuple[str, bool]] = []
    training = people.training(people.seats(participants, instructors=INSTRUCTORS), days=DAYS)
    memory = Memory()
    with SandboxMoodle(race_delay=0) as box:
        client = MoodleClient(
            new_session, box.url, box.token, count=lambda name, write: calls.append((name, write))
        )
        results = []
        for _ in range(2):
            calls.clear()
            box.clear_calls()
            start = perf_counter()
            platform = MoodlePlatform(client, connection="default", options=options)
            sync(platform, training, memory)  # plans, reads again where it writes
            left, _ = plan(platform, training, memory)  # reads back
            widest = max(record.fields for record in box.calls)
            results.append(
                _counted(participants, calls, widest, len(left.changes), perf_counter() - start)
            )
        client.close()
    return results[0], results[1]


def _counted(
    participants: int,
    calls: Sequence[tuple[str, bool]],
    widest: int,
    left_over: int,
    seconds: float,
) -> CallCount:
    writes = sum(write for _, write in calls)
    return CallCount(
        participants,
        total=len(calls),
        reads=len(calls) - writes,
        writes=writes,
        widest=widest,
        left_over=left_over,
        seconds=round(seconds, 2),
        by_function=dict(Counter(name for name, _ in calls).most_common()),
    )


def main() -> None:
    participants = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    first, unchanged = count_first_and_unchanged(participants)
    report = {"first": asdict(first), "unchanged": asdict(unchanged)}
    sys.stdout.write(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main()
