"""Every code of drafts and approvals has its sentence in both languages, and takes its values."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from connector.app import CATALOGUE
from connector.domain.draft_fields import LINES
from connector.flows.certificate_words import CERTIFICATES, PROBLEMS, REFUSALS

PACKAGE = Path(__file__).parents[2] / "connector"
SOURCES = [
    *(PACKAGE / "domain" / f"{name}.py" for name in ("draft_fields", "draft_problems")),
    *(
        PACKAGE / "flows" / f"{name}.py"
        for name in (
            "class_drafts",
            "draft_certificates",
            "draft_photos",
            "approval_list",
            "approve_certificates",
        )
    ),
]
ELSEWHERE = {"training_unknown", "reason_missing", "photo_unusable"}
"""Said by other catalogues."""
CHOSEN = {"draft_nip_missing", "draft_nrp_missing"}
"""Picked by a condition, not written in the call."""


def raised() -> Iterator[tuple[str, set[str]]]:
    """Yield code and parameters of every finding and refusal in our sources."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                first = node.args[0]
                maker = ast.unparse(node.func)
                if maker in ("ConnectorError", "Finding.of") and isinstance(first, ast.Constant):
                    yield str(first.value), {word.arg for word in node.keywords if word.arg}


def names(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_code_has_a_sentence_that_takes_its_values() -> None:
    found = list(raised())
    assert len(found) > 30
    for code, given in found:
        if code in ELSEWHERE:
            continue
        wording = CERTIFICATES[code]
        for text in (wording.id, wording.en, wording.todo_id, wording.todo_en):
            assert names(text) <= given | {"training"}, code


def test_no_sentence_is_left_over() -> None:
    lines = {f"correction_{name}_unfit" for name in LINES}
    assert set(CERTIFICATES) <= {code for code, _ in raised()} | lines | CHOSEN


def test_the_running_service_says_these_words_and_nobody_elses() -> None:
    assert not set(PROBLEMS) & set(REFUSALS)
    assert {code: CATALOGUE[code] for code in CERTIFICATES} == dict(CERTIFICATES)
    assert set(CATALOGUE) >= ELSEWHERE


@pytest.mark.parametrize("code", CERTIFICATES)
def test_both_languages_say_what_happened_and_what_to_do(code: str) -> None:
    wording = CERTIFICATES[code]
    assert wording.id
    assert wording.en
    assert wording.id != wording.en
    assert bool(wording.todo_id) == bool(wording.todo_en)
    assert names(wording.id + wording.todo_id) == names(wording.en + wording.todo_en)
