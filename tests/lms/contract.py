"""Judges the requests we send against the contract read off a real Moodle, where it is present."""

import json
import os
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import requests

from connector.http import TimedAdapter, new_session

_SHARED = Path(os.environ.get("SIMPUL_SHARED") or Path(__file__).resolve().parents[3] / "shared")
CONTRACT = _SHARED / "contracts" / "moodle-ws-contract.json"

_PROTOCOL = ("wstoken", "wsfunction", "moodlewsrestformat")
_NUMBERS = re.compile(r"-?\d+")


@cache
def functions() -> Mapping[str, Any]:
    """The contract's functions; empty where the file is absent."""
    if not CONTRACT.exists():
        return {}
    found: Mapping[str, Any] = json.loads(CONTRACT.read_text())["functions"]
    return found


class Witness(TimedAdapter):
    """Passes requests on and keeps what breaks the contract, for the test to find empty."""

    def __init__(self, timeout: tuple[float, float]) -> None:
        super().__init__(timeout)
        self.violations: list[str] = []
        self.widest = 0

    def send(self, *args: Any, **options: Any) -> requests.Response:
        request: requests.PreparedRequest = args[0]
        body = parse_qsl(str(request.body), keep_blank_values=True)
        self.widest = max(self.widest, len(body))
        if "?" in str(request.url):
            self.violations.append("something travels in the address")
        self.violations += judge(body)
        return super().send(*args, **options)


def watched_session(witness: Witness) -> requests.Session:
    session = new_session()
    session.mount("http://", witness)
    return session


def judge(body: list[tuple[str, str]]) -> list[str]:
    """List what a request body has that the function's parameters do not allow."""
    name = dict(body)["wsfunction"]
    if not functions():
        return []
    if name.startswith("local_simpul_"):  # our own plugin; the sandbox refuses what it would
        return []
    if name not in functions():
        return [f"{name} is not in the contract"]
    wanted = {"kind": "object", "keys": functions()[name]["parameters"]}
    return [f"{name} {fault}" for fault in _faults(wanted, _nested(body), "")]


def _nested(body: list[tuple[str, str]]) -> dict[str, Any]:
    """Read `a[0][b]` as PHP does."""
    tree: dict[str, Any] = {}
    for name, value in body:
        if name not in _PROTOCOL:
            path = re.findall(r"[^\[\]]+", name)
            place = tree
            for step in path[:-1]:
                place = place.setdefault(step, {})
            place[path[-1]] = value
    return tree


def _faults(node: Mapping[str, Any], given: Any, path: str) -> list[str]:
    if node["kind"] == "value":
        if isinstance(given, dict):
            return [f"{path} is not a value"]
        wrong = node["type"] == "int" and not _NUMBERS.fullmatch(given)
        wrong = wrong or (node["type"] == "bool" and given not in ("0", "1"))
        return [f"{path} is no {node['type']}"] if wrong else []
    if not isinstance(given, dict):
        return [f"{path} is not nested"]
    if node["kind"] == "list":
        return [
            fault
            for key, each in given.items()
            for fault in _faults(node["of"], each, f"{path}[{key}]")
        ]
    faults = [f"{path}.{key} is unknown" for key in given if key not in node["keys"]]
    for key, child in node["keys"].items():
        if key in given:
            faults += _faults(child, given[key], f"{path}.{key}")
        elif child["required"] == "required":
            faults.append(f"{path}.{key} is missing")
    return faults
