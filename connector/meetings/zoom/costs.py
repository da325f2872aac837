"""What a plan costs at Zoom: calls by rate class, and what today's quotas leave; no call."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from connector.meetings.zoom.calls import Pace
from connector.meetings.zoom.client import BATCH
from connector.meetings.zoom.options import split_registrant_key
from connector.meetings.zoom.quotas import Pacer, Quotas
from connector.meetings.zoom.refusals import next_utc_day
from connector.meetings.zoom.registrant_writer import BATCH_FROM
from connector.reconcile.changes import Action, Change
from connector.reconcile.platform import Budget

LATENCY = 0.3
"""Seconds one answer takes, as a rule of thumb for the estimate."""


def budget(changes: Sequence[Change], quotas: Quotas, pacer: Pacer, now: datetime) -> Budget:
    """Count writes and the reads around them; say what must wait for 00:00 UTC."""
    calls = _calls(changes)
    counts = {pace.value: count for pace, count in sorted(calls.items()) if count}
    needed, left, later = _quota(changes, quotas)
    return Budget(
        calls=counts,
        seconds=round(pacer.seconds(counts, LATENCY), 1),
        quota_left=left,
        quota_needed=needed,
        later=later,
        later_at=next_utc_day(now) if later else None,
    )


def _calls(changes: Sequence[Change]) -> Counter[Pace]:
    calls = Counter[Pace]()
    by_meeting = Counter[tuple[str, Action]]()
    for change in changes:
        if change.kind == "registrant":
            by_meeting[split_registrant_key(change.key)[1], change.action] += 1
        elif change.action is Action.CREATE:
            calls[Pace.LIGHT] += 1
        elif change.action is Action.UPDATE:
            calls[Pace.LIGHT] += 3  # read, change, read again
    for (_, action), count in by_meeting.items():
        if action is Action.CREATE and count >= BATCH_FROM:
            calls[Pace.HEAVY] += -(-count // BATCH)
        elif action is Action.CREATE:
            calls[Pace.LIGHT] += count
        elif action is Action.UPDATE:
            calls[Pace.LIGHT] += count
            calls[Pace.MEDIUM] += count
        elif action in (Action.SUSPEND, Action.REACTIVATE):
            calls[Pace.MEDIUM] += -(-count // BATCH)
    meetings = {c.key for c in changes if c.kind == "meeting"} | {key for key, _ in by_meeting}
    if meetings:  # read before and after: host, list of meetings, each meeting, three statuses
        calls[Pace.LIGHT] += 2 * len(meetings) + 1
        calls[Pace.MEDIUM] += 2 * (1 + 3 * len(meetings))
    return calls


def _quota(changes: Sequence[Change], quotas: Quotas) -> tuple[int, int, int]:
    """Return (needed, left, later) of the quota that is shortest.

    Meetings share one quota a host; registrants have one each, summed here. A registrant
    whose meeting must wait waits too.
    """
    writes = [
        c for c in changes if c.kind == "meeting" and c.action in (Action.CREATE, Action.UPDATE)
    ]
    writes_left = quotas.meeting_writes_left()
    late = {c.key for c in writes[writes_left:] if c.action is Action.CREATE}
    adds = [c for c in changes if c.kind == "registrant" and _adds(c)]
    left: dict[str, int] = {}
    affordable = waiting = 0
    for change in adds:
        meeting = split_registrant_key(change.key)[1]
        email = str((change.after or {}).get("email", ""))
        name = quotas.add_name(email, meeting)
        if name not in left:
            left[name] = quotas.adds_left(email, meeting)
        if meeting in late:
            waiting += 1
        elif left[name] > 0:
            left[name] -= 1
            affordable += 1
        else:
            waiting += 1
    later = max(0, len(writes) - writes_left) + waiting
    if waiting and not late:
        return len(adds), affordable, later
    return len(writes), writes_left, later


def _adds(change: Change) -> bool:
    if change.action is Action.REACTIVATE:
        return (change.before or {}).get("email") != (change.after or {}).get("email")
    return change.action in (Action.CREATE, Action.UPDATE)
