"""The server is killed with SIGKILL under load: what it acknowledged is there, once."""

from sqlalchemy import Engine

from tests.benchmarks.webhook_door import kill_rounds
from tests.stories.place import address_of


def test_no_acknowledged_event_is_lost_or_doubled_when_the_server_is_killed(
    engine: Engine,
) -> None:
    told = kill_rounds(address_of(engine), 5, connections=24, seed=7, most_seconds=0.4)
    assert told["lost"] == 0
    assert told["acknowledged"] == told["stored"]
    assert told["acknowledged"], "there was load"
