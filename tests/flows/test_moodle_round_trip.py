"""Moodle is asked to call us, and what it sent is looked for in the inbox; each cause is told."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import SecretStr
from werkzeug.wrappers import Request, Response

from connector.app import CATALOGUE, open_office, webhook_door
from connector.domain.standard_webhooks import new_secret
from connector.flows.check_connections import Checked, check_connections
from connector.flows.office import Office
from connector.messages import say
from connector.sandbox.moodle import SandboxMoodle
from connector.sandbox.serving import LoopbackServer
from connector.settings import Settings
from connector.store import connections
from connector.store.engine import open_engine, reading
from webhooks.inbox import GroupCommitter


@dataclass
class Site:
    """A Moodle with the plugin, and our door served beside an office that only looks."""

    moodle: SandboxMoodle
    office: Office
    settings: Settings
    door: LoopbackServer
    secret: str

    def found(self) -> dict[str, Checked]:
        found = check_connections(self.office, ("lms",))
        for one in found:
            assert one.system == "lms"
            for language in ("id", "en"):
                assert say(CATALOGUE, one.code, one.params, language, "lms")[0] != one.code
        return {one.code: one for one in found}

    def amiss(self) -> set[tuple[bool | None, str]]:
        return {
            (one.ok, code)
            for code, one in self.found().items()
            if code.startswith(("delivery", "roundtrip", "news")) and one.ok is not True
        }


@contextmanager
def served(settings: Settings) -> Iterator[LoopbackServer]:
    """Serve our door as `simpul serve` would: with an engine of its own on the same database."""
    with ExitStack() as stack:
        with open_office(settings) as first:  # the database is brought up to date once
            clock = first.clock
        engine = open_engine(settings.database)
        stack.callback(engine.dispose)
        committer = stack.enter_context(GroupCommitter(engine))
        server = LoopbackServer(webhook_door(settings, committer.keep, clock))
        server.start()
        stack.callback(server.stop)
        yield server


@contextmanager
def opened(home: Path, **changed: object) -> Iterator[Site]:
    secret = new_secret()
    with ExitStack() as stack:
        moodle = stack.enter_context(SandboxMoodle(race_delay=0, plugin=True))
        given = {
            "home": home,
            "secret_key": SecretStr("k" * 43),
            "moodle_url": moodle.url,
            "moodle_token": SecretStr(moodle.token),
            "moodle_webhook_secret": SecretStr(secret),
            **changed,
        }
        settings = Settings.model_validate(given)
        door = stack.enter_context(served(settings))
        settings = settings.model_copy(update={"base_url": door.url})
        office = stack.enter_context(open_office(settings))
        moodle.plugin.deliver_to(door.url, secret)
        yield Site(moodle, office, settings, door, secret)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with opened(tmp_path) as one:
        yield one


def test_a_message_that_moodle_sends_arrives_here(site: Site) -> None:
    found = site.found()
    assert found["roundtrip_arrived"].ok is True
    assert found["delivery_address"].ok is True
    assert site.amiss() == set()


def test_what_was_found_stands_on_the_page_too(site: Site) -> None:
    codes = list(site.found())
    with reading(site.office.engine) as connection:
        kept = connections.get(connection, "moodle-default")
    assert kept is not None
    assert {one["code"] for one in kept.check_result} == set(codes)
    assert "roundtrip_arrived" in codes


def test_another_key_in_moodle_is_told(site: Site) -> None:
    site.moodle.plugin.deliver_to(site.door.url, new_secret())
    assert site.amiss() == {(False, "delivery_wrong_key")}


def test_no_key_here_is_told(tmp_path: Path) -> None:
    with opened(tmp_path, moodle_webhook_secret=SecretStr("")) as site:
        assert site.amiss() == {
            (None, "delivery_no_key_here"), (False, "delivery_wrong_address"),
        }  # fmt: skip


def test_another_address_of_ours_is_told(site: Site) -> None:
    site.moodle.plugin.deliver_to(f"{site.door.url}/simpul", site.secret)
    assert (None, "delivery_elsewhere") in site.amiss()


def test_the_door_of_another_simpul_is_not_taken_for_ours(site: Site, tmp_path: Path) -> None:
    other = site.settings.model_copy(update={"home": tmp_path / "other"})
    with served(other) as elsewhere:
        site.moodle.plugin.deliver_to(elsewhere.url, site.secret)
        assert site.amiss() == {(None, "delivery_elsewhere"), (False, "roundtrip_lost")}


@contextmanager
def answering(response: Response) -> Iterator[LoopbackServer]:
    """A server that gives everybody the same answer."""

    @Request.application
    def reply(_request: Request) -> Response:
        return response

    server = LoopbackServer(reply)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.mark.parametrize(
    ("response", "code"),
    [
        (Response(status=301, headers={"Location": "https://simpul.example.org"}), "redirected"),
        (Response("not here", status=404), "wrong_address"),
        (Response("later", status=503), "busy"),
        (Response("broken", status=500), "refused"),
    ],
)
def test_a_server_that_is_not_ours_is_told_by_its_answer(
    site: Site, response: Response, code: str
) -> None:
    with answering(response) as stranger:
        site.moodle.plugin.deliver_to(stranger.url, site.secret)
        assert (False, f"delivery_{code}") in site.amiss()


def test_nobody_at_the_address_is_told(site: Site) -> None:
    site.door.stop()
    assert site.amiss() == {(False, "delivery_unreachable")}


def test_a_site_that_forbids_the_call_itself_is_told(site: Site) -> None:
    site.moodle.plugin.blocked = True
    assert (False, "delivery_blocked") in site.amiss()


def test_without_the_plugin_the_last_news_is_told(site: Site) -> None:
    assert "news_heard" not in site.found()  # the round trip says more
    lms = site.office.lms
    assert lms is not None
    site.moodle.state.account.functions = {"core_webservice_get_site_info"}
    assert site.found()["news_heard"].ok is True
