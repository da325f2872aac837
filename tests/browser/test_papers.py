"""Papers in a real browser: they fit, come down as files, and a picture is attached and opened."""

import struct
import threading
import zlib
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import Engine
from werkzeug.serving import make_server

from tests.browser.conftest import Watched, watch
from tests.web.attended import URL, at, class_of, everybody, hold
from tests.web.place import FIRST_DAY, PASSWORD, House, house

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

DAY = FIRST_DAY.isoformat()


@pytest.fixture
def place(sqlite_engine: Engine) -> Iterator[House]:
    """The first of two days is over, everybody was there."""
    with house(sqlite_engine) as opened:
        hold(opened, everybody(class_of(opened, 6), "07:50", "11:31"))
        opened.clock.now = at("14:00")
        yield opened


@pytest.fixture(params=[(1280, 800), (390, 844)], ids=["desk", "phone"])
def watched(request: pytest.FixtureRequest, chromium: Browser, place: House) -> Iterator[Watched]:
    """Sign a companion in, on either kind of window."""
    server = make_server("127.0.0.1", 0, place.app, True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    width, height = request.param
    context = chromium.new_context(viewport={"width": width, "height": height})
    signed = watch(context, f"http://127.0.0.1:{server.server_port}")
    signed.open("/login?lang=id")
    signed.page.fill("#name", "sari")
    signed.page.fill("#password", PASSWORD)
    signed.page.click("main button.primary")
    expect(signed.page.locator("h1")).to_have_text("Pelatihan")
    yield signed
    context.close()
    server.shutdown()
    thread.join()
    server.server_close()


def picture() -> bytes:
    """A blue PNG, 40 by 30."""
    rows = (b"\0" + b"\x00\x20\x80" * 40) * 30
    head = struct.pack(">IIBBBBB", 40, 30, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    )


def test_a_list_and_the_archive_come_down_as_files(watched: Watched) -> None:
    page = watched.page
    watched.open(f"{URL}/papers")
    watched.assert_fits()
    with page.expect_download() as coming:
        page.get_by_role("link", name="Daftar hadir (PDF)").first.click()
    assert coming.value.suggested_filename.endswith(f"{DAY}-sesi-1-daftar-hadir.pdf")
    page.get_by_role("button", name="Arsipkan sekarang").click()
    expect(page.locator(".note.ok")).to_contain_text("arsip #1")
    watched.assert_fits()
    with page.expect_download() as coming:
        page.get_by_role("link", name="Unduh (ZIP)").click()
    assert coming.value.suggested_filename.endswith(f"{DAY}-arsip-1.zip")
    page.get_by_role("button", name="Periksa sekarang").click()
    expect(page.locator(".note.ok")).to_contain_text("sha256-nya sama")
    assert watched.complaints == []


def test_a_picture_is_attached_opened_and_taken_off_after_a_second_thought(
    watched: Watched,
) -> None:
    page = watched.page
    watched.open(f"{URL}/{DAY}/1/evidence")
    watched.assert_fits()
    page.select_option("#kind", "screenshot")
    page.set_input_files(
        "#file", {"name": "layar.png", "mimeType": "image/png", "buffer": picture()}
    )
    page.get_by_role("button", name="Lampirkan").click()
    expect(page.locator(".files")).to_contain_text("layar.png")
    watched.assert_fits()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Buka").click()
    shown = opened.value.locator("img")
    expect(shown).to_be_visible()
    assert shown.evaluate("picture => picture.naturalWidth") == 40
    opened.value.close()
    page.get_by_text("Keluarkan", exact=True).click()
    page.get_by_role("button", name="Ya, keluarkan").click()
    expect(page.locator("main")).to_contain_text("1 berkas dikeluarkan")
    watched.assert_fits()


def test_a_note_is_made_and_struck(watched: Watched) -> None:
    page = watched.page
    watched.open(f"{URL}/{DAY}/journal")
    page.fill("#text", "Listrik padam 8 menit")
    page.get_by_role("button", name="Catat").click()
    expect(page.locator(".notes .said")).to_have_text("Listrik padam 8 menit")
    watched.assert_fits()
    page.get_by_text("Coret", exact=True).click()
    page.get_by_role("button", name="Ya, coret").click()
    expect(page.locator(".notes del")).to_have_text("Listrik padam 8 menit")
    watched.assert_fits()
