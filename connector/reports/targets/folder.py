"""Puts parcels into a folder that others read; never outside one folder, never over a file.

Each parcel becomes a folder of its own: the event as JSON, and its files beside it. It is written
under another name and renamed when it is whole, so that nobody reads half of one. No step of the
way follows a symbolic link.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from connector.reports.targets.base import Outcome
from connector.reports.targets.office import Addressee, Answer, Parcel

EVENT_FILE = "event.json"

_FOLDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")
"""One name below the office's folder: no separator, no dot, nothing hidden."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}")

_NO_LINK = os.O_NOFOLLOW | os.O_CLOEXEC


class FolderTarget:
    """Fulfils `OfficeTarget` below one folder (SIMPUL_OFFICE_FOLDER)."""

    knows_repeats = True
    takes_files = True

    def __init__(self, root: Path | None) -> None:
        """None where no folder is set: then every address is refused."""
        self._root = root

    def unfit(self, address: str) -> str:
        if self._root is None:
            return "office_folder_unset"
        return "" if _FOLDER.fullmatch(address) else "office_folder_unfit"

    def hand_over(self, parcel: Parcel, to: Addressee, now: datetime) -> Answer:
        if code := self.unfit(to.address):
            return Answer(Outcome.REFUSED, code)
        files = {EVENT_FILE: parcel.body, **{one.name: one.content for one in parcel.files}}
        if len(files) != 1 + len(parcel.files) or not all(map(_NAME.fullmatch, files)):
            return Answer(Outcome.REFUSED, "office_folder_name")
        try:
            with _opened(self._root or Path(), to.address) as folder:
                return _put(folder, folder_name(parcel), files)
        except OSError as error:
            return Answer(
                Outcome.LATER, "office_folder_failed", {"error": _reason(error)}, tired=True
            )


def folder_name(parcel: Parcel) -> str:
    """`20260807T091500Z-report.delivered-msg_…`: in order of time, and the same at each attempt."""
    moment = parcel.at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    return f"{moment}-{parcel.type}-{parcel.message_id}"


@contextmanager
def _opened(root: Path, name: str) -> Iterator[int]:
    """Open the target's folder, made where it is missing; a link in its place is an error."""
    base = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with suppress(FileExistsError):
            os.mkdir(name, dir_fd=base)
        folder = os.open(name, os.O_RDONLY | os.O_DIRECTORY | _NO_LINK, dir_fd=base)
    finally:
        os.close(base)
    try:
        yield folder
    finally:
        os.close(folder)


def _put(folder: int, name: str, files: Mapping[str, bytes]) -> Answer:
    if _is_there(folder, name):
        same = _holds(folder, name, files)
        return Answer(Outcome.SENT) if same else Answer(Outcome.REFUSED, "office_folder_taken")
    part = f".{secrets.token_hex(8)}.part"
    os.mkdir(part, dir_fd=folder)
    try:
        _write_all(folder, part, files)
        os.rename(part, name, src_dir_fd=folder, dst_dir_fd=folder)
        os.fsync(folder)
    except OSError:
        _clear(folder, part, files)
        if _is_there(folder, name) and _holds(folder, name, files):
            return Answer(Outcome.SENT)  # another worker was quicker with the same parcel
        raise
    return Answer(Outcome.SENT)


def _write_all(folder: int, part: str, files: Mapping[str, bytes]) -> None:
    inside = os.open(part, os.O_RDONLY | os.O_DIRECTORY | _NO_LINK, dir_fd=folder)
    try:
        for name, content in files.items():
            made = os.open(
                name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK, 0o666, dir_fd=inside
            )
            with os.fdopen(made, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(made)
        os.fsync(inside)
    finally:
        os.close(inside)


def _is_there(folder: int, name: str) -> bool:
    try:
        os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return True


def _holds(folder: int, name: str, files: Mapping[str, bytes]) -> bool:
    """Tell whether a folder of this name holds these files and nothing else, byte for byte."""
    try:
        inside = os.open(name, os.O_RDONLY | os.O_DIRECTORY | _NO_LINK, dir_fd=folder)
    except OSError:
        return False
    try:
        if set(os.listdir(inside)) != set(files):
            return False
        return all(
            _read(inside, one, len(content) + 1) == content for one, content in files.items()
        )
    except OSError:
        return False
    finally:
        os.close(inside)


def _read(folder: int, name: str, most: int) -> bytes:
    with os.fdopen(os.open(name, os.O_RDONLY | _NO_LINK, dir_fd=folder), "rb") as file:
        return file.read(most)


def _clear(folder: int, part: str, files: Mapping[str, bytes]) -> None:
    """Take away what was begun; what cannot be is left under a name nobody reads."""
    with suppress(OSError):
        inside = os.open(part, os.O_RDONLY | os.O_DIRECTORY | _NO_LINK, dir_fd=folder)
        try:
            for name in files:
                with suppress(FileNotFoundError):
                    os.unlink(name, dir_fd=inside)
        finally:
            os.close(inside)
        os.rmdir(part, dir_fd=folder)


def _reason(error: OSError) -> str:
    """The system's own word for it, without any path."""
    return os.strerror(error.errno) if error.errno else type(error).__name__
