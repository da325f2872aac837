"""Whole class days with known truth: nobody is credited with a minute they were not there."""

import random
from pathlib import Path

import pytest
from sqlalchemy import Engine

from connector.app import inbox_drain
from connector.domain.attribution import Standing
from tests.class_days import ClassDay, make_class_day
from tests.stories.class_truth import (
    AFTER,
    Judged,
    decide_everything,
    judge,
    seat_the_day,
    take_in,
    write_reports,
)
from tests.stories.place import Place, address_of, office_with_sandboxes

PEOPLE = 60


def live(place: Place, day: ClassDay, bodies: list[bytes]) -> dict[str, str]:
    """Seat a day, take its events in and drain them; return person → seat."""
    seated = seat_the_day(place.office, day)
    take_in(place.office, bodies)
    inbox_drain(place.office, place.settings).work_off()
    return seated


def arriving(day: ClassDay) -> list[bytes]:
    return [one.told.body for one in sorted(day.arrivals, key=lambda one: one.at)]


def afterwards(place: Place, day: ClassDay, seated: dict[str, str]) -> Judged:
    over = max(session.closed for session in day.sessions) + AFTER
    return judge(place.office, day, seated, over)


@pytest.mark.parametrize("seed", [1, 2])
def test_with_the_report_no_minute_is_a_wrong_persons_and_people_can_settle_the_rest(
    engine: Engine, tmp_path: Path, seed: int
) -> None:
    day = make_class_day(seed, people=PEOPLE, strangers=2)
    with office_with_sandboxes(address_of(engine), tmp_path) as place:
        seated = live(place, day, arriving(day))
        write_reports(place.office, day)
        judged = afterwards(place, day, seated)
        decided = decide_everything(place.office, day, seated)
        settled = afterwards(place, day, seated)
    assert judged.wrong == judged.provisional == []
    assert judged.legs[Standing.CERTAIN.value] > PEOPLE
    assert judged.habits["stranger", Standing.UNCONFIRMED.value] == 2 * len(day.sessions)
    assert judged.left_to_people < 0.35
    assert decided > 10
    assert settled.wrong == settled.provisional == settled.off == []


@pytest.mark.parametrize("seed", [3, 7])
def test_live_alone_credits_nobody_who_was_not_there(
    engine: Engine, tmp_path: Path, seed: int
) -> None:
    day = make_class_day(seed, people=PEOPLE, strangers=2)
    with office_with_sandboxes(address_of(engine), tmp_path) as place:
        judged = afterwards(place, day, live(place, day, arriving(day)))
    assert judged.wrong == []
    assert judged.legs[Standing.CERTAIN.value] > PEOPLE


def test_order_and_repetition_of_events_change_nothing(engine: Engine, tmp_path: Path) -> None:
    day = make_class_day(4, people=30)
    mixed = arriving(day) * 2
    random.Random(5).shuffle(mixed)  # noqa: S311
    with office_with_sandboxes(address_of(engine), tmp_path) as place:
        judged = afterwards(place, day, live(place, day, mixed))
    plain = tmp_path / "plain"
    plain.mkdir()
    with office_with_sandboxes(f"sqlite:///{plain}/simpul.db", plain) as place:
        expected = afterwards(place, day, live(place, day, arriving(day)))
    assert judged == expected
    assert judged.legs
