"""What a learning system says has happened there, as ids of its own; never what it means.

News only names the thing to read again: the truth stays in the learning system.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class NewsKind(StrEnum):
    """What is read again because of it."""

    RESULTS = "results"
    """Completion, activities and attempts of one person, or of a whole course."""
    PLACES = "places"
    """Who is in a course, with which role, and in which group."""
    COURSE = "course"
    """The course itself, or what is shown in it."""
    ACCOUNT = "account"
    """One person's account."""


@dataclass(frozen=True, slots=True)
class News:
    """One happening. Ids are the learning system's own, as text; "" where it names none."""

    kind: NewsKind
    course: str = ""
    person: str = ""
    happened_at: datetime | None = None
