"""A report is signed at BSrE through good and bad hours; what the official typed is nowhere.

Looked at: pages and their headers, every log line of every library, what is printed, the trace
of an unforeseen failure, the audit trail and every other row, and the database's own bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from sqlalchemy import Engine, update
from werkzeug.test import TestResponse

from connector.documents.signing.bsre.client import BsreClient
from connector.documents.signing.bsre.signer import BsreSigner
from connector.domain.reports import ReportState
from connector.http import new_session
from connector.sandbox.bsre.state import INVENTED
from connector.store.tables import officials
from tests.bsre_place import HASTY, Place, bsre, signer_at
from tests.flows.reported_class import HEAD, LEAD, TRAINING, WORK, Reported, reported_class
from tests.logged import listening
from tests.stories.test_signing_redaction import WRONG, Stumbling, stored
from tests.web.place import CODE, Browser

URL = f"/trainings/{CODE}/reports"


@dataclass
class Desk:
    """The head before the page of a report, and BSrE behind it."""

    place: Reported
    service: Place
    ways: dict[str, object]
    signer: Stumbling
    hasty: BsreSigner
    browser: Browser
    answers: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)

    def post(self, move: str, type_: str = "work-done", **form: str) -> int:
        answer = self.browser.post(f"{URL}/{type_}/{move}", version="1", **form)
        self.keep(answer)
        self.keep(self.browser.get(f"{URL}/{type_}"))
        return answer.status_code

    def ask(self, secret: str, kind: str = "passphrase", type_: str = "work-done") -> int:
        return self.post("sign", type_, secret=secret, secret_kind=kind)

    def keep(self, answer: TestResponse) -> None:
        self.answers += [answer.text, json.dumps(list(answer.headers))]

    def trouble(self, kind: str) -> ReportState:
        """Ask while something goes wrong, and let a person say that it was not signed."""
        self.service.service.faults.arm(kind, match="sign/pdf", seconds=1.5)
        self.ways["bsre"] = self.hasty
        try:
            self.ask(INVENTED.passphrase)
        finally:
            self.ways["bsre"] = self.signer
        self.post("settle", settlement="try_again")
        return self.place.state()


@pytest.fixture
def desk(engine: Engine) -> Iterator[Desk]:
    with reported_class(engine, signer="bsre") as place, bsre() as service:
        secrets, ways = place.office.secrets, place.office.signers
        assert secrets is not None
        assert isinstance(ways, dict)
        with engine.begin() as connection:
            sealed = {"account": secrets.seal(INVENTED.nik)}
            connection.execute(update(officials).values(sealed))
        url, login = service.service.url, service.service.login
        signer = Stumbling(BsreClient(new_session, url, *login))
        ways["bsre"] = signer
        for type_ in (WORK, TRAINING):
            place.build(type_)
            place.check(type_, LEAD)
        browser = place.house.signed_in(HEAD)
        yield Desk(place, service, ways, signer, signer_at(url, login, HASTY), browser)


def live_through(desk: Desk) -> None:
    """Let everything happen that can, and end with one report signed."""
    desk.ask(WRONG)
    for kind in ("timeout_after", "cut", "error_5xx"):
        assert desk.trouble(kind) is ReportState.CHECKED
    desk.post("code")
    desk.codes.append(desk.service.service.state.totp_of(INVENTED.nik))
    desk.ask("000000", "totp")
    desk.ask(desk.codes[0], "totp")
    assert desk.place.state() is ReportState.SIGNED
    desk.signer.stumbles = True
    assert desk.ask(INVENTED.passphrase, type_="training") == 500
    assert desk.place.state(TRAINING) is ReportState.CHECKED


def test_what_was_typed_is_nowhere(
    desk: Desk, engine: Engine, capfd: pytest.CaptureFixture[str]
) -> None:
    desk.place.house.app.config["PROPAGATE_EXCEPTIONS"] = False
    with listening() as logged:
        live_through(desk)
    printed = capfd.readouterr()
    seen = {
        "pages": "\n".join(desk.answers),
        "log": logged.getvalue(),
        "printed": printed.out + printed.err,
        "database": stored(engine),
    }
    assert "RuntimeError" in seen["log"]
    assert "report.signature_unknown" in seen["database"]
    assert "report.signature_refused" in seen["database"]
    forms = (WRONG, json.dumps(WRONG)[1:-1], "sandi &#34;salah&#34;", "sandi+%22salah")
    secrets = (INVENTED.passphrase, INVENTED.nik, "sandbox-word", *forms, *desk.codes)
    found = [(where, one) for where, text in seen.items() for one in secrets if one in text]
    assert found == []
