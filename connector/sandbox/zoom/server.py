"""The sandbox Zoom: a real HTTP server on loopback, as strict and odd as Zoom is known to be.

Imports nothing of the product; state lives in memory and, when asked, in one JSON file.
"""

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from flask import Flask, Response, request

from connector.sandbox.faults import answer_fault_request
from connector.sandbox.serving import LoopbackServer
from connector.sandbox.zoom import oauth
from connector.sandbox.zoom.armed import FALSE_SUCCESS_BODY, ZoomFaults, strikes_false_success
from connector.sandbox.zoom.calling import WebhookCaller
from connector.sandbox.zoom.calls import KEPT, Call
from connector.sandbox.zoom.joining import add_join_pages
from connector.sandbox.zoom.limits import PER_SECOND_TEXT, Ledger, Limits, qps_headers
from connector.sandbox.zoom.live import LiveZoom
from connector.sandbox.zoom.operations import (
    SCOPES,
    Operation,
    find_operation,
    unknown_fields,
)
from connector.sandbox.zoom.page import render_page
from connector.sandbox.zoom.refusals import Refusal
from connector.sandbox.zoom.rooms import Stage
from connector.sandbox.zoom.rules import PER_SECOND, Rules
from connector.sandbox.zoom.state import SEED, SandboxUser, ZoomState, write_atomically
from connector.sandbox.zoom.wire import json_response, read_body
from connector.sandbox.zoom.world import World, ZoomRequest

API = "/v2"
SHOWN_OF_A_GRANT = ("grant_type", "account_id")
"""Fields of a token request that `calls` keep; a secret sent as a field is not among them."""
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def utc_now() -> datetime:
    return datetime.now(UTC)


class SandboxZoom(LiveZoom):
    """One Zoom account with its server; use it as a context manager or start and stop it.

    `clock` gives the aware moment and may be replaced at any time, so that tests move days.
    With `state_file` the account survives its process; only one server may use a file at a time.
    """

    def __init__(
        self,
        port: int = 0,
        *,
        rules: Rules | None = None,
        users: Sequence[SandboxUser] = SEED,
        credentials: oauth.Credentials | None = None,
        state_file: Path | None = None,
        public_url: str | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.rules = rules or Rules()
        self.clock = clock
        self.credentials = credentials or oauth.Credentials()
        self.faults = ZoomFaults()
        self.calls: list[Call] = []
        self._seed = tuple(users)
        self._state_file = state_file
        self._public_url = public_url
        self._lock = threading.RLock()
        self._pages: dict[str, tuple[str, int, datetime]] = {}
        self.state, self.limits = self._fresh()
        self._load()
        self.caller = WebhookCaller(
            self.credentials.client_id, lambda: self.clock(), lambda: self.rules
        )
        self._server = LoopbackServer(self._make_app(), port)

    @property
    def url(self) -> str:
        """Base address without `/v2`."""
        return self._server.url

    @property
    def oauth_url(self) -> str:
        return f"{self.url}/oauth/token"

    @property
    def stage(self) -> Stage:
        """What the classes of this account play on."""
        return Stage(
            self.state,
            self.account_id,
            self.caller.call_out,
            self._lock,
            self._save,
            lambda: self.caller.oddities,
        )

    @property
    def client_id(self) -> str:
        return self.credentials.client_id

    @property
    def client_secret(self) -> str:
        return self.credentials.client_secret

    @property
    def account_id(self) -> str:
        return self.credentials.account_id

    @property
    def ledger(self) -> Ledger:
        """Counted calls, daily quotas and rejections."""
        return self.limits.ledger

    def start(self) -> Self:
        self._server.start()
        return self

    def stop(self) -> None:
        self.caller.stop()
        self.faults.release()
        self._server.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def reset(self) -> None:
        """Forget everything but rules, seed users, clock and credentials."""
        with self._lock:
            self.state, self.limits = self._fresh()
            self.calls.clear()
            self._pages.clear()
            self._save()
        self.faults.clear()
        self.caller.forget()

    def revoke_tokens(self) -> None:
        """Kill every token, as a grant to another process of the same app does."""
        with self._lock:
            self.state.tokens.clear()

    def _fresh(self) -> tuple[ZoomState, Limits]:
        return ZoomState([replace(user) for user in self._seed]), Limits(Ledger())

    def _load(self) -> None:
        if self._state_file is None or not self._state_file.exists():
            return
        stored = json.loads(self._state_file.read_text(encoding="utf-8"))
        self.state = ZoomState.from_json(stored["state"])
        self.limits.ledger = Ledger.from_json(stored["ledger"])

    def _save(self) -> None:
        if self._state_file is not None:
            stored = {
                "state": self.state.as_json(),
                "ledger": self.ledger.as_json(),
            }
            write_atomically(self._state_file, stored)

    def _world(self) -> World:
        address = self._public_url or self.url
        return World(
            self.state,
            self.rules,
            self.limits,
            self.clock(),
            address,
            self._pages,
            self.account_id,
        )

    def _make_app(self) -> Flask:
        app = Flask("sandbox_zoom", static_folder=None)
        app.url_map.merge_slashes = False
        app.add_url_rule("/oauth/token", "token", self._answer_token, methods=["POST"])
        app.add_url_rule(f"{API}/<path:rest>", "api", self._answer_api, methods=METHODS)
        app.add_url_rule("/", "page", self._answer_page)
        app.add_url_rule("/sandbox/reset", "reset", self._answer_reset, methods=["POST"])
        app.add_url_rule("/sandbox/state", "state", self._answer_state)
        app.add_url_rule(
            "/sandbox/faults",
            "faults",
            lambda: answer_fault_request(self.faults),
            methods=["GET", "POST", "DELETE"],
        )
        add_join_pages(app, lambda: self.state)
        return app

    def _answer_page(self) -> str:
        with self._lock:
            return render_page(self._world(), self.calls, self.faults)

    def _answer_reset(self) -> Response:
        self.reset()
        return Response(status=204)

    def _answer_state(self) -> Response:
        with self._lock:
            stored = self.state.as_json()
            del stored["tokens"]
            shown = {"state": stored, "ledger": self.ledger.as_json()}
            return json_response(200, shown)

    def _answer_token(self) -> Response:
        return self.faults.around("oauth.token", self._grant, too_many=self._too_many)

    def _grant(self) -> Response:
        form = {**request.args.to_dict(), **request.form.to_dict()}
        authorization = request.headers.get("Authorization", "")
        with self._lock:
            status, body = 200, {}
            try:
                scopes = SCOPES if self.rules.scopes is None else self.rules.scopes
                world = self._world()
                body = oauth.grant(world, self.credentials, authorization, form, scopes)
            except oauth.GrantRefused as refused:
                status, body = refused.status, refused.body
            shown = {name: text for name, text in form.items() if name in SHOWN_OF_A_GRANT}
            self._note("oauth.token", "", shown, {}, status, 0, ())
            self._save()
            return json_response(status, body)

    def _answer_api(self, rest: str) -> Response:
        raw_path = str(request.environ.get("RAW_URI", "")).partition("?")[0]
        raw_path = raw_path.removeprefix(API)
        try:
            operation, arguments = find_operation(request.method, raw_path)
        except Refusal as refusal:
            with self._lock:
                query = request.args.to_dict()
                code = refusal.code
                self._note("unknown", raw_path, query, {}, refusal.status, code, ())
            return json_response(refusal.status, refusal.body())
        return self.faults.around(
            operation.name,
            lambda: self._execute(operation, raw_path, arguments),
            too_many=self._too_many,
        )

    def _execute(
        self, operation: Operation, raw_path: str, arguments: Mapping[str, str]
    ) -> Response:
        query = request.args.to_dict()
        body: dict[str, Any] = {}
        headers: dict[str, str] = {}
        if strikes_false_success():
            return json_response(200, FALSE_SUCCESS_BODY)
        with self._lock:
            world = self._world()
            code = 0
            try:
                oauth.check_bearer(world, request.headers.get("Authorization", ""))
                oauth.check_scope(world, operation.scope)
                headers = self.limits.admit(
                    self.rules, operation.category, operation.name, world.now
                )
                body = read_body()
                asked = ZoomRequest(operation.name, operation.category, arguments, query, body)
                answer = operation.handler(world, asked)
                status, content = answer.status, answer.body
                for event in world.events:
                    self.caller.call_out(event)
            except Refusal as refusal:
                status, content, code = refusal.status, refusal.body(), refusal.code
                headers = {**headers, **refusal.headers}
            unknown = unknown_fields(operation, query, body)
            self._note(operation.name, raw_path, query, body, status, code, unknown)
            if request.method != "GET":
                self._save()
        return json_response(status, content, headers)

    def _too_many(self) -> Response:
        limit = PER_SECOND[self.rules.plan]["Light"]
        headers = qps_headers("Light", limit, self.clock(), self.rules)
        return json_response(429, {"code": 429, "message": PER_SECOND_TEXT}, headers)

    def _note(
        self,
        name: str,
        path: str,
        query: Mapping[str, str],
        body: Mapping[str, Any],
        status: int,
        code: int,
        unknown: tuple[str, ...],
    ) -> None:
        call = Call(self.clock(), name, request.method, path, query, body, status, code, unknown)
        self.calls.append(call)
        del self.calls[:-KEPT]
