"""Every table. Plain columns hold only our own random ids, counters, times, enums and keyed look-ups.

A column named ``…_key`` holds a keyed look-up (``keys.lookup``); one named ``sealed…`` or ``…_sealed`` holds
ciphertext; times are whole milliseconds since 1970.
"""

from __future__ import annotations

from fourwalls.storage.tables.bots import bot_account, gap, journal, outbox, unreadable, vault
from fourwalls.storage.tables.care import (
    awaited,
    dialogue,
    dialogue_word,
    flag_case,
    told_detail,
    warning,
    warning_count,
    warning_pause,
)
from fourwalls.storage.tables.columns import metadata
from fourwalls.storage.tables.consent import agreement, policy, policy_reading, share, share_draft
from fourwalls.storage.tables.people import application, founding, greeted, person, refusal, room, seat, support_group
from fourwalls.storage.tables.portal import audit, sign_in, web_session
from fourwalls.storage.tables.transcripts import data_key, entry, erasure, passage_trace, session
from fourwalls.storage.tables.walls import adoption, breach, lapse

__all__ = [
    "adoption",
    "agreement",
    "application",
    "audit",
    "awaited",
    "bot_account",
    "breach",
    "data_key",
    "dialogue",
    "dialogue_word",
    "entry",
    "erasure",
    "flag_case",
    "founding",
    "gap",
    "greeted",
    "journal",
    "lapse",
    "metadata",
    "outbox",
    "passage_trace",
    "person",
    "policy",
    "policy_reading",
    "refusal",
    "room",
    "seat",
    "session",
    "share",
    "share_draft",
    "sign_in",
    "support_group",
    "told_detail",
    "unreadable",
    "vault",
    "warning",
    "warning_count",
    "warning_pause",
    "web_session",
]
