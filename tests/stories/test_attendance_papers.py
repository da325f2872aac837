"""Days are archived once, proved, compared, taken out; evidence and the journal beside them."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, update

from connector.app import handlers
from connector.domain.attendance import Mark
from connector.domain.presence import Source
from connector.domain.sessions import number_in_day
from connector.errors import ConnectorError
from connector.flows import archive_days, attendance_papers, decide_attendance
from connector.flows.attendance_papers import Attached
from connector.flows.class_attendance import ClassAttendance, read_attendance
from connector.jobs.housekeeping import REMOVED_EVIDENCE_KEPT
from connector.jobs.port import Job
from connector.jobs.ticks import ARCHIVE_DAYS, TIDY_UP
from connector.store import audit, papers
from connector.store.engine import reading
from connector.store.papers import Archive, EvidenceKind, NewArchive
from connector.store.tables import archives
from tests import pdf_reading
from tests.web.attended import Came, at, class_of, everybody, hold, link
from tests.web.place import CODE, FIRST_DAY, House, house

SARI = "user:3"
PNG = b"\x89PNG\r\n\x1a\n a picture"
SECOND_DAY = FIRST_DAY + timedelta(days=1)


@pytest.fixture
def held(engine: Engine) -> Iterator[House]:
    """A class of four over two days; the first was held and everybody was there, all settled."""
    with house(engine) as place:
        place.office = replace(
            place.office, organiser=("Balai Diklat Contoh",), place="Semarang", language="id"
        )
        seats = class_of(place, 4)
        hold(place, everybody(seats, "07:50", "11:31"))
        place.clock.now = at("14:00")
        yield place


def a_job(kind: str) -> Job:
    return Job(1, kind, {}, None, "a worker", 1)


def seen(place: House) -> ClassAttendance:
    with reading(place.engine) as connection:
        return read_attendance(connection, place.office, CODE)


def kept(place: House) -> list[Archive]:
    with reading(place.engine) as connection:
        return papers.archives_of(connection, 1)


def fingerprint(place: House) -> str:
    with reading(place.engine) as connection:
        found = read_attendance(connection, place.office, CODE)
        return archive_days.fingerprint(connection, place.office, found, FIRST_DAY)


def mark(place: House, seat: str, given: Mark | None, session: int = 0) -> None:
    slot = seen(place).matrix.sessions[session]
    decide_attendance.mark_seat(
        place.office, CODE, [seat], slot.key, given, reason="surat izin", actor=SARI
    )


def trail(place: House) -> list[tuple[str, str]]:
    with reading(place.engine) as connection:
        entries = audit.about(connection, "training:1")
    return [(one.actor, one.action) for one in reversed(entries)]


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_a_settled_day_is_archived_once_by_the_job(held: House) -> None:
    job = handlers(held.office)[ARCHIVE_DAYS]
    held.clock.now = at("13:25")
    job(a_job(ARCHIVE_DAYS))
    assert kept(held) == [], "less than two hours after the last session"
    held.clock.now = at("13:31")
    for _ in range(3):
        job(a_job(ARCHIVE_DAYS))
        held.clock.now += timedelta(hours=1)
    (one,) = kept(held)
    assert (one.day, one.number, one.created_by) == (FIRST_DAY, 1, archive_days.ACTOR)
    assert trail(held).count((archive_days.ACTOR, "day.archived")) == 1


def test_a_day_that_waits_is_left_alone_for_a_day_and_then_archived_as_a_draft(
    engine: Engine,
) -> None:
    with house(engine) as place:
        seats = class_of(place, 3)
        hold(place, everybody(seats, "07:50", "11:31"), final=False, source=Source.WEBHOOK)
        place.clock.now = at("11:30") + timedelta(hours=25, minutes=59)
        assert archive_days.archive_days(place.office) == 0
        place.clock.now += timedelta(minutes=1)
        assert archive_days.archive_days(place.office) == 1
        (one,) = kept(place)
        sessions = one.manifest["facts"]["sessions"]
        assert all("laporan Zoom belum lengkap" in " ".join(slot["draft"]) for slot in sessions)
        with reading(place.engine) as connection:
            files = unpacked(papers.archive_content(connection, 1, one.id))
        assert "KONSEP" in pdf_reading.text(files["daftar-hadir/sesi-1.pdf"])


def test_a_day_nobody_was_seen_on_waits_too(engine: Engine) -> None:
    """No record at all may mean that Zoom has not told yet."""
    with house(engine) as place:
        class_of(place, 2)
        place.clock.now = at("18:00")
        assert archive_days.archive_days(place.office) == 0
        assert archive_days.at_the_latest(seen(place), FIRST_DAY) == at("11:30") + timedelta(
            hours=26
        )


def test_an_empty_roster_and_a_day_long_ago_are_not_archived_by_themselves(held: House) -> None:
    class_of(held, 0, code="KOSONG-1")
    assert archive_days.archive_days(held.office) == 1
    assert {one.training_id for one in kept(held)} == {1}
    held.clock.now += timedelta(days=16)
    assert archive_days.archive_days(held.office) == 0
    assert archive_days.at_the_latest(seen(held), SECOND_DAY) is None


def test_what_one_training_refuses_keeps_no_other_waiting(
    held: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    seats = class_of(held, 2, code="LAIN-2")
    put_archive = papers.put_archive

    def refuse_the_first(connection: Connection, new: NewArchive, **rest: Any) -> Archive:
        if new.training_id == 1:
            raise ConnectorError("paper_failed", template="x", where="x")
        return put_archive(connection, new, **rest)

    monkeypatch.setattr(papers, "put_archive", refuse_the_first)
    slots = [slot for slot in seen(held).matrix.sessions if slot.date == FIRST_DAY]
    for slot in slots:
        decide_attendance.mark_seat(
            held.office, "LAIN-2", seats, slot.key, Mark.PRESENT, reason="di ruang", actor=SARI
        )
    with pytest.raises(ConnectorError, match="paper_failed"):
        archive_days.archive_days(held.office)
    with reading(held.engine) as connection:
        assert [one.day for one in papers.archives_of(connection, 2)] == [FIRST_DAY]


def test_a_changed_day_is_never_archived_again_by_itself(held: House) -> None:
    assert archive_days.archive_days(held.office) == 1
    (one,) = kept(held)
    assert fingerprint(held) == one.manifest["fingerprint"]
    mark(held, "seat:2", Mark.EXCUSED)
    assert fingerprint(held) != one.manifest["fingerprint"]
    held.clock.now += timedelta(hours=3)
    assert archive_days.archive_days(held.office) == 0
    assert kept(held) == [one]


def test_a_person_keeps_the_change_as_the_next_number(held: House) -> None:
    first = archive_days.archive_day(held.office, CODE, FIRST_DAY, actor=SARI)
    held.clock.now += timedelta(minutes=5)
    assert archive_days.archive_day(held.office, CODE, FIRST_DAY, actor=SARI) == first
    mark(held, "seat:2", Mark.EXCUSED)
    second = archive_days.archive_day(held.office, CODE, FIRST_DAY, actor=SARI)
    assert (second.number, second.manifest["facts"]["sessions"][0]["counts"]) == (
        2,
        {"H": 3, "I": 1},
    )
    assert kept(held) == [first, second]
    assert trail(held).count((SARI, "day.archived")) == 2


def test_what_happens_on_another_day_is_no_change(held: House) -> None:
    archive_days.archive_day(held.office, CODE, FIRST_DAY, actor=SARI)
    before = fingerprint(held)
    hold(held, [Came("Seseorang", "08:00", "11:00")], day=1)
    held.clock.now = at("18:00", SECOND_DAY)
    mark(held, "seat:1", Mark.SICK, session=2)
    assert seen(held).cards, "somebody waits to be recognised"
    assert fingerprint(held) == before


def test_evidence_and_a_note_change_the_day(held: House) -> None:
    archive_days.archive_day(held.office, CODE, FIRST_DAY, actor=SARI)
    slot = seen(held).matrix.sessions[0]
    before = fingerprint(held)
    scan = Attached(EvidenceKind.SIGNED_SHEET, "daftar.png", PNG, session=slot.key)
    added = attendance_papers.add_evidence(held.office, CODE, scan, actor=SARI)
    attached = fingerprint(held)
    assert attached != before
    attendance_papers.remove_evidence(held.office, CODE, added.id, actor=SARI)
    assert fingerprint(held) == before
    attendance_papers.add_entry(held.office, CODE, slot.key, at("08:10"), "dibuka", actor=SARI)
    assert fingerprint(held) != before


def test_a_day_that_is_not_over_or_not_there_is_refused(held: House) -> None:
    held.clock.now = at("10:00")
    with pytest.raises(ConnectorError, match="day_not_over"):
        archive_days.archive_day(held.office, CODE, FIRST_DAY, actor=SARI)
    with pytest.raises(ConnectorError, match="day_unknown"):
        archive_days.archive_day(held.office, CODE, FIRST_DAY - timedelta(days=1), actor=SARI)
    assert kept(held) == []


def test_an_archive_taken_out_of_the_database_proves_itself_and_tells_the_matrix(
    held: House,
) -> None:
    """The restore test: nothing but the ZIP, as somebody would read it years later."""
    slot = seen(held).matrix.sessions[0]
    letter = Attached(EvidenceKind.LETTER, "surat.png", PNG, seat="seat:3", session=slot.key)
    added = attendance_papers.add_evidence(held.office, CODE, letter, actor=SARI)
    mark(held, "seat:3", Mark.SICK)
    attendance_papers.add_entry(
        held.office, CODE, slot.key, at("08:10"), "Listrik padam", actor=SARI
    )
    one = archive_days.archive_day(held.office, CODE, FIRST_DAY, actor=SARI)
    with reading(held.engine) as connection:
        content = papers.archive_content(connection, 1, one.id)
    assert hashlib.sha256(content).hexdigest() == one.sha256

    files = unpacked(content)
    sums = [line.split("  ", 1) for line in files.pop("SHA256SUMS").decode().splitlines()]
    assert {name: digest for digest, name in sums} == {
        name: hashlib.sha256(body).hexdigest() for name, body in files.items()
    }
    manifest = json.loads(files.pop("manifest.json"))
    assert manifest == dict(one.manifest)
    assert {entry["name"]: entry["sha256"] for entry in manifest["files"]} == {
        name: hashlib.sha256(body).hexdigest() for name, body in files.items()
    }
    assert manifest["facts"]["evidence"] == [
        {"id": added.id, "kind": "letter", "sha256": added.sha256, "size": len(PNG)}
    ]
    found = seen(held)
    day = [slot for slot in found.matrix.sessions if slot.date == FIRST_DAY]
    for told, slot in zip(manifest["facts"]["sessions"], day, strict=True):
        cells = [cell for (_, key), cell in found.matrix.cells.items() if key == slot.key]
        marks = Counter(cell.mark.value for cell in cells if cell.mark)
        assert told["counts"] == dict(marks)
        assert told["number"] == number_in_day(slot, found.training.sessions)
        listed = pdf_reading.joined(files[f"daftar-hadir/sesi-{told['number']}.pdf"])
        for seat in found.training.accepted_seats:
            assert "".join(seat.record.full_name.split()) in listed
    assert "Listrikpadam" in pdf_reading.joined(files["jurnal.pdf"])
    assert files["daftar-hadir.xlsx"].startswith(b"PK")


def test_a_damaged_archive_is_found(held: House) -> None:
    one = archive_days.archive_day(held.office, CODE, FIRST_DAY, actor=SARI)
    with held.engine.begin() as connection:
        assert papers.damaged_archives(connection) == []
        connection.execute(update(archives).values(content=b"PK something else"))
        assert papers.damaged_archives(connection, 1) == [one]
        assert papers.damaged_archives(connection, 2) == []


def test_a_letter_is_opened_by_the_trusted_alone_and_that_is_written_down(held: House) -> None:
    letter = Attached(EvidenceKind.LETTER, "surat.png", PNG, seat="seat:3")
    number = attendance_papers.add_evidence(held.office, CODE, letter, actor=SARI).id
    with pytest.raises(ConnectorError, match="evidence_restricted"):
        attendance_papers.read_evidence(held.office, CODE, number, trusted=False, actor=SARI)
    assert "evidence.viewed" not in [action for _, action in trail(held)]
    known, content = attendance_papers.read_evidence(
        held.office, CODE, number, trusted=True, actor="user:1"
    )
    assert (known.id, content) == (number, PNG)
    assert trail(held)[-1] == ("user:1", "evidence.viewed")


def test_what_is_no_picture_too_large_or_about_nobody_is_not_stored(held: House) -> None:
    fine = Attached(EvidenceKind.OTHER, "x.png", PNG)
    for unfit, code in (
        (replace(fine, content=b"<html>"), "evidence_kind_unknown"),
        (replace(fine, content=PNG * held.office.upload_max_bytes), "evidence_too_large"),
        (replace(fine, seat="seat:99"), "seat_unknown"),
        (replace(fine, session="2026-08-03/tiada/1"), "session_unknown"),
    ):
        with pytest.raises(ConnectorError, match=code):
            attendance_papers.add_evidence(held.office, CODE, unfit, actor=SARI)
    with reading(held.engine) as connection:
        assert papers.evidence_of(connection, 1) == []


def test_removed_evidence_loses_its_content_after_thirty_days_and_keeps_its_record(
    held: House,
) -> None:
    tidy = handlers(held.office)[TIDY_UP]
    office = held.office
    gone, stays = (
        attendance_papers.add_evidence(
            office, CODE, Attached(EvidenceKind.OTHER, "x.png", PNG), actor=SARI
        ).id
        for _ in range(2)
    )
    attendance_papers.remove_evidence(office, CODE, gone, actor=SARI)
    held.clock.now += REMOVED_EVIDENCE_KEPT
    tidy(a_job(TIDY_UP))
    known, content = attendance_papers.read_evidence(
        office, CODE, gone, trusted=True, actor="user:1"
    )
    assert content == PNG, "thirty days are not over"
    held.clock.now += timedelta(seconds=1)
    tidy(a_job(TIDY_UP))
    with pytest.raises(ConnectorError, match="evidence_purged"):
        attendance_papers.read_evidence(office, CODE, gone, trusted=True, actor="user:1")
    assert attendance_papers.read_evidence(office, CODE, stays, trusted=False, actor=SARI)[1] == PNG
    with reading(held.engine) as connection:
        assert papers.evidence_by_id(connection, 1, gone) == known


def test_removed_evidence_is_nowhere_for_who_is_not_trusted(held: House) -> None:
    screenshot = Attached(EvidenceKind.SCREENSHOT, "x.png", PNG)
    number = attendance_papers.add_evidence(held.office, CODE, screenshot, actor=SARI).id
    attendance_papers.remove_evidence(held.office, CODE, number, actor=SARI)
    with pytest.raises(ConnectorError, match="evidence_unknown"):
        attendance_papers.read_evidence(held.office, CODE, number, trusted=False, actor=SARI)


def test_the_time_seen_on_a_list_is_of_certain_stays_inside_the_session(held: House) -> None:
    hold(held, [Came("Peserta Contoh 1", "08:05", "08:20", link("seat:1"))], day=1)
    held.clock.now = at("14:00", SECOND_DAY)
    found = seen(held)
    slot = found.matrix.sessions[2]
    times = attendance_papers.seen_in(found, slot)
    assert {seat: (one.start, one.end) for seat, one in times.items()} == {
        "seat:1": (at("08:05", SECOND_DAY), at("08:20", SECOND_DAY))
    }


def test_an_empty_note_is_refused_and_a_struck_one_stays_readable(held: House) -> None:
    slot = seen(held).matrix.sessions[0]
    with pytest.raises(ConnectorError, match="entry_empty"):
        attendance_papers.add_entry(held.office, CODE, slot.key, at("08:10"), " \n ", actor=SARI)
    number = attendance_papers.add_entry(
        held.office, CODE, slot.key, at("08:10"), "salah tulis", actor=SARI
    )
    attendance_papers.strike_entry(held.office, CODE, number, actor="user:1")
    with reading(held.engine) as connection:
        journal = attendance_papers.day_journal(
            connection, held.office, seen(held), FIRST_DAY, "id"
        )
    (note,) = journal.sections[0].notes
    assert (note.text, note.author) == ("salah tulis", "Sari Pendamping")
    assert "dicoret Ratna Wulandari" in note.struck
