"""What the bots keep to do their work: accounts, the crypto store, the journal, what was not read, the outbox."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text, UniqueConstraint

from fourwalls.storage.tables.columns import SERIAL, metadata

bot_account = Table(
    "bot_account",
    metadata,
    Column("bot", Text, primary_key=True),
    Column("sealed", LargeBinary),
    Column("bookmark", Text),
)

vault = Table(
    "vault",
    metadata,
    Column("account", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("item_key", Text, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)

journal = Table(
    "journal",
    metadata,
    Column("bot", Text, primary_key=True),
    Column("event_key", Text, primary_key=True),
    Column("room_key", Text, nullable=False),
    Column("heard_at", BigInteger, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("ratchet_key", Text),
    UniqueConstraint("bot", "ratchet_key"),
)

unreadable = Table(
    "unreadable",
    metadata,
    Column("bot", Text, primary_key=True),
    Column("event_key", Text, primary_key=True),
    Column("room_key", Text, nullable=False),
    Column("megolm_key", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("reason", Text, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("told_at", BigInteger),
    Index(None, "bot", "megolm_key"),
    Index(None, "event_key"),
)

gap = Table(
    "gap",
    metadata,
    Column("bot", Text, primary_key=True),
    Column("gap_key", Text, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("tried_at", BigInteger, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("transaction_id", Text, nullable=False, unique=True),
    Column("performer", Text, nullable=False),
    Column("lane", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("sealed", LargeBinary),
    Column("status", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", BigInteger, nullable=False),
    Column("expires_at", BigInteger),
    Column("reason", Text),
    Column("cause_key", Text, nullable=False),
    Column("result_key", Text),
    Column("put_at", BigInteger),
    Column("settled_at", BigInteger),
    Index(None, "performer", "status", "lane"),
    Index(None, "result_key"),
    sqlite_autoincrement=True,
)
