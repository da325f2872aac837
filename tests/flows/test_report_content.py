"""What reports say beside their figures: words, texts of people, procedures, languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from connector.domain.reports import KIND_OF, ReportType
from connector.errors import ConnectorError
from connector.flows.load_procedures import load_shipped
from connector.flows.register_participants import create_training
from connector.messages import Wording
from connector.reports.content import Heading, from_json, to_json
from connector.reports.report_paper import Standing, report_pdf
from connector.reports.report_workbook import report_workbook
from connector.store.tables import procedures, runs
from tests import pdf_reading
from tests.flows.certificate_class import office_of, participant
from tests.flows.report_class import recorded_class, report
from tests.web.attended import class_of
from tests.web.place import CODE, House, add_training, counted_queries

NIP = "19900131201503"


@pytest.fixture
def place(sqlite_engine: Engine) -> Iterator[House]:
    with office_of(sqlite_engine) as made:
        yield made


def words(place: House, type_: ReportType, code: str = CODE) -> str:
    """Everything a report says, as one text."""
    return str(to_json(report(place, type_, code=code)))


def test_the_same_records_give_the_same_content_at_another_moment(place: House) -> None:
    recorded_class(place)
    for type_ in ReportType:
        before = report(place, type_)
        place.clock.now += timedelta(minutes=7)
        after = report(place, type_)

        assert after.fingerprint == before.fingerprint
        assert after.collected_at != before.collected_at
        assert from_json(to_json(after)) == after


def test_a_class_that_changed_gives_another_content(place: House) -> None:
    recorded_class(place)
    before = {one: report(place, one).fingerprint for one in ReportType}
    add_more = replace(place.office, organiser=("Balai Lain",))
    place.office = add_more

    assert all(report(place, one).fingerprint != before[one] for one in ReportType)


def test_what_a_person_wrote_stands_instead_of_what_the_records_say(place: House) -> None:
    recorded_class(place)
    said = report(place, ReportType.TRAINING)

    own = report(
        place,
        ReportType.TRAINING,
        {"purpose": " Meningkatkan pelayanan. ", "problems": "  ", "number": " W.13-  9 "},
    )

    assert own.texts["purpose"].text == "Meningkatkan pelayanan."
    assert own.texts["purpose"].written
    assert own.texts["problems"] == said.texts["problems"]
    assert not said.texts["problems"].written
    assert own.head.number == "W.13- 9"
    assert own.fingerprint != said.fingerprint


def test_every_text_of_every_report_may_be_rewritten_by_its_key(place: House) -> None:
    recorded_class(place)
    for type_ in ReportType:
        keys = list(report(place, type_).texts)
        own = report(place, type_, {key: f"Tulisan {key}" for key in keys})

        assert keys
        assert [one.text for one in own.texts.values()] == [f"Tulisan {key}" for key in keys]


def test_each_report_names_its_procedure_as_printed_and_its_steps(place: House) -> None:
    add_training(place, [participant(1)])
    heads = {type_: report(place, type_).head for type_ in ReportType}

    assert heads[ReportType.WORK_DONE].procedure_number == "SDM-277-OT.02.02 TAHUN 2024"
    assert heads[ReportType.WORK_DONE].steps == ("4", "6", "7")
    assert heads[ReportType.WORK_DONE].basis == ("UU 20/2023",)
    assert heads[ReportType.PARTICIPANTS].procedure_number == ""
    assert heads[ReportType.ATTENDANCE].procedure_number == "000.8.3.2/2039/BPSDM"
    assert heads[ReportType.TRAINING].procedure_number == "W.13.SDM.SDM.1.0T.02.02-105"
    for type_, head in heads.items():
        assert head.steps == KIND_OF[type_].steps


def test_a_running_training_keeps_the_version_it_began_with(place: House) -> None:
    add_training(place, [participant(1)])
    now = place.clock()
    load_shipped(place.engine, now)
    with place.engine.begin() as connection:
        first = connection.execute(procedures.select().where(procedures.c.slug == "s001")).one()
        source = first.source.replace("version = 1", "version = 2").replace("SDM-277", "SDM-999")
        connection.execute(
            procedures.insert().values(
                slug="s001", version=2, digest="x", source=source, origin="office",
                loaded_at=now, loaded_by="user:1",
            )
        )  # fmt: skip
    assert "SDM-999" in report(place, ReportType.WORK_DONE).head.procedure_number
    with place.engine.begin() as connection:
        connection.execute(
            runs.insert().values(
                training_id=1, slug="s001", procedure_id=first.id, begun_at=now, begun_by="user:1"
            )
        )

    assert "SDM-277" in report(place, ReportType.WORK_DONE).head.procedure_number


def test_two_cohorts_on_the_same_days_are_never_mixed(place: House) -> None:
    first = [participant(n, unit="Lapas Satu") for n in range(1, 5)]
    second = [participant(n, name=f"Orang Kedua {n}", unit="Rutan Dua") for n in range(20, 23)]
    class_of(place, first)
    class_of(place, second, code="PTPP-2026-02")
    for type_ in ReportType:
        one, other = words(place, type_), words(place, type_, "PTPP-2026-02")
        assert "Orang Kedua" not in one
        assert "Rutan Dua" not in one
        assert "Peserta Contoh" not in other
    assert report(place, ReportType.PARTICIPANTS).figures["participants.listed"].number == "4"
    content = report(place, ReportType.PARTICIPANTS, code="PTPP-2026-02")
    assert content.figures["participants.listed"].number == "3"


def test_no_report_holds_a_whole_personal_number_or_an_address(place: House) -> None:
    recorded_class(place)
    for type_ in ReportType:
        said = words(place, type_)
        assert NIP not in said
        assert "@example.org" not in said
        assert "/p/" not in said
    assert "NIP 1990************01" in words(place, ReportType.PARTICIPANTS)


def test_why_somebody_is_missing_is_said_in_the_words_of_the_system(place: House) -> None:
    recorded_class(place)
    refused = Wording("Moodle menolak nama ini.", "Moodle refused this name.")
    place.office = replace(place.office, words={"meetings:refused_name": refused})

    rows = report(place, ReportType.WORK_DONE).tables["missing"].rows

    assert ("Zoom", "Moodle menolak nama ini.") in [(row[0], row[4]) for row in rows]


def test_a_system_that_could_not_be_read_has_dashes_and_no_numbers(place: House) -> None:
    chosen = recorded_class(place)
    with place.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE statuses SET unread = 'x' WHERE system = 'lms'")

    content = report(place, ReportType.WORK_DONE)

    assert chosen
    assert content.figures["lms.found"].value == "–"
    assert content.figures["lms.found"].number == ""
    assert content.figures["meetings.found"].number
    assert "Moodle tidak dapat dibaca" in content.texts["result"].text
    assert [bar.label for bar in content.charts["systems"].bars] == ["Zoom"]


def test_the_english_office_gets_english_reports(place: House) -> None:
    recorded_class(place)
    place.office = replace(place.office, language="en")
    for type_ in ReportType:
        content = report(place, type_)
        said = str(to_json(content))

        assert content.title == KIND_OF[type_].title.en
        for word in ("Peserta yang", "belum", "peserta ", "Jumlah", "pelatihan "):
            assert word not in said.replace("Pelatihan Teknis", ""), (type_, word)
        assert content.figures


@pytest.mark.parametrize("type_", list(ReportType))
def test_a_training_with_nothing_yet_can_be_reported_printed_and_written(
    place: House, type_: ReportType
) -> None:
    create_training(place.office, code=CODE, title="Pelatihan Baru", actor="user:1")

    content = report(place, type_)

    said = pdf_reading.text(report_pdf(content, Standing(True, 1), now=place.clock()))
    assert "Pelatihan Baru" in said
    assert "Belum" in said
    assert report_workbook(content, now=place.clock())
    assert any(isinstance(one, Heading) for one in content.blocks)


def test_an_unknown_training_has_no_report(place: House) -> None:
    with pytest.raises(ConnectorError, match="training_unknown"):
        report(place, ReportType.TRAINING, code="LAIN")


def test_collecting_asks_as_often_for_many_people_as_for_few(place: House) -> None:
    recorded_class(place, 8)
    with counted_queries(place.engine) as few:
        report(place, ReportType.TRAINING)
    with place.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE trainings SET code = 'LAMA-1'")
    class_of(place, [participant(n) for n in range(300, 360)])
    with counted_queries(place.engine) as many:
        report(place, ReportType.TRAINING)

    assert len(many) <= len(few) + 2
    assert len(few) < 45
