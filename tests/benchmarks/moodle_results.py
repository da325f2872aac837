"""Counts the calls and the time of reading a class's results, in bulk and one by one.

    python -m tests.benchmarks.moodle_results [participants]

On the sandbox, or on a real site with SIMPUL_LIVE_MOODLE_URL and _TOKEN and a course made for it
(SIMPUL_LIVE_MOODLE_RESULTS: `course:user,user,…`). Prints one JSON object.
"""

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from time import perf_counter

from connector.domain.completion import POSTTEST, PRETEST
from connector.domain.trainings import Training
from connector.http import new_session
from connector.lms.moodle import results
from connector.lms.moodle.client import MoodleClient
from connector.lms.moodle.platform import MoodlePlatform
from connector.lms.moodle.refusals import GONE, NO_CRITERIA, NOT_TRACKED
from connector.lms.moodle.services import ACTIVITIES, COMPLETION
from connector.lms.moodle.several import Asking
from connector.sandbox.moodle import SandboxMoodle, learning
from tests.lms import people
from tests.reconcile.memory import Memory, sync

TESTS: dict[str, Sequence[str]] = {PRETEST: (), POSTTEST: ()}
CONNECTIONS = 2


@dataclass
class ReadCount:
    """One reading of a whole class."""

    participants: int
    calls: int = 0
    seconds: float = 0.0
    milliseconds_each: float = 0.0
    attempts: int = 0
    by_function: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Class:
    """A course with people on some site; `calls` are those made so far."""

    client: MoodleClient
    training: Training
    memory: Memory
    calls: list[str]


def count_reading(place: Class) -> ReadCount:
    """Read everything in bulk."""
    place.calls.clear()
    start = perf_counter()
    found = results.read_results(
        place.client, place.training, place.memory, TESTS, connections=CONNECTIONS
    )
    attempts = sum(len(one.attempts) for one in found.people)
    return _counted(len(found.people), place.calls, perf_counter() - start, attempts)


def count_one_by_one(place: Class, most: int = 50) -> ReadCount:
    """Ask completion and activities of the first people, a call each, for comparison."""
    users = [int(user) for user in place.memory.all("account").values()][:most]
    course = int(place.memory.bound["course", "training:1"])
    place.calls.clear()
    start = perf_counter()
    asking = Asking(place.client, bulk=False, connections=CONNECTIONS)
    questions = [{"courseid": course, "userid": user} for user in users]
    for function in (COMPLETION, ACTIVITIES):
        asking.ask(function, questions, answers={NOT_TRACKED, *GONE}, ends=[NO_CRITERIA])
    return _counted(len(users), place.calls, perf_counter() - start, 0)


def _counted(count: int, calls: Sequence[str], seconds: float, attempts: int) -> ReadCount:
    by_function = dict(Counter(calls).most_common())
    each = round(1000 * seconds / max(count, 1), 1)
    return ReadCount(count, len(calls), round(seconds, 2), each, attempts, by_function)


@contextmanager
def on_sandbox(participants: int) -> Iterator[Class]:
    """A synchronised class of which everybody took both tests."""
    calls: list[str] = []
    training = people.training(people.seats(participants))
    memory = Memory()
    with SandboxMoodle(race_delay=0) as box:
        client = MoodleClient(
            new_session, box.url, box.token, count=lambda name, _: calls.append(name)
        )
        sync(MoodlePlatform(client, connection="default"), training, memory)
        course = int(memory.bound["course", "training:1"])
        quizzes = [
            learning.add_quiz(box.state, course, name, criterion=name == "Posttest")
            for name in ("Pretest", "Posttest")
        ]
        for user in memory.all("account").values():
            for quiz in quizzes:
                learning.take_quiz(box.state, quiz, int(user), 8)
        yield Class(client, training, memory, calls)
        client.close()


@contextmanager
def on_a_real_site(told: str) -> Iterator[Class]:
    """The course and people that the environment names."""
    course, _, listed = told.partition(":")
    users = listed.split(",")
    calls: list[str] = []
    memory = Memory({("course", "training:1"): course})
    for number, user in enumerate(users, 1):
        memory.bound["account", f"person:{number}"] = user
    client = MoodleClient(
        new_session,
        os.environ["SIMPUL_LIVE_MOODLE_URL"],
        os.environ["SIMPUL_LIVE_MOODLE_TOKEN"],
        count=lambda name, _: calls.append(name),
    )
    yield Class(client, people.training(people.seats(len(users))), memory, calls)
    client.close()


def main() -> None:
    told = os.environ.get("SIMPUL_LIVE_MOODLE_RESULTS", "")
    participants = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with on_a_real_site(told) if told else on_sandbox(participants) as place:
        report = {
            "in bulk": asdict(count_reading(place)),
            "one by one": asdict(count_one_by_one(place)),
        }
    sys.stdout.write(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main()
