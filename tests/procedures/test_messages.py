"""Every problem of a file has its sentence in both languages, and none is left over."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest

import connector.procedures
from connector.messages import say
from connector.procedures.messages import PROCEDURES
from connector.procedures.problems import ProcedureRefused
from connector.procedures.reading import read_procedure
from connector.procedures.toml_text import _KNOWN
from tests.procedures.sop import SOP

PACKAGE = Path(connector.procedures.__file__).parent
READERS = ("problems", "reading", "rules", "sheet", "toml_text")


def words_in_source() -> set[str]:
    return {
        node.value
        for name in READERS
        for node in ast.walk(ast.parse((PACKAGE / f"{name}.py").read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_no_sentence_is_left_over_and_none_is_missing() -> None:
    said = words_in_source()
    raised = {code.removesuffix("_near") for code in PROCEDURES}
    assert raised <= said
    assert {code for _, code in _KNOWN} <= set(PROCEDURES)
    near = {code for code in PROCEDURES if code.endswith("_near")}
    assert near == {"key_unknown_near", "milestone_unknown_near", "named_step_unknown_near"}


@pytest.mark.parametrize("code", PROCEDURES)
def test_both_languages_say_what_is_wrong_and_what_to_do(code: str) -> None:
    wording = PROCEDURES[code]
    assert wording.id
    assert wording.en
    assert wording.todo_id
    assert wording.todo_en
    assert names(wording.id) == names(wording.en)


def names(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", ["id", "en"])
def test_sentences_have_all_their_values(language: str) -> None:
    source = (
        SOP.replace("version = 3", "version = 0\nwersion = 1")
        .replace('"section_head"', '"kasi"')
        .replace('after = ["ask"]', 'after = ["asks", "zzz"]')
        .replace('"report.training.checked"', '"report.training.check"')
        .replace('slug = "watch"', 'slug = "use"')
        .replace('"15 menit"', '"16 menit"')
    )
    with pytest.raises(ProcedureRefused) as caught:
        read_procedure(source)
    assert len(caught.value.problems) > 6
    for one in caught.value.problems:
        wording = PROCEDURES[one.code]
        wanted = names(wording.id) | names(wording.todo_id)
        assert wanted <= set(one.params), one.code
        what, todo = say(PROCEDURES, one.code, one.params, "en" if language == "en" else "id")
        assert "{" not in what
        assert what != todo
