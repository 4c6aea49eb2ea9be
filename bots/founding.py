"""Making rooms, each exactly once: written down first, marked on the server, found again after a crash."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection as Transaction

from bots.ground import Ground
from bots.putting import put
from config.walls import RoomContract
from fourwalls.group.effects.done import Invite, Whisper
from fourwalls.group.effects.priority import Priority
from fourwalls.group.people import (
    HOUSE,
    ROOMS_OF_A_GROUP,
    Bot,
    Group,
    GroupId,
    Layout,
    PersonId,
    Room,
    RoomId,
    RoomKind,
)
from fourwalls.group.phrase import Phrase, phrase
from fourwalls.matrix.connection import Connection
from fourwalls.matrix.homeserver import RefusedError
from fourwalls.matrix.roomstate import RoomState
from fourwalls.storage import founding
from fourwalls.storage.founding import Founding
from fourwalls.storage.outbox import Cause
from handlers.entitled import roster_of
from handlers.shelf import CHILD, via

MARKER = "fourwalls.founding"
"""The key in a room's creation content by which an unfinished founding is found again."""

_WELCOME = 1
_PLACES = {RoomKind.GROUP: 0, RoomKind.MANAGER: 0, RoomKind.CONVERSATION: 2, RoomKind.SPACE: 3}
"""Which of the things that are done once for somebody at an opening is the invitation to a room of this kind."""

BOTS_INSIDE: Mapping[RoomKind, tuple[Bot, ...]] = {
    RoomKind.GROUP: (Bot.WARDEN, Bot.GUIDE, Bot.SCRIBE, Bot.LOOKOUT),
    RoomKind.CONVERSATION: (Bot.WARDEN, Bot.GUIDE, Bot.LOOKOUT),  # the scribe in a room means: this is recorded
    RoomKind.SPACE: (Bot.WARDEN,),
    RoomKind.OPEN: (Bot.GUIDE,),
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

    async def rooms_of(self, group: Group) -> list[Room]:
        """All rooms that a group should have; those that are not there are made, and its people asked in."""
        rooms = [await self.group_room(group.id, kind) for kind in group.layout.kinds]
        if group.layout is Layout.SPACE:
            await self._shelve(rooms)
        return rooms

    async def group_room(self, group: GroupId, kind: RoomKind = RoomKind.GROUP) -> Room:
        """The group's room of one kind, made when there is none."""
        async with self._turn[group]:
            known = await self._ground.database.run(lambda conn: self._ground.records(conn).room_of(group, kind))
            return known or await self._found(kind, group, None, ())

    async def silence(self, room: Room) -> None:
        """Let nobody speak in a room any more: its group is closed."""
        wanted = self._contracts[room.kind].at_rest().wanted_state()
        await self._connection.act.put_state(room.id, "m.room.power_levels", "", wanted["m.room.power_levels", ""])

    async def _shelve(self, rooms: Sequence[Room]) -> None:
        """Put a group's rooms into its space, unless they are there."""
        space = next(room for room in rooms if room.kind is RoomKind.SPACE)
        state = self._connection.rooms.get(space.id)
        here = via(self._connection.user_id)
        for room in rooms:
            there = {} if state is None else state.content(CHILD, room.id)
            if room.kind is not RoomKind.SPACE and there != here:
                await self._connection.act.put_state(space.id, CHILD, room.id, here)

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
        name = room_name(self._ground, begun.kind)
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


def room_name(ground: Ground, kind: RoomKind) -> str:
    """What a room of this kind is called where the homeserver can read it: nothing of its group's own name."""
    return ground.say(phrase(f"room-name-{kind.value}", organisation=ground.organisation))


def room_names(ground: Ground) -> dict[RoomKind, str]:
    """The neutral name of every kind of room that we make."""
    return {kind: room_name(ground, kind) for kind in RoomKind if kind is not RoomKind.OPEN}


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
    """Write a room down, and in the same breath ask in everybody who belongs there: neither is without the other."""
    group = begun.group if begun.kind in ROOMS_OF_A_GROUP else None
    room = Room(room_id, begun.kind, group, begun.person)
    founding.finish(conn, ground.keys, begun, room)
    for seat in ground.records(conn).roster(group) if group is not None else ():
        if seat.may_be_inside:
            ask_in(conn, ground, room, seat.person)
    return room


def ask_in(conn: Transaction, ground: Ground, room: Room, person: PersonId) -> None:
    """Ask somebody into a room that was made, once for ever; whoever comes later is asked in by a command."""
    cause = Cause(Bot.WARDEN, f"opening {roster_of(room)} {person}")
    put(conn, ground, cause, Invite(room.id, person), _PLACES[room.kind])


def welcome(conn: Transaction, ground: Ground, group: GroupId, person: PersonId, words: Phrase) -> None:
    """Greet somebody whom ``house.toml`` or a setting names, once for ever."""
    cause = Cause(Bot.WARDEN, f"opening {group} {person}")
    put(conn, ground, cause, Whisper(person, words, Priority.NEWS), _WELCOME)
