"""Devices that nobody vouches for: their owners are told on them what to do, without having to say a word first.

The sentence is one for anybody, so that it harms nobody if the device is not theirs after all.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import Connection as Transaction

from bots.ground import Ground
from bots.putting import put
from fourwalls.group.effects.done import Whisper
from fourwalls.group.effects.priority import Priority
from fourwalls.group.people import HOUSE, Bot, PersonId, Standing
from fourwalls.group.phrase import phrase
from fourwalls.matrix.connection import Connection
from fourwalls.matrix.homeserver import HomeserverError, TokenDeadError
from fourwalls.storage.outbox import Cause
from handlers.asker import to_the_device

logger = logging.getLogger(__name__)

_SECONDS_BETWEEN_LOOKS = 60.0


class Unsigned:
    """The guide's look at the devices of everybody who is inside a group."""

    def __init__(self, ground: Ground, connection: Connection, rouse: Callable[[], None]) -> None:
        self._ground = ground
        self._connection = connection
        self._rouse = rouse

    async def tell_forever(self) -> None:
        """Look, tell, wait."""
        while True:
            try:
                await self.look()
            except TokenDeadError:
                raise
            except HomeserverError as trouble:
                logger.warning("devices could not be looked at yet: %s", trouble)
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)

    async def look(self) -> None:
        """One look. Keys are asked for only where the homeserver said that they changed.

        Raises:
            HomeserverError: they could not be asked for.
        """
        people = await self._ground.database.run(self._inside)
        unsigned = await self._connection.readers.unsigned_devices(people)
        if any(unsigned.values()) and await self._ground.database.run(lambda conn: self._tell(conn, unsigned)):
            self._rouse()

    def _inside(self, conn: Transaction) -> list[PersonId]:
        records = self._ground.records(conn)
        seats = [seat for group in records.groups() if group.id != HOUSE for seat in records.roster(group.id)]
        return list(dict.fromkeys(seat.person for seat in seats if seat.standing is Standing.INSIDE))

    def _tell(self, conn: Transaction, unsigned: Mapping[str, Sequence[str]]) -> bool:
        """Tell each device once; say whether anything is new."""
        new = False
        for person, devices in unsigned.items():
            for device in devices:
                once = f"unsigned {person} {device}"
                whisper = Whisper(PersonId(person), phrase("unverified-unasked"), Priority.WARNING, once)
                whisper = to_the_device(whisper, device)
                new |= put(conn, self._ground, Cause(Bot.GUIDE, once), whisper)
        return new
