"""core_calendar_create_calendar_events, _get_calendar_events and _delete_calendar_events."""

from __future__ import annotations

from typing import Any

from connector.sandbox.moodle.calls import Answer, Call, Function
from connector.sandbox.moodle.cleaning import clean_html, format_string
from connector.sandbox.moodle.errors import MoodleError, missing_record
from connector.sandbox.moodle.functions.course_changes import check_format
from connector.sandbox.moodle.parameters import declare
from connector.sandbox.moodle.state import SITE_COURSE_ID
from connector.sandbox.moodle.tables import Row

MANAGE = "moodle/calendar:manageentries"

WEEK = 7 * 86400
"""Seconds between the repeats of an event."""


def create_events(call: Call, parameters: dict[str, Any]) -> Answer:
    """Atomic; an event the account may not create is a warning, not an error.

    A course event without courseid is stored without a course, where only its maker finds it.
    """
    events: list[Row] = []
    warnings: list[dict[str, Any]] = []
    for event in parameters["events"]:
        check_format(event["format"])
        if event["courseid"] and call.transaction.get("courses", event["courseid"]) is None:
            raise missing_record("context")
        if not call.may(MANAGE):
            warnings.append(
                {
                    "item": event["name"],
                    "warningcode": "nopermissions",
                    "message": "you do not have permissions to create this event",
                }
            )
            continue
        events += _insert(call, event)
    return {"events": [_created(event) for event in events], "warnings": warnings}


def _insert(call: Call, event: dict[str, Any]) -> list[Row]:
    stored = {name: value for name, value in event.items() if name != "repeats"}
    stored.update(
        description=event["description"] or "",
        format=event["format"] if event["description"] and event["format"] else 1,
        userid=call.account.user_id,
        repeatid=0,
        modulename="",
        instance=0,
        uuid="",
        categoryid=0,
        timemodified=call.now,
    )
    first = call.transaction.insert("events", stored)
    if event["repeats"] <= 0:
        return [first]
    first = call.transaction.update("events", first["id"], repeatid=first["id"])
    stored["repeatid"] = first["id"]
    later = [
        call.transaction.insert("events", {**stored, "timestart": event["timestart"] + WEEK * n})
        for n in range(1, event["repeats"])
    ]
    return [first, *later]


def _created(event: Row) -> dict[str, Any]:
    entry = {name: value for name, value in event.items() if name != "categoryid"}
    entry["description"] = clean_html(event["description"], event["format"])
    if not event["repeatid"]:
        del entry["repeatid"]
    return {**entry, "subscriptionid": None}


def get_events(call: Call, parameters: dict[str, Any]) -> Answer:
    """Events of the courses and groups asked for, of the site and of the account, and by id."""
    wanted, options = parameters["events"], parameters["options"]
    manages = call.may(MANAGE)
    courses = set(wanted["courseids"]) if manages else set()
    if options["siteevents"]:
        courses.add(SITE_COURSE_ID)
    by_time = sorted(call.transaction.all("events"), key=lambda event: int(event["timestart"]))
    seen = [event for event in by_time if manages or _of_account(event, call.account.user_id)]
    listed = [event for event in seen if _is_listed(call, event, courses, wanted, options)]
    answer = [_with_nulls(_read(event)) for event in listed]
    known = {event["id"] for event in listed}
    answer += [
        _read(event)
        for event in seen
        if event["id"] in wanted["eventids"] and event["id"] not in known
    ]
    return {"events": answer, "warnings": []}


def _is_listed(
    call: Call, event: Row, courses: set[int], wanted: dict[str, Any], options: dict[str, Any]
) -> bool:
    if not _in_time(event, options) or (options["ignorehidden"] and not event["visible"]):
        return False
    return bool(
        (event["courseid"] in courses and not event["groupid"])
        or (event["groupid"] and event["groupid"] in wanted["groupids"])
        or (options["userevents"] and _of_account(event, call.account.user_id))
    )


def _in_time(event: Row, options: dict[str, Any]) -> bool:
    """Overlaps the period asked for; no end, or 0, means for ever."""
    begins, ends = event["timestart"], event["timestart"] + event["timeduration"]
    reaches = begins >= options["timestart"] or ends > options["timestart"]
    return bool(reaches and (not options["timeend"] or begins <= options["timeend"]))


def _of_account(event: Row, user_id: int) -> bool:
    return bool(event["userid"] == user_id and not event["courseid"] and not event["groupid"])


def _read(event: Row) -> dict[str, Any]:
    return {
        **event,
        "name": format_string(event["name"]),
        "description": clean_html(event["description"], event["format"]),
        "subscriptionid": None,
    }


def _with_nulls(event: dict[str, Any]) -> dict[str, Any]:
    """In a list, unlike by id, what is 0 or empty comes back as null, and uuid not at all."""
    for name in ("categoryid", "groupid", "repeatid", "modulename", "instance"):
        event[name] = event[name] or None
    del event["uuid"]
    return event


def delete_events(call: Call, parameters: dict[str, Any]) -> Answer:
    """Atomic; with `repeat` the whole series goes."""
    for wanted in parameters["events"]:
        event = call.transaction.get("events", wanted["eventid"])
        if event is None:
            raise missing_record("event")
        if not call.may(MANAGE):
            raise MoodleError(
                "nopermissions",
                "Sorry, but you do not currently have permissions to do that (Delete event).",
            )
        call.transaction.delete("events", event["id"])
        series = call.transaction.find("events", "repeat", event["repeatid"])
        if not event["repeatid"] or not series:
            continue
        if wanted["repeat"]:
            for row in series:
                call.transaction.delete("events", row["id"])
        elif event["repeatid"] == event["id"]:
            for row in series:
                call.transaction.update("events", row["id"], repeatid=series[0]["id"])


FUNCTIONS = {
    "core_calendar_create_calendar_events": Function(
        declare(
            "events: [{name: text, description: raw=None, format: int='1', courseid: int=0, "
            "groupid: int=0, repeats: int=0, eventtype: text='user', timestart: int=0, "
            "timeduration: int=0, visible: int=1, sequence: int=1}]"
        ),
        create_events,
    ),
    "core_calendar_get_calendar_events": Function(
        declare(
            "events: {eventids: [int]=[], courseids: [int]=[], groupids: [int]=[], "
            "categoryids: [int]=[]}=[], options: {userevents: bool=1, siteevents: bool=1, "
            "timestart: int=0, timeend: int=0, ignorehidden: bool=1}=[]"
        ),
        get_events,
    ),
    "core_calendar_delete_calendar_events": Function(
        declare("events: [{eventid: int, repeat: bool}]"), delete_events
    ),
}
