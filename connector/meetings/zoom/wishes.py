"""What Zoom should hold for a training: meetings and registrants as items; pure, no call.

Names a registrant shows in the meeting: first name `NN Nama` (the roster number helps to tell
people apart in the participant list), last name the unit. Zoom cannot change a registration,
so a corrected name changes nothing there; both travel in the values without being compared.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from connector.domain.people import Role
from connector.domain.trainings import Seat, Training
from connector.meetings.base import Slot, slots
from connector.meetings.zoom import payloads
from connector.meetings.zoom.options import ZoomOptions, registrant_key
from connector.reconcile.changes import Desired, Item, Undecided, Value

TOPIC = 200
"""Characters of a meeting's topic; Zoom's maximum."""
NAME = 64
"""Characters of a registrant's first and of the last name; Zoom's maximum."""
LONGEST = 1440
"""Minutes of one meeting; Zoom's maximum."""


def marker(training_code: str, slot_key: str, training_key: str) -> str:
    """Return the line in the agenda by which a meeting of ours is known again.

    `simpul:PKP-2026-1:2026-08-03`, or with the session's key behind the code.
    """
    tail = slot_key.split(f"{training_key}:", 1)[-1]
    return f"simpul:{training_code}:{tail}"


def desired(training: Training, options: ZoomOptions, now: datetime) -> Desired:
    """List the meetings still to come and everybody who should be let in.

    Days that are over are left out: Zoom ignores changes to them and takes no registrants.
    """
    coming = [slot for slot in slots(training) if slot.end > now]
    addresses, undecided = _addresses(training, options)
    teachers = sorted(
        addresses[seat.key]
        for seat in training.accepted_seats
        if seat.role is Role.INSTRUCTOR and seat.key in addresses and seat.record.email
    )
    meetings = [_meeting(training, slot, teachers, options) for slot in coming]
    registrants = [
        _registrant(seat, addresses[seat.key], slot)
        for slot in coming
        for seat in _in_order(training.accepted_seats)
        if seat.key in addresses
    ]
    return Desired((*meetings, *registrants), tuple(undecided) if coming else ())


def _in_order(seats: Iterable[Seat]) -> list[Seat]:
    return sorted(seats, key=lambda seat: (seat.number is None, seat.number or 0, seat.key))


def _meeting(training: Training, slot: Slot, teachers: Sequence[str], options: ZoomOptions) -> Item:
    minutes = -(-int((slot.end - slot.start).total_seconds()) // 60)
    values: dict[str, Value] = {
        "topic": _topic(training, slot),
        "agenda": marker(training.code, slot.key, training.key),
        "start": payloads.written(slot.start),
        "minutes": min(max(minutes, 1), LONGEST),
        "timezone": slot.zone,
        "approval_type": payloads.MANUAL_APPROVAL,
        "registrants_confirmation_email": False,
        "waiting_room": options.waiting_room,
        "join_before_host": options.join_before_host,
        "instructors": ";".join(teachers),
    }
    return Item("meeting", slot.key, values, label=slot.label)


def _topic(training: Training, slot: Slot) -> str:
    tail = f" · {slot.label}"[: TOPIC // 2]
    return training.full_title[: TOPIC - len(tail)].rstrip() + tail


def _addresses(training: Training, options: ZoomOptions) -> tuple[dict[str, str], list[Undecided]]:
    """Give each seat the address it registers with, or say why it has none (design §5.3)."""
    shared = training.shared_addresses()
    addresses: dict[str, str] = {}
    undecided: list[Undecided] = []
    seated = set[str]()
    for seat in _in_order(training.accepted_seats):
        own = (seat.record.email or "").lower()
        repeated = seat.person in seated
        seated.add(seat.person)
        chosen = own if own and own not in shared and not repeated else options.alias(seat.key)
        if chosen:
            addresses[seat.key] = chosen
            continue
        code = "seat_repeated" if repeated else "email_shared" if own else "email_missing"
        undecided.append(
            Undecided("registrant", seat.key, code, seat=seat.key, label=seat.record.full_name)
        )
    return addresses, undecided


def _registrant(seat: Seat, email: str, slot: Slot) -> Item:
    number = f"{seat.number:02} " if seat.number is not None else ""
    name = " ".join((seat.record.bare_name or seat.record.full_name).split())
    unit = " ".join((seat.record.unit or seat.record.agency or "").split())
    values: dict[str, Value] = {
        "email": email,
        "role": seat.role.value,
        "first_name": f"{number}{name}"[:NAME].strip(),
        "last_name": unit[:NAME].strip(),
    }
    return Item(
        "registrant",
        registrant_key(seat.key, slot.key),
        values,
        seat=seat.key,
        label=seat.record.full_name,
        needs=(("meeting", slot.key),),
    )
