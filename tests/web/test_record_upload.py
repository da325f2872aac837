"""A list exported from Zoom by hand: taken whole, or each row that cannot be trusted is named."""

from io import BytesIO

import pytest
from werkzeug.test import TestResponse

from connector.app import CATALOGUE
from connector.domain.presence import Held, Source
from connector.store import presence
from connector.store.engine import reading
from connector.web import create_web
from tests.web.attended import URL, Came, at, class_of, hold
from tests.web.place import Browser, House

FIRST, SECOND = "86985921000", "86985921001"
"""The meetings of the two days, as `class_of` numbers them."""

HEADING = (
    "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,"
    "Recording Consent,In Waiting Room\n"
)
SARI = "Sari Puspita,,08/03/2026 08:00:00 AM,08/03/2026 09:30:00 AM,90,Yes,,No\n"
JOKO = "Joko Susilo,,08/03/2026 08:05:00 AM,08/03/2026 11:00:00 AM,175,Yes,,No\n"
BROKEN = "Tono,,08/03/2026 10:00:00 AM,08/03/2026 09:00:00 AM,60,Yes,,No\n"


@pytest.fixture
def place(place_on_both: House) -> House:
    """The house with every sentence there is, and a training of two days with two meetings."""
    place_on_both.app = create_web(place_on_both.office, place_on_both.settings, CATALOGUE)
    class_of(place_on_both, 3)
    return place_on_both


def send(browser: Browser, text: str, **form: str) -> TestResponse:
    return browser.post(f"{URL}/import", file=(BytesIO(text.encode()), "participants.csv"), **form)


def held(place: House, meeting: str = FIRST) -> list[Held]:
    with reading(place.engine) as connection:
        return presence.held_of(connection, [("zoom-default", meeting)])


def test_the_form_offers_the_trainings_meetings_with_their_days_and_its_zone(place: House) -> None:
    page = " ".join(place.companion().get(f"{URL}/import").text.split())
    assert f'value="{FIRST}">869 8592 1000 · Senin, 3 Agustus 2026' in page
    assert "869 8592 1001 · Selasa, 4 Agustus 2026" in page
    assert 'value="Asia/Jakarta" selected>WIB' in page


def test_a_list_is_taken_and_it_is_said_what_it_stands_in_for(place: House) -> None:
    browser = place.companion()
    answer = send(browser, HEADING + SARI + JOKO, meeting=FIRST, zone="Asia/Jakarta")
    assert answer.location == f"{URL}/unmatched"
    said = browser.get(answer.location).text
    assert "Daftar kelas Zoom 869 8592 1000 sudah masuk: 2 nama tampilan, 2 kali" in said
    assert "Sebelumnya belum ada catatan tentang kelas itu." in said
    (one,) = held(place)
    assert [stay.joined for stay in one.stays] == [at("08:00"), at("08:05")]


def test_live_presence_that_it_replaces_is_counted(place: House) -> None:
    came = [Came("Sari Puspita", "08:00", "09:30")]
    hold(place, came, final=False, source=Source.WEBHOOK)
    browser = place.companion()
    send(browser, HEADING + SARI + JOKO, meeting=FIRST)
    assert "menggantikan 1 catatan langsung" in browser.get(f"{URL}/unmatched").text
    assert len(held(place)[0].stays) == 2


def test_the_exporting_accounts_zone_counts(place: House) -> None:
    send(place.companion(), HEADING + SARI, meeting=FIRST, zone="Asia/Makassar")
    assert held(place)[0].stays[0].joined == at("07:00")


def test_rows_that_cannot_be_trusted_are_named_each_and_nothing_is_taken(place: House) -> None:
    answer = send(place.companion(), HEADING + SARI + BROKEN, meeting=FIRST)
    assert answer.status_code == 422
    assert "tidak dapat dipercaya" in answer.text
    assert "Tidak ada yang diimpor; kehadiran tetap seperti semula." in answer.text
    row = answer.text[answer.text.index("<tbody>") : answer.text.index("</tbody>")]
    assert row.count("<tr>") == 1
    assert ">3</td>" in row
    assert "Waktu keluar mendahului waktu masuk." in row
    assert held(place) == []


def test_a_file_that_does_not_say_its_meeting_is_asked_for_it(place: House) -> None:
    answer = send(place.companion(), HEADING + SARI)
    assert answer.status_code == 422
    assert "tidak menyebut kelas Zoom mana" in answer.text
    assert "Pilih nomor kelas Zoom-nya" in answer.text
    assert held(place) == []


def test_a_number_that_contradicts_the_file_is_refused(place: House) -> None:
    block = f"Meeting ID,Topic\n{FIRST},Etika\n\n"
    answer = send(place.companion(), block + HEADING + SARI, meeting=SECOND)
    assert answer.status_code == 422
    assert f"milik kelas Zoom {FIRST}, padahal yang dipilih {SECOND}" in answer.text
    assert held(place) == held(place, SECOND) == []


def test_another_number_typed_in_counts_for_the_training_from_then_on(place: House) -> None:
    browser = place.companion()
    answer = send(browser, HEADING + SARI, meeting=FIRST, other="812 3456 7890")
    assert answer.status_code == 303
    assert len(held(place, "81234567890")) == 1
    assert "812 3456 7890" in browser.get(f"{URL}/import").text


def test_zooms_complete_report_is_not_replaced_by_a_file(place: House) -> None:
    hold(place, [Came("Sari Puspita", "08:00", "09:30")])
    answer = send(place.companion(), HEADING + SARI, meeting=FIRST)
    assert answer.status_code == 422
    assert "Laporan lengkap Zoom" in answer.text
    assert "Berkas tidak diperlukan" in answer.text


@pytest.mark.parametrize("content", ["", "nothing,that,is,a,list\n1,2,3,4,5\n"])
def test_a_file_that_is_no_such_list_is_told_in_three_lines(place: House, content: str) -> None:
    answer = send(place.companion(), content, meeting=FIRST)
    assert answer.status_code == 422
    assert "Tidak ada yang diimpor; kehadiran tetap seperti semula." in answer.text


def test_without_a_file_nothing_happens(place: House) -> None:
    answer = place.companion().post(f"{URL}/import", meeting=FIRST)
    assert answer.status_code == 422
    assert "Belum ada berkas yang dipilih." in answer.text


def test_a_file_over_the_limit_is_refused(place: House) -> None:
    answer = send(place.companion(), HEADING + SARI * 6000, meeting=FIRST)
    assert answer.status_code == 413


def test_staff_import_nothing(place: House) -> None:
    browser = place.staff()
    assert browser.get(f"{URL}/import").status_code == 403
    assert send(browser, HEADING + SARI, meeting=FIRST).status_code == 403
    assert held(place) == []
