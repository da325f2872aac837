"""The main job in a real browser: sign in, add, upload, plan, apply, see that everyone is there."""

import re

import pytest
from playwright.sync_api import Browser, expect

from connector.cli.demo import next_monday
from connector.clock import utc_now
from connector.rosters.sample import sample_files
from tests.browser.conftest import LOGIN, PASSWORD, Served, Watched

pytestmark = pytest.mark.browser

SLOW = 60_000
"""Milliseconds a worker on a busy machine may take."""


def sign_in(watched: Watched) -> None:
    watched.open("/")
    watched.page.fill("#name", LOGIN)
    watched.page.fill("#password", PASSWORD)
    watched.page.click("main button.primary")
    expect(watched.page.locator("h1")).to_have_text("Pelatihan")


def add_training(watched: Watched) -> None:
    page = watched.page
    page.get_by_role("link", name="Buat pelatihan pertama").click()
    page.fill("#title", "Pelatihan Teknis Pelayanan Publik")
    page.fill("#code", "PTPP-1")
    page.fill("#cohort", "I")
    watched.assert_fits()
    page.get_by_role("button", name="Buat pelatihan").click()
    expect(page.locator("h1")).to_contain_text("Angkatan I")


def upload(watched: Watched, kind: str, name: str) -> None:
    page = watched.page
    watched.open(f"/trainings/PTPP-1/upload?kind={kind}")
    content = sample_files(next_monday(utc_now().date()))[name]
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.set_input_files("#file", {"name": name, "mimeType": sheet, "buffer": content})
    watched.assert_fits()
    page.get_by_role("button", name="Baca berkas").click()
    expect(page.locator("h1")).to_contain_text("Hasil pembacaan")
    watched.assert_fits()
    page.get_by_role("button", name=re.compile(r"Ambil \d+ baris")).click()
    expect(page.locator(".note.ok")).to_contain_text("versi 1")
    watched.assert_fits()


@pytest.mark.timeout(240)
def test_from_a_file_to_everyone_in_place(watched: Watched, served: Served) -> None:
    page = watched.page
    sign_in(watched)
    watched.assert_fits()
    add_training(watched)
    for kind, name in (
        ("participants", "peserta.xlsx"),
        ("instructors", "pengajar.xlsx"),
        ("timetable", "jadwal.xlsx"),
    ):
        upload(watched, kind, name)
    watched.open("/trainings/PTPP-1")
    page.get_by_role("button", name="Susun rencana").click()
    expect(page.locator("h1")).to_have_text("Rencana #1", timeout=SLOW)
    watched.assert_fits()
    page.get_by_role("button", name=re.compile(r"Terapkan \d+ perubahan")).click()
    expect(page.get_by_text("Dibaca kembali", exact=True)).to_be_visible(timeout=SLOW)
    watched.assert_fits()
    for tab in ("", "/plans", "/schedule", "/history"):
        watched.open(f"/trainings/PTPP-1{tab}")
        watched.assert_fits()
    watched.open("/trainings/PTPP-1")
    expect(page.locator(".facts")).to_contain_text(re.compile(r"Moodle\s+\d+ dari \d+"))
    page.get_by_role("button", name="tampilkan", exact=False).first.click()
    expect(page.locator("td .code").first).to_have_text(re.compile(r"^[0-9A-Z]+$"))
    page.locator("td a.name").first.click()
    watched.assert_fits()
    personal = page.locator("p.code").first.inner_text().split()[0]
    watched.open("/p/" + personal.split("/p/")[1])
    expect(page.get_by_role("link", name="Ke kursus di Moodle")).to_be_visible()
    watched.assert_fits()
    watched.open("/system")
    watched.assert_fits()


@pytest.mark.timeout(120)
def test_signing_in_and_uploading_work_without_javascript(
    chromium: Browser, served: Served
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    watched = Watched(context.new_page(), served.base)
    try:
        sign_in(watched)
        add_training(watched)
        upload_without_script(watched)
    finally:
        context.close()


def upload_without_script(watched: Watched) -> None:
    page = watched.page
    watched.open("/trainings/PTPP-1/upload?kind=participants")
    content = sample_files(next_monday(utc_now().date()))["peserta.csv"]
    page.set_input_files(
        "#file", {"name": "peserta.csv", "mimeType": "text/csv", "buffer": content}
    )
    page.get_by_role("button", name="Baca berkas").click()
    page.get_by_role("button", name=re.compile(r"Ambil \d+ baris")).click()
    page.get_by_role("button", name="Susun rencana").click()
    expect(page.locator("h1")).to_have_text("Rencana #1", timeout=SLOW)


@pytest.mark.timeout(120)
def test_a_file_far_over_the_cap_gets_its_answer_in_words(
    chromium: Browser, served: Served
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    watched = Watched(context.new_page(), served.base)
    try:
        sign_in(watched)
        add_training(watched)
        watched.open("/trainings/PTPP-1/upload")
        content = b"x" * (served.place.settings.upload_max_bytes + 5_000_000)
        watched.page.set_input_files(
            "#file", {"name": "besar.csv", "mimeType": "text/csv", "buffer": content}
        )
        watched.page.get_by_role("button", name="Baca berkas").click()
        expect(watched.page.locator("h1")).to_contain_text("lebih besar dari 10 MB")
    finally:
        context.close()
