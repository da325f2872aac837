"""Secrets in settings: long enough, from files too, and readable by nobody else."""

import stat
from pathlib import Path

import pytest

from connector import links
from connector.app import open_office
from connector.domain.standard_webhooks import new_secret, read_secret
from connector.errors import SettingsError
from connector.settings import read_settings

KEY, OLD, OLDER = "k" * 40, "o" * 40, "p" * 40


def problems(**given: str) -> set[str]:
    with pytest.raises(SettingsError) as caught:
        read_settings({f"SIMPUL_{name.upper()}": value for name, value in given.items()})
    assert not any(value in str(caught.value) for value in given.values())
    return {name for name, _ in caught.value.problems}


def test_a_short_key_is_refused_new_or_old() -> None:
    assert problems(secret_key="hunter2") == {"SIMPUL_SECRET_KEY"}
    assert problems(secret_key=KEY, old_secret_keys=f"{OLD},hunter2") == {"SIMPUL_OLD_SECRET_KEYS"}


def test_no_mail_password_travels_in_the_clear() -> None:
    given = {"smtp_host": "mail.example", "smtp_from": "balai@contoh.example"}
    unsafe = problems(secret_key=KEY, smtp_security="none", smtp_username="akun-surat", **given)
    assert unsafe == {"SIMPUL_SMTP_USERNAME"}
    assert problems(secret_key=KEY, smtp_host="mail.example") == {"SIMPUL_SMTP_FROM"}


def test_keys_are_read_from_files_and_stay_out_of_the_repr(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{KEY}\n")
    (tmp_path / "old").write_text(f"{OLD},{OLDER}\n")
    settings = read_settings(
        {
            "SIMPUL_SECRET_KEY_FILE": str(tmp_path / "key"),
            "SIMPUL_OLD_SECRET_KEYS_FILE": str(tmp_path / "old"),
        }
    )
    assert settings.secret_keys == (KEY, OLD, OLDER)
    assert not any(key in repr(settings) for key in settings.secret_keys)


def test_an_address_signed_with_an_old_key_is_read_until_that_key_is_gone() -> None:
    token = links.sign(OLD, links.PERSONAL, "nonce")
    assert links.read((KEY, OLD), links.PERSONAL, token) == "nonce"
    assert links.read((KEY,), links.PERSONAL, token) is None
    assert links.read((KEY, OLD), "simpul.known.v1", token) is None


def test_the_database_is_readable_by_nobody_else_even_in_an_open_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    settings = read_settings({"SIMPUL_SECRET_KEY": KEY, "SIMPUL_HOME": str(tmp_path)})
    with open_office(settings):
        files = list(tmp_path.glob("simpul.db*"))
        assert files
        assert {stat.S_IMODE(one.stat().st_mode) for one in files} == {0o600}


def test_an_address_has_one_spelling() -> None:
    token = links.sign(KEY, links.PERSONAL, "nonce")
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    read = [one for one in letters if links.read((KEY,), links.PERSONAL, token[:-1] + one)]
    assert read == [token[-1]]
    assert links.read((KEY,), links.PERSONAL, "") is None
    assert links.read((KEY,), links.PERSONAL, "\udce9.é") is None


MOODLE = {
    "SIMPUL_SECRET_KEY": "k" * 43,
    "SIMPUL_MOODLE_URL": "https://lms.example.org",
    "SIMPUL_MOODLE_TOKEN": "an invented token",
}


@pytest.mark.parametrize(
    "secret",
    ["secret", "whsec_", "whsec_kurang", "whsec_" + "A" * 28, "WHSEC_" + "A" * 44, "whsec_é" * 20],
)
def test_what_moodle_signs_with_must_be_copied_whole(secret: str) -> None:
    assert read_secret(secret) is None
    with pytest.raises(SettingsError) as caught:
        read_settings({**MOODLE, "SIMPUL_MOODLE_WEBHOOK_SECRET": secret})
    [(name, hint)] = caught.value.problems
    assert name == "SIMPUL_MOODLE_WEBHOOK_SECRET"
    assert "whsec_" in hint


def test_a_secret_of_the_plugin_is_taken_and_so_is_the_one_before() -> None:
    new, old = new_secret(), new_secret()
    given = {"SIMPUL_MOODLE_WEBHOOK_SECRET": new, "SIMPUL_MOODLE_OLD_WEBHOOK_SECRET": old}
    assert read_settings({**MOODLE, **given}).moodle_webhook_secrets == (new, old)
    with pytest.raises(SettingsError) as caught:
        read_settings({**MOODLE, "SIMPUL_MOODLE_OLD_WEBHOOK_SECRET": old})
    assert [name for name, _ in caught.value.problems] == ["SIMPUL_MOODLE_WEBHOOK_SECRET"]


@pytest.mark.parametrize("name", ["LOCAL_WEBHOOKS_TOKEN", "TOOL_TRIGGER_TOKEN"])
@pytest.mark.parametrize("token", ["short", "with blanks " * 4])
def test_a_token_that_could_be_guessed_is_refused(name: str, token: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({**MOODLE, f"SIMPUL_MOODLE_{name}": token})
    assert [one for one, _ in caught.value.problems] == [f"SIMPUL_MOODLE_{name}"]


def test_moodle_may_only_call_where_it_can_be_read() -> None:
    given = {"SIMPUL_SECRET_KEY": "k" * 43, "SIMPUL_MOODLE_WEBHOOK_SECRET": new_secret()}
    with pytest.raises(SettingsError) as caught:
        read_settings(given)
    assert [name for name, _ in caught.value.problems] == ["SIMPUL_MOODLE_URL"]
