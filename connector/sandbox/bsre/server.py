"""The sandbox BSrE as an HTTP server: its doors, its login, its faults; what it signs with is its
own invented authority.

As strict and as odd as the real Esign Client Service v2 was seen to be. It keeps no request: the
records hold a call's name and status alone.
"""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from types import TracebackType
from typing import Any

from flask import Flask, Response, request
from markupsafe import escape

from connector.sandbox.bsre.authority import Authority, der
from connector.sandbox.bsre.judging import judge
from connector.sandbox.bsre.refusals import (
    ISSUED,
    UNREGISTERED,
    WITHOUT_CERTIFICATE,
    WRONG_PASSPHRASE,
    Broken,
    Refusal,
    framework,
)
from connector.sandbox.bsre.signing import Signing, decoded
from connector.sandbox.bsre.state import (
    INVENTED,
    ISSUE,
    NIK_DIGITS,
    NO_CERTIFICATE,
    NOT_REGISTERED,
    CallRecord,
    Rules,
    Signatory,
    State,
)
from connector.sandbox.faults import Faults, answer_fault_request
from connector.sandbox.serving import LoopbackServer

LOGIN = ("sandbox-bsre", "sandbox-word")
"""User name and password of the application; they open nothing but a sandbox."""

STATUS, SIGN, TOTP, VERIFY = (
    "/api/v2/user/check/status",
    "/api/v2/sign/pdf",
    "/api/v2/sign/get/totp",
    "/api/v2/verify/pdf",
)

CHAIN = "/api/v2/user/certificate/chain/"

MESSAGES = {
    ISSUE: (ISSUED, "User terdaftar dan sertifikat aktif"),
    NOT_REGISTERED: (UNREGISTERED, "User tidak terdaftar"),
    NO_CERTIFICATE: (WITHOUT_CERTIFICATE, "User tidak memiliki sertifikat"),
}
"""Codes that were seen; for the other statuses no table is public, and 2021 stands in."""

Answer = tuple[int, Any]


class SandboxBsre:
    """An Esign Client Service of one's own; as a context manager it starts and stops."""

    def __init__(
        self,
        port: int = 0,
        *,
        people: Iterable[Signatory] = (INVENTED,),
        login: tuple[str, str] = LOGIN,
        rules: Rules | None = None,
        authority: Authority | None = None,
    ) -> None:
        self.login = login
        self.rules = rules or Rules()
        self.faults = Faults()
        self.state = State(people, authority or Authority())
        self._records: list[CallRecord] = []
        self._records_lock = threading.Lock()
        self._server = LoopbackServer(self._application(), port)

    @property
    def url(self) -> str:
        """The service's address without a slash at its end."""
        return self._server.url

    @property
    def root(self) -> bytes:
        """DER of the root that its signatures end in."""
        return self.state.authority.root

    @property
    def calls(self) -> list[CallRecord]:
        """Every request that was executed, oldest first."""
        with self._records_lock:
            return list(self._records)

    def start(self) -> SandboxBsre:
        self._server.start()
        return self

    def stop(self) -> None:
        self.faults.release()
        self._server.stop()

    def __enter__(self) -> SandboxBsre:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _application(self) -> Flask:
        app = Flask("sandbox_bsre", static_folder=None)
        doors: Mapping[str, Callable[[dict[str, Any]], Answer]] = {
            STATUS: self._status,
            SIGN: self._sign,
            TOTP: self._new_totp,
            VERIFY: self._verify,
        }
        for path, execute in doors.items():
            view = self._door(path, execute)
            app.add_url_rule(path, path, view, methods=["POST"])
        app.add_url_rule(CHAIN + "<identity>", CHAIN, self._chain, methods=["GET"])
        app.add_url_rule("/", "page", self._page)
        app.add_url_rule(
            "/sandbox/faults",
            "faults",
            lambda: answer_fault_request(self.faults),
            methods=["GET", "POST", "DELETE"],
        )
        return app

    def _door(
        self, path: str, execute: Callable[[dict[str, Any]], Answer]
    ) -> Callable[[], Response]:
        def answer() -> Response:
            return self.faults.around(
                path, lambda: self._answered(path, execute), error_5xx=_proxy_page
            )

        return answer

    def _answered(self, path: str, execute: Callable[[dict[str, Any]], Answer]) -> Response:
        body: dict[str, Any] = {}
        refused = self._refused_caller(path)
        if refused is not None:
            status, content = refused
        else:
            try:
                body = _json_body()
                status, content = execute(body)
            except Refusal as refusal:
                status = refusal.status
                content = refusal.body(as_text=self.rules.codes_as_text)
            except Broken:
                status, content = 500, framework(500, "Internal Server Error", path)
            except ValueError:
                status, content = 400, framework(400, "Bad Request", path)
        files = body.get("file")
        count = len(files) if isinstance(files, list) else int(bool(files))
        with self._records_lock:
            self._records.append(CallRecord(path, status, count))
        return _json(status, content)

    def _refused_caller(self, path: str) -> Answer | None:
        given = request.authorization
        if given is None or (given.username, given.password) != self.login:
            return 401, framework(401, "Unauthorized", path)
        if request.remote_addr not in self.rules.callers:
            return 403, framework(403, "Forbidden", path)
        return None

    def _status(self, body: dict[str, Any]) -> Answer:
        """An unknown number of the right length has no certificate; anything else is nobody."""
        nik, email = _text(body, "nik"), _text(body, "email")
        person = self.state.find(nik, email)
        if person is not None:
            status = person.status
        else:
            plausible = len(nik) == NIK_DIGITS and nik.isdigit()
            status = NO_CERTIFICATE if plausible else NOT_REGISTERED
        code, message = MESSAGES.get(status, (WITHOUT_CERTIFICATE, f"Status: {status}"))
        return 200, {"status_code": code, "status": status, "message": message}

    def _new_totp(self, body: dict[str, Any]) -> Answer:
        person = self._signatory(body)
        count = body.get("data")
        if not isinstance(count, int) or isinstance(count, bool) or count < 1:
            raise Broken
        self.state.new_totp(person, count)
        return 200, {"success": True, "message": "TOTP dapat dilihat pada BeSign Mobile"}

    def _sign(self, body: dict[str, Any]) -> Answer:
        begun = time.monotonic()
        files, wishes = body.get("file"), body.get("signatureProperties")
        person = self._signatory(body)
        if not isinstance(files, list) or not isinstance(wishes, list) or not files:
            raise Broken
        if len(files) != len(wishes) or not all(isinstance(one, dict) for one in wishes):
            raise Broken
        self._admit(person, body, len(files))
        signing = Signing(
            self.state.authority,
            self.state.holder(person),
            skew=self.rules.clock_skew,
            keeps_bytes=self.rules.keeps_bytes,
        )
        signed = [signing.sign(decoded(one), wish) for one, wish in zip(files, wishes, strict=True)]
        with self.state.lock:
            self.state.signed += signed
        took = int((time.monotonic() - begun) * 1000)
        return 200, {"time": took, "file": [base64.b64encode(one).decode() for one in signed]}

    def _signatory(self, body: dict[str, Any]) -> Signatory:
        """The person who may sign now, whatever they typed."""
        person = self.state.find(_text(body, "nik"), _text(body, "email"))
        if person is None or person.status == NOT_REGISTERED:
            raise Refusal("User tidak terdaftar", UNREGISTERED)
        if person.status != ISSUE:
            raise Refusal("Sertifikat pengguna tidak aktif", WITHOUT_CERTIFICATE)
        return person

    def _admit(self, person: Signatory, body: dict[str, Any], files: int) -> None:
        """Check what was typed. Examples in the manual say `otp`; that key is not looked at."""
        passphrase, totp = _text(body, "passphrase"), _text(body, "totp")
        if totp:
            per_call = self.rules.totp_per_call
            if not self.state.spend_totp(person, totp, files, per_call=per_call):
                raise Refusal("TOTP tidak valid", 400)
        elif not passphrase:
            raise Refusal("passphrase atau totp wajib diisi", 400)
        elif passphrase != person.passphrase:
            raise Refusal("Passphrase anda salah", WRONG_PASSPHRASE)

    def _verify(self, body: dict[str, Any]) -> Answer:
        return 200, judge(decoded(body.get("file")), self.root)

    def _chain(self, identity: str) -> Response:
        """An unknown identity: 400 whose body claims to be JSON and is none."""
        refused = self._refused_caller(CHAIN)
        if refused is not None:
            return _json(*refused)
        person = self.state.find(identity, identity)
        if person is None or person.status != ISSUE:
            return Response("Bad Request", 400, content_type="application/json")
        chain = self.state.authority.chain(self.state.holder(person))
        found = [base64.b64encode(der(one)).decode() for one in chain]
        return _json(200, {"success": True, "data": found})

    def _page(self) -> str:
        """What may be shown of a service that keeps secrets: who, in which state, which calls."""
        people = "".join(f"<li>{escape(one.name)}: {one.status}</li>" for one in self.state.people)
        calls = "".join(f"<li>{one.call}: {one.status}</li>" for one in self.calls[-50:])
        return (
            '<!doctype html><html lang="id"><head><meta charset="utf-8">'
            "<title>BSrE tiruan (sandbox)</title></head><body>"
            "<h1>BSrE tiruan (sandbox)</h1><p>Bukan BSrE: server percobaan di komputer ini.</p>"
            f"<h2>Penanda tangan</h2><ul>{people}</ul>"
            f"<h2>Panggilan terakhir</h2><ul>{calls}</ul></body></html>"
        )


def _json_body() -> dict[str, Any]:
    if request.mimetype != "application/json":
        raise ValueError("not JSON")
    body = json.loads(request.get_data())
    if not isinstance(body, dict):
        raise ValueError("not an object")
    return body


def _text(body: Mapping[str, Any], key: str) -> str:
    value = body.get(key)
    return value if isinstance(value, str) else ""


def _json(status: int, content: Any) -> Response:
    return Response(json.dumps(content), status=status, mimetype="application/json")


def _proxy_page() -> Response:
    """What a gateway in front of the service may answer: a page with the whole request in it."""
    with_request = escape(request.get_data(as_text=True))
    return Response(
        f"<html><body><h1>502 Bad Gateway</h1><pre>{with_request}</pre></body></html>",
        status=500,
        mimetype="text/html",
    )
