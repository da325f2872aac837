"""Every code a roster reader can raise has a sentence in both languages, with the right values."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import connector
from connector.cli.wording import CLI
from connector.flows.evaluation_words import EVALUATIONS
from connector.messages import say
from connector.rosters.messages import (
    FILE_MESSAGES,
    MESSAGES,
    REFUSAL_MESSAGES,
    WARNING_MESSAGES,
)

PACKAGE = Path(connector.__file__).parent
DOMAIN_READERS = ("identities", "indonesian", "names", "people", "ranks", "sessions")
ALWAYS = {"row", "column", "masked"}
"""What RowFinding.values adds to the parameters of a row's finding."""


def raised() -> Iterator[tuple[str, str, set[str]]]:
    """Maker, code and names of parameters of every RosterError(...) and Finding.of(...)."""
    domain = [PACKAGE / "domain" / f"{name}.py" for name in DOMAIN_READERS]
    for path in [*(PACKAGE / "rosters").rglob("*.py"), *domain]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                maker, first = ast.unparse(node.func), node.args[0]
                codes = [one for one in ast.walk(first) if isinstance(one, ast.Constant)]
                if maker in ("RosterError", "Finding.of") and not isinstance(first, ast.Name):
                    for code in codes:
                        if isinstance(code.value, str):
                            names = {word.arg for word in node.keywords if word.arg}
                            yield maker, code.value, names


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_code_that_is_raised_has_its_sentence() -> None:
    found = list(raised())
    assert len(found) > 60
    for maker, code, given in found:
        catalogue = {**(FILE_MESSAGES if maker == "RosterError" else MESSAGES), **EVALUATIONS}
        assert code in catalogue, code
        wording = catalogue[code]
        used = placeholders(wording.id) | placeholders(wording.en)
        used |= placeholders(wording.todo_id) | placeholders(wording.todo_en)
        allowed = given if maker == "RosterError" else given | ALWAYS
        assert used <= allowed, (code, used - allowed)


def test_no_sentence_of_a_file_is_replaced_by_another_modules_words() -> None:
    assert {code: CLI[code] for code in MESSAGES} == MESSAGES


def test_no_sentence_is_left_over() -> None:
    known = {code for _, code, _ in raised()}
    named_otherwise = {"identity_repeated", "person_repeated", "nrp_assumed", "nrp_month"}
    named_otherwise |= {"participants_refused"}
    assert set(MESSAGES) <= known | named_otherwise


def test_the_three_catalogues_share_no_code() -> None:
    total = len(FILE_MESSAGES) + len(REFUSAL_MESSAGES) + len(WARNING_MESSAGES)
    assert len(MESSAGES) == total


@pytest.mark.parametrize("code", MESSAGES)
def test_both_languages_say_what_happened_and_what_to_do(code: str) -> None:
    wording = MESSAGES[code]
    assert wording.id
    assert wording.en
    assert wording.id != wording.en
    assert wording.todo_id
    assert wording.todo_en
    assert placeholders(wording.id) == placeholders(wording.en)
    assert placeholders(wording.todo_id) == placeholders(wording.todo_en)


def test_a_sentence_is_filled_with_its_values() -> None:
    params: dict[str, str | int] = {"digits": 17, "row": 4, "column": "NIP", "masked": "19*"}
    what, todo = say(MESSAGES, "nip_length", params, "id")
    assert what == "NIP terdiri atas 17 digit, seharusnya 18."
    assert todo
