"""Whose task is what: by role and unit, by name, standing in; what is late below whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from connector.domain.appointments import AppointmentKind
from connector.domain.procedures import Actor
from connector.domain.reports import ReportDeed, ReportState, ReportType
from connector.flows.answer_work import finish, read, withdraw
from connector.flows.approve_certificates import approve
from connector.flows.assign_work import pass_on
from connector.flows.keep_units import save_unit
from connector.flows.late_work import Late
from connector.flows.my_tasks import MEND, Task, TaskKind, Tasks, tasks_of
from connector.flows.open_work import read_open_work
from connector.flows.run_procedures import complete, pause
from connector.store import reports, runs, users
from connector.store.engine import reading
from connector.store.reports import NewEntry
from connector.store.users import UserRole
from tests.flows.appointed import MAKER, add_user, give
from tests.flows.assigned import CODE, Hands
from tests.flows.certificate_class import DAYS, a_class, attend, office_of, pending, user
from tests.signed_class import HEAD, SECOND, signing_class
from tests.web.place import MORNING, House, counted_queries

PLH = AppointmentKind.PLH
MONTH = timedelta(days=30)


@pytest.fixture
def hands(engine: Engine) -> Hands:
    return Hands(engine)


def enrolling(hands: Hands) -> None:
    """Head and lead have handed the work on by the step's own record; the team enrols."""
    for step, login in (("assign-lead", "agus"), ("assign-members", "tini")):
        complete(hands.office, CODE, hands.run, step, actor=hands.actor(login))


def steps(tasks: Tasks) -> list[tuple[str, str]]:
    return [(one.label, one.step) for one in tasks.mine if one.kind is TaskKind.STEP]


def only(tasks: Tasks, kind: TaskKind) -> Task:
    (found,) = [one for one in tasks.mine if one.kind is kind]
    return found


def late(hands: Hands, login: str) -> list[Late]:
    return list(hands.tasks(login).late_below)


def test_a_step_is_the_task_of_who_holds_its_role_in_the_unit(hands: Hands) -> None:
    (one,) = hands.tasks("agus").mine
    assert (one.kind, one.label, one.step, one.assigns) == (
        TaskKind.STEP,
        "S001 · 1",
        "assign-lead",
        True,
    )
    assert one.training is not None
    assert one.training.code == CODE
    assert one.held is not None
    assert (one.held.role, one.stands_for) == (Actor.HEAD, "")
    for other in ("tini", "andi", "hesti", "bebas"):
        assert hands.tasks(other).mine == ()


def test_an_assignment_is_the_holder_s_until_it_is_handed_on_and_again_once_answered(
    hands: Hands,
) -> None:
    one = hands.assign(due_at=MORNING + MONTH)
    task = only(hands.tasks("tini"), TaskKind.ASSIGNMENT)
    assert (task.number, task.sender, task.unread) == (one.id, "Drs. Agus Contoh, M.Si.", True)
    assert steps(hands.tasks("tini")) == [("S001 · 2", "assign-members")]
    assert [each.holder for each in hands.tasks("agus").followed] == ["Tini Wulandari, S.Kom."]
    read(hands.office, one.id, actor=hands.actor("tini"))
    assert not only(hands.tasks("tini"), TaskKind.ASSIGNMENT).unread
    work = hands.work("andi", step="assign-members")
    (passed,) = pass_on(hands.office, one.id, work, actor=hands.actor("tini"))
    assert hands.tasks("tini").mine == ()
    assert [each.assignment.id for each in hands.tasks("tini").followed] == [passed.id]
    finish(hands.office, passed.id, "Sudah.", actor=hands.actor("andi"))
    assert only(hands.tasks("tini"), TaskKind.ASSIGNMENT).answered
    finish(hands.office, one.id, "", actor=hands.actor("tini"))
    assert hands.tasks("tini") == Tasks((), (), ())


def test_who_stands_in_sees_it_too_and_why(hands: Hands) -> None:
    hands.assign()
    give(hands.people, "maya", Actor.TEAM_LEAD, PLH, stands_for="tini", until_day=date(2026, 8, 3))
    tasks = hands.tasks("maya")
    assert {one.stands_for for one in tasks.mine} == {"Tini Wulandari, S.Kom."}
    assert {one.kind for one in tasks.mine} == {TaskKind.ASSIGNMENT, TaskKind.STEP}
    assert len(hands.tasks("tini").mine) == 2
    hands.now += timedelta(days=1)
    assert hands.tasks("maya").mine == ()


def test_two_holders_of_a_role_both_have_the_step(hands: Hands) -> None:
    enrolling(hands)
    for login in ("andi", "maya"):
        one = only(hands.tasks(login), TaskKind.STEP)
        assert (one.step, one.overdue) == ("enrol", False)
        assert one.due_at is not None


def test_what_is_overdue_is_told_to_the_head_with_whose_turn_it_is(hands: Hands) -> None:
    enrolling(hands)
    assert late(hands, "agus") == []
    hands.now += timedelta(days=7)
    assert only(hands.tasks("andi"), TaskKind.STEP).overdue
    (one,) = late(hands, "agus")
    assert (one.label, one.names) == ("S001 · 4", ("Andi Pratama", "Maya Lestari"))
    assert one.unit == "Puspenkom"
    for other in ("tini", "andi", "hesti"):
        assert late(hands, other) == []
    give(hands.people, "tini", Actor.HEAD, PLH, stands_for="agus")
    assert late(hands, "tini") == [one]


def test_overdue_with_nobody_appointed_names_nobody(hands: Hands) -> None:
    enrolling(hands)
    hands.now += timedelta(days=7)
    with hands.office.engine.begin() as connection:
        for login in ("andi", "maya"):
            users.set_active(connection, hands.people.users[login], False)
    (one,) = late(hands, "agus")
    assert one.names == ()
    assert hands.tasks("andi") == Tasks((), (), ())


def test_what_the_head_is_late_with_goes_to_the_unit_above(hands: Hands) -> None:
    save_unit(
        hands.office, hands.people.units["penilaian"], name="Pusat Penilaian Kompetensi",
        short="Puspenkom", parent_id=hands.people.units["pelatihan"], actor=MAKER,
    )  # fmt: skip
    with reading(hands.office.engine) as connection:
        work = read_open_work(connection, hands.office, hands.now)
    unit, people = hands.people.units["penilaian"], hands.people.users
    assert work.superiors(unit, [people["andi"]]) == {people["agus"]}
    assert work.superiors(unit, [people["agus"]]) == {people["hesti"]}
    assert work.superiors(unit, [people["agus"], people["hesti"]]) == set()
    assert work.superiors(None, []) == set()


def test_an_overdue_assignment_is_told_to_who_gave_it(hands: Hands) -> None:
    work = hands.work("maya", due_at=MORNING + timedelta(hours=1))
    one = hands.assign()
    pass_on(hands.office, one.id, work, actor=hands.actor("tini"))
    hands.now += timedelta(hours=2)
    for login in ("agus", "tini"):
        assert [each.names for each in late(hands, login)] == [("Maya Lestari",)]
    assert [each.overdue for each in hands.tasks("tini").followed] == [True]


def test_an_assignment_whose_holder_left_shows_that_nobody_has_it(hands: Hands) -> None:
    one = hands.assign()
    with hands.office.engine.begin() as connection:
        users.set_active(connection, hands.people.users["tini"], False)
    (followed,) = hands.tasks("agus").followed
    assert (followed.assignment.id, followed.holder_active) == (one.id, False)
    withdraw(hands.office, one.id, "Tini pindah", actor=hands.actor("agus"))
    assert hands.tasks("agus").followed == ()


def test_what_is_paused_says_so(hands: Hands) -> None:
    enrolling(hands)
    pause(hands.office, CODE, hands.run, "menunggu SK", actor=hands.actor("tini"))
    assert only(hands.tasks("andi"), TaskKind.STEP).paused


def test_tasks_are_in_the_order_of_their_urgency(hands: Hands) -> None:
    enrolling(hands)
    later = hands.assign("agus", "andi", step="", due_at=MORNING + timedelta(hours=1))
    never = hands.assign("agus", "andi", step="", run_id=None)
    kinds = [(one.kind, one.number) for one in hands.tasks("andi").mine]
    assert kinds == [
        (TaskKind.ASSIGNMENT, later.id),
        (TaskKind.STEP, hands.run),
        (TaskKind.ASSIGNMENT, never.id),
    ]


def drafted(hands: Hands, type_: ReportType = ReportType.WORK_DONE) -> int:
    """A report with one version; what it says does not matter here."""
    unit = hands.people.units["penilaian"]
    with hands.office.engine.begin() as connection:
        report = reports.open_report(
            connection, hands.training, type_, unit=unit, for_unit=None, actor="job:x",
            now=hands.now,
        )  # fmt: skip
        reports.add_version(connection, report, {}, "f", actor="job:x", now=hands.now)
    return report.id


def move(hands: Hands, report_id: int, deed: ReportDeed, to: ReportState) -> None:
    with hands.office.engine.begin() as connection:
        report = reports.get(connection, report_id)
        assert report is not None
        assert reports.move(connection, report, to, now=hands.now)
        entry = NewEntry(report.version, deed.value, to, hands.actor("tini"), hands.now)
        reports.note(connection, report_id, entry)


def test_a_draft_is_nobody_s_to_check_before_its_step_is_open(hands: Hands) -> None:
    enrolling(hands)
    drafted(hands)
    assert hands.tasks("tini").mine == ()
    complete(hands.office, CODE, hands.run, "enrol", note="sudah", actor=hands.actor("andi"))
    (one,) = hands.tasks("tini").mine
    assert (one.kind, one.step, one.report) == (TaskKind.STEP, "check", ReportType.WORK_DONE)


def test_a_report_that_came_back_is_its_drafters_until_it_is_drafted_anew(hands: Hands) -> None:
    enrolling(hands)
    number = drafted(hands)
    complete(hands.office, CODE, hands.run, "enrol", note="sudah", actor=hands.actor("andi"))
    move(hands, number, ReportDeed.RETURN, ReportState.RETURNED)
    one = only(hands.tasks("andi"), TaskKind.REPORT)
    assert (one.deed, one.report, one.number) == (MEND, ReportType.WORK_DONE, number)
    with hands.office.engine.begin() as connection:
        report = reports.get(connection, number)
        assert report is not None
        reports.add_version(connection, report, {}, "g", actor="job:x", now=hands.now)
    assert hands.tasks("andi").mine == ()
    assert only(hands.tasks("tini"), TaskKind.STEP).step == "check"


def test_a_report_without_a_run_waits_for_the_roles_of_its_unit(hands: Hands) -> None:
    number = drafted(hands, ReportType.ATTENDANCE)
    give(hands.people, "maya", Actor.COMMITTEE)
    one = only(hands.tasks("maya"), TaskKind.REPORT)
    assert (one.deed, one.number, one.due_at) == ("check", number, None)
    move(hands, number, ReportDeed.CHECK, ReportState.CHECKED)
    assert only(hands.tasks("maya"), TaskKind.REPORT).deed == "file"
    move(hands, number, ReportDeed.FILE, ReportState.FILED)
    assert hands.tasks("maya").mine == ()


def test_stopped_and_ended_runs_ask_nothing(hands: Hands) -> None:
    with hands.office.engine.begin() as connection:
        runs.stop(connection, hands.run, "batal", actor=MAKER, now=hands.now)
    assert hands.tasks("agus").mine == ()


def test_reading_the_open_work_takes_few_queries(hands: Hands) -> None:
    enrolling(hands)
    for _time in range(3):
        hands.assign("agus", "andi", step="", due_at=hands.now + timedelta(hours=1))
        hands.now += timedelta(minutes=5)
    drafted(hands)
    with counted_queries(hands.office.engine) as queries:
        hands.tasks("andi")
    assert len(queries) <= 30, queries


@pytest.fixture
def class_over(engine: Engine) -> Iterator[House]:
    with office_of(engine) as place:
        attend(place, a_class(place))
        yield place


def decisions(place: House, login: str) -> list[Task]:
    number = int(user(place, login).removeprefix("user:"))
    with reading(place.engine) as connection:
        return list(tasks_of(connection, place.office, number, place.clock()).mine)


def test_an_approver_sees_lists_that_are_ready_and_no_longer_once_approved(
    class_over: House,
) -> None:
    place = class_over
    (one,) = decisions(place, "ketua")
    assert (one.kind, one.certificates) == (TaskKind.APPROVAL, "sttp")
    assert one.due_at is not None
    assert one.due_at.date() == date(2026, 8, 3) + timedelta(days=DAYS - 1 + 14)
    assert decisions(place, "ratna") == []
    ready = pending(place)
    approve(place.office, CODE, ready.kind, ready.fingerprint, actor=user(place, "ketua"))
    assert decisions(place, "ketua") == []


def test_a_class_that_goes_on_waits_for_no_approver(class_over: House) -> None:
    class_over.clock.now = MORNING
    assert decisions(class_over, "ketua") == []


def test_an_official_sees_what_awaits_their_signature(engine: Engine) -> None:
    with signing_class(engine, signers=("local", "local")) as signing:
        signing.prepared()
        with reading(signing.house.engine) as connection:
            now = signing.house.clock()
            first = tasks_of(connection, signing.office, signing.users[HEAD], now).mine
            second = tasks_of(connection, signing.office, signing.users[SECOND], now).mine
    assert [(one.kind, one.number) for one in first] == [(TaskKind.SIGNATURE, signing.training)]
    assert second == ()


def test_an_administrator_has_no_tasks_by_being_one(hands: Hands) -> None:
    ratna = add_user(hands.office, "ratna", "Ratna", UserRole.ADMINISTRATOR)
    with reading(hands.office.engine) as connection:
        assert tasks_of(connection, hands.office, ratna, hands.now).mine == ()
