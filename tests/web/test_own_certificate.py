"""The certificate on the personal address: one's own and nobody else's, as it is in the archive."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from connector.domain.certificates import CertificateKind, CertificateState
from connector.domain.numbering import show_code
from connector.domain.people import Employment
from connector.flows import draft_certificates
from connector.flows.class_drafts import own_drafts, print_draft
from connector.store import archive, audit, certificates, seats
from connector.store.certificates import Certificate
from connector.store.engine import reading
from connector.store.tables import certificates as certificate_rows
from tests.issued import SIGNED, Issue, issued
from tests.pdf_reading import joined
from tests.web.place import CODE, House, add_training, address, person, seat_keys
from tests.web.test_verification import replacement

NIP = "199001312015030001"


@pytest.fixture
def key(place_on_both: House) -> str:
    return add_training(place_on_both, [person(1), person(2)])


def own(place: House, number: int = 0) -> str:
    return address(place, seat_keys(place)[number]) + "/certificate"


def end(place: House, one: Certificate, to: CertificateState) -> None:
    with place.engine.begin() as connection:
        assert certificates.set_state(
            connection, one.id, (CertificateState.ARCHIVED,), to,
            revoked_at=SIGNED, revoked_by="user:1", revoked_reason="not_earned: rahasia",
        )  # fmt: skip


def test_the_signed_pdf_comes_as_it_lies_in_the_archive(place_on_both: House, key: str) -> None:
    place = place_on_both
    one, _other = issued(place.office, CODE)
    browser = place.visitor()
    link = f"{own(place)}/{one.id}.pdf"
    assert f'href="{link}"' in browser.get(own(place).removesuffix("/certificate")).text
    assert f'href="{link}"' in browser.get(own(place)).text
    answer = browser.get(link)
    with reading(place.engine) as connection:
        assert answer.data == archive.content(connection, one.sha256)
        [taken] = audit.about(connection, f"certificate:{one.id}")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == "attachment; filename=STTP-W.13.sttp-1-1.pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    assert (taken.actor, taken.action) == (one.seat, "certificate.taken")


def test_a_personal_address_reaches_only_its_own(place_on_both: House, key: str) -> None:
    place = place_on_both
    mine, other = issued(place.office, CODE)
    browser = place.visitor()
    page = browser.get(own(place)).text
    assert other.number not in page
    assert show_code(other.code) not in page
    for part in (f"{other.id}.pdf", f"{other.id}/myasn.pdf", "999.pdf", "0/myasn.pdf"):
        assert browser.get(f"{own(place)}/{part}").status_code == 404
    assert browser.get(f"{own(place)}/{mine.id}.pdf").status_code == 200


def test_a_wrong_address_opens_nothing(place_on_both: House, key: str) -> None:
    place = place_on_both
    one, _other = issued(place.office, CODE)
    browser = place.visitor()
    good = own(place)
    with place.engine.begin() as connection:
        seats.revoke_link(connection, one.seat_id, now=place.clock())
    for base in (good, "/p/x/certificate", good.replace(".", "x", 1)):
        for part in ("", f"/{one.id}.pdf", f"/{one.id}/myasn.pdf", "/sttp/draft.pdf"):
            answer = browser.get(base + part)
            assert answer.status_code == 404
            assert "Alamat pribadi ini tidak berlaku" in answer.text
        for part in ("/confirm", "/propose"):
            assert browser.post(base + part, fingerprint="x").status_code == 404


def test_the_personal_page_itself_still_tells_nothing(place_on_both: House, key: str) -> None:
    place = place_on_both
    issued(place.office, CODE)
    page = place.visitor().get(own(place).removesuffix("/certificate")).text
    for hidden in ("1990", "Kudus", "Lapas", "Penyuluh"):
        assert hidden not in page


def test_the_certificate_page_masks_the_number(place_on_both: House, key: str) -> None:
    page = place_on_both.visitor().get(own(place_on_both)).text
    assert NIP not in page
    assert "1990************01" in page
    assert "Lapas Kelas I Semarang" in page
    assert "Peserta Contoh 2" not in page


def test_printing_a_draft_holds_up_nobody_who_writes(
    place_on_both: House, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anybody with a personal address may have it printed, as often as they like."""
    place = place_on_both

    def while_somebody_writes(*given: Any) -> bytes:
        with place.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE users SET name = name")
        return print_draft(*given)

    monkeypatch.setattr("connector.web.own_certificate.print_draft", while_somebody_writes)
    assert place.visitor().get(f"{own(place)}/sttp/draft.pdf").status_code == 200


def test_the_draft_is_printed_as_konsep_and_written_down(place_on_both: House, key: str) -> None:
    place = place_on_both
    answer = place.visitor().get(f"{own(place)}/sttp/draft.pdf")
    assert answer.status_code == 200
    assert "KONSEP" in joined(answer.data)
    assert "PesertaContoh1" in joined(answer.data)
    with reading(place.engine) as connection:
        [printed] = audit.about(connection, seat_keys(place)[0])
    assert (printed.actor, printed.action) == (seat_keys(place)[0], "draft.printed")
    for kind in ("participation", "teaching", "x"):
        assert place.visitor().get(f"{own(place)}/{kind}/draft.pdf").status_code == 404


def test_a_draft_is_confirmed_by_who_holds_the_address(place_on_both: House, key: str) -> None:
    place = place_on_both
    browser, seat = place.visitor(), seat_keys(place)[0]
    before = browser.get(own(place).removesuffix("/certificate")).text
    assert f'href="{own(place)}"' in before
    with reading(place.engine) as connection:
        [draft] = own_drafts(connection, place.office, CODE, seat)
    assert browser.post(f"{own(place)}/confirm", fingerprint="another").status_code == 409
    answer = browser.post(f"{own(place)}/confirm", fingerprint=draft.fingerprint)
    assert (answer.status_code, answer.location) == (303, own(place))
    with reading(place.engine) as connection:
        [after] = own_drafts(connection, place.office, CODE, seat)
        [other] = own_drafts(connection, place.office, CODE, seat_keys(place)[1])
    assert (after.state.value, other.state.value) == ("confirmed", "unreviewed")
    assert after.reviews[0].actor == seat
    assert 'name="fingerprint"' not in browser.get(own(place)).text


def test_a_correction_is_proposed_decided_and_answered(place_on_both: House, key: str) -> None:
    place = place_on_both
    browser, seat = place.visitor(), seat_keys(place)[0]
    answer = browser.post(
        f"{own(place)}/propose", birthplace="Kudus", note="akta", identity="NIP_PNS:1",
        unit="Lapas Kelas I Semarang",
    )  # fmt: skip
    assert answer.status_code == 303
    with reading(place.engine) as connection:
        [draft] = own_drafts(connection, place.office, CODE, seat)
    assert draft.proposal is not None
    assert set(draft.proposal.fields) == {"birthplace"}
    assert "Kudus" in browser.get(own(place)).text
    draft_certificates.decide_correction(
        place.office, CODE, draft.proposal.id, False, "bukan di akta", actor="user:1"
    )
    assert "bukan di akta" in browser.get(own(place)).text


def test_a_refused_form_keeps_what_was_typed(place_on_both: House, key: str) -> None:
    place = place_on_both
    answer = place.visitor().post(
        f"{own(place)}/propose", name="\u202eterbalik", birthplace="Kudus", note="catatan saya"
    )
    assert answer.status_code == 422
    assert 'value="Kudus"' in answer.text
    assert 'value="catatan saya"' in answer.text
    assert '<details class="card" id="propose" open>' in answer.text


def test_what_is_not_signed_cannot_be_taken(place_on_both: House, key: str) -> None:
    place = place_on_both
    one, _other = issued(place.office, CODE, Issue(signed=False))
    page = place.visitor().get(own(place)).text
    assert one.number in page
    assert f"{one.id}.pdf" not in page
    assert place.visitor().get(f"{own(place)}/{one.id}.pdf").status_code == 404


@pytest.mark.parametrize("to", [CertificateState.REVOKED, CertificateState.REPLACED])
def test_what_no_longer_counts_is_shown_and_not_handed_out(
    place_on_both: House, key: str, to: CertificateState
) -> None:
    place = place_on_both
    one, _other = issued(place.office, CODE)
    end(place, one, to)
    browser = place.visitor()
    page = browser.get(f"{own(place)}?lang=en").text
    assert one.number in page
    assert f"{one.id}.pdf" not in page
    assert "rahasia" not in page
    assert ("revoked on 14 August 2026" in page) == (to is CertificateState.REVOKED)
    for part in (f"{one.id}.pdf", f"{one.id}/myasn.pdf"):
        assert browser.get(f"{own(place)}/{part}").status_code == 404
    if to is CertificateState.REPLACED:
        new = replacement(place, one)
        assert show_code(new.code) in browser.get(own(place)).text.replace(
            new.code, show_code(new.code)
        )


def test_the_myasn_sheet_is_for_civil_servants(place_on_both: House, key: str) -> None:
    place = place_on_both
    one, _other = issued(place.office, CODE)
    answer = place.visitor().get(f"{own(place)}/{one.id}/myasn.pdf")
    text = joined(answer.data)
    assert one.number in text
    assert "jenisDiklatId" in text
    assert NIP not in text
    with place.engine.begin() as connection:
        content = connection.execute(
            certificate_rows.select().where(certificate_rows.c.id == one.id)
        ).one().content  # fmt: skip
        content = {**content, "holder": {**content["holder"], "employment": Employment.NON_ASN}}
        connection.execute(
            update(certificate_rows).where(certificate_rows.c.id == one.id).values(content=content)
        )
    assert place.visitor().get(f"{own(place)}/{one.id}/myasn.pdf").status_code == 404
    assert "myasn.pdf" not in place.visitor().get(own(place)).text


def test_every_kind_of_ones_own_is_there(place_on_both: House, key: str) -> None:
    place = place_on_both
    first = issued(place.office, CODE)[0]
    second = issued(place.office, CODE, Issue(kind=CertificateKind.PARTICIPATION))[0]
    page = place.visitor().get(own(place)).text
    for one in (first, second):
        assert f'href="{own(place)}/{one.id}.pdf"' in page
