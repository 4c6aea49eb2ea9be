"""What the portal keeps: requests to sign in and visits; and the audit chain, into which it writes each reading."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from fourwalls.storage.tables.columns import metadata

sign_in = Table(
    "sign_in",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person_key", Text, nullable=False),
    Column("browser_key", Text, nullable=False),
    Column("code_key", Text),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("used_at", BigInteger),
    Index(None, "person_key", "created_at"),
)

web_session = Table(
    "web_session",
    metadata,
    Column("token_key", Text, primary_key=True),
    Column("person_key", Text, nullable=False, index=True),
    Column("created_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("what", Text, nullable=False),
    Column("subjects", Text, nullable=False),
    Column("ids", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
)
