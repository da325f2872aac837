"""The archive on its page: files for who may have them, proof, withdrawals by administrators."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from connector.domain.certificates import CertificateState
from connector.flows.sign_certificates import sign_one
from connector.flows.signing_batches import open_batch
from connector.store import archive, audit
from connector.store.engine import reading
from connector.store.tables import certificates
from tests.signed_class import STTP, TYPED, Signing, signing_class
from tests.web.place import CODE

URL = f"/trainings/{CODE}/certificates/archive"
REVOKED = CertificateState.REVOKED


@pytest.fixture
def place(sqlite_engine: Engine) -> Iterator[Signing]:
    """Three certificates, of which two are signed."""
    with signing_class(sqlite_engine) as opened:
        opened.prepared()
        batch = open_batch(opened.office, CODE, STTP, 1, actor=opened.actor())
        for one in opened.rows()[:2]:
            sign_one(opened.office, batch.id, one.id, TYPED, actor=opened.actor())
        yield opened


def test_every_certificate_is_listed_and_everybody_of_staff_may_see_the_list(
    place: Signing,
) -> None:
    for browser in (place.house.administrator(), place.house.staff(), place.house.companion()):
        page = browser.get(URL).text
        for one in place.rows():
            assert one.number in page
            assert one.content.holder.identity not in page
    assert place.house.visitor().get(URL).status_code == 303


def test_a_signed_pdf_is_handed_out_byte_for_byte_and_noted(place: Signing) -> None:
    first, _, unsigned = place.rows()
    answer = place.house.companion().get(f"{URL}/{first.id}.pdf")
    assert hashlib.sha256(answer.data).hexdigest() == first.sha256
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert place.house.staff().get(f"{URL}/{first.id}.pdf").status_code == 403
    assert place.house.companion().get(f"{URL}/{unsigned.id}.pdf").status_code == 409
    assert place.house.companion().get(f"{URL}/99.pdf").status_code == 404
    with reading(place.house.engine) as connection:
        actions = [one.action for one in audit.about(connection, f"certificate:{first.id}")]
    assert actions.count("certificate.taken") == 1


def test_the_whole_archive_is_downloaded_and_proved_again(place: Signing) -> None:
    browser = place.house.administrator()
    with browser.post(f"/trainings/{CODE}/certificates/archive.zip") as answer:
        raw = answer.data
        assert int(answer.headers["Content-Length"]) == len(raw)
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        manifest = json.loads(package.read("manifest.json"))
        assert len(manifest["files"]) == 2
    proved = browser.post(f"{URL}/prove", file=(io.BytesIO(raw), "arsip.zip"))
    assert proved.status_code == 200
    spoiled = raw.replace(b"SURAT", b"SURAP").replace(b"%PDF-1.7", b"%PDF-1.6")
    answer = browser.post(f"{URL}/prove", file=(io.BytesIO(spoiled), "arsip.zip"))
    assert answer.status_code == 409
    assert browser.post(f"{URL}/prove").status_code == 409
    staff = place.house.staff()
    assert staff.post(f"/trainings/{CODE}/certificates/archive.zip").status_code == 403
    assert staff.post(f"{URL}/prove").status_code == 403


def test_the_archive_is_checked_on_the_page(place: Signing) -> None:
    answer = place.house.administrator().post(f"{URL}/check")
    assert answer.status_code == 200
    assert place.house.companion().post(f"{URL}/check").status_code == 403


def test_a_stray_register_entry_is_said_with_its_number(place: Signing) -> None:
    first = place.rows()[0]
    with place.house.engine.begin() as connection:
        connection.execute(
            certificates.update().where(certificates.c.id == first.id).values(sha256=None)
        )
    answer = place.house.administrator().post(f"{URL}/check")
    assert answer.status_code == 409
    assert "tanpa berkas" in answer.text


def test_an_administrator_revokes_and_the_note_stays_in_the_house(place: Signing) -> None:
    first = place.rows()[0]
    browser = place.house.administrator()
    url = f"{URL}/{first.id}"
    assert browser.post(f"{url}/revoke", reason=" ", category="other").status_code == 409
    answer = browser.post(f"{url}/revoke", reason="bukan peserta", category="not_earned")
    assert answer.status_code == 303
    assert place.rows()[0].state is REVOKED
    page = browser.get(url).text
    assert "bukan peserta" in page
    assert f'action="{url}/revoke"' not in page
    assert browser.post(f"{url}/revoke", reason="lagi").status_code == 409
    with reading(place.house.engine) as connection:
        assert archive.content(connection, place.rows()[0].sha256)
    public = place.house.visitor().get(f"/v/{first.code}").text
    assert "bukan peserta" not in public


@pytest.mark.parametrize("deed", ["revoke", "replace"])
def test_nobody_else_withdraws(place: Signing, deed: str) -> None:
    url = f"{URL}/{place.rows()[0].id}/{deed}"
    for browser in (place.house.staff(), place.house.companion(), place.house.signed_in("kepala")):
        assert browser.post(url, reason="coba").status_code == 403
    assert place.rows()[0].state is CertificateState.ARCHIVED


def test_a_replacement_that_is_refused_says_why_and_keeps_what_was_typed(place: Signing) -> None:
    """This class has no design with officials, so no replacement can be numbered."""
    browser, first = place.house.administrator(), place.rows()[0]
    answer = browser.post(f"{URL}/{first.id}/replace", reason="salah eja", category="wrong_data")
    assert answer.status_code == 409
    assert "salah eja" in answer.text
    assert place.rows()[0].state is CertificateState.ARCHIVED


def test_a_certificate_of_another_training_is_nowhere(place: Signing) -> None:
    browser = place.house.administrator()
    assert browser.get(f"{URL}/{place.rows()[0].id}".replace(CODE, "LAIN")).status_code == 404
    assert browser.get(f"{URL}/99").status_code == 404
