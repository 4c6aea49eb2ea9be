"""People's identities are pinned in each bot's crypto store, not here."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step up. Nothing has ever been written there by a running house."""
    op.drop_column("person", "identity_sealed")


def downgrade() -> None:
    """Go one step down."""
    op.add_column("person", sa.Column("identity_sealed", sa.LargeBinary(), nullable=True))
