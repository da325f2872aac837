"""A report's content as values: kept whole, compared without its moment, refused where odd."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from connector.reports.content import (
    Heading,
    Paragraph,
    Table,
    chapters,
    check_tables,
    from_json,
    to_json,
)
from tests.reports.report_sample import BLOCKS, NOW, people, sample


def test_content_comes_back_from_json_as_it_was() -> None:
    content = sample()

    stored = json.loads(json.dumps(to_json(content)))

    assert from_json(stored) == content
    assert from_json(stored).fingerprint == content.fingerprint


def test_another_form_is_refused() -> None:
    stored = to_json(sample())

    with pytest.raises(ValueError, match="another form"):
        from_json({**stored, "format": 2})


def test_when_it_was_collected_and_read_is_no_part_of_the_fingerprint() -> None:
    content = sample()
    later = replace(
        content, collected_at=NOW + timedelta(hours=1), sources=(("Moodle", "dibaca nanti"),)
    )

    assert later.fingerprint == content.fingerprint


@pytest.mark.parametrize(
    "other",
    [
        sample(number="W.13-124"),
        sample(training="Pelatihan lain"),
        sample(blocks=BLOCKS[:-1]),
        sample(blocks=(Paragraph("Lain"), *BLOCKS[1:])),
        replace(sample(), language="en"),
        replace(sample(), title="Lain"),
    ],
)
def test_everything_else_is(other: object) -> None:
    assert getattr(other, "fingerprint", "") != sample().fingerprint


def test_figures_tables_charts_and_texts_are_found_by_key() -> None:
    content = sample()

    assert content.figures["a.found"].number == "1215"
    assert len(content.tables["people"].rows) == 3
    assert set(content.charts) == {"parts"}
    assert not content.texts["closing"].written


def test_chapters_part_at_their_headings() -> None:
    parts = dict(chapters(sample(blocks=(Paragraph("vorne"), *BLOCKS))))

    assert list(parts) == ["", "I. Pendahuluan", "Lampiran 1: peserta"]
    assert Heading("Dasar", 2) in parts["I. Pendahuluan"]


def test_a_row_that_does_not_fit_its_columns_is_refused() -> None:
    check_tables(BLOCKS)
    table = people(1)
    for unfit in (
        replace(table, rows=(("1", "x"),)),
        replace(table, totals=("a", "b", "c", "d", "e")),
    ):
        assert isinstance(unfit, Table)
        with pytest.raises(ValueError, match="people"):
            check_tables([unfit])
