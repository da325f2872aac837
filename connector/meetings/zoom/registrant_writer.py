"""Registers, cancels and approves people, meeting by meeting: batches of 30, or one by one.

People who open a meeting cannot be its registrants (code 3027); their place is checked on
the list of alternative hosts instead.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from connector.errors import RemoteError
from connector.meetings.zoom.client import BATCH, ZoomClient
from connector.meetings.zoom.directory import Directory
from connector.meetings.zoom.openers import is_instructor, opens
from connector.meetings.zoom.options import JOIN_LINK, NOTHING, split_registrant_key
from connector.meetings.zoom.payloads import NewRegistrant, ZoomMeeting, ZoomRegistrant
from connector.meetings.zoom.quotas import Quotas
from connector.meetings.zoom.refusals import DailyLimit, Meaning, ZoomRefused
from connector.meetings.zoom.verdicts import Verdicts
from connector.reconcile.changes import Action, Change, Outcome, Result
from connector.reconcile.platform import Bindings

Outcomes = Iterator[Sequence[Outcome]]

BATCH_FROM = 5
"""New registrants of one meeting from which a batch (heavy class) beats single adds (light)."""

ONE_BY_ONE = frozenset(
    {Meaning.INVALID, Meaning.HOST_REGISTERS, Meaning.NOT_SCHEDULED, Meaning.UNKNOWN}
)
"""Refusals of a batch that single adds narrow down to the row they are about."""

WHOLE_MEETING = frozenset(
    {Meaning.NO_MEETING, Meaning.OVER, Meaning.FULL, Meaning.REGISTRATION_OFF}
)
"""Refusals that hold for everybody else of that meeting too."""

DAILY_REFUSALS = 3
"""Daily limits in a row, of different people, after which the rest waits for tomorrow."""


@dataclass
class _Run:
    """What one apply remembers while it goes from meeting to meeting."""

    verdicts: Verdicts
    daily: int = 0
    meetings: dict[int, ZoomMeeting] = field(default_factory=dict)

    @property
    def spent(self) -> bool:
        return self.daily >= DAILY_REFUSALS


class RegistrantWriter:
    """Writes the registrants of one account."""

    def __init__(
        self,
        client: ZoomClient,
        directory: Directory,
        quotas: Quotas,
        clock: Callable[[], datetime],
    ) -> None:
        self._client, self._directory = client, directory
        self._quotas, self._clock = quotas, clock

    def apply(self, changes: Sequence[Change], bindings: Bindings) -> Outcomes:
        run = _Run(Verdicts(self._clock))
        groups: dict[str, list[Change]] = {}
        for change in changes:
            groups.setdefault(split_registrant_key(change.key)[1], []).append(change)
        for key, group in groups.items():
            number = bindings.get("meeting", key)
            if number is None:
                yield [
                    Outcome(one, Result.WAITING, code="need_missing", params={"kind": "meeting"})
                    for one in group
                ]
                continue
            yield from self._meeting(int(number), group, bindings, run)

    def _meeting(
        self, number: int, group: Sequence[Change], bindings: Bindings, run: _Run
    ) -> Outcomes:
        action = group[0].action
        if action is Action.CREATE:
            yield from self._admit(number, group, run)
        elif action is Action.ADOPT:
            yield [Outcome(one, Result.DONE, remote_id=one.remote_id) for one in group]
        elif action is Action.UPDATE:
            yield from self._replace(number, group, bindings, run)
        elif action is Action.REACTIVATE:
            moved = [one for one in group if _old_email(one) != _email(one)]
            back = [one for one in group if one not in moved]
            yield from self._set_status(number, "approve", back, run)
            yield from self._register(number, moved, run)
        elif action is Action.SUSPEND:
            yield from self._set_status(number, "cancel", group, run)
        else:
            yield [
                run.verdicts.failed(one, "zoom_not_done_here", action=action.value) for one in group
            ]

    def _admit(self, number: int, group: Sequence[Change], run: _Run) -> Outcomes:
        """Register all but those who open the room; these are found on its list of hosts."""
        try:
            door = [self._at_the_door(number, one, run) for one in group]
        except RemoteError as error:
            run.verdicts.check(error)
            yield [run.verdicts.outcome(one, error) for one in group]
            return
        settled = [outcome for outcome in door if outcome is not None]
        if settled:
            yield settled
        rest = [one for one, outcome in zip(group, door, strict=True) if outcome is None]
        yield from self._register(number, rest, run)

    def _at_the_door(self, number: int, change: Change, run: _Run) -> Outcome | None:
        email = _email(change)
        teaches = is_instructor(change.after or {}) and self._directory.may_open(email)
        if not teaches and email != self._directory.host().email:
            return None
        if number not in run.meetings:
            run.meetings[number] = self._client.get_meeting(number)
        meeting = run.meetings[number]
        remote = opens(email, meeting, self._directory)
        if remote is None:
            return run.verdicts.failed(change, "zoom_alternative_host_refused")
        return Outcome(change, Result.DONE, remote_id=remote, also={JOIN_LINK: meeting.join_url})

    def _register(self, number: int, group: Sequence[Change], run: _Run) -> Outcomes:
        affordable = []
        for change in group:
            meeting = split_registrant_key(change.key)[1]
            if run.spent or not self._quotas.take_add(_email(change), meeting):
                yield [run.verdicts.no_quota(change)]
            else:
                affordable.append(change)
        if len(affordable) < BATCH_FROM:
            yield from self._singles(number, affordable, run)
            return
        for chunk in _chunks(affordable):
            yield from self._batch(number, chunk, run)

    def _batch(self, number: int, chunk: Sequence[Change], run: _Run) -> Outcomes:
        try:
            added = self._client.batch_registrants(number, [_person(one) for one in chunk])
            run.verdicts.answered()
        except DailyLimit:
            # One person's quota may refuse all thirty: single adds let the others through.
            yield from self._singles(number, chunk, run)
        except ZoomRefused as refusal:
            run.verdicts.check(refusal)
            if refusal.meaning in ONE_BY_ONE:
                yield from self._singles(number, chunk, run)
            else:
                yield [run.verdicts.outcome(one, refusal) for one in chunk]
        except RemoteError as error:
            run.verdicts.check(error)
            yield [run.verdicts.outcome(one, error) for one in chunk]
        else:
            named = [one for one in chunk if _email(one) in added]
            yield [_registered(one, added[_email(one)]) for one in named]
            yield from self._left_out(number, [one for one in chunk if one not in named], run)

    def _left_out(self, number: int, missing: Sequence[Change], run: _Run) -> Outcomes:
        """Look for people a batch did not name: some may have been registered all the same."""
        if not missing:
            return
        try:
            rows = {row.email: row for row in self._client.list_registrants(number, "approved")}
        except RemoteError as error:
            run.verdicts.check(error)
            yield [run.verdicts.outcome(one, error) for one in missing]
            return
        yield [
            _registered(one, rows[_email(one)])
            if _email(one) in rows
            else run.verdicts.failed(one, "zoom_left_out")
            for one in missing
        ]

    def _singles(self, number: int, group: Sequence[Change], run: _Run) -> Outcomes:
        """Add one by one; the quota of every change has been taken already."""
        closed: ZoomRefused | None = None
        for change in group:
            if closed is not None:
                yield [run.verdicts.outcome(change, closed)]
                continue
            if run.spent:
                yield [run.verdicts.no_quota(change)]
                continue
            try:
                row = self._client.add_registrant(number, _person(change))
                run.verdicts.answered()
                run.daily = 0
                yield [_registered(change, row)]
            except DailyLimit:
                run.daily += 1
                self._quotas.exhaust_adds(_email(change), split_registrant_key(change.key)[1])
                yield [run.verdicts.no_quota(change)]
            except RemoteError as error:
                run.verdicts.check(error)
                if isinstance(error, ZoomRefused) and error.meaning in WHOLE_MEETING:
                    closed = error
                yield [run.verdicts.outcome(change, error)]

    def _replace(
        self, number: int, group: Sequence[Change], bindings: Bindings, run: _Run
    ) -> Outcomes:
        """Register under the new address, then cancel the old: Zoom updates no registration.

        An old one that has become somebody else's stays: two people may have changed addresses.
        """
        wanted = {_email(one) for one in group}
        for change in group:
            outcomes = [one for many in self._register(number, [change], run) for one in many]
            added = outcomes[0]
            if added.result is Result.DONE:
                others = bindings.all("registrant").items()
                theirs = {remote for key, remote in others if key != change.key}
                kept = change.remote_id in {added.remote_id, *theirs}
                added = self._swap(number, added, kept or _old_email(change) in wanted, run)
            yield [added]

    def _swap(self, number: int, added: Outcome, kept: bool, run: _Run) -> Outcome:
        """Approve the new registration if it was denied once, and cancel the old unless kept."""
        change = added.change
        try:
            denied = {row.id for row in self._client.list_registrants(number, "denied")}
            if added.remote_id in denied:
                back = (added.remote_id, _email(change))
                self._client.set_registrant_status(number, "approve", [back])
            if not kept:
                old = (change.remote_id, _old_email(change))
                self._client.set_registrant_status(number, "cancel", [old])
        except DailyLimit:
            return run.verdicts.no_quota(change)
        except RemoteError as error:
            run.verdicts.check(error)
            return run.verdicts.outcome(change, error)
        return added

    def _set_status(self, number: int, action: str, group: Sequence[Change], run: _Run) -> Outcomes:
        affordable = []
        for change in group:
            meeting = split_registrant_key(change.key)[1]
            if run.spent or not self._quotas.take_status_update(_old_email(change), meeting):
                yield [run.verdicts.no_quota(change)]
            else:
                affordable.append(change)
        for chunk in _chunks(affordable):
            people = [(one.remote_id, _old_email(one)) for one in chunk]
            try:
                self._client.set_registrant_status(number, action, people)
                run.verdicts.answered()
                gone = {JOIN_LINK: NOTHING} if action == "cancel" else {}
                yield [
                    Outcome(one, Result.DONE, remote_id=one.remote_id, also=gone) for one in chunk
                ]
            except DailyLimit:
                run.daily += 1
                yield [run.verdicts.no_quota(one) for one in chunk]
            except RemoteError as error:
                run.verdicts.check(error)
                yield [run.verdicts.outcome(one, error) for one in chunk]


def _registered(change: Change, row: ZoomRegistrant) -> Outcome:
    also = {JOIN_LINK: row.join_url} if row.join_url else {}
    return Outcome(change, Result.DONE, remote_id=row.id, also=also)


def _chunks(changes: Sequence[Change]) -> Iterator[Sequence[Change]]:
    for start in range(0, len(changes), BATCH):
        yield changes[start : start + BATCH]


def _email(change: Change) -> str:
    return str((change.after or {}).get("email", ""))


def _old_email(change: Change) -> str:
    return str((change.before or {}).get("email", ""))


def _person(change: Change) -> NewRegistrant:
    values = change.after or {}
    return NewRegistrant(
        _email(change), str(values.get("first_name", "")), str(values.get("last_name", ""))
    )
