"""The warden's rounds: each room's whole state, asked anew from the server, against its contract and its roster."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection as Transaction

from bots.founding import BOTS_INSIDE
from bots.ground import Ground
from config.walls import RoomContract
from fourwalls.group.effects import Done, Effect, Priority, TellManagers
from fourwalls.group.heard import Membership
from fourwalls.group.people import ROOMS_OF_A_GROUP, Bot, EventId, PersonId, Room, RoomKind
from fourwalls.group.phrase import phrase
from fourwalls.matrix.connection import Connection
from fourwalls.matrix.homeserver import HomeserverError, RefusedError, TokenDeadError
from fourwalls.matrix.roomstate import RoomState
from fourwalls.storage import outbox
from fourwalls.storage.errors import StorageError
from fourwalls.storage.records import Records
from handlers import closing, walls
from handlers.entitled import may_be_inside, place_name
from handlers.shelf import Shelf

logger = logging.getLogger(__name__)

_SECONDS_BETWEEN_ROUNDS = 600.0
_KEPT = (*ROOMS_OF_A_GROUP, RoomKind.MANAGER)
"""The kinds of room that the warden keeps. Private rooms are the guide's, and an open room is somebody else's."""
_IN_OR_AT_THE_DOOR = (Membership.JOIN, Membership.INVITE, Membership.KNOCK)


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
        self._shelf = Shelf(ground.bots[Bot.WARDEN])
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
            if room.kind in _KEPT:
                await self._inspect(room)
        self._rouse()

    async def _inspect(self, room: Room) -> None:
        run = self._ground.database.run
        try:
            state = await self._connection.act.room_state(room.id)
            await run(lambda conn: self._act(conn, room, state))
        except (TokenDeadError, StorageError):
            raise
        except RefusedError as refusal:
            logger.error("room %s could not be inspected: %s", room.id, refusal)  # noqa: TRY400 - the sentence says it all
            if not refusal.may_pass:
                code = refusal.code
                await run(lambda conn: self._tell_unguarded(conn, room, code))
        except HomeserverError as trouble:
            logger.warning("room %s could not be inspected yet: %s", room.id, trouble)
        except Exception as error:  # noqa: BLE001 - one bad room never stops the others; it is told
            why = type(error).__name__
            logger.error("room %s could not be inspected: %s", room.id, why)  # noqa: TRY400 - no words in tracebacks
            await run(lambda conn: self._tell_unguarded(conn, room, why))

    def _act(self, conn: Transaction, room: Room, state: RoomState) -> None:
        """Ask for what must be done. In a state that stays the same it is done again hourly, and told once."""
        now = self._ground.now()
        stamp = "".join(sorted(event["event_id"] for event in state.state.values()))
        same = f"inspection {self._ground.keys.lookup('state', stamp)}"
        for index, effect in enumerate(self._effects(room, state, self._ground.records(conn), now)):
            assert isinstance(effect, Done)
            told = isinstance(effect, TellManagers)
            self._put(conn, same if told else f"{same} {_hour(now)}", index, effect)

    def _effects(self, room: Room, state: RoomState, records: Records, now: datetime) -> Iterator[Effect]:
        current: dict[tuple[str, str], Mapping[str, Any]] = {key: state.content(*key) for key in state.state}
        yield from self._settings.inspected(room, current, records)
        yield from self._shelf.inspected(room, current, records)
        present = {PersonId(person) for person in state.with_membership(*_IN_OR_AT_THE_DOOR)}
        for person in sorted(present):
            if not may_be_inside(person, room, records) and not closing.is_reading(person, room, records, now):
                yield from walls.shut_out(person, room, records, _hour(now))
        for bot in BOTS_INSIDE[room.kind]:
            if self._ground.bots[bot] not in present:
                yield from walls.bot_missing(self._ground.bots[bot], room, records, f"{now:%Y-%m-%d}")

    def _tell_unguarded(self, conn: Transaction, room: Room, why: str) -> None:
        """Say loudly that nobody looks after a room: once a day, not at every round."""
        words = phrase("room-unguarded", group=place_name(room, self._ground.records(conn)), why=why)
        cause = f"unguarded {room.id} {self._ground.now():%Y-%m-%d}"
        self._put(conn, cause, 0, TellManagers(Bot.WARDEN, words, Priority.FLAG))

    def _put(self, conn: Transaction, cause: str, index: int, effect: Done) -> None:
        if isinstance(effect, TellManagers) and effect.once:
            cause, index = f"once {effect.once}", 0
        outbox.put(conn, self._ground.keys, outbox.Cause(Bot.WARDEN, EventId(cause)), index, effect)


def _hour(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H}"
