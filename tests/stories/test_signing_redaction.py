"""A class is signed at BSrE through good and bad hours; what the official typed is nowhere.

Looked at: pages and their headers, every log line of every library, what is printed, the trace
of an unforeseen failure, the audit trail and every other row, and the database's own bytes.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import Engine, update
from werkzeug.test import TestResponse

from connector.documents.signing.base import Account, Reason, Secret
from connector.documents.signing.bsre.client import BsreClient
from connector.documents.signing.bsre.signer import BsreSigner
from connector.http import new_session
from connector.sandbox.bsre.state import INVENTED
from connector.store.tables import metadata, officials
from tests.bsre_place import (
    HASTY,
    PASSPHRASE,
    Place,
    bsre,
    everything_an_exception_shows,
    signer_at,
)
from tests.logged import listening
from tests.signed_class import HEAD, Signing, signing_class
from tests.web.place import CODE, Browser

URL = f"/trainings/{CODE}/certificates/signing"
WRONG = 'sandi "salah" <é>'


class Stumbling(BsreSigner):
    """A signer with a mistake in it, which falls over with everything in its hands."""

    stumbles = False

    def sign(self, pdf: bytes, account: Account, secret: Secret | None, reason: Reason) -> bytes:
        if self.stumbles and secret is not None:
            typed = secret.value
            raise RuntimeError(f"{typed} of {account.name}")
        return super().sign(pdf, account, secret, reason)


@dataclass
class Desk:
    """The official before the page, and BSrE behind it."""

    place: Signing
    service: Place
    ways: dict[str, object]
    signer: Stumbling
    hasty: BsreSigner
    browser: Browser
    address: str = ""
    answers: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)

    def ask(self, certificate: int, secret: str, kind: str = "passphrase") -> str:
        """Send what the page's script sends for one row; return the state of the row."""
        form = {"secret": secret, "secret_kind": kind, "certificate": str(certificate), "at": "1"}
        answer = self.browser.client.post(
            self.address,
            data={**form, "csrf_token": self.browser.token()},
            headers={"X-Signing-Row": "1"},
        )
        self.keep(answer)
        return answer.headers.get("X-Signing-State", str(answer.status_code))

    def keep(self, answer: TestResponse) -> None:
        self.answers += [answer.text, json.dumps(list(answer.headers))]

    def trouble(self, kind: str, certificate: int) -> str:
        """Ask while something goes wrong, and do not wait long."""
        self.service.service.faults.arm(kind, match="sign/pdf", seconds=1.5)
        self.ways["bsre"] = self.hasty
        try:
            return self.ask(certificate, INVENTED.passphrase)
        finally:
            self.ways["bsre"] = self.signer


@pytest.fixture
def desk(engine: Engine) -> Iterator[Desk]:
    with signing_class(engine, 7, signers=("bsre",)) as place, bsre() as service:
        secrets = place.office.secrets
        assert secrets is not None
        with engine.begin() as connection:
            account = {"account": secrets.seal(INVENTED.nik)}
            connection.execute(update(officials).values(account))
        url, login = service.service.url, service.service.login
        signer = Stumbling(BsreClient(new_session, url, *login))
        ways = place.office.signers
        assert isinstance(ways, dict)
        ways["bsre"] = signer
        hasty = signer_at(url, login, HASTY)
        hasty.ready(Account(INVENTED.nik))
        browser = place.house.signed_in(HEAD)
        yield Desk(place.prepared(), service, ways, signer, hasty, browser)


def begin(desk: Desk) -> Sequence[int]:
    """Open the batch; return its certificates."""
    official = str(desk.place.officials[0])
    desk.address = str(desk.browser.post(URL, slot="1", official=official).location)
    return [one.id for one in desk.place.rows()]


def live_through(desk: Desk) -> list[str]:
    """Let everything happen that can; return how each row ended."""
    first, second, third, fourth, fifth, sixth, seventh = begin(desk)
    told = [desk.ask(first, WRONG), desk.ask(first, INVENTED.passphrase)]
    told += [
        desk.trouble("timeout_after", second),
        desk.trouble("cut", third),
        desk.trouble("error_5xx", fourth),
    ]
    desk.keep(desk.browser.post(f"{desk.address}/code"))
    desk.codes.append(desk.service.service.state.totp_of(INVENTED.nik))
    told += [desk.ask(fifth, desk.codes[0], "totp"), desk.ask(sixth, desk.codes[0], "totp")]
    desk.service.service.state.set_status(INVENTED.nik, "EXPIRED")
    told.append(desk.ask(sixth, INVENTED.passphrase))
    desk.signer.stumbles = True
    told.append(desk.ask(seventh, INVENTED.passphrase))
    desk.keep(desk.browser.get(desk.address))
    return told


def stored(engine: Engine) -> str:
    """Everything the database holds, row by row; on SQLite its very bytes too."""
    with engine.connect() as connection:
        rows = [
            repr(row)
            for table in metadata.sorted_tables
            for row in connection.execute(table.select())
        ]
    if engine.dialect.name == "sqlite":
        path = Path(str(engine.url.database))
        files = [one for one in path.parent.iterdir() if one.name.startswith(path.name)]
        assert files
        rows += [one.read_bytes().decode("latin-1") for one in files]
    return "\n".join(rows)


def test_what_was_typed_is_nowhere(
    desk: Desk, engine: Engine, capfd: pytest.CaptureFixture[str]
) -> None:
    desk.place.house.app.config["PROPAGATE_EXCEPTIONS"] = False
    with listening() as logged:
        told = live_through(desk)
    assert told == [
        "refused", "signed", "unknown", "unknown", "unknown", "signed", "refused", "refused", "500",
    ]  # fmt: skip
    printed = capfd.readouterr()
    seen = {
        "pages": "\n".join(desk.answers),
        "log": logged.getvalue(),
        "printed": printed.out + printed.err,
        "database": stored(engine),
    }
    assert "check/status" in seen["log"]
    assert "RuntimeError" in seen["log"]
    assert "signature.unknown" in seen["database"]
    forms = (WRONG, json.dumps(WRONG)[1:-1], "sandi &#34;salah&#34;", "sandi+%22salah")
    secrets = (INVENTED.passphrase, INVENTED.nik, "sandbox-word", *forms, *desk.codes)
    found = [(where, one) for where, text in seen.items() for one in secrets if one in text]
    assert found == []


def test_an_unforeseen_failure_would_show_it_to_who_prints_local_values(desk: Desk) -> None:
    """So no report of ours does: the log above holds the lines of the code and nothing else."""
    desk.signer.stumbles = True
    with pytest.raises(RuntimeError) as caught:
        desk.signer.sign(b"", Account(INVENTED.nik), PASSPHRASE, Reason())
    assert INVENTED.passphrase in everything_an_exception_shows(caught.value)
