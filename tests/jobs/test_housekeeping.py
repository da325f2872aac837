"""What has had its day is forgotten; attendance is not."""

from datetime import timedelta

from sqlalchemy import Engine, Table, func, select

from connector.jobs.housekeeping import SIGHTINGS_OUTLIVE, forget_events
from connector.store.tables import inbox, sightings
from tests.webhooks.class_days import FIRST_DAY, class_days, legs_in, put
from tests.webhooks.killed_drains import drain_of


def test_events_go_first_then_what_was_seen_and_stays_are_kept(engine: Engine) -> None:
    made = class_days(100, 20)
    put(engine, made.bodies)
    drain_of(engine).work_off()
    put(engine, [b"waits"])
    over = max(left for _, left in made.truth.values()) + timedelta(days=1)

    forget_events(engine, FIRST_DAY)
    assert _count(engine, inbox) > 1

    forget_events(engine, over)
    assert _count(engine, inbox) == 1, "what waits is never forgotten"
    assert _count(engine, sightings) > 0

    forget_events(engine, over + SIGHTINGS_OUTLIVE)
    assert _count(engine, sightings) == 0
    assert legs_in(engine) == made.truth


def _count(engine: Engine, table: Table) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()
