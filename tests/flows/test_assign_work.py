"""Work handed on: who may, in whose name, what it completes, and what taking it back undoes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from connector.domain.appointments import AppointmentKind
from connector.domain.assignments import AssignmentState
from connector.domain.procedures import Actor
from connector.flows.answer_work import finish, read, withdraw
from connector.flows.assign_work import LONGEST_AHEAD, Recipient, Work, pass_on, send
from connector.flows.assignment_rights import may_see
from connector.flows.whose_turn import turns
from connector.store import assignments, attachments, audit, users
from connector.store.attachments import NewFile
from connector.store.engine import reading
from connector.store.users import UserRole
from tests.flows.appointed import add_user, give
from tests.flows.assigned import PDF, Hands, code_of
from tests.web.place import MORNING

PLH = AppointmentKind.PLH


@pytest.fixture
def hands(engine: Engine) -> Hands:
    return Hands(engine)


def test_sending_completes_the_step_that_assigns(hands: Hands) -> None:
    one = hands.assign(due_at=MORNING + timedelta(days=2))
    assert (one.state, one.training_id) == (AssignmentState.SENT, hands.training)
    (entry,) = hands.log("assign-lead")
    assert (entry.cause, entry.actor) == (f"assignment:{one.id}", hands.actor("agus"))
    with reading(hands.office.engine) as connection:
        assert [each.action for each in audit.about(connection, f"assignment:{one.id}")] == [
            "assignment.sent"
        ]


def test_whose_turn_the_step_is_not_sends_nothing(hands: Hands) -> None:
    assert code_of(lambda: hands.assign("andi", "tini")) == "step_not_yours"
    with reading(hands.office.engine) as connection:
        assert assignments.open_ones(connection) == []


def test_the_first_look_of_the_holder_is_noted_and_nobody_else_s(hands: Hands) -> None:
    one = hands.assign()
    for other in ("agus", "andi"):
        assert read(hands.office, one.id, actor=hands.actor(other)).read_at is None
    hands.now += timedelta(minutes=5)
    seen = read(hands.office, one.id, actor=hands.actor("tini"))
    assert (seen.read_at, seen.read_by) == (hands.now, hands.actor("tini"))
    hands.now += timedelta(minutes=5)
    assert read(hands.office, one.id, actor=hands.actor("tini")) == seen


def test_passing_on_is_a_trail_from_the_head_to_the_members(hands: Hands) -> None:
    one = hands.assign()
    work = hands.work("andi", "maya", step="assign-members")
    sent = pass_on(hands.office, one.id, work, actor=hands.actor("tini"))
    assert hands.chain(sent[1].id) == [
        ("tini", AssignmentState.PASSED_ON),
        ("andi", AssignmentState.SENT),
        ("maya", AssignmentState.SENT),
    ]
    assert {each.from_user_id for each in sent} == {hands.people.users["tini"]}
    (entry,) = hands.log("assign-members")
    assert entry.detail["assignments"] == [each.id for each in sent]
    assert code_of(lambda: finish(hands.office, one.id, "", actor=hands.actor("tini"))) == (
        "assign_handed_on"
    )
    for each, login in zip(sent, ("andi", "maya"), strict=True):
        finish(hands.office, each.id, "Sudah.", actor=hands.actor(login))
    closed = finish(hands.office, one.id, "Beres.", actor=hands.actor("tini"))
    assert (closed.state, closed.answer) == (AssignmentState.DONE, "Beres.")


def test_who_was_given_the_run_and_hands_its_next_step_on_has_passed_it_on(hands: Hands) -> None:
    one = hands.assign()
    work = replace(hands.work("andi", step="assign-members"), run_id=one.run_id)
    (sent,) = send(hands.office, work, actor=hands.actor("tini"))
    assert sent.parent_id == one.id
    assert hands.chain(sent.id)[0] == ("tini", AssignmentState.PASSED_ON)


def test_only_the_holder_passes_on_and_finishes(hands: Hands) -> None:
    one = hands.assign()
    for other in ("agus", "andi", "hesti"):
        actor = hands.actor(other)
        assert code_of(finish, hands.office, one.id, "", actor=actor) == "assign_not_yours"
        work = hands.work("maya")
        assert code_of(pass_on, hands.office, one.id, work, actor=actor) == "assign_not_yours"


def test_a_substitute_acts_for_the_holder_and_both_are_recorded(hands: Hands) -> None:
    one = hands.assign()
    give(hands.people, "maya", Actor.TEAM_LEAD, PLH, stands_for="tini")
    seen = read(hands.office, one.id, actor=hands.actor("maya"))
    assert (seen.to_user_id, seen.read_by) == (hands.people.users["tini"], hands.actor("maya"))
    work = hands.work("andi", step="assign-members")
    (passed,) = pass_on(hands.office, one.id, work, actor=hands.actor("maya"))
    assert (passed.from_user_id, passed.sent_by) == (
        hands.people.users["tini"],
        hands.actor("maya"),
    )
    (entry,) = hands.log("assign-members")
    assert (entry.actor, entry.detail["stands_for"]) == (
        hands.actor("maya"),
        hands.people.users["tini"],
    )


def test_a_substitute_in_another_unit_has_nothing_to_do_with_it(hands: Hands) -> None:
    one = hands.assign()
    give(hands.people, "tini", Actor.COMMITTEE, unit="pelatihan")
    give(hands.people, "maya", Actor.COMMITTEE, PLH, unit="pelatihan", stands_for="tini")
    assert code_of(lambda: finish(hands.office, one.id, "", actor=hands.actor("maya"))) == (
        "assign_not_yours"
    )


def test_a_substitute_sends_in_the_head_s_name(hands: Hands) -> None:
    give(hands.people, "tini", Actor.HEAD, PLH, stands_for="agus", until_day=date(2026, 8, 3))
    agus = hands.people.users["agus"]
    one = hands.assign("tini", "andi", from_user_id=agus)
    assert (one.from_user_id, one.sent_by) == (agus, hands.actor("tini"))
    hands.now = datetime(2026, 8, 4, 1, tzinfo=UTC)
    work = hands.work("andi", from_user_id=agus)
    assert code_of(lambda: send(hands.office, work, actor=hands.actor("tini"))) == (
        "assign_sender_not_yours"
    )


def test_an_administrator_sends_in_an_official_s_name(hands: Hands) -> None:
    admin = add_user(hands.office, "ratna", "Ratna", UserRole.ADMINISTRATOR)
    agus = hands.people.users["agus"]
    work = hands.work("tini", run_id=hands.run, step="assign-lead", from_user_id=agus)
    (one,) = send(hands.office, work, actor=f"user:{admin}")
    assert (one.from_user_id, one.sent_by) == (agus, f"user:{admin}")
    (entry,) = hands.log("assign-lead")
    assert entry.detail["role"] == "administrator"
    nobody = hands.work("tini", from_user_id=hands.people.users["bebas"])
    assert code_of(lambda: send(hands.office, nobody, actor=f"user:{admin}")) == (
        "assign_sender_not_yours"
    )


def test_who_holds_nothing_sends_nothing(hands: Hands) -> None:
    for actor in (hands.actor("bebas"), "cli", "job:x"):
        code = code_of(send, hands.office, hands.work("tini"), actor=actor)
        assert code == "assign_sender_not_yours"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"to": ()}, "assign_nobody"),
        ({"instruction": " \n "}, "assign_instruction"),
        ({"instruction": "x" * 2001}, "assign_instruction"),
        ({"due_at": MORNING}, "assign_due_past"),
        ({"due_at": MORNING + LONGEST_AHEAD + timedelta(minutes=1)}, "assign_due_unreadable"),
        ({"run_id": 999}, "assign_run_unknown"),
        ({"step": "assign-lead"}, "assign_run_unknown"),
        ({"training_id": 999}, "training_unknown"),
        ({"files": [NewFile("a.pdf", PDF)] * 6}, "assign_files"),
        ({"files": [NewFile("a.exe", b"MZ")]}, "attachment_kind_unknown"),
    ],
)
def test_what_cannot_be_sent_is_refused_whole(
    hands: Hands, changes: dict[str, Any], code: str
) -> None:
    work = replace(hands.work("tini"), **changes)
    if "run_id" in changes:
        work = replace(work, step="assign-lead")
    assert code_of(lambda: send(hands.office, work, actor=hands.actor("agus"))) == code
    with reading(hands.office.engine) as connection:
        assert assignments.open_ones(connection) == []


def test_a_step_that_assigns_nothing_is_not_completed_by_sending(hands: Hands) -> None:
    assert code_of(lambda: hands.assign("andi", "maya", step="enrol")) == "assign_run_unknown"


def test_recipients_are_active_and_hold_a_role_there(hands: Hands) -> None:
    def code(*to: Recipient) -> str:
        work = replace(hands.work("tini"), to=to)
        return code_of(lambda: send(hands.office, work, actor=hands.actor("agus")))

    unit, people = hands.people.units["pelatihan"], hands.people.users
    assert code(Recipient(people["tini"], unit)) == "assign_recipient"
    assert code(Recipient(999, None)) == "assign_recipient"
    assert code(Recipient(people["agus"], None)) == "assign_self"
    with hands.office.engine.begin() as connection:
        users.set_active(connection, people["tini"], False)
    assert code(Recipient(people["tini"], None)) == "assign_recipient"


def test_a_second_click_sends_nothing_twice(hands: Hands) -> None:
    first = hands.assign()
    hands.now += timedelta(seconds=30)
    assert hands.assign() == first
    assert len(hands.log("assign-lead")) == 1
    hands.now += timedelta(minutes=5)
    assert code_of(hands.assign) == "step_ended_already"
    work = hands.work("andi")
    (once,) = send(hands.office, work, actor=hands.actor("agus"))
    both = send(hands.office, replace(work, to=hands.to("andi", "maya")), actor=hands.actor("agus"))
    assert [one.id for one in both] == [once.id, once.id + 1]


def test_withdrawing_opens_the_step_again_and_takes_all_below_with_it(hands: Hands) -> None:
    one = hands.assign()
    work = hands.work("andi", step="assign-members")
    (passed,) = pass_on(hands.office, one.id, work, actor=hands.actor("tini"))
    assert code_of(lambda: withdraw(hands.office, one.id, "salah", actor=hands.actor("tini"))) == (
        "assign_not_yours"
    )
    gone = withdraw(hands.office, one.id, "Salah alamat", actor=hands.actor("agus"))
    assert (gone.state, gone.answer) == (AssignmentState.WITHDRAWN, "Salah alamat")
    assert hands.chain(one.id) == [
        ("tini", AssignmentState.WITHDRAWN),
        ("andi", AssignmentState.WITHDRAWN),
    ]
    for step, cause in (("assign-lead", one.id), ("assign-members", passed.id)):
        assert [each.deed.value for each in hands.log(step)] == ["done", "reopened"]
        assert hands.log(step)[-1].cause == f"assignment:{cause}"
    for deed in (
        lambda: finish(hands.office, one.id, "", actor=hands.actor("tini")),
        lambda: withdraw(hands.office, one.id, "sekali lagi", actor=hands.actor("agus")),
    ):
        assert code_of(deed) == "assign_over"


def test_what_was_passed_on_and_taken_back_is_one_s_own_again(hands: Hands) -> None:
    one = hands.assign()
    work = hands.work("andi", "maya", step="assign-members")
    first, second = pass_on(hands.office, one.id, work, actor=hands.actor("tini"))
    withdraw(hands.office, first.id, "cuti", actor=hands.actor("tini"))
    assert hands.chain(one.id)[0] == ("tini", AssignmentState.PASSED_ON)
    assert [each.deed.value for each in hands.log("assign-members")] == ["done"]
    withdraw(hands.office, second.id, "cuti", actor=hands.actor("tini"))
    assert hands.chain(one.id)[0] == ("tini", AssignmentState.READ)
    assert [each.deed.value for each in hands.log("assign-members")] == ["done", "reopened"]


def test_withdrawing_needs_a_reason(hands: Hands) -> None:
    one = hands.assign()
    assert code_of(lambda: withdraw(hands.office, one.id, " ", actor=hands.actor("agus"))) == (
        "assign_reason"
    )


def test_an_assignment_without_a_training_goes_to_another_unit(hands: Hands) -> None:
    work = Work("Mohon ditelaah.", hands.to("hesti", unit="pelatihan"))
    (one,) = send(hands.office, work, actor=hands.actor("agus"))
    assert (one.training_id, one.run_id) == (None, None)
    done = finish(hands.office, one.id, "", actor=hands.actor("hesti"))
    assert (done.read_by, done.done_by) == (hands.actor("hesti"), hands.actor("hesti"))


def test_files_come_with_it_and_with_the_answer(hands: Hands) -> None:
    one = hands.assign(files=[NewFile("nota dinas.pdf", PDF)])
    finish(
        hands.office, one.id, "Terlampir.", actor=hands.actor("tini"),
        files=[NewFile("bukti.pdf", PDF)],
    )  # fmt: skip
    with reading(hands.office.engine) as connection:
        kept = attachments.of_subjects(connection, [f"assignment:{one.id}"])
    assert [(each.file_name, each.added_by) for each in kept[f"assignment:{one.id}"]] == [
        ("nota dinas.pdf", hands.actor("agus")),
        ("bukti.pdf", hands.actor("tini")),
    ]


def test_a_chain_is_seen_by_who_has_to_do_with_it(hands: Hands) -> None:
    one = hands.assign()
    pass_on(hands.office, one.id, hands.work("andi"), actor=hands.actor("tini"))
    give(hands.people, "hesti", Actor.TEAM_MEMBER, PLH, stands_for="andi")
    admin = add_user(hands.office, "ratna", "Ratna", UserRole.ADMINISTRATOR)
    with reading(hands.office.engine) as connection:
        day = turns(connection, date(2026, 8, 3))
        chain = assignments.chain(connection, one.id)
    sees = {login for login, user in hands.people.users.items() if may_see(day, chain, user)}
    assert sees == {"agus", "tini", "andi", "hesti"}
    assert may_see(day, chain, admin)
