"""The ledger of daily quotas, one for all processes; what a limit is, its vendor knows."""

from datetime import date

from sqlalchemy import Engine, select

from connector.store.engine import insert_into, reading
from connector.store.tables import quotas


class StoredQuotas:
    """How many units of a connection's quota were used on a day (UTC, as Zoom counts)."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def used(self, connection: str, name: str, day: date) -> int:
        with reading(self._engine) as open_connection:
            used = open_connection.execute(
                select(quotas.c.used).where(
                    quotas.c.connection_id == connection,
                    quotas.c.name == name,
                    quotas.c.day == day,
                )
            ).scalar_one_or_none()
        return int(used or 0)

    def take(self, connection: str, name: str, day: date, amount: int, limit: int) -> bool:
        """Use `amount` units, all or none; False when that would exceed `limit`."""
        if amount > limit:
            return False
        with self._engine.begin() as open_connection:
            insert = insert_into(open_connection, quotas).values(
                connection_id=connection, name=name, day=day, used=amount
            )
            taken = open_connection.execute(
                insert.on_conflict_do_update(
                    index_elements=["connection_id", "name", "day"],
                    set_={"used": quotas.c.used + amount},
                    where=quotas.c.used + amount <= limit,
                ).returning(quotas.c.used)
            ).one_or_none()
        return taken is not None
