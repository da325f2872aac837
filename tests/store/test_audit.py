"""The audit trail: entries belong to their transaction; no tampering passes unnoticed."""

from collections.abc import Callable
from datetime import UTC

import pytest
from sqlalchemy import Connection, Engine, delete, insert, select, update

from connector.store import audit
from connector.store.tables import audit_entries, audit_head
from tests.store.samples import LATER, NOW

entries = audit_entries.c


def write(engine: Engine, count: int) -> None:
    with engine.begin() as connection:
        for number in range(count):
            audit.note(connection, "user:1", "plan.approved", f"plan:{number}", now=NOW, number=7)


def sealed(engine: Engine, count: int) -> None:
    write(engine, count)
    assert audit.seal_all(engine, LATER, batch=4) == count


def test_an_entry_exists_only_with_its_deed(engine: Engine) -> None:
    with engine.connect() as connection:
        audit.note(connection, "user:1", "plan.approved", "plan:1", now=NOW)
        connection.rollback()
    with engine.begin() as connection:
        audit.note(connection, "user:1", "plan.approved", "plan:2", held=["a", "b"], plan=3)
        assert audit.about(connection, "plan:1") == []
        [entry] = audit.about(connection, "plan:2")
    assert (entry.actor, entry.action, entry.details) == (
        "user:1", "plan.approved", {"held": ["a", "b"], "plan": 3}
    )  # fmt: skip
    assert entry.at.tzinfo is UTC


def test_an_empty_trail_is_whole(engine: Engine) -> None:
    report = audit.verify(engine)
    assert (report.sealed, report.unsealed, report.first_break) == (0, 0, None)
    assert audit.seal(engine, NOW) == 0


def test_a_sealed_trail_is_whole_and_its_tail_is_counted(engine: Engine) -> None:
    sealed(engine, 10)
    first = audit.verify(engine)
    write(engine, 3)
    second = audit.verify(engine)
    assert (first.sealed, first.unsealed, first.first_break) == (10, 0, None)
    assert (second.sealed, second.unsealed, second.first_break) == (10, 3, None)
    assert second.head == first.head
    audit.seal_all(engine, LATER)
    third = audit.verify(engine)
    assert (third.sealed, third.unsealed, third.first_break) == (13, 0, None)
    assert third.head != first.head


def test_an_entry_committed_late_with_a_lower_id_is_sealed_next(engine: Engine) -> None:
    with engine.begin() as connection:
        for number in (5, 6):
            connection.execute(
                insert(audit_entries).values(
                    id=number, at=NOW, actor="a", action="b", subject="c", details={}
                )
            )
    audit.seal_all(engine, LATER)
    with engine.begin() as connection:
        connection.execute(
            insert(audit_entries).values(
                id=2, at=NOW, actor="a", action="b", subject="c", details={}
            )
        )
    assert audit.seal(engine, LATER) == 1
    with engine.connect() as connection:
        order = connection.execute(select(entries.id).order_by(entries.sequence)).scalars().all()
    assert order == [5, 6, 2]
    assert audit.verify(engine).first_break is None


def changed(connection: Connection) -> None:
    connection.execute(update(audit_entries).where(entries.sequence == 3).values(actor="user:9"))


def changed_details(connection: Connection) -> None:
    connection.execute(
        update(audit_entries).where(entries.sequence == 3).values(details={"number": 8})
    )


def moved_in_time(connection: Connection) -> None:
    connection.execute(update(audit_entries).where(entries.sequence == 3).values(at=LATER))


def deleted(connection: Connection) -> None:
    connection.execute(delete(audit_entries).where(entries.sequence == 3))


def unsealed(connection: Connection) -> None:
    connection.execute(
        update(audit_entries).where(entries.sequence == 3).values(sequence=None, hash=None)
    )


def swapped(connection: Connection) -> None:
    for old, new in ((3, 99), (4, 3), (99, 4)):
        connection.execute(
            update(audit_entries).where(entries.sequence == old).values(sequence=new)
        )


@pytest.mark.parametrize(
    ("tamper", "reason"),
    [
        (changed, "changed"),
        (changed_details, "changed"),
        (moved_in_time, "changed"),
        (deleted, "missing"),
        (unsealed, "missing"),
        (swapped, "changed"),
    ],
)
def test_tampering_is_found_where_it_happened(
    engine: Engine, tamper: Callable[[Connection], None], reason: str
) -> None:
    sealed(engine, 6)
    with engine.begin() as connection:
        tamper(connection)
    report = audit.verify(engine)
    assert (report.sealed, report.first_break, report.reason) == (2, 3, reason)


def test_a_cut_tail_is_noticed(engine: Engine) -> None:
    sealed(engine, 6)
    with engine.begin() as connection:
        connection.execute(delete(audit_entries).where(entries.sequence > 4))
    report = audit.verify(engine)
    assert (report.sealed, report.first_break, report.reason) == (4, 5, "cut")


def test_a_cut_tail_with_a_wound_back_count_is_noticed(engine: Engine) -> None:
    sealed(engine, 6)
    with engine.begin() as connection:
        connection.execute(delete(audit_entries).where(entries.sequence > 4))
        connection.execute(update(audit_head).values(sequence=4))
    report = audit.verify(engine)
    assert (report.first_break, report.reason) == (4, "head")


def test_a_lost_head_is_noticed(engine: Engine) -> None:
    sealed(engine, 2)
    with engine.begin() as connection:
        connection.execute(delete(audit_head))
    assert audit.verify(engine).reason == "head"
