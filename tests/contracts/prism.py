"""Prism as a proxy before the sandbox Zoom: Zoom's own document judges requests and answers.

Node, an installed or installable Prism and the shared folder are needed; a test that asks for
`judged_zoom` is skipped, with the reason, where one of them is missing.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter

from connector.sandbox.zoom import Rules, SandboxZoom
from connector.sandbox.zoom.server import utc_now

PACKAGE = "@stoplight/prism-cli@5.14"
INSTALL_SECONDS = 240
START_SECONDS = 60
HEADER = "sl-violations"
NOT_IN_THE_DOCUMENT = "Selected route not found"
UNDOCUMENTED_STATUS = "Unable to match the returned status code"


def shared_folder() -> Path:
    beside = Path(__file__).resolve().parents[3] / "shared"
    return Path(os.environ.get("SIMPUL_SHARED", beside))


def zoom_document() -> Path:
    """Return Zoom's OpenAPI document, or skip."""
    document = shared_folder() / "contracts" / "zoom-openapi.json"
    if not document.is_file():
        pytest.skip("Zoom's OpenAPI document is not there: set SIMPUL_SHARED")
    return document


def prism_program() -> Path:
    """Return Prism's start script, installed once per user outside the repository, or skip."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("Node with npm is not installed, so Prism cannot judge")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "simpul"
    place = Path(os.environ.get("SIMPUL_PRISM_DIR") or cache / "prism-5.14")
    program = place / "node_modules" / ".bin" / "prism"
    if not program.exists():
        _install(place)
    if not program.exists():
        pytest.skip(f"{place} exists without Prism in it; remove it or set SIMPUL_PRISM_DIR")
    return program


def _install(place: Path) -> None:
    """Install beside `place` and move it there, so that two runs never share half a folder."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent) as beside:
        command = ["npm", "install", "--no-audit", "--no-fund", "--prefix", beside, PACKAGE]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=INSTALL_SECONDS)
        except (OSError, subprocess.SubprocessError) as error:
            pytest.skip(f"Prism could not be installed from npm ({type(error).__name__})")
        fresh = Path(beside) / "installed"
        fresh.mkdir()
        shutil.move(Path(beside) / "node_modules", fresh / "node_modules")
        if not place.exists():
            fresh.rename(place)


@dataclass
class Prism:
    """One running proxy; `base_uri` takes the place of `https://api.zoom.us/v2`.

    Zoom's document names its paths without `/v2`, so the proxy's address has none either.
    """

    program: Path
    document: Path
    upstream: str
    log: Path
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    @property
    def base_uri(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        command = ["node", str(self.program), "proxy", str(self.document), self.upstream]
        with self.log.open("wb") as sink:
            self.process = subprocess.Popen(
                [*command, "--port", str(self.port), "--verboseLevel", "warn"],
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise AssertionError(f"Prism did not start:\n{self.log.read_text()[-2000:]}")
            time.sleep(0.1)

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
        self.process = None

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1):
                return True
        except OSError:
            return False


@dataclass
class Judge:
    """Reads Prism's verdict off every answer; remembers it, and fails on the spot."""

    base_uri: str
    violations: list[str] = field(default_factory=list)
    judged: int = 0
    """Answers seen; a test can assert that its client really went through Prism."""
    _ignored: tuple[str, ...] = ()

    @contextmanager
    def ignoring(self, *places: str) -> Iterator[None]:
        """Overlook violations whose place starts so, e.g. `request` for a wrong one on purpose.

        Known false alarms of Zoom's document: a `start_time` without `Z`
        (`request.body.start_time`) and several `weekly_days`
        (`request.body.recurrence.weekly_days`, `response.body.recurrence.weekly_days`).
        """
        before, self._ignored = self._ignored, (*self._ignored, *places)
        try:
            yield
        finally:
            self._ignored = before

    def see(self, reply: requests.Response) -> None:
        """Judge one answer that came from Prism."""
        self.judged += 1
        found = [
            f"{reply.request.method} {reply.status_code} {place}: {violation['message']}"
            for violation in json.loads(reply.headers.get(HEADER, "[]"))
            if not self._is_overlooked(reply, place := ".".join(violation["location"]), violation)
        ]
        self.violations += found
        if found:
            raise AssertionError("Zoom's document disagrees: " + "; ".join(found))

    def _is_overlooked(
        self, reply: requests.Response, place: str, violation: dict[str, Any]
    ) -> bool:
        sentence = str(violation["message"])
        path = str(reply.request.path_url).partition("?")[0]
        if sentence == NOT_IN_THE_DOCUMENT:
            # The document covers no user calls: /users and /users/{userId} are real all the same.
            return path.startswith("/users") and path.count("/") <= 2
        if sentence.startswith(UNDOCUMENTED_STATUS):
            # Zoom documents 401 for two calls only and no 5xx at all, yet answers them.
            return reply.status_code == 401 or reply.status_code >= 500
        return any(place.startswith(ignored) for ignored in self._ignored)


@dataclass
class JudgedZoom:
    """What a test gets: the sandbox, the address for the client under test, the judge."""

    server: SandboxZoom
    base_uri: str
    judge: Judge


@pytest.fixture(scope="session")
def prism_zoom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SandboxZoom, Prism]]:
    """One sandbox Zoom with one Prism before it for the whole run: Prism starts slowly."""
    program, document = prism_program(), zoom_document()
    log = tmp_path_factory.mktemp("prism") / "prism.log"
    with SandboxZoom() as server:
        prism = Prism(program, document, server.url + "/v2", log)
        prism.start()
        try:
            yield server, prism
        finally:
            prism.stop()


@pytest.fixture
def judged_zoom(
    prism_zoom: tuple[SandboxZoom, Prism], monkeypatch: pytest.MonkeyPatch
) -> Iterator[JudgedZoom]:
    """A fresh sandbox whose every call through `base_uri` is judged, in whatever session.

    The token comes straight from `server.oauth_url`: the document knows no OAuth.
    """
    server, prism = prism_zoom
    server.rules, server.clock = Rules(per_second_limits=False), utc_now
    server.reset()
    judge = Judge(prism.base_uri)
    send = HTTPAdapter.send

    def judged_send(
        adapter: HTTPAdapter, request: requests.PreparedRequest, *rest: Any, **options: Any
    ) -> requests.Response:
        reply = send(adapter, request, *rest, **options)
        if str(request.url).startswith(judge.base_uri):
            judge.see(reply)
        return reply

    monkeypatch.setattr(HTTPAdapter, "send", judged_send)
    yield JudgedZoom(server, prism.base_uri, judge)
    assert judge.violations == []
