"""The policy in force, how far people have read it, and who has agreed to which version."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step up."""
    op.create_table(
        "policy",
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_policy")),
    )
    op.create_table(
        "policy_reading",
        sa.Column("person_key", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("person_key", name=op.f("pk_policy_reading")),
    )
    op.create_table(
        "agreement",
        sa.Column("person_key", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("person_key", "version", name=op.f("pk_agreement")),
    )


def downgrade() -> None:
    """Go one step down. Whoever has not agreed stays out: they stand as removed."""
    op.execute("UPDATE seat SET standing = 'removed' WHERE standing = 'asked'")
    for table in ("agreement", "policy_reading", "policy"):
        op.drop_table(table)
