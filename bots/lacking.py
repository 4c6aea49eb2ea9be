"""What one bot lacks of what was said: keys explained when it is known why, gaps told, recorded and tried again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection as Transaction

from bots.ground import Ground
from fourwalls.group.effects.done import TellManagers, Whisper
from fourwalls.group.people import Bot, EventId, Room
from fourwalls.group.phrase import Phrase
from fourwalls.matrix.batch import Explained, Gap
from fourwalls.storage import gaps, journal
from fourwalls.storage.journal import KeptEvent
from fourwalls.storage.times import from_ms, to_ms
from handlers import gaps as rules
from handlers.entitled import place_name

Told = Whisper | TellManagers
_DAY_MS = 24 * 3_600_000


def explain(conn: Transaction, ground: Ground, bot: Bot, explained: Explained) -> None:
    """A device says why it gives us no key: events kept without a reason have one now, and people are told it."""
    room, session, sender, code = explained
    for kept in _waiting(conn, ground, bot, session):
        event = json.loads(kept.raw)
        if event["sender"] == sender and room in {"", event["room_id"]} and kept.reason != f"withheld:{code}":
            journal.explain_unreadable(conn, bot, kept, f"withheld:{code}")


def _waiting(conn: Transaction, ground: Ground, bot: Bot, session: str) -> Iterator[KeptEvent]:
    if session:
        yield from journal.unreadable_for_session(conn, ground.keys, bot, session)
    else:  # said for all sessions at once: only what nothing else explains
        every = journal.all_unreadable(conn, ground.keys, bot)
        yield from (kept for kept in every if kept.reason == "no_key")


class Gaps:
    """What becomes of the gaps of one bot, within one transaction. Each step gives what people are to be told."""

    def __init__(self, conn: Transaction, ground: Ground, bot: Bot) -> None:
        self._conn = conn
        self._ground = ground
        self._bot = bot
        self._records = ground.records(conn)

    def found(self, gap: Gap, room: Room, first_after: datetime) -> list[Told]:
        """Remember a gap to be tried again, and mark it in the transcript just before what was said after it."""
        keys, now = self._ground.keys, self._ground.now()
        key = gaps.key_of(keys, room.id, gap.since)
        kept = gaps.KeptGap(key, room.id, gap.start, gap.since, to_ms(first_after) - 1, to_ms(now))
        if not gaps.keep(self._conn, keys, self._bot, kept):
            return []
        self._mark(kept, room, "transcript-hole")
        return list(rules.found(room, self._records, place_name(room, self._records), now))

    def tried(self, kept: gaps.KeptGap, left: Gap | None, now: int) -> list[Told]:
        """It was tried again: what is left of it is tried later, for a day."""
        room = self._records.room(kept.room)
        if room is None or left is None or now - kept.found_at > _DAY_MS:
            gaps.drop(self._conn, self._bot, kept.key)
        else:
            gaps.tried(self._conn, self._ground.keys, self._bot, replace(kept, start=left.start), now)
            return []
        if room is None:
            return []
        place = place_name(room, self._records)
        if left is not None:
            return list(rules.given_up(room, self._records, place, kept.key))
        self._mark(kept, room, "transcript-hole-filled")
        return list(rules.filled(room, self._records, place, kept.key))

    def _mark(self, kept: gaps.KeptGap, room: Room, name: str) -> None:
        if self._bot is not Bot.SCRIBE:
            return
        text, said_at = self._ground.say(Phrase(name)), from_ms(kept.said_at)
        scribe, hole_id = self._ground.bots[Bot.SCRIBE], EventId(f"hole {kept.key}")
        for line in rules.hole(room, self._records, scribe, hole_id, said_at, text):
            self._records.apply(line)
