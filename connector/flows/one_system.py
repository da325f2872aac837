"""One system's part in each step of a sync: compared, written, read back; decides nothing."""

from collections.abc import Callable, Sequence

from connector.domain.trainings import Training
from connector.errors import RemoteError, TemporaryError
from connector.flows.office import Office
from connector.reconcile.apply import apply_system
from connector.reconcile.changes import Observed, Outcome, Result
from connector.reconcile.diff import diff
from connector.reconcile.plan import SystemPlan
from connector.reconcile.platform import Platform, by_key
from connector.reconcile.status import SystemStatus, status_of, unread_status
from connector.store import leases, plans
from connector.store.bindings import StoredBindings, StoredJournal
from connector.store.engine import reading
from connector.store.plans import StoredPlan

LEASE_SECONDS = 400
"""How long a silent writer keeps its place; more than the 360 s in which what a killed writer
sent to PHP may still take effect. Renewed after every call."""

WRITER = "writer"
"""Name of the lease that the only writer of a connection holds."""

BUSY = "store_busy"
"""Code of a lease that another writer holds."""


def compare_system(
    office: Office, platform: Platform, training: Training
) -> tuple[SystemPlan, SystemStatus]:
    """Return one system's part of the plan, and how it stands now."""
    bindings = StoredBindings(office.engine, platform.connection, training.key)
    desired = platform.desired(training)
    try:
        observed = platform.observe(desired, bindings)
    except RemoteError as error:
        unread = SystemPlan(
            platform.system,
            platform.connection,
            changes=(),
            undecided=tuple(desired.undecided),
            expected=len(training.accepted_seats),
            found=0,
            unread=error.code,
            unread_params=dict(error.params),
        )
        return unread, unread_status(*_names(platform), _keys(training), error.code)
    status = status_of(
        *_names(platform), _keys(training), desired, observed, before=_there_before(bindings)
    )
    part = SystemPlan(
        platform.system,
        platform.connection,
        changes=tuple(diff(platform.system, platform.stages, desired, observed)),
        undecided=(*desired.undecided, *observed.undecided),
        expected=status.expected,
        found=status.found,
        managed_people=len({i.seat for i in observed.items if i.seat and i.managed and i.active}),
    )
    return part, status


def read_back(
    office: Office, platform: Platform, training: Training, plan_id: int | None
) -> tuple[SystemStatus, int]:
    """Return the status of one system, and how many changes a plan would make now."""
    bindings = StoredBindings(office.engine, platform.connection, training.key)
    desired = platform.desired(training)
    try:
        observed = platform.observe(desired, bindings)
    except RemoteError as error:
        return unread_status(*_names(platform), _keys(training), error.code), 0
    bindings.remember(observed.items, office.clock())
    with reading(office.engine) as connection:
        everything = plans.outcomes_of(connection, plan_id) if plan_id else []
    outcomes = [one for one in everything if one.change.system == platform.system]
    status = status_of(
        *_names(platform),
        _keys(training),
        desired,
        observed,
        outcomes,
        _there_before(bindings),
    )
    _release_answered(office, platform, observed, outcomes)
    return status, len(diff(platform.system, platform.stages, desired, observed))


def _there_before(bindings: StoredBindings) -> Callable[[str, str], bool]:
    """What has an id there was there; whoever took it away since, it was not us."""
    return lambda kind, key: bindings.get(kind, key) is not None


def _release_answered(
    office: Office, platform: Platform, observed: Observed, outcomes: Sequence[Outcome]
) -> None:
    """Let others write again once every unanswered write has shown its effect."""
    there = by_key(observed.items)
    unanswered = [o.change for o in outcomes if o.result is Result.UNKNOWN]
    if unanswered and all((c.kind, c.key) in there for c in unanswered):
        leases.release_kept(office.engine, platform.connection, WRITER)


def write_system(
    office: Office, stored: StoredPlan, part: SystemPlan, platform: Platform, training: Training
) -> None:
    """Write one system's part as its only writer (Moodle makes duplicates in races)."""
    if not part.changes:
        return
    bindings = StoredBindings(office.engine, platform.connection, training.key)
    journal = StoredJournal(office.engine, stored.id, bindings, office.clock)
    desired = platform.desired(training)
    try:
        with leases.hold(
            office.engine,
            platform.connection,
            WRITER,
            owner=lease_owner(stored),
            seconds=LEASE_SECONDS,
            wait_seconds=office.lease_wait_seconds,
        ) as lease:
            try:
                apply_system(part, platform, desired, bindings, journal, lease.renew)
            finally:
                if _unanswered(office, stored, part.system):
                    lease.keep(office.unanswered_seconds)
    except TemporaryError as error:
        if error.code == BUSY:  # nothing was tried: every change says why
            journal.record([Outcome(c, Result.WAITING, code=BUSY) for c in part.changes])
        raise


def _unanswered(office: Office, stored: StoredPlan, system: str) -> bool:
    """Tell whether a write was sent and not answered: it may still take effect."""
    with reading(office.engine) as connection:
        outcomes = plans.outcomes_of(connection, stored.id)
    return any(o.result is Result.UNKNOWN and o.change.system == system for o in outcomes)


def lease_owner(stored: StoredPlan) -> str:
    """Name the plan as the holder of a lease."""
    return f"plan:{stored.id}"


def _names(platform: Platform) -> tuple[str, str]:
    return platform.system, platform.connection


def _keys(training: Training) -> list[str]:
    return [seat.key for seat in training.accepted_seats]
