"""Completion, certificates with their numbers and signatures, and the write-once archive."""

import sqlalchemy as sa
from alembic import op

from connector.store.types import Exact, Key, Moment, Plain

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: to go back, restore the backup made before the upgrade."""
    op.create_table(
        "archived_files",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("stored_at", Moment(), nullable=False),
        sa.Column("stored_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_archived_files")),
    )
    op.create_table(
        "designs",
        sa.Column("id", Key, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("texts", Plain, nullable=False),
        sa.Column("options", Plain, nullable=False),
        sa.Column("officials", Plain, nullable=False),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_designs")),
        sa.UniqueConstraint("name", name=op.f("uq_designs_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "number_series",
        sa.Column("id", Key, nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("pattern", sa.Text(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=True),
        sa.Column("next", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_series")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_number_series_unit_kind_year"),
        "number_series",
        ["unit", "kind", "year"],
        unique=False,
    )
    op.create_table(
        "approvals",
        sa.Column("id", Key, nullable=False),
        sa.Column("training_id", Key, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("content", Plain, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        sa.Column("withdrawn_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["training_id"], ["trainings.id"], name=op.f("fk_approvals_training_id_trainings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
        sa.UniqueConstraint(
            "training_id", "kind", "version", name=op.f("uq_approvals_training_id_kind_version")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "listed_numbers",
        sa.Column("series_id", Key, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["series_id"],
            ["number_series.id"],
            name=op.f("fk_listed_numbers_series_id_number_series"),
        ),
        sa.PrimaryKeyConstraint("series_id", "position", name=op.f("pk_listed_numbers")),
        sa.UniqueConstraint("series_id", "number", name=op.f("uq_listed_numbers_series_id_number")),
    )
    op.create_table(
        "officials",
        sa.Column("id", Key, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("acting", sa.Text(), nullable=False),
        sa.Column("identity_type", sa.Text(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("rank", sa.Text(), nullable=False),
        sa.Column("user_id", Key, nullable=True),
        sa.Column("signer", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_officials_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officials")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "certificates",
        sa.Column("id", Key, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("training_id", Key, nullable=False),
        sa.Column("seat_id", Key, nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("approval_id", Key, nullable=False),
        sa.Column("content", Plain, nullable=False),
        sa.Column("series_id", Key, nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("issued_at", Moment(), nullable=False),
        sa.Column("issued_by", sa.Text(), nullable=False),
        sa.Column("replaces_id", Key, nullable=True),
        sa.Column("design", Plain, nullable=False),
        sa.Column("officials", Plain, nullable=False),
        sa.Column("signed_at", Moment(), nullable=True),
        sa.Column("archived_at", Moment(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.Column("revoked_by", sa.Text(), nullable=True),
        sa.Column("revoked_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["approval_id"], ["approvals.id"], name=op.f("fk_certificates_approval_id_approvals")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_certificates_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"],
            ["certificates.id"],
            name=op.f("fk_certificates_replaces_id_certificates"),
        ),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["seats.id"], name=op.f("fk_certificates_seat_id_seats")
        ),
        sa.ForeignKeyConstraint(
            ["series_id"],
            ["number_series.id"],
            name=op.f("fk_certificates_series_id_number_series"),
        ),
        sa.ForeignKeyConstraint(
            ["sha256"],
            ["archived_files.sha256"],
            name=op.f("fk_certificates_sha256_archived_files"),
        ),
        sa.ForeignKeyConstraint(
            ["training_id"], ["trainings.id"], name=op.f("fk_certificates_training_id_trainings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
        sa.UniqueConstraint("code", name=op.f("uq_certificates_code")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_certificates_replaces_id")),
        sa.UniqueConstraint(
            "series_id", "sequence", name=op.f("uq_certificates_series_id_sequence")
        ),
        sa.UniqueConstraint(
            "training_id",
            "person_id",
            "kind",
            "generation",
            name=op.f("uq_certificates_training_id_person_id_kind_generation"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_certificates_person_id"), "certificates", ["person_id"], unique=False)
    op.create_index(op.f("ix_certificates_sha256"), "certificates", ["sha256"], unique=False)
    op.create_index(
        op.f("ix_certificates_training_id"), "certificates", ["training_id"], unique=False
    )
    op.create_index(
        "uq_certificates_number",
        "certificates",
        ["number", "year"],
        unique=True,
        sqlite_where=sa.text("series_id IS NOT NULL"),
        postgresql_where=sa.text("series_id IS NOT NULL"),
    )
    op.create_table(
        "draft_reviews",
        sa.Column("id", Key, nullable=False),
        sa.Column("training_id", Key, nullable=False),
        sa.Column("seat_id", Key, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("fields", Plain, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("decision_note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["seats.id"], name=op.f("fk_draft_reviews_seat_id_seats")
        ),
        sa.ForeignKeyConstraint(
            ["training_id"], ["trainings.id"], name=op.f("fk_draft_reviews_training_id_trainings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_reviews")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_draft_reviews_training_id"), "draft_reviews", ["training_id"], unique=False
    )
    op.create_table(
        "learning_results",
        sa.Column("id", Key, nullable=False),
        sa.Column("training_id", Key, nullable=False),
        sa.Column("seat_id", Key, nullable=False),
        sa.Column("connection_id", sa.Text(), nullable=False),
        sa.Column("completed", sa.Boolean(), nullable=True),
        sa.Column("activities", Plain, nullable=False),
        sa.Column("read_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["connections.id"],
            name=op.f("fk_learning_results_connection_id_connections"),
        ),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["seats.id"], name=op.f("fk_learning_results_seat_id_seats")
        ),
        sa.ForeignKeyConstraint(
            ["training_id"],
            ["trainings.id"],
            name=op.f("fk_learning_results_training_id_trainings"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_results")),
        sa.UniqueConstraint(
            "seat_id", "connection_id", name=op.f("uq_learning_results_seat_id_connection_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_learning_results_training_id"), "learning_results", ["training_id"], unique=False
    )
    op.create_table(
        "scores",
        sa.Column("id", Key, nullable=False),
        sa.Column("training_id", Key, nullable=False),
        sa.Column("seat_id", Key, nullable=False),
        sa.Column("test", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("value", Exact(), nullable=False),
        sa.Column("maximum", Exact(), nullable=False),
        sa.Column("taken_at", Moment(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("removed_at", Moment(), nullable=True),
        sa.Column("removed_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_scores_seat_id_seats")),
        sa.ForeignKeyConstraint(
            ["training_id"], ["trainings.id"], name=op.f("fk_scores_training_id_trainings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scores")),
        sa.UniqueConstraint(
            "seat_id",
            "test",
            "source",
            "reference",
            name=op.f("uq_scores_seat_id_test_source_reference"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_scores_training_id"), "scores", ["training_id"], unique=False)
    op.create_table(
        "signing_batches",
        sa.Column("id", Key, nullable=False),
        sa.Column("training_id", Key, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("official_id", Key, nullable=False),
        sa.Column("signer", sa.Text(), nullable=False),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["official_id"], ["officials.id"], name=op.f("fk_signing_batches_official_id_officials")
        ),
        sa.ForeignKeyConstraint(
            ["training_id"], ["trainings.id"], name=op.f("fk_signing_batches_training_id_trainings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_batches")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_signing_batches_training_id"), "signing_batches", ["training_id"], unique=False
    )
    op.create_table(
        "verdict_decisions",
        sa.Column("id", Key, nullable=False),
        sa.Column("training_id", Key, nullable=False),
        sa.Column("seat_id", Key, nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("automatic", Plain, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("undone_at", Moment(), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["seats.id"], name=op.f("fk_verdict_decisions_seat_id_seats")
        ),
        sa.ForeignKeyConstraint(
            ["training_id"],
            ["trainings.id"],
            name=op.f("fk_verdict_decisions_training_id_trainings"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdict_decisions")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_verdict_decisions_training_id"), "verdict_decisions", ["training_id"], unique=False
    )
    op.create_table(
        "deliveries",
        sa.Column("id", Key, nullable=False),
        sa.Column("certificate_id", Key, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", Plain, nullable=True),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificates.id"],
            name=op.f("fk_deliveries_certificate_id_certificates"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint(
            "certificate_id",
            "channel",
            "turn",
            name=op.f("uq_deliveries_certificate_id_channel_turn"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_deliveries_certificate_id"), "deliveries", ["certificate_id"], unique=False
    )
    op.create_table(
        "document_checks",
        sa.Column("id", Key, nullable=False),
        sa.Column("training_id", Key, nullable=False),
        sa.Column("seat_id", Key, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("evidence_id", Key, nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("undone_at", Moment(), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_document_checks_evidence_id_evidence")
        ),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["seats.id"], name=op.f("fk_document_checks_seat_id_seats")
        ),
        sa.ForeignKeyConstraint(
            ["training_id"], ["trainings.id"], name=op.f("fk_document_checks_training_id_trainings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_checks")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_document_checks_training_id"), "document_checks", ["training_id"], unique=False
    )
    op.create_table(
        "renditions",
        sa.Column("certificate_id", Key, nullable=False),
        sa.Column("stage", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificates.id"],
            name=op.f("fk_renditions_certificate_id_certificates"),
        ),
        sa.PrimaryKeyConstraint("certificate_id", "stage", name=op.f("pk_renditions")),
    )
    op.create_index(op.f("ix_renditions_sha256"), "renditions", ["sha256"], unique=False)
    op.create_table(
        "signings",
        sa.Column("id", Key, nullable=False),
        sa.Column("batch_id", Key, nullable=False),
        sa.Column("certificate_id", Key, nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", Plain, nullable=True),
        sa.Column("sha_before", sa.Text(), nullable=False),
        sa.Column("sha_after", sa.Text(), nullable=True),
        sa.Column("remote_id", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=True),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("verification", Plain, nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["signing_batches.id"], name=op.f("fk_signings_batch_id_signing_batches")
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificates.id"],
            name=op.f("fk_signings_certificate_id_certificates"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signings")),
        sa.UniqueConstraint("certificate_id", "slot", name=op.f("uq_signings_certificate_id_slot")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_signings_batch_id"), "signings", ["batch_id"], unique=False)

    _write_once(op.get_bind().dialect.name)


def _write_once(database: str) -> None:
    """Let the database itself refuse to change or delete what is archived."""
    if database == "postgresql":
        op.execute(
            "CREATE FUNCTION archived_files_stay() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'archived files are written once'; END $$"
        )
        op.execute(
            "CREATE TRIGGER archived_files_stay BEFORE UPDATE OR DELETE ON archived_files "
            "FOR EACH ROW EXECUTE FUNCTION archived_files_stay()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER archived_files_no_{change.lower()} BEFORE {change} ON archived_files "
            "BEGIN SELECT RAISE(ABORT, 'archived files are written once'); END"
        )
