"""Officials: their number is read as any other, their account is sealed and shown nowhere."""

from dataclasses import replace
from typing import Any, cast

import pytest
from sqlalchemy import Engine, select

from connector.app import CATALOGUE
from connector.documents.signing.base import DirectSigner
from connector.domain.certificates import Acting, CertificateKind, Design, Official
from connector.errors import ConnectorError
from connector.flows.appoint_officials import account_of, retire_official, save_official
from connector.flows.design_certificates import retire_design, save_design
from connector.store import officials, users
from connector.store.engine import reading
from connector.store.officials import StoredOfficial
from connector.store.secrets import Secrets
from connector.store.tables import audit_entries, metadata
from connector.store.users import UserRole
from tests.flows.bare_office import Bare, bare

ACTOR = "user:1"
NIK = "3399995502959876"
AGUS = Official(
    0,
    "Drs. Agus Contoh, M.Si.",
    "Kepala Balai\nBadan Contoh",
    Acting.PLT,
    "NIP_PNS",
    "19700315 199503 1 004",
    "Pembina",
)


@pytest.fixture
def place(engine: Engine) -> Bare:
    opened = bare(engine)
    signers = {"bsre": cast(DirectSigner, object()), "local": cast(DirectSigner, object())}
    office = replace(opened.office, secrets=Secrets(["k" * 43]), signers=signers)
    return replace(opened, office=office)


def user(place: Bare, login: str = "agus") -> int:
    with place.engine.begin() as connection:
        made = users.add(
            connection, login, "Agus", "kata sandi panjang", UserRole.STAFF, "id", now=place.clock()
        )
    return made.id


def save(place: Bare, one: Official = AGUS, **given: Any) -> StoredOfficial:
    how: dict[str, Any] = {"user_id": None, "signer": "bsre", "account": None, **given}
    return save_official(place.office, one, actor=ACTOR, **how)


def test_an_official_is_kept_tidied_and_found(place: Bare) -> None:
    saved = save(place, replace(AGUS, name=" Drs.  Agus Contoh, M.Si. "), user_id=user(place))
    assert saved.official == replace(AGUS, id=saved.official.id, identity="197003151995031004")
    assert saved.user_id is not None
    assert (saved.signer, saved.active) == ("bsre", True)
    with reading(place.engine) as connection:
        assert officials.get(connection, saved.official.id) == saved
        assert officials.of_user(connection, saved.user_id) == [saved]
        assert officials.of_ids(connection, [99, saved.official.id]) == [saved]


def test_an_account_is_sealed_and_kept_until_another_is_written(place: Bare) -> None:
    first = save(place, account=f" {NIK} ")
    assert account_of(place.office, first) == NIK
    assert NIK not in repr(first)
    again = replace(first.official, rank="Pembina Utama")
    second = save(place, again)
    assert account_of(place.office, second) == NIK
    third = save(place, again, account="")
    assert third.account == account_of(place.office, third) == ""


def test_the_account_stands_nowhere_in_the_database(place: Bare) -> None:
    one = save(place, account=NIK)
    save(place, one.official, account="lain@example.org")
    with reading(place.engine) as connection:
        for table in metadata.sorted_tables:
            rows = str([tuple(row) for row in connection.execute(select(table))])
            assert NIK not in rows
            assert "lain@example.org" not in rows
        said = [
            row.details
            for row in connection.execute(
                select(audit_entries).where(audit_entries.c.action == "official.saved")
            )
        ]
    assert [one["changed"] for one in said] == [["account"], ["account"]]


def test_without_a_key_no_account_is_taken(place: Bare) -> None:
    bare = replace(place, office=replace(place.office, secrets=None))
    with pytest.raises(ConnectorError, match="secrets_missing"):
        save(bare, account="agus@example.org")
    kept = save(place, account="agus@example.org")
    with pytest.raises(ConnectorError, match="secrets_missing"):
        account_of(bare.office, kept)


def test_nothing_changed_writes_nothing(place: Bare) -> None:
    saved = save(place, account="agus@example.org")
    assert save(place, saved.official) == saved
    with reading(place.engine) as connection:
        assert len(connection.execute(select(audit_entries)).all()) == 1


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"name": "A"}, "official_name"),
    ({"name": "A" * 121}, "official_name"),
    ({"name": "Agus 🌸"}, "official_name"),
    ({"name": "Agus\u202esugA"}, "official_name"),
    ({"title": ""}, "official_title"),
    ({"title": "a\nb\nc\nd\ne\nf"}, "official_title"),
    ({"title": "x" * 301}, "official_title"),
    ({"title": "Plt. Kepala Balai"}, "official_acting_in_title"),
    ({"title": "plh Kepala Balai"}, "official_acting_in_title"),
    ({"rank": "x" * 81}, "official_rank"),
    ({"identity": NIK, "identity_type": ""}, "official_nik"),
    ({"identity": NIK, "identity_type": "NIK"}, "official_nik"),
    ({"identity": NIK, "identity_type": "OTHER"}, "official_nik"),
    ({"identity": f"NIK {NIK}"}, "official_nik"),
    ({"identity": "1,97003E+17"}, "identity_is_number"),
    ({"identity": "197013151995031004"}, "nip_birth_date"),
    ({"identity": "1970031519950310"}, "nik_birth_date"),
    ({"identity": "19700315199503100"}, "nip_length"),
]


@pytest.mark.parametrize(("given", "code"), WRONG)
def test_what_is_wrong_is_said_in_words(place: Bare, given: dict[str, Any], code: str) -> None:
    with pytest.raises(ConnectorError) as caught:
        save(place, replace(AGUS, **given))
    assert caught.value.code == code
    assert CATALOGUE[code].todo_id
    assert NIK not in str(caught.value)
    with reading(place.engine) as connection:
        assert officials.every(connection) == []


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"signer": "tinta"}, "official_signer"),
        ({"user_id": 99}, "official_user"),
        ({"account": "dua kata"}, "official_account"),
        ({"account": "x" * 201}, "official_account"),
        ({"account": "a\x00b"}, "official_account"),
    ],
)
def test_how_one_signs_is_checked(place: Bare, given: dict[str, Any], code: str) -> None:
    with pytest.raises(ConnectorError) as caught:
        save(place, **given)
    assert caught.value.code == code
    assert CATALOGUE[code].todo_id


def test_a_user_who_left_is_not_chosen_but_may_stay(place: Bare) -> None:
    gone = user(place)
    saved = save(place, user_id=gone)
    with place.engine.begin() as connection:
        users.set_active(connection, gone, False)
    with pytest.raises(ConnectorError, match="official_user"):
        save(place, replace(AGUS, name="Rina Contoh"), user_id=gone)
    assert save(place, replace(saved.official, rank=""), user_id=gone).user_id == gone


def test_a_way_of_signing_that_is_gone_may_stay(place: Bare) -> None:
    saved = save(place)
    gone = replace(place, office=replace(place.office, signers={}))
    assert save(gone, replace(saved.official, rank="")).signer == "bsre"
    assert save(gone, saved.official, signer="").signer == ""
    with pytest.raises(ConnectorError, match="official_signer"):
        save(gone, saved.official, signer="local")


def test_who_signs_a_design_stays_in_office(place: Bare) -> None:
    saved = save(place)
    design = Design("STTP", CertificateKind.STTP, "sttp", officials=(saved.official.id,))
    kept = save_design(place.office, design, actor=ACTOR)
    with pytest.raises(ConnectorError, match="official_in_use design=STTP"):
        retire_official(place.office, saved.official.id, False, actor=ACTOR)
    retire_design(place.office, kept.id, False, actor=ACTOR)
    retire_official(place.office, saved.official.id, False, actor=ACTOR)
    with reading(place.engine) as connection:
        assert [one.active for one in officials.every(connection)] == [False]
    retire_official(place.office, saved.official.id, True, actor=ACTOR)
    with pytest.raises(ConnectorError, match="official_unknown"):
        retire_official(place.office, 99, True, actor=ACTOR)
    with pytest.raises(ConnectorError, match="official_unknown"):
        save(place, replace(AGUS, id=99))
