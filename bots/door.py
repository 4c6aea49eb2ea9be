"""Letting people in and out of rooms, for one bot: whether a no of the homeserver matters, its own state tells."""

from __future__ import annotations

from bots.ground import Ground
from fourwalls.group.effects.done import AnswerInvite
from fourwalls.group.heard import Membership
from fourwalls.group.people import PersonId, Room, RoomId, RoomKind
from fourwalls.matrix.connection import Connection
from fourwalls.matrix.homeserver import RefusedError
from handlers.entitled import may_be_inside


class Door:
    """The door of every room that this bot is in."""

    def __init__(self, ground: Ground, connection: Connection) -> None:
        self._ground = ground
        self._connection = connection

    async def room(self, room_id: RoomId) -> Room:
        """The room as we know it; one that we do not know counts as a group's."""
        room = await self._ground.database.run(lambda conn: self._ground.records(conn).room(room_id))
        return room or Room(room_id, RoomKind.GROUP)

    async def invite(self, room_id: RoomId, person: PersonId) -> None:
        """Invite somebody, unless they have lost their seat since that was asked for."""
        if person == self._connection.user_id:
            return  # nobody can ask themselves in
        room = await self.room(room_id)
        if not await self._ground.database.run(lambda conn: may_be_inside(person, room, self._ground.records(conn))):
            return
        try:
            await self._connection.act.invite(room_id, person)
        except RefusedError as refusal:
            if refusal.may_pass or not await self.is_there(person, room_id, Membership.JOIN, Membership.INVITE):
                raise

    async def evict(self, room_id: RoomId, person: PersonId) -> None:
        """Take somebody out; whether a no means that they are out already, the server's own state tells."""
        try:
            await self._connection.act.kick(room_id, person)
        except RefusedError as refusal:
            still_there = (Membership.JOIN, Membership.INVITE, Membership.KNOCK)
            if refusal.may_pass or await self.is_there(person, room_id, *still_there):
                raise

    async def is_there(self, person: PersonId, room_id: RoomId, *wanted: Membership) -> bool:
        """Whether somebody stands like this to a room, by the server's own state."""
        return person in (await self._connection.act.room_state(room_id)).with_membership(*wanted)

    async def answer(self, invite: AnswerInvite) -> None:
        """Come in, or decline; that a person has withdrawn their invite meanwhile is just as well."""
        try:
            await (self._connection.act.join if invite.accept else self._connection.act.leave)(invite.room)
        except RefusedError as refusal:
            if refusal.may_pass or (invite.accept and not invite.guest):
                raise
