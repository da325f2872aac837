"""Decides whether an SVG is a drawing and nothing else; draws nothing.

What it may hold is a list, everything else is refused: no script, no link, no text (its font is
not ours), no picture, no `use` (it multiplies), nothing from outside the file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.parsers import expat

from connector.errors import ConnectorError

MAX_ELEMENTS = 5000
"""A coat of arms drawn with care has some hundreds."""

MAX_DEPTH = 60
"""Elements within elements; a deeper drawing would exhaust who draws it."""

_SVG = "http://www.w3.org/2000/svg"

_DRAWN_WORDS = """
svg g defs symbol title desc metadata path rect circle ellipse line polyline polygon clipPath
mask linearGradient radialGradient stop style
"""
_DRAWN = frozenset(_DRAWN_WORDS.split())

_REACHES_OUT = re.compile(r"url\((?!\s*['\"]?\s*#)|@import|\\", re.IGNORECASE)
"""A style's way to something outside, or to hide one behind an escape."""

_LENGTH = re.compile(r"\s*(\d{1,9}(?:\.\d{1,18})?)\s*(?:px|pt|pc|mm|cm|in)?\s*", re.ASCII)


class _Reader:
    """Goes through one SVG once and stops at the first thing that is not allowed."""

    def __init__(self) -> None:
        self.root: Mapping[str, str] | None = None
        self._count = self._depth = 0
        self._skipped = 0
        """Depth at which metadata of another program began; 0 outside of it."""
        self._style: list[str] = []
        self._in_style = False

    def read(self, content: bytes) -> Mapping[str, str]:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.ProcessingInstructionHandler = self._refuse_instruction
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        try:
            parser.Parse(content, True)
        except (expat.ExpatError, UnicodeError):
            raise ConnectorError("picture_unreadable") from None
        if self.root is None:
            raise ConnectorError("picture_unreadable")
        return self.root

    def _refuse_doctype(self, *_: object) -> None:
        raise ConnectorError("picture_active", found="DOCTYPE")

    def _refuse_instruction(self, target: str, _text: str) -> None:
        raise ConnectorError("picture_active", found=target[:40])

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._count, self._depth = self._count + 1, self._depth + 1
        if self._count > MAX_ELEMENTS or self._depth > MAX_DEPTH:
            raise ConnectorError("picture_too_large_inside", limit=MAX_ELEMENTS)
        space, _, name = tag.rpartition(" ")
        if self.root is None:
            self._begin(space, name, attributes)
        if self._skipped:
            return
        if space != _SVG:
            if space.startswith("http://www.w3.org/") or not space:
                raise ConnectorError("picture_active", found=name[:40])
            self._skipped = self._depth
            return
        if name not in _DRAWN:
            raise ConnectorError("picture_active", found=name[:40])
        if name == "metadata":
            self._skipped = self._depth
        self._in_style = self._in_style or name == "style"
        _check_attributes(attributes)

    def _begin(self, space: str, name: str, attributes: Mapping[str, str]) -> None:
        if (space, name) != (_SVG, "svg"):
            raise ConnectorError("picture_kind")
        self.root = attributes

    def _end(self, tag: str) -> None:
        if self._depth == self._skipped:
            self._skipped = 0
        if self._in_style and tag.endswith(" style"):
            if _REACHES_OUT.search("".join(self._style)):
                raise ConnectorError("picture_active", found="style")
            self._in_style, self._style = False, []
        self._depth -= 1

    def _text(self, text: str) -> None:
        if self._in_style:
            self._style.append(text)


def drawing_size(content: bytes) -> tuple[float, float]:
    """Return width and height of a harmless SVG, the longer side as 1000.

    Raises ConnectorError: `picture_active` with what was found, `picture_unreadable`,
    `picture_too_large_inside`, or `picture_kind` for XML that is no SVG.
    """
    root = _Reader().read(content)
    box = [_number(part) for part in re.split(r"[\s,]+", root.get("viewBox", "").strip())]
    if len(box) == 4:
        return _scaled(box[2], box[3])
    return _scaled(_number(root.get("width", "")), _number(root.get("height", "")))


def _check_attributes(attributes: Mapping[str, str]) -> None:
    for raw, value in attributes.items():
        name = raw.rpartition(" ")[2].lower()
        outside = name in ("href", "src") and not value.startswith("#")
        if name.startswith("on") or outside or _REACHES_OUT.search(value):
            raise ConnectorError("picture_active", found=name[:40])


def _scaled(width: float, height: float) -> tuple[float, float]:
    """Units of an SVG are no pixels; a drawing thinner than a hair is none."""
    longest, shortest = max(width, height), min(width, height)
    if not shortest > 0 or longest / shortest > 50:
        raise ConnectorError("picture_unreadable")
    return width * 1000 / longest, height * 1000 / longest


def _number(text: str) -> float:
    match = _LENGTH.fullmatch(text)
    return float(match[1]) if match else 0.0
