"""Whose stay it was: the order of trust, what contradicts it, and what a person is shown."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from connector.domain.attribution import (
    Attributed,
    Basis,
    Busy,
    Candidate,
    Card,
    Decided,
    Known,
    Standing,
    Verdict,
    attribute,
    card_of,
    cards,
    rememberable,
)
from connector.domain.people import Role
from connector.domain.presence import Held, Source, Stay

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
NOW = START + timedelta(hours=9)


def person(
    seat: str, name: str, number: int, unit: str = "Lapas Contoh", email: str = "", phone: str = ""
) -> Candidate:
    return Candidate(
        seat, f"p{seat}", Role.PARTICIPANT, name, number, unit, email, phone, accepted=True
    )


ROSTER = [
    person("1", "Budi Santoso, S.H.", 1, email="budi@contoh.example", phone="+6281200000111"),
    person("2", "Budi Santosa", 2, "Rutan Contoh", email="bersama@contoh.example"),
    person("3", "Siti Aminah", 3, "Rutan Contoh", email="bersama@contoh.example"),
    person("4", "Dewi", 4, phone="+6281200000444"),
    person("5", "Muhammad Rizki Contoh", 5),
    replace(person("6", "Ratna Kusuma", 6), accepted=False),
    replace(person("9", "Hasan Wijaya", 1), role=Role.INSTRUCTOR, number=None),
]
KNOWN = Known(
    ROSTER,
    registrants={f"r{one.seat}": one.seat for one in ROSTER},
    logins={"u9": "9", "u1": "1"},
    emails={"budi@contoh.example": "1"},
    phones={"+6281200000444": "4"},
    openers=frozenset({"host"}),
)


def stay(
    *names: str,
    leg: str = "",
    at: float = 0,
    minutes: float | None = 60,
    registrant: str = "",
    login: str = "",
    email: str = "",
    phone: str = "",
    bound: str = "",
    participant: str = "",
    room: bool = False,
) -> Stay:
    joined = START + timedelta(minutes=at)
    left = None if minutes is None else joined + timedelta(minutes=minutes)
    return Stay(
        leg or "/".join(names) or phone,
        joined,
        left,
        names=names,
        registrant_id=registrant,
        login=login,
        email=email,
        phone=phone,
        bound_leg=bound,
        participant=participant,
        room=room,
    )


def held(*stays: Stay, number: int = 1, meeting: str = "811") -> Held:
    return Held(number, f"u{number}", meeting, START, None, Source.REPORT, True, stays)


def judged(*stays: Stay, known: Known = KNOWN) -> list[Attributed]:
    return attribute([held(*stays)], known, NOW)


def only(one: Stay, known: Known = KNOWN) -> Attributed:
    (found,) = judged(one, known=known)
    return found


def codes(one: Attributed | Card) -> list[str]:
    return [reason.code for reason in one.reasons]


def decided(card: str, *seats: str, held: int | None = None, number: int = 70) -> Decided:
    return Decided(number, card, held, Verdict.SEATS if seats else Verdict.NOBODY, seats)


@pytest.mark.parametrize(
    ("one", "basis", "seat"),
    [
        (stay("Budi Santoso", registrant="r1"), Basis.REGISTRANT, "1"),
        (stay("Hasan", login="u9"), Basis.LOGIN, "9"),
        (stay("Budi", email="budi@contoh.example"), Basis.EMAIL, "1"),
        (stay("6281…", phone="+6281200000444"), Basis.PHONE, "4"),
        (stay(registrant="unknown", login="u9"), Basis.LOGIN, "9"),
    ],
)
def test_what_identifies_credits(one: Stay, basis: Basis, seat: str) -> None:
    found = only(replace(one, names=one.names or ("Hasan",)))
    assert (found.standing, found.basis, found.seats) == (Standing.CERTAIN, basis, (seat,))


@pytest.mark.parametrize(
    "one",
    [
        stay("Budi Santoso"),
        stay("01_Budi Santoso_Lapas Contoh"),
        stay("Siti Aminah", email="bersama@contoh.example"),
        stay("Siti Aminah", registrant="self-registered"),
        stay("Budi Santoso", phone="+6281200000111"),
        stay("Siti Aminah", login="somebody"),
    ],
)
def test_a_name_or_an_unconfirmed_address_never_credits(one: Stay) -> None:
    found = only(one)
    assert (found.standing, found.seats, found.basis) == (Standing.UNMATCHED, (), Basis.NONE)


def test_an_empty_value_is_no_evidence() -> None:
    empty = Known(ROSTER, {"": "1"}, {"": "1"}, {"": "1"}, {"": "1"}, frozenset({""}))
    assert only(stay("Budi"), empty).standing is Standing.UNMATCHED


def test_the_opener_is_recognised_and_has_no_card() -> None:
    found = only(stay("Panitia", login="host"))
    assert (found.standing, found.card, found.seats) == (Standing.OPENER, "", ())


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (stay("Budi Santoso", registrant="r1", login="u9"), "bases_differ"),
        (stay("Siti Aminah", registrant="r3", email="budi@contoh.example"), "bases_differ"),
        (stay("Hasan", login="u9", phone="+6281200000444"), "bases_differ"),
        (stay("Budi Santoso", registrant="r1", login="host"), "opener_on_link"),
    ],
)
def test_evidence_for_two_waits_for_a_person(one: Stay, reason: str) -> None:
    found = only(one)
    assert found.standing is Standing.CONTRADICTED
    assert reason in codes(found)


def test_of_two_kinds_of_evidence_the_link_is_believed_more() -> None:
    assert only(stay("Budi Santoso", registrant="r3", login="u9")).seats == ("3",)


def test_a_bound_telephone_with_another_persons_name_waits() -> None:
    phone = stay("Siti Aminah", leg="t", phone="+62999999999", bound="a")
    found = judged(stay("Budi Santoso", leg="a", registrant="r1"), phone)
    assert [one.standing for one in found] == [Standing.CERTAIN, Standing.CONTRADICTED]


NAMES = [
    # on whose link, display name, standing, reasons
    ("1", "Budi Santoso", Standing.CERTAIN, []),
    ("1", "BUDI", Standing.CERTAIN, []),
    ("1", "Pak Budi", Standing.CERTAIN, []),
    ("1", "01_Budi Santoso_Lapas Contoh", Standing.CERTAIN, []),
    ("1", "LAPAS CONTOH BUDI SANTOSO", Standing.CERTAIN, []),
    ("1", "Budi S", Standing.CERTAIN, []),
    ("1", "07 Budi Santoso", Standing.CERTAIN, []),
    ("1", "HP Budi", Standing.CERTAIN, []),
    ("1", "Wawan", Standing.UNCONFIRMED, ["name_unknown"]),
    ("1", "Siti", Standing.UNCONFIRMED, ["name_unknown"]),
    ("1", "Muhammad", Standing.UNCONFIRMED, ["name_unknown"]),
    ("1", "Panji Tak Dikenal", Standing.UNCONFIRMED, ["name_unknown"]),
    ("1", "01_Panji", Standing.UNCONFIRMED, ["name_unknown"]),
    ("1", "Budi Hartono", Standing.CERTAIN, ["name_differs"]),
    ("1", "Toso", Standing.CERTAIN, ["name_differs"]),
    ("1", "Toto", Standing.UNCONFIRMED, ["name_unknown"]),
    ("1", "Totoso", Standing.CERTAIN, ["name_differs"]),
    ("1", "BS", Standing.CERTAIN, ["name_differs"]),
    ("1", "SB", Standing.UNCONFIRMED, ["name_unknown"]),
    ("5", "Muhammad", Standing.CERTAIN, []),
    ("5", "Muhammad Fajar", Standing.UNCONFIRMED, ["name_unknown"]),
    ("5", "Muhammad Riz", Standing.CERTAIN, []),
    ("1", "Budi Santosa", Standing.CONTRADICTED, ["name_of_another"]),
    ("2", "Budi Santoso", Standing.CONTRADICTED, ["name_of_another"]),
    ("1", "02_Budi", Standing.CERTAIN, []),
    ("3", "02_Budi", Standing.CONTRADICTED, ["name_of_another"]),
    ("3", "02_Wawan", Standing.UNCONFIRMED, ["name_unknown"]),
    ("1", "Siti Aminah", Standing.CONTRADICTED, ["name_of_another"]),
    ("1", "iPhone Siti Aminah", Standing.CONTRADICTED, ["name_of_another"]),
    ("1", "Siti Aminah Rutan Contoh", Standing.CONTRADICTED, ["name_of_another"]),
    ("1", "Rutan Contoh Siti Aminah", Standing.CONTRADICTED, ["name_of_another", "room_name"]),
    ("1", "Kepegawaian Siti Aminah", Standing.CONTRADICTED, ["name_of_another"]),
    ("1", "Budi Santoso_Siti Aminah", Standing.CERTAIN, []),
    ("1", "Dewi", Standing.CONTRADICTED, ["name_of_another"]),
    ("1", "Dewi Lestari", Standing.UNCONFIRMED, ["name_unknown"]),
    ("1", "Moh. Rizky", Standing.CONTRADICTED, ["name_of_another"]),
    ("5", "M. Rizky", Standing.CERTAIN, []),
    ("1", "iPhone", Standing.UNCONFIRMED, ["device_name"]),
    ("1", "", Standing.UNCONFIRMED, ["device_name"]),
    ("1", "😀", Standing.UNCONFIRMED, ["device_name"]),
    ("1", "Lapas Contoh", Standing.UNCONFIRMED, ["room_name"]),
    ("5", "Lapas Contoh", Standing.UNCONFIRMED, ["room_name"]),
    ("6", "Ratna Kusuma", Standing.CERTAIN, ["seat_not_accepted"]),
]


@pytest.mark.parametrize(("seat", "name", "standing", "reasons"), NAMES)
def test_a_display_name_on_a_link(
    seat: str, name: str, standing: Standing, reasons: list[str]
) -> None:
    found = only(stay(name, registrant=f"r{seat}"))
    assert (found.standing, codes(found), found.seats) == (standing, reasons, (seat,))


def test_a_name_that_two_people_have_is_the_link_owners() -> None:
    twins = replace(KNOWN, candidates=[*ROSTER, person("7", "Siti Aminah", 7)])
    assert only(stay("Siti Aminah", registrant="r3"), twins).standing is Standing.CERTAIN


def test_every_name_of_a_renamed_connection_is_heard() -> None:
    assert only(stay("iPhone", "Budi Santoso", registrant="r1")).standing is Standing.CERTAIN
    renamed = only(stay("Budi Santoso", "Siti Aminah", registrant="r1"))
    assert renamed.standing is Standing.CONTRADICTED


def shares(first: Stay, second: Stay) -> list[Standing]:
    return [one.standing for one in judged(first, second)]


def on_link(*names: str, leg: str, at: float = 0, minutes: float = 60) -> Stay:
    return stay(*names, leg=leg, at=at, minutes=minutes, registrant="r1")


C, U, X = Standing.CERTAIN, Standing.UNCONFIRMED, Standing.CONTRADICTED


@pytest.mark.parametrize(
    ("first", "second", "at", "expected"),
    [
        ("Budi Santoso", "Budi Santoso", 10, [C, C]),
        ("Budi Santoso", "HP Budi", 10, [C, C]),
        ("Wawan", "WAWAN_Lapas Contoh", 10, [U, U]),
        ("Budi Santoso", "iPhone", 10, [C, U]),
        ("Budi Santoso", "Lapas Contoh", 10, [C, U]),
        ("iPhone", "Galaxy A12", 10, [U, U]),
        ("Budi Santoso", "Joko", 10, [X, X]),
        ("Budi Santoso", "Budi Hartono", 10, [X, X]),
        ("Joko", "iPhone", 10, [X, X]),
        ("Budi Santoso", "Joko", 59.5, [C, U]),
        ("Budi Santoso", "Joko", 58, [X, X]),
        ("Budi Santoso", "Joko", 70, [C, U]),
    ],
)
def test_one_link_on_two_connections(
    first: str, second: str, at: float, expected: list[Standing]
) -> None:
    assert shares(on_link(first, leg="a"), on_link(second, leg="b", at=at)) == expected


def test_only_the_overlapping_stays_of_a_shared_link_wait() -> None:
    found = judged(
        on_link("Budi Santoso", leg="a", minutes=20),
        on_link("Joko", leg="b", at=5, minutes=10),
        on_link("Budi Santoso", leg="c", at=30),
    )
    assert [one.standing for one in found] == [X, X, C]
    assert codes(found[0]) == ["link_twice"]


def test_a_breakout_room_is_no_second_connection() -> None:
    main = stay("Wawan", leg="a", registrant="r1", participant="p")
    room = stay("Wawan W", leg="b", registrant="r1", participant="p", room=True, at=5, minutes=9)
    assert shares(main, room) == [U, U]
    assert shares(main, replace(room, room=False)) == [X, X]


def test_a_shared_link_is_freed_by_deciding_about_the_stranger() -> None:
    legs = (on_link("Budi Santoso", leg="a"), on_link("Joko", leg="b"))
    about_joko = replace(KNOWN, decisions=[decided("seat:1/joko")])
    assert [one.standing for one in judged(*legs, known=about_joko)] == [C, Standing.NOBODY]
    about_budi = replace(KNOWN, decisions=[decided("seat:1/budi santoso", "1")])
    assert [one.standing for one in judged(*legs, known=about_budi)] == [C, X]


def test_nobody_sits_in_two_classes() -> None:
    busy = [Busy("p1", "PTPP-1", START + timedelta(minutes=30), START + timedelta(minutes=90))]
    known = replace(KNOWN, busy=busy)
    early, late = (on_link("Budi Santoso", leg=leg, at=at) for leg, at in (("a", -35), ("b", 20)))
    found = judged(early, late, known=known)
    assert [one.standing for one in found] == [C, X]
    assert found[1].reasons[0].values() == {"training": "PTPP-1"}
    assert only(stay("Siti Aminah", registrant="r3"), known).standing is C


def test_sixty_seconds_in_another_class_are_a_change_of_rooms() -> None:
    for seconds, expected in ((60, C), (61, X)):
        end = START + timedelta(seconds=seconds)
        known = replace(KNOWN, busy=[Busy("p1", "T", START - timedelta(hours=1), end)])
        assert only(on_link("Budi Santoso", leg="a"), known).standing is expected


def test_two_meetings_of_one_training_at_once() -> None:
    here = held(on_link("Budi Santoso", leg="a"))
    there = held(on_link("Budi Santoso", leg="b", at=30), number=2, meeting="822")
    found = attribute([here, there], KNOWN, NOW)
    assert [(one.standing, codes(one)) for one in found] == [(X, ["two_meetings"])] * 2
    same = replace(there, meeting="811")
    assert [one.standing for one in attribute([here, same], KNOWN, NOW)] == [C, C]


def test_an_open_stay_lasts_until_now() -> None:
    here = held(stay("Budi Santoso", leg="a", registrant="r1", minutes=None))
    there = held(on_link("Budi Santoso", leg="b", at=30), number=2, meeting="822")
    assert [one.standing for one in attribute([here, there], KNOWN, NOW)] == [X, X]
    early = attribute([here, there], KNOWN, START + timedelta(minutes=30))
    assert [one.standing for one in early] == [C, C]


def test_a_telephone_speaks_for_the_leg_it_was_joined_to() -> None:
    phone = stay("62812…", leg="t", phone="+62999999999", bound="a")
    found = judged(stay("Budi Santoso", leg="a", registrant="r1"), phone)
    assert (found[1].standing, found[1].basis, found[1].seats) == (C, Basis.BOUND, ("1",))
    assert found[1].card == "phone:+62999999999"
    device = judged(stay("iPhone", leg="a", registrant="r1"), phone)
    assert [one.standing for one in device] == [U, U]
    stranger = judged(stay("Budi", leg="a"), phone)
    assert [one.standing for one in stranger] == [Standing.UNMATCHED] * 2
    nowhere = only(phone)
    assert (nowhere.standing, codes(nowhere)) == (Standing.UNMATCHED, ["phone_unbound"])


def test_a_decision_about_the_leg_holds_for_its_telephone() -> None:
    known = replace(KNOWN, decisions=[decided("name:budi", "1")])
    phone = stay("62812…", leg="t", phone="+62999999999", bound="a")
    found = judged(stay("Budi", leg="a"), phone, known=known)
    assert [(one.standing, one.seats, one.decision) for one in found] == [(C, ("1",), 70)] * 2


def test_telephones_joined_in_a_ring_are_nobodys() -> None:
    ring = [stay("x", leg="a", phone="+621", bound="b"), stay("y", leg="b", bound="a")]
    assert shares(*ring) == [Standing.UNMATCHED] * 2


def test_a_known_telephone_joined_to_another_persons_leg_waits() -> None:
    phone = stay("62812…", leg="t", phone="+6281200000444", bound="a")
    found = judged(stay("Budi Santoso", leg="a", registrant="r1"), phone)
    assert [one.standing for one in found] == [C, X]


def test_a_chain_of_telephones_stops_at_a_leg_that_was_decided() -> None:
    legs = (
        stay("Budi Santoso", leg="c", registrant="r1"),
        stay("62811…", leg="b", phone="+62888888888", bound="c"),
        stay("62812…", leg="a", phone="+62999999999", bound="b"),
    )
    known = replace(KNOWN, decisions=[decided("phone:+62888888888", "3")])
    found = {one.stay.leg: (one.standing, one.seats) for one in judged(*legs, known=known)}
    assert found == {"c": (C, ("1",)), "b": (C, ("3",)), "a": (C, ("3",))}


def test_saying_whose_an_account_is_keeps_what_was_decided_of_it() -> None:
    shown = stay("Laptop", login="u5")
    assert only(shown).card == "login:u5"
    said = replace(KNOWN, logins={"u5": "5"}, decisions=[decided("login:u5", "5")])
    assert (only(shown, said).standing, only(shown, said).basis) == (C, Basis.DECISION)
    elsewhere = replace(KNOWN, logins={"u5": "5"})
    assert only(shown, elsewhere).standing is U
    on_a_link = stay("Budi Santoso", registrant="r1", login="u5")
    assert only(on_a_link, said).standing is X


def test_the_latest_decision_about_this_meeting_wins() -> None:
    card = "name:budi"
    general, here, elsewhere = (
        decided(card, "1", number=1),
        decided(card, "2", held=1, number=2),
        decided(card, "3", held=2, number=3),
    )
    later = decided(card, "5", number=4)

    def seats(*decisions: Decided) -> tuple[str, ...]:
        return only(stay("Budi"), replace(KNOWN, decisions=decisions)).seats

    assert seats(general) == ("1",)
    assert seats(general, here, elsewhere, later) == ("2",)
    assert seats(general, later) == ("5",)
    assert seats(elsewhere) == ()


def test_a_decision_beats_the_link_and_may_name_several() -> None:
    known = replace(KNOWN, decisions=[decided("seat:1/lapas contoh", "1", "6")])
    found = only(stay("Lapas  CONTOH", registrant="r1"), known)
    assert (found.standing, found.basis, found.seats) == (C, Basis.DECISION, ("1", "6"))
    assert (found.decision, codes(found)) == (70, ["seat_not_accepted"])


def test_a_remembered_decision_waits_when_the_name_is_there_twice() -> None:
    known = replace(KNOWN, decisions=[decided("name:budi", "1")])
    both = (stay("Budi", leg="a"), stay("BUDI", leg="b", at=30))
    found = judged(*both, known=known)
    assert [(one.standing, one.seats) for one in found] == [(X, ("1",))] * 2
    assert codes(found[0]) == ["name_twice"]
    one_device = [replace(one, participant="p") for one in both]
    assert [one.standing for one in judged(*one_device, known=known)] == [C, C]
    after = (both[0], replace(both[1], joined=START + timedelta(minutes=59)))
    assert [one.standing for one in judged(*after, known=known)] == [C, C]
    for_here = replace(KNOWN, decisions=[decided("name:budi", "1", held=1)])
    assert [one.standing for one in judged(*both, known=for_here)] == [C, C]


def test_a_nameless_connection_is_decided_in_its_own_meeting_alone() -> None:
    nameless = stay(leg="16778240")
    known = replace(KNOWN, decisions=[decided("leg:16778240", "1")])
    assert only(nameless, known).standing is Standing.UNMATCHED
    known = replace(KNOWN, decisions=[decided("leg:16778240", "1", held=1)])
    assert only(nameless, known).standing is C
    both = attribute([held(nameless), held(nameless, number=2)], KNOWN, NOW)
    assert [len(card.stays) for card in cards(both, KNOWN)] == [1, 1]


@pytest.mark.parametrize(
    ("one", "seat", "expected"),
    [
        (stay("Budi  SANTOSO"), "5", "seat:5/budi santoso"),
        (stay("iPhone", "Ｂｕｄｉ "), None, "name:budi"),
        (stay("Budi", login="u", email="a@b.example"), None, "login:u"),
        (stay("Budi", email="A@b.example", phone="+62"), None, "email:a@b.example"),
        (stay("Budi", phone="+62"), None, "phone:+62"),
        (stay(" ", leg="7"), None, "leg:7"),
        (stay("", leg="7"), "5", "seat:5/"),
    ],
)
def test_the_card_of_a_stay(one: Stay, seat: str | None, expected: str) -> None:
    assert card_of(one, seat) == expected


def test_what_can_be_remembered() -> None:
    assert rememberable("name:budi")
    assert rememberable("name:lapas contoh")
    assert rememberable("seat:1/iphone")
    assert not rememberable("name:iphone")
    assert not rememberable("leg:7")


def suggested(*stays: Stay, known: Known = KNOWN) -> list[tuple[str, list[str]]]:
    (card,) = cards(judged(*stays, known=known), known)
    return [(one.seat, [reason.code for reason in one.reasons]) for one in card.suggestions]


@pytest.mark.parametrize(
    ("one", "first", "reason"),
    [
        (stay("Siti Aminah"), "3", "same_name"),
        (stay("Sitti Aminnah"), "3", "similar_name"),
        (stay("Hasan"), "9", "similar_name"),
        (stay("Riz"), "5", "similar_name"),
        (stay("02_Budi_Rutan Contoh"), "2", "number_and_name"),
        (stay("Rutan Contoh"), "2", "same_unit"),
        (stay("RUTAN CONTOH SITI"), "3", "similar_name"),
        (stay("Tamu", email="budi@contoh.example", registrant="x"), "1", "same_email"),
        (stay("x", phone="+6281200000111"), "1", "same_phone"),
        (stay("x", phone="+62812****444"), "4", "same_phone"),
        (stay("iPhone", registrant="r1"), "1", "link_owner"),
        (stay("Siti Aminah", registrant="r1"), "1", "link_owner"),
        (stay("03"), "3", "number_only"),
    ],
)
def test_the_first_suggestion_says_why(one: Stay, first: str, reason: str) -> None:
    known = replace(KNOWN, emails={})
    seat, reasons = suggested(one, known=known)[0]
    assert (seat, reason in reasons) == (first, True)


def test_the_name_on_another_persons_link_is_the_second_suggestion() -> None:
    assert suggested(stay("Siti Aminah", registrant="r1"))[:2] == [
        ("1", ["link_owner"]),
        ("3", ["name_on_link"]),
    ]


def test_an_address_that_two_share_suggests_both_with_less() -> None:
    (card,) = cards(judged(stay("x", email="bersama@contoh.example")), KNOWN)
    assert [(one.seat, one.score) for one in card.suggestions] == [("2", 60), ("3", 60)]


def test_a_number_alone_is_a_weak_hint() -> None:
    (card,) = cards(judged(stay("03_Wawan")), KNOWN)
    assert [(one.seat, one.score) for one in card.suggestions] == [("3", 25)]


def test_nobody_is_suggested_for_a_device_without_a_link() -> None:
    assert suggested(stay("iPhone")) == []


def test_who_is_there_already_comes_later() -> None:
    stays = (stay("Budi Santoso", leg="a", registrant="r1"), stay("Budi", leg="b"))
    (card,) = cards(judged(*stays), KNOWN)
    assert [one.seat for one in card.suggestions] == ["2", "1"]
    assert card.suggestions[1].reasons[-1].code == "already_present"
    later = (stays[0], stay("Budi", leg="b", at=70))
    assert [seat for seat, _ in suggested(*later)] == ["1", "2"]


def test_at_most_five_are_suggested_in_order_of_number() -> None:
    many = [person(str(n), f"Budi Contoh{chr(64 + n)}", n) for n in range(9, 0, -1)]
    found = suggested(stay("Budi"), known=replace(KNOWN, candidates=many))
    assert [seat for seat, _ in found] == ["1", "2", "3", "4", "5"]


def test_cards_gather_what_waits_the_longest_first() -> None:
    found = judged(
        stay("Budi", leg="a", minutes=10),
        stay("BUDI", leg="b", at=20, minutes=10),
        stay("Wawan", leg="c", minutes=15),
        stay("Siti Aminah", leg="d", registrant="r3"),
        stay("Panitia", leg="e", login="host"),
    )
    gathered = cards(found, KNOWN)
    assert [(card.key, card.minutes, len(card.stays)) for card in gathered] == [
        ("name:budi", 20, 2),
        ("name:wawan", 15, 1),
    ]
    assert gathered[0].names == ("Budi", "BUDI")


def test_minutes_of_a_card_are_a_union_in_whole_minutes() -> None:
    found = judged(
        stay("Budi", leg="a", minutes=10.9),
        stay("Budi", leg="b", at=5, minutes=2),
        stay("Budi", leg="c", at=8, minutes=4.5),
        stay("Budi", leg="d", at=11, minutes=None),
    )
    assert cards(found, KNOWN)[0].minutes == 12


def test_a_seat_that_is_on_no_roster_is_no_reason_to_fail() -> None:
    known = replace(KNOWN, registrants={"r1": "gone"})
    assert only(stay("iPhone", registrant="r1"), known).standing is U
    assert suggested(stay("iPhone", registrant="r1"), known=known) == []


def test_another_seat_of_the_same_person_is_no_other_person() -> None:
    teacher = replace(person("11", "Wawan Setiadi", 11), person="p1")
    twice = replace(KNOWN, candidates=[*ROSTER, teacher])
    assert "name_of_another" not in codes(only(stay("Wawan Setiadi", registrant="r1"), twice))


@pytest.mark.parametrize("name", ["Muhammad", "Lapas"])
def test_what_many_have_suggests_nobody(name: str) -> None:
    assert suggested(stay(name)) == []


def test_a_number_beside_a_misspelt_name_is_a_strong_hint() -> None:
    assert ("2", "number_and_name") in [(s, r) for s, rs in suggested(stay("02_Bdui")) for r in rs]
