"""How much of a name a public page shows: enough to recognise it, too little to collect it."""

from connector.domain.names import read_name

STARS = "***"
"""Always three: the number of letters is nobody's business."""

SHORTEST = 3
"""Letters shown of a person's only name, and never all of them."""


def masked_name(printed: str) -> str:
    """`Contoh Utama Wijaya, S.H.` → `Contoh U*** W***`; an only name `Sukarno` → `Suk***`.

    The first name and the other initials let whoever holds the paper, where the full name
    stands, see that it is the same person; whoever does not hold it learns no full name. Degrees
    are left out: with unit or training they would name many people beyond doubt.
    """
    first, *others = read_name(printed).bare.split() or [""]
    if not others:
        return first[: min(SHORTEST, len(first) - 1) if first else 0] + STARS
    return " ".join((first, *(_initial(word) + STARS for word in others)))


def _initial(word: str) -> str:
    return next((sign for sign in word if sign.isalnum()), "")
