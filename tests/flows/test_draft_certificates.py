"""Drafts from the first roster on: confirmed, corrected, put right again; on both databases."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import Engine, select

from connector.domain.certificate_options import CertificateOptions
from connector.domain.certificates import CertificateKind
from connector.domain.completion import Verdict
from connector.domain.drafts import DraftState
from connector.domain.people import Role
from connector.errors import ConnectorError
from connector.flows.class_drafts import draft_paper, drafts, own_drafts
from connector.flows.draft_certificates import (
    MOST_PROPOSALS,
    confirm_draft,
    correct_draft,
    decide_correction,
    propose_correction,
    set_certificate_options,
    undo_correction,
)
from connector.store import trainings
from connector.store.engine import reading
from connector.store.tables import audit_entries, sessions
from tests.flows.certificate_class import (
    DAYS,
    LAST_DAY,
    STTP,
    TEACHING,
    a_class,
    attend,
    draft,
    instructor,
    office_of,
    participant,
    seat_more,
)
from tests.pdf_reading import text
from tests.web.place import CODE, FIRST_DAY, House, add_training

STAFF = "user:1"


@pytest.fixture
def place(engine: Engine) -> Iterator[House]:
    with office_of(engine) as opened:
        yield opened


def test_drafts_exist_before_the_first_session(place: House) -> None:
    a_class(place)
    with reading(place.engine) as connection:
        found = drafts(connection, place.office, CODE, STTP)
    assert [one.number for one in found.drafts] == [1, 2, 3, 4]
    assert {one.state for one in found.drafts} == {DraftState.UNREVIEWED}
    assert {one.judgement.verdict for one in found.drafts if one.judgement} == {Verdict.PENDING}
    assert [one.problems for one in found.drafts] == [()] * 4
    course = found.course
    assert (course.first, course.last, str(course.jp)) == (FIRST_DAY, LAST_DAY, str(4 * DAYS))
    assert [one.code for one in found.problems] == ["course_place_missing"]


def test_a_person_confirms_what_they_saw(place: House) -> None:
    seat, *_ = a_class(place)
    assert confirm_draft(place.office, CODE, seat, draft(place, seat).fingerprint, actor=seat)
    found = draft(place, seat)
    assert found.state is DraftState.CONFIRMED
    assert found.review is not None
    assert found.review.actor == seat
    again = confirm_draft(place.office, CODE, seat, found.fingerprint, actor=seat)
    assert not again, "once is enough"
    assert len(draft(place, seat).reviews) == 1


def test_what_is_no_longer_there_is_not_confirmed(place: House) -> None:
    seat, *_ = a_class(place)
    seen = draft(place, seat).fingerprint
    correct_draft(place.office, CODE, seat, {"unit": "Rutan Baru"}, "surat tugas", actor=STAFF)
    with pytest.raises(ConnectorError, match="draft_changed"):
        confirm_draft(place.office, CODE, seat, seen, actor=seat)
    assert draft(place, seat).state is DraftState.UNREVIEWED


def test_a_changed_line_asks_for_another_confirmation_a_moved_session_does_not(
    place: House,
) -> None:
    seat, other, *_ = a_class(place)
    for one in (seat, other):
        confirm_draft(place.office, CODE, one, draft(place, one).fingerprint, actor=one)
    seat_more(place, [participant(1, unit="Lapas Lain"), *(participant(n) for n in (2, 3, 4))])
    with place.engine.begin() as connection:
        slots = trainings.sessions_of(connection, 1)
        moved = [replace(slot, instructor_names=("Orang Lain",)) for slot in slots]
        trainings.put_sessions(connection, 1, moved, now=place.clock())
    assert draft(place, seat).state is DraftState.CHANGED
    assert draft(place, other).state is DraftState.CONFIRMED


def test_a_proposal_waits_for_the_staff_and_confirms_once_accepted(place: House) -> None:
    seat, *_ = a_class(place)
    given = {"name": "Peserta Contoh Satu, S.H., M.H.", "unit": "Lapas Contoh"}
    made = propose_correction(place.office, CODE, seat, given, "sesuai ijazah", actor=seat)
    waiting = draft(place, seat)
    assert waiting.state is DraftState.PROPOSED
    assert waiting.proposal is not None
    assert {name: one.value for name, one in waiting.proposal.fields.items()} == {
        "name": "Peserta Contoh Satu, S.H., M.H."
    }, "what does not differ is not proposed"
    assert waiting.snapshot.holder.name == "Peserta Contoh 1, S.H.", "nothing holds yet"
    decide_correction(place.office, CODE, made, True, actor=STAFF)
    accepted = draft(place, seat)
    assert accepted.snapshot.holder.name == "Peserta Contoh Satu, S.H., M.H."
    assert accepted.state is DraftState.CONFIRMED, "it is what the person said"
    assert accepted.name == "Peserta Contoh 1, S.H.", "the roster's is still there"


def test_a_refusal_has_a_reason_and_leaves_the_draft_as_it_was(place: House) -> None:
    seat, *_ = a_class(place)
    made = propose_correction(place.office, CODE, seat, {"rank": "Pembina"}, "", actor=seat)
    with pytest.raises(ConnectorError, match="reason_missing"):
        decide_correction(place.office, CODE, made, False, " ", actor=STAFF)
    decide_correction(place.office, CODE, made, False, "SK belum ada", actor=STAFF)
    found = draft(place, seat)
    assert found.snapshot.holder.rank == "Penata Muda"
    assert found.reviews[-1].decision_note == "SK belum ada"
    for accept in (True, False):
        with pytest.raises(ConnectorError, match="proposal_gone"):
            decide_correction(place.office, CODE, made, accept, "lagi", actor=STAFF)


def test_a_newer_proposal_and_a_confirmation_replace_the_one_that_waits(place: House) -> None:
    seat, *_ = a_class(place)
    first = propose_correction(place.office, CODE, seat, {"unit": "A"}, "", actor=seat)
    second = propose_correction(place.office, CODE, seat, {"unit": "B"}, "", actor=seat)
    with pytest.raises(ConnectorError, match="proposal_gone"):
        decide_correction(place.office, CODE, first, True, actor=STAFF)
    confirm_draft(place.office, CODE, seat, draft(place, seat).fingerprint, actor=seat)
    with pytest.raises(ConnectorError, match="proposal_gone"):
        decide_correction(place.office, CODE, second, True, actor=STAFF)
    assert draft(place, seat).state is DraftState.CONFIRMED


def test_an_address_that_leaked_fills_no_table(place: House) -> None:
    seat, *_ = a_class(place)
    for turn in range(MOST_PROPOSALS):
        propose_correction(place.office, CODE, seat, {"unit": f"U{turn}"}, "", actor=seat)
    with pytest.raises(ConnectorError, match="proposals_too_many"):
        propose_correction(place.office, CODE, seat, {"unit": "sekali lagi"}, "", actor=seat)


def test_a_person_proposes_no_number(place: House) -> None:
    seat, *_ = a_class(place)
    with pytest.raises(ConnectorError, match="correction_not_yours"):
        propose_correction(
            place.office, CODE, seat, {"identity": "199001312015032001"}, "", actor=seat
        )


def test_staff_correct_at_once_and_take_it_back(place: House) -> None:
    seat, *_ = a_class(place)
    first = correct_draft(
        place.office, CODE, seat, {"identity": "19900131 201503 2 001", "grade": "III b"},
        "SK pangkat", actor=STAFF,
    )  # fmt: skip
    second = correct_draft(place.office, CODE, seat, {"grade": "III/c"}, "SK baru", actor=STAFF)
    holder = draft(place, seat).snapshot.holder
    assert (holder.identity, holder.grade) == ("199001312015032001", "III/c")
    undo_correction(place.office, CODE, second, "keliru", actor=STAFF)
    assert draft(place, seat).snapshot.holder.grade == "III/b", "the earlier one holds again"
    undo_correction(place.office, CODE, first, "keliru", actor=STAFF)
    assert draft(place, seat).snapshot.holder.grade == "III/a", "the roster speaks again"
    with pytest.raises(ConnectorError, match="correction_gone"):
        undo_correction(place.office, CODE, first, "keliru", actor=STAFF)


def test_a_correction_outlives_a_roster_that_says_otherwise_and_both_are_seen(
    place: House,
) -> None:
    seat, *_ = a_class(place)
    correct_draft(place.office, CODE, seat, {"unit": "Rutan Benar"}, "surat tugas", actor=STAFF)
    people = [participant(n, unit="Lapas Baru") for n in range(1, 5)]
    seat_more(place, people)
    found = draft(place, seat)
    assert found.snapshot.holder.unit == "Rutan Benar"
    (line,) = found.corrected
    assert (line.value, line.roster, line.was) == ("Rutan Benar", "Lapas Baru", "Lapas Contoh")
    assert [one.code for one in found.problems] == ["draft_roster_moved"]
    seat_more(place, [participant(n, unit="Rutan Benar") for n in range(1, 5)])
    assert draft(place, seat).problems == ()


def test_who_has_left_or_has_no_certificate_has_no_draft(place: House) -> None:
    seat, *_ = a_class(place)
    seat_more(place, [participant(n) for n in range(2, 5)])
    with pytest.raises(ConnectorError, match="seat_without_draft"):
        draft(place, seat)
    with pytest.raises(ConnectorError, match="seat_without_draft"):
        correct_draft(place.office, CODE, seat, {"unit": "X"}, "y", actor=STAFF)
    with pytest.raises(ConnectorError, match="training_unknown"):
        correct_draft(place.office, "NONE", seat, {"unit": "X"}, "y", actor=STAFF)


def test_a_review_of_another_training_is_not_found(place: House) -> None:
    seat, *_ = a_class(place)
    made = propose_correction(place.office, CODE, seat, {"unit": "A"}, "", actor=seat)
    add_training(place, [participant(9)], code="LAIN-1")
    with pytest.raises(ConnectorError, match="proposal_gone"):
        decide_correction(place.office, "LAIN-1", made, True, actor=STAFF)


def test_an_instructor_sees_what_they_taught(place: House) -> None:
    a_class(place)
    seat_more(
        place,
        [instructor("Bambang Contoh, M.Si."), instructor("Sari Dewi", 901)],
        Role.INSTRUCTOR,
    )
    with reading(place.engine) as connection:
        found = drafts(connection, place.office, CODE, TEACHING)
    assert [
        (one.name, len(one.snapshot.taught), [p.code for p in one.problems]) for one in found.drafts
    ] == [("Bambang Contoh, M.Si.", 2 * DAYS, []), ("Sari Dewi", 0, ["draft_nothing_taught"])]
    bambang = found.drafts[0]
    assert confirm_draft(place.office, CODE, bambang.seat, bambang.fingerprint, actor=STAFF)
    assert draft(place, bambang.seat, TEACHING).state is DraftState.CONFIRMED


def test_a_person_reads_their_own_drafts_of_the_kinds_that_are_issued(place: House) -> None:
    seat, *_ = a_class(place)
    set_certificate_options(
        place.office,
        CODE,
        CertificateOptions(kinds={STTP: 0, CertificateKind.PARTICIPATION: 0}),
        actor=STAFF,
    )
    with reading(place.engine) as connection:
        own = own_drafts(connection, place.office, CODE, seat)
    assert [one.snapshot.kind for one in own] == [STTP, CertificateKind.PARTICIPATION]
    assert {one.fingerprint for one in own} == {draft(place, seat).fingerprint}
    assert {one.judgement for one in own} == {None}


def test_a_draft_is_printed_as_one(place: House) -> None:
    seat, *_ = a_class(place)
    with reading(place.engine) as connection:
        pdf = draft_paper(connection, place.office, CODE, STTP, seat)
    words = text(pdf)
    assert "KONSEP" in words
    assert "Peserta Contoh 1, S.H." in words


def test_a_training_without_days_has_drafts_but_no_paper(place: House) -> None:
    seat, *_ = a_class(place)
    with place.engine.begin() as connection:
        connection.execute(sessions.delete())
    assert draft(place, seat).snapshot.holder.name == "Peserta Contoh 1, S.H."
    with (
        reading(place.engine) as connection,
        pytest.raises(ConnectorError, match="course_days_missing"),
    ):
        draft_paper(connection, place.office, CODE, STTP, seat)
    options = CertificateOptions(first=date(2026, 8, 3), last=date(2026, 8, 5), jp=Decimal(12))
    set_certificate_options(place.office, CODE, options, actor=STAFF)
    with reading(place.engine) as connection:
        assert draft_paper(connection, place.office, CODE, STTP, seat).startswith(b"%PDF")


@pytest.mark.parametrize(
    "options",
    [
        CertificateOptions(place="x" * 81),
        CertificateOptions(method="PJJ\u202e"),
        CertificateOptions(jp=Decimal(0)),
        CertificateOptions(jp=Decimal("NaN")),
        CertificateOptions(jp=Decimal(2001)),
        CertificateOptions(year=1999),
        CertificateOptions(dated=date(1999, 1, 1)),
        CertificateOptions(first=date(2026, 8, 7), last=date(2026, 8, 3)),
        CertificateOptions(last=date(2026, 8, 3)),
    ],
)
def test_settings_that_cannot_be_printed_are_refused(
    sqlite_engine: Engine, options: CertificateOptions
) -> None:
    with office_of(sqlite_engine) as place:
        a_class(place)
        with pytest.raises(ConnectorError, match="certificate_options_unfit"):
            set_certificate_options(place.office, CODE, options, actor=STAFF)


def test_settings_name_a_design_of_their_kind(place: House) -> None:
    a_class(place)
    with pytest.raises(ConnectorError, match="design_unfit"):
        set_certificate_options(
            place.office, CODE, CertificateOptions(kinds={STTP: 77}), actor=STAFF
        )


def test_score_and_verdict_reach_the_draft_once_the_class_is_over(place: House) -> None:
    seats = a_class(place)
    attend(place, seats[:3])
    verdicts = [one.verdict if (one := draft(place, seat).judgement) else None for seat in seats]
    assert verdicts == [*[Verdict.EARNED] * 3, Verdict.NEEDS_DECISION]


def test_the_trail_holds_no_personal_value(place: House) -> None:
    seat, *_ = a_class(place)
    made = propose_correction(
        place.office, CODE, seat, {"name": "Nama Rahasia", "birth_date": "1991-05-05"}, "catatan",
        actor=seat,
    )  # fmt: skip
    decide_correction(place.office, CODE, made, True, actor=STAFF)
    correct_draft(
        place.office, CODE, seat, {"identity": "199105052015032001"}, "alasan", actor=STAFF
    )
    with reading(place.engine) as connection:
        entries = connection.execute(select(audit_entries)).all()
    told = [one for one in entries if one.action.startswith("draft.")]
    assert [one.action for one in told] == ["draft.proposed", "draft.accepted", "draft.corrected"]
    for secret in ("Rahasia", "1991", "catatan", "alasan"):
        assert secret not in repr([one.details for one in told])
