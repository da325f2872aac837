"""Enrolments: who is in the course, with which role, and what we sent last.

Moodle shows neither dates nor which role is ours, and an enrolment sent in part loses the rest.
So the binding of an enrolment is a ledger entry: course, user, role, dates and status as sent.
Every write sends the full state from it, and roles that people added by hand are left alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from connector.domain.people import Role
from connector.lms.moodle.batches import done, send
from connector.lms.moodle.client import FIXED_FIELDS, MoodleClient
from connector.lms.moodle.options import MoodleOptions
from connector.lms.moodle.payloads import Account, Enrolment, RoleChange
from connector.lms.moodle.services import assign_roles, enrol, unassign_roles
from connector.lms.moodle.wishes import ACCOUNT, COURSE, ENROLMENT
from connector.reconcile.changes import Action, Change, Item, Outcome, Result, Value, Values
from connector.reconcile.platform import Bindings

ENROLMENT_FIELDS = 6
"""Body fields of one enrolment sent in full."""


@dataclass(frozen=True)
class Sent:
    """What was sent last for one seat; `dates` are epoch seconds, None when somebody else set
    them."""

    course: int
    user: int
    role: int
    active: bool
    dates: tuple[int, int] | None = None

    @classmethod
    def read(cls, text: str | None) -> "Sent | None":
        """Read a binding, `12/34/5/active/0/0`; None for no binding."""
        if text is None:
            return None
        course, user, role, state, start, end = text.split("/")
        dates = None if start == "?" else (int(start), int(end))
        return cls(int(course), int(user), int(role), state == "active", dates)

    def __str__(self) -> str:
        start, end = self.dates or ("?", "?")
        state = "active" if self.active else "suspended"
        return f"{self.course}/{self.user}/{self.role}/{state}/{start}/{end}"

    def enrolment(self) -> Enrolment:
        start, end = self.dates or (0, 0)
        return Enrolment(self.role, self.user, self.course, start, end, int(not self.active))


@dataclass(frozen=True)
class Roll:
    """Everybody enrolled in the course, by Moodle id."""

    course: int
    active: Mapping[int, Account]
    suspended: Mapping[int, Account]

    def find(self, user: int | None) -> Account | None:
        if user is None:
            return None
        return self.active.get(user) or self.suspended.get(user)

    @property
    def everybody(self) -> dict[int, Account]:
        return {**self.suspended, **self.active}


def enrolment_items(
    wanted: Sequence[Item],
    roll: Roll,
    users: Mapping[str, int],
    bound: Mapping[str, str],
    options: MoodleOptions,
    now: datetime,
) -> Iterator[Item]:
    """Say who of the wanted is enrolled, and who of ours is no longer wanted.

    `users` are Moodle ids by person.
    """
    ledger = {key: Sent.read(text) for key, text in bound.items()}
    for item in wanted:
        person = next(key for kind, key in item.needs if kind == ACCOUNT)
        account = roll.find(users.get(person))
        if account is not None:
            sent = ledger.get(item.key)
            ours = sent and (sent.course, sent.user) == (roll.course, account.id)
            yield _item(item, account, roll, sent if ours else None, options, now)
    keys = {item.key for item in wanted}
    others = {users.get(key) for item in wanted for kind, key in item.needs if kind == ACCOUNT}
    for key, sent in ledger.items():
        if key not in keys and sent is not None and sent.course == roll.course:
            account = roll.find(sent.user)
            if account is not None:
                shared = sent.user in others
                yield _left(key, account, roll, sent, options, now, shared=shared)


def _item(
    wanted: Item,
    account: Account,
    roll: Roll,
    sent: Sent | None,
    options: MoodleOptions,
    now: datetime,
) -> Item:
    values = _role_found(wanted, account, sent, options)
    if sent is not None and sent.dates is not None:
        values["from"], values["until"] = sent.dates
    seen = Sent(roll.course, account.id, int(values["role_id"] or 0), _active(account, roll))
    return Item(
        ENROLMENT,
        wanted.key,
        values,
        seat=wanted.seat,
        label=wanted.label,
        active=sent.active if sent and _outside(sent, now) else seen.active,
        remote_id=str(sent or seen),
        managed=sent is not None,
    )


def _active(account: Account, roll: Roll) -> bool:
    return account.id in roll.active


def _outside(sent: Sent, now: datetime) -> bool:
    """Outside its dates an enrolment is listed as suspended, whatever its status is."""
    start, end = sent.dates or (0, 0)
    moment = now.timestamp()
    return start > moment or 0 < end <= moment


def _role_found(
    wanted: Item, account: Account, sent: Sent | None, options: MoodleOptions
) -> dict[str, Value]:
    """Tell the seat's role: the one we sent while it is there, so that a change begun is ended.

    Without one it is the wanted role if the person has it, else one that is ours to manage.
    """
    if sent is not None and sent.role in account.roles:
        return role_named(sent.role, wanted, options)
    if wanted.values["role_id"] in account.roles:
        return role_named(int(wanted.values["role_id"] or 0), wanted, options)
    ours = sorted(options.managed_roles.intersection(account.roles))
    return role_named(next(iter(ours or account.roles), 0), wanted, options)


def role_named(role_id: int, wanted: Item, options: MoodleOptions) -> dict[str, Value]:
    """Name a role id in our word, preferring the wanted one where two of ours share an id."""
    if role_id == wanted.values["role_id"]:
        return {"role": wanted.values["role"], "role_id": role_id}
    word = next((role.value for role in Role if options.roles[role] == role_id), "")
    return {"role": word, "role_id": role_id}


def _left(
    key: str,
    account: Account,
    roll: Roll,
    sent: Sent,
    options: MoodleOptions,
    now: datetime,
    *,
    shared: bool,
) -> Item:
    """A seat that left the roster. Whoever still holds another seat only loses the role."""
    active = sent.active if _outside(sent, now) else _active(account, roll)
    if shared:
        active = active and sent.role in account.roles
    elif sent.role not in account.roles:  # a role change whose answer was lost
        ours = options.managed_roles.intersection(account.roles)
        sent = replace(sent, role=min(ours, default=sent.role))
    values: dict[str, Value] = {"role_id": sent.role, "keeps_another_seat": shared}
    return Item(ENROLMENT, key, values, seat=key, active=active, remote_id=str(sent))


class EnrolmentWriter:
    """Writes enrolments. Bindings are read before anything is sent, in one thread."""

    def __init__(self, client: MoodleClient, options: MoodleOptions, bindings: Bindings) -> None:
        self.client = client
        self.options = options
        self.bindings = bindings

    def write(self, changes: Sequence[Change]) -> Iterator[Sequence[Outcome]]:
        """Carry out changes of one action: enrol, adopt, correct, take back, or suspend."""
        action = changes[0].action
        targets: dict[str, Sent] = {}
        lost: list[Outcome] = []
        for change in changes:
            target = self._target(change)
            if target is None:
                params = {"kind": ACCOUNT}
                lost.append(Outcome(change, Result.WAITING, code="need_missing", params=params))
            else:
                targets[change.key] = target
        if lost:
            yield lost
        ready = [change for change in changes if change.key in targets]
        if action is Action.ADOPT:
            if ready:
                yield [done(change, str(targets[change.key])) for change in ready]
            return
        others = self._roles_of_other_seats({change.key for change in ready})

        def write(batch: Sequence[Change]) -> list[Outcome]:
            self._send(batch, targets, others)
            return [done(change, str(targets[change.key])) for change in batch]

        room = (self.options.fields_per_call - 1 - FIXED_FIELDS) // ENROLMENT_FIELDS
        size = min(self.options.enrolments_per_call, room)
        yield from send(ready, size, write, self.options.connections)

    def _target(self, change: Change) -> Sent | None:
        """Say what the enrolment is to become; None while course or account are missing."""
        known = Sent.read(change.remote_id or None)
        if change.action is Action.SUSPEND:
            return known and replace(known, active=False)
        if change.action is Action.ADOPT:
            return known
        ids = {kind: self.bindings.get(kind, key) for kind, key in change.needs}
        course, user = ids.get(COURSE), ids.get(ACCOUNT)
        if course is None or user is None:
            return None
        values = change.after or {}
        dates = (int(values.get("from") or 0), int(values.get("until") or 0))
        return Sent(int(course), int(user), int(values["role_id"] or 0), True, dates)

    def _roles_of_other_seats(self, keys: set[str]) -> set[tuple[int, int]]:
        """Return (user, role) of every other seat, so that nobody loses a role they hold twice."""
        ledger = self.bindings.all(ENROLMENT).items()
        entries = [Sent.read(text) for key, text in ledger if key not in keys]
        return {(one.user, one.role) for one in entries if one is not None and one.active}

    def _send(
        self,
        batch: Sequence[Change],
        targets: Mapping[str, Sent],
        others: set[tuple[int, int]],
    ) -> None:
        """Enrol in full where dates or status change; where only the role does, leave them be."""
        whole = [one for one in batch if _in_full(one)]
        roles = [one for one in batch if not _in_full(one) and not _keeps_seat(one)]
        if whole:
            enrol(self.client, [targets[one.key].enrolment() for one in whole])
        if roles:
            assign_roles(self.client, [_role(targets[one.key]) for one in roles])
        old = [
            RoleChange(role, targets[one.key].user, targets[one.key].course)
            for one in batch
            if (role := self._role_to_take(one)) and (targets[one.key].user, role) not in others
        ]
        if old:
            unassign_roles(self.client, old)

    def _role_to_take(self, change: Change) -> int:
        """Return the role a change takes away, 0 for none; foreign roles are people's."""
        before = int((change.before or {}).get("role_id") or 0)
        if _keeps_seat(change):
            return before
        wanted = (change.after or {}).get("role_id")
        changed = change.after is not None and wanted != before
        return before if changed and before in self.options.managed_roles else 0


def _in_full(change: Change) -> bool:
    """Tell whether a change needs the whole enrolment, not a role alone."""
    if change.action is not Action.UPDATE:
        return not _keeps_seat(change)
    before, after = change.before or {}, change.after or {}
    return any(name in after and after[name] != before.get(name) for name in ("from", "until"))


def _keeps_seat(change: Change) -> bool:
    """Tell whether a retired seat's person stays enrolled for another one."""
    return change.action is Action.SUSPEND and _values(change).get("keeps_another_seat") is True


def _values(change: Change) -> Values:
    return change.before or {}


def _role(target: Sent) -> RoleChange:
    return RoleChange(target.role, target.user, target.course)
