"""People begin, record, pause, reopen and stop runs; each deed is a line, and not everybody's."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, delete, func, select, update
from sqlalchemy.exc import DBAPIError

from connector.domain.appointments import AppointmentKind
from connector.domain.procedures import Actor
from connector.domain.running import StepState
from connector.domain.step_log import StepEntry
from connector.errors import ConnectorError
from connector.flows import run_procedures as flow
from connector.flows.observe_procedures import observe
from connector.flows.run_words import RUNS
from connector.store import attachments, audit, runs, users
from connector.store.attachments import DOCX, XLSX, NewFile
from connector.store.engine import reading
from connector.store.keys import training_key
from connector.store.runs import Run
from connector.store.tables import runs as runs_table
from connector.store.tables import step_entries
from connector.store.users import UserRole
from tests.domain.runs_told import at, told
from tests.flows.run_place import (
    CODE,
    Place,
    add_training,
    add_user,
    appoint,
    id_of,
    place_of,
    take_roster,
    verify_plan,
)

PDF = b"%PDF-1.7 nota dinas"


@pytest.fixture
def place(engine: Engine) -> Place:
    return place_of(engine)


def begun(place: Place, slug: str = "s001", login: str = "kepala", **given: Any) -> Run:
    return flow.begin(place.office, CODE, slug, unit=place.unit, actor=place.people[login], **given)


def refused(deed: Callable[[], object]) -> str:
    with pytest.raises(ConnectorError) as caught:
        deed()
    return caught.value.code


def complete(place: Place, run: Run, step: str, login: str = "ratna", **given: Any) -> None:
    flow.complete(place.office, CODE, run.id, step, actor=place.people[login], **given)


def test_a_run_keeps_the_version_it_began_with_and_starts_its_first_step(place: Place) -> None:
    run = begun(place)
    view = place.view()
    assert view.run == run
    assert (view.procedure.slug, view.unit) == ("s001", "Balai")
    assert place.lines()[:2] == [
        "assign-lead open, from 16 08.00 by begin",
        "assign-members waiting",
    ]


def test_a_second_run_of_the_same_procedure_is_refused_until_the_first_is_stopped(
    place: Place,
) -> None:
    run = begun(place)
    assert refused(lambda: begun(place)) == "run_exists"
    begun(place, "s000")
    flow.stop(place.office, CODE, run.id, "Salah pilih", actor=place.people["kepala"])
    assert begun(place).id != run.id


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"slug": "s999"}, "procedure_unknown"),
        ({"slug": "s004"}, "procedure_not_for_trainings"),
        ({"code": "NONE"}, "training_unknown"),
        ({"unit": 999}, "run_unit_unknown"),
        ({"for_unit": 999}, "run_unit_unknown"),
        ({"at": at("16 08.01")}, "step_in_future"),
        ({"at": at("16 08.00") - flow.LONGEST_AGO - timedelta(minutes=1)}, "run_long_ago"),
        ({"at": datetime(1, 1, 1, tzinfo=ZoneInfo("Asia/Jakarta"))}, "run_long_ago"),
        ({"login": "tamu"}, "run_not_yours"),
        ({"unit": None}, "run_not_yours"),
    ],
)
def test_what_cannot_begin_is_refused_and_leaves_nothing(
    place: Place, given: dict[str, Any], code: str
) -> None:
    chosen = {"login": "kepala", "slug": "s001", "code": CODE, "unit": place.unit, **given}
    actor = place.people[chosen.pop("login")]
    training, slug = chosen.pop("code"), chosen.pop("slug")
    assert refused(lambda: flow.begin(place.office, training, slug, actor=actor, **chosen)) == code
    with reading(place.engine) as connection:
        assert connection.execute(select(func.count()).select_from(runs_table)).scalar_one() == 0


def test_a_run_may_have_begun_earlier_and_is_counted_from_then(place: Place) -> None:
    begun(place, at=at("13 10.00"))
    assert place.lines()[0] == "assign-lead open, from 13 10.00 by begin"


def test_an_administrator_may_begin_without_a_unit_and_hand_it_over(place: Place) -> None:
    run = flow.begin(place.office, CODE, "s001", unit=None, actor=place.people["ratna"])
    assert refused(lambda: complete(place, run, "assign-lead", "kepala")) == "step_not_yours"
    flow.hand_to(
        place.office, CODE, run.id, unit=place.unit, for_unit=place.other_unit,
        actor=place.people["ratna"],
    )  # fmt: skip
    assert (place.view().unit, place.view().for_unit) == ("Balai", "Pusat")
    complete(place, run, "assign-lead", "kepala")


def test_whose_turn_it_is_stands_with_each_current_step(place: Place) -> None:
    begun(place)
    view = place.view()
    assert [(t.actor, [h.name for h in t.holders]) for t in view.turns["assign-lead"]] == [
        (Actor.HEAD, ["Kepala"])
    ]
    assert set(view.turns) == {"assign-lead"}
    assert [one.name for one in view.holders("assign-lead")] == ["Kepala"]


def test_steps_are_recorded_one_after_the_other_to_the_end(place: Place) -> None:
    run = begun(place)
    place.move("16 09.00")
    complete(place, run, "assign-lead", "kepala", note="Tolong", at=place.clock.now)
    complete(place, run, "assign-members", "ketua", at=at("16 08.30"))
    place.move("18 09.00")
    complete(place, run, "enrol", "anggota")
    complete(place, run, "check", "ketua")
    with reading(place.engine) as connection:
        open_still = runs.get(connection, run.id)
    assert open_still is not None
    assert open_still.ended_at is None
    complete(place, run, "sign", "kepala")
    assert place.lines() == [
        "assign-lead done 16 09.00 by person, from 16 08.00 by begin",
        "assign-members done 16 08.30 by person",
        "enrol done 18 09.00 by person, from 16 08.30 by after, due 18 08.30, LATE",
        "check done 18 09.00 by person, from 18 09.00 by after",
        "sign done 18 09.00 by person, from 18 09.00 by after",
    ]
    view = place.view()
    assert view.standing.over
    assert told(view.run.ended_at) == "18 09.00"
    assert view.turns == {}


RIGHTS = {
    "assign-lead": {"kepala", "ratna"},
    "assign-members": {"ketua", "ratna"},
    "enrol": {"anggota", "ratna"},
    "check": {"ketua", "ratna"},
    "sign": {"kepala", "ratna"},
}
"""Who may record each step of S001."""


def test_only_those_whose_turn_it_is_record_a_step_and_administrators(place: Place) -> None:
    run = begun(place)
    for step, allowed in RIGHTS.items():
        for login in place.people:
            act = partial(complete, place, run, step, login)
            if login in allowed:
                act()
                flow.reopen(place.office, CODE, run.id, step, "Uji", actor=place.people["ratna"])
            else:
                assert refused(act) == "step_not_yours", (step, login)


def test_the_record_says_as_whom_somebody_acted(place: Place) -> None:
    run = begun(place)
    add_user(place, "pengganti", UserRole.STAFF)
    appoint(place, "pengganti", Actor.HEAD, kind=AppointmentKind.PLH, stands_for="kepala")
    complete(place, run, "assign-lead", "pengganti")
    complete(place, run, "assign-members", "ratna")
    first, second = (place.view().standing.steps[n].entry for n in (0, 1))
    assert first is not None
    assert second is not None
    kepala = int(place.people["kepala"].removeprefix("user:"))
    assert first.detail == {
        "role": "head", "unit": place.unit, "kind": "plh", "stands_for": kepala
    }  # fmt: skip
    assert (second.detail, second.cause) == ({"role": "administrator"}, "person")


def test_what_participants_do_is_recorded_by_anybody_appointed(place: Place) -> None:
    run = begun(place, "s003")
    assert refused(lambda: complete(place, run, "register", "tamu")) == "step_not_yours"
    complete(place, run, "register", "anggota")


def test_an_appointment_in_another_unit_gives_no_right(place: Place) -> None:
    run = begun(place)
    add_user(place, "lain", UserRole.STAFF)
    appoint(place, "lain", Actor.HEAD, place.other_unit)
    assert refused(lambda: complete(place, run, "assign-lead", "lain")) == "step_not_yours"


def test_an_inactive_administrator_records_nothing(place: Place) -> None:
    run = begun(place)
    with place.engine.begin() as connection:
        users.set_active(connection, int(place.people["ratna"].removeprefix("user:")), False)
    assert refused(lambda: complete(place, run, "assign-lead", "ratna")) == "step_not_yours"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"step": "nothing"}, "step_unknown"),
        ({"at": at("16 10.01")}, "step_in_future"),
        ({"at": at("16 07.59")}, "step_before_begin"),
        ({"note": "a\u202eb"}, "reason_unfit"),
        ({"files": [NewFile("a.exe", b"MZ")]}, "attachment_kind_unknown"),
        ({"files": [NewFile("a.pdf", b"")]}, "attachment_empty"),
        ({"files": [NewFile("a.pdf", PDF * 200)]}, "attachment_too_big"),
        ({"files": [NewFile("a.pdf", PDF)] * 11}, "files_too_many"),
        ({"files": [NewFile("a.pdf", PDF), NewFile("b.zip", b"PK")]}, "attachment_kind_unknown"),
    ],
)
def test_a_record_that_is_refused_leaves_nothing(
    place: Place, given: dict[str, Any], code: str
) -> None:
    run = begun(place)
    place.move("16 10.00")
    assert refused(lambda: complete(place, run, **{"step": "assign-lead", **given})) == code
    assert place.log() == []


def test_every_refusal_has_words_in_both_languages() -> None:
    for code, wording in RUNS.items():
        assert wording.id, code
        assert wording.en, code
        assert wording.todo_id, code
        assert wording.todo_en, code
        assert wording.id != wording.en, code


def test_files_come_with_the_record(place: Place) -> None:
    run = begun(place)
    workbook, letter = io.BytesIO(), io.BytesIO()
    for target, part in ((workbook, "xl/workbook.xml"), (letter, "word/document.xml")):
        with zipfile.ZipFile(target, "w") as opened:
            opened.writestr(part, "<x/>")
    files = [
        NewFile("C:\\Dokumen\\nota dinas.pdf", PDF),
        NewFile("../../data.xlsx", workbook.getvalue()),
        NewFile("su\u202erat.docx", letter.getvalue()),
    ]
    complete(place, run, "assign-lead", files=files)
    view = place.view()
    entry = view.standing.step("assign-lead").entry
    assert entry is not None
    kept = view.attachments[entry.id]
    assert [(one.file_name, one.media_type) for one in kept] == [
        ("nota dinas.pdf", "application/pdf"),
        ("data.xlsx", XLSX),
        ("surat.docx", DOCX),
    ]
    with reading(place.engine) as connection:
        assert attachments.content(connection, kept[0].id) == PDF
        assert refused(lambda: attachments.content(connection, 999)) == "attachment_unknown"


def test_a_step_is_recorded_once_until_it_is_reopened(place: Place) -> None:
    run = begun(place)
    complete(place, run, "assign-lead")
    assert refused(lambda: complete(place, run, "assign-lead")) == "step_ended_already"
    skip = partial(flow.skip, place.office, CODE, run.id, "assign-lead", "x")
    assert refused(lambda: skip(actor=place.people["ratna"])) == "step_ended_already"
    place.move("16 09.00")
    flow.reopen(
        place.office, CODE, run.id, "assign-lead", "Disposisi keliru", actor=place.people["ketua"]
    )
    assert place.lines()[0] == "assign-lead open, from 16 08.00 by begin, again"
    complete(place, run, "assign-lead")
    assert place.log() == [
        "16 08.00 done assign-lead person",
        "16 09.00 reopened assign-lead person",
        "16 09.00 done assign-lead person",
    ]


def test_reopening_needs_an_ended_step_a_reason_and_a_right(place: Place) -> None:
    run = begun(place)

    def reopen(login: str = "ratna", reason: str = "Keliru") -> None:
        actor = place.people[login]
        flow.reopen(place.office, CODE, run.id, "enrol", reason, actor=actor)

    assert refused(reopen) == "step_not_ended"
    complete(place, run, "enrol")
    assert refused(lambda: reopen(reason="  ")) == "reason_missing"
    assert refused(lambda: reopen("tamu")) == "run_not_yours"
    assert refused(lambda: reopen("panitia")) == "run_not_yours"
    for login in ("anggota", "ketua", "kepala", "kasi"):
        reopen(login)
        complete(place, run, "enrol")


def test_a_step_is_left_out_with_a_reason_an_optional_one_without(place: Place) -> None:
    run = begun(place, "s003")

    def skip(step: str, reason: str = "") -> StepEntry:
        actor = place.people["panitia"]
        return flow.skip(place.office, CODE, run.id, step, reason, actor=actor)

    assert refused(lambda: skip("register")) == "reason_missing"
    skip("register", "Peserta terdaftar oleh unit lain")
    skip("pre-test")
    assert place.view("s003").standing.step("register").state is StepState.SKIPPED
    assert refused(lambda: skip("monitor", "x")) == "step_not_yours"  # the companion's
    assert skip("listen", "x").detail["role"] == "committee"


def test_a_record_beside_the_milestones_needs_a_reason_and_wins(place: Place) -> None:
    run = begun(place)
    place.move("17 09.00")
    take_roster(place)
    verify_plan(place)
    observe(place.office)
    assert refused(lambda: complete(place, run, "enrol")) == "step_ended_by_records"
    place.move("17 10.00")
    complete(place, run, "enrol", note="Selesai kemarin dengan daftar cetak", at=at("16 15.00"))
    found = place.view().standing.step("enrol")
    assert (told(found.ended_at), found.cause) == ("16 15.00", "person")
    assert [one.cause for one in found.entries] == ["milestone:plan_verified", "person"]
    assert refused(lambda: complete(place, run, "enrol", note="lagi")) == "step_ended_already"


def test_a_run_is_paused_and_resumed_with_its_times(place: Place) -> None:
    run = begun(place)
    actor = place.people["anggota"]
    pause = partial(flow.pause, place.office, CODE, run.id, "Menunggu SK", actor=actor)
    resume = partial(flow.resume, place.office, CODE, run.id, actor=actor)
    assert refused(resume) == "pause_missing"
    place.move("17 09.00")
    pause(at=at("16 10.00"))
    assert refused(pause) == "pause_running"
    assert refused(lambda: resume(at=at("16 09.59"))) == "pause_overlaps"
    paused = place.view().standing.paused
    assert paused is not None
    assert (told(paused.start), paused.note) == ("16 10.00", "Menunggu SK")
    resume(at=at("16 15.00"))
    assert refused(lambda: pause(at=at("16 14.00"))) == "pause_overlaps"
    pause(step="enrol")
    assert refused(lambda: pause(step="nothing")) == "step_unknown"
    assert place.view().standing.paused is None
    complete(place, run, "enrol")
    flow.resume(place.office, CODE, run.id, step="enrol", actor=place.people["ketua"])
    assert refused(lambda: pause(step="enrol")) == "step_ended_already"


def test_pausing_needs_a_reason_a_right_and_a_run_that_goes_on(place: Place) -> None:
    run = begun(place)

    def pause(login: str = "kepala", reason: str = "x") -> None:
        flow.pause(place.office, CODE, run.id, reason, actor=place.people[login])

    assert refused(lambda: pause(reason=" ")) == "reason_missing"
    assert refused(lambda: pause("panitia")) == "run_not_yours"
    assert refused(lambda: pause("tamu")) == "run_not_yours"
    for step in RIGHTS:
        complete(place, run, step)
    assert refused(pause) == "run_over"


def test_reopening_a_step_of_a_run_that_is_over_opens_the_run(place: Place) -> None:
    run = begun(place)
    for step in RIGHTS:
        complete(place, run, step)
    assert place.view().run.ended_at is not None
    flow.reopen(place.office, CODE, run.id, "sign", "Keliru", actor=place.people["kepala"])
    assert place.view().run.ended_at is None


def test_a_stopped_run_stands_as_it_did_and_takes_nothing_more(place: Place) -> None:
    run = begun(place)

    def stop(login: str, reason: str = "Pelatihan dibatalkan") -> None:
        flow.stop(place.office, CODE, run.id, reason, actor=place.people[login])

    assert refused(lambda: stop("anggota")) == "run_not_yours"
    assert refused(lambda: stop("kepala", "")) == "reason_missing"
    complete(place, run, "assign-lead")
    complete(place, run, "assign-members")
    place.move("17 08.00")
    stop("kepala")
    assert refused(lambda: stop("kepala")) == "run_stopped"
    assert refused(lambda: complete(place, run, "enrol")) == "run_stopped"
    place.move("27 08.00")
    view = place.view()
    assert (view.run.stop_reason, told(view.run.stopped_at)) == ("Pelatihan dibatalkan", "17 08.00")
    assert not view.standing.overdue
    assert view.turns == {}


def test_a_run_is_moved_through_its_own_training_only(place: Place) -> None:
    run = begun(place)
    add_training(place, "LAIN-1")

    def act(code: str, number: int) -> None:
        actor = place.people["ratna"]
        flow.complete(place.office, code, number, "assign-lead", actor=actor)

    assert refused(lambda: act("LAIN-1", run.id)) == "run_unknown"
    assert refused(lambda: act(CODE, 999)) == "run_unknown"
    assert refused(lambda: act("NONE", run.id)) == "training_unknown"


def test_every_deed_stands_in_the_trail_without_its_words(place: Place) -> None:
    run = begun(place)
    complete(place, run, "assign-lead", "kepala", note="Rahasia")
    flow.pause(place.office, CODE, run.id, "Rahasia", actor=place.people["ketua"])
    flow.resume(place.office, CODE, run.id, actor=place.people["ketua"])
    flow.reopen(place.office, CODE, run.id, "assign-lead", "Rahasia", actor=place.people["kepala"])
    flow.skip(place.office, CODE, run.id, "enrol", "Rahasia", actor=place.people["anggota"])
    flow.hand_to(
        place.office, CODE, run.id, unit=place.other_unit, for_unit=None,
        actor=place.people["kepala"],
    )  # fmt: skip
    flow.stop(place.office, CODE, run.id, "Rahasia", actor=place.people["ratna"])
    with reading(place.engine) as connection:
        trail = audit.about(connection, training_key(id_of(place)))
    assert [one.action for one in reversed(trail)] == [
        "run.begun", "step.done", "run.paused", "run.resumed", "step.reopened", "step.skipped",
        "run.handed", "run.stopped",
    ]  # fmt: skip
    assert "Rahasia" not in str([one.details for one in trail])


def test_entries_are_added_and_never_changed(place: Place) -> None:
    run = begun(place)
    complete(place, run, "assign-lead")
    with reading(place.engine) as connection:
        before = connection.execute(select(step_entries)).all()
    place.move("18 08.00")
    flow.reopen(place.office, CODE, run.id, "assign-lead", "Keliru", actor=place.people["kepala"])
    complete(place, run, "assign-lead")
    with reading(place.engine) as connection:
        after = connection.execute(select(step_entries).order_by(step_entries.c.id)).all()
    assert after[: len(before)] == before
    for change in (delete(step_entries), update(step_entries).values(note="anders")):
        with pytest.raises(DBAPIError, match="only added to"), place.engine.begin() as connection:
            connection.execute(change)
    assert told(after[-1].noted_at) == "18 08.00"
