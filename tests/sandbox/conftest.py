"""A signed-in sandbox Zoom whose clock stands still and whose per-second limits are off."""

from collections.abc import Iterator

import pytest

from connector.sandbox.zoom import SandboxZoom
from tests.sandbox.zoom_place import FAST, Clock, ZoomPlace


@pytest.fixture
def zoom() -> Iterator[ZoomPlace]:
    clock = Clock()
    with SandboxZoom(rules=FAST, clock=clock) as server:
        place = ZoomPlace(server, clock, server.url + "/v2")
        place.sign_in()
        yield place
        place.session.close()
