"""Minutes become marks or questions: one test a rule; moments are minutes after 01.00 UTC."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.domain.attendance import (
    Below,
    Cell,
    Denominator,
    Disruption,
    ExcusedCounts,
    HandMark,
    Interval,
    Mark,
    Matrix,
    Result,
    Rule,
    SignIn,
    SignInSource,
    Total,
    matrix,
    windows,
)
from connector.domain.attribution import Attributed, Basis, Standing
from connector.domain.findings import Finding
from connector.domain.presence import Stay
from connector.domain.sessions import SessionKind, SessionRecord

SEAT = "seat:1"
CERTAIN, UNCONFIRMED = Standing.CERTAIN, Standing.UNCONFIRMED


def at(minute: float) -> datetime:
    return datetime(2026, 8, 3, 1, 0, tzinfo=UTC) + timedelta(minutes=minute)


def slot(
    start: float, end: float, kind: SessionKind = SessionKind.CLASS, key: str = "s", jp: int = 2
) -> SessionRecord:
    day = date(2026, 8, 3)
    return SessionRecord(key, day, at(start), at(end), "Asia/Jakarta", key, Decimal(jp), kind)


CLASS = slot(0, 100)
AFTER = at(500)
ASK, STRICT = Rule(), Rule(below=Below.ABSENT)


def stay(
    start: float,
    end: float | None,
    standing: Standing = CERTAIN,
    seats: tuple[str, ...] = (SEAT,),
    held: int = 1,
) -> Attributed:
    left = None if end is None else at(end)
    connection = Stay(f"{start}-{end}", at(start), left, left_known=end is not None)
    return Attributed(held, connection, standing, seats, Basis.REGISTRANT, "card")


def cell(
    *attributed: Attributed,
    rule: Rule = ASK,
    now: datetime = AFTER,
    final: bool = True,
    timetable: tuple[SessionRecord, ...] = (CLASS,),
    sign_ins: tuple[SignIn, ...] = (),
    marks: tuple[HandMark, ...] = (),
    disruptions: tuple[Disruption, ...] = (),
    others: bool = True,
) -> Cell:
    """Measure one seat at the session `s`; `others` were there as well."""
    crowd = [stay(0, 100, seats=("seat:2",))] if others else []
    found = matrix(
        [SEAT],
        timetable,
        [*attributed, *crowd],
        rule=rule,
        now=now,
        final={1: final},
        sign_ins=sign_ins,
        marks=marks,
        disruptions=disruptions,
    )
    return found.cells[SEAT, "s"]


def signed(source: SignInSource, minute: float) -> SignIn:
    return SignIn(SEAT, "s", source, at(minute))


def hand(mark: Mark, number: int = 1, minute: float = 200, approved_by: str = "") -> HandMark:
    return HandMark(number, SEAT, "s", mark, "ijin", "user:3", at(minute), None, approved_by)


def cut(start: float, end: float, denominator: Denominator, seat: str = SEAT) -> Disruption:
    return Disruption(1, at(start), at(end), frozenset({seat}), "listrik", denominator)


def codes(of: Cell) -> list[str]:
    return [reason.code for reason in of.reasons]


def outcome(of: Cell) -> tuple[Result, Mark | None, list[str]]:
    return of.result, of.mark, codes(of)


def measured(code: str, minutes: int, of: int, percent: int, minimum: int = 75) -> Finding:
    return Finding.of(code, minutes=minutes, of=of, percent=percent, minimum=minimum)


class TestMinutes:
    def test_are_the_union_of_a_seats_stays_inside_the_session(self) -> None:
        found = cell(stay(-10, 20), stay(10, 30), stay(50, 60), stay(90, 130))
        assert (found.minutes, found.of_minutes, found.percent) == (50, 100, 50)
        assert found.first_seen == at(0)

    def test_two_devices_count_once(self) -> None:
        assert cell(stay(0, 80), stay(0, 80), stay(20, 60)).minutes == 80

    def test_parts_of_minutes_are_added_before_they_are_rounded_down(self) -> None:
        assert cell(stay(0, 10.6), stay(20, 30.6)).minutes == 21
        assert cell(stay(0, 10.6)).minutes == 10

    def test_leave_breaks_out(self) -> None:
        pause = slot(40, 60, SessionKind.BREAK, "b")
        found = cell(stay(0, 70), timetable=(CLASS, pause))
        assert (found.minutes, found.of_minutes) == (50, 80)

    def test_do_not_count_what_is_not_this_seats(self) -> None:
        others = [stay(0, 90, standing) for standing in Standing if standing is not CERTAIN]
        found = cell(*others, stay(0, 90, seats=("seat:2",)), stay(0, 5))
        assert found.minutes == 5

    def test_of_a_shared_device_count_for_everyone_it_was_assigned_to(self) -> None:
        found = matrix(
            [SEAT, "seat:2", "seat:3"],
            [CLASS],
            [stay(0, 80, seats=(SEAT, "seat:2"))],
            rule=ASK,
            now=AFTER,
        )
        assert [found.cells[seat, "s"].minutes for seat in (SEAT, "seat:2", "seat:3")] == [
            80,
            80,
            0,
        ]

    @pytest.mark.parametrize("standing", list(Standing))
    def test_that_wait_are_those_of_unconfirmed_and_contradicted_stays(
        self, standing: Standing
    ) -> None:
        waits = standing in (Standing.UNCONFIRMED, Standing.CONTRADICTED)
        found = cell(stay(0, 30), stay(20, 50, standing))
        assert found.waiting_minutes == (20 if waits else 0)

    def test_an_open_stay_counts_until_now(self) -> None:
        found = cell(stay(10, None), now=at(40))
        assert (found.minutes, found.result) == (30, Result.PENDING)

    def test_an_open_stay_that_nobody_closed_counts_for_a_class_day_at_most(self) -> None:
        next_day = slot(24 * 60, 24 * 60 + 100)
        evening = slot(12 * 60 - 20, 12 * 60 + 80)
        later = at(3000)
        assert cell(stay(0, None), timetable=(next_day,), now=later).minutes == 0
        assert cell(stay(0, None), timetable=(evening,), now=later).minutes == 20
        assert cell(stay(0, 800), timetable=(evening,), now=later).minutes == 100


class TestWindows:
    def test_a_session_without_breaks_is_one_window(self) -> None:
        assert windows(CLASS, [CLASS, slot(100, 130, SessionKind.BREAK)]) == [
            Interval(at(0), at(100))
        ]

    def test_breaks_inside_or_across_the_edge_are_left_out(self) -> None:
        breaks = [slot(-5, 10, SessionKind.BREAK), slot(30, 40, SessionKind.BREAK)]
        ceremony = slot(50, 60, SessionKind.CEREMONY)
        assert windows(CLASS, [CLASS, *breaks, ceremony]) == [
            Interval(at(10), at(30)),
            Interval(at(40), at(100)),
        ]


class TestSessions:
    def test_only_classes_and_tests_count_in_order_of_time(self) -> None:
        timetable = [
            slot(200, 300, SessionKind.TEST, "t"),
            slot(100, 200, SessionKind.BREAK, "b"),
            slot(0, 50, SessionKind.CEREMONY, "c"),
            slot(50, 100, key="k"),
        ]
        found = matrix([SEAT], timetable, [], rule=ASK, now=AFTER)
        assert [session.key for session in found.sessions] == ["k", "t"]
        assert set(found.cells) == {(SEAT, "k"), (SEAT, "t")}

    @pytest.mark.parametrize(
        ("now", "minutes", "code"),
        [(-1, 0, "session_ahead"), (0, 0, "session_running"), (99, 99, "session_running")],
    )
    def test_a_session_that_is_not_over_is_pending(
        self, now: float, minutes: int, code: str
    ) -> None:
        found = cell(stay(0, None), now=at(now), sign_ins=(signed(SignInSource.QR, 0),))
        assert outcome(found) == (Result.PENDING, None, [code])
        assert (found.minutes, found.automatic) == (minutes, None)

    def test_a_session_is_over_at_its_end(self) -> None:
        assert cell(stay(0, None), now=at(100)).mark is Mark.PRESENT

    def test_nobody_is_measured_twice(self) -> None:
        found = matrix([SEAT, SEAT], [CLASS], [stay(0, 80)], rule=ASK, now=AFTER)
        assert list(found.totals) == [SEAT]


class TestPresent:
    def test_at_the_minimum(self) -> None:
        found = cell(stay(0, 75))
        assert (found.result, found.mark, found.automatic) == (
            Result.MARKED,
            Mark.PRESENT,
            Mark.PRESENT,
        )
        assert found.reasons == (measured("minimum_met", 75, 100, 75),)

    def test_is_exact_to_the_second_where_minutes_would_round(self) -> None:
        short = slot(0, 45)
        found = cell(stay(0, 33.75), timetable=(short,))
        assert found.reasons == (measured("minimum_met", 33, 45, 75),)
        assert (found.minutes, found.percent) == (33, 75)
        below = cell(stay(0, 33.73), timetable=(short,))
        assert below.reasons == (measured("below_minimum", 33, 45, 74),)

    def test_never_without_a_second_of_presence(self) -> None:
        assert cell(rule=Rule(minimum_percent=0)).result is Result.UNDECIDED
        assert cell(stay(50, 51), rule=Rule(minimum_percent=0)).mark is Mark.LATE

    def test_stays_present_whatever_waits(self) -> None:
        found = cell(
            stay(0, 75), stay(75, 100, UNCONFIRMED), disruptions=(cut(0, 9, Denominator.OPEN),)
        )
        assert outcome(found) == (Result.MARKED, Mark.PRESENT, ["minimum_met"])
        assert found.waiting_minutes == 25

    def test_on_a_record_that_is_not_complete_is_provisional(self) -> None:
        found = cell(stay(0, 80), final=False)
        assert (found.mark, found.provisional) == (Mark.PRESENT, True)
        assert not cell(stay(0, 80)).provisional


class TestLate:
    def test_is_who_is_first_seen_after_the_grace(self) -> None:
        assert cell(stay(15, 100)).mark is Mark.PRESENT
        found = cell(stay(16, 100))
        assert outcome(found) == (Result.MARKED, Mark.LATE, ["minimum_met", "late"])
        assert found.reasons[1] == Finding.of("late", minutes=16, grace=15)

    def test_runs_from_the_end_of_a_break_at_the_head(self) -> None:
        pause = slot(-10, 20, SessionKind.BREAK, "b")
        assert cell(stay(35, 100), timetable=(CLASS, pause)).mark is Mark.PRESENT

    def test_runs_from_the_end_of_a_deducted_disruption(self) -> None:
        late = stay(35, 100)
        gone = cell(late, rule=Rule(60), disruptions=(cut(0, 20, Denominator.DEDUCT),))
        kept = cell(late, rule=Rule(60), disruptions=(cut(0, 20, Denominator.KEEP),))
        assert (gone.mark, kept.mark) == (Mark.PRESENT, Mark.LATE)

    def test_is_a_question_while_a_disruption_could_excuse_it(self) -> None:
        found = cell(stay(35, 100), rule=Rule(60), disruptions=(cut(0, 20, Denominator.OPEN),))
        assert outcome(found) == (
            Result.UNDECIDED,
            None,
            ["disruption_open", "minimum_met", "late"],
        )
        later = cell(stay(45, 100), rule=Rule(50), disruptions=(cut(0, 20, Denominator.OPEN),))
        assert later.mark is Mark.LATE

    def test_is_a_question_while_what_waits_would_be_in_time(self) -> None:
        found = cell(stay(20, 100), stay(0, 20, UNCONFIRMED))
        assert outcome(found) == (
            Result.UNDECIDED,
            None,
            ["waits_for_attribution", "minimum_met", "late"],
        )
        assert cell(stay(20, 100), stay(16, 20, UNCONFIRMED)).mark is Mark.LATE


class TestSignIns:
    def test_the_code_in_the_room_is_enough(self) -> None:
        found = cell(sign_ins=(signed(SignInSource.QR, 15),))
        assert outcome(found) == (Result.MARKED, Mark.PRESENT, ["room_check_in"])
        assert found.sign_ins == (signed(SignInSource.QR, 15),)

    def test_the_code_in_the_room_may_come_late(self) -> None:
        found = cell(
            sign_ins=(signed(SignInSource.QR, 30), signed(SignInSource.QR, 20)),
        )
        assert outcome(found) == (Result.MARKED, Mark.LATE, ["room_check_in", "late"])
        assert found.reasons[1] == Finding.of("late", minutes=20, grace=15)

    def test_are_listed_in_order_of_time(self) -> None:
        self_first = (signed(SignInSource.QR, 9), signed(SignInSource.SELF, 5))
        assert cell(sign_ins=self_first).sign_ins == self_first[::-1]

    def test_the_earlier_of_room_and_meeting_decides(self) -> None:
        in_room = cell(stay(20, 100), sign_ins=(signed(SignInSource.QR, 0),))
        in_meeting = cell(stay(0, 100), sign_ins=(signed(SignInSource.QR, 20),))
        for found in (in_room, in_meeting):
            assert outcome(found) == (
                Result.MARKED,
                Mark.PRESENT,
                ["minimum_met", "room_check_in"],
            )

    @pytest.mark.parametrize("rule", [ASK, STRICT])
    def test_a_signature_without_the_minutes_is_a_question(self, rule: Rule) -> None:
        found = cell(stay(0, 10), rule=rule, sign_ins=(signed(SignInSource.SELF, 1),))
        assert (found.result, found.mark, found.automatic) == (Result.UNDECIDED, None, None)
        assert found.reasons == (measured("signed_not_seen", 10, 100, 10),)

    def test_a_signature_of_another_seat_or_session_says_nothing(self) -> None:
        other = replace(signed(SignInSource.QR, 0), seat="seat:2")
        elsewhere = replace(signed(SignInSource.QR, 0), session="other")
        assert codes(cell(sign_ins=(other, elsewhere))) == ["no_trace"]

    def test_where_signatures_are_required_minutes_alone_are_a_question(self) -> None:
        rule = Rule(sign_in_required=True)
        found = cell(stay(0, 90), rule=rule)
        assert outcome(found) == (Result.UNDECIDED, None, ["not_signed", "minimum_met"])
        for source in SignInSource:
            assert cell(stay(0, 90), rule=rule, sign_ins=(signed(source, 1),)).mark is Mark.PRESENT

    def test_where_signatures_are_required_too_few_minutes_stay_too_few(self) -> None:
        rule = Rule(sign_in_required=True, below=Below.ABSENT)
        assert cell(stay(0, 9), rule=rule).mark is Mark.ABSENT


class TestTooLittle:
    def test_is_a_question_by_default(self) -> None:
        found = cell(stay(0, 74))
        assert (found.result, found.mark, found.automatic) == (Result.UNDECIDED, None, None)
        assert found.reasons == (measured("below_minimum", 74, 100, 74),)

    def test_is_absent_where_the_training_says_so(self) -> None:
        found = cell(stay(0, 74), rule=STRICT)
        assert (found.result, found.mark, found.automatic) == (
            Result.MARKED,
            Mark.ABSENT,
            Mark.ABSENT,
        )
        assert found.reasons == (measured("below_minimum", 74, 100, 74),)

    def test_no_trace_is_told_apart(self) -> None:
        assert outcome(cell()) == (Result.UNDECIDED, None, ["no_trace"])
        assert outcome(cell(rule=STRICT)) == (Result.MARKED, Mark.ABSENT, ["no_trace"])
        assert codes(cell(stay(-20, 0), stay(100, 110))) == ["no_trace"]
        assert codes(cell(stay(-1, -1), stay(101, 101))) == ["no_trace"]

    @pytest.mark.parametrize(
        "sign",
        [stay(50, 50), stay(0, 0), stay(100, 100), stay(60, 65, UNCONFIRMED), stay(60, 60.01)],
    )
    def test_any_sign_is_a_trace(self, sign: Attributed) -> None:
        assert codes(cell(sign)) == ["below_minimum"]

    def test_presence_in_the_break_alone_is_a_trace(self) -> None:
        pause = slot(40, 60, SessionKind.BREAK, "b")
        found = cell(stay(41, 59), timetable=(CLASS, pause))
        assert found.reasons == (measured("below_minimum", 0, 80, 0),)

    @pytest.mark.parametrize("rule", [ASK, STRICT])
    @pytest.mark.parametrize("standing", [Standing.UNCONFIRMED, Standing.CONTRADICTED])
    def test_waits_while_what_waits_would_suffice(self, rule: Rule, standing: Standing) -> None:
        found = cell(stay(0, 40), stay(30, 75, standing), rule=rule)
        assert (found.result, found.waiting_minutes) == (Result.UNDECIDED, 35)
        assert found.reasons == (
            Finding.of("waits_for_attribution", minutes=40, of=100, waiting=35),
        )

    def test_does_not_wait_for_what_would_not_suffice(self) -> None:
        assert cell(stay(0, 40), stay(40, 74, UNCONFIRMED), rule=STRICT).mark is Mark.ABSENT

    def test_is_a_question_while_a_disruption_would_excuse_it(self) -> None:
        found = cell(stay(0, 60), rule=STRICT, disruptions=(cut(60, 80, Denominator.OPEN),))
        assert found.result is Result.UNDECIDED
        assert found.reasons == (Finding.of("disruption_open", minutes=60, of=100),)

    def test_does_not_wait_for_a_disruption_that_would_not_excuse_it(self) -> None:
        found = cell(stay(0, 59), rule=STRICT, disruptions=(cut(60, 80, Denominator.OPEN),))
        assert found.mark is Mark.ABSENT

    def test_is_a_question_while_an_open_disruption_takes_the_whole_session(self) -> None:
        found = cell(rule=STRICT, disruptions=(cut(-10, 110, Denominator.OPEN),))
        assert outcome(found) == (Result.UNDECIDED, None, ["disruption_open"])

    def test_may_need_attribution_and_disruption_together(self) -> None:
        found = cell(
            stay(0, 40),
            stay(40, 60, UNCONFIRMED),
            rule=STRICT,
            disruptions=(cut(60, 80, Denominator.OPEN),),
        )
        assert outcome(found) == (
            Result.UNDECIDED,
            None,
            ["waits_for_attribution", "disruption_open"],
        )

    @pytest.mark.parametrize("rule", [ASK, STRICT])
    def test_on_a_record_that_is_not_complete_is_a_question(self, rule: Rule) -> None:
        for found in (cell(stay(0, 9), rule=rule, final=False), cell(rule=rule, final=False)):
            assert outcome(found) == (Result.UNDECIDED, None, ["record_provisional"])
            assert found.provisional

    def test_another_meetings_incomplete_record_is_no_matter(self) -> None:
        evening = stay(100, 200, seats=("seat:2",), held=2)
        found = cell(evening, rule=STRICT)
        assert (found.mark, found.provisional) == (Mark.ABSENT, False)

    def test_an_incomplete_record_reaches_from_its_first_to_its_last_sign(self) -> None:
        around = [stay(-30, -10, seats=("seat:2",), held=2), stay(110, 120, seats=(), held=2)]
        assert codes(cell(*around, rule=STRICT)) == ["record_provisional"]

    def test_a_record_of_which_nothing_is_said_is_not_complete(self) -> None:
        found = matrix([SEAT], [CLASS], [stay(0, 9)], rule=STRICT, now=AFTER)
        assert codes(found.cells[SEAT, "s"]) == ["record_provisional"]

    @pytest.mark.parametrize("rule", [ASK, STRICT])
    def test_where_nothing_was_recorded_at_all_nobody_is_absent(self, rule: Rule) -> None:
        found = cell(rule=rule, others=False)
        assert outcome(found) == (Result.UNDECIDED, None, ["no_trace", "no_record"])

    def test_a_signature_or_a_mark_of_anybody_is_a_record(self) -> None:
        other = replace(signed(SignInSource.SELF, 0), seat="seat:2")
        marked = replace(hand(Mark.PRESENT), seat="seat:2")
        assert codes(cell(others=False, sign_ins=(other,))) == ["no_trace"]
        assert codes(cell(others=False, marks=(marked,))) == ["no_trace"]


class TestDisruptions:
    def test_deducted_minutes_leave_the_length_and_minutes_inside_stay(self) -> None:
        found = cell(stay(0, 60), disruptions=(cut(50, 80, Denominator.DEDUCT),))
        assert (found.minutes, found.of_minutes, found.percent) == (60, 70, 85)
        assert found.mark is Mark.PRESENT

    def test_the_share_is_at_most_the_whole(self) -> None:
        found = cell(stay(0, 100), disruptions=(cut(0, 80, Denominator.DEDUCT),))
        assert (found.minutes, found.of_minutes, found.percent) == (100, 20, 100)

    def test_several_that_overlap_are_deducted_once(self) -> None:
        both = (cut(0, 30, Denominator.DEDUCT), cut(20, 40, Denominator.DEDUCT))
        assert cell(disruptions=both).of_minutes == 60

    def test_kept_or_open_minutes_stay_in_the_length(self) -> None:
        for denominator in (Denominator.KEEP, Denominator.OPEN):
            assert cell(disruptions=(cut(0, 50, denominator),)).of_minutes == 100

    def test_of_others_or_of_another_hour_are_no_matter(self) -> None:
        other = cut(0, 50, Denominator.DEDUCT, seat="seat:2")
        before, after = cut(-50, 0, Denominator.DEDUCT), cut(100, 150, Denominator.DEDUCT)
        assert cell(disruptions=(other, before, after)).of_minutes == 100

    def test_one_kept_beside_one_deducted_changes_nothing_more(self) -> None:
        both = (cut(0, 20, Denominator.DEDUCT), cut(40, 60, Denominator.KEEP))
        found = cell(stay(60, 90), rule=STRICT, disruptions=both)
        assert (found.of_minutes, found.mark) == (80, Mark.ABSENT)

    def test_a_session_of_which_nothing_is_left_is_a_question(self) -> None:
        found = cell(rule=STRICT, disruptions=(cut(-5, 105, Denominator.DEDUCT),))
        assert outcome(found) == (Result.UNDECIDED, None, ["nothing_to_measure"])
        assert (found.of_minutes, found.percent) == (0, 0)

    def test_whoever_was_there_all_the_same_is_present(self) -> None:
        found = cell(stay(0, 1), disruptions=(cut(-5, 105, Denominator.DEDUCT),))
        assert (found.mark, found.percent) == (Mark.PRESENT, 100)

    def test_a_session_inside_a_break_is_a_question(self) -> None:
        pause = slot(-5, 105, SessionKind.BREAK, "b")
        found = cell(stay(0, 100), rule=STRICT, timetable=(CLASS, pause))
        assert outcome(found) == (Result.UNDECIDED, None, ["nothing_to_measure"])


class TestHandMarks:
    def test_win_and_keep_what_the_rule_says(self) -> None:
        found = cell(stay(0, 90), marks=(hand(Mark.ABSENT),))
        assert (found.result, found.mark, found.automatic) == (
            Result.MARKED,
            Mark.ABSENT,
            Mark.PRESENT,
        )
        assert found.reasons == (
            Finding.of("marked_by_hand", mark="TK"),
            Finding.of("mark_differs", mark="TK", automatic="H"),
            measured("minimum_met", 90, 100, 90),
        )
        assert found.hand == hand(Mark.ABSENT)

    def test_that_say_the_same_differ_from_nothing(self) -> None:
        assert codes(cell(stay(0, 90), marks=(hand(Mark.PRESENT),))) == [
            "marked_by_hand",
            "minimum_met",
        ]

    def test_settle_a_question(self) -> None:
        found = cell(stay(0, 20), marks=(hand(Mark.SICK),))
        assert outcome(found) == (
            Result.MARKED,
            Mark.SICK,
            ["marked_by_hand", "below_minimum"],
        )
        assert found.automatic is None

    def test_may_come_before_the_session(self) -> None:
        found = cell(now=at(-60), marks=(hand(Mark.ON_DUTY),))
        assert outcome(found) == (
            Result.MARKED,
            Mark.ON_DUTY,
            ["marked_by_hand", "session_ahead"],
        )

    def test_of_several_the_latest_counts(self) -> None:
        marks = (hand(Mark.SICK, 3, 90), hand(Mark.EXCUSED, 2, 90), hand(Mark.ABSENT, 4, 80))
        assert cell(marks=marks).mark is Mark.SICK
        assert cell(marks=marks[::-1]).mark is Mark.SICK

    @pytest.mark.parametrize("approved_by", ["", "user:3"])
    def test_wait_for_a_second_person_where_the_training_wants_one(self, approved_by: str) -> None:
        rule = Rule(second_approval=True)
        found = cell(stay(0, 90), rule=rule, marks=(hand(Mark.SICK, approved_by=approved_by),))
        assert (found.result, found.mark, found.automatic) == (
            Result.UNDECIDED,
            None,
            Mark.PRESENT,
        )
        assert found.reasons[0] == Finding.of("mark_awaits_approval", mark="S")

    def test_count_once_a_second_person_approved(self) -> None:
        rule = Rule(second_approval=True)
        found = cell(rule=rule, marks=(hand(Mark.SICK, approved_by="user:4"),))
        assert found.mark is Mark.SICK


@pytest.mark.parametrize("seats", [(SEAT, "seat:2"), ("seat:2", SEAT)])
def test_what_is_written_about_one_seat_touches_no_other_with_the_same_time(
    seats: tuple[str, str],
) -> None:
    alike = [stay(0, 60, seats=(SEAT,)), stay(0, 60, seats=("seat:2",))]

    def of_both(
        marks: list[HandMark], sign_ins: list[SignIn], disruptions: list[Disruption]
    ) -> list[tuple[Mark | None, int]]:
        cells = matrix(
            seats,
            [CLASS],
            alike,
            rule=ASK,
            now=AFTER,
            final={1: True},
            marks=marks,
            sign_ins=sign_ins,
            disruptions=disruptions,
        ).cells
        return [(cells[seat, "s"].mark, cells[seat, "s"].of_minutes) for seat in (SEAT, "seat:2")]

    assert of_both([hand(Mark.SICK)], [], []) == [(Mark.SICK, 100), (None, 100)]
    signature = signed(SignInSource.QR, 0)
    assert of_both([], [signature], []) == [(Mark.PRESENT, 100), (None, 100)]
    disruption = cut(60, 100, Denominator.DEDUCT)
    assert of_both([], [], [disruption]) == [(Mark.PRESENT, 60), (None, 100)]


@pytest.mark.parametrize("waiting", [SEAT, "seat:2"])
def test_what_waits_for_one_seat_is_no_question_for_another_with_the_same_time(
    waiting: str,
) -> None:
    alike = [stay(0, 60, seats=(SEAT, "seat:2")), stay(60, 90, UNCONFIRMED, (waiting,))]
    both = [SEAT, "seat:2"]
    found = matrix(both, [CLASS], alike, rule=STRICT, now=AFTER, final={1: True}).cells
    assert {seat: found[seat, "s"].mark for seat in both} == {
        seat: None if seat == waiting else Mark.ABSENT for seat in both
    }


class TestTotals:
    TIMETABLE = tuple(slot(n * 100, n * 100 + 100, key=f"s{n}", jp=n + 1) for n in range(4))

    def total(
        self, marks: dict[str, Mark], excused: ExcusedCounts = ExcusedCounts.NEUTRAL
    ) -> Total:
        """Sessions weigh 1, 2, 3, 4 JP; the last is not over, what is not marked is undecided."""
        by_hand = [
            replace(hand(mark, number), session=key)
            for number, (key, mark) in enumerate(marks.items())
        ]
        rule = Rule(excused=excused)
        found = matrix([SEAT], self.TIMETABLE, [], rule=rule, now=at(350), marks=by_hand)
        return found.totals[SEAT]

    def test_weigh_by_jp(self) -> None:
        total = self.total({"s0": Mark.PRESENT, "s1": Mark.ABSENT, "s2": Mark.LATE})
        assert jp(total) == jps(4, 6)
        assert total.percent == 66
        assert (total.absent, total.excused, total.undecided, total.pending) == (1, 0, 0, 1)

    def test_leave_out_what_is_undecided_or_not_over(self) -> None:
        total = self.total({"s1": Mark.PRESENT})
        assert jp(total) == jps(2, 2)
        assert total.percent == 100
        assert (total.undecided, total.pending) == (2, 1)

    def test_have_no_share_while_nothing_counts(self) -> None:
        total = self.total({})
        assert jp(total) == jps(0, 0)
        assert (total.percent, total.undecided) == (None, 3)

    @pytest.mark.parametrize("mark", [Mark.SICK, Mark.EXCUSED, Mark.ON_DUTY])
    @pytest.mark.parametrize(
        ("excused", "attended", "counted"),
        [
            (ExcusedCounts.PRESENT, 3, 3),
            (ExcusedCounts.NEUTRAL, 1, 1),
            (ExcusedCounts.ABSENT, 1, 3),
        ],
    )
    def test_count_an_excuse_as_the_training_says(
        self, mark: Mark, excused: ExcusedCounts, attended: int, counted: int
    ) -> None:
        total = self.total({"s0": Mark.PRESENT, "s1": mark}, excused)
        assert jp(total) == jps(attended, counted)
        assert (total.excused, total.absent, total.undecided) == (1, 0, 1)

    def test_of_excuses_alone_have_no_share(self) -> None:
        assert self.total({"s0": Mark.SICK}).percent is None

    def test_shares_are_rounded_down(self) -> None:
        assert Total(SEAT, Decimal(2), Decimal(3), 0, 0, 0).percent == 66
        assert Total(SEAT, Decimal("2.5"), Decimal("2.5"), 0, 0, 0).percent == 100


def jp(total: Total) -> tuple[Decimal, Decimal]:
    return total.attended_jp, total.counted_jp


def jps(attended: int, counted: int) -> tuple[Decimal, Decimal]:
    return Decimal(attended), Decimal(counted)


def test_a_cell_made_elsewhere_has_its_share_from_its_minutes() -> None:
    made = replace(cell(stay(0, 75)), exact_percent=None)
    assert made.percent == 75
    assert replace(made, of_minutes=0).percent == 0
    assert replace(made, minutes=100, of_minutes=101).percent == 99
    assert replace(made, of_minutes=50).percent == 100


MOMENTS = st.integers(-20, 220)
STAYS = st.lists(
    st.builds(
        stay,
        MOMENTS,
        MOMENTS | st.none(),
        st.sampled_from([CERTAIN, CERTAIN, UNCONFIRMED, Standing.UNMATCHED]),
        st.sampled_from([(SEAT,), ("seat:2",), (SEAT, "seat:2"), ()]),
    ),
    max_size=8,
)
TIMETABLE = (slot(0, 100), slot(40, 60, SessionKind.BREAK, "b"), slot(100, 200, key="t"))


def measure(stays: list[Attributed], now: float = 150) -> Matrix:
    return matrix([SEAT, "seat:2"], TIMETABLE, stays, rule=ASK, now=at(now), final={1: True})


def inside(stays: list[Attributed], seat: str, session: SessionRecord, now: float) -> set[int]:
    """Minutes counted one by one."""
    found = set[int]()
    for one in stays:
        if one.standing is CERTAIN and seat in one.seats:
            first = (one.stay.joined - at(0)) // timedelta(minutes=1)
            last = (one.stay.until(at(now)) - at(0)) // timedelta(minutes=1)
            found |= set(range(first, last))
    start = (session.start - at(0)) // timedelta(minutes=1)
    return {n for n in found if start <= n < start + 100 and not 40 <= n < 60}


@given(STAYS)
def test_minutes_are_those_counted_one_by_one(stays: list[Attributed]) -> None:
    found = measure(stays)
    for session in found.sessions:
        for seat in (SEAT, "seat:2"):
            minutes = inside(stays, seat, session, 150)
            of = found.cells[seat, session.key]
            assert of.minutes == len(minutes)
            assert of.first_seen == (at(min(minutes)) if minutes else None)
            assert of.minutes + of.waiting_minutes <= of.of_minutes


@given(STAYS.flatmap(lambda stays: st.tuples(st.just(stays), st.permutations(stays * 2))))
def test_order_and_repetition_of_stays_change_nothing(
    drawn: tuple[list[Attributed], list[Attributed]],
) -> None:
    stays, shuffled = drawn
    assert measure(shuffled) == measure(stays)


RANK = {None: 0, Mark.ABSENT: 0, Mark.LATE: 1, Mark.PRESENT: 2}


@given(STAYS, STAYS)
def test_more_evidence_never_takes_anything_away(
    stays: list[Attributed], more: list[Attributed]
) -> None:
    before, after = measure(stays, 400), measure([*stays, *more], 400)
    for key, of in before.cells.items():
        assert after.cells[key].minutes >= of.minutes
        if of.mark is Mark.PRESENT:
            assert after.cells[key].mark is Mark.PRESENT


@given(STAYS)
def test_accepting_what_waits_never_makes_a_mark_worse(stays: list[Attributed]) -> None:
    accepted = [
        replace(one, standing=CERTAIN) if one.standing is UNCONFIRMED else one for one in stays
    ]
    before, after = measure(stays, 400), measure(accepted, 400)
    for key, of in before.cells.items():
        waited = of.minutes + of.waiting_minutes
        assert after.cells[key].minutes == waited
        assert RANK[after.cells[key].mark] >= RANK[of.mark]
        if of.result is Result.MARKED:
            assert after.cells[key].mark is of.mark
