"""The right to read the transcripts of a closed group may rest: a standing of its own.

Revision ID: 0015
Revises: 0014
"""

from __future__ import annotations

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing has to be changed: a standing is a word, and nobody has this one yet."""


def downgrade() -> None:
    """A version that knows nothing of it lets everybody read who was inside."""
    op.execute("UPDATE seat SET standing = 'inside' WHERE standing = 'resting'")
