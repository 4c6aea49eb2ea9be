"""Messages that a limited timeline left out and paging did not bring: asked for again, hourly, for a day."""

from __future__ import annotations

import asyncio
import logging
import time

from bots.ground import Ground
from bots.hearing import Hearing
from fourwalls.group.people import Bot
from fourwalls.matrix.homeserver import HomeserverError, TokenDeadError
from fourwalls.storage import gaps
from fourwalls.storage.gaps import KeptGap

logger = logging.getLogger(__name__)

_SECONDS_BETWEEN_LOOKS = 60.0
_HOUR_MS = 3_600_000


class GapFilling:
    """Tries the gaps of one bot again."""

    def __init__(self, ground: Ground, bot: Bot, hearing: Hearing) -> None:
        self._ground = ground
        self._bot = bot
        self._hearing = hearing

    async def fill_forever(self) -> None:
        """Look, try, wait.

        Raises:
            TokenDeadError: the operator must log in anew.
        """
        while True:
            await self.fill(int(time.time() * 1000))
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)

    async def fill(self, now: int) -> None:
        """Try what was last tried an hour before this moment in milliseconds, or earlier."""
        keys = self._ground.keys
        for kept in await self._ground.database.run(lambda conn: gaps.due(conn, keys, self._bot, now - _HOUR_MS)):
            await self._try(kept, now)

    async def _try(self, kept: KeptGap, now: int) -> None:
        try:
            await self._hearing.fill(kept, now)
        except TokenDeadError:
            raise
        except HomeserverError as trouble:
            logger.warning("a gap could not be filled yet: %s", trouble)
            await self._hearing.not_filled(kept, now)
