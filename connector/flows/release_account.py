"""A person's account is let go, because it was deleted or is not theirs; nothing is deleted there.

The next plan looks for the person anew, by number and address, and shows what it would do.
"""

from connector.errors import ConnectorError
from connector.flows.office import Office
from connector.store import audit, bindings, seats, trainings


def release_account(office: Office, code: str, seat: str, actor: str) -> None:
    """Forget which account of the learning system is this seat's person.

    It holds for all trainings of the person. Raises ConnectorError `seat_unknown`, or
    `lms_missing` where no learning system is connected.
    """
    if office.lms is None:
        raise ConnectorError("lms_missing")
    now = office.clock()
    with office.engine.begin() as connection:
        training = trainings.get(connection, code)
        everyone = seats.listing(connection, training.id) if training else []
        person = next((one.person for one in everyone if one.key == seat), None)
        if training is None or person is None:
            raise ConnectorError("seat_unknown", seat=seat)
        kinds = bindings.of_key(connection, office.lms.connection, person)
        gone = [(kind, person) for kind in kinds]
        own = [one.key for one in everyone if one.person == person]
        for key in own:
            gone += [
                (kind, key) for kind in bindings.of_key(connection, office.lms.connection, key)
            ]
        bindings.remove(connection, office.lms.connection, gone)
        audit.note(
            connection, actor, "account.released", f"training:{training.id}", now=now, seat=seat
        )
