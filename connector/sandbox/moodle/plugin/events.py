"""What the plugin notices: each change of a row that matters to Simpul, as one message of ids.

Moodle tells `course_completed` before the `course_module_completion_updated` that caused it, and
so does this. Nothing is sent here.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from connector.sandbox.moodle.plugin.words import OURS
from connector.sandbox.moodle.schema import COURSE_LEVEL
from connector.sandbox.moodle.tables import Changed, Row

Find = Callable[[str, int], Row | None]
"""A row by table and id, although the same commit may have taken it away."""

FIRST = ("course_completions", "completions")
"""These are told in this order, before everything else."""


@dataclass(frozen=True)
class Happening:
    """One event of Moodle, reduced to ids; 0 where it names none."""

    type: str
    event: str
    course: int = 0
    person: int = 0
    module: int = 0
    object: int = 0


def happenings(changes: Sequence[Changed], find: Find) -> list[Happening]:
    """Say what a commit means, in the order in which Moodle would tell it."""
    told = (
        (change, one)
        for change in changes
        if change.table in _READERS
        for one in _READERS[change.table](change, find)
    )
    return [one for _, one in sorted(told, key=lambda pair: _rank(pair[0]))]


def message(happening: Happening, by: int, at: int) -> tuple[str, bytes]:
    """Return a message's id and its body, which stays the same in every attempt."""
    data = {
        "event": happening.event,
        "course": happening.course,
        "person": happening.person,
        "module": happening.module,
        "object": happening.object,
        "by": by,
        "at": at,
    }
    return envelope(happening.type, data, at)


def envelope(kind: str, data: dict[str, Any], at: int) -> tuple[str, bytes]:
    """Wrap data as Standard Webhooks asks; `at` in epoch seconds."""
    message_id = f"msg_{secrets.token_hex(16)}"
    stamp = datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    body = {"id": message_id, "type": kind, "timestamp": stamp, "data": data}
    return message_id, json.dumps(body, separators=(",", ":")).encode()


def _rank(change: Changed) -> tuple[int, int]:
    if change.table in FIRST:
        return FIRST.index(change.table), 0
    # who leaves a course leaves its groups and roles first; who comes is enrolled first
    order = ("members", "role_assignments", "enrolments")
    if change.table not in order:
        return len(FIRST) + 1, 0
    place = order.index(change.table)
    return len(FIRST), place if change.after is None else -place


def _row(change: Changed) -> Row:
    """The row as it is, or as it was."""
    return change.after or change.before or {}


def _verb(change: Changed, created: str, updated: str, deleted: str) -> str:
    """Pick the word for what became of a row; "" where that is told to nobody."""
    if change.before is None:
        return created
    return deleted if change.after is None else updated


def _completed_course(change: Changed, _: Find) -> Iterator[Happening]:
    if event := _verb(change, "course_completed", "", ""):
        row = _row(change)
        yield Happening(
            "moodle.course_completed", _core(event), row["courseid"], row["userid"], 0, row["id"]
        )


def _core(event: str) -> str:
    return f"\\core\\event\\{event}"


def _completed_activity(change: Changed, find: Find) -> Iterator[Happening]:
    """An override that changes nothing is no event."""
    before = change.before["state"] if change.before else 0
    after = change.after["state"] if change.after else before
    if before == after:
        return
    row = _row(change)
    activity = find("activities", row["cmid"])
    yield Happening(
        "moodle.activity_completed",
        _core("course_module_completion_updated"),
        activity["courseid"] if activity else 0,
        row["userid"],
        row["cmid"],
        row["id"],
    )


def _attempted(change: Changed, find: Find) -> Iterator[Happening]:
    row = _row(change)
    quiz = find("quizzes", row["quiz"])
    if quiz is None:
        return
    for event in _of_attempt(change):
        yield Happening(
            "moodle.quiz_submitted",
            f"\\mod_quiz\\event\\{event}",
            quiz["courseid"],
            row["userid"],
            quiz["coursemodule"],
            row["id"],
        )


def _of_attempt(change: Changed) -> Iterator[str]:
    before, after = change.before, change.after
    if after is None:
        yield "attempt_deleted"
        return
    was_over = before is not None and before["state"] == "finished"
    if after["state"] == "finished" and not was_over:
        yield "attempt_submitted"
    marked_before = before["sumgrades"] if before else None
    if after["state"] == "finished" and after["sumgrades"] != marked_before:
        yield "attempt_regraded" if marked_before is not None else "attempt_graded"
    if after["state"] == "abandoned" and (before is None or before["state"] != "abandoned"):
        yield "attempt_abandoned"


def _graded(change: Changed, find: Find) -> Iterator[Happening]:
    """Only grades of quizzes count."""
    row = _row(change)
    item = find("grade_items", row["itemid"])
    if item is not None and item["modname"] == "quiz" and change.after is not None:
        yield Happening(
            "moodle.quiz_submitted",
            _core("user_graded"),
            item["courseid"],
            row["userid"],
            item["cmid"],
            row["id"],
        )


def _enrolled(change: Changed, find: Find) -> Iterator[Happening]:
    row = _row(change)
    instance = find("instances", row["enrolid"])
    words = ("enrolled", "enrolment_updated", "unenrolled")
    events = ("user_enrolment_created", "user_enrolment_updated", "user_enrolment_deleted")
    if instance is not None and (word := _verb(change, *words)):
        event = events[words.index(word)]
        yield Happening(
            f"moodle.{word}", _core(event), instance["courseid"], row["userid"], 0, row["id"]
        )


def _assigned(change: Changed, find: Find) -> Iterator[Happening]:
    """Only roles in a course count; the object is the role."""
    row = _row(change)
    context = find("contexts", row["contextid"])
    event = _verb(change, "role_assigned", "", "role_unassigned")
    if event and context is not None and context["level"] == COURSE_LEVEL:
        yield Happening(
            "moodle.role_changed",
            _core(event),
            context["instance"],
            row["userid"],
            0,
            row["roleid"],
        )


def _grouped(change: Changed, find: Find) -> Iterator[Happening]:
    row = _row(change)
    group = find("groups", row["groupid"])
    if group is not None and (
        event := _verb(change, "group_member_added", "", "group_member_removed")
    ):
        yield Happening(
            "moodle.group_changed", _core(event), group["courseid"], row["userid"], 0, group["id"]
        )


def _group(change: Changed, _: Find) -> Iterator[Happening]:
    row = _row(change)
    if event := _verb(change, "", "group_updated", "group_deleted"):
        yield Happening("moodle.group_changed", _core(event), row["courseid"], 0, 0, row["id"])


def _account(change: Changed, _: Find) -> Iterator[Happening]:
    if change.before is None or change.after is None:
        return
    gone = change.after["deleted"] and not change.before["deleted"]
    word = "deleted" if gone else "updated"
    kind = "moodle.account_deleted" if gone else "moodle.account_changed"
    person = change.after["id"]
    yield Happening(kind, _core(f"user_{word}"), 0, person, 0, person)


def _course(change: Changed, _: Find) -> Iterator[Happening]:
    row = _row(change)
    if event := _verb(change, "", "course_updated", "course_deleted"):
        yield Happening("moodle.course_changed", _core(event), row["id"], 0, 0, row["id"])


def _module(change: Changed, _: Find) -> Iterator[Happening]:
    row = _row(change)
    event = _verb(change, "", "course_module_updated", "course_module_deleted")
    if event and row["idnumber"].startswith(OURS):
        yield Happening(
            "moodle.course_changed", _core(event), row["courseid"], 0, row["id"], row["id"]
        )


def _calendar(change: Changed, _: Find) -> Iterator[Happening]:
    row = _row(change)
    event = _verb(change, "", "calendar_event_updated", "calendar_event_deleted")
    if event and row["courseid"] and row["eventtype"] == "course":
        yield Happening("moodle.course_changed", _core(event), row["courseid"], 0, 0, row["id"])


_READERS: dict[str, Callable[[Changed, Find], Iterable[Happening]]] = {
    "course_completions": _completed_course,
    "completions": _completed_activity,
    "attempts": _attempted,
    "grades": _graded,
    "enrolments": _enrolled,
    "role_assignments": _assigned,
    "members": _grouped,
    "groups": _group,
    "users": _account,
    "courses": _course,
    "activities": _module,
    "events": _calendar,
}
"""Which table's changes are told, and how."""
