"""The recap of a whole class day with known truth: who really sat there is said to have been."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from connector.app import inbox_drain
from connector.domain.reports import ReportType
from connector.flows.report_content import collect
from connector.reports.content import ReportContent
from connector.reports.report_paper import Standing, report_pdf
from connector.store.engine import reading
from tests import pdf_reading
from tests.class_days import ClassDay, ClassSession, make_class_day
from tests.class_days_people import Person
from tests.stories.class_truth import (
    AFTER,
    CODE,
    decide_everything,
    seat_the_day,
    take_in,
    write_reports,
)
from tests.stories.place import Place, address_of, office_with_sandboxes

PEOPLE = 40
GRACE, ENOUGH = timedelta(minutes=15), 75
NEAR = 90
"""Seconds: where the truth lies so close to a limit, either answer is right."""


def truth(session: ClassSession, person: Person) -> set[str]:
    """The marks that are right for somebody at a session, by the truth alone."""
    whole = session.window.seconds - sum(pause.seconds for pause in session.breaks)
    seconds, needed = session.seconds(person.key), ENOUGH * whole / 100
    marks = set[str]()
    if seconds >= needed - NEAR:
        marks |= _arrived(session, person)
    if seconds < needed + NEAR:
        marks.add("?")
    return marks


def _arrived(session: ClassSession, person: Person) -> set[str]:
    first = min(
        (
            max(span.start, session.window.start)
            for span in session.present(person.key)
            if span.end > session.window.start
        ),
        default=session.window.end,
    )
    late = first - session.window.start - GRACE
    near = timedelta(seconds=NEAR)
    return ({"H"} if late <= near else set()) | ({"T"} if late >= -near else set())


def recap(place: Place, now: datetime) -> ReportContent:
    with reading(place.office.engine) as connection:
        return collect(connection, place.office, CODE, ReportType.ATTENDANCE, {}, now)


@pytest.mark.parametrize("seed", [11, 12])
def test_the_recap_of_a_day_is_what_really_happened(
    engine: Engine, tmp_path: Path, seed: int
) -> None:
    day = make_class_day(seed, people=PEOPLE, strangers=2)
    over = max(session.closed for session in day.sessions) + AFTER
    with office_with_sandboxes(address_of(engine), tmp_path) as place:
        seated = seat_the_day(place.office, day)
        take_in(place.office, [one.told.body for one in day.arrivals])
        inbox_drain(place.office, place.settings).work_off()
        write_reports(place.office, day)
        decide_everything(place.office, day, seated)
        content = recap(place, over)
        paper = report_pdf(content, Standing(draft=False, version=1), now=over)
    shown = {row[1]: row[2:] for row in content.tables["marks.1"].rows}
    wrong = [
        (person.name, session.title, shown[person.name][at])
        for person in day.people
        if _unique(day, person)
        for at, session in enumerate(day.sessions)
        if shown[person.name][at] not in truth(session, person)
    ]
    assert wrong == []
    signs = Counter(sign for row in content.tables["marks.1"].rows for sign in row[2:])
    assert signs["H"] > PEOPLE
    assert signs["T"]
    assert signs["?"]
    _check_sums(content, signs, len(day.sessions))
    said = pdf_reading.joined(paper)
    assert all("".join(person.name.split()) in said for person in day.people)


def _unique(day: ClassDay, person: Person) -> bool:
    """Whether nobody else of the day bears that name: a table names people by it."""
    return sum(one.name == person.name for one in day.people) == 1


def _check_sums(content: ReportContent, signs: Counter[str], sessions: int) -> None:
    """Every way to add the marks up comes to the same."""
    figures = {key: one.number for key, one in content.figures.items()}
    of = PEOPLE * sessions
    assert sum(signs.values()) == of
    assert figures["attendance.undecided"] == str(signs["?"])
    assert figures["attendance.share"] == str(100 * (signs["H"] + signs["T"]) // of)
    for at, sign in enumerate(("H", "T", "S", "I", "DL", "TK", "?")):
        assert sum(int(row[4 + at]) for row in content.tables["sessions"].rows) == signs[sign]
        assert sum(int(row[2 + at]) for row in content.tables["days"].rows) == signs[sign]
        assert sum(int(row[3 + at]) for row in content.tables["people"].rows) == signs[sign]
