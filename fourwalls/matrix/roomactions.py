"""What an account does to rooms apart from speaking in them: make, enter, leave, let in, put out, set, take away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fourwalls.matrix.homeserver import CLIENT, Homeserver, RefusedError, segment
from fourwalls.matrix.roomstate import RoomState, is_state
from fourwalls.matrix.shapes import sequence


class RoomActions:
    """One account's actions on the homeserver. What has been done already is not an error."""

    def __init__(self, server: Homeserver, user_id: str, rooms: Mapping[str, RoomState]) -> None:
        self._server = server
        self._user_id = user_id
        self._rooms = rooms

    async def redact(self, room_id: str, event_id: str, txn: str) -> None:
        """Remove an event for everybody."""
        path = f"{CLIENT}/rooms/{segment(room_id)}/redact/{segment(event_id)}/{segment(txn)}"
        await self._server.call("PUT", path, {})

    async def create_room(self, body: dict[str, Any]) -> str:
        """Create a room; returns its id. Not idempotent: the caller marks what it makes."""
        answer = await self._server.call("POST", f"{CLIENT}/createRoom", body)
        return str(answer["room_id"])

    async def joined_rooms(self) -> list[str]:
        """The rooms that this account is in, asked anew."""
        answer = await self._server.call("GET", f"{CLIENT}/joined_rooms")
        return [str(room) for room in answer.get("joined_rooms", [])]

    async def room_state(self, room_id: str) -> RoomState:
        """The current state of a room, asked anew: what enforcement goes by, since a sync can lag behind a fork."""
        room = RoomState(room_id)
        for event in await self._server.call_list("GET", f"{CLIENT}/rooms/{segment(room_id)}/state"):
            if is_state(event):
                room.apply(event)
        return room

    async def put_state(self, room_id: str, type_: str, state_key: str, content: dict[str, Any]) -> None:
        """Set one setting of a room."""
        path = f"{CLIENT}/rooms/{segment(room_id)}/state/{segment(type_)}/{segment(state_key)}"
        await self._server.call("PUT", path, content)

    async def is_listed(self, room_id: str) -> bool:
        """Whether the room stands in the homeserver's public list."""
        answer = await self._server.call("GET", f"{CLIENT}/directory/list/room/{segment(room_id)}")
        return answer.get("visibility") == "public"

    async def unlist(self, room_id: str) -> None:
        """Take the room out of the public list."""
        await self._server.call("PUT", f"{CLIENT}/directory/list/room/{segment(room_id)}", {"visibility": "private"})

    async def addresses(self, room_id: str) -> list[str]:
        """The addresses (aliases) that this homeserver gives the room, whether the room knows of them or not."""
        answer = await self._server.call("GET", f"{CLIENT}/rooms/{segment(room_id)}/aliases")
        return [address for address in sequence(answer.get("aliases")) if isinstance(address, str)]

    async def drop_address(self, address: str) -> None:
        """Take an address away; that it is gone already is not an error."""
        try:
            await self._server.call("DELETE", f"{CLIENT}/directory/room/{segment(address)}")
        except RefusedError as refusal:
            if refusal.code != "M_NOT_FOUND":
                raise

    async def room_at(self, address: str) -> str:
        """The id of the room at an address (``#name:server``). Raises ``RefusedError`` when there is none."""
        return str((await self._server.call("GET", f"{CLIENT}/directory/room/{segment(address)}")).get("room_id", ""))

    async def invite(self, room_id: str, user_id: str) -> None:
        """Invite somebody; that they are inside or invited already is not an error."""
        try:
            await self._server.call("POST", f"{CLIENT}/rooms/{segment(room_id)}/invite", {"user_id": user_id})
        except RefusedError:
            room = self._rooms.get(room_id)
            if room is None or user_id not in room.joined | room.invited:
                raise

    async def kick(self, room_id: str, user_id: str, reason: str = "") -> None:
        """Take somebody out, or withdraw their invite; that they are out already is not an error."""
        body = {"user_id": user_id, **({"reason": reason} if reason else {})}
        try:
            await self._server.call("POST", f"{CLIENT}/rooms/{segment(room_id)}/kick", body)
        except RefusedError:
            room = self._rooms.get(room_id)
            if room is None or user_id in room.joined | room.invited:
                raise

    async def join(self, room_id: str) -> None:
        """Accept an invite."""
        await self._server.call("POST", f"{CLIENT}/join/{segment(room_id)}", {})

    async def leave(self, room_id: str) -> None:
        """Leave a room or decline an invite."""
        await self._server.call("POST", f"{CLIENT}/rooms/{segment(room_id)}/leave", {})

    async def name_oneself(self, profile_name: str) -> None:
        """Set this account's profile name."""
        path = f"{CLIENT}/profile/{segment(self._user_id)}/displayname"
        await self._server.call("PUT", path, {"displayname": profile_name})
