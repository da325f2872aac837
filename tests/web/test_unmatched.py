"""The queue of names not recognised: what a card says, what a press decides, how it is undone."""

import re
from datetime import timedelta

import pytest

from connector.app import CATALOGUE
from connector.domain.attribution import Verdict
from connector.flows.class_attendance import ClassAttendance, read_attendance
from connector.flows.decide_attendance import card_id
from connector.store import attendance
from connector.store.attendance import StoredDecision
from connector.store.engine import reading
from connector.web import create_web
from tests.web.attended import URL, Came, class_of, hold, link
from tests.web.place import CODE, Browser, House, person

QUEUE = f"{URL}/unmatched"


@pytest.fixture
def place(place_on_both: House) -> House:
    """The house with every sentence there is; its class was held, ten people on the roster."""
    place_on_both.app = create_web(place_on_both.office, place_on_both.settings, CATALOGUE)
    place_on_both.clock.now += timedelta(hours=6)
    return place_on_both


def held_class(place: House, *came: Came, people: int = 6) -> list[str]:
    seats = class_of(place, people)
    hold(place, came)
    return seats


def attended(place: House) -> ClassAttendance:
    with reading(place.engine) as connection:
        return read_attendance(connection, place.office, CODE)


def decisions(place: House) -> list[StoredDecision]:
    with reading(place.engine) as connection:
        return attendance.decisions_of(connection, 1, in_force=False)


def only_card(place: House) -> str:
    (card,) = attended(place).cards
    return card_id(card.key)


def decide(browser: Browser, card: str, **form: object) -> tuple[int, str]:
    answer = browser.post(f"{QUEUE}/{card}", **{"reason": "Saya mengenalnya.", **form})
    return answer.status_code, answer.location or answer.text


def flat(browser: Browser, path: str = QUEUE) -> str:
    return " ".join(browser.get(path).text.split())


def test_a_card_says_name_day_times_minutes_and_masks_what_identifies(place: House) -> None:
    held_class(
        place,
        Came("Rudi 08123456789", "08:00", "10:15", email="rudi@example.org"),
        Came("", "08:10", "09:40", phone="6281234567890"),
    )
    page = flat(place.companion())
    assert "“Rudi 08*******89”" in page
    assert "Senin, 3 Agustus 2026 · <strong>08.00–10.15 WIB</strong>" in page
    assert "135 menit" in page
    assert "r***@example.org" in page
    assert "62*********90" in page
    assert "225 menit menunggu" in page
    for secret in ("rudi@", "08123456789", "6281234567890"):
        assert secret not in page


def test_a_suggestion_says_why_and_its_strength_is_a_bar(place: House) -> None:
    held_class(place, Came("05_Peserta Contoh", "08:00", "10:15"))
    page = flat(place.companion())
    first = page[page.index('<ol class="choices">') :]
    assert "Peserta Contoh 5" in first[: first.index("</li>")]
    assert "nomor 5 + “Contoh”" in first
    assert re.search(r'class="score s\d+" role="img" aria-label="saran \w+"', first)


def test_addresses_carry_no_name(place: House) -> None:
    held_class(place, Came("Rudi Rahasia", "08:00", "10:15", email="rudi@example.org"))
    page = place.companion().get(QUEUE).text
    for address in re.findall(r'(?:href|action)="([^"]+)"', page):
        assert "rudi" not in address.lower()


def test_pressing_a_suggestion_credits_the_person_and_goes_on_to_the_next_card(
    place: House,
) -> None:
    seats = held_class(
        place, Came("05_Peserta Contoh", "08:00", "10:15"), Came("Bapak Tamu", "08:00", "09:00")
    )
    first, second = (card_id(card.key) for card in attended(place).cards)
    browser = place.companion()
    status, location = decide(browser, first, choose="5", offered="Saya mengenalnya.")
    assert status == 303
    assert location == f"{QUEUE}?done=1-1#card-{second}"
    found = attended(place)
    assert len(found.cards) == 1
    assert found.stays_of(seats[4])[0].standing == "certain"
    (made,) = decisions(place)
    assert (made.actor, made.decided.seats) == ("user:3", (seats[4],))
    assert made.reason.startswith("Dikenali: nomor 5")  # the sentence that goes with the choice
    page = flat(browser, location.split("#")[0])
    assert "Peserta Contoh 5" in page[page.index("data-undo") : page.index("Urungkan <kbd>")]


def test_ones_own_reason_is_kept(place: House) -> None:
    held_class(place, Came("05_Peserta Contoh", "08:00", "10:15"))
    decide(place.companion(), only_card(place), choose="5", reason="Saya lihat di kamera.")
    assert decisions(place)[0].reason == "Saya lihat di kamera."


def test_without_a_reason_nothing_changes(place: House) -> None:
    held_class(place, Came("05_Peserta Contoh", "08:00", "10:15"))
    status, page = decide(place.companion(), only_card(place), choose="5", reason=" ")
    assert status == 422
    assert "Alasannya belum diisi." in page
    assert "Tidak ada yang diubah." in page
    assert decisions(place) == []


def test_the_last_decision_is_undone_by_one_button_and_its_card_waits_again(place: House) -> None:
    held_class(place, Came("05_Peserta Contoh", "08:00", "10:15"))
    card = only_card(place)
    browser = place.companion()
    decide(browser, card, choose="5")
    answer = browser.post(f"{QUEUE}/undo", decision=1)
    assert answer.location == f"{QUEUE}?undone=1#card-{card}"
    assert only_card(place) == card
    page = flat(browser)
    assert '<tr class="undone">' in page
    assert "dibatalkan" in page.lower()
    again = browser.post(f"{QUEUE}/undo", decision=1)
    assert again.status_code == 409
    assert "sudah dibatalkan" in again.text


def test_nobody_of_this_training_leaves_the_queue_too(place: House) -> None:
    held_class(place, Came("Rudi Hartono", "08:00", "10:15"))
    decide(place.companion(), only_card(place), choose="nobody", remember="1")
    (made,) = decisions(place)
    assert (made.decided.verdict, made.decided.held) == (Verdict.NOBODY, None)
    assert "Tidak ada nama yang menunggu" in flat(place.staff())


@pytest.mark.parametrize("typed", ["3", "3 · Peserta Contoh 3, S.H.", "contoh 3"])
def test_anybody_is_found_by_number_or_name(place: House, typed: str) -> None:
    seats = held_class(place, Came("Bapak Tamu", "08:00", "10:15"))
    assert decide(place.companion(), only_card(place), choose="typed", person=typed)[0] == 303
    assert decisions(place)[0].decided.seats == (seats[2],)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("peserta", "cocok dengan 6 orang"),
        ("nobody like that", "cocok dengan 0 orang"),
        ("", "Belum ada orang yang dipilih."),
    ],
)
def test_what_fits_several_or_nobody_is_asked_again(place: House, typed: str, said: str) -> None:
    held_class(place, Came("Bapak Tamu", "08:00", "10:15"))
    status, page = decide(place.companion(), only_card(place), choose="typed", person=typed)
    assert status == 422
    assert said in page
    assert decisions(place) == []


def test_two_of_one_name_are_told_apart_by_their_unit(place: House) -> None:
    people = [person(1, name="Siti", unit="Lapas A"), person(2, name="Siti", unit="Lapas B")]
    people = [*people, person(3)]
    seats = class_of(place, people)
    hold(place, [Came("Bapak Tamu", "08:00", "10:15")])
    page = place.companion().get(QUEUE).text
    assert 'value="2 · Siti"' in page  # the number tells them apart already
    decide(place.companion(), only_card(place), choose="typed", person="2 · Siti")
    assert decisions(place)[0].decided.seats == (seats[1],)


def test_one_device_is_given_to_everybody_who_shared_it(place: House) -> None:
    seats = held_class(place, Came("Ruang Aula Lapas", "08:00", "11:30"))
    card = only_card(place)
    browser = place.companion()
    page = flat(browser, f"{QUEUE}/{card}")
    assert page.count('name="seat"') == 6
    status, _ = decide(browser, card, choose="several", seat=["2", "4"])
    assert status == 303
    found = attended(place)
    assert [cell.minutes for (seat, _), cell in found.matrix.cells.items() if cell.minutes] == [
        90, 90, 90, 90,
    ]  # fmt: skip
    assert decisions(place)[0].decided.seats == (seats[1], seats[3])


def test_sharing_without_a_name_ticked_stays_on_the_card(place: House) -> None:
    held_class(place, Came("Ruang Aula Lapas", "08:00", "11:30"))
    status, page = decide(place.companion(), only_card(place), choose="several")
    assert status == 422
    assert "Centang paling sedikit satu nama" in page
    assert "Siapa saja di perangkat ini?" in page


def devices(place: House) -> list[str]:
    seats = class_of(place, 6)
    names = ("iPhone", "Galaxy A12", "OPPO A15")
    hold(
        place,
        [
            *(
                Came(name, "08:00", "11:30", link(seat))
                for name, seat in zip(names, seats[:3], strict=True)
            ),
            Came("Bapak Tamu", "08:00", "10:00"),
        ],
    )
    return seats


def test_all_device_names_are_accepted_in_one_go_and_undone_in_one(place: House) -> None:
    seats = devices(place)
    browser = place.companion()
    page = browser.get(QUEUE).text
    listed = re.findall(r'name="listed" value="(\w+)"', page)
    assert len(listed) == 3
    answer = browser.post(f"{QUEUE}/accept", all="1", listed=listed, reason="Nama perangkat.")
    assert answer.location == f"{QUEUE}?done=1-3#queue"
    found = attended(place)
    assert len(found.cards) == 1
    assert all(found.stays_of(seat)[0].standing == "certain" for seat in seats[:3])
    page = browser.get(answer.location.split("#")[0]).text
    note = page[page.index("data-undo") : page.index("</form>", page.index("data-undo"))]
    undo = re.findall(r'name="decision" value="(\d+)"', note)
    assert sorted(undo) == ["1", "2", "3"]
    browser.post(f"{QUEUE}/undo", decision=undo)
    assert len(attended(place).cards) == 4


def test_a_link_under_a_strangers_name_is_never_accepted_with_the_others(place: House) -> None:
    seats = class_of(place, 6)
    hold(
        place,
        [
            Came("iPhone", "08:00", "11:30", link(seats[0])),
            Came("Wahyu Kusuma", "08:00", "11:30", link(seats[1])),
        ],
    )
    assert len(attended(place).cards) == 2
    page = place.companion().get(QUEUE).text
    assert len(re.findall(r'name="listed"', page)) == 1
    assert page.index("Wahyu Kusuma") < page.index("“iPhone”")


def test_only_those_ticked_are_accepted(place: House) -> None:
    devices(place)
    browser = place.companion()
    listed = re.findall(r'name="listed" value="(\w+)"', browser.get(QUEUE).text)
    browser.post(f"{QUEUE}/accept", some="1", listed=listed, card=listed[:2], reason="Perangkat.")
    assert len(attended(place).cards) == 2
    nothing = browser.post(f"{QUEUE}/accept", some="1", listed=listed, reason="Perangkat.")
    assert nothing.status_code == 409
    assert "Tidak ada nama yang diterima" in nothing.text


def test_a_device_on_a_link_is_remembered_by_default_and_a_plain_name_is_not(
    place: House,
) -> None:
    seats = class_of(place, 6)
    hold(
        place,
        [Came("iPhone", "08:00", "11:30", link(seats[0])), Came("Rudi", "08:00", "9:00".zfill(5))],
    )
    page = place.companion().get(QUEUE).text
    boxes = re.findall(r'name="remember" value="1"( checked)?', page)
    assert sorted(boxes) == ["", " checked"]


def test_what_would_be_somebody_elses_name_next_time_is_never_remembered(place: House) -> None:
    held_class(place, Came("iPhone", "08:00", "10:15"))
    browser = place.companion()
    assert 'name="remember"' not in browser.get(QUEUE).text
    decide(browser, only_card(place), choose="2", remember="1")
    assert decisions(place)[0].decided.held is not None
    assert attended(place).cards == []


def test_a_name_that_two_connections_bore_is_decided_for_its_meeting_alone(place: House) -> None:
    held_class(place, Came("Rudi", "08:00", "10:15"), Came("Rudi", "08:01", "10:15"))
    decide(place.companion(), only_card(place), choose="2", remember="1")
    assert decisions(place)[0].decided.held is not None
    assert attended(place).cards == []


def test_a_form_of_a_card_that_is_gone_says_so_and_changes_nothing(place: House) -> None:
    held_class(place, Came("05_Peserta Contoh", "08:00", "10:15"), Came("Tamu", "08:00", "09:00"))
    card = next(card_id(one.key) for one in attended(place).cards if "05" in one.names[0])
    first, second = place.companion(), place.administrator()
    assert decide(first, card, choose="5")[0] == 303
    status, page = decide(second, card, choose="4")
    assert status == 409
    assert "tidak lagi menunggu keputusan" in page
    assert "Tidak ada yang diubah." in page
    assert "“Tamu”" in page
    assert len(decisions(place)) == 1
    assert second.get(f"{QUEUE}/{card}").status_code == 409


def test_the_history_tells_who_when_why_and_for_what_it_holds(place: House) -> None:
    held_class(place, Came("05_Peserta Contoh", "08:00", "10:15"))
    decide(place.companion(), only_card(place), choose="5", reason="Lihat kamera.", remember="1")
    page = flat(place.staff())
    history = page[page.index("Yang sudah diputuskan") :]
    for word in ("“05_peserta contoh”", "Peserta Contoh 5", "semua pertemuan", "Lihat kamera.",
                 "Sari Pendamping", "hari ini 13.25 WIB"):  # fmt: skip
        assert word in history, word
    assert "<form" not in history


def test_staff_read_and_only_companions_decide(place: House) -> None:
    held_class(place, Came("05_Peserta Contoh", "08:00", "10:15"))
    card = only_card(place)
    staff = place.staff()
    page = staff.get(QUEUE).text
    assert "<form" not in page[page.index('id="queue"') :]
    assert staff.get(f"{QUEUE}/{card}").status_code == 200
    for path in (card, "accept", "undo"):
        assert staff.post(f"{QUEUE}/{path}").status_code == 403
    assert decide(place.administrator(), card, choose="5")[0] == 303


def test_a_seat_of_another_training_cannot_be_chosen(place: House) -> None:
    held_class(place, Came("05_Peserta Contoh", "08:00", "10:15"))
    class_of(place, [person(77)], code="OTHER-1")
    status, _ = decide(place.companion(), only_card(place), choose="7")
    assert status == 422
    assert decisions(place) == []


def test_decisions_of_others_are_not_offered_as_ones_own_to_undo(place: House) -> None:
    held_class(place, Came("05_Peserta Contoh", "08:00", "10:15"))
    decide(place.companion(), only_card(place), choose="5")
    assert "data-undo" not in place.administrator().get(f"{QUEUE}?done=1-1").text
    assert "data-undo" not in place.companion().get(f"{QUEUE}?done=x-1").text


def test_a_decision_of_another_training_is_not_undone_from_here(place: House) -> None:
    held_class(place, Came("05_Peserta Contoh", "08:00", "10:15"))
    decide(place.companion(), only_card(place), choose="5")
    class_of(place, [person(77)], code="OTHER-1")
    other = "/trainings/OTHER-1/attendance/unmatched/undo"
    assert place.companion().post(other, decision=1).status_code == 409
    assert decisions(place)[0].undone_at is None


def test_all_trainings_are_counted_on_one_page(place: House) -> None:
    held_class(place, Came("Bapak Tamu", "08:00", "10:15"), Came("Rudi", "08:00", "09:00"))
    class_of(place, [person(77)], code="OTHER-1")
    page = flat(place.staff(), "/unmatched")
    assert f'href="{QUEUE}"' in page
    assert "<strong>2 nama</strong>" in page
    assert "195 menit" in page
    assert page.index("Tidak ada yang menunggu di") < page.index("OTHER-1")
    place.clock.now += timedelta(days=60)
    assert CODE not in place.staff().get("/unmatched").text


def test_before_any_class_the_queue_says_what_will_stand_there(place: House) -> None:
    class_of(place, 3)
    assert "belum pernah dibuka" in flat(place.companion())


def test_a_hostile_display_name_stays_a_name(place: House) -> None:
    held_class(place, Came("<script>alert(1)</script>", "08:00", "10:15"))
    browser = place.companion()
    assert "<script>alert" not in browser.get(QUEUE).text
    assert "<script>alert" not in browser.get(f"{QUEUE}/{only_card(place)}").text
