"""The tab of procedures: which step, whose turn, until when, what was late; and what one may do."""

import io
import re
from datetime import datetime, timedelta

import pytest

from connector.domain.appointments import AppointmentKind
from connector.domain.procedures import Actor
from connector.flows import run_procedures
from connector.flows.procedure_standing import run_view
from connector.store import audit
from connector.store.engine import reading
from connector.store.runs import Run
from tests.web.place import CODE, MORNING, Browser, House, counted_queries
from tests.web.procedure_place import UNIT, Bureau, bureau

URL = f"/trainings/{CODE}/procedures"
PDF = b"%PDF-1.7\n%%EOF\n"
ENGLISH = "?lang=en"


def hours(count: float) -> datetime:
    return MORNING + timedelta(hours=count)


@pytest.fixture
def office(place: House) -> Bureau:
    made = bureau(place)
    made.training()
    return made


@pytest.fixture
def office_on_both(place_on_both: House) -> Bureau:
    made = bureau(place_on_both)
    made.training()
    return made


def enrolling(office: Bureau) -> Run:
    """Begin S001 and come to its step 4: the team member's, two working days."""
    run = office.begin("s001", for_unit=True)
    office.at(hours(0.2))
    office.done(run, "assign-lead", "hendra")
    office.at(hours(0.6))
    office.done(run, "assign-members", "kartika", note="CBHRIS lalu e-Learning")
    return run


def text(browser: Browser, path: str = URL) -> str:
    """Return what a reader of the page sees, without tags."""
    page = browser.get(path + ("&lang=en" if "?" in path else ENGLISH)).text
    plain = re.sub(r"<(script|title|desc)[^>]*>.*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)
    return " ".join(plain.replace("&#34;", '"').replace("&amp;", "&").split())


def card(page: str, slug: str) -> str:
    """Return the card of a step that waits for somebody."""
    found = re.search(
        rf'<article class="now-step[^"]*" id="now-\d+-{slug}".*?</article>', page, re.S
    )
    assert found, f"no card for {slug}"
    return found[0]


def test_without_a_procedure_the_page_says_what_one_is_for(office: Bureau) -> None:
    page = text(office.house.staff())
    assert "No procedure runs for this training" in page
    assert "An administrator begins one." in page
    assert "Begin a procedure" in text(office.house.administrator())


def test_one_look_says_step_turn_and_deadline_with_its_zone(office: Bureau) -> None:
    enrolling(office)
    office.at(hours(3))
    page = text(office.house.staff())
    assert "Waiting for: Team member: Agus Anggota · step 4 (3 of 5) · due Wednesday" in page
    assert "Step 4 ·" in page
    assert "Team member: Agus Anggota" in page
    assert re.search(r"Due Wednesday 08:01 WIB · 1 day \d hours of work left", page)
    assert "2 of 5 steps done" in page
    assert "for Pusat Pengembangan Pelatihan" in page
    assert "Ends by itself plan applied and read back" in page


def test_what_is_late_is_red_and_says_by_how_much_on_every_page(office: Bureau) -> None:
    enrolling(office)
    office.at(hours(24 * 4 + 3))
    browser = office.house.staff()
    page = browser.get(URL + ENGLISH).text
    assert 'class="now-step failed"' in page
    assert "2 days 2 hours of work late" in card(page, "enrol")
    assert re.search(r'<rect class="late"', page)
    assert "2 days 2 hours of work late" in text(browser, "/")
    assert "2 days 2 hours of work late" in text(browser, f"/trainings/{CODE}")
    assert "2 days 2 hours of work late" in text(browser, "/procedures")


def test_effort_that_takes_long_never_turns_red(office: Bureau) -> None:
    office.begin("s001")
    office.at(hours(24 * 30))
    page = office.house.staff().get(URL + ENGLISH).text
    assert 'class="now-step running"' in page
    assert "(effort, no deadline)" in card(page, "assign-lead")
    assert "failed" not in card(page, "assign-lead")


def test_a_deadline_that_is_near_is_amber(office: Bureau) -> None:
    enrolling(office)
    office.at(hours(30))
    page = office.house.staff().get(URL + ENGLISH).text
    assert 'class="now-step decision"' in page
    assert "due soon" in card(page, "enrol")


def test_the_drawing_says_in_words_what_it_shows(office: Bureau) -> None:
    enrolling(office)
    office.at(hours(24 * 4 + 3))
    page = office.house.staff().get(URL + ENGLISH).text
    drawings = re.findall(r"<svg class=\"drawn run-drawn.*?</svg>", page, re.S)
    assert [("desk" in one, "phone" in one) for one in drawings] == [(True, False), (False, True)]
    for one in drawings:
        assert 'role="img"' in one
        told = re.search(r"<desc[^>]*>(.*?)</desc>", one, re.S)
        assert told
        assert "step 1 done" in told[1]
        assert "step 4 overdue, 2 days 2 hours of work late" in told[1]
        for name in re.findall(r'aria-(?:labelledby|describedby)="([^"]+)"', one):
            assert f'id="{name}"' in one
    every = re.findall(r'\sid="([^"]+)"', page)
    assert len(every) == len(set(every))


def test_the_table_says_the_same_as_the_drawing(office: Bureau) -> None:
    enrolling(office)
    office.at(hours(3))
    page = text(office.house.staff())
    assert "3 Aug 07:25–07:37 WIB" in page
    assert "started: the run began" in page
    assert "started: after step 2" in page
    assert "Kartika Ketua · “CBHRIS lalu e-Learning”" in page
    assert "3 Aug 08:01 WIB – …" in page


def test_a_step_is_recorded_by_whose_turn_it_is_with_its_output(office_on_both: Bureau) -> None:
    office = office_on_both
    run = enrolling(office)
    office.at(hours(5))
    browser = office.signed_in("agus")
    assert f"{URL}/{run.id}/steps/enrol/done" in browser.get(URL).text
    answer = browser.client.post(
        f"{URL}/{run.id}/steps/enrol/done",
        data={
            "note": "60 orang terdaftar",
            "files": [(io.BytesIO(PDF), "bukti pendaftaran.pdf")],
            "csrf_token": browser.token(),
        },
        content_type="multipart/form-data",
    )
    assert answer.status_code == 303, answer.text
    assert answer.location == f"{URL}#run-{run.id}"
    page = browser.get(URL + ENGLISH).text
    assert "Langkah dicatat selesai." in page  # said when it was done, to a reader of Indonesian
    assert "60 orang terdaftar" in page
    link = re.search(r'href="(/attachments/\d+)">.*?bukti pendaftaran.pdf', page, re.S)
    assert link
    file = browser.get(link[1])
    assert (file.status_code, file.data, file.mimetype) == (200, PDF, "application/pdf")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    with reading(office.house.engine) as connection:
        taken = audit.about(
            connection, link[1].removeprefix("/").replace("attachments/", "attachment:")
        )
    assert [one.action for one in taken] == ["attachment.taken"]


def test_files_are_for_who_holds_a_role_or_keeps_attendance(office: Bureau) -> None:
    run = enrolling(office)
    browser = office.signed_in("agus")
    browser.client.post(
        f"{URL}/{run.id}/steps/enrol/done",
        data={"files": [(io.BytesIO(PDF), "a.pdf")], "csrf_token": browser.token()},
        content_type="multipart/form-data",
    )
    answers = {login: office.signed_in(login).get("/attachments/1").status_code
               for login in ("agus", "kartika", "sari", "ratna", "budi")}  # fmt: skip
    assert answers == {"agus": 200, "kartika": 200, "sari": 200, "ratna": 200, "budi": 403}
    assert office.signed_in("agus").get("/attachments/99").status_code == 404


def test_somebody_else_is_offered_nothing_and_refused(office: Bureau) -> None:
    run = enrolling(office)
    for login in ("budi", "hendra"):
        browser = office.signed_in(login)
        assert "steps/enrol/done" not in browser.get(URL).text
        answer = browser.post(f"{URL}/{run.id}/steps/enrol/done")
        assert answer.status_code == 403, login
        assert "Tidak ada yang diubah." in answer.text
        assert f'href="{URL}"' in answer.text


def test_a_reader_finds_no_form_that_writes(office: Bureau) -> None:
    enrolling(office)
    page = office.house.staff().get(URL).text
    forms = re.findall(r"<form[^>]*>", page)
    assert {re.findall(r'action="([^"]+)"', one)[0] for one in forms} == {
        "/language", "/logout", "/search",
    }  # fmt: skip


def test_a_substitute_acts_and_both_names_are_shown(office: Bureau) -> None:
    office.appoint("sari", Actor.HEAD, kind=AppointmentKind.PLH, stands_for="hendra")
    run = office.begin("s001")
    page = text(office.house.staff())
    assert "Head: Hendra Kepala, Sari Pendamping (Plh. for Hendra Kepala)" in page
    answer = office.signed_in("sari").post(f"{URL}/{run.id}/steps/assign-lead/done")
    assert answer.status_code == 303
    assert "Sari Pendamping for Hendra Kepala" in text(office.house.staff())


def test_an_administrator_records_and_the_page_says_as_what(office: Bureau) -> None:
    run = office.begin("s001")
    assert (
        office.house.administrator().post(f"{URL}/{run.id}/steps/assign-lead/done").status_code
        == 303
    )
    assert "Ratna Wulandari (administrator)" in text(office.house.staff())


def test_leaving_out_needs_a_reason_and_shows_it(office: Bureau) -> None:
    run = office.begin("s001")
    browser = office.signed_in("hendra")
    refused = browser.post(f"{URL}/{run.id}/steps/assign-lead/left-out", reason="  ")
    assert refused.status_code == 409
    assert (
        browser.post(f"{URL}/{run.id}/steps/assign-lead/left-out", reason="Lisan").status_code
        == 303
    )
    page = text(browser)
    assert "left out" in page
    assert "“Lisan”" in page


def test_a_pause_stops_the_clock_and_is_hatched(office: Bureau) -> None:
    run = enrolling(office)
    office.at(hours(26))
    browser = office.signed_in("kartika")
    assert browser.post(f"{URL}/{run.id}/paused", reason="Server dipindahkan").status_code == 303
    office.at(hours(24 * 6))
    browser = office.signed_in("kartika")
    page = browser.get(URL + ENGLISH).text
    assert 'class="now-step waiting"' in page
    assert "Paused since 4 August 2026 09:25 WIB: no clock runs." in page
    assert "Server dipindahkan" in page
    assert "moves on while paused" in page
    assert len(re.findall(r'<rect class="pause"', page)) == 2, "on the open step, at both widths"
    assert browser.post(f"{URL}/{run.id}/resumed").status_code == 303
    page = text(browser)
    assert "The clocks run on." in page
    assert "paused: 4 Aug 09:25 – 9 Aug 07:25 WIB" in page


def test_one_step_is_paused_alone(office: Bureau) -> None:
    run = enrolling(office)
    office.at(hours(10))
    browser = office.signed_in("agus")
    path = f"{URL}/{run.id}/paused"
    assert browser.post(path, step="enrol", reason="Menunggu data").status_code == 303
    page = card(browser.get(URL + ENGLISH).text, "enrol")
    assert "paused" in page
    assert "Menunggu data" in page
    assert browser.post(f"{URL}/{run.id}/resumed", step="enrol").status_code == 303
    assert "Menunggu data" not in card(browser.get(URL).text, "enrol")


def test_a_reopened_step_says_by_whom_and_why(office: Bureau) -> None:
    run = enrolling(office)
    office.at(hours(20))
    office.done(run, "enrol", "agus")
    office.at(hours(26))
    browser = office.signed_in("kartika")
    answer = browser.post(
        f"{URL}/{run.id}/steps/enrol/reopened", reason="Dua orang belum terdaftar"
    )
    assert answer.status_code == 303
    page = card(browser.get(URL + ENGLISH).text, "enrol")
    assert "Reopened" in page
    assert "Kartika Ketua: Dua orang belum terdaftar" in " ".join(page.split())
    assert "2 entries" in text(browser)


def test_what_nobody_recorded_waits_and_is_not_overdue(office: Bureau) -> None:
    run = office.begin("s001")
    office.at(hours(24 * 9))
    office.done(run, "enrol")
    page = office.house.staff().get(URL + ENGLISH).text
    for slug in ("assign-lead", "assign-members"):
        told = card(page, slug)
        assert "not recorded" in told
        assert "A later step is done" in told
    assert "failed" not in card(page, "assign-lead")


def test_a_moment_that_is_over_is_recorded_in_the_zone_of_the_training(office: Bureau) -> None:
    run = office.begin("s001")
    office.at(hours(4))
    browser = office.signed_in("hendra")
    done = f"{URL}/{run.id}/steps/assign-lead/done"
    assert browser.post(done, at="2026-08-03T08:10").status_code == 303
    with reading(office.house.engine) as connection:
        [view] = run_view(connection, office.house.office, CODE, hours(4))
    assert view.standing.step("assign-lead").ended_at == hours(0.75)
    page = text(browser)
    assert "3 Aug 07:25–08:10 WIB" in page
    assert browser.post(done, at="yesterday").status_code == 400


def test_what_has_not_happened_yet_is_not_recorded(office: Bureau) -> None:
    run = office.begin("s001")
    answer = office.signed_in("hendra").post(
        f"{URL}/{run.id}/steps/assign-lead/done", at="2026-08-03T09:10"
    )
    assert answer.status_code == 409


@pytest.mark.parametrize("step", ["nonsense", "enrol%00", "x" * 300])
def test_a_step_that_does_not_exist_is_nowhere(office: Bureau, step: str) -> None:
    run = office.begin("s001")
    answer = office.house.administrator().post(f"{URL}/{run.id}/steps/{step}/done")
    assert answer.status_code in (400, 404)


def test_a_run_of_another_training_is_not_reached_through_this_one(office: Bureau) -> None:
    office.training("LAIN-1", "Lain")
    run = office.begin("s001", code="LAIN-1")
    for deed in ("steps/assign-lead/done", "paused", "stopped", "unit"):
        answer = office.house.administrator().post(f"{URL}/{run.id}/{deed}", reason="x")
        assert answer.status_code == 404, deed


def test_a_procedure_is_begun_for_a_unit_and_stopped_with_a_reason(office: Bureau) -> None:
    browser = office.house.administrator()
    answer = browser.post(URL, slug="s000", unit=str(office.unit), for_unit="")
    assert answer.status_code == 303
    page = text(browser)
    assert "S000" in page
    assert UNIT in page
    again = browser.post(URL, slug="s000", unit=str(office.unit))
    assert again.status_code == 409
    assert browser.post(f"{URL}/1/stopped", reason="").status_code == 409
    assert browser.post(f"{URL}/1/stopped", reason="Jadwal diganti").status_code == 303
    page = text(browser)
    assert "Stopped" in page
    assert "Jadwal diganti" in page
    assert "Waiting for" not in text(browser, f"/trainings/{CODE}")
    assert browser.post(URL, slug="s000", unit=str(office.unit)).status_code == 303


def test_a_run_without_a_unit_says_that_it_is_nobodys_turn(office: Bureau) -> None:
    run = office.begin("s001", unit=False)
    page = text(office.house.staff())
    assert "No unit runs this procedure, so it is nobody's turn." in page.replace("&#39;", "'")
    browser = office.house.administrator()
    assert browser.post(f"{URL}/{run.id}/unit", unit=str(office.unit)).status_code == 303
    assert "Head: Hendra Kepala" in text(browser)


def test_a_break_waits_for_nobody(office: Bureau) -> None:
    run = office.begin("s003")
    for slug in ("register", "collect", "take-seats", "sign-in", "present", "listen"):
        office.done(run, slug)
    page = office.house.staff().get(URL + ENGLISH).text
    assert 'id="now-' in page
    assert f'id="now-{run.id}-break-1"' not in page
    assert "Waiting for: –" not in page


def test_steps_beside_each_other_are_joined_in_the_drawing(office: Bureau) -> None:
    office.begin("s003")
    page = office.house.staff().get(URL + ENGLISH).text
    assert len(re.findall(r'<path class="pair"', page)) == 2 * 3, "6 with 7, 9 with 10, 13 with 14"
    assert "together with step 7" in page
    assert len(re.findall(r'<tr id="step-', page)) == 19


def test_every_step_stands_there_as_printed_with_its_defects(office: Bureau) -> None:
    office.begin("s001")
    page = text(office.house.staff())
    for printed in ("2 hari", "1 jam", "15 menit", "SDM-277-OT.02.02 TAHUN 2024", "UU 20/2023"):
        assert printed in page
    assert "Penomoran langkah tercetak 1, 2, 4, 6, 7" in page
    numbers = re.findall(r'<td class="order"><strong>(\d+)<', office.house.staff().get(URL).text)
    assert numbers == ["1", "2", "4", "6", "7"]


def test_four_runs_at_once_stay_apart(office: Bureau) -> None:
    for slug in ("s000", "s001", "s002", "s003"):
        office.begin(slug)
    page = office.house.staff().get(URL + ENGLISH).text
    assert len(re.findall(r'<section class="run ', page)) == 4
    every = re.findall(r'\sid="([^"]+)"', page)
    assert len(every) == len(set(every))
    assert page.count("All steps as a table") == 4


def test_a_finished_run_folds_itself_and_leaves_the_board(office: Bureau) -> None:
    run = enrolling(office)
    for slug, login in (("enrol", "agus"), ("check", "kartika"), ("sign", "hendra")):
        office.done(run, slug, login)
    browser = office.house.staff()
    assert "Waiting for" not in text(browser, "/")
    page = text(browser)
    assert "5 of 5 steps done" in page
    assert '<details class="run ok"' in browser.get(URL).text


def test_a_long_title_is_shortened_in_the_drawing_alone(office: Bureau) -> None:
    office.begin("s001")
    page = office.house.staff().get(URL).text
    title = "Menugaskan Anggota Tim menarik data dari CBHRIS dan mendaftarkan (enroll) peserta"
    assert title in page
    assert "Menugaskan Anggota Tim menarik data…" in page


def test_nothing_typed_becomes_markup(office: Bureau) -> None:
    run = office.begin("s001")
    office.signed_in("hendra").post(
        f"{URL}/{run.id}/steps/assign-lead/left-out", reason="<script>alert(1)</script>"
    )
    page = office.house.staff().get(URL).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_page_and_the_boards_cost_few_queries(office_on_both: Bureau) -> None:
    office = office_on_both
    for number in range(8):
        code = office.training(f"BANYAK-{number}")
        for slug in ("s000", "s001", "s002", "s003"):
            office.begin(slug, code=code)
    browser = office.house.staff()
    for path, limit in (("/", 30), ("/procedures", 25), ("/trainings/BANYAK-1/procedures", 55)):
        browser.get(path)
        with counted_queries(office.house.engine) as seen:
            assert browser.get(path).status_code == 200
        assert len(seen) < limit, (path, len(seen))


def test_the_run_is_read_where_it_happened(office: Bureau) -> None:
    """Recorded at another hour than told, both moments are shown."""
    run = office.begin("s001")
    office.at(hours(6))
    run_procedures.complete(
        office.house.office, CODE, run.id, "assign-lead", at=hours(1), actor=office.actor("hendra")
    )
    run_procedures.reopen(
        office.house.office, CODE, run.id, "assign-lead", "keliru", actor=office.actor("hendra")
    )
    assert "written down 3 August 2026 13:25 WIB" in text(office.house.staff())
