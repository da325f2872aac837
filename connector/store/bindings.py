"""Our things ↔ their remote ids, and the journal in which apply writes down what happened."""

import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Text, and_, cast, literal, or_, select

from connector.reconcile.changes import SETTLED, Action, Item, Outcome
from connector.store.engine import insert_into, reading
from connector.store.keys import PERSON, number_of
from connector.store.tables import bindings, outcomes, seats

REGISTRANT = "registrant"
FORMER = "former_registrant"
"""A registration that was made anew: the people who came by the old one are still known by it."""

Found = dict[tuple[str, str], str]
"""(kind, key) → remote id."""


class StoredBindings:
    """The bindings of one connection that concern one training; read once, then remembered.

    Accounts are bound to persons across trainings: those of everybody seated here are seen.
    """

    def __init__(self, engine: Engine, connection: str, training: str) -> None:
        """`training` is the training's key (`training:5`)."""
        self.connection = connection
        self.training = number_of(training)
        self._engine = engine
        self._lock = threading.Lock()
        self._known: dict[str, dict[str, str]] | None = None

    def get(self, kind: str, key: str) -> str | None:
        with self._lock:
            return self._loaded().get(kind, {}).get(key)

    def all(self, kind: str) -> Mapping[str, str]:
        with self._lock:
            return dict(self._loaded().get(kind, {}))

    def forget(self) -> None:
        """Read again at the next question, after somebody else wrote."""
        with self._lock:
            self._known = None

    def note(self, added: Mapping[tuple[str, str], str], gone: Iterable[tuple[str, str]]) -> None:
        """See what a committed transaction changed; the database is not touched."""
        with self._lock:
            if self._known is None:
                return
            for kind, key in gone:
                self._known.get(kind, {}).pop(key, None)
            for (kind, key), remote_id in added.items():
                self._known.setdefault(kind, {})[key] = remote_id

    def remember(self, items: Sequence[Item], now: datetime) -> None:
        """Store what a read-back brought for known keys: `also`, and ids of what we manage."""
        found: Found = {}
        for item in items:
            if item.managed and item.remote_id:
                found[item.kind, item.key] = item.remote_id
            found |= {(kind, item.key): value for kind, value in item.also.items() if value}
        with self._lock:
            known = self._loaded()
            news = {
                p: value for p, value in found.items() if known.get(p[0], {}).get(p[1]) != value
            }
        if news:
            with self._engine.begin() as connection:
                store(connection, self.connection, self.training, news, now)
            self.note(news, ())

    def _loaded(self) -> dict[str, dict[str, str]]:
        if self._known is None:
            self._known = defaultdict(dict)
            with reading(self._engine) as connection:
                found = load(connection, self.connection, self.training)
            for (kind, key), remote_id in found.items():
                self._known[kind][key] = remote_id
        return self._known


class StoredJournal:
    """Stores outcomes and the bindings they bring in one transaction, as apply reports them."""

    def __init__(
        self,
        engine: Engine,
        plan: int,
        bindings: StoredBindings,
        clock: Callable[[], datetime],
    ) -> None:
        """`bindings` are the ones apply works with: they see what was stored."""
        self._engine, self._plan, self._bindings, self._clock = engine, plan, bindings, clock

    def record(self, outcomes: Sequence[Outcome]) -> None:
        """Store outcomes; a later outcome of the same change replaces the earlier one.

        A settled outcome binds its key; one that removed the thing unbinds it.
        """
        if not outcomes:
            return
        now = self._clock()
        added, gone = _bound(outcomes), _unbound(outcomes)
        place = self._bindings
        with self._engine.begin() as connection:
            _put_outcomes(connection, self._plan, outcomes, now)
            remove(connection, place.connection, gone)
            store(connection, place.connection, place.training, added, now)
        place.note(added, gone)


def load(connection: Connection, connection_id: str, training_id: int) -> Found:
    """Read every binding of a connection that concerns a training, in one query."""
    seated = select(literal(PERSON) + cast(seats.c.person_id, Text)).where(
        seats.c.training_id == training_id
    )
    rows = connection.execute(
        select(bindings.c.kind, bindings.c.key, bindings.c.remote_id).where(
            bindings.c.connection_id == connection_id,
            or_(
                bindings.c.training_id == training_id,
                and_(bindings.c.training_id.is_(None), bindings.c.key.in_(seated)),
            ),
        )
    )
    return {(row.kind, row.key): row.remote_id for row in rows}


def store(
    connection: Connection,
    connection_id: str,
    training_id: int,
    found: Mapping[tuple[str, str], str],
    now: datetime,
) -> None:
    """Bind keys to remote ids; a key bound before gets the new id. Persons need no training.

    Former ids of registrants are kept: they stand on what people attended.
    """
    if not found:
        return
    _keep_former(connection, connection_id, {key for kind, key in found if kind == REGISTRANT})
    insert = insert_into(connection, bindings)
    rows = [
        {
            "connection_id": connection_id,
            "kind": kind,
            "key": key,
            "remote_id": remote_id,
            "training_id": None if key.startswith(PERSON) else training_id,
            "created_at": now,
        }
        for (kind, key), remote_id in found.items()
    ]
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=["connection_id", "kind", "key"],
            set_={"remote_id": insert.excluded.remote_id},
        ),
        rows,
    )


def remove(connection: Connection, connection_id: str, gone: Iterable[tuple[str, str]]) -> None:
    """Forget bindings of things that are no longer there; registrants are remembered as former."""
    gone = list(gone)
    _keep_former(connection, connection_id, {key for kind, key in gone if kind == REGISTRANT})
    for kind, key in gone:
        connection.execute(
            bindings.delete().where(
                bindings.c.connection_id == connection_id,
                bindings.c.kind == kind,
                bindings.c.key == key,
            )
        )


def _keep_former(connection: Connection, connection_id: str, keys: Collection[str]) -> None:
    """Keep the present ids of registrants under a kind of their own (`<key>#<id>`)."""
    if not keys:
        return
    present = connection.execute(
        select(bindings).where(
            bindings.c.connection_id == connection_id,
            bindings.c.kind == REGISTRANT,
            bindings.c.key.in_(sorted(keys)),
        )
    ).all()
    rows = [
        {**row._mapping, "kind": FORMER, "key": f"{row.key}#{row.remote_id}"} for row in present
    ]
    if rows:
        connection.execute(
            insert_into(connection, bindings).on_conflict_do_nothing(
                index_elements=["connection_id", "kind", "key"]
            ),
            rows,
        )


def of_key(connection: Connection, connection_id: str, key: str) -> list[str]:
    """List the kinds under which one of our keys is bound on a connection."""
    rows = connection.execute(
        select(bindings.c.kind).where(
            bindings.c.connection_id == connection_id, bindings.c.key == key
        )
    )
    return sorted(row.kind for row in rows)


def _bound(reported: Sequence[Outcome]) -> Found:
    found: Found = {}
    for outcome in reported:
        change = outcome.change
        if outcome.remote_id and outcome.result in SETTLED:
            found[change.kind, change.key] = outcome.remote_id
        found |= {(kind, change.key): value for kind, value in outcome.also.items() if value}
    return found


def _unbound(reported: Sequence[Outcome]) -> list[tuple[str, str]]:
    return [
        (outcome.change.kind, outcome.change.key)
        for outcome in reported
        if outcome.change.action is Action.REMOVE
        and outcome.result in SETTLED
        and not outcome.remote_id
    ]


def _put_outcomes(
    connection: Connection, plan: int, reported: Sequence[Outcome], now: datetime
) -> None:
    insert = insert_into(connection, outcomes)
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=["plan_id", "identity"],
            set_={name: insert.excluded[name] for name in ("result", "code", "params", "at")},
        ),
        [_row(plan, outcome, now) for outcome in reported],
    )


def _row(plan: int, outcome: Outcome, now: datetime) -> dict[str, Any]:
    change = outcome.change
    return {
        "plan_id": plan,
        "identity": change.identity,
        "system": change.system,
        "kind": change.kind,
        "key": change.key,
        "seat": change.seat,
        "action": change.action.value,
        "result": outcome.result.value,
        "code": outcome.code,
        "params": dict(outcome.params),
        "at": now,
    }
