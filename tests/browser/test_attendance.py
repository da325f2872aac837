"""Attendance in a real browser: it fits, refreshes itself, is marked, and needs no script."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, expect
from sqlalchemy import Engine
from werkzeug.serving import make_server

from connector.domain.presence import Source
from tests.browser.conftest import Watched, watch
from tests.web.attended import URL, Came, at, class_of, everybody, hold, link
from tests.web.place import FIRST_DAY, PASSWORD, House, house, person

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

SLOW = 60_000
"""Milliseconds a busy machine may take."""

LONG = "H. Muhammad Abdurrahman Wahid Contoh bin Sastrowardoyo Kusumanegara, S.Sos., M.Si."


@pytest.fixture
def place(sqlite_engine: Engine) -> Iterator[House]:
    with house(sqlite_engine) as opened:
        opened.clock.now = at("08:40", FIRST_DAY + timedelta(days=1))
        yield opened


@pytest.fixture
def base(place: House) -> Iterator[str]:
    """The pages as a browser reaches them."""
    server = make_server("127.0.0.1", 0, place.app, True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def signed_in(context: BrowserContext, base: str) -> Watched:
    """Sign a companion in."""
    watched = watch(context, base)
    watched.open("/login?lang=id")
    watched.page.fill("#name", "sari")
    watched.page.fill("#password", PASSWORD)
    watched.page.click("main button.primary")
    expect(watched.page.locator("h1")).to_have_text("Pelatihan")
    return watched


@pytest.fixture(params=[(1280, 800), (390, 844)], ids=["desk", "phone"])
def watched(request: pytest.FixtureRequest, chromium: Browser, base: str) -> Iterator[Watched]:
    width, height = request.param
    context = chromium.new_context(viewport={"width": width, "height": height})
    yield signed_in(context, base)
    context.close()


def days_of_class(place: House) -> list[str]:
    """Twelve people, the first day over, the second day's first session running at 08.40."""
    names = [LONG, *(f"Peserta Contoh {number}" for number in range(2, 13))]
    seats = class_of(place, [person(n, name) for n, name in enumerate(names, 1)])
    came = [Came(n, "07:55", "11:31", link(s)) for n, s in zip(names, seats, strict=True)][1:]
    hold(place, [*came, Came("Lapas Contoh", "08:00", "11:30")])
    hold(
        place,
        [*everybody(seats[2:], "07:55", None), Came("Kanwil", "08:01", None)],
        day=1,
        ended=None,
        final=False,
        source=Source.WEBHOOK,
    )
    return seats


def test_every_page_of_attendance_fits_and_complains_of_nothing(
    watched: Watched, place: House
) -> None:
    days_of_class(place)
    for path in (
        "",
        "?state=decision",
        "?day=2026-08-03&role=all",
        "/live",
        "/2026-08-03/1",
        "/2026-08-04/1?state=decision",
        "/seats/1",
        "/seats/2",
    ):
        watched.open(URL + path)
        expect(watched.page.locator("h1")).to_be_visible()
        assert watched.page.url.endswith(path)
        watched.assert_fits()


def test_the_head_and_the_names_stay_while_the_matrix_is_scrolled(
    watched: Watched, place: House
) -> None:
    days_of_class(place)
    page = watched.page
    watched.open(URL)
    box = page.locator(".matrix")
    box.evaluate("box => { box.scrollTop = 200; box.scrollLeft = 120; }")
    edge = box.bounding_box()
    name = page.locator(".matrix tbody th.who").nth(6).bounding_box()
    head = page.locator(".matrix thead th.day").last.bounding_box()
    assert edge
    assert name
    assert head
    assert name["x"] == pytest.approx(edge["x"] + 1, abs=1)
    assert head["y"] == pytest.approx(edge["y"] + 1, abs=1)


def test_who_comes_in_appears_without_loading_again(watched: Watched, place: House) -> None:
    seats = days_of_class(place)
    page = watched.page
    watched.open(f"{URL}/live")
    expect(page.locator(".tallies .big").first).to_have_text("10 dari 12")
    hold(
        place,
        everybody(seats[:1], "08:39", None),
        day=1,
        training=1,
        uuid="second",
        ended=None,
        final=False,
        source=Source.WEBHOOK,
    )
    place.clock.now += timedelta(minutes=1)
    expect(page.locator(".tallies .big").first).to_have_text("11 dari 12", timeout=SLOW)
    expect(page.locator("#in")).to_contain_text("Abdurrahman")
    watched.assert_fits()


def test_the_running_session_counts_on_before_ones_eyes(watched: Watched, place: House) -> None:
    days_of_class(place)
    page = watched.page
    watched.open(URL)
    cell = page.locator("#c5-2026-08-04-1")
    expect(cell).to_have_text("40")
    page.evaluate("window.stillTheSamePage = true")
    place.clock.now += timedelta(minutes=7)
    expect(cell).to_have_text("47", timeout=SLOW)
    assert page.evaluate("window.stillTheSamePage")
    place.clock.now = at("09:31", FIRST_DAY + timedelta(days=1))
    expect(page.locator("#c5-2026-08-04-1")).to_contain_text("H", timeout=SLOW)
    assert not page.evaluate("window.stillTheSamePage")
    watched.assert_fits()


def test_several_are_ticked_and_marked(watched: Watched, place: House) -> None:
    days_of_class(place)
    page = watched.page
    watched.open(f"{URL}/2026-08-03/1?state=decision")
    page.locator('input[name="seat"]').first.check()
    expect(page.locator("[data-chosen]")).to_have_text("1 orang dipilih")
    page.locator('.handbar select[name="mark"]').select_option("DL")
    page.locator('.handbar input[name="reason"]').fill("Surat tugas 12/2026")
    watched.assert_fits()
    page.get_by_role("button", name="Tanda", exact=True).click()
    expect(page.locator(".note.ok")).to_contain_text("1 orang ditandai DL: dinas luar.")
    assert page.url.endswith("/2026-08-03/1?state=decision")
    watched.open(f"{URL}/2026-08-03/1")
    expect(page.locator("#seat-1")).to_contain_text("Surat tugas 12/2026")
    watched.assert_fits()


def test_everybody_shown_is_ticked_at_once_on_a_desk(
    chromium: Browser, place: House, base: str
) -> None:
    days_of_class(place)
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    watched = signed_in(context, base)
    watched.open(f"{URL}/2026-08-03/1")
    watched.page.locator("[data-tick-all]").check()
    expect(watched.page.locator("[data-chosen]")).to_have_text("12 orang dipilih")
    context.close()


def test_attendance_is_kept_without_a_script(chromium: Browser, place: House, base: str) -> None:
    days_of_class(place)
    context = chromium.new_context(java_script_enabled=False)
    watched = signed_in(context, base)
    page = watched.page
    watched.open(f"{URL}/live")
    expect(page.get_by_role("link", name="Muat ulang")).to_be_visible()
    watched.open(f"{URL}/2026-08-03/1")
    page.locator("#seat-1 input[name=seat]").check()
    page.locator('.handbar select[name="mark"]').select_option("S")
    page.locator('.handbar input[name="reason"]').fill("surat dokter")
    page.get_by_role("button", name="Tanda", exact=True).click()
    expect(page.locator("#seat-1")).to_contain_text("surat dokter")
    context.close()
