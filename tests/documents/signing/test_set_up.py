"""What an office can sign with, as its settings say; a setting that cannot hold stops the start."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from connector.app import open_office
from connector.errors import SettingsError
from connector.settings import Settings
from tests.signing_keys import OFFICIAL, Issued

KEY = SecretStr("k" * 43)


def test_without_settings_papers_can_be_signed_elsewhere(tmp_path: Path) -> None:
    with open_office(Settings(home=tmp_path, secret_key=KEY)) as office:
        assert set(office.signers) == {"manual"}
        assert office.roots == ()
        assert office.check_address("ABCDE").endswith("/v/ABCDE")
        assert office.secrets is not None


def test_keys_and_roots_are_taken_up(tmp_path: Path, keys: Path, root: Issued) -> None:
    (tmp_path / "roots.pem").write_bytes(root.pem)
    settings = Settings(
        home=tmp_path, secret_key=KEY, sign_keys=keys, sign_trust=tmp_path / "roots.pem"
    )
    with open_office(settings) as office:
        local = office.signers["local"]
        assert hasattr(local, "ready")
        assert local.ready(OFFICIAL).ready
        assert office.roots == (root.der,)


@pytest.mark.parametrize("name", ["sign_keys", "sign_trust"])
def test_what_is_not_there_stops_the_start(tmp_path: Path, name: str) -> None:
    settings = Settings(home=tmp_path, secret_key=KEY, **{name: tmp_path / "absent"})
    with pytest.raises(SettingsError) as caught, open_office(settings):
        pass
    assert [one for one, _ in caught.value.problems] == [f"SIMPUL_{name.upper()}"]
