"""What the demo puts into its Moodle: a guide that is a PDF, and a test that people hand in."""

from __future__ import annotations

import re
from dataclasses import replace

from sqlalchemy import Engine

from connector.cli.demo_learning import QUESTIONS, hand_out
from connector.documents.media import PDF, media_type_of
from connector.domain.trainings import FileKind
from connector.flows.register_participants import create_training
from connector.rosters.sample import sample_files
from connector.store import course_files, trainings
from connector.store.attachments import XLSX
from connector.store.engine import reading
from tests.flows.bare_office import bare


def test_both_files_stand_for_the_course(engine: Engine) -> None:
    office = replace(bare(engine).office, upload_max_bytes=1_000_000)
    create_training(office, code="CONTOH-1", title="Contoh", cohort="I", actor="demo")
    timetable = sample_files(office.clock().date())["jadwal.xlsx"]
    hand_out(office, "CONTOH-1", "Contoh", timetable, actor="demo")
    with reading(office.engine) as connection:
        stored = trainings.get(connection, "CONTOH-1")
        assert stored is not None
        files = course_files.of_training(connection, stored.id)
        kinds = {kind: one.file.media_type for kind, one in files.items()}
        guide = course_files.content_of(connection, files[FileKind.GUIDE].file.sha256)
    assert kinds == {FileKind.TIMETABLE: XLSX, FileKind.GUIDE: PDF}
    assert media_type_of(guide) == PDF
    [start] = map(int, re.findall(rb"startxref\n(\d+)\n", guide))
    assert guide[start:].startswith(b"xref\n0 6\n")
    for number, place in enumerate(re.findall(rb"(\d{10}) 00000 n", guide), 1):
        assert guide[int(place) :].startswith(b"%d 0 obj" % number)


def test_the_questions_are_worth_what_the_test_is_marked_by() -> None:
    assert sum(one.maxmark for one in QUESTIONS) == 10
