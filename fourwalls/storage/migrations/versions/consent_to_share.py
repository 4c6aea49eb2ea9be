"""Requests to tell something outside a group, and those that are being put together."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step up."""
    op.create_table(
        "share",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_share"),
    )
    op.create_index("ix_share_state", "share", ["state"])
    op.create_table(
        "share_draft",
        sa.Column("person_key", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("person_key", name="pk_share_draft"),
    )


def downgrade() -> None:
    """Go one step down. Who has agreed to what is lost, so nothing counts as agreed to any more."""
    op.drop_table("share_draft")
    op.drop_index("ix_share_state", "share")
    op.drop_table("share")
