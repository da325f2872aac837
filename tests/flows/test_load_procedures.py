"""Versions of procedures: what comes with the program, what an office loads, what is refused."""

from __future__ import annotations

import ast
import logging
import string
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

import connector
from connector.domain.procedures import Procedure, Words
from connector.errors import ConnectorError
from connector.flows import load_procedures
from connector.flows.load_procedures import load, load_shipped, newest, preview, version
from connector.flows.procedure_changes import changes
from connector.flows.procedure_words import PROCEDURE_WORDS
from connector.messages import say
from connector.procedures.problems import ProcedureRefused
from connector.procedures.reading import read_procedure, shipped
from connector.store import procedures
from connector.store.engine import reading
from connector.store.tables import audit_entries
from tests.flows.bare_office import Bare, bare
from tests.procedures.sop import SOP
from tests.web.place import MORNING

ACTOR = "user:7"
NEXT = SOP.replace("version = 3", "version = 4").replace("2 hari", "3 hari").replace(
    "amount = 2,", "amount = 3,"
)  # fmt: skip


@pytest.fixture
def place(engine: Engine) -> Bare:
    return bare(engine)


def kept(place: Bare) -> list[tuple[str, int, str, str]]:
    with reading(place.engine) as connection:
        stored = procedures.every(connection)
    return [(one.slug, one.version, one.origin, one.loaded_by) for one in stored]


def trail(place: Bare) -> list[tuple[str, str]]:
    with reading(place.engine) as connection:
        rows = connection.execute(select(audit_entries.c.actor, audit_entries.c.action))
        return [(actor, action) for actor, action in rows]


def test_the_five_come_with_the_program_once(place: Bare) -> None:
    assert load_shipped(place.engine, MORNING) == ["s000", "s001", "s002", "s003", "s004"]
    assert load_shipped(place.engine, MORNING) == []
    assert kept(place) == [(slug, 1, "shipped", "program") for slug, _ in shipped()]
    with reading(place.engine) as connection:
        found = newest(connection, "s001")
        assert found is not None
        assert found.procedure == read_procedure(dict(shipped())["s001"])
        assert load_procedures.procedure(connection, found.id) is found.procedure
        assert load_procedures.procedures_of(connection, [found.id, found.id, 999]) == {
            found.id: found.procedure
        }


def test_an_sop_is_a_file_and_nothing_else(place: Bare) -> None:
    loaded = load(place.office, SOP, actor=ACTOR)
    assert (loaded.new, loaded.before, loaded.procedure.slug) == (True, None, "x9")
    assert kept(place) == [("x9", 3, "loaded", ACTOR)]
    assert trail(place) == [(ACTOR, "procedure.loaded")]
    with reading(place.engine) as connection:
        assert version(connection, "x9").procedure == loaded.procedure


def test_the_same_file_again_writes_nothing(place: Bare) -> None:
    first = load(place.office, SOP, actor=ACTOR)
    again = load(place.office, "# a note\n" + SOP, actor="user:8")
    assert (again.new, again.id) == (False, first.id)
    assert kept(place) == [("x9", 3, "loaded", ACTOR)]
    assert len(trail(place)) == 1


def test_a_changed_limit_is_a_higher_version(place: Bare) -> None:
    old = load(place.office, SOP, actor=ACTOR)
    new = load(place.office, NEXT, actor=ACTOR)
    assert new.before is not None
    assert new.before.id == old.id
    with reading(place.engine) as connection:
        assert version(connection, "x9").procedure.version == 4
        assert version(connection, "x9", 3).procedure == old.procedure
        assert old.id is not None
        assert load_procedures.procedure(connection, old.id) == old.procedure, "runs keep theirs"


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (NEXT.replace("version = 4", "version = 3"), "procedure_version_taken"),
        (SOP.replace("version = 3", "version = 2"), "procedure_version_old"),
        (SOP.replace("version = 3", "version = x"), "procedure_refused"),
    ],
)
def test_what_is_stored_is_never_changed(place: Bare, source: str, code: str) -> None:
    load(place.office, SOP, actor=ACTOR)
    with pytest.raises(ConnectorError) as caught:
        load(place.office, source, actor=ACTOR)
    assert caught.value.code == code
    with pytest.raises(ConnectorError) as caught:
        preview(place.office, source)
    assert caught.value.code == code
    assert kept(place) == [("x9", 3, "loaded", ACTOR)]
    assert len(trail(place)) == 1


def test_a_preview_writes_nothing(place: Bare) -> None:
    load(place.office, SOP, actor=ACTOR)
    planned = preview(place.office, NEXT)
    assert planned.new
    assert planned.before is not None
    assert planned.before.procedure.version == 3
    assert len(kept(place)) == 1


def test_an_unknown_procedure_is_said(place: Bare) -> None:
    with reading(place.engine) as connection:
        for slug, number in (("tidak-ada", None), ("x9", 7)):
            with pytest.raises(ConnectorError) as caught:
                version(connection, slug, number)
            assert caught.value.code == "procedure_unknown"
        with pytest.raises(ConnectorError):
            load_procedures.procedure(connection, 99)


def test_what_the_office_loaded_wins_over_a_later_release(
    place: Bare, caplog: pytest.LogCaptureFixture
) -> None:
    own = dict(shipped())["s001"].replace("2 hari", "3 hari").replace("amount = 2,", "amount = 3,")
    load(place.office, own, actor=ACTOR)
    with caplog.at_level(logging.WARNING):
        assert load_shipped(place.engine, MORNING) == ["s000", "s002", "s003", "s004"]
    assert "procedure_version_taken" in caplog.text
    with reading(place.engine) as connection:
        assert version(connection, "s001").procedure == read_procedure(own)


def test_two_who_load_at_once_leave_one_version(place: Bare) -> None:
    done: list[bool] = []

    def run() -> None:
        done.append(load(place.office, SOP, actor=ACTOR).new)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(done) == [False, False, False, True]
    assert len(kept(place)) == 1
    assert len(trail(place)) == 1


def test_two_that_start_at_once_load_the_five_once(place: Bare) -> None:
    threads = [threading.Thread(target=load_shipped, args=(place.engine, MORNING)) for _ in "ab"]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(kept(place)) == 5


def test_differences_are_told_field_by_field() -> None:
    old, new = read_procedure(SOP), read_procedure(NEXT)
    assert [(one.code, dict(one.params)) for one in changes(old, new)] == [
        (
            "procedure_step_changed",
            {
                "printed": "2",
                "slug": "decide",
                "field": "limit",
                "before": "2 day, working, deadline",
                "after": "3 day, working, deadline",
            },
        ),
        (
            "procedure_step_changed",
            {
                "printed": "2",
                "slug": "decide",
                "field": "limit_printed",
                "before": "2 hari",
                "after": "3 hari",
            },
        ),
    ]
    assert changes(old, old) == []


def test_every_field_that_may_differ_is_told() -> None:
    """A field added to a step later must not be changed unseen."""
    old = read_procedure(SOP)
    for name in Procedure.__dataclass_fields__:
        if name in ("slug", "version", "steps"):
            continue
        before: Any = getattr(old, name)
        changed: Any = Words("x", "y") if isinstance(before, Words) else None
        changed = changed or (("x",) if isinstance(before, tuple) else None)
        after: Any = changed or ("complaint" if isinstance(before, str) else None)
        new = replace(old, **{name: after})
        assert [one.params["field"] for one in changes(old, new)] == [name]
    for name in type(old.steps[0]).__dataclass_fields__:
        if name == "slug":
            continue
        step = old.steps[1]
        before = getattr(step, name)
        after = {bool: not before, str: "x", tuple: (), Words: Words("x", "y")}.get(type(before))
        new = replace(old, steps=(old.steps[0], replace(step, **{name: after}), *old.steps[2:]))
        assert [one.params["field"] for one in changes(old, new)] in ([name], []), name
        if before:
            assert len(changes(old, new)) == 1, name


def test_steps_that_come_go_and_move_are_told() -> None:
    old = read_procedure(SOP)
    new = replace(old, steps=(old.steps[1], old.steps[0], replace(old.steps[2], slug="lend")))
    assert [one.code for one in changes(old, new)] == [
        "procedure_step_removed",
        "procedure_step_removed",
        "procedure_step_added",
        "procedure_steps_moved",
    ]


def test_every_refusal_and_difference_has_its_sentence() -> None:
    folder = Path(connector.__file__).parent / "flows"
    raised = set()
    for name, call in (("load_procedures", "ConnectorError"), ("procedure_changes", "Change")):
        tree = ast.parse((folder / f"{name}.py").read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == call:
                first = node.args[0]
                assert isinstance(first, ast.Constant)
                raised.add(first.value)
    assert raised == set(PROCEDURE_WORDS)
    for code, wording in PROCEDURE_WORDS.items():
        assert names(wording.id) == names(wording.en), code
        assert bool(wording.todo_id) == bool(wording.todo_en)


def names(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_a_difference_reads_as_a_sentence() -> None:
    first = changes(read_procedure(SOP), read_procedure(NEXT))[0]
    assert say(PROCEDURE_WORDS, first.code, first.params, "id")[0] == (
        "Langkah 2 (decide), limit: 2 day, working, deadline → 3 day, working, deadline"
    )


def test_a_refused_file_keeps_its_problems(place: Bare) -> None:
    with pytest.raises(ProcedureRefused) as caught:
        load(place.office, SOP.replace('"head"', '"kepala"'), actor=ACTOR)
    assert [one.code for one in caught.value.problems] == ["actor_unknown"]
