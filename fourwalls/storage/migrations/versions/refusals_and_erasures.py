"""Who asked for what they may not, for a day; whose words are taken out of a group's transcripts, late ones too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Go one step up."""
    op.create_table(
        "refusal",
        sa.Column("id", _SERIAL, primary_key=True),
        sa.Column("person_key", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_refusal_person_key_at"), "refusal", ["person_key", "at"])
    op.create_table(
        "erasure",
        sa.Column("group_id", sa.Text(), primary_key=True),
        sa.Column("person_key", sa.Text(), primary_key=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
    )


def downgrade() -> None:
    """Go one step down. What was hidden stays hidden."""
    op.drop_table("erasure")
    op.drop_table("refusal")
