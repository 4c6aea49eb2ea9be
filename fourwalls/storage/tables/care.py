"""Warnings, cases and dialogues, and what the guide waits for."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from fourwalls.storage.tables.columns import SERIAL, metadata

warning = Table(
    "warning",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("event_key", Text, nullable=False, unique=True),
    Column("person_key", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("answer", Text),
    Column("cause_key", Text, nullable=False),
    Column("gathered", LargeBinary),
    Index(None, "person_key", "at"),
    Index(None, "cause_key"),
    sqlite_autoincrement=True,
)

told_detail = Table(
    "told_detail",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("event_key", Text, nullable=False),
    Column("detail_key", Text, nullable=False),
    Column("kind_key", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("waved", Boolean, nullable=False),
    Index(None, "event_key"),
    Index(None, "detail_key"),
    Index(None, "kind_key", "at"),
)

warning_count = Table(
    "warning_count",
    metadata,
    Column("month", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("given", Integer, nullable=False),
    Column("removed", Integer, nullable=False),
    Column("kept", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
)

warning_pause = Table(
    "warning_pause",
    metadata,
    Column("session_id", Text, primary_key=True),
    Column("ended_at", BigInteger),
)

awaited = Table(
    "awaited",
    metadata,
    Column("person_key", Text, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)

flag_case = Table(
    "flag_case",
    metadata,
    Column("number", SERIAL, primary_key=True),
    Column("event_key", Text, nullable=False, unique=True),
    Column("person_key", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("severity", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("raised_at", BigInteger, nullable=False),
    Column("thread_key", Text, unique=True),
    Column("thread_sealed", LargeBinary),
    Column("acknowledged_at", BigInteger),
    Column("acknowledged_by_key", Text),
    sqlite_autoincrement=True,
)

dialogue = Table(
    "dialogue",
    metadata,
    Column("number", SERIAL, primary_key=True),
    Column("event_key", Text, nullable=False, unique=True),
    Column("event_sealed", LargeBinary, nullable=False),
    Column("person_key", Text, ForeignKey("person.key"), nullable=False),
    Column("matter", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("begun_at", BigInteger, nullable=False),
    Column("spoken_at", BigInteger, nullable=False),
    Column("waiting_since", BigInteger),
    Column("reminded_at", BigInteger),
    Column("closed_at", BigInteger),
    Column("thread_key", Text, unique=True),
    Column("thread_sealed", LargeBinary),
    Index(None, "person_key"),
    sqlite_autoincrement=True,
)

dialogue_word = Table(
    "dialogue_word",
    metadata,
    Column("event_key", Text, primary_key=True),
    Column("number", BigInteger, ForeignKey("dialogue.number"), nullable=False),
    Column("author_key", Text, ForeignKey("person.key"), nullable=False),
    Column("carrier_key", Text, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("relayed_key", Text),
    Column("relayed_sealed", LargeBinary),
    Index(None, "number"),
    Index(None, "carrier_key"),
    Index(None, "relayed_key"),
)
