"""Held meetings: sightings once, stays as the domain makes them, the best source first."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from sqlalchemy import Engine, func, select, update

from connector.domain.presence import (
    Held,
    HeldSighting,
    Seen,
    Sighting,
    SightingKind,
    Source,
    Stay,
    stays_of,
)
from connector.store import bindings, presence
from connector.store.presence import ReportState
from connector.store.tables import occurrences, sightings, stays
from tests.database import statements_of
from tests.store.samples import MOODLE, make_connection, make_training

ZOOM = "zoom-default"
MEETING = "81234567890"
PLACE = (ZOOM, MEETING)
NOW = datetime(2026, 8, 3, 6, 0, tzinfo=UTC)
BEGAN = datetime(2026, 8, 3, 1, 0, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return BEGAN + timedelta(minutes=minutes)


def sight(
    kind: SightingKind, minutes: float, leg: str = "", name: str = "", uuid: str = "u1"
) -> HeldSighting:
    return HeldSighting(uuid, MEETING, Sighting(kind, at(minutes), leg=leg, name=name))


MORNING = [
    sight(SightingKind.STARTED, 0),
    sight(SightingKind.JOINED, 5, "1", "Rina"),
    sight(SightingKind.LEFT, 60, "1", "Rina"),
    sight(SightingKind.JOINED, 7, "2", "Budi"),
    sight(SightingKind.ENDED, 180),
]
STAYS = [
    Stay("1", at(5), at(60), names=("Rina",)),
    Stay("2", at(7), at(180), left_known=False, names=("Budi",)),
]


def note(engine: Engine, seen: Sequence[tuple[int, HeldSighting]]) -> int:
    with engine.begin() as connection:
        return presence.note(connection, ZOOM, seen, NOW)


def numbered(seen: Sequence[HeldSighting], first: int = 1) -> list[tuple[int, HeldSighting]]:
    return list(enumerate(seen, first))


def stale(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        return presence.stale(connection)


def refresh_all(engine: Engine) -> None:
    for number in stale(engine):
        assert presence.refresh(engine, number)
    assert stale(engine) == []


def held(engine: Engine) -> list[Held]:
    with engine.connect() as connection:
        return presence.held_of(connection, [PLACE])


def write(
    engine: Engine,
    source: Source,
    written: Sequence[Stay],
    uuid: str = "u1",
    ended: datetime | None = None,
) -> int:
    with engine.begin() as connection:
        return presence.put_written(
            connection, ZOOM, uuid=uuid, meeting=MEETING, source=source, started=None,
            ended=ended, stays=written, now=NOW,
        )  # fmt: skip


def test_sightings_become_the_stays_of_one_held_meeting(engine: Engine) -> None:
    assert note(engine, numbered(MORNING)) == 5
    refresh_all(engine)
    (one,) = held(engine)
    assert (one.uuid, one.meeting, one.started, one.ended) == ("u1", MEETING, at(0), at(180))
    assert (one.source, one.final) == (Source.WEBHOOK, False)
    assert list(one.stays) == STAYS


def test_the_same_event_again_is_nothing_new(engine: Engine) -> None:
    note(engine, numbered(MORNING))
    refresh_all(engine)
    assert note(engine, numbered(MORNING)) == 0
    assert stale(engine) == []


def test_everything_a_sighting_says_is_kept(engine: Engine) -> None:
    one = Sighting(
        SightingKind.BOUND, at(3), "leg", "parent", "bound", "participant", "name", "e@x.example",
        "reg", "login", "+6281",
    )  # fmt: skip
    note(engine, [(7, HeldSighting("u1", MEETING, one))])
    with engine.connect() as connection:
        row = connection.execute(select(sightings)).one()._mapping
    assert Sighting(
        SightingKind(row["kind"]), row["at"], row["leg"], row["parent_leg"], row["bound_leg"],
        row["participant"], row["name"], row["email"], row["registrant_id"], row["login"],
        row["phone"],
    ) == one  # fmt: skip
    assert row["inbox_id"] == 7


def test_start_and_end_do_not_depend_on_the_order(engine: Engine) -> None:
    marks = [
        sight(SightingKind.STARTED, 2),
        sight(SightingKind.ENDED, 170),
        sight(SightingKind.STARTED, 0),
        sight(SightingKind.ENDED, 180),
    ]
    for number, order in enumerate(permutations(marks)):
        moved = [replace(one, uuid=f"u{number}") for one in order]
        for place, one in enumerate(moved):
            note(engine, [(number * 10 + place, one)])
    assert {(one.started, one.ended) for one in held(engine)} == {(at(0), at(180))}
    assert len(held(engine)) == 24


def test_a_later_sighting_changes_only_the_rows_it_concerns(engine: Engine) -> None:
    note(engine, numbered(MORNING))
    refresh_all(engine)
    before = _rows(engine)
    note(engine, [(9, sight(SightingKind.LEFT, 90, "2", "Budi"))])
    refresh_all(engine)
    after = _rows(engine)
    assert after["1"] == before["1"]
    assert after["2"][1] == at(90)


def test_what_was_seen_while_stays_were_made_is_not_overlooked(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    note(engine, numbered(MORNING))
    (number,) = stale(engine)

    def slowly(seen: Iterable[Sighting]) -> Seen:
        note(engine, [(9, sight(SightingKind.LEFT, 90, "2", "Budi"))])
        return stays_of(seen)

    with monkeypatch.context() as patch:
        patch.setattr(presence, "stays_of", slowly)
        assert not presence.refresh(engine, number)
    assert stale(engine) == [number]
    assert held(engine)[0].stays == ()
    refresh_all(engine)
    assert list(held(engine)[0].stays)[1].left == at(90)


def test_a_report_beats_a_file_and_a_file_beats_what_was_called_out(engine: Engine) -> None:
    note(engine, numbered(MORNING))
    refresh_all(engine)
    from_file = [Stay("", at(5), at(61), names=("Rina",))]
    from_report = [Stay("1", at(5), at(62), names=("Rina",), registrant_id="reg")]
    number = write(engine, Source.REPORT, from_report)
    assert write(engine, Source.FILE, from_file) == number
    (one,) = held(engine)
    assert (one.source, one.final, list(one.stays)) == (Source.REPORT, True, from_report)
    with engine.connect() as connection:
        assert presence.stays_from(connection, number, Source.FILE) == from_file
        assert presence.stays_from(connection, number, Source.WEBHOOK) == STAYS


def test_a_file_counts_where_there_is_no_report(engine: Engine) -> None:
    note(engine, numbered(MORNING))
    refresh_all(engine)
    write(engine, Source.FILE, [Stay("", at(5), at(61))])
    (one,) = held(engine)
    assert (one.source, one.final, len(one.stays)) == (Source.FILE, True, 1)


def test_a_second_list_of_one_source_replaces_the_first(engine: Engine) -> None:
    same, old, new = (Stay(leg, at(0), at(9)) for leg in ("same", "old", "new"))
    write(engine, Source.REPORT, [same, same, old])
    write(engine, Source.REPORT, [new, same])
    (one,) = held(engine)
    assert sorted(stay.leg for stay in one.stays) == ["new", "same"]


def test_refreshing_leaves_written_stays_alone(engine: Engine) -> None:
    write(engine, Source.REPORT, [Stay("1", at(0), at(9))])
    note(engine, numbered(MORNING))
    refresh_all(engine)
    assert [stay.leg for stay in held(engine)[0].stays] == ["1"]


def test_an_empty_report_is_a_report(engine: Engine) -> None:
    note(engine, numbered(MORNING))
    refresh_all(engine)
    write(engine, Source.REPORT, [])
    (one,) = held(engine)
    assert (one.source, one.final, one.stays) == (Source.REPORT, True, ())


def test_every_field_of_a_stay_survives(engine: Engine) -> None:
    whole = Stay(
        "1", at(0), None, False, False, True, "p", "b", ("Rina", "Rina C"), "e@x.example", "r",
        "l", "+62",
    )  # fmt: skip
    write(engine, Source.FILE, [whole])
    assert list(held(engine)[0].stays) == [whole]


def test_many_meetings_are_read_in_two_queries(engine: Engine) -> None:
    for number in range(5):
        write(engine, Source.FILE, [Stay("1", at(0), at(1))], uuid=f"u{number}")
    with statements_of(engine) as seen, engine.connect() as connection:
        found = presence.held_of(connection, [PLACE, (ZOOM, "999")])
        assert len([one for one in seen if one.lstrip().startswith("SELECT")]) == 2
    assert len(found) == 5
    with engine.connect() as connection:
        assert presence.held_of(connection, []) == []
        assert presence.held_of(connection, [("zoom-other", MEETING)]) == []


def test_held_meetings_come_in_order_of_their_start(engine: Engine) -> None:
    for number, (uuid, minutes) in enumerate((("late", 900), ("early", 0))):
        note(engine, [(number, sight(SightingKind.STARTED, minutes, uuid=uuid))])
    write(engine, Source.FILE, [], uuid="never")
    assert [one.uuid for one in held(engine)] == ["early", "late", "never"]


def test_reports_are_asked_for_once_a_meeting_is_over(engine: Engine) -> None:
    for number, uuid in enumerate(("over", "fetched", "absent")):
        note(engine, [(number, sight(SightingKind.ENDED, number, uuid=uuid))])
    note(engine, [(9, sight(SightingKind.STARTED, 0, uuid="running"))])
    write(engine, Source.REPORT, [], uuid="fetched")
    with engine.begin() as connection:
        absent = presence.occurrences_of(connection, ZOOM, MEETING)[-1]
        all_over = presence.without_report(connection, at(60), at(0), 10)
        assert [one.uuid for one in all_over] == ["over", "absent"]
        absent = all_over[1]
        presence.put_report_absent(connection, absent.id, NOW)
        assert [o.uuid for o in presence.without_report(connection, at(60), at(0), 10)] == ["over"]
        assert presence.without_report(connection, at(0), at(0), 10) == []
        assert presence.without_report(connection, at(60), at(1), 10) == []
        states = {o.uuid: o.report for o in presence.occurrences_of(connection, ZOOM, MEETING)}
    assert states == {
        "over": ReportState.NONE,
        "running": ReportState.NONE,
        "fetched": ReportState.COMPLETE,
        "absent": ReportState.ABSENT,
    }


def test_a_meeting_belongs_to_the_trainings_it_was_made_for_or_linked_to(engine: Engine) -> None:
    with engine.begin() as connection:
        make_connection(connection)
        first, second = make_training(connection, "A-1"), make_training(connection, "B-1")
        made = {("meeting", "slot:1"): MEETING, ("course", "slot:1"): "77"}
        bindings.store(connection, MOODLE, first.id, made, NOW)
        assert presence.link(connection, MOODLE, MEETING, second.id, "user:1", NOW)
        assert not presence.link(connection, MOODLE, MEETING, second.id, "user:2", NOW)
        presence.link(connection, MOODLE, MEETING, first.id, "user:1", NOW)
        assert presence.meetings_of(connection, first.id) == [(MOODLE, MEETING)]
        assert presence.meetings_of(connection, second.id) == [(MOODLE, MEETING)]
        assert presence.trainings_of(connection, MOODLE, MEETING) == [first.id, second.id]
        assert presence.trainings_of(connection, ZOOM, MEETING) == []
        assert presence.trainings_of(connection, MOODLE, "77") == []


def test_what_was_seen_is_forgotten_by_the_whole_meeting_and_stays_are_kept(
    engine: Engine,
) -> None:
    note(engine, numbered(MORNING))
    note(engine, numbered([replace(one, uuid="u2") for one in MORNING], 11))
    note(engine, [(99, sight(SightingKind.JOINED, 9000, "9", uuid="u2"))])
    refresh_all(engine)
    before = held(engine)
    with engine.begin() as connection:
        assert presence.forget_sightings(connection, at(180)) == 0
        assert presence.forget_sightings(connection, at(181)) == 5
        assert connection.execute(select(func.count()).select_from(sightings)).scalar_one() == 6
    assert held(engine) == before


def test_a_meeting_nobody_noted_anything_of_is_not_stale(engine: Engine) -> None:
    assert note(engine, []) == 0
    write(engine, Source.REPORT, [Stay("1", at(0), at(9))])
    assert stale(engine) == []


@pytest.mark.parametrize("limit", [1, 2])
def test_stale_meetings_come_in_turn(engine: Engine, limit: int) -> None:
    for number in range(3):
        note(engine, [(number, sight(SightingKind.STARTED, 0, uuid=f"u{number}"))])
    with engine.begin() as connection:
        first = connection.execute(select(func.min(occurrences.c.id))).scalar_one()
        assert presence.stale(connection, limit) == [first + n for n in range(limit)]
        connection.execute(update(occurrences).values(computed_version=occurrences.c.version))
        assert presence.stale(connection) == []


def _rows(engine: Engine) -> dict[str, tuple[int, datetime | None]]:
    with engine.connect() as connection:
        found = connection.execute(select(stays.c.leg, stays.c.id, stays.c.left_at))
        return {leg: (number, left) for leg, number, left in found}
