"""The timetable as events of the course calendar; changed by deleting and making anew.

Moodle has no call that changes an event's time or text. Deleting comes first: should the answer
of the second call get lost, the event is missing or there, but never twice.
"""

from collections.abc import Iterator, Mapping, Sequence

from connector.errors import PermanentError
from connector.lms.moodle import timetable
from connector.lms.moodle.batches import done, send
from connector.lms.moodle.client import MoodleClient
from connector.lms.moodle.groups import lacking, needed
from connector.lms.moodle.payloads import Event, NewEvent
from connector.lms.moodle.refusals import MISSING
from connector.lms.moodle.services import create_events, delete_events
from connector.lms.moodle.wishes import COURSE, EVENT, epoch, written_moment
from connector.reconcile.changes import Action, Change, Item, Outcome, Result, Value
from connector.reconcile.diff import differing
from connector.reconcile.platform import Bindings

EVENTS_PER_CALL = 100
"""Events a call; seven fields each."""


def event_items(
    wanted: Sequence[Item], there: Sequence[Event], bound: Mapping[str, str]
) -> Iterator[Item]:
    """Say which wanted events are there, and which of ours are no longer wanted.

    An event that nobody bound but that equals a wanted one is offered for adoption: it is what
    a create left behind whose answer got lost.
    """
    by_id = {str(event.id): event for event in there}
    free = [event for event in there if str(event.id) not in set(bound.values())]
    keys = {item.key for item in wanted}
    for item in wanted:
        event = by_id.get(bound.get(item.key, ""))
        managed = event is not None
        if event is None:
            event = next((one for one in free if not differing(item.values, _values(one))), None)
            if event is None:
                continue
            free.remove(event)
        yield Item(
            EVENT,
            item.key,
            _values(event),
            label=item.label,
            remote_id=str(event.id),
            managed=managed,
        )
    for key, remote_id in bound.items():
        if key not in keys and (event := by_id.get(remote_id)):
            yield Item(EVENT, key, _values(event), label=event.name, remote_id=remote_id)


def _values(event: Event) -> dict[str, Value]:
    return {
        "name": event.name,
        "start": written_moment(event.timestart),
        "minutes": event.timeduration // 60,
        "details": timetable.text_of(event.description),
    }


class EventWriter:
    """Makes, replaces and deletes events. Bindings are read before anything is sent."""

    def __init__(self, client: MoodleClient, bindings: Bindings) -> None:
        self.client = client
        self.bindings = bindings

    def write(self, changes: Sequence[Change]) -> Iterator[Sequence[Outcome]]:
        action = changes[0].action
        if action is Action.ADOPT:  # adopting is remembering
            yield [done(change) for change in changes]
        elif action is Action.REMOVE:
            yield from send(changes, EVENTS_PER_CALL, self._remove)
        else:
            yield from self._make(changes)

    def _make(self, changes: Sequence[Change]) -> Iterator[Sequence[Outcome]]:
        courses = {one.key: needed(self.bindings, one, COURSE) for one in changes}
        if lost := [lacking(one, COURSE) for one in changes if courses[one.key] is None]:
            yield lost

        def make(batch: Sequence[Change]) -> list[Outcome]:
            old = [one for one in batch if one.remote_id]
            if old:
                self._delete(old)
            rows = [_row(one, int(courses[one.key] or 0)) for one in batch]
            made = create_events(self.client, rows)
            return _match(batch, made)

        ready = [one for one in changes if courses[one.key] is not None]
        yield from send(ready, EVENTS_PER_CALL, make)

    def _remove(self, changes: Sequence[Change]) -> list[Outcome]:
        self._delete(changes)
        return [done(change) for change in changes]

    def _delete(self, changes: Sequence[Change]) -> None:
        """Delete events; one that is gone already is what was wanted."""
        try:
            delete_events(self.client, [int(change.remote_id) for change in changes])
        except PermanentError as error:
            if error.remote_code not in MISSING or len(changes) > 1:
                raise


def _row(change: Change, course: int) -> NewEvent:
    values = change.after or {}
    return NewEvent(
        name=str(values["name"]),
        description=timetable.escaped(str(values["details"])),
        courseid=course,
        timestart=epoch(values["start"]),
        timeduration=int(values["minutes"] or 0) * 60,
    )


def _match(changes: Sequence[Change], made: Sequence[Event]) -> list[Outcome]:
    """Give each change the event that answers it; Moodle returns them in the order sent."""
    if len(made) == len(changes):
        return [done(one, str(event.id)) for one, event in zip(changes, made, strict=True)]
    params = {"call": "create_calendar_events"}
    return [Outcome(one, Result.UNKNOWN, code="batch_cut", params=params) for one in changes]
