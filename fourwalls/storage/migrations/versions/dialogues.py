"""Dialogues with the Online Manager: where each stands, and which event on one side is which on the other."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step up."""
    op.create_table(
        "dialogue",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_key", sa.Text(), nullable=False),
        sa.Column("event_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("person_key", sa.Text(), nullable=False),
        sa.Column("matter", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("spoken_at", sa.BigInteger(), nullable=False),
        sa.Column("waiting_since", sa.BigInteger(), nullable=True),
        sa.Column("reminded_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("thread_key", sa.Text(), nullable=True),
        sa.Column("thread_sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_dialogue")),
        sa.UniqueConstraint("event_key", name=op.f("uq_dialogue_event_key")),
        sa.UniqueConstraint("thread_key", name=op.f("uq_dialogue_thread_key")),
        sa.ForeignKeyConstraint(["person_key"], ["person.key"], name=op.f("fk_dialogue_person_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_dialogue_person_key"), "dialogue", ["person_key"])
    op.create_table(
        "dialogue_word",
        sa.Column("event_key", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("author_key", sa.Text(), nullable=False),
        sa.Column("carrier_key", sa.Text(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("relayed_key", sa.Text(), nullable=True),
        sa.Column("relayed_sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("event_key", name=op.f("pk_dialogue_word")),
        sa.ForeignKeyConstraint(["number"], ["dialogue.number"], name=op.f("fk_dialogue_word_number")),
        sa.ForeignKeyConstraint(["author_key"], ["person.key"], name=op.f("fk_dialogue_word_author_key")),
    )
    for column in ("number", "carrier_key", "relayed_key"):
        op.create_index(op.f(f"ix_dialogue_word_{column}"), "dialogue_word", [column])


def downgrade() -> None:
    """Go one step down."""
    op.drop_table("dialogue_word")
    op.drop_table("dialogue")
