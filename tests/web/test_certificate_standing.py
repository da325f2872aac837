"""The board says how far certificates are and by when they are due."""

from datetime import date, timedelta

import pytest
from flask import Flask

from connector.store.office_pages import CertificateCount, TrainingLine
from connector.web.certificate_standing import certificate_standing
from connector.web.standing import Standing
from tests.web.place import House

LAST = date(2026, 8, 7)


def told(place: House, issued: int, archived: int, days: int, people: int = 3) -> Standing | None:
    line = TrainingLine(
        1, "C-1", "Pelatihan", "I", "Asia/Jakarta", "planned", LAST, LAST, people,
        certificates=CertificateCount(issued, archived),
    )  # fmt: skip
    app: Flask = place.app
    with app.test_request_context("/", headers={"Accept-Language": "en"}):
        return certificate_standing(line, LAST + timedelta(days=days))


@pytest.mark.parametrize(
    ("issued", "archived", "days", "mark"),
    [
        (0, 0, 1, "waiting"),
        (0, 0, 11, "decision"),
        (0, 0, 15, "decision"),
        (5, 2, 4, "waiting"),
        (5, 2, 20, "decision"),
        (5, 5, 400, "ok"),
    ],
)
def test_it_is_pressing_from_three_days_before_it_is_due(
    place: House, issued: int, archived: int, days: int, mark: str
) -> None:
    found = told(place, issued, archived, days)
    assert found is not None
    assert found.mark == mark


def test_nothing_is_said_before_the_end_long_after_it_or_of_an_empty_class(place: House) -> None:
    assert told(place, 0, 0, 0) is None
    assert told(place, 0, 0, 91) is None
    assert told(place, 0, 0, 5, people=0) is None
