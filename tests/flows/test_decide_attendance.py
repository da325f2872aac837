"""What people decide about stays that wait: remembered, shared, taken back; on both databases."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from connector.domain.attribution import Attributed, Basis, Standing, Verdict
from connector.domain.presence import Source, Stay
from connector.errors import ConnectorError
from connector.flows import decide_attendance
from connector.flows.class_attendance import ClassAttendance, read_attendance
from connector.flows.decide_attendance import can_remember, card_id
from connector.store import attendance, presence, seats
from connector.store.engine import reading
from connector.store.keys import number_of
from tests.web.attended import CONNECTION, at, class_of, link
from tests.web.place import CODE, FIRST_DAY, House, house, person

NAMES = ("Budi Santoso", "Siti Aminah", "Dewi Lestari", "Hasan Wijaya")
ACTOR = "user:3"
BUDI, SITI, DEWI, HASAN = range(4)


@pytest.fixture
def place(engine: Engine) -> Iterator[House]:
    with house(engine) as opened:
        yield opened


def a_class(place: House, code: str = CODE) -> list[str]:
    """Store the training of four; return their seats."""
    people = [person(n, name, unit=f"Rutan {n}") for n, name in enumerate(NAMES, 1)]
    return class_of(place, people, code=code)


def stay(
    name: str,
    *,
    seat: str = "",
    login: str = "",
    email: str = "",
    phone: str = "",
    leg: str = "",
    bound: str = "",
    day: int = 0,
    since: str = "08:00",
) -> Stay:
    """Somebody was there until half past eleven, by the link of `seat`."""
    return Stay(
        leg or name or "leg",
        at(since, FIRST_DAY + timedelta(days=day)),
        at("11:30", FIRST_DAY + timedelta(days=day)),
        names=(name,) if name else (),
        registrant_id=link(seat) if seat else "",
        login=login,
        email=email,
        phone=phone,
        bound_leg=bound,
    )


def hold(place: House, *stays: Stay, day: int = 0, training: int = 1) -> int:
    """Store one day's report; return the id of the held meeting."""
    when = FIRST_DAY + timedelta(days=day)
    with place.engine.begin() as connection:
        return presence.put_written(
            connection,
            CONNECTION,
            uuid=f"uuid-{training}-{day}",
            meeting=f"8698592{training}{day:03d}",
            source=Source.REPORT,
            started=at("07:45", when),
            ended=at("11:30", when),
            stays=stays,
            now=place.clock(),
        )


def found(place: House, code: str = CODE) -> ClassAttendance:
    with reading(place.engine) as connection:
        return read_attendance(connection, place.office, code)


def whose(place: House, held: int, code: str = CODE) -> list[tuple[Standing, tuple[str, ...]]]:
    return [(one.standing, one.seats) for one in found(place, code).attributed if one.held == held]


def decide(
    place: House,
    key: str,
    *chosen: str,
    verdict: Verdict = Verdict.SEATS,
    remember: bool = True,
    code: str = CODE,
) -> list[int]:
    place.clock.now += timedelta(seconds=1)
    return decide_attendance.decide_card(
        place.office,
        code,
        card_id(key),
        verdict=verdict,
        seats=chosen,
        reason="ditanyakan",
        remember=remember,
        actor=ACTOR,
    )


def undo(place: House, made: list[int], code: str = CODE) -> None:
    for one in made:
        decide_attendance.undo_decision(place.office, code, one, actor=ACTOR)


def minutes(place: House, seat: str, session: int = 0) -> int:
    measured = found(place).matrix
    return measured.cells[seat, measured.sessions[session].key].minutes


C, WAITS = Standing.CERTAIN, Standing.UNMATCHED


def test_a_decision_credits_is_remembered_and_undone(place: House) -> None:
    keys = a_class(place)
    first, second = (hold(place, stay("Bang Bud", day=day, email=""), day=day) for day in (0, 1))
    made = decide(place, "name:bang bud", keys[BUDI])
    assert whose(place, first) == whose(place, second) == [(C, (keys[BUDI],))]
    assert minutes(place, keys[BUDI]) == 90
    stored = found(place).decisions[0]
    assert (stored.actor, stored.reason, stored.at) == (ACTOR, "ditanyakan", place.clock())
    undo(place, made)
    assert whose(place, first) == whose(place, second) == [(WAITS, ())]
    assert minutes(place, keys[BUDI]) == 0
    with pytest.raises(ConnectorError, match="decision_unknown"):
        undo(place, made)


def test_a_decision_for_this_meeting_holds_in_no_other(place: House) -> None:
    keys = a_class(place)
    first = hold(place, stay("iPhone"))
    decide(place, "name:iphone", keys[BUDI], remember=False)
    second = hold(place, stay("iPhone", day=1), day=1)
    assert whose(place, first) == [(C, (keys[BUDI],))]
    assert whose(place, second) == [(WAITS, ())]


def test_one_shared_device_counts_for_everybody_before_it(place: House) -> None:
    keys = a_class(place)
    held = hold(place, stay("Rutan Contoh"))
    made = decide(place, "name:rutan contoh", keys[BUDI], keys[SITI], keys[BUDI])
    assert whose(place, held) == [(C, (keys[BUDI], keys[SITI]))]
    assert (minutes(place, keys[BUDI]), minutes(place, keys[SITI])) == (90, 90)
    undo(place, made)
    assert minutes(place, keys[SITI]) == 0


def test_nobody_of_this_training_waits_no_longer(place: House) -> None:
    a_class(place)
    held = hold(place, stay("Humas Contoh"))
    made = decide(place, "name:humas contoh", verdict=Verdict.NOBODY)
    assert whose(place, held) == [(Standing.NOBODY, ())]
    assert found(place).cards == []
    undo(place, made)
    assert whose(place, held) == [(WAITS, ())]


@pytest.mark.parametrize("verdict", list(Verdict))
def test_what_names_nobody_is_not_remembered(place: House, verdict: Verdict) -> None:
    keys = a_class(place)
    held = hold(place, stay("iPhone"), stay("", leg="16778240"))
    chosen = [keys[BUDI]] if verdict is Verdict.SEATS else []
    for key in ("name:iphone", "leg:16778240"):
        with pytest.raises(ConnectorError, match="card_not_rememberable"):
            decide(place, key, *chosen, verdict=verdict)
        assert len(found(place).decisions) == 0
    assert whose(place, held) == [(WAITS, ())] * 2


def test_a_name_that_two_bore_at_once_is_decided_for_this_meeting_alone(place: House) -> None:
    keys = a_class(place)
    held = hold(place, stay("Bud", leg="a"), stay("Bud", leg="b"))
    (card,) = found(place).cards
    assert not can_remember(card)
    with pytest.raises(ConnectorError, match="card_not_rememberable"):
        decide(place, card.key, keys[BUDI])
    decide(place, card.key, keys[BUDI], keys[SITI], remember=False)
    assert {standing for standing, _ in whose(place, held)} == {C}


@pytest.mark.parametrize("name", ["iPhone", "Rutan Contoh", "Panji Tak Dikenal"])
def test_a_name_accepted_on_a_link_is_that_seats_from_then_on(place: House, name: str) -> None:
    keys = a_class(place)
    hold(place, stay(name, seat=keys[BUDI]))
    (card,) = found(place).cards
    assert (card.standing, card.seats) == (Standing.UNCONFIRMED, (keys[BUDI],))
    assert can_remember(card)
    accepted = decide_attendance.accept_cards(
        place.office, CODE, [card_id(card.key), "gone"], reason="nama gawai", actor=ACTOR
    )
    later = hold(
        place, stay(name, seat=keys[BUDI], day=1), stay(name, seat=keys[SITI], day=1), day=1
    )
    assert accepted == 1
    assert whose(place, later) == [
        (C, (keys[BUDI],)),
        (Standing.UNCONFIRMED, (keys[SITI],)),
    ]


def test_accepting_many_notes_nobodys_telephone(place: House) -> None:
    keys = a_class(place)
    hold(
        place,
        stay("iPhone", seat=keys[BUDI], leg="a"),
        stay("", leg="t", phone="+62241000", bound="a"),
    )
    everything = {card_id(card.key) for card in found(place).cards}
    assert len(everything) == 2
    decide_attendance.accept_cards(place.office, CODE, everything, reason="ya", actor=ACTOR)
    assert {standing for standing, _ in whose(place, 1)} == {C}
    later = hold(place, stay("", leg="t", phone="+62241000", day=1), day=1)
    assert whose(place, later) == [(WAITS, ())]


def test_what_waits_with_a_contradiction_is_not_accepted_with_others(place: House) -> None:
    keys = a_class(place)
    hold(place, stay(NAMES[SITI], seat=keys[BUDI]))
    (card,) = found(place).cards
    assert card.standing is Standing.CONTRADICTED
    accepted = decide_attendance.accept_cards(
        place.office, CODE, [card_id(card.key)], reason="ya", actor=ACTOR
    )
    assert (accepted, found(place).decisions) == (0, [])


@pytest.mark.parametrize(
    ("one", "key"),
    [
        (stay("Laptop", login="u77"), "login:u77"),
        (stay("Laptop", email="Budi.Rumah@contoh.example"), "email:budi.rumah@contoh.example"),
        (stay("", phone="+6281200000999"), "phone:+6281200000999"),
    ],
)
def test_what_identifies_a_person_is_theirs_in_other_trainings_until_undone(
    place: House, one: Stay, key: str
) -> None:
    keys = a_class(place)
    held = hold(place, one)
    with place.engine.begin() as connection:
        own = seats.get(connection, number_of(keys[BUDI]))
        assert own is not None
        people = own.person_id
    made = decide(place, key, keys[BUDI])
    assert whose(place, held) == [(C, (keys[BUDI],))]
    assert found(place).cards == []
    other = a_class(place, "PTPP-2026-02")
    next_time = hold(place, one, training=2)
    (credited,) = attributed(place, next_time, "PTPP-2026-02")
    assert credited.basis.value == key.partition(":")[0]
    assert credited.seats == (other[BUDI],)
    undo(place, made)
    assert whose(place, held) == [(WAITS, ())]
    assert whose(place, next_time, "PTPP-2026-02") == [(WAITS, ())]
    with reading(place.engine) as connection:
        claimed = attendance.claimed_by(connection, 1)
    assert people not in {person for kind in claimed.values() for person in kind.values()}


def attributed(place: House, held: int, code: str) -> list[Attributed]:
    return [one for one in found(place, code).attributed if one.held == held]


def person_of(place: House, seat: str) -> int:
    with reading(place.engine) as connection:
        stored = seats.get(connection, number_of(seat))
    assert stored is not None
    return stored.person_id


def test_undoing_keeps_what_the_person_said_themselves(place: House) -> None:
    keys = a_class(place)
    hold(place, stay("Laptop", email="rumah@contoh.example"))
    made = decide(place, "email:rumah@contoh.example", keys[BUDI])
    undo(place, made)
    budi = person_of(place, keys[BUDI])
    decide_attendance.confirm_email(place.office, budi, "Rumah@contoh.example", actor="budi")
    assert found(place).known.emails == {"rumah@contoh.example": keys[BUDI]}
    hold(place, stay("Siapa", email="rumah@contoh.example", day=1), day=1)
    made = decide(place, f"seat:{keys[BUDI]}/siapa", keys[BUDI])
    undo(place, made)
    assert found(place).known.emails == {"rumah@contoh.example": keys[BUDI]}


def test_a_confirmed_address_credits_the_next_time(place: House) -> None:
    keys = a_class(place)
    first = hold(place, stay("Budi", email="Rumah@contoh.example"))
    assert whose(place, first) == [(WAITS, ())]
    budi = person_of(place, keys[BUDI])
    decide_attendance.confirm_email(place.office, budi, "rumah@Contoh.example", actor="budi")
    second = hold(place, stay("Budi", email="rumah@contoh.example", day=1), day=1)
    credited = found(place).attributed
    assert [(one.held, one.basis, one.seats) for one in credited] == [
        (first, Basis.EMAIL, (keys[BUDI],)),
        (second, Basis.EMAIL, (keys[BUDI],)),
    ]


def test_an_address_that_two_confirm_is_nobodys(place: House) -> None:
    keys = a_class(place)
    held = hold(place, stay("Budi", email="bersama@contoh.example"))
    for seat in (keys[BUDI], keys[SITI]):
        decide_attendance.confirm_email(
            place.office, person_of(place, seat), "bersama@contoh.example", actor=seat
        )
    assert whose(place, held) == [(WAITS, ())]


def test_two_decisions_about_one_card_the_later_one_counts_and_undone_the_earlier_one(
    place: House,
) -> None:
    keys = a_class(place)
    held = hold(place, stay("Bud"))
    decide(place, "name:bud", keys[BUDI])
    with place.engine.begin() as connection:
        later = attendance.decide(
            connection, 1, card="name:bud", held=None, verdict=Verdict.SEATS,
            decided_seats=[keys[SITI]], reason="ternyata", actor=ACTOR, now=place.clock(),
        )  # fmt: skip
    assert whose(place, held) == [(C, (keys[SITI],))]
    undo(place, [later])
    assert whose(place, held) == [(C, (keys[BUDI],))]


@pytest.mark.parametrize(
    ("key", "chosen", "reason", "expected"),
    [
        ("name:orang lain", [0], "ya", "card_gone"),
        ("name:bud", [0], "  ", "reason_missing"),
        ("name:bud", [], "ya", "seats_missing"),
        ("name:bud", [9], "ya", "seat_unknown"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_stored(
    place: House, key: str, chosen: list[int], reason: str, expected: str
) -> None:
    keys = [*a_class(place), *["seat:999"] * 6]
    hold(place, stay("Bud"))
    with pytest.raises(ConnectorError, match=expected):
        decide_attendance.decide_card(
            place.office, CODE, card_id(key), verdict=Verdict.SEATS,
            seats=[keys[n] for n in chosen], reason=reason, remember=False, actor=ACTOR,
        )  # fmt: skip
    assert found(place).decisions == []
