"""Reads what a JPEG says about itself, and takes out what it need not say; decodes no picture."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from connector.errors import ConnectorError

_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""Markers followed by height, width and number of colours."""

_SCAN, _END = 0xDA, 0xD9

_RESTARTS = frozenset(range(0xD0, 0xD8))
"""Markers within a scan; 0xFF00 is a byte of the picture."""

_KEPT = frozenset({0xE0, 0xE2, 0xEE})
"""Of the application's segments: JFIF, colour profile, Adobe's colour transform. Not Exif: a
portrait from a phone tells where it was taken."""

_PROFILE = b"ICC_PROFILE\0"
"""What 0xE2 is kept for; phones list there the further pictures that they hang behind the end."""

_MAX_EXIF_ENTRIES = 64


@dataclass(frozen=True)
class Jpeg:
    """A JPEG's measures, and its bytes without what was written beside the picture."""

    width: int
    height: int
    colours: int
    """1 grey, 3 colour, 4 print (CMYK)."""
    orientation: int
    """As in Exif, 1 to 8."""
    content: bytes


def read_jpeg(content: bytes) -> Jpeg:
    """Read a JPEG; raises ConnectorError `picture_unreadable` for one that is cut or broken."""
    kept, orientation = [b"\xff\xd8"], 1
    frame: tuple[int, int, int] | None = None
    try:
        for marker, whole in _segments(content):
            if marker == _SCAN:
                drawn = _drawn(whole)
                if frame is None or not drawn:
                    break
                height, width, colours = frame
                return Jpeg(width, height, colours, orientation, b"".join([*kept, drawn]))
            if marker in _FRAMES:
                frame = struct.unpack(">HHB", whole[5:10])
            if marker == 0xE1 and whole[4:10] == b"Exif\0\0":
                orientation = _orientation(whole[10:])
            if not _is_luggage(marker, whole):
                kept.append(whole)
    except struct.error:
        pass
    raise ConnectorError("picture_unreadable")


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and bytes of each segment; the first scan takes all that follows."""
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == _SCAN:
            yield marker, content[at:]
            return
        (length,) = struct.unpack(">H", content[at + 2 : at + 4])
        if length < 2 or at + 2 + length > len(content):
            return
        yield marker, content[at : at + 2 + length]
        at += 2 + length


def _is_luggage(marker: int, whole: bytes) -> bool:
    """Tell whether a segment says nothing of the picture itself."""
    if marker == 0xE2:
        return not whole[4:].startswith(_PROFILE)
    return marker not in _KEPT and (0xE0 <= marker <= 0xEF or marker == 0xFE)


def _drawn(scans: bytes) -> bytes:
    """Return all scans up to the picture's own end, b"" where there is none.

    Phones hang further pictures behind it, each with its own Exif.
    """
    kept, start, at = list[bytes](), 0, 0
    while (at := scans.find(b"\xff", at)) >= 0 and at + 1 < len(scans):
        marker = scans[at + 1]
        if marker == _END:
            return b"".join([*kept, scans[start : at + 2]])
        if marker == 0xFF:
            at += 1
        elif marker == 0 or marker in _RESTARTS:
            at += 2
        else:
            if at + 4 > len(scans):
                break
            end = at + 2 + max(2, struct.unpack(">H", scans[at + 2 : at + 4])[0])
            if _is_luggage(marker, scans[at:end]):
                kept.append(scans[start:at])
                start = end
            at = end
    return b""


def _orientation(tiff: bytes) -> int:
    """Read tag 0x0112 of the first directory; anything odd means upright."""
    order = "<" if tiff[:2] == b"II" else ">"
    try:
        (start,) = struct.unpack(order + "I", tiff[4:8])
        (count,) = struct.unpack(order + "H", tiff[start : start + 2])
        for entry in range(min(count, _MAX_EXIF_ENTRIES)):
            at = start + 2 + 12 * entry
            tag, _kind, _count, value = struct.unpack(order + "HHIH", tiff[at : at + 10])
            if tag == 0x0112:
                return value if 1 <= value <= 8 else 1
    except struct.error:
        pass
    return 1
