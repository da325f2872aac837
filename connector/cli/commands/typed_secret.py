"""What an official types to sign: from a file of their own, closed to others, else without echo."""

import stat
import sys
from pathlib import Path

import click

from connector.cli.console import Voice
from connector.documents.signing.base import Secret, SecretKind
from connector.errors import ConnectorError

LONGEST_SECRET = 4096
"""Bytes of a passphrase file."""


def typed_secret(voice: Voice, official: str, file: Path | None, *, totp: bool) -> Secret:
    """Read the secret from a file that is closed to others, else ask for it without echo.

    Raises ConnectorError `certify_passphrase_file_unfit`, `certify_passphrase_absent`.
    """
    kind = SecretKind.TOTP if totp else SecretKind.PASSPHRASE
    if file is not None:
        return Secret(kind, _read_secret(file))
    if not sys.stdin.isatty():
        raise ConnectorError("certify_passphrase_absent")
    question = voice.text(f"certify_sign_ask_{kind.value}", official=official)
    return Secret(kind, str(click.prompt(question, hide_input=True, err=True)))


def _read_secret(file: Path) -> str:
    try:
        with file.open("rb") as source:
            closed = not stat.S_IMODE(file.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO)
            found = source.read(LONGEST_SECRET + 1).decode("utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        closed, found = False, ""
    if not closed or not found or len(found) > LONGEST_SECRET:
        raise ConnectorError("certify_passphrase_file_unfit", file=file.name) from None
    return found
