"""Quotas and pace: never exceeded, never guessed, and what must wait says until when."""

import threading
from collections import Counter
from collections.abc import Iterator

import pytest

from connector.meetings.zoom.calls import Pace
from connector.meetings.zoom.options import ZoomOptions
from connector.meetings.zoom.quotas import MemoryQuotaStore, Pacer, Quotas
from connector.reconcile.changes import Action, Result
from connector.sandbox.zoom import Rules
from tests.meetings.memory import counted
from tests.meetings.zoom_office import (
    HOST,
    START,
    Clock,
    Nap,
    ZoomOffice,
    seat,
    training,
    zoom_office,
)

STRICT = Rules(per_second_limits=False, strict_registrant_quota=True)
WEEK = training(days=5)


@pytest.fixture
def strict() -> Iterator[ZoomOffice]:
    with zoom_office(rules=STRICT, options=ZoomOptions(HOST)) as office:
        yield office


def test_five_days_need_two_quota_days_when_zoom_counts_across_meetings(
    strict: ZoomOffice,
) -> None:
    part = strict.plan(WEEK)
    budget = strict.platform.budget(part.changes)
    assert (budget.quota_needed, budget.quota_left, budget.later) == (40, 24, 16)
    assert str(budget.later_at) == "2027-01-05 00:00:00+00:00"
    outcomes = strict.apply(part, WEEK)
    waiting = [one for one in outcomes if one.result is Result.WAITING]
    assert len(waiting) == 16
    assert {(one.code, one.params["until"]) for one in waiting} == {
        ("zoom_quota_daily", "2027-01-05T00:00:00Z")
    }
    assert strict.server.ledger.rejections == []
    tomorrow = strict.clock
    tomorrow.move(days=1)
    part = strict.plan(WEEK)
    assert counted(part.changes) == {("registrant", Action.CREATE): 16}
    assert strict.platform.budget(part.changes).later == 0
    strict.apply(part, WEEK)
    assert strict.plan(WEEK).changes == ()
    assert strict.status(WEEK).in_line


def test_a_plan_on_the_same_day_asks_zoom_for_nothing(strict: ZoomOffice) -> None:
    strict.sync(WEEK)
    strict.server.calls.clear()
    strict.sync(WEEK)
    assert strict.names("registrants.add", "registrants.batch", "meetings.create") == []


def test_meeting_writes_stop_at_a_hundred_a_day(strict: ZoomOffice) -> None:
    quotas = Quotas("default", store := MemoryQuotaStore(), HOST, "account", strict.clock)
    for _ in range(98):
        assert quotas.take_meeting_write()
    with zoom_office(
        options=ZoomOptions(HOST, registrant_quota_scope="meeting"), quotas=store
    ) as office:
        part = office.plan(WEEK)
        budget = office.platform.budget(part.changes)
        assert (budget.quota_needed, budget.quota_left, budget.later) == (5, 2, 3 + 24)
        outcomes = office.apply(part, WEEK)
        codes = {one.code for one in outcomes if one.result is Result.WAITING}
        assert codes == {"zoom_quota_daily", "need_missing"}
        assert len(office.server.state.meetings) == 2
        office.clock.move(days=1)
        office.until_done(WEEK)
        assert len(office.server.state.meetings) == 5


def test_quota_that_somebody_else_spent_parks_the_rest_of_the_kind() -> None:
    rules = Rules(per_second_limits=False, meeting_writes_a_day=2, strict_registrant_quota=False)
    with zoom_office(rules=rules) as office:
        outcomes = office.sync(WEEK)
        meetings = [one.result for one in outcomes if one.change.kind == "meeting"]
        assert meetings == [Result.DONE] * 2 + [Result.WAITING] * 3
        assert len(office.server.ledger.rejections) == 1
        assert office.platform.budget(office.plan(WEEK).changes).quota_left == 0


def test_one_person_over_the_quota_does_not_hold_up_the_others(strict: ZoomOffice) -> None:
    for email in ("peserta02@balai.example", "peserta05@balai.example"):
        strict.server.ledger.quotas.setdefault("2027-01-04", Counter())[f"registrant:{email}"] = 3
    one_day = training([seat(number) for number in range(1, 5)], days=1)
    outcomes = strict.sync(one_day)
    waiting = [one.change.seat for one in outcomes if one.result is Result.WAITING]
    assert waiting == ["seat:2"]
    strict.clock.move(days=1)
    strict.until_done(one_day)
    assert [len(people) for people in strict.people().values()] == [4]


def test_three_people_in_a_row_over_the_quota_end_the_attempt() -> None:
    rules = Rules(per_second_limits=False, registrant_adds_a_day=0)
    with zoom_office(rules=rules) as office:
        few = training([seat(number) for number in range(1, 5)], days=2)
        outcomes = office.sync(few)
        results = [one.result for one in outcomes if one.change.kind == "registrant"]
        assert results == [Result.WAITING] * 8
        assert len(office.server.ledger.rejections) == 3


def test_status_updates_are_counted_too() -> None:
    store = MemoryQuotaStore()
    quotas = Quotas("default", store, HOST, "account", Clock())
    assert [quotas.take_status_update("A@x.example", "m") for _ in range(11)] == [True] * 10 + [
        False
    ]
    assert not quotas.take_status_update("a@x.example", "other meeting")


def test_no_address_stands_in_a_quota_name() -> None:
    quotas = Quotas("default", MemoryQuotaStore(), HOST, "meeting", Clock())
    name = quotas.add_name("siapa@balai.example", "day:1")
    assert "siapa" not in name
    assert name == quotas.add_name("SIAPA@balai.example", "day:1")
    assert name != quotas.add_name("siapa@balai.example", "day:2")


def test_the_day_of_a_quota_is_utc() -> None:
    clock = Clock()
    quotas = Quotas("default", MemoryQuotaStore(), HOST, "account", clock)
    clock.now = START.replace(hour=23, minute=59)
    for _ in range(3):
        assert quotas.take_add("a@x.example", "m")
    assert not quotas.take_add("a@x.example", "m")
    clock.move(minutes=2)
    assert quotas.adds_left("a@x.example", "m") == 3


def test_two_threads_never_take_more_than_the_limit() -> None:
    quotas = Quotas("default", MemoryQuotaStore(), HOST, "account", Clock())
    taken: list[bool] = []
    threads = [
        threading.Thread(
            target=lambda: taken.extend(quotas.take_meeting_write() for _ in range(40))
        )
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(taken) == 100


def test_calls_are_spaced_at_half_of_what_the_plan_allows() -> None:
    nap, now = Nap(), 100.0
    pacer = Pacer("pro", pulse=lambda: now, sleep=nap)
    for _ in range(4):
        pacer.wait(Pace.HEAVY)
    pacer.wait(Pace.LIGHT)
    assert nap.naps == pytest.approx([0.2, 0.4, 0.6])


def test_a_budget_counts_calls_by_class() -> None:
    with zoom_office() as office:
        large = training([seat(number) for number in range(1, 62)], days=2)
        part = office.plan(large)
        budget = office.platform.budget(part.changes)
        assert budget.calls == {"heavy": 6, "light": 7, "medium": 14}
        assert budget.later == 0
        assert budget.seconds > 0
        office.apply(part, large)
        assert len(office.names("registrants.batch")) == 6


def test_a_few_are_added_one_by_one() -> None:
    with zoom_office() as office:
        office.sync(training([seat(number) for number in range(1, 5)], days=1))
        assert len(office.names("registrants.add")) == 4
        assert office.names("registrants.batch") == []
