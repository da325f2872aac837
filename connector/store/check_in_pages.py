"""What a participant's page reads besides attendance itself; nothing is written here."""

from sqlalchemy import Connection, select

from connector.store.attendance import EMAIL
from connector.store.tables import claims


def email_confirmed(connection: Connection, email: str, person_id: int) -> bool:
    """Tell whether an address (lower case) was confirmed as this person's own."""
    found = connection.execute(
        select(claims.c.person_id).where(
            claims.c.kind == EMAIL, claims.c.value == email, claims.c.person_id == person_id
        )
    )
    return found.one_or_none() is not None
