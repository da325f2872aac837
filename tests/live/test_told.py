"""A real Moodle tells us what people do there: through the real door, signed, and nothing is lost.

Needs our plugin there, with the address and key that the environment names (`site`).
"""

import time
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

import pytest

from connector.lms.moodle import plugin, services
from connector.reconcile.status import SeatState
from tests.live.site import CRON, DOOR, HAND_TOKEN, LIVE, PAUSE, SECRET, TEMPLATE, run_cron
from tests.live.told import ToldHouse, told_house

pytestmark = [
    *LIVE,
    pytest.mark.skipif(
        not (SECRET and DOOR and CRON and HAND_TOKEN and TEMPLATE),
        reason="SIMPUL_LIVE_MOODLE_WEBHOOK_SECRET, _DOOR, _CRON_COMMAND, _HAND_TOKEN, _TEMPLATE",
    ),
]

PEOPLE = 4


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[ToldHouse]:
    with told_house(tmp_path) as opened:
        yield opened


@pytest.fixture
def house(empty: ToldHouse) -> ToldHouse:
    """With a class in a course with quizzes; what our own writing made Moodle tell was read."""
    empty.class_of(PEOPLE)
    empty.quiet()
    return empty


def missing(house: ToldHouse) -> int:
    return sum(one.state is not SeatState.OK for one in house.status().status.seats)


def by_hand(house: ToldHouse) -> int:
    """Return the number of the activity that is marked complete by hand: the last one."""
    asked = {"courseid": house.course, "userid": house.users()[0]}
    statuses = house.client.read(services.ACTIVITIES, asked)["statuses"]
    return int(statuses[-1]["cmid"])


def test_a_test_message_makes_the_round_trip(empty: ToldHouse) -> None:
    sent = plugin.send_test(empty.client, token_hex(8))
    assert (sent.status, sent.error) == (200, "")
    empty.take()
    assert empty.events() == ["moodle.test"]
    delivery = plugin.site_facts(empty.client).delivery
    assert delivery.ready
    assert not delivery.blocked
    assert delivery.last_status == 200


def test_a_completion_is_read_of_the_person_it_names(
    house: ToldHouse, request: pytest.FixtureRequest
) -> None:
    before = len(house.progress())
    assert before == 0
    house.complete(house.users()[1], by_hand(house))
    seconds = house.until(lambda: any(one.done for one in house.progress()))
    assert len(house.progress()) == 1
    assert "moodle.activity_completed" in house.events()
    said = f"\na completion was read after {seconds:.1f} s"
    request.config.get_terminal_writer().line(said)


def test_what_is_changed_by_hand_is_noticed(house: ToldHouse) -> None:
    assert (missing(house), house.status().drift) == (0, 0)
    first, second, *_ = house.users()
    house.unenrol(first)
    house.enrol(second, suspended=True)
    house.until(lambda: missing(house) == 2)
    assert house.status().drift > 0
    house.enrol(second)
    house.until(lambda: missing(house) == 1)


def test_nothing_is_lost_while_simpul_is_away(house: ToldHouse) -> None:
    first, second, third, _ = house.users()
    house.server.stop()
    came = len(house.events())
    house.unenrol(first)
    house.complete(second, by_hand(house))
    house.complete(third, by_hand(house))
    end = time.monotonic() + PAUSE
    while time.monotonic() < end:
        run_cron()
        time.sleep(min(5.0, max(0.0, end - time.monotonic())))
    facts = plugin.site_facts(house.client).delivery
    assert facts.waiting >= 3
    assert facts.parked == 0
    assert len(house.events()) == came
    house.server.start()
    house.until(lambda: missing(house) == 1 and sum(one.done > 0 for one in house.progress()) == 2)
    house.until(lambda: plugin.site_facts(house.client).delivery.waiting == 0)
