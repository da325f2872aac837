"""Our keys of things (`training:5`, `seat:12`, `person:7`) and the row numbers behind them."""

PERSON = "person:"
"""Bindings of persons hold across trainings; all others belong to one training."""


def training_key(number: int) -> str:
    return f"training:{number}"


def person_key(number: int) -> str:
    return f"{PERSON}{number}"


def seat_key(number: int) -> str:
    return f"seat:{number}"


def number_of(key: str) -> int:
    """Return the row number in a key; a key without one is a programming error."""
    return int(key.rpartition(":")[2])
