"""Evaluations are kept, corrected and taken back by whoever may, and by nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Engine

from connector.domain.appointments import Appointment, AppointmentKind
from connector.domain.evaluations import About, Evaluation, mean_percent
from connector.domain.procedures import Actor
from connector.errors import ConnectorError
from connector.flows.keep_evaluation import (
    Kept,
    import_evaluations,
    note_evaluation,
    read_evaluations,
    take_back,
)
from connector.store import appointments, audit, evaluations, units
from connector.store.engine import reading
from tests.flows.certificate_class import a_class, office_of, user
from tests.web.place import CODE, House

ADMINISTRATOR = "user:1"
ROOM = Evaluation(About.ORGANISATION, "", "Ruang", 3, Decimal("4.2"), Decimal(5))
FILE = "Tentang;Nama;Aspek;Responden;Nilai;Maksimal\nPenyelenggaraan;;ruang;4;4;5\n"


@pytest.fixture
def place(engine: Engine) -> Iterator[House]:
    with office_of(engine) as made:
        a_class(made)
        yield made


def kept(place: House) -> list[Evaluation]:
    with reading(place.engine) as connection:
        return [one.evaluation for one in evaluations.of_training(connection, 1)]


def refused(place: House, evaluation: Evaluation, actor: str = ADMINISTRATOR) -> str:
    with pytest.raises(ConnectorError) as caught:
        note_evaluation(place.office, CODE, evaluation, actor=actor)
    assert kept(place) == []
    return caught.value.code


def test_a_mean_is_kept_and_the_same_again_changes_nothing(place: House) -> None:
    assert note_evaluation(place.office, CODE, ROOM, actor=ADMINISTRATOR) == Kept(1, 0, 0)
    assert note_evaluation(place.office, CODE, ROOM, actor=ADMINISTRATOR) == Kept(0, 0, 1)

    assert kept(place) == [ROOM]


def test_another_mean_of_the_same_aspect_corrects_it_and_the_earlier_one_stays_readable(
    place: House,
) -> None:
    note_evaluation(place.office, CODE, ROOM, actor=ADMINISTRATOR)
    better = replace(ROOM, aspect="RUANG", score=Decimal(5))

    assert note_evaluation(place.office, CODE, better, actor=ADMINISTRATOR) == Kept(0, 1, 0)

    assert kept(place) == [better]
    with reading(place.engine) as connection:
        every = evaluations.of_training(connection, 1, in_force=False)
    assert [(one.evaluation.score, one.removed_by) for one in every] == [
        (Decimal("4.2"), ADMINISTRATOR),
        (Decimal(5), ""),
    ]


def test_what_no_mean_can_be_is_refused(place: House) -> None:
    for unfit in (
        replace(ROOM, respondents=0),
        replace(ROOM, respondents=5),
        replace(ROOM, score=Decimal("5.01")),
        replace(ROOM, score=Decimal(-1)),
        replace(ROOM, maximum=Decimal(0)),
        replace(ROOM, aspect=" "),
        replace(ROOM, about=About.INSTRUCTOR),
        replace(ROOM, aspect="x" * 201),
    ):
        assert refused(place, unfit) == "evaluation_unfit", unfit


def test_staff_without_an_appointment_keeps_nothing(place: House) -> None:
    staff = user(place, "budi")

    assert refused(place, ROOM, staff) == "evaluation_not_yours"
    for deed in (
        lambda: read_evaluations(place.office, CODE, "x.csv", FILE.encode(), actor=staff),
        lambda: import_evaluations(place.office, CODE, [ROOM], file_name="x.csv", actor=staff),
        lambda: take_back(place.office, CODE, 1, actor=staff),
    ):
        with pytest.raises(ConnectorError, match="evaluation_not_yours"):
            deed()


def test_whoever_is_appointed_in_a_unit_keeps_them_until_the_appointment_ends(
    place: House,
) -> None:
    staff, now = user(place, "budi"), place.clock()
    with place.engine.begin() as connection:
        unit = units.add(connection, "Balai Contoh", "", None, actor=ADMINISTRATOR, now=now)
        assert unit is not None
        appointments.add(
            connection,
            Appointment(
                0, unit.id, Actor.EXECUTING_STAFF, int(staff[5:]), AppointmentKind.DEFINITIVE,
                None, now.date(), now.date() + timedelta(days=1),
            ),
            actor=ADMINISTRATOR, now=now,
        )  # fmt: skip

    assert note_evaluation(place.office, CODE, ROOM, actor=staff).added == 1
    place.clock.now += timedelta(days=5)
    with pytest.raises(ConnectorError, match="evaluation_not_yours"):
        note_evaluation(place.office, CODE, ROOM, actor=staff)


def test_a_file_is_shown_before_it_is_stored(place: House) -> None:
    note_evaluation(place.office, CODE, ROOM, actor=ADMINISTRATOR)

    shown = read_evaluations(place.office, CODE, "evaluasi.csv", FILE.encode(), actor=ADMINISTRATOR)

    [found] = shown.preview.found
    assert shown.state(found) == "changed"
    assert kept(place) == [ROOM]
    done = import_evaluations(
        place.office, CODE, [found.evaluation], file_name="evaluasi.csv", actor=ADMINISTRATOR
    )
    assert done == Kept(0, 1, 0)
    assert [one.respondents for one in kept(place)] == [4]
    with reading(place.engine) as connection:
        [stored] = evaluations.of_training(connection, 1)
        trail = [one.action for one in audit.about(connection, "training:1")]
    assert stored.source == "evaluasi.csv"
    assert trail.count("evaluation.kept") == 2


def test_one_unfit_mean_keeps_the_whole_file_out(place: House) -> None:
    with pytest.raises(ConnectorError, match="evaluation_unfit"):
        import_evaluations(
            place.office, CODE, [ROOM, replace(ROOM, aspect="Lain", respondents=99)],
            file_name="x.csv", actor=ADMINISTRATOR,
        )  # fmt: skip
    with pytest.raises(ConnectorError, match="evaluation_none"):
        import_evaluations(place.office, CODE, [], file_name="x.csv", actor=ADMINISTRATOR)

    assert kept(place) == []


def test_a_mean_is_taken_back_once(place: House) -> None:
    note_evaluation(place.office, CODE, ROOM, actor=ADMINISTRATOR)
    with reading(place.engine) as connection:
        [stored] = evaluations.of_training(connection, 1)

    take_back(place.office, CODE, stored.id, actor=ADMINISTRATOR)

    assert kept(place) == []
    with pytest.raises(ConnectorError, match="evaluation_unknown"):
        take_back(place.office, CODE, stored.id, actor=ADMINISTRATOR)


def test_means_weigh_by_those_who_answered() -> None:
    means = [ROOM, replace(ROOM, aspect="Konsumsi", respondents=1, score=Decimal(1))]

    assert mean_percent(means) == Decimal(68)
    assert mean_percent([]) is None
