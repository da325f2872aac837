"""An office with a database and nothing else: no users, no systems, no class."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from connector.flows.office import Office
from connector.jobs.lease_table import LeaseTable
from tests.web.place import MORNING


@dataclass(frozen=True)
class Bare:
    """The office, and what its tests look into."""

    engine: Engine
    office: Office
    clock: Callable[[], datetime]


def bare(engine: Engine) -> Bare:
    office = Office(
        engine=engine,
        clock=lambda: MORNING,
        jobs=LeaseTable(engine),
        link_for=lambda nonce: f"/p/{nonce}",
        zone="Asia/Jakarta",
        max_removed_share=0.3,
        upload_max_bytes=1024,
    )
    return Bare(engine, office, office.clock)
