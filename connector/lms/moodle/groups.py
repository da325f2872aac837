"""The group of an angkatan, and who is in it. Nobody is ever taken out of a group."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from connector.errors import PermanentError
from connector.lms.moodle.batches import done, send
from connector.lms.moodle.client import FIXED_FIELDS, MoodleClient
from connector.lms.moodle.enrolments import Sent
from connector.lms.moodle.options import MoodleOptions
from connector.lms.moodle.payloads import Member
from connector.lms.moodle.refusals import MISSING
from connector.lms.moodle.services import add_members, course_groups, create_group, group_members
from connector.lms.moodle.wishes import COURSE, ENROLMENT, GROUP, MEMBER
from connector.reconcile.changes import Action, Change, Item, Outcome, Result
from connector.reconcile.platform import Bindings


@dataclass(frozen=True)
class FoundGroup:
    """A group that is there, with the users in it."""

    id: int
    users: frozenset[int]


def find_group(
    client: MoodleClient, wanted: Item, bound: str | None, course: int
) -> FoundGroup | None:
    """Return the group: the bound one, otherwise the one of that name in the course."""
    if bound is not None:
        try:
            return _with_members(client, int(bound))
        except PermanentError as error:
            if error.remote_code not in MISSING:  # somebody deleted it
                raise
    name = wanted.values["name"]
    for group in course_groups(client, course):
        if group.name == name:
            return _with_members(client, group.id)
    return None


def _with_members(client: MoodleClient, group: int) -> FoundGroup:
    users = frozenset(one.userid for one in group_members(client, group))
    return FoundGroup(group, users)


def group_item(group: FoundGroup, wanted: Item, bound: str | None) -> Item:
    """Say that the group is there; a name that people changed in Moodle is theirs."""
    return Item(
        GROUP,
        wanted.key,
        wanted.values,
        label=wanted.label,
        remote_id=str(group.id),
        managed=bound == str(group.id),
    )


def member_items(
    wanted: Sequence[Item],
    group: FoundGroup,
    users: Mapping[str, int],
    bound: Mapping[str, str],
) -> Iterator[Item]:
    """Say who of the wanted is in the group; `users` are Moodle ids by seat."""
    for item in wanted:
        user = users.get(item.key)
        if user in group.users:
            place = f"{group.id}/{user}"
            yield Item(
                MEMBER,
                item.key,
                item.values,
                seat=item.seat,
                label=item.label,
                remote_id=place,
                managed=bound.get(item.key) == place,
            )


class GroupWriter:
    """Makes groups and fills them. Bindings are read before anything is sent, in one thread."""

    def __init__(self, client: MoodleClient, options: MoodleOptions, bindings: Bindings) -> None:
        self.client = client
        self.options = options
        self.bindings = bindings

    def write_groups(self, changes: Sequence[Change]) -> Iterator[Sequence[Outcome]]:
        if changes[0].action is not Action.CREATE:  # adopting is remembering
            yield [done(change) for change in changes]
            return
        courses = {one.key: needed(self.bindings, one, COURSE) for one in changes}
        if lost := [lacking(one, COURSE) for one in changes if courses[one.key] is None]:
            yield lost

        def create(batch: Sequence[Change]) -> list[Outcome]:
            name = str((batch[0].after or {})["name"])
            group = create_group(self.client, int(courses[batch[0].key] or 0), name)
            return [done(batch[0], str(group))]

        yield from send([one for one in changes if courses[one.key] is not None], 1, create)

    def write_members(self, changes: Sequence[Change]) -> Iterator[Sequence[Outcome]]:
        if changes[0].action is not Action.CREATE:  # adopting is remembering
            yield [done(change) for change in changes]
            return
        rows: dict[str, Member] = {}
        lost: list[Outcome] = []
        for change in changes:
            group = needed(self.bindings, change, GROUP)
            sent = Sent.read(needed(self.bindings, change, ENROLMENT))
            if group is None or sent is None:
                lost.append(lacking(change, GROUP if group is None else ENROLMENT))
            else:
                rows[change.key] = Member(int(group), sent.user)
        if lost:
            yield lost

        def add(batch: Sequence[Change]) -> list[Outcome]:
            add_members(self.client, [rows[one.key] for one in batch])
            return [done(one, f"{rows[one.key].groupid}/{rows[one.key].userid}") for one in batch]

        size = (self.options.fields_per_call - 1 - FIXED_FIELDS) // 2
        ready = [one for one in changes if one.key in rows]
        yield from send(ready, size, add)  # Moodle locks the group's row: two calls would queue


def needed(bindings: Bindings, change: Change, kind: str) -> str | None:
    """Return the remote id of the thing of a kind that a change needs."""
    key = next((key for need, key in change.needs if need == kind), None)
    return None if key is None else bindings.get(kind, key)


def lacking(change: Change, kind: str) -> Outcome:
    """The thing a change needs is not there yet; a later plan does it."""
    return Outcome(change, Result.WAITING, code="need_missing", params={"kind": kind})
