"""Which details somebody was told of, what a word gathers, how often each kind is told of, and pauses."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step up."""
    op.add_column("warning", sa.Column("gathered", sa.LargeBinary(), nullable=True))
    op.create_index(op.f("ix_warning_cause_key"), "warning", ["cause_key"])
    op.create_table(
        "told_detail",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_key", sa.Text(), nullable=False),
        sa.Column("detail_key", sa.Text(), nullable=False),
        sa.Column("kind_key", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("waved", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_told_detail")),
    )
    op.create_index(op.f("ix_told_detail_event_key"), "told_detail", ["event_key"])
    op.create_index(op.f("ix_told_detail_detail_key"), "told_detail", ["detail_key"])
    op.create_index(op.f("ix_told_detail_kind_key_at"), "told_detail", ["kind_key", "at"])
    op.create_table(
        "warning_count",
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("given", sa.Integer(), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month", "kind", name=op.f("pk_warning_count")),
    )
    op.create_table(
        "warning_pause",
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_warning_pause")),
    )


def downgrade() -> None:
    """Go one step down."""
    for table in ("warning_pause", "warning_count", "told_detail"):
        op.drop_table(table)
    op.drop_index(op.f("ix_warning_cause_key"), "warning")
    op.drop_column("warning", "gathered")
