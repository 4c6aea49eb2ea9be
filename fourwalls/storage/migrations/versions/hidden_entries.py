"""Since when an entry of a transcript is hidden."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step up."""
    op.add_column("entry", sa.Column("hidden_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Go one step down. What was hidden is shown nowhere any more: its words go."""
    op.execute("UPDATE entry SET ciphertext = NULL WHERE hidden_at IS NOT NULL")
    op.drop_column("entry", "hidden_at")
