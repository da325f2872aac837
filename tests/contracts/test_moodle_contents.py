"""Session links and files in a course, put there by our plugin, against the sandbox that has it."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from connector.domain.sessions import SessionKind
from connector.domain.trainings import CourseFile, FileKind, Training
from connector.lms.moodle.contents import JOIN_PATH, module_key
from connector.lms.moodle.options import MoodleOptions
from connector.reconcile.changes import Result
from connector.reconcile.status import SystemStatus, status_of
from tests.lms import people
from tests.lms.site import Place, open_place
from tests.reconcile.memory import plan, sync

PDF = b"%PDF-1.7\nsebuah jadwal\n%%EOF\n"
NEWER = b"%PDF-1.7\njadwal yang lebih baru + / =\n%%EOF\n"
OURS = ("session_link", "course_file")


@pytest.fixture
def place() -> Iterator[Place]:
    with open_place(plugin=True) as one:
        yield one


def kept(place: Place, content: bytes, kind: FileKind, name: str) -> CourseFile:
    """Keep a file where the platform finds it."""
    digest = hashlib.sha256(content).hexdigest()
    place.files[digest] = content
    return CourseFile(kind, name, "application/pdf", digest, len(content))


def a_training(place: Place, *files: CourseFile) -> Training:
    return replace(people.training(people.seats(2)), files=files)


def planned(place: Place, training: Training, **changed: Any) -> list[tuple[str, str]]:
    part, _ = plan(place.platform(**changed), training, place.memory)
    return [(one.kind, one.action.value) for one in part.changes if one.kind in OURS]


def settle(place: Place, training: Training) -> None:
    done = sync(place.platform(), training, place.memory)
    assert {one.result for one in done.outcomes} <= {Result.DONE}, done.outcomes
    assert planned(place, training) == []


def status(place: Place, training: Training, **changed: Any) -> SystemStatus:
    platform = place.platform(**changed)
    wanted = platform.desired(training)
    seats = [one.key for one in training.accepted_seats]
    observed = platform.observe(wanted, place.memory)
    return status_of("lms", "default", seats, wanted, observed)


def modules(place: Place, modname: str) -> list[dict[str, Any]]:
    return [row for row in place.rows("activities") if row["modname"] == modname]


def by_hand(place: Place, cmid: int, **values: Any) -> None:
    """Change a module as a teacher would."""
    with place.box.state.transaction() as transaction:
        transaction.update("activities", cmid, **values)


class TestLinks:
    def test_each_session_gets_a_link_with_day_hours_and_subject(self, place: Place) -> None:
        settle(place, a_training(place))
        found = [row["name"] for row in modules(place, "url")]
        assert found[0] == "Senin, 3 Agustus 2026 · 08.00–09.30 WIB · Etika & Integritas"
        assert len(found) == 4

    def test_the_link_leads_to_the_plugins_own_page_of_that_session(self, place: Place) -> None:
        settle(place, a_training(place))
        course = place.memory.bound["course", "training:1"]
        rows = modules(place, "url")
        assert len({row["address"] for row in rows}) == 4
        for row in rows:
            assert f"{JOIN_PATH}?course={course}&session=" in row["address"]

    def test_a_break_gets_none(self, place: Place) -> None:
        training = a_training(place)
        first, *rest = training.sessions
        pause = replace(first, kind=SessionKind.BREAK)
        settle(place, replace(training, sessions=[pause, *rest]))
        assert len(modules(place, "url")) == 3

    def test_a_session_that_moved_within_its_day_keeps_its_link(self, place: Place) -> None:
        training = a_training(place)
        settle(place, training)
        before = {row["id"]: row["name"] for row in modules(place, "url")}
        first, *rest = training.sessions
        later = replace(first, start=first.start.replace(minute=30))
        moved = replace(training, sessions=[later, *rest])
        assert planned(place, moved) == [("session_link", "update")]
        settle(place, moved)
        after = {row["id"]: row["name"] for row in modules(place, "url")}
        assert after.keys() == before.keys()
        assert [one for one in after.values() if "08.30–09.30 WIB" in one]

    def test_a_session_that_left_the_timetable_takes_its_link_along(self, place: Place) -> None:
        training = a_training(place)
        settle(place, training)
        shorter = replace(training, sessions=training.sessions[1:])
        assert planned(place, shorter) == [("session_link", "remove")]
        settle(place, shorter)
        assert len(modules(place, "url")) == 3

    def test_none_are_wanted_when_the_training_says_so(self, place: Place) -> None:
        training = a_training(place)
        settle(place, training)
        settle(place, replace(training, course_links=False))
        assert modules(place, "url") == []

    @pytest.mark.parametrize(
        "change",
        [
            {"name": "Sesi pertama"},
            {"description": "<p>Klik di sini</p>"},
            {"visible": 0},
            {"address": "https://zoom.example.org/j/1"},
            {"address": "https://[zoom.example.org/j/1"},
        ],
    )
    def test_what_somebody_changed_in_moodle_is_noticed_and_put_right(
        self, place: Place, change: dict[str, Any]
    ) -> None:
        training = a_training(place)
        settle(place, training)
        row = modules(place, "url")[0]
        by_hand(place, row["id"], **change)
        assert status(place, training).things_missing == ("session_link",)
        assert planned(place, training) == [("session_link", "update")]
        settle(place, training)
        after = modules(place, "url")[0]
        assert {name: after[name] for name in change} == {name: row[name] for name in change}

    def test_a_link_that_was_bent_to_another_host_is_put_right(self, place: Place) -> None:
        training = a_training(place)
        settle(place, training)
        row = modules(place, "url")[0]
        path = str(row["address"]).removeprefix(place.box.url)
        by_hand(place, row["id"], address=f"https://lain.example.org{path}")
        assert planned(place, training) == [("session_link", "update")]

    def test_what_somebody_deleted_in_moodle_comes_back(self, place: Place) -> None:
        training = a_training(place)
        settle(place, training)
        with place.box.state.transaction() as transaction:
            transaction.delete("activities", modules(place, "url")[0]["id"])
        assert planned(place, training) == [("session_link", "create")]
        settle(place, training)
        assert len(modules(place, "url")) == 4

    def test_links_that_people_put_there_are_never_touched(self, place: Place) -> None:
        from connector.sandbox.moodle.schema import new_activity

        training = a_training(place)
        settle(place, training)
        course = int(place.memory.bound["course", "training:1"])
        theirs = new_activity(course, "url", idnumber="dari-guru", name="Bacaan")
        with place.box.state.transaction() as transaction:
            transaction.insert("activities", {**theirs, "timemodified": 0})
        assert planned(place, training) == []
        settle(place, replace(training, course_links=False))
        assert [row["name"] for row in modules(place, "url")] == ["Bacaan"]

    def test_an_answer_that_got_lost_makes_no_second_link(self, place: Place) -> None:
        place.memory.forgetful = True
        training = a_training(place)
        sync(place.platform(), training, place.memory)
        place.memory.forgetful = False
        settle(place, training)
        assert len(modules(place, "url")) == 4

    def test_links_of_a_course_that_was_copied_go_and_its_own_come(self, place: Place) -> None:
        training = a_training(place)
        settle(place, training)
        other = replace(training, key="training:2")  # as the copy of another training's course
        course = place.memory.bound["course", "training:1"]
        place.memory.bound = {("course", "training:2"): course}
        expected = [("session_link", "create")] * 4 + [("session_link", "remove")] * 4
        assert planned(place, other) == expected

    def test_a_hundred_sessions_are_a_few_calls(self, place: Place) -> None:
        training = people.training(people.seats(1), days=50)
        place.calls.clear()
        settle(place, training)
        assert place.names(writes=True).count("local_simpul_put_links") == 3
        assert place.witness.widest < 1000


class TestFiles:
    def test_both_files_come_into_the_course_with_their_bytes(self, place: Place) -> None:
        timetable = kept(place, PDF, FileKind.TIMETABLE, "Jadwal.pdf")
        guide = kept(place, NEWER, FileKind.GUIDE, "Pedoman.pdf")
        settle(place, a_training(place, timetable, guide))
        names = [row["name"] for row in modules(place, "resource")]
        assert names == ["Jadwal pelatihan", "Pedoman pelatihan"]
        stored = {row["filename"]: row["sha256"] for row in place.rows("files")}
        assert stored == {"Jadwal.pdf": timetable.sha256, "Pedoman.pdf": guide.sha256}

    def test_a_newer_file_replaces_the_one_before_in_the_same_place(self, place: Place) -> None:
        settle(place, a_training(place, kept(place, PDF, FileKind.GUIDE, "Pedoman.pdf")))
        before = [row["id"] for row in modules(place, "resource")]
        newer = a_training(place, kept(place, NEWER, FileKind.GUIDE, "Pedoman 2.pdf"))
        assert planned(place, newer) == [("course_file", "update")]
        settle(place, newer)
        assert [row["id"] for row in modules(place, "resource")] == before
        assert [row["filename"] for row in place.rows("files")] == ["Pedoman 2.pdf"]

    def test_a_file_that_was_taken_away_here_goes_there(self, place: Place) -> None:
        settle(place, a_training(place, kept(place, PDF, FileKind.GUIDE, "Pedoman.pdf")))
        assert planned(place, a_training(place)) == [("course_file", "remove")]
        settle(place, a_training(place))
        assert modules(place, "resource") == []

    def test_a_name_moodle_would_shorten_is_shortened_before(self, place: Place) -> None:
        name = 'Jadwal: "A&B" <final>..pdf'
        settle(place, a_training(place, kept(place, PDF, FileKind.TIMETABLE, name)))
        assert [row["filename"] for row in place.rows("files")] == ["Jadwal AB final.pdf"]

    def test_one_file_that_is_too_big_keeps_no_other_waiting(self, place: Place) -> None:
        place.box.state.site.max_bytes = 1000
        small = kept(place, PDF, FileKind.TIMETABLE, "Jadwal.pdf")
        big = kept(place, PDF + b"x" * 1000, FileKind.GUIDE, "Pedoman.pdf")
        done = sync(place.platform(), a_training(place, small, big), place.memory)
        files = [o for o in done.outcomes if o.change.kind == "course_file"]
        assert [(o.result, o.code) for o in files] == [
            (Result.DONE, ""),
            (Result.FAILED, "moodle_filetoobig"),
        ]
        assert [row["filename"] for row in place.rows("files")] == ["Jadwal.pdf"]

    def test_a_file_php_would_drop_is_not_sent(self, place: Place) -> None:
        site = place.box.state.site
        site.post_max_size = 5000
        big = kept(place, PDF + b"x" * 5000, FileKind.GUIDE, "Pedoman.pdf")
        done = sync(place.platform(), a_training(place, big), place.memory)
        [outcome] = [o for o in done.outcomes if o.change.kind == "course_file"]
        assert (outcome.result, outcome.code) == (Result.FAILED, "file_over_post")
        assert "local_simpul_put_files" not in place.names(writes=True)

    def test_a_file_whose_bytes_are_gone_is_a_failure_with_its_reason(self, place: Place) -> None:
        from connector.errors import ConnectorError

        def gone(sha256: str) -> bytes:
            raise ConnectorError("attachment_damaged", number=1)

        training = a_training(place, kept(place, PDF, FileKind.GUIDE, "Pedoman.pdf"))
        platform = place.platform()
        platform._content_of = gone
        done = sync(platform, training, place.memory)
        [outcome] = [o for o in done.outcomes if o.change.kind == "course_file"]
        assert (outcome.result, outcome.code) == (Result.FAILED, "attachment_damaged")


class TestWithoutThePlugin:
    def test_nothing_of_it_is_planned_and_nothing_is_missing(self) -> None:
        with open_place() as bare:
            training = a_training(bare, kept(bare, PDF, FileKind.GUIDE, "Pedoman.pdf"))
            settle(bare, training)
            assert status(bare, training).things_missing == ()
            assert {call for call, _ in bare.calls if "simpul" in call} == set()

    def test_without_a_shared_key_links_would_lead_nowhere(self, place: Place) -> None:
        unkeyed = {"options": MoodleOptions(keyed=False)}
        training = a_training(place, kept(place, PDF, FileKind.GUIDE, "Pedoman.pdf"))
        assert planned(place, training, **unkeyed) == [("course_file", "create")]
        settle(place, training)
        # What was put there while there was a key is left alone: it may come back.
        assert planned(place, training, **unkeyed) == []


def test_the_key_of_a_module_is_short_and_says_whose_it_is() -> None:
    key = module_key("session_link", "link:training:1:2026-08-03/" + "sangat panjang " * 30)
    assert key.startswith("simpul:link:")
    assert len(key) < 40
    assert key != module_key("session_link", "link:training:2:2026-08-03/etika/1")


def test_the_shown_calls_cover_the_calls_of_putting_and_reading_back(place: Place) -> None:
    training = a_training(place, kept(place, PDF, FileKind.TIMETABLE, "Jadwal.pdf"))
    platform = place.platform()
    part, _ = plan(platform, training, place.memory)
    budget = platform.budget(part.changes)
    planning = place.count(writes=False)
    settle(place, training)
    assert place.count(writes=True) <= budget.calls["write"]
    assert place.count(writes=False) - 2 * planning <= budget.calls["read"]
