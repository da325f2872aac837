"""Signing in the room and on the personal page: what a code opens, for whom, and for how long."""

import re
from datetime import date, timedelta
from http.cookies import SimpleCookie

import pytest

from connector import links
from connector.app import CATALOGUE
from connector.domain.attendance import SignIn, SignInSource
from connector.domain.presence import Source
from connector.errors import ConnectorError
from connector.flows import check_in
from connector.flows.check_in import RoomPlace
from connector.store import attendance, audit
from connector.store.engine import reading
from connector.web import create_web
from tests.web.attended import URL, Came, class_of, everybody, hold, link
from tests.web.place import (
    FIRST_DAY,
    MORNING,
    SECRET,
    Browser,
    House,
    add_training,
    address,
    house,
    person,
)

SCREEN = f"{URL}/2026-08-03/1/screen"
ROOM = RoomPlace(1, FIRST_DAY, 1)
OTHER_ROOM = RoomPlace(1, FIRST_DAY, 2)


@pytest.fixture
def place(place_on_both: House) -> House:
    """The house with every sentence there is; three people, two days, half an hour before class."""
    place_on_both.app = create_web(place_on_both.office, place_on_both.settings, CATALOGUE)
    class_of(place_on_both, 3)
    place_on_both.clock.now = MORNING + timedelta(minutes=40)
    return place_on_both


def seat(number: int) -> str:
    return f"seat:{number}"


def personal(place: House, number: int) -> str:
    return address(place, seat(number))


def scanned(place: House) -> str:
    """The address in the code that stands on the screen now."""
    return f"/c/{check_in.room_token(SECRET, ROOM, place.clock())}"


def signed(place: House) -> list[SignIn]:
    with reading(place.engine) as connection:
        return attendance.sign_ins_of(connection, 1)


def flat(browser: Browser, path: str) -> str:
    return " ".join(browser.get(path).text.split())


# tokens and digits


def test_a_token_names_its_session_for_this_minute_and_the_next() -> None:
    token = check_in.room_token(SECRET, ROOM, MORNING)
    for seconds in (0, 59, 119):
        moment = MORNING + timedelta(seconds=seconds)
        assert check_in.read_room_token((SECRET,), token, moment) == ROOM
    for seconds in (120, 3600, -1):
        with pytest.raises(ConnectorError, match="room_token_old"):
            check_in.read_room_token((SECRET,), token, MORNING + timedelta(seconds=seconds))


def test_a_token_is_never_good_for_longer_than_five_minutes() -> None:
    token = check_in.room_token(SECRET, ROOM, MORNING)
    longest = timedelta(seconds=check_in.WINDOW * check_in.ANSWER_WINDOWS)
    assert longest <= timedelta(minutes=5)
    with pytest.raises(ConnectorError, match="room_token_old"):
        check_in.read_room_token((SECRET,), token, MORNING + longest, check_in.ANSWER_WINDOWS)


@pytest.mark.parametrize("purpose", [links.PERSONAL, links.OPENED_HERE, "another"])
def test_a_signature_for_another_purpose_opens_no_room(purpose: str) -> None:
    payload = check_in.room_token(SECRET, ROOM, MORNING).rpartition(".")[0]
    for forged in (
        links.sign(SECRET, purpose, payload),
        links.sign("x" * 40, links.CHECK_IN, payload),
        payload,
        "",
    ):
        with pytest.raises(ConnectorError, match="room_token_unknown"):
            check_in.read_room_token((SECRET,), forged, MORNING)


def test_the_digits_hold_for_this_minute_and_the_one_before_in_one_room() -> None:
    digits = check_in.room_code(SECRET, ROOM, MORNING)
    assert re.fullmatch(r"\d{6}", digits)
    typed = f"{digits[:3]} {digits[3:]}"
    assert check_in.code_fits((SECRET,), ROOM, typed, MORNING)
    assert check_in.code_fits(("n" * 40, SECRET), ROOM, digits, MORNING + timedelta(seconds=119))
    assert not check_in.code_fits((SECRET,), ROOM, digits, MORNING + timedelta(seconds=120))
    assert not check_in.code_fits((SECRET,), OTHER_ROOM, digits, MORNING)
    assert not check_in.code_fits((SECRET,), ROOM, "", MORNING)


def test_digits_of_many_minutes_are_spread_over_all_six() -> None:
    codes = {
        check_in.room_code(SECRET, ROOM, MORNING + timedelta(minutes=minute))
        for minute in range(2000)
    }
    assert len(codes) > 1990
    assert {code[0] for code in codes} == set("0123456789")


# the screen


def test_the_screen_shows_code_digits_and_how_many_have_signed(place: House) -> None:
    browser = place.staff()
    page = flat(browser, SCREEN)
    digits = check_in.room_code(SECRET, ROOM, place.clock())
    assert f"{digits[:3]} {digits[3:]}" in page
    assert "<svg" in page[page.index('class="qr"') :]
    assert f'hx-get="{SCREEN}/part"' in page
    assert "<strong>0 dari 3</strong>" in page
    visitor = place.visitor()
    visitor.get(personal(place, 2))
    visitor.post(scanned(place), seat="2")
    assert "<strong>1 dari 3</strong>" in flat(browser, f"{SCREEN}/part")
    place.clock.now += timedelta(minutes=1)
    assert f"{digits[:3]} {digits[3:]}" not in flat(browser, f"{SCREEN}/part")


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(-40, "dibuka pukul 07.30"), (150, "ditutup pukul 10.00")],
)
def test_outside_its_time_the_screen_shows_no_code(place: House, minutes: int, said: str) -> None:
    place.clock.now += timedelta(minutes=minutes)
    page = flat(place.staff(), SCREEN)
    assert said in page
    assert 'class="qr"' not in page
    assert 'class="digits"' not in page


@pytest.mark.parametrize("path", ["2026-08-03/9", "2026-08-09/1", "nonsense/1"])
def test_a_screen_of_no_session_is_nowhere(place: House, path: str) -> None:
    assert place.staff().get(f"{URL}/{path}/screen").status_code == 404


# scanning


def test_whose_address_was_opened_on_the_telephone_is_asked_by_name_and_signs(
    place: House,
) -> None:
    browser = place.visitor()
    browser.get(personal(place, 2))
    page = flat(browser, scanned(place))
    assert "Hadir sebagai" in page
    assert "Peserta Contoh 2, S.H." in page
    assert "Peserta Contoh 1" not in page
    answer = browser.post(scanned(place), seat="2")
    assert (answer.status_code, answer.location) == (303, personal(place, 2))
    (one,) = signed(place)
    assert (one.seat, one.source, one.at) == (seat(2), SignInSource.QR, place.clock())
    with reading(place.engine) as connection:
        entry = audit.about(connection, seat(2))[0]
    assert (entry.actor, entry.action) == (seat(2), "attendance.signed")
    assert "Anda tercatat dalam daftar hadir Etika Publik 1." in browser.get(answer.location).text
    assert "hadir pukul 08.05 dengan kode" in flat(browser, scanned(place))


def test_a_telephone_that_opened_no_address_is_told_what_to_do(place: House) -> None:
    browser = place.visitor()
    page = flat(browser, scanned(place))
    assert "Buka alamat pribadi Anda" in page
    assert "enam angka" in page
    assert "<button name=" not in page
    assert browser.post(scanned(place), seat="2").status_code == 403
    assert signed(place) == []


def test_nobody_signs_for_a_seat_whose_address_they_do_not_hold(place: House) -> None:
    browser = place.visitor()
    browser.get(personal(place, 2))
    for other in ("1", "3", "99", "x", ""):
        assert browser.post(scanned(place), seat=other).status_code == 403
    assert signed(place) == []


def test_a_telephone_shared_by_an_office_remembers_three(place: House) -> None:
    add_training(place, [person(40)], code="OTHER-1")
    browser = place.visitor()
    for number in (1, 2, 3):
        browser.get(personal(place, number))
    page = flat(browser, scanned(place))
    assert [page.count(f"Peserta Contoh {n}, S.H.") for n in (1, 2, 3)] == [1, 1, 1]
    browser.get(address(place, seat(4), "OTHER-1"))
    page = flat(browser, scanned(place))
    assert [page.count(f"Peserta Contoh {n}, S.H.") for n in (1, 2, 3, 40)] == [0, 1, 1, 0]


def test_a_renewed_address_no_longer_signs(place: House) -> None:
    browser = place.visitor()
    browser.get(personal(place, 2))
    place.administrator().post("/trainings/PTPP-2026-01/seats/2/address")
    assert browser.post(scanned(place), seat="2").status_code == 403


def test_an_invented_cookie_is_nobody(place: House) -> None:
    browser = place.visitor()
    nonce = personal(place, 2).split("/p/")[1].rpartition(".")[0]
    for forged in (nonce, f"{nonce}.forged", links.sign(SECRET, links.PERSONAL, nonce)):
        browser.client.set_cookie("simpul_opened", forged)
        assert "Hadir sebagai" not in browser.get(scanned(place)).text


@pytest.mark.parametrize(
    ("base_url", "name", "secure"),
    [
        ("https://simpul.example", "__Host-simpul_opened", True),
        ("http://127.0.0.1:8000", "simpul_opened", False),
    ],
)
def test_the_cookie_is_closed_to_scripts_and_neighbours(
    request: pytest.FixtureRequest, base_url: str, name: str, secure: bool
) -> None:
    with house(request.getfixturevalue("sqlite_engine"), base_url=base_url) as opened:
        class_of(opened, 1)
        browser = opened.visitor()
        answer = browser.get(address(opened, seat(1)))
        written = next(one for one in answer.headers.getlist("Set-Cookie") if name in one)
        cookie = SimpleCookie(written)[name]
        assert (bool(cookie["secure"]), bool(cookie["httponly"]), cookie["samesite"]) == (
            secure,
            True,
            "Lax",
        )
        assert (cookie["path"], cookie["domain"]) == ("/", "")
        assert "Peserta" not in written
        again = [one for one in browser.get(address(opened, seat(1))).headers.getlist("Set-Cookie")]
        assert not any(name in one for one in again)  # nothing new to remember


def test_an_old_code_and_a_forged_one_are_told_apart_from_a_good_one(place: House) -> None:
    browser = place.visitor()
    browser.get(personal(place, 2))
    old = scanned(place)
    place.clock.now += timedelta(minutes=2)
    answer = browser.get(old)
    assert answer.status_code == 410
    assert "sudah kedaluwarsa" in answer.text
    assert "Kehadiran Anda belum dicatat." in answer.text
    assert browser.get("/c/forged").status_code == 404
    gone = RoomPlace(99, FIRST_DAY, 1), RoomPlace(1, date(2030, 1, 1), 1)
    for nowhere in gone:
        token = check_in.room_token(SECRET, nowhere, place.clock())
        assert browser.get(f"/c/{token}").status_code == 404
    assert signed(place) == []


def test_whoever_scanned_in_time_may_take_a_few_minutes_to_press_the_button(place: House) -> None:
    browser = place.visitor()
    browser.get(personal(place, 2))
    url = scanned(place)
    place.clock.now += timedelta(minutes=4)
    assert browser.post(url, seat="2").status_code == 303
    place.clock.now += timedelta(minutes=2)
    browser.get(personal(place, 1))
    assert browser.post(url, seat="1").status_code == 410
    assert [one.seat for one in signed(place)] == [seat(2)]


def test_a_code_of_a_session_that_is_not_open_signs_nobody(place: House) -> None:
    browser = place.visitor()
    browser.get(personal(place, 2))
    token = check_in.room_token(
        SECRET, RoomPlace(1, FIRST_DAY + timedelta(days=1), 1), place.clock()
    )
    answer = browser.get(f"/c/{token}")
    assert answer.status_code == 410
    assert "sedang tidak dibuka" in answer.text
    assert browser.post(f"/c/{token}", seat="2").status_code == 410
    assert signed(place) == []


# the personal page


def test_the_list_of_an_open_session_is_signed_on_the_personal_page(place: House) -> None:
    url = personal(place, 2)
    browser = place.visitor()
    page = flat(browser, url)
    assert page.count(f'action="{url}/sign"') == 1
    assert browser.post(f"{url}/sign", session="2026-08-03/1").location == url
    page = flat(browser, url)
    assert "Anda tercatat dalam daftar hadir Etika Publik 1." in page
    assert f'action="{url}/sign"' not in page
    assert "diisi pukul 08.05" in page
    assert [(one.seat, one.source) for one in signed(place)] == [(seat(2), SignInSource.SELF)]
    browser.post(f"{url}/sign", session="2026-08-03/1")
    assert "Anda sudah mengisi daftar hadir ini." in browser.get(url).text
    assert len(signed(place)) == 1


@pytest.mark.parametrize("session", ["2026-08-03/2", "2026-08-04/1"])
def test_a_session_that_is_not_open_cannot_be_signed(place: House, session: str) -> None:
    answer = place.visitor().post(f"{personal(place, 2)}/sign", session=session)
    assert answer.status_code == 409
    assert "sedang tidak dibuka" in answer.text
    assert signed(place) == []


@pytest.mark.parametrize("session", ["", "x", "2026-08-03/9", "2026-08-03/0", "2026-08-03/9999"])
def test_a_session_that_is_none_is_said_so(place: House, session: str) -> None:
    answer = place.visitor().post(f"{personal(place, 2)}/sign", session=session)
    assert answer.status_code == 409
    assert signed(place) == []


def test_the_rooms_digits_sign_as_the_code_does(place: House) -> None:
    url = personal(place, 2)
    browser = place.visitor()
    digits = check_in.room_code(SECRET, ROOM, place.clock())
    place.clock.now += timedelta(minutes=1)
    typed = f"{digits[:3]} {digits[3:]}"
    assert browser.post(f"{url}/code", session="2026-08-03/1", digits=typed).status_code == 303
    assert [(one.seat, one.source) for one in signed(place)] == [(seat(2), SignInSource.QR)]
    assert f'action="{url}/code"' not in browser.get(url).text


def test_wrong_digits_say_so_and_nothing_more(place: House) -> None:
    url = personal(place, 2)
    browser = place.visitor()
    old = check_in.room_code(SECRET, ROOM, place.clock() - timedelta(minutes=5))
    other = check_in.room_code(SECRET, OTHER_ROOM, place.clock())
    said = set()
    for digits in (old, other, "000000x", ""):
        answer = browser.post(f"{url}/code", session="2026-08-03/1", digits=digits)
        assert answer.status_code == 422
        note = answer.text[answer.text.index('<div class="note failed"') :]
        said.add(note[: note.index("</div>")])
    assert len(said) == 1
    assert "tidak cocok" in said.pop()
    assert signed(place) == []


def test_guessing_digits_is_stopped_for_one_address_and_not_for_others(place: House) -> None:
    url, browser = personal(place, 2), place.visitor()
    tries = [
        browser.post(f"{url}/code", session="2026-08-03/1", digits="12").status_code
        for _ in range(11)
    ]
    assert tries == [422] * 10 + [429]
    digits = check_in.room_code(SECRET, ROOM, place.clock())
    stopped = browser.post(f"{url}/code", session="2026-08-03/1", digits=digits)
    assert stopped.status_code == 429
    assert "Terlalu banyak percobaan dengan angka yang salah." in stopped.text
    neighbour = f"{personal(place, 1)}/code"
    assert browser.post(neighbour, session="2026-08-03/1", digits=digits).status_code == 303
    assert [one.seat for one in signed(place)] == [seat(1)]


def test_a_wrong_address_signs_nothing(place: House) -> None:
    browser = place.visitor()
    for part in ("sign", "code", "email"):
        answer = browser.post(f"/p/wrong/{part}", session="2026-08-03/1", digits="123456")
        assert answer.status_code == 404
    assert signed(place) == []


def test_own_minutes_are_told_and_nothing_of_others(place: House) -> None:
    seats = [seat(number) for number in (1, 2, 3)]
    came = everybody(seats, "08:00", "11:30")
    came[1] = Came("Peserta Contoh 2", "08:00", "09:00", link(seats[1]))
    hold(place, came)
    place.clock.now = MORNING + timedelta(hours=6)
    page = flat(place.visitor(), personal(place, 2))
    assert "tercatat 60 dari 90 menit" in page
    assert "tercatat 90 dari 90 menit" not in page
    first = flat(place.visitor(), personal(place, 1))
    assert "<strong>hadir</strong> · tercatat 90 dari 90 menit" in first
    assert "Peserta Contoh 2" not in first


def test_while_the_class_runs_minutes_are_provisional(place: House) -> None:
    came = everybody([seat(2)], "08:00", None)
    hold(place, came, ended=None, final=False, source=Source.WEBHOOK)
    place.clock.now = MORNING + timedelta(hours=1)
    page = flat(place.visitor(), personal(place, 2))
    assert "tercatat 25 dari 90 menit" in page
    assert "<i>sementara</i>" in page


def test_the_own_address_is_confirmed_and_shown_masked_alone(place: House) -> None:
    url = personal(place, 2)
    browser = place.visitor()
    page = browser.get(url).text
    assert "p***@example.org" in page
    assert "peserta2@" not in page
    assert browser.post(f"{url}/email").location == url
    page = browser.get(url).text
    assert "Alamat e-mail sudah dikonfirmasi: p***@example.org" in page
    assert f'action="{url}/email"' not in page
    with reading(place.engine) as connection:
        assert attendance.claimed_by(connection, 1)["email"] == {"peserta2@example.org": 2}


def test_an_address_that_two_share_cannot_be_confirmed(place: House) -> None:
    people = [person(11, email="sama@example.org"), person(12, email="sama@example.org")]
    add_training(place, people, code="OTHER-1")
    url = address(place, seat(4), "OTHER-1")
    browser = place.visitor()
    assert "@example.org" not in browser.get(url).text
    assert browser.post(f"{url}/email").status_code == 200
    with reading(place.engine) as connection:
        assert attendance.claimed_by(connection, 2)["email"] == {}


def test_neither_token_nor_secret_is_logged(place: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    browser = place.visitor()
    browser.get(personal(place, 2))
    url = scanned(place)
    browser.get(url)
    browser.post(url, seat="2")
    digits = check_in.room_code(SECRET, ROOM, place.clock())
    browser.post(f"{personal(place, 1)}/code", session="2026-08-03/1", digits=digits)
    logged = caplog.text
    for secret in (SECRET, url.removeprefix("/c/"), digits, personal(place, 2).removeprefix("/p/")):
        assert secret not in logged
