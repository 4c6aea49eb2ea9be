"""What goes wrong on purpose: somebody who knows the warden's password signs in as the warden and 'helps'.

Nobody else could do this: in the rooms of the warden's making no member may invite or change a setting.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bots.demo.stage import Stage
from fourwalls.group.people import Bot, PersonId, RoomId
from fourwalls.matrix.homeserver import CLIENT, Homeserver, segment


@asynccontextmanager
async def _as_warden(stage: Stage) -> AsyncIterator[Homeserver]:
    server = Homeserver.open(stage.homeserver.base_url)
    try:
        who = {"type": "m.id.user", "user": stage.ids[Bot.WARDEN.value]}
        body = {"type": "m.login.password", "identifier": who, "password": stage.password(Bot.WARDEN.value)}
        server.token = str((await server.call("POST", f"{CLIENT}/login", body))["access_token"])
        yield server
        await server.call("POST", f"{CLIENT}/logout", {})
    finally:
        await server.close()


async def invite_stranger(stage: Stage, room: RoomId, person: PersonId) -> None:
    """Invite somebody who is on no roster."""
    async with _as_warden(stage) as server:
        await server.call("POST", f"{CLIENT}/rooms/{segment(room)}/invite", {"user_id": person})


async def open_windows(stage: Stage, room: RoomId) -> None:
    """Let newcomers read what was said before they came."""
    async with _as_warden(stage) as server:
        path = f"{CLIENT}/rooms/{segment(room)}/state/m.room.history_visibility/"
        await server.call("PUT", path, {"history_visibility": "shared"})


async def windows_of(stage: Stage, room: RoomId) -> str:
    """Who can read what was said before they came, as the server has it now."""
    async with _as_warden(stage) as server:
        path = f"{CLIENT}/rooms/{segment(room)}/state/m.room.history_visibility/"
        return str((await server.call("GET", path)).get("history_visibility"))
