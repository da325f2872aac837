"""Who is in now, and one person's day: what is shown while a class runs, and afterwards."""

import re
from datetime import timedelta

from connector.domain.attendance import Mark, SignInSource
from connector.domain.presence import Source
from connector.flows import decide_attendance
from connector.store.keys import number_of
from connector.store.tables import inbox
from tests.web.attended import URL, Came, at, class_of, everybody, hold, link
from tests.web.place import CODE, FIRST_DAY, House, add_training, person
from tests.web.test_attendance_matrix import ETHICS, told

LIVE = f"{URL}/live"


def section(page: str, name: str) -> str:
    """The text of one part of the live page, "" where there is none."""
    found = re.search(rf'<section[^>]* id="{name}".*?</section>', page, re.DOTALL)
    return told(found[0]) if found else ""


def running(place: House) -> list[str]:
    """Six people at 08.40: two in, one on two devices, one gone, one unsure, one missing."""
    seats = class_of(place, 6)
    came = everybody(seats[:1], "07:55", None)
    came += [
        Came("Peserta Contoh 2", "07:58", None, link(seats[1])),
        Came("Peserta Contoh 2", "08:10", None, link(seats[1])),
        Came("Peserta Contoh 3", "07:50", "08:12", link(seats[2])),
        Came("OPPO A5s", "08:03", None, link(seats[3])),
        Came("Lapas Contoh", "08:01", None),
        Came("Budi 081234567890", "08:04", None, phone="+6281234567890"),
        Came("Peserta Contoh 6", "08:00", "08:20", link(seats[5])),
        Came("Peserta Contoh 6", "08:21", None, link(seats[5])),
    ]
    hold(place, came, ended=None, final=False, source=Source.WEBHOOK)
    place.clock.now = at("08:40")
    return seats


def test_everybody_expected_is_somewhere(place_on_both: House) -> None:
    place = place_on_both
    running(place)
    page = place.staff().get(LIVE).text
    assert "3 dari 6" in told(page)
    assert section(page, "missing").startswith("Belum masuk · 1 5 Peserta Contoh 5")
    assert "3 Peserta Contoh 3, S.H. keluar 08.12" in section(page, "left")
    assert "4 Peserta Contoh 4, S.H. sejak 08.03 · sebagai “OPPO A5s”" in section(page, "waiting")
    inside = section(page, "in")
    assert "2 Peserta Contoh 2, S.H. sejak 07.58 · 2 perangkat" in inside
    assert "6 Peserta Contoh 6, S.H. sejak 08.00" in inside  # a minute away is no leaving


def test_who_is_not_recognised_is_named_without_their_number(place: House) -> None:
    running(place)
    page = place.staff().get(LIVE).text
    strangers = section(page, "strangers")
    assert "Lapas Contoh sejak 08.01" in strangers
    assert "081234567890" not in page
    assert "Budi 08********90" in strangers
    assert f'href="{URL}/unmatched"' in page


def test_it_says_when_zoom_was_last_heard(place: House) -> None:
    running(place)
    page = told(place.staff().get(LIVE).text)
    assert "Peristiwa Zoom terakhir: 08.21.00 WIB · tampil 08.40.00" in page
    assert "Sudah agak lama" not in page


def test_a_quiet_class_is_worth_a_look_and_a_silent_one_a_warning(place: House) -> None:
    running(place)
    place.clock.now = at("08:55")
    browser = place.staff()
    assert "Sudah agak lama tidak ada kabar dari Zoom." in browser.get(LIVE).text
    place.clock.now = at("08:10", FIRST_DAY + timedelta(days=1))
    page = place.staff().get(LIVE).text
    assert "Zoom belum mengabarkan apa pun tentang kelas ini" in page
    assert "Tidak ada menit yang hilang" in page


def test_events_not_read_yet_are_counted(place: House) -> None:
    running(place)
    now = place.clock.now
    with place.engine.begin() as connection:
        connection.execute(
            inbox.insert(),
            [
                {
                    "source": "zoom", "connection_id": "zoom-default", "digest": str(number),
                    "body": b"{}", "received_at": now, "state": "waiting", "run_at": now,
                    "attempts": 0,
                }
                for number in range(3)
            ],
        )  # fmt: skip
    assert "3 peristiwa sedang dibaca" in told(place.staff().get(LIVE).text)


def test_it_refreshes_itself_with_and_without_a_script(place: House) -> None:
    running(place)
    browser = place.staff()
    page = browser.get(LIVE).text
    assert f'hx-get="{LIVE}/part"' in page
    assert '<noscript><meta http-equiv="refresh" content="10"></noscript>' in page
    part = browser.get(f"{LIVE}/part").text
    assert part.lstrip().startswith('<div id="now"')
    assert "<html" not in part


def test_what_is_shown_is_never_older_than_a_moment(place: House) -> None:
    seats = running(place)
    browser = place.staff()
    assert "3 dari 6" in told(browser.get(f"{LIVE}/part").text)
    hold(place, everybody(seats[4:5], "08:39", None), day=1, ended=None, final=False,
         source=Source.WEBHOOK)  # fmt: skip
    place.clock.now += timedelta(seconds=3)
    assert "sejak" in told(browser.get(f"{LIVE}/part").text)


def test_between_sessions_the_next_one_is_awaited(place: House) -> None:
    running(place)
    place.clock.now = at("09:45")
    page = told(place.staff().get(LIVE).text)
    assert "Pelayanan Prima 1" in page
    assert "Sesi berikutnya belum dimulai." in page


def test_after_the_last_session_it_says_so(place: House) -> None:
    running(place)
    place.clock.now = at("20:00", FIRST_DAY + timedelta(days=4))
    assert "Sesi terakhir sudah selesai." in place.staff().get(LIVE).text


def test_without_a_timetable_or_people_it_is_no_error(place: House) -> None:
    add_training(place, [], days=0)
    assert "Unggah dahulu daftar peserta" in place.staff().get(LIVE).text


def own(place: House, seat: str) -> str:
    return place.staff().get(f"{URL}/seats/{number_of(seat)}").text


def test_a_person_is_drawn_and_told_day_by_day(place_on_both: House) -> None:
    place = place_on_both
    seats = running(place)
    decide_attendance.sign_in(place.office, CODE, seats[1], ETHICS, SignInSource.QR, actor="x")
    page = own(place, seats[1])
    assert page.count('<svg class="drawn') == 2  # for a desk and for a telephone
    assert "Peserta Contoh 2, S.H. pada Senin, 3 Agustus 2026" in page
    assert page.count('class="stay certain"') == 4
    assert page.count('class="signature"') == 2
    assert "07.58.00 – masih di dalam" in told(page)
    assert "pasti tautan Zoom pribadi" in told(page)
    assert "Diperlukan: 68 dari 90 menit (75 %), masuk paling lambat 08.15." in told(page)
    assert "Pertama terlihat 08.00.00. Mengisi daftar hadir 08.40.00 (kode ruang)." in told(page)


def test_what_waits_is_hatched_and_explained(place: House) -> None:
    seats = running(place)
    page = own(place, seats[3])
    assert 'class="stay unconfirmed"' in page
    assert 'fill="url(#hw2026-08-03-960)"' in page
    assert "belum dipastikan" in told(page)
    assert "OPPO A5s" in page


def test_every_id_of_a_page_is_there_once(place: House) -> None:
    seats = running(place)
    for page in (own(place, seats[1]), place.staff().get(LIVE).text, place.staff().get(URL).text):
        ids = re.findall(r'\sid="([^"]+)"', page)
        assert len(ids) == len(set(ids))


def test_addresses_and_numbers_in_stays_are_masked(place: House) -> None:
    seats = class_of(place, [person(1, email="siti.rahma@example.org")])
    came = [
        Came(
            "siti.rahma@example.org",
            "07:55",
            "09:00",
            link(seats[0]),
            email="siti.rahma@example.org",
        ),
        Came("+62 812-3456-7890", "09:00", "11:31", link(seats[0]), phone="+6281234567890"),
    ]
    hold(place, came)
    place.clock.now = at("12:00")
    page = own(place, seats[0])
    assert "siti.rahma" not in page
    assert "si***@***" in page
    assert "3456" not in page


def test_a_person_who_was_never_there_is_said_to_be_so(place: House) -> None:
    seats = running(place)
    assert "Orang ini tidak terlihat di Zoom pada hari ini." in own(place, seats[4])


def test_a_mark_is_made_from_a_persons_page(place: House) -> None:
    seats = running(place)
    place.clock.now = at("12:00")
    browser = place.companion()
    address = f"{URL}/seats/{number_of(seats[4])}"
    assert 'name="session"' in browser.get(address).text
    form = {"session": "2026-08-03/2", "seat": str(number_of(seats[4])), "mark": "DL"}
    answer = browser.post(f"{URL}/mark", **form, reason="surat tugas", next=address)
    assert answer.location == address
    page = told(browser.get(address).text)
    assert "DL dinas luar" in page
    assert "surat tugas" in page
    assert Mark.ON_DUTY.value in page


def test_a_seat_of_another_training_is_nowhere(place: House) -> None:
    class_of(place, 1)
    add_training(place, [person(7)], code="LAIN-1")
    assert place.staff().get(f"{URL}/seats/2").status_code == 404


def test_no_address_holds_a_name_or_an_e_mail(place: House) -> None:
    seats = running(place)
    for page in (place.staff().get(URL).text, own(place, seats[1]), place.staff().get(LIVE).text):
        links = " ".join(re.findall(r'(?:href|action|hx-get)="([^"]*)"', page)).lower()
        assert "contoh" not in links.replace("example", "")
        assert "@" not in links
        assert "etika" not in links


def test_the_board_says_that_a_class_is_going_on_and_who_is_in(place_on_both: House) -> None:
    place = place_on_both
    running(place)
    board = place.staff().get("/").text
    assert "Kelas sedang berlangsung" in told(board)
    assert f'hx-get="{LIVE}/line"' in board
    line = place.staff().get(f"{LIVE}/line").text
    assert told(line) == "Sesi 1 sedang berlangsung · 3 dari 6 masuk · 3 belum dikenali"


def test_the_board_says_nothing_of_a_class_in_a_break_or_when_it_is_over(place: House) -> None:
    running(place)
    for clock in ("07:59", "09:30", "11:30"):
        place.clock.now = at(clock)
        assert "Kelas sedang berlangsung" not in told(place.staff().get("/").text)
        assert told(place.staff().get(f"{LIVE}/line").text) == ""
