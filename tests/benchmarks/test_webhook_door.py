"""The measurement itself, small: it loads the real server and compares with the inbox."""

from sqlalchemy import Engine

from tests.benchmarks.webhook_door import measure
from tests.stories.place import address_of


def test_the_door_is_measured_and_loses_nothing(engine: Engine) -> None:
    told = measure(address_of(engine), connections=20, letters=300)
    assert told["statuses"] == {200: 300}
    assert told["lost"] == 0
    assert told["acknowledged"] == told["stored"]
