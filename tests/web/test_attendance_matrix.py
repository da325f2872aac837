"""The matrix of attendance: who is counted where, what its links lead to, how often is asked."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from connector.domain.attendance import Mark, Rule, SignInSource
from connector.domain.people import Role
from connector.domain.presence import Source
from connector.flows import decide_attendance
from connector.store.keys import number_of
from tests.web.attended import URL, Came, at, class_of, everybody, hold, link
from tests.web.place import CODE, FIRST_DAY, House, add_training, counted_queries, person

ETHICS = "2026-08-03/etika publik 1/1"
SERVICE = "2026-08-03/pelayanan prima 1/1"


def told(page: str) -> str:
    """The text of a page with single blanks and without tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def cells_of(page: str, name: str) -> list[str]:
    """The cells of one person, each as its text and its title."""
    row = next(part for part in page.split("<tr>") if name in part)
    found = re.findall(r'<td class="at ([^"]+)"[^>]*>(.*?)</td>', row, re.DOTALL)
    return [f"{kind} | {told(inside)} | {_title(inside)}" for kind, inside in found]


def _title(inside: str) -> str:
    found = re.search(r'title="([^"]*)"', inside)
    return found[1] if found else ""


def held_class(place: House) -> list[str]:
    """Six people on the first of two days: one late, one gone early, one not there, one unsure."""
    seats = class_of(place, 6)
    came = everybody(seats[:2], "07:55", "11:31")
    came += [
        Came("Peserta Contoh 3", "08:20", "11:30", link(seats[2])),
        Came("Peserta Contoh 4", "07:50", "08:30", link(seats[3])),
        Came("iPhone", "07:50", "11:30", link(seats[4])),
        Came("Lapas Contoh", "08:00", "11:30"),
    ]
    hold(place, came)
    place.clock.now = at("12:00")
    return seats


def test_before_a_timetable_it_says_what_to_do_first(place: House) -> None:
    add_training(place, [person(1)], days=0)
    page = place.administrator().get(URL).text
    assert "Belum ada sesi yang dicatat kehadirannya" in page
    assert "upload?kind=timetable" in page


def test_before_a_roster_it_says_what_to_do_first(place: House) -> None:
    add_training(place, [])
    assert "Unggah dahulu daftar peserta" in place.staff().get(URL).text


def test_each_cell_says_minutes_mark_and_state_in_words_too(place_on_both: House) -> None:
    place = place_on_both
    held_class(place)
    page = place.staff().get(URL).text
    assert (
        cells_of(page, "Peserta Contoh 1,")[:2]
        == ["ok s20 | 90 H | hadir · sesuai · 90 dari 90 menit"] * 2
    )
    late = cells_of(page, "Peserta Contoh 3,")[0]
    assert late == "ok s15 | 70 T | terlambat · sesuai · 70 dari 90 menit"
    gone = cells_of(page, "Peserta Contoh 4,")
    assert gone[0] == "decision s6 | 30 ? | perlu keputusan · 30 dari 90 menit"
    assert gone[1].startswith("decision s0 | 0 ? |")
    unsure = cells_of(page, "Peserta Contoh 5,")[0]
    assert "90 menit menunggu dipastikan" in unsure
    assert cells_of(page, "Peserta Contoh 6,")[0].startswith("decision s0 | 0 ?")
    assert cells_of(page, "Peserta Contoh 1,")[2].startswith("waiting s0 |  | menunggu")


def test_totals_weigh_by_lesson_hours_and_count_what_is_undecided(place: House) -> None:
    held_class(place)
    page = place.staff().get(URL).text
    first = told(next(part for part in page.split("<tr>") if "Peserta Contoh 1," in part))
    fourth = told(next(part for part in page.split("<tr>") if "Peserta Contoh 4," in part))
    assert first.endswith("100 % 4/4")
    assert fourth.endswith("– 2")


def test_each_count_leads_to_exactly_those(place: House) -> None:
    held_class(place)
    browser = place.staff()
    page = browser.get(URL).text
    chips = re.findall(r'<a class="chip[^"]*" href="([^"]+state=(\w+))"[^>]*>.*?<b>(\d+)</b>', page)
    assert {state: int(count) for _, state, count in chips} == {
        "attended": 3,
        "late": 1,
        "below": 3,
        "decision": 3,
    }
    for address, _state, count in chips:
        found = browser.get(address.replace("&amp;", "&")).text
        assert found.count('<th scope="row"') == int(count), address


def test_one_session_has_its_own_head_with_who_came(place: House) -> None:
    held_class(place)
    page = place.staff().get(URL).text
    assert f'href="{URL}/2026-08-03/1"' in page
    tallies = [told(one) for one in re.findall(r'<span class="tally".*?</span>(?=</th>)', page)]
    assert tallies == ["3/6", "3/6", "belum mulai", "belum mulai"]


def test_a_day_and_a_name_narrow_it_and_stand_in_the_address(place: House) -> None:
    held_class(place)
    page = place.staff().get(f"{URL}?day=2026-08-03&q=contoh+3").text
    assert page.count('class="tally"') == 2
    assert page.count('<th scope="row"') == 1
    assert "state=late&amp;q=contoh+3&amp;day=2026-08-03" in page


@pytest.mark.parametrize("query", ["day=later", "state=nonsense", "role=king", "day=0001-01-01"])
def test_an_address_nobody_made_is_no_error(place: House, query: str) -> None:
    held_class(place)
    assert place.staff().get(f"{URL}?{query}").status_code == 200


def test_participants_are_shown_and_others_on_request(place: House) -> None:
    teacher = replace(person(9, "Dr. Bambang Contoh"), role=Role.INSTRUCTOR)
    class_of(place, [person(1), teacher])
    browser = place.staff()
    assert "Dr. Bambang Contoh</a>" not in browser.get(URL).text
    assert "Dr. Bambang Contoh</a>" in browser.get(f"{URL}?role=all").text
    assert browser.get(f"{URL}?role=instructor").text.count('<th scope="row"') == 1


def test_what_waits_to_be_recognised_stands_above_with_its_minutes(place: House) -> None:
    held_class(place)
    page = told(place.staff().get(URL).text)
    assert "2 nama di Zoom menunggu dikenali · 430 menit" in page
    assert f'href="{URL}/unmatched"' in place.staff().get(URL).text


def test_the_rule_stands_in_one_sentence_and_administrators_may_change_it(place: House) -> None:
    held_class(place)
    page = place.staff().get(URL).text
    assert "Hadir mulai 75 % menit sesi; di bawah itu menunggu keputusan petugas" in told(page)
    assert f"{URL}/rule" not in page
    assert f"{URL}/rule" in place.administrator().get(URL).text


def test_a_hand_mark_and_a_sign_in_are_seen_in_the_cell(place: House) -> None:
    seats = class_of(place, 2)
    place.clock.now = at("08:05")
    decide_attendance.sign_in(place.office, CODE, seats[0], ETHICS, SignInSource.SELF, actor="x")
    place.clock.now = at("12:00")
    decide_attendance.mark_seat(
        place.office, CODE, [seats[0]], ETHICS, Mark.SICK, reason="surat", actor="user:1"
    )
    page = place.staff().get(URL).text
    cell = cells_of(page, "Peserta Contoh 1,")[0]
    assert "0 S" in cell
    assert "sakit · sesuai" in cell
    assert "dikoreksi petugas · mengisi daftar hadir" in cell


def live_class(place: House) -> list[str]:
    seats = class_of(place, 3)
    came = everybody(seats[:2], "07:55", None)
    hold(place, came, ended=None, final=False, source=Source.WEBHOOK)
    place.clock.now = at("08:30")
    return seats


def test_while_a_session_runs_its_cells_refresh_themselves(place: House) -> None:
    seats = live_class(place)
    browser = place.staff()
    page = browser.get(URL).text
    address = re.search(r'hx-get="([^"]+/running[^"]*)"', page)
    assert address
    assert "running s6 provisional | 30 |" in cells_of(page, "Peserta Contoh 1,")[0]
    place.clock.now += timedelta(minutes=10)
    part = browser.get(address[1].replace("&amp;", "&")).text
    assert part.count("<td ") == 3
    number = number_of(seats[0])
    assert f'id="c{number}-2026-08-03-1" hx-swap-oob="true"' in part
    assert ">40</a>" in part
    assert f'id="c{number}-2026-08-03-1"' in page


def test_once_a_session_has_ended_the_whole_page_is_asked_for(place: House) -> None:
    live_class(place)
    browser = place.staff()
    address = re.search(r'hx-get="([^"]+/running[^"]*)"', browser.get(URL).text)
    assert address
    place.clock.now = at("09:31")
    answer = browser.get(address[1].replace("&amp;", "&"))
    assert answer.headers["HX-Refresh"] == "true"


def test_a_day_without_class_does_not_refresh_itself(place: House) -> None:
    held_class(place)
    place.clock.now = at("20:00")
    assert "/running" not in place.staff().get(URL).text


def test_it_asks_little_however_many_sit_in_it(place_on_both: House) -> None:
    place = place_on_both
    seats = class_of(place, 40, days=3)
    for day in range(3):
        hold(place, everybody(seats, "07:55", "11:31"), day=day)
    place.clock.now = at("12:00", FIRST_DAY + timedelta(days=2))
    browser = place.staff()
    for path in ("", "?state=decision", "/live", "/2026-08-03/2", "/seats/1"):
        with counted_queries(place.engine) as asked:
            assert browser.get(URL + path).status_code == 200
        assert len(asked) < 30, path


def test_a_minimum_that_changed_changes_the_marks_at_once(place: House) -> None:
    held_class(place)
    rule = Rule(minimum_percent=30)
    decide_attendance.set_rule(place.office, CODE, rule, actor="user:1")
    page = place.staff().get(URL).text
    assert "30 H" in cells_of(page, "Peserta Contoh 4,")[0]


def test_names_are_never_markup(place: House) -> None:
    class_of(place, [person(1, "<b>Ani</b> & Co", unit="<i>Unit</i>")])
    page = place.staff().get(URL).text
    assert "&lt;b&gt;Ani&lt;/b&gt; &amp; Co" in page
    assert "<b>Ani" not in page
