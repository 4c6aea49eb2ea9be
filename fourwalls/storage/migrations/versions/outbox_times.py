"""When a thing was put into the outbox, and when it was done or given up."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step up."""
    op.add_column("outbox", sa.Column("put_at", sa.BigInteger(), nullable=True))
    op.add_column("outbox", sa.Column("settled_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Go one step down."""
    op.drop_column("outbox", "settled_at")
    op.drop_column("outbox", "put_at")
