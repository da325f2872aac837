"""A random life of two trainings that share people: files, plans, faults, kills, hands at work.

Everything follows from the seed. After each step the judge looks at both sandboxes; at the end
of a chapter all faults are over and a few plans must lead to rest.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from connector.app import handlers
from connector.cli.demo import TEACHING
from connector.clock import utc_now
from connector.errors import PlanRefused
from connector.flows import sync_training
from connector.jobs.worker import work_off
from connector.reconcile.changes import SETTLED
from connector.sandbox.zoom import Rules
from connector.store.bindings import StoredJournal
from connector.store.engine import reading
from connector.store.leases import HeldLease
from connector.store.plans import PlanState, StoredPlan, get, latest, outcomes_of
from connector.store.tables import jobs as jobs_table
from connector.store.tables import leases as leases_table
from tests.stories import life_judge as judge
from tests.stories.life_hands import Hands
from tests.stories.life_judge import Hand, Snapshot, Truth
from tests.stories.life_papers import Papers
from tests.stories.place import ACTOR, Place, office_with_sandboxes

FAULTS = (
    "error_5xx", "cut", "cut", "cut_before", "too_many", "maintenance", "slow", "timeout_after",
)  # fmt: skip

MOODLE_CALLS = (
    "core_course_create_courses", "core_course_update_courses", "core_group_create_groups",
    "core_user_create_users", "core_user_update_users", "enrol_manual_enrol_users",
    "core_role", "core_group_add_group_members", "core_calendar_create_calendar_events",
    "core_calendar_delete_calendar_events", "core_user_get_users_by_field",
    "core_enrol_get_enrolled_users", "core_calendar_get", "",
)  # fmt: skip

ZOOM_CALLS = (
    "meetings.create", "meetings.update", "meetings.get", "meetings.list", "registrants.batch",
    "registrants.add", "registrants.status", "registrants.list", "oauth.token", "",
)  # fmt: skip

COURSE_CHANGES = {
    f"moodle/course:change{what}" for what in ("fullname", "shortname", "idnumber", "summary")
}
"""What `doctor` names besides: without it a course's page cannot follow the timetable."""

FIRST_MOMENT = datetime(2027, 2, 3, 1, tzinfo=UTC)
"""A Wednesday morning; the same for every life, so that its seed says all."""

MOST_PLANS = 5
"""Plans after which everything must be at rest once all faults are over."""


class KilledHere(BaseException):
    """The process dies at this moment; nothing may catch it."""


class Life(Papers):
    """One life: `step` lives a random moment, `rest` ends a chapter."""

    def __init__(self, place: Place, seed: int, moment: list[datetime]) -> None:
        super().__init__(place, seed, moment)
        self.hand = Hand()
        self.hands = Hands(place, self.dice, self.hand)
        self.old: list[StoredPlan] = []
        self.plans = 0
        self.before = Snapshot.of(place)

    # What we do.

    def plan(self, code: str) -> StoredPlan | None:
        """Make a plan; nothing is written by it."""
        self._end_of_segment()
        before = Snapshot.of(self.place)
        try:
            stored = sync_training.plan_training(self.place.office, code, ACTOR)
        except PlanRefused as refusal:
            self.say(f"no plan for {code}: {refusal.code}")
            judge.has_words("", refusal.code)
            return None
        assert Snapshot.of(self.place) == before, "a plan wrote something"
        self.plans += 1
        self.say(f"plan {code}#{stored.number}: {stored.state}, {_shown(stored)}")
        self.old.append(stored)
        return stored

    def sync(self, code: str) -> StoredPlan | None:
        stored = self.plan(code)
        return stored and self.apply(stored)

    def apply(self, stored: StoredPlan) -> StoredPlan | None:
        """Approve a plan where needed and write it; say how it ended."""
        if not stored.changes:
            return stored
        office = self.place.office
        try:
            if stored.state is not PlanState.APPROVED:
                sync_training.approve_plan(office, stored.id, stored.fingerprint, ACTOR)
            ended = sync_training.apply_plan(office, stored.id, ACTOR)
        except PlanRefused as refusal:
            self.say(f"  refused: {refusal.code}")
            judge.has_words("", refusal.code)
            return None
        self.say(f"  ended {ended.state} {ended.error_code or ''} {self._left_over(ended)}")
        self.after_writing(ended)
        return ended

    def _left_over(self, stored: StoredPlan) -> str:
        with reading(self.place.office.engine) as connection:
            told = outcomes_of(connection, stored.id)
        left = [f"{o.change.identity}={o.result}:{o.code}" for o in told if o.result not in SETTLED]
        return f"{len(left)} left: {left[:3]}"

    def after_writing(self, ended: StoredPlan, *, whole: bool = True) -> None:
        judge.outcomes_are_whole(self.place, ended, whole=whole)
        judge.statuses_are_true(self.place, ended.training_code)
        self._end_of_segment()

    def _end_of_segment(self) -> None:
        """Until here only we wrote; from here on somebody else may."""
        now = Snapshot.of(self.place)
        judge.harmless(self.before, now, self.hand)
        judge.no_doubles(now, self.hand)
        self.before = now

    def by_hand(self, code: str) -> None:
        self._end_of_segment()
        self.say(f"by hand: {self.hands.something(self._course(code))}")
        self.before = Snapshot.of(self.place)

    def _course(self, code: str) -> int | None:
        return Truth(self.place, code)._course()

    def only_plan(self, code: str) -> None:
        self.plan(code)

    def stale_plan(self, code: str) -> None:
        """Somebody approves a plan that has been lying about."""
        if self.old:
            stored = self.dice.one(self.old[-4:])
            with reading(self.place.office.engine) as connection:
                stored = get(connection, stored.id)
            self.say(
                f"old plan {stored.training_code}#{stored.number} ({stored.state}) is taken up"
            )
            self.apply(stored)

    def discard(self, code: str) -> None:
        stored = self.plan(code)
        if stored is not None and stored.changes:
            sync_training.discard_plan(self.place.office, stored.id, ACTOR)

    def verify(self, code: str) -> None:
        before = Snapshot.of(self.place)
        sync_training.verify_training(self.place.office, code)
        assert Snapshot.of(self.place) == before, "reading back wrote something"
        judge.statuses_are_true(self.place, code)

    def jobs(self, code: str) -> None:
        """Everything that waits in the queue becomes due and is worked off."""
        self._due_now()
        ran = work_off(self.place.office.jobs, handlers(self.place.office))
        self.say(f"{ran} jobs ran")
        self._end_of_segment()

    def by_worker(self, code: str) -> None:
        """A person asks on the page, a worker does it."""
        stored = self.plan(code)
        if stored is not None and stored.changes:
            office = self.place.office
            sync_training.request_apply(office, stored.id, stored.fingerprint, ACTOR)
            self._due_now()
            ran = work_off(office.jobs, handlers(office))
            with reading(office.engine) as connection:
                ended = get(connection, stored.id)
            self.say(f"  {ran} jobs ran, ended {ended.state} {self._left_over(ended)}")
            self._end_of_segment()

    def _due_now(self) -> None:
        with self.place.office.engine.begin() as connection:
            connection.execute(jobs_table.update().values(run_at=utc_now() - timedelta(seconds=1)))

    def fault(self, code: str) -> None:
        """Arm some faults, which the next operations meet."""
        for _ in range(1 + self.dice.below(3)):
            zoom = self.dice.chance(50)
            kinds = (*FAULTS, "false_success") if zoom else FAULTS
            kind = self.dice.one(kinds)
            match = self.dice.one(ZOOM_CALLS if zoom else MOODLE_CALLS)
            after, times = self.dice.below(3), 1 + self.dice.below(3)
            seconds = 0.02 if kind == "slow" else 0.4
            if kind == "timeout_after":
                times = 1
            faults = self.place.zoom.faults if zoom else self.place.moodle.faults
            faults.arm(kind, match=match, after=after, times=times, seconds=seconds)
            self.say(f"fault {kind} at {match or 'anything'} after {after}, {times} times")

    def time_passes(self, code: str) -> None:
        self.moment[0] += self.dice.one((timedelta(minutes=11), timedelta(hours=24)))

    def licence(self, code: str) -> None:
        """A Zoom user gains or loses a licence."""
        users = [one for one in self.place.zoom.state.users if one.email in _teaching()]
        one = self.dice.one(users)
        one.type = 1 if one.type == 2 else 2
        self.moment[0] += timedelta(minutes=11)
        self.say(f"{one.email} now has type {one.type}")

    def kill(self, code: str) -> None:
        """The process dies in the middle of writing, before or after a moment is written down."""
        stored = self.plan(code)
        if stored is None or not stored.changes:
            return
        where, at = (
            self.dice.one(("journal before", "journal after", "heartbeat")),
            self.dice.below(6),
        )
        self.say(f"  killed at {where} {at}")
        try:
            with _interrupted(where, at, _die):
                ended = self.apply(stored)
        except KilledHere:
            self._let_leases_go()
            self._end_of_segment()
            if self.dice.chance(60):
                self._resume(stored)
        else:
            assert ended is None or ended.state is not PlanState.APPLYING

    def _resume(self, stored: StoredPlan) -> None:
        ended = sync_training.apply_or_resume(self.place.office, stored.id, ACTOR)
        self.say(f"  resumed as #{ended.number}: {ended.state} {_shown(ended)}")
        if ended.state in (PlanState.VERIFIED, PlanState.PARTLY):
            self.after_writing(ended)
        self.old.append(ended)

    def meanwhile(self, code: str) -> None:
        """While one process writes, something else happens."""
        stored = self.plan(code)
        if stored is None or not stored.changes:
            return
        other = self.dice.one(self.begun)
        what = self.dice.one((self._plan_meanwhile, self.by_hand, self.new_people, self.verify))
        self.say(f"  meanwhile {getattr(what, '__name__', '')} {other}")
        with _interrupted(
            self.dice.one(("journal before", "heartbeat")), self.dice.below(6), lambda: what(other)
        ):
            self.apply(stored)

    def _plan_meanwhile(self, code: str) -> None:
        self.old.append(sync_training.plan_training(self.place.office, code, ACTOR))

    def _let_leases_go(self) -> None:
        with self.place.office.engine.begin() as connection:
            connection.execute(leases_table.delete())

    # A chapter.

    def step(self) -> None:
        act: Callable[[str], Any] = self.dice.weighted(
            (
                (3, self.new_people), (4, self.corrected_people), (2, self.new_teachers),
                (3, self.new_timetable), (2, self.second_training), (7, self.sync),
                (2, self.only_plan), (2, self.stale_plan), (1, self.discard), (1, self.verify),
                (2, self.jobs), (2, self.by_worker), (5, self.fault), (1, self.time_passes),
                (1, self.licence), (3, self.kill), (3, self.meanwhile), (7, self.by_hand),
            )
        )  # fmt: skip
        code = self.dice.one(self.begun)
        self.say(f"{len(self.steps)}. {act.__name__} {code}")
        act(code)
        self._end_of_segment()

    def rest(self) -> None:
        """All trouble is over: a few plans lead to rest, and everything is as it should be."""
        self.say("rest")
        self.place.moodle.faults.clear()
        self.place.zoom.faults.clear()
        self._let_leases_go()
        self.moment[0] += timedelta(hours=24)
        for code in [*self.begun, *self.begun]:
            for _ in range(MOST_PLANS):
                stored = self.sync(code)
                if stored is None or not stored.changes:
                    break
                if stored.state is PlanState.PARTLY:  # a daily quota may need another day
                    self.moment[0] += timedelta(hours=24)
            else:
                raise AssertionError(f"{code} does not come to rest")
        for code in self.begun:
            self._judge_at_rest(code)
        self.jobs("")
        judge.nothing_hangs(self.place)

    def _judge_at_rest(self, code: str) -> None:
        told = sync_training.verify_training(self.place.office, code)
        judge.statuses_are_true(self.place, code)
        truth = Truth(self.place, code)
        with reading(self.place.office.engine) as connection:
            newest = latest(connection, truth.training.key)
        assert newest is not None
        waiting = {one.key for _, one in newest.plan.undecided if one.kind == "meeting"}
        undecided = set[str]()
        for status in told:
            assert not status.missing, f"missing at rest: {[s for s in status.seats if s.code]}"
            assert not status.things_missing
            undecided |= {one.seat for one in status.seats if one.code}
        truth.things(waiting)
        truth.no_events_left(self.hand)
        truth.withdrawn_are_suspended(self.hand)
        truth.bound_things_exist(undecided, waiting)


def _shown(stored: StoredPlan) -> str:
    names = [
        one.identity.replace("training:", "t").replace("meetings/", "")
        for one in stored.plan.changes
    ]
    return f"{len(names)}: {' '.join(names[:12])}"


def _teaching() -> set[str]:
    return {one.email for one in TEACHING}


def _die() -> None:
    raise KilledHere


@contextmanager
def _interrupted(where: str, at: int, act: Callable[[], object]) -> Iterator[None]:
    """Let `act` happen at one moment of an apply: the `at`-th outcome or heartbeat."""
    owner: Any = HeldLease if where == "heartbeat" else StoredJournal
    name = "renew" if where == "heartbeat" else "record"
    original, seen = getattr(owner, name), [0]

    def instead(self: Any, *args: Any) -> Any:
        seen[0] += 1
        if seen[0] - 1 == at and where != "journal after":
            act()
        answer = original(self, *args)
        if seen[0] - 1 == at and where == "journal after":
            act()
        return answer

    setattr(owner, name, instead)
    try:
        yield
    finally:
        setattr(owner, name, original)


@contextmanager
def living(database: str, home: Path, seed: int) -> Iterator[Life]:
    """Open an office for one life; its failure names the seed and every step."""
    moment = [FIRST_MOMENT]
    strict = seed % 4 == 0
    rules = Rules(plan="business", strict_registrant_quota=strict)
    scope = "account" if strict else "meeting"
    with office_with_sandboxes(
        database, home, rules, scope=scope, clock=lambda: moment[0]
    ) as place:
        transport: Any = place.office.meetings
        transport.client.transport._sleep = lambda seconds: None
        place.moodle.state.account.capabilities |= COURSE_CHANGES
        life = Life(place, seed, moment)
        try:
            yield life
        except BaseException as failure:
            failure.add_note("\n".join([f"seed {seed}", *life.steps]))
            raise
