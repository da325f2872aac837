"""The board of procedures: every run of every training with its light, its step and its turn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from flask import render_template, request, url_for
from sqlalchemy import Connection

from connector.flows.office import Office
from connector.flows.procedure_standing import RunView, standings
from connector.store.engine import reading
from connector.web.access import visitor
from connector.web.place import here
from connector.web.run_rows import RunLine, ShownRun, light, run_line, shown_run
from connector.web.run_steps import Looking, said
from connector.web.translation import _

STATES = ("late", "soon", "forgotten", "running", "waiting", "over")
"""What the address of the board may ask for; nothing means everything that is not over."""

LIMIT = 200
"""Rows on one board; the filters find the others."""


@dataclass(frozen=True)
class BoardRow:
    """One run on the board."""

    shown: ShownRun
    mine: bool
    """Whether it is the turn of whoever looks."""

    @property
    def line(self) -> RunLine:
        return run_line(self.shown)

    @property
    def view(self) -> RunView:
        return self.shown.view

    @property
    def state(self) -> str:
        """Which filter it belongs to."""
        standing = self.shown.standing
        if standing.over:
            return "over"
        if self.shown.mark == "failed":
            return "late"
        if self.shown.mark == "decision":
            return "soon" if any(one.left for one in self.shown.now_due) else "forgotten"
        return "running" if self.shown.mark == "running" else "waiting"


@dataclass(frozen=True)
class Asked:
    """What the address of the board asks for; what is not understood asks for nothing."""

    unit: int
    procedure: str
    state: str
    mine: bool
    text: str

    @classmethod
    def read(cls) -> Asked:
        unit, state = request.args.get("unit", ""), request.args.get("state", "")
        return cls(
            unit=int(unit) if unit.isdecimal() and len(unit) < 10 else 0,
            procedure=request.args.get("procedure", "")[:20],
            state=state if state in STATES else "",
            mine="mine" in request.args,
            text=request.args.get("q", "")[:100].strip(),
        )

    def address(self, **changed: object) -> str:
        """Return the address of the board with some of it changed."""
        wanted = {
            "unit": self.unit,
            "procedure": self.procedure,
            "state": self.state,
            "mine": int(self.mine),
            "q": self.text,
            **changed,
        }
        kept = {name: str(value) for name, value in wanted.items() if value}
        query = urlencode(kept)
        return url_for("procedures.board") + (f"?{query}" if query else "")

    def fits(self, row: BoardRow) -> bool:
        """Tell whether a run is asked for, whatever state it is in."""
        run, words = row.view.run, f"{_title(row.view)} {row.view.training_code}"
        return (
            (not self.unit or self.unit in (run.unit_id, run.for_unit_id))
            and (not self.procedure or run.slug == self.procedure)
            and (not self.mine or row.mine)
            and self.text.lower() in words.lower()
        )

    def in_state(self, row: BoardRow) -> bool:
        return row.state == self.state if self.state else row.state != "over"

    @property
    def narrowed(self) -> bool:
        return bool(self.unit or self.procedure or self.state or self.mine or self.text)


def board_page() -> str:
    """Return the board that the address asks for."""
    office = here().office
    now, asked = office.clock(), Asked.read()
    with reading(office.engine) as connection:
        rows = rows_of(connection, office, now, ended=asked.state == "over")
    fitting = [row for row in rows if asked.fits(row)]
    found = sorted((row for row in fitting if asked.in_state(row)), key=_pressing)
    return render_template(
        "procedure_board.html",
        rows=found[:LIMIT],
        found=len(found),
        total=len(rows),
        counts=Counter(row.state for row in fitting),
        asked=asked,
        title_of=_title,
        limit=LIMIT,
        units=_units(rows),
        procedures=_procedures(rows),
    )


def rows_of(
    connection: Connection, office: Office, now: datetime, *, ended: bool
) -> list[BoardRow]:
    """Return every run that goes on, and those that are over where they are asked for."""
    who = visitor()
    found = standings(connection, office, now, ended=ended)
    every = [view for views in found.values() for view in views]
    return [
        BoardRow(
            shown_run(view, Looking(view.calendar, now)), bool(who and waits_for(view, who.id))
        )
        for view in every
    ]


def waits_for(view: RunView, user_id: int) -> bool:
    """Tell whether one of the open steps of a run is a user's turn."""
    return any(
        holder.user_id == user_id
        for several in view.turns.values()
        for turn in several
        for holder in turn.holders
    )


def _pressing(row: BoardRow) -> tuple[int, float, int]:
    return light(row.shown)


def _procedures(rows: Sequence[BoardRow]) -> list[tuple[str, str]]:
    """Return (slug, title) of everything that runs."""
    found = {row.view.run.slug: said(row.view.procedure.title) for row in rows}
    return sorted(found.items())


def _title(view: RunView) -> str:
    cohort = view.training_cohort
    told = _("Cohort %(cohort)s", cohort=cohort)
    return f"{view.training_title} · {told}" if cohort else view.training_title


def _units(rows: Sequence[BoardRow]) -> list[tuple[int, str]]:
    """Return (id, name) of every unit that runs something or gets a report."""
    found = {row.view.run.unit_id: row.view.unit for row in rows}
    found |= {row.view.run.for_unit_id: row.view.for_unit for row in rows}
    return sorted(((key, name) for key, name in found.items() if key), key=lambda one: one[1])
