"""Each connected system is examined and what was found is remembered; nothing is changed there.

The same examination serves `simpul doctor` and the button on the page of the system's health.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from connector.documents.signing.base import CallbackSigner, Examinable
from connector.flows.office import Office
from connector.reports.targets.base import Outcome
from connector.store import audit, connections, inbox, officials
from connector.store.engine import reading

CHECK_JOB = "check_connections"

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
            found = platform.check()
            checked += [Checked(platform.system, one.ok, one.code, one.params) for one in found]
            if platform is office.meetings:
                checked.append(_door(office))
            plain = [{"ok": one.ok, "code": one.code, "params": dict(one.params)} for one in found]
            with office.engine.begin() as connection:
                connections.note_check(connection, platform.connection, plain, now=office.clock())
    checked += _signing(office) if "signing" in systems else []
    return checked + (_mail(office) if "mail" in systems else [])


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


def _door(office: Office) -> Checked:
    """Tell whether the meeting system calls us; without it attendance comes after class only."""
    if not office.webhooks_open:
        return Checked("meetings", None, "webhooks_closed", {})
    with reading(office.engine) as connection:
        last = inbox.last_received(connection, without="office")
    if last is None:
        return Checked("meetings", None, "webhooks_unheard", {})
    hours = int((office.clock() - last).total_seconds() // 3600)
    return Checked("meetings", True, "webhooks_heard", {"hours": hours})


def request_check(office: Office, actor: str) -> None:
    """Have a worker check every connection; the page shows what it found."""
    now = office.clock()
    with office.engine.begin() as connection:
        office.jobs.enqueue(connection, CHECK_JOB, {"actor": actor})
        audit.note(connection, actor, "connections.checked", "office", now=now)
