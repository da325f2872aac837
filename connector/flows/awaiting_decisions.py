"""Which lists of certificates wait for an approver, and which signatures for a user; reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection

from connector.domain.certificate_clock import DAYS_REMINDED, due
from connector.domain.certificates import CertificateKind
from connector.domain.sessions import local_moment
from connector.flows import signing_batches
from connector.flows.approval_list import pending_list
from connector.flows.office import Office
from connector.store import awaited_classes, officials, signings
from connector.store.awaited_classes import EndedClass

MOST_LISTS = 30
"""Lists looked at in one reading; each is judged anew. The longest ended first."""


@dataclass(frozen=True)
class Awaited:
    """A class whose certificates wait for somebody's decision or signature."""

    training_id: int
    code: str
    title: str
    zone: str
    kind: CertificateKind
    due_at: datetime | None
    """When the certificates are due (S000-6); None where the class has no sessions."""


def approvals_awaited(connection: Connection, office: Office, now: datetime) -> list[Awaited]:
    """List classes whose list of STTP can be approved now, never approved or changed since.

    Only classes that ended in the last 90 days and have no STTP yet are looked at.
    """
    since = now - timedelta(days=DAYS_REMINDED)
    found = []
    for one in awaited_classes.ended_without(connection, CertificateKind.STTP, since, now)[
        :MOST_LISTS
    ]:
        pending = pending_list(connection, office, one.code, CertificateKind.STTP, now)
        if not pending.approved and not pending.obstacles:
            found.append(_awaited(one, CertificateKind.STTP))
    return found


def signatures_awaited(connection: Connection, user_id: int) -> list[Awaited]:
    """List classes whose certificates a user can sign now, as an official in office."""
    own = {one.official.id for one in officials.of_user(connection, user_id)}
    waiting: Sequence[tuple[int, CertificateKind]] = signings.awaiting(connection) if own else ()
    found = []
    for training_id, kind in waiting:
        places = signing_batches.places(connection, training_id, kind)
        if any(one.waiting and one.official.official.id in own for one in places):
            named = awaited_classes.titles(connection, [training_id])
            found += [_awaited(one, kind) for one in named]
    return found


def _awaited(one: EndedClass, kind: CertificateKind) -> Awaited:
    return Awaited(
        one.training_id, one.code, one.title, one.zone, kind, _due_at(one.last, one.zone)
    )


def _due_at(last: date | None, zone: str) -> datetime | None:
    """The end (24.00 local) of the day by which certificates are due."""
    if last is None:
        return None
    return local_moment(due(last) + timedelta(days=1), time(), zone)
