"""What a learning system told is read again there; what it said of it is never believed.

    results             completion and scores of the people named → read_learning
    places, course,
    account             how the course stands → verify_training, of that system alone

Before anything is read, the news is left alone for a while; after it was read, it is forgotten.
So a reading that fails, or dies, comes again by itself, later each time, and holds nobody else
up. What is told while something is read is news again. A message that never came is made up for
by the periodic readings: nothing here is needed for the truth, only for its speed.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from connector import log
from connector.clock import utc_now
from connector.domain.learning_news import NewsKind
from connector.errors import RemoteError, TemporaryError
from connector.flows.office import Office
from connector.flows.one_system import BUSY
from connector.flows.read_learning import AFTERWARDS, read_learning
from connector.flows.sync_training import verify_training
from connector.jobs.port import Jobs
from connector.lms.base import ACCOUNT, COURSE
from connector.store import bound_seats, learning_news, leases, plans, statuses
from connector.store.bound_seats import BoundTraining
from connector.store.engine import reading
from connector.store.keys import training_key
from connector.store.learning_news import WaitingNews
from connector.store.leases import HeldLease

FOLLOW_JOB = "follow_news"

LMS = "lms"
"""The only system that is asked: others' quotas are not for what happened here."""

TICK_SECONDS = 60
"""How often a periodic job looks anyway."""

FOLLOWER = "follower"
"""Name of the lease of whoever follows a connection's news; renewed before each reading."""

LEASE_SECONDS = 180

GATHER_SECONDS = 2
"""News of this long is followed together: a class that hands in makes one job, not a thousand."""

COMMIT_SECONDS = 0.5
"""How long after its window a job looks: by then what was noted in it is committed."""

AT_ONCE = 20_000
"""Pieces of news one job takes up."""

REST = timedelta(seconds=15)
"""Least time between two looks at one course's places: they cost a call a thousand people."""

WRITING = timedelta(seconds=10)
"""How long news is left alone while a plan is written: most of it tells of our own writing …"""

WRITING_AT_MOST = timedelta(minutes=10)
"""… but no longer than this altogether: who was to write may have died."""

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(minutes=10)
"""Before a reading comes again: as long as the news has waited so far, within these."""

GIVEN_UP = timedelta(days=1)
"""News that could not be read for so long is dropped: the periodic readings have been there."""

_log = log.get("news")


@dataclass(frozen=True)
class Followed:
    """What one pass did, in trainings; `dropped` and `left` count pieces of news."""

    results: int = 0
    """Results were read."""
    places: int = 0
    """The course was read back."""
    failed: int = 0
    """A reading failed and comes again."""
    dropped: int = 0
    """Concern nothing of ours."""
    left: int = 0
    """Still wait."""


@dataclass
class _Task:
    """What is to be read of one training, and the news that asks for it."""

    training: BoundTraining
    results: list[WaitingNews] = field(default_factory=list)
    places: list[WaitingNews] = field(default_factory=list)
    seats: set[str] = field(default_factory=set)
    everybody: bool = False

    @property
    def wanted_seats(self) -> list[str] | None:
        return None if self.everybody else sorted(self.seats)


def request(jobs: Jobs, connection: Connection, connection_id: str, delay: float = 0) -> None:
    """Have a worker follow what was noted in this transaction; one job for a window of time.

    Jobs are due by the clock of the machines, which is not always the office's (`simpul demo`).
    """
    window = int((utc_now().timestamp() + delay) // GATHER_SECONDS) + 1
    at = datetime.fromtimestamp(window * GATHER_SECONDS + COMMIT_SECONDS, UTC)
    key = f"{FOLLOW_JOB}:{connection_id}:{window}"
    jobs.enqueue(connection, FOLLOW_JOB, {"connection": connection_id}, key=key, run_at=at)


def follow_news(office: Office) -> Followed:
    """Read again what the learning system told of; a system that is away only delays it."""
    if office.lms is None:
        return Followed()
    place = office.lms.connection
    with reading(office.engine) as connection:
        if not learning_news.waiting(connection, place, 1):
            return Followed()
    try:
        with leases.hold(
            office.engine, place, FOLLOWER, owner=FOLLOW_JOB, seconds=LEASE_SECONDS
        ) as lease:
            return _Pass(office, place, lease).follow()
    except TemporaryError as error:
        if error.code != BUSY:
            raise
    with office.engine.begin() as connection:  # who is at it may have looked before this came
        request(office.jobs, connection, place, GATHER_SECONDS)
    return Followed()


class _Pass:
    """One look at everything that waits, by the only one who looks."""

    def __init__(self, office: Office, place: str, lease: HeldLease) -> None:
        self._office, self._place, self._lease = office, place, lease
        self._open = Counter[WaitingNews]()
        """How many readings each piece of news still asks for."""

    def follow(self) -> Followed:
        now = self._office.clock()
        with reading(self._office.engine) as connection:
            news = learning_news.waiting(connection, self._place, AT_ONCE)
            tasks = _tasks(connection, self._place, news, now)
        self._open.update(one for task in tasks for one in (*task.results, *task.places))
        gone = [one for one in news if one not in self._open]
        self._settle(gone)
        results = [self._read(t, t.results, self._results, _due(t.results)) for t in tasks]
        places = [self._read(t, t.places, self._places, self._places_due(t)) for t in tasks]
        done = Followed(
            results.count(True),
            places.count(True),
            results.count(False) + places.count(False),
            len(gone),
            self._come_back(),
        )
        _log.info("news followed", **asdict(done))
        return done

    def _read(
        self,
        task: _Task,
        news: Sequence[WaitingNews],
        read: Callable[[_Task], None],
        due: datetime | None,
    ) -> bool | None:
        """Read what news asks for, and forget it; None when it is not the time, False when it
        failed. Left alone before, so that a reading that dies comes again and others come first.
        """
        now = self._office.clock()
        if due is None or due > now:
            return None
        self._postpone(news, now + _pause(news, now))
        self._lease.renew()
        try:
            read(task)
        except RemoteError as error:
            _log.warning("news not followed", training=task.training.code, code=error.remote_code)
            self._settle([one for one in news if now - one.noted_at > GIVEN_UP])
            return False
        self._open.subtract(news)
        self._settle([one for one in news if not self._open[one]])
        return True

    def _places_due(self, task: _Task) -> datetime | None:
        """Return when a course may be read back: with rests in between, not while we write."""
        due = _due(task.places)
        if due is None:
            return None
        now, key = self._office.clock(), training_key(task.training.id)
        with reading(self._office.engine) as connection:
            last = statuses.read_at(connection, key, LMS)
            writing = bool(plans.applying(connection, key))
        waited = now - min(one.noted_at for one in task.places)
        if writing and waited < WRITING_AT_MOST:
            due = now + WRITING
        elif last is not None:
            due = max(due, last + REST)
        if due > now:
            self._postpone([one for one in task.places if one.due_at < due], due)
        return due

    def _results(self, task: _Task) -> None:
        actor = f"job:{FOLLOW_JOB}"
        read_learning(self._office, task.training.code, seats=task.wanted_seats, actor=actor)

    def _places(self, task: _Task) -> None:
        for status in verify_training(self._office, task.training.code, systems=[LMS]):
            if status.unread:
                raise TemporaryError(status.system, "observe", status.unread)

    def _come_back(self) -> int:
        """Ask for another pass where something will be due before the next tick; count the rest."""
        with self._office.engine.begin() as connection:
            left = learning_news.waiting(connection, self._place, AT_ONCE)
            if left:
                ahead = min(one.due_at for one in left) - self._office.clock()
                if (delay := ahead.total_seconds()) < TICK_SECONDS:
                    request(self._office.jobs, connection, self._place, max(0.0, delay))
        return len(left)

    def _settle(self, news: Sequence[WaitingNews]) -> None:
        if news:
            with self._office.engine.begin() as connection:
                learning_news.settle(connection, self._place, news)

    def _postpone(self, news: Sequence[WaitingNews], until: datetime) -> None:
        if news:
            with self._office.engine.begin() as connection:
                learning_news.postpone(connection, self._place, news, until)


def _tasks(
    connection: Connection, place: str, news: Sequence[WaitingNews], now: datetime
) -> list[_Task]:
    """Say what is to be read, training by training; news of nothing of ours asks for nothing."""
    courses = bound_seats.trainings_of(connection, place, COURSE)
    people = {one.person for one in news if one.person}
    seats = bound_seats.seats_of(connection, place, ACCOUNT, people)
    tasks = {
        one.id: _Task(one)
        for several in courses.values()
        for one in several
        if one.ends_at is None or now <= one.ends_at + AFTERWARDS
    }
    for one in news:
        own = seats.get(one.person, [])
        concerned = (
            [training.id for training in courses.get(one.course, [])]
            if one.course
            else sorted({seat.training for seat in own})
        )
        for training in concerned:
            if (task := tasks.get(training)) is not None:
                _ask(task, one, [seat.key for seat in own if seat.training == training], now)
    return [task for task in tasks.values() if task.results or task.places]


def _ask(task: _Task, news: WaitingNews, seats: Sequence[str], now: datetime) -> None:
    """Add one piece of news to what is to be read of a training, where it asks for anything."""
    ends_at = task.training.ends_at
    if news.kind is NewsKind.RESULTS:
        if seats or not news.person:
            task.results.append(news)
            task.seats.update(seats)
            task.everybody = task.everybody or not news.person
    elif news.kind is not NewsKind.ACCOUNT or ends_at is None or now < ends_at:
        task.places.append(news)


def _due(news: Sequence[WaitingNews]) -> datetime | None:
    return max((one.due_at for one in news), default=None)


def _pause(news: Sequence[WaitingNews], now: datetime) -> timedelta:
    waited = now - min(one.noted_at for one in news)
    return min(max(waited, FIRST_PAUSE), LONGEST_PAUSE)
