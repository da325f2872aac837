"""Reads what Zoom holds for a training and says it in our items; writes nothing.

In full or not at all: every error of a read is raised.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from connector.meetings.zoom import payloads
from connector.meetings.zoom.client import ZoomClient
from connector.meetings.zoom.directory import Directory
from connector.meetings.zoom.openers import is_instructor, openers, opens
from connector.meetings.zoom.options import JOIN_LINK, NOTHING, split_registrant_key
from connector.meetings.zoom.payloads import ZoomMeeting, ZoomRegistrant
from connector.meetings.zoom.refusals import Meaning, ZoomRefused
from connector.reconcile.changes import Desired, Item, Observed, Undecided, Value, Values
from connector.reconcile.platform import Bindings

STATUSES = ("approved", "pending", "denied")

LISTED_AGENDA = 250
"""Characters of an agenda that Zoom keeps in a list of meetings."""


@dataclass
class _Findings:
    """What one observation collects."""

    items: list[Item] = field(default_factory=list)
    undecided: list[Undecided] = field(default_factory=list)
    present: dict[str, ZoomMeeting] = field(default_factory=dict)
    """Meetings that are there, by our key."""
    closed: set[str] = field(default_factory=set)
    """Those of them whose registration is off: their registrants cannot be read."""


class Watcher:
    """Reads meetings and registrants of one account."""

    def __init__(
        self, client: ZoomClient, directory: Directory, clock: Callable[[], datetime]
    ) -> None:
        self._client, self._directory, self._clock = client, directory, clock

    def observe(self, wanted: Desired, bindings: Bindings) -> Observed:
        """Read the wanted meetings, bound ones that nobody wants any more, and who is in them."""
        bound = {key: int(number) for key, number in bindings.all("meeting").items()}
        meetings = [item for item in wanted.items if item.kind == "meeting"]
        if not meetings and not bound:
            return Observed(())
        found = _Findings()
        listed = self._client.list_meetings(self._directory.host().id)
        for item in meetings:
            self._meeting(item, bound.get(item.key), listed, bindings, found)
        self._clashes(meetings, listed, found)
        self._vanished({item.key for item in meetings}, bound, listed, found)
        self._registrants(wanted, bindings, found)
        return Observed(tuple(found.items), tuple(found.undecided))

    def _meeting(
        self,
        item: Item,
        number: int | None,
        listed: Sequence[ZoomMeeting],
        bindings: Bindings,
        found: _Findings,
    ) -> None:
        meeting = self._get(number) if number is not None else None
        mark = str(item.values["agenda"])
        marked = [one.id for one in listed if _carries(one.agenda, mark)]
        others = [one for one in marked if meeting is None or one != meeting.id]
        if len(others) > (meeting is None):
            # With one bound only the copies are in question; without, all of them are.
            key = item.key if meeting is None else f"{item.key}#copies"
            numbers = ", ".join(str(one) for one in others)
            found.undecided.append(_waits(item, key, "meeting_repeated", numbers=numbers))
            if meeting is None:
                return
        managed = meeting is not None
        if meeting is None and others:
            meeting = self._get(others[0])
        if meeting is None:
            return
        found.present[item.key] = meeting
        if meeting.settings.get("approval_type") == payloads.NO_REGISTRATION:
            found.closed.add(item.key)
        chosen = openers(item.values, item.key, meeting, self._directory, bindings)
        values = observed_values(item.values, meeting, self._clock())
        if not chosen.settled:
            values["instructors"] = ";".join(meeting.alternative_hosts)
        found.items.append(
            Item(
                "meeting",
                item.key,
                values,
                label=item.label,
                remote_id=str(meeting.id),
                managed=managed,
                also={JOIN_LINK: meeting.join_url},
            )
        )

    def _get(self, number: int) -> ZoomMeeting | None:
        try:
            return self._client.get_meeting(number)
        except ZoomRefused as refusal:
            if refusal.meaning is Meaning.NO_MEETING:
                return None
            raise

    def _clashes(
        self, meetings: Sequence[Item], listed: Sequence[ZoomMeeting], found: _Findings
    ) -> None:
        """Name wanted meetings during which the host is in another one: one host, one room."""
        own = {meeting.id for meeting in found.present.values()}
        taken = [(one.start, one.end, one.id) for one in listed if one.id not in own]
        marks = [str(item.values["agenda"]) for item in meetings]
        copies = {one.id for one in listed for mark in marks if _carries(one.agenda, mark)}
        waiting = {one.key for one in found.undecided}
        for item in meetings:
            start = payloads.moment(item.values["start"])
            if start is None or item.key in waiting:
                continue
            end = start + timedelta(minutes=int(item.values["minutes"] or 0))
            rival = next(
                (
                    number
                    for begins, ends, number in taken
                    if begins and ends and begins < end and start < ends and number not in copies
                ),
                None,
            )
            if rival is None:
                taken.append((start, end, 0))
                continue
            # A meeting that is there goes on; one that is not waits, and its registrants with it.
            key = f"{item.key}#clash" if item.key in found.present else item.key
            found.undecided.append(_waits(item, key, "host_clash", number=str(rival or "")))

    def _vanished(
        self,
        wanted: set[str],
        bound: Mapping[str, int],
        listed: Sequence[ZoomMeeting],
        found: _Findings,
    ) -> None:
        """Keep meetings whose day left the timetable, unless over: people may hold links."""
        by_number = {one.id: one for one in listed}
        for key, number in bound.items():
            meeting = by_number.get(number)
            over = meeting is None or (meeting.end is not None and meeting.end <= self._clock())
            if key in wanted or meeting is None or over:
                continue
            found.present[key] = meeting
            item = Item("meeting", key, {}, label=meeting.topic, remote_id=str(number))
            found.items.append(item)
            found.undecided.append(
                _waits(item, key, "meeting_not_in_timetable", number=str(number))
            )

    def _registrants(self, wanted: Desired, bindings: Bindings, found: _Findings) -> None:
        by_meeting: dict[str, list[Item]] = {}
        for item in wanted.items:
            if item.kind == "registrant":
                by_meeting.setdefault(split_registrant_key(item.key)[1], []).append(item)
        waiting = {one.seat for one in wanted.undecided}
        seats = waiting | {item.seat for item in wanted.items if item.seat}
        for key in dict.fromkeys([*by_meeting, *found.present]):
            items = by_meeting.get(key, [])
            if key in found.closed:
                found.undecided += [_waits(one, one.key, "registration_off") for one in items]
                continue
            meeting = found.present.get(key)
            if meeting is None or (not items and not seats):
                continue
            keeps = waiting if items else seats
            self._members(_Register(key, meeting, items, keeps), bindings, found)

    def _members(self, register: "_Register", bindings: Bindings, found: _Findings) -> None:
        rows = [
            row
            for status in STATUSES
            for row in self._client.list_registrants(register.meeting.id, status)
        ]
        by_id = {row.id: row for row in rows}
        by_email = {row.email: row for row in reversed(rows)}  # approved wins over denied
        bound = {
            key: remote
            for key, remote in bindings.all("registrant").items()
            if split_registrant_key(key)[1] == register.key
        }
        refused = self._refused(register, bindings)
        taken = set[str]()
        for item in register.items:
            email = str(item.values["email"])
            remote = opens(email, register.meeting, self._directory)
            if remote is not None:
                found.items.append(_opener(item, remote, register.meeting))
            elif is_instructor(item.values) and email in refused:
                found.undecided.append(_waits(item, item.key, "alternative_host_refused"))
            else:
                own = by_id.get(bound.get(item.key, ""))
                row = _best(own, by_email.get(email))
                if row is not None:
                    taken.add(row.id)
                    found.items.append(_member(item, row, managed=row is own))
        wanted = {item.key for item in register.items}
        for key, remote in bound.items():
            seat = split_registrant_key(key)[0]
            left = key not in wanted and seat not in register.keeps and remote in by_id
            if left and remote not in taken:  # one address, another seat: a corrected NIP, say
                found.items.append(_leaver(key, seat, by_id[remote]))

    def _refused(self, register: "_Register", bindings: Bindings) -> frozenset[str]:
        teachers = [str(one.values["email"]) for one in register.items if is_instructor(one.values)]
        values: Values = {"instructors": ";".join(teachers)}
        meeting = register.meeting
        return openers(values, register.key, meeting, self._directory, bindings).refused


@dataclass(frozen=True)
class _Register:
    """The registrants of one meeting that are to be read."""

    key: str
    meeting: ZoomMeeting
    items: Sequence[Item]
    keeps: set[str]
    """Seats whose bound registrants are left alone although they are not wanted here."""


def observed_values(wanted: Values, meeting: ZoomMeeting, now: datetime) -> dict[str, Value]:
    """Say a meeting in the words of the wanted values, so that the two can be compared.

    Once the wanted start has passed Zoom ignores changes of time, so it counts as reached.
    A zone of another name with the same offset is the same: Zoom knows fewer names.
    `instructors` counts as reached; the caller judges the list of alternative hosts.
    """
    start = payloads.moment(wanted["start"])
    begun = start is not None and start <= now
    settings = {name: meeting.settings.get(name, wanted.get(name)) for name in payloads.SETTINGS}
    same_zone = begun or _same_offset(str(wanted["timezone"]), meeting.timezone, meeting.start)
    return {
        "topic": meeting.topic,
        "agenda": meeting.agenda,
        "start": wanted["start"] if begun else _start(meeting),
        "minutes": wanted["minutes"] if begun else meeting.minutes,
        "timezone": wanted["timezone"] if same_zone else meeting.timezone,
        **settings,
        "instructors": wanted["instructors"],
    }


def _start(meeting: ZoomMeeting) -> str | None:
    return payloads.written(meeting.start) if meeting.start else None


def _same_offset(ours: str, theirs: str, at: datetime | None) -> bool:
    if ours == theirs or at is None:
        return True
    try:
        return (
            at.astimezone(ZoneInfo(ours)).utcoffset() == at.astimezone(ZoneInfo(theirs)).utcoffset()
        )
    except (ZoneInfoNotFoundError, ValueError):
        return False


def _carries(agenda: str, mark: str) -> bool:
    return mark[:LISTED_AGENDA] in (line.strip() for line in agenda.splitlines())


def _waits(item: Item, key: str, code: str, **params: str | int) -> Undecided:
    return Undecided(item.kind, key, code, seat=item.seat, label=item.label, params=params)


def _best(own: ZoomRegistrant | None, same_email: ZoomRegistrant | None) -> ZoomRegistrant | None:
    """Prefer the registrant we know; one of the wanted address if ours was cancelled."""
    if own is None or (not own.approved and same_email is not None and same_email.approved):
        return same_email
    return own


def _member(item: Item, row: ZoomRegistrant, *, managed: bool) -> Item:
    return Item(
        "registrant",
        item.key,
        {**item.values, "email": row.email},
        seat=item.seat,
        label=item.label,
        active=row.approved,
        remote_id=row.id,
        managed=managed,
        also={JOIN_LINK: row.join_url or NOTHING},  # a cancelled link leads nowhere
    )


def _opener(item: Item, remote: str, meeting: ZoomMeeting) -> Item:
    return Item(
        "registrant",
        item.key,
        dict(item.values),
        seat=item.seat,
        label=item.label,
        remote_id=remote,
        also={JOIN_LINK: meeting.join_url},
    )


def _leaver(key: str, seat: str, row: ZoomRegistrant) -> Item:
    return Item(
        "registrant",
        key,
        {"email": row.email},
        seat=seat,
        active=row.approved,
        remote_id=row.id,
        also={JOIN_LINK: row.join_url or NOTHING},
    )
