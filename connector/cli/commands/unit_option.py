"""How commands name a unit of the office: by its number, its name or its short name."""

from sqlalchemy import Connection

from connector.errors import ConnectorError
from connector.store import units


def unit_named(connection: Connection, written: str) -> int | None:
    """Return the unit somebody means, None for none; raises `procedure_unit_unknown`."""
    wanted = written.strip().casefold()
    if not wanted:
        return None
    for one in units.every(connection):
        if wanted in (str(one.id), one.name.casefold(), one.short.casefold()):
            return one.id
    raise ConnectorError("procedure_unit_unknown", unit=written[:60])
