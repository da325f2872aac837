"""Reads one person's grade of an activity out of Moodle's own grade report; no call is made."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from connector.lms.moodle.payloads import Answer


@dataclass(frozen=True)
class ActivityGrade:
    """What one person has for an activity, and the scale it is on."""

    module: str
    """Kind of activity in Moodle's word: `quiz`, `lti`."""
    minimum: Decimal
    maximum: Decimal
    grade: Decimal | None
    locked: bool
    overridden: bool


def read_activity_grade(answer: Any, cmid: int, call: str) -> ActivityGrade | None:
    """Return the grade in points of the activity; None where it has none of that kind.

    `locked` of the column and of the person's own grade are one thing to us.
    """
    reader = Answer(call)
    for person in reader.inside(answer, "usergrades"):
        for row in reader.inside(person, "gradeitems"):
            if row.get("cmid") == cmid and row.get("itemnumber") == 0:
                return _grade(row)
    return None


def _grade(row: Mapping[str, Any]) -> ActivityGrade | None:
    minimum, maximum = _number(row.get("grademin")), _number(row.get("grademax"))
    if row.get("scaleid") or minimum is None or maximum is None or maximum <= minimum:
        return None
    return ActivityGrade(
        module=str(row.get("itemmodule") or ""),
        minimum=minimum,
        maximum=maximum,
        grade=_number(row.get("graderaw")),
        locked=row.get("locked") is True or row.get("gradeislocked") is True,
        overridden=row.get("gradeisoverridden") is True,
    )


def _number(value: Any) -> Decimal | None:
    """JSON's floats are not exact, their text is."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    found = Decimal(str(value))
    return found if found.is_finite() else None
