"""What is read again because a learning system told of it: what is named, once; none is lost."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine, update

from connector.app import handlers
from connector.domain.learning_news import NewsKind
from connector.domain.trainings import SeatState
from connector.errors import PermanentError, TemporaryError
from connector.flows import follow_news as flow
from connector.flows import read_learning
from connector.flows.follow_news import FOLLOW_JOB, follow_news
from connector.jobs.port import JobState
from connector.jobs.ticks import FOLLOW_NEWS, periodic
from connector.lms import base
from connector.lms.moodle import wishes
from connector.store import learning, leases, seats, statuses
from connector.store.engine import reading
from connector.store.keys import number_of
from connector.store.tables import plans as plans_table
from connector.store.tables import sessions
from tests.flows.told_class import MOODLE, Told, told_class
from tests.web.place import CODE, add_plan

AWAY = TemporaryError("moodle", "core_x", "timeout")
DENIED = PermanentError("moodle", "core_x", "accessexception")


@pytest.fixture
def place(engine: Engine) -> Iterator[Told]:
    with told_class(engine) as opened:
        yield opened


def test_results_are_read_of_the_person_named_alone(place: Told) -> None:
    _one, two, _three = place.training(range(1, 4))
    place.told(NewsKind.RESULTS, person=place.user(two))
    done = place.follow()
    assert place.lms.asked == [(CODE, [two])]
    assert place.lms.looked == []
    assert (done.results, done.places, done.left, place.left()) == (1, 0, 0, 0)
    with reading(place.office.engine) as connection:
        assert set(learning.progress_of(connection, 1)) == {two}


def test_a_whole_class_that_is_told_of_is_one_reading(place: Told) -> None:
    everybody = place.training(range(1, 9))
    for seat in everybody * 3:
        place.told(NewsKind.RESULTS, person=place.user(seat))
    place.follow()
    assert place.lms.asked == [(CODE, sorted(everybody))]
    assert place.left() == 0


def test_results_without_a_person_are_those_of_the_whole_course(place: Told) -> None:
    place.training(range(1, 4))
    place.told(NewsKind.RESULTS)
    place.follow()
    assert place.lms.asked == [(CODE, None)]


@pytest.mark.parametrize("kind", [NewsKind.PLACES, NewsKind.COURSE, NewsKind.ACCOUNT])
def test_places_are_read_back_once_and_from_that_system_alone(place: Told, kind: NewsKind) -> None:
    one, two = place.training(range(1, 3))
    for seat in (one, two, one):
        course = "" if kind is NewsKind.ACCOUNT else "10"
        place.told(kind, course, "" if kind is NewsKind.COURSE else place.user(seat))
    assert place.follow().places == 1
    assert (place.lms.looked, place.lms.asked, place.left()) == ([CODE], [], 0)
    with reading(place.office.engine) as connection:
        told = statuses.of_training(connection, "training:1")
    assert [one.status.system for one in told] == ["lms"]


def test_a_person_in_two_trainings_is_read_in_the_one_that_is_named(place: Told) -> None:
    first = place.training(range(1, 3))
    second = place.training(range(1, 3), code="P2", course="11")
    assert place.user(first[0]) == place.user(second[0])
    place.told(NewsKind.RESULTS, "11", place.user(first[0]))
    place.follow()
    assert place.lms.asked == [("P2", [second[0]])]
    place.told(NewsKind.ACCOUNT, "", place.user(first[0]))
    place.follow()
    assert place.lms.looked == [CODE, "P2"]


def test_news_of_nothing_of_ours_is_dropped_without_a_call(place: Told) -> None:
    one, two = place.training(range(1, 3))
    with place.office.engine.begin() as connection:
        seats.set_state(connection, number_of(two), SeatState.WITHDRAWN)
    for kind, course, person in (
        (NewsKind.RESULTS, "999", place.user(one)),
        (NewsKind.RESULTS, "10", "7"),
        (NewsKind.RESULTS, "10", place.user(two)),
        (NewsKind.PLACES, "999", place.user(one)),
        (NewsKind.COURSE, "1", ""),
        (NewsKind.ACCOUNT, "", "7"),
    ):
        place.told(kind, course, person)
    done = place.follow()
    assert (done.dropped, place.left()) == (6, 0)
    assert (place.lms.asked, place.lms.looked) == ([], [])


def test_a_training_that_is_long_over_is_left_in_peace(place: Told) -> None:
    [one] = place.training(range(1, 2))
    place.told(NewsKind.RESULTS, person=place.user(one))
    place.told(NewsKind.PLACES, person=place.user(one))
    place.follow(after=(read_learning.AFTERWARDS + timedelta(days=10)).total_seconds())
    assert (place.lms.asked, place.lms.looked, place.left()) == ([], [], 0)


def test_an_account_matters_to_trainings_that_are_not_over(place: Told) -> None:
    [one] = place.training(range(1, 2))
    with place.office.engine.begin() as connection:
        connection.execute(update(sessions).values(ends_at=place.office.clock()))
    place.told(NewsKind.ACCOUNT, "", place.user(one))
    place.follow(after=1)
    assert (place.lms.looked, place.left()) == ([], 0)


def test_what_is_told_while_something_is_read_is_read_again(place: Told) -> None:
    [one] = place.training(range(1, 2))
    user = place.user(one)
    place.told(NewsKind.RESULTS, person=user)

    def again() -> None:
        place.lms.meanwhile = lambda: None
        place.told(NewsKind.RESULTS, person=user)

    place.lms.meanwhile = again
    assert place.follow().left == 1
    assert place.follow_jobs() == 1  # asked for by the pass itself
    place.follow()
    assert len(place.lms.asked) == 2
    assert place.left() == 0


@pytest.mark.parametrize("error", [AWAY, DENIED])
@pytest.mark.parametrize("kind", [NewsKind.RESULTS, NewsKind.PLACES])
def test_a_reading_that_fails_loses_nothing_and_comes_again(
    place: Told, kind: NewsKind, error: TemporaryError | PermanentError
) -> None:
    [one] = place.training(range(1, 2))
    place.told(kind, person=place.user(one))
    place.lms.fails[CODE] = error
    done = place.follow()
    assert (done.failed, done.left, place.left()) == (1, 1, 1)
    place.follow(after=1)
    assert len(place.lms.asked) + len(place.lms.looked) == 1  # it is left alone for a while
    place.lms.fails.clear()
    assert place.follow(after=15).failed == 0
    assert place.left() == 0


def test_a_reading_that_goes_on_failing_is_tried_ever_less_often_and_then_dropped(
    place: Told,
) -> None:
    [one] = place.training(range(1, 2))
    place.told(NewsKind.RESULTS, person=place.user(one))
    place.lms.fails[CODE] = DENIED
    for _ in range(25 * 12):
        place.follow(after=300)
    assert place.left() == 0
    assert 100 < len(place.lms.asked) < 200


def test_one_training_that_fails_holds_no_other_up(place: Told) -> None:
    [one] = place.training(range(1, 2))
    [two] = place.training(range(5, 6), code="P2", course="11")
    place.lms.fails[CODE] = AWAY
    place.told(NewsKind.RESULTS, "10", place.user(one))
    place.told(NewsKind.RESULTS, "11", place.user(two))
    done = place.follow()
    assert (done.results, done.failed, place.left()) == (1, 1, 1)


def test_a_pass_that_dies_while_reading_leaves_its_news_and_the_others(place: Told) -> None:
    [one] = place.training(range(1, 2))
    [two] = place.training(range(5, 6), code="P2", course="11")
    place.told(NewsKind.RESULTS, "10", place.user(one))
    place.told(NewsKind.RESULTS, "11", place.user(two))

    def die() -> None:
        raise KeyboardInterrupt

    place.lms.meanwhile = die
    with pytest.raises(KeyboardInterrupt):
        place.follow()
    assert place.left() == 2
    place.lms.meanwhile = lambda: None
    place.follow()
    assert place.lms.asked[1:] == [("P2", [two])]  # whatever killed it does not come first again
    place.follow(after=11)
    assert place.lms.asked[2:] == [(CODE, [one])]
    assert place.left() == 0


def test_two_at_once_are_one_and_the_other_comes_back(place: Told) -> None:
    [one] = place.training(range(1, 2))
    place.told(NewsKind.RESULTS, person=place.user(one))
    with leases.hold(place.office.engine, MOODLE, flow.FOLLOWER, owner="other", seconds=60):
        place.follow()
        assert place.lms.asked == []
        assert place.follow_jobs() == 1
    place.follow()
    assert len(place.lms.asked) == 1


def test_places_rest_between_two_looks(place: Told) -> None:
    [one] = place.training(range(1, 2))
    for _ in range(60):
        place.told(NewsKind.PLACES, person=place.user(one))
        place.follow(after=1)
    assert 4 <= len(place.lms.looked) <= 5
    place.follow(after=15)
    assert place.left() == 0  # the last one was looked at as well


def test_while_a_plan_is_written_its_own_noise_waits_for_one_look(place: Told) -> None:
    [one] = place.training(range(1, 2))
    add_plan(place.house, "training:1")
    with place.office.engine.begin() as connection:
        connection.execute(update(plans_table).values(state="applying"))
    for _ in range(30):
        place.told(NewsKind.PLACES, person=place.user(one))
        place.follow(after=2)
    assert place.lms.looked == []
    with place.office.engine.begin() as connection:
        connection.execute(update(plans_table).values(state="verified"))
    place.follow(after=11)
    assert place.lms.looked == [CODE]
    assert place.left() == 0


def test_a_plan_whose_writer_died_does_not_hide_what_is_told(place: Told) -> None:
    [one] = place.training(range(1, 2))
    add_plan(place.house, "training:1")
    with place.office.engine.begin() as connection:
        connection.execute(update(plans_table).values(state="applying"))
    place.told(NewsKind.PLACES, person=place.user(one))
    for _ in range(70):
        place.follow(after=10)
    assert place.lms.looked == [CODE]


def test_a_reading_of_one_does_not_undo_nor_is_undone_by_a_slower_one(place: Told) -> None:
    one, two = place.training(range(1, 3))

    def overtake() -> None:
        place.lms.meanwhile = lambda: None
        place.house.clock.now += timedelta(seconds=5)
        read_learning.read_learning(place.office, CODE, seats=[two])

    place.lms.meanwhile = overtake
    began = place.office.clock()
    read_learning.read_learning(place.office, CODE, seats=[one, two])
    with reading(place.office.engine) as connection:
        told = learning.progress_of(connection, 1)
    assert told[one].read_at == began
    assert told[two].read_at == began + timedelta(seconds=5)


def test_a_burst_is_a_handful_of_jobs(place: Told) -> None:
    for _ in range(500):
        with place.office.engine.begin() as connection:
            flow.request(place.office.jobs, connection, MOODLE)
    assert 1 <= place.follow_jobs() <= 10


def test_the_job_and_its_tick_are_known(place: Told) -> None:
    assert FOLLOW_JOB == FOLLOW_NEWS
    assert FOLLOW_JOB in handlers(place.office)
    assert [tick.seconds for tick in periodic(60) if tick.kind == FOLLOW_JOB] == [flow.TICK_SECONDS]


def test_the_ids_that_are_looked_up_are_those_the_platform_binds() -> None:
    assert (base.COURSE, base.ACCOUNT) == (wishes.COURSE, wishes.ACCOUNT)


def test_nothing_is_asked_when_nothing_was_told(place: Told) -> None:
    place.training(range(1, 3))
    assert follow_news(place.office) == flow.Followed()
    assert (place.lms.asked, place.lms.looked, place.follow_jobs()) == ([], [], 0)
    with reading(place.office.engine) as connection:
        assert place.office.jobs.listing(connection, JobState.DEAD) == []
