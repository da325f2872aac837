"""The office is told what is true, once, and nothing else: facts become events and deliveries."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, update

from connector.domain.office_events import (
    OFFERED,
    DeliveryState,
    EventType,
    TargetState,
    Vendor,
)
from connector.domain.reports import ReportState
from connector.domain.standard_webhooks import new_secret
from connector.errors import ConnectorError
from connector.flows.keep_targets import Wish, change_target, send_test, set_state
from connector.flows.office_words import OFFICE_TARGETS
from connector.flows.send_report import choices, put_report, send_report
from connector.store.engine import reading
from connector.store.tables import (
    certificates,
    connections,
    jobs,
    office_deliveries,
    office_events,
    reports,
)
from tests.database import statements_of
from tests.office_house import (
    ACTOR,
    NIP,
    Place,
    archive_day,
    everything,
    issue,
    office_house,
    report,
    revoke,
    take_over,
)
from tests.office_receiver import Receiver, receiving
from tests.web.place import CODE, house

DOCUMENT = Path(__file__).parents[2] / "deploy" / "office-events.md"
TOLD = tuple(one for one in EventType if one is not EventType.TEST)


@pytest.fixture
def place(engine: Engine, tmp_path: Path) -> Iterator[Place]:
    with house(engine) as opened:
        yield office_house(opened, tmp_path)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving(Receiver(secret=new_secret())) as opened:
        yield opened


def count(place: Place, table: Any) -> int:
    with reading(place.engine) as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def test_an_office_without_a_target_pays_one_look_and_keeps_no_row(place: Place) -> None:
    everything(place)
    with statements_of(place.engine) as seen:
        assert place.tell() == 0
    asked = [one for one in seen if one.startswith("SELECT")]
    assert len(asked) == 2, asked  # who subscribes, and what was forgotten
    assert count(place, office_events) == count(place, office_deliveries) == 0


def test_everything_that_happens_is_told_once_and_believed(
    place: Place, receiver: Receiver
) -> None:
    place.webhook(receiver)
    everything(place)
    told = place.tell()
    assert place.tell() == 0
    assert place.work() == told
    assert receiver.refused == 0
    types = Counter(one["type"] for one in receiver.taken.values())
    assert types == {
        "roster.confirmed": 1,
        "sync.verified": 1,
        "session.recorded": 4,
        "training.completed": 1,
        "certificate.issued": 2,
        "certificate.revoked": 1,
        "report.delivered": 1,
        "sheet.ready": 1,
    }
    assert {one.delivery.state for one in place.lines()} == {DeliveryState.SENT}


def test_what_is_sent_is_what_the_document_describes(place: Place, receiver: Receiver) -> None:
    made = place.webhook(receiver, numbers=True)
    [first, _second] = everything(place, revoking=False)
    send_test(place.office, made.id, actor=ACTOR)
    place.tell()
    place.work()
    revoke(place, first)
    place.tell()
    place.work()
    described = _examples()
    assert set(described) == {one.value for one in EventType}
    assert {one["type"] for one in receiver.taken.values()} == set(described)
    for payload in receiver.taken.values():
        assert _shape(payload) == _shape(described[payload["type"]]), payload["type"]
        assert payload["version"] == described[payload["type"]]["version"]


def _examples() -> dict[str, Any]:
    found = [
        json.loads(one)
        for one in re.findall(r"```json\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.S)
    ]
    return {one["type"]: one for one in found if "version" in one}


def _shape(value: Any, name: str = "") -> Any:
    """Names and kinds of values; figures by mark may be any, and what may be null is alike."""
    if name == "attendance":
        return {type(one).__name__ for one in value.values()}
    if name in ("replaces", "replaced_by"):
        return "text or null"
    if isinstance(value, dict):
        return {key: _shape(one, key) for key, one in value.items()}
    if isinstance(value, list):
        return [_shape(value[0])] if value else []
    return type(value).__name__


def test_numbers_are_masked_unless_the_target_may_have_them(
    place: Place, receiver: Receiver
) -> None:
    place.webhook(receiver)
    everything(place)
    place.tell()
    place.work()
    sent = b"".join(one.body for one in receiver.requests)
    assert NIP.encode() not in sent
    assert b"1990************01" in sent
    [first, *_] = [p for p in receiver.taken.values() if p["type"] == "certificate.issued"]
    assert "files" not in first["data"]
    with reading(place.engine) as connection:
        kept = [row.content for row in connection.execute(select(office_events.c.content))]
    assert NIP not in json.dumps(kept)


def test_a_target_that_may_have_numbers_gets_them_and_the_papers(
    place: Place, receiver: Receiver
) -> None:
    place.webhook(receiver, numbers=True)
    issue(place)
    place.tell()
    place.work()
    issued = [p for p in receiver.taken.values() if p["type"] == "certificate.issued"]
    assert NIP in {one["data"]["holder"]["identity"] for one in issued}
    assert all(one["data"]["files"][0]["url"] for one in issued)


def test_the_note_behind_a_revocation_stays_in_the_house(place: Place, receiver: Receiver) -> None:
    place.webhook(receiver, {EventType.CERTIFICATE_REVOKED})
    [first, _second] = issue(place)
    revoke(place, first, "not_earned: Siti tidak hadir, sakit tipus")
    place.tell()
    place.work()
    [payload] = receiver.taken.values()
    assert payload["data"]["reason"] == "not_earned"
    assert b"tipus" not in receiver.requests[0].body


def test_what_never_was_issued_is_not_revoked(place: Place, receiver: Receiver) -> None:
    place.webhook(receiver)
    [first, _second] = issue(place)
    with place.engine.begin() as connection:
        connection.execute(update(certificates).values(archived_at=None))
    revoke(place, first)
    assert place.tell() == 0


def test_what_happened_before_a_target_came_is_not_told(place: Place, receiver: Receiver) -> None:
    take_over(place)
    place.now(minutes=1)
    place.webhook(receiver)
    assert place.tell() == 0
    place.now(minutes=2)
    archive_day(place, 0)
    assert place.tell() == 2


def test_a_type_that_is_added_later_begins_then(place: Place, receiver: Receiver) -> None:
    made = place.webhook(receiver, {EventType.ROSTER_CONFIRMED})
    issue(place)
    place.now(minutes=1)
    wish = Wish(made.name, made.address, OFFERED[Vendor.WEBHOOK])
    change_target(place.office, made.id, wish, actor=ACTOR)
    assert place.tell() == 0
    place.now(minutes=2)
    take_over(place)
    assert place.tell() == 1


def test_a_day_that_is_archived_once_more_is_told_once_more(
    place: Place, receiver: Receiver
) -> None:
    place.webhook(receiver, {EventType.SESSION_RECORDED})
    archive_day(place, 0)
    assert place.tell() == 2
    archive_day(place, 0)
    assert place.tell() == 0
    place.now(minutes=1)
    archive_day(place, 0, {"present": 1, "absent": 1})
    assert place.tell() == 2
    place.work()
    numbers = Counter(p["data"]["archive"]["number"] for p in receiver.taken.values())
    assert numbers == {1: 2, 2: 2}


def test_a_training_is_completed_when_its_last_day_is_archived(
    place: Place, receiver: Receiver
) -> None:
    place.webhook(receiver, {EventType.TRAINING_COMPLETED})
    archive_day(place, 1)
    assert place.tell() == 0
    archive_day(place, 0)
    assert place.tell() == 1
    place.work()
    [payload] = receiver.taken.values()
    data = payload["data"]
    assert (data["first_day"], data["last_day"], data["jp"]) == ("2026-08-03", "2026-08-04", "8")
    assert data["participants"] == 2
    assert data["training"]["code"] == CODE


def test_the_sheet_waits_for_the_last_signature(place: Place, tmp_path: Path) -> None:
    place.add(Vendor.SIASN, "siasn", "siasn")
    [first, _second] = issue(place)
    with place.engine.begin() as connection:
        one = certificates.c.id == first
        connection.execute(update(certificates).where(one).values(state="awaiting_signature"))
    assert place.tell() == 0
    with place.engine.begin() as connection:
        connection.execute(update(certificates).where(one).values(state="archived"))
    assert place.tell() == 1
    place.work()
    [folder] = (tmp_path / "siasn").iterdir()
    assert {one.name for one in folder.iterdir()} == {"event.json", f"{CODE}-MyASN.xlsx"}
    [line] = place.lines()
    assert line.delivery.state is DeliveryState.SENT


def test_two_who_look_at_once_tell_everything_once(place: Place, receiver: Receiver) -> None:
    place.webhook(receiver)
    everything(place)
    together = Barrier(4)

    def look(_: int) -> int:
        together.wait()
        return place.tell()

    with ThreadPoolExecutor(4) as pool:
        told = sum(pool.map(look, range(4)))
    assert told == count(place, office_events) == 12
    assert count(place, office_deliveries) == 12
    assert place.work() == 12
    assert (len(receiver.requests), receiver.repeats) == (12, 0)


def test_each_target_is_told_what_it_subscribes_to(place: Place, receiver: Receiver) -> None:
    place.webhook(receiver, {EventType.CERTIFICATE_ISSUED})
    with receiving(Receiver()) as other:
        place.webhook(other, {EventType.ROSTER_CONFIRMED}, slug="pusat")
        everything(place)
        place.tell()
        place.work()
        assert {p["type"] for p in other.taken.values()} == {"roster.confirmed"}
    assert {p["type"] for p in receiver.taken.values()} == {"certificate.issued"}


def test_nothing_is_told_to_who_was_taken_out(place: Place, receiver: Receiver) -> None:
    made = place.webhook(receiver)
    set_state(place.office, made.id, TargetState.REMOVED, actor=ACTOR)
    everything(place)
    assert place.tell() == 0
    assert count(place, connections) == 3


def test_a_report_goes_to_the_chosen_targets_once(place: Place, receiver: Receiver) -> None:
    made = place.webhook(receiver, {EventType.ROSTER_CONFIRMED})
    version = report(place)
    sent = send_report(place.office, version, [made.id, made.id], actor=ACTOR)
    assert len(sent.deliveries) == 1
    assert send_report(place.office, version, [made.id], actor=ACTOR) == sent
    place.work()
    assert send_report(place.office, version, [made.id], actor=ACTOR) == sent
    [payload] = receiver.taken.values()
    assert payload["id"] == sent.message_id
    names = [one["name"] for one in payload["data"]["files"]]
    assert names == [f"laporan-training-{CODE}-v1.pdf", f"laporan-training-{CODE}-v1.xlsx"]
    assert place.tell() == 0


def test_a_report_and_its_move_are_one_transaction(place: Place, receiver: Receiver) -> None:
    made = place.webhook(receiver, {EventType.ROSTER_CONFIRMED})
    version = report(place)
    with place.engine.connect() as connection:
        put_report(connection, place.office, version, [made.id], actor=ACTOR)
        connection.rollback()  # the move failed
    assert count(place, office_events) == count(place, jobs) == 0


def test_a_report_handed_over_by_hand_is_told_to_who_subscribes(
    place: Place, receiver: Receiver
) -> None:
    place.webhook(receiver, {EventType.REPORT_DELIVERED})
    report(place, state=ReportState.DELIVERED)
    assert place.tell() == 1
    place.work()
    assert len(receiver.taken) == 1


def test_a_report_that_was_sent_is_not_told_again(place: Place, receiver: Receiver) -> None:
    made = place.webhook(receiver, {EventType.REPORT_DELIVERED})
    version = report(place)
    with place.engine.begin() as connection:
        put_report(connection, place.office, version, [made.id], actor=ACTOR)
        connection.execute(update(reports).values(state="delivered", moved_at=place.office.clock()))
    assert place.tell() == 0
    assert len(place.lines()) == 1


def test_what_cannot_be_sent_is_refused_in_words(place: Place, receiver: Receiver) -> None:
    made = place.webhook(receiver)
    sheet = place.add(Vendor.SIASN, "siasn", "siasn")
    version, unfinished = report(place), report(place, finished=False)
    cases = {
        (version, "office-nobody"): "office_target_unknown",
        (version, "zoom-default"): "office_target_unknown",
        (version, sheet.id): "office_target_unknown",
        (unfinished, made.id): "office_report_unfinished",
        (999, made.id): "office_report_unknown",
    }
    for (number, target), code in cases.items():
        with pytest.raises(ConnectorError) as caught:
            send_report(place.office, number, [target], actor=ACTOR)
        assert caught.value.code == code
        assert code in OFFICE_TARGETS
    set_state(place.office, made.id, TargetState.REMOVED, actor=ACTOR)
    with pytest.raises(ConnectorError) as caught:
        send_report(place.office, version, [made.id], actor=ACTOR)
    assert caught.value.code == "office_target_off"
    assert count(place, office_deliveries) == 0
    with reading(place.engine) as connection:
        assert choices(connection) == []


def test_a_folder_gets_the_files_themselves(place: Place, tmp_path: Path) -> None:
    made = place.add(Vendor.FOLDER, "kantor", "map")
    send_report(place.office, report(place), [made.id], actor=ACTOR)
    place.work()
    [folder] = (tmp_path / "kantor").iterdir()
    payload = json.loads((folder / "event.json").read_text(encoding="utf-8"))
    for one in payload["data"]["files"]:
        assert set(one) == {"name", "media_type", "size", "sha256"}
        assert (folder / one["name"]).stat().st_size == one["size"]


def test_every_type_is_offered_somewhere_and_has_a_version() -> None:
    assert set(OFFERED[Vendor.WEBHOOK]) == set(TOLD)
    assert EventType.CERTIFICATE_ISSUED not in OFFERED[Vendor.EMAIL]
