"""Every figure of every report is counted once more from the raw tables, on both databases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from connector.domain.reports import ReportType
from connector.reports.content import ReportContent, Table
from connector.store.engine import migrate, open_engine, reading
from tests.database import copy_template, postgresql_or_skip, postgresql_schema
from tests.flows.certificate_class import office_of
from tests.flows.report_class import complicated_class, report
from tests.flows.report_recount import (
    COMING,
    EXCUSED,
    LISTED,
    SIGNS,
    Recount,
    day,
    half_up,
    plain,
    total,
)
from tests.web.place import CODE, House

MARKS = (*SIGNS, "?")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def place(
    request: pytest.FixtureRequest, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """The class of twelve in which nearly everything was changed once; it is read only."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            url = copy_template(sqlite_template, tmp_path_factory.mktemp("recount"))
        else:
            url = stack.enter_context(postgresql_schema(postgresql_or_skip()))
        engine = open_engine(url)
        stack.callback(engine.dispose)
        migrate(engine)
        made = stack.enter_context(office_of(engine))
        complicated_class(made)
        yield made


@pytest.fixture
def raw(place: House) -> Iterator[Recount]:
    with reading(place.engine) as connection:
        yield Recount(connection, CODE, place.clock())


def figures(content: ReportContent) -> dict[str, str]:
    return {key: one.number for key, one in content.figures.items()}


def by_first(table: Table, *columns: int) -> dict[str, tuple[str, ...]]:
    """The rows of a table by their first of these columns."""
    first, *rest = columns
    return {row[first]: tuple(row[at] for at in rest) for row in table.rows}


def words(*numbers: int | Decimal | None) -> tuple[str, ...]:
    """Numbers as an Indonesian report prints them."""
    return tuple("–" if one is None else f"{one.normalize():f}".replace(".", ",")
                 if isinstance(one, Decimal) else str(one) for one in numbers)  # fmt: skip


def test_the_class_holds_every_case_that_is_counted_apart(raw: Recount) -> None:
    assert set(raw.marks()) == {"H", "T", "S", "I", "DL", "TK", "?"}
    assert len(raw.verdicts()) == 3
    assert set(raw.sexes(*LISTED)) == {"laki-laki", "perempuan", "tidak diketahui"}
    assert raw.count("SELECT count(*) FROM seats WHERE training_id = :id AND state = 'withdrawn'")
    assert raw.count(
        "SELECT count(*) FROM scores WHERE training_id = :id AND removed_at IS NOT NULL"
    )


def test_who_is_willing_is_counted_from_the_seats(place: House, raw: Recount) -> None:
    content = report(place, ReportType.PARTICIPANTS)

    willing = raw.people("confirmed", "active")
    assert figures(content) == {
        "participants.listed": str(len(raw.people(*LISTED))),
        "participants.willing": str(len(willing)),
        "participants.declined": str(len(raw.people("declined"))),
        "participants.silent": str(len(raw.people("invited"))),
        "participants.gone": str(len(raw.people("withdrawn", "replaced"))),
    }
    shown = by_first(content.tables["units"], 1, 2, 3, 4, 5)
    assert shown == {
        unit: words(
            count,
            raw.by_unit("confirmed", "active")[unit],
            raw.by_unit("declined")[unit],
            raw.by_unit("invited")[unit],
        )
        for unit, count in raw.by_unit(*LISTED).items()
    }
    assert content.tables["units"].totals[2:] == words(
        len(raw.people(*LISTED)), len(willing), len(raw.people("declined")),
        len(raw.people("invited")),
    )  # fmt: skip
    drawn = {bar.label: bar.values for bar in content.charts["units"].bars}
    assert drawn == {unit: values[1:] for unit, values in shown.items()}


def test_who_the_nominees_are_is_counted_from_their_records(place: House, raw: Recount) -> None:
    content = report(place, ReportType.PARTICIPANTS)

    listed = raw.people(*LISTED)
    of = len(listed)
    sexes = raw.sexes(*LISTED)
    assert by_first(content.tables["sex"], 0, 1, 2) == {
        word: words(count, 100 * count // of) for word, count in sexes.items()
    }
    grades = Counter(plain(one.record)["grade"] for one in listed)
    shown = by_first(content.tables["ranks"], 0, 1)
    assert {word.partition("(")[2].rstrip(")"): count for word, count in shown.items()} == {
        grade or "": (str(count),) for grade, count in grades.items()
    }
    service = Counter(plain(one.record)["employment"] for one in listed)
    assert {
        word: int(count) for word, (count,) in by_first(content.tables["employment"], 0, 1).items()
    } == dict(service)
    assert [row[1] for row in content.tables["people"].rows] == [
        plain(one.record)["full_name"] for one in sorted(listed, key=lambda one: one.number)
    ]


def test_what_is_missing_from_the_records_is_counted_with_names(place: House, raw: Recount) -> None:
    content = report(place, ReportType.PARTICIPANTS)

    coming = [plain(one.record) for one in raw.people(*COMING)]
    gaps = by_first(content.tables["gaps"], 0, 1, 2)
    without = {
        "Nomor induk (NIP, NI PPPK, NRP, NIK)": [p for p in coming if not p["identities"]],
        "Alamat e-mail": [p for p in coming if not p["email"]],
        "Alamat e-mail sendiri (dipakai bersama)": [
            p for p in coming if p["email"] and sum(q["email"] == p["email"] for q in coming) > 1
        ],
        "Unit kerja": [p for p in coming if not p["unit"]],
        "Pangkat atau golongan": [p for p in coming if not (p["rank"] or p["grade"])],
    }
    assert gaps == {
        what: (str(len(people)), ", ".join(one["full_name"] for one in people))
        for what, people in without.items()
    }
    assert any(people for people in without.values())


def test_documents_are_counted_from_their_ticks(place: House, raw: Recount) -> None:
    content = report(place, ReportType.PARTICIPANTS)

    coming = {one.id for one in raw.people(*COMING)}
    for name, received, waived, missing in content.tables["documents"].rows:
        ticks = raw._of(  # the test's own reader
            "SELECT seat_id, document, state FROM document_checks "
            "WHERE training_id = :id AND undone_at IS NULL"
        )
        mine = [one for one in ticks if one.document == name and one.seat_id in coming]
        states = Counter(one.state for one in mine)
        assert (received, waived, missing) == words(
            states["received"], states["waived"], len(coming) - len(mine)
        )


def test_what_was_read_back_is_counted_from_the_status_of_every_seat(
    place: House, raw: Recount
) -> None:
    content = report(place, ReportType.WORK_DONE)

    rows = raw._of("SELECT system, state FROM seat_statuses WHERE training_id = :id")
    states = Counter((one.system, one.state) for one in rows)
    seats = Counter(one.system for one in rows)
    expected: dict[str, str] = {}
    for system in seats:
        undecided, found = states[system, "undecided"], states[system, "ok"]
        expected |= {
            f"{system}.expected": str(seats[system] - undecided),
            f"{system}.found": str(found),
            f"{system}.missing": str(seats[system] - undecided - found),
            f"{system}.undecided": str(undecided),
        }
    assert figures(content) == expected
    drawn = {bar.label: bar.values for bar in content.charts["systems"].bars}
    assert drawn == {
        name: tuple(expected[f"{system}.{what}"] for what in ("found", "missing", "undecided"))
        for system, name in (("lms", "Moodle"), ("meetings", "Zoom"))
    }
    missing = raw._of(
        "SELECT system, seat FROM seat_statuses WHERE training_id = :id AND state != 'ok'"
    )
    names = {one.id: plain(one.record)["full_name"] for one in raw.seats}
    assert sorted((row[0], row[1]) for row in content.tables["missing"].rows) == sorted(
        ({"lms": "Moodle", "meetings": "Zoom"}[one.system], names[int(one.seat[5:])])
        for one in missing
    )


def test_what_was_written_is_counted_from_the_outcomes(place: House, raw: Recount) -> None:
    content = report(place, ReportType.WORK_DONE)

    done = raw._of(
        "SELECT DISTINCT o.system, o.kind, o.action, o.key FROM outcomes o "
        "JOIN plans p ON p.id = o.plan_id WHERE p.training_id = :id AND o.result = 'done'"
    )
    counts = Counter((one.kind, one.action) for one in done)
    shown = by_first(content.tables["written"], 1, 2, 3, 4, 5, 6)
    assert shown == {
        word: words(
            *(counts[kind, deed] for deed in ("create", "adopt", "update", "reactivate")),
            counts[kind, "suspend"] + counts[kind, "remove"],
        )
        for kind, word in (("account", "akun"), ("course", "kursus"))
    }
    assert len(content.tables["works"].rows) == raw.count(
        "SELECT count(*) FROM plans WHERE training_id = :id AND approved_at IS NOT NULL"
    )
    people = raw.people(*COMING) + raw.people(*COMING, role="instructor")
    assert len(content.tables["people"].rows) == len(people)


@pytest.mark.parametrize("type_", [ReportType.ATTENDANCE, ReportType.TRAINING])
def test_attendance_is_measured_again_from_the_stays(
    place: House, raw: Recount, type_: ReportType
) -> None:
    content = report(place, type_)

    marks, shown = raw.marks(), figures(content)
    held = [one for one in raw.counted]
    days = {day(one.date) for one in raw.counted}
    archived = {day(one.day) for one in raw._of("SELECT * FROM archives WHERE training_id = :id")}
    assert {key: value for key, value in shown.items() if key.startswith("attendance.")} == {
        "attendance.people": str(len(raw.people(*COMING))),
        "attendance.sessions": str(len(held)),
        "attendance.share": str(raw.share(marks)),
        "attendance.undecided": str(marks["?"]),
        "attendance.archived": str(len(days & archived)),
    }
    rows = content.tables["sessions"].rows
    assert [row[2] for row in rows] == [one.subject for one in raw.counted]
    for row, session in zip(rows, raw.counted, strict=True):
        counts = raw.marks([session])
        assert row[4:12] == words(*(counts[one] for one in MARKS), raw.share(counts))
    drawn = [bar.values[0] for bar in content.charts["attendance.share"].bars]
    assert drawn == [str(raw.share(raw.marks([one]))) for one in raw.counted]


def test_everybodys_attendance_is_measured_again(place: House, raw: Recount) -> None:
    content = report(place, ReportType.ATTENDANCE)

    coming = sorted(raw.people(*COMING), key=lambda one: one.number)
    for row, seat in zip(content.tables["people"].rows, coming, strict=True):
        signs = Counter(raw.cell(seat.id, one) for one in raw.counted)
        attended, counted, _ = raw.hours(seat.id)
        percent = int(100 * attended // counted) if counted else None
        assert row[1] == plain(seat.record)["full_name"]
        assert row[3:] == words(*(signs[one] for one in MARKS), attended, counted, percent)
    matrix = content.tables["marks.1"]
    assert [row[2:] for row in matrix.rows] == [
        tuple(raw.cell(seat.id, one) for one in raw.counted) for seat in coming
    ]


def test_days_and_archives_are_counted_again(place: House, raw: Recount) -> None:
    content = report(place, ReportType.ATTENDANCE)

    days = sorted({day(one.date) for one in raw.counted})
    for row, when in zip(content.tables["days"].rows, days, strict=True):
        slots = [one for one in raw.counted if day(one.date) == when]
        counts = raw.marks(slots)
        assert row[1:10] == words(len(slots), *(counts[one] for one in MARKS), raw.share(counts))
    totals = raw.marks()
    assert content.tables["days"].totals[1:10] == words(
        len(raw.counted), *(totals[one] for one in MARKS), raw.share(totals)
    )
    kept = raw._of(
        "SELECT sha256, number FROM archives WHERE training_id = :id ORDER BY day, number"
    )
    assert [(row[3], row[1]) for row in content.tables["archives"].rows] == [
        (one.sha256, str(one.number)) for one in kept
    ]
    drawn = [bar.values for bar in content.charts["attendance.days"].bars]
    assert drawn == [
        tuple(str(raw.marks([s for s in raw.counted if day(s.date) == when])[one]) for one in MARKS)
        for when in days
    ]
    cut = raw._of("SELECT * FROM disruptions WHERE training_id = :id AND undone_at IS NULL")
    assert [row[2] for row in content.tables["disruptions"].rows] == [
        str(len(plain(one.seats))) for one in cut
    ]
    standing = raw.count(
        "SELECT count(*) FROM journal_entries WHERE training_id = :id AND struck_at IS NULL"
    )
    assert f"memuat {standing} catatan" in content.texts["notes"].text


def test_the_words_about_attendance_name_the_same_numbers(place: House, raw: Recount) -> None:
    sentence = report(place, ReportType.ATTENDANCE).texts["summary"].text

    marks = raw.marks()
    assert f"Dari {sum(marks[one] for one in MARKS)} isian" in sentence
    for sign, word in zip(
        MARKS,
        ("hadir", "terlambat", "sakit", "izin", "dinas luar", "tanpa keterangan", "belum"),
        strict=True,
    ):
        assert f"{marks[sign]} {word}" in sentence
    assert all(marks[one] for one in EXCUSED)


def test_scores_are_counted_from_the_attempts_in_force(place: House, raw: Recount) -> None:
    content = report(place, ReportType.TRAINING)

    shown = by_first(content.tables["scores"], 0, 1, 2, 3, 4)
    both = {test: raw.scores(test) for test in ("pretest", "posttest")}
    assert shown == {
        word: words(
            len(found), half_up(sum(found.values(), Decimal(0)) / len(found)),
            min(found.values()), max(found.values()),
        )
        for word, found in (("Pre-test", both["pretest"]), ("Post-test", both["posttest"]))
    }  # fmt: skip
    rises = [both["posttest"][one] - both["pretest"][one] for one in both["pretest"]]
    numbers = figures(content)
    assert numbers["progress.both"] == str(len(rises))
    assert Decimal(numbers["progress.mean"]) == half_up(sum(rises, Decimal(0)) / len(rises))
    assert numbers["progress.higher"] == str(sum(one > 0 for one in rises))
    assert numbers["progress.same"] == str(sum(one == 0 for one in rises))
    assert numbers["progress.lower"] == str(sum(one < 0 for one in rises))


def test_verdicts_and_certificates_are_counted_again(place: House, raw: Recount) -> None:
    content = report(place, ReportType.TRAINING)

    verdicts, numbers = raw.verdicts(), figures(content)
    for name in ("earned", "not_earned", "needs_decision", "pending"):
        assert numbers[f"results.{name}"] == str(verdicts[name])
    rows = raw._of("SELECT * FROM certificates WHERE training_id = :id AND kind = 'sttp'")
    void = [one for one in rows if one.state in ("revoked", "replaced")]
    valid = [one for one in rows if one not in void]
    assert numbers["certificates.numbered"] == str(len(valid))
    assert numbers["certificates.signed"] == str(sum(one.signed_at is not None for one in valid))
    assert numbers["certificates.archived"] == str(sum(one.state == "archived" for one in valid))
    assert numbers["certificates.void"] == str(len(void))
    assert all(int(numbers[f"certificates.{one}"]) for one in ("numbered", "signed", "void"))
    listed = by_first(content.tables["results"], 1, len(content.tables["results"].columns) - 1)
    numbers_of = {one.seat_id: one.number for one in valid}
    for seat in raw.people(*COMING):
        assert listed[plain(seat.record)["full_name"]] == (numbers_of.get(seat.id, ""),)
    [bar] = content.charts["results"].bars
    assert sum(int(one) for one in bar.values) == len(raw.people(*COMING))


def test_the_evaluation_is_averaged_again(place: House, raw: Recount) -> None:
    content = report(place, ReportType.TRAINING)

    rows = raw._of("SELECT * FROM evaluations WHERE training_id = :id AND removed_at IS NULL")
    numbers = figures(content)
    for about in ("organisation", "instructor", "material"):
        mine = [one for one in rows if one.about == about]
        answers = sum(one.respondents for one in mine)
        weighted = sum(
            (100 * Decimal(one.score) / Decimal(one.maximum) * one.respondents for one in mine),
            Decimal(0),
        )
        mean = f"{half_up(weighted / answers, '0.1').normalize():f}" if answers else ""
        assert numbers[f"evaluation.{about}"] == mean
    assert len(content.tables["evaluation"].rows) == len(rows)


def test_subjects_and_teachers_are_counted_from_the_timetable(place: House, raw: Recount) -> None:
    content = report(place, ReportType.TRAINING)

    taught = [one for one in raw.counted if one.kind == "class"]
    hours: dict[str, Decimal] = {}
    for one in taught:
        hours[one.subject] = hours.get(one.subject, Decimal(0)) + Decimal(one.jp)
    assert by_first(content.tables["subjects"], 1, 2) == {
        subject: words(jp) for subject, jp in hours.items()
    }
    assert content.tables["subjects"].totals[2] == words(total(taught))[0]
    for _, name, _, sessions, jp in content.tables["teachers"].rows:
        expected = raw.taught(name)
        assert (sessions, jp) == words(expected[0], expected[1])
    assert len(content.tables["timetable"].rows) == len(raw.sessions)
    units = {bar.label: bar.values[0] for bar in content.charts["units"].bars}
    assert units == {unit: str(count) for unit, count in raw.by_unit(*COMING).items()}


def test_lesson_hours_taught_are_counted_by_plan_and_by_record(place: House, raw: Recount) -> None:
    content = report(place, ReportType.ADMINISTRATION)

    rows = content.tables["teaching"].rows
    assert [row[1] for row in rows] == [
        plain(one.record)["full_name"] for one in raw.people(*COMING, role="instructor")
    ]
    for row in rows:
        sessions, planned, recorded = raw.taught(row[1])
        assert row[3:] == words(sessions, planned, planned, recorded)
    assert any(raw.taught(row[1])[2] for row in rows)
    numbers = figures(content)
    assert numbers["administration.people"] == str(len(raw.people(*COMING)))
    assert numbers["administration.teachers"] == str(len(rows))
    taught = [one for one in raw.counted if one.kind == "class"]
    assert Decimal(numbers["administration.jp"]) == total(taught)
    papers, asked = raw.documents(), set(raw.rule["documents"])
    complete = [one for one in raw.people(*COMING) if asked <= papers.get(one.id, set())]
    assert numbers["administration.complete"] == str(len(complete))
    minutes = [row[5] for row in content.tables["sessions"].rows]
    seat = raw.people(*COMING, role="instructor")[0]
    seen = [raw.seconds(seat.id, one)[0] / 60 for one in taught]
    assert minutes == [f"{one:.0f} menit" if one else "–" for one in seen]
    assert not all(seen)


def test_everybodys_file_is_counted_again(place: House, raw: Recount) -> None:
    content = report(place, ReportType.ADMINISTRATION)

    papers, asked = raw.documents(), list(raw.rule["documents"])
    coming = sorted(raw.people(*COMING), key=lambda one: one.number)
    for row, seat in zip(content.tables["people"].rows, coming, strict=True):
        missing = [one for one in asked if one not in papers.get(seat.id, set())]
        signs = Counter(raw.cell(seat.id, one) for one in raw.counted)
        attended, counted, _ = raw.hours(seat.id)
        percent = int(100 * attended // counted) if counted else None
        assert row[4] == f"{len(asked) - len(missing)}/{len(asked)}"
        assert row[5] == ", ".join(missing)
        assert row[6:9] == words(signs["H"] + signs["T"], attended, percent)
    assert len(content.tables["receipts.participants"].rows) == len(coming)


def test_a_running_class_counts_only_what_is_over(place: House) -> None:
    over = place.clock.now
    place.clock.now = over - timedelta(hours=21, minutes=30)
    try:
        with reading(place.engine) as connection:
            raw = Recount(connection, CODE, place.clock())
            marks = raw.marks()
            shown = figures(report(place, ReportType.ATTENDANCE))
    finally:
        place.clock.now = over

    assert marks["·"]
    assert shown["attendance.sessions"] == "3"
    assert shown["attendance.share"] == str(raw.share(marks))
    assert shown["attendance.undecided"] == str(marks["?"])


def test_every_chart_is_drawn_from_numbers_that_stand_in_the_report(place: House) -> None:
    for type_ in ReportType:
        content = report(place, type_)
        for chart in content.charts.values():
            most = Decimal(chart.maximum)
            assert most > 0
            for bar in chart.bars:
                assert len(bar.values) == len(chart.series)
                assert sum(Decimal(one) for one in bar.values) <= most
