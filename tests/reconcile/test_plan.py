"""Fingerprint, guard, follow-ups and storage of plans."""

import json
from dataclasses import replace

import pytest

from connector.reconcile.changes import Action, Change, Undecided
from connector.reconcile.plan import (
    Plan,
    SystemPlan,
    from_json,
    guard,
    is_follow_up,
    to_json,
)


def change(seat: int, action: Action = Action.SUSPEND, kind: str = "enrolment") -> Change:
    return Change(
        "lms", action, kind, f"seat:{seat}", {"role": "student"}, None, seat=f"seat:{seat}"
    )


def plan(*changes: Change, people: int = 40) -> Plan:
    waiting = (Undecided("account", "person:9", "email_missing", params={"row": 3}),)
    return Plan("training:1", "v1", (SystemPlan("lms", "m", changes, waiting, 40, 40, people),))


@pytest.mark.parametrize(
    ("leaving", "people", "held"),
    [(12, 40, False), (13, 40, True), (3, 9, False), (9, 9, False), (4, 10, True), (3, 10, False)],
)
def test_a_plan_that_removes_more_than_the_share_is_held(
    leaving: int, people: int, held: bool
) -> None:
    assert bool(guard(plan(*map(change, range(leaving)), people=people))) is held


def test_the_reason_for_holding_names_the_numbers() -> None:
    (reason,) = guard(plan(*map(change, range(14))))
    assert reason.code == "too_many_removed"
    assert reason.params == {"system": "lms", "removed": 14, "of": 40, "share": 35, "limit": 30}


def test_a_person_who_loses_five_things_is_one_person() -> None:
    five = [change(1, Action.SUSPEND, kind) for kind in "abcde"]
    assert guard(plan(*five, people=10)) == []


def test_suspending_seats_counts_but_creating_does_not() -> None:
    assert guard(plan(*(change(n, Action.CREATE) for n in range(40)))) == []


def test_the_fingerprint_changes_with_every_value_a_person_approved() -> None:
    base = plan(change(1))
    others = [
        plan(change(2)),
        plan(replace(change(1), before={"role": "teacher"})),
        replace(base, roster_version="v2"),
        replace(base, training="training:2"),
    ]
    prints = {one.fingerprint for one in [base, *others]}
    assert len(prints) == 5
    assert plan(change(1)).fingerprint == base.fingerprint


def test_a_stored_plan_comes_back_as_it_was() -> None:
    original = plan(change(1), replace(change(2, Action.CREATE), needs=(("course", "c"),)))
    restored = from_json(json.loads(json.dumps(to_json(original))))
    assert restored == original
    assert restored.fingerprint == original.fingerprint


def test_a_follow_up_may_only_finish_what_was_approved() -> None:
    approved = plan(change(1), change(2))
    assert is_follow_up(plan(change(2)), approved)
    assert is_follow_up(plan(replace(change(2), before={"role": "teacher"})), approved)
    assert not is_follow_up(plan(change(3)), approved)
    assert not is_follow_up(plan(replace(change(2), after={"role": "teacher"})), approved)
    assert not is_follow_up(replace(plan(change(2)), roster_version="v2"), approved)


@pytest.mark.parametrize(
    ("approved", "now", "same"),
    [
        (Action.CREATE, Action.ADOPT, True),
        (Action.CREATE, Action.UPDATE, True),
        (Action.CREATE, Action.SUSPEND, False),
        (Action.UPDATE, Action.CREATE, True),
        (Action.UPDATE, Action.SUSPEND, False),
        (Action.SUSPEND, Action.ADOPT, False),
        (Action.SUSPEND, Action.REMOVE, False),
    ],
)
def test_an_interrupted_create_is_finished_by_adopting_what_it_made(
    approved: Action, now: Action, same: bool
) -> None:
    left = {"role": "student"}
    first = replace(change(1, approved), before=None, after=left)
    assert is_follow_up(plan(replace(first, action=now, before=left)), plan(first)) is same
    other = replace(first, action=now, after={"role": "teacher"})
    assert not is_follow_up(plan(other), plan(first))
