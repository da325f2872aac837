"""The queue of names in a real browser: worked through with keys alone, undone, and on a phone."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import Engine
from werkzeug.serving import make_server

from connector.app import CATALOGUE
from connector.store import attendance
from connector.store.engine import reading
from connector.web import create_web
from tests.browser.conftest import Watched, watch
from tests.web.attended import URL, Came, class_of, hold, link
from tests.web.place import PASSWORD, House, house

pytestmark = pytest.mark.browser

QUEUE = f"{URL}/unmatched"
SIZES = {"desk": (1280, 800), "phone": (390, 844)}


@pytest.fixture
def place(sqlite_engine: Engine) -> Iterator[House]:
    """A class was held: two strangers, two devices on personal links, a long name."""
    with house(sqlite_engine) as opened:
        seats = class_of(opened, 12)
        hold(
            opened,
            [
                Came("05_Peserta Contoh", "08:00", "11:30"),
                Came("Rudi Hartono " * 4, "08:05", "11:00"),
                Came("iPhone", "08:00", "11:30", link(seats[0])),
                Came("Galaxy A12", "08:00", "11:30", link(seats[1])),
            ],
        )
        yield opened


@pytest.fixture
def base(place: House) -> Iterator[str]:
    with ExitStack() as stack:
        pages = create_web(place.office, place.settings, CATALOGUE)
        server = make_server("127.0.0.1", 0, pages, threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        stack.callback(server.server_close)
        stack.callback(thread.join)
        stack.callback(server.shutdown)
        yield f"http://127.0.0.1:{server.server_port}"


@pytest.fixture(params=list(SIZES))
def watched(request: pytest.FixtureRequest, chromium: Browser, base: str) -> Iterator[Watched]:
    width, height = SIZES[request.param]
    context = chromium.new_context(viewport={"width": width, "height": height})
    yield watch(context, base)
    context.close()


def sign_in(watched: Watched) -> None:
    watched.open("/login")
    watched.page.fill("#name", "sari")
    watched.page.fill("#password", PASSWORD)
    watched.page.click("main button.primary")
    watched.page.wait_for_url(f"{watched.base}/")


def decided(place: House) -> list[tuple[str, ...]]:
    with reading(place.engine) as connection:
        return [one.decided.seats for one in attendance.decisions_of(connection, 1)]


@pytest.mark.timeout(120)
def test_keys_choose_go_on_and_undo(watched: Watched, place: House) -> None:
    page = watched.page
    sign_in(watched)
    watched.open(QUEUE)
    watched.assert_fits()
    cards = page.locator("[data-card]")
    expect(cards).to_have_count(4)
    page.keyboard.press("j")
    expect(cards.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(cards.nth(1)).to_be_focused()
    page.keyboard.press("k")
    remember = cards.nth(0).locator("[data-remember]")
    expect(remember).not_to_be_checked()
    page.keyboard.press("r")
    expect(remember).to_be_checked()
    page.keyboard.press("1")
    expect(cards).to_have_count(3)
    expect(page.locator("[data-undo]")).to_contain_text("Peserta Contoh 5")
    expect(cards.nth(0)).to_be_focused()  # the next one, ready for the next key
    assert decided(place) == [("seat:5",)]
    watched.assert_fits()
    page.keyboard.press("u")
    expect(cards).to_have_count(4)
    assert decided(place) == []
    page.keyboard.press("0")
    expect(cards).to_have_count(3)
    assert decided(place) == [()]


@pytest.mark.timeout(120)
def test_the_reason_follows_the_choice_until_somebody_writes_their_own(watched: Watched) -> None:
    page = watched.page
    sign_in(watched)
    watched.open(QUEUE)
    card = page.locator("[data-card]").nth(0)
    reason = card.locator("[data-reason-field]")
    card.locator("[data-key='0']").focus()
    expect(reason).to_have_value("Bukan peserta pelatihan ini.")
    card.locator("[data-key='1']").focus()
    expect(reason).not_to_have_value("Bukan peserta pelatihan ini.")
    reason.fill("Saya kenal suaranya.")
    card.locator("[data-key='0']").focus()
    expect(reason).to_have_value("Saya kenal suaranya.")
    reason.press("Enter")  # decides nothing: no choice was made
    expect(page.locator("[data-card]")).to_have_count(4)


@pytest.mark.timeout(120)
def test_devices_are_accepted_together(watched: Watched, place: House) -> None:
    page = watched.page
    sign_in(watched)
    watched.open(QUEUE)
    page.locator("[data-all] input").check()
    expect(page.locator("[data-some]")).to_have_text("Terima 2 yang dicentang")
    page.locator("[data-some]").click()
    expect(page.locator("[data-card]")).to_have_count(2)
    assert decided(place) == [("seat:1",), ("seat:2",)]
    page.locator("[data-undo] button").click()
    expect(page.locator("[data-card]")).to_have_count(4)
    watched.assert_fits()


@pytest.mark.timeout(120)
def test_a_shared_device_is_given_to_those_ticked(watched: Watched, place: House) -> None:
    page = watched.page
    sign_in(watched)
    watched.open(QUEUE)
    page.keyboard.press("j")
    page.keyboard.press("s")
    expect(page.locator("h1")).to_contain_text("05_Peserta Contoh")
    watched.assert_fits()
    page.fill("[data-look]", "contoh 11")
    expect(page.locator(".seat-list > li:visible")).to_have_count(1)
    page.locator(".seat-list > li:visible input").check()
    page.fill("[data-look]", "")
    page.locator(".seat-list input[value='3']").check()
    expect(page.locator("[data-ticked]")).to_have_text("2 orang dipilih")
    page.get_by_role("button", name="Merekalah orangnya").click()
    expect(page.locator("[data-card]")).to_have_count(3)
    assert sorted(decided(place)[0]) == ["seat:11", "seat:3"]


@pytest.mark.timeout(120)
def test_the_queue_works_without_javascript(chromium: Browser, base: str, place: House) -> None:
    context = chromium.new_context(java_script_enabled=False)
    watched = Watched(context.new_page(), base)
    page = watched.page
    try:
        sign_in(watched)
        watched.open(QUEUE)
        card = page.locator("[data-card]").nth(0)
        card.locator("input[name=person]").fill("7")
        card.locator("input[name=person]").press("Enter")
        expect(page.locator("[data-card]")).to_have_count(3)
        page.get_by_role("button", name="Terima semua (2)").click()
        expect(page.locator("[data-card]")).to_have_count(1)
        assert decided(place) == [("seat:7",), ("seat:1",), ("seat:2",)]
    finally:
        context.close()
