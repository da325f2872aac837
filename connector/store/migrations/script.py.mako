"""${message}."""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}

from connector.store.types import Exact, Key, Moment, Plain

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    """Forward only: to go back, restore the backup made before the upgrade."""
    ${upgrades if upgrades else "pass"}
