"""The training's STTP tab, one draft, the list for approval, the settings; who may do what."""

import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO

import pytest
from sqlalchemy import Engine, select

from connector.domain.certificate_options import options_of
from connector.domain.certificates import CertificateKind
from connector.domain.completion import Verdict
from connector.domain.drafts import DraftState
from connector.domain.people import Role
from connector.flows import decide_completion
from connector.flows.draft_certificates import (
    confirm_draft,
    correct_draft,
    propose_correction,
)
from connector.store import trainings
from connector.store.engine import reading
from connector.store.keys import number_of
from connector.store.tables import audit_entries
from tests.flows.certificate_class import (
    STTP,
    TEACHING,
    a_class,
    attend,
    draft,
    instructor,
    office_of,
    participant,
    pending,
    seat_more,
)
from tests.flows.test_draft_photos import picture, print_photos
from tests.web.place import CODE, Browser, House, add_training

URL = f"/trainings/{CODE}/certificates"


@pytest.fixture
def place(engine: Engine) -> Iterator[House]:
    with office_of(engine) as opened:
        yield opened


def page(browser: Browser, path: str) -> str:
    """Return what a page says in English, without its tags."""
    answer = browser.get(path + ("&" if "?" in path else "?") + "lang=en")
    assert answer.status_code == 200, answer.text
    return words(answer.text)


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def ketua(place: House) -> Browser:
    return place.signed_in("ketua")


def held(place: House) -> list[str]:
    seats = a_class(place)
    attend(place, seats[:3])
    return seats


def address(seat: str, deed: str = "") -> str:
    return f"{URL}/drafts/{number_of(seat)}{deed}"


def test_the_tab_shows_the_chain_and_every_draft_before_the_first_session(place: House) -> None:
    seats = a_class(place)
    confirm_draft(place.office, CODE, seats[0], draft(place, seats[0]).fingerprint, actor=seats[0])
    said = page(place.staff(), URL)
    assert "drafts confirmed 1 / 4" in said
    for number in range(1, 5):
        assert f"Peserta Contoh {number}, S.H." in said
    assert "not confirmed yet 3" in said
    assert "List for approval 0" in said
    assert "The place of the training is not filled in." in said


def test_the_drafts_narrow_by_state_and_name(place: House) -> None:
    seats = a_class(place, [participant(1), participant(2, "SITI AMINAH"), participant(3)])
    propose_correction(place.office, CODE, seats[2], {"unit": "Rutan"}, "", actor=seats[2])
    staff = place.staff()
    proposed = page(staff, f"{URL}?state=proposed")
    assert "Peserta Contoh 3" in proposed
    assert "Peserta Contoh 1" not in proposed
    assert "SITI AMINAH" in page(staff, f"{URL}?state=problems")
    assert "Peserta Contoh 1" not in page(staff, f"{URL}?state=problems")
    assert "Peserta Contoh 1" not in page(staff, f"{URL}?q=siti")
    assert "Nobody fits this filter." in page(staff, f"{URL}?q=nobody")


def test_an_empty_training_says_what_to_do_first(place: House) -> None:
    add_training(place, [])
    assert "Drafts stand here from the first roster on" in page(place.administrator(), URL)


def test_a_training_or_kind_or_seat_that_does_not_exist_is_not_found(place: House) -> None:
    seats = a_class(place)
    staff = place.staff()
    for path in (
        "/trainings/NONE/certificates", f"{URL}?kind=medal", f"{URL}/drafts/999",
        f"{address(seats[0])}?kind=teaching", "/trainings/NONE/certificates/approval",
        f"{URL}/drafts/999.pdf",
    ):  # fmt: skip
        assert place.administrator().get(path).status_code == 404, path
    assert staff.get("/trainings/NONE/certificates/options").status_code == 403


def test_numbers_are_masked_on_every_page(place: House) -> None:
    seats = held(place)
    for browser in (place.staff(), place.administrator(), ketua(place)):
        for path in (URL, address(seats[0]), f"{URL}/approval"):
            html = browser.get(path).text
            assert "199001312015030001" not in html, path
    assert "1990************01" in place.staff().get(address(seats[0])).text


READERS = ("budi", "sari")
"""Staff who only read here; a companion keeps attendance and nothing else."""


@pytest.mark.parametrize("login", [*READERS, "ketua"])
@pytest.mark.parametrize("deed", ["/confirm", "/correct", "/decide", "/undo"])
def test_only_administrators_write_on_drafts(sqlite_engine: Engine, login: str, deed: str) -> None:
    with office_of(sqlite_engine) as place:
        seat, *_ = a_class(place)
        before = draft(place, seat)
        answer = place.signed_in(login).post(
            address(seat, deed), unit="Rutan", reason="x", fingerprint=before.fingerprint, note="x"
        )
        assert answer.status_code == 403
        assert draft(place, seat) == before


@pytest.mark.parametrize("login", [*READERS, "ratna"])
def test_nobody_but_an_approver_approves_on_the_page(sqlite_engine: Engine, login: str) -> None:
    with office_of(sqlite_engine) as place:
        held(place)
        browser = place.signed_in(login)
        seen = pending(place).fingerprint
        assert browser.post(f"{URL}/approval", fingerprint=seen).status_code == 403
        assert browser.post(f"{URL}/approval/withdraw", approval="1").status_code == 403
        assert 'action="/trainings' not in browser.get(f"{URL}/approval").text
        assert pending(place).latest is None


@pytest.mark.parametrize("path", [URL, f"{URL}/approval", f"{URL}/drafts/1", f"{URL}/drafts/1.pdf"])
def test_who_is_not_signed_in_is_asked_to(sqlite_engine: Engine, path: str) -> None:
    with office_of(sqlite_engine) as place:
        a_class(place)
        answer = place.visitor().get(path)
        assert answer.status_code == 303
        assert "/login" in answer.headers["Location"]


def test_a_form_of_another_site_is_refused(place: House) -> None:
    held(place)
    browser = ketua(place)
    seen = pending(place).fingerprint
    answer = browser.client.post(f"{URL}/approval", data={"fingerprint": seen})
    assert answer.status_code == 400
    assert pending(place).latest is None


def test_staff_correct_a_draft_and_take_it_back(place: House) -> None:
    seat, *_ = a_class(place)
    browser = place.administrator()
    answer = browser.post(address(seat, "/correct"), **form_of(place, seat, unit="Rutan Baru"))
    assert answer.status_code == 303, words(answer.text)
    (line,) = draft(place, seat).corrected
    assert (line.name, line.value) == ("unit", "Rutan Baru"), "what did not differ is no correction"
    said = page(browser, address(seat))
    assert "corrected; roster: Lapas Contoh" in said
    undone = browser.post(address(seat, "/undo"), review=str(line.review.id), note="keliru")
    assert undone.status_code == 303
    assert draft(place, seat).corrected == ()
    assert "corrected, taken back since" in page(browser, address(seat))


def form_of(place: House, seat: str, **changes: str) -> dict[str, str]:
    """Return the correction form as a browser would send it."""
    values = {**draft(place, seat).values, "identity": ""}
    return {**values, "reason": "surat tugas", **changes}


def test_an_empty_number_leaves_the_number_alone_unless_it_is_asked_for(place: House) -> None:
    seat, *_ = a_class(place)
    browser = place.administrator()
    browser.post(address(seat, "/correct"), **form_of(place, seat, unit="Rutan"))
    assert draft(place, seat).snapshot.holder.identity == "199001312015030001"
    browser.post(address(seat, "/correct"), **form_of(place, seat, no_number="1"))
    assert draft(place, seat).snapshot.holder.identity == ""


def test_a_refused_correction_says_why_and_keeps_what_was_typed(place: House) -> None:
    seat, *_ = a_class(place)
    answer = place.administrator().post(
        address(seat, "/correct"), **form_of(place, seat, grade="V/z", unit="<b>Rutan</b>")
    )
    assert answer.status_code == 422
    assert "III/b" in words(answer.text)
    assert 'value="&lt;b&gt;Rutan&lt;/b&gt;"' in answer.text
    assert draft(place, seat).corrected == ()


def test_a_hostile_name_stays_text(place: House) -> None:
    a_class(place, [participant(1, "<script>alert(1)</script> A")])
    for path in (URL, f"{URL}/drafts/1", f"{URL}/approval"):
        html = place.administrator().get(path).text
        assert "<script>alert(1)" not in html
        assert "&lt;script&gt;alert(1)" in html


def test_a_proposal_is_shown_and_decided(place: House) -> None:
    seats = a_class(place)
    for seat in seats[:2]:
        propose_correction(
            place.office, CODE, seat, {"birth_date": "1990-02-01"}, "sesuai akta", actor=seat
        )
    browser = place.administrator()
    assert "2 proposed corrections wait for you." in page(browser, URL)
    said = page(browser, address(seats[0]))
    assert "31 January 1990 1 February 1990" in said
    assert "“sesuai akta”" in said
    for seat, deed, note in ((seats[0], "accept", ""), (seats[1], "refuse", "akta belum ada")):
        waiting = draft(place, seat).proposal
        assert waiting is not None
        answer = browser.post(
            address(seat, "/decide"), review=str(waiting.id), decide=deed, note=note
        )
        assert answer.status_code == 303
    assert [draft(place, seat).state for seat in seats[:2]] == [
        DraftState.CONFIRMED,
        DraftState.UNREVIEWED,
    ]
    assert "akta belum ada" in page(browser, address(seats[1]))


def test_a_decision_without_a_proposal_is_said_on_the_draft(place: House) -> None:
    seat, *_ = a_class(place)
    for review in ("999", "x", ""):
        answer = place.administrator().post(
            address(seat, "/decide"), review=review, decide="accept"
        )
        assert answer.status_code == 422


def test_staff_confirm_for_the_person_what_was_seen(place: House) -> None:
    seat, *_ = a_class(place)
    seen = draft(place, seat).fingerprint
    correct_draft(place.office, CODE, seat, {"unit": "Rutan"}, "surat", actor="user:1")
    browser = place.administrator()
    assert browser.post(address(seat, "/confirm"), fingerprint=seen).status_code == 422
    now = draft(place, seat).fingerprint
    assert browser.post(address(seat, "/confirm"), fingerprint=now).status_code == 303
    assert draft(place, seat).state is DraftState.CONFIRMED


def test_the_preview_is_a_draft_and_who_looked_is_written_down(place: House) -> None:
    seat, *_ = a_class(place)
    answer = place.administrator().get(address(seat, ".pdf"))
    assert answer.status_code == 200, words(answer.text)
    assert answer.content_type == "application/pdf"
    assert answer.data.startswith(b"%PDF")
    assert ketua(place).get(address(seat, ".pdf")).status_code == 200
    for login in READERS:
        assert place.signed_in(login).get(address(seat, ".pdf")).status_code == 403
    with reading(place.engine) as connection:
        looked = select(audit_entries).where(audit_entries.c.action == "draft.printed")
        entries = connection.execute(looked).all()
    assert [(one.subject, one.details) for one in entries] == [(seat, {"kind": "sttp"})] * 2
    assert "opened the draft of Peserta Contoh 1, S.H. as PDF" in page(
        place.administrator(), f"/trainings/{CODE}/history"
    )


def test_the_approver_approves_exactly_what_is_shown(place: House) -> None:
    seats = held(place)
    browser = ketua(place)
    said = page(browser, f"{URL}/approval")
    assert "3 people get a certificate · 1 left out" in said
    assert "Approve 3 certificates" in said
    seen = pending(place).fingerprint
    assert seen in browser.get(f"{URL}/approval").text
    correct_draft(place.office, CODE, seats[0], {"unit": "Rutan"}, "surat", actor="user:1")
    late = browser.post(f"{URL}/approval", fingerprint=seen, note="sesuai rapat")
    assert late.status_code == 409
    assert 'value="sesuai rapat"' in late.text
    now = pending(place).fingerprint
    assert browser.post(f"{URL}/approval", fingerprint=now, note="sesuai").status_code == 303
    approved = page(browser, f"{URL}/approval")
    assert "This very list is approved: version 1, by Ketua Contoh" in approved
    assert "Nothing is left to approve." in approved


def test_who_is_left_out_is_named_with_the_reasons(place: House) -> None:
    held(place)
    said = page(ketua(place), f"{URL}/approval")
    left = said[said.index("Left out, and why") :]
    assert "Peserta Contoh 4" in left
    assert "Peserta Contoh 1" not in left
    assert len(left) > len("Left out, and why 4 Peserta Contoh 4, S.H. needs a decision") + 20


def test_nothing_can_be_pressed_while_the_class_runs(place: House) -> None:
    a_class(place)
    html = ketua(place).get(f"{URL}/approval?lang=en").text
    assert 'name="fingerprint"' not in html
    answer = ketua(place).post(f"{URL}/approval", fingerprint=pending(place).fingerprint)
    assert answer.status_code == 409


def test_differences_to_the_approved_list_are_shown_and_a_withdrawal_too(place: House) -> None:
    seats = held(place)
    browser = ketua(place)
    browser.post(f"{URL}/approval", fingerprint=pending(place).fingerprint)
    decide_completion.decide(
        place.office, CODE, [seats[1]], Verdict.NOT_EARNED, reason="mundur", actor="user:1"
    )
    correct_draft(place.office, CODE, seats[0], {"name": "Peserta Satu"}, "ijazah", actor="user:1")
    said = page(browser, f"{URL}/approval")
    assert "Peserta Contoh 1, S.H. Peserta Satu" in said
    assert "Peserta Contoh 2, S.H. no longer on the list" in said
    assert "The list is no longer the one that was approved (version 1)." in page(browser, URL)
    latest = pending(place).latest
    assert latest is not None
    gone = browser.post(f"{URL}/approval/withdraw", approval="77", reason="Salah daftar")
    assert gone.status_code == 409
    mute = browser.post(f"{URL}/approval/withdraw", approval=str(latest.id), reason=" ")
    assert "reason" in mute.text
    assert mute.status_code == gone.status_code
    done = browser.post(f"{URL}/approval/withdraw", approval=str(latest.id), reason="Salah daftar")
    assert done.status_code == 303
    assert pending(place).latest is None
    assert "withdrawn by Ketua Contoh" in page(browser, f"{URL}/approval")


def test_instructors_have_a_list_of_their_own(place: House) -> None:
    held(place)
    seat_more(place, [instructor("Dr. Bambang Contoh, M.Si.")], Role.INSTRUCTOR)
    browser = ketua(place)
    said = page(browser, f"{URL}?kind=teaching")
    assert "Dr. Bambang Contoh, M.Si." in said
    assert "Etika Publik 1 2 JP" in said
    seen = pending(place, TEACHING).fingerprint
    assert browser.post(f"{URL}/approval", kind="teaching", fingerprint=seen).status_code == 303
    assert pending(place, TEACHING).approved
    assert not pending(place, STTP).approved


def test_the_settings_are_kept_or_said_to_be_unfit(place: House) -> None:
    a_class(place)
    browser = place.administrator()
    kept = browser.post(
        f"{URL}/options", kind_sttp="1", design_sttp="0", kind_participation="1",
        design_participation="0", place=" Kota  Semarang ", method="PJJ", jp="20,5", year="2026",
        dated="2026-08-14", klasifikasi="UM.01.01",
    )  # fmt: skip
    assert kept.status_code == 303
    with reading(place.engine) as connection:
        stored = trainings.get(connection, CODE)
    assert stored is not None
    options = options_of(stored.settings.options)
    assert set(options.kinds) == {STTP, CertificateKind.PARTICIPATION}
    assert (options.place, str(options.jp), options.year) == ("Kota Semarang", "20.5", 2026)
    assert 'value="Kota Semarang"' in browser.get(f"{URL}/options").text
    for wrong in ({"jp": "banyak"}, {"year": "1"}, {"dated": "kemarin"}, {"design_sttp": "99"}):
        answer = browser.post(f"{URL}/options", kind_sttp="1", place="Kota Lain", **wrong)
        assert answer.status_code == 422, wrong
        assert 'value="Kota Lain"' in answer.text
    with reading(place.engine) as connection:
        again = trainings.get(connection, CODE)
    assert again == stored


def test_both_languages_say_the_whole_page(place: House) -> None:
    seats = held(place)
    for path in (URL, address(seats[0]), f"{URL}/approval", f"{URL}/options"):
        for language in ("id", "en"):
            answer = place.administrator().get(f"{path}?lang={language}")
            assert answer.status_code == 200
            assert "%(" not in answer.text


def test_a_portrait_is_uploaded_where_the_design_prints_one(place: House) -> None:
    seat, *_ = a_class(place)
    browser = place.administrator()
    assert "Portrait" not in page(browser, address(seat))
    print_photos(place)
    assert "There is none yet." in page(browser, address(seat))
    wrong = browser.post(address(seat, "/photo"), photo=(BytesIO(b"%PDF-1.7"), "foto.png"))
    assert wrong.status_code == 422
    kept = browser.post(address(seat, "/photo"), photo=(BytesIO(picture(9)), "foto.png"))
    assert kept.status_code == 303
    assert draft(place, seat).snapshot.photo
    assert "There is one; the preview shows it." in page(browser, address(seat))
    assert browser.post(address(seat, "/photo"), remove="1").status_code == 303
    assert draft(place, seat).snapshot.photo == ""
    denied = ketua(place).post(address(seat, "/photo"), photo=(BytesIO(picture(9)), "foto.png"))
    assert denied.status_code == 403


def test_the_next_step_stands_out(place: House) -> None:
    seats = held(place)
    assert primary(place) == "List for approval 3"
    ketua(place).post(f"{URL}/approval", fingerprint=pending(place).fingerprint)
    assert primary(place) == "Give numbers"
    correct_draft(place.office, CODE, seats[0], {"unit": "Rutan"}, "surat", actor="user:1")
    assert primary(place) == "List for approval 3"


def primary(place: House) -> str:
    """Return the one link of the tab that is marked as the next step."""
    html = place.administrator().get(f"{URL}?lang=en").text
    (found,) = re.findall(r'<a class="button primary"[^>]*>(.*?)</a>', html)
    return words(found)
