"""Webhooks of the sandbox Zoom on their way: validation, signature, retries, oddities."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from connector.sandbox.zoom import Oddities, SubscriptionRefused
from connector.sandbox.zoom.calling import sign
from tests.contracts.prism import shared_folder
from tests.sandbox.webhook_endpoint import SECRET, Endpoint
from tests.sandbox.zoom_place import FAST, START, ZoomPlace


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with Endpoint() as listening:
        yield listening


def begin(zoom: ZoomPlace, endpoint: Endpoint, meetings: int = 1) -> list[str]:
    """Subscribe, then start classes one by one; return their UUIDs."""
    numbers = [zoom.create()["id"] for _ in range(meetings)]
    zoom.server.subscribe(endpoint.url, SECRET)
    return [zoom.server.open_class(number, zoom.clock.now).uuid for number in numbers]


def vectors() -> list[dict[str, str]]:
    file = shared_folder() / "contracts" / "zoom-signature-vectors.json"
    if not Path(file).is_file():
        pytest.skip("Zoom's signature vectors are not there: set SIMPUL_SHARED")
    found: list[dict[str, str]] = json.loads(file.read_text(encoding="utf-8"))
    return found


def test_the_signature_is_the_one_genuine_zoom_computes() -> None:
    for vector in vectors():
        made = sign(vector["secret"], vector["timestamp"], vector["body"].encode())
        assert made == vector["signature"]


def test_a_subscription_begins_with_a_signed_challenge(zoom: ZoomPlace, endpoint: Endpoint) -> None:
    zoom.server.subscribe(endpoint.url, SECRET)
    [challenge] = endpoint.challenges
    assert endpoint.verifies(challenge)
    assert set(challenge.read()["payload"]) == {"plainToken"}


@pytest.mark.parametrize(
    "answer",
    [
        {"plainToken": "something else", "encryptedToken": ""},
        {"encryptedToken": "0" * 64},
        {},
    ],
)
def test_a_wrong_answer_to_the_challenge_refuses_the_subscription(
    zoom: ZoomPlace, endpoint: Endpoint, answer: dict[str, str]
) -> None:
    endpoint.answer = lambda token: {"plainToken": token, **answer}
    with pytest.raises(SubscriptionRefused):
        zoom.server.subscribe(endpoint.url, SECRET)
    zoom.server.open_class(zoom.create()["id"], START)
    assert zoom.server.deliveries == []


def test_another_secret_at_the_endpoint_refuses_the_subscription(zoom: ZoomPlace) -> None:
    with Endpoint("another secret") as endpoint, pytest.raises(SubscriptionRefused):
        zoom.server.subscribe(endpoint.url, SECRET)


def test_nobody_at_the_address_refuses_the_subscription(zoom: ZoomPlace) -> None:
    with Endpoint() as endpoint:
        url = endpoint.url
    with pytest.raises(SubscriptionRefused):
        zoom.server.subscribe(url, SECRET)


def test_six_failed_validations_disable_a_subscription(zoom: ZoomPlace, endpoint: Endpoint) -> None:
    subscription = zoom.server.subscribe(endpoint.url, SECRET)
    endpoint.answer = lambda token: {}
    active = []
    for _ in range(6):
        assert zoom.server.revalidate() == {1: False}
        active.append(subscription.active)
    assert active == [True] * 5 + [False]
    zoom.server.open_class(zoom.create()["id"], START)
    zoom.server.deliver()
    assert endpoint.received == []


def test_a_passed_validation_forgives_earlier_failures(zoom: ZoomPlace, endpoint: Endpoint) -> None:
    subscription = zoom.server.subscribe(endpoint.url, SECRET)
    good, endpoint.answer = endpoint.answer, lambda token: {}
    zoom.server.revalidate()
    endpoint.answer = good
    assert zoom.server.revalidate() == {1: True}
    assert subscription.failures == 0


def test_an_event_arrives_signed_over_its_raw_bytes(zoom: ZoomPlace, endpoint: Endpoint) -> None:
    zoom.server.subscribe(endpoint.url, SECRET)
    zoom.create(topic="Pelatihan “Ma'ruf” 🚒")
    assert zoom.server.deliver() == 1
    [one] = endpoint.received
    assert endpoint.verifies(one)
    assert one.read()["payload"]["object"]["topic"] == "Pelatihan “Ma'ruf” 🚒"
    assert b"\\uD83D\\uDE92" in one.body
    assert "“".encode() in one.body
    assert one.headers["x-zm-request-timestamp"] == str(int(START.timestamp()))
    assert one.read()["event_ts"] == int(START.timestamp()) * 1000
    assert one.headers["clientid"] == zoom.server.client_id
    assert one.headers["user-agent"] == "Zoom Marketplace/1.0a"
    assert one.headers["content-type"] == "application/json; charset=utf-8"


def test_a_failed_delivery_comes_again_after_5_20_and_60_minutes_and_is_then_lost(
    zoom: ZoomPlace, endpoint: Endpoint
) -> None:
    endpoint.statuses = [500, 302, 503, 404, 200]
    begin(zoom, endpoint)
    tries = []
    for minutes in (0, 4.9, 0.1, 19.9, 0.1, 59.9, 0.1, 600):
        zoom.clock.move(minutes=minutes)
        tries.append(zoom.server.deliver())
    assert tries == [1, 0, 1, 0, 1, 0, 1, 0]
    [delivery] = zoom.server.deliveries
    assert delivery.state == "lost"
    assert [attempt.status for attempt in delivery.attempts] == [500, 302, 503, 404]


def test_a_retry_has_the_same_body_and_id_but_a_new_time_and_signature(
    zoom: ZoomPlace, endpoint: Endpoint
) -> None:
    endpoint.statuses = [500]
    begin(zoom, endpoint)
    zoom.server.deliver()
    zoom.server.deliver_due(zoom.clock.now.replace(hour=23))
    first, second = endpoint.received
    assert first.body == second.body
    assert first.headers["x-zm-request-id"] == second.headers["x-zm-request-id"]
    assert first.headers["x-zm-request-timestamp"] != second.headers["x-zm-request-timestamp"]
    assert first.headers["x-zm-signature"] != second.headers["x-zm-signature"]
    assert endpoint.verifies(second)
    assert zoom.server.deliveries[0].state == "acknowledged"


@pytest.mark.parametrize(("status", "state"), [(200, "acknowledged"), (204, "acknowledged")])
def test_200_and_204_acknowledge(
    zoom: ZoomPlace, endpoint: Endpoint, status: int, state: str
) -> None:
    endpoint.statuses = [status]
    begin(zoom, endpoint)
    zoom.server.deliver()
    assert zoom.server.deliveries[0].state == state


def test_silence_counts_as_a_failure(zoom: ZoomPlace, endpoint: Endpoint) -> None:
    zoom.server.rules = replace(FAST, webhook_answer_seconds=0.1)
    endpoint.statuses = [0]
    begin(zoom, endpoint)
    zoom.server.deliver()
    assert [attempt.status for attempt in zoom.server.deliveries[0].attempts] == [None]
    assert zoom.server.deliveries[0].state == "waiting"


def test_two_subscriptions_get_the_same_body_under_two_ids(
    zoom: ZoomPlace, endpoint: Endpoint
) -> None:
    zoom.server.subscribe(endpoint.url, SECRET)
    begin(zoom, endpoint)
    zoom.server.deliver()
    first, second = endpoint.of("meeting.started")
    assert first.body == second.body
    assert first.headers["x-zm-request-id"] != second.headers["x-zm-request-id"]


def test_there_are_no_more_than_twenty_subscriptions(zoom: ZoomPlace, endpoint: Endpoint) -> None:
    for _ in range(20):
        zoom.server.subscribe(endpoint.url, SECRET)
    with pytest.raises(SubscriptionRefused):
        zoom.server.subscribe(endpoint.url, SECRET)


def test_an_armed_fault_loses_doubles_or_delays_one_event(
    zoom: ZoomPlace, endpoint: Endpoint
) -> None:
    zoom.server.event_faults.arm("lost_event", match="started")
    zoom.server.event_faults.arm("double_event", match="ended")
    zoom.server.event_faults.arm("late_event", match="participant_left", seconds=90)
    [uuid] = begin(zoom, endpoint)
    room = zoom.server.room(uuid)
    room.join("Sari", START).leave(START)
    room.close(START)
    zoom.server.deliver()
    assert endpoint.names == ["meeting.participant_joined", "meeting.ended", "meeting.ended"]
    twins = endpoint.of("meeting.ended")
    assert twins[0].headers["x-zm-request-id"] == twins[1].headers["x-zm-request-id"]
    zoom.clock.move(seconds=90)
    zoom.server.deliver()
    assert endpoint.names[3:] == ["meeting.participant_left"]


def test_seeded_oddities_are_the_same_for_the_same_seed_and_differ_between_seeds() -> None:
    def fates(seed: int) -> list[tuple[float, ...]]:
        odd = Oddities(seed, duplicate=0.3, lost=0.1, disorder=9, late_left=0.5, lost_left=0.1)
        return [odd.delays("meeting.participant_left", str(n)) for n in range(300)]

    assert fates(1) == fates(1) != fates(2)
    counted = [len(each) for each in fates(1)]
    assert {0, 1, 2} == set(counted)
    assert any(60 <= each[0] <= 99 for each in fates(1) if each)
    assert any(each[0] < 9 for each in fates(1) if each)


def test_disorder_lets_neighbours_change_places(zoom: ZoomPlace, endpoint: Endpoint) -> None:
    zoom.server.oddities = Oddities(seed=3, disorder=30)
    [uuid] = begin(zoom, endpoint)
    room = zoom.server.room(uuid)
    for number in range(20):
        room.join(f"Peserta {number}", START)
    zoom.clock.move(seconds=30)
    zoom.server.deliver()
    names = [each.participant["user_name"] for each in endpoint.of("meeting.participant_joined")]
    assert sorted(names) != names
    assert len(names) == 20


def test_a_clock_that_runs_ahead_still_signs_what_it_sends(
    zoom: ZoomPlace, endpoint: Endpoint
) -> None:
    zoom.server.oddities = Oddities(ahead=2)
    begin(zoom, endpoint)
    zoom.server.deliver()
    [one] = endpoint.received
    assert int(one.headers["x-zm-request-timestamp"]) == int(START.timestamp()) + 2
    assert endpoint.verifies(one)


def test_a_thread_delivers_by_itself_until_it_is_stopped(
    zoom: ZoomPlace, endpoint: Endpoint
) -> None:
    zoom.server.start_delivering(interval=0.01)
    begin(zoom, endpoint)
    for _ in range(500):
        if endpoint.received:
            break
        endpoint.pause(0.01)
    zoom.server.stop_delivering()
    assert endpoint.names == ["meeting.started"]
    zoom.server.open_class(zoom.create()["id"], START)
    assert zoom.server.deliveries[-1].state == "waiting"


def test_a_reset_forgets_subscriptions_and_deliveries(zoom: ZoomPlace, endpoint: Endpoint) -> None:
    begin(zoom, endpoint)
    zoom.server.reset()
    zoom.sign_in()
    zoom.create()
    assert zoom.server.deliver() == 0
    assert zoom.server.deliveries == []
