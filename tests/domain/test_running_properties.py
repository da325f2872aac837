"""Whatever is written in whatever order: what always holds of where a run stands."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from connector.domain.procedures import Measure
from connector.domain.running import RunStanding, StepState, end_of, fold
from connector.domain.step_log import PERSON, Deed, StepEntry, pauses_of, read_log, unwritten
from tests.domain.runs_told import CALENDAR, at, procedure

STEPS = [
    "a: effort 15 working minute",
    "b: after a; on m1; 2 working day; ends m2",
    "c: after b; beside d; 4 working hour",
    "d: after b; beside c; optional",
    "e: after c; break",
    "f: after d e; on m3; 3 calendar day; ends m2 m4",
    "g: after f; ends m4",
]
PROCEDURE = procedure(STEPS)
BEGUN = at("16 10.00")
SLUGS = [step.slug for step in PROCEDURE.steps]
NAMES = ["m1", "m2", "m3", "m4"]

moments = st.integers(0, 12 * 24 * 4).map(lambda quarter: BEGUN + timedelta(minutes=15 * quarter))
reached = st.dictionaries(st.sampled_from(NAMES), moments)
deeds = st.tuples(
    st.sampled_from(["", *SLUGS]), st.sampled_from(list(Deed)), moments, st.booleans()
)


def written(several: list[tuple[str, Deed, datetime, bool]]) -> list[StepEntry]:
    """Return a log of anything; what is about the whole run is a pause or its end."""
    entries = []
    for number, (slug, deed, moment, by_records) in enumerate(several, start=1):
        if not slug and deed not in (Deed.PAUSED, Deed.RESUMED):
            continue
        cause = "milestone:m" if by_records and slug else PERSON
        entries.append(StepEntry(number, slug, deed, moment, moment, "user:1", cause))
    return entries


def look(entries: list[StepEntry], there: dict[str, datetime], now: datetime) -> RunStanding:
    return fold(PROCEDURE, entries, there, BEGUN, CALENDAR, now)


@settings(max_examples=300)
@given(st.lists(deeds, max_size=14), reached, moments)
def test_what_always_holds(
    several: list[tuple[str, Deed, datetime, bool]], there: dict[str, datetime], now: datetime
) -> None:
    entries = written(several)
    found = look(entries, there, now)
    assert [one.step.slug for one in found.steps] == SLUGS
    for one in found.steps:
        is_deadline = one.step.limit is not None and one.step.limit.measure is Measure.DEADLINE
        assert (one.due_at is None) or is_deadline
        assert one.overdue == (one.open and one.due_at is not None and now > one.due_at)
        assert not one.late or one.state is StepState.DONE
        assert one.ended == (one.entry is not None)
        assert not one.open or (one.started_at is not None and one.started_at <= now)
        assert one.started_at is None or one.started_at >= BEGUN
        assert one.started_at is None or one.ended_at is None or one.started_at <= one.ended_at
        assert (one.started_at is None) == (one.started_by == "")
        assert one.due_at is None or one.started_at is None or one.due_at > one.started_at
        assert one.state is not StepState.PAUSED or any(p.end is None for p in one.pauses)
        assert not (one.reopened and one.ended)
    assert not (found.over and found.current)
    assert found.ended <= found.total <= len(SLUGS)
    assert found.over == (found.ended == found.total)
    assert found.ended_at == end_of(PROCEDURE, read_log(entries), BEGUN)


@settings(max_examples=200)
@given(st.lists(deeds, max_size=10), reached, moments, st.integers(1, 3000))
def test_no_deadline_moves_by_time_alone_but_in_a_pause(
    several: list[tuple[str, Deed, datetime, bool]],
    there: dict[str, datetime],
    now: datetime,
    minutes: int,
) -> None:
    entries = [one for one in written(several) if one.at <= now]
    known = {name: moment for name, moment in there.items() if moment <= now}
    before = look(entries, known, now)
    after = look(entries, known, now + timedelta(minutes=minutes))
    for one, later in zip(before.steps, after.steps, strict=True):
        assert later.state is one.state
        if one.state is StepState.PAUSED and one.due_at is not None and later.due_at is not None:
            assert later.due_at >= one.due_at
        else:
            assert later.due_at == one.due_at
        assert later.overdue or not one.overdue


@settings(max_examples=200)
@given(st.lists(deeds, max_size=10), reached, moments, moments, st.integers(1, 2000))
def test_a_pause_more_brings_no_deadline_forward(
    several: list[tuple[str, Deed, datetime, bool]],
    there: dict[str, datetime],
    now: datetime,
    paused: datetime,
    minutes: int,
) -> None:
    entries = [one for one in written(several) if one.step]
    resumed = paused + timedelta(minutes=minutes)
    more = [
        *entries,
        StepEntry(98, "", Deed.PAUSED, paused, paused, "user:1", PERSON),
        StepEntry(99, "", Deed.RESUMED, resumed, resumed, "user:1", PERSON),
    ]
    for one, held in zip(
        look(entries, there, now).steps, look(more, there, now).steps, strict=True
    ):
        if one.due_at is not None and held.due_at is not None:
            assert held.due_at >= one.due_at


@settings(max_examples=200)
@given(st.lists(deeds, max_size=8), st.lists(reached, max_size=6))
def test_one_round_of_writing_brings_the_log_level_with_the_records(
    several: list[tuple[str, Deed, datetime, bool]], tides: list[dict[str, datetime]]
) -> None:
    entries = [one for one in written(several) if one.cause == PERSON]
    for number, there in enumerate(tides):
        now = BEGUN + timedelta(days=20 + number)
        for one in unwritten(PROCEDURE, read_log(entries), there, now):
            entries.append(
                StepEntry(1000 + len(entries), one.step, one.deed, one.at, now, "job", one.cause)
            )
        assert unwritten(PROCEDURE, read_log(entries), there, now) == []


@settings(max_examples=200)
@given(st.lists(deeds, max_size=20))
def test_pauses_of_one_thing_never_overlap_in_the_log_of_their_writing(
    several: list[tuple[str, Deed, datetime, bool]],
) -> None:
    """At most one pause of each runs; each resumption closes the one that ran."""
    entries = written(several)
    found = pauses_of(entries)
    running = [one.step for one in found if one.end is None]
    assert len(running) == len(set(running))
    assert len(found) <= sum(one.deed is Deed.PAUSED for one in entries)
