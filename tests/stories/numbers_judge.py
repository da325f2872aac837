"""Holds what was numbered against the approved lists: gaps, doubles, halves, strangers."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import Connection, Engine, select

from connector.domain.certificates import CertificateState, NumberSource
from connector.domain.numbering import CODE_LENGTH, format_number
from connector.flows.certificate_terms import terms_of
from connector.flows.issue_certificates import PREPARE_JOB, training_of
from connector.store import approvals, certificates, number_series
from connector.store.certificates import Certificate
from connector.store.engine import reading
from connector.store.number_series import Series
from connector.store.tables import audit_entries, jobs
from tests.stories.approved_lists import DATED, Listed, office_on


def halves(engine: Engine, lists: Sequence[Listed]) -> int:
    """Count the lists of which only some are numbered: a transaction that was cut."""
    with reading(engine) as connection:
        found = [_count(connection, one) for one in lists]
    return sum(count not in (0, one.size) for count, one in zip(found, lists, strict=True))


def left_over(engine: Engine, lists: Sequence[Listed]) -> int:
    """Count the people who have no certificate yet."""
    with reading(engine) as connection:
        return sum(one.size - _count(connection, one) for one in lists)


def faults(engine: Engine, lists: Sequence[Listed]) -> Counter[str]:
    """Count what is wrong once all are numbered; empty is right."""
    found = Counter[str]()
    with reading(engine) as connection:
        made = {one: _of(connection, one) for one in lists}
        every = [one for mine in made.values() for one in mine]
        for listed, mine in made.items():
            found += _faults_of_list(connection, listed, mine)
        for series in number_series.listing(connection):
            found += _faults_of_series(series, every)
        found += _faults_of_texts(connection, engine, made)
        found += _faults_of_traces(connection, made)
    found["numbers_doubled"] = len(every) - len({one.number for one in every})
    found["codes_doubled"] = len(every) - len({one.code for one in every})
    return +found


def _faults_of_list(
    connection: Connection, listed: Listed, mine: Sequence[Certificate]
) -> Counter[str]:
    training = training_of(connection, listed.code)
    approval = approvals.latest(connection, training.id, listed.kind)
    assert approval is not None
    wanted = [(row.person, row.snapshot) for row in approval.rows]
    return Counter(
        people_missing=max(0, listed.size - len(mine)),
        people_twice=len(mine) - len({one.person for one in mine}),
        order_wrong=int([(one.person, one.content) for one in mine] != wanted),
        approval_wrong=sum(one.approval_id != approval.id for one in mine),
        date_wrong=sum(one.dated != DATED for one in mine),
        state_wrong=sum(one.state is not CertificateState.NUMBERED for one in mine),
        code_wrong=sum(len(one.code) != CODE_LENGTH for one in mine),
    )


def _faults_of_series(series: Series, every: Sequence[Certificate]) -> Counter[str]:
    given = sorted(one.sequence or 0 for one in every if one.series_id == series.id)
    counted = list(range(series.first, series.next))
    return Counter(
        gaps=len(set(counted) - set(given)),
        strangers=len(set(given) - set(counted)),
        given_twice=len(given) - len(set(given)),
        left_in_blocks=series.left if series.last is not None else 0,
    )


def _faults_of_texts(
    connection: Connection, engine: Engine, made: dict[Listed, list[Certificate]]
) -> Counter[str]:
    """Write every number again from its pattern."""
    found, office = Counter[str](), office_on(engine)
    for listed, mine in made.items():
        training = training_of(connection, listed.code)
        terms = terms_of(connection, office, training, listed.kind, DATED)
        for place, one in enumerate(mine, start=1):
            series = number_series.get(connection, one.series_id or 0)
            assert series is not None
            found["unit_wrong"] += series.unit != listed.unit or series.kind is not listed.kind
            if series.source is NumberSource.LIST:
                expected = f"800/{listed.kind}/{((one.sequence or 0) - 1) * 7}"
            else:
                pattern = number_series.pattern_of(series)
                expected = format_number(pattern, terms.context, one.sequence or 0, place)
            found["text_wrong"] += one.number != expected
    return found


def _faults_of_traces(
    connection: Connection, made: dict[Listed, list[Certificate]]
) -> Counter[str]:
    """Whatever was numbered has one entry in the trail and one job, and nothing else has."""
    noted = Counter(
        tuple(row.details["certificates"])
        for row in connection.execute(
            select(audit_entries).where(audit_entries.c.action == "certificates.issued")
        )
    )
    queued = Counter(
        (row.body["training"], row.body["kind"])
        for row in connection.execute(select(jobs).where(jobs.c.kind == PREPARE_JOB))
    )
    wanted = Counter(tuple(one.id for one in mine) for mine in made.values())
    return Counter(
        audit_wrong=sum(((noted - wanted) + (wanted - noted)).values()),
        jobs_wrong=int(queued != Counter((one.code, one.kind.value) for one in made)),
    )


def _of(connection: Connection, listed: Listed) -> list[Certificate]:
    training = training_of(connection, listed.code)
    return certificates.of_training(connection, training.id, listed.kind)


def _count(connection: Connection, listed: Listed) -> int:
    training = training_of(connection, listed.code)
    return certificates.count(connection, training.id, listed.kind)
