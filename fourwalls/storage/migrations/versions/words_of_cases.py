"""The words of a case stand in its thread alone: nothing read the copy that was kept of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step up."""
    op.drop_column("flag_case", "details_sealed")


def downgrade() -> None:
    """Go one step down. What was written then is gone."""
    op.add_column("flag_case", sa.Column("details_sealed", sa.LargeBinary(), nullable=False, server_default=""))
