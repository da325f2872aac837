"""Pages about the training office: targets, deliveries, receipts, files; who may see what."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from connector import links
from connector.app import CATALOGUE
from connector.domain.office_events import EventType, TargetState, Vendor
from connector.domain.standard_webhooks import new_secret
from connector.flows.keep_targets import set_state
from connector.flows.office_parcels import LINK_LIFE
from connector.flows.send_report import send_report
from connector.settings import Settings
from connector.store import office_targets
from connector.store.engine import reading
from connector.web import create_web
from connector.web.office_words import (
    address_word,
    delivery_word,
    event_word,
    target_word,
    vendor_word,
)
from tests.database import statements_of
from tests.office_house import ACTOR, NIP, Place, everything, issue, office_house, report, revoke
from tests.office_receiver import Receiver, receiving
from tests.web.place import SECRET, Browser, House, house


@pytest.fixture
def place(sqlite_engine: Engine, tmp_path: Path) -> Iterator[Place]:
    with house(sqlite_engine) as opened:
        made = office_house(opened, tmp_path)
        made.house = House(
            opened.engine, opened.settings, made.office,
            create_web(made.office, opened.settings, CATALOGUE), opened.clock,
        )  # fmt: skip
        yield made


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving(Receiver(secret=new_secret())) as opened:
        yield opened


def add(browser: Browser, receiver: Receiver, **more: object) -> int:
    form = {
        "vendor": "webhook", "slug": "kantor", "name": "Kantor Wilayah", "address": receiver.url,
        "event": ["report.delivered", "certificate.issued"], **more,
    }  # fmt: skip
    return browser.post("/settings/targets", **form).status_code


def test_a_target_is_added_tested_and_shows_how_it_went(place: Place, receiver: Receiver) -> None:
    browser = place.house.administrator()
    assert "Nobody is told anything" in english(browser, "/settings/targets")
    assert add(browser, receiver) == 303
    page = english(browser, "/settings/targets/kantor")
    assert "Kantor Wilayah" in page
    assert "whsec_" in page
    receiver.secret = place.secrets("office-kantor").signing[0]
    assert receiver.secret not in page
    answer = browser.post("/settings/targets/kantor/test")
    place.work()
    shown = english(browser, answer.location)
    assert "taken over" in shown
    assert "204" in shown
    assert [one["type"] for one in receiver.taken.values()] == ["test.sent"]


def english(browser: Browser, path: str) -> str:
    browser.post("/language", lang="en", next="/")
    answer = browser.get(path)
    assert answer.status_code == 200, answer.text
    return html.unescape(answer.text)


def test_what_was_typed_wrong_is_said_and_kept(place: Place, receiver: Receiver) -> None:
    browser = place.house.administrator()
    browser.post("/language", lang="en", next="/")
    answer = browser.post(
        "/settings/targets", vendor="webhook", slug="kantor", name="Kantor",
        address="https://user:rahasia@kantor.example/",
    )  # fmt: skip
    assert answer.status_code == 422
    assert "no user name" in answer.text
    assert "Nothing was added." in answer.text
    assert 'value="Kantor"' in answer.text
    assert add(browser, receiver) == 303
    assert add(browser, receiver) == 422
    assert browser.post("/settings/targets", vendor="fax").status_code == 400
    wrong = browser.post("/settings/targets/kantor", name="", address=receiver.url)
    assert wrong.status_code == 422
    assert place.target("office-kantor").name == "Kantor Wilayah"


@pytest.mark.parametrize("kind", ["webhook", "email", "folder", "siasn"])
def test_each_kind_has_its_own_form(place: Place, kind: str) -> None:
    page = english(place.house.administrator(), f"/settings/targets?new={kind}")
    assert ('name="numbers"' in page) is (kind in ("webhook", "folder"))
    assert ('name="bearer"' in page) is (kind == "webhook")
    assert ("certificate.issued" in page) is (kind in ("webhook", "folder"))


def test_secrets_are_shown_on_request_only(place: Place, receiver: Receiver) -> None:
    browser = place.house.administrator()
    add(browser, receiver, bearer="1")
    keys = place.secrets("office-kantor")
    secrets = (keys.signing[0], keys.inbound[0], keys.bearer)
    for path in ("/settings/targets", "/settings/targets/kantor", "/office"):
        page = browser.get(path).text
        assert not any(one in page for one in secrets)
    shown = browser.post("/settings/targets/kantor/secrets")
    assert all(one in html.unescape(shown.text) for one in secrets)
    assert shown.headers["Cache-Control"] == "no-store"
    assert browser.post("/settings/targets/kantor/rotate", kind="signing").status_code == 303
    assert len(place.secrets("office-kantor").signing) == 2
    assert browser.post("/settings/targets/kantor/rotate", kind="end").status_code == 303
    assert len(place.secrets("office-kantor").signing) == 1
    short = browser.post("/settings/targets/kantor/rotate", kind="bearer", given="x" * 31)
    assert short.status_code == 422
    assert browser.post("/settings/targets/kantor/rotate", kind="all").status_code == 400


def test_a_target_is_paused_switched_on_and_taken_out(place: Place, receiver: Receiver) -> None:
    browser = place.house.administrator()
    add(browser, receiver)
    for state in (TargetState.PAUSED, TargetState.ACTIVE, TargetState.REMOVED):
        answer = browser.post("/settings/targets/kantor/state", state=state.value)
        assert answer.status_code == 303
        assert place.target("office-kantor").options.state is state
    assert browser.post("/settings/targets/kantor/state", state="gone").status_code == 400
    assert browser.post("/settings/targets/kantor/test").status_code == 409
    assert browser.post("/settings/targets/kantor/now").status_code == 409
    assert browser.post("/settings/targets/nobody/test").status_code == 404
    assert browser.get("/settings/targets/zoom-default").status_code == 404


def test_dead_letters_stand_out_and_are_sent_again(place: Place, receiver: Receiver) -> None:
    made = place.webhook(receiver, {EventType.CERTIFICATE_ISSUED})
    issue(place)
    place.tell()
    receiver.next = ["410"]
    place.work()
    browser = place.house.administrator()
    page = english(browser, "/office")
    assert "2 messages were not delivered." in page
    page = english(browser, "/settings/targets/kantor")
    assert "wants nothing any more (410)" in page
    set_state(place.office, made.id, TargetState.ACTIVE, actor=ACTOR)
    assert browser.post("/settings/targets/kantor/again").status_code == 303
    place.work()
    assert len(receiver.taken) == 2
    [first, *_] = place.lines()
    answer = browser.post(f"/office/{first.delivery.id}/again")
    assert answer.status_code == 303
    assert browser.post(f"/office/{first.delivery.id}/again").status_code == 409
    assert browser.post("/office/999/again").status_code == 404


def test_staff_see_how_it_went_and_are_offered_nothing(place: Place, receiver: Receiver) -> None:
    place.webhook(receiver)
    everything(place)
    place.tell()
    place.work()
    staff = place.house.staff()
    for path in ("/office", "/office?state=sent", f"/office/{place.lines()[0].delivery.id}"):
        page = english(staff, path)
        assert NIP not in page
        forms = re.findall(r'<form[^>]*action="(/office[^"]*|/settings[^"]*)"', page)
        assert forms == []
    assert staff.get("/settings/targets").status_code == 403


def test_a_receipt_is_written_down_in_local_time(place: Place, receiver: Receiver) -> None:
    made = place.webhook(receiver, {EventType.REPORT_DELIVERED})
    [delivery] = send_report(place.office, report(place), [made.id], actor=ACTOR).deliveries
    browser = place.house.administrator()
    now = place.office.clock() + timedelta(hours=7)
    wrong = browser.post(f"/office/{delivery}/receipt", at="yesterday", by="TU")
    assert wrong.status_code == 422
    given = now.strftime("%Y-%m-%dT%H:%M")
    answer = browser.post(
        f"/office/{delivery}/receipt", at=given, by="Bu Tata Usaha", reference="TU.04/1"
    )
    assert answer.status_code == 303
    page = english(browser, f"/office/{delivery}")
    assert "Bu Tata Usaha" in page
    assert "Ratna Wulandari" in page
    kept = place.lines()[0].delivery.receipt_at
    assert kept is not None
    assert abs(kept - place.office.clock()) < timedelta(minutes=1, seconds=1)
    assert browser.post(f"/office/{delivery}/receipt", at=given, by="x").status_code == 422
    assert browser.post("/office/999/receipt", at=given, by="x").status_code == 404


def files(receiver: Receiver) -> list[tuple[str, str]]:
    """Return (path, sha256) of every file that the receiver was offered."""
    return [
        (one["url"].removeprefix("http://127.0.0.1:8000"), one["sha256"])
        for payload in receiver.taken.values()
        for one in payload["data"].get("files", ())
    ]


def test_a_file_is_handed_out_without_a_sign_in_until_its_address_ends(
    place: Place, receiver: Receiver
) -> None:
    made = place.webhook(receiver, {EventType.REPORT_DELIVERED})
    send_report(place.office, report(place), [made.id], actor=ACTOR)
    place.work()
    nobody = place.house.visitor()
    [(path, digest), (sheet, _)] = files(receiver)
    answer = nobody.get(path)
    assert answer.status_code == 200
    assert answer.data == b"%PDF-1.7 laporan"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert nobody.get(sheet).data == b"PK sheet"
    assert len(digest) == 64
    for other in (path[:-1], path + "x", path.replace("-0-", "-1-"), "/office/files/x"):
        assert nobody.get(other).status_code == 404
    name = path.removeprefix("/office/files/").rpartition(".")[0]
    for purpose in (links.PERSONAL, links.CHECK_IN):
        forged = links.sign(SECRET, purpose, name)
        assert nobody.get(f"/office/files/{forged}").status_code == 404
    place.now(seconds=LINK_LIFE.total_seconds() + 1)
    assert nobody.get(path).status_code == 404


def test_a_file_is_not_handed_out_for_a_target_that_was_taken_out(
    place: Place, receiver: Receiver
) -> None:
    made = place.webhook(receiver, {EventType.CERTIFICATE_ISSUED}, numbers=True)
    [first, _second] = issue(place)
    place.tell()
    place.work()
    nobody = place.house.visitor()
    paths = [path for path, _ in files(receiver)]
    assert [nobody.get(path).status_code for path in paths] == [200, 200]
    revoke(place, first)
    assert sorted(nobody.get(path).status_code for path in paths) == [200, 404]
    set_state(place.office, made.id, TargetState.REMOVED, actor=ACTOR)
    assert [nobody.get(path).status_code for path in paths] == [404, 404]


def test_lists_of_two_hundred_take_few_queries(place: Place, receiver: Receiver) -> None:
    place.webhook(receiver)
    for number in range(12):
        place.webhook(receiver, {EventType.ROSTER_CONFIRMED}, slug=f"kantor-{number}")
    everything(place)
    place.tell()
    browser = place.house.administrator()
    for path in ("/office", "/office?state=waiting", "/settings/targets"):
        with statements_of(place.engine) as seen:
            assert browser.get(path).status_code == 200
        assert len([one for one in seen if one.startswith("SELECT")]) < 12, path


def test_health_and_connections_know_nothing_of_targets(place: Place, receiver: Receiver) -> None:
    place.webhook(receiver)
    page = place.house.administrator().get("/system").text
    assert "Kantor Wilayah" not in page
    assert receiver.url not in page


def test_every_value_has_a_word(place: Place) -> None:
    with place.house.app.test_request_context():
        for type_ in EventType:
            assert event_word(type_)
        for vendor in Vendor:
            assert vendor_word(vendor)
            assert address_word(vendor)
        for state in TargetState:
            assert target_word(state)
        for one in place.lines():
            assert delivery_word(one.delivery.state)


def test_the_setting_is_off_unless_it_is_set() -> None:
    assert Settings.model_fields["office_folder"].default is None


def test_no_target_is_a_system_of_ours(place: Place, receiver: Receiver) -> None:
    place.webhook(receiver)
    with reading(place.engine) as connection:
        assert office_targets.get(connection, "zoom-default") is None
        assert [one.id for one in office_targets.listing(connection)] == ["office-kantor"]
