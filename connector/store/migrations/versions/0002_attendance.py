"""The webhook inbox, what was seen in meetings, and attendance."""

import sqlalchemy as sa
from alembic import op

from connector.store.types import Key, Moment, Plain

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: to go back, restore the backup made before the upgrade."""
    op.create_table(
        "inbox",
        sa.Column("id", Key, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("connection_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("run_at", Moment(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("last_error", Plain, nullable=True),
        sa.Column("finished_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint(
            "source", "connection_id", "digest", name=op.f("uq_inbox_source_connection_id_digest")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_inbox_received_at"), "inbox", ["received_at"], unique=False)
    op.create_index(op.f("ix_inbox_state_id"), "inbox", ["state", "id"], unique=False)
    op.create_index(
        "ix_inbox_waiting",
        "inbox",
        ["run_at", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "occurrences",
        sa.Column("id", Key, nullable=False),
        sa.Column("connection_id", sa.Text(), nullable=False),
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.Column("meeting", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("started_at", Moment(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("computed_version", sa.Integer(), nullable=False),
        sa.Column("report_state", sa.Text(), nullable=False),
        sa.Column("reported_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occurrences")),
        sa.UniqueConstraint(
            "connection_id", "uuid", name=op.f("uq_occurrences_connection_id_uuid")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_occurrences_connection_id_meeting"),
        "occurrences",
        ["connection_id", "meeting"],
        unique=False,
    )
    op.create_index(
        "ix_occurrences_stale",
        "occurrences",
        ["id"],
        unique=False,
        sqlite_where=sa.text("version != computed_version"),
        postgresql_where=sa.text("version != computed_version"),
    )
    op.create_table(
        "archives",
        sa.Column("id", Key, nullable=False),
        sa.Column("training_id", Key, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("manifest", Plain, nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["training_id"], ["trainings.id"], name=op.f("fk_archives_training_id_trainings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archives")),
        sa.UniqueConstraint(
            "training_id",
            "kind",
            "day",
            "number",
            name=op.f("uq_archives_training_id_kind_day_number"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "claims",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_claims_person_id_people")
        ),
        sa.PrimaryKeyConstraint("kind", "value", "person_id", name=op.f("pk_claims")),
    )
    op.create_index(op.f("ix_claims_person_id"), "claims", ["person_id"], unique=False)
    op.create_table(
        "decisions",
        sa.Column("id", Key, nullable=False),
        sa.Column("training_id", Key, nullable=False),
        sa.Column("occurrence_id", Key, nullable=True),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("seats", Plain, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("undone_at", Moment(), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["occurrence_id"],
            ["occurrences.id"],
            name=op.f("fk_decisions_occurrence_id_occurrences"),
        ),
        sa.ForeignKeyConstraint(
            ["training_id"], ["trainings.id"], name=op.f("fk_decisions_training_id_trainings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_decisions_training_id"), "decisions", ["training_id"], unique=False)
    op.create_table(
        "disruptions",
        sa.Column("id", Key, nullable=False),
        sa.Column("training_id", Key, nullable=False),
        sa.Column("starts_at", Moment(), nullable=False),
        sa.Column("ends_at", Moment(), nullable=False),
        sa.Column("seats", Plain, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("denominator", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("undone_at", Moment(), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["training_id"], ["trainings.id"], name=op.f("fk_disruptions_training_id_trainings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disruptions")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_disruptions_training_id"), "disruptions", ["training_id"], unique=False
    )
    op.create_table(
        "journal_entries",
        sa.Column("id", Key, nullable=False),
        sa.Column("training_id", Key, nullable=False),
        sa.Column("session_key", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("struck_at", Moment(), nullable=True),
        sa.Column("struck_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["training_id"], ["trainings.id"], name=op.f("fk_journal_entries_training_id_trainings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_entries")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_journal_entries_training_id"), "journal_entries", ["training_id"], unique=False
    )
    op.create_table(
        "meeting_links",
        sa.Column("connection_id", sa.Text(), nullable=False),
        sa.Column("meeting", sa.Text(), nullable=False),
        sa.Column("training_id", Key, nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["training_id"], ["trainings.id"], name=op.f("fk_meeting_links_training_id_trainings")
        ),
        sa.PrimaryKeyConstraint(
            "connection_id", "meeting", "training_id", name=op.f("pk_meeting_links")
        ),
    )
    op.create_table(
        "sightings",
        sa.Column("id", Key, nullable=False),
        sa.Column("inbox_id", Key, nullable=False),
        sa.Column("occurrence_id", Key, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("leg", sa.Text(), nullable=False),
        sa.Column("parent_leg", sa.Text(), nullable=False),
        sa.Column("bound_leg", sa.Text(), nullable=False),
        sa.Column("participant", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("registrant_id", sa.Text(), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["occurrence_id"],
            ["occurrences.id"],
            name=op.f("fk_sightings_occurrence_id_occurrences"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sightings")),
        sa.UniqueConstraint("inbox_id", name=op.f("uq_sightings_inbox_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_sightings_occurrence_id"), "sightings", ["occurrence_id"], unique=False
    )
    op.create_table(
        "stays",
        sa.Column("id", Key, nullable=False),
        sa.Column("occurrence_id", Key, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("leg", sa.Text(), nullable=False),
        sa.Column("participant", sa.Text(), nullable=False),
        sa.Column("bound_leg", sa.Text(), nullable=False),
        sa.Column("room", sa.Boolean(), nullable=False),
        sa.Column("joined_at", Moment(), nullable=False),
        sa.Column("left_at", Moment(), nullable=True),
        sa.Column("joined_known", sa.Boolean(), nullable=False),
        sa.Column("left_known", sa.Boolean(), nullable=False),
        sa.Column("names", Plain, nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("registrant_id", sa.Text(), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["occurrences.id"], name=op.f("fk_stays_occurrence_id_occurrences")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stays")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_stays_occurrence_id"), "stays", ["occurrence_id"], unique=False)
    op.create_index(op.f("ix_stays_registrant_id"), "stays", ["registrant_id"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("id", Key, nullable=False),
        sa.Column("training_id", Key, nullable=False),
        sa.Column("seat_id", Key, nullable=True),
        sa.Column("session_key", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("removed_at", Moment(), nullable=True),
        sa.Column("removed_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_evidence_seat_id_seats")),
        sa.ForeignKeyConstraint(
            ["training_id"], ["trainings.id"], name=op.f("fk_evidence_training_id_trainings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_evidence_training_id"), "evidence", ["training_id"], unique=False)
    op.create_table(
        "sign_ins",
        sa.Column("id", Key, nullable=False),
        sa.Column("training_id", Key, nullable=False),
        sa.Column("seat_id", Key, nullable=False),
        sa.Column("session_key", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_sign_ins_seat_id_seats")),
        sa.ForeignKeyConstraint(
            ["training_id"], ["trainings.id"], name=op.f("fk_sign_ins_training_id_trainings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ins")),
        sa.UniqueConstraint(
            "seat_id", "session_key", "source", name=op.f("uq_sign_ins_seat_id_session_key_source")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_sign_ins_training_id"), "sign_ins", ["training_id"], unique=False)
    op.create_table(
        "marks",
        sa.Column("id", Key, nullable=False),
        sa.Column("training_id", Key, nullable=False),
        sa.Column("seat_id", Key, nullable=False),
        sa.Column("session_key", sa.Text(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("evidence_id", Key, nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("approved_at", Moment(), nullable=True),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("undone_at", Moment(), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_marks_evidence_id_evidence")
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_marks_seat_id_seats")),
        sa.ForeignKeyConstraint(
            ["training_id"], ["trainings.id"], name=op.f("fk_marks_training_id_trainings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marks")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_marks_training_id"), "marks", ["training_id"], unique=False)
