"""Pages of officials: who signs and how; the account goes in and never comes out."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

import pytest
from sqlalchemy import Engine

from connector.app import CATALOGUE
from connector.documents.signing.base import DirectSigner
from connector.domain.certificates import Acting, CertificateKind, Design
from connector.flows.appoint_officials import account_of
from connector.flows.design_certificates import save_design
from connector.store import officials, users
from connector.store.engine import reading
from connector.store.officials import StoredOfficial
from connector.store.secrets import Secrets
from connector.web.factory import create_web
from tests.web.place import House, house

LISTING = "/settings/officials"
NIK = "3399995502959876"


@pytest.fixture
def place(sqlite_engine: Engine) -> Iterator[House]:
    with house(sqlite_engine) as opened:
        signers = {"bsre": cast(DirectSigner, object()), "local": cast(DirectSigner, object())}
        office = replace(opened.office, secrets=Secrets(["k" * 43]), signers=signers)
        app = create_web(office, opened.settings, CATALOGUE)
        yield replace(opened, office=office, app=app)


def english(place: House) -> Any:
    browser = place.administrator()
    browser.get(f"{LISTING}?lang=en")
    return browser


def fields(**given: str) -> dict[str, str]:
    return {
        "name": "Drs. Agus Contoh, M.Si.",
        "title": "Kepala Balai Contoh",
        "acting": "Plt.",
        "identity_type": "NIP_PNS",
        "identity": "19700315 199503 1 004",
        "rank": "Pembina",
        "signer": "bsre",
        "account": NIK,
        **given,
    }


def kept(place: House) -> list[StoredOfficial]:
    with reading(place.engine) as connection:
        return officials.every(connection)


def user_id(place: House, login: str) -> int:
    with reading(place.engine) as connection:
        found = users.find(connection, login)
    assert found is not None
    return found.id


def test_only_administrators_see_officials(place: House) -> None:
    english(place).post(LISTING, **fields())
    for login in ("budi", "sari"):
        browser = place.signed_in(login)
        for path in (LISTING, f"{LISTING}/1"):
            assert browser.get(path).status_code == 403
        for path in (LISTING, f"{LISTING}/1", f"{LISTING}/1/retire"):
            assert browser.post(path, **fields(name="Lain")).status_code == 403
    assert [one.official.name for one in kept(place)] == ["Drs. Agus Contoh, M.Si."]


def test_an_official_is_added_and_the_account_is_shown_nowhere(place: House) -> None:
    browser = english(place)
    assert "Nobody signs yet" in browser.get(LISTING).text
    assert browser.post(LISTING, **fields(user=str(user_id(place, "budi")))).status_code == 303
    [one] = kept(place)
    assert one.official.acting is Acting.PLT
    assert (one.signer, one.user_id) == ("bsre", user_id(place, "budi"))
    assert account_of(place.office, one) == NIK
    for path in (LISTING, f"{LISTING}/{one.official.id}"):
        page = browser.get(path).text
        assert NIK not in page
        assert one.account not in page
    assert "NIP 1970************04" in browser.get(LISTING).text
    assert "19700315 199503 1 004" not in browser.get(LISTING).text
    assert 'value="19700315 199503 1 004"' in browser.get(f"{LISTING}/{one.official.id}").text


def test_an_empty_account_keeps_the_stored_one(place: House) -> None:
    browser = english(place)
    browser.post(LISTING, **fields())
    path = f"{LISTING}/{kept(place)[0].official.id}"
    assert browser.post(path, **fields(account="", rank="")).status_code == 303
    assert (kept(place)[0].official.rank, account_of(place.office, kept(place)[0])) == ("", NIK)
    browser.post(path, **fields(account="agus@example.org"))
    assert account_of(place.office, kept(place)[0]) == "agus@example.org"
    browser.post(path, **fields(account="", account_remove="on"))
    assert account_of(place.office, kept(place)[0]) == ""


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"title": "Plh. Kepala"}, "begins with Plt. or Plh."),
        ({"name": "🌸🌸🌸"}, "printable letters"),
        ({"signer": "tinta"}, "not available in this office"),
        ({"user": "999"}, "does not exist"),
        ({"identity": "19700315199503100"}, "17"),
        ({"account": "dua kata"}, "has a blank inside"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    place: House, given: dict[str, str], said: str
) -> None:
    answer = english(place).post(LISTING, **fields(**given))
    assert answer.status_code == 422
    assert said in answer.text
    assert "Nobody was added." in answer.text
    assert 'value="Pembina"' in answer.text
    assert NIK not in answer.text
    assert kept(place) == []


def test_a_nik_is_not_even_sent_back_to_who_typed_it(place: House) -> None:
    for typed in (NIK, f"NIK. {NIK[:8]} {NIK[8:]}"):
        answer = english(place).post(LISTING, **fields(identity=typed, account=""))
        assert answer.status_code == 422
        assert "never printed" in answer.text
        assert NIK[8:] not in answer.text


def test_odd_forms_are_harmless(place: House) -> None:
    answer = english(place).post(
        LISTING,
        **fields(acting="Dr.", identity_type="NIK", user="-1", name="<i>Agus</i>", signer=""),
    )
    assert answer.status_code == 303
    [one] = kept(place)
    assert (one.official.acting, one.official.identity_type) == (Acting.NONE, "NIP_PNS")
    assert one.user_id is None
    page = english(place).get(LISTING).text
    assert "<i>Agus</i>" not in page
    assert "not chosen yet" in page


def test_who_signs_a_design_is_not_taken_out(place: House) -> None:
    browser = english(place)
    browser.post(LISTING, **fields())
    [one] = kept(place)
    design = Design("STTP Balai", CertificateKind.STTP, "sttp", officials=(one.official.id,))
    save_design(place.office, design, actor="user:1")
    answer = browser.post(f"{LISTING}/{one.official.id}/retire")
    assert answer.status_code == 409
    assert "still signs the design STTP Balai" in answer.text
    assert "STTP Balai" in browser.get(LISTING).text


def test_an_official_leaves_and_returns(place: House) -> None:
    browser = english(place)
    browser.post(LISTING, **fields())
    assert browser.post(f"{LISTING}/1/retire").status_code == 303
    page = browser.get(LISTING).text
    assert "1 former official" in page
    assert browser.post(f"{LISTING}/1/retire", active="1").status_code == 303
    assert kept(place)[0].active
    assert browser.get(f"{LISTING}/99").status_code == 404
    assert browser.post(f"{LISTING}/99/retire").status_code == 404
