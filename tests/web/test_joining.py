"""`/p/course`: a click in the course leads to the person's own page, and nobody else anywhere."""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import Engine, select
from structlog.testing import capture_logs
from werkzeug.test import TestResponse

from connector.domain.join_links import LIFE, SLACK, JoinLink, sign
from connector.domain.sessions import session_mark
from connector.domain.standard_webhooks import new_secret
from connector.domain.trainings import SeatState
from connector.sandbox.moodle.plugin.receiver import Receiver
from connector.store import seats, trainings
from connector.store.engine import reading
from connector.store.keys import number_of
from connector.store.tables import seats as seats_table
from connector.web import create_web
from tests.web.place import (
    CODE,
    WORDS,
    House,
    add_training,
    address,
    bind,
    house,
    person,
    seat_keys,
)

MOODLE = "moodle-default"
SECRET, OLD = new_secret(), new_secret()


@dataclass
class Course:
    """A course with three people, and what Moodle's join page sends them to."""

    place: House
    seats: list[str]

    def user(self, seat: str) -> int:
        with reading(self.place.engine) as connection:
            query = select(seats_table.c.person_id).where(seats_table.c.id == number_of(seat))
            return 400 + int(connection.execute(query).scalar_one())

    def signed(
        self, seat: str = "", *, secret: str = SECRET, life: float = LIFE, **said: object
    ) -> dict[str, str]:
        """Sign as the plugin does: by the contract, not by our own code."""
        until = int(self.place.clock().timestamp() + life)
        user = self.user(seat or self.seats[0])
        given = {"site": "default", "user": user, "course": 10, "session": "", "until": until}
        text = {name: str(value) for name, value in {**given, **said}.items()}
        message = "\n".join(("simpul-join-v1", *text.values()))
        key = b64decode(secret.removeprefix("whsec_"))
        return {**text, "sign": hmac.new(key, message.encode(), hashlib.sha256).hexdigest()}

    def click(self, said: dict[str, str], **headers: str) -> TestResponse:
        return self.place.visitor().get(f"/p/course?{urlencode(said)}", **headers)

    def own(self, seat: str, code: str = CODE) -> str:
        return self.place.settings.base_url + address(self.place, seat, code)


def opened(place: House) -> Course:
    """Build the pages again, of an office whose learning system may send people here."""
    key = add_training(place, [person(n) for n in (1, 2, 3)], days=2)
    bind(place, MOODLE, key, {("course", key): "10"})
    office = replace(place.office, learning_keys={MOODLE: (SECRET, OLD)})
    app = create_web(office, place.settings, WORDS)
    course = Course(replace(place, office=office, app=app), seat_keys(place))
    account(course, course.seats, key)
    return course


def account(course: Course, chosen: list[str], key: str) -> None:
    users = {seat: course.user(seat) for seat in chosen}
    found = {("account", f"person:{user - 400}"): str(user) for user in users.values()}
    bind(course.place, MOODLE, key, found)


@pytest.fixture
def course(sqlite_engine: Engine) -> Iterator[Course]:
    with house(sqlite_engine) as place:
        yield opened(place)


@pytest.fixture
def course_on_both(engine: Engine) -> Iterator[Course]:
    with house(engine) as place:
        yield opened(place)


def test_everybody_is_led_to_their_own_page_and_no_other(course_on_both: Course) -> None:
    course = course_on_both
    found = [course.click(course.signed(seat)) for seat in course.seats]
    assert [one.status_code for one in found] == [303, 303, 303]
    assert [one.location for one in found] == [course.own(seat) for seat in course.seats]
    assert len({one.location for one in found}) == 3
    assert course.place.visitor().get(str(found[0].location)).status_code == 200


def test_nothing_on_the_way_is_kept_or_told_on(course: Course) -> None:
    for said in (course.signed(), {**course.signed(), "user": "9"}):
        answer = course.click(said)
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_sandbox_and_our_own_code_sign_alike(course: Course) -> None:
    said = course.signed(session="abc")
    names = ("site", "user", "course", "session", "until")
    link = JoinLink(**{name: said[name] for name in names}, signature="")
    assert sign(SECRET, link) == said["sign"]
    moodle = Receiver(course.place.settings.base_url, SECRET)
    now = int(course.place.clock().timestamp())
    sent = moodle.join_address(course.user(course.seats[1]), 10, "abc", now)
    path = sent.removeprefix(course.place.settings.base_url)
    assert course.place.visitor().get(path).location == course.own(course.seats[1])


@pytest.mark.parametrize(
    "changed",
    [
        {"user": "402"},
        {"course": "11"},
        {"session": "0123456789abcdef"},
        {"until": "9999999999"},
        {"site": "lain"},
        {"sign": "0" * 64},
        {"sign": ""},
        {"user": "0401"},
        {"user": "401\n10"},
        {"until": "١٢٣"},
    ],
)
def test_a_link_that_was_touched_leads_nowhere(course: Course, changed: dict[str, str]) -> None:
    answer = course.click({**course.signed(course.seats[0]), **changed})
    assert answer.status_code == 400
    assert "Location" not in answer.headers
    assert "Tautan ini tidak sah." in answer.text


def test_a_link_without_anything_leads_nowhere(course: Course) -> None:
    assert course.click({}).status_code == 400
    assert course.click({"user": "x" * 5000}).status_code == 400


@pytest.mark.parametrize("life", [-SLACK - 1, -3600, LIFE + SLACK + 1, 10**7])
def test_a_link_is_good_for_minutes_only(course: Course, life: float) -> None:
    answer = course.click(course.signed(life=life))
    assert answer.status_code == 410
    assert "Location" not in answer.headers
    assert "sudah lewat waktunya" in answer.text


@pytest.mark.parametrize("life", [LIFE, 1, LIFE + SLACK - 1, -SLACK + 1])
def test_clocks_may_differ_a_little(course: Course, life: float) -> None:
    assert course.click(course.signed(life=life)).status_code == 303


def test_both_secrets_are_taken_during_a_rotation_and_no_third(course: Course) -> None:
    assert course.click(course.signed(secret=OLD)).status_code == 303
    assert course.click(course.signed(secret=new_secret())).status_code == 400


def test_without_a_secret_no_link_is_good(course: Course) -> None:
    closed = replace(course.place.office, learning_keys={})
    app = create_web(closed, course.place.settings, WORDS)
    shut = Course(replace(course.place, office=closed, app=app), course.seats)
    assert shut.click(shut.signed()).status_code == 400


def test_a_signature_for_a_message_opens_no_page(course: Course) -> None:
    """The same secret signs messages: one of these must not do for the other."""
    said = course.signed()
    body = "\n".join((said["site"], said["user"], said["course"], said["session"], said["until"]))
    key = b64decode(SECRET.removeprefix("whsec_"))
    said["sign"] = hmac.new(key, f"msg_1.1.{body}".encode(), hashlib.sha256).hexdigest()
    assert course.click(said).status_code == 400


@pytest.mark.parametrize(
    ("said", "code"), [({"user": 7}, 404), ({"course": 99}, 404), ({"user": 999_999}, 404)]
)
def test_who_has_no_place_here_is_told_so_kindly(
    course: Course, said: dict[str, Any], code: int
) -> None:
    answer = course.click(course.signed(**said))
    assert answer.status_code == code
    assert "Location" not in answer.headers
    assert "Anda tidak terdaftar pada pelatihan ini." in answer.text
    english = course.place.visitor().get(f"/p/course?{urlencode(course.signed(**said))}&lang=en")
    assert "You have no place in this training." in english.text


@pytest.mark.parametrize("state", [SeatState.WITHDRAWN, SeatState.REPLACED, SeatState.DECLINED])
def test_a_seat_that_was_given_up_is_none(course: Course, state: SeatState) -> None:
    with course.place.engine.begin() as connection:
        seats.set_state(connection, number_of(course.seats[0]), state)
    assert course.click(course.signed(course.seats[0])).status_code == 404
    assert course.click(course.signed(course.seats[1])).status_code == 303


def test_a_renewed_address_is_the_one_that_is_led_to(course: Course) -> None:
    before = course.own(course.seats[0])
    with course.place.engine.begin() as connection:
        seats.revoke_link(connection, number_of(course.seats[0]), now=course.place.clock())
    answer = course.click(course.signed(course.seats[0]))
    assert answer.location == course.own(course.seats[0]) != before


def second_training(course: Course, own_course: str) -> str:
    """Seat the first person in another training; return that seat."""
    key = add_training(course.place, [person(1)], code="P2", title="Lain", days=3)
    bind(course.place, MOODLE, key, {("course", key): own_course})
    [seat] = seat_keys(course.place, "P2")
    assert course.user(seat) == course.user(course.seats[0])
    return seat


def test_with_seats_in_two_trainings_the_course_decides(course: Course) -> None:
    other = second_training(course, "11")
    assert course.click(course.signed(course=10)).location == course.own(course.seats[0])
    assert course.click(course.signed(course=11)).location == course.own(other, "P2")
    assert course.click(course.signed(course.seats[1], course=11)).status_code == 404


def test_where_two_trainings_share_a_course_the_session_decides(course: Course) -> None:
    other = second_training(course, "10")
    with reading(course.place.engine) as connection:
        first, second = (
            {one.key for one in trainings.sessions_of(connection, number)} for number in (1, 2)
        )
    [only_there, *_] = sorted(second - first)
    said = course.signed(session=session_mark(only_there))
    assert course.click(said).location == course.own(other, "P2")
    assert course.click(course.signed()).location == course.own(other, "P2")  # the newest


def test_a_link_is_good_for_its_minutes_not_once(course: Course) -> None:
    said = course.signed()
    assert [course.click(said).status_code for _ in range(3)] == [303] * 3


def test_guessing_is_stopped_and_a_class_is_not(course: Course) -> None:
    wrong = {**course.signed(), "sign": "0" * 64}
    assert [course.click(course.signed()).status_code for _ in range(70)] == [303] * 70
    codes = [course.click(wrong).status_code for _ in range(61)]
    assert codes[:60] == [400] * 60
    assert codes[60] == 429


def test_no_link_is_written_into_the_log(course: Course) -> None:
    said = course.signed()
    with capture_logs() as lines:
        course.click(said)
        course.click({**said, "user": "9"})
    assert said["sign"] not in str(lines)


def test_a_training_whose_address_is_named_course_is_no_token(course: Course) -> None:
    assert course.place.visitor().get("/p/course/course").status_code == 404
