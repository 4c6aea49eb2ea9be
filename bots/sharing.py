"""Requests to share as time goes by: a reminder before the end, the result at the end, drafts forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection as Transaction

from bots.ground import Ground
from fourwalls.group.effects import Effect, Kept
from fourwalls.group.effects.kept import KeepShare
from fourwalls.group.people import Bot
from fourwalls.group.share import DRAFTS_LIVE, Share, is_reminder_due
from fourwalls.storage import outbox, shares
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
            self._do(conn, records, f"share {share.number} reminder", [reminded, *reminders(share, records)])
            return True
        self._do(conn, records, f"share {share.number} over", ended)
        return bool(ended)

    def _do(self, conn: Transaction, records: Records, why: str, effects: Iterable[Effect]) -> None:
        cause = outbox.Cause(Bot.GUIDE, why)
        for index, effect in enumerate(effects):
            if isinstance(effect, Kept):
                records.apply(effect)
            else:
                outbox.put(conn, self._ground.keys, cause, index, effect)
