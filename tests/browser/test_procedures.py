"""The procedures of a training in a real browser: drawn, recorded by keyboard, measured by axe."""

import os
import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import Engine
from werkzeug.serving import make_server

from connector.flows import run_procedures
from tests.browser.conftest import Watched, watch
from tests.web.place import CODE, MORNING, PASSWORD, house
from tests.web.procedure_place import Bureau, bureau

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

URL = f"/trainings/{CODE}/procedures"
AXE = "axe.run().then(r => r.violations.map(v => v.id + ': ' + v.nodes[0].html.slice(0, 160)))"


@pytest.fixture
def place(sqlite_engine: Engine) -> Iterator[Bureau]:
    """Four runs: one late, one paused, one just begun, one stopped."""
    with house(sqlite_engine) as opened:
        made = bureau(opened)
        made.training()
        late, paused = made.begin("s001", for_unit=True), made.begin("s000")
        made.begin("s002")
        stopped = made.begin("s003")
        made.at(MORNING + timedelta(hours=1))
        made.done(late, "assign-lead", "hendra")
        made.done(late, "assign-members", "kartika")
        office = opened.office
        run_procedures.pause(office, CODE, paused.id, "Menunggu surat", actor="user:1")
        run_procedures.stop(office, CODE, stopped.id, "Jadwal diganti", actor="user:1")
        made.at(MORNING + timedelta(days=4))
        yield made


@pytest.fixture(
    params=[(1280, 800, "light"), (390, 844, "dark")], ids=["desk, light", "phone, dark"]
)
def watched(request: pytest.FixtureRequest, chromium: Browser, place: Bureau) -> Iterator[Watched]:
    """Sign in who has the turn in the late run."""
    server = make_server("127.0.0.1", 0, place.house.app, True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    width, height, scheme = request.param
    context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    signed = watch(context, f"http://127.0.0.1:{server.server_port}")
    signed.open("/login?lang=en")
    signed.page.fill("#name", "agus")
    signed.page.fill("#password", PASSWORD)
    signed.page.click("main button.primary")
    yield signed
    context.close()
    server.shutdown()
    thread.join()
    server.server_close()


def test_one_drawing_is_seen_at_each_width_and_its_bars_lie_where_they_belong(
    watched: Watched,
) -> None:
    watched.open(URL)
    watched.assert_fits()
    run = watched.page.locator("#run-1")
    shown = run.locator("svg.run-drawn:visible")
    expect(shown).to_have_count(1)
    names = shown.locator("text.name")
    assert names.count() == 5
    late, due, now = (shown.locator(f".{one}").first.bounding_box() for one in
                      ("late", "due", "now"))  # fmt: skip
    assert late is not None
    assert due is not None
    assert now is not None
    assert abs(late["x"] - due["x"]) < 4, "late begins where the deadline was"
    assert abs(late["x"] + late["width"] - now["x"]) < 6, "and lasts until now"
    frame = shown.bounding_box()
    assert frame is not None
    for at in range(names.count()):
        box = names.nth(at).bounding_box()
        assert box is not None
        assert frame["x"] - 1 <= box["x"]
        assert box["x"] + box["width"] <= frame["x"] + frame["width"] + 1


def test_the_first_look_on_a_telephone_says_step_turn_and_lateness(watched: Watched) -> None:
    watched.open(URL)
    head = watched.page.locator("#training-head")
    expect(head).to_contain_text("Waiting for: Team member: Agus Anggota")
    expect(head).to_contain_text("late")
    expect(head.locator(".turn-line.failed")).to_be_in_viewport()


def test_a_step_is_recorded_with_the_keyboard_alone(watched: Watched, place: Bureau) -> None:
    watched.open(URL)
    page = watched.page
    card = page.locator("#now-1-enrol")
    card.locator("summary", has_text="Record as done").focus()
    page.keyboard.press("Enter")
    note = card.get_by_label("Note (optional)")
    expect(note).to_be_visible()
    note.fill("60 orang")
    note.press("Enter")
    expect(page.locator(".note.ok")).to_contain_text("recorded as done")
    expect(page.locator("#now-1-enrol")).to_have_count(0)
    expect(page.locator("#now-1-check")).to_be_visible()
    expect(page.locator("#now-1-check summary")).to_have_count(1)  # only to pause: not their turn
    watched.assert_fits()


def test_boards_fit_and_lead_to_the_run(watched: Watched) -> None:
    watched.open("/procedures")
    watched.assert_fits()
    page = watched.page
    first = page.locator(".run-list > li").first
    assert re.search("failed", first.get_attribute("class") or "")
    expect(first).to_contain_text("your turn")
    first.locator("a").first.click()
    expect(page).to_have_url(re.compile(r"/procedures#run-1$"))
    watched.open("/procedures?mine=1")
    expect(page.locator(".run-list > li")).to_have_count(1)
    watched.open("/")
    watched.assert_fits()


def test_no_page_of_procedures_breaks_a_rule_that_axe_can_measure(watched: Watched) -> None:
    """WCAG 2.2 AA and best practices; `SIMPUL_AXE` is the path of axe-core's `axe.min.js`."""
    script = os.environ.get("SIMPUL_AXE", "")
    if not script:
        pytest.skip("SIMPUL_AXE names no axe.min.js: accessibility rules not measured")
    source = Path(script).read_text(encoding="utf-8")
    for path in (URL, "/procedures", "/"):
        watched.open(path)
        for one in watched.page.locator("details:visible").all():
            one.evaluate("one => { one.open = true }")
        watched.page.evaluate(source)
        assert watched.page.evaluate(AXE) == [], path


def test_paper_shows_the_table_and_no_button(watched: Watched) -> None:
    watched.open(URL)
    page = watched.page
    page.emulate_media(media="print")
    expect(page.locator("#run-1 svg.run-drawn.desk")).to_be_visible()
    expect(page.locator("#run-1 svg.run-drawn.phone")).to_be_hidden()
    expect(page.locator("#run-1 .do")).to_be_hidden()
    expect(page.locator("#run-1 .run-steps")).to_be_visible()
    expect(page.locator(".rail")).to_be_hidden()
