"""A spring of trainings over Ramadan and Eid: every overdue is seen in the minute it happens.

The whole year of 300 trainings is `tests.benchmarks.procedure_year`.
"""

from datetime import UTC, datetime
from random import Random

import pytest
from sqlalchemy import Engine

from tests.stories.year_life import DAY, live, lives
from tests.stories.year_oracle import minute
from tests.stories.year_world import world

FIRST = minute(datetime(2026, 2, 11, tzinfo=UTC))
LAST = minute(datetime(2026, 3, 17, tzinfo=UTC))
"""Between these the trainings come."""


@pytest.mark.timeout(600)
def test_every_overdue_is_found_in_its_minute_and_none_falsely(engine: Engine) -> None:
    random = Random(7)  # noqa: S311
    with world(engine) as opened:
        plan = lives(random, 16, FIRST, LAST)
        silent = [(FIRST + 5 * DAY, FIRST + 6 * DAY), (LAST, LAST + DAY // 3)]
        told = live(opened, plan, LAST + 40 * DAY, random, silent)
    assert told.wrong == []
    assert told.idle_lines == 0
    assert told.passed >= 10
    assert told.cleared >= 5
    assert told.late >= 5
    assert told.looks >= 200
