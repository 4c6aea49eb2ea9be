"""The open rooms that ``house.toml`` names: known before the guide listens, so that it comes when it is asked.

Nobody but a room's own people can ask it in. A room that is named no more is forgotten, and the guide leaves it as it
leaves every room of others in which it has nothing to do (``bots.verifying``).
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping

from sqlalchemy import Connection as Transaction

from bots.ground import Ground
from bots.putting import put
from config.house import OpenRoom
from fourwalls.group.effects.done import TellManagers
from fourwalls.group.effects.priority import Priority
from fourwalls.group.people import Bot, Room, RoomId, RoomKind
from fourwalls.group.phrase import phrase
from fourwalls.matrix.connection import Connection
from fourwalls.matrix.homeserver import HomeserverError, RefusedError, TokenDeadError
from fourwalls.storage import rooms
from fourwalls.storage.outbox import Cause

logger = logging.getLogger(__name__)


class OpenRooms:
    """Knows the open rooms."""

    def __init__(self, ground: Ground, plan: Collection[OpenRoom], connection: Connection) -> None:
        self._ground = ground
        self._plan = plan
        self._connection = connection

    async def know(self) -> None:
        """Look up what is named by an address, and remember what is named; forget the others.

        Raises:
            TokenDeadError: the operator must log in anew.
        """
        found = {named: await self._found(named) for named in self._plan}
        await self._ground.database.run(lambda conn: self._keep(conn, found))

    async def _found(self, named: OpenRoom) -> str | None:
        if not named.room.startswith("#"):
            return named.room
        try:
            return await self._connection.act.room_at(named.room)
        except TokenDeadError:
            raise
        except HomeserverError as trouble:
            logger.warning("an open room could not be looked up: %s", trouble)
            gone = isinstance(trouble, RefusedError) and not trouble.may_pass
            return "" if gone else None

    def _keep(self, conn: Transaction, found: Mapping[OpenRoom, str | None]) -> None:
        """``None``: the server could not say. Then nothing is forgotten, since it may be a room that is known."""
        keys, records = self._ground.keys, self._ground.records(conn)
        for named, room_id in found.items():
            if room_id:
                if records.room(RoomId(room_id)) is None:
                    records.add_room(Room(RoomId(room_id), RoomKind.OPEN), "")
            else:
                words = phrase("open-room-unknown", room=named.name)
                cause = Cause(Bot.GUIDE, f"open room {named.room} {self._ground.now():%Y-%m-%d}")
                put(conn, self._ground, cause, TellManagers(Bot.GUIDE, words, Priority.NEWS))
        if None not in found.values():
            rooms.forget_open(conn, keys, [RoomId(room) for room in found.values() if room])
