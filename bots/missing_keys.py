"""Messages whose key does not come: after a minute people are told, by cause, whichever bot lacks it."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Collection
from datetime import UTC, datetime

from sqlalchemy import Connection as Transaction

from bots.ground import Ground
from bots.putting import put_all
from fourwalls.group.heard import Proof, Unreadable
from fourwalls.group.people import Bot, EventId, PersonId, RoomId
from fourwalls.storage import journal
from fourwalls.storage.journal import KeptEvent
from fourwalls.storage.outbox import Cause
from handlers.entitled import may_be_inside
from handlers.unreadable import notices

_SECONDS_BETWEEN_LOOKS = 15.0
_GRACE_MS = 60_000
"""Keys are often a little later than what they open."""


class MissingKeys:
    """Looks after what one bot could not read. What several bots lack is told once."""

    def __init__(self, ground: Ground, bot: Bot, rouse: Callable[[Collection[Bot]], None]) -> None:
        self._ground = ground
        self._bot = bot
        self._rouse = rouse

    async def tell_forever(self) -> None:
        """Look, tell, wait."""
        while True:
            self._rouse(await self._ground.database.run(lambda conn: self.tell(conn, int(time.time() * 1000))))
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)

    def tell(self, conn: Transaction, now: int) -> set[Bot]:
        """Tell people of what has waited too long; returns the bots that have something to say."""
        keys, records = self._ground.keys, self._ground.records(conn)
        moment = datetime.fromtimestamp(now / 1000, tz=UTC)
        called: set[Bot] = set()
        for kept in journal.untold_unreadable(conn, keys, self._bot, now - _GRACE_MS):
            event = _read(kept)
            room = records.room(event.room)
            journal.told_of_unreadable(conn, self._bot, kept, now)
            if room is None or not may_be_inside(event.sender, room, records):
                continue
            cause = Cause(self._bot, event.event)
            called |= put_all(conn, self._ground, cause, notices(event, room, records, moment))
        return called


def _read(kept: KeptEvent) -> Unreadable:
    event = json.loads(kept.raw)
    said_at = datetime.fromtimestamp(kept.since / 1000, tz=UTC)
    place = RoomId(event["room_id"]), EventId(event["event_id"]), PersonId(event["sender"])
    return Unreadable(*place, said_at, Proof.PLAIN, kept.reason)
