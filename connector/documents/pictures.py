"""Pictures that people hand in (a logo, a portrait): which are printed, and in what form.

A picture travels to a page as text: raster inside SVG. Nothing in it may run, be fetched or read
from this machine, and its size is bounded before anything decodes it.
"""

from __future__ import annotations

import base64
import struct
from collections.abc import Iterator
from typing import Final

from connector.documents.drawings import drawing_size
from connector.documents.media import JPEG, PNG, media_type_of
from connector.errors import ConnectorError

SVG: Final = "image/svg+xml"

MAX_BYTES = 1024 * 1024
"""Of one picture: a signed class of a thousand carries it a thousand times."""

MAX_SIDE = 6000
"""Pixels; a decoder would need four bytes for each of them."""

MAX_PIXELS = 16_000_000

_BEFORE_MARKUP = b"\xef\xbb\xbf \t\r\n"

_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""Markers of a JPEG that are followed by its height and width."""

_TURNS = {
    3: "translate({w} {h}) rotate(180)",
    6: "translate({h} 0) rotate(90)",
    8: "translate(0 {w}) rotate(-90)",
}
"""Exif orientation → how the picture is set upright; a mirrored one is printed as it is."""


def kind_of(content: bytes) -> str:
    """`image/png`, `image/jpeg` or `image/svg+xml`, by how it begins; ConnectorError otherwise.

    Raises `picture_kind`, `picture_too_large`, `picture_too_wide` or `picture_unreadable`, and
    what `drawing_size` raises for an SVG.
    """
    if len(content) > MAX_BYTES:
        raise ConnectorError("picture_too_large", limit=MAX_BYTES // 1024)
    kind = media_type_of(content)
    if kind in (PNG, JPEG):
        _bounded(*_raster_size(content, kind))
        return kind
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(
        (b"<?xml", b"<svg", b"<!--", b"<!DOCTYPE")
    ):
        drawing_size(content)
        return SVG
    raise ConnectorError("picture_kind")


def as_svg(content: bytes) -> str:
    """Return the picture as SVG text of plain ASCII; raises as `kind_of`."""
    kind = kind_of(content)
    inside = base64.b64encode(content).decode()
    width, height = drawing_size(content) if kind == SVG else _raster_size(content, kind)
    turn = _TURNS.get(_orientation(content) if kind == JPEG else 1, "").format(w=width, h=height)
    box = (height, width) if "(90)" in turn or "(-90)" in turn else (width, height)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {box[0]:g} {box[1]:g}" '
        f'width="{box[0]:g}" height="{box[1]:g}">'
        f'<image width="{width:g}" height="{height:g}" transform="{turn}" '
        f'href="data:{kind};base64,{inside}"/></svg>'
    )


def _bounded(width: float, height: float) -> None:
    if min(width, height) <= 0:
        raise ConnectorError("picture_unreadable")
    if width > MAX_SIDE or height > MAX_SIDE or width * height > MAX_PIXELS:
        raise ConnectorError("picture_too_wide", limit=MAX_SIDE)


def _raster_size(content: bytes, kind: str | None) -> tuple[int, int]:
    try:
        if kind == PNG:
            if content[12:16] != b"IHDR":
                raise ConnectorError("picture_unreadable")
            width, height = struct.unpack(">II", content[16:24])
            return width, height
        for marker, start, _length in _segments(content):
            if marker in _FRAMES:
                height, width = struct.unpack(">HH", content[start + 1 : start + 5])
                return width, height
    except struct.error:
        pass
    raise ConnectorError("picture_unreadable")


def _segments(content: bytes) -> Iterator[tuple[int, int, int]]:
    """Marker, start and length of each segment of a JPEG before its scan."""
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker in (0xFF, 0xDA):
            at += 1
            if marker == 0xDA:
                return
            continue
        (length,) = struct.unpack(">H", content[at + 2 : at + 4])
        yield marker, at + 4, length - 2
        at += 2 + max(length, 2)


def _orientation(content: bytes) -> int:
    """The Exif orientation of a JPEG, 1 where it says none."""
    for marker, start, length in _segments(content):
        exif = content[start : start + length]
        if marker != 0xE1 or not exif.startswith(b"Exif\0\0"):
            continue
        tiff = exif[6:]
        order = "<" if tiff[:2] == b"II" else ">"
        try:
            (first,) = struct.unpack(order + "I", tiff[4:8])
            (count,) = struct.unpack(order + "H", tiff[first : first + 2])
            for entry in range(min(count, 64)):
                at = first + 2 + 12 * entry
                tag, _kind, _count, value = struct.unpack(order + "HHIH", tiff[at : at + 10])
                if tag == 0x0112:
                    return int(value)
        except struct.error:
            return 1
    return 1
