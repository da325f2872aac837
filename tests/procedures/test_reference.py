"""The page about the files of procedures names every key and word that the reader takes, and only
those."""

from __future__ import annotations

import re
from pathlib import Path

from connector.domain.procedures import Actor, Measure, Milestone, TimeKind, TimeUnit
from connector.domain.reports import ReportType
from connector.procedures.reading import SUBJECTS, _procedure
from connector.procedures.sheet import Findings, Sheet
from tests.procedures.sop import SOP

PAGE = Path(__file__).parents[2] / "deploy" / "procedures.md"
TEXT = PAGE.read_text(encoding="utf-8")


class Listening(dict[str, object]):
    """A table that has every key, and notes which are asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def __contains__(self, key: object) -> bool:
        self.asked.add(str(key))
        return False


def keys_of(heading: str) -> set[str]:
    """Keys in the table under a heading, without what stands behind a dot."""
    part = TEXT.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = [line.split("|")[1] for line in part.splitlines() if line.startswith("|`")]
    names = re.findall(r"`(\[*\w+)", " ".join(rows))
    return {name.lstrip("[") for name in names}


def test_every_key_of_the_whole_is_told() -> None:
    table = Listening()
    _procedure(Sheet(table, (), Findings({})))
    assert keys_of("The whole") == table.asked


def test_every_key_of_a_step_is_told() -> None:
    table = Listening()
    _procedure(Sheet({"step": [table]}, (), Findings({})))
    assert keys_of("A step") == table.asked


def test_every_word_is_told() -> None:
    told = set(re.findall(r'[`"]([a-z_]+)[`"]', TEXT))
    for words in (Actor, TimeUnit, TimeKind, Measure, Milestone, ReportType):
        for one in words:
            assert one.value in told, one
    assert set(SUBJECTS) <= told


def test_the_example_of_the_tests_uses_most_keys() -> None:
    unused = {key for key in keys_of("A step") if f"\n{key}" not in SOP}
    assert unused == {"limit_derived"}
