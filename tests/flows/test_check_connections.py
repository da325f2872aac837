"""The examination of what is connected, through the real wiring."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from pydantic import SecretStr

from connector.app import CATALOGUE, open_office
from connector.documents.signing.base import Account, Reason
from connector.domain.certificates import Official
from connector.flows.appoint_officials import save_official
from connector.flows.check_connections import Checked, check_connections
from connector.flows.office import Office
from connector.messages import say
from connector.sandbox.bsre.state import INVENTED
from connector.settings import Settings
from tests.bsre_place import PASSPHRASE, bsre, document


@contextmanager
def office_with_bsre(home: Path, url: str, password: str) -> Iterator[Office]:
    settings = Settings(
        home=home,
        secret_key=SecretStr("k" * 43),
        bsre_url=url,
        bsre_username="sandbox-bsre",
        bsre_password=SecretStr(password),
    )
    with open_office(settings) as office:
        yield office


def signing(office: Office) -> list[tuple[bool | None, str]]:
    found = check_connections(office, ("signing",))
    assert all(isinstance(one, Checked) and one.system == "signing" for one in found)
    assert all(say(CATALOGUE, one.code, one.params, "id")[0] != one.code for one in found)
    return [(one.ok, one.code) for one in found]


def test_a_set_up_bsre_is_wired_signs_and_is_examined(tmp_path: Path) -> None:
    with bsre() as place, office_with_bsre(tmp_path, place.service.url, "sandbox-word") as office:
        assert signing(office) == [(True, "bsre_answers"), (None, "bsre_plain_http")]
        signer = office.signers["bsre"]
        assert hasattr(signer, "sign")
        signed = signer.sign(document(), Account(INVENTED.nik), PASSPHRASE, Reason())
        assert signed.startswith(document())


def test_a_wrong_password_of_the_application_is_told(tmp_path: Path) -> None:
    with bsre() as place, office_with_bsre(tmp_path, place.service.url, "wrong") as office:
        assert (False, "bsre_login_refused") in signing(office)


def test_without_a_signing_service_there_is_nothing_to_examine(tmp_path: Path) -> None:
    with open_office(Settings(home=tmp_path, secret_key=SecretStr("k" * 43))) as office:
        assert "bsre" not in office.signers
        assert signing(office) == []


def test_files_signed_outside_without_a_root_to_trust_are_pointed_out(tmp_path: Path) -> None:
    official = Official(0, "Siti Contoh", "Kepala Balai")
    with open_office(Settings(home=tmp_path, secret_key=SecretStr("k" * 43))) as office:
        save_official(office, official, user_id=None, signer="manual", account=None, actor="user:1")
        assert signing(office) == [(None, "outside_unrooted")]
        assert signing(replace(office, roots=(b"root",))) == []
