"""Moodle's messages through the drain: noted with the row, bursts, deaths, wrong ones aside."""

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, func, select
from structlog.testing import capture_logs

from connector.app import inbox_drain
from connector.flows.follow_news import follow_news
from connector.store import inbox, learning_news
from connector.store.engine import reading
from connector.store.inbox import InboxState
from connector.store.tables import inbox as table
from connector.store.tables import learning_news as news_table
from tests.flows.told_class import MOODLE, Told, told_class
from tests.web.place import CODE
from tests.webhooks.moodle_site import LOCAL_TOKEN, local_webhooks, message, put, settings
from webhooks.dispatch import Drain
from webhooks.moodle import events
from webhooks.moodle.plugins import from_local_webhooks

BURST = 5_000


@pytest.fixture
def place(engine: Engine) -> Iterator[Told]:
    with told_class(engine) as opened:
        yield opened


def drain(place: Told) -> Drain:
    return inbox_drain(place.office, settings())


def states(place: Told) -> list[tuple[str, str]]:
    with reading(place.office.engine) as connection:
        rows = connection.execute(select(table.c.state, table.c.reason).order_by(table.c.id))
        return [(row.state, row.reason or "") for row in rows]


def test_a_message_is_settled_noted_and_followed_together(place: Told) -> None:
    put(place.office.engine, [message(person=401), message("test", nonce="n")])
    drain(place).work_off()
    assert states(place) == [("done", ""), ("done", "")]
    assert (place.left(), place.follow_jobs()) == (1, 1)


def test_other_plugins_say_the_same(place: Told) -> None:
    kept = from_local_webhooks(local_webhooks(), LOCAL_TOKEN).body
    put(place.office.engine, [message(), kept])
    drain(place).work_off()
    with reading(place.office.engine) as connection:
        [one] = learning_news.waiting(connection, MOODLE, 10)
    assert (one.kind, one.course, one.person) == ("results", "10", "434")


def test_what_cannot_be_read_is_parked_and_says_where_alone(place: Told) -> None:
    wrong = [message(course="ten"), b'{"type":7}', b"[]", message("badge_awarded"), message()]
    put(place.office.engine, wrong)
    with capture_logs() as lines:
        drain(place).work_off()
    assert states(place) == [
        ("parked", "payload_unreadable"),
        ("parked", "payload_unreadable"),
        ("parked", "payload_unreadable"),
        ("unknown", ""),
        ("done", ""),
    ]
    assert place.left() == 1
    assert "434" not in json.dumps([line for line in lines if line["event"] == "event_parked"])


def test_a_drain_that_dies_while_it_settles_loses_and_repeats_nothing(place: Told) -> None:
    put(place.office.engine, [message(person=n) for n in range(1, 4)])

    def die(connection: Connection, connection_id: str) -> None:
        raise KeyboardInterrupt

    readers = {"moodle": events.reader()}
    with pytest.raises(KeyboardInterrupt):
        Drain(place.office.engine, readers, follow=die, lease_seconds=0.0).drain_once()
    assert place.left() == 0
    assert [state for state, _ in states(place)] == ["waiting"] * 3
    drain(place).work_off()
    assert (place.left(), place.follow_jobs()) == (3, 1)
    assert [state for state, _ in states(place)] == ["done"] * 3


def test_a_replayed_message_is_followed_again(place: Told) -> None:
    [one] = place.training(range(1, 2))
    put(place.office.engine, [message(person=int(place.user(one)))])
    drain(place).work_off()
    place.follow()
    with place.office.engine.begin() as connection:
        inbox.replay(connection, InboxState.DONE)
    drain(place).work_off()
    place.follow()
    assert place.lms.asked == [(CODE, [one])] * 2


def test_a_burst_of_thousands_is_a_handful_of_jobs_and_one_call(place: Told) -> None:
    everybody = place.training(range(1, 21))
    users = [int(place.user(seat)) for seat in everybody]
    kinds = ("course_completed", "activity_completed", "quiz_submitted", "enrolled")
    bodies = [
        message(kinds[n % 4], person=users[n // 4 % len(users)], object=n) for n in range(BURST)
    ]
    put(place.office.engine, bodies)
    assert drain(place).work_off() == BURST
    assert place.follow_jobs() <= 15
    assert place.left() <= BURST // 1000 * 40
    done = follow_news(place.office)
    assert (done.results, done.places, done.left) == (1, 1, 0)
    assert [seats for _, seats in place.lms.asked] == [sorted(everybody)]
    assert len(place.lms.looked) == 1
    with reading(place.office.engine) as connection:
        left = connection.execute(select(func.count()).select_from(news_table)).scalar_one()
    assert left == 0
