"""What the learning system tells of itself, files for its courses, kept test papers."""

import sqlalchemy as sa
from alembic import op

from connector.store.types import Key, Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: to go back, restore the backup made before the upgrade."""
    op.create_table(
        "learning_news",
        sa.Column("id", Key, nullable=False),
        sa.Column("connection_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("course", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("happened_at", Moment(), nullable=True),
        sa.Column("noted_at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["connections.id"],
            name=op.f("fk_learning_news_connection_id_connections"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_news")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_learning_news_connection_id_kind_course_person"),
        "learning_news",
        ["connection_id", "kind", "course", "person"],
    )
    op.create_table(
        "course_files",
        sa.Column("id", Key, nullable=False),
        sa.Column("training_id", Key, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("attachment_id", Key, nullable=True),
        sa.Column("set_at", Moment(), nullable=False),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"],
            ["attachments.id"],
            name=op.f("fk_course_files_attachment_id_attachments"),
        ),
        sa.ForeignKeyConstraint(
            ["training_id"], ["trainings.id"], name=op.f("fk_course_files_training_id_trainings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_files")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_course_files_training_id"), "course_files", ["training_id"])
    op.create_table(
        "test_papers",
        sa.Column("id", Key, nullable=False),
        sa.Column("training_id", Key, nullable=False),
        sa.Column("connection_id", sa.Text(), nullable=False),
        sa.Column("test", sa.Text(), nullable=False),
        sa.Column("quiz", sa.Text(), nullable=False),
        sa.Column("quiz_name", sa.Text(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("attachment_id", Key, nullable=False),
        sa.Column("read_at", Moment(), nullable=False),
        sa.Column("read_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"],
            ["attachments.id"],
            name=op.f("fk_test_papers_attachment_id_attachments"),
        ),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["connections.id"],
            name=op.f("fk_test_papers_connection_id_connections"),
        ),
        sa.ForeignKeyConstraint(
            ["training_id"], ["trainings.id"], name=op.f("fk_test_papers_training_id_trainings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_test_papers")),
        sa.UniqueConstraint(
            "training_id",
            "connection_id",
            "quiz",
            "fingerprint",
            name=op.f("uq_test_papers_training_id_connection_id_quiz_fingerprint"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_test_papers_training_id"), "test_papers", ["training_id"])
