"""By when a training's certificates are due (SOP S000 step 6); dates only, no clock."""

from datetime import date, timedelta

DAYS_TO_ISSUE = 14
"""S000-6 says "14 hari": read as calendar days, the stricter reading (facts: domain §10)."""

DAYS_REMINDED = 90
"""So long after its end a training without certificates is still spoken of."""


def due(last: date) -> date:
    """Return the day by which the certificates of a training ending on `last` are to be issued."""
    return last + timedelta(days=DAYS_TO_ISSUE)


def still_reminded(last: date, today: date) -> bool:
    """Tell whether a training that ended is still asked for its certificates."""
    return last < today <= last + timedelta(days=DAYS_REMINDED)
