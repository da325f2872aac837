"""From a file to a plan on pages alone: preview, correction, confirmation, decision, result."""

import re
from io import BytesIO

import pytest
from werkzeug.test import TestResponse

from connector.flows import sync_training
from connector.reconcile.changes import Result
from connector.store import plans, trainings
from connector.store.engine import reading
from connector.store.plans import PlanState
from tests.web.place import (
    CODE,
    Browser,
    House,
    add_plan,
    add_training,
    all_ok,
    person,
    seat_keys,
    set_status,
    write_outcomes,
)

URL = f"/trainings/{CODE}"
LIST = (
    "No;Nama;NIP;E-mail;Unit Kerja\n"
    "1;Siti Contoh, S.H.;199001312015032001;siti@contoh.example;Lapas Semarang\n"
    "2;Budi Contoh;199002282016031002;;Rutan Solo\n"
    "3;Salah Contoh;1,99002E+17;salah@contoh.example;Rutan Solo\n"
)


def send(
    browser: Browser, content: bytes, name: str = "peserta.csv", kind: str = "participants"
) -> TestResponse:
    return browser.post(f"{URL}/upload", kind=kind, file=(BytesIO(content), name))


@pytest.fixture
def empty(place: House) -> House:
    add_training(place, [], days=0)
    return place


def test_a_file_is_shown_before_anything_is_stored(empty: House) -> None:
    browser = empty.administrator()
    answer = send(browser, LIST.encode())
    assert answer.status_code == 303
    page = browser.get(answer.location).text
    assert "Belum ada yang disimpan" in page
    assert "Siti Contoh, S.H." in page
    assert "199001312015032001" not in page
    assert "1 baris tidak akan diambil." in page
    assert seat_keys(empty) == []


def test_a_confirmed_file_becomes_the_roster_once(empty: House) -> None:
    browser = empty.administrator()
    shown = send(browser, LIST.encode()).location
    assert browser.post(f"{shown}/confirm").location == URL
    assert len(seat_keys(empty)) == 2
    page = browser.get(URL).text
    assert "Peserta, versi 1: 2 ditambah" in page
    again = browser.post(f"{shown}/confirm")
    assert again.status_code == 404
    assert "kedaluwarsa atau sudah dikonfirmasi" in again.text
    assert "mengimpor peserta, versi 1" in browser.get(f"{URL}/history").text


def test_the_same_file_again_offers_nothing_to_confirm(empty: House) -> None:
    browser = empty.administrator()
    browser.post(f"{send(browser, LIST.encode()).location}/confirm")
    page = browser.get(send(browser, LIST.encode()).location).text
    assert "sama dengan versi sekarang" in page
    assert "/confirm" not in page


def test_a_wrongly_read_column_can_be_corrected(empty: House) -> None:
    browser = empty.administrator()
    shown = send(browser, LIST.encode()).location
    columns = {"number": "0", "full_name": "4", "nip": "2", "email": "3"}
    form = {f"map.{name}": at for name, at in columns.items()}
    answer = browser.post(f"{shown}/mapping", **form)
    assert answer.status_code == 303
    assert answer.location != shown
    page = browser.get(answer.location).text
    assert "Lapas Semarang</li>" in page
    assert re.search(r'<option value="4" selected>Unit Kerja</option>', page)


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"PK\x03\x04 not really", "rusak.xlsx"), (b"", "kosong.csv"), (b"a;b\n1;2\n", "asing.csv")],
)
def test_an_unusable_file_is_three_lines_and_changes_nothing(
    empty: House, content: bytes, name: str
) -> None:
    answer = send(empty.administrator(), content, name)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "Tidak ada yang diimpor; daftar tetap seperti semula." in answer.text


@pytest.mark.parametrize("size", [263_000, 400_000])
def test_a_file_over_the_cap_is_refused_in_words(empty: House, size: int) -> None:
    answer = send(empty.administrator(), b"x" * size)
    assert answer.status_code == 413
    assert "Berkas lebih besar dari" in answer.text
    assert "Tidak ada isinya yang dibaca atau disimpan." in answer.text


def test_a_post_without_a_file_is_told_so(empty: House) -> None:
    answer = empty.administrator().post(f"{URL}/upload", kind="participants")
    assert answer.status_code == 422
    assert "Berkas belum dipilih" in answer.text


def test_a_timetable_with_a_wrong_row_cannot_be_confirmed(empty: House) -> None:
    rows = "Tanggal;Waktu;Materi;JP\n03-08-2026;08.00-10.00;Etika;2\n04-08-2026;entah;Etika;2\n"
    browser = empty.administrator()
    page = browser.get(send(browser, rows.encode(), "jadwal.csv", "timetable").location).text
    assert "Jadwal dengan baris yang ditolak tidak dapat diambil." in page
    assert "/confirm" not in page


def test_an_unknown_preview_is_a_page_in_words(empty: House) -> None:
    assert empty.administrator().get("/previews/none").status_code == 404


@pytest.fixture
def planned(place: House) -> tuple[House, str]:
    return place, add_training(place, [person(n) for n in range(1, 13)])


def test_asking_for_a_plan_leaves_a_job_and_waits(planned: tuple[House, str]) -> None:
    place, _ = planned
    browser = place.administrator()
    answer = browser.post(f"{URL}/plans")
    assert answer.location == f"{URL}/plans/next?after=0"
    page = browser.get(answer.location).text
    assert 'hx-trigger="every 2s"' in page
    assert '<noscript><meta http-equiv="refresh"' in page
    with reading(place.engine) as connection:
        assert place.office.jobs.counts(connection).waiting == 1
    sync_training.plan_training(place.office, CODE, "user:1")
    assert browser.get(answer.location).location == f"{URL}/plans/1"
    polled = browser.get(answer.location, **{"HX-Request": "true"})
    assert polled.headers["HX-Redirect"] == f"{URL}/plans/1"


def test_a_plan_shows_counts_calls_quota_and_people(planned: tuple[House, str]) -> None:
    place, key = planned
    add_plan(place, key)
    page = " ".join(place.staff().get(f"{URL}/plans/1").text.split())
    assert "<strong>12</strong> akun" in page
    assert "4 permintaan ke server ≈ 3 detik" in page
    assert "Peserta Contoh 5, S.H." in page
    assert "Belum ada alamat e-mail" in page
    assert "Terapkan" not in page


def test_only_the_plan_that_was_seen_is_applied(planned: tuple[House, str]) -> None:
    place, key = planned
    stored = add_plan(place, key)
    browser = place.administrator()
    browser.post(f"{URL}/plans/1/apply", fingerprint="0" * 64)
    assert state(place) is PlanState.DRAFTED
    assert "Tidak ada yang ditulis." in browser.get(f"{URL}/plans/1").text
    browser.post(f"{URL}/plans/1/apply", fingerprint=stored.fingerprint)
    assert state(place) is PlanState.APPROVED


def test_a_held_plan_wants_a_tick(planned: tuple[House, str]) -> None:
    place, key = planned
    stored = add_plan(place, key, held=True)
    browser = place.administrator()
    page = browser.get(f"{URL}/plans/1").text
    assert "14 dari 40" in page
    assert "Saya sudah memeriksa" in page
    browser.post(f"{URL}/plans/1/apply", fingerprint=stored.fingerprint)
    assert state(place) is PlanState.HELD
    assert "Centang dahulu" in browser.get(f"{URL}/plans/1").text


def test_a_discarded_plan_writes_nothing(planned: tuple[House, str]) -> None:
    place, key = planned
    add_plan(place, key)
    browser = place.administrator()
    browser.post(f"{URL}/plans/1/discard")
    assert state(place) is PlanState.DISCARDED
    assert "dibatalkan" in browser.get(f"{URL}/plans/1").text


def test_progress_shows_counts_and_the_last_thing_done(planned: tuple[House, str]) -> None:
    place, key = planned
    plan = add_plan(place, key)
    with place.engine.begin() as connection:
        plans.approve(connection, plan.id, "user:1", place.clock())
        plans.start(connection, plan.id, place.clock())
    write_outcomes(place, plan, [Result.DONE, Result.DONE, Result.FAILED])
    browser = place.staff()
    part = " ".join(browser.get(f"{URL}/plans/1/progress").text.split())
    assert "3 dari 13 perubahan · 1 ditolak" in part
    assert '<progress value="3" max="13"' in part
    assert "Peserta Contoh 2, S.H. · ditolak" in part
    with place.engine.begin() as connection:
        plans.finish(connection, plan.id, PlanState.PARTLY, place.clock())
    assert browser.get(f"{URL}/plans/1/progress").headers["HX-Refresh"] == "true"
    set_status(place, key, "lms", all_ok(seat_keys(place)))
    page = browser.get(f"{URL}/plans/1").text
    assert "Moodle menolak nama ini." in page
    assert "12 dari 12" in page


def state(place: House) -> PlanState:
    with reading(place.engine) as connection:
        stored = plans.by_number(connection, CODE, 1)
        assert stored is not None
        assert trainings.get(connection, CODE) is not None
    return stored.state
