"""Every table of the store as SQLAlchemy Core; columns only, no rules and no queries."""

from connector.store.tables.base import metadata
from connector.store.tables.office import audit_entries, audit_head, jobs, users
from connector.store.tables.people import aliases, identities, people
from connector.store.tables.plans import outcomes, plans, seat_statuses, statuses
from connector.store.tables.remote import bindings, connections, leases, quotas, tokens
from connector.store.tables.trainings import (
    heading_mappings,
    roster_previews,
    rosters,
    seats,
    sessions,
    trainings,
)

__all__ = [
    "aliases",
    "audit_entries",
    "audit_head",
    "bindings",
    "connections",
    "heading_mappings",
    "identities",
    "jobs",
    "leases",
    "metadata",
    "outcomes",
    "people",
    "plans",
    "quotas",
    "roster_previews",
    "rosters",
    "seat_statuses",
    "seats",
    "sessions",
    "statuses",
    "tokens",
    "trainings",
    "users",
]
