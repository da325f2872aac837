"""Plans move by conditional updates; outcomes and bindings are written together."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError

from connector.domain.people import Role
from connector.errors import PlanRefused
from connector.reconcile.changes import Action, Item, Outcome, Result, Undecided
from connector.reconcile.plan import Held, Plan
from connector.reconcile.platform import Budget
from connector.store import people, plans, seats
from connector.store.bindings import StoredBindings, StoredJournal
from connector.store.plans import PlanState, StoredPlan
from connector.store.tables import bindings as bindings_table
from tests.database import statements_of
from tests.store.samples import (
    LATER,
    MOODLE,
    NOW,
    enrol,
    make_connection,
    make_training,
    numbered,
    plan_of,
    with_training,
)

HELD = Held("too_many_removed", {"removed": 6, "of": 10})
BUDGET = Budget({"core_enrol": 2}, 1.5, quota_left=3, later=1, later_at=LATER)


def save(
    engine: Engine, plan: Plan, held: tuple[Held, ...] = (), *, approved: bool = False
) -> StoredPlan:
    with engine.begin() as connection:
        stored = plans.save(
            connection, plan, held=held, budgets={"lms": BUDGET}, actor="user:1", now=NOW
        )
        return plans.approve(connection, stored.id, "user:2", NOW) if approved else stored


def test_a_plan_comes_back_as_it_was_saved(engine: Engine) -> None:
    training = with_training(engine)
    plan = plan_of(training.key, enrol(1), enrol(2, Action.SUSPEND))
    undecided = Undecided("account", "person:3", "two_hits", params={"count": 2})
    plan = replace(plan, systems=(replace(plan.systems[0], undecided=(undecided,)),))
    stored = save(engine, plan, (HELD,))
    with engine.connect() as connection:
        found = plans.get(connection, stored.id)
        named = plans.by_number(connection, "PKP-01", 1)
    assert found == named == stored
    assert found.plan == plan
    assert found.plan.fingerprint == found.fingerprint == plan.fingerprint
    assert (found.changes, found.undecided) == (2, 1)
    assert found.held == (HELD,)
    assert found.budgets == {"lms": BUDGET}
    assert (found.training_code, found.state) == ("PKP-01", PlanState.HELD)


def test_plans_are_numbered_within_their_training(engine: Engine) -> None:
    training = with_training(engine)
    with engine.begin() as connection:
        other = make_training(connection, "PKP-02")
    numbers = [save(engine, plan_of(one.key)).number for one in (training, training, other)]
    assert numbers == [1, 2, 1]
    with engine.connect() as connection:
        heads = plans.listing(connection, training.key)
        newest = plans.latest(connection, training.key)
    assert [head.number for head in heads] == [2, 1]
    assert newest is not None
    assert newest.number == 2


def test_lists_do_not_read_the_changes(engine: Engine) -> None:
    training = with_training(engine)
    save(engine, plan_of(training.key, enrol(1)))
    with engine.connect() as connection, statements_of(engine) as statements:
        plans.listing(connection, training.key)
    assert not any("body" in one for one in statements)


def test_only_the_plan_that_was_looked_at_goes_through(engine: Engine) -> None:
    training = with_training(engine)
    stored = save(engine, plan_of(training.key, enrol(1)), (HELD,))
    with engine.begin() as connection:
        with pytest.raises(PlanRefused, match="plan_differs"):
            plans.approve(connection, stored.id, "user:2", NOW, fingerprint="another")
        approved = plans.approve(
            connection, stored.id, "user:2", NOW, fingerprint=stored.fingerprint
        )
    assert (approved.state, approved.approved_by) == (PlanState.APPROVED, "user:2")


def test_a_plan_is_applied_once_and_only_when_approved(engine: Engine) -> None:
    training = with_training(engine)
    stored = save(engine, plan_of(training.key, enrol(1)))
    with engine.begin() as connection:
        with pytest.raises(PlanRefused, match=r"plan_not_approved .*state=drafted"):
            plans.start(connection, stored.id, NOW)
        plans.approve(connection, stored.id, "user:2", NOW)
        plans.start(connection, stored.id, NOW)
        with pytest.raises(PlanRefused, match=r"plan_not_approved .*state=applying"):
            plans.start(connection, stored.id, NOW)
        with pytest.raises(PlanRefused, match="plan_not_open"):
            plans.approve(connection, stored.id, "user:2", NOW)
        with pytest.raises(PlanRefused, match="plan_started"):
            plans.discard(connection, stored.id, NOW)
        assert [head.id for head in plans.in_state(connection, PlanState.APPLYING)] == [stored.id]
        done = plans.finish(
            connection, stored.id, PlanState.PARTLY, LATER,
            error_code="moodle_busy", error_params={"call": "x"},
        )  # fmt: skip
        with pytest.raises(PlanRefused, match="plan_not_applying"):
            plans.finish(connection, stored.id, PlanState.VERIFIED, LATER)
    assert (done.state, done.finished_at, done.error_code) == (
        PlanState.PARTLY, LATER, "moodle_busy"
    )  # fmt: skip


def test_two_who_start_at_once_do_not_both_succeed(engine: Engine) -> None:
    training = with_training(engine)
    stored = save(engine, plan_of(training.key, enrol(1)), approved=True)
    started = 0
    for _ in range(2):
        with engine.begin() as connection:
            try:
                plans.start(connection, stored.id, NOW)
                started += 1
            except PlanRefused:
                continue
    assert started == 1


def test_open_plans_are_put_away_and_others_stay(engine: Engine) -> None:
    training = with_training(engine)
    drafted = save(engine, plan_of(training.key))
    held = save(engine, plan_of(training.key), (HELD,))
    approved = save(engine, plan_of(training.key), approved=True)
    with engine.begin() as connection:
        assert plans.discard_open(connection, training.key, LATER) == [drafted.id, held.id]
        assert plans.get(connection, approved.id).state is PlanState.APPROVED
        assert plans.discard(connection, approved.id, LATER).state is PlanState.DISCARDED


def test_an_unknown_plan_is_refused(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(PlanRefused, match="plan_unknown"):
        plans.get(connection, 99)


def test_a_follow_up_carries_the_approval_and_does_not_stretch_it(engine: Engine) -> None:
    training = with_training(engine)
    first = save(engine, plan_of(training.key, enrol(1)), approved=True)
    second = save(engine, plan_of(training.key, enrol(1)))
    with engine.begin() as connection:
        follow = plans.approve_as_follow_up(connection, second.id, first.id, LATER)
        recent = plans.last_approved(connection, training.key, since=NOW)
        old = plans.last_approved(connection, training.key, since=NOW + timedelta(seconds=1))
    assert (follow.state, follow.approved_by, follow.follows) == (
        PlanState.APPROVED, "user:2", first.id
    )  # fmt: skip
    assert recent is not None
    assert recent.id == first.id
    assert old is None


class TestJournal:
    def test_outcomes_are_told_in_order_and_a_later_one_replaces(self, engine: Engine) -> None:
        training = with_training(engine)
        first, second = enrol(1), enrol(2)
        stored = save(engine, plan_of(training.key, first, second))
        bound = StoredBindings(engine, MOODLE, training.key)
        journal = StoredJournal(engine, stored.id, bound, lambda: NOW)
        journal.record([Outcome(second, Result.UNKNOWN, code="no_answer", params={"row": 2})])
        journal.record([Outcome(first, Result.DONE, remote_id="77")])
        journal.record([Outcome(second, Result.ALREADY)])
        with engine.connect() as connection:
            told = plans.outcomes_of(connection, stored.id)
            progress = plans.progress(connection, stored.id)
            kinds = plans.results_by_kind(connection, stored.id)
        assert told == [Outcome(second, Result.ALREADY), Outcome(first, Result.DONE)]
        assert (progress.total, progress.tried) == (2, 2)
        assert progress.results == {("lms", Result.ALREADY): 1, ("lms", Result.DONE): 1}
        assert kinds["lms", "enrolment", "create", Result.DONE] == 1

    def test_a_settled_outcome_binds_and_an_unsettled_one_does_not(self, engine: Engine) -> None:
        training = with_training(engine)
        stored = save(engine, plan_of(training.key, enrol(1), enrol(2)))
        bound = StoredBindings(engine, MOODLE, training.key)
        assert bound.all("enrolment") == {}
        StoredJournal(engine, stored.id, bound, lambda: NOW).record(
            [
                Outcome(enrol(1), Result.DONE, remote_id="77"),
                Outcome(enrol(2), Result.UNKNOWN, remote_id="78"),
            ]
        )
        fresh = StoredBindings(engine, MOODLE, training.key)
        for one in (bound, fresh):
            assert one.all("enrolment") == {"seat:1": "77"}
            assert one.get("enrolment", "seat:2") is None

    def test_further_ids_are_bound_whatever_the_result(self, engine: Engine) -> None:
        training = with_training(engine)
        stored = save(engine, plan_of(training.key, enrol(1)))
        bound = StoredBindings(engine, MOODLE, training.key)
        StoredJournal(engine, stored.id, bound, lambda: NOW).record(
            [Outcome(enrol(1), Result.WAITING, also={"join_link": "https://zoom.example/j/1"})]
        )
        assert bound.get("join_link", "seat:1") == "https://zoom.example/j/1"

    def test_a_removed_thing_is_unbound(self, engine: Engine) -> None:
        training = with_training(engine)
        remove = enrol(1, Action.REMOVE)
        stored = save(engine, plan_of(training.key, enrol(1), remove))
        bound = StoredBindings(engine, MOODLE, training.key)
        journal = StoredJournal(engine, stored.id, bound, lambda: NOW)
        journal.record([Outcome(enrol(1), Result.DONE, remote_id="77")])
        journal.record([Outcome(remove, Result.FAILED, code="no")])
        assert bound.get("enrolment", "seat:1") == "77"
        journal.record([Outcome(remove, Result.DONE)])
        for one in (bound, StoredBindings(engine, MOODLE, training.key)):
            assert one.get("enrolment", "seat:1") is None

    def test_outcomes_and_bindings_are_stored_together_or_not_at_all(self, engine: Engine) -> None:
        training = with_training(engine)
        stored = save(engine, plan_of(training.key, enrol(1)))
        unknown = StoredBindings(engine, "nowhere", training.key)
        journal = StoredJournal(engine, stored.id, unknown, lambda: NOW)
        with pytest.raises(IntegrityError):
            journal.record([Outcome(enrol(1), Result.DONE, remote_id="77")])
        with engine.connect() as connection:
            assert plans.outcomes_of(connection, stored.id) == []
        assert unknown.get("enrolment", "seat:1") is None


class TestBindings:
    def account(self, person: int) -> Item:
        return Item("account", f"person:{person}", {}, remote_id=f"u{person}")

    def test_accounts_are_seen_by_every_training_the_person_sits_in(self, engine: Engine) -> None:
        training = with_training(engine)
        with engine.begin() as connection:
            other = make_training(connection, "PKP-02")
            rows = numbered(2)
            placed = people.place(connection, rows, seated={}, now=NOW)
            first, second = (one.person for one in placed)
            for place, row, person in (
                (training, rows[0], first), (training, rows[1], second), (other, rows[0], first)
            ):  # fmt: skip
                seats.put_seats(
                    connection, place.id, [(row, person)], roles=frozenset[Role](), now=NOW
                )
        StoredBindings(engine, MOODLE, training.key).remember(
            [
                self.account(first),
                self.account(second),
                Item("course", "course", {}, remote_id="5"),
            ],
            NOW,
        )
        here = StoredBindings(engine, MOODLE, training.key)
        there = StoredBindings(engine, MOODLE, other.key)
        assert set(here.all("account").values()) == {f"u{first}", f"u{second}"}
        assert there.all("account") == {f"person:{first}": f"u{first}"}
        assert there.get("course", "course") is None
        with engine.connect() as connection:
            owners = connection.execute(
                select(bindings_table.c.kind, bindings_table.c.training_id).distinct()
            ).all()
        assert set(map(tuple, owners)) == {("account", None), ("course", training.id)}

    def test_connections_do_not_share_bindings(self, engine: Engine) -> None:
        training = with_training(engine)
        with engine.begin() as connection:
            make_connection(connection, "moodle-second")
        course = Item("course", training.key, {}, remote_id="5")
        StoredBindings(engine, MOODLE, training.key).remember([course], NOW)
        assert StoredBindings(engine, "moodle-second", training.key).all("course") == {}

    def test_what_others_made_is_not_bound(self, engine: Engine) -> None:
        training = with_training(engine)
        bound = StoredBindings(engine, MOODLE, training.key)
        bound.remember([Item("course", "c", {}, remote_id="5", managed=False)], NOW)
        assert StoredBindings(engine, MOODLE, training.key).all("course") == {}

    def test_a_read_back_writes_only_what_is_new(self, engine: Engine) -> None:
        training = with_training(engine)
        bound = StoredBindings(engine, MOODLE, training.key)
        link = Item("registrant", "seat:1", {}, remote_id="r1", also={"join_link": "l1"})
        bound.remember([link], NOW)
        with statements_of(engine) as statements:
            bound.remember([link], NOW)
        assert statements == []
        bound.remember([replace(link, also={"join_link": "l2"})], NOW)
        assert bound.get("join_link", "seat:1") == "l2"

    def test_another_writers_bindings_are_seen_after_forgetting(self, engine: Engine) -> None:
        training = with_training(engine)
        reader = StoredBindings(engine, MOODLE, training.key)
        assert reader.get("course", "c") is None
        course = Item("course", "c", {}, remote_id="5")
        StoredBindings(engine, MOODLE, training.key).remember([course], NOW)
        assert reader.get("course", "c") is None
        reader.forget()
        assert reader.get("course", "c") == "5"
