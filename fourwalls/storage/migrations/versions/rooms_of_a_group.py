"""Which rooms a group has, and when it was closed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step up. The groups that there are have one room each."""
    op.add_column("support_group", sa.Column("layout", sa.Text(), nullable=False, server_default="one"))
    op.add_column("support_group", sa.Column("closed_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Go one step down. A closed group's people are let go of, since nothing else would keep them out."""
    op.execute(
        "UPDATE seat SET standing = 'removed'"
        " WHERE group_id IN (SELECT id FROM support_group WHERE closed_at IS NOT NULL)"
    )
    op.drop_column("support_group", "closed_at")
    op.drop_column("support_group", "layout")
