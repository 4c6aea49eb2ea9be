"""What must go although nothing happens: keys and words in memory, events whose key will not come, rows long done."""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import timedelta

from sqlalchemy import Connection as Transaction

from bots.examining import Examining
from bots.ground import Ground
from fourwalls.storage import entries, journal, outbox, passages, told_details, warning_counts, warnings
from fourwalls.storage.times import from_ms

logger = logging.getLogger(__name__)

_SECONDS_BETWEEN = 3600.0
_UNREADABLE_MS = 30 * 24 * 3_600_000
"""A key that did not come for a month does not come; people were told of the message after a minute."""
_SETTLED_MS = 90 * 24 * 3_600_000
"""How long what was done or given up is remembered: by then nobody asks any more who was told what, and when."""

_HIDDEN_MS = 7 * 24 * 3_600_000
"""How long words that may have been taken back by somebody else than their author can be put back."""

_WARNINGS_MS = 90 * 24 * 3_600_000
"""How long a warning can be answered, and a detail that was told of is known. What was said to be fine stays so."""

_GATHERED_MS = 3 * 24 * 3_600_000
"""How long words wait that a warning gathers; the warning itself is given up after half of that."""


class Tidying:
    """Tidies up once an hour."""

    def __init__(self, ground: Ground, examining: Examining, leak: timedelta) -> None:
        """``leak`` is how long a passage said inside is recognised outside."""
        self._ground = ground
        self._leak_ms = leak // timedelta(milliseconds=1)
        self._examining = examining

    async def tidy_forever(self) -> None:
        """Tidy up, wait."""
        while True:
            await self.tidy(int(time.time() * 1000))
            await asyncio.sleep(_SECONDS_BETWEEN)

    async def tidy(self, now: int) -> None:
        """Let go of what has served its time, at this moment in milliseconds."""
        self._examining.forget_old()
        forgotten = await self._ground.database.run(lambda conn: self._tidy(conn, now))
        if forgotten:
            logger.info("events whose key never came, forgotten: %d", forgotten)

    def _tidy(self, conn: Transaction, now: int) -> int:
        self._ground.sealer.drop_old()  # on the thread that seals
        outbox.forget_settled(conn, now - _SETTLED_MS)
        entries.wipe_hidden(conn, now - _HIDDEN_MS)
        passages.forget(conn, now - self._leak_ms)
        warnings.let_go(conn, now - _GATHERED_MS)
        warnings.forget(conn, now - _WARNINGS_MS)
        told_details.forget(conn, now - _WARNINGS_MS)
        warning_counts.forget(conn, from_ms(now))
        return journal.forget_unreadable(conn, now - _UNREADABLE_MS)
