"""Roster versions, uploads that wait for a yes, remembered headings, and records as JSON."""

import json
from datetime import timedelta

from sqlalchemy import Engine

from connector.store import rosters
from connector.store.records import (
    seat_from_json,
    seat_to_json,
    session_from_json,
    session_to_json,
)
from connector.store.rosters import PREVIEW_LIFETIME, NewRoster, RosterKind
from tests.store.samples import LATER, NIK, NIP, NOW, record, seat_of, slot, with_training

PEOPLE = RosterKind.PARTICIPANTS


def roster(kind: RosterKind = PEOPLE, digest: str = "d1") -> NewRoster:
    return NewRoster(
        kind=kind,
        source="upload",
        file_name="peserta.xlsx",
        digest=digest,
        rows_read=62,
        rows_refused=2,
        refused=[{"row": 9, "code": "nip_digits_lost", "value": "1990************00"}],
        warnings=[],
        mapping={"NIP": "identity", "Nama": "full_name"},
        content=[seat_to_json(seat_of(record("Siti", NIP)))],
    )


def test_versions_count_per_training_and_kind(engine: Engine) -> None:
    training = with_training(engine)
    with engine.begin() as connection:
        added = [
            rosters.add(connection, training.id, one, actor="user:1", now=NOW).version
            for one in (roster(), roster(digest="d2"), roster(RosterKind.TIMETABLE))
        ]
        newest = rosters.latest(connection, training.id, PEOPLE)
        versions = [one.version for one in rosters.history(connection, training.id, PEOPLE)]
        none = rosters.latest(connection, training.id, RosterKind.INSTRUCTORS)
    assert added == [1, 2, 1]
    assert versions == [2, 1]
    assert newest is not None
    assert newest.roster == roster(digest="d2")
    assert list(newest.roster.mapping) == ["NIP", "Nama"]
    assert none is None


def test_the_same_file_is_recognised_only_while_it_is_the_newest(engine: Engine) -> None:
    training = with_training(engine)
    with engine.begin() as connection:
        assert not rosters.is_same(connection, training.id, PEOPLE, "d1")
        rosters.add(connection, training.id, roster(), actor="user:1", now=NOW)
        assert rosters.is_same(connection, training.id, PEOPLE, "d1")
        rosters.add(connection, training.id, roster(digest="d2"), actor="user:1", now=NOW)
        assert not rosters.is_same(connection, training.id, PEOPLE, "d1")


def keep(engine: Engine) -> str:
    training = with_training(engine)
    with engine.begin() as connection:
        return rosters.keep_preview(
            connection, PEOPLE, "peserta.xlsx", b"PK\x00\xff", {"rows": 60},
            training_id=training.id, actor="user:1", now=NOW,
        )  # fmt: skip


def test_a_kept_upload_can_be_looked_at_and_taken_once(engine: Engine) -> None:
    preview_id = keep(engine)
    with engine.begin() as connection:
        seen = rosters.get_preview(connection, preview_id, now=LATER)
        taken = rosters.take_preview(connection, preview_id, now=LATER)
        assert rosters.take_preview(connection, preview_id, now=LATER) is None
    assert seen == taken
    assert taken is not None
    assert (taken.file, taken.preview, taken.kind) == (b"PK\x00\xff", {"rows": 60}, PEOPLE)


def test_an_upload_nobody_confirmed_is_gone_after_its_time(engine: Engine) -> None:
    preview_id = keep(engine)
    over = NOW + PREVIEW_LIFETIME
    with engine.begin() as connection:
        assert rosters.get_preview(connection, preview_id, now=over) is None
        assert rosters.take_preview(connection, preview_id, now=over) is None
        assert rosters.drop_expired_previews(connection, now=over - timedelta(seconds=1)) == 0
        assert rosters.drop_expired_previews(connection, now=over) == 1


def test_headings_are_remembered_per_kind_and_the_last_word_counts(engine: Engine) -> None:
    with engine.begin() as connection:
        assert rosters.remembered_mappings(connection, PEOPLE) == []
        rosters.remember_mapping(connection, "s", PEOPLE, {"A": "full_name"}, now=NOW)
        rosters.remember_mapping(connection, "s", PEOPLE, {"A": "unit"}, now=LATER)
        assert rosters.remembered_mappings(connection, PEOPLE) == [{"A": "unit"}]
        assert rosters.remembered_mappings(connection, RosterKind.TIMETABLE) == []


def test_a_seat_survives_json() -> None:
    seat = seat_of(record("Siti, S.H.", NIP, NIK, email="siti@example.org"), number=None)
    assert seat_from_json(json.loads(json.dumps(seat_to_json(seat)))) == seat


def test_a_session_survives_json() -> None:
    assert session_from_json(json.loads(json.dumps(session_to_json(slot())))) == slot()
