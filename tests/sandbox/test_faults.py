"""Each fault kind seen from a client, on a server that knows nothing of Moodle or Zoom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
import requests
from flask import Flask, Response, request

from connector.sandbox.faults import Faults, answer_fault_request
from connector.sandbox.serving import LoopbackServer


@dataclass
class Place:
    """A running server, its faults, and the calls that took effect."""

    server: LoopbackServer
    faults: Faults
    executed: list[str] = field(default_factory=list)

    def call(self, name: str, timeout: float = 5.0) -> requests.Response:
        return requests.post(f"{self.server.url}/call/{name}", timeout=timeout)


@pytest.fixture
def place() -> Iterator[Place]:
    app = Flask("faulty")
    faults = Faults()
    here = Place(LoopbackServer(app), faults)

    @app.post("/call/<name>")
    def call(name: str) -> Response:
        def execute() -> Response:
            here.executed.append(name)
            return Response("done")

        return faults.around(name, execute)

    @app.route("/sandbox/faults", methods=["GET", "POST", "DELETE"])
    def fault_door() -> Response:
        assert request.path == "/sandbox/faults"
        return answer_fault_request(faults)

    here.server.start()
    yield here
    faults.clear()
    here.server.stop()


@pytest.mark.parametrize(
    ("kind", "status"), [("error_5xx", 503), ("too_many", 429), ("maintenance", 503)]
)
def test_a_refusal_executes_nothing_and_is_consumed(place: Place, kind: str, status: int) -> None:
    place.faults.arm(kind)
    assert place.call("write").status_code == status
    assert place.executed == []
    assert place.call("write").text == "done"
    assert place.executed == ["write"]


def test_maintenance_is_a_page_that_says_when_to_come_back(place: Place) -> None:
    place.faults.arm("maintenance")
    answer = place.call("write")
    assert answer.headers["Content-Type"].startswith("text/html")
    assert answer.headers["Retry-After"] == "300"


@pytest.mark.parametrize(("kind", "executed"), [("cut", ["write"]), ("cut_before", [])])
def test_a_cut_connection_gives_no_answer(place: Place, kind: str, executed: list[str]) -> None:
    place.faults.arm(kind)
    with pytest.raises(requests.ConnectionError):
        place.call("write")
    assert place.executed == executed


@pytest.mark.parametrize(
    ("kind", "executed"), [("timeout_after", ["write"]), ("timeout_before", [])]
)
def test_a_timeout_outlasts_the_client(place: Place, kind: str, executed: list[str]) -> None:
    place.faults.arm(kind)
    with pytest.raises(requests.Timeout):
        place.call("write", timeout=0.1)
    assert place.executed == executed


def test_a_timeout_given_in_seconds_ends_without_an_answer(place: Place) -> None:
    place.faults.arm("timeout_after", seconds=0.01)
    with pytest.raises(requests.ConnectionError):
        place.call("write")
    assert place.executed == ["write"]


def test_a_slow_call_is_answered_after_all(place: Place) -> None:
    place.faults.arm("slow", seconds=0.01)
    assert place.call("write").text == "done"
    assert place.faults.struck == (("slow", "write"),)


def test_a_fault_waits_for_its_call_and_its_turn(place: Place) -> None:
    place.faults.arm("too_many", match="create", after=1, times=2)
    names = ["read", "create_a", "create_b", "read", "create_c", "create_d"]
    assert [place.call(name).status_code for name in names] == [200, 200, 429, 200, 429, 200]
    assert place.faults.armed == ()


def test_clear_disarms(place: Place) -> None:
    place.faults.arm("error_5xx")
    place.faults.clear()
    assert place.call("write").status_code == 200


def test_stop_ends_a_silence(place: Place) -> None:
    place.faults.arm("timeout_before", seconds=60)
    with pytest.raises(requests.Timeout):
        place.call("write", timeout=0.1)
    place.faults.release()
    place.server.stop()
    with pytest.raises(requests.ConnectionError):
        place.call("write")


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "nonsense"}, {"after": 1}, {"kind": "cut", "times": 0}, {"kind": "cut", "x": 1}],
)
def test_a_wrong_fault_is_refused_by_the_door(place: Place, wrong: dict[str, object]) -> None:
    door = f"{place.server.url}/sandbox/faults"
    assert requests.post(door, json=wrong, timeout=5).status_code == 400
    assert requests.get(door, timeout=5).json() == {"armed": []}


def test_faults_are_armed_and_cleared_over_http(place: Place) -> None:
    door = f"{place.server.url}/sandbox/faults"
    armed = requests.post(
        door, json={"kind": "cut", "match": "write", "after": 2}, timeout=5
    ).json()
    assert armed["armed"] == [
        {"kind": "cut", "match": "write", "after": 2, "times": 1, "seconds": None}
    ]
    requests.delete(door, timeout=5)
    assert place.faults.armed == ()
