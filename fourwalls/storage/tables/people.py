"""People and rooms: who they are, which groups there are, who has a seat, who applied for one, who was refused."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, LargeBinary, Table, Text

from fourwalls.storage.tables.columns import SERIAL, metadata

person = Table(
    "person",
    metadata,
    Column("key", Text, primary_key=True),
    Column("mxid_sealed", LargeBinary, nullable=False),
    Column("profile_sealed", LargeBinary),
)

support_group = Table(
    "support_group",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name_sealed", LargeBinary, nullable=False),
    Column("readers_name_sealed", LargeBinary, nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("wrapped_private", LargeBinary, nullable=False),
    Column("layout", Text, nullable=False, server_default="one"),
    Column("closed_at", BigInteger),
)

room = Table(
    "room",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("kind", Text, nullable=False),
    Column("group_id", Text, index=True),
    Column("person_key", Text, index=True),
    Column("marker", Text, nullable=False),
    sqlite_autoincrement=True,
)

founding = Table(
    "founding",
    metadata,
    Column("marker", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("group_id", Text),
    Column("person_key", Text),
    Column("sealed", LargeBinary),
    Column("begun_at", BigInteger, nullable=False),
    Column("finished", Boolean, nullable=False),
)

seat = Table(
    "seat",
    metadata,
    Column("group_id", Text, primary_key=True),
    Column("person_key", Text, ForeignKey("person.key"), primary_key=True),
    Column("role", Text, nullable=False),
    Column("standing", Text, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("word_key", Text),
    Column("came_at", BigInteger),
    Column("readers_name_sealed", LargeBinary),
    Column("until", BigInteger),
    Index(None, "person_key"),
)

application = Table(
    "application",
    metadata,
    Column("number", SERIAL, primary_key=True),
    Column("person_key", Text, nullable=False, unique=True),
    Column("step", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_autoincrement=True,
)

greeted = Table(
    "greeted",
    metadata,
    Column("person_key", Text, primary_key=True),
    Column("at", BigInteger, nullable=False, index=True),
)

refusal = Table(
    "refusal",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("person_key", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index(None, "person_key", "at"),
    sqlite_autoincrement=True,
)
