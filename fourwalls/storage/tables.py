"""Every table. Plain columns hold only our own random ids, counters, times, enums and keyed look-ups.

A column named ``…_key`` holds a keyed look-up (``keys.lookup``); one named ``sealed…`` or ``…_sealed`` holds
ciphertext; times are whole milliseconds since 1970.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_SERIAL = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts only in a column of the very type INTEGER."""

# --- the bots --------------------------------------------------------------------------------------------------

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
    Column("id", _SERIAL, primary_key=True),
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

# --- people and rooms ------------------------------------------------------------------------------------------

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
    Column("id", _SERIAL, primary_key=True),
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
    Column("by_key", Text, nullable=False),
    Column("readers_name_sealed", LargeBinary),
    Column("until", BigInteger),
    Index(None, "person_key"),
)

# --- transcripts -----------------------------------------------------------------------------------------------

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
    Column("id", _SERIAL, primary_key=True),
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

# --- care ------------------------------------------------------------------------------------------------------

warning = Table(
    "warning",
    metadata,
    Column("id", _SERIAL, primary_key=True),
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
    Column("id", _SERIAL, primary_key=True),
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
    Column("by_key", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
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
    Column("number", _SERIAL, primary_key=True),
    Column("event_key", Text, nullable=False, unique=True),
    Column("person_key", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("severity", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("raised_at", BigInteger, nullable=False),
    Column("details_sealed", LargeBinary, nullable=False),
    Column("thread_key", Text, unique=True),
    Column("thread_sealed", LargeBinary),
    Column("acknowledged_at", BigInteger),
    Column("acknowledged_by_key", Text),
    sqlite_autoincrement=True,
)

# --- the portal ------------------------------------------------------------------------------------------------

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

# --- the policy and who has agreed to it -----------------------------------------------------------------------

policy = Table(
    "policy",
    metadata,
    Column("version", BigInteger, primary_key=True, autoincrement=False),
    Column("since", BigInteger, nullable=False),
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

# --- commands --------------------------------------------------------------------------------------------------

refusal = Table(
    "refusal",
    metadata,
    Column("id", _SERIAL, primary_key=True),
    Column("person_key", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index(None, "person_key", "at"),
    sqlite_autoincrement=True,
)

erasure = Table(
    "erasure",
    metadata,
    Column("group_id", Text, primary_key=True),
    Column("person_key", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
)

# --- consent to share ------------------------------------------------------------------------------------------

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

# --- leaks -----------------------------------------------------------------------------------------------------

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

# --- registration ----------------------------------------------------------------------------------------------

application = Table(
    "application",
    metadata,
    Column("number", _SERIAL, primary_key=True),
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

# --- dialogues with the Online Manager -------------------------------------------------------------------------

dialogue = Table(
    "dialogue",
    metadata,
    Column("number", _SERIAL, primary_key=True),
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

# --- windows and lock ------------------------------------------------------------------------------------------

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
