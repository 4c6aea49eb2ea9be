"""On whose word somebody is on a roster, and when they first came inside."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step up.

    Whose word it was is not known of those who are on a list already: ``by_key`` was whoever changed their line last.
    They came inside no earlier than onto the list, which is what the portal went by so far.
    """
    op.add_column("seat", sa.Column("word_key", sa.Text(), nullable=True))
    op.add_column("seat", sa.Column("came_at", sa.BigInteger(), nullable=True))
    op.execute("UPDATE seat SET came_at = since WHERE standing IN ('inside', 'suspended')")
    op.drop_column("seat", "by_key")


def downgrade() -> None:
    """Go one step down."""
    op.add_column("seat", sa.Column("by_key", sa.Text(), nullable=False, server_default=""))
    op.execute("UPDATE seat SET by_key = coalesce(word_key, person_key)")
    op.drop_column("seat", "came_at")
    op.drop_column("seat", "word_key")
