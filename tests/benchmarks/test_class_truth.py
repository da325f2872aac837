"""The campaign itself, small: it tries whole days and finds nobody credited who was not there."""

import pytest

from tests.benchmarks.class_truth import campaign


def test_the_campaign_tells_every_day_and_all_together(capsys: pytest.CaptureFixture[str]) -> None:
    (one,) = campaign(seeds=1, people=30, database="")
    told = capsys.readouterr().out
    assert one.wrong == one.settled.off == []
    assert one.decided > 0
    assert one.settled.left_to_people < one.reported.left_to_people
    assert "seed 1: report    wrong=0" in told
    assert "all 1 days, with report:  wrong=0" in told
    assert "stranger" in told
