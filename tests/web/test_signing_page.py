"""Signing a class on its page: row by row, by the official alone, and nothing typed is kept."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text
from werkzeug.test import TestResponse

from connector.domain.certificates import CertificateState
from connector.errors import TemporaryError
from connector.flows.signing_batches import open_batch
from connector.store import signings
from connector.store.engine import reading
from connector.store.tables import metadata
from tests.signed_class import HEAD, SECOND, STTP, Signing, sign_bytes, signing_class
from tests.signing_keys import PASSPHRASE
from tests.web.place import CODE, Browser

ARCHIVED, AWAITING = CertificateState.ARCHIVED, CertificateState.AWAITING
URL = f"/trainings/{CODE}/certificates/signing"
ROW = {"X-Signing-Row": "1"}


@pytest.fixture
def place(sqlite_engine: Engine) -> Iterator[Signing]:
    with signing_class(sqlite_engine) as opened:
        yield opened.prepared()


@pytest.fixture
def outside(sqlite_engine: Engine) -> Iterator[Signing]:
    with signing_class(sqlite_engine, signers=("manual",)) as opened:
        yield opened.prepared()


def head_of(place: Signing) -> Browser:
    return place.house.signed_in(HEAD)


def begun(place: Signing, browser: Browser, official: int = 0) -> str:
    """Press the button of the overview; return the address of the batch."""
    answer = browser.post(URL, slot="1", official=str(place.officials[official]))
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def ask(browser: Browser, address: str, certificate: int, secret: str = PASSPHRASE) -> TestResponse:
    """Send what the page's script sends for one row."""
    form = {"secret": secret, "secret_kind": "passphrase", "certificate": str(certificate)}
    return browser.client.post(
        address, data={**form, "at": "1", "csrf_token": browser.token()}, headers=ROW
    )


def test_the_overview_says_who_signs_and_how_many_wait(place: Signing) -> None:
    page = head_of(place).get(URL).text
    assert "Dra. Siti Contoh, M.Si." in page
    assert 'name="official"' in page
    staff = place.house.staff().get(URL).text
    assert 'name="official"' not in staff


def test_the_official_finds_what_waits_and_nobody_else_does(place: Signing) -> None:
    page = head_of(place).get("/signing").text
    assert f"/trainings/{CODE}/certificates/signing" in page
    for login in (SECOND, "ratna", "budi"):
        assert CODE not in place.house.signed_in(login).get("/signing").text
    browser = head_of(place)
    address = begun(place, browser)
    for _ in range(3):
        browser.post(address, secret=PASSPHRASE, secret_kind="passphrase")
    assert CODE not in browser.get("/signing").text


def test_without_the_script_one_post_signs_the_next_one(place: Signing) -> None:
    browser = head_of(place)
    address = begun(place, browser)
    for signed in range(1, 4):
        answer = browser.post(address, secret=PASSPHRASE, secret_kind="passphrase")
        assert answer.status_code == 303
        assert place.states().count(ARCHIVED) == signed
    assert browser.post(address, secret=PASSPHRASE).status_code == 303
    assert len(place.signer.calls) == 3
    assert 'name="secret"' not in browser.get(address).text


def test_the_script_gets_one_row_back_and_its_state(place: Signing) -> None:
    browser = head_of(place)
    address = begun(place, browser)
    first = place.rows()[0]
    answer = ask(browser, address, first.id)
    assert (answer.status_code, answer.headers["X-Signing-State"]) == (200, "signed")
    assert answer.text.count("<tr") == 1
    assert 'data-state="signed"' in answer.text
    assert "<html" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert place.states() == [ARCHIVED, AWAITING, AWAITING]


def test_a_wrong_passphrase_says_why_in_its_row(place: Signing) -> None:
    browser = head_of(place)
    address = begun(place, browser)
    first = place.rows()[0]
    answer = ask(browser, address, first.id, "salah sekali")
    assert answer.headers["X-Signing-State"] == "refused"
    assert "salah sekali" not in answer.text
    page = browser.get(address).text
    assert 'data-state="refused"' in page
    assert "salah sekali" not in page


def test_what_was_typed_is_in_no_answer_cookie_or_table(place: Signing) -> None:
    browser = head_of(place)
    address = begun(place, browser)
    first, second, third = (one.id for one in place.rows())
    answers = [
        ask(browser, address, first), ask(browser, address, second, PASSPHRASE + "x"),
        browser.post(address, secret=PASSPHRASE, secret_kind="passphrase", certificate=str(third)),
        browser.post(address, secret=PASSPHRASE, secret_kind="unheard of"),
        browser.get(address),
    ]  # fmt: skip
    for answer in answers:
        assert PASSPHRASE not in answer.text
        assert PASSPHRASE not in json.dumps(dict(answer.headers))
    with place.house.engine.connect() as connection:
        dump = "".join(
            repr(row)
            for table in metadata.sorted_tables
            for row in connection.execute(table.select())
        )
    assert PASSPHRASE not in dump
    assert "signature.asked" in dump


@pytest.mark.parametrize("login", ["ratna", "budi", "sari", SECOND])
def test_nobody_signs_for_another_on_the_page(place: Signing, login: str) -> None:
    address = begun(place, head_of(place))
    browser = place.house.signed_in(login)
    page = browser.get(address)
    assert page.status_code == 200
    assert 'name="secret"' not in page.text
    first = place.rows()[0].id
    assert ask(browser, address, first).status_code == 409
    assert browser.post(address, secret=PASSPHRASE).status_code == 409
    assert browser.post(URL, slot="1", official=str(place.officials[0])).status_code == 409
    for door in ("code", "files", "returned"):
        given = {"file": (io.BytesIO(b"%PDF-1.7"), "a.pdf")} if door == "returned" else {}
        assert browser.post(f"{address}/{door}", **given).status_code == 409, door
    assert place.states() == [AWAITING] * 3
    assert place.signer.calls == []


def test_a_visitor_and_a_form_without_token_reach_nothing(place: Signing) -> None:
    browser = head_of(place)
    address = begun(place, browser)
    assert place.house.visitor().get(address).status_code == 303
    answer = browser.client.post(address, data={"secret": PASSPHRASE})
    assert answer.status_code == 400
    assert PASSPHRASE not in answer.text
    assert place.signer.calls == []


def test_papers_are_shown_to_the_official_and_administrators_and_noted(place: Signing) -> None:
    browser = head_of(place)
    address = begun(place, browser)
    paper = f"{address}/{place.rows()[0].id}.pdf"
    answer = browser.get(paper)
    assert (answer.status_code, answer.data[:5]) == (200, b"%PDF-")
    assert browser.get(f"{address}/first.png").data[:4] == b"\x89PNG"
    assert place.house.administrator().get(paper).status_code == 200
    for other in (place.house.staff(), place.house.companion()):
        assert other.get(paper).status_code == 403
        assert other.get(f"{address}/first.png").status_code == 403
    with place.house.engine.connect() as connection:
        count = connection.execute(
            text("SELECT count(*) FROM audit_entries WHERE action = 'certificate.viewed'")
        ).scalar_one()
    assert count == 2


def test_an_unknown_one_asks_what_became_of_it(place: Signing) -> None:
    browser = head_of(place)
    address = begun(place, browser)
    first = place.rows()[0].id

    def timeout(pdf: bytes) -> None:
        raise TemporaryError("bsre", "sign", "timeout", ambiguous=True)

    place.signer.before = timeout
    answer = ask(browser, address, first)
    assert answer.headers["X-Signing-State"] == "unknown"
    assert "try_again" in answer.text
    place.signer.before = lambda pdf: None
    with reading(place.house.engine) as connection:
        [batch] = signings.batches_of(connection, place.training)
        row = signings.in_batch(connection, batch.id, first)
        assert row is not None
    settle = f"{address}/{row.id}"
    assert browser.post(settle).status_code == 409
    wrong = (io.BytesIO(b"%PDF-1.7 lain"), "a.pdf")
    assert browser.post(settle, file=wrong).status_code == 409
    assert place.house.staff().post(settle, settlement="try_again").status_code == 409
    assert browser.post(settle, settlement="try_again").status_code == 303
    assert ask(browser, address, first).headers["X-Signing-State"] == "signed"
    assert browser.post(f"{address}/9999", settlement="try_again").status_code == 404


def test_a_batch_of_another_training_is_nowhere(place: Signing) -> None:
    browser = head_of(place)
    address = begun(place, browser)
    assert browser.get(address.replace(CODE, "LAIN")).status_code == 404
    assert browser.get(f"{URL}/77").status_code == 404


def test_files_go_out_and_come_back_on_the_page(outside: Signing) -> None:
    administrator = outside.house.administrator()
    address = begun(outside, administrator)
    packed = administrator.post(f"{address}/files")
    assert packed.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(packed.data)) as package:
        names = [name for name in package.namelist() if name.endswith(".pdf")]
        contents = [package.read(name) for name in names]
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("satu.pdf", sign_bytes(contents[0]))
        package.writestr("dua.pdf", contents[1])
    answer = administrator.post(
        f"{address}/returned", file=(io.BytesIO(target.getvalue()), "hasil.zip")
    )
    assert answer.status_code == 200
    assert "satu.pdf" in answer.text
    assert "belum memuat tanda tangan" in answer.text
    assert outside.states() == [ARCHIVED, AWAITING, AWAITING]
    assert administrator.post(f"{address}/returned").status_code == 409
    assert outside.house.staff().post(f"{address}/files").status_code == 409


def test_a_signature_in_another_name_is_pointed_out(outside: Signing) -> None:
    """Whoever carries files could sign them with a key of their own: it must be seen."""
    administrator = outside.house.administrator()
    address = begun(outside, administrator)
    with zipfile.ZipFile(io.BytesIO(administrator.post(f"{address}/files").data)) as package:
        papers = [package.read(name) for name in package.namelist() if name.endswith(".pdf")]
    for paper, name in zip(papers, ("Ratna Pengelola", "SITI CONTOH"), strict=False):
        signed = (io.BytesIO(sign_bytes(paper, name)), "a.pdf")
        assert administrator.post(f"{address}/returned", file=signed).status_code == 200
    page = administrator.get(address).text
    assert "Ratna Pengelola" in page
    assert len(re.findall(r"(?:not the name of|bukan nama) [A-Z]", page)) == 1
    forged, genuine, _ = outside.rows()
    archive = f"/trainings/{CODE}/certificates/archive"
    shown = [administrator.get(f"{archive}/{one.id}").text for one in (forged, genuine)]
    found = [bool(re.search(r"not the name of|bukan nama", text)) for text in shown]
    assert found == [True, False]


def test_an_administrator_names_another_official_and_staff_may_not(place: Signing) -> None:
    url = f"/trainings/{CODE}/certificates/officials"
    chosen = {"official": str(place.officials[0])}
    assert place.house.staff().post(url, **chosen).status_code == 403
    assert head_of(place).post(url, **chosen).status_code == 403
    assert place.house.administrator().post(url, **chosen).status_code == 303
    assert place.states() == [CertificateState.NUMBERED] * 3


def test_a_dead_call_shows_as_unknown_after_some_minutes(place: Signing) -> None:
    browser = head_of(place)
    address = begun(place, browser)
    batch = open_batch(place.office, CODE, STTP, 1, actor=place.actor())
    with place.house.engine.begin() as connection:
        row = signings.of_batch(connection, batch.id)[0]
        signings.claim(connection, row.id, sha_before="", actor="user:9", now=place.office.clock())
    assert 'data-state="sent"' in browser.get(address).text
    place.house.clock.now += timedelta(minutes=6)
    assert 'data-state="unknown"' in browser.get(address).text
