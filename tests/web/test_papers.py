"""Papers, evidence and the class journal: what is handed out, to whom, and what is written down."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Mapping
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import update
from werkzeug.test import TestResponse

from connector.domain.attendance import Denominator, Mark
from connector.flows import archive_days, decide_attendance
from connector.flows.class_attendance import read_attendance
from connector.store import attendance, audit, papers
from connector.store.engine import reading
from connector.store.papers import Evidence
from connector.store.tables import archives, evidence
from connector.web.evidence import choices
from tests import pdf_reading
from tests.web.attended import URL, Came, at, class_of, everybody, hold, link
from tests.web.place import CODE, FIRST_DAY, Browser, House, add_training, person

PAPERS = f"{URL}/papers"
DAY = FIRST_DAY.isoformat()
LIST = f"{URL}/{DAY}/1"
EVIDENCE = f"{LIST}/evidence"
JOURNAL = f"{URL}/{DAY}/journal"
PNG = b"\x89PNG\r\n\x1a\n a picture"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def after(place: House) -> House:
    """The first of two days is over and settled."""
    seats = class_of(place, 4)
    hold(place, everybody(seats, "07:50", "11:31"))
    place.clock.now = at("14:00")
    return place


def mark(place: House, seat: str, given: Mark) -> None:
    with reading(place.engine) as connection:
        slot = read_attendance(connection, place.office, CODE).matrix.sessions[0]
    decide_attendance.mark_seat(
        place.office, CODE, [seat], slot.key, given, reason="surat", actor="user:3"
    )


def last_entry(place: House) -> tuple[str, str, Mapping[str, Any]]:
    with reading(place.engine) as connection:
        entry = audit.about(connection, "training:1")[0]
    return entry.actor, entry.action, entry.details


def attach(browser: Browser, **form: object) -> TestResponse:
    sent = {"file": (BytesIO(PNG), "layar.png"), "kind": "screenshot", **form}
    return browser.post(EVIDENCE, **sent)


def attached(place: House) -> list[Evidence]:
    with reading(place.engine) as connection:
        return papers.evidence_of(connection, 1)


def plain(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


# ── the page ──


def test_a_page_without_a_timetable_says_what_to_do_first(place: House) -> None:
    add_training(place, [person(1)], days=0)
    assert "Unggah jadwal" in place.administrator().get(PAPERS).text


def test_each_session_says_whether_its_list_is_final_before_it_is_printed(after: House) -> None:
    hold(after, [Came("Peserta Contoh 1", "07:50", "08:40", link("seat:1"))], day=1)
    after.clock.now = at("14:00", FIRST_DAY + timedelta(days=1))
    page = plain(after.companion().get(PAPERS).text)
    assert page.count("final") == 2
    assert page.count("KONSEP") == 2 + 1, "and what would be archived now"
    assert "4 peserta belum diputuskan" in page


def test_a_day_ahead_offers_the_blank_list_alone(after: House) -> None:
    page = after.companion().get(PAPERS).text
    tomorrow = (FIRST_DAY + timedelta(days=1)).isoformat()
    assert f"{URL}/{tomorrow}/1/blank.pdf" in page
    assert f"{URL}/{tomorrow}/1/list.pdf" not in page
    assert f"{LIST}/list.pdf" in page


def test_staff_see_how_things_stand_and_are_offered_no_paper(after: House) -> None:
    archive_days.archive_day(after.office, CODE, FIRST_DAY, actor="user:3")
    page = after.staff().get(PAPERS).text
    assert "sesuai" in page
    assert not re.search(r"\.pdf|\.xlsx|/download", page)


# ── what is handed out ──


@pytest.mark.parametrize(
    ("path", "kind", "name", "paper"),
    [
        (f"{LIST}/list.pdf", "application/pdf", f"{CODE}-{DAY}-sesi-1-daftar-hadir.pdf", "list"),
        (
            f"{LIST}/blank.pdf",
            "application/pdf",
            f"{CODE}-{DAY}-sesi-1-daftar-hadir-kosong.pdf",
            "blank",
        ),
        (f"{URL}/{DAY}/lists.xlsx", SHEET, f"{CODE}-{DAY}-daftar-hadir.xlsx", "workbook"),
        (f"{PAPERS}/lists.xlsx", SHEET, f"{CODE}-daftar-hadir-KONSEP.xlsx", "workbook"),
        (f"{URL}/{DAY}/journal.pdf", "application/pdf", f"{CODE}-{DAY}-jurnal.pdf", "journal"),
    ],
)
def test_a_paper_has_its_name_its_type_and_an_entry_in_the_trail(
    after: House, path: str, kind: str, name: str, paper: str
) -> None:
    answer = after.companion().get(path)
    assert (answer.status_code, answer.content_type) == (200, kind)
    assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.data.startswith(b"%PDF-" if kind == "application/pdf" else b"PK")
    who, action, details = last_entry(after)
    assert (who, action, details["paper"]) == ("user:3", "paper.taken", paper)
    assert not [value for value in details.values() if "Contoh" in str(value)]


def test_the_filled_list_holds_marks_and_the_blank_one_room_to_sign(after: House) -> None:
    mark(after, "seat:2", Mark.EXCUSED)
    browser = after.companion()
    filled = pdf_reading.text(browser.get(f"{LIST}/list.pdf").data)
    blank = pdf_reading.text(browser.get(f"{LIST}/blank.pdf").data)
    assert "Etika Publik 1" in filled
    assert "H 3" in filled
    assert "Tanda tangan" in blank
    assert "Rekapitulasi" not in blank
    assert "Peserta Contoh 2" in blank


def test_the_workbook_of_a_day_has_a_sheet_for_each_session(after: House) -> None:
    content = after.companion().get(f"{URL}/{DAY}/lists.xlsx").data
    book = load_workbook(BytesIO(content))
    assert book.sheetnames == ["Sesi 1", "Sesi 2"]


def test_papers_speak_the_language_of_the_page(after: House) -> None:
    answer = after.companion().get(f"{LIST}/list.pdf?lang=en")
    assert "session-1-attendance-list.pdf" in answer.headers["Content-Disposition"]
    assert "ATTENDANCE LIST" in pdf_reading.text(answer.data)


@pytest.mark.parametrize(
    "path",
    [
        f"{URL}/{DAY}/3/list.pdf",
        f"{URL}/2026-08-30/1/blank.pdf",
        f"{URL}/2026-08-30/lists.xlsx",
        f"{URL}/yesterday/journal.pdf",
        f"{URL}/2026-08-30/journal",
        f"{URL}/yesterday/1/evidence",
        f"{URL}/archives/9/download",
        f"{URL}/evidence/9",
    ],
)
def test_what_is_not_there_is_said_so(after: House, path: str) -> None:
    assert after.administrator().get(path).status_code == 404


# ── archives ──


def test_a_day_is_archived_downloaded_and_verified(after: House) -> None:
    browser = after.companion()
    assert "Belum diarsipkan" in browser.get(PAPERS).text
    answer = browser.post(f"{URL}/{DAY}/archive")
    assert (answer.status_code, answer.location) == (303, f"{PAPERS}#day-{DAY}")
    page = plain(browser.get(PAPERS).text)
    assert "sebagai arsip #1" in page
    assert "sesuai" in page
    taken = browser.get(f"{URL}/archives/1/download")
    assert taken.content_type == "application/zip"
    assert f"{CODE}-{DAY}-arsip-1.zip" in taken.headers["Content-Disposition"]
    assert last_entry(after)[:2] == ("user:3", "archive.taken")
    with zipfile.ZipFile(BytesIO(taken.data)) as package:
        assert "daftar-hadir/sesi-1.pdf" in package.namelist()
    assert hashlib.sha256(taken.data).hexdigest()[:16] in browser.get(PAPERS).text
    browser.post(f"{URL}/archives/1/verify")
    assert "sha256-nya sama" in browser.get(PAPERS).text


def test_a_change_is_shown_and_kept_as_the_next_archive(after: House) -> None:
    browser = after.companion()
    browser.post(f"{URL}/{DAY}/archive")
    mark(after, "seat:2", Mark.EXCUSED)
    page = plain(browser.get(PAPERS).text)
    assert "Berubah sejak arsip #1" in page
    assert "Arsipkan sebagai #2" in page
    browser.post(f"{URL}/{DAY}/archive")
    page = plain(browser.get(PAPERS).text)
    assert "sebagaimana arsip #2" in page
    assert "Arsipkan sebagai" not in page


def test_the_comparison_does_not_depend_on_the_readers_language(after: House) -> None:
    browser = after.companion()
    browser.post(f"{URL}/{DAY}/archive")
    page = plain(browser.get(f"{PAPERS}?lang=en").text)
    assert "The day is as archive #1 holds it." in page


def test_a_day_that_is_not_over_is_not_archived(after: House) -> None:
    after.clock.now = at("10:30")
    answer = after.companion().post(f"{URL}/{DAY}/archive")
    assert answer.status_code == 409
    assert "Hari itu belum selesai" in answer.text
    assert "Tidak ada yang diarsipkan." in answer.text
    with reading(after.engine) as connection:
        assert papers.archives_of(connection, 1) == []


def test_a_damaged_archive_is_neither_handed_out_nor_called_whole(after: House) -> None:
    browser = after.companion()
    browser.post(f"{URL}/{DAY}/archive")
    with after.engine.begin() as connection:
        connection.execute(update(archives).values(content=b"PK spoilt"))
    for answer in (
        browser.get(f"{URL}/archives/1/download"),
        browser.post(f"{URL}/archives/1/verify"),
    ):
        assert answer.status_code == 409
        assert "tidak lagi sama" in answer.text
    assert last_entry(after)[1] == "day.archived"


def test_an_archive_of_another_training_is_out_of_reach(after: House) -> None:
    add_training(after, [person(7)], code="LAIN-2")
    browser = after.companion()
    browser.post(f"{URL}/{DAY}/archive")
    other = "/trainings/LAIN-2/attendance"
    assert browser.get(f"{other}/archives/1/download").status_code == 404
    attach(browser)
    assert browser.get(f"{other}/evidence/1").status_code == 404
    assert browser.post(f"{other}/evidence/1/remove").status_code == 404


# ── evidence ──


def test_a_file_is_attached_listed_and_opened_able_to_do_nothing(after: House) -> None:
    browser = after.companion()
    answer = attach(browser, seat="2", note="  layar  kelas ")
    assert (answer.status_code, answer.location) == (303, EVIDENCE)
    page = plain(browser.get(EVIDENCE).text)
    for told in ("layar kelas", "layar.png", "Peserta Contoh 2", "Sari Pendamping"):
        assert told in page
    opened = browser.get(f"{URL}/evidence/1")
    assert (opened.data, opened.content_type) == (PNG, "image/png")
    assert opened.headers["Content-Disposition"].startswith("inline; filename=")
    assert opened.headers["X-Content-Type-Options"] == "nosniff"
    assert opened.headers["Cache-Control"] == "no-store"
    policy = opened.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert policy.endswith("; sandbox")
    assert last_entry(after)[:2] == ("user:3", "evidence.added")


def test_a_page_dressed_as_a_picture_is_refused_in_three_lines(after: House) -> None:
    browser = after.companion()
    answer = attach(browser, file=(BytesIO(b"<script>alert(1)</script>"), "x.png"), note="kelas")
    assert answer.status_code == 422
    page = plain(answer.text)
    assert "bukan PDF, PNG, JPEG, atau WebP" in page
    assert "Tidak ada yang disimpan." in page
    assert 'value="kelas"' in answer.text, "what was typed stays"
    assert attached(after) == []


def test_a_file_that_is_too_large_and_none_at_all_are_said_so(after: House) -> None:
    browser = after.companion()
    large = PNG + bytes(after.office.upload_max_bytes)
    assert "lebih besar dari" in attach(browser, file=(BytesIO(large), "x.png")).text
    assert "Belum ada berkas yang dipilih" in attach(browser, file=(BytesIO(), "")).text
    assert attach(browser, file=(BytesIO(large + bytes(70 * 1024)), "x.png")).status_code == 413
    assert attached(after) == []


def test_a_letter_is_for_administrators_and_each_opening_is_written_down(after: House) -> None:
    companion, administrator = after.companion(), after.administrator()
    attach(companion, kind="letter", seat="2", note="demam tinggi")
    for page in (companion.get(EVIDENCE).text, after.staff().get(EVIDENCE).text):
        assert "surat" in page
        assert "Peserta Contoh 2" in page
        assert "demam tinggi" not in page
        assert "layar.png" not in page
    refused = companion.get(f"{URL}/evidence/1")
    assert refused.status_code == 403
    assert PNG not in refused.data
    assert last_entry(after)[1] == "evidence.added"
    assert "demam tinggi" in administrator.get(EVIDENCE).text
    assert administrator.get(f"{URL}/evidence/1").data == PNG
    assert last_entry(after)[:2] == ("user:1", "evidence.viewed")


def test_a_companion_takes_off_any_picture_but_only_an_own_letter(after: House) -> None:
    companion, administrator = after.companion(), after.administrator()
    attach(administrator)
    attach(administrator, kind="letter")
    attach(companion, kind="letter")
    codes = [companion.post(f"{URL}/evidence/{n}/remove").status_code for n in (1, 2, 3)]
    assert codes == [303, 403, 303]
    assert [one.removed_by for one in attached(after)] == ["user:3", None, "user:3"]
    assert companion.get(f"{URL}/evidence/1").status_code == 404
    assert administrator.get(f"{URL}/evidence/1").data == PNG, "kept for thirty days"
    assert "2 berkas dikeluarkan" in plain(companion.get(EVIDENCE).text)


def test_content_that_is_gone_or_spoilt_is_said_so(after: House) -> None:
    administrator = after.administrator()
    attach(administrator)
    for content, status, said in (
        (b"\x89PNG\r\n\x1a\n x", 409, "tidak lagi sama"),
        (b"", 410, "sudah dihapus"),
    ):
        with after.engine.begin() as connection:
            connection.execute(update(evidence).values(content=content))
        answer = administrator.get(f"{URL}/evidence/1")
        assert answer.status_code == status
        assert said in answer.text


def test_a_mark_may_cite_what_is_attached_to_its_session(after: House) -> None:
    browser = after.companion()
    attach(browser)
    attach(browser, kind="letter")
    browser.post(f"{URL}/evidence/1/remove")
    key = attached(after)[0].session_key
    assert key
    with after.app.test_request_context("/"), reading(after.engine) as connection:
        assert choices(connection, 1, key) == [(2, "no. 2 · surat (terbatas)")]


# ── the journal ──


def test_a_note_is_made_now_in_the_session_that_runs(after: House) -> None:
    after.clock.now = at("10:17")
    browser = after.companion()
    page = browser.get(JOURNAL).text
    assert 'name="at" required value="10:17"' in page
    assert re.search(r'<option value="2" selected>2 · 10.00 Pelayanan Prima 1', page)
    answer = browser.post(JOURNAL, at="10.20", session="2", text=" Listrik padam\n8 menit ")
    assert answer.location == f"{JOURNAL}?session=2#note-1"
    with reading(after.engine) as connection:
        (entry,) = papers.entries_of(connection, 1)
    assert (entry.at, entry.text, entry.actor) == (at("10:20"), "Listrik padam\n8 menit", "user:3")
    assert "Listrik padam" in after.staff().get(JOURNAL).text
    assert last_entry(after)[:2] == ("user:3", "journal.noted")


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"at": "10:20", "text": "  "}, "masih kosong"),
        ({"at": "soon", "text": "Listrik padam"}, "Jam catatan"),
        ({"at": "25:00", "text": "Listrik padam"}, "Jam catatan"),
    ],
)
def test_a_note_that_cannot_be_kept_comes_back_as_it_was_typed(
    after: House, form: dict[str, str], said: str
) -> None:
    answer = after.companion().post(JOURNAL, session="1", **form)
    assert answer.status_code == 422
    assert said in answer.text
    assert "Tidak ada yang disimpan." in answer.text
    assert form["text"].strip() in answer.text
    with reading(after.engine) as connection:
        assert papers.entries_of(connection, 1) == []


def test_a_note_about_a_session_that_is_not_there_is_refused(after: House) -> None:
    answer = after.companion().post(JOURNAL, session="7", at="10:20", text="x")
    assert answer.status_code == 400
    assert "Tidak ada yang diubah." in answer.text


def test_a_struck_note_stays_readable_with_who_struck_it(after: House) -> None:
    browser = after.companion()
    browser.post(JOURNAL, session="1", at="08:10", text="salah <b>tulis</b>")
    assert after.administrator().post(f"{JOURNAL}/1/strike").status_code == 303
    page = browser.get(JOURNAL).text
    assert "<del>salah &lt;b&gt;tulis&lt;/b&gt;</del>" in page
    assert "Ratna Wulandari" in plain(page)
    assert "/journal/1/strike" not in page


def test_the_journal_shows_who_taught_how_many_came_and_what_was_cut(after: House) -> None:
    decide_attendance.note_disruption(
        after.office, CODE, start=at("08:30"), end=at("08:40"), seats=["seat:1", "seat:2"],
        reason="listrik padam", denominator=Denominator.KEEP, actor="user:3",
    )  # fmt: skip
    page = plain(after.companion().get(JOURNAL).text)
    assert "Dr. Bambang Contoh, M.Si." in page
    assert "H 4 · dari 4" in page
    assert "08.30–08.40, 2 orang: listrik padam" in page
    printed = pdf_reading.text(after.companion().get(f"{URL}/{DAY}/journal.pdf").data)
    assert "listrik padam" in printed


def test_the_history_tells_all_of_it_in_words(after: House) -> None:
    browser = after.companion()
    browser.get(f"{LIST}/list.pdf")
    attach(browser, kind="letter")
    after.administrator().get(f"{URL}/evidence/1")
    browser.post(f"{URL}/evidence/1/remove")
    browser.post(JOURNAL, session="1", at="08:10", text="dibuka")
    browser.post(f"{JOURNAL}/1/strike")
    browser.post(f"{URL}/{DAY}/archive")
    browser.get(f"{URL}/archives/1/download")
    page = plain(browser.get(f"/trainings/{CODE}/history").text)
    assert not re.search(r"\b(evidence|journal|day|paper|archive)\.[a-z]+\b", page)
    assert "membuka surat yang dibatasi (bukti no. 1)" in page
    assert "mengarsipkan 3 Agustus 2026 sebagai #1" in page


def test_a_mark_cites_what_is_attached_to_its_training_and_nothing_else(after: House) -> None:
    browser = after.companion()
    attach(browser, seat="2")
    form = {"session": "2026-08-03/1", "seat": "2", "mark": "I", "reason": "surat tugas"}
    assert "no. 1" in browser.get(LIST).text, "offered beside the reason"
    assert browser.post(f"{URL}/mark", **form, evidence="1").status_code == 303
    assert f"{URL}/evidence/1" in browser.get(LIST).text
    refused = browser.post(f"{URL}/mark", **form, evidence="9")
    assert "nomor 9" in plain(refused.text)
    with reading(after.engine) as connection:
        cited = [one.mark.evidence for one in attendance.marks_of(connection, 1)]
    assert cited == [1], "the refused mark changed nothing"
