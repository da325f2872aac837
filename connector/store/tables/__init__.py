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
from connector.store.tables.certificates import (
    approvals,
    archived_files,
    certificates,
    deliveries,
    designs,
    draft_reviews,
    listed_numbers,
    number_series,
    officials,
    renditions,
    signing_batches,
    signings,
)
from connector.store.tables.completion import (
    document_checks,
    learning_results,
    scores,
    verdict_decisions,
)
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
    "approvals",
    "archived_files",
    "archives",
    "audit_entries",
    "audit_head",
    "bindings",
    "certificates",
    "claims",
    "connections",
    "decisions",
    "deliveries",
    "designs",
    "disruptions",
    "document_checks",
    "draft_reviews",
    "evidence",
    "heading_mappings",
    "identities",
    "inbox",
    "jobs",
    "journal_entries",
    "learning_results",
    "leases",
    "listed_numbers",
    "marks",
    "meeting_links",
    "metadata",
    "number_series",
    "occurrences",
    "officials",
    "outcomes",
    "people",
    "plans",
    "quotas",
    "renditions",
    "roster_previews",
    "rosters",
    "scores",
    "seat_statuses",
    "seats",
    "sessions",
    "sightings",
    "sign_ins",
    "signing_batches",
    "signings",
    "statuses",
    "stays",
    "tokens",
    "trainings",
    "users",
    "verdict_decisions",
]
