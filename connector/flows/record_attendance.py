"""How a class's record comes in after it: read top to bottom.

    (live)            webhooks become sightings and stays: `webhooks.dispatch`
    find_records      meetings heard to have ended get one job each for their record
    ask_held          meetings of which no end was heard are asked for
    fetch_record      the provider's complete record replaces what was called out live
    import_record     a list exported by hand does the same, where there is nothing better

A record counts as a whole or not at all. What was seen live is kept beside it. Where the account
gives no records at all (its plan, a missing scope), one parked job says so for all: the others ask
again once a day while it makes sense, so that records come by themselves once they are allowed.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from connector import log
from connector.domain.presence import Held, Source, with_identities
from connector.domain.sessions import SessionRecord
from connector.domain.trainings import Training
from connector.errors import ConnectorError, PermanentError, RemoteError, TemporaryError
from connector.flows.office import Office
from connector.jobs.port import JobState
from connector.meetings.base import Meetings
from connector.rosters.participant_file import ParticipantFile, read_participants
from connector.store import audit, presence, trainings
from connector.store.engine import reading
from connector.store.keys import number_of

FETCH_JOB = "fetch_record"
"""Body: `uuid` of the held meeting; `turn`, how often it was put off; `until`, when to give up."""

READY = timedelta(minutes=30)
"""How long after the end a provider may need (Zoom's reports; `facts/zoom.md` §4)."""

AT_ONCE = 2000
"""Held meetings looked at in one turn: more than an office has in a week, or the newest starve."""

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
"""How long a record that is not ready is left alone, and one that the account does not give."""

PARKED_AT_ONCE = 1000
"""Parked jobs among which one may have told already what is wrong."""

LOOK_BACK = timedelta(days=7)
"""How long a meeting that nobody heard of is asked for, and one that ended waits for its record."""

BY_FILE = "meetings-files"
"""Stands for the connection where an office has none and brings files alone."""

_log = log.get("record")


@dataclass(frozen=True)
class ImportedRecord:
    """What a hand-exported list brought."""

    meeting: str
    people: int
    """Display names, each counted once."""
    stays: int
    replaced_live: int
    """Stays seen live that it stands in for."""


def find_records(office: Office) -> int:
    """Enqueue a job for every meeting heard to have ended and without a record; return how many.

    Meetings of no training are left alone: what others do in the same account is not ours to read.
    """
    if office.meetings is None:
        return 0
    now, place = office.clock(), office.meetings.connection
    with reading(office.engine) as connection:
        ended = presence.without_report(connection, now - READY, now - LOOK_BACK, AT_ONCE)
        ours = [
            one.uuid
            for one in ended
            if one.connection_id == place and presence.trainings_of(connection, place, one.meeting)
        ]
    return _enqueue(office, ours, now)


def ask_held(office: Office) -> int:
    """Ask the provider for meetings whose end nobody heard of; return how many jobs it made.

    Where webhooks cannot be had, or were down, the record still comes.
    """
    meetings = office.meetings
    if meetings is None:
        return 0
    now = office.clock()
    with reading(office.engine) as connection:
        unheard = _unheard(connection, office, meetings.connection, now)
    held = [uuid for number in unheard for uuid in _held(meetings, number, now)]
    return _enqueue(office, held, now)


def fetch_record(
    office: Office, uuid: str, *, turn: int = 0, until: datetime | None = None
) -> None:
    """Fetch the complete record of one held meeting and let it replace what was seen live.

    One that is not ready is no failure: the job ends and the next one is due an hour later. A
    record that will never be there is noted as absent; what was seen live then stays what counts.
    Raises TemporaryError where the provider is away, and PermanentError `report_unreadable`, or
    what is wrong with the whole account where no parked job has said that yet.
    """
    meetings = office.meetings
    if meetings is None:
        return
    try:
        record = meetings.record(uuid)
    except TemporaryError as error:
        if error.remote_code != "report_not_ready":
            raise
        _put_off(office, uuid, turn, until, HOUR)
        return
    except PermanentError as error:
        if error.remote_code == "report_absent":
            _note_absent(office, meetings.connection, uuid)
        elif error.remote_code != "report_unreadable" and _is_told(office, uuid, error.code):
            _put_off(office, uuid, turn, until, DAY)
        else:
            raise
        return
    with office.engine.begin() as connection:
        presence.put_written(
            connection,
            meetings.connection,
            uuid=uuid,
            meeting=record.meeting,
            source=Source.REPORT,
            started=record.started,
            ended=record.ended,
            stays=record.stays,
            now=office.clock(),
            host=record.host,
        )
    _log.debug("fetched", stays=len(record.stays))


def import_record(
    office: Office,
    code: str,
    file_name: str,
    content: bytes,
    *,
    meeting: str = "",
    zone: str = "",
    actor: str,
) -> ImportedRecord:
    """Take in a participant list that a person exported from the provider.

    The meeting's number is the file's own, `meeting`, or the training's only one. `zone` (IANA)
    is that of the account which exported the list, which the file does not tell; without it the
    training's.
    Raises RosterError for a file that cannot be read whole, and ConnectorError
    `record_meeting_unknown`, `record_meeting_differs`, `record_ambiguous`, `record_exists` (a
    complete record is there already); nothing is imported then.
    """
    with reading(office.engine) as connection:
        training = trainings.load_training(connection, code, office.link_for)
        places = presence.meetings_of(connection, number_of(training.key))
    read = read_participants(content, file_name, days=training.days, zone=zone or training.zone)
    number = _number(training, read, meeting, [number for _, number in places])
    source = office.meetings.connection if office.meetings else BY_FILE
    with office.engine.begin() as connection:
        now = office.clock()
        live = _same_class(connection, source, number, read)
        written = with_identities(read.stays, live.stays if live else ())
        presence.put_written(
            connection,
            source,
            uuid=live.uuid if live else f"file:{hashlib.sha256(content).hexdigest()[:32]}",
            meeting=number,
            source=Source.FILE,
            started=read.started,
            ended=read.ended,
            stays=written,
            now=now,
        )
        if (source, number) not in places:
            presence.link(connection, source, number, number_of(training.key), actor, now)
        audit.note(connection, actor, "attendance.imported", training.key, now=now, meeting=number)
    return ImportedRecord(
        meeting=number,
        people=len({stay.names[0].casefold() for stay in written if stay.names}),
        stays=len(written),
        replaced_live=len(live.stays) if live else 0,
    )


def _enqueue(office: Office, uuids: Iterable[str], now: datetime) -> int:
    """Add one job a held meeting; one that had its job before gets no second."""
    until = (now + LOOK_BACK).isoformat()
    made = 0
    with office.engine.begin() as connection:
        for uuid in dict.fromkeys(uuids):
            body = {"uuid": uuid, "turn": 0, "until": until}
            job = office.jobs.enqueue(connection, FETCH_JOB, body, key=f"{FETCH_JOB}:{uuid}")
            made += job is not None
    return made


def _put_off(
    office: Office, uuid: str, turn: int, until: datetime | None, delay: timedelta
) -> None:
    """Have the record asked for again later; a job's own attempts would be used up in hours."""
    now = office.clock()
    until = now + LOOK_BACK if until is None else until
    if now + delay > until:
        _log.info("given_up", turns=turn)
        return
    body = {"uuid": uuid, "turn": turn + 1, "until": until.isoformat()}
    key = f"{FETCH_JOB}:{uuid}:{turn + 1}"
    with office.engine.begin() as connection:
        office.jobs.enqueue(connection, FETCH_JOB, body, key=key, run_at=now + delay)


def _is_told(office: Office, uuid: str, code: str) -> bool:
    """Tell whether another meeting's job lies parked for the same reason: one is enough to see."""
    with reading(office.engine) as connection:
        parked = office.jobs.listing(connection, JobState.DEAD, PARKED_AT_ONCE)
    return any(
        job.kind == FETCH_JOB
        and job.failure is not None
        and job.failure.code == code
        and job.body.get("uuid") != uuid
        for job in parked
    )


def _note_absent(office: Office, connection_id: str, uuid: str) -> None:
    with office.engine.begin() as connection:
        found = presence.occurrence(connection, connection_id, uuid)
        if found is not None:
            presence.put_report_absent(connection, found.id, office.clock())


def _unheard(
    connection: Connection, office: Office, connection_id: str, now: datetime
) -> list[str]:
    """List numbers of meetings that should be over by now and of which no end was heard.

    A click after class ends too: it must not stand for the class, so every past session needs a
    held meeting in its time, and no held meeting may be open.
    """
    numbers = []
    since = now - LOOK_BACK
    for code in trainings.meeting_between(connection, 0, since.date(), now.date()).values():
        training = trainings.load_training(connection, code, office.link_for)
        over = [slot for slot in training.sessions if since <= slot.end <= now - READY]
        if not over:
            continue
        places = presence.meetings_of(connection, number_of(training.key))
        held = {
            number: presence.occurrences_of(connection, place, number)
            for place, number in places
            if place == connection_id
        }
        seen = [one for found in held.values() for one in found]
        missed = not all(any(_covers(one, slot) for one in seen) for slot in over)
        numbers += [
            number
            for number, found in held.items()
            if missed or any(one.ended is None for one in found)
        ]
    return numbers


def _covers(one: presence.Occurrence, slot: SessionRecord) -> bool:
    """Tell whether a held meeting was on during a session."""
    return (
        one.started is not None
        and one.started < slot.end
        and (one.ended is None or one.ended > slot.start)
    )


def _held(meetings: Meetings, number: str, now: datetime) -> list[str]:
    """Ask which meetings of a number were held; an answer at the next turn is soon enough."""
    try:
        held = meetings.held(number)
    except RemoteError as error:
        _log.warning("held_unread", code=error.code)
        return []
    return [one.uuid for one in held if now - LOOK_BACK <= one.started]


def _same_class(
    connection: Connection, connection_id: str, number: str, read: ParticipantFile
) -> Held | None:
    """Return the held meeting that a file is about: same number, shared time.

    Raises ConnectorError `record_exists` where the provider's complete record is there: a file
    without ids would take names for less than what is known.
    """
    shared = [
        one
        for one in presence.held_of(connection, [(connection_id, number)])
        if one.started is not None
        and one.started < read.ended
        and (one.ended is None or one.ended > read.started)
    ]
    if any(one.source is Source.REPORT for one in shared):
        raise ConnectorError("record_exists", meeting=number)
    if len(shared) > 1:
        raise ConnectorError("record_ambiguous", meeting=number, count=len(shared))
    return shared[0] if shared else None


def _number(training: Training, read: ParticipantFile, given: str, known: Sequence[str]) -> str:
    """Return the meeting a file is about; what file and person say must agree."""
    said = "".join(char for char in given if char.isdigit())
    if said and read.meeting and said != read.meeting:
        raise ConnectorError("record_meeting_differs", file=read.meeting, given=said)
    if number := read.meeting or said:
        return number
    if len(known) == 1:
        return known[0]
    raise ConnectorError("record_meeting_unknown", training=training.code)
