"""Every code that papers can raise has its sentences, with the parameters that are given."""

import ast
import string
from pathlib import Path

import connector
from connector.flows.paper_messages import PAPERS

PACKAGE = Path(connector.__file__).parent
RAISERS = ("documents/render.py", "store/papers.py")
USERS = ("flows/attendance_papers.py", "flows/archive_days.py", "web/evidence.py", "web/journal.py")
"""They raise codes of attendance as well; those have their sentences elsewhere."""


def raised(*files: str) -> dict[str, set[str]]:
    """Codes of every ConnectorError in some files, and the names of their parameters."""
    found = dict[str, set[str]]()
    for name in files:
        for node in ast.walk(ast.parse((PACKAGE / name).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "ConnectorError":
                code = ast.literal_eval(node.args[0])
                found[code] = {word.arg for word in node.keywords if word.arg}
    return found


def test_every_code_has_sentences_and_no_sentence_is_left_over() -> None:
    assert raised(*RAISERS).keys() <= PAPERS.keys() <= raised(*RAISERS, *USERS).keys()


def test_sentences_use_only_what_they_are_given_and_say_what_to_do() -> None:
    given = raised(*RAISERS, *USERS)
    for code, wording in PAPERS.items():
        for text in (wording.id, wording.en, wording.todo_id, wording.todo_en):
            fields = {name for _, name, _, _ in string.Formatter().parse(text) if name}
            assert text
            assert fields <= given[code]
