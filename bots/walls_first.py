"""Walls before words: while somebody is led out or a setting put back, what else the same bot has to do waits a moment.

All of it goes to the same homeserver, which works on one thing more slowly the more it is asked at once; and whose
invites must be taken back, and what the managers are told, is better looked at once the wall stands again.

In one room walls stand again one after the other. State that is set at once forks the room's history, and after a fork
Synapse told a member's app that somebody who had been led out was inside, until the next event came: it would have
given them the key of what was said next.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress

from fourwalls.group.effects.done import Evict
from fourwalls.group.effects.walls import Repair
from fourwalls.group.people import RoomId
from fourwalls.storage.outbox import Waiting

_LONGEST_SECONDS = 1.0
"""What else there is to do, a flag or another wall among it, waits no longer, however slow the homeserver is."""


class WallsFirst:
    """The order in which one bot's tries are begun."""

    def __init__(self, longest: float = _LONGEST_SECONDS) -> None:
        self._longest = longest
        self._down: set[int] = set()
        """Rows by which a wall is to stand again, until they have been tried once."""
        self._turns = defaultdict[RoomId, asyncio.Lock](asyncio.Lock)
        self._stand = asyncio.Event()
        self._stand.set()

    def begin(self, rows: Iterable[Waiting]) -> None:
        """Take note of what will be tried now, before any of it is."""
        self._down |= {row.id for row in rows if isinstance(row.effect, Evict | Repair)}
        if self._down:
            self._stand.clear()

    @asynccontextmanager
    async def before(self, row: Waiting) -> AsyncIterator[None]:
        """Try a row within this: at once if a wall is down until it is done, else after those by which one is."""
        if row.id not in self._down:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._longest):
                    await self._stand.wait()
        try:
            async with self._turn_in_its_room(row):
                yield
        finally:
            self._down.discard(row.id)
            if not self._down:
                self._stand.set()

    @asynccontextmanager
    async def _turn_in_its_room(self, row: Waiting) -> AsyncIterator[None]:
        """Wait for what else is done to the room's walls, and no longer: a wall that hangs keeps no stranger inside."""
        if not isinstance(row.effect, Evict | Repair):
            yield
            return
        turn, is_mine = self._turns[row.effect.room], False
        with suppress(TimeoutError):
            async with asyncio.timeout(self._longest):
                is_mine = await turn.acquire()
        try:
            yield
        finally:
            if is_mine:
                turn.release()
