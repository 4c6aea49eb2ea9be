"""Fingerprints of what was said inside, so that a repetition outside is noticed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step up."""
    op.create_table(
        "passage_trace",
        sa.Column("message_key", sa.Text(), nullable=False),
        sa.Column("print", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("author_key", sa.Text(), nullable=False),
        sa.Column("group_id", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("message_key", "print", name="pk_passage_trace"),
    )
    op.create_index("ix_passage_trace_print", "passage_trace", ["print"])


def downgrade() -> None:
    """Go one step down."""
    op.drop_index("ix_passage_trace_print", "passage_trace")
    op.drop_table("passage_trace")
