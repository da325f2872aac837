"""Every table of the store as SQLAlchemy Core; columns only, no rules and no queries."""

from connector.store.tables.attendance import (
    archives,
    claims,
    decisions,
    disruptions,
    evidence,
    journal_entries,
    marks,
    sign_ins,
)
from connector.store.tables.base import metadata
from connector.store.tables.inbox import inbox
from connector.store.tables.office import audit_entries, audit_head, jobs, users
from connector.store.tables.people import aliases, identities, people
from connector.store.tables.plans import outcomes, plans, seat_statuses, statuses
from connector.store.tables.presence import meeting_links, occurrences, sightings, stays
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
    "archives",
    "audit_entries",
    "audit_head",
    "bindings",
    "claims",
    "connections",
    "decisions",
    "disruptions",
    "evidence",
    "heading_mappings",
    "identities",
    "inbox",
    "jobs",
    "journal_entries",
    "leases",
    "marks",
    "meeting_links",
    "metadata",
    "occurrences",
    "outcomes",
    "people",
    "plans",
    "quotas",
    "roster_previews",
    "rosters",
    "seat_statuses",
    "seats",
    "sessions",
    "sightings",
    "sign_ins",
    "statuses",
    "stays",
    "tokens",
    "trainings",
    "users",
]
