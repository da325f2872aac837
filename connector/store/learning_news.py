"""Queries about what a learning system has told and nobody has read again yet.

A row says that something is to be read, never what it says: rows alike are one piece of news,
and what was read is deleted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, func, select, update

from connector.domain.learning_news import News, NewsKind
from connector.store.tables import learning_news


@dataclass(frozen=True, slots=True)
class WaitingNews:
    """One piece of news that waits, however many rows tell it."""

    kind: NewsKind
    course: str
    person: str
    upto: int
    """Its newest row: what is told while it is read is news again."""
    noted_at: datetime
    """Of its oldest row."""
    due_at: datetime
    """Of its latest row; ahead where a reading was begun, failed or would come too soon."""


@dataclass(frozen=True, slots=True)
class NewsQueue:
    """How much of one connection waits, and since when."""

    waiting: int
    since: datetime | None


def note(connection: Connection, connection_id: str, news: Iterable[News], now: datetime) -> int:
    """Add what was told; of news about the same thing one row. Returns how many rows."""
    newest = {(one.kind.value, one.course, one.person): one.happened_at for one in news}
    if newest:
        rows = [
            {
                "connection_id": connection_id,
                "kind": kind,
                "course": course,
                "person": person,
                "happened_at": happened_at,
                "noted_at": now,
                "due_at": now,
            }
            for (kind, course, person), happened_at in newest.items()
        ]
        connection.execute(learning_news.insert(), rows)
    return len(newest)


def waiting(connection: Connection, connection_id: str, limit: int) -> list[WaitingNews]:
    """List what waits, the longest waiting first; also what is not due yet."""
    what = (learning_news.c.kind, learning_news.c.course, learning_news.c.person)
    moment = learning_news.c.noted_at.type
    first = func.min(learning_news.c.id)
    rows = connection.execute(
        select(
            *what,
            func.max(learning_news.c.id).label("upto"),
            func.min(learning_news.c.noted_at, type_=moment).label("noted_at"),
            func.max(learning_news.c.due_at, type_=moment).label("due_at"),
        )
        .where(learning_news.c.connection_id == connection_id)
        .group_by(*what)
        .order_by(first)
        .limit(limit)
    )
    return [WaitingNews(NewsKind(row.kind), *row[1:]) for row in rows]


def settle(connection: Connection, connection_id: str, news: Sequence[WaitingNews]) -> None:
    """Forget news whose thing was read."""
    if news:
        connection.execute(learning_news.delete().where(*_rows(connection_id)), _named(news))


def postpone(
    connection: Connection, connection_id: str, news: Sequence[WaitingNews], until: datetime
) -> None:
    """Leave news alone until then."""
    if news:
        statement = update(learning_news).where(*_rows(connection_id)).values(due_at=until)
        connection.execute(statement, _named(news))


def queue(connection: Connection, connection_id: str) -> NewsQueue:
    """Count the rows that wait."""
    oldest = func.min(learning_news.c.noted_at, type_=learning_news.c.noted_at.type)
    count, since = connection.execute(
        select(func.count(), oldest).where(learning_news.c.connection_id == connection_id)
    ).one()
    return NewsQueue(count, since)


def _rows(connection_id: str) -> tuple[ColumnElement[bool], ...]:
    return (
        learning_news.c.connection_id == connection_id,
        learning_news.c.kind == bindparam("its_kind"),
        learning_news.c.course == bindparam("its_course"),
        learning_news.c.person == bindparam("its_person"),
        learning_news.c.id <= bindparam("upto"),
    )


def _named(news: Sequence[WaitingNews]) -> list[dict[str, Any]]:
    return [
        {
            "its_kind": one.kind.value,
            "its_course": one.course,
            "its_person": one.person,
            "upto": one.upto,
        }
        for one in news
    ]
