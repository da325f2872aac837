"""Counts the calls and the time of reading a class's results in each of three ways.

    python -m tests.benchmarks.moodle_results [participants]

`plugin`: ours tells of everybody in a call for each 2,000. `without`: Moodle's own functions,
many questions a call. `one by one`: a call for each person and question, as anybody would begin.
And `one person`: what a single completion costs that Moodle told of. All ways must say the same.

On the sandbox, or on a real site with SIMPUL_LIVE_MOODLE_URL and _TOKEN and a course made for it
(SIMPUL_LIVE_MOODLE_RESULTS: `course:user,user,…` or `course:first-last`). Prints one JSON object;
a site without the plugin lacks its lines.
"""

import json
import os
import sys
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from time import perf_counter

from connector.domain.completion import POSTTEST, PRETEST
from connector.domain.trainings import Training
from connector.http import new_session
from connector.lms.base import LearningResults
from connector.lms.moodle import plugin, results
from connector.lms.moodle.client import MoodleClient
from connector.lms.moodle.platform import MoodlePlatform
from connector.lms.moodle.services import site_info
from connector.sandbox.moodle import SandboxMoodle, learning
from tests.lms import people
from tests.lms.partial_client import BULK, PLUGIN, PartialClient
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
    """A course with people on some site."""

    url: str
    token: str
    training: Training
    memory: Memory


def count_reading(
    place: Class, hidden: Collection[str] = (), seats: Sequence[str] | None = None
) -> tuple[ReadCount, LearningResults]:
    """Read everything (or some seats) with a token that lacks the hidden functions."""
    calls: list[str] = []
    client = PartialClient(
        new_session,
        place.url,
        place.token,
        hidden=hidden,
        count=lambda name, _: calls.append(name),
    )
    start = perf_counter()
    found = results.read_results(
        client, place.training, place.memory, TESTS, seats, connections=CONNECTIONS
    )
    seconds = perf_counter() - start
    client.close()
    attempts = sum(len(one.attempts) for one in found.people)
    return _counted(len(found.people), calls, seconds, attempts), found


def _counted(count: int, calls: Sequence[str], seconds: float, attempts: int) -> ReadCount:
    by_function = dict(Counter(calls).most_common())
    each = round(1000 * seconds / max(count, 1), 1)
    return ReadCount(count, len(calls), round(seconds, 2), each, attempts, by_function)


def compare(place: Class) -> dict[str, ReadCount]:
    """Read in every way the site allows; raise where two do not say the same."""
    one = [place.training.seats[0].key]
    client = MoodleClient(new_session, place.url, place.token)
    there = plugin.GET_RESULTS in site_info(client).functions
    client.close()
    report: dict[str, ReadCount] = {}
    without, told = count_reading(place, PLUGIN)
    if there:
        report["plugin"], same = count_reading(place)
        _agree("plugin", told, same)
    report["without"] = without
    report["one by one"], same = count_reading(place, BULK)
    _agree("one by one", told, same)
    if there:
        report["one person, plugin"], _ = count_reading(place, (), one)
    report["one person, without"], _ = count_reading(place, PLUGIN, one)
    return report


def _agree(way: str, told: LearningResults, same: LearningResults) -> None:
    if told != same:
        pairs = zip(told.people, same.people, strict=True)
        other = next((pair for pair in pairs if pair[0] != pair[1]), (told.noticed, same.noticed))
        raise SystemExit(f"{way} says something else: {other}")


@contextmanager
def on_sandbox(participants: int) -> Iterator[Class]:
    """A synchronised class of which everybody took both tests; the sandbox has the plugin."""
    training = people.training(people.seats(participants))
    memory = Memory()
    with SandboxMoodle(race_delay=0, plugin=True) as box:
        client = MoodleClient(new_session, box.url, box.token)
        sync(MoodlePlatform(client, connection="default"), training, memory)
        client.close()
        course = int(memory.bound["course", "training:1"])
        quizzes = [
            learning.add_quiz(box.state, course, name, criterion=name == "Posttest")
            for name in ("Pretest", "Posttest")
        ]
        for user in memory.all("account").values():
            for quiz in quizzes:
                learning.take_quiz(box.state, quiz, int(user), 8)
        yield Class(box.url, box.token, training, memory)


@contextmanager
def on_a_real_site(told: str) -> Iterator[Class]:
    """The course and people that the environment names."""
    course, users = course_of(told)
    memory = Memory({("course", "training:1"): course})
    for number, user in enumerate(users, 1):
        memory.bound["account", f"person:{number}"] = user
    training = people.training(people.seats(len(users)))
    url, token = os.environ["SIMPUL_LIVE_MOODLE_URL"], os.environ["SIMPUL_LIVE_MOODLE_TOKEN"]
    yield Class(url, token, training, memory)


def course_of(told: str) -> tuple[str, list[str]]:
    """Read `course:user,user,…` or `course:first-last`."""
    course, _, listed = told.partition(":")
    first, dash, last = listed.partition("-")
    users = [str(user) for user in range(int(first), int(last) + 1)] if dash else listed.split(",")
    return course, users


def main() -> None:
    told = os.environ.get("SIMPUL_LIVE_MOODLE_RESULTS", "")
    participants = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with on_a_real_site(told) if told else on_sandbox(participants) as place:
        report = {way: asdict(count) for way, count in compare(place).items()}
    sys.stdout.write(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main()
