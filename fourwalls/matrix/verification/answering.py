"""The verifications of one connection: steps heard wait here for whoever judges them; replies leave from here."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Iterable, Mapping

from fourwalls.matrix.crypto import Engine
from fourwalls.matrix.homeserver import CLIENT, Homeserver, segment
from fourwalls.matrix.keyring import Keyring
from fourwalls.matrix.outgoing import Outgoing
from fourwalls.matrix.roomstate import RoomState
from fourwalls.matrix.verification.desk import Desk, Reply
from fourwalls.matrix.verification.said import Said
from fourwalls.matrix.verification.sas import Party

logger = logging.getLogger(__name__)

_MOST_WAITING = 1_000
_TWO = 2


class Verifications:
    """What a bot needs to answer verifications, apart from knowing who may ask."""

    def __init__(
        self,
        server: Homeserver,
        engine: Engine,
        keyring: Keyring,
        outgoing: Outgoing,
        rooms: Mapping[str, RoomState],
        own_master: str,
    ) -> None:
        self._server = server
        self._keyring = keyring
        self._outgoing = outgoing
        self._rooms = rooms
        self._waiting: asyncio.Queue[Said] = asyncio.Queue(_MOST_WAITING)
        keys = {f"ed25519:{engine.device_id}": engine.ed25519, f"ed25519:{own_master}": own_master}
        self.desk = Desk(Party(engine.user_id, engine.device_id), keys)

    def take(self, steps: Iterable[Said]) -> None:
        """Steps that were heard, in order. More than can wait are dropped: whoever meant it begins again."""
        dropped = 0
        for said in steps:
            try:
                self._waiting.put_nowait(said)
            except asyncio.QueueFull:
                dropped += 1
        if dropped:
            logger.warning("steps of verifications dropped: %d", dropped)

    async def next(self, seconds: float) -> Said | None:
        """The next step, or ``None`` when none comes for so long."""
        try:
            return await asyncio.wait_for(self._waiting.get(), seconds)
        except TimeoutError:
            return None

    async def hear(self, said: Said) -> list[Reply]:
        """Take in a step of somebody who may verify; returns what is to be sent.

        Raises:
            HomeserverError: their keys could not be asked for; nothing has happened then.
        """
        await self._keyring.refresh([said.sender])
        if said.room is not None and not self._keyring.signed_devices(said.sender):
            logger.info("a verification was not answered: no device of theirs could read it")
            return []
        keys = self._keyring.public_keys(said.sender)
        return self.desk.hear(said, keys, between_two=said.room is None or self._is_for_two(said.room))

    def _is_for_two(self, room: str) -> bool:
        return room in self._rooms and len(self._rooms[room].joined) <= _TWO

    async def send(self, reply: Reply, txn: str, readers: Collection[str]) -> None:
        """Send a step: encrypted into its room, for these readers, or straight to the other device.

        A refusal of what is not known goes to all of that person's devices when it is not known which one began.

        Raises:
            NotEncryptedError: the room is not encrypted, or we are not in it.
            HomeserverError: not sent; may be tried again with the same ``txn``.
        """
        if reply.room is not None:
            room = self._rooms.get(reply.room) or RoomState(reply.room)
            await self._outgoing.send(room, {"type": reply.type, "content": reply.content}, txn, readers)
            return
        path = f"{CLIENT}/sendToDevice/{segment(reply.type)}/{segment(txn)}"
        await self._server.call("PUT", path, {"messages": {reply.person: {reply.device or "*": reply.content}}})
