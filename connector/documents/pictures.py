"""Pictures that people hand in (a logo, a portrait): which are printed, and in what form.

A picture travels to a page as text: raster inside SVG. Nothing in it may run, be fetched or read
from this machine; its size is bounded before anything decodes it; a damaged one is refused here,
because on the page it would be missing without a word.
"""

from __future__ import annotations

import base64
import struct
import zlib
from functools import lru_cache
from typing import Final

from connector.documents.drawings import drawing_size
from connector.documents.jpegs import Jpeg, read_jpeg
from connector.documents.media import JPEG, PNG, media_type_of
from connector.errors import ConnectorError

SVG: Final = "image/svg+xml"

MAX_BYTES = 1024 * 1024
"""Of one picture, where its taker sets no lower limit."""

MAX_SIDE = 6000
MAX_PIXELS = 16_000_000
"""Pixels; a decoder would need four bytes for each of them."""

_DEEPEST = 8
"""Bytes of a pixel of the richest PNG."""

_BEFORE_MARKUP = b"\xef\xbb\xbf \t\r\n"

_TURNS = {
    3: "translate({w} {h}) rotate(180)",
    6: "translate({h} 0) rotate(90)",
    8: "translate(0 {w}) rotate(-90)",
}
"""Exif orientation → how the picture is set upright; a mirrored one is printed as it is."""
_ON_ITS_SIDE = (6, 8)


def kind_of(content: bytes, *, limit: int = MAX_BYTES) -> str:
    """`image/png`, `image/jpeg` or `image/svg+xml`, once the picture is found fit to be printed.

    Raises ConnectorError `picture_kind`, `picture_too_large`, `picture_too_wide`,
    `picture_unreadable`, `picture_colours`, and what `drawing_size` raises for an SVG.
    """
    if len(content) > limit:
        raise ConnectorError("picture_too_large", limit=limit // 1024)
    kind = media_type_of(content)
    if kind == PNG:
        _read_png(content)
        return kind
    if kind == JPEG:
        _fit(read_jpeg(content))
        return kind
    if content.lstrip(_BEFORE_MARKUP).startswith((b"<?xml", b"<svg", b"<!--", b"<!DOCTYPE")):
        drawing_size(content)
        return SVG
    raise ConnectorError("picture_kind")


@lru_cache(maxsize=8)
def as_svg(content: bytes) -> str:
    """Return the picture as SVG text of plain ASCII; raises as `kind_of`."""
    kind, turn = kind_of(content), 1
    width: float
    height: float
    if kind == JPEG:
        jpeg = read_jpeg(content)
        width, height, turn, content = jpeg.width, jpeg.height, jpeg.orientation, jpeg.content
    elif kind == PNG:
        width, height = _png_size(content)
    else:
        width, height = drawing_size(content)
    box = (height, width) if turn in _ON_ITS_SIDE else (width, height)
    upright = _TURNS.get(turn, "").format(w=width, h=height)
    inside = base64.b64encode(content).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {box[0]:g} {box[1]:g}" '
        f'width="{box[0]:g}" height="{box[1]:g}">'
        f'<image width="{width:g}" height="{height:g}" transform="{upright}" '
        f'href="data:{kind};base64,{inside}"/></svg>'
    )


def _fit(jpeg: Jpeg) -> None:
    _bounded(jpeg.width, jpeg.height)
    if jpeg.colours not in (1, 3):
        # PDF/A has one colour space for a page, and ours is that of screens.
        raise ConnectorError("picture_colours")


def _bounded(width: int, height: int) -> None:
    if min(width, height) <= 0:
        raise ConnectorError("picture_unreadable")
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        raise ConnectorError("picture_too_wide", limit=MAX_SIDE)


def _png_size(content: bytes) -> tuple[int, int]:
    if content[12:16] != b"IHDR" or len(content) < 33:
        raise ConnectorError("picture_unreadable")
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _read_png(content: bytes) -> None:
    """Go through all chunks: each whole, the pixels unpacked once, an end."""
    width, height = _png_size(content)
    _bounded(width, height)
    unpacked, limit = 0, (width * _DEEPEST + 2) * height + 8 * 4096
    packed = zlib.decompressobj()
    at = 8
    try:
        while at + 12 <= len(content):
            (length,) = struct.unpack(">I", content[at : at + 4])
            kind, body = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
            (check,) = struct.unpack(">I", content[at + 8 + length : at + 12 + length])
            if zlib.crc32(kind + body) != check:
                break
            if kind == b"IDAT":
                unpacked += _unpack(packed, body, limit - unpacked)
            if kind == b"IEND":
                if not packed.eof:
                    break
                return
            at += 12 + length
    except (struct.error, zlib.error):
        pass
    raise ConnectorError("picture_unreadable")


def _unpack(packed: zlib._Decompress, body: bytes, room: int) -> int:
    """Unpack piece by piece, keeping nothing; more than the picture can hold is an attack."""
    count = 0
    while body:
        count += len(packed.decompress(body, 1 << 18))
        if count > room:
            raise ConnectorError("picture_unreadable")
        body = packed.unconsumed_tail
    return count
