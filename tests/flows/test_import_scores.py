"""Scores from a file reach the store once, are corrected by a later file, and are shown first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Engine

from connector.domain.completion import CompletionRule, ScoreRule
from connector.errors import ConnectorError
from connector.flows import decide_completion
from connector.flows.import_scores import ShownScores, import_scores, read_scores
from connector.rosters.score_file import FoundScore
from connector.store import completion
from connector.store.completion import ScoreChanges, StoredScore
from connector.store.engine import reading
from tests.rosters.workbooks import Value, workbook
from tests.web.attended import class_of
from tests.web.place import CODE, House, house

ACTOR = "user:1"


@pytest.fixture
def place(engine: Engine) -> Iterator[House]:
    with house(engine) as opened:
        class_of(opened, 3, days=1)
        opened.clock.now += timedelta(days=9)
        yield opened


def shown(place: House, *rows: list[Value], test: str = "posttest") -> ShownScores:
    return read_scores(place.office, CODE, "nilai.xlsx", workbook(rows), test=test)


def taken(place: House, file: ShownScores) -> ScoreChanges:
    return import_scores(
        place.office, CODE, file.preview.found, digest=file.preview.digest, actor=ACTOR
    )


def stored(place: House) -> list[StoredScore]:
    with reading(place.engine) as connection:
        return completion.scores_of(connection, 1)


HEAD: list[Value] = ["No", "Nilai", "Tanggal"]


def test_reading_a_file_stores_nothing(place: House) -> None:
    file = shown(place, HEAD, [1, 80], [2, 70])
    assert len(file.preview.found) == 2
    assert stored(place) == []
    assert list(file.names.values()) == ["Peserta Contoh 1, S.H.", "Peserta Contoh 2, S.H."]


def test_the_same_file_again_changes_nothing_and_another_value_corrects(place: House) -> None:
    rows: list[list[Value]] = [[1, 80, "5 Agustus 2026"], [1, 90, "6 Agustus 2026"], [2, 70]]
    assert len(taken(place, shown(place, HEAD, *rows)).added) == 3
    again = shown(place, HEAD, *rows)
    assert (again.changed, len(again.same)) == ([], 3)
    assert taken(place, again) == ScoreChanges((), (), 3)
    corrected = shown(place, HEAD, *rows[:2], [2, "72,5"])
    assert [one.value for one in corrected.changed] == [Decimal("72.5")]
    changes = taken(place, corrected)
    assert (len(changes.added), len(changes.changed), changes.same) == (0, 1, 2)
    assert [str(one.score.value) for one in stored(place)] == ["80", "90", "72.5"]


def test_a_removed_score_counts_again_once_its_file_says_so_again(place: House) -> None:
    file = shown(place, HEAD, [1, 80])
    number = taken(place, file).added[0]
    decide_completion.remove_score(place.office, CODE, number, actor=ACTOR)
    assert stored(place) == []
    assert taken(place, file).changed == (number,)
    assert [one.score.id for one in stored(place)] == [number]


def test_tests_of_the_rule_are_known_by_their_names(place: House) -> None:
    rule = CompletionRule(scores=(ScoreRule("Ujian MOOC"),))
    decide_completion.set_rule(place.office, CODE, rule, actor=ACTOR)
    file = shown(place, ["No", "Ujian MOOC", "Pre Test"], [1, 80, 40], test="")
    assert {one.test for one in file.preview.found} == {"Ujian MOOC", "pretest"}


def test_what_is_stored_must_fit_whoever_asks(place: House) -> None:
    found = shown(place, HEAD, [1, 80]).preview.found

    def refused(*rows: FoundScore) -> str:
        with pytest.raises(ConnectorError) as caught:
            import_scores(place.office, CODE, rows, digest="", actor=ACTOR)
        return caught.value.code

    one = found[0]
    assert refused() == "scores_none"
    assert refused(replace(one, seat="seat:99")) == "seat_not_judged"
    assert refused(replace(one, value=Decimal(101))) == "score_unfit"
    assert refused(replace(one, test=" ")) == "test_unfit"
    assert stored(place) == []
