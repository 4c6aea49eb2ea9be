"""The control: the same bots with the bookmark moved *before* the batch is kept, as many bots do it.

Started by the proof alone, to show that the proof sees a loss when there is one.
"""

from __future__ import annotations

import asyncio
from typing import Any

from bots import entering
from bots.__main__ import main
from bots.memory import BotMemory
from fourwalls.matrix.batch import Batch
from fourwalls.matrix.connection import Connection, Hear
from fourwalls.storage import journal

_SLOW_SECONDS = 0.5
"""The disk is slow, so that the wrong order shows within a few kills."""


class HastyConnection(Connection):
    """Acknowledges first and keeps afterwards."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        (self._memory,) = (each for each in given if isinstance(each, BotMemory))

    async def _commit(self, batch: Batch, hear: Hear) -> None:
        bot = self._memory._bot
        await self._memory._database.run(lambda conn: journal.set_bookmark(conn, bot, batch.bookmark))
        await asyncio.sleep(_SLOW_SECONDS)
        await super()._commit(batch, hear)


if __name__ == "__main__":
    entering.__dict__["Connection"] = HastyConnection
    main()
