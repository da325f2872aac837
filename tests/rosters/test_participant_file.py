"""A list exported from Zoom by hand: every known shape becomes stays, anything doubtful nothing."""

import codecs
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.errors import RosterError
from connector.messages import say
from connector.rosters.base import Cell
from connector.rosters.limits import Limits
from connector.rosters.messages import MESSAGES
from connector.rosters.participant_file import (
    ParticipantFile,
    RowsRefused,
    read_participants,
    split_names,
)
from connector.rosters.participant_times import Order, read_time
from tests.rosters.workbooks import Formula, Stored, Value, workbook

DAYS = [date(2026, 8, 3), date(2026, 8, 4)]
ZONE = "Asia/Jakarta"

BLOCK = (
    "Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants,\n"
    "812 3456 7890,Karantina hari 1,08/03/2026 07:45:00 AM,08/03/2026 04:05:00 PM,"
    "kelas@kantor.example,500,3,\n\n"
)
HEADING = (
    "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,"
    "Recording Consent,In Waiting Room\n"
)
SARI = "Sari Puspita,Sari@Balai.example,08/03/2026 08:00:12 AM,08/03/2026 09:30:40 AM,91,Yes,,No\n"
JOKO = "iPhone (Joko Susilo),,08/03/2026 08:05:00 AM,08/03/2026 12:00:00 PM,235,Yes,,No\n"
WAITING = "Sari Puspita,,08/03/2026 07:50:00 AM,08/03/2026 08:00:10 AM,11,Yes,,Yes\n"
LIST = BLOCK + HEADING + WAITING + SARI + JOKO


def wib(hour: int, minute: int, second: int = 0, day: int = 3) -> datetime:
    return datetime(2026, 8, day, hour, minute, second, tzinfo=UTC) - timedelta(hours=7)


def typed(text: str) -> datetime:
    """Return a spreadsheet's own date and time, which knows no zone."""
    return datetime.fromisoformat(text)


def read(
    content: str | bytes,
    name: str = "peserta.csv",
    days: Sequence[date] = DAYS,
    limits: Limits | None = None,
) -> ParticipantFile:
    raw = content.encode() if isinstance(content, str) else content
    return read_participants(raw, name, days=days, zone=ZONE, limits=limits or Limits())


def refusal(content: str | bytes, name: str = "peserta.csv", days: Sequence[date] = DAYS) -> str:
    """Return the code with which a whole file is refused; its sentence exists."""
    with pytest.raises(RosterError) as caught:
        read(content, name, days)
    assert not isinstance(caught.value, RowsRefused)
    what, todo = say(MESSAGES, caught.value.code, caught.value.params, "id")
    assert "{" not in what
    assert todo
    return caught.value.code


def refused(content: str | bytes, name: str = "peserta.csv") -> list[tuple[int, str]]:
    """Return row and code of every refused row."""
    with pytest.raises(RowsRefused) as caught:
        read(content, name)
    for one in caught.value.refused:
        what, todo = say(MESSAGES, one.code, one.values(), "en")
        assert what != one.code
        assert todo
    return [(one.row_number, one.code) for one in caught.value.refused]


def warned(found: ParticipantFile) -> list[tuple[int, str]]:
    return [(one.row_number, one.code) for one in found.warnings]


# The shapes


def test_a_list_under_its_meeting_block_is_read_whole() -> None:
    found = read(LIST)
    assert (found.meeting, found.topic) == ("81234567890", "Karantina hari 1")
    assert (found.started, found.ended) == (wib(7, 45), wib(16, 5))
    sari, joko = found.stays
    assert (sari.joined, sari.left) == (wib(8, 0, 12), wib(9, 30, 40))
    assert (sari.names, sari.email) == (("Sari Puspita",), "sari@balai.example")
    assert (sari.joined_known, sari.left_known, sari.room) == (True, True, False)
    assert (joko.names, joko.email) == (("Joko Susilo", "iPhone"), "")
    assert (sari.leg, joko.leg) == ("row:6", "row:7")
    assert found.rows_read == 3
    assert warned(found) == [(5, "participant_waited")]


def test_a_bare_list_takes_start_and_end_from_its_people() -> None:
    found = read(HEADING + SARI + JOKO)
    assert (found.meeting, found.topic) == ("", "")
    assert (found.started, found.ended) == (wib(8, 0, 12), wib(12, 0))
    assert len(found.stays) == 2


def test_the_name_zoom_gave_the_file_tells_the_number_when_nothing_else_does() -> None:
    bare = HEADING + SARI
    assert read(bare, "participants_81234567890.csv").meeting == "81234567890"
    assert read(bare, "participants_81234567890_2026_08_03.csv").meeting == "81234567890"
    assert read(bare, "peserta 3 Agustus.csv").meeting == ""
    assert read(LIST, "participants_89999999999.csv").meeting == "81234567890"


def test_the_newer_portals_words_are_known() -> None:
    found = read(
        "Topic,ID,Host name,Duration (minutes),Start time,End time,Participants\n"
        'Kelas,812 3456 7890,Kelas Daring,77,"08/03/2026 08:00:00 AM","08/03/2026 09:17:00 AM",2\n'
        "\n"
        "Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,"
        "Recording disclaimer response,In waiting room\n"
        'Sari,s@b.example,"08/03/2026 08:00:00 AM","08/03/2026 09:00:00 AM",60,No,OK,No\n'
    )
    assert (found.meeting, found.stays[0].email) == ("81234567890", "s@b.example")
    assert found.ended == wib(9, 17)


def test_indonesian_headings_are_known() -> None:
    found = read(
        "Topik;ID;Nama host;Waktu mulai;Waktu berakhir;Peserta;Durasi (menit)\n"
        "Kelas;812 3456 7890;Kelas Daring;03/08/2026 08.00.00;03/08/2026 09.00.00;2;60\n"
        "\n"
        "Nama (nama asli);Email;Waktu bergabung;Waktu keluar;Durasi (menit);Tamu;"
        "Respons penafian rekaman;Di ruang tunggu\n"
        "Sari;s@b.example;03/08/2026 08.00.00;03/08/2026 09.00.00;60;Ya;;Tidak\n"
        "Joko;;03/08/2026 07.50.00;03/08/2026 08.00.00;10;Ya;;Ya\n"
    )
    assert [stay.names for stay in found.stays] == [("Sari",)]
    assert found.started == wib(8, 0)


def test_a_table_that_repeats_the_meeting_keeps_the_hosts_address_off_the_people() -> None:
    rows = (
        "Topic,Meeting ID,User Name,User Email,Start Time,End Time,Name (Original Name),"
        "User Email,Join Time,Leave Time,Duration (Minutes),Guest,In Waiting Room\n"
        "Kelas,812 3456 7890,Host,host@kantor.example,2026-08-03 08:00:00,2026-08-03 10:00:00,"
        "Sari,,2026-08-03 08:00:00,2026-08-03 09:00:00,60,Yes,No\n"
        "Kelas,812 3456 7890,Host,host@kantor.example,2026-08-03 08:00:00,2026-08-03 10:00:00,"
        "Joko,joko@b.example,2026-08-03 08:00:00,2026-08-03 09:00:00,60,Yes,No\n"
    )
    found = read(rows)
    assert [(stay.names, stay.email) for stay in found.stays] == [
        (("Sari",), ""),
        (("Joko",), "joko@b.example"),
    ]
    assert (found.meeting, found.ended) == ("81234567890", wib(10, 0))
    other = rows + rows.splitlines()[2].replace("812 3456 7890", "899 9999 9999") + "\n"
    assert refusal(other) == "participants_many_meetings"


def test_columns_may_stand_in_another_order_after_a_hand_moved_them() -> None:
    found = read(
        "No,User Email,Leave Time,Join Time,Name\n"
        "1,s@b.example,2026-08-03 09:00:00,2026-08-03 08:00:00,Sari (Bu Lurah)\n"
    )
    (stay,) = found.stays
    assert (stay.email, stay.joined, stay.left) == ("s@b.example", wib(8, 0), wib(9, 0))
    assert stay.names == ("Sari (Bu Lurah)",)  # the heading promises no original name


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode(),
        lambda text: codecs.BOM_UTF8 + text.encode(),
        lambda text: text.encode("utf-16"),
    ],
)
def test_delimiters_and_encodings_of_spreadsheets(
    delimiter: str, encode: Callable[[str], bytes]
) -> None:
    text = LIST.replace(",", delimiter).replace("Sari Puspita", "Sári Puspita")
    found = read(encode(text))
    assert found.stays[0].names == ("Sári Puspita",)
    assert found.meeting == "81234567890"


def test_a_workbook_of_the_same_is_read_with_its_typed_times() -> None:
    at, till = typed("2026-08-03 08:00:12"), typed("2026-08-03 09:30:40")
    table: list[list[Value]] = [
        ["Meeting ID", "Topic", "Start Time", "End Time"],
        [81234567890, "Kelas", "2026-08-03 07:45:00", "2026-08-03 16:00:00"],
        [],
        ["Name (Original Name)", "User Email", "Join Time", "Leave Time", "Duration (Minutes)"],
        ["Sari", None, at, till, 91],
    ]
    found = read(workbook(table), "peserta.xlsx")
    assert found.meeting == "81234567890"
    assert (found.stays[0].joined, found.stays[0].left) == (wib(8, 0, 12), wib(9, 30, 40))


@pytest.mark.parametrize("stored", ["08:00:11.999999", "08:00:12.000001"])
def test_a_spreadsheets_fraction_of_a_day_is_the_second_it_means(stored: str) -> None:
    reading = read_time(Cell(typed(f"2026-08-03 {stored}")))
    assert reading.under(Order.DAY_FIRST) == typed("2026-08-03 08:00:12")


# Files that are refused as a whole


def test_a_list_of_unique_users_is_refused_with_the_box_to_untick() -> None:
    for heading in (
        "Name (Original Name),User Email,Total Duration (Minutes),Guest",
        "Nama (nama asli),Email,Total durasi (menit)s,Tamu",
    ):
        assert refusal(f"{heading}\nSari,,90,Yes\n") == "participants_totals_only"
        assert refusal(f"{BLOCK}{heading}\nSari,,90,Yes\n") == "participants_totals_only"
    what, todo = say(MESSAGES, "participants_totals_only", {}, "en")
    assert "Show unique users" in todo
    assert what


def test_other_files_are_no_lists_of_participants() -> None:
    assert refusal("Nama,NIP\nSari,199001012015032001\n") == "participants_headings_unknown"
    usage = (
        "Topic,Meeting ID,User Name,User Email,Start Time,End Time,Duration (Minutes),Participants"
    )
    assert refusal(f"{usage}\nKelas,1,H,h@x.example,a,b,60,3\n") == "participants_headings_unknown"
    assert refusal("Name (Original Name),Join Time\nSari,x\n") == "participants_headings_unknown"
    assert refusal("") == "file_empty"
    assert refusal(b"%PDF-1.7") == "file_pdf"


def test_a_file_over_ten_megabytes_is_not_read() -> None:
    assert refusal(HEADING + "x" * (10 * 2**20)) == "file_too_large"


def test_two_exports_in_one_file_are_two_meetings() -> None:
    assert refusal(LIST + LIST) == "participants_two_tables"
    table = [line.split(",") for line in (HEADING + SARI).splitlines()]
    assert refusal(workbook(table, table), "dua.xlsx") == "participants_many_sheets"


def test_a_list_in_which_nobody_was_present_is_refused() -> None:
    assert refusal(HEADING + WAITING) == "participants_nobody"
    assert refusal(HEADING) == "participants_nobody"


# Days and months


def listed(*times: str) -> str:
    """Return a bare list of people with these join times, each staying a minute."""
    rows = "".join(f"P{place},{one},{one}\n" for place, one in enumerate(times))
    return "Name,Join Time,Leave Time\n" + rows


@pytest.mark.parametrize(
    "written",
    [
        "2026-08-03 08:00:00",
        "2026-08-03T08:00:00+07:00",
        "2026-08-03T01:00:00Z",
        "2026/08/03 08:00",
        "08/03/2026 08:00:00 AM",
        "8/3/2026 8:00",
        "03/08/2026 08.00",
        "03-08-2026 08:00:00",
        "3/8/26 8:00",
        "08/03/2026 08:00:00\u202fAM",
        '"Aug 3, 2026 08:00:00 AM"',
        '"Aug 3, 2026, 8:00 AM"',
        "3 Agustus 2026 08:00",
        "03 / 08 / 2026 08:00",
    ],
)
def test_times_as_zoom_and_spreadsheets_write_them(written: str) -> None:
    assert read(listed(written)).stays[0].joined == wib(8, 0)


@pytest.mark.parametrize(
    ("clock", "hour"), [("12:05:00 AM", 0), ("12:05:00 PM", 12), ("01:05:00 PM", 13)]
)
def test_noon_and_midnight_are_where_they_belong(clock: str, hour: int) -> None:
    assert read(listed(f"08/03/2026 {clock}")).stays[0].joined == wib(hour, 5)


def test_the_trainings_days_tell_day_from_month() -> None:
    text = listed("03/08/2026 08:00:00", "03/08/2026 09:00:00")
    assert read(text, days=[date(2026, 8, 3)]).stays[0].joined == wib(8, 0)
    march = datetime(2026, 3, 8, 1, tzinfo=UTC)
    assert read(text, days=[date(2026, 3, 8)]).stays[0].joined == march


def test_one_date_that_can_be_read_one_way_only_settles_the_others() -> None:
    days = [date(2026, 8, 3), date(2026, 3, 8), date(2026, 8, 13)]
    text = listed("08/03/2026 08:00:00", "08/13/2026 08:00:00")
    assert read(text, days=days).stays[0].joined == wib(8, 0)


def test_a_date_that_may_be_two_days_of_the_training_is_refused() -> None:
    both = [date(2026, 8, 3), date(2026, 3, 8)]
    assert refusal(listed("08/03/2026 08:00:00"), days=both) == "participants_date_ambiguous"
    assert refusal(listed("08/03/2026 08:00:00"), days=[]) == "participants_date_ambiguous"
    assert len(read(listed("08/08/2026 08:00"), days=[date(2026, 8, 8)]).stays) == 1


def test_dates_in_two_orders_are_refused() -> None:
    text = listed("08/13/2026 08:00:00", "13/08/2026 08:00:00")
    assert refusal(text) == "participants_date_mixed"


def test_a_meeting_of_another_day_is_refused() -> None:
    assert refusal(listed("2026-09-01 08:00:00")) == "participants_other_day"


def test_dates_a_spreadsheet_has_turned_round_are_noticed() -> None:
    """An Indonesian Excel makes 8 March of Zoom's 08/03; the training had no class then."""
    turned = typed("2026-03-08 08:00:00")
    table: list[list[Value]] = [["Name", "Join Time", "Leave Time"], ["Sari", turned, turned]]
    assert refusal(workbook(table), "disimpan.xlsx") == "participants_other_day"


def test_a_class_may_last_past_midnight() -> None:
    text = listed("2026-08-04 23:50:00", "2026-08-05 00:10:00")
    assert [stay.joined for stay in read(text).stays] == [wib(23, 50, day=4), wib(0, 10, day=5)]


# Rows that refuse the list


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("Sari,,,2026-08-03 09:00:00,60,,,No", "participant_time_missing"),
        ("Sari,,2026-08-03 08:00:00,--,60,,,No", "participant_time_missing"),
        ("Sari,,08:00:00,2026-08-03 09:00:00,60,,,No", "participant_time_unreadable"),
        ("Sari,,2026-08-03,2026-08-03 09:00:00,60,,,No", "participant_time_unreadable"),
        ("Sari,,2026-08-03 25:00:00,2026-08-03 09:00:00,,,,No", "participant_time_unreadable"),
        ("Sari,,2026-08-03 13:00 PM,2026-08-03 14:00,,,,No", "participant_time_unreadable"),
        ("Sari,,2026-02-30 08:00,2026-08-03 09:00:00,,,,No", "participant_time_unreadable"),
        ("Sari,,=NOW(),2026-08-03 09:00:00,,,,No", "participant_time_computed"),
        (
            "Sari,,2026-08-03 09:00:00,2026-08-03 08:00:00,60,,,No",
            "participant_left_before_joining",
        ),
        ("Sari,,2026-08-03 08:00:00,2026-08-03 12:00:00,60,,,No", "participant_duration_differs"),
        ("Sari,,2026-09-01 08:00:00,2026-09-01 09:00:00,60,,,No", "participant_other_day"),
        ("Sari,,2026-08-03 08:00:00,2026-08-03 09:00:00,60,,,Maybe", "participant_waiting_odd"),
        ("Jumlah: 3 orang,,,,,,,", "participant_time_missing"),
    ],
)
def test_one_row_nobody_can_trust_refuses_the_list(row: str, code: str) -> None:
    sound = "Joko,,2026-08-03 08:00:00,2026-08-03 09:00:00,60,,,No"
    found = refused(f"{HEADING}{sound}\n{row}\n")
    assert {number for number, _ in found} == {3}
    assert code in {one for _, one in found}


def test_every_such_row_is_named() -> None:
    bad = "Sari,,x,y,1,,,No\n"
    with pytest.raises(RowsRefused) as caught:
        read(HEADING + SARI + bad * 12)
    assert caught.value.params["count"] == 12
    assert str(caught.value.params["rows"]).startswith("3, 4, 5")
    assert {one.row_number for one in caught.value.refused} == set(range(3, 15))


def test_a_cut_file_is_refused() -> None:
    assert refused(LIST[:-40]) != []


def test_a_computed_time_in_a_workbook_is_no_evidence() -> None:
    table: list[list[Value]] = [
        ["Name", "Join Time", "Leave Time"],
        ["Sari", typed("2026-08-03 08:00:00"), Stored("=B2+1")],
        ["Joko", typed("2026-08-03 08:00:00"), Formula("=B2+1")],
    ]
    assert refused(workbook(table), "rumus.xlsx") == [
        (2, "participant_time_computed"),
        (3, "participant_time_computed"),
    ]


# Rows that do not


def test_durations_may_be_off_by_rounding() -> None:
    row = "Sari,,2026-08-03 08:00:50,2026-08-03 09:00:05,{},,,No\n"
    for told in ("58", "60", "61", '"60,0"', "", "an hour"):
        assert len(read(HEADING + row.format(told)).stays) == 1


def test_the_same_connection_counts_once_and_another_of_the_same_person_again() -> None:
    again = SARI.replace("08:00:12", "08:00:13")
    found = read(HEADING + SARI + SARI + again)
    assert len(found.stays) == 2
    assert warned(found) == [(3, "participant_repeated")]


def test_a_name_that_looks_like_a_formula_is_a_name() -> None:
    """Whoever calls himself so must neither be run nor keep a whole class off its list."""
    for name in ("=HYPERLINK", "=1+1", "+cmd|' /C calc'!A0"):
        found = read(HEADING + SARI.replace("Sari Puspita", f'"{name}"'))
        assert found.stays[0].names == (name,)
        assert warned(found) == [(2, "participant_name_formula")]


def test_a_connection_without_a_name_is_still_somebody() -> None:
    found = read(HEADING + SARI.replace("Sari Puspita", ""))
    assert found.stays[0].names == ()


def test_an_address_that_is_none_is_left_out_and_shown_masked() -> None:
    found = read(HEADING + SARI.replace("Sari@Balai.example", "sari at balai"))
    assert found.stays[0].email == ""
    assert warned(found) == [(2, "email_unusable")]
    assert "sari at" not in str(found.warnings)


@pytest.mark.parametrize("number", ["8,12346E+10", "81234", "rapat pagi"])
def test_a_spoilt_number_is_not_used(number: str) -> None:
    found = read(LIST.replace("812 3456 7890", f'"{number}"'))
    assert found.meeting == ""
    assert (4, "participants_number_unreadable") in warned(found)


def test_unusable_times_of_the_meeting_are_taken_from_the_people() -> None:
    for wrong in (
        LIST.replace("08/03/2026 07:45:00 AM", "pagi"),
        LIST.replace("08/03/2026 07:45:00 AM", "08/03/2026 05:45:00 PM"),
    ):
        found = read(wrong)
        assert found.started == wib(8, 0, 12)
        assert (4, "participants_start_unreadable") in warned(found)


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Sari", ("Sari",)),
        ("iPhone (Joko Susilo)", ("Joko Susilo", "iPhone")),
        ("Joko (J) (Joko Susilo)", ("Joko Susilo", "Joko (J)")),
        ("Balai (Sari (Bu Lurah))", ("Sari (Bu Lurah)", "Balai")),
        ("Sari (Sari)", ("Sari",)),
        ("Sari ()", ("Sari",)),
        ("(Ruang 2)", ("(Ruang 2)",)),
        ("Sari)", ("Sari)",)),
        ("Sari (Bu", ("Sari (Bu",)),
    ],
)
def test_the_former_name_comes_before_the_shown_one(written: str, names: tuple[str, ...]) -> None:
    assert split_names(written) == names


# Whatever is written


moments = st.datetimes(typed("2026-08-03 00:00:00"), typed("2026-08-03 23:00:00")).map(
    lambda one: one.replace(microsecond=0)
)
FORMS = ("%Y-%m-%d %H:%M:%S", "%m/%d/%Y %I:%M:%S %p", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H.%M.%S")


@given(st.lists(st.tuples(moments, st.integers(0, 3_000)), min_size=1), st.sampled_from(FORMS))
def test_every_time_comes_back_in_every_form(stays: list[tuple[datetime, int]], form: str) -> None:
    rows = [
        f"P{place},{one.strftime(form)},{(one + timedelta(seconds=long)).strftime(form)}"
        for place, (one, long) in enumerate(stays)
    ]
    found = read("Name,Join Time,Leave Time\n" + "\n".join(rows) + "\n")
    shift = timedelta(hours=7)
    assert [stay.joined for stay in found.stays] == [
        one.replace(tzinfo=UTC) - shift for one, _ in stays
    ]
    assert [stay.left for stay in found.stays] == [
        (one + timedelta(seconds=long)).replace(tzinfo=UTC) - shift for one, long in stays
    ]


@given(st.text(alphabet="0123456789/-.: APMTZaugt+,", max_size=30))
def test_whatever_stands_in_a_time_cell_is_read_or_not_without_a_crash(text: str) -> None:
    reading = read_time(Cell(text))
    found = [reading.under(order) for order in Order]
    assert reading.readable == any(one is not None for one in found)


@given(st.binary(max_size=400))
def test_whatever_bytes_arrive_become_a_list_or_a_roster_error(content: bytes) -> None:
    try:
        found = read(HEADING.encode() + content)
    except RosterError:
        return
    assert found.stays
    assert all(stay.left is not None and stay.left >= stay.joined for stay in found.stays)


def test_limits_of_rosters_hold() -> None:
    small = replace(Limits(), rows=3)
    with pytest.raises(RosterError) as caught:
        read(LIST, limits=small)
    assert caught.value.code == "sheet_many_rows"
