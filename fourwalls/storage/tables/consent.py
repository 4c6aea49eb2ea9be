"""The policy and who has agreed to it; requests to share and the answers to them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, LargeBinary, Table, Text

from fourwalls.storage.tables.columns import metadata

policy = Table(
    "policy",
    metadata,
    Column("version", BigInteger, primary_key=True, autoincrement=False),
    Column("since", BigInteger, primary_key=True, autoincrement=False),
    Column("sealed", LargeBinary, nullable=False),
)

policy_reading = Table(
    "policy_reading",
    metadata,
    Column("person_key", Text, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)

agreement = Table(
    "agreement",
    metadata,
    Column("person_key", Text, primary_key=True),
    Column("version", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

share = Table(
    "share",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("state", Text, nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False),
)

share_draft = Table(
    "share_draft",
    metadata,
    Column("person_key", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
