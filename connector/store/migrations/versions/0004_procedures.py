"""Procedures with their clocks, units, assignments, reports, and what the office is told."""

import sqlalchemy as sa
from alembic import op

from connector.store.types import Exact, Key, Moment, Plain

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: to go back, restore the backup made before the upgrade."""
    op.create_table(
        "calendar_days",
        sa.Column("id", Key, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("removed_at", Moment(), nullable=True),
        sa.Column("removed_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_days")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "procedures",
        sa.Column("id", Key, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("loaded_at", Moment(), nullable=False),
        sa.Column("loaded_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedures")),
        sa.UniqueConstraint("slug", "version", name=op.f("uq_procedures_slug_version")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "units",
        sa.Column("id", Key, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("short", sa.Text(), nullable=False),
        sa.Column("parent_id", Key, nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("retired_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["units.id"], name=op.f("fk_units_parent_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
        sa.UniqueConstraint("name", name=op.f("uq_units_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "appointments",
        sa.Column("id", Key, nullable=False),
        sa.Column("unit_id", Key, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("user_id", Key, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("stands_for_id", Key, nullable=True),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["stands_for_id"], ["users.id"], name=op.f("fk_appointments_stands_for_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_appointments_unit_id_units")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_appointments_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointments")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_appointments_unit_id"), "appointments", ["unit_id"], unique=False)
    op.create_index(op.f("ix_appointments_user_id"), "appointments", ["user_id"], unique=False)

    op.create_table(
        "attachments",
        sa.Column("id", Key, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("training_id", Key, nullable=True),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["training_id"], ["trainings.id"], name=op.f("fk_attachments_training_id_trainings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_attachments_subject"), "attachments", ["subject"], unique=False)

    op.create_table(
        "digests",
        sa.Column("id", Key, nullable=False),
        sa.Column("user_id", Key, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", Plain, nullable=True),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_digests_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
        sa.UniqueConstraint("user_id", "day", "kind", name=op.f("uq_digests_user_id_day_kind")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "evaluations",
        sa.Column("id", Key, nullable=False),
        sa.Column("training_id", Key, nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("aspect", sa.Text(), nullable=False),
        sa.Column("respondents", sa.Integer(), nullable=False),
        sa.Column("score", Exact, nullable=False),
        sa.Column("maximum", Exact, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("removed_at", Moment(), nullable=True),
        sa.Column("removed_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["training_id"], ["trainings.id"], name=op.f("fk_evaluations_training_id_trainings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluations")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_evaluations_training_id"), "evaluations", ["training_id"], unique=False
    )

    op.create_table(
        "office_events",
        sa.Column("id", Key, nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("training_id", Key, nullable=True),
        sa.Column("content", Plain, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["training_id"], ["trainings.id"], name=op.f("fk_office_events_training_id_trainings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_events")),
        sa.UniqueConstraint("message_id", name=op.f("uq_office_events_message_id")),
        sa.UniqueConstraint("type", "key", name=op.f("uq_office_events_type_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_office_events_training_id"), "office_events", ["training_id"], unique=False
    )

    op.create_table(
        "runs",
        sa.Column("id", Key, nullable=False),
        sa.Column("training_id", Key, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("procedure_id", Key, nullable=False),
        sa.Column("unit_id", Key, nullable=True),
        sa.Column("for_unit_id", Key, nullable=True),
        sa.Column("begun_at", Moment(), nullable=False),
        sa.Column("begun_by", sa.Text(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("stopped_at", Moment(), nullable=True),
        sa.Column("stopped_by", sa.Text(), nullable=True),
        sa.Column("stop_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["for_unit_id"], ["units.id"], name=op.f("fk_runs_for_unit_id_units")
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"], ["procedures.id"], name=op.f("fk_runs_procedure_id_procedures")
        ),
        sa.ForeignKeyConstraint(
            ["training_id"], ["trainings.id"], name=op.f("fk_runs_training_id_trainings")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_runs_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_runs_training_id"), "runs", ["training_id"], unique=False)
    op.create_index(
        "uq_runs_standing",
        "runs",
        ["training_id", "slug"],
        unique=True,
        sqlite_where=sa.text("stopped_at IS NULL"),
        postgresql_where=sa.text("stopped_at IS NULL"),
    )

    op.create_table(
        "assignments",
        sa.Column("id", Key, nullable=False),
        sa.Column("training_id", Key, nullable=True),
        sa.Column("run_id", Key, nullable=True),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("parent_id", Key, nullable=True),
        sa.Column("from_user_id", Key, nullable=False),
        sa.Column("to_user_id", Key, nullable=False),
        sa.Column("unit_id", Key, nullable=True),
        sa.Column("instruction", sa.Text(), nullable=False),
        sa.Column("due_at", Moment(), nullable=True),
        sa.Column("sent_at", Moment(), nullable=False),
        sa.Column("sent_by", sa.Text(), nullable=False),
        sa.Column("read_at", Moment(), nullable=True),
        sa.Column("read_by", sa.Text(), nullable=True),
        sa.Column("passed_on_at", Moment(), nullable=True),
        sa.Column("done_at", Moment(), nullable=True),
        sa.Column("done_by", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        sa.Column("withdrawn_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["from_user_id"], ["users.id"], name=op.f("fk_assignments_from_user_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["assignments.id"], name=op.f("fk_assignments_parent_id_assignments")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_assignments_run_id_runs")),
        sa.ForeignKeyConstraint(
            ["to_user_id"], ["users.id"], name=op.f("fk_assignments_to_user_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["training_id"], ["trainings.id"], name=op.f("fk_assignments_training_id_trainings")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_assignments_unit_id_units")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_assignments_to_user_id"), "assignments", ["to_user_id"], unique=False)
    op.create_index(
        op.f("ix_assignments_training_id"), "assignments", ["training_id"], unique=False
    )

    op.create_table(
        "office_deliveries",
        sa.Column("id", Key, nullable=False),
        sa.Column("event_id", Key, nullable=False),
        sa.Column("connection_id", sa.Text(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", Plain, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", Moment(), nullable=True),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("receipt_at", Moment(), nullable=True),
        sa.Column("receipt_by", sa.Text(), nullable=True),
        sa.Column("receipt", Plain, nullable=True),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["connections.id"],
            name=op.f("fk_office_deliveries_connection_id_connections"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["office_events.id"],
            name=op.f("fk_office_deliveries_event_id_office_events"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_deliveries")),
        sa.UniqueConstraint(
            "event_id",
            "connection_id",
            "turn",
            name=op.f("uq_office_deliveries_event_id_connection_id_turn"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_office_deliveries_due",
        "office_deliveries",
        ["next_at"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )

    op.create_table(
        "reports",
        sa.Column("id", Key, nullable=False),
        sa.Column("training_id", Key, nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit_id", Key, nullable=True),
        sa.Column("for_unit_id", Key, nullable=True),
        sa.Column("official_id", Key, nullable=True),
        sa.Column("texts", Plain, nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("moved_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["for_unit_id"], ["units.id"], name=op.f("fk_reports_for_unit_id_units")
        ),
        sa.ForeignKeyConstraint(
            ["official_id"], ["officials.id"], name=op.f("fk_reports_official_id_officials")
        ),
        sa.ForeignKeyConstraint(
            ["training_id"], ["trainings.id"], name=op.f("fk_reports_training_id_trainings")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_reports_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("training_id", "type", name=op.f("uq_reports_training_id_type")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "step_entries",
        sa.Column("id", Key, nullable=False),
        sa.Column("run_id", Key, nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("deed", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("noted_at", Moment(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("detail", Plain, nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_step_entries_run_id_runs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_entries")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_step_entries_run_id"), "step_entries", ["run_id"], unique=False)

    op.create_table(
        "office_attempts",
        sa.Column("id", Key, nullable=False),
        sa.Column("delivery_id", Key, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("reason", Plain, nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"],
            ["office_deliveries.id"],
            name=op.f("fk_office_attempts_delivery_id_office_deliveries"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_attempts")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_office_attempts_delivery_id"), "office_attempts", ["delivery_id"], unique=False
    )

    op.create_table(
        "report_entries",
        sa.Column("id", Key, nullable=False),
        sa.Column("report_id", Key, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deed", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("detail", Plain, nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_report_entries_report_id_reports")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_entries")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_report_entries_report_id"), "report_entries", ["report_id"], unique=False
    )

    op.create_table(
        "report_versions",
        sa.Column("id", Key, nullable=False),
        sa.Column("report_id", Key, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", Plain, nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("built_at", Moment(), nullable=False),
        sa.Column("built_by", sa.Text(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=True),
        sa.Column("pdf_sha256", sa.Text(), nullable=True),
        sa.Column("workbook", sa.LargeBinary(), nullable=True),
        sa.Column("signed_sha256", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_report_versions_report_id_reports")
        ),
        sa.ForeignKeyConstraint(
            ["signed_sha256"],
            ["archived_files.sha256"],
            name=op.f("fk_report_versions_signed_sha256_archived_files"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_versions")),
        sa.UniqueConstraint(
            "report_id", "version", name=op.f("uq_report_versions_report_id_version")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "report_signings",
        sa.Column("id", Key, nullable=False),
        sa.Column("version_id", Key, nullable=False),
        sa.Column("official_id", Key, nullable=False),
        sa.Column("signer", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", Plain, nullable=True),
        sa.Column("sha_before", sa.Text(), nullable=False),
        sa.Column("sha_after", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=True),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("verification", Plain, nullable=True),
        sa.ForeignKeyConstraint(
            ["official_id"], ["officials.id"], name=op.f("fk_report_signings_official_id_officials")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["report_versions.id"],
            name=op.f("fk_report_signings_version_id_report_versions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_signings")),
        sa.UniqueConstraint("version_id", name=op.f("uq_report_signings_version_id")),
        sqlite_autoincrement=True,
    )
    op.add_column("approvals", sa.Column("withdrawn_reason", sa.Text(), nullable=True))
    op.add_column("users", sa.Column("email", sa.Text(), nullable=True))
    # What is true and not told yet is looked for each minute, past rows that hold whole files.
    for table, columns in (
        ("archives", ["kind", "created_at", "training_id", "day"]),
        ("certificates", ["archived_at", "training_id", "kind", "state"]),
        ("certificates", ["revoked_at"]),
        ("plans", ["finished_at"]),
        ("rosters", ["created_at"]),
    ):
        op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, columns)
    _only_add_to("step_entries", op.get_bind().dialect.name)


def _only_add_to(table: str, database: str) -> None:
    """Let the database itself refuse to change or delete a line of a log."""
    if database == "postgresql":
        op.execute(
            f"CREATE FUNCTION {table}_stay() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'a log is only added to'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_stay BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_stay()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'a log is only added to'); END"
        )
