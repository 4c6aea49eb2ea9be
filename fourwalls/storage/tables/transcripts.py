"""What was said in sessions, sealed to its group, and what is known of it: fingerprints, and what was erased."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, LargeBinary, Table, Text, text

from fourwalls.storage.tables.columns import SERIAL, metadata

session = Table(
    "session",
    metadata,
    Column("id", Text, primary_key=True),
    Column("group_id", Text, ForeignKey("support_group.id"), nullable=False),
    Column("opened_at", BigInteger, nullable=False),
    Column("opened_by_key", Text, nullable=False),
    Column("closed_at", BigInteger),
    Index(None, "group_id", "opened_at"),
    Index(
        "uq_session_open",
        "group_id",
        unique=True,
        sqlite_where=text("closed_at IS NULL"),
        postgresql_where=text("closed_at IS NULL"),
    ),
)

data_key = Table(
    "data_key",
    metadata,
    Column("id", Text, primary_key=True),
    Column("group_id", Text, ForeignKey("support_group.id"), nullable=False),
    Column("author_key", Text, nullable=False),
    Column("month", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index(None, "group_id", "author_key"),
)

entry = Table(
    "entry",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("session_id", Text, ForeignKey("session.id"), nullable=False),
    Column("group_id", Text, nullable=False),
    Column("room_key", Text, nullable=False),
    Column("event_key", Text, nullable=False, unique=True),
    Column("author_key", Text, nullable=False),
    Column("data_key_id", Text, nullable=False),
    Column("replaces_key", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("proven", Boolean, nullable=False),
    Column("ciphertext", LargeBinary),
    Column("hidden_at", BigInteger),
    Index(None, "session_id", "at"),
    Index(None, "replaces_key"),
    sqlite_autoincrement=True,
)

passage_trace = Table(
    "passage_trace",
    metadata,
    Column("message_key", Text, primary_key=True),
    Column("print", BigInteger, primary_key=True, autoincrement=False),
    Column("author_key", Text, nullable=False),
    Column("group_id", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index(None, "print"),
)

erasure = Table(
    "erasure",
    metadata,
    Column("group_id", Text, primary_key=True),
    Column("person_key", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
)
