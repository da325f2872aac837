"""A plan is applied before somebody's eyes: it moves, goes on without a reader, and says errors."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from connector.flows import register_participants, sync_training
from connector.store import audit
from connector.store.engine import reading
from connector.store.plans import StoredPlan
from connector.store.rosters import RosterKind
from tests.browser.conftest import LOGIN, PASSWORD, Served, Watched, watch
from tests.stories.place import ACTOR, CODE, NAMES

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

SLOW = 60_000
"""Milliseconds a worker on a busy machine may take."""

DONE = "Dibaca kembali"


@pytest.fixture
def planned(served: Served) -> StoredPlan:
    """Sixty people, one day, a plan that waits."""
    place = served.place
    register_participants.create_training(place.office, code=CODE, title="Uji", actor=ACTOR)
    place.upload(RosterKind.PARTICIPANTS, "daftar.csv", roster(60))
    place.timetable(days=1)
    return sync_training.plan_training(place.office, CODE, ACTOR)


def roster(count: int) -> bytes:
    rows = [
        f"{n};Peserta Contoh {n};19900101201503{1 + n % 2}{n:03d};p{n}@contoh.example;Balai"
        for n in range(1, count + 1)
    ]
    return "\n".join(["No;Nama;NIP;E-mail;Unit Kerja", *rows]).encode()


@pytest.fixture
def desk(chromium: Browser, served: Served) -> Iterator[Watched]:
    yield from _signed_in(chromium, served)


@pytest.fixture
def other_desk(chromium: Browser, served: Served) -> Iterator[Watched]:
    yield from _signed_in(chromium, served)


def _signed_in(chromium: Browser, served: Served) -> Iterator[Watched]:
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    watched = watch(context, served.base)
    watched.open("/login?lang=id")
    watched.page.fill("#name", LOGIN)
    watched.page.fill("#password", PASSWORD)
    watched.page.click("main button.primary")
    expect(watched.page.locator("h1")).to_have_text("Pelatihan")
    yield watched
    context.close()


def press_apply(page: Page) -> None:
    page.get_by_role("button", name=re.compile(r"Terapkan \d+ perubahan")).click()


def test_the_bar_moves_and_the_work_goes_on_when_the_page_is_left(
    desk: Watched, served: Served, planned: StoredPlan
) -> None:
    served.place.moodle.faults.arm("slow", match="enrol_manual_enrol_users", seconds=4)
    served.place.zoom.faults.arm("slow", match="registrants", times=60, seconds=4)
    desk.open(f"/trainings/{CODE}/plans/{planned.number}")
    page = desk.page
    press_apply(page)
    bar = page.locator("#progress progress")
    expect(bar).to_be_visible()
    expect(bar).not_to_have_attribute("value", "0", timeout=SLOW)
    first = bar.get_attribute("value") or ""
    expect(bar).not_to_have_attribute("value", first, timeout=SLOW)
    assert int(bar.get_attribute("value") or 0) > int(first) > 0
    expect(page.locator("#progress")).to_contain_text("Terakhir:")
    desk.open("/")
    expect(page.locator(".row-list .status.running")).to_be_visible()
    served.place.zoom.faults.clear()
    desk.open(f"/trainings/{CODE}/plans/{planned.number}")
    expect(page.get_by_text(DONE, exact=True)).to_be_visible(timeout=SLOW)
    desk.open(f"/trainings/{CODE}")
    expect(page.locator(".facts")).to_contain_text(re.compile(r"Zoom\s+(\d+) dari \1\s"))


def test_an_error_is_said_in_words_and_the_next_plan_mends_it(
    desk: Watched, served: Served, planned: StoredPlan
) -> None:
    served.place.moodle.faults.arm("maintenance", match="enrol_manual_enrol_users", times=9)
    page = desk.page
    desk.open(f"/trainings/{CODE}/plans/{planned.number}")
    press_apply(page)
    expect(page.get_by_text(DONE, exact=True)).to_be_visible(timeout=SLOW)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Moodle sedang dipelihara.")
    expect(alert).to_contain_text("Yang sudah ditulis tetap ada")
    expect(page.get_by_role("heading", name="Belum terlaksana")).to_be_visible()
    served.place.moodle.faults.clear()
    page.get_by_role("button", name="Susun rencana baru").click()
    expect(page.locator("h1")).to_have_text(f"Rencana #{planned.number + 1}", timeout=SLOW)
    if page.get_by_role("button", name=re.compile(r"Terapkan \d+ perubahan")).count():
        press_apply(page)
    expect(page.locator("#content > .head .status.ok")).to_be_visible(timeout=SLOW)


def test_two_administrators_at_once_get_one_apply(
    desk: Watched, other_desk: Watched, served: Served, planned: StoredPlan
) -> None:
    url = f"/trainings/{CODE}/plans/{planned.number}"
    for watched in (desk, other_desk):
        watched.open(url)
    for watched in (desk, other_desk):
        press_apply(watched.page)
    for watched in (desk, other_desk):
        expect(watched.page.get_by_text(DONE, exact=True)).to_be_visible(timeout=SLOW)
    with reading(served.place.office.engine) as connection:
        done = [one.action for one in audit.about(connection, planned.plan.training)]
    assert done.count("plan.approved") == 1
    assert done.count("plan.applying") == 1


def test_a_plan_that_the_lists_overtook_says_so_and_writes_nothing(
    desk: Watched, served: Served, planned: StoredPlan
) -> None:
    desk.open(f"/trainings/{CODE}/plans/{planned.number}")
    served.place.people(NAMES[:-1], RosterKind.INSTRUCTORS)
    press_apply(desk.page)
    note = desk.page.locator(".note.failed")
    expect(note).to_contain_text("berubah sejak rencana")
    expect(note).to_contain_text("tidak ada yang ditulis")
    assert served.place.moodle.state.database.tables["courses"].rows.keys() <= {1}


def test_a_held_plan_names_who_leaves_and_wants_the_tick(
    desk: Watched, served: Served, planned: StoredPlan
) -> None:
    served.place.sync()
    served.place.upload(RosterKind.PARTICIPANTS, "sedikit.csv", roster(20))
    held = sync_training.plan_training(served.place.office, CODE, ACTOR)
    page = desk.page
    desk.open(f"/trainings/{CODE}/plans/{held.number}")
    expect(page.get_by_text("DITAHAN", exact=False).first).to_be_visible()
    expect(page.get_by_text("dikeluarkan oleh rencana ini:")).to_be_visible()
    press_apply(page)  # the browser asks for the tick and sends nothing
    expect(page.locator("input[name=checked]:invalid")).to_have_count(1)
    page.locator("input[name=checked]").check()
    press_apply(page)
    expect(page.get_by_text(DONE, exact=True)).to_be_visible(timeout=SLOW)


PAGES = ("/", "/trainings/new", f"/trainings/{CODE}", f"/trainings/{CODE}/plans",
         f"/trainings/{CODE}/plans/1", f"/trainings/{CODE}/schedule", f"/trainings/{CODE}/history",
         f"/trainings/{CODE}/upload", f"/trainings/{CODE}/seats/1", "/system", "/none")  # fmt: skip


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_breaks_a_rule_that_axe_can_measure(
    desk: Watched, planned: StoredPlan, theme: str
) -> None:
    """WCAG 2.2 AA and best practices; `SIMPUL_AXE` is the path of axe-core's `axe.min.js`."""
    path = os.environ.get("SIMPUL_AXE", "")
    if not path:
        pytest.skip("SIMPUL_AXE names no axe.min.js: accessibility rules not measured")
    script = Path(path).read_text(encoding="utf-8")
    desk.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    for width in (1280, 320):
        desk.page.set_viewport_size({"width": width, "height": 800})
        for url in PAGES:
            desk.open(url)
            desk.page.evaluate(script)
            found = desk.page.evaluate("axe.run().then(r => r.violations.map(v => v.id))")
            assert found == [], url
            assert desk.page.evaluate("document.documentElement.scrollWidth") <= width, url


def test_everything_is_reached_by_keyboard_and_seen(desk: Watched, planned: StoredPlan) -> None:
    desk.open(f"/trainings/{CODE}/plans/{planned.number}")
    page = desk.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    for _ in range(40):
        page.keyboard.press("Tab")
        focus = page.evaluate(
            "(e => [e.innerText, getComputedStyle(e).outlineStyle])(document.activeElement)"
        )
        assert focus[1] != "none", focus
        if focus[0].startswith("Terapkan"):
            break
    else:
        raise AssertionError("the button that applies the plan was not reached")
    page.keyboard.press("Enter")
    expect(page.get_by_text(DONE, exact=True)).to_be_visible(timeout=SLOW)
