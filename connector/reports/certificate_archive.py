"""A ZIP of signed certificates that proves itself: manifest, digests, files; stores nothing.

The same certificates give the same bytes, whenever and wherever they are packed: order and
times come from what is packed, and nothing is compressed (a PDF is already). Files are written
and read one at a time, so that a big archive needs no memory.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, Any

from connector.errors import ConnectorError

FORMAT = "simpul-certificate-archive/1"
MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
"""In the form that `sha256sum -c` reads."""

LARGEST_MANIFEST = 64 * 1024 * 1024
"""Bytes; some hundred thousand certificates."""

_CHUNK = 1 << 20
_REGULAR_FILE = 0o100644 << 16
_UNIX = 3
_EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)
"""What the format can say at least."""


@dataclass(frozen=True)
class PackedFile:
    """One PDF to pack: what is known of it; its bytes are fetched when their turn comes."""

    name: str
    sha256: str
    size: int
    moment: datetime
    """When it was archived; the time that an unpacked file gets."""


@dataclass(frozen=True)
class Opened:
    """What a ZIP says of itself, and what its files really are."""

    manifest: Mapping[str, Any]
    digests: Mapping[str, str]
    """Name → sha256 as read, of every file but manifest and sums."""


def file_name(position: int, number: str, code: str) -> str:
    """Return the name of a certificate's file within the ZIP."""
    return f"pdf/{position:04d}-{plain_number(number)}-{code}.pdf"


def plain_number(number: str) -> str:
    """Return a certificate's number in letters that every system takes in a file name."""
    return re.sub(r"[^A-Za-z0-9]+", "-", number).strip("-")[:80] or "tanpa-nomor"


def write_archive(
    target: IO[bytes],
    subject: Mapping[str, Any],
    files: Sequence[PackedFile],
    content: Callable[[PackedFile], bytes],
) -> str:
    """Write a ZIP into an open, seekable file; return the sha256 of its manifest.

    `subject` is plain JSON: training, register. Contents are asked for one after another; one
    that does not fit its digest raises ConnectorError `archived_damaged`.
    """
    manifest = {
        "format": FORMAT,
        **subject,
        "files": [{"name": one.name, "size": one.size, "sha256": one.sha256} for one in files],
    }
    text = json.dumps(manifest, sort_keys=True, ensure_ascii=False, indent=2).encode()
    latest = max((one.moment for one in files), default=_EARLIEST)
    lines = [(one.sha256, one.name) for one in files]
    lines.append((hashlib.sha256(text).hexdigest(), MANIFEST))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as package:
        _write(package, MANIFEST, text, latest)
        sums = "".join(f"{digest}  {name}\n" for digest, name in lines)
        _write(package, SUMS, sums.encode(), latest)
        for one in files:
            raw = content(one)
            if hashlib.sha256(raw).hexdigest() != one.sha256:
                raise ConnectorError("archived_damaged", sha256=one.sha256[:16])
            _write(package, one.name, raw, one.moment)
    return hashlib.sha256(text).hexdigest()


def read_archive(source: IO[bytes]) -> Opened:
    """Read a ZIP back, hashing every file; raises ConnectorError `restore_unreadable`.

    A file that cannot be read, or that unpacks to more than its manifest says, has no digest
    in the answer.
    """
    try:
        with zipfile.ZipFile(source) as package:
            manifest = _manifest(package)
            sizes = {str(one["name"]): int(one["size"]) for one in manifest["files"]}
            digests = {
                entry.filename: _digest(package, entry, sizes.get(entry.filename, 0))
                for entry in package.infolist()
                if entry.filename not in (MANIFEST, SUMS)
            }
    except (
        zipfile.BadZipFile,
        zlib.error,
        KeyError,
        TypeError,
        ValueError,
        OSError,
        EOFError,
        RuntimeError,
    ) as error:  # RuntimeError: locked with a password, or nested
        raise ConnectorError("restore_unreadable") from error
    return Opened(manifest, digests)


def _manifest(package: zipfile.ZipFile) -> Mapping[str, Any]:
    entry = package.getinfo(MANIFEST)
    if entry.file_size > LARGEST_MANIFEST:
        raise ValueError("a manifest of that size is none of ours")
    manifest = json.loads(package.read(entry))
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise ValueError("not an archive of certificates")
    listed = [manifest.get("training", {}), *manifest["files"], *manifest.get("certificates", ())]
    if not all(isinstance(one, dict) for one in listed):
        raise ValueError("not the manifest of an archive")
    return manifest


def _digest(package: zipfile.ZipFile, entry: zipfile.ZipInfo, size: int) -> str:
    """Hash one file; "" where it is damaged or larger than it says."""
    digest, left = hashlib.sha256(), size
    try:
        with package.open(entry) as packed:
            while part := packed.read(_CHUNK):
                left -= len(part)
                if left < 0:
                    return ""
                digest.update(part)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError):
        return ""
    return digest.hexdigest()


def _write(package: zipfile.ZipFile, name: str, content: bytes, moment: datetime) -> None:
    when = max(moment.astimezone(UTC), _EARLIEST).timetuple()[:6]
    entry = zipfile.ZipInfo(name, when)
    entry.create_system, entry.external_attr = _UNIX, _REGULAR_FILE
    package.writestr(entry, content)
