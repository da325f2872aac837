"""People are matched by identity only; names and addresses suggest."""

from sqlalchemy import Connection, Engine, select

from connector.domain.identities import Identity, IdentityType
from connector.domain.people import PersonRecord
from connector.store import people
from connector.store.people import Placed
from connector.store.tables import aliases, identities
from connector.store.tables import people as people_table
from tests.store.samples import LATER, NIK, NIP, NOW, numbered, record, seat_of

PPPK = Identity(IdentityType.NI_PPPK, "199001312023212012")
PPPK_AFTER_MOVING = Identity(IdentityType.NI_PPPK, "199001312026212034")


def place(
    connection: Connection, *persons: PersonRecord, seated: dict[str, int] | None = None
) -> list[Placed]:
    rows = [seat_of(person) for person in persons]
    return people.place(connection, rows, seated=seated or {}, now=NOW)


def test_the_same_number_is_the_same_person_whatever_the_name(engine: Engine) -> None:
    with engine.begin() as connection:
        [first] = place(connection, record("Siti Rahmawati, S.H.", NIP))
        [again] = place(connection, record("SITI RAHMAWATI, S.H., M.H.", NIP))
        assert (first.is_new, again.is_new) == (True, False)
        assert first.person == again.person
        found = people.find_by_identity(connection, NIP)
    assert found is not None
    assert found.full_name == "SITI RAHMAWATI, S.H., M.H."


def test_every_spelling_of_a_name_is_remembered_once(engine: Engine) -> None:
    with engine.begin() as connection:
        for name in ("Siti Rahmawati", "Siti Rahmawati", "Siti R."):
            place(connection, record(name, NIP))
        rows = connection.execute(select(aliases.c.name).order_by(aliases.c.name)).scalars().all()
    assert rows == ["Siti R.", "Siti Rahmawati"]


def test_a_name_without_number_makes_a_new_person_and_suggests(engine: Engine) -> None:
    with engine.begin() as connection:
        [known] = place(connection, record("Soekarno", NIP))
        [new] = place(connection, record("Drs. Sukarno"))
    assert new.is_new
    assert [(s.person, s.reason) for s in new.suggestions] == [(known.person, "name")]


def test_an_address_without_number_makes_a_new_person_and_suggests(engine: Engine) -> None:
    with engine.begin() as connection:
        [known] = place(connection, record("Siti", NIP, email="kantor@example.org"))
        [new] = place(connection, record("Budi", email="kantor@example.org"))
        assert people.find_candidates(connection, record("Budi", email="kantor@example.org"))
    assert new.is_new
    assert [(s.person, s.reason) for s in new.suggestions] == [(known.person, "email")]


def test_without_number_the_seats_of_the_training_alone_may_match(engine: Engine) -> None:
    nameless = record("Made")
    with engine.begin() as connection:
        [first] = place(connection, nameless)
        [seated] = place(connection, nameless, seated={seat_of(nameless).key: first.person})
        [elsewhere] = place(connection, nameless)
    assert seated.person == first.person
    assert elsewhere.person != first.person


def test_a_number_is_never_overruled_by_the_seats_of_the_training(engine: Engine) -> None:
    numbered_row = record("Made", NIP)
    with engine.begin() as connection:
        [other] = place(connection, record("Ketut"))
        [new] = place(connection, numbered_row, seated={seat_of(numbered_row).key: other.person})
    assert new.person != other.person


def test_a_second_number_of_somebody_else_is_reported_and_not_taken(engine: Engine) -> None:
    with engine.begin() as connection:
        [owner] = place(connection, record("Wayan", NIK))
        [first] = place(connection, record("Siti", NIP))
        [again] = place(connection, record("Siti", NIP, NIK))
        assert people.identities_of(connection, first.person) == [NIP]
    assert again.person == first.person
    assert [(s.person, s.reason) for s in again.suggestions] == [
        (owner.person, "identity_elsewhere")
    ]


def test_a_second_number_of_nobody_is_learnt(engine: Engine) -> None:
    with engine.begin() as connection:
        [first] = place(connection, record("Siti", NIP))
        place(connection, record("Siti", NIP, NIK))
        found = people.find_by_identity(connection, NIK)
    assert found is not None
    assert found.id == first.person


def test_a_new_pppk_number_ends_the_earlier_one_and_both_stay_known(engine: Engine) -> None:
    with engine.begin() as connection:
        [first] = place(connection, record("Siti", NIK, PPPK))
        moved = people.place(
            connection,
            [seat_of(record("Siti", NIK, PPPK_AFTER_MOVING))],
            seated={},
            now=LATER,
        )
        ended = connection.execute(
            select(identities.c.valid_to).where(identities.c.value == PPPK.value)
        ).scalar_one()
        by_old = people.find_by_identity(connection, PPPK)
    assert moved == [Placed(first.person, is_new=False)]
    assert ended == LATER.date()
    assert by_old is not None


def test_another_lifelong_number_of_one_person_is_reported(engine: Engine) -> None:
    other = Identity(IdentityType.NIP_PNS, "199001312015031988")
    with engine.begin() as connection:
        place(connection, record("Siti", NIK, NIP))
        [again] = place(connection, record("Siti", NIK, other))
    assert [s.reason for s in again.suggestions] == ["identity_differs"]


def test_a_later_row_that_says_less_wipes_nothing(engine: Engine) -> None:
    with engine.begin() as connection:
        [first] = place(connection, record("Siti", NIP, email="siti@example.org"))
        place(connection, record("Siti", NIP, unit=None))
        found = people.get(connection, first.person)
    assert found is not None
    assert (found.email, found.record.unit) == ("siti@example.org", "Lapas Semarang")


def test_two_rows_of_one_person_in_one_file_are_one_person(engine: Engine) -> None:
    with engine.begin() as connection:
        placed = place(connection, record("Siti", NIP), record("Siti", NIP))
        count = len(connection.execute(select(people_table.c.id)).all())
    assert placed[0].person == placed[1].person
    assert count == 1


def test_a_thousand_rows_come_in_and_are_all_found_again(engine: Engine) -> None:
    rows = numbered(1000)
    with engine.begin() as connection:
        first = people.place(connection, rows, seated={}, now=NOW)
        again = people.place(connection, rows, seated={}, now=NOW)
    assert all(one.is_new for one in first)
    assert [one.person for one in again] == [one.person for one in first]
    assert not any(one.is_new for one in again)
