"""Sightings of one held meeting become stays: one test a rule, moments in minutes."""

from datetime import UTC, datetime, timedelta

import pytest

from connector.domain.presence import (
    Seen,
    Sighting,
    SightingKind,
    Stay,
    stays_of,
    with_identities,
)

JOINED, LEFT = SightingKind.JOINED, SightingKind.LEFT
WAITING, ADMITTED = SightingKind.WAITING, SightingKind.ADMITTED
ROOM_JOINED, ROOM_LEFT = SightingKind.ROOM_JOINED, SightingKind.ROOM_LEFT
STARTED, ENDED, BOUND = SightingKind.STARTED, SightingKind.ENDED, SightingKind.BOUND


def at(minute: float) -> datetime:
    return datetime(2026, 8, 3, 2, 0, tzinfo=UTC) + timedelta(minutes=minute)


def sign(kind: SightingKind, minute: float, leg: str = "a", **fields: str) -> Sighting:
    return Sighting(kind, at(minute), "" if kind in (STARTED, ENDED) else leg, **fields)


def spans(seen: Seen) -> list[tuple[str, float | None, float | None, bool, bool]]:
    """Leg, joined, left (minutes), joined known, left known."""
    return [
        (stay.leg, minute(stay.joined), minute(stay.left), stay.joined_known, stay.left_known)
        for stay in seen.stays
    ]


def minute(moment: datetime | None) -> float | None:
    return None if moment is None else (moment - at(0)).total_seconds() / 60


TIMELINES: dict[str, tuple[list[tuple[SightingKind, float]], list[tuple[object, ...]]]] = {
    "joined and left": ([(JOINED, 0), (LEFT, 9)], [(0, 9, True, True)]),
    "left and joined again": (
        [(JOINED, 0), (LEFT, 9), (JOINED, 20), (LEFT, 30)],
        [(0, 9, True, True), (20, 30, True, True)],
    ),
    "still inside": ([(JOINED, 0)], [(0, None, True, True)]),
    "waiting before the first joining": (
        [(WAITING, 0), (ADMITTED, 5), (JOINED, 6), (LEFT, 9)],
        [(6, 9, True, True)],
    ),
    "only waiting": ([(WAITING, 0)], []),
    "admitted and never inside": ([(WAITING, 0), (ADMITTED, 5)], []),
    "put back into the waiting room and admitted": (
        [(JOINED, 0), (WAITING, 10), (ADMITTED, 15), (LEFT, 30)],
        [(0, 10, True, True), (15, 30, True, True)],
    ),
    "put back, admitted, joined by the next clock": (
        [(JOINED, 0), (WAITING, 10), (ADMITTED, 15), (JOINED, 15), (LEFT, 30)],
        [(0, 10, True, True), (15, 30, True, True)],
    ),
    "put back, admitted, joined a little later": (
        [(JOINED, 0), (WAITING, 10), (ADMITTED, 15), (JOINED, 16), (LEFT, 30)],
        [(0, 10, True, True), (15, 30, True, True)],
    ),
    "put back, admitted, joined much later": (
        [(JOINED, 0), (WAITING, 10), (ADMITTED, 15), (JOINED, 16.1), (JOINED, 16.5), (LEFT, 30)],
        [
            (0, 10, True, True),
            (15, 16.1, True, False),
            (16.1, 16.5, True, False),
            (16.5, 30, True, True),
        ],
    ),
    "left from the waiting room": (
        [(JOINED, 0), (WAITING, 10), (LEFT, 15)],
        [(0, 10, True, True)],
    ),
    "put back with a left beside it": (
        [(JOINED, 0), (LEFT, 10), (WAITING, 10), (ADMITTED, 15), (LEFT, 30)],
        [(0, 10, True, True), (15, 30, True, True)],
    ),
    "admitted a little after the joining": (
        [(JOINED, 0), (ADMITTED, 1), (LEFT, 9)],
        [(0, 9, True, True)],
    ),
    "lost waiting before a late admission": (
        [(JOINED, 0), (ADMITTED, 1.5), (LEFT, 9)],
        [(0, 1.5, True, False), (1.5, 9, True, True)],
    ),
    "lost left between two joinings": (
        [(JOINED, 0), (JOINED, 20), (LEFT, 30)],
        [(0, 20, True, False), (20, 30, True, True)],
    ),
    "lost joining": ([(LEFT, 9)], [(9, 9, False, True)]),
    "lost joining after the waiting room": (
        [(WAITING, 0), (ADMITTED, 5), (LEFT, 9)],
        [(5, 9, False, True)],
    ),
    "lost joining and admission": ([(WAITING, 0), (LEFT, 9)], [(9, 9, False, True)]),
    "lost joining of a bound telephone": ([(BOUND, 4), (LEFT, 9)], [(4, 9, False, True)]),
    "signs before a waiting prove nothing after it": (
        [(BOUND, 1), (WAITING, 4), (LEFT, 9)],
        [(9, 9, False, True)],
    ),
    "only the first sign counts": (
        [(BOUND, 4), (ADMITTED, 6), (BOUND, 7), (LEFT, 9)],
        [(4, 9, False, True)],
    ),
    "signs before a leaving prove nothing after it": (
        [(JOINED, 0), (BOUND, 1), (LEFT, 4), (LEFT, 9)],
        [(0, 4, True, True), (9, 9, False, True)],
    ),
    "lost second joining": (
        [(JOINED, 0), (LEFT, 4), (BOUND, 6), (LEFT, 9)],
        [(0, 4, True, True), (6, 9, False, True)],
    ),
    "lost admission after being put back": (
        [(JOINED, 0), (WAITING, 4), (BOUND, 6), (LEFT, 9)],
        [(0, 4, True, True), (6, 9, False, True)],
    ),
    "joined again straight from the waiting room, left, and left again": (
        [(JOINED, 0), (WAITING, 4), (JOINED, 6), (LEFT, 9), (LEFT, 12)],
        [(0, 4, True, True), (6, 9, True, True), (12, 12, False, True)],
    ),
    "a leaving out of the waiting room ends the being put back": (
        [(JOINED, 0), (WAITING, 4), (LEFT, 6), (ADMITTED, 7), (LEFT, 9)],
        [(0, 4, True, True), (7, 9, False, True)],
    ),
    "at one instant, closed: in and out is no time": (
        [(JOINED, 5), (LEFT, 5)],
        [(5, 5, True, True)],
    ),
    "at one instant, open: out and in again": (
        [(JOINED, 0), (LEFT, 5), (JOINED, 5), (LEFT, 8)],
        [(0, 5, True, True), (5, 8, True, True)],
    ),
    "at one instant, open: put back and admitted": (
        [(JOINED, 0), (WAITING, 5), (ADMITTED, 5), (LEFT, 8)],
        [(0, 5, True, True), (5, 8, True, True)],
    ),
    "at one instant, put back: admitted and put back once more": (
        [(JOINED, 0), (WAITING, 4), (WAITING, 5), (ADMITTED, 5), (LEFT, 8)],
        [(0, 4, True, True), (5, 5, True, True)],
    ),
    "at one instant, closed: joined and put into the waiting room": (
        [(JOINED, 5), (WAITING, 5), (ADMITTED, 6), (LEFT, 8)],
        [(5, 5, True, True), (6, 8, True, True)],
    ),
    "breakout room": ([(ROOM_JOINED, 1), (ROOM_LEFT, 5)], [(1, 5, True, True)]),
    "the same breakout room twice": (
        [(ROOM_JOINED, 1), (ROOM_LEFT, 5), (ROOM_JOINED, 7), (ROOM_LEFT, 9)],
        [(1, 5, True, True), (7, 9, True, True)],
    ),
    "breakout room, lost joining": ([(ROOM_LEFT, 5)], [(5, 5, False, True)]),
    "breakout room, open": ([(ROOM_JOINED, 1)], [(1, None, True, True)]),
    "breakout room, lost left before the next joining": (
        [(ROOM_JOINED, 1), (ROOM_JOINED, 5), (ROOM_LEFT, 8)],
        [(1, 5, True, False), (5, 8, True, True)],
    ),
    "breakout room at one instant, closed": (
        [(ROOM_JOINED, 1), (ROOM_LEFT, 1)],
        [(1, 1, True, True)],
    ),
    "breakout room at one instant, open": (
        [(ROOM_JOINED, 1), (ROOM_LEFT, 5), (ROOM_JOINED, 5), (ROOM_LEFT, 8)],
        [(1, 5, True, True), (5, 8, True, True)],
    ),
}


@pytest.mark.parametrize("story", TIMELINES)
def test_one_leg(story: str) -> None:
    signs, expected = TIMELINES[story]
    seen = stays_of([sign(kind, moment) for kind, moment in signs])
    assert spans(seen) == [("a", *span) for span in expected]


def test_nothing_seen_is_nothing() -> None:
    assert stays_of([]) == Seen(None, None, ())


def test_the_meeting_starts_at_the_earliest_start_and_ends_at_the_earliest_end() -> None:
    seen = stays_of([sign(STARTED, 3), sign(STARTED, 1), sign(ENDED, 60), sign(ENDED, 50)])
    assert (seen.started, seen.ended, seen.stays) == (at(1), at(50), ())


def test_the_end_of_the_meeting_closes_what_is_open_provisionally() -> None:
    seen = stays_of([sign(JOINED, 0), sign(ROOM_JOINED, 5, "room"), sign(ENDED, 60)])
    assert spans(seen) == [("a", 0, 60, True, False), ("room", 5, 60, True, False)]


def test_nothing_reaches_beyond_the_end_of_the_meeting() -> None:
    late = [sign(JOINED, 70, "late"), sign(JOINED, 65, "later"), sign(LEFT, 66, "later")]
    seen = stays_of([sign(JOINED, 0), sign(LEFT, 61), sign(ENDED, 60), *late])
    assert spans(seen) == [
        ("a", 0, 60, True, True),
        ("late", 60, 60, True, False),
        ("later", 60, 60, True, True),
    ]


def test_a_left_at_the_end_itself_is_known() -> None:
    assert spans(stays_of([sign(JOINED, 0), sign(LEFT, 60), sign(ENDED, 60)])) == [
        ("a", 0, 60, True, True)
    ]


def test_a_sighting_that_names_no_leg_is_left_out() -> None:
    assert stays_of([sign(JOINED, 0, ""), sign(ROOM_JOINED, 1, "")]).stays == ()


def test_the_same_sighting_twice_and_backwards_changes_nothing() -> None:
    signs = [sign(JOINED, 0), sign(WAITING, 3), sign(ADMITTED, 4), sign(LEFT, 9), sign(ENDED, 9)]
    assert stays_of([*signs[::-1], *signs]) == stays_of(signs)


def test_stays_come_in_order_of_joining_then_leg_then_room() -> None:
    signs = [sign(JOINED, 5, "b"), sign(ROOM_JOINED, 5), sign(JOINED, 5), sign(JOINED, 1, "z")]
    assert [(stay.leg, stay.room) for stay in stays_of(signs).stays] == [
        ("z", False),
        ("a", False),
        ("a", True),
        ("b", False),
    ]


def test_stays_cut_to_no_time_at_the_end_of_the_meeting_keep_their_order() -> None:
    signs = [sign(JOINED, 9), sign(LEFT, 10), sign(JOINED, 11), sign(ENDED, 8)]
    assert spans(stays_of(signs)) == [("a", 8, 8, True, True), ("a", 8, 8, True, False)]


class TestRooms:
    """Whether or not the main leg is reported left while its person is in a room."""

    def test_a_main_leg_that_stays_open_covers_the_room(self) -> None:
        signs = [sign(JOINED, 0), inside(10), sign(ROOM_LEFT, 20, "room"), sign(LEFT, 60)]
        assert spans(stays_of(signs)) == [("a", 0, 60, True, True), ("room", 10, 20, True, True)]

    def test_a_main_leg_that_is_left_and_joined_again_leaves_no_gap(self) -> None:
        moving = [sign(LEFT, 10), inside(10), sign(ROOM_LEFT, 20, "room"), sign(JOINED, 20)]
        assert spans(stays_of([sign(JOINED, 0), *moving, sign(LEFT, 60)])) == [
            ("a", 0, 10, True, True),
            ("room", 10, 20, True, True),
            ("a", 20, 60, True, True),
        ]

    def test_a_main_leg_that_is_joined_again_without_a_left(self) -> None:
        moving = [inside(10), sign(ROOM_LEFT, 20, "room"), sign(JOINED, 20)]
        assert spans(stays_of([sign(JOINED, 0), *moving, sign(LEFT, 60)])) == [
            ("a", 0, 20, True, False),
            ("room", 10, 20, True, True),
            ("a", 20, 60, True, True),
        ]

    def test_a_room_proves_that_its_parent_leg_was_connected(self) -> None:
        signs = [inside(10), sign(ROOM_LEFT, 20, "room", parent_leg="a"), sign(LEFT, 60)]
        assert spans(stays_of(signs)) == [("a", 10, 60, False, True), ("room", 10, 20, True, True)]

    def test_coming_out_of_a_room_proves_it_too(self) -> None:
        out = sign(ROOM_LEFT, 20, "room", parent_leg="a")
        assert spans(stays_of([out, sign(LEFT, 60)])) == [
            ("a", 20, 60, False, True),
            ("room", 20, 20, False, True),
        ]

    @pytest.mark.parametrize(
        ("later", "end"),
        [
            (sign(JOINED, 15), 15),
            (sign(WAITING, 15), 15),
            (sign(LEFT, 10.4), 30),
            (sign(LEFT, 10.5), 30),
            (sign(LEFT, 10.6), 10.6),
            (sign(ADMITTED, 15), 30),
            (sign(ROOM_JOINED, 15, "other", parent_leg="a"), 15),
            (sign(JOINED, 15, "new", participant="p"), 15),
            (sign(LEFT, 15, "new", participant="p"), 15),
            (sign(JOINED, 15, "new", participant="q"), 30),
            (sign(JOINED, 10), 30),
        ],
    )
    def test_a_lost_room_left_ends_with_the_next_sign_of_its_participant(
        self, later: Sighting, end: float
    ) -> None:
        signs = [sign(JOINED, 0, participant="p"), inside(10), later, sign(ENDED, 30)]
        [room] = [stay for stay in stays_of(signs).stays if stay.leg == "room"]
        assert (minute(room.left), room.left_known) == (end, False)

    def test_the_earliest_of_several_signs_ends_it(self) -> None:
        signs = [inside(10), sign(LEFT, 12), sign(JOINED, 14), sign(WAITING, 11.5)]
        [room] = [stay for stay in stays_of(signs).stays if stay.room]
        assert minute(room.left) == 11.5

    def test_a_reported_room_left_is_believed_whatever_comes_before_it(self) -> None:
        signs = [inside(10), sign(JOINED, 12), sign(ROOM_LEFT, 20, "room")]
        [room] = [stay for stay in stays_of(signs).stays if stay.room]
        assert (minute(room.left), room.left_known) == (20, True)

    def test_a_lost_room_left_before_the_same_room_again(self) -> None:
        again = [sign(JOINED, 15), inside(20), sign(ROOM_LEFT, 25, "room")]
        rooms = [one for one in spans(stays_of([inside(10), *again])) if one[0] == "room"]
        assert rooms == [("room", 10, 15, True, False), ("room", 20, 25, True, True)]

    def test_an_open_room_without_later_signs_stays_open(self) -> None:
        [room] = stays_of([sign(ROOM_JOINED, 10, "room", participant="p")]).stays
        assert (room.left, room.left_known) == (None, True)

    def test_a_room_stay_carries_who_its_parent_leg_is(self) -> None:
        fields = {"email": "b@example.org", "registrant_id": "r1", "login": "u1", "phone": "+62811"}
        signs = [sign(JOINED, 0, participant="p", name="Budi", **fields), inside(10)]
        main, room = stays_of(signs).stays
        assert (main.room, room.room) == (False, True)
        assert (room.participant, room.email, room.registrant_id) == ("p", "b@example.org", "r1")
        assert (room.login, room.phone, room.names) == ("u1", "+62811", ("Budi",))

    def test_a_room_keeps_its_own_names(self) -> None:
        signs = [
            sign(JOINED, 0, name="Budi"),
            sign(ROOM_JOINED, 1, "room", parent_leg="a", name="HP"),
        ]
        assert [stay.names for stay in stays_of(signs).stays] == [("Budi",), ("HP",)]

    def test_the_parent_leg_wins_over_what_the_room_says(self) -> None:
        room = sign(
            ROOM_JOINED, 1, "room", parent_leg="a", registrant_id="r2", email="x@example.org"
        )
        _, stay = stays_of([sign(JOINED, 0, registrant_id="r1"), room]).stays
        assert (stay.registrant_id, stay.email) == ("r1", "")

    def test_the_parent_leg_may_be_told_by_the_leaving_alone(self) -> None:
        room = [sign(ROOM_JOINED, 1, "room"), sign(ROOM_LEFT, 5, "room", parent_leg="a")]
        _, stay = stays_of([sign(JOINED, 0, registrant_id="r1"), *room]).stays
        assert (stay.room, stay.registrant_id) == (True, "r1")

    def test_without_a_parent_leg_the_participant_tells_who_it_is(self) -> None:
        room = sign(ROOM_JOINED, 1, "room", participant="p")
        _, stay = stays_of([sign(JOINED, 0, participant="p", registrant_id="r1"), room]).stays
        assert stay.registrant_id == "r1"

    def test_a_telephone_stays_bound_inside_a_room(self) -> None:
        signs = [sign(JOINED, 0), sign(BOUND, 1, bound_leg="pc"), inside(10)]
        assert [stay.bound_leg for stay in stays_of(signs).stays] == ["pc", "pc"]


def inside(moment: float) -> Sighting:
    return sign(ROOM_JOINED, moment, "room", parent_leg="a")


class TestTraits:
    """What one sighting lacks another gives; nobody is put together out of two people."""

    def test_gaps_are_filled_from_other_sightings_of_the_leg(self) -> None:
        [stay] = stays_of(
            [sign(JOINED, 0, email="b@example.org"), sign(LEFT, 9, registrant_id="r1", login="u1")]
        ).stays
        assert (stay.email, stay.registrant_id, stay.login) == ("b@example.org", "r1", "u1")

    def test_the_joining_wins_over_an_earlier_sighting(self) -> None:
        signs = [sign(WAITING, 0, registrant_id="r2"), sign(JOINED, 1, registrant_id="r1")]
        assert stays_of(signs).stays[0].registrant_id == "r1"

    def test_a_sighting_that_contradicts_the_joining_gives_nothing(self) -> None:
        left = sign(LEFT, 9, registrant_id="r2", email="other@example.org")
        [stay] = stays_of([sign(JOINED, 0, registrant_id="r1"), left]).stays
        assert (stay.registrant_id, stay.email) == ("r1", "")

    def test_gaps_are_filled_across_legs_of_one_participant(self) -> None:
        signs = [
            sign(JOINED, 0, participant="p", registrant_id="r1", phone="+62811"),
            sign(JOINED, 1, "b", participant="p", email="b@example.org"),
            sign(JOINED, 2, "c", participant="q"),
            sign(JOINED, 3, "d"),
        ]
        found = [(one.registrant_id, one.email, one.phone) for one in stays_of(signs).stays]
        assert found == [
            ("r1", "b@example.org", "+62811"),
            ("r1", "b@example.org", ""),
            ("", "", ""),
            ("", "", ""),
        ]

    def test_legs_without_a_participant_have_nothing_to_do_with_each_other(self) -> None:
        signs = [sign(JOINED, 0, registrant_id="r1"), sign(JOINED, 1, "b")]
        assert [stay.registrant_id for stay in stays_of(signs).stays] == ["r1", ""]

    def test_the_joining_of_a_room_wins_too(self) -> None:
        left = sign(ROOM_LEFT, 0, "room", registrant_id="r2")
        signs = [left, sign(ROOM_JOINED, 1, "room", registrant_id="r1")]
        assert {stay.registrant_id for stay in stays_of(signs).stays} == {"r1"}

    def test_contradicting_legs_of_one_participant_give_each_other_nothing(self) -> None:
        signs = [
            sign(JOINED, 0, participant="p", registrant_id="r1", email="b@example.org"),
            sign(JOINED, 1, "b", participant="p", registrant_id="r2"),
            sign(JOINED, 2, "c", participant="p"),
        ]
        found = [(one.registrant_id, one.email) for one in stays_of(signs).stays]
        assert found == [("r1", "b@example.org"), ("r2", ""), ("", "")]

    def test_names_come_in_order_of_time_without_repeats(self) -> None:
        names = enumerate(["Zoe", "Adi", "", "Zoe", "HP Adi"])
        signs = [sign(JOINED, minute, name=name) for minute, name in names]
        assert {stay.names for stay in stays_of(signs).stays} == {("Zoe", "Adi", "HP Adi")}

    def test_the_latest_binding_counts_while_it_is_one_participant(self) -> None:
        legs = [sign(JOINED, 0, "pc1", participant="p"), sign(JOINED, 5, "pc2", participant="p")]
        bound = [sign(BOUND, 1, "tel", bound_leg="pc1"), sign(BOUND, 6, "tel", bound_leg="pc2")]
        stays = stays_of([*legs, *bound, sign(JOINED, 0, "tel")]).stays
        assert {stay.bound_leg for stay in stays if stay.leg == "tel"} == {"pc2"}

    @pytest.mark.parametrize(("first", "second"), [("p", "q"), ("", ""), ("p", "")])
    def test_a_telephone_bound_to_several_people_is_bound_to_none(
        self, first: str, second: str
    ) -> None:
        legs = [
            sign(JOINED, 0, "pc1", participant=first),
            sign(JOINED, 5, "pc2", participant=second),
        ]
        bound = [sign(BOUND, 1, "tel", bound_leg="pc1"), sign(BOUND, 6, "tel", bound_leg="pc2")]
        stays = stays_of([*legs, *bound, sign(JOINED, 0, "tel")]).stays
        assert {stay.bound_leg for stay in stays if stay.leg == "tel"} == {""}

    def test_a_binding_to_one_leg_counts_even_when_that_leg_is_unknown(self) -> None:
        [stay] = stays_of([sign(JOINED, 0, "tel"), sign(BOUND, 1, "tel", bound_leg="pc")]).stays
        assert stay.bound_leg == "pc"


class TestWithIdentities:
    def seen(self, leg: str, minute: float, *names: str, room: bool = False) -> Stay:
        return Stay(
            leg,
            at(minute),
            None,
            room=room,
            names=names,
            participant=f"p-{leg}",
            email=f"{leg}@example.org",
            registrant_id=f"r-{leg}",
            login=f"u-{leg}",
            phone="+62811",
        )

    def written(self, minute: float, *names: str, email: str = "", login: str = "") -> Stay:
        row = f"row {minute}"
        return Stay(row, at(minute), at(90), names=names, email=email, login=login)

    def given(self, written: list[Stay], seen: list[Stay]) -> list[str]:
        return [stay.registrant_id for stay in with_identities(written, seen)]

    def test_ids_come_from_the_leg_with_that_name_and_moment(self) -> None:
        written = self.written(1, "BUDI  santoso ")
        [stay] = with_identities([written], [self.seen("a", 0, "Budi Santoso")])
        assert (stay.registrant_id, stay.login) == ("r-a", "u-a")
        assert (stay.participant, stay.email) == ("p-a", "a@example.org")
        assert (stay.leg, stay.joined, stay.left, stay.phone) == ("row 1", at(1), at(90), "")

    def test_what_the_file_says_stays(self) -> None:
        written = self.written(0, "Budi", email="a@example.org", login="u-a")
        assert with_identities([written], [self.seen("a", 0, "Budi")])[0].registrant_id == "r-a"

    def test_a_leg_that_contradicts_the_file_gives_nothing(self) -> None:
        written = self.written(0, "Budi", email="other@example.org")
        assert with_identities([written], [self.seen("a", 0, "Budi")]) == [written]

    @pytest.mark.parametrize(
        ("minute", "found"), [(1, "r-a"), (-1, "r-a"), (1.01, ""), (-1.01, "")]
    )
    def test_the_moments_differ_by_a_minute_at_most(self, minute: float, found: str) -> None:
        assert self.given([self.written(minute, "Budi")], [self.seen("a", 0, "Budi")]) == [found]

    def test_another_name_or_no_name_is_no_match(self) -> None:
        seen = [self.seen("a", 0, "Budi"), self.seen("b", 0, "")]
        written = [self.written(0, "Badu"), self.written(0, " "), self.written(0)]
        assert self.given(written, seen) == ["", "", ""]

    def test_any_name_of_a_leg_will_do(self) -> None:
        seen = [self.seen("a", 0, "iPhone", "Budi")]
        assert self.given([self.written(0, "Budi")], seen) == ["r-a"]
        assert self.given([self.written(0, "Adi", "Budi", "iPhone")], seen) == ["r-a"]

    def test_two_legs_for_one_row_give_nothing(self) -> None:
        seen = [self.seen("a", 0, "iPhone"), self.seen("b", 0.5, "iPhone")]
        assert self.given([self.written(0, "iPhone")], seen) == [""]

    def test_one_leg_for_two_rows_gives_nothing(self) -> None:
        written = [self.written(0, "iPhone"), self.written(0.5, "iPhone")]
        assert self.given(written, [self.seen("a", 0, "iPhone")]) == ["", ""]

    def test_each_stay_of_a_leg_finds_its_own_row(self) -> None:
        seen = [self.seen("a", 30, "Budi"), self.seen("a", 0, "Budi"), self.seen("b", 9, "Budi")]
        written = [self.written(0, "Budi"), self.written(9, "Budi"), self.written(30, "Budi")]
        assert self.given(written, seen) == ["r-a", "r-b", "r-a"]

    def test_two_stays_of_one_leg_within_the_minute_are_one_leg(self) -> None:
        seen = [self.seen("a", 0, "Budi"), self.seen("a", 0.5, "Budi")]
        assert self.given([self.written(0, "Budi")], seen) == ["r-a"]

    def test_a_row_near_two_stays_of_which_another_row_claims_one_gets_nothing(self) -> None:
        seen = [self.seen("a", 0, "Budi"), self.seen("a", 0.5, "Budi")]
        written = [self.written(-0.7, "Budi"), self.written(0.6, "Budi")]
        assert self.given(written, seen) == ["", ""]

    def test_a_room_is_not_the_main_meeting(self) -> None:
        seen = [self.seen("room", 0.5, "Budi", room=True)]
        assert self.given([self.written(0, "Budi")], seen) == [""]


def test_an_open_stay_lasts_until_now_and_never_ends_before_it_began() -> None:
    stay = Stay("a", at(5), None)
    assert (stay.until(at(9)), stay.until(at(1))) == (at(9), at(5))
    assert Stay("a", at(5), at(6)).until(at(9)) == at(6)
    assert (stay.joined_known, stay.left_known, stay.room) == (True, True, False)
