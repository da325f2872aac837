"""The doctor's look at one Zoom account: token, scopes, host, clock; changes nothing."""

from collections.abc import Iterable
from datetime import timedelta

from connector.errors import RemoteError, TemporaryError
from connector.meetings.zoom.client import ZoomClient
from connector.meetings.zoom.options import ZoomOptions
from connector.meetings.zoom.payloads import ZoomUser
from connector.reconcile.checks import Check

NEEDED = (
    "meeting:read:list_meetings:admin",
    "meeting:read:meeting:admin",
    "meeting:write:meeting:admin",
    "meeting:update:meeting:admin",
    "meeting:read:list_registrants:admin",
    "meeting:write:registrant:admin",
    "meeting:write:batch_registrants:admin",
    "meeting:update:registrant_status:admin",
    "user:read:user:admin",
)
"""Granular scopes of the calls this project makes (the `security` of Zoom's OpenAPI document)."""

REPORTS = (
    "meeting:read:past_meeting:admin",
    "meeting:read:list_past_instances:admin",
    "report:read:list_meeting_participants:admin",
)
"""Scopes of the calls that read what was written down of a class; a sync needs none of them."""

EVENTS = ("meeting:read:participant:admin",)
"""Scopes of the events of joining and leaving (Zoom's webhook document). Whether a token names
them is unsettled, so that their absence proves nothing."""

CLASSIC = {
    "meeting:read": "meeting:read:admin",
    "meeting:write": "meeting:write:admin",
    "meeting:update": "meeting:write:admin",
    "report:read": "report:read:admin",
    "user:read": "user:read:admin",
}
"""Scopes of apps made before 2024 that cover a family of granular ones."""

MOST_SKEW = timedelta(seconds=60)
"""Beyond this our tokens end early or late, and webhooks (5 minutes) come near refusal."""


def check(client: ZoomClient, options: ZoomOptions) -> list[Check]:
    """Try what every plan needs, in the order in which one thing depends on the other.

    Uses the shared token; a new one is granted only when the shared one has run out.
    """
    try:
        scopes = client.transport.tokens.bearer().scopes
    except RemoteError as error:
        return [_failed("zoom_check_token", error)]
    findings = [Check(True, "zoom_check_token")]
    missing = missing_scopes(scopes)
    if missing:
        findings.append(
            Check(
                False,
                "zoom_check_scopes",
                {"count": len(missing), "scopes": ", ".join(missing)},
            )
        )
    else:
        findings.append(Check(True, "zoom_check_scopes_held", {"count": len(NEEDED)}))
    findings.append(_reports(scopes))
    findings.append(_events(scopes))
    findings.append(_host(client, options))
    findings.append(_clock(client.transport.clock_skew))
    return findings


def missing_scopes(granted: Iterable[str], needed: Iterable[str] = NEEDED) -> list[str]:
    """Return the needed scopes that a token does not carry, granular or classic."""
    held = frozenset(granted)
    return [
        scope
        for scope in needed
        if scope not in held and CLASSIC[":".join(scope.split(":")[:2])] not in held
    ]


def _reports(scopes: Iterable[str]) -> Check:
    missing = missing_scopes(scopes, REPORTS)
    if not missing:
        return Check(True, "zoom_check_reports")
    return Check(
        False,
        "zoom_check_reports_closed",
        {"count": len(missing), "scopes": ", ".join(missing)},
    )


def _events(scopes: Iterable[str]) -> Check:
    missing = missing_scopes(scopes, EVENTS)
    if not missing:
        return Check(True, "zoom_check_events")
    return Check(None, "zoom_check_events_unseen", {"scopes": ", ".join(missing)})


def _host(client: ZoomClient, options: ZoomOptions) -> Check:
    try:
        host = client.get_user(options.host)
    except RemoteError as error:
        return _failed("zoom_check_host", error)
    return _licence(host)


def _licence(host: ZoomUser) -> Check:
    if host.status != "active":
        return Check(False, "zoom_check_host_inactive", {"status": host.status})
    if not host.licensed:
        return Check(False, "zoom_check_host_unlicensed")
    return Check(True, "zoom_check_host")


def _clock(skew: timedelta | None) -> Check:
    if skew is None:
        return Check(None, "zoom_check_clock_unknown")
    seconds = int(skew.total_seconds())
    return Check(abs(skew) <= MOST_SKEW, "zoom_check_clock", {"seconds": seconds})


def _failed(code: str, error: RemoteError) -> Check:
    if isinstance(error, TemporaryError):
        return Check(False, "zoom_check_away", {"reason": error.code})
    return Check(False, f"{code}_failed", {"reason": error.code})
