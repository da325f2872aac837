"""Who is who: which Moodle account is which person, and which are made anew.

The binding is the truth. A first match needs exactly one hit on the idnumber. A hit on the
address or the username alone is somebody else's account until a person decides. Missing
capabilities make look-ups answer *nobody* instead of an error, so each look-up carries the
value of an account known to be there, and its absence stops everything.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from connector.errors import PermanentError
from connector.lms.moodle import rules
from connector.lms.moodle.client import MoodleClient
from connector.lms.moodle.payloads import Account
from connector.lms.moodle.services import LOOKUP_VALUES, users_by_field
from connector.lms.moodle.wishes import ACCOUNT
from connector.reconcile.changes import Item, Undecided

LOOKUP = "core_user_get_users_by_field"

LOGIN = "login"
"""Kind of the binding that remembers an account's username, for the access sheet."""


@dataclass
class People:
    """The persons of a training as the site knows them."""

    items: list[Item] = field(default_factory=list)
    undecided: list[Undecided] = field(default_factory=list)
    user_ids: dict[str, int] = field(default_factory=dict)
    """Person key → Moodle user id, of everyone bound or matched."""
    sight_proven: bool = False
    """Whether a look-up has shown somebody in full; if not, an empty answer proves nothing."""


def find_people(
    client: MoodleClient,
    wanted: Sequence[Item],
    bound: Mapping[str, str],
    listed: Mapping[int, Account],
    fresh: Set[int],
    marker: str,
) -> People:
    """Match wanted accounts; `listed` are those already seen in the course, by id.

    `fresh` are ids of accounts made a moment ago: nobody has suspended them yet. Raises
    PermanentError `lookup_blind` when look-ups cannot be trusted.
    """
    people = People()
    ours = {item.key: int(bound[item.key]) for item in wanted if item.key in bound}
    known = _bound_accounts(client, ours, listed, fresh)
    for item in wanted:
        if item.key in ours:
            _keep(people, item, ours[item.key], known.get(ours[item.key]), marker)
    strangers = [item for item in wanted if item.key not in ours]
    if strangers:
        canary = _canary(client, known)
        people.sight_proven = canary is not None
        lookup = Lookup(client, canary)
        addresses = Counter(address(item) for item in wanted)
        new = _match(people, strangers, lookup, set(ours.values()), marker)
        _judge_new(people, new, lookup, addresses)
    return people


def _bound_accounts(
    client: MoodleClient, ours: Mapping[str, int], listed: Mapping[int, Account], fresh: Set[int]
) -> dict[int, Account]:
    """Return the bound accounts that exist, looked up by id.

    The list of a course shows who is in it, but not whose account is suspended on the site.
    """
    known = {user: listed[user] for user in ours.values() if user in listed and user in fresh}
    asked = sorted(set(ours.values()) - known.keys())
    for part in _parts([str(user) for user in asked], LOOKUP_VALUES):
        known.update({one.id: one for one in users_by_field(client, "id", part)})
    if ours and (not known or any(one.username is None for one in known.values())):
        raise blind()
    if any(user in listed and user not in known for user in asked):
        raise blind()
    return known


def _canary(client: MoodleClient, known: Mapping[int, Account]) -> Account | None:
    """Return an account of ours in full, by which look-ups show that they see."""
    for one in known.values():
        if one.in_full:
            return one
    listed = next((one for one in known.values() if one.username and one.idnumber), None)
    if listed is None:
        return None
    found = users_by_field(client, "id", [str(listed.id)])
    if not found or not found[0].in_full:
        raise blind()
    return found[0]


def blind() -> PermanentError:
    """Looking up shows nobody, or not enough of them: a capability is missing."""
    return PermanentError("moodle", LOOKUP, "lookup_blind")


class Lookup:
    """Looks values up, with a known account's own value last in every call.

    Last, because PHP cuts a body at its end: a cut shows as well as a missing capability.
    """

    def __init__(self, client: MoodleClient, canary: Account | None) -> None:
        self._client = client
        self._canary = canary

    def find(self, name: str, values: Iterable[str]) -> list[Account]:
        """Return every account with one of the values; raise when the known one is missing."""
        found: list[Account] = []
        control = str(getattr(self._canary, name)) if self._canary else ""
        for part in _parts(sorted({one for one in values if one}), LOOKUP_VALUES - 1):
            asked = [*(one for one in part if one != control), *([control] if control else [])]
            answer = users_by_field(self._client, name, asked)
            if self._canary is not None and not any(
                one.id == self._canary.id and one.in_full for one in answer
            ):
                raise blind()
            if any(one.username is None or one.email is None for one in answer):
                raise blind()
            found.extend(one for one in answer if not one.deleted)
        return found


def _match(
    people: People, strangers: Sequence[Item], lookup: Lookup, taken: set[int], marker: str
) -> list[Item]:
    """Recognise strangers by idnumber; return those nobody has."""
    by_number: dict[str, list[Account]] = {}
    for one in lookup.find("idnumber", (n for item in strangers for n in numbers(item))):
        by_number.setdefault(one.idnumber.casefold(), []).append(one)
    claims = Counter[int]()
    hits: dict[str, list[Account]] = {}
    for item in strangers:
        found = {a.id: a for n in numbers(item) for a in by_number.get(n.casefold(), [])}
        hits[item.key] = list(found.values())
        claims.update(found.keys())
    people.sight_proven |= any(one.in_full for found in hits.values() for one in found)
    for item in strangers:
        if found_here := hits[item.key]:
            reason = _doubt(item, found_here, taken, claims, marker)
            if reason is None:
                _take(people, item, found_here[0], managed=False)
            else:
                people.undecided.append(reason)
    return [item for item in strangers if not hits[item.key]]


def numbers(item: Item) -> list[str]:
    """Every idnumber by which the person of an account item may be known."""
    others = str(item.values.get("other_idnumbers") or "")
    return [str(item.values["idnumber"]), *others.split()]


def _doubt(
    item: Item, found: Sequence[Account], taken: set[int], claims: Counter[int], marker: str
) -> Undecided | None:
    """Say why a hit on the idnumber is not accepted unasked, or None when it is."""
    if len(found) > 1:
        return _undecided(item, "idnumber_twice", count=len(found))
    account = found[0]
    if account.id in taken or claims[account.id] > 1:
        return _undecided(item, "account_of_two")
    if account.suspended:
        return _undecided(item, "account_suspended")
    ours = is_marker(str(item.values["idnumber"]), marker)
    if ours and (account.email or "").lower() != address(item):
        # Another installation of ours may count its persons the same way.
        return _undecided(item, "marker_of_other")
    return None


def is_marker(idnumber: str, prefix: str) -> bool:
    """Tell whether an idnumber is one we invented."""
    return idnumber.startswith(f"{prefix}-")


def _judge_new(
    people: People, new: Sequence[Item], lookup: Lookup, addresses: Counter[str]
) -> None:
    """Keep those back whose account cannot be made without a decision; the rest is created."""
    ready: list[Item] = []
    for item in new:
        reason = _unfit(item, addresses)
        if reason is None:
            ready.append(item)
        else:
            people.undecided.append(reason)
    spellings = (one for item in ready for one in (address(item), str(item.values["email"])))
    taken_addresses = {(one.email or "").lower() for one in lookup.find("email", spellings)}
    usernames = Counter(str(item.values["username"]) for item in ready)
    taken_usernames = {one.username for one in lookup.find("username", usernames)}
    for item in ready:
        username = str(item.values["username"])
        if address(item) in taken_addresses:
            masked = rules.masked_address(address(item))
            people.undecided.append(_undecided(item, "email_taken", email=masked))
        elif username in taken_usernames or usernames[username] > 1:
            people.undecided.append(_undecided(item, "username_taken"))


def address(item: Item) -> str:
    """The person's e-mail address in lower case, empty when there is none."""
    return str(item.values["email"]).lower()


def _unfit(item: Item, addresses: Counter[str]) -> Undecided | None:
    """Say what the roster lacks for a new account: Moodle wants one address for each."""
    if not address(item):
        return _undecided(item, "email_missing")
    if addresses[address(item)] > 1:
        return _undecided(item, "email_shared", email=rules.masked_address(address(item)))
    for name, limit in _LIMITS.items():
        if len(str(item.values[name])) > limit:
            return _undecided(item, "value_long", field=name, limit=limit)
    return None


_LIMITS = {
    "username": rules.NAME_LENGTH,
    "firstname": rules.NAME_LENGTH,
    "lastname": rules.NAME_LENGTH,
    "email": rules.NAME_LENGTH,
    "idnumber": rules.IDNUMBER_LENGTH,
}


def _keep(people: People, item: Item, user: int, account: Account | None, marker: str) -> None:
    """Take a bound account as it is, unless somebody deleted or suspended it."""
    if account is None or account.deleted:
        people.undecided.append(_undecided(item, "account_gone"))
    elif account.suspended:
        people.undecided.append(_undecided(item, "account_suspended"))
    else:
        _take(people, item, account, managed=True, marker=marker)


def _take(people: People, item: Item, account: Account, *, managed: bool, marker: str = "") -> None:
    """Say what exists: of its values only an empty idnumber is ours to fill.

    Names and addresses that people changed in Moodle are theirs, so the others repeat the wish.
    """
    values = dict(item.values)
    if managed and not account.idnumber and not is_marker(str(item.values["idnumber"]), marker):
        values["idnumber"] = ""
    people.user_ids[item.key] = account.id
    people.items.append(
        Item(
            ACCOUNT,
            item.key,
            values,
            seat=item.seat,
            label=item.label,
            remote_id=str(account.id),
            managed=managed,
            also={LOGIN: account.username} if account.username else {},
        )
    )


def _undecided(item: Item, code: str, **params: str | int) -> Undecided:
    return Undecided(ACCOUNT, item.key, code, seat=item.seat, label=item.label, params=params)


def _parts(values: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]
