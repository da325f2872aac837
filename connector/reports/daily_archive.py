"""The archive of one class day as a ZIP that proves itself (SOP S003 step 19); stores nothing.

The same files at the same moment give the same bytes: order and times are fixed, and nothing is
compressed (PDF and XLSX are already), so that no version of a compressor changes a hash.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

from connector.domain.trainings import Training

FORMAT = "simpul-daily-archive/1"
MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
"""In the form that `sha256sum -c` reads."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*", re.ASCII)
"""Names that every unpacking program takes, inside the archive's own folder."""

_REGULAR_FILE = 0o100644 << 16
_UNIX = 3


@dataclass(frozen=True)
class DailyArchive:
    """The ZIP, and what its manifest says (plain JSON)."""

    content: bytes
    manifest: Mapping[str, Any]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def build_archive(
    day: date,
    training: Training,
    files: Mapping[str, bytes],
    facts: Mapping[str, Any],
    *,
    now: datetime,
    identities: Mapping[str, str] | None = None,
) -> DailyArchive:
    """Pack a day's papers with a manifest and a list of digests.

    `files` are contents by name (`daftar-hadir/sesi-1.pdf`); an unfit or reserved name is a
    ValueError, and so is a moment without a zone. `facts` are plain JSON: rule, figures,
    versions, the list of evidence; no times of printing. `identities` are the fingerprints of
    papers that print when they were made: the manifest's `fingerprint` rests on those, and is
    the same whenever the same day is packed.
    """
    _refuse_unfit(files)
    if now.tzinfo is None:
        raise ValueError("an archive's moment must be aware")
    described = [
        {"name": name, "size": len(content), "sha256": _sha256(content)}
        for name, content in sorted(files.items())
    ]
    known = identities or {}
    same = {str(one["name"]): known.get(str(one["name"]), str(one["sha256"])) for one in described}
    manifest = {
        **_subject(day, training, facts),
        "created_at": now.astimezone(UTC).isoformat(timespec="seconds"),
        "fingerprint": content_fingerprint(day, training, facts, same),
        "files": described,
    }
    text = _json(manifest, indent=2)
    return DailyArchive(_zip({**files, MANIFEST: text}, now), json.loads(text))


def content_fingerprint(
    day: date, training: Training, facts: Mapping[str, Any], identities: Mapping[str, str]
) -> str:
    """Return the manifest's `fingerprint` for a day whose files have these identities."""
    return _sha256(_json({**_subject(day, training, facts), "files": dict(identities)}))


def _subject(day: date, training: Training, facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "training": {"code": training.code, "title": training.title, "cohort": training.cohort},
        "day": day.isoformat(),
        "facts": facts,
    }


def _refuse_unfit(files: Mapping[str, bytes]) -> None:
    folded = set[str]()
    for name in files:
        if not _NAME.fullmatch(name) or name in (MANIFEST, SUMS):
            raise ValueError("unfit name in an archive")
        folded.add(name.casefold())
    if len(folded) != len(files):
        raise ValueError("two names in an archive differ by case only")


def _zip(files: Mapping[str, bytes], now: datetime) -> bytes:
    sums = "".join(f"{_sha256(content)}  {name}\n" for name, content in sorted(files.items()))
    content = BytesIO()
    moment = now.astimezone(UTC).timetuple()[:6]
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as package:
        for name, one in [*sorted(files.items()), (SUMS, sums.encode())]:
            entry = zipfile.ZipInfo(name, moment)
            entry.create_system, entry.external_attr = _UNIX, _REGULAR_FILE
            package.writestr(entry, one)
    return content.getvalue()


def _json(value: Mapping[str, Any], indent: int | None = None) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, indent=indent).encode()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
