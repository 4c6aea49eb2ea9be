"""When a suspension ends."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step up."""
    op.add_column("seat", sa.Column("until", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Go one step down. Whoever is suspended stays out: they stand as removed."""
    op.execute("UPDATE seat SET standing = 'removed' WHERE standing = 'suspended'")
    op.drop_column("seat", "until")
