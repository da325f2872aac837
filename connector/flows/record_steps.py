"""People say what became of a run's steps; each deed is a line in its log, none is ever changed.

    note_done       a step is done, now or earlier; with files attached
    note_skipped    it is left out, with a reason unless it is optional
    note_reopened   it is not done after all
    note_paused     the run, or one step, stands still for a reason
    note_resumed    and goes on

All work in the caller's transaction, hold the run's lock to its end, and ask whose turn it is.
`connector.flows.run_procedures` has them with a transaction of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from connector.domain.procedures import Procedure, Step
from connector.domain.running import end_of
from connector.domain.step_log import (
    PERSON,
    WHOLE_RUN,
    Deed,
    StepEntry,
    StepLog,
    pauses_of,
    read_log,
)
from connector.domain.step_times import is_needless
from connector.errors import ConnectorError
from connector.flows.draft_certificates import plain_text
from connector.flows.load_procedures import procedure
from connector.flows.office import Office
from connector.flows.run_rights import (
    LEADS,
    acting_for_run,
    acting_for_step,
    interrupters,
    recorders,
)
from connector.store import attachments, audit, runs
from connector.store.attachments import NewFile
from connector.store.keys import training_key
from connector.store.runs import Run

MOST_FILES = 10
"""Files that may come with one record."""


@dataclass(frozen=True)
class OpenRun:
    """A locked run with everything written about it."""

    run: Run
    procedure: Procedure
    entries: tuple[StepEntry, ...]
    logs: Mapping[str, StepLog]

    def step(self, slug: str) -> Step:
        """Return a step; raises ConnectorError `step_unknown`."""
        try:
            return self.procedure.step(slug)
        except KeyError:
            raise ConnectorError("step_unknown", step=slug) from None

    def log(self, step: Step) -> StepLog:
        return self.logs.get(step.slug, StepLog())

    def is_paused(self, step: str) -> bool:
        return any(one.step == step and one.end is None for one in pauses_of(self.entries))


def note_done(
    connection: Connection,
    office: Office,
    run_id: int,
    step: str,
    *,
    note: str = "",
    at: datetime | None = None,
    actor: str,
    cause: str = PERSON,
    detail: Mapping[str, object] | None = None,
    files: Sequence[NewFile] = (),
) -> StepEntry:
    """Record that a step is done, at `at` or now.

    Where the training's records ended it already, a person's record counts instead and needs a
    note that says why; both stay. Raises ConnectorError `run_unknown`, `run_stopped`,
    `step_unknown`, `step_not_yours`, `step_ended_already`, `step_ended_by_records`,
    `step_in_future`, `step_before_begin`, `reason_unfit`, `files_too_many`, `attachment_…`.
    """
    opened = open_run(connection, run_id)
    one = opened.step(step)
    acting = acting_for_step(connection, office, opened.run, one, actor)
    said = plain_text(note)
    ending = opened.log(one).ending
    if ending is not None and not ending.by_milestone:
        raise ConnectorError("step_ended_already", step=one.printed)
    if ending is not None and not said:
        raise ConnectorError("step_ended_by_records", step=one.printed)
    if len(files) > MOST_FILES:
        raise ConnectorError("files_too_many", limit=MOST_FILES)
    moment = _moment(office, opened.run, at)
    entry = _write(
        connection, office, opened, step, Deed.DONE, at=moment, actor=actor, cause=cause,
        note=said, detail={**acting, **(detail or {})},
    )  # fmt: skip
    for file in files:
        attachments.put(
            connection, attachments.entry_subject(entry.id), opened.run.training_id, file,
            limit=office.upload_max_bytes, actor=actor, now=entry.noted_at,
        )  # fmt: skip
    return entry


def note_skipped(
    connection: Connection,
    office: Office,
    run_id: int,
    step: str,
    reason: str = "",
    *,
    at: datetime | None = None,
    actor: str,
    cause: str = PERSON,
) -> StepEntry:
    """Record that a step is left out. Raises as `note_done`, and `reason_missing`."""
    opened = open_run(connection, run_id)
    one = opened.step(step)
    acting = acting_for_step(connection, office, opened.run, one, actor)
    said = plain_text(reason)
    if not said and not is_needless(one):
        raise ConnectorError("reason_missing")
    if opened.log(one).ending is not None:
        raise ConnectorError("step_ended_already", step=one.printed)
    moment = _moment(office, opened.run, at)
    return _write(
        connection, office, opened, step, Deed.SKIPPED, at=moment, actor=actor, cause=cause,
        note=said, detail=acting,
    )  # fmt: skip


def note_reopened(
    connection: Connection,
    office: Office,
    run_id: int,
    step: str,
    *,
    reason: str,
    actor: str,
    cause: str = PERSON,
) -> StepEntry:
    """Record that a step is not done after all; from now on its clock runs again.

    Whoever may record it may reopen it, and who leads the unit. Raises ConnectorError
    `run_unknown`, `run_stopped`, `step_unknown`, `run_not_yours`, `reason_missing`,
    `reason_unfit`, `step_not_ended`.
    """
    opened = open_run(connection, run_id)
    one = opened.step(step)
    roles = (*recorders(one), *LEADS)
    acting = acting_for_run(connection, office, opened.run.unit_id, roles, actor)
    said = needed(reason)
    if opened.log(one).ending is None:
        raise ConnectorError("step_not_ended", step=one.printed)
    return _write(
        connection, office, opened, step, Deed.REOPENED, at=office.clock(), actor=actor,
        cause=cause, note=said, detail=acting,
    )  # fmt: skip


def note_paused(
    connection: Connection,
    office: Office,
    run_id: int,
    reason: str,
    *,
    step: str = WHOLE_RUN,
    at: datetime | None = None,
    actor: str,
) -> StepEntry:
    """Let the clocks of a run, or of one step, stand still from `at` or now.

    Raises ConnectorError `run_unknown`, `run_stopped`, `run_over`, `run_not_yours`,
    `step_unknown`, `step_ended_already`, `pause_running`, `pause_overlaps`, `reason_missing`,
    `reason_unfit`, `step_in_future`, `step_before_begin`.
    """
    opened, acting = _interrupted(connection, office, run_id, step, actor)
    said = needed(reason)
    if opened.run.ended_at is not None:
        raise ConnectorError("run_over")
    if step and opened.log(opened.step(step)).ending is not None:
        raise ConnectorError("step_ended_already", step=opened.step(step).printed)
    if opened.is_paused(step):
        raise ConnectorError("pause_running")
    moment = _moment(office, opened.run, at)
    ends = [one.end for one in pauses_of(opened.entries) if one.step == step and one.end]
    if ends and moment < max(ends):
        raise ConnectorError("pause_overlaps")
    return _write(
        connection, office, opened, step, Deed.PAUSED, at=moment, actor=actor, cause=PERSON,
        note=said, detail=acting,
    )  # fmt: skip


def note_resumed(
    connection: Connection,
    office: Office,
    run_id: int,
    *,
    step: str = WHOLE_RUN,
    at: datetime | None = None,
    note: str = "",
    actor: str,
) -> StepEntry:
    """Let the clocks run again from `at` or now.

    Raises ConnectorError `run_unknown`, `run_stopped`, `run_not_yours`, `step_unknown`,
    `pause_missing`, `pause_overlaps` before the pause began, `step_in_future`, `reason_unfit`.
    """
    opened, acting = _interrupted(connection, office, run_id, step, actor)
    running = [one for one in pauses_of(opened.entries) if one.step == step and one.end is None]
    if not running:
        raise ConnectorError("pause_missing")
    moment = _moment(office, opened.run, at)
    if moment < running[0].start:
        raise ConnectorError("pause_overlaps")
    return _write(
        connection, office, opened, step, Deed.RESUMED, at=moment, actor=actor, cause=PERSON,
        note=plain_text(note), detail=acting,
    )  # fmt: skip


def open_run(connection: Connection, run_id: int) -> OpenRun:
    """Lock a run and read its log; raises ConnectorError `run_unknown`, `run_stopped`."""
    run = runs.lock(connection, run_id)
    if run is None:
        raise ConnectorError("run_unknown")
    if run.stopped_at is not None:
        raise ConnectorError("run_stopped")
    followed = procedure(connection, run.procedure_id)
    entries = tuple(runs.entries_of(connection, [run.id])[run.id])
    return OpenRun(run, followed, entries, read_log(entries))


def settle(connection: Connection, opened: OpenRun) -> None:
    """Note whether the run is over with everything that is written now."""
    logs = read_log(runs.entries_of(connection, [opened.run.id])[opened.run.id])
    ended_at = end_of(opened.procedure, logs, opened.run.begun_at)
    if ended_at != opened.run.ended_at:
        runs.set_ended(connection, opened.run.id, ended_at)


def needed(given: str) -> str:
    """Return a reason in one line; raises ConnectorError `reason_missing`, `reason_unfit`."""
    reason = plain_text(given)
    if not reason:
        raise ConnectorError("reason_missing")
    return reason


def audit_deed(connection: Connection, opened: OpenRun, entry: StepEntry) -> None:
    """Note an entry in the trail of the training."""
    printed = opened.procedure.step(entry.step).printed if entry.step else ""
    subject = "step" if entry.step else "run"
    audit.note(
        connection, entry.actor, f"{subject}.{entry.deed.value}",
        training_key(opened.run.training_id), now=entry.noted_at, run=opened.run.id,
        procedure=opened.run.slug, step=entry.step, printed=printed, entry=entry.id,
        cause=entry.cause,
    )  # fmt: skip


def _interrupted(
    connection: Connection, office: Office, run_id: int, step: str, actor: str
) -> tuple[OpenRun, Mapping[str, int | str]]:
    opened = open_run(connection, run_id)
    if step:
        opened.step(step)
    roles = interrupters(opened.procedure)
    return opened, acting_for_run(connection, office, opened.run.unit_id, roles, actor)


def _moment(office: Office, run: Run, at: datetime | None) -> datetime:
    """Return when something happened: neither ahead of us nor before the run began."""
    now = office.clock()
    if at is None:
        return now
    if at > now:
        raise ConnectorError("step_in_future")
    if at < run.begun_at:
        raise ConnectorError("step_before_begin")
    return at


def _write(
    connection: Connection,
    office: Office,
    opened: OpenRun,
    step: str,
    deed: Deed,
    *,
    at: datetime,
    actor: str,
    cause: str,
    note: str,
    detail: Mapping[str, object],
) -> StepEntry:
    entry = runs.add_entry(
        connection, opened.run.id, step, deed, at=at, now=office.clock(), actor=actor,
        cause=cause, note=note, detail=detail,
    )  # fmt: skip
    audit_deed(connection, opened, entry)
    settle(connection, opened)
    return entry
