"""No page shows a code where the office has a word."""

import pytest

from connector.lms.moodle.platform import MoodlePlatform
from connector.meetings.zoom.platform import ZoomPlatform
from connector.reconcile.changes import Action, Result
from connector.reconcile.status import SeatState
from connector.store.plans import PlanState
from connector.store.rosters import RosterKind
from connector.web import words
from tests.web.place import House


@pytest.mark.parametrize("language", ["id", "en"])
def test_everything_a_page_may_name_has_a_word(place: House, language: str) -> None:
    with place.app.test_request_context(f"/?lang={language}"):
        for stages in (MoodlePlatform.stages, ZoomPlatform.stages):
            for kind, _ in stages:
                assert words.kind_word(kind) != kind
        told = [words.plan_state(state) for state in PlanState]
        told += [words.result_word(result) for result in Result]
        told += [words.action_word(action) for action in Action]
        told += [words.roster_kind(kind) for kind in RosterKind]
    assert all(told)
    assert not any("_" in word for word in told)


def test_every_state_has_one_of_the_five_marks(place: House) -> None:
    assert set(words.SEAT_MARKS) == {state.value for state in SeatState}
    assert set(words.PLAN_MARKS) == {state.value for state in PlanState}
    assert set(words.RESULT_MARKS) == {result.value for result in Result}
    assert set(words.SIGNS) == set(Action)
    marks = {*words.SEAT_MARKS.values(), *words.PLAN_MARKS.values(), *words.RESULT_MARKS.values()}
    with place.app.test_request_context("/"):
        assert all(words.status_word(mark) for mark in marks)
