"""A class is signed in a real browser: rows turn green by themselves, nothing typed stays."""

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import Engine
from werkzeug.serving import make_server

from connector.domain.certificates import CertificateState
from connector.errors import TemporaryError
from tests.browser.conftest import Watched, watch
from tests.signed_class import HEAD, Signing, signing_class
from tests.signing_keys import PASSPHRASE
from tests.web.place import CODE, PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

URL = f"/trainings/{CODE}/certificates/signing"
PATIENCE = 60_000
"""Milliseconds; a machine that runs other tests signs slowly."""


@pytest.fixture
def place(sqlite_engine: Engine) -> Iterator[Signing]:
    with signing_class(sqlite_engine, 6) as opened:
        yield opened.prepared()


@pytest.fixture(params=[(1280, 800), (390, 844)], ids=["desk", "phone"])
def watched(request: pytest.FixtureRequest, chromium: Browser, place: Signing) -> Iterator[Watched]:
    """Sign the official in, on either kind of window."""
    server = make_server("127.0.0.1", 0, place.house.app, True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    width, height = request.param
    context = chromium.new_context(viewport={"width": width, "height": height})
    signed = watch(context, f"http://127.0.0.1:{server.server_port}")
    signed.open("/login?lang=id")
    signed.page.locator("main input").nth(-2).fill(HEAD)
    signed.page.locator("main input[type=password]").fill(PASSWORD)
    signed.page.locator("main button").click()
    yield signed
    context.close()
    server.shutdown()
    thread.join()
    server.server_close()


def sign(watched: Watched, typed: str) -> None:
    watched.page.locator("#secret").fill(typed)
    watched.page.locator("form[data-signing] button.primary").click()


def rows(watched: Watched, state: str) -> int:
    return watched.page.locator(f"tr[data-state={state}]").count()


def test_a_class_is_signed_with_one_passphrase(watched: Watched, place: Signing) -> None:
    page = watched.page
    watched.open(URL)
    watched.assert_fits()
    page.locator(".sign-place button").click()
    watched.assert_fits()
    sign(watched, "salah")
    expect(page.locator("tr[data-state=refused]")).to_have_count(1, timeout=PATIENCE)
    expect(page.locator("#secret")).to_be_enabled(timeout=PATIENCE)
    assert len(place.signer.calls) == 1, "a wrong passphrase is not tried on every row"

    def no_answer_to_the_third(pdf: bytes) -> None:
        if len(place.signer.calls) == 4:
            raise TemporaryError("bsre", "sign", "timeout", ambiguous=True)

    place.signer.before = no_answer_to_the_third
    sign(watched, PASSPHRASE)
    expect(page.locator("tr[data-state=unknown]")).to_have_count(1, timeout=PATIENCE)
    expect(page.locator("#secret")).to_be_enabled(timeout=PATIENCE)
    assert (rows(watched, "signed"), rows(watched, "open")) == (2, 3)
    assert page.locator("#secret").input_value() == ""
    sign(watched, PASSPHRASE)
    expect(page.locator("tr[data-state=signed]")).to_have_count(5, timeout=PATIENCE)
    page.locator("tr[data-state=unknown] summary").click()
    page.locator("tr[data-state=unknown] form").last.locator("button").click()
    expect(page.locator("tr[data-state=open]")).to_have_count(1, timeout=PATIENCE)
    sign(watched, PASSPHRASE)
    expect(page.locator("tr[data-state=signed]")).to_have_count(6, timeout=PATIENCE)
    assert place.states() == [CertificateState.ARCHIVED] * 6
    assert len(place.signer.calls) == 8
    watched.assert_fits()
    stored = page.evaluate(
        "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"
    )
    assert PASSPHRASE not in stored
    assert PASSPHRASE not in page.content()
