"""Pages of reports: read by everybody, moved by whose turn it is, nothing shown that was typed."""

import io
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from connector.domain.reports import ReportState, ReportType
from connector.reports.content import from_json
from connector.store import audit, reports
from connector.store.engine import reading
from connector.store.tables import seats, trainings
from connector.web.doorstep import FORM_BYTES
from tests.flows.reported_class import (
    HEAD,
    LEAD,
    MEMBER,
    STRANGER,
    TRAINING,
    WORK,
    Reported,
    reported_class,
)
from tests.signed_class import sign_bytes
from tests.signing_keys import PASSPHRASE
from tests.web.place import CODE, Browser, counted_queries

ALL = f"/trainings/{CODE}/reports"
ONE = f"{ALL}/work-done"
MOVES = (
    "build", "text", "check", "return", "receive", "file", "sign", "code", "hand-out", "take-in",
    "settle", "deliver", "handed-over",
)  # fmt: skip


@pytest.fixture
def place(sqlite_engine: Engine) -> Iterator[Reported]:
    with reported_class(sqlite_engine) as opened:
        yield opened


def browser(place: Reported, login: str) -> Browser:
    return place.house.signed_in(login)


def main_of(page: str) -> str:
    """Return what stands between the frame's bars."""
    return page.partition("<main")[2].partition("</main>")[0]


def rename(place: Reported, title: str) -> None:
    with place.house.engine.begin() as connection:
        connection.execute(trainings.update().values(title=title))


def test_nothing_yet_is_said_and_offered_to_who_drafts(place: Reported) -> None:
    assert "not drafted yet" in browser(place, MEMBER).get(f"{ALL}?lang=en").text
    assert "Draft it now" in browser(place, MEMBER).get(f"{ONE}?lang=en").text
    for path in (ALL, ONE, "/reports"):
        page = browser(place, "budi").get(f"{path}?lang=en")
        assert page.status_code == 200
        assert "<form" not in main_of(page.text).replace('<form class="filters"', "")


def test_from_draft_to_handed_over_on_pages_alone(place: Reported) -> None:
    member, lead, head = (browser(place, login) for login in (MEMBER, LEAD, HEAD))
    assert member.post(f"{ONE}/build").status_code == 303
    found = lead.post(f"{ONE}/check", version="1", note="Baik")
    assert found.status_code == 409  # nothing was read back before: the numbers are new
    assert place.state() is ReportState.DRAFT
    assert lead.post(f"{ONE}/build").status_code == 303
    assert lead.post(f"{ONE}/check", version="2", note="Baik").status_code == 303
    assert place.state() is ReportState.CHECKED
    assert "Type it" not in member.get(ONE).text
    assert 'name="secret"' in head.get(ONE).text
    assert 'name="secret"' not in lead.get(ONE).text
    assert head.post(f"{ONE}/sign", version="2", secret=PASSPHRASE).status_code == 303
    assert place.state() is ReportState.SIGNED
    page = member.get(f"{ONE}?lang=en").text
    assert "Your turn:" in page
    assert member.post(f"{ONE}/handed-over", version="2", note="Bu Ani, TU").status_code == 303
    assert place.state() is ReportState.DELIVERED
    assert "Bu Ani, TU" in member.get(ONE).text


@pytest.mark.parametrize("login", ["budi", STRANGER, "ratna"])
def test_whose_turn_it_is_not_is_answered_403_and_nothing_changes(
    place: Reported, login: str
) -> None:
    place.build()
    visitor = browser(place, login)
    key = next(iter(from_json(place.version().content).texts))
    form = {"version": "1", "note": "x", "section": key, "text": "x", "secret": PASSPHRASE}
    allowed = ("build", "text") if login == "ratna" else ()
    for move in MOVES:
        if move in allowed:
            continue
        answer = visitor.post(f"{ONE}/{move}", **form)
        assert answer.status_code in (403, 409), move
        assert (answer.status_code == 403) or "note failed" in answer.text, move
    assert visitor.post(f"{ONE}/check", **form).status_code == 403
    assert visitor.post(f"{ONE}/return", **form).status_code == 403
    assert (place.state(), place.deeds()) == (ReportState.DRAFT, ["build"])
    assert place.signer.calls == []


def test_what_differs_is_shown_and_accepted_as_shown(place: Reported) -> None:
    place.build()
    with place.house.engine.begin() as connection:
        connection.execute(seats.update().where(seats.c.id == 1).values(state="withdrawn"))
    lead = browser(place, LEAD)
    page = lead.post(f"{ONE}/check?lang=en", version="1", note="Sudah dicek")
    assert page.status_code == 409
    assert "What differs" in page.text
    assert 'value="Sudah dicek"' in page.text
    for named in ("Moodle: ditemukan", "Zoom: ditemukan", "A paragraph"):
        assert named in page.text
    accept = page.text.partition('name="accept" value="')[2].partition('"')[0]
    assert len(accept) == 64
    rename(place, "Nama lain")
    assert lead.post(f"{ONE}/check", version="1", accept=accept).status_code == 409
    rename(place, "Pelatihan Teknis Pelayanan Publik")
    assert lead.post(f"{ONE}/check", version="1", accept=accept).status_code == 303
    assert "accepted" in lead.get(f"{ONE}?lang=en").text


def test_notes_and_words_of_people_are_shown_as_text(place: Reported) -> None:
    place.build()
    evil = "<script>alert(1)</script> & 'x'\nbaris kedua"
    key = next(iter(from_json(place.version().content).texts))
    browser(place, MEMBER).post(f"{ONE}/text", version="1", section=key, text=evil)
    browser(place, LEAD).post(f"{ONE}/return", version="2", note=evil)
    page = browser(place, MEMBER).get(ONE).text
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)") >= 3  # the section, its form, the notes
    assert place.state() is ReportState.RETURNED


def test_earlier_versions_stay_and_offer_nothing_to_do(place: Reported) -> None:
    place.build()
    rename(place, "Nama lain")
    place.build()
    lead = browser(place, LEAD)
    assert 'action="' in main_of(lead.get(ONE).text)
    old = lead.get(f"{ONE}?version=1")
    assert "<form" not in main_of(old.text)
    for number in (1, 2):
        answer = lead.get(f"{ONE}/{number}.pdf")
        assert answer.data.startswith(b"%PDF")
        assert answer.headers["Content-Disposition"].startswith("inline")
        assert lead.get(f"{ONE}/{number}.xlsx").data.startswith(b"PK")


def test_who_looked_at_a_paper_is_written_down(place: Reported) -> None:
    place.build()
    browser(place, "budi").get(f"{ONE}/1.pdf")
    with reading(place.house.engine) as connection:
        found = audit.about(connection, f"training:{place.training}")
    looked = [one for one in found if one.action == "report.viewed"]
    assert [(one.actor, one.details["version"]) for one in looked] == [
        (place.actor("budi"), 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "path",
    [
        f"{ALL}/nothing",
        f"{ONE}?version=7",
        f"{ONE}?version=x",
        f"{ONE}/7.pdf",
        f"{ONE}/7.xlsx",
        f"{ALL}/training/1.pdf",
        "/trainings/NOPE/reports",
        "/trainings/NOPE/reports/work-done",
        "/trainings/NOPE/reports/work-done/1.pdf",
    ],
)
def test_what_is_not_there_is_not_found(place: Reported, path: str) -> None:
    place.build()
    assert browser(place, LEAD).get(path).status_code == 404


def test_a_form_without_its_version_is_not_understood(place: Reported) -> None:
    place.build()
    lead = browser(place, LEAD)
    for move in ("check", "return", "text", "sign"):
        assert lead.post(f"{ONE}/{move}", note="x", secret="x", section="x").status_code == 400
    assert lead.post(f"{ONE}/check", version="1", official="x").status_code == 400
    assert place.state() is ReportState.DRAFT


def test_overtaken_while_looking_is_said_on_the_page(place: Reported) -> None:
    place.build()
    rename(place, "Nama lain")
    place.build()
    page = browser(place, LEAD).post(f"{ONE}/return?lang=en", version="1", note="x")
    assert page.status_code == 409
    assert "the newest is 2" in page.text


def test_signed_outside_through_the_page(sqlite_engine: Engine) -> None:
    with reported_class(sqlite_engine, signer="manual") as place:
        place.build()
        place.check()
        member = browser(place, MEMBER)
        assert 'name="secret"' not in browser(place, HEAD).get(ONE).text
        assert member.post(f"{ONE}/hand-out", version="1").mimetype == "application/zip"
        with reading(sqlite_engine) as connection:
            pdf = reports.frozen_paper(connection, place.version().id)
        assert pdf is not None
        empty = member.post(f"{ONE}/take-in", version="1")
        assert empty.status_code == 409
        wrong = member.post(f"{ONE}/take-in", version="1", file=(io.BytesIO(pdf), "x.pdf"))
        assert wrong.status_code == 409
        assert place.state() is ReportState.CHECKED
        for upload in ("take-in", "settle"):
            large = (io.BytesIO(b"%PDF-1.7" + bytes(2 * FORM_BYTES)), "x.pdf")
            assert member.post(f"{ONE}/{upload}", version="1", file=large).status_code != 413
        signed = (io.BytesIO(sign_bytes(pdf)), "laporan ttd.pdf")
        assert member.post(f"{ONE}/take-in", version="1", file=signed).status_code == 303
        assert place.state() is ReportState.SIGNED


def test_the_list_filters_and_puts_ones_own_turn_first(place: Reported) -> None:
    place.build(TRAINING)
    place.build()
    place.check()
    head = browser(place, HEAD)
    page = main_of(head.get("/reports?lang=en").text)
    assert page.index("Work-completion report</a>") < page.index("Training report</a>")
    only = main_of(head.get("/reports?mine=1&lang=en").text)
    assert "Training report</a>" not in only
    none = main_of(head.get("/reports?state=filed&lang=en").text)
    assert "No report fits this filter." in none


def test_the_list_asks_the_database_little_however_long_it_is(place: Reported) -> None:
    place.build()
    head = browser(place, HEAD)
    head.get("/reports")
    with counted_queries(place.house.engine) as few:
        head.get("/reports")
    for type_ in ReportType:
        place.build(type_)
    with counted_queries(place.house.engine) as more:
        head.get("/reports")
    assert len(more) == len(few) < 15


def test_every_type_has_its_page_in_both_languages(place: Reported) -> None:
    for type_ in ReportType:
        place.build(type_)
        for language in ("id", "en"):
            path = f"{ALL}/{type_.value.replace('_', '-')}?lang={language}"
            assert browser(place, LEAD).get(path).status_code == 200


def test_who_checks_takes_a_signed_report_back_with_a_reason(place: Reported) -> None:
    place.build()
    place.check()
    place.sign()
    rename(place, "Nama lain")
    member, lead = browser(place, MEMBER), browser(place, LEAD)
    assert member.post(f"{ONE}/build").status_code == 409
    assert lead.post(f"{ONE}/build", reason="Nama salah").status_code == 303
    assert (place.state(), place.report().version) == (ReportState.DRAFT, 2)
    assert "Nama salah" in lead.get(ONE).text
    assert place.version(1).signed_sha256
    assert place.report(WORK).state is ReportState.DRAFT
