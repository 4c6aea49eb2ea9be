"""Applications for a place in a group, and whom the guide has asked in although nobody knew them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Go one step up."""
    op.create_table(
        "application",
        sa.Column("number", _SERIAL, nullable=False),
        sa.Column("person_key", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_application")),
        sa.UniqueConstraint("person_key", name=op.f("uq_application_person_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "greeted",
        sa.Column("person_key", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person_key", name=op.f("pk_greeted")),
    )
    op.create_index(op.f("ix_greeted_at"), "greeted", ["at"])


def downgrade() -> None:
    """Go one step down."""
    op.drop_index(op.f("ix_greeted_at"), table_name="greeted")
    op.drop_table("greeted")
    op.drop_table("application")
