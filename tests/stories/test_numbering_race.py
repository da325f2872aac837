"""Processes that number the same lists are killed in the act: no number is lost, none is double."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.database import postgresql_or_skip

KILLS = 4
"""The campaign of twenty: `python -m tests.benchmarks.certificate_numbers`."""


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_killed_in_the_act_every_number_is_given_once_and_in_order(kind: str) -> None:
    database = postgresql_or_skip() if kind == "postgresql" else ""
    command = [
        sys.executable, "-m", "tests.benchmarks.certificate_numbers", "--database", database,
        "--certificates", "120", "--workers", "3", "--threads", "3", "--kills", str(KILLS),
    ]  # fmt: skip
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=Path(__file__).parents[2], check=False
    )
    assert done.stdout, done.stderr
    found = json.loads(done.stdout)
    assert found["killed_with_numbers_in_hand"] >= KILLS // 2, "no kill fell into work"
    assert found["wrong"] == {}
    assert (found["half_lists_seen"], found["threads_failed"]) == (0, 0), done.stderr
