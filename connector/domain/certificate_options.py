"""What a training says about its certificates: kinds, place, method, lesson hours; values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from connector.domain.certificates import CertificateKind

OPTION = "certificates"
"""Entry of a training's options that holds this."""


@dataclass(frozen=True)
class CertificateOptions:
    """The part of a training's options that concerns certificates."""

    kinds: Mapping[CertificateKind, int] = field(default_factory=lambda: {CertificateKind.STTP: 0})
    """Kinds that are issued → id of the design; 0 takes the only active design of the kind."""
    place: str = ""
    """Where the training was held, as printed (`Semarang`)."""
    method: str = ""
    """`klasikal`, `PJJ`, `blended` …, or ""."""
    jp: Decimal | None = None
    """Lesson hours to state; None states the sum of the timetable."""
    year: int | None = None
    """Tahun anggaran; None takes the year of the first day."""
    dated: date | None = None
    """Date of the certificates; None takes the day on which they are numbered."""
    first: date | None = None
    last: date | None = None
    """First and last day of a training that has no timetable (self-paced); else unused."""
    klasifikasi: str = ""
    """Classification code of the archive, for numbers that bear it; "" takes the design's."""


def options_of(options: Mapping[str, Any]) -> CertificateOptions:
    """Read it from a training's options; what is not set is the default."""
    known = CertificateOptions.__dataclass_fields__
    given = {name: one for name, one in options.get(OPTION, {}).items() if name in known}
    for name in ("dated", "first", "last"):
        if name in given:
            given[name] = date.fromisoformat(given[name])
    if "jp" in given:
        given["jp"] = Decimal(given["jp"])
    if "kinds" in given:
        given["kinds"] = {CertificateKind(kind): int(one) for kind, one in given["kinds"].items()}
    return CertificateOptions(**given)


def options_to_json(options: CertificateOptions) -> dict[str, Any]:
    """Return what `options_of` reads back from under `OPTION`."""
    written: dict[str, Any] = {
        "kinds": {kind.value: one for kind, one in options.kinds.items()},
        "place": options.place,
        "method": options.method,
    }
    if options.jp is not None:
        written["jp"] = str(options.jp)
    if options.year is not None:
        written["year"] = options.year
    if options.klasifikasi:
        written["klasifikasi"] = options.klasifikasi
    for name in ("dated", "first", "last"):
        day: date | None = getattr(options, name)
        if day is not None:
            written[name] = day.isoformat()
    return written
