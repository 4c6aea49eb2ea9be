"""Every text of the policy that was ever in force stays, not only the last of each version."""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step up."""
    _key("version", "since")


def downgrade() -> None:
    """Go one step down. Of each version the text that counted last is left."""
    op.execute(
        "DELETE FROM policy WHERE EXISTS"
        " (SELECT 1 FROM policy AS later WHERE later.version = policy.version AND later.since > policy.since)"
    )
    _key("version")


def _key(*columns: str) -> None:
    """Give the table another primary key, for which SQLite needs the table made anew."""
    with op.batch_alter_table("policy") as policy:
        policy.drop_constraint(op.f("pk_policy"), type_="primary")
        policy.create_primary_key(op.f("pk_policy"), list(columns))
