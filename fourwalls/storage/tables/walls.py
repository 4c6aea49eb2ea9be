"""Walls that did not hold, rooms that are not protected, rooms that were taken on."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, LargeBinary, Table, Text

from fourwalls.storage.tables.columns import metadata

breach = Table(
    "breach",
    metadata,
    Column("key", Text, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("look_at", BigInteger),
    Index(None, "look_at"),
)

lapse = Table(
    "lapse",
    metadata,
    Column("room_key", Text, primary_key=True),
    Column("why", Text, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("members_told", Boolean, nullable=False),
)

adoption = Table(
    "adoption",
    metadata,
    Column("room_key", Text, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("done", Boolean, nullable=False),
)
