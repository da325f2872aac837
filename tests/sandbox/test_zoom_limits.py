"""Quotas and rate limits of the sandbox Zoom, with the headers Zoom documents."""

from dataclasses import replace

import pytest

from connector.sandbox.zoom import Rules, SandboxZoom
from connector.sandbox.zoom.limits import utc_day
from connector.sandbox.zoom.rules import Plan
from tests.sandbox.zoom_place import FAST, HENDRA, START, Clock, ZoomPlace, class_body, code

SARI = "sari.puspita@dinas.example"
NEXT_MIDNIGHT = "2027-01-05T00:00:00Z"


def test_a_host_creates_and_updates_a_hundred_times_a_day(zoom: ZoomPlace) -> None:
    number = zoom.create()["id"]
    for _ in range(99):
        assert zoom.call("PATCH", f"/meetings/{number}", {"topic": "x"}).status_code == 204
    reply = zoom.call("POST", "/users/me/meetings", class_body())
    assert code(reply) == (429, 429)
    assert "daily rate limit" in reply.json()["message"]
    assert reply.headers["X-RateLimit-Type"] == "Daily-limit"
    assert reply.headers["X-RateLimit-Remaining"] == "0"
    assert reply.headers["Retry-After"] == NEXT_MIDNIGHT
    assert "X-RateLimit-Reset" not in reply.headers


def test_another_host_and_a_delete_are_not_held_up(zoom: ZoomPlace) -> None:
    zoom.server.rules = replace(FAST, meeting_writes_a_day=1)
    number = zoom.create()["id"]
    assert zoom.create(HENDRA)["id"]
    assert zoom.call("DELETE", f"/meetings/{number}").status_code == 204


def test_a_refused_create_burns_quota_too(zoom: ZoomPlace) -> None:
    zoom.server.rules = replace(FAST, meeting_writes_a_day=1)
    zoom.call("POST", "/users/me/meetings", class_body(type=7))
    assert code(zoom.call("POST", "/users/me/meetings", class_body())) == (429, 429)


def test_daily_counts_start_again_at_midnight_utc(zoom: ZoomPlace) -> None:
    zoom.server.rules = replace(FAST, meeting_writes_a_day=1)
    zoom.create()
    zoom.clock.now = START.replace(hour=23, minute=59)
    zoom.sign_in()
    assert code(zoom.call("POST", "/users/me/meetings", class_body())) == (429, 429)
    zoom.clock.move(minutes=1)
    assert zoom.create()["id"]


def test_the_same_address_registers_three_times_a_day_over_all_meetings(zoom: ZoomPlace) -> None:
    numbers = [zoom.create()["id"] for _ in range(4)]
    for number in numbers[:3]:
        assert zoom.add(number, SARI).status_code == 201
    reply = zoom.add(numbers[3], SARI)
    assert code(reply) == (429, 429)
    assert "(3)" in reply.json()["message"]
    assert reply.headers["Retry-After"] == NEXT_MIDNIGHT


def test_the_lenient_mode_counts_for_each_meeting(zoom: ZoomPlace) -> None:
    zoom.server.rules = replace(FAST, strict_registrant_quota=False)
    numbers = [zoom.create()["id"] for _ in range(4)]
    for number in numbers:
        assert zoom.add(number, SARI).status_code == 201
    for _ in range(2):
        assert zoom.add(numbers[0], SARI).status_code == 201
    assert code(zoom.add(numbers[0], SARI)) == (429, 429)


def test_a_batch_leaves_out_who_has_no_quota_left_and_fails_when_nobody_has(
    zoom: ZoomPlace,
) -> None:
    number = zoom.create()["id"]
    for _ in range(3):
        zoom.add(number, SARI)
    answered = zoom.batch(number, SARI, "lain@dinas.example").json()["registrants"]
    assert [row["email"] for row in answered] == ["lain@dinas.example"]
    assert code(zoom.batch(number, SARI)) == (429, 429)


def test_a_status_changes_ten_times_a_day(zoom: ZoomPlace) -> None:
    number = zoom.create()["id"]
    zoom.batch(number, SARI)
    for _ in range(10):
        assert zoom.set_status(number, "approve", {"email": SARI}).status_code == 204
    assert code(zoom.set_status(number, "deny", {"email": SARI})) == (429, 429)
    assert len(zoom.listed(number)) == 1


@pytest.mark.parametrize(
    ("plan", "limit"), [("free", 4), ("pro", 30), ("business", 80), ("education", 80)]
)
def test_light_calls_a_second_follow_the_plan(plan: Plan, limit: int) -> None:
    clock = Clock()
    with SandboxZoom(rules=Rules(plan=plan), clock=clock) as server:
        server.limits.pulse = lambda: 100.0
        place = ZoomPlace(server, clock, server.url + "/v2")
        place.sign_in()
        answers = [place.call("GET", "/users/me") for _ in range(limit + 1)]
        assert {reply.status_code for reply in answers[:-1]} == {200}
        refused = answers[-1]
        assert refused.status_code == 429
        assert "maximum per-second rate limit" in refused.json()["message"]
        assert refused.headers["X-RateLimit-Category"] == "Light"
        assert refused.headers["X-RateLimit-Type"] == "QPS"
        assert refused.headers["X-RateLimit-Limit"] == str(limit)
        assert refused.headers["X-RateLimit-Reset"] == str(int(START.timestamp()) + 1)
        assert "Retry-After" not in refused.headers
        server.limits.pulse = lambda: 101.0
        assert place.call("GET", "/users/me").status_code == 200
        place.session.close()


def test_the_classes_are_counted_apart(zoom: ZoomPlace) -> None:
    zoom.server.rules = Rules()
    zoom.server.limits.pulse = lambda: 100.0
    number = zoom.create()["id"]
    replies = [zoom.batch(number, f"p{place}@dinas.example") for place in range(11)]
    assert [reply.status_code for reply in replies] == [201] * 10 + [429]
    assert len(zoom.listed(number)) == 10


def test_some_calls_name_the_per_second_limit_4001(zoom: ZoomPlace) -> None:
    zoom.server.rules = Rules(plan="free")
    zoom.server.limits.pulse = lambda: 100.0
    number = zoom.create()["id"]
    replies = [zoom.call("GET", f"/past_meetings/{number}/instances") for _ in range(3)]
    assert code(replies[-1]) == (429, 4001)


def test_heavy_calls_have_a_daily_limit(zoom: ZoomPlace) -> None:
    zoom.server.rules = replace(FAST, per_day_heavy=1)
    number = zoom.create()["id"]
    first = zoom.batch(number, SARI)
    assert first.headers["X-RateLimit-Category"] == "Heavy"
    assert first.headers["X-RateLimit-Remaining"] == "0"
    reply = zoom.batch(number, SARI)
    assert code(reply) == (429, 429)
    assert "daily rate limit" in reply.json()["message"]
    assert reply.headers["Retry-After"] == NEXT_MIDNIGHT


def test_successes_carry_the_headers_unless_they_are_switched_off(zoom: ZoomPlace) -> None:
    headers = zoom.call("GET", "/users/me").headers
    assert (headers["X-RateLimit-Category"], headers["X-RateLimit-Type"]) == ("Light", "QPS")
    zoom.server.rules = replace(FAST, rate_headers=False)
    assert not [name for name in zoom.call("GET", "/users/me").headers if "RateLimit" in name]


def test_the_ledger_counts_calls_quotas_and_rejections(zoom: ZoomPlace) -> None:
    zoom.server.rules = replace(FAST, registrant_adds_a_day=1)
    number = zoom.create()["id"]
    zoom.add(number, SARI)
    zoom.add(number, SARI)
    ledger, day = zoom.server.ledger, utc_day(START)
    assert ledger.count(day, "Light") == 3
    assert ledger.spent(day, f"registrant:{SARI}") == 1
    assert [(each.call, each.limit[:3]) for each in ledger.rejections] == [
        ("registrants.add", "Add")
    ]
