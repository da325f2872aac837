"""The register's page: searched, turned, taken along; whole numbers for administrators alone."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import Engine, select

from connector.flows.issue_certificates import issue
from connector.flows.replace_number import replacement_of
from connector.store.engine import reading
from connector.store.tables import audit_entries
from connector.web import register as register_page
from tests.flows.certificate_class import STTP, office_of
from tests.flows.numbered_class import (
    ADMINISTRATOR,
    add_design,
    add_series,
    approved_class,
    certificates_of,
)
from tests.web.place import CODE, Browser, House
from tests.web.test_certificates import page

URL = "/register"


@pytest.fixture
def place(engine: Engine) -> Iterator[House]:
    with office_of(engine) as opened:
        yield opened


def numbered(place: House) -> None:
    approved_class(place)
    add_design(place)
    add_series(place, "W.32-{seq}", first=7)
    issue(place.office, CODE, STTP, dated=None, actor=ADMINISTRATOR)


def test_an_empty_register_says_where_numbers_come_from(place: House) -> None:
    said = page(place.staff(), URL)
    assert "No certificate has a number yet" in said
    assert "Workbook" not in said


def test_it_lists_what_was_given_with_masked_numbers(place: House) -> None:
    numbered(place)
    said = page(place.staff(), URL)
    assert "3 certificates" in said
    assert "W.32-8 5 August 2026 Peserta Contoh 2, S.H. 1990************02" in said
    assert "199001312015030002" not in place.staff().get(URL).text


SEARCHES = (
    ("q=W.32-9", 1),
    ("q=contoh+3", 1),
    ("q=pelayanan", 3),
    ("q=tiada", 0),
    (f"training={CODE}", 3),
    ("training=LAIN", 0),
    ("year=2026", 3),
    ("year=2025", 0),
    ("kind=sttp", 3),
    ("kind=teaching", 0),
    ("state=numbered", 3),
    ("state=revoked", 0),
    ("unit=BDA", 3),
    ("q=%25", 0),
    ("year=&kind=&state=&unit=&q=", 3),
)


def test_it_is_narrowed(place: House) -> None:
    numbered(place)
    browser = place.staff()
    found = [(query, rows(browser, query)) for query, _rows in SEARCHES]
    assert found == list(SEARCHES)


def rows(browser: Browser, query: str) -> int:
    """Count the lines of the page."""
    return browser.get(f"{URL}?{query}").text.count('<tr id="certificate-')


def test_a_filter_that_cannot_be_is_nowhere(place: House) -> None:
    browser = place.staff()
    for query in ("year=x", "year=9999999", "kind=x", "state=x", "page=x", "page=²"):
        assert browser.get(f"{URL}?{query}").status_code == 404, query


def test_it_is_turned_page_by_page(place: House, monkeypatch: pytest.MonkeyPatch) -> None:
    numbered(place)
    monkeypatch.setattr(register_page, "PAGE", 2)
    browser = place.staff()
    first, second, beyond = (browser.get(f"{URL}?q=W.32&page={n}").text for n in (1, 2, 9))
    assert first.count('<tr id="certificate-') == 2
    assert "page=2" in first
    assert "q=W.32" in first.split('rel="next"')[1][:60]
    assert second.count('<tr id="certificate-') == beyond.count('<tr id="certificate-') == 1


def test_a_replaced_one_leads_to_the_other_and_says_why(place: House) -> None:
    numbered(place)
    old = certificates_of(place)[0]
    snapshot = replace(old.content, holder=replace(old.content.holder, name="Nama Betul"))
    with place.engine.begin() as connection:
        replacement_of(
            connection, place.office, old, actor=ADMINISTRATOR, snapshot=snapshot,
            reason="wrong_data: salah ejaan",
        )  # fmt: skip
    said = page(place.staff(), URL)
    assert "replaced Wrong data: salah ejaan replaced by W.32-10" in said
    assert "numbered takes the place of W.32-7" in said


def sheet(browser: Browser, path: str) -> list[list[str]]:
    answer = browser.get(path)
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    book = openpyxl.load_workbook(BytesIO(answer.data))
    return [[str(cell or "") for cell in row] for row in book.worksheets[0].values]


def test_the_workbook_holds_what_the_filters_leave_and_is_written_down(place: House) -> None:
    numbered(place)
    found = sheet(place.staff(), f"{URL}/register.xlsx?q=W.32-9&year=2026&lang=id")
    assert len(found) == 6
    assert found[1][0] == "2026 · “W.32-9”"
    assert found[5][1] == "W.32-9"
    assert "1990************03" in found[5]
    with reading(place.engine) as connection:
        entry = connection.execute(
            select(audit_entries).where(audit_entries.c.action == "register.downloaded")
        ).one()
    assert (entry.actor, entry.details) == (
        "user:2",
        {"certificates": 1, "whole_numbers": False, "year": 2026},
    )


def test_whole_numbers_are_for_administrators(place: House) -> None:
    numbered(place)
    path = f"{URL}/register-whole.xlsx"
    for browser in (place.staff(), place.companion(), place.signed_in("ketua")):
        assert browser.get(path).status_code == 403
    assert "199001312015030001" in sheet(place.administrator(), path)[5]
    with reading(place.engine) as connection:
        entry = connection.execute(
            select(audit_entries).where(audit_entries.c.action == "register.downloaded")
        ).one()
    assert entry.details["whole_numbers"] is True


def test_nobody_outside_sees_it(place: House) -> None:
    for path in (URL, f"{URL}/register.xlsx", f"{URL}/register-whole.xlsx"):
        assert place.visitor().get(path).status_code == 303
