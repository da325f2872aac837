"""Moodle's parameter declarations in a compact notation, and their validation.

`users: [{id: int, city: text?, auth: auth='manual'}]`: a list in brackets, an object in braces,
`?` for a key that may be absent, `=` with a default for one that then gets it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from connector.sandbox.moodle.cleaning import clean
from connector.sandbox.moodle.errors import MoodleError, invalid_parameter

Required = Literal["required", "optional", "default"]


@dataclass(frozen=True)
class Node:
    """One declared value, list or object."""

    kind: Literal["value", "list", "object"]
    type: str = ""
    elements: tuple[Node, ...] = ()
    """The one node that every element of a list follows."""
    keys: Mapping[str, Node] = field(default_factory=dict)
    required: Required = "required"
    default: Any = None

    @property
    def element(self) -> Node:
        return self.elements[0]


def declare(notation: str) -> Mapping[str, Node]:
    """Read the parameters of one function; names map to what they take."""
    reader = _Reader(notation)
    keys = reader.pairs(end="")
    return keys


def validate(keys: Mapping[str, Node], given: Any, languages: tuple[str, ...]) -> dict[str, Any]:
    """Check and clean an object as external_api::validate_parameters does.

    Unknown keys, absent required keys and values that cleaning would change are refused.
    """
    if not isinstance(given, dict):
        raise invalid_parameter(f"Only arrays accepted. The bad value is: '{given}'")
    left = dict(given)
    result: dict[str, Any] = {}
    for name, node in keys.items():
        if name in left:
            result[name] = _value(name, node, left.pop(name), languages)
        elif node.required == "required":
            raise invalid_parameter(f"Missing required key in single structure: {name}")
        elif node.required == "default":
            result[name] = _default(node)
    if left:
        unexpected = ", ".join(map(str, left))
        raise invalid_parameter(f"Unexpected keys ({unexpected}) detected in parameter array.")
    return result


def _value(name: str, node: Node, given: Any, languages: tuple[str, ...]) -> Any:
    try:
        if node.kind == "object":
            return validate(node.keys, given, languages)
        if node.kind == "list":
            if not isinstance(given, dict):
                raise invalid_parameter(f"Only arrays accepted. The bad value is: '{given}'")
            return [_value(name, node.element, each, languages) for each in given.values()]
        if isinstance(given, dict):
            raise invalid_parameter("Scalar type expected, array or object received.")
        return _scalar(node.type, given, languages)
    except MoodleError as error:
        raise invalid_parameter(f"{name} => {error.message}: {error.debuginfo}") from error


def _scalar(kind: str, given: str, languages: tuple[str, ...]) -> Any:
    if kind == "bool":
        if given in ("0", "1"):
            return given == "1"
        raise invalid_parameter(f'the value is "{given}", the server was expecting "bool" type')
    if kind == "float":
        if re.fullmatch(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?", given):
            return float(given)
        raise invalid_parameter(f'the value is "{given}", the server was expecting "float" type')
    cleaned = clean(given, kind, languages)
    if str(cleaned) != given:
        raise invalid_parameter(f'the value is "{given}", the server was expecting "{kind}" type')
    return cleaned


def _default(node: Node) -> Any:
    if node.default is None:
        return None
    # an object declared with an empty list as its default gets the defaults of its keys
    if node.kind == "object":
        return {name: _default(each) for name, each in node.keys.items()}
    if node.kind == "list":
        return []
    if node.type == "bool":
        return bool(int(node.default))
    return int(node.default) if node.type == "int" else node.default


class _Reader:
    """Reads the notation from left to right."""

    _TOKEN = re.compile(r"\s*([\[\]{}:,?]|=(?:'[^']*'|-?\w+|\[\])|\w+)")

    def __init__(self, notation: str) -> None:
        self._tokens = self._TOKEN.findall(notation)
        if "".join(self._tokens) != re.sub(r"\s+", "", notation):
            raise ValueError(f"unreadable notation: {notation}")
        self._at = 0

    def pairs(self, end: str) -> dict[str, Node]:
        found: dict[str, Node] = {}
        while self._peek() != end:
            name = self._next()
            self._expect(":")
            found[name] = self._node()
            if self._peek() == ",":
                self._next()
        return found

    def _node(self) -> Node:
        first = self._next()
        if first == "[":
            element = self._node()
            self._expect("]")
            return self._ending({"kind": "list", "elements": (element,)})
        if first == "{":
            keys = self.pairs(end="}")
            self._expect("}")
            return self._ending({"kind": "object", "keys": keys})
        return self._ending({"kind": "value", "type": first})

    def _ending(self, parts: dict[str, Any]) -> Node:
        if self._peek() == "?":
            self._next()
            return Node(required="optional", **parts)
        if self._peek().startswith("="):
            default = ast.literal_eval(self._next()[1:])
            return Node(required="default", default=default, **parts)
        return Node(**parts)

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _next(self) -> str:
        token = self._peek()
        self._at += 1
        return token

    def _expect(self, token: str) -> None:
        if (found := self._next()) != token:
            raise ValueError(f"{token!r} expected, {found!r} found")
