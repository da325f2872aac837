"""Reads the root certificates an office trusts for signatures, from a file or a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from connector.errors import SettingsError

ENDINGS: Final = frozenset({".pem", ".crt", ".cer", ".der"})
"""Files of a folder that are read; others may lie beside them."""

SETTING: Final = "SIMPUL_SIGN_TRUST"

LARGEST: Final = 4 * 1024 * 1024
"""Bytes of one file."""


def read_roots(path: Path) -> tuple[bytes, ...]:
    """Return the certificates of a PEM or DER file, or of all such files in a folder, as DER.

    Each once, in the order of names. Raises SettingsError naming the file that cannot be used,
    and when there is no certificate at all.
    """
    found = dict.fromkeys(
        one.public_bytes(Encoding.DER) for file in _files(path) for one in _certificates(file)
    )
    if not found:
        raise _wrong(f"{path} holds no certificate; put root certificates (PEM or DER) there")
    return tuple(found)


def _files(path: Path) -> list[Path]:
    try:
        if not path.is_dir():
            return [path]
        return sorted(one for one in path.iterdir() if one.suffix.lower() in ENDINGS)
    except OSError as error:
        raise _wrong(f"{path} cannot be read ({error.strerror})") from error


def _certificates(file: Path) -> Iterator[x509.Certificate]:
    try:
        with file.open("rb") as source:
            content = source.read(LARGEST + 1)
    except OSError as error:
        raise _wrong(f"{file} cannot be read ({error.strerror})") from error
    try:
        if len(content) > LARGEST:
            raise ValueError("far too large")
        if b"-----BEGIN" in content:
            yield from x509.load_pem_x509_certificates(content)
        else:
            yield x509.load_der_x509_certificate(content)
    except ValueError as error:
        raise _wrong(f"{file} is no certificate in PEM or DER") from error


def _wrong(hint: str) -> SettingsError:
    return SettingsError([(SETTING, hint)])
