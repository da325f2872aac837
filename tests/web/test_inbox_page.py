"""The page of incoming events: what became of each, what is hidden, who may do what about it."""

import json
from collections.abc import Mapping
from datetime import timedelta

import pytest

from connector.app import CATALOGUE
from connector.store import audit
from connector.store import inbox as store
from connector.store.engine import reading
from connector.store.inbox import InboxEntry, InboxState
from connector.store.tables import inbox
from connector.web import create_web
from tests.web.place import Browser, House

BODY = {
    "event": "meeting.participant_joined",
    "payload": {
        "object": {
            "topic": "Etika Publik",
            "id": "86985920000",
            "participant": {
                "user_name": "Siti Rahayu",
                "email": "siti@example.org",
                "phone_number": "6281234567890",
            },
        }
    },
}


@pytest.fixture
def place(place_on_both: House) -> House:
    place_on_both.app = create_web(place_on_both.office, place_on_both.settings, CATALOGUE)
    return place_on_both


def put(
    place: House,
    state: str = "done",
    event: str = "meeting.participant_joined",
    reason: str = "",
    body: bytes | None = None,
    minutes: int = 0,
    error: Mapping[str, object] | None = None,
    source: str = "zoom",
) -> int:
    """Store an event that came in so many minutes ago; return its number."""
    moment = place.clock() - timedelta(minutes=minutes)
    with place.engine.begin() as connection:
        found = connection.execute(
            inbox.insert()
            .values(
                source=source,
                connection_id=f"{source}-default",
                digest=f"{place.clock()}{event}{minutes}{state}{reason}",
                body=json.dumps(BODY).encode() if body is None else body,
                received_at=moment,
                state=state,
                event=event or None,
                reason=reason or None,
                run_at=moment,
                attempts=0 if state == "waiting" else 1,
                last_error=error,
                finished_at=None if state == "waiting" else moment,
            )
            .returning(inbox.c.id)
        )
        return int(found.scalar_one())


def parked(place: House, minutes: int = 0) -> int:
    error = {"code": "payload_unreadable", "params": {"field": "payload.object"}, "trace": "Trace"}
    return put(place, "parked", reason="payload_unreadable", error=error, minutes=minutes)


def entry(place: House, number: int) -> InboxEntry:
    with reading(place.engine) as connection:
        found = store.get(connection, number)
    assert found is not None
    return found


def flat(browser: Browser, path: str) -> str:
    return " ".join(browser.get(path).text.split())


def test_counts_oldest_and_last_are_told(place: House) -> None:
    put(place, "done")
    put(place, "waiting", "", minutes=3)
    put(place, "ignored", "meeting.sharing_started", "not_attendance", minutes=4)
    page = flat(place.staff(), "/inbox")
    assert "terakhir diterima hari ini 07.25 WIB" in page
    assert "yang tertua menunggu sejak hari ini 07.22 WIB" in page
    assert "menunggu <b>1</b>" in page
    assert "disisihkan <b>0</b>" in page
    assert "Mungkin pekerja latar tidak berjalan" not in page


def test_events_that_wait_for_long_raise_an_alarm(place: House) -> None:
    put(place, "waiting", "", minutes=6)
    assert "Mungkin pekerja latar tidak berjalan" in flat(place.staff(), "/inbox")


def test_ignored_unknown_and_parked_are_three_different_things(place: House) -> None:
    put(place, "ignored", "meeting.sharing_started", "not_attendance")
    put(place, "unknown", "meeting.new_thing", minutes=1)
    parked(place, minutes=2)
    page = flat(place.staff(), "/inbox")
    assert "Tidak berkaitan dengan kehadiran." in page
    assert "Isi peristiwa tidak dapat dibaca pada payload.object." in page
    for meaning in ("memang tidak diperlukan", "belum mengenal peristiwa ini", "diperiksa petugas"):
        assert meaning in page


def test_state_and_event_narrow_the_list(place: House) -> None:
    put(place, "done")
    put(place, "unknown", "meeting.new_thing", minutes=1)
    browser = place.staff()
    page = browser.get("/inbox?state=unknown").text
    assert page.count('<td class="event">') == 1
    assert "meeting.new_thing" in page
    page = browser.get("/inbox?event=meeting.participant_joined").text
    assert page.count('<td class="event">') == 1
    assert "Tidak ada peristiwa yang cocok" in browser.get("/inbox?event=nonsense").text
    assert browser.get("/inbox?state=nonsense&before=x").text.count('<td class="event">') == 2


def test_fifty_stand_on_a_page_and_the_older_ones_behind_it(place: House) -> None:
    for number in range(53):
        put(place, minutes=number)
    browser = place.staff()
    first = browser.get("/inbox").text
    assert first.count('<td class="event">') == 50
    assert 'href="/inbox?before=4"' in first
    assert browser.get("/inbox?before=4").text.count('<td class="event">') == 3


def test_names_addresses_and_numbers_are_hidden(place: House) -> None:
    number = put(place)
    page = place.staff().get(f"/inbox/{number}").text
    assert "S*** R***" in page
    assert "s***@example.org" in page
    assert "Etika Publik" in page
    assert "86985920000" in page
    for secret in ("Rahayu", "siti@", "6281234567890"):
        assert secret not in page
    assert "Tampilkan seutuhnya" not in page


def test_an_administrator_sees_one_body_whole_and_that_is_written_down(place: House) -> None:
    number = put(place)
    browser = place.administrator()
    assert "Siti Rahayu" not in browser.get(f"/inbox/{number}").text
    page = browser.post(f"/inbox/{number}/body").text
    assert "Siti Rahayu" in page
    assert "siti@example.org" in page
    with reading(place.engine) as connection:
        (note,) = audit.about(connection, f"inbox:{number}")
    assert (note.actor, note.action) == ("user:1", "inbox.revealed")
    assert "Rahayu" not in str(note.details)
    assert browser.post("/inbox/999/body").status_code == 404


def test_what_is_no_json_is_not_shown_unasked(place: House) -> None:
    number = put(place, "parked", "", body=b"Siti Rahayu siti@example.org \xff")
    browser = place.administrator()
    page = browser.get(f"/inbox/{number}").text
    assert "Rahayu" not in page
    assert "bukan JSON" in page
    assert "Siti Rahayu" in browser.post(f"/inbox/{number}/body").text


def test_one_event_is_worked_on_again(place: House) -> None:
    number = parked(place)
    browser = place.administrator()
    assert browser.post(f"/inbox/{number}/replay").location == f"/inbox/{number}"
    assert entry(place, number).state is InboxState.WAITING
    assert f"Peristiwa {number} akan diolah lagi." in browser.get(f"/inbox/{number}").text
    again = browser.post(f"/inbox/{number}/replay")
    assert again.status_code == 409
    assert "Tidak ada yang diubah." in again.text
    with reading(place.engine) as connection:
        (note,) = audit.about(connection, f"inbox:{number}")
    assert (note.actor, note.action) == ("user:1", "inbox.replayed")


def test_all_that_was_set_aside_is_worked_on_again_and_nothing_else(place: House) -> None:
    numbers = [parked(place, minutes=n) for n in range(3)]
    done = put(place, minutes=9)
    browser = place.administrator()
    assert "Olah lagi 3 yang disisihkan" in browser.get("/inbox").text
    browser.post("/inbox/replay-parked")
    assert {entry(place, number).state for number in numbers} == {InboxState.WAITING}
    assert entry(place, done).state is InboxState.DONE
    browser.post("/inbox/replay-parked")
    assert "Tidak ada peristiwa yang disisihkan" in browser.get("/inbox").text


def test_an_event_is_set_aside_with_a_reason(place: House) -> None:
    number = put(place, "waiting", "")
    browser = place.administrator()
    empty = browser.post(f"/inbox/{number}/park", reason="  ")
    assert empty.status_code == 422
    assert entry(place, number).state is InboxState.WAITING
    assert browser.post(f"/inbox/{number}/park", reason="Akun lama").status_code == 303
    assert entry(place, number).state is InboxState.PARKED
    assert "Disisihkan oleh petugas: Akun lama" in browser.get(f"/inbox/{number}").text
    assert browser.post(f"/inbox/{number}/park", reason="Akun lama").status_code == 409


def test_what_is_done_cannot_be_set_aside(place: House) -> None:
    number = put(place, "done")
    browser = place.administrator()
    assert "/park" not in browser.get(f"/inbox/{number}").text
    assert browser.post(f"/inbox/{number}/park", reason="x").status_code == 409
    assert entry(place, number).state is InboxState.DONE


@pytest.mark.parametrize("who", ["staff", "companion"])
def test_only_administrators_change_anything(place: House, who: str) -> None:
    number = parked(place)
    browser: Browser = getattr(place, who)()
    page = browser.get(f"/inbox/{number}").text
    assert f'action="/inbox/{number}' not in page
    assert "replay-parked" not in browser.get("/inbox").text
    for path in (f"{number}/replay", f"{number}/park", f"{number}/body", "replay-parked"):
        assert browser.post(f"/inbox/{path}").status_code == 403
    assert entry(place, number).state is InboxState.PARKED


def test_an_event_that_is_none_is_said_so(place: House) -> None:
    answer = place.staff().get("/inbox/999")
    assert answer.status_code == 404
    assert "Peristiwa 999 tidak ada" in answer.text


def test_before_the_first_event_the_page_says_what_is_missing(place: House) -> None:
    page = flat(place.staff(), "/inbox")
    assert "Belum ada peristiwa yang masuk" in page
    assert "langganan peristiwa" in page


def test_the_health_page_tells_the_last_event_and_leads_here(place_on_both: House) -> None:
    place = place_on_both
    browser = place.staff()
    page = flat(browser, "/system")
    assert 'href="/inbox"' in page
    parked(place)
    page = flat(browser, "/system")
    assert "</dt><dd>Zoom hari ini 07.25 WIB" in page
    assert "Moodle hari ini 07.25 WIB" not in page
    assert 'href="/inbox?state=parked">1 disisihkan</a>' in page


def test_every_event_says_who_sent_it_and_the_list_can_be_narrowed_to_them(place: House) -> None:
    put(place, event="meeting.started")
    told = put(place, event="moodle.enrolled", source="moodle")
    put(place, event="delivery.received", source="office")
    browser = place.staff()
    page = flat(browser, "/inbox?lang=en")
    for word in ("Zoom", "Moodle", "training office", "Incoming events"):
        assert f">{word}</td>" in page or f">{word}</h1>" in page
    page = flat(browser, "/inbox?source=moodle")
    assert "moodle.enrolled" in page
    assert "meeting.started" not in page
    assert "delivery.received" not in page
    assert f'href="/inbox/{told}"' in page
    assert "source=moodle" in page  # the other filters keep it
    assert "read again from Moodle" in flat(browser, f"/inbox/{told}")
    assert "meeting.started" in flat(browser, "/inbox?source=nobody")


def test_a_source_that_sent_nothing_leads_back_to_all(place: House) -> None:
    put(place)
    page = flat(place.staff(), "/inbox?lang=en&source=moodle")
    assert "No event fits this filter." in page
