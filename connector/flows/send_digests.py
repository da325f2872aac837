"""One digest a person and working day, at the office's hour: a tick's work; never a mail a task.

Who has something due, overdue or new is written to, and whoever leads people with something
overdue; one message holds both. Each is claimed before it leaves and noted afterwards, so that
neither a second worker nor a restart sends it twice; one that nobody answered is not repeated.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from connector import log
from connector.domain.working_time import WorkCalendar
from connector.flows.digest_text import Digest, digest_of, letter, subject
from connector.flows.my_tasks import pick
from connector.flows.office import Office
from connector.flows.open_work import read_open_work
from connector.flows.whose_turn import today
from connector.flows.work_calendar import calendar_for
from connector.messages import Language
from connector.reports.targets.base import Handover, Message, Outcome, Target
from connector.store import digests, users
from connector.store.digests import DigestState
from connector.store.engine import reading
from connector.store.users import User

MOST_ATTEMPTS = 12
"""A tick is five minutes: a server that asks to come later is asked for an hour."""

ABANDONED = timedelta(minutes=30)
"""Longer than any conversation with a mail server: whoever claimed it is dead."""

IN_A_ROW = 3
"""So many in a row put off, and it is the server, not the address: the rest waits for a tick."""

_log = log.get("digest")


@dataclass(frozen=True)
class _Letter:
    user: User
    digest: Digest


def send_digests(office: Office) -> int:
    """Send what is due this morning; return how many were taken over. Nothing on a day off."""
    now = office.clock()
    day = today(office, now)
    with office.engine.begin() as connection:
        digests.settle(connection, day, now - ABANDONED)
    mail = office.mail
    if mail is None:
        return 0
    sent, put_off = 0, 0
    for one in _letters(office, day, now):
        told = _send(office, mail, one, day)
        sent += told is Outcome.SENT
        put_off = put_off + 1 if told is Outcome.LATER else 0
        if put_off == IN_A_ROW:
            break
    if sent or put_off:
        _log.info("digests_sent", day=day.isoformat(), sent=sent, put_off=put_off)
    return sent


def is_time(calendar: WorkCalendar, office: Office, now: datetime) -> bool:
    """Tell whether digests go out now: on a working day, from the hour set to the day's end."""
    local = now.astimezone(ZoneInfo(office.zone))
    hours = calendar.hours(local.date())
    return bool(hours) and office.digest_at <= local.time() < hours[-1][1]


def _letters(office: Office, day: date, now: datetime) -> list[_Letter]:
    """Write what is to be sent, and note who has nothing to be told; all from one moment."""
    with reading(office.engine) as connection:
        if not is_time(calendar_for(connection, office), office, now):
            return []
        known = digests.of_day(connection, day)
        people = [
            one
            for one in users.listing(connection)
            if one.active
            and one.email
            and (one.id not in known or known[one.id].state is DigestState.WAITING)
        ]
        if not people:
            return []
        work = read_open_work(connection, office, now)
        found = [_Letter(one, digest_of(pick(work, one.id), office.zone, now)) for one in people]
    quiet = [one.user.id for one in found if not one.digest.lines and one.user.id not in known]
    with office.engine.begin() as connection:
        for user_id in quiet:
            digests.note_nothing(connection, user_id, day, now=now)
    return [one for one in found if one.digest.lines]


def _send(office: Office, mail: Target, one: _Letter, day: date) -> Outcome | None:
    """Make one attempt; None where somebody else has it, or the person may not be told now."""
    message_id = mail.message_id(f"digest:{one.user.id}:{day.isoformat()}")
    with office.engine.begin() as connection:
        user = users.by_id(connection, one.user.id)
        if user is None or not user.active or not user.email:
            return None
        attempt = digests.claim(
            connection, user.id, day, lines=one.digest.lines, message_id=message_id,
            now=office.clock(),
        )  # fmt: skip
    if attempt is None:
        return None
    told = mail.hand_over(_message(office, user, one.digest, message_id))
    state, code = _ending(told, attempt)
    with office.engine.begin() as connection:
        digests.end(connection, user.id, day, attempt, state, code, told.params, now=office.clock())
    return told.outcome


def _message(office: Office, user: User, digest: Digest, message_id: str) -> Message:
    now = office.clock()
    language: Language = "en" if user.language == "en" else "id"
    return Message(
        id=message_id,
        to=user.email or "",
        name=user.name,
        subject=subject(digest, language),
        text=letter(digest, user.name, tasks_address(office), office.zone, now, language),
        at=now,
    )


def tasks_address(office: Office) -> str:
    """Return the absolute address of the page that the one link leads to."""
    return f"{office.base_url}/tasks"


def _ending(told: Handover, attempt: int) -> tuple[DigestState, str]:
    if told.outcome is Outcome.LATER and attempt >= MOST_ATTEMPTS:
        return DigestState.REFUSED, "digest_gave_up"
    state = {
        Outcome.SENT: DigestState.SENT,
        Outcome.REFUSED: DigestState.REFUSED,
        Outcome.LATER: DigestState.WAITING,
        Outcome.UNKNOWN: DigestState.UNKNOWN,
    }[told.outcome]
    return state, told.code
