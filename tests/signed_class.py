"""A class whose certificates are numbered and wait to be printed and signed, with its officials."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache

from sqlalchemy import Engine

from connector.app import CATALOGUE
from connector.documents.signing.base import (
    Account,
    CallbackSigner,
    DirectSigner,
    Readiness,
    Reason,
    Secret,
    SecretKind,
)
from connector.documents.signing.keys import OpenKey, open_key
from connector.documents.signing.manual import ManualSigner
from connector.documents.signing.pades import append_signature
from connector.domain.certificates import (
    Acting,
    CertificateKind,
    CertificateState,
    Design,
    Holder,
    Official,
    Snapshot,
)
from connector.domain.numbering import new_code
from connector.domain.people import Employment
from connector.domain.trainings import Seat
from connector.errors import PermanentError
from connector.flows import prepare_certificates
from connector.flows.office import Office
from connector.store import approvals, certificates, officials, trainings, users
from connector.store.approvals import ApprovedRow
from connector.store.certificates import Certificate, NewCertificate
from connector.store.engine import reading
from connector.store.keys import number_of
from connector.store.officials import NewOfficial
from connector.store.secrets import Secrets
from connector.store.users import UserRole
from connector.web import create_web
from tests.issued import course_of
from tests.signing_keys import PASSPHRASE, authority
from tests.web.place import CODE, MORNING, PASSWORD, SECRET, House, add_training, person
from tests.web.place import house as open_house

STTP = CertificateKind.STTP
DATED = date(2026, 8, 14)
TYPED = Secret(SecretKind.PASSPHRASE, PASSPHRASE)
HEAD, SECOND = "kepala", "kabid"


@cache
def key(name: str = "Dra. Siti Contoh, M.Si.") -> OpenKey:
    """An invented official's opened key; one a name."""
    return open_key(authority().issue(name).pkcs12(), PASSPHRASE, now=datetime.now(UTC))


def sign_bytes(pdf: bytes, name: str = "Dra. Siti Contoh, M.Si.") -> bytes:
    """Sign a PDF as a tool outside would."""
    return append_signature(pdf, key(name), Reason(), datetime.now(UTC))


class KeySigner:
    """A DirectSigner with keys in memory that counts what it is asked; `before` may refuse."""

    name = "local"
    asks: Sequence[SecretKind] = (SecretKind.PASSPHRASE,)

    def __init__(self) -> None:
        self.calls: list[str] = []
        """sha256 of each document, in the order of the calls."""
        self.seen: list[Secret | None] = []
        self.before: Callable[[bytes], None] = lambda pdf: None
        self.after: Callable[[bytes], bytes] = lambda signed: signed
        self.readiness = Readiness(True)
        self._lock = threading.Lock()

    def ready(self, account: Account) -> Readiness:
        return self.readiness

    def sign(self, pdf: bytes, account: Account, secret: Secret | None, reason: Reason) -> bytes:
        with self._lock:
            self.calls.append(hashlib.sha256(pdf).hexdigest())
            self.seen.append(secret)
        self.before(pdf)
        if secret is None or secret.value != PASSPHRASE:
            raise PermanentError("local", "key", "passphrase_wrong")
        return self.after(append_signature(pdf, key(account.name), reason, datetime.now(UTC)))


@dataclass(frozen=True)
class Signing:
    """A house with a class to sign."""

    house: House
    signer: KeySigner
    users: Mapping[str, int]
    officials: Sequence[int]
    training: int

    @property
    def office(self) -> Office:
        return self.house.office

    def actor(self, login: str = HEAD) -> str:
        return f"user:{self.users[login]}"

    def rows(self) -> list[Certificate]:
        """All certificates as they stand."""
        with reading(self.house.engine) as connection:
            return certificates.of_training(connection, self.training, STTP)

    def states(self) -> list[CertificateState]:
        return [one.state for one in self.rows()]

    def prepared(self) -> Signing:
        prepare_certificates.prepare(self.office, CODE, STTP)
        return self


@contextmanager
def signing_class(
    engine: Engine, count: int = 3, *, signers: Sequence[str] = ("local",)
) -> Iterator[Signing]:
    """Open a house with numbered certificates; the first official is `kepala`'s, then `kabid`'s."""
    with open_house(engine) as place:
        signer = KeySigner()
        ways: dict[str, DirectSigner | CallbackSigner] = {
            "local": signer,
            "manual": ManualSigner(),
        }
        office = replace(
            place.office, secrets=Secrets([SECRET]), signers=ways, place="Semarang",
            organiser=("Kementerian Contoh", "Balai Contoh"),
        )  # fmt: skip
        pages = create_web(office, place.settings, CATALOGUE)
        place = replace(place, office=office, app=pages)
        logins = add_users(place)
        add_training(place, [person(n) for n in range(1, count + 1)])
        names = (HEAD, SECOND)
        ids = [add_official(place, logins[names[at]], way, at) for at, way in enumerate(signers)]
        training = number_certificates(place, ids)
        yield Signing(place, signer, logins, ids, training)


def add_users(place: House) -> dict[str, int]:
    """Add the two officials' users to the house's three; return login → id."""
    with place.engine.begin() as connection:
        for login, name in ((HEAD, "Siti Contoh"), (SECOND, "Rudi Contoh")):
            users.add(connection, login, name, PASSWORD, UserRole.STAFF, "id", now=MORNING)
        return {one.login: one.id for one in users.listing(connection)}


def add_official(place: House, user: int | None, signer: str, at: int = 0) -> int:
    """Store an official who signs so; return the id. The account is the name of the key."""
    names = ("Dra. Siti Contoh, M.Si.", "Rudi Contoh, S.H.")
    assert place.office.secrets is not None
    with place.engine.begin() as connection:
        new = NewOfficial(
            Official(
                0, names[at], "Kepala Balai Contoh", Acting.NONE, "NIP_PNS", "196801011990032001"
            ),
            user,
            signer,
            place.office.secrets.seal(names[at]),
        )
        return officials.insert(connection, new, actor="user:1", now=MORNING).official.id


def number_certificates(place: House, ids: Sequence[int]) -> int:
    """Number a certificate for everybody in the class; return the training's id."""
    with place.engine.begin() as connection:
        training = trainings.load_training(connection, CODE, place.office.link_for)
        number, seats = number_of(training.key), list(training.accepted_seats)
        contents = [_snapshot(seat, training.title, training.cohort) for seat in seats]
        approval = approvals.insert(
            connection, number, STTP,
            [ApprovedRow(s.key, s.person, one) for s, one in zip(seats, contents, strict=True)],
            note="", actor="user:1", now=MORNING,
        )  # fmt: skip
        named = tuple(one.official for one in officials.of_ids(connection, ids))
        certificates.insert_many(
            connection,
            [
                NewCertificate(
                    code=new_code(),
                    training_id=number,
                    seat_id=number_of(seat.key),
                    person_id=number_of(seat.person),
                    kind=STTP,
                    approval_id=approval.id,
                    content=content,
                    series_id=None,
                    sequence=None,
                    number=f"SDM.01/{at:03d}/VIII/2026",
                    dated=DATED,
                    design=Design("STTP", STTP, "sttp"),
                    officials=named,
                )
                for at, (seat, content) in enumerate(zip(seats, contents, strict=True), start=1)
            ],
            actor="user:1", now=MORNING,
        )  # fmt: skip
    return number


def _snapshot(seat: Seat, title: str, cohort: str) -> Snapshot:
    held = seat.record
    one = held.identities[0]
    holder = Holder(
        held.full_name, Employment.PNS, one.type.value, one.value, birthplace="Kudus",
        birth_date=date(1990, 1, 31), rank="Penata", grade="III/c", position="Penyuluh",
        unit=held.unit or "", agency="Kementerian Contoh",
    )  # fmt: skip
    return Snapshot(STTP, holder, course_of(CODE, title, cohort))
