"""The Zoom platform's whole story with Zoom's own document as the judge of every message."""

import json
import re
from datetime import time, timedelta

import pytest

from connector.domain.people import Role
from connector.errors import TemporaryError
from connector.meetings.zoom.calls import CALLS
from connector.meetings.zoom.checks import check
from connector.sandbox.zoom import Attendee, Rules
from tests.contracts.prism import JudgedZoom, zoom_document
from tests.meetings.zoom_office import (
    FIRST_DAY,
    HOST,
    RATNA,
    day,
    seat,
    training,
    without,
    zoom_office,
)

CLASS = training(
    [
        *(seat(number) for number in range(1, 35)),
        seat(40, None),
        seat(50, RATNA, Role.INSTRUCTOR),
        seat(51, "luar@kampus.example", Role.INSTRUCTOR),
        seat(60, HOST, Role.ORGANISER),
    ]
)
LATER = [*day(FIRST_DAY, time(9), time(17)), *day(FIRST_DAY + timedelta(days=1))]


def test_zooms_document_finds_nothing_wrong_with_the_story(judged_zoom: JudgedZoom) -> None:
    server = judged_zoom.server
    server.rules = Rules(per_second_limits=False, strict_registrant_quota=False)
    with zoom_office(server=server, base_uri=judged_zoom.base_uri, timeout=(10, 30)) as office:
        check(office.platform.client, office.platform.options)
        office.until_done(CLASS)
        office.until_done(without(CLASS, 2, 3))
        office.until_done(CLASS)
        office.until_done(training([*CLASS.seats, seat(35)], sessions=LATER))
        lost = next(key for key in office.memory.all("meeting"))
        office.memory.lose("meeting", lost)
        office.until_done(training([*CLASS.seats, seat(35)], sessions=LATER))
        assert office.status(CLASS).undecided == 1
        sent = {call.name for call in server.calls}
        assert sent >= {
            "meetings.create",
            "meetings.update",
            "meetings.get",
            "meetings.list",
            "registrants.add",
            "registrants.batch",
            "registrants.list",
            "registrants.status",
            "users.get",
        }
    assert judged_zoom.judge.judged > 60
    assert judged_zoom.judge.violations == []
    assert [call.unknown for call in server.calls if call.unknown] == []


def test_zooms_document_finds_nothing_wrong_with_reading_reports(judged_zoom: JudgedZoom) -> None:
    server = judged_zoom.server
    server.rules = Rules(per_second_limits=False, strict_registrant_quota=False)
    with zoom_office(server=server, base_uri=judged_zoom.base_uri, timeout=(10, 30)) as office:
        office.until_done(training(days=1))
        number = office.meeting_ids()[0]
        ids = office.platform.registrants(office.memory)
        start, end = office.clock() + timedelta(hours=1), office.clock() + timedelta(hours=4)
        there = [
            Attendee(f"Peserta {place}", start, end, f"p{place}@balai.example", registrant)
            for place, registrant in enumerate(sorted(ids) * 40)
        ]
        uuids = [
            server.hold_class(number, start + timedelta(minutes=place), end, there)
            for place in range(5)  # of every form that a UUID can have
        ]
        office.clock.now = end + timedelta(minutes=10)
        with pytest.raises(TemporaryError):
            office.platform.record(uuids[0])
        office.clock.move(hours=1)
        assert [one.uuid for one in office.platform.held(str(number))] == uuids
        assert office.platform.held("81234567890") == []
        for uuid in uuids:
            stays = office.platform.record(uuid).stays
            assert {stay.registrant_id for stay in stays} == set(ids)
        assert len(office.names("report.participants")) == 1 + 2 * len(uuids)
    assert judged_zoom.judge.violations == []
    assert [call.unknown for call in server.calls if call.unknown] == []


def test_every_call_is_paced_in_the_class_zooms_document_gives_it() -> None:
    document = json.loads(zoom_document().read_text(encoding="utf-8"))
    labels = {
        (method.upper(), re.sub(r"{[^}]+}", "1", path)): operation.get("description", "")
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    }
    compared = 0
    for call in CALLS:
        for (method, path), text in labels.items():
            label = re.search(r"Rate Limit Label\]\([^)]*\):?\*\*:? `(\w+)`", text)
            if method == call.method and call.pattern.fullmatch(path) and label:
                assert label[1].lower() == call.pace.value, call.name
                compared += 1
    assert compared >= 11
