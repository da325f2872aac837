"""The sandbox Moodle answers as the real one does: the same two hundred calls to both.

Opt-in. What needs a course with tests is asked where SIMPUL_LIVE_MOODLE_RESULTS names one
(`course:user,user,…`, among them one marked, one unmarked and one begun attempt at the last quiz);
what needs our plugin, or a function that the token's service lacks, where it is there.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from secrets import token_hex

import pytest

from connector.sandbox.moodle import SandboxMoodle
from tests.live.parity import Asked, World, differences, learn_in_sandbox, shape
from tests.live.parity_calls import CALLS, NOT_A_FUNCTION
from tests.live.site import LIVE, TOKEN, URL

pytestmark = LIVE

USED = os.environ.get("SIMPUL_LIVE_MOODLE_RESULTS", "")


@dataclass
class Pair:
    """The same world twice, and what the real one can be asked."""

    real: World
    ours: World
    functions: frozenset[str]

    def can_ask(self, asked: Asked) -> bool:
        return asked.function in self.functions or asked.function == NOT_A_FUNCTION


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    real = World(URL, TOKEN, "zz" + token_hex(3))
    site = real.done("core_webservice_get_site_info")
    functions = frozenset(row["name"] for row in site["functions"])
    plugin = "local_simpul_get_site_facts" in functions
    release = "4.5" if site["release"].startswith("4") else "5.1"
    with SandboxMoodle(race_delay=0, plugin=plugin, release=release) as moodle:
        if plugin:
            facts = real.done("local_simpul_get_site_facts")
            for row in facts["capabilities"]:
                if not row["held"]:
                    moodle.state.account.capabilities.discard(row["name"])
        ours = World(moodle.url, moodle.token, "zz" + token_hex(3))
        real.build()
        ours.build()
        if USED:
            _find_taught(real)
            learn_in_sandbox(moodle, ours)
        yield Pair(real, ours, functions)
    _leave(real)


def _find_taught(real: World) -> None:
    course, _, users = USED.partition(":")
    real.ids["taught"] = int(course)
    quizzes = real.done("mod_quiz_get_quizzes_by_courses", courseids=[course])["quizzes"]
    real.ids["quiz"] = quizzes[-1]["id"]
    real.choose_learners(int(user) for user in users.split(","))


def _leave(real: World) -> None:
    """Disable the accounts, which is all that a least-privilege token may, or have them removed."""
    people = [real.ids[name] for name in ("ana", "budi", "cici", "dodi")]
    real.done("core_user_update_users", users=[{"id": user, "suspended": 1} for user in people])
    if command := os.environ.get("SIMPUL_LIVE_MOODLE_CLEAN_COMMAND"):
        line = [*shlex.split(command), real.tag]
        subprocess.run(line, check=True, capture_output=True, timeout=300)


@pytest.mark.parametrize("asked", CALLS, ids=lambda asked: asked.name)
def test_both_answer_alike(pair: Pair, asked: Asked) -> None:
    if not pair.can_ask(asked):
        # without the function the real site refuses before it looks at anything
        pytest.skip(f"the token's service lacks {asked.function}")
    try:
        mine, theirs = asked.parameters(pair.ours), asked.parameters(pair.real)
    except (KeyError, IndexError):
        pytest.skip("SIMPUL_LIVE_MOODLE_RESULTS names no course with tests")
    there, here = pair.real(asked.function, theirs), pair.ours(asked.function, mine)
    assert differences(shape(there), shape(here)) == []
