"""One training's life on a real Moodle, with the token a site would really give us.

Opt-in; people and course are invented, named at random and removed afterwards (`site`).
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from secrets import token_hex

import pytest

from connector.clock import utc_now
from connector.domain.people import Role
from connector.domain.trainings import Training
from connector.http import new_session
from connector.lms.moodle import services
from connector.lms.moodle.checks import check
from connector.lms.moodle.client import MoodleClient
from connector.lms.moodle.options import AuthMethod, MoodleOptions
from connector.lms.moodle.platform import MoodlePlatform
from connector.reconcile.changes import Action, Outcome, Result
from tests.live.site import LIVE, TOKEN, URL, leave_clean
from tests.lms import people
from tests.reconcile.memory import Memory, plan, sync

pytestmark = LIVE


@dataclass
class Live:
    """A real site and one invented training on it."""

    client: MoodleClient
    tag: str
    auth: AuthMethod = "oauth2"
    memory: Memory = field(default_factory=Memory)

    def platform(self) -> MoodlePlatform:
        options = MoodleOptions(auth=self.auth)
        return MoodlePlatform(self.client, connection="live", options=options)

    def training(self, count: int, *, instructors: int = 1) -> Training:
        seats = people.seats(count, tag=self.tag, instructors=instructors)
        return people.training(seats, code=self.tag)

    def sync(self, training: Training) -> list[Outcome]:
        return list(sync(self.platform(), training, self.memory).outcomes)

    def left(self, training: Training) -> list[tuple[str, str]]:
        """What a next plan would still do, pages aside: they need rights beyond the 23."""
        part, _ = plan(self.platform(), training, self.memory)
        assert not part.undecided
        return [(c.kind, c.action.value) for c in part.changes if c.kind != "course_page"]

    @property
    def course(self) -> int:
        return int(self.memory.bound["course", "training:1"])

    def roles(self) -> Counter[int]:
        listed = services.enrolled(self.client, self.course, suspended=False)
        return Counter(role for one in listed for role in one.roles)

    def clean(self) -> str:
        course = self.course if ("course", "training:1") in self.memory.bound else None
        accounts = map(int, self.memory.all("account").values())
        events = map(int, self.memory.all("event").values())
        return leave_clean(self.client, self.tag, course, accounts, events)


@pytest.fixture
def live(request: pytest.FixtureRequest) -> Iterator[Live]:
    client = MoodleClient(new_session, URL, TOKEN)
    one = Live(client, "zz" + token_hex(3))
    try:
        yield one
    finally:
        said = one.clean() if one.memory.bound else "nothing was made"
        client.close()
        request.config.get_terminal_writer().line(f"\nleft clean: {said}")


def test_doctor_finds_nothing_to_mend(live: Live) -> None:
    wrong = [one for one in check(live.client, MoodleOptions(), utc_now()) if one.ok is False]
    assert wrong == []


@pytest.mark.parametrize("auth", ["manual", "oauth2"])
def test_a_training_from_roster_to_read_back(live: Live, auth: AuthMethod) -> None:
    live.auth = auth
    training = live.training(12)
    outcomes = live.sync(training)
    assert {one.result for one in outcomes} == {Result.DONE}
    part, observed = plan(live.platform(), training, live.memory)
    assert list(part.changes) == []
    assert len([one for one in observed.items if one.kind == "group_member"]) == 13
    assert live.roles() == {5: 12, 3: 1}


def test_people_who_change_leave_and_come_back(live: Live) -> None:
    training = live.training(4)
    live.sync(training)
    first, second, *others = training.seats
    changed = replace(
        training,
        seats=[replace(first, role=Role.COMPANION), people.withdrawn(second), *others],
    )
    live.sync(changed)
    assert live.left(changed) == []
    assert live.roles() == {5: 2, 4: 1, 3: 1}
    live.sync(training)
    assert live.left(training) == []
    assert live.roles() == {5: 4, 3: 1}


def test_a_timetable_that_moves(live: Live) -> None:
    training = live.training(1)
    live.sync(training)
    moved = people.session(people.FIRST_DAY, 13, "Etika & Integritas")
    changed = replace(training, sessions=[moved, *training.sessions[1:-1]])
    outcomes = live.sync(changed)
    refused = {one.code for one in outcomes if one.change.kind == "course_page"} - {""}
    assert refused <= {"page_refused"}  # the 23 capabilities do not cover a course's summary
    assert live.left(changed) == []
    there = services.course_events(live.client, live.course)
    assert sorted((one.name, one.timestart) for one in there) == sorted(
        (one.subject, int(one.start.timestamp())) for one in changed.sessions
    )


def test_a_crash_before_anything_was_remembered_ends_in_adoption(live: Live) -> None:
    training = live.training(3)
    live.memory.forgetful = True
    live.sync(training)
    live.memory.forgetful = False
    outcomes = live.sync(training)
    assert Action.ADOPT in {one.change.action for one in outcomes}
    accounts = [one for one in outcomes if one.change.kind == "account"]
    assert {one.change.action for one in accounts} == {Action.ADOPT}
    live.sync(training)
    assert live.left(training) == []
    assert live.roles() == {5: 3, 3: 1}


def test_one_bad_row_stands_alone(live: Live) -> None:
    """An address that Moodle refuses and our look-up cannot see: another spelling of capitals."""
    training = live.training(8)
    taken = str(training.seats[3].record.email)
    made = live.client.write(
        "core_user_create_users",
        {
            "users[0][username]": f"{live.tag}.lama",
            "users[0][auth]": "oauth2",
            "users[0][firstname]": "Lama",
            "users[0][lastname]": "Sekali",
            "users[0][email]": taken.capitalize(),
        },
    )
    outcomes = live.sync(training)
    failed = [one for one in outcomes if one.result is Result.FAILED]
    live.memory.bound["account", "person:lama"] = str(made[0]["id"])
    assert [(one.change.key, one.code) for one in failed] == [
        ("person:4", "moodle_invalidparameter")
    ]
