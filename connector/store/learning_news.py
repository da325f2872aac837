"""Queries about what a learning system has told and nobody has read again yet.

A row says that something is to be read, never what it says: two alike are as good as one, and a
row whose thing was read is deleted.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from connector.domain.learning_news import News, NewsKind
from connector.store.tables import learning_news

IDS_AT_ONCE = 500
"""Ids in one statement; SQLite takes some thousand parameters."""


@dataclass(frozen=True, slots=True)
class WaitingNews:
    """A row that waits; `due_at` lies ahead where its reading failed or would come too soon."""

    id: int
    news: News
    noted_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class NewsQueue:
    """How much of one connection waits, and since when."""

    waiting: int
    since: datetime | None


def note(connection: Connection, connection_id: str, news: Iterable[News], now: datetime) -> int:
    """Add what was told; of news about the same thing one row. Returns how many rows."""
    newest: dict[tuple[str, str, str], News] = {}
    for one in news:
        newest[one.kind.value, one.course, one.person] = one
    if newest:
        rows = [
            {
                "connection_id": connection_id,
                "kind": one.kind.value,
                "course": one.course,
                "person": one.person,
                "happened_at": one.happened_at,
                "noted_at": now,
                "due_at": now,
            }
            for one in newest.values()
        ]
        connection.execute(learning_news.insert(), rows)
    return len(newest)


def waiting(connection: Connection, connection_id: str, limit: int) -> list[WaitingNews]:
    """List what waits, the oldest first; also what is not due yet."""
    rows = connection.execute(
        select(learning_news)
        .where(learning_news.c.connection_id == connection_id)
        .order_by(learning_news.c.id)
        .limit(limit)
    )
    return [
        WaitingNews(
            row.id,
            News(NewsKind(row.kind), row.course, row.person, row.happened_at),
            row.noted_at,
            row.due_at,
        )
        for row in rows
    ]


def settle(connection: Connection, ids: Collection[int]) -> None:
    """Forget news whose thing was read."""
    for some in _parts(ids):
        connection.execute(learning_news.delete().where(learning_news.c.id.in_(some)))


def postpone(connection: Connection, ids: Collection[int], until: datetime) -> None:
    """Leave news alone until then."""
    for some in _parts(ids):
        connection.execute(
            update(learning_news).where(learning_news.c.id.in_(some)).values(due_at=until)
        )


def queue(connection: Connection, connection_id: str) -> NewsQueue:
    """Count what waits."""
    row = connection.execute(
        select(
            func.count(), func.min(learning_news.c.noted_at, type_=learning_news.c.noted_at.type)
        ).where(learning_news.c.connection_id == connection_id)
    ).one()
    return NewsQueue(row[0], row[1])


def _parts(ids: Collection[int]) -> Iterable[list[int]]:
    ordered = sorted(ids)
    return (ordered[at : at + IDS_AT_ONCE] for at in range(0, len(ordered), IDS_AT_ONCE))
