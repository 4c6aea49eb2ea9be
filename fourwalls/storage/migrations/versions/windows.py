"""Walls that were changed, rooms that are not protected, and rooms that were there before us."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step up."""
    op.create_table(
        "breach",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("look_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_breach")),
    )
    op.create_index(op.f("ix_breach_look_at"), "breach", ["look_at"])
    op.create_table(
        "lapse",
        sa.Column("room_key", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("members_told", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("room_key", "why", name=op.f("pk_lapse")),
    )
    op.create_table(
        "adoption",
        sa.Column("room_key", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("room_key", name=op.f("pk_adoption")),
    )


def downgrade() -> None:
    """Go one step down."""
    for table in ("adoption", "lapse", "breach"):
        op.drop_table(table)
