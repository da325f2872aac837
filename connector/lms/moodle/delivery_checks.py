"""Judges how the plugin's messages to us fare, and what became of a test message; no call."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from connector.lms.extension import CalledBack
from connector.lms.moodle.options import MoodleOptions
from connector.lms.moodle.plugin_values import Delivery, SentTest
from connector.lms.moodle.site_checks import minutes_since
from connector.reconcile.checks import Check

PATIENCE = 15
"""Minutes a message may wait: by then Moodle has tried three times."""

OVERDUE = 60
"""Minutes after which waiting is a fault: every attempt failed, or none was made."""

DOOR = "/webhooks/moodle"

UNANSWERED = {
    "notready": "delivery_not_set_up",
    "paused": "delivery_paused",
    "blocked": "delivery_blocked",
    "name": "delivery_name_unknown",
    "connect": "delivery_unreachable",
    "timeout": "delivery_unreachable",
    "tls": "delivery_tls",
    "certificate": "delivery_tls",
}
"""The plugin's word for why there was no answer → ours."""


def delivery(found: Delivery, options: MoodleOptions, now: datetime) -> Iterator[Check]:
    """Say whether the plugin is set up to tell us, and what waits there."""
    if not options.keyed:
        yield Check(None, "delivery_no_key_here")
    if not found.address:
        yield Check(None, "delivery_not_set_up")
        return
    if _place(found.address) != _place(options.own_address):
        hosts = {"there": _host(found.address), "here": _host(options.own_address)}
        yield Check(None, "delivery_elsewhere", hosts)
    else:
        yield Check(True, "delivery_address")
    if found.blocked:
        yield Check(False, "delivery_blocked", {"host": _host(found.address)})
    elif not found.ready:
        yield Check(None, "delivery_paused")
    yield from _queue(found, now)


def judged(sent: SentTest) -> CalledBack:
    """Say what a test message met; only one that was answered with success has a digest."""
    status = sent.status
    met: dict[str, str | int] = {"status": status, "milliseconds": sent.milliseconds}
    if 200 <= status < 300:
        return CalledBack(digest=sent.body_sha256, milliseconds=sent.milliseconds, params=met)
    return CalledBack(refusal=Check(False, _reason(status, sent.error), met))


def _reason(status: int, error: str) -> str:
    if status in (401, 403):
        return "delivery_wrong_key"
    if status in (404, 405):
        return "delivery_wrong_address"
    if 300 <= status < 400:
        return "delivery_redirected"
    if status in (429, 503):
        return "delivery_busy"
    if status:
        return "delivery_refused"
    return UNANSWERED.get(error, "delivery_unanswered")


def _queue(found: Delivery, now: datetime) -> Iterator[Check]:
    if found.parked:
        yield Check(False, "delivery_parked", {"count": found.parked})
    minutes = minutes_since(found.oldest, now) if found.waiting and found.oldest else 0
    waiting = {"count": found.waiting, "minutes": minutes}
    if found.waiting and minutes > OVERDUE:
        yield Check(False, "delivery_stuck", waiting)
    elif found.waiting and minutes > PATIENCE:
        yield Check(None, "delivery_waits", waiting)
    elif not found.parked:
        yield Check(True, "delivery_empty", {"count": found.waiting})


def _place(address: str) -> tuple[str, str, str]:
    """Return what must be equal: scheme, host with port, and path without the door's own."""
    parts = urlsplit(address)
    path = parts.path.rstrip("/").partition(DOOR)[0]
    return parts.scheme.lower(), parts.netloc.lower(), path


def _host(address: str) -> str:
    """Return host and port alone: a finding holds no full address."""
    return urlsplit(address).netloc or "?"
