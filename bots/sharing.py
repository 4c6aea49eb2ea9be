"""Requests to share as time goes by: a reminder before the end, the result at the end, drafts forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection as Transaction

from bots.ground import Ground
from bots.putting import put_all
from fourwalls.group.effects.kept import KeepShare
from fourwalls.group.people import Bot
from fourwalls.group.share import DRAFTS_LIVE, Share, is_reminder_due
from fourwalls.storage import shares
from fourwalls.storage.outbox import Cause
from fourwalls.storage.records import Records
from fourwalls.storage.times import to_ms
from handlers.shares import in_time, reminders

_SECONDS_BETWEEN_LOOKS = 30.0


class Sharing:
    """Does for the guide what no message of anybody's brings about."""

    def __init__(self, ground: Ground, rouse: Callable[[], None]) -> None:
        self._ground = ground
        self._rouse = rouse

    async def look_forever(self) -> None:
        """Look, do what is due, wait."""
        while True:
            if await self._ground.database.run(lambda conn: self.do_what_is_due(conn, self._ground.now())):
                self._rouse()
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)

    def do_what_is_due(self, conn: Transaction, now: datetime) -> int:
        """End and remind of every request that it is time for; give their number. Asked again it does nothing."""
        shares.forget_drafts(conn, to_ms(now - DRAFTS_LIVE))
        records = self._ground.records(conn)
        return sum(self._one(conn, records, share, now) for share in records.shares())

    def _one(self, conn: Transaction, records: Records, share: Share, now: datetime) -> bool:
        ended = list(in_time(share, now, records))
        if not ended and is_reminder_due(share, now):
            reminded = KeepShare(replace(share, reminded=True), now)
            cause = Cause(Bot.GUIDE, f"share {share.number} reminder")
            put_all(conn, self._ground, cause, [reminded, *reminders(share, records)], until=share.deadline)
            return True
        put_all(conn, self._ground, Cause(Bot.GUIDE, f"share {share.number} over"), ended)
        return bool(ended)
