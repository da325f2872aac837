"""A report from its draft to its end: versions, checks, returns, who may and who comes second."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, select

from connector.domain.appointments import Appointment, AppointmentKind
from connector.domain.procedures import Actor
from connector.domain.reports import ReportState, ReportType
from connector.domain.trainings import Training
from connector.errors import ConnectorError, TemporaryError
from connector.flows import build_reports, move_reports, report_files
from connector.flows.move_reports import ReportDiffers
from connector.flows.report_differences import read_again
from connector.flows.report_turns import turns, waiting
from connector.reconcile.changes import Desired, Item, Observed, Undecided
from connector.reconcile.platform import Bindings
from connector.reports.content import from_json
from connector.store import appointments, audit, reports
from connector.store.engine import reading
from connector.store.tables import seats, trainings
from connector.store.trainings import load_training
from tests.flows.reported_class import (
    ATTENDANCE,
    HEAD,
    LEAD,
    MEMBER,
    OTHER_LEAD,
    PARTICIPANTS,
    STRANGER,
    TRAINING,
    WORK,
    Reported,
    reported_class,
)
from tests.web.place import CODE, MORNING, PaperLearning


@pytest.fixture
def place(engine: Engine) -> Iterator[Reported]:
    with reported_class(engine) as opened:
        yield opened


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(ConnectorError) as caught:
        call()
    return caught.value.code


def rename_training(place: Reported, title: str) -> None:
    with place.house.engine.begin() as connection:
        connection.execute(trainings.update().values(title=title))


def a_text(place: Reported, type_: ReportType = WORK) -> str:
    """Return the key of the first section that a person may write."""
    return next(iter(from_json(place.version(type_=type_).content).texts))


def test_building_the_same_again_makes_no_new_version(place: Reported) -> None:
    first = place.build()
    place.later(hours=3)
    again = build_reports.build(place.office, CODE, WORK, actor=place.actor(MEMBER))
    assert (first.version, again.report.version, again.fresh) == (1, 1, False)
    rename_training(place, "Pelatihan lain")
    assert place.build().version == 2
    assert place.deeds() == ["build", "build"]
    assert place.version(1).content != place.version(2).content


def test_a_rewritten_section_is_a_version_and_can_be_taken_back(place: Reported) -> None:
    place.build()
    key = a_text(place)
    plain = place.version(1).fingerprint
    written = build_reports.edit_text(
        place.office, CODE, WORK, key, " Semua\r\nberes. ", version=1, actor=place.actor(MEMBER)
    )
    assert from_json(written.version.content).texts[key].text == "Semua\nberes."
    rename_training(place, "Pelatihan lain")
    assert from_json(place.version(place.build().version).content).texts[key].written
    build_reports.edit_text(place.office, CODE, WORK, key, "", version=3, actor=place.actor(MEMBER))
    assert not from_json(place.version().content).texts[key].written
    assert place.version(1).fingerprint == plain
    assert place.deeds() == ["build", "edit", "build", "edit"]


def test_who_was_overtaken_while_writing_is_told(place: Reported) -> None:
    place.build()
    key = a_text(place)

    def write(login: str) -> object:
        return build_reports.edit_text(
            place.office, CODE, WORK, key, f"oleh {login}", version=1, actor=place.actor(login)
        )

    write(MEMBER)
    assert code_of(lambda: write(LEAD)) == "report_outdated"
    assert place.report().texts == {key: "oleh anggota"}


def test_a_section_that_is_not_there_or_too_long_is_refused(place: Reported) -> None:
    place.build()

    def write(key: str, text: str) -> object:
        return build_reports.edit_text(
            place.office, CODE, WORK, key, text, version=1, actor=place.actor(MEMBER)
        )

    assert code_of(lambda: write("nothing", "x")) == "report_section_unknown"
    too_long = "x" * (build_reports.LONGEST_TEXT + 1)
    assert code_of(lambda: write(a_text(place), too_long)) == "report_text_long"
    assert place.report().texts == {}


def test_what_is_checked_is_frozen_and_shown_ever_after(place: Reported) -> None:
    place.build()
    draft = report_files.paper(place.office, CODE, WORK, 1)[1]
    assert place.check(note="Sesuai").state is ReportState.CHECKED
    name, frozen = report_files.paper(place.office, CODE, WORK, 1)
    sheet = report_files.sheet(place.office, CODE, WORK, 1)[1]
    rename_training(place, "Pelatihan lain")
    place.later(days=2)
    assert report_files.paper(place.office, CODE, WORK, 1)[1] == frozen != draft
    assert report_files.sheet(place.office, CODE, WORK, 1)[1] == sheet
    assert name.endswith("-v1.pdf")
    assert place.trail()[-1].note == "Sesuai"
    assert place.trail()[-1].detail["sha256"] == place.version().pdf_sha256
    assert place.report().official_id == place.official


def test_a_checked_report_is_built_anew_only_with_a_reason_by_who_checks(place: Reported) -> None:
    place.build()
    place.check()
    rename_training(place, "Pelatihan lain")

    def build(login: str, reason: str) -> Any:
        return build_reports.build(
            place.office, CODE, WORK, actor=place.actor(login), reopen=reason
        )

    assert code_of(lambda: build(MEMBER, "")) == "report_settled"
    assert code_of(lambda: build(MEMBER, "Judul salah")) == "report_not_yours"
    assert code_of(lambda: build("ratna", "Judul salah")) == "report_not_yours"
    assert build(LEAD, "Judul salah").report.version == 2
    assert (place.state(), place.deeds()) == (
        ReportState.DRAFT, ["build", "check", "reopen", "build"],
    )  # fmt: skip
    assert place.version(1).frozen
    assert not place.version(2).frozen
    assert set(place.reached()) == {"report.work_done.draft"}


def test_a_returned_report_keeps_its_notes_and_every_version(place: Reported) -> None:
    place.build()
    notes = "Angka Zoom tidak sesuai.\nPeriksa lagi."
    move_reports.return_report(
        place.office, CODE, WORK, version=1, note=notes, actor=place.actor(LEAD)
    )
    assert set(place.reached()) == {"report.work_done.returned"}
    rename_training(place, "Pelatihan lain")
    assert place.build().state is ReportState.RETURNED
    assert set(place.reached()) == {"report.work_done.returned", "report.work_done.draft"}
    place.check()
    assert [one.note for one in place.trail()] == ["", notes, "", ""]
    assert set(place.reached()) == {"report.work_done.draft", "report.work_done.checked"}
    for number in (1, 2):
        assert report_files.paper(place.office, CODE, WORK, number)[1].startswith(b"%PDF")


def test_the_head_returns_what_was_checked_and_the_next_check_freezes_anew(
    place: Reported,
) -> None:
    place.build()
    place.check()
    move_reports.return_report(
        place.office, CODE, WORK, version=1, note="Kurang lampiran", actor=place.actor(HEAD)
    )
    assert code_of(place.check) == "report_frozen"
    assert place.build().version == 2  # the same content, but version 1 has its paper for good
    place.later(hours=1)
    place.check()
    first, second = (place.version(number).pdf_sha256 for number in (1, 2))
    assert first != second


def test_a_return_without_a_word_is_refused(place: Reported) -> None:
    place.build()

    def send_back(note: str) -> object:
        return move_reports.return_report(
            place.office, CODE, WORK, version=1, note=note, actor=place.actor(LEAD)
        )

    assert code_of(lambda: send_back(" \n ")) == "report_note_missing"
    too_long = "x" * (build_reports.LONGEST_NOTE + 1)
    assert code_of(lambda: send_back(too_long)) == "report_note_long"
    assert place.state() is ReportState.DRAFT


@pytest.mark.parametrize("login", [MEMBER, HEAD, STRANGER, "ratna", "budi"])
def test_only_the_unit_s_lead_checks(place: Reported, login: str) -> None:
    place.build()
    assert code_of(lambda: place.check(login=login)) == "report_not_yours"
    assert place.state() is ReportState.DRAFT


def test_a_command_checks_nothing(place: Reported) -> None:
    place.build()

    def check() -> object:
        return move_reports.check(place.office, CODE, WORK, version=1, actor="cli")

    assert code_of(check) == "report_not_yours"


@pytest.mark.parametrize("login", [STRANGER, "budi"])
def test_nobody_from_outside_builds_or_writes(place: Reported, login: str) -> None:
    assert code_of(lambda: place.build(login=login)) == "report_not_yours"
    place.build()
    key = a_text(place)

    def write() -> object:
        return build_reports.edit_text(
            place.office, CODE, WORK, key, "x", version=1, actor=place.actor(login)
        )

    assert code_of(write) == "report_not_yours"
    assert place.deeds() == ["build"]


def test_nobody_takes_a_report_into_their_own_unit(place: Reported) -> None:
    def take(login: str) -> object:
        return build_reports.build(
            place.office, CODE, WORK, actor=place.actor(login), unit=place.other
        )

    assert code_of(lambda: take(STRANGER)) == "report_not_yours"
    assert code_of(lambda: take(LEAD)) == "report_not_yours"
    take("ratna")
    assert place.report().unit_id == place.other
    assert code_of(place.check) == "report_not_yours"


def test_a_report_without_a_unit_says_so(place: Reported) -> None:
    place.build()
    with place.house.engine.begin() as connection:
        reports.put_units(connection, place.report().id, unit=None, for_unit=None)
    assert code_of(place.check) == "report_without_unit"


def test_whoever_comes_second_is_refused(place: Reported) -> None:
    place.build()
    barrier = threading.Barrier(2)
    ends: list[str] = []

    def check(login: str) -> None:
        barrier.wait()
        try:
            place.check(login=login)
            ends.append("done")
        except ConnectorError as error:
            ends.append(error.code)

    threads = [threading.Thread(target=check, args=(login,)) for login in (LEAD, OTHER_LEAD)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(ends) in (["done", "report_moved"], ["done", "report_frozen"])
    assert place.deeds() == ["build", "check"]


def test_one_checks_while_another_returns(place: Reported) -> None:
    place.build()
    barrier = threading.Barrier(2)
    ends: list[str] = []

    def act(deed: Callable[[], object]) -> None:
        barrier.wait()
        try:
            deed()
            ends.append("done")
        except ConnectorError as error:
            ends.append(error.code)

    def send_back() -> object:
        return move_reports.return_report(
            place.office, CODE, WORK, version=1, note="Tidak", actor=place.actor(OTHER_LEAD)
        )

    threads = [threading.Thread(target=act, args=(one,)) for one in (place.check, send_back)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    deeds = place.deeds()
    # Both orders are lawful; whichever came second stands in the trail or was told.
    assert deeds in (["build", "check", "return"], ["build", "return", "check"])
    assert ends == ["done", "done"]
    assert place.trail()[-1].state == place.state().value


def test_a_check_of_another_version_than_the_newest_is_refused(place: Reported) -> None:
    place.build()
    rename_training(place, "Pelatihan lain")
    place.build()

    def check() -> object:
        return move_reports.check(place.office, CODE, WORK, version=1, actor=place.actor(LEAD))

    assert code_of(check) == "report_outdated"


def test_received_unsigned_by_the_head_it_is_for(place: Reported) -> None:
    place.build(PARTICIPANTS)
    place.check(PARTICIPANTS)
    with place.house.engine.begin() as connection:
        one = reports.of_type(connection, place.training, PARTICIPANTS)
        assert one is not None
        reports.put_units(connection, one.id, unit=place.unit, for_unit=place.other)

    def receive(login: str) -> object:
        return move_reports.receive(
            place.office, CODE, PARTICIPANTS, version=1, actor=place.actor(login)
        )

    assert code_of(lambda: receive(HEAD)) == "report_not_yours"
    receive(STRANGER)  # who heads the unit that it is for
    assert place.state(PARTICIPANTS) is ReportState.RECEIVED
    assert place.report(PARTICIPANTS).official_id is None
    assert "report.participants.received" in place.reached()
    assert code_of(lambda: receive(STRANGER)) == "report_moved"


def test_filed_by_the_committee(place: Reported) -> None:
    place.build(ATTENDANCE)
    place.check(ATTENDANCE)
    filed = move_reports.file_report(
        place.office, CODE, ATTENDANCE, version=1, actor=place.actor(LEAD)
    )
    assert filed.state is ReportState.FILED
    assert turns(filed) == []


def test_a_substitute_acts_and_both_are_named(place: Reported) -> None:
    place.build()
    new = Appointment(
        0, place.unit, Actor.TEAM_LEAD, place.users[STRANGER], AppointmentKind.SUBSTITUTE,
        place.users[LEAD], MORNING.date(), MORNING.date(),
    )  # fmt: skip
    with place.house.engine.begin() as connection:
        appointments.add(connection, new, actor="user:1", now=MORNING)
    place.check(login=STRANGER)
    entry = place.trail()[-1]
    assert entry.actor == place.actor(STRANGER)
    assert entry.detail["stands_for"] == place.users[LEAD]
    assert entry.detail["kind"] == "substitute"


def test_what_waits_is_listed_with_whose_turn_it_is(place: Reported) -> None:
    place.build()
    place.build(PARTICIPANTS)
    place.check(PARTICIPANTS)
    with reading(place.house.engine) as connection:
        listed = [
            (report.type, turn.deed.value, turn.actor) for report, turn in waiting(connection)
        ]
    assert listed == [
        (PARTICIPANTS, "receive", Actor.HEAD), (WORK, "check", Actor.TEAM_LEAD),
    ]  # fmt: skip


class Telling(PaperLearning):
    """A learning system that answers what it is told to, or does not answer."""

    down = False

    def observe(self, wanted: Desired, bindings: Bindings) -> Observed:
        if self.down:
            raise TemporaryError("moodle", "core_enrol_get_enrolled_users", "timeout")
        return super().observe(wanted, bindings)


def test_a_system_that_is_down_is_said_and_the_checker_decides(place: Reported) -> None:
    telling = Telling("lms", "moodle-default")
    place = replace(place, house=replace(place.house, office=replace(place.office, lms=telling)))
    place.build()
    telling.down = True

    def check(accept: str = "") -> Any:
        return move_reports.check(
            place.office, CODE, WORK, version=1, actor=place.actor(LEAD), accept=accept
        )

    with pytest.raises(ReportDiffers) as caught:
        check()
    found = caught.value.differences
    assert [(one.system, one.code) for one in found.read.unread] == [("lms", "moodle_timeout")]
    assert place.state() is ReportState.DRAFT
    assert code_of(lambda: check("something else")) == "report_differs"
    check(found.fingerprint)
    kept = place.trail()[-1].detail
    assert [one["code"] for one in kept["unread"]] == ["moodle_timeout"]
    assert kept["read_at"]


class Doubting(PaperLearning):
    """A learning system in which the first seat waits for a person and all others are there."""

    def desired(self, training: Training) -> Desired:
        return Desired(
            tuple(
                Item("enrolment", seat.key, {}, seat=seat.key) for seat in training.accepted_seats
            )
        )

    def observe(self, wanted: Desired, bindings: Bindings) -> Observed:
        first, *others = wanted.items
        doubt = Undecided(first.kind, first.key, "account_unclear", seat=first.seat)
        return Observed(tuple(others), (doubt,))


def test_who_waits_for_a_person_is_no_difference(place: Reported) -> None:
    office = replace(place.office, lms=Doubting("lms", "moodle-default"))
    counted = {(one.system, one.key): one for one in read_again(office, CODE).counted}
    found = counted["lms", "enrolled"]
    with reading(place.house.engine) as connection:
        everybody = len(load_training(connection, CODE, office.link_for).accepted_seats)
    assert (found.ours, found.theirs) == (everybody - 1, everybody - 1)


def test_what_changed_meanwhile_is_shown_and_kept_and_the_paper_stays(place: Reported) -> None:
    place.build()
    with place.house.engine.begin() as connection:
        first = connection.execute(select(seats.c.id).order_by(seats.c.id)).scalars().first()
        connection.execute(seats.update().where(seats.c.id == first).values(state="withdrawn"))
    with pytest.raises(ReportDiffers) as caught:
        move_reports.check(place.office, CODE, WORK, version=1, actor=place.actor(LEAD))
    lines = caught.value.differences.lines
    assert lines
    assert all(one.printed != one.found for one in lines)
    before = place.version().content
    place.check()
    kept = place.trail()[-1].detail["differences"]
    assert len(kept) == len(lines)
    assert place.version().content == before


def test_an_acceptance_holds_for_what_was_shown_and_nothing_later(place: Reported) -> None:
    place.build()
    rename_training(place, "Pelatihan kedua")
    with pytest.raises(ReportDiffers) as caught:
        move_reports.check(place.office, CODE, WORK, version=1, actor=place.actor(LEAD))
    with place.house.engine.begin() as connection:
        first = connection.execute(select(seats.c.id).order_by(seats.c.id)).scalars().first()
        connection.execute(seats.update().where(seats.c.id == first).values(state="withdrawn"))

    def check() -> object:
        return move_reports.check(
            place.office, CODE, WORK, version=1, actor=place.actor(LEAD),
            accept=caught.value.differences.fingerprint,
        )  # fmt: skip

    assert code_of(check) == "report_differs"
    assert place.state() is ReportState.DRAFT


def test_every_deed_is_in_the_audit_trail_without_words_of_people(place: Reported) -> None:
    place.build()
    move_reports.return_report(
        place.office, CODE, WORK, version=1, note="Rahasia dapur", actor=place.actor(LEAD)
    )
    with reading(place.house.engine) as connection:
        found = audit.about(connection, f"report:{place.report().id}")
    assert [one.action for one in found] == ["report.return", "report.built"]
    assert "Rahasia" not in repr([one.details for one in found])


def test_a_training_report_is_checked_by_the_section_head(place: Reported) -> None:
    place.build(TRAINING)
    assert code_of(lambda: place.check(TRAINING, login=OTHER_LEAD)) == "report_not_yours"
    assert place.check(TRAINING, login=LEAD).state is ReportState.CHECKED
