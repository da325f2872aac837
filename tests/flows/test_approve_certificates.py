"""The list is frozen as it was seen, by somebody with the right; later changes show; on both."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine, func, select

from connector.domain.certificate_options import CertificateOptions
from connector.domain.certificates import CertificateKind, Design
from connector.domain.completion import Verdict
from connector.domain.people import Role
from connector.errors import ConnectorError
from connector.flows import decide_completion
from connector.flows.approval_list import Advice, LeftOut, RowChange
from connector.flows.approve_certificates import approve, withdraw
from connector.flows.draft_certificates import correct_draft, set_certificate_options
from connector.store import approvals, certificates, users
from connector.store.approvals import Approval
from connector.store.certificates import NewCertificate
from connector.store.engine import reading
from connector.store.keys import number_of
from connector.store.tables import approvals as approvals_table
from connector.store.users import UserRole
from tests.flows.certificate_class import (
    APPROVER,
    DAYS,
    STTP,
    TEACHING,
    a_class,
    approver,
    attend,
    instructor,
    office_of,
    participant,
    pending,
    seat_more,
    user,
)
from tests.web.place import CODE, MORNING, PASSWORD, House, counted_queries

STAFF = "user:1"


@pytest.fixture
def place(engine: Engine) -> Iterator[House]:
    with office_of(engine) as opened:
        yield opened


def held(place: House) -> list[str]:
    """A class of four whose last one was never there."""
    seats = a_class(place)
    attend(place, seats[:3])
    return seats


def approved(place: House, kind: CertificateKind = STTP) -> Approval:
    return approve(
        place.office, CODE, kind, pending(place, kind).fingerprint, actor=approver(place)
    )


def issue_first(place: House, approval: Approval, count: int = 1) -> list[int]:
    """Store certificates of the first rows, as numbering them would."""
    rows = [
        NewCertificate(
            code=f"CODE{number:016d}", training_id=approval.training_id,
            seat_id=number_of(row.seat), person_id=number_of(row.person), kind=approval.kind,
            approval_id=approval.id, content=row.snapshot, series_id=None, sequence=None,
            number=f"STTP-{number}", dated=date(2026, 8, 14),
            design=Design("STTP", approval.kind, "sttp"), officials=(),
        )
        for number, row in enumerate(approval.rows[:count])
    ]  # fmt: skip
    with place.engine.begin() as connection:
        return certificates.insert_many(connection, rows, actor=STAFF, now=place.clock())


def test_those_who_earned_it_are_listed_by_number_and_the_others_say_why(place: House) -> None:
    seats = held(place)
    found = pending(place)
    assert [row.seat for row in found.rows] == seats[:3]
    assert [row.snapshot.holder.name for row in found.rows] == [
        f"Peserta Contoh {n}, S.H." for n in (1, 2, 3)
    ]
    (absent,) = found.left_out
    assert absent.draft.seat == seats[3]
    assert absent.judgement is not None
    assert absent.judgement.verdict is Verdict.NEEDS_DECISION
    assert absent.reasons, "every verdict has its reasons"
    assert (found.over, found.latest, found.differences, found.approved) == (True, None, (), False)


def test_a_decided_verdict_counts_as_earned(place: House) -> None:
    seats = held(place)
    decide_completion.decide(
        place.office, CODE, [seats[3]], Verdict.EARNED, reason="tugas pengganti", actor=STAFF
    )
    assert [row.seat for row in pending(place).rows] == seats


def test_an_approval_freezes_what_was_seen(place: House) -> None:
    held(place)
    seen = pending(place)
    made = approve(place.office, CODE, STTP, seen.fingerprint, " sesuai ", actor=approver(place))
    assert (made.version, made.note, made.actor) == (1, "sesuai", approver(place))
    assert made.rows == seen.rows
    with reading(place.engine) as connection:
        assert approvals.latest(connection, made.training_id, STTP) == made
        assert approvals.get(connection, made.id) == made
    assert pending(place).approved


@pytest.mark.parametrize("login", ["ratna", "budi", "sari"])
def test_nobody_else_approves_or_withdraws(place: House, login: str) -> None:
    held(place)
    seen = pending(place).fingerprint
    with pytest.raises(ConnectorError, match="approver_needed"):
        approve(place.office, CODE, STTP, seen, actor=user(place, login))
    made = approved(place)
    with pytest.raises(ConnectorError, match="approver_needed"):
        withdraw(place.office, CODE, STTP, made.id, reason="Salah daftar", actor=user(place, login))


@pytest.mark.parametrize("actor", ["job:x", "anonymous", "seat:1", "user:", "user:999", "user:²"])
def test_no_job_and_no_personal_address_approves(place: House, actor: str) -> None:
    held(place)
    with pytest.raises(ConnectorError, match="approver_needed"):
        approve(place.office, CODE, STTP, pending(place).fingerprint, actor=actor)


def test_an_approver_who_was_locked_out_or_lost_the_right_approves_nothing(place: House) -> None:
    held(place)
    who = approver(place)
    for change in ("active", "role"):
        with place.engine.begin() as connection:
            if change == "active":
                users.set_active(connection, number_of(who), False)
            else:
                users.set_active(connection, number_of(who), True)
                users.set_role(connection, number_of(who), UserRole.ADMINISTRATOR)
        with pytest.raises(ConnectorError, match="approver_needed"):
            approve(place.office, CODE, STTP, pending(place).fingerprint, actor=who)


def test_a_list_that_moved_since_it_was_seen_is_not_approved(place: House) -> None:
    seats = held(place)
    seen = pending(place).fingerprint
    correct_draft(place.office, CODE, seats[0], {"unit": "Rutan"}, "surat", actor=STAFF)
    with pytest.raises(ConnectorError, match="list_changed"):
        approve(place.office, CODE, STTP, seen, actor=approver(place))
    assert count(place) == 0


def test_nothing_is_approved_while_sessions_run(place: House) -> None:
    seats = a_class(place)
    attend(place, seats)
    place.clock.now = MORNING
    with pytest.raises(ConnectorError, match="sessions_not_over"):
        approved(place)


def test_an_empty_list_is_not_approved(place: House) -> None:
    a_class(place)
    attend(place, [])
    assert [one.code for one in pending(place).obstacles] == ["nobody_listed"]
    with pytest.raises(ConnectorError, match="nobody_listed"):
        approved(place)


def test_a_training_that_does_not_exist_is_said(place: House) -> None:
    with pytest.raises(ConnectorError, match="training_unknown"):
        approve(place.office, "NONE", STTP, "", actor=approver(place))


def test_the_same_list_is_approved_once(place: House) -> None:
    held(place)
    first = approved(place)
    assert approved(place) == first
    assert count(place) == 1


def test_later_changes_show_and_need_a_new_version(place: House) -> None:
    seats = held(place)
    approved(place)
    correct_draft(
        place.office, CODE, seats[0], {"name": "Peserta Satu, S.H.", "birth_date": "1990-02-01"},
        "akta", actor=STAFF,
    )  # fmt: skip
    decide_completion.decide(
        place.office, CODE, [seats[1]], Verdict.NOT_EARNED, reason="mengundurkan diri", actor=STAFF
    )
    decide_completion.decide(
        place.office, CODE, [seats[3]], Verdict.EARNED, reason="tugas pengganti", actor=STAFF
    )
    found = pending(place)
    assert not found.approved
    assert [(one.seat, one.change, one.advice) for one in found.differences] == [
        (seats[0], RowChange.CHANGED, Advice.NONE),
        (seats[3], RowChange.ADDED, Advice.NONE),
        (seats[1], RowChange.DROPPED, Advice.NONE),
    ]
    assert [(one.name, one.before, one.after) for one in found.differences[0].fields] == [
        ("name", "Peserta Contoh 1, S.H.", "Peserta Satu, S.H."),
        ("birth_date", "1990-01-31", "1990-02-01"),
    ]
    second = approved(place)
    assert second.version == 2
    assert pending(place).differences == ()
    with reading(place.engine) as connection:
        versions = approvals.listing(connection, second.training_id, STTP)
    assert [one.version for one in versions] == [2, 1]
    assert versions[1].rows[0].snapshot.holder.name == "Peserta Contoh 1, S.H.", "frozen"


def test_what_changes_of_the_training_is_said_once(place: House) -> None:
    held(place)
    approved(place)
    set_certificate_options(
        place.office, CODE, CertificateOptions(place="Semarang", method="PJJ"), actor=STAFF
    )
    found = pending(place)
    assert [(one.name, one.after) for one in found.course_changes] == [
        ("place", "Semarang"),
        ("method", "PJJ"),
    ]
    assert found.differences == ()
    assert not found.approved


def test_an_issued_certificate_is_left_alone_and_the_list_says_replace(place: House) -> None:
    seats = held(place)
    issue_first(place, approved(place), 2)
    correct_draft(place.office, CODE, seats[0], {"unit": "Rutan"}, "surat", actor=STAFF)
    decide_completion.decide(
        place.office, CODE, [seats[1]], Verdict.NOT_EARNED, reason="dibatalkan", actor=STAFF
    )
    changed, dropped = pending(place).differences
    assert (changed.seat, changed.advice) == (seats[0], Advice.REPLACE)
    assert (dropped.seat, dropped.advice) == (seats[1], Advice.REVOKE)
    assert changed.certificate is not None
    assert changed.certificate.number == "STTP-0"
    assert changed.certificate.snapshot.holder.unit == "Lapas Contoh"
    approved(place)
    left = pending(place).differences
    assert [(one.seat, one.advice) for one in left] == [
        (seats[0], Advice.REPLACE),
        (seats[1], Advice.REVOKE),
    ], "approving again replaces nothing by itself"


def test_a_withdrawn_approval_is_none_and_an_older_one_stays_dead(place: House) -> None:
    seats = held(place)
    first = approved(place)
    correct_draft(place.office, CODE, seats[0], {"unit": "Rutan"}, "surat", actor=STAFF)
    second = approved(place)
    with pytest.raises(ConnectorError, match="approval_gone"):
        withdraw(place.office, CODE, STTP, first.id, reason="Salah daftar", actor=approver(place))
    withdraw(place.office, CODE, STTP, second.id, reason="Salah daftar", actor=approver(place))
    assert pending(place).latest is None
    with pytest.raises(ConnectorError, match="approval_gone"):
        withdraw(place.office, CODE, STTP, second.id, reason="Salah daftar", actor=approver(place))
    assert approved(place).version == 3


def test_an_approval_with_numbers_on_it_is_not_withdrawn(place: House) -> None:
    held(place)
    made = approved(place)
    issue_first(place, made)
    with pytest.raises(ConnectorError, match="approval_used"):
        withdraw(place.office, CODE, STTP, made.id, reason="Salah daftar", actor=approver(place))


def test_two_people_with_one_number_wait_until_it_is_mended(place: House) -> None:
    seats = held(place)
    correct_draft(
        place.office, CODE, seats[1], {"identity": "19900131201503" + "0001"}, "SK", actor=STAFF
    )
    found = pending(place)
    assert [row.seat for row in found.rows] == [seats[2]]
    twice = [one.draft.seat for one in found.left_out if "number_listed_twice" in codes(one)]
    assert twice == seats[:2], "nobody can say whose number it is"


def codes(one: LeftOut) -> list[str]:
    return [reason.code for reason in one.reasons]


def test_companions_and_instructors_are_on_no_list_of_participants(place: House) -> None:
    seats = held(place)
    seat_more(place, [instructor("Bambang Contoh, M.Si.")], Role.INSTRUCTOR)
    companion = replace(instructor("Pendamping Contoh", 950), role=Role.COMPANION)
    seat_more(place, [companion], Role.COMPANION)
    found = pending(place)
    assert {row.seat for row in found.rows} | {one.draft.seat for one in found.left_out} == {*seats}


def test_instructors_with_subjects_are_approved_without_a_verdict(place: House) -> None:
    held(place)
    seat_more(
        place,
        [instructor("Dr. Bambang Contoh, M.Si."), instructor("Sari Dewi", 901)],
        Role.INSTRUCTOR,
    )
    found = pending(place, TEACHING)
    assert [row.snapshot.holder.name for row in found.rows] == ["Dr. Bambang Contoh, M.Si."]
    assert [codes(one) for one in found.left_out] == [["draft_nothing_taught"]]
    made = approved(place, TEACHING)
    assert made.kind is TEACHING
    assert [str(one.jp) for one in made.rows[0].snapshot.taught] == ["2"] * 2 * DAYS
    assert pending(place, STTP).latest is None, "kinds have lists of their own"


def test_two_who_approve_at_once_make_one_version(place: House) -> None:
    held(place)
    with place.engine.begin() as connection:
        users.add(connection, "wakil", "Wakil", PASSWORD, UserRole.APPROVER, "id", now=MORNING)
    seen = pending(place).fingerprint
    actors = [user(place, login) for login in (APPROVER, "wakil")] * 3
    start = threading.Barrier(len(actors))
    made = list[Approval]()
    failures = list[Exception]()

    def press(actor: str) -> None:
        start.wait()
        try:
            made.append(approve(place.office, CODE, STTP, seen, actor=actor))
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=press, args=(actor,)) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert {one.id for one in made} == {made[0].id}
    assert count(place) == 1


def count(place: House) -> int:
    with reading(place.engine) as connection:
        query = select(func.count()).select_from(approvals_table)
        return int(connection.execute(query).scalar_one())


def test_a_list_costs_as_many_queries_for_two_as_for_nine(sqlite_engine: Engine) -> None:
    counts = []
    with office_of(sqlite_engine) as place:
        held(place)
        for people in (2, 9):
            seat_more(place, [participant(n) for n in range(1, people + 1)])
            with counted_queries(place.engine) as seen:
                assert len(pending(place).drafts.drafts) == people
            counts.append(len(seen))
    assert counts[0] == counts[1]
    assert counts[0] < 40
