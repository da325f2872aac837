"""Turns a Typst template and plain values into a PDF/A-2b; chooses no words and stores nothing.

The same template, values and moment give the same bytes, so a paper may be known by its hash.
Values enter as JSON and are never read as markup. Only the fonts inside the typst package are
used: a paper looks the same on every machine, and nothing is fetched.
"""

from __future__ import annotations

import json
import os
import re
import threading
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import segno
import typst

from connector.errors import ConnectorError

STANDARD: Final = "a-2b"
"""PDF/A-2b: archives accept it, and signing keeps its marker (facts: tech §3)."""

PAGE = "page.typ"
"""The file in a template's folder that is compiled; it reads no further than `root`."""

UNPRINTABLE = "□"
"""Stands for a sign that no font here has; PDF/A refuses a page with a missing one."""

QR_MASK: Final = 0
"""The checkerboard: the mildest of the eight masks for two of three addresses, and readers accept
any. Finding out which is, each time, takes nine of ten milliseconds of a code.
"""

_COVERED = re.compile(
    "[\n -~\u00a0-\u04ff\u1e00-\u1fff\u2010-\u2027\u2030-\u203a\u20a0-\u20bf\u2122"
    "\u2190-\u21ff\u2212\u25a0-\u25ff]"
)
"""Signs that the embedded fonts have, where Unicode assigns them; a test prints them all."""

PANICS: Final = "pyo3_runtime"
"""Where Python says that an assertion inside Typst comes from; it is no Exception, so a job
that met it would come again without a word. Some texts do it: a letter under 40,000 accents.
"""

_PLACE = re.compile(r"[\w.-]+\.typ:\d+:\d+", re.ASCII)


class _Press:
    """One compiler of one template; it works for one thread at a time."""

    def __init__(self, folder: Path, root: Path) -> None:
        self._lock = threading.Lock()
        self._compiler = typst.Compiler(
            folder / PAGE, root=root, font_paths=_fonts(), ignore_system_fonts=True
        )

    def pdf(self, values: str, created: datetime) -> bytes:
        with self._lock:
            content = self._compiler.compile(
                format="pdf",
                sys_inputs={"values": values},
                pdf_standards=[STANDARD],
                timestamp=created,
            )
        if not isinstance(content, bytes):
            raise TypeError("a PDF is one file")
        return content

    def pictures(self, values: str, created: datetime, dots: int) -> list[bytes]:
        with self._lock:
            content = self._compiler.compile(
                format="png", sys_inputs={"values": values}, ppi=float(dots), timestamp=created
            )
        return [content] if isinstance(content, bytes) else list(content or ())


def render(
    template: Path, values: Mapping[str, Any], *, created: datetime, root: Path | None = None
) -> bytes:
    """Return the PDF of a template's folder; `values` are what JSON can hold.

    The page reads them with `json(bytes(sys.inputs.values))`. `created` is the document's date.
    It may read files below `root`, its own folder where none is given.
    Signs without a glyph become □ (`printable`). Raises ConnectorError `paper_failed`, which
    names the place in the template only: what Typst says may quote a value.
    """
    content, moment = _content(values), _moment(created)
    with _named_failure(template):
        return _press(template.resolve(), (root or template).resolve()).pdf(content, moment)


def pictures(
    template: Path,
    values: Mapping[str, Any],
    *,
    created: datetime,
    dots: int,
    root: Path | None = None,
) -> list[bytes]:
    """Return each page as PNG, `dots` to the inch: what a preview shows, never a document."""
    content, moment = _content(values), _moment(created)
    with _named_failure(template):
        press = _press(template.resolve(), (root or template).resolve())
        return press.pictures(content, moment, dots)


def printable(text: str) -> str:
    """Return the text in signs the fonts have: others as □, invisible ones left out.

    Direction marks go too: they could show a name's letters in another order than they stand.
    """
    composed = unicodedata.normalize("NFC", text)
    if composed.isascii() and composed.isprintable():
        return composed
    plain = "".join(_printable_sign(sign) for sign in composed.replace("\r\n", "\n"))
    return re.sub(f"{UNPRINTABLE}+", UNPRINTABLE, plain)


def qr(text: str) -> str:
    """Return a QR code as SVG text, error correction M, with the quiet zone of four modules."""
    code = segno.make(text, error="m", micro=False, boost_error=False, mask=QR_MASK)
    return str(code.svg_inline(border=4, omitsize=True))


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


@cache
def _press(folder: Path, root: Path) -> _Press:
    """Made on first use, in the process that prints."""
    return _Press(folder, root)


@cache
def _printing_process() -> int:
    """Who printed first. Typst's threads survive no fork: a child's print would never end."""
    return os.getpid()


def _content(values: Mapping[str, Any]) -> str:
    return json.dumps(_printable_values(values), sort_keys=True)


def _moment(created: datetime) -> datetime:
    if created.tzinfo is None:
        raise ValueError("a paper's moment must be aware")
    return created.astimezone(UTC).replace(microsecond=0)


@contextmanager
def _named_failure(template: Path) -> Iterator[None]:
    if _printing_process() != os.getpid():
        raise ConnectorError("paper_failed", template=template.name, where="fork")
    try:
        yield
    except typst.TypstError as error:
        found = _PLACE.search(error.diagnostic)
        where = found[0] if found else PAGE
        raise ConnectorError("paper_failed", template=template.name, where=where) from None
    except BaseException as error:
        if type(error).__module__ != PANICS:
            raise
        _press.cache_clear()  # what a compiler is worth after that, nobody says
        raise ConnectorError("paper_failed", template=template.name, where="panic") from None


def _printable_values(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {name: _printable_values(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_printable_values(one) for one in value]
    return value


def _printable_sign(sign: str) -> str:
    if sign == "\n":
        return sign
    category = unicodedata.category(sign)
    if category in ("Cc", "Zl", "Zp"):
        return " "
    if category in ("Cf", "Mn", "Me") and not (category == "Mn" and _COVERED.match(sign)):
        return ""
    return sign if category != "Cn" and _COVERED.match(sign) else UNPRINTABLE
