"""What the records show and the log does not yet: written once, reopened when it falls back."""

import pytest

from connector.domain.step_log import NewEntry, StepEntry, read_log, unwritten
from tests.domain.runs_told import at, log, procedure, told

STEPS = [
    "a: ",
    "b: after a; ends plan_verified timetable_published",
    "c: after b; ends list_approved",
]
BOTH = {"plan_verified": "17 09.00", "timetable_published": "17 11.00"}


def news(
    written: list[str],
    reached: dict[str, str],
    now: str = "20 10.00",
    entries: list[StepEntry] | None = None,
) -> list[NewEntry]:
    moments = {name: at(moment) for name, moment in reached.items()}
    logs = read_log(log(written) if entries is None else entries)
    return unwritten(procedure(STEPS), logs, moments, at(now))


def lines(found: list[NewEntry]) -> list[str]:
    return [f"{told(one.at)} {one.deed.value} {one.step} {one.cause}" for one in found]


@pytest.mark.parametrize(
    ("name", "written", "reached", "expected"),
    [
        ("nothing is reached", [], {}, []),
        ("what ends no step is nobody's news", [], {"roster_confirmed": "17 09.00"}, []),
        ("one of two milestones is not enough", [], {"plan_verified": "17 09.00"}, []),
        (
            "both end the step at the moment of the later one",
            [],
            BOTH,
            ["17 11.00 done b milestone:plan_verified+timetable_published"],
        ),
        ("what is written is not written again", ["17 11.00 done b records"], BOTH, []),
        (
            "a milestone that fell back reopens the step now, and is named",
            ["17 11.00 done b records"],
            {"plan_verified": "17 09.00"},
            ["20 10.00 reopened b milestone:timetable_published"],
        ),
        (
            "it is not reopened twice",
            ["17 11.00 done b records", "18 11.00 reopened b records"],
            {"plan_verified": "17 09.00"},
            [],
        ),
        (
            "reached anew it is done anew",
            ["17 11.00 done b records", "18 11.00 reopened b records"],
            {**BOTH, "timetable_published": "19 08.00"},
            ["19 08.00 done b milestone:plan_verified+timetable_published"],
        ),
        (
            "what a person ended is confirmed beside it",
            ["16 15.00 done b"],
            BOTH,
            ["17 11.00 done b milestone:plan_verified+timetable_published"],
        ),
        (
            "what a person reopened is not closed over their head",
            ["17 11.00 done b records", "18 11.00 reopened b"],
            BOTH,
            [],
        ),
        (
            "until the milestone falls back, and comes again",
            ["17 11.00 done b records", "18 11.00 reopened b", "19 09.00 reopened b records"],
            BOTH,
            ["17 11.00 done b milestone:plan_verified+timetable_published"],
        ),
        (
            "a moment that moves is no news: the first stands",
            ["17 11.00 done b records"],
            {**BOTH, "timetable_published": "16 12.00"},
            [],
        ),
        (
            "every step is looked at by itself, whatever came before it",
            [],
            {**BOTH, "list_approved": "17 10.00"},
            [
                "17 11.00 done b milestone:plan_verified+timetable_published",
                "17 10.00 done c milestone:list_approved",
            ],
        ),
        (
            "a pause hides nothing",
            ["17 08.00 paused run"],
            BOTH,
            ["17 11.00 done b milestone:plan_verified+timetable_published"],
        ),
    ],
)
def test_what_is_still_to_be_written(
    name: str, written: list[str], reached: dict[str, str], expected: list[str]
) -> None:
    assert lines(news(written, reached)) == expected, name


def test_written_down_nothing_is_left_to_write() -> None:
    """Whatever rises and falls: one round of writing brings the log level with the records."""
    tides = [
        {},
        BOTH,
        {"plan_verified": "17 09.00"},
        BOTH,
        {**BOTH, "list_approved": "18 9.00"},
        {},
    ]
    entries: list[StepEntry] = []
    for day, reached in enumerate(tides, start=17):
        for one in news([], reached, f"{day} 12.00", entries):
            entries.append(
                StepEntry(
                    len(entries) + 1,
                    one.step,
                    one.deed,
                    one.at,
                    at(f"{day} 12.00"),
                    "job:procedures",
                    one.cause,
                )
            )
        assert news([], reached, f"{day} 12.01", entries) == []
    assert [f"{one.deed.value} {one.step}" for one in entries] == [
        "done b",
        "reopened b",
        "done b",
        "done c",
        "reopened b",
        "reopened c",
    ]


def test_the_moments_of_the_milestones_go_into_the_line() -> None:
    (one,) = news([], BOTH)
    assert {name: told(moment) for name, moment in one.moments.items()} == BOTH
