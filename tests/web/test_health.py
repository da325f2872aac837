"""The page of the system's health: what a check found, and asking for a new one."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from connector.app import handlers
from connector.domain.learning_news import News, NewsKind
from connector.errors import ConnectorError
from connector.flows.check_connections import CHECK_JOB, check_connections
from connector.jobs.ticks import CHECK_DRIFT
from connector.jobs.worker import work_off
from connector.lms.extension import Extension
from connector.lms.moodle.plugin_package import package
from connector.reconcile.checks import Check
from connector.store import connections, learning_news
from connector.store.engine import reading
from tests.web.place import House

MISSING: Mapping[str, object] = {"ok": False, "code": "refused_name", "params": {}}
GOOD: Mapping[str, object] = {"ok": True, "code": "username_hint", "params": {"hint": "x"}}


def note(place: House, *found: Mapping[str, object]) -> None:
    with place.engine.begin() as connection:
        connections.note_check(connection, "moodle-default", list(found), now=place.clock())


def test_what_a_check_found_is_told_in_words_what_is_wrong_first(place_on_both: House) -> None:
    note(place_on_both, GOOD, MISSING)
    page = place_on_both.staff().get("/system").text
    assert "hari ini 07.25 WIB" in page
    assert page.index("Perbaiki nama di daftar.") < page.index("Masuk dengan akun x.")
    assert "1 hal sudah sebagaimana mestinya" in page
    assert page.count("belum diperiksa") == 1  # Zoom


def test_an_administrator_has_everything_checked_once_however_often_the_button_is_pressed(
    place_on_both: House,
) -> None:
    place = place_on_both
    browser = place.administrator()
    assert "Periksa sambungan" in browser.get("/system").text
    for _ in range(2):
        assert browser.post("/system/check").location == "/system"
    page = browser.get("/system").text
    assert 'hx-get="/system/connections"' in page
    with reading(place.engine) as connection:
        assert place.office.jobs.counts(connection).waiting == 1
    work_off(place.office.jobs, handlers(place.office))
    page = browser.get("/system/connections").text
    assert "hx-get" not in page
    assert "belum diperiksa" not in page


def test_only_administrators_have_connections_checked(place: House) -> None:
    browser = place.staff()
    assert "Periksa sambungan" not in browser.get("/system").text
    assert browser.post("/system/check").status_code == 403


def test_administrators_take_the_plugin_from_the_page_and_nobody_else(place: House) -> None:
    staff, browser = place.staff(), place.administrator()
    assert "/system/moodle-plugin.zip" not in staff.get("/system").text
    assert staff.get("/system/moodle-plugin.zip").status_code == 403
    assert 'href="/system/moodle-plugin.zip"' in browser.get("/system").text
    answer = browser.get("/system/moodle-plugin.zip")
    assert answer.content_type == "application/zip"
    assert f"filename={package().file_name}" in answer.headers["Content-Disposition"]
    assert answer.data == package().content


def test_a_plugin_that_is_not_here_is_said_in_words(place: House) -> None:
    def missing() -> Extension:
        raise ConnectorError("plugin_sources_missing")

    browser = place.administrator()
    object.__setattr__(place.office, "extension", missing)
    assert browser.get("/system/moodle-plugin.zip").location == "/system"
    assert "plugin_sources_missing" in browser.get("/system").text  # words: the vendor's own


def test_the_check_remembers_every_answer_of_a_platform(
    place: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [Check(True, "a"), Check(None, "b", {"n": 1}), Check(False, "c")]
    monkeypatch.setattr(place.office.lms, "check", lambda: answers)
    found = check_connections(place.office, ["lms"])
    assert [(one.system, one.ok, one.code) for one in found] == [
        ("lms", True, "a"), ("lms", None, "b"), ("lms", False, "c"),
    ]  # fmt: skip
    with reading(place.engine) as connection:
        kept = connections.get(connection, "moodle-default")
        other = connections.get(connection, "zoom-default")
    assert kept is not None
    assert kept.check_result[1] == {"ok": None, "code": "b", "params": {"n": 1}}
    assert other is not None
    assert other.checked_at is None


def test_the_regular_comparison_is_dated_by_its_own_end_only(place: House) -> None:
    jobs = place.office.jobs
    browser = place.staff()
    assert "setiap 60 menit · belum dilakukan" in browser.get("/system").text
    with place.engine.begin() as connection:
        jobs.enqueue(connection, CHECK_DRIFT, {})
        jobs.enqueue(connection, CHECK_JOB, {}, run_at=place.clock() + timedelta(days=9999))
    for job in jobs.claim("test", [CHECK_DRIFT], 1, 60):
        jobs.finish(job)
    page = " ".join(browser.get("/system").text.split())
    assert "setiap 60 menit · terakhir" in page


def test_what_moodle_told_and_could_not_be_read_is_said(place: House) -> None:
    with place.engine.begin() as connection:
        news = [News(NewsKind.PLACES, "10", "434")]
        learning_news.note(connection, "moodle-default", news, place.clock())
    said = "Told by Moodle, not read yet"
    assert said not in place.staff().get("/system?lang=en").text
    place.clock.now += timedelta(minutes=6)
    assert said in place.staff().get("/system?lang=en").text
