"""What an operator sets for the door, and what the readiness probe says of it."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from connector.errors import SettingsError
from connector.settings import Settings, read_settings
from connector.web import create_web
from tests.web.place import WORDS, house
from webhooks.inbox import GroupCommitter

KEY = {"SIMPUL_SECRET_KEY": "k" * 43}


def read(**given: str) -> Settings:
    return read_settings({**KEY, **{f"SIMPUL_{name}": value for name, value in given.items()}})


def test_the_secrets_are_the_new_one_first_then_the_old() -> None:
    assert read().zoom_webhook_secrets == ()
    assert read(ZOOM_WEBHOOK_SECRET="a").zoom_webhook_secrets == ("a",)
    both = read(ZOOM_WEBHOOK_SECRET="new", ZOOM_OLD_WEBHOOK_SECRET="old")
    assert both.zoom_webhook_secrets == ("new", "old")
    assert "new" not in repr(both)


def test_both_secrets_may_stand_in_files(tmp_path: Path) -> None:
    for name in ("new", "old"):
        (tmp_path / name).write_text(f"{name} secret\n")
    settings = read(
        ZOOM_WEBHOOK_SECRET_FILE=str(tmp_path / "new"),
        ZOOM_OLD_WEBHOOK_SECRET_FILE=str(tmp_path / "old"),
    )
    assert settings.zoom_webhook_secrets == ("new secret", "old secret")


def test_an_old_secret_without_a_new_one_refuses_to_start() -> None:
    with pytest.raises(SettingsError) as caught:
        read(ZOOM_OLD_WEBHOOK_SECRET="old")
    assert [name for name, _ in caught.value.problems] == ["SIMPUL_ZOOM_WEBHOOK_SECRET"]


def test_the_server_is_ready_only_while_the_inbox_takes_webhooks(sqlite_engine: Engine) -> None:
    committer = GroupCommitter(sqlite_engine)
    with house(sqlite_engine) as place:
        pages = create_web(place.office, place.settings, WORDS, committer.ready).test_client()
        assert pages.get("/readyz").status_code == 503
        with committer:
            assert pages.get("/readyz").status_code == 200
        assert pages.get("/readyz").status_code == 503
