"""What keeps an account's crypto going between hearing and hearing: stamp, keys, sessions. It holds up no words."""

from __future__ import annotations

import logging
from collections.abc import Coroutine, Iterable
from typing import Any

from fourwalls.matrix.crypto import Engine
from fourwalls.matrix.homeserver import HomeserverError, TokenDeadError
from fourwalls.matrix.outgoing import Outgoing
from fourwalls.matrix.patience import Postponed
from fourwalls.matrix.publishing import KeyTakenError, Publisher
from fourwalls.matrix.roomstate import RoomState
from fourwalls.matrix.storestamp import Stamper

logger = logging.getLogger(__name__)

ROOM_KEY_DAYS = 7
"""Room keys of no use for longer are forgotten, so that a stolen store and token open nothing older."""


class Upkeep:
    """Does what is due for one account; what fails waits, longer each time, and stops nothing else."""

    def __init__(self, engine: Engine, stamper: Stamper, publisher: Publisher, outgoing: Outgoing) -> None:
        self._engine = engine
        self._stamper = stamper
        self._publisher = publisher
        self._outgoing = outgoing
        self._failed: Postponed[str] = Postponed()

    async def show_life(self) -> None:
        """Answer another copy of our store that waits to hear that we live; that cannot wait for the words.

        Raises:
            TokenDeadError: the operator must log in anew.
        """
        if self._stamper.asked:
            await self._try("stamp", self._stamper.keep_up())

    async def keep_up(self, answer: dict[str, Any], rooms: Iterable[RoomState]) -> None:
        """Do what is due once an answer of the homeserver has been heard and kept.

        Raises:
            TokenDeadError: the operator must log in anew.
            OldStoreError, RunsElsewhereError: there is another copy of the crypto store.
        """
        await self._try("stamp", self._stamper.keep_up())
        forgotten = self._engine.forget_room_keys(ROOM_KEY_DAYS)
        if forgotten:
            logger.info("old room keys forgotten: %d", forgotten)
        people = {person for room in rooms for person in room.joined} if self._engine.wedged else set()
        try:
            await self._try("keys", self._publisher.replenish(answer))
        except KeyTakenError:
            await self._stamper.give_up()
        await self._try("sessions", self._outgoing.mend(people))

    async def _try(self, name: str, work: Coroutine[None, None, None]) -> None:
        if self._failed.waits(name):
            work.close()
            return
        try:
            await work
        except TokenDeadError:
            raise
        except HomeserverError as trouble:
            self._failed.failed(name)
            logger.warning("upkeep of %s has to wait: %s", name, trouble)
        else:
            self._failed.ended(name)
