"""The demo's office: two units, people with roles, and work handed on by the SOPs."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from connector.cli import demo_office
from connector.cli.console import Voice
from connector.domain.procedures import Actor
from connector.flows.load_procedures import load_shipped
from connector.flows.office import Office
from connector.flows.procedure_standing import run_view
from connector.flows.register_participants import create_training
from connector.flows.whose_turn import holders
from connector.store import users
from connector.store.engine import reading
from tests.flows.bare_office import bare

HEAD = "kepala"


@pytest.fixture
def office(engine: Engine) -> Office:
    opened = bare(engine).office
    load_shipped(engine, opened.clock())
    return opened


def founded(office: Office) -> demo_office.DemoOffice:
    with office.engine.begin() as connection:
        role, now = users.UserRole.APPROVER, office.clock()
        head = users.add(connection, HEAD, "Kepala", "rahasia panjang", role, "id", now=now)
    return demo_office.found_office(office, head.id, "rahasia panjang", "id")


def test_every_role_of_the_two_sops_is_held(office: Office) -> None:
    people = founded(office)
    with reading(office.engine) as connection:
        day = office.clock().date()
        for role, user in (
            (Actor.HEAD, people.head),
            (Actor.SECTION_HEAD, people.lead),
            (Actor.TEAM_LEAD, people.lead),
            (Actor.TEAM_MEMBER, people.member),
            (Actor.EXECUTING_STAFF, people.member),
        ):
            assert [one.user_id for one in holders(connection, people.unit, role, day)] == [user]
        receiving = holders(connection, people.receiving, Actor.HEAD, day)
        assert [one.name for one in receiving] == ["Dr. Hesti Rahayu Contoh"]


def test_the_work_is_handed_on_step_by_step(office: Office, tmp_path: Path) -> None:
    people = founded(office)
    create_training(office, code="CONTOH-1", title="Contoh", cohort="I", actor="demo")
    demo_office.follow(office, people, "CONTOH-1")
    with reading(office.engine) as connection:
        views = run_view(connection, office, "CONTOH-1", office.clock() + timedelta(minutes=1))
    assert [view.procedure.slug for view in views] == ["s000", "s001"]
    done = {
        (view.procedure.slug, one.step.slug): (one.by, one.cause.partition(":")[0])
        for view in views
        for one in view.standing.steps
        if one.ended
    }
    head, lead = f"user:{people.head}", f"user:{people.lead}"
    assert done == {
        ("s000", "order"): (head, "assignment"),
        ("s000", "assign"): (lead, "assignment"),
        ("s001", "assign-lead"): (head, "assignment"),
        ("s001", "assign-members"): (lead, "assignment"),
    }
    assert {one.step.slug for view in views for one in view.standing.current} == {
        "prepare",
        "enrol",
    }
    assert demo_office.told(office, tmp_path, Voice("en")) == {
        "procedure_runs": 2,
        "steps_done": 4,
        "steps_overdue": 0,
        "assignments": 4,
        "office_parcels": 0,
    }
