"""One session's list and the deeds on it: marks, approvals, disruptions, the rule."""

import re

import pytest

from connector.domain.attendance import Rule, SignInSource
from connector.domain.presence import Source
from connector.flows import decide_attendance
from connector.store import attendance
from connector.store.engine import reading
from connector.store.keys import number_of
from tests.web.attended import URL, at, class_of, everybody, hold
from tests.web.place import CODE, Browser, House, person
from tests.web.test_attendance_matrix import ETHICS, held_class, told

PAGE = f"{URL}/2026-08-03/1"
WHERE = {"session": "2026-08-03/1", "next": PAGE}


def row_of(page: str, seat: str) -> str:
    """The text of one person's line."""
    return told(page.split(f'<tr id="seat-{number_of(seat)}"')[1].split("</tr>")[0])


def mark(browser: Browser, *seats: str, **form: object) -> int:
    numbers = [str(number_of(seat)) for seat in seats]
    given = {**WHERE, "mark": "S", "reason": "surat dokter", "seat": numbers, **form}
    return browser.post(f"{URL}/mark", **given).status_code


def test_the_list_gives_marks_minutes_times_and_reasons_in_words(place_on_both: House) -> None:
    place = place_on_both
    seats = held_class(place)
    page = place.staff().get(PAGE).text
    assert "Etika Publik 1" in page
    assert "Senin, 3 Agustus 2026 · sesi 1 · 08.00–09.30 WIB · 2 JP" in told(page)
    assert "H hadir 90 dari 90 100 % 08.00–09.30" in row_of(page, seats[0])
    assert "Datang 20 menit setelah mulai; toleransi 15 menit." in row_of(page, seats[2])
    assert "di bawah batas minimal 75 %. Tanyakan sebabnya, lalu tandai." in row_of(page, seats[3])
    assert "Putuskan namanya pada antrean" in row_of(page, seats[4])
    assert "Tidak terlihat sama sekali" in row_of(page, seats[5])


@pytest.mark.parametrize(
    "place_of_it", ["2026-08-03/3", "2026-08-03/0", "2026-09-01/1", "monday/1"]
)
def test_a_session_that_is_not_on_the_timetable_is_nowhere(place: House, place_of_it: str) -> None:
    class_of(place, 1)
    assert place.staff().get(f"{URL}/{place_of_it}").status_code == 404


def test_its_counts_lead_to_exactly_those(place: House) -> None:
    held_class(place)
    browser = place.staff()
    page = browser.get(PAGE).text
    chips = re.findall(r'<a class="chip[^"]*" href="([^"]+state=(\w+))"[^>]*>.*?<b>(\d+)</b>', page)
    assert {state: int(count) for _, state, count in chips} == {
        "attended": 3,
        "late": 1,
        "below": 3,
        "decision": 3,
    }
    for address, _state, count in chips:
        assert browser.get(address).text.count('<tr id="seat-') == int(count), address


def test_several_are_marked_at_once_with_a_reason(place: House) -> None:
    seats = held_class(place)
    browser = place.companion()
    assert mark(browser, seats[4], seats[5]) == 303
    page = browser.get(PAGE).text
    assert "2 orang ditandai S: sakit." in told(page)
    for seat in seats[4:]:
        assert "S sakit" in row_of(page, seat)
    row = row_of(page, seats[5])
    assert "S oleh Sari Pendamping, hari ini 12.00 WIB: surat dokter" in row
    assert "Menurut aturan saja: belum diputuskan" in row


def test_a_mark_and_the_rules_own_answer_stand_side_by_side(place: House) -> None:
    seats = held_class(place)
    browser = place.companion()
    mark(browser, seats[0], mark="TK", reason="hanya perangkatnya yang masuk")
    row = row_of(browser.get(PAGE).text, seats[0])
    assert "TK tanpa keterangan 90 dari 90" in row
    assert "Menurut aturan saja: H hadir" in row


def test_a_mark_is_taken_back_and_stays_readable(place: House) -> None:
    seats = held_class(place)
    browser = place.companion()
    mark(browser, seats[0], mark="TK")
    mark(browser, seats[0], mark="", reason="keliru orang")
    page = browser.get(PAGE).text
    assert "1 tanda dibatalkan." in told(page)
    assert "H hadir 90 dari 90" in row_of(page, seats[0])
    own = told(browser.get(f"{URL}/seats/{number_of(seats[0])}").text)
    assert "Tanda terdahulu, diganti atau dibatalkan" in own
    assert "TK Etika Publik 1 · oleh Sari Pendamping" in own


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"reason": "  "}, "Alasannya belum diisi."),
        ({"seat": []}, "Belum ada orang yang dipilih."),
        ({"seat": ["999"]}, "tidak ada dalam daftar pelatihan ini"),
        ({"mark": "X"}, "Tanda itu tidak ada"),
        ({"session": "2026-08-03/9"}, "Sesi itu tidak ada dalam jadwal"),
        ({"session": "yesterday"}, "Sesi itu tidak ada dalam jadwal"),
    ],
)
def test_an_unfit_mark_is_refused_in_three_lines_and_changes_nothing(
    place: House, form: dict[str, object], sentence: str
) -> None:
    seats = held_class(place)
    browser = place.companion()
    given = {**WHERE, "mark": "S", "reason": "surat", "seat": [str(number_of(seats[0]))], **form}
    answer = browser.post(f"{URL}/mark", **given)
    assert answer.status_code == 400
    assert sentence in answer.text
    assert "Tidak ada yang diubah." in answer.text
    with reading(place.engine) as connection:
        assert attendance.marks_of(connection, 1, in_force=False) == []


def test_a_seat_of_another_training_is_not_marked(place: House) -> None:
    held_class(place)
    other = class_of(place, [person(50)], code="LAIN-1")
    assert mark(place.companion(), *other) == 400


def test_a_form_leads_back_to_pages_of_this_attendance_alone(place: House) -> None:
    seats = held_class(place)
    form = {**WHERE, "mark": "S", "reason": "x", "seat": [str(number_of(seats[0]))]}
    answer = place.companion().post(f"{URL}/mark", **{**form, "next": "https://evil.example/"})
    assert answer.location == URL


def test_a_second_person_approves_and_nobody_their_own(place: House) -> None:
    seats = held_class(place)
    decide_attendance.set_rule(place.office, CODE, Rule(second_approval=True), actor="user:1")
    companion, administrator = place.companion(), place.administrator()
    mark(companion, seats[5])
    page = companion.get(PAGE).text
    assert "Tanda berlaku setelah disetujui petugas kedua." in page
    assert "menunggu persetujuan petugas kedua" in row_of(page, seats[5])
    assert "/approve" not in page
    approve = f"{URL}/marks/1/approve"
    refused = companion.post(approve, next=PAGE)
    assert "persetujuan harus dari orang lain" in refused.text
    assert f'formaction="{approve}"' in administrator.get(PAGE).text
    assert administrator.post(approve, next=PAGE).location == PAGE
    row = row_of(administrator.get(PAGE).text, seats[5])
    assert "S sakit" in row
    assert "disetujui oleh Ratna Wulandari" in row


def note_cut(browser: Browser, seat: str, **form: object) -> int:
    given = {
        **WHERE,
        "from": "08:30",
        "to": "09:30",
        "denominator": "open",
        "reason": "listrik padam",
        "seat": str(number_of(seat)),
        **form,
    }
    return browser.post(f"{URL}/disruptions", **given).status_code


def test_a_disruption_waits_until_a_person_decides_what_it_is_measured_by(place: House) -> None:
    seats = held_class(place)
    browser = place.companion()
    assert note_cut(browser, seats[3]) == 303
    page = browser.get(PAGE).text
    assert "08.30–09.30 WIB · 1 orang: listrik padam" in told(page)
    assert "ada gangguan yang belum diputuskan" in row_of(page, seats[3])
    browser.post(f"{URL}/disruptions/1", decide="deduct", next=PAGE)
    page = browser.get(PAGE).text
    assert "H hadir 30 dari 30 100 %" in row_of(page, seats[3])
    assert "diputuskan oleh Sari Pendamping" in page
    browser.post(f"{URL}/disruptions/1", decide="undo", next=PAGE)
    page = browser.get(PAGE).text
    assert "Gangguan dibatalkan." in page
    assert "30 dari 90" in row_of(page, seats[3])
    assert "listrik padam" not in page


@pytest.mark.parametrize(
    "form",
    [
        {"from": "09:30", "to": "08:30"},
        {"from": "", "to": "08:30"},
        {"from": "25:00"},
        {"denominator": "whatever"},
    ],
)
def test_a_disruption_of_odd_times_is_refused_in_words(place: House, form: dict[str, str]) -> None:
    seats = held_class(place)
    browser = place.companion()
    assert note_cut(browser, seats[3], **form) == 400
    with reading(place.engine) as connection:
        assert attendance.disruptions_of(connection, 1) == []


def test_a_decision_that_is_none_is_refused(place: House) -> None:
    seats = held_class(place)
    browser = place.companion()
    note_cut(browser, seats[3])
    for given, path in (("open", "1"), ("maybe", "1"), ("keep", "77")):
        answer = browser.post(f"{URL}/disruptions/{path}", decide=given)
        assert answer.status_code == 400
        assert "Tidak ada yang diubah." in answer.text


def test_staff_read_the_list_and_are_offered_no_mark(place: House) -> None:
    held_class(place)
    page = place.staff().get(PAGE).text
    assert 'name="seat"' not in page
    assert "/mark" not in page


def test_sign_ins_show_time_and_way(place: House) -> None:
    seats = class_of(place, 1)
    place.clock.now = at("08:02")
    decide_attendance.sign_in(place.office, CODE, seats[0], ETHICS, SignInSource.SELF, actor="x")
    place.clock.now = at("08:05")
    decide_attendance.sign_in(place.office, CODE, seats[0], ETHICS, SignInSource.QR, actor="x")
    row = row_of(place.staff().get(PAGE).text, seats[0])
    assert "08.02 halaman pribadi 08.05 kode ruang" in row


def test_the_rule_is_changed_on_its_page_and_told_in_the_history(place: House) -> None:
    held_class(place)
    browser = place.administrator()
    assert 'value="75"' in browser.get(f"{URL}/rule").text
    answer = browser.post(
        f"{URL}/rule", minimum_percent="30", grace_minutes="25", below="absent", excused="present",
        sign_in_required="on",
    )  # fmt: skip
    assert answer.location == URL
    page = told(browser.get(URL).text)
    assert "Hadir mulai 30 % menit sesi; di bawah itu tidak hadir (TK)" in page
    assert "daftar hadir wajib diisi" in page
    history = browser.get(f"/trainings/{CODE}/history").text
    assert "mengubah aturan kehadiran: batas minimal 30 %, terlambat setelah 25 menit" in history


@pytest.mark.parametrize(
    "form",
    [
        {"minimum_percent": "101"},
        {"minimum_percent": "many"},
        {"grace_minutes": "-1"},
        {"below": "x"},
    ],
)
def test_an_unfit_rule_changes_nothing(place: House, form: dict[str, str]) -> None:
    held_class(place)
    browser = place.administrator()
    given = {"minimum_percent": "30", "grace_minutes": "5", "below": "ask", "excused": "neutral"}
    answer = browser.post(f"{URL}/rule", **{**given, **form})
    assert answer.status_code == 422
    assert "Aturan tidak berubah." in answer.text
    assert "Hadir mulai 75 %" in browser.get(URL).text


def test_the_history_says_who_marked_whom(place: House) -> None:
    seats = held_class(place)
    browser = place.companion()
    mark(browser, *seats[:5])
    mark(browser, seats[0], mark="")
    note_cut(browser, seats[3])
    browser.post(f"{URL}/disruptions/1", decide="keep")
    page = told(browser.get(f"/trainings/{CODE}/history").text)
    names = ", ".join(f"Peserta Contoh {n}, S.H." for n in (1, 2, 3))
    assert f"menandai {names}, dan 2 lainnya S" in page
    assert "membatalkan tanda: Peserta Contoh 1, S.H." in page
    assert "mencatat gangguan" in page
    assert "memutuskan gangguan: lama sesi tetap" in page


def test_a_training_nobody_knows_is_nowhere(place: House) -> None:
    browser = place.administrator()
    for path in ("", "/live", "/live/part", "/running", "/2026-08-03/1", "/seats/1", "/rule"):
        assert browser.get(f"/trainings/NONE/attendance{path}").status_code == 404


def test_a_provisional_minute_is_said_to_be_one(place: House) -> None:
    seats = class_of(place, 2)
    hold(place, everybody(seats, "07:55", "11:30"), final=False, source=Source.WEBHOOK)
    place.clock.now = at("12:00")
    page = place.staff().get(PAGE).text
    assert "100 % · sementara" in row_of(page, seats[0])
    assert "masih dapat berubah oleh laporan Zoom" in page


def test_a_session_of_a_later_day_waits(place: House) -> None:
    seats = class_of(place, 1)
    page = place.staff().get(f"{URL}/2026-08-04/1").text
    assert "Sesi belum dimulai." in page
    assert "menunggu" in row_of(page, seats[0])
