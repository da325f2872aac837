"""Whether two PDFs show the same pages, for tools that write a new file when they sign.

Most signers append to the bytes they get; then this is not needed. A few write the document
anew: other object numbers, other compression, the same pages. A page is compared by what it
draws: its box, its content decoded, and all that the content names (fonts, pictures), decoded
too. What a signature adds (its field) is left out; any other annotation counts.
"""

from __future__ import annotations

import hashlib
from decimal import Decimal
from io import BytesIO
from typing import Any, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

DEEPEST: Final = 40
"""Levels that the resources of a page may nest; ours have ten."""

MOST_OBJECTS: Final = 20_000
"""Objects one document may draw with; ours has some hundred."""

MOST_PAGES: Final = 200
"""Pages of one document; the recap of a class of two hundred has some twenty."""

_HOW_WRITTEN: Final = frozenset({"/Length", "/Filter", "/DecodeParms", "/DL"})
"""How a stream is written, not what it is."""

_NOT_DRAWN: Final = frozenset(
    {"/Parent", "/P", "/Annots", "/Contents", "/Resources", "/MediaBox", "/CropBox", "/Rotate"}
    | {"/Metadata", "/PieceInfo", "/LastModified", "/StructParents", "/StructParent", "/Tabs"}
)
"""Keys of a page that are compared by themselves, or draw nothing."""


def shows_same(one: bytes, other: bytes) -> bool:
    """Tell whether two PDFs draw the same pages; False for what cannot be read."""
    known = pages_digest(one)
    return known != "" and known == pages_digest(other)


def pages_digest(pdf: bytes) -> str:
    """Return a digest of what all pages draw; "" for what cannot be read."""
    try:
        reader: Any = PdfFileReader(BytesIO(pdf), strict=False)
        count = int(reader.root["/Pages"]["/Count"])
        if reader.encrypted or not 0 < count <= MOST_PAGES:
            return ""
        walk = _Walk()
        return _hash(walk.page(reader, number) for number in range(count))
    except Exception:
        # Hostile bytes make a reader fail in more ways than can be listed; all mean this.
        return ""


class _Walk:
    """Digests of the objects of one document, each worked out once."""

    def __init__(self) -> None:
        self._known: dict[object, bytes] = {}
        self._left = MOST_OBJECTS

    def page(self, reader: Any, number: int) -> bytes:
        reference, resources = reader.find_page_for_modification(number)
        page = reference.get_object()
        parts = [self.digest(page.get(key), 0) for key in sorted(set(page) - _NOT_DRAWN)]
        parts += [
            self.digest(_inherited(page, key), 0) for key in ("/MediaBox", "/CropBox", "/Rotate")
        ]
        drawn = [one for one in page.get("/Annots", ()) if not _is_signature(one)]
        parts += [_contents(page), self.digest(resources, 0)]
        return _hash([*parts, *(self.digest(one, 0) for one in drawn)]).encode()

    def digest(self, value: Any, depth: int) -> bytes:
        """Digest a value by what it says, wherever in the file it stands."""
        if depth > DEEPEST or self._left <= 0:
            raise ValueError("nested too deeply, or without an end")
        self._left -= 1
        if not isinstance(value, generic.IndirectObject):
            return self._plain(value, depth)
        reference = value.reference
        if reference not in self._known:
            self._known[reference] = b"above"  # what names itself is known by its first visit
            self._known[reference] = self._plain(reference.get_object(), depth)
        return self._known[reference]

    def _plain(self, value: Any, depth: int) -> bytes:
        if isinstance(value, generic.DictionaryObject):
            return self._dictionary(value, depth)
        if isinstance(value, generic.ArrayObject):
            inner = [self.digest(value.raw_get(at), depth + 1) for at in range(len(value))]
            return _hash([b"array", *inner]).encode()
        if isinstance(value, (int, Decimal, float)) and not isinstance(value, bool):
            return b"number " + format(Decimal(str(value)).normalize(), "f").encode()
        return f"{type(value).__name__} {value!r}".encode()

    def _dictionary(self, value: generic.DictionaryObject, depth: int) -> bytes:
        stream = isinstance(value, generic.StreamObject)
        keys = sorted(set(value) - {"/Parent", "/P"} - (_HOW_WRITTEN if stream else set()))
        parts = [b"dictionary"]
        for key in keys:
            parts += [key.encode(), self.digest(value.raw_get(key), depth + 1)]
        if isinstance(value, generic.StreamObject):
            parts.append(hashlib.sha256(value.data).digest())
        return _hash(parts).encode()


def _inherited(page: Any, key: str) -> Any:
    """Return what a page says itself, or the nearest node above it."""
    node = page
    for _ in range(DEEPEST):
        if key in node or "/Parent" not in node:
            return node.get(key)
        node = node["/Parent"]
    raise ValueError("a page tree without a root")


def _contents(page: Any) -> bytes:
    """Return what a page draws, decoded; several streams count as one."""
    found = page.get("/Contents", ())
    streams = found if isinstance(found, generic.ArrayObject) else [found]
    return b"\n".join(one.get_object().data.strip() for one in streams if one is not None)


def _is_signature(annotation: Any) -> bool:
    found = annotation.get_object()
    field = found if "/FT" in found else found.get("/Parent", {})
    return bool(found.get("/Subtype") == "/Widget" and field.get("/FT") == "/Sig")


def _hash(parts: Any) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()
