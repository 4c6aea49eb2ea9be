"""Between the warden's rounds: second looks at walls that were put back, and rooms that are not protected."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from functools import partial

from sqlalchemy import Connection as Transaction

from bots.ground import Ground
from bots.inspecting import Inspecting
from fourwalls.group.people import Room
from fourwalls.matrix.homeserver import HomeserverError, TokenDeadError
from fourwalls.storage import breaches, lapses
from fourwalls.storage.errors import StorageError
from fourwalls.storage.times import to_ms

logger = logging.getLogger(__name__)

_SECONDS_BETWEEN_LOOKS = 2.0
_SECONDS_BETWEEN_TRIES = 30.0
"""How often a room that is not protected is looked at anew."""


class Guarding:
    """Does what cannot wait for the next round."""

    def __init__(
        self,
        ground: Ground,
        inspecting: Inspecting,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ground = ground
        self._inspecting = inspecting
        self._clock = clock
        self._tried_at = clock()

    async def guard_forever(self) -> None:
        """Look, wait."""
        while True:
            await self.look()
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)

    async def look(self) -> None:
        """Do all that is due now. Trouble with the server leaves it due.

        Raises:
            TokenDeadError, StorageError: waiting does not help.
        """
        try:
            await self._look_again()
            await self._look_at_open_rooms()
        except TokenDeadError:
            raise
        except HomeserverError as trouble:
            logger.warning("guarding has to wait: %s", trouble)
        now = self._ground.now()
        await self._ground.database.run(lambda conn: self._inspecting.pass_time(conn, now))
        self._inspecting.call()

    async def _look_again(self) -> None:
        now = to_ms(self._ground.now())
        for breach in await self._ground.database.run(lambda conn: breaches.due(conn, self._ground.keys, now)):
            try:
                await self._inspecting.look_again(breach)
            except (TokenDeadError, StorageError):
                raise
            except HomeserverError as trouble:
                logger.warning("a wall cannot be looked at again yet: %s", trouble)
            except Exception as error:  # noqa: BLE001 - one bad room never stops the others; it is looked at later
                logger.error("a wall could not be looked at again: %s", type(error).__name__)  # noqa: TRY400 - no words
                await self._ground.database.run(partial(breaches.put_off, keys=self._ground.keys, what=breach))

    async def _look_at_open_rooms(self) -> None:
        """Perhaps the warden was let in again, or given back its power."""
        if self._clock() - self._tried_at < _SECONDS_BETWEEN_TRIES:
            return
        self._tried_at = self._clock()
        for room in await self._ground.database.run(self._open_rooms):
            await self._inspecting.inspect_one(room)

    def _open_rooms(self, conn: Transaction) -> list[Room]:
        records = self._ground.records(conn)
        open_ones = dict.fromkeys(lapse.room for lapse in lapses.every(conn, self._ground.keys))
        rooms = (records.room(room_id) for room_id in open_ones)
        return [room for room in rooms if room is not None and self._inspecting.keeps(room)]
