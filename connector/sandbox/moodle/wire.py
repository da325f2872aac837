"""Moodle's wire: what PHP makes of a request's fields, and how the REST server writes answers.

Holds no state and knows no function.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote_plus
from xml.sax.saxutils import escape

from connector.sandbox.moodle.errors import MoodleError

PhpArray = dict[int | str, Any]
"""PHP's ordered array: keys are integers or text, values are text or further arrays."""

_CANONICAL_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,17}")

_SUBSCRIPT = re.compile(r"\[([^\]]*)\]")


def split_fields(encoded: str) -> list[str]:
    """The fields of a query or an urlencoded body, still encoded."""
    return [field for field in encoded.split("&") if field]


def parse_fields(fields: Sequence[str]) -> PhpArray:
    """Nest urlencoded fields as PHP does: `users[0][email]=…` becomes arrays in arrays."""
    parsed: PhpArray = {}
    for field in fields:
        name, _, value = field.partition("=")
        _register(parsed, unquote_plus(name), unquote_plus(value))
    return parsed


def parse_body(fields: Sequence[str], max_input_vars: int) -> PhpArray:
    """Parse a body; PHP keeps the first limit + 1 fields and silently drops the rest."""
    return parse_fields(fields[: max_input_vars + 1])


def _register(parsed: PhpArray, name: str, value: str) -> None:
    name = name.lstrip(" ")
    base, bracket, _ = name.partition("[")
    if not base:
        return
    if bracket and "]" not in name[len(base) :]:
        base, bracket = name.replace("[", "_", 1), ""
    base = base.replace(".", "_").replace(" ", "_")
    path: list[str] = [base]
    if bracket:
        path += _subscripts(name[name.index("[") :])
    place = parsed
    for step in path[:-1]:
        key = _key(place, step)
        deeper = place.get(key)
        if not isinstance(deeper, dict):
            deeper = place[key] = {}
        place = deeper
    place[_key(place, path[-1])] = value


def _subscripts(rest: str) -> list[str]:
    """`[0][email]` gives 0 and email; what follows a `]` without a `[` is dropped."""
    found: list[str] = []
    at = 0
    while match := _SUBSCRIPT.match(rest, at):
        found.append(match.group(1))
        at = match.end()
    return found


def _key(place: PhpArray, step: str) -> int | str:
    if step == "":
        return max((key for key in place if isinstance(key, int)), default=-1) + 1
    return int(step) if _CANONICAL_INTEGER.fullmatch(step) else step


def to_json(answer: Any) -> str:
    """Write an answer as PHP's json_encode does: slashes and non-ASCII letters escaped."""
    return json.dumps(answer, separators=(",", ":")).replace("/", "\\/")


def to_xml(answer: Any) -> str:
    """Write an answer in the form Moodle uses unless moodlewsrestformat=json is sent."""
    inner = "" if answer is None else _xml_value(answer)
    return f'<?xml version="1.0" encoding="UTF-8" ?>\n<RESPONSE>\n{inner}</RESPONSE>\n'


def _xml_value(value: Any) -> str:
    if isinstance(value, dict):
        keys = "".join(
            f'<KEY name="{key}">{_xml_value(each)}</KEY>\n' for key, each in value.items()
        )
        return f"<SINGLE>\n{keys}</SINGLE>\n"
    if isinstance(value, list):
        return f"<MULTIPLE>\n{''.join(map(_xml_value, value))}</MULTIPLE>\n"
    if value is None:
        return '<VALUE null="null"/>\n'
    text = str(int(value)) if isinstance(value, bool) else str(value)
    return f"<VALUE>{escape(text, {chr(34): '&quot;'})}</VALUE>\n"


def error_to_json(error: MoodleError, *, debugging: bool) -> str:
    """An error as an object; `debuginfo` goes out only while the site debugs."""
    content = {"exception": error.exception}
    if error.code:  # PHP's own errors have none
        content["errorcode"] = error.code
    content["message"] = error.message
    if debugging and error.debuginfo:
        content["debuginfo"] = error.debuginfo
    return to_json(content)


def error_to_xml(error: MoodleError, *, debugging: bool) -> str:
    quotes = {chr(34): "&quot;"}
    lines = [
        '<?xml version="1.0" encoding="UTF-8" ?>',
        f'<EXCEPTION class="{error.exception}">',
        f"<ERRORCODE>{escape(error.code, quotes)}</ERRORCODE>",
        f"<MESSAGE>{escape(error.message, quotes)}</MESSAGE>",
    ]
    if debugging and error.debuginfo:
        lines.append(f"<DEBUGINFO>{escape(error.debuginfo, quotes)}</DEBUGINFO>")
    return "\n".join([*lines, "</EXCEPTION>", ""])
