"""An invented day of class for paper tests: seats, sessions and a settled matrix."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from connector.domain.attendance import (
    Cell,
    HandMark,
    Interval,
    Mark,
    Matrix,
    Result,
    Rule,
    SignIn,
    SignInSource,
)
from connector.domain.identities import Identity, IdentityType
from connector.domain.people import PersonRecord, Role
from connector.domain.sessions import SessionKind, SessionRecord
from connector.domain.trainings import Seat, SeatState, Training
from connector.messages import Language
from connector.reports.attendance_sheet import Office, Sheet, sheet_of

DAY = date(2024, 8, 5)
PRINTED = datetime(2024, 8, 5, 9, 40, tzinfo=UTC)
OFFICE = Office(
    "Badan Pengembangan Sumber Daya Manusia\nBalai Pendidikan dan Pelatihan Contoh Jawa Tengah",
    "Semarang",
    {"user:3": "Ani Pendamping"},
)
NAMES = (
    "Siti Rahmawati, S.H., M.H.",
    "Budi Santoso",
    "dr. Agus Contoh Utama, Sp.KJ.",
    "H. Muhammad Abdurrahman Wahid Contoh, S.Sos., M.Si.",
    "Ni Luh Contoh Dewi",
)
UNITS = ("Lapas Kelas I Semarang", "Kanwil Jawa Tengah", "Balai Pemasyarakatan Kelas II Pati")


def slot(subject: str, hour: int, kind: SessionKind = SessionKind.CLASS) -> SessionRecord:
    """One slot of 135 minutes; `hour` is in WIB."""
    start = datetime(2024, 8, 5, hour - 7, tzinfo=UTC)
    return SessionRecord(
        key=f"2024-08-05/{subject.lower()}/1",
        date=DAY,
        start=start,
        end=start + timedelta(minutes=135),
        zone="Asia/Jakarta",
        subject=subject,
        jp=Decimal(3) if kind is SessionKind.CLASS else Decimal(0),
        kind=kind,
        instructor_names=("Dr. Bambang Contoh, M.Si.", "Wati Contoh"),
        room="Aula II",
    )


FIRST, BREAK, SECOND = (
    slot("Etika Publik", 8),
    slot("Ishoma", 12, SessionKind.BREAK),
    slot("Akuntabilitas", 13),
)


def seat(
    number: int,
    name: str,
    *identities: Identity,
    role: Role = Role.PARTICIPANT,
    state: SeatState = SeatState.ACTIVE,
) -> Seat:
    record = PersonRecord(name, name, identities, unit=UNITS[number % len(UNITS)])
    return Seat(f"seat:{number}", f"person:{number}", role, state, number, record)


def nip(number: int) -> Identity:
    return Identity(IdentityType.NIP_PNS, f"199001312015031{number:03d}")


def participants(count: int) -> list[Seat]:
    return [seat(n, NAMES[n % len(NAMES)], nip(n)) for n in range(1, count + 1)]


STAFF = (
    seat(901, "Dr. Bambang Contoh, M.Si.", nip(901), role=Role.INSTRUCTOR),
    seat(902, "Ani Pendamping, S.E.", nip(902), role=Role.COMPANION),
)


def training(*seats: Seat) -> Training:
    return Training(
        key="training:1",
        code="PTPP-2024-12",
        title="Pelatihan Teknis Pelayanan Publik bagi Petugas Pemasyarakatan",
        cohort="XII",
        zone="Asia/Jakarta",
        seats=[*seats, *STAFF],
        sessions=(FIRST, BREAK, SECOND),
    )


def cell(seat_key: str, session: SessionRecord = FIRST) -> Cell:
    """A seat that was there from one minute after the start, by Zoom alone."""
    return Cell(
        seat=seat_key,
        session=session.key,
        minutes=133,
        waiting_minutes=0,
        of_minutes=135,
        result=Result.MARKED,
        mark=Mark.PRESENT,
        automatic=Mark.PRESENT,
        reasons=(),
        provisional=False,
        first_seen=session.start + timedelta(minutes=1),
    )


def signed(of: Cell, source: SignInSource = SignInSource.SELF, minutes: int = 2) -> Cell:
    session = next(one for one in (FIRST, SECOND) if one.key == of.session)
    signature = SignIn(of.seat, of.session, source, session.start + timedelta(minutes=minutes))
    return replace(of, sign_ins=(*of.sign_ins, signature))


def absent(of: Cell, mark: Mark | None, result: Result = Result.MARKED) -> Cell:
    """Nothing was measured."""
    return replace(of, minutes=0, first_seen=None, mark=mark, automatic=None, result=result)


def corrected(of: Cell, mark: Mark, reason: str = "hadir di ruang, telepon rusak") -> Cell:
    hand = HandMark(7, of.seat, of.session, mark, reason, "user:3", PRINTED)
    return replace(of, mark=mark, automatic=Mark.ABSENT, hand=hand)


def mixed(index: int, plain: Cell) -> Cell:
    """A class as classes are: most signed, some late, one excused, one that nobody knows."""
    if index % 40 == 13:
        return absent(plain, None, Result.UNDECIDED)
    if index % 20 == 7:
        return corrected(plain, Mark.PRESENT)
    if index % 20 == 11:
        return absent(plain, Mark.SICK)
    if index % 10 == 4:
        return replace(plain, mark=Mark.LATE, automatic=Mark.LATE, minutes=104)
    return signed(plain, SignInSource.QR if index % 3 == 0 else SignInSource.SELF)


def matrix(*cells: Cell) -> Matrix:
    return Matrix((FIRST, SECOND), {(one.seat, one.session): one for one in cells}, {})


def class_of(count: int, language: Language = "id", session: SessionRecord = FIRST) -> Sheet:
    """The filled list of a class of that many."""
    seats = participants(count)
    cells = [mixed(i, cell(one.key, session)) for i, one in enumerate(seats, start=1)]
    seen = {one.seat: Interval(one.first_seen, session.end) for one in cells if one.first_seen}
    return built(training(*seats), matrix(*cells), language, session, seen)


def built(
    one: Training,
    known: Matrix | None,
    language: Language = "id",
    session: SessionRecord = FIRST,
    seen: dict[str, Interval] | None = None,
) -> Sheet:
    return sheet_of(
        one,
        session,
        known,
        rule=Rule(),
        office=OFFICE,
        now=PRINTED,
        language=language,
        seen=seen,
    )
