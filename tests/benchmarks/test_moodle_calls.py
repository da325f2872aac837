"""The promise in calls: 45 for a thousand new participants, 15 reads for nothing new."""

from connector.lms.moodle.options import MoodleOptions
from tests.benchmarks.moodle_calls import count_first_and_unchanged


def test_a_thousand_new_participants_take_at_most_45_calls() -> None:
    first, unchanged = count_first_and_unchanged(1000)
    assert first.left_over == 0
    assert first.total <= 45
    assert first.widest < 1000
    assert unchanged.left_over == 0
    assert unchanged.writes == 0
    assert unchanged.reads <= 15


def test_a_site_with_sso_needs_no_more_calls() -> None:
    first, _ = count_first_and_unchanged(1000, MoodleOptions(auth="oauth2"))
    assert first.total <= 45
