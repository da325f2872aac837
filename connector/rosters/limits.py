"""How big a roster file may be; every limit has a message of its own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Generous for an office (a roster of 1,000 seats has 12,000 cells), tight for a bomb."""

    file_bytes: int = 10 * 1024 * 1024
    unpacked_bytes: int = 50 * 1024 * 1024
    """Of all parts together, and of all texts once each cell holds its own copy."""
    members: int = 2_000
    rows: int = 20_000
    columns: int = 200
    cells: int = 500_000
    """Cells with a value in one sheet."""
    area: int = 2_000_000
    """Places from the first corner to each sheet's last value, of all sheets together: a reader
    fills them all, and one value in the far corner of fifty sheets costs minutes and gigabytes."""
    elements: int = 2_000_000
    """XML elements of all sheets together; some seconds of parsing."""
    sheets: int = 50
    cell_characters: int = 1_000
    """What is kept of one cell. A field may hold a quarter of it; reading pages of text as names,
    dates and numbers would take minutes."""


DEFAULT_LIMITS = Limits()
