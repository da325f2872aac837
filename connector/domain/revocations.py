"""Why a certificate was revoked or replaced, as far as the public may know: a category alone."""

from enum import StrEnum


class Revocation(StrEnum):
    """What the public page says; the note that staff wrote beside it stays in the house."""

    WRONG_DATA = "wrong_data"
    """Name, dates or another entry are wrong."""
    NOT_EARNED = "not_earned"
    """Issued although the requirements were not met."""
    MISUSED = "misused"
    """Altered, passed on or used by somebody else."""
    LOST_KEY = "lost_key"
    """The signer's key can no longer be trusted."""
    OTHER = "other"


def written(category: Revocation, note: str) -> str:
    """Return what is stored: `wrong_data: salah ejaan nama`."""
    return f"{category.value}: {note}".removesuffix(": ")


def category_of(stored: str) -> Revocation:
    """Return the category of a stored reason; free text of old is OTHER, never shown."""
    head = stored.partition(":")[0].strip()
    return Revocation(head) if head in set(Revocation) else Revocation.OTHER


def note_of(stored: str) -> str:
    """Return the note behind the category; free text of old is a note as a whole."""
    head, _colon, note = stored.partition(":")
    return note.strip() if head.strip() in set(Revocation) else stored
