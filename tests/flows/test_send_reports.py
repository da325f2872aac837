"""Signed reports leave the house, and drafts come by themselves while their step is open."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from connector.domain.office_events import OFFERED, DeliveryState, TargetState, Vendor
from connector.domain.procedures import Actor
from connector.domain.reports import ReportState, ReportType
from connector.errors import ConnectorError
from connector.flows import build_reports, move_reports
from connector.flows.draft_reports import ACTOR, draft_reports
from connector.flows.hand_to_office import hand_over
from connector.flows.keep_targets import Wish, add_target, set_state
from connector.flows.load_procedures import load_shipped
from connector.flows.replay_deliveries import replay_all
from connector.flows.report_content import collect
from connector.flows.run_procedures import begin, complete
from connector.flows.send_reports import deliver, settle_deliveries
from connector.reports.content import ReportContent
from connector.reports.targets.folder import FolderTarget
from connector.store import office_deliveries, reports, runs
from connector.store.engine import reading
from connector.store.office_deliveries import Delivery
from connector.store.tables import reports as reports_table
from connector.store.tables import trainings
from tests.flows.reported_class import (
    HEAD,
    LEAD,
    MEMBER,
    PARTICIPANTS,
    STRANGER,
    TRAINING,
    WORK,
    Reported,
    appoint,
    reported_class,
)
from tests.web.place import CODE


@pytest.fixture
def place(engine: Engine, tmp_path: Path) -> Iterator[Reported]:
    """A class with a signed report, in an office that may write into a folder."""
    with reported_class(engine) as opened:
        way = FolderTarget(tmp_path)
        office = replace(
            opened.office, ways={Vendor.FOLDER: way}, file_address=lambda name: f"/office/{name}"
        )
        one = replace(opened, house=replace(opened.house, office=office))
        one.build()
        one.check()
        one.sign()
        yield one


def target(place: Reported, slug: str = "kantor") -> str:
    wish = Wish("Kantor Contoh", slug, OFFERED[Vendor.FOLDER])
    return add_target(place.office, slug, Vendor.FOLDER, wish, actor="user:1").id


def send(place: Reported, *targets: str, login: str = MEMBER) -> None:
    deliver(place.office, CODE, WORK, targets, version=1, actor=place.actor(login))


def deliveries(place: Reported) -> list[Delivery]:
    with reading(place.house.engine) as connection:
        return office_deliveries.of_report(connection, place.version().id)


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(ConnectorError) as caught:
        call()
    return caught.value.code


def test_a_report_is_delivered_once_a_system_has_taken_it(place: Reported, tmp_path: Path) -> None:
    send(place, target(place))
    assert settle_deliveries(place.office) == 0
    assert place.state() is ReportState.SIGNED
    [one] = deliveries(place)
    place.later(minutes=3)
    hand_over(place.office, one.id, one.attempts)
    place.later(minutes=2)
    assert settle_deliveries(place.office) == 1
    assert settle_deliveries(place.office) == 0
    [taken] = deliveries(place)
    assert place.state() is ReportState.DELIVERED
    assert place.reached()["report.work_done.delivered"] == taken.sent_at
    assert [one.deed for one in place.trail()][-2:] == ["send", "deliver"]
    with reading(place.house.engine) as connection:
        signed = reports.printed(connection, place.version().id)
    assert signed in [one.read_bytes() for one in tmp_path.rglob("*.pdf")]


def test_sent_twice_is_handed_over_once(place: Reported) -> None:
    one = target(place)
    send(place, one)
    send(place, one)
    assert len(deliveries(place)) == 1


def test_who_may_not_hand_over_sends_nothing(place: Reported) -> None:
    one = target(place)
    for login in (LEAD, HEAD, STRANGER, "ratna"):
        with pytest.raises(ConnectorError, match="report_not_yours"):
            send(place, one, login=login)
    assert code_of(lambda: send(place)) == "report_no_target"
    assert code_of(lambda: send(place, "office-nowhere")) == "office_target_unknown"
    assert deliveries(place) == []
    assert place.deeds()[-1] == "sign"


def test_a_paused_target_takes_nothing_and_a_hand_may(place: Reported) -> None:
    one = target(place)
    set_state(place.office, one, TargetState.REMOVED, actor="user:1")
    with pytest.raises(ConnectorError):
        send(place, one)
    assert place.deeds()[-1] == "sign"
    move_reports.deliver_by_hand(
        place.office, CODE, WORK, version=1, note="Diantar ke TU", actor=place.actor(MEMBER)
    )
    assert place.state() is ReportState.DELIVERED
    assert settle_deliveries(place.office) == 0


def test_what_was_taken_back_meanwhile_is_not_called_delivered(place: Reported) -> None:
    send(place, target(place))
    [one] = deliveries(place)
    build_reports.build(
        place.office, CODE, WORK, actor=place.actor(LEAD), reopen="Nomor surat salah"
    )
    hand_over(place.office, one.id, one.attempts)
    assert settle_deliveries(place.office) == 0
    assert place.state() is ReportState.DRAFT


def test_what_was_taken_back_leaves_the_house_no_more(place: Reported, tmp_path: Path) -> None:
    kantor = target(place)
    send(place, kantor)
    [one] = deliveries(place)
    build_reports.build(
        place.office, CODE, WORK, actor=place.actor(LEAD), reopen="Nomor surat salah"
    )
    hand_over(place.office, one.id, one.attempts)
    assert list(tmp_path.rglob("*.pdf")) == []
    with reading(place.house.engine) as connection:
        kept = office_deliveries.get(connection, one.id)
    assert kept is not None
    assert (kept.state, kept.code) == (DeliveryState.DEAD, office_deliveries.TAKEN_BACK)
    assert replay_all(place.office, kantor, actor="user:1") == 0


@pytest.fixture
def running(engine: Engine) -> Iterator[Reported]:
    """A class under S000 to S002, of which nobody has drafted anything."""
    with reported_class(engine) as opened:
        load_shipped(engine, opened.office.clock())
        with engine.begin() as connection:
            connection.execute(reports_table.delete())
        appoint(opened.house, opened.unit, {HEAD: (Actor.TEAM_LEAD,)}, opened.users)
        for slug in ("s000", "s001", "s002"):
            begin(
                opened.office, CODE, slug, unit=opened.unit, for_unit=opened.other, actor="user:1"
            )
        yield opened


def drafted(place: Reported) -> dict[ReportType, int]:
    with reading(place.house.engine) as connection:
        listed = reports.of_training(connection, place.training)
    return {one.type: one.version for one in listed}


def runs_to(place: Reported, slug: str, *steps: str) -> None:
    """Record steps of a run as done, by an administrator."""
    with reading(place.house.engine) as connection:
        [run] = [
            one.run for one in runs.of_training(connection, place.training) if one.run.slug == slug
        ]
    for step in steps:
        complete(place.office, CODE, run.id, step, actor="user:1")


def test_a_draft_comes_when_its_step_opens_and_belongs_to_its_unit(running: Reported) -> None:
    assert draft_reports(running.office) == 0
    assert drafted(running) == {}
    running.later(minutes=10)
    runs_to(running, "s001", "assign-lead", "assign-members")
    assert draft_reports(running.office) == 1
    assert draft_reports(running.office) == 0
    assert drafted(running) == {WORK: 1}
    report = running.report()
    assert (report.unit_id, report.for_unit_id) == (running.unit, running.other)
    assert (report.opened_by, running.trail()[0].actor) == (ACTOR, ACTOR)
    assert running.check(login=LEAD).state is ReportState.CHECKED


def test_an_untouched_draft_follows_the_records_once_a_day(running: Reported) -> None:
    runs_to(running, "s001", "assign-lead", "assign-members")
    draft_reports(running.office)
    with running.house.engine.begin() as connection:
        connection.execute(trainings.update().values(title="Nama lain"))
    running.later(hours=23)
    draft_reports(running.office)
    assert drafted(running) == {WORK: 1, TRAINING: 1}  # the class has begun meanwhile
    running.later(minutes=65)
    draft_reports(running.office)
    assert drafted(running) == {WORK: 2, TRAINING: 1}


def test_an_untouched_draft_is_made_anew_when_its_next_step_opens(running: Reported) -> None:
    runs_to(running, "s001", "assign-lead", "assign-members")
    draft_reports(running.office)
    with running.house.engine.begin() as connection:
        connection.execute(trainings.update().values(title="Nama lain"))
    running.later(minutes=10)
    runs_to(running, "s001", "enrol")
    running.later(minutes=10)
    assert draft_reports(running.office) == 1
    assert draft_reports(running.office) == 0
    assert drafted(running)[WORK] == 2


def test_a_draft_that_somebody_took_up_is_left_alone(running: Reported) -> None:
    runs_to(running, "s001", "assign-lead", "assign-members")
    draft_reports(running.office)
    with running.house.engine.begin() as connection:
        connection.execute(trainings.update().values(title="Nama lain"))
    running.build(login=MEMBER)
    with running.house.engine.begin() as connection:
        connection.execute(trainings.update().values(title="Nama ketiga"))
    running.later(days=1, minutes=5)
    draft_reports(running.office)
    assert drafted(running)[WORK] == 2


def test_the_training_s_draft_is_made_anew_when_the_class_is_over(running: Reported) -> None:
    runs_to(running, "s000", "order", "assign")
    running.later(hours=2)
    draft_reports(running.office)
    assert TRAINING in drafted(running)
    first = drafted(running)[TRAINING]
    with running.house.engine.begin() as connection:
        connection.execute(trainings.update().values(title="Nama lain"))
    running.house.clock.now += timedelta(days=1, hours=2, minutes=10)  # 11.35 of the last day
    draft_reports(running.office)
    assert drafted(running)[TRAINING] == first + 1


def test_what_cannot_be_drafted_stops_no_other(
    running: Reported, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs_to(running, "s001", "assign-lead", "assign-members")
    runs_to(running, "s002", "assign-lead", "assign-team", "enter", "confirm")

    def stumble(*given: Any) -> ReportContent:
        if given[3] is WORK:
            raise ConnectorError("training_unknown")
        return collect(*given)

    monkeypatch.setattr("connector.flows.build_reports.collect", stumble)
    assert draft_reports(running.office) == 1
    assert drafted(running) == {PARTICIPANTS: 1}
