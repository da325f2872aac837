"""From a click in the course to the person's own page: whose seat it is, or why there is none."""

from collections.abc import Sequence

from sqlalchemy import Connection

from connector.domain.join_links import JoinLink, fault
from connector.domain.sessions import session_mark
from connector.errors import ConnectorError
from connector.flows.office import Office
from connector.lms.base import ACCOUNT, COURSE
from connector.messages import Catalogue, Wording
from connector.store import bound_seats, trainings
from connector.store.bound_seats import BoundSeat
from connector.store.engine import reading

JOIN_WORDS: Catalogue = {
    "join_link_wrong": Wording(
        "Tautan ini tidak sah.",
        "This link is not valid.",
        "Kembalilah ke kursus Anda di Moodle, lalu tekan tautan sesinya sekali lagi.",
        "Go back to your course in Moodle and press the session's link once more.",
    ),
    "join_link_old": Wording(
        "Tautan ini sudah lewat waktunya.",
        "This link is too old.",
        "Kembalilah ke kursus Anda di Moodle, lalu tekan tautan sesinya sekali lagi.",
        "Go back to your course in Moodle and press the session's link once more.",
    ),
    "join_seat_unknown": Wording(
        "Anda tidak terdaftar pada pelatihan ini.",
        "You have no place in this training.",
        "Hubungi penyelenggara pelatihan bila seharusnya Anda terdaftar; sebutkan nama Anda dan "
        "nama kursusnya.",
        "Ask the organisers of the training if you should have one; tell them your name and the "
        "course's.",
    ),
    "join_often": Wording(
        "Terlalu banyak tautan yang tidak sah dibuka dari jaringan ini.",
        "Too many links that are not valid were opened from this network.",
        "Tunggu beberapa menit, lalu tekan tautan sesinya di Moodle sekali lagi.",
        "Wait some minutes, then press the session's link in Moodle once more.",
    ),
}


def personal_address(office: Office, link: JoinLink) -> str:
    """Return the permanent personal address of the seat a click in a course belongs to.

    Raises ConnectorError `join_link_wrong`, `join_link_old` or `join_seat_unknown`. A seat that
    was withdrawn is none.
    """
    place = office.lms.connection if office.lms else ""
    ours = place.partition("-")[2] == link.site
    secrets = office.learning_keys.get(place, ()) if ours else ()
    if code := fault(link, secrets, office.clock().timestamp()):
        raise ConnectorError(code)
    with reading(office.engine) as connection:
        courses = bound_seats.trainings_of(connection, place, COURSE)
        here = [one.id for one in courses.get(link.course, [])]
        own = bound_seats.seats_of(connection, place, ACCOUNT, [link.user]).get(link.user, [])
        seats = [one for one in own if one.training in here]
        if not seats:
            raise ConnectorError("join_seat_unknown")
        return office.link_for(_meant(connection, seats, link.session).nonce)


def _meant(connection: Connection, seats: Sequence[BoundSeat], session: str) -> BoundSeat:
    """Return the seat of the training that has this session, where one course serves several."""
    if len(seats) == 1:
        return seats[0]
    for seat in seats:
        keys = (one.key for one in trainings.sessions_of(connection, seat.training))
        if session in map(session_mark, keys):
            return seat
    return seats[-1]  # of the newest training
