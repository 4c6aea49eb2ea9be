"""Those who were suspended come back by themselves when their time is over."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy import Connection as Transaction

from bots.ground import Ground
from bots.putting import put_all
from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import TellManagers
from fourwalls.group.effects.kept import GiveSeat
from fourwalls.group.people import Bot
from fourwalls.group.phrase import phrase
from fourwalls.group.roster import STEPS, SeatStep
from fourwalls.storage.outbox import Cause
from fourwalls.storage.records import Records
from handlers import agreement
from handlers.entitled import shown_name

_SECONDS_BETWEEN_LOOKS = 30.0


class Returning:
    """Asks in again whoever has been out for as long as was said."""

    def __init__(self, ground: Ground, rouse: Callable[[], None]) -> None:
        self._ground = ground
        self._rouse = rouse

    async def return_forever(self) -> None:
        """Look, ask in, wait."""
        while True:
            if await self._ground.database.run(lambda conn: self.ask_in(conn, self._ground.now())):
                self._rouse()
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)

    def ask_in(self, conn: Transaction, now: datetime) -> int:
        """Ask in everybody whose suspension has ended by now; say how many."""
        records = self._ground.records(conn)
        over = records.suspended_until(now)
        for seat in over:
            standing = STEPS[seat.standing, SeatStep.RETURN]
            warden = self._ground.bots[Bot.WARDEN]
            given = GiveSeat(seat.person, seat.group, seat.role, standing, now, warden)
            cause = Cause(Bot.WARDEN, f"return {seat.person} {seat.group} {seat.until}")
            put_all(conn, self._ground, cause, _asked_in(given, records))
        return len(over)


def _asked_in(seat: GiveSeat, records: Records) -> Iterator[Effect]:
    group = records.group(seat.group)
    welcome = phrase("suspension-over-member", group=group.name)
    yield from agreement.asked_in(seat, welcome, records, phrase("suspension-over-reads", group=group.name))
    who = shown_name(seat.person, records)
    yield TellManagers(Bot.WARDEN, phrase("suspension-over-managers", group=group.name, who=who))
