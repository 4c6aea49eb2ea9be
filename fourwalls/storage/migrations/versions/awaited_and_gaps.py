"""What the guide waits for from somebody, and messages that the server has not given us yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002_awaited_and_gaps"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step up."""
    op.create_table(
        "awaited",
        sa.Column("person_key", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("person_key", name=op.f("pk_awaited")),
    )
    op.create_table(
        "gap",
        sa.Column("bot", sa.Text(), nullable=False),
        sa.Column("gap_key", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("tried_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("bot", "gap_key", name=op.f("pk_gap")),
    )


def downgrade() -> None:
    """Go one step down."""
    op.drop_table("gap")
    op.drop_table("awaited")
