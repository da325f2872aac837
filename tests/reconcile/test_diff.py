"""The pure difference: what is wanted gets written, what people made is left alone."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.reconcile.apply import apply_system
from connector.reconcile.changes import Action, Desired, Item, Observed, Undecided
from connector.reconcile.diff import diff
from connector.reconcile.plan import SystemPlan
from connector.reconcile.platform import Retire
from tests.reconcile.toy import MemoryBindings, ToyPlatform

STAGES = (("course", Retire.KEEP), ("enrolment", Retire.SUSPEND), ("event", Retire.REMOVE))
SEAT = Item("enrolment", "seat:1", {"role": "student"}, seat="seat:1")


def actions(desired: list[Item], actual: list[Item], *waiting: Undecided) -> list[tuple[str, str]]:
    changes = diff("lms", STAGES, Desired(desired), Observed(actual, waiting))
    return [(change.action.value, change.key) for change in changes]


@pytest.mark.parametrize(
    ("desired", "actual", "expected"),
    [
        ([SEAT], [], [("create", "seat:1")]),
        ([SEAT], [SEAT], []),
        ([SEAT], [replace(SEAT, values={"role": "teacher"})], [("update", "seat:1")]),
        ([SEAT], [replace(SEAT, values={"role": "student", "seen": 3})], []),
        ([SEAT], [replace(SEAT, active=False)], [("reactivate", "seat:1")]),
        ([SEAT], [replace(SEAT, managed=False)], [("adopt", "seat:1")]),
        (
            [SEAT],
            [replace(SEAT, managed=False, values={"role": "teacher"})],
            [("adopt", "seat:1"), ("update", "seat:1")],
        ),
        ([], [SEAT], [("suspend", "seat:1")]),
        ([], [replace(SEAT, active=False)], []),
        ([], [replace(SEAT, managed=False)], []),
        ([], [Item("course", "c", {})], []),
        ([], [Item("event", "e", {})], [("remove", "e")]),
    ],
)
def test_each_pair_of_wanted_and_found_has_one_answer(
    desired: list[Item], actual: list[Item], expected: list[tuple[str, str]]
) -> None:
    assert actions(desired, actual) == expected


def test_what_waits_for_a_person_is_neither_made_nor_retired() -> None:
    waiting = Undecided("enrolment", "seat:1", "two_matches")
    assert actions([SEAT], [], waiting) == []
    assert actions([], [SEAT], waiting) == []


def test_courses_come_before_enrolments_and_retiring_goes_backwards() -> None:
    course, event = Item("course", "c", {"name": "x"}), Item("event", "e", {})
    assert actions([SEAT, course], []) == [("create", "c"), ("create", "seat:1")]
    assert actions([], [SEAT, event]) == [("remove", "e"), ("suspend", "seat:1")]


def test_changes_of_one_action_stand_together_so_that_they_share_calls() -> None:
    seats = [Item("enrolment", f"seat:{n}", {"role": "student"}) for n in range(6)]
    suspended = [replace(seat, active=False) for seat in seats[::2]]
    kinds = [action for action, _ in actions(seats, suspended)]
    assert kinds == ["create"] * 3 + ["reactivate"] * 3


items = st.builds(
    Item,
    kind=st.sampled_from([kind for kind, _ in STAGES]),
    key=st.sampled_from("abcdef"),
    values=st.fixed_dictionaries({"role": st.sampled_from(["student", "teacher"])}),
    active=st.booleans(),
    managed=st.booleans(),
)


def unique(many: list[Item]) -> list[Item]:
    return list({(item.kind, item.key): item for item in many}.values())


@given(st.lists(items), st.lists(items))
def test_after_applying_a_diff_the_next_diff_is_empty(
    desired: list[Item], actual: list[Item]
) -> None:
    wanted = Desired([replace(one, active=True, managed=True) for one in unique(desired)])
    platform = ToyPlatform(wanted, {(i.kind, i.key): i for i in unique(actual)})
    left_alone = {k: i for k, i in platform.remote.items() if not i.managed}
    changes = diff("lms", STAGES, wanted, platform.observe(wanted, MemoryBindings()))

    part = SystemPlan("lms", "toy", tuple(changes), (), 0, 0)
    apply_system(part, platform, wanted, MemoryBindings(), MemoryBindings(), lambda: None)

    assert diff("lms", STAGES, wanted, platform.observe(wanted, MemoryBindings())) == []
    asked_for = {(item.kind, item.key) for item in wanted.items}
    for place, item in left_alone.items():
        assert place in asked_for or platform.remote[place] == item


def test_nothing_that_is_retired_is_ever_purged_but_what_we_alone_own() -> None:
    removed = [
        c for c in diff("lms", STAGES, Desired([]), Observed([SEAT, Item("event", "e", {})]))
    ]
    assert [c.kind for c in removed if c.action is Action.REMOVE] == ["event"]
