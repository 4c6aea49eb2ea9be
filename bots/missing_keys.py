"""Messages whose key does not come: after a minute people are told, once an hour and person."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable

from sqlalchemy import Connection as Transaction

from bots.ground import Ground
from fourwalls.group.people import Bot, EventId, PersonId, RoomId, RoomKind
from fourwalls.storage import journal, outbox
from handlers.entitled import may_be_inside
from handlers.unreadable import notice

_SECONDS_BETWEEN_LOOKS = 15.0
_GRACE_MS = 60_000
"""Keys are often a little later than what they open."""
_HOUR_MS = 3_600_000


class MissingKeys:
    """Looks after what one bot could not read: the lookout in groups, the guide in private rooms."""

    def __init__(self, ground: Ground, bot: Bot, rouse: Callable[[], None]) -> None:
        self._ground = ground
        self._bot = bot
        self._rouse = rouse

    async def tell_forever(self) -> None:
        """Look, tell, wait."""
        while True:
            if await self._ground.database.run(lambda conn: self.tell(conn, int(time.time() * 1000))):
                self._rouse()
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)

    def tell(self, conn: Transaction, now: int) -> bool:
        """Tell the managers of what has waited too long; say whether there was anything."""
        keys, records = self._ground.keys, self._ground.records(conn)
        anything = False
        for kept in journal.untold_unreadable(conn, keys, self._bot, now - _GRACE_MS):
            event = json.loads(kept.raw)
            room, sender = records.room(RoomId(event["room_id"])), PersonId(event["sender"])
            journal.told_of_unreadable(conn, self._bot, kept, now)
            ours = room is not None and (room.kind is RoomKind.PRIVATE) == (self._bot is Bot.GUIDE)
            if room is None or not ours or not may_be_inside(sender, room, records):
                continue
            cause = outbox.Cause(self._bot, EventId(f"unreadable {sender} {room.id} {now // _HOUR_MS}"))
            anything |= outbox.put(conn, keys, cause, 0, notice(room, sender, records))
        return anything
