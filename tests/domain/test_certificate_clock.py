"""Certificates are due fourteen calendar days after the last day, and asked for ninety days."""

from datetime import date, timedelta

from connector.domain.certificate_clock import due, still_reminded

LAST = date(2026, 12, 24)


def test_fourteen_calendar_days_over_holidays_and_the_turn_of_the_year() -> None:
    assert due(LAST) == date(2027, 1, 7)


def test_a_training_is_asked_for_its_certificates_from_the_day_after_it() -> None:
    asked = [still_reminded(LAST, LAST + timedelta(days=one)) for one in (-1, 0, 1, 90, 91)]
    assert asked == [False, False, True, True, False]
