"""Makes accounts, and fills empty idnumbers; who needs one is decided in `accounts`."""

from collections.abc import Iterator, Sequence

from connector.lms.moodle.accounts import LOGIN, blind
from connector.lms.moodle.batches import done, send
from connector.lms.moodle.client import FIXED_FIELDS, MoodleClient
from connector.lms.moodle.options import MoodleOptions
from connector.lms.moodle.payloads import NewUser, width
from connector.lms.moodle.services import create_users, users_by_field, write_idnumbers
from connector.reconcile.changes import Action, Change, Outcome, Result


class AccountWriter:
    """Writes account changes of one site.

    `sight_proven` says whether a look-up has shown somebody in full. If not, the first new
    account is made alone and looked up: should that show nobody, one account too many is the
    whole damage, not a thousand.
    """

    def __init__(self, client: MoodleClient, options: MoodleOptions, sight_proven: bool) -> None:
        self.client = client
        self.options = options
        self.sight_proven = sight_proven

    def write(self, changes: Sequence[Change]) -> Iterator[Sequence[Outcome]]:
        """Carry out changes of one action; accounts are never suspended or removed."""
        action = changes[0].action
        if action is Action.CREATE:
            fields = max(width(self._row(change)) for change in changes)
            size = min(self.options.users_per_call, self._room(fields))
            scout = None if self.sight_proven else self._look_up
            yield from send(changes, size, self._create, self.options.connections, scout)
        elif action is Action.UPDATE:
            yield from send(changes, self._room(2), self._fill, self.options.connections)
        else:  # adopting is remembering
            yield [done(change) for change in changes]

    def _room(self, fields: int) -> int:
        """How many rows of so many fields one call may carry."""
        return max(1, (self.options.fields_per_call - 1 - FIXED_FIELDS) // fields)

    def _row(self, change: Change) -> NewUser:
        values = change.after or {}
        auth = str(values["auth"])
        return NewUser(
            username=str(values["username"]),
            auth=auth,
            firstname=str(values["firstname"]),
            lastname=str(values["lastname"]),
            email=str(values["email"]),
            idnumber=str(values["idnumber"]),
            createpassword=1 if auth == "manual" else None,
        )

    def _create(self, changes: Sequence[Change]) -> list[Outcome]:
        """Create accounts and count the rows that came back: a cut body loses the last ones."""
        rows = [self._row(change) for change in changes]
        made = create_users(self.client, rows)
        return [
            done(change, str(made[row.username]), **{LOGIN: row.username})
            if row.username in made
            else Outcome(change, Result.WAITING, code="batch_cut", params={"call": "create_users"})
            for change, row in zip(changes, rows, strict=True)
        ]

    def _look_up(self, outcome: Outcome) -> None:
        """Refuse to go on when the account just made cannot be found in full.

        One look-up by idnumber proves all: Moodle shows the account for two capabilities, and
        its address for the third, the one a look-up by address hangs on.
        """
        idnumber = str((outcome.change.after or {})["idnumber"])
        found = users_by_field(self.client, "idnumber", [idnumber])
        if not any(one.in_full and str(one.id) == outcome.remote_id for one in found):
            raise blind()
        self.sight_proven = True

    def _fill(self, changes: Sequence[Change]) -> list[Outcome]:
        """Write idnumbers where there was none; each row is refused or written by itself."""
        rows = [(int(one.remote_id), str((one.after or {})["idnumber"])) for one in changes]
        refused = {one.item_id: one.code for one in write_idnumbers(self.client, rows)}
        outcomes = []
        for change, (user, _) in zip(changes, rows, strict=True):
            if user in refused:
                code = f"moodle_{refused[user].lower()}"
                outcomes.append(Outcome(change, Result.FAILED, code=code))
            else:
                outcomes.append(done(change))
        return outcomes
