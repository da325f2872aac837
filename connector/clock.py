"""The one place that asks the machine for the time; everything else takes `now` as a parameter."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return the present moment, aware and in UTC."""
    return datetime.now(UTC)
