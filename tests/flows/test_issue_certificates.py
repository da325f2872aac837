"""An approved list becomes numbered certificates, all of it or nothing; on both databases."""

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, func, select

from connector.domain.certificate_options import CertificateOptions
from connector.domain.certificates import Acting, CertificateState, NumberSource
from connector.domain.completion import Verdict
from connector.domain.people import Role
from connector.errors import ConnectorError
from connector.flows import decide_completion
from connector.flows.approve_certificates import withdraw
from connector.flows.draft_certificates import set_certificate_options
from connector.flows.issue_certificates import PREPARE_JOB, Issued, Outlook, issue, outlook
from connector.flows.open_series import close_series
from connector.store import number_series
from connector.store.engine import reading
from connector.store.number_series import NewSeries
from connector.store.tables import audit_entries, jobs
from connector.store.tables import certificates as certificates_table
from tests.flows.certificate_class import (
    LAST_DAY,
    STTP,
    TEACHING,
    a_class,
    approver,
    attend,
    instructor,
    office_of,
)
from tests.flows.certificate_class import seat_more as seat
from tests.flows.numbered_class import (
    ADMINISTRATOR,
    UNIT,
    YEAR,
    add_design,
    add_series,
    approve_now,
    approved_class,
    certificates_of,
)
from tests.web.place import CODE, House


@pytest.fixture
def place(engine: Engine) -> Iterator[House]:
    with office_of(engine) as opened:
        yield opened


def ready(place: House) -> list[str]:
    """Three of a class of four are approved; design and series are there."""
    seats, _approval = approved_class(place)
    add_design(place)
    add_series(place, first=137)
    return seats


def number_all(place: House, dated: date | None = None) -> Issued:
    return issue(place.office, CODE, STTP, dated=dated, actor=ADMINISTRATOR)


def foreseen(place: House, dated: date | None = None) -> Outlook:
    with reading(place.engine) as connection:
        return outlook(connection, place.office, CODE, STTP, dated)


def refused(place: House, code: str, dated: date | None = None) -> ConnectorError:
    """Issue, see it refused with that code, and see that nothing was written."""
    before = traces(place)
    with pytest.raises(ConnectorError) as caught:
        number_all(place, dated)
    assert caught.value.code == code
    assert traces(place) == before
    return caught.value


def traces(place: House) -> list[object]:
    with reading(place.engine) as connection:
        counts = [
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (certificates_table, jobs, audit_entries)
        ]
        return [*counts, number_series.listing(connection)]


def test_everybody_on_the_list_is_numbered_in_its_order_with_one_date(place: House) -> None:
    seats = ready(place)
    assert number_all(place) == Issued(numbered=3, already=0)
    found = certificates_of(place)
    assert [(one.seat, one.number) for one in found] == [
        (seats[0], "137/BDA/VIII/2026"),
        (seats[1], "138/BDA/VIII/2026"),
        (seats[2], "139/BDA/VIII/2026"),
    ]
    assert {one.dated for one in found} == {date(2026, 8, 5)}
    assert {one.state for one in found} == {CertificateState.NUMBERED}
    assert [one.content.holder.name for one in found] == [
        f"Peserta Contoh {n}, S.H." for n in (1, 2, 3)
    ]
    assert {one.design.name for one in found} == {"STTP balai"}
    assert {one.officials[0].acting for one in found} == {Acting.PLT}
    assert len({one.code for one in found}) == 3


def test_the_transaction_leaves_one_job_and_one_entry_without_a_name(place: House) -> None:
    ready(place)
    number_all(place)
    with reading(place.engine) as connection:
        queued = connection.execute(select(jobs).where(jobs.c.kind == PREPARE_JOB)).all()
        entries = connection.execute(
            select(audit_entries).where(audit_entries.c.action == "certificates.issued")
        ).all()
    assert [row.body for row in queued] == [{"training": CODE, "kind": "sttp"}]
    (entry,) = entries
    assert entry.actor == ADMINISTRATOR
    assert entry.details["certificates"] == [one.id for one in certificates_of(place)]
    assert "Contoh" not in str(entry.details)


def test_what_was_shown_before_is_what_is_given(place: House) -> None:
    ready(place)
    shown = foreseen(place)
    number_all(place)
    found = certificates_of(place)
    assert [one.number for one in shown.foreseen.drawn] == [one.number for one in found]
    assert [row.seat for row in shown.rows] == [one.seat for one in found]
    assert (shown.terms.dated, shown.terms.earliest) == (date(2026, 8, 5), LAST_DAY)
    again = foreseen(place)
    assert (again.rows, again.already, again.outdated) == ((), 3, False)


def test_issuing_again_changes_nothing(place: House) -> None:
    ready(place)
    number_all(place)
    before = traces(place), certificates_of(place)
    assert number_all(place) == Issued(numbered=0, already=3)
    assert (traces(place), certificates_of(place)) == before


def test_who_comes_later_needs_an_approval_and_gets_the_next_number(place: House) -> None:
    seats, _approval = approved_class(place)
    add_design(place)
    add_series(place, "{seq}-{seq_in_batch}")
    number_all(place)
    decide_completion.decide(
        place.office, CODE, [seats[3]], Verdict.EARNED, reason="tugas", actor=ADMINISTRATOR
    )
    refused(place, "issue_list_changed")
    approve_now(place)
    assert number_all(place) == Issued(numbered=1, already=3)
    assert [one.number for one in certificates_of(place)] == ["1-1", "2-2", "3-3", "4-4"]
    assert certificates_of(place)[3].seat == seats[3]


def test_without_an_approval_nothing_is_numbered(place: House) -> None:
    attend(place, a_class(place))
    add_design(place)
    add_series(place)
    refused(place, "issue_without_approval")
    approval = approve_now(place)
    withdraw(place.office, CODE, STTP, approval.id, reason="Salah daftar", actor=approver(place))
    refused(place, "issue_without_approval")
    assert foreseen(place).approval is None


def test_a_changed_list_is_not_issued(place: House) -> None:
    seats = ready(place)
    decide_completion.decide(
        place.office,
        CODE,
        [seats[1]],
        Verdict.NOT_EARNED,
        reason="dicurigai",
        actor=ADMINISTRATOR,
    )
    refused(place, "issue_list_changed")
    assert foreseen(place).outdated


def test_an_unknown_training_is_refused(place: House) -> None:
    with pytest.raises(ConnectorError, match="training_unknown"):
        issue(place.office, "NIHIL", STTP, dated=None, actor=ADMINISTRATOR)


@pytest.mark.parametrize(
    ("dated", "code"),
    [
        (date(2026, 8, 3), "date_before_end"),
        (date(2025, 8, 5), "date_before_end"),
        (date(2026, 8, 6), "date_ahead"),
        (date(2199, 1, 1), "date_ahead"),
    ],
)
def test_a_date_before_the_end_or_ahead_of_today_is_refused(
    place: House, dated: date, code: str
) -> None:
    ready(place)
    refused(place, code, dated)


def test_the_last_day_and_today_are_dates(place: House) -> None:
    ready(place)
    number_all(place, LAST_DAY)
    assert {one.dated for one in certificates_of(place)} == {LAST_DAY}


def test_today_is_the_trainings_own_day(place: House) -> None:
    """At 18.00 UTC it is tomorrow in Jakarta."""
    ready(place)
    place.clock.now = datetime(2026, 8, 20, 18, 0, tzinfo=UTC)
    number_all(place, date(2026, 8, 21))
    assert {one.dated for one in certificates_of(place)} == {date(2026, 8, 21)}


def test_the_date_set_for_the_training_counts_unless_another_is_given(place: House) -> None:
    attend(place, a_class(place))
    add_design(place)
    add_series(place)
    options = CertificateOptions(dated=LAST_DAY, klasifikasi="000.8.3.2")
    set_certificate_options(place.office, CODE, options, actor=ADMINISTRATOR)
    approve_now(place)
    number_all(place)
    assert {one.dated for one in certificates_of(place)} == {LAST_DAY}


def test_the_year_of_the_date_chooses_the_series(place: House) -> None:
    ready(place)
    add_series(place, "{seq}/{year}", year=YEAR + 1)
    place.clock.now = datetime(2027, 1, 4, 3, 0, tzinfo=UTC)
    assert foreseen(place).foreseen.drawn[0].number == "1/2027"
    number_all(place, date(2026, 12, 31))
    assert certificates_of(place)[0].number == "137/BDA/XII/2026"


def test_too_few_numbers_give_nobody_one(place: House) -> None:
    approved_class(place)
    add_design(place)
    add_series(place, first=1, last=2)
    shown = foreseen(place).foreseen
    assert (shown.missing, len(shown.drawn), shown.left) == (1, 2, 0)
    error = refused(place, "numbers_used_up")
    assert error.params["missing"] == 1
    add_series(place, "W.32-{seq}", first=50, last=50)
    number_all(place)
    assert [one.number for one in certificates_of(place)] == [
        "001/BDA/VIII/2026",
        "002/BDA/VIII/2026",
        "W.32-50",
    ]


def test_a_series_that_is_missing_or_closed_gives_nothing(place: House) -> None:
    approved_class(place)
    add_design(place)
    refused(place, "number_series_missing")
    add_series(place, unit="LAIN")
    refused(place, "number_series_missing")
    close_series(place.office, add_series(place), actor=ADMINISTRATOR)
    refused(place, "number_series_missing")


def test_without_somebody_who_signs_nothing_is_numbered(place: House) -> None:
    approved_class(place)
    add_series(place)
    add_series(place, "UMUM-{seq}", unit="")
    refused(place, "officials_missing")
    add_design(place, signed=False)
    refused(place, "officials_missing")


def test_the_trainings_own_classification_goes_before_the_designs(place: House) -> None:
    attend(place, a_class(place))
    add_design(place, options={"klasifikasi": "UM.01"})
    add_series(place, "{klasifikasi}-{seq}-{kode_pelatihan}-{angkatan_roman}")
    approve_now(place)
    assert foreseen(place).foreseen.drawn[0].number == f"UM.01-1-{CODE}-I"
    own = CertificateOptions(klasifikasi="SM.02")
    set_certificate_options(place.office, CODE, own, actor=ADMINISTRATOR)
    assert foreseen(place).foreseen.drawn[0].number == f"SM.02-1-{CODE}-I"


def test_a_number_somebody_bears_already_is_not_given_again(place: House) -> None:
    """A list and a pattern may name the same number; only one certificate gets it."""
    ready(place)
    seat(place, [instructor("Dr. Bambang Contoh, M.Si.")], Role.INSTRUCTOR)
    add_design(place, kind=TEACHING, name="Mengajar")
    new = NewSeries(UNIT, TEACHING, YEAR, NumberSource.LIST, None)
    with place.engine.begin() as connection:
        number_series.open_listed(
            connection, new, ["138/BDA/VIII/2026"], actor=ADMINISTRATOR, now=place.clock()
        )
    number_all(place)
    approve_now(place, TEACHING)
    with pytest.raises(ConnectorError, match="number_taken"):
        issue(place.office, CODE, TEACHING, dated=None, actor=ADMINISTRATOR)
    assert len(certificates_of(place)) == 3


def test_instructors_have_numbers_of_their_own(place: House) -> None:
    ready(place)
    seat(place, [instructor("Dr. Bambang Contoh, M.Si.")], Role.INSTRUCTOR)
    add_design(place, kind=TEACHING, name="Mengajar")
    add_series(place, "SKM-{seq}", kind=TEACHING)
    approve_now(place, TEACHING)
    issue(place.office, CODE, TEACHING, dated=None, actor=ADMINISTRATOR)
    number_all(place)
    numbers = [(one.kind, one.number) for one in certificates_of(place)]
    assert numbers[0] == (TEACHING, "SKM-1")
    assert numbers[1] == (STTP, "137/BDA/VIII/2026")


def test_two_who_issue_at_once_give_everybody_one(place: House) -> None:
    ready(place)
    start, found = threading.Barrier(4), list[Issued]()

    def go() -> None:
        start.wait()
        found.append(number_all(place))

    threads = [threading.Thread(target=go) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.numbered for one in found) == [0, 0, 0, 3]
    assert [one.sequence for one in certificates_of(place)] == [137, 138, 139]
    assert UNIT in certificates_of(place)[0].number
