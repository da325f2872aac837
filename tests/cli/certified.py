"""A class that was held, an official with a key, and a terminal in which `simpul certify` runs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from sqlalchemy import Engine, select

from connector.cli.main import main
from connector.clock import utc_now
from connector.domain.attendance import Mark
from connector.domain.certificates import Acting, CertificateKind, Design, Official
from connector.domain.sessions import counted
from connector.flows.decide_attendance import mark_seat
from connector.store import certificates, designs, officials, trainings, users
from connector.store.certificates import Certificate
from connector.store.engine import reading
from connector.store.officials import NewOfficial
from connector.store.secrets import Secrets
from connector.store.tables import audit_entries
from connector.store.users import UserRole
from tests.flows.certificate_class import a_class, office_of
from tests.flows.numbered_class import UNIT, add_series
from tests.signing_keys import PASSPHRASE, Issued, curve_key
from tests.web.place import CODE, PASSWORD, SECRET, House

HEAD, SECOND = "kepala", "kabid"
NAMES = {HEAD: "Dra. Siti Contoh, M.Si.", SECOND: "Rudi Contoh, S.H."}


@dataclass(frozen=True)
class Terminal:
    """Runs commands on the database of the test, with the keys of its officials."""

    place: House
    folder: Path
    seats: Sequence[str]
    environment: dict[str, str | None]

    def run(self, command: str, *arguments: object, typed: str | None = None) -> Result:
        """Run one command; with `training` where it takes one. `typed` answers its questions."""
        given = ["certify", command, *(str(one) for one in arguments)]
        return CliRunner().invoke(main, given, env=self.environment, input=typed)

    def on(self, command: str, *arguments: object, typed: str | None = None) -> Result:
        return self.run(command, "--training", CODE, *arguments, typed=typed)

    @property
    def passphrase(self) -> Path:
        return self.folder / "passphrase"

    def approve(self) -> Result:
        shown = answer(self.on("approve", "--json"))
        return self.on("approve", "--by", "ketua", "--fingerprint", shown["fingerprint"], "--json")

    def issued(self) -> Terminal:
        assert self.approve().exit_code == 0
        done = self.on("issue", "--yes", "--prepare")
        assert done.exit_code == 0, done.output
        return self

    def sign(self, *more: object, by: str = HEAD) -> Result:
        file = ("--passphrase-file", self.passphrase)
        return self.on("sign", "--by", by, *file, *more)

    def rows(self) -> list[Certificate]:
        with reading(self.place.engine) as connection:
            stored = trainings.get(connection, CODE)
            assert stored is not None
            return certificates.of_training(connection, stored.id)

    def trail(self) -> list[tuple[str, str]]:
        """Who did what, in order."""
        with self.place.engine.connect() as connection:
            query = select(audit_entries.c.actor, audit_entries.c.action)
            rows = connection.execute(query.order_by(audit_entries.c.id))
            return [(row.actor, row.action) for row in rows]


def answer(result: Result) -> dict[str, Any]:
    (line,) = result.stdout.splitlines()
    told: dict[str, Any] = json.loads(line)
    return told


@contextmanager
def terminal(
    engine: Engine, folder: Path, root: Issued, *, ways: Sequence[str] = ("local",)
) -> Iterator[Terminal]:
    """Open one: four people of whom three earned it, a series, officials who sign these ways."""
    keys = folder / "keys"
    keys.mkdir(mode=0o700)
    for login, name in NAMES.items():
        root.issue(name, key=curve_key()).store(keys, login)
    (folder / "roots.pem").write_bytes(root.pem)
    passphrase = folder / "passphrase"
    passphrase.write_text(PASSPHRASE + "\n", encoding="utf-8")
    passphrase.chmod(0o600)
    with office_of(engine) as place:
        seats = a_class(place)
        _mark_present(place, seats[:3])
        add_series(place, year=utc_now().year)
        _add_design(place, ways)
        yield Terminal(
            place,
            folder,
            seats,
            {
                "SIMPUL_HOME": str(folder / "home"),
                "SIMPUL_DATABASE_URL": engine.url.render_as_string(hide_password=False),
                "SIMPUL_SECRET_KEY": SECRET,
                "SIMPUL_LANGUAGE": "en",
                "SIMPUL_SIGN_KEYS": str(keys),
                "SIMPUL_SIGN_TRUST": str(folder / "roots.pem"),
                "COLUMNS": "240",
            },
        )


def _mark_present(place: House, seats: Sequence[str]) -> None:
    """By hand: a command asks the machine's clock, for which no complete record came in time."""
    place.clock.now = utc_now()
    with reading(place.engine) as connection:
        training = trainings.load_training(connection, CODE, place.office.link_for)
    for slot in counted(training.sessions):
        mark_seat(
            place.office, CODE, seats, slot.key, Mark.PRESENT, reason="daftar hadir", actor="user:1"
        )


def _add_design(place: House, ways: Sequence[str]) -> None:
    with place.engine.begin() as connection:
        ids = []
        for login, way in zip((HEAD, SECOND), ways, strict=False):
            made = users.add(
                connection, login, NAMES[login], PASSWORD, UserRole.STAFF, "id", now=place.clock()
            )
            printed = Official(0, NAMES[login], "Kepala Balai Contoh", Acting.NONE)
            account = Secrets([SECRET]).seal(login)
            new = NewOfficial(printed, made.id, way, account)
            stored = officials.insert(connection, new, actor="user:1", now=place.clock())
            ids.append(stored.official.id)
        design = Design("STTP balai", CertificateKind.STTP, "sttp", UNIT, officials=tuple(ids))
        designs.insert(connection, design, actor="user:1", now=place.clock())
