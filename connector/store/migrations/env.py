"""Runs Alembic's revisions on the connection it is handed."""

from alembic import context

from connector.store.migrations import VERSION_TABLE, is_ours
from connector.store.tables import metadata


def run() -> None:
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=metadata,
        include_object=is_ours,
        version_table=VERSION_TABLE,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
