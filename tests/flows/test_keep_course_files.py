"""Jadwal and pedoman of a course: put, replaced, taken away, and known to every plan."""

import hashlib
from dataclasses import replace

import pytest
from sqlalchemy import Engine, func, select

from connector.domain.trainings import CourseFile, FileKind, Training
from connector.errors import ConnectorError
from connector.flows import keep_course_files as flow
from connector.flows.office import Office
from connector.flows.register_participants import create_training
from connector.store import attachments as store
from connector.store import course_files, trainings
from connector.store.attachments import NewFile
from connector.store.engine import reading
from connector.store.keys import number_of
from connector.store.tables import attachments, audit_entries
from tests.flows.bare_office import bare

CODE = "PKP-01"
ACTOR = "user:3"
PDF = b"%PDF-1.7\njadwal\n%%EOF\n"
OTHER = b"%PDF-1.7\njadwal baru\n%%EOF\n"


@pytest.fixture
def office(engine: Engine) -> Office:
    made = bare(engine).office
    create_training(made, code=CODE, title="Pelayanan Publik", actor=ACTOR)
    return made


def training_of(office: Office) -> Training:
    with reading(office.engine) as connection:
        return trainings.load_wanted(connection, CODE, office.link_for)


def fingerprint_of(office: Office) -> str:
    number = number_of(training_of(office).key)
    with reading(office.engine) as connection:
        return trainings.roster_fingerprint(connection, number)


def put(office: Office, content: bytes = PDF, name: str = "Jadwal.pdf") -> bool:
    file = NewFile(name, content)
    return flow.put_file(office, CODE, FileKind.TIMETABLE, file, actor=ACTOR)[1]


def actions(office: Office) -> list[str]:
    with reading(office.engine) as connection:
        rows = connection.execute(select(audit_entries).order_by(audit_entries.c.id))
        return [row.action for row in rows if row.action.startswith("course_")]


def test_a_file_that_was_put_belongs_to_the_training(office: Office) -> None:
    assert training_of(office).files == []
    assert put(office)
    digest = hashlib.sha256(PDF).hexdigest()
    expected = CourseFile(FileKind.TIMETABLE, "Jadwal.pdf", "application/pdf", digest, len(PDF))
    assert training_of(office).files == [expected]
    assert actions(office) == ["course_file.put"]


def test_the_newest_file_of_a_kind_holds_and_the_other_kind_stays(office: Office) -> None:
    put(office)
    guide = NewFile("Pedoman.pdf", PDF)
    flow.put_file(office, CODE, FileKind.GUIDE, guide, actor=ACTOR)
    put(office, OTHER, "Jadwal-2.pdf")
    names = [(one.kind, one.file_name) for one in training_of(office).files]
    assert names == [(FileKind.TIMETABLE, "Jadwal-2.pdf"), (FileKind.GUIDE, "Pedoman.pdf")]


def test_putting_the_same_file_again_changes_and_stores_nothing(office: Office) -> None:
    put(office)
    assert not put(office)
    with reading(office.engine) as connection:
        assert connection.scalar(select(func.count()).select_from(attachments)) == 1
    assert actions(office) == ["course_file.put"]
    assert put(office, name="Jadwal final.pdf")  # another name is another file to participants


def test_what_is_taken_away_stands_no_more_and_can_come_back(office: Office) -> None:
    put(office)
    assert flow.take_away(office, CODE, FileKind.TIMETABLE, actor=ACTOR)
    assert training_of(office).files == []
    assert not flow.take_away(office, CODE, FileKind.TIMETABLE, actor=ACTOR)
    assert put(office)
    assert actions(office) == ["course_file.put", "course_file.taken_away", "course_file.put"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "attachment_empty"),
        (b"%PDF-1.7\n" + b"x" * 2000, "attachment_too_big"),
        (b"just words", "attachment_kind_unknown"),
    ],
)
def test_a_file_of_no_use_is_refused_and_the_one_before_stays(
    office: Office, content: bytes, code: str
) -> None:
    put(office)
    before = training_of(office).files
    with pytest.raises(ConnectorError, match=code):
        put(office, content)
    assert training_of(office).files == before


def test_a_training_nobody_knows_gets_no_file(office: Office) -> None:
    with pytest.raises(ConnectorError, match="training_unknown"):
        flow.put_file(office, "?", FileKind.GUIDE, NewFile("a.pdf", PDF), actor=ACTOR)


def test_the_bytes_are_found_by_their_digest(office: Office) -> None:
    put(office)
    put(office, OTHER)
    with reading(office.engine) as connection:
        for content in (PDF, OTHER):  # a plan made before the newer file may still ask for it
            digest = hashlib.sha256(content).hexdigest()
            assert course_files.content_of(connection, digest) == content
        with pytest.raises(ConnectorError, match="attachment_unknown"):
            course_files.content_of(connection, hashlib.sha256(b"").hexdigest())


def test_an_attachment_that_is_no_course_file_is_not_handed_to_a_course(office: Office) -> None:
    secret = b"%PDF-1.7\nan answer sheet\n%%EOF\n"
    with office.engine.begin() as connection:
        file = NewFile("a.pdf", secret)
        store.put(connection, "entry:1", None, file, limit=999, actor=ACTOR, now=office.clock())
    with (
        reading(office.engine) as connection,
        pytest.raises(ConnectorError, match="attachment_unknown"),
    ):
        course_files.content_of(connection, hashlib.sha256(secret).hexdigest())


def test_a_plan_made_before_a_file_came_is_no_longer_of_this_roster(office: Office) -> None:
    empty = fingerprint_of(office)
    put(office)
    first = fingerprint_of(office)
    put(office, OTHER)
    second = fingerprint_of(office)
    flow.take_away(office, CODE, FileKind.TIMETABLE, actor=ACTOR)
    assert len({empty, first, second}) == 3
    assert fingerprint_of(office) == empty


def test_links_are_wanted_until_somebody_says_no(office: Office) -> None:
    assert training_of(office).course_links
    assert not flow.set_links(office, CODE, True, actor=ACTOR)
    assert flow.set_links(office, CODE, False, actor=ACTOR)
    assert not training_of(office).course_links
    assert flow.set_links(office, CODE, True, actor=ACTOR)
    assert training_of(office).course_links
    assert actions(office) == ["course_links.hidden", "course_links.shown"]


def test_the_other_options_stay_when_links_are_set(office: Office) -> None:
    with office.engine.begin() as connection:
        stored = trainings.get(connection, CODE)
        assert stored is not None
        options = {"learning": {"x": 1}, "moodle": {"gradebook": True}}
        trainings.change(connection, stored.id, replace(stored.settings, options=options))
    flow.set_links(office, CODE, False, actor=ACTOR)
    with reading(office.engine) as connection:
        stored = trainings.get(connection, CODE)
    assert stored is not None
    wanted = {"learning": {"x": 1}, "moodle": {"gradebook": True, "links": False}}
    assert stored.settings.options == wanted
