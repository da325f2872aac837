"""The sandbox Moodle as an HTTP server: its doors, its recorded calls, its faults.

What the functions do is in `functions`; what a request's fields mean is in `wire`.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from flask import Flask, Response, request

from connector.sandbox.faults import MAINTENANCE_PAGE, Faults, answer_fault_request
from connector.sandbox.moodle import page, wire
from connector.sandbox.moodle.calls import Call, Function
from connector.sandbox.moodle.errors import (
    MoodleError,
    access_refused,
    invalid_parameter,
    invalid_token,
    missing_record,
)
from connector.sandbox.moodle.functions import CORE_FUNCTIONS, FUNCTIONS, several
from connector.sandbox.moodle.parameters import validate
from connector.sandbox.moodle.plugin.functions import PLUGIN_FUNCTIONS
from connector.sandbox.moodle.plugin.pages import add_pages
from connector.sandbox.moodle.plugin.sender import Sender
from connector.sandbox.moodle.plugin.site import PREPARED
from connector.sandbox.moodle.state import (
    NEEDED_CAPABILITIES,
    RACE_DELAY,
    Account,
    Site,
    State,
    utc_now,
)
from connector.sandbox.serving import LoopbackServer

DEFAULT_KEY = "sandbox-token-simpul"
"""The token of a sandbox that was given none; opens nothing but a sandbox."""

PATH = "/webservice/rest/server.php"

_CONTROL = ("wstoken", "wsfunction", "moodlewsrestformat", "moodlewssettingraw",
            "moodlewssettingfileurl", "moodlewssettingfilter", "moodlewssettinglang",
            "moodlewssettingtimezone")  # fmt: skip
"""Parameters of the protocol, taken out before a function sees the rest."""


NOT_BEFORE_5 = frozenset({"mod_quiz_get_user_quiz_attempts"})
"""Functions of 5.1 that 4.5 lacks."""


class CallRecord(NamedTuple):
    """One request: its function ("" when none was named), body fields as sent, body bytes."""

    function: str
    fields: int
    bytes: int


class SandboxMoodle:
    """A Moodle of one's own; as a context manager it starts and stops.

    With `state_file` its state outlives the process. `race_delay` is the pause in seconds between
    a check and its insert, in which a parallel call can do the same. With `plugin` the site has
    local_simpul, and its token the role which that prepares; `clock` gives the site's aware time;
    `release` is "5.1" or "4.5".
    """

    def __init__(
        self,
        port: int = 0,
        *,
        token: str = DEFAULT_KEY,
        state_file: Path | None = None,
        max_input_vars: int = 1000,
        race_delay: float = RACE_DELAY,
        plugin: bool = False,
        release: str = "5.1",
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.token = token
        self.faults = Faults()
        self.has_plugin = plugin
        table = _with_plugin() if plugin else FUNCTIONS
        lacking = NOT_BEFORE_5 if release.startswith("4") else frozenset()
        self._functions = {name: each for name, each in table.items() if name not in lacking}
        self.state = State(
            token=token,
            race_delay=race_delay,
            file=state_file,
            site=Site(max_input_vars=max_input_vars, release=release),
            clock=clock,
            capabilities=PREPARED if plugin else NEEDED_CAPABILITIES,
        )
        if plugin:
            self.state.database.committed.append(self.state.sender.hear)
        self._calls: list[CallRecord] = []
        self._calls_lock = threading.Lock()
        self._server = LoopbackServer(self._application(), port)

    @property
    def url(self) -> str:
        """The site's address without a slash at its end."""
        return self._server.url

    @property
    def plugin(self) -> Sender:
        """The messages of the plugin: where they go, what waits, what can go wrong with them."""
        if not self.has_plugin:
            raise ValueError("this sandbox has no plugin: SandboxMoodle(plugin=True)")
        return self.state.sender

    @property
    def calls(self) -> list[CallRecord]:
        """Every web service request since the start or the last reset, oldest first."""
        with self._calls_lock:
            return list(self._calls)

    def clear_calls(self) -> None:
        with self._calls_lock:
            self._calls.clear()

    def start(self) -> SandboxMoodle:
        self._server.start()
        return self

    def stop(self) -> None:
        self.faults.release()
        self.state.sender.stop()
        self._server.stop()

    def reset(self) -> None:
        """A fresh site: no courses, no faults, no recorded calls; the token stays."""
        self.faults.clear()
        self.clear_calls()
        self.state.reset()

    def __enter__(self) -> SandboxMoodle:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _application(self) -> Flask:
        app = Flask("sandbox_moodle", static_folder=None)
        app.add_url_rule(PATH, "rest", self._rest, methods=["GET", "POST"])
        app.add_url_rule("/", "page", self._page)
        app.add_url_rule(
            "/sandbox/faults",
            "faults",
            lambda: answer_fault_request(self.faults),
            methods=["GET", "POST", "DELETE"],
        )
        if self.has_plugin:
            add_pages(app, self.state)
        app.add_url_rule("/sandbox/reset", "reset", self._reset_door, methods=["POST"])
        app.add_url_rule("/sandbox/state", "state", self._state_door, methods=["GET"])
        return app

    def _page(self) -> str:
        return page.render(self.state, self.calls, self.faults, plugin=self.has_plugin)

    def _reset_door(self) -> Response:
        self.reset()
        return Response("{}", mimetype="application/json")

    def _state_door(self) -> Response:
        content = self.state.as_json()
        del content["tokens"]  # what a page may show holds no token
        content["calls"] = [record._asdict() for record in self.calls]
        return Response(json.dumps(content), mimetype="application/json")

    def _rest(self) -> Response:
        body = request.get_data(cache=True)
        fields = self._body_fields(body)
        given = {
            **wire.parse_fields(wire.split_fields(request.query_string.decode("latin-1"))),
            **wire.parse_body(fields, self.state.site.max_input_vars),
        }
        name = given.get("wsfunction", "")
        name = name if isinstance(name, str) else ""
        with self._calls_lock:
            self._calls.append(CallRecord(name, len(fields), len(body)))
        return self.faults.around(name, lambda: self._answer(name, given))

    @staticmethod
    def _body_fields(body: bytes) -> list[str]:
        """Only a form counts; PHP leaves a JSON body unread."""
        if request.mimetype != "application/x-www-form-urlencoded":
            return []
        return wire.split_fields(body.decode("latin-1"))

    def _answer(self, name: str, given: wire.PhpArray) -> Response:
        early = self._early_answer()
        if early is not None:
            return early
        as_json = given.get("moodlewsrestformat") == "json"
        try:
            answer = self._execute(name, given)
            self.state.save_if_changed()
        except MoodleError as raised:
            self.state.save_if_changed()  # rows of their own transactions stay
            error = raised.naming_the_table() if self.state.site.names_tables else raised
            write_error = wire.error_to_json if as_json else wire.error_to_xml
            return _written(write_error(error, debugging=self.state.site.debugging), as_json)
        write: Callable[[Any], str] = wire.to_json if as_json else wire.to_xml
        return _written(write(answer), as_json)

    def _early_answer(self) -> Response | None:
        """What happens before Moodle's REST server runs: the few answers that are not 200."""
        site = self.state.site
        if site.maintenance == "cli":
            headers = {"Retry-After": "300"}
            return Response(MAINTENANCE_PAGE, 503, headers, mimetype="text/html")
        if request.host != urlsplit(self.url).netloc:
            query = request.query_string.decode("latin-1")
            location = f"{self.url}{PATH}" + (f"?{query}" if query else "")
            return Response("", 303, {"Location": location})
        return None if site.web_services_enabled else Response("", 403)

    def _execute(self, name: str, given: wire.PhpArray) -> Any:
        account = self._authenticated(given.get("wstoken"))
        if not name:
            raise invalid_parameter("Missing function name")
        function = self._functions.get(name)
        if function is None:
            raise missing_record("external_functions")
        names = tuple(
            each
            for each in self._functions
            if account.functions is None or each in account.functions
        )
        if name not in names:
            raise access_refused(f"Access to the function {name}() is not allowed.")
        rest = {key: value for key, value in given.items() if key not in _CONTROL}
        parameters = validate(function.parameters, rest, self.state.site.languages)
        call = Call(self.state, account, self.url, names)
        answer = function.execute(call, parameters)
        call.transaction.commit()
        return answer

    def _authenticated(self, token: Any) -> Account:
        site = self.state.site
        if site.database_down:
            raise MoodleError(
                "dbconnectionfailed",
                "<p>Error: Database connection failed</p>\n<p>It is possible that the database "
                "is overloaded or otherwise not running properly.</p>",
                exception="dml_connection_exception",
            )
        if site.upgrading:
            raise MoodleError("upgraderunning", "Site is being upgraded, please retry later.")
        account = self.state.tokens.get(token) if isinstance(token, str) else None
        if account is None:
            raise invalid_token()
        if account.expired:
            self.state.tokens.pop(token, None)
            raise access_refused("Invalid token - token expired")
        if account.wrong_ip:
            raise access_refused("Invalid service - IP is not supported")
        if site.maintenance == "web":
            raise MoodleError(
                "sitemaintenance",
                "The site is undergoing maintenance and is currently not available",
            )
        if "webservice/rest:use" not in account.capabilities:
            raise access_refused("You are not allowed to use the rest protocol")
        return account


def _with_plugin() -> Mapping[str, Function]:
    table = {**CORE_FUNCTIONS, **PLUGIN_FUNCTIONS}
    return {**table, **several.over(table)}


def _written(text: str, as_json: bool) -> Response:
    kind = "application/json" if as_json else "application/xml"
    return Response(text, content_type=f"{kind}; charset=utf-8")
