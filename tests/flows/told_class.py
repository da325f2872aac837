"""A class in a learning system that counts how often it is asked, and what is told of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

from sqlalchemy import Engine, func, select

from connector.domain.learning_news import News, NewsKind
from connector.domain.trainings import Training
from connector.errors import RemoteError
from connector.flows.follow_news import Followed, follow_news
from connector.flows.office import Office
from connector.jobs.port import JobState
from connector.lms.base import Learned, LearningResults
from connector.reconcile.changes import Desired, Observed
from connector.reconcile.platform import Bindings
from connector.store import learning_news
from connector.store.engine import reading
from connector.store.keys import number_of
from connector.store.tables import jobs, seats
from connector.store.tables import learning_news as table
from tests.web.place import CODE, House, PaperLearning, add_training, bind, house, person, seat_keys

MOODLE = "moodle-default"
COURSE = "10"


class Watched(PaperLearning):
    """Tells nothing new, remembers every question, and fails when it is told to."""

    def __init__(self) -> None:
        super().__init__("lms", MOODLE)
        self.asked: list[tuple[str, list[str] | None]] = []
        self.looked: list[str] = []
        self.fails: dict[str, RemoteError] = {}
        self.meanwhile: Callable[[], None] = lambda: None
        """What happens while it answers."""

    def results(
        self,
        training: Training,
        bindings: Bindings,
        tests: Mapping[str, Sequence[str]],
        seats: Collection[str] | None = None,
    ) -> LearningResults:
        self.asked.append((training.code, None if seats is None else sorted(seats)))
        self.meanwhile()
        if training.code in self.fails:
            raise self.fails[training.code]
        return LearningResults([Learned(one, True, 1, 1) for one in seats or ()], frozenset())

    def desired(self, training: Training) -> Desired:
        self.looked.append(training.code)
        return Desired(())

    def observe(self, wanted: Desired, bindings: Bindings) -> Observed:
        self.meanwhile()
        if self.looked[-1] in self.fails:
            raise self.fails[self.looked[-1]]
        return Observed(())


@dataclass
class Told:
    """An office whose learning system tells of its people; user ids are 400 + number of person."""

    house: House
    office: Office
    lms: Watched = field(default_factory=Watched)

    def told(self, kind: NewsKind, course: str = COURSE, person: str = "") -> None:
        """Note one piece of news, as the drain does."""
        with self.office.engine.begin() as connection:
            news = [News(kind, course, person)]
            learning_news.note(connection, MOODLE, news, self.office.clock())

    def follow(self, *, after: float = 0) -> Followed:
        self.house.clock.now += timedelta(seconds=after)
        return follow_news(self.office)

    def training(self, people: range, *, code: str = CODE, course: str = COURSE) -> list[str]:
        """Store a training with a course; return its seats in order."""
        key = add_training(self.house, [person(n) for n in people], code=code, days=2)
        found = {("course", key): course} if course else {}
        bind(self.house, MOODLE, key, found)
        mine = seat_keys(self.house, code)
        with reading(self.office.engine) as connection:
            rows = connection.execute(
                select(seats.c.person_id).where(seats.c.id.in_([number_of(one) for one in mine]))
            ).scalars()
            accounts = {("account", f"person:{one}"): str(400 + one) for one in rows}
        bind(self.house, MOODLE, key, accounts)
        return mine

    def user(self, seat: str) -> str:
        """The learning system's own id of a seat's person."""
        with reading(self.office.engine) as connection:
            own = connection.execute(
                select(seats.c.person_id).where(seats.c.id == number_of(seat))
            ).scalar_one()
        return str(400 + own)

    def left(self) -> int:
        with reading(self.office.engine) as connection:
            return connection.execute(select(func.count()).select_from(table)).scalar_one()

    def follow_jobs(self) -> int:
        with reading(self.office.engine) as connection:
            return connection.execute(
                select(func.count())
                .select_from(jobs)
                .where(jobs.c.kind == "follow_news", jobs.c.state == JobState.READY.value)
            ).scalar_one()


@contextmanager
def told_class(engine: Engine) -> Iterator[Told]:
    with house(engine) as opened:
        lms = Watched()
        yield Told(opened, replace(opened.office, lms=lms), lms)
