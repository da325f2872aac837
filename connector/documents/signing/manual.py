"""Signing elsewhere: papers go out as one ZIP, signed PDFs come back in any wrapping.

Which paper a returned PDF is, and whether it is signed as it must be, is judged on its bytes
afterwards; names are only shown. What comes back was packed by a stranger's tool, or by a
stranger: it is unpacked in memory, within bounds, and nothing is written anywhere.
"""

from __future__ import annotations

import hashlib
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Final

from connector.documents.signing.base import SecretKind
from connector.errors import ConnectorError

README, MANIFEST = "BACA-SAYA.txt", "manifest.json"

MOST_FILES: Final = 5_000
"""Entries of a ZIP that comes back; a batch has a thousand papers."""

LARGEST_UNPACKED: Final = 256 * 1024 * 1024
"""Bytes of all entries together; a thousand signed papers have some seventy million."""

_PIECE: Final = 256 * 1024

_HEADER_SIZE: Final = 2_048
"""Bytes an entry may take in a ZIP's directory; honest ones take some hundred and fifty."""

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""Of every entry: the same papers give the same ZIP."""

_MAGIC_WITHIN = 1_024
"""Bytes before `%PDF-` that readers forgive."""

_README = """\
BERKAS UNTUK DITANDATANGANI

Folder ini berisi {count} PDF. Nama dan sha256 setiap berkas ada di {manifest}.

1. Tanda tangani setiap PDF dengan aplikasi tanda tangan elektronik Anda.
2. Jangan mencetak, memindai, atau menyimpan ulang PDF dengan aplikasi lain.
3. Kembalikan PDF yang sudah ditandatangani: satu per satu, atau semuanya dalam satu ZIP.
   Nama berkas boleh berubah, dan folder di dalam ZIP tidak menjadi masalah.
4. Boleh bertahap. Yang sudah diterima tidak perlu dikirim lagi.

Setiap PDF diperiksa isinya saat kembali: harus dokumen yang sama, ditambah tanda tangan.
"""


class ManualSigner:
    """A CallbackSigner: somebody signs with a tool of their own."""

    name = "manual"
    asks: Sequence[SecretKind] = ()

    def hand_out(self, documents: Sequence[tuple[str, bytes]]) -> bytes:
        """Return a ZIP of the papers, a manifest with their digests, and what to do with them.

        The same documents give the same bytes. Names become safe and different ones.
        """
        packed = BytesIO()
        names = _Names(README, MANIFEST)
        listed = []
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
            for given, content in documents:
                name = names.new(given)
                sha256 = hashlib.sha256(content).hexdigest()
                listed.append({"name": name, "sha256": sha256, "size": len(content)})
                archive.writestr(_entry(name), content)
            manifest = json.dumps({"files": listed}, indent=2) + "\n"
            archive.writestr(_entry(MANIFEST), manifest)
            text = _README.format(count=len(documents), manifest=MANIFEST)
            archive.writestr(_entry(README), text.replace("\n", "\r\n"))
        return packed.getvalue()

    def take_in(self, returned: bytes) -> Sequence[tuple[str, bytes]]:
        """Return (name, bytes) of every PDF in a ZIP, or of the one PDF that this is.

        Folders are forgotten; what is no PDF and claims to be none is passed over. Raises
        ConnectorError `returned_kind_unknown`, `returned_damaged`, `returned_too_many`,
        `returned_too_large` or `returned_empty`.
        """
        if not returned.startswith(b"PK"):
            if not _is_pdf(returned):
                raise ConnectorError("returned_kind_unknown")
            return [("dokumen.pdf", returned)]
        try:
            found = list(_unpacked(returned))
        except (zipfile.BadZipFile, zlib.error, RuntimeError, ValueError, EOFError, OSError):
            # RuntimeError: an entry is locked with a password, or packed in a way unknown here
            raise ConnectorError("returned_damaged") from None
        if not found:
            raise ConnectorError("returned_empty")
        return found


class _Names:
    """File names that are safe everywhere, each given out once."""

    def __init__(self, *taken: str) -> None:
        self._taken = {one.casefold() for one in taken}

    def new(self, given: str) -> str:
        base = given.replace("\\", "/").rpartition("/")[2]
        kept = "".join(sign if sign.isalnum() or sign in " ._-()," else "-" for sign in base)
        stem = kept.removesuffix(".pdf").removesuffix(".PDF").strip(" .-")[:100] or "dokumen"
        name, number = f"{stem}.pdf", 2
        while name.casefold() in self._taken:
            name, number = f"{stem} ({number}).pdf", number + 1
        self._taken.add(name.casefold())
        return name


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.external_attr = 0o600 << 16
    return entry


def _unpacked(returned: bytes) -> Iterator[tuple[str, bytes]]:
    _check_directory(returned)
    names, left = _Names(), LARGEST_UNPACKED
    with zipfile.ZipFile(BytesIO(returned)) as archive:
        entries = archive.infolist()
        if len(entries) > MOST_FILES:
            raise ConnectorError("returned_too_many", most=MOST_FILES)
        for entry in entries:
            if entry.is_dir() or _is_luggage(entry.filename):
                continue
            content = _read(archive, entry, left)
            left -= len(content)
            if _is_pdf(content) or entry.filename.lower().endswith(".pdf"):
                yield names.new(entry.filename), content


def _check_directory(returned: bytes) -> None:
    """Refuse a directory of entries without end before the library reads it into memory."""
    at = returned.rfind(b"PK\x05\x06", -(22 + 65_535))
    if at < 0 or len(returned) < at + 22:
        raise zipfile.BadZipFile("no end of directory")
    _, count, size = struct.unpack_from("<HHI", returned, at + 8)
    if count > MOST_FILES or size > MOST_FILES * _HEADER_SIZE:
        raise ConnectorError("returned_too_many", most=MOST_FILES)


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> bytes:
    """Unpack an entry piece by piece: what its header says about its size proves nothing."""
    pieces, size = [], 0
    with archive.open(entry) as source:
        while piece := source.read(_PIECE):
            size += len(piece)
            if size > left:
                raise ConnectorError("returned_too_large", megabytes=LARGEST_UNPACKED >> 20)
            pieces.append(piece)
    return b"".join(pieces)


def _is_pdf(content: bytes) -> bool:
    return b"%PDF-" in content[:_MAGIC_WITHIN]


def _is_luggage(name: str) -> bool:
    """What file managers put into a ZIP of their own accord."""
    parts = name.replace("\\", "/").split("/")
    return "__MACOSX" in parts or parts[-1].startswith((".", "~$"))
