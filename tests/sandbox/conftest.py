"""A fresh sandbox Moodle, and a signed-in sandbox Zoom whose clock stands still.

The Zoom's per-second limits are off, and so is the Moodle's pause between check and insert.
"""

from collections.abc import Iterator

import pytest

from connector.sandbox.moodle import SandboxMoodle
from connector.sandbox.zoom import SandboxZoom
from tests.sandbox.moodle_calls import Caller
from tests.sandbox.plugin_place import PluginPlace, open_plugin
from tests.sandbox.zoom_place import FAST, Clock, ZoomPlace


@pytest.fixture
def zoom() -> Iterator[ZoomPlace]:
    clock = Clock()
    with SandboxZoom(rules=FAST, clock=clock) as server:
        place = ZoomPlace(server, clock, server.url + "/v2")
        place.sign_in()
        yield place
        place.session.close()


@pytest.fixture
def moodle() -> Iterator[SandboxMoodle]:
    with SandboxMoodle(race_delay=0) as server:
        yield server


@pytest.fixture
def call(moodle: SandboxMoodle) -> Caller:
    return Caller(moodle)


@pytest.fixture
def plugged() -> Iterator[PluginPlace]:
    with open_plugin() as place:
        yield place
