"""The warden's rounds: each room's whole state, asked anew from the server, against its contract and its roster."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection as Transaction

from bots.ground import Ground
from config.walls import RoomContract
from fourwalls.group.effects import Done, Effect, Evict
from fourwalls.group.heard import Membership
from fourwalls.group.people import Bot, EventId, PersonId, Room, RoomKind
from fourwalls.matrix.connection import Connection
from fourwalls.matrix.homeserver import HomeserverError, TokenDeadError
from fourwalls.matrix.roomstate import RoomState
from fourwalls.storage import outbox
from handlers import walls
from handlers.entitled import may_be_inside

logger = logging.getLogger(__name__)

_SECONDS_BETWEEN_ROUNDS = 600.0


class Inspecting:
    """Walks through every room that the warden keeps, at the start and at intervals."""

    def __init__(
        self,
        ground: Ground,
        contracts: Mapping[RoomKind, RoomContract],
        connection: Connection,
        rouse: Callable[[], None],
    ) -> None:
        self._ground = ground
        self._settings = walls.Settings(contracts)
        self._connection = connection
        self._rouse = rouse

    async def inspect_forever(self) -> None:
        """Make a round, wait, make the next."""
        while True:
            await self.inspect()
            await asyncio.sleep(_SECONDS_BETWEEN_ROUNDS)

    async def inspect(self) -> None:
        """One round. A room that cannot be looked at does not stop the others."""
        rooms = await self._ground.database.run(lambda conn: self._ground.records(conn).rooms())
        for room in rooms:
            if room.kind is RoomKind.PRIVATE:
                continue
            try:
                state = await self._connection.room_state(room.id)
            except TokenDeadError:
                raise
            except HomeserverError as trouble:
                logger.error("a room could not be inspected: %s", trouble)  # noqa: TRY400 - the sentence says it all
                continue
            await self._ground.database.run(lambda conn, room=room, state=state: self._act(conn, room, state))  # type: ignore[misc]  # mypy cannot see the defaults' types
        self._rouse()

    def _act(self, conn: Transaction, room: Room, state: RoomState) -> None:
        records = self._ground.records(conn)
        current: dict[tuple[str, str], Mapping[str, Any]] = {key: state.content(*key) for key in state.state}
        effects: list[Effect] = self._settings.inspected(room, current, records)
        present = map(PersonId, state.with_membership(Membership.JOIN, Membership.INVITE, Membership.KNOCK))
        effects += [Evict(room.id, person) for person in present if not may_be_inside(person, room, records)]
        stamp = "".join(sorted(event["event_id"] for event in state.state.values()))
        cause = outbox.Cause(Bot.WARDEN, EventId(f"inspection {self._ground.keys.lookup('state', stamp)}"))
        for index, effect in enumerate(effects):
            assert isinstance(effect, Done)
            outbox.put(conn, self._ground.keys, cause, index, effect)
