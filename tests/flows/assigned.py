"""A training under S001 in a staffed office, and hands that give and take work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine

from connector.domain.assignments import Assignment, AssignmentState
from connector.domain.step_log import StepEntry
from connector.errors import ConnectorError
from connector.flows.assign_work import Recipient, Work, send
from connector.flows.load_procedures import load_shipped
from connector.flows.my_tasks import Tasks, tasks_of
from connector.flows.register_participants import create_training
from connector.flows.run_procedures import begin
from connector.store import assignments, runs
from connector.store.engine import reading
from tests.flows.appointed import Staffed, staffed
from tests.flows.bare_office import bare
from tests.web.place import MORNING

CODE = "PTPP-2026-01"
PDF = b"%PDF-1.7\n%%EOF\n"


class Hands:
    """A clock that is moved, and the office with a training under S001."""

    def __init__(self, engine: Engine) -> None:
        self.now = MORNING
        self.office = replace(bare(engine).office, clock=lambda: self.now, upload_max_bytes=10_000)
        self.people: Staffed = staffed(self.office)
        load_shipped(engine, self.now)
        create_training(self.office, code=CODE, title="Pelatihan Contoh", actor="user:1")
        unit = self.people.units["penilaian"]
        run = begin(self.office, CODE, "s001", unit=unit, actor=self.people.actor("agus"))
        self.run, self.training = run.id, run.training_id

    def to(self, *logins: str, unit: str = "penilaian") -> list[Recipient]:
        return [Recipient(self.people.users[one], self.people.units[unit]) for one in logins]

    def work(self, *logins: str, **given: Any) -> Work:
        return Work("Mohon difasilitasi.", self.to(*logins), **given)

    def assign(self, by: str = "agus", *to: str, **given: Any) -> Assignment:
        """Send, as the step of the run that assigns the lead unless another is given."""
        how: dict[str, Any] = {"run_id": self.run, "step": "assign-lead", **given}
        return send(self.office, self.work(*(to or ("tini",)), **how), actor=self.actor(by))[0]

    def actor(self, login: str) -> str:
        return self.people.actor(login)

    def log(self, step: str) -> list[StepEntry]:
        with reading(self.office.engine) as connection:
            entries = runs.entries_of(connection, [self.run])[self.run]
        return [one for one in entries if one.step == step]

    def tasks(self, login: str) -> Tasks:
        with reading(self.office.engine) as connection:
            return tasks_of(connection, self.office, self.people.users[login], self.now)

    def chain(self, assignment_id: int) -> list[tuple[str, AssignmentState]]:
        names = {number: login for login, number in self.people.users.items()}
        with reading(self.office.engine) as connection:
            found = assignments.chain(connection, assignment_id)
        return [(names[one.to_user_id], one.state) for one in found]


def code_of(deed: Callable[..., object], *given: Any, **named: Any) -> str:
    with pytest.raises(ConnectorError) as caught:
        deed(*given, **named)
    return caught.value.code
