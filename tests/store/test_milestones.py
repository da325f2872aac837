"""What a training's own records show: each milestone reached, not yet, and fallen back; on both."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, update

from connector.domain.certificates import CertificateKind
from connector.domain.procedures import Milestone
from connector.store import approvals, milestones
from connector.store.engine import reading
from connector.store.plans import PlanState
from connector.store.rosters import RosterKind
from connector.store.tables import approvals as approvals_table
from connector.store.tables import archives, certificates, people, seats
from tests.database import statements_of
from tests.domain.runs_told import at, told
from tests.flows.run_place import (
    CODE,
    Place,
    add_training,
    id_of,
    place_of,
    schedule,
    take_roster,
    verify_plan,
)

STTP = CertificateKind.STTP
SLOTS = [("17 08.00", "17 11.00"), ("17 11.00", "17 11.30*"), ("18 08.00", "18 12.00")]


@pytest.fixture
def place(engine: Engine) -> Place:
    return place_of(engine)


def reached(place: Place, code: str = CODE) -> dict[str, str]:
    with reading(place.engine) as connection:
        found = milestones.reached(connection, [id_of(place, code)], place.clock.now)
    return {name: told(at) for name, at in found[id_of(place, code)].items()}


def archive_day(place: Place, day: date, number: int = 1) -> None:
    with place.engine.begin() as connection:
        connection.execute(
            archives.insert().values(
                training_id=id_of(place), kind="day", day=day, number=number, file_name="a.zip",
                size=1, sha256="s", content=b"z", manifest={}, created_at=place.clock.now,
                created_by="cli",
            )
        )  # fmt: skip


def approve(
    place: Place, persons: list[int], version: int = 1, kind: CertificateKind = STTP
) -> int:
    """Freeze a list of people, now."""
    rows = [{"seat": one, "person": one, "snapshot": {}} for one in persons]
    values = {
        "training_id": id_of(place), "kind": kind.value, "version": version, "fingerprint": "f",
        "content": {"rows": rows}, "note": "", "actor": "cli", "at": place.clock.now,
    }  # fmt: skip
    with place.engine.begin() as connection:
        number: int = connection.execute(
            approvals_table.insert().values(**values).returning(approvals_table.c.id)
        ).scalar_one()
    return number


def withdraw(place: Place, approval: int) -> None:
    with place.engine.begin() as connection:
        approvals.withdraw(connection, approval, reason="x", actor="cli", now=place.clock.now)


def add_people(place: Place, count: int) -> list[int]:
    """Add people with a seat each; return their ids, which are those of the seats too."""
    found = []
    with place.engine.begin() as connection:
        for number in range(1, count + 1):
            person = connection.execute(
                people.insert()
                .values(full_name=f"P{number}", record={}, created_at=place.clock.now)
                .returning(people.c.id)
            ).scalar_one()
            connection.execute(
                seats.insert().values(
                    training_id=id_of(place), person_id=person, role="participant",
                    state="invited", roster_key=str(number), record={}, link_nonce=str(number),
                    created_at=place.clock.now,
                )
            )  # fmt: skip
            found.append(person)
    return found


def certify(place: Place, person: int, approval: int, **given: Any) -> int:
    values = {
        "code": f"C{person}-{given.get('generation', 1)}-{given.get('kind', 'sttp')}",
        "training_id": id_of(place), "seat_id": person, "person_id": person, "kind": "sttp",
        "generation": 1, "state": "numbered", "approval_id": approval, "content": {},
        "number": f"N{person}", "dated": date(2026, 11, 20), "year": 2026,
        "issued_at": place.clock.now, "issued_by": "cli", "design": {}, "officials": [], **given,
    }  # fmt: skip
    with place.engine.begin() as connection:
        number: int = connection.execute(
            certificates.insert().values(**values).returning(certificates.c.id)
        ).scalar_one()
    return number


def sign(place: Place, certificate: int, *, archived: bool = False) -> None:
    values = {"signed_at": place.clock.now, "state": "signed"}
    if archived:
        values |= {"archived_at": place.clock.now, "state": "archived"}
    with place.engine.begin() as connection:
        connection.execute(
            update(certificates).where(certificates.c.id == certificate).values(**values)
        )


def test_nothing_is_reached_of_a_training_without_records(place: Place) -> None:
    assert reached(place) == {}


def test_the_first_list_of_participants_counts(place: Place) -> None:
    take_roster(place, RosterKind.INSTRUCTORS)
    assert reached(place) == {}
    place.move("16 09.00")
    take_roster(place)
    place.move("17 09.00")
    take_roster(place)
    assert reached(place) == {"roster_confirmed": "16 09.00"}


def test_a_plan_counts_when_it_was_made_of_the_list_and_everything_was_read_back(
    place: Place,
) -> None:
    verify_plan(place)  # nobody was listed yet: nothing was verified
    place.move("16 09.00")
    take_roster(place)
    place.move("16 10.00")
    verify_plan(place, state=PlanState.PARTLY)
    verify_plan(place, made="16 08.59")  # made of the empty list
    assert "plan_verified" not in reached(place)
    place.move("16 11.00")
    verify_plan(place)
    place.move("16 12.00")
    verify_plan(place)
    assert reached(place)["plan_verified"] == "16 11.00"


def test_a_timetable_is_published_by_a_plan_made_after_it(place: Place) -> None:
    take_roster(place)
    verify_plan(place)
    place.move("16 09.00")
    take_roster(place, RosterKind.TIMETABLE)
    assert "timetable_published" not in reached(place)
    place.move("16 10.00")
    verify_plan(place)
    assert reached(place) == {
        "roster_confirmed": "16 08.00",
        "plan_verified": "16 08.00",
        "timetable_published": "16 10.00",
    }


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("17 07.59", {}),
        ("17 08.00", {"first_session_begun": "17 08.00"}),
        ("18 11.59", {"first_session_begun": "17 08.00"}),
        ("18 12.00", {"first_session_begun": "17 08.00", "last_session_over": "18 12.00"}),
    ],
)
def test_sessions_begin_and_are_over_by_the_clock(
    place: Place, now: str, expected: dict[str, str]
) -> None:
    schedule(place, SLOTS)
    place.move(now)
    assert reached(place) == expected


def test_a_timetable_that_is_prolonged_takes_the_end_back(place: Place) -> None:
    schedule(place, SLOTS)
    place.move("18 12.00")
    assert "last_session_over" in reached(place)
    schedule(place, [*SLOTS, ("19 08.00", "19 12.00")])
    assert "last_session_over" not in reached(place)
    schedule(place, SLOTS[:1])
    assert reached(place)["last_session_over"] == "17 11.00"


def test_every_day_that_met_needs_its_archive(place: Place) -> None:
    schedule(place, [*SLOTS, ("19 08.00", "19 09.00*")])  # on the 19th there is only a break
    place.move("17 15.00")
    archive_day(place, date(2026, 11, 17))
    assert "days_archived" not in reached(place)  # the other day is still to come
    place.move("19 10.00")
    assert "days_archived" not in reached(place)
    archive_day(place, date(2026, 11, 18))
    place.move("20 10.00")
    archive_day(place, date(2026, 11, 17), number=2)
    assert reached(place)["days_archived"] == "19 10.00"


def test_a_list_stands_from_its_approval_until_it_is_withdrawn(place: Place) -> None:
    first = approve(place, [1])
    assert reached(place) == {"list_approved": "16 08.00"}
    place.move("16 09.00")
    second = approve(place, [1, 2], version=2)
    assert reached(place) == {"list_approved": "16 08.00"}
    withdraw(place, second)
    assert reached(place) == {}  # the older one does not come back to life
    place.move("16 10.00")
    approve(place, [1], version=3)
    assert reached(place) == {"list_approved": "16 10.00"}
    assert first != second


def test_lists_of_instructors_count_for_nothing_and_sttp_before_participation(
    place: Place,
) -> None:
    approve(place, [1], kind=CertificateKind.TEACHING)
    assert reached(place) == {}
    place.move("16 09.00")
    approve(place, [1], kind=CertificateKind.PARTICIPATION)
    assert reached(place) == {"list_approved": "16 09.00"}
    place.move("16 10.00")
    sttp = approve(place, [1])
    assert reached(place) == {"list_approved": "16 10.00"}
    withdraw(place, sttp)
    assert reached(place) == {}


def test_everybody_on_the_list_has_to_be_signed_and_archived(place: Place) -> None:
    one, two, left_out = add_people(place, 3)
    approval = approve(place, [one, two])
    first, second = certify(place, one, approval), certify(place, two, approval)
    certify(place, left_out, approval)  # of an older list: nobody waits for it
    place.move("20 09.00")
    sign(place, first)
    assert "certificates_signed" not in reached(place)
    place.move("20 10.00")
    sign(place, second)
    assert reached(place)["certificates_signed"] == "20 10.00"
    assert "certificates_archived" not in reached(place)
    place.move("20 11.00")
    sign(place, first, archived=True)
    sign(place, second, archived=True)
    assert reached(place)["certificates_archived"] == "20 11.00"


def test_a_new_list_with_somebody_more_waits_for_them(place: Place) -> None:
    one, two = add_people(place, 2)
    first = approve(place, [one])
    sign(place, certify(place, one, first), archived=True)
    assert {"certificates_signed", "certificates_archived"} <= reached(place).keys()
    second = approve(place, [one, two], version=2)
    assert reached(place).keys() == {"list_approved"}
    sign(place, certify(place, two, second), archived=True)
    assert {"certificates_signed", "certificates_archived"} <= reached(place).keys()


def test_without_a_list_that_stands_nothing_is_signed_for_it(place: Place) -> None:
    (one,) = add_people(place, 1)
    sign(place, certify(place, one, approve(place, [one])), archived=True)
    withdraw(place, approve(place, [one], version=2))
    assert reached(place) == {}


def test_a_certificate_that_is_replaced_later_takes_nothing_back(place: Place) -> None:
    (one,) = add_people(place, 1)
    approval = approve(place, [one])
    old = certify(place, one, approval)
    sign(place, old, archived=True)
    place.move("25 09.00")
    certify(place, one, approval, generation=2, replaces_id=old, code="NEW")
    assert reached(place)["certificates_signed"] == "16 08.00"


def test_certificates_of_another_kind_do_not_count(place: Place) -> None:
    (one,) = add_people(place, 1)
    approval = approve(place, [one])
    sign(place, certify(place, one, approval, kind="participation"), archived=True)
    assert reached(place).keys() == {"list_approved"}


def test_each_training_has_its_own(place: Place) -> None:
    add_training(place, "LAIN-1")
    take_roster(place)
    schedule(place, SLOTS, "LAIN-1")
    place.move("17 08.00")
    assert reached(place) == {"roster_confirmed": "16 08.00"}
    assert reached(place, "LAIN-1") == {"first_session_begun": "17 08.00"}


def test_every_milestone_is_asked_for_in_few_queries_however_many_trainings(
    place: Place,
) -> None:
    few, many = [id_of(place)], [add_training(place, f"T{n}") for n in range(20)]
    counts = []
    for ids in (few, many):
        with reading(place.engine) as connection, statements_of(place.engine) as seen:
            milestones.reached(connection, ids, at("20 10.00"))
        counts.append(len([one for one in seen if one.startswith("SELECT")]))
    assert counts[0] == counts[1]
    assert counts[0] <= 14


def test_only_what_is_wanted_is_asked_for(place: Place) -> None:
    take_roster(place)
    schedule(place, SLOTS)
    place.move("20 10.00")
    training = id_of(place)
    with reading(place.engine) as connection, statements_of(place.engine) as seen:
        found = milestones.reached(
            connection, [training], place.clock.now, {Milestone.FIRST_SESSION_BEGUN.value}
        )
    assert found[training].keys() == {"first_session_begun", "last_session_over"}
    assert len([one for one in seen if one.startswith("SELECT")]) <= 3


def test_asked_about_nothing_it_says_nothing(place: Place) -> None:
    with reading(place.engine) as connection:
        assert milestones.reached(connection, [], place.clock.now) == {}
