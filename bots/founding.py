"""Making rooms, each exactly once: written down first, marked on the server, found again after a crash."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import Connection as Transaction

from bots.ground import Ground
from config.walls import RoomContract
from fourwalls.group.people import HOUSE, Bot, GroupId, PersonId, Room, RoomId, RoomKind
from fourwalls.group.phrase import phrase
from fourwalls.matrix.connection import Connection
from fourwalls.matrix.homeserver import RefusedError
from fourwalls.matrix.roomstate import RoomState
from fourwalls.storage import founding
from fourwalls.storage.founding import Founding

MARKER = "fourwalls.founding"
"""The key in a room's creation content by which an unfinished founding is found again."""

BOTS_INSIDE: Mapping[RoomKind, tuple[Bot, ...]] = {
    RoomKind.GROUP: (Bot.WARDEN, Bot.GUIDE, Bot.SCRIBE, Bot.LOOKOUT),
    RoomKind.MANAGER: (Bot.WARDEN, Bot.GUIDE, Bot.SCRIBE, Bot.LOOKOUT),
    RoomKind.PRIVATE: (Bot.GUIDE,),
}


class Founder:
    """Makes rooms on one bot's connection: the warden those of groups and managers, the guide the private ones."""

    def __init__(self, ground: Ground, contracts: Mapping[RoomKind, RoomContract], connection: Connection) -> None:
        self._ground = ground
        self._contracts = contracts
        self._connection = connection
        self._turn: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._private: dict[PersonId, Room] = {}

    @property
    def contracts(self) -> Mapping[RoomKind, RoomContract]:
        """What must hold in each kind of room."""
        return self._contracts

    async def private_room(self, person: PersonId) -> Room:
        """The person's private room with the guide; made, and the person invited, when there is none.

        Raises:
            HomeserverError: it could not be made now.
        """
        async with self._turn[person]:
            known = self._private.get(person)
            if known is None:
                known = await self._ground.database.run(lambda conn: self._ground.records(conn).private_room(person))
            if known is None:
                known = await self._found(RoomKind.PRIVATE, None, person, (person,))
            self._private[person] = known
            return known

    async def manager_room(self) -> Room:
        """The manager room, made when there is none."""
        async with self._turn["managers"]:
            known = await self._ground.database.run(lambda conn: self._ground.records(conn).manager_room())
            return known or await self._found(RoomKind.MANAGER, HOUSE, None, ())

    async def group_room(self, group: GroupId) -> Room:
        """The group's room, made when there is none."""
        async with self._turn[group]:
            known = await self._ground.database.run(lambda conn: self._ground.records(conn).group_room(group))
            return known or await self._found(RoomKind.GROUP, group, None, ())

    async def _found(
        self, kind: RoomKind, group: GroupId | None, person: PersonId | None, invite: tuple[PersonId, ...]
    ) -> Room:
        ground = self._ground
        new = Founding(secrets.token_hex(8), kind, group, person)
        begun = await ground.database.run(lambda conn: founding.begin(conn, ground.keys, new, int(time.time() * 1000)))
        room_id = await self._already_made(begun.marker) if begun.marker != new.marker else None
        if room_id is None:
            room_id = await self._make(begun, invite)
        return await ground.database.run(lambda conn: _finish(conn, ground, begun, room_id))

    async def _make(self, begun: Founding, invite: tuple[PersonId, ...]) -> RoomId:
        name = self._ground.say(phrase(f"room-name-{begun.kind.value}", organisation=self._ground.organisation))
        own = self._connection.user_id
        bots = tuple(self._ground.bots[bot] for bot in BOTS_INSIDE[begun.kind] if self._ground.bots[bot] != own)
        body = self._contracts[begun.kind].creation(name, (*bots, *invite))
        body["creation_content"] = {**body.get("creation_content", {}), MARKER: begun.marker}
        try:
            return RoomId(await self._connection.act.create_room(body))
        except RefusedError as refusal:  # a server makes the room and then says no, when only an invitation is refused
            made = None if refusal.may_pass else await self._already_made(begun.marker)
            if made is None:
                raise
            return made

    async def _already_made(self, marker: str) -> RoomId | None:
        """Look through our rooms for the one that an interrupted founding made."""
        for room_id in await self._connection.act.joined_rooms():
            known = self._connection.rooms.get(room_id) or await self._connection.act.room_state(room_id)
            if known.creator == self._connection.user_id and known.content("m.room.create").get(MARKER) == marker:
                return RoomId(room_id)
        return None


def adopt(conn: Transaction, ground: Ground, states: Collection[RoomState]) -> None:
    """Finish the foundings of rooms that are heard before their founder could write them down.

    So nothing that is said in the first moment of a room, or while its founder was down, is lost.
    """
    ours = [state for state in states if state.creator in ground.bots.values()]
    for begun in founding.unfinished(conn, ground.keys) if ours else ():
        for state in ours:
            if state.content("m.room.create").get(MARKER) == begun.marker:
                _finish(conn, ground, begun, RoomId(state.id))


def _finish(conn: Transaction, ground: Ground, begun: Founding, room_id: RoomId) -> Room:
    group = begun.group if begun.kind is RoomKind.GROUP else None
    room = Room(room_id, begun.kind, group, begun.person)
    founding.finish(conn, ground.keys, begun, room)
    return room
