"""Each connected system is examined and what was found is remembered; nothing is changed there.

The same examination serves `simpul doctor` and the button on the page of the system's health.
"""

import secrets
import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from connector.documents.signing.base import CallbackSigner, Examinable
from connector.errors import RemoteError
from connector.flows.office import Office
from connector.lms.extension import CalledBack, CallsBack
from connector.reconcile.platform import ConnectedPlatform
from connector.reports.targets.base import Outcome
from connector.store import audit, connections, inbox, officials
from connector.store.engine import reading

CHECK_JOB = "check_connections"

ARRIVES_WITHIN = 3.0
"""Seconds after its success was answered in which a test message must stand in our inbox: it is
stored before it is answered, so this only covers a database that is slow to show it."""

SYSTEMS = ("lms", "meetings", "signing", "mail")


@dataclass(frozen=True)
class Checked:
    """One line of `doctor`, with the system it is about."""

    system: str
    ok: bool | None
    code: str
    params: Mapping[str, str | int]


def check_connections(office: Office, systems: Collection[str] = SYSTEMS) -> list[Checked]:
    """Check the connected systems among `systems` and remember what was found."""
    checked = []
    for platform in (office.lms, office.meetings):
        if platform is not None and platform.system in systems:
            found = _examined(office, platform)
            plain = [{"ok": one.ok, "code": one.code, "params": dict(one.params)} for one in found]
            with office.engine.begin() as connection:
                connections.note_check(connection, platform.connection, plain, now=office.clock())
            checked += found
    checked += _signing(office) if "signing" in systems else []
    return checked + (_mail(office) if "mail" in systems else [])


def _examined(office: Office, platform: ConnectedPlatform) -> list[Checked]:
    """Have a platform examine itself, then tell whether it reaches us."""
    system = platform.system
    found = [Checked(system, one.ok, one.code, one.params) for one in platform.check()]
    if platform is office.meetings:
        return [*found, _door(office, platform)]
    said = {one.code for one in found}
    return found + [one for one in _round_trip(office, platform) if one.code not in said]


def _round_trip(office: Office, platform: ConnectedPlatform) -> Iterator[Checked]:
    """Have the system send us a message, and find it in the inbox, whoever serves the door."""
    if not isinstance(platform, CallsBack):
        return
    try:
        called = platform.call_back(secrets.token_hex(16))
    except RemoteError as error:
        yield Checked(platform.system, False, error.code, error.params)
        return
    if called is not None:
        yield _arrival(office, platform, called)
    elif (hours := _hours_since_heard(office, platform)) is not None:
        yield Checked(platform.system, True, "news_heard", {"hours": hours})


def _arrival(office: Office, platform: ConnectedPlatform, called: CalledBack) -> Checked:
    """Say what became of a test message; only our own database proves that it came to us."""
    if called.refusal is not None:
        refusal = called.refusal
        return Checked(platform.system, refusal.ok, refusal.code, refusal.params)
    give_up = time.monotonic() + ARRIVES_WITHIN
    while not (there := _arrived(office, platform, called)) and time.monotonic() < give_up:
        time.sleep(0.2)
    code = "roundtrip_arrived" if there else "roundtrip_lost"
    return Checked(platform.system, there, code, called.params)


def _arrived(office: Office, platform: ConnectedPlatform, called: CalledBack) -> bool:
    with reading(office.engine) as connection:
        return inbox.holds(connection, platform.connection, called.digest)


def _signing(office: Office) -> list[Checked]:
    """Ask the signing services that can be asked without a person."""
    found = [
        Checked("signing", one.ok, one.code, one.params)
        for signer in office.signers.values()
        if isinstance(signer, Examinable)
        for one in signer.examine()
    ]
    return [*found, *_outside(office)]


def _outside(office: Office) -> list[Checked]:
    """Say where files come back signed and nobody told us whose certificates to believe."""
    outside = {name for name, one in office.signers.items() if isinstance(one, CallbackSigner)}
    if office.roots:
        return []
    with reading(office.engine) as connection:
        signing = [one for one in officials.every(connection) if one.active]
    people = sum(one.signer in outside for one in signing)
    return [Checked("signing", None, "outside_unrooted", {"count": people})] if people else []


def _mail(office: Office) -> list[Checked]:
    """Sign in to the mail server; nothing is sent."""
    if office.mail is None:
        return []
    told = office.mail.check()
    good = told.outcome is Outcome.SENT
    return [Checked("mail", good, "mail_ready" if good else told.code, told.params)]


def _door(office: Office, platform: ConnectedPlatform) -> Checked:
    """Tell whether the meeting system calls us; without it attendance comes after class only."""
    if not office.webhooks_open:
        return Checked(platform.system, None, "webhooks_closed", {})
    hours = _hours_since_heard(office, platform)
    if hours is None:
        return Checked(platform.system, None, "webhooks_unheard", {})
    return Checked(platform.system, True, "webhooks_heard", {"hours": hours})


def _hours_since_heard(office: Office, platform: ConnectedPlatform) -> int | None:
    with reading(office.engine) as connection:
        last = inbox.last_received(connection, of=platform.connection)
    return None if last is None else int((office.clock() - last).total_seconds() // 3600)


def request_check(office: Office, actor: str) -> None:
    """Have a worker check every connection; the page shows what it found."""
    now = office.clock()
    with office.engine.begin() as connection:
        office.jobs.enqueue(connection, CHECK_JOB, {"actor": actor})
        audit.note(connection, actor, "connections.checked", "office", now=now)
