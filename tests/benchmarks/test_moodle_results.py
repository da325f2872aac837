"""The promise in calls: two for a class with our plugin, a few without, thousands one by one."""

from tests.benchmarks.moodle_results import compare, count_reading, on_sandbox
from tests.lms.partial_client import PLUGIN


def test_a_class_is_read_in_two_calls_whatever_its_size() -> None:
    with on_sandbox(60) as place:
        found = compare(place)
    assert {way: one.calls for way, one in found.items()} == {
        "plugin": 2,
        "without": 2 + 4,
        "one by one": 2 + 4 * 60,
        "one person, plugin": 2,
        "one person, without": 2 + 4,
    }
    assert {one.attempts for one in found.values()} == {120, 2}


def test_a_thousand_people_take_two_calls_with_the_plugin_and_22_without() -> None:
    with on_sandbox(1000) as place:
        ours, told = count_reading(place)
        without, same = count_reading(place, PLUGIN)
    assert (ours.calls, without.calls) == (2, 22)
    assert told == same
