"""What somebody does who is up to no good, or has been fooled: with the warden's password, or as an administrator."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from bots.house import House
from config.walls import load_walls
from fourwalls.group.people import Bot, RoomKind
from tests.support.house import Site
from tests.support.member import Member
from tests.support.synapse import Account

WANTED = load_walls()[RoomKind.GROUP].wanted_state()
POWER, WINDOWS, DOOR = "m.room.power_levels", "m.room.history_visibility", "m.room.join_rules"


async def as_the_warden(site: Site) -> Member:
    """Somebody who knows the warden's password: the only one who can move a wall of a room of our making."""
    account = site.settings.users[Bot.WARDEN], site.settings.passwords[Bot.WARDEN]
    return await Member.start(site.env["FOURWALLS_HOMESERVER"], *account, signed=False)


async def admin_says(account: Account, path: str, body: dict[str, Any]) -> int:
    """One call of the homeserver's own administration; returns its status."""
    login = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": account.name}}
    async with aiohttp.ClientSession(account.base_url) as http:
        async with http.post("/_matrix/client/v3/login", json={**login, "password": account.password}) as answer:
            token = (await answer.json())["access_token"]
        async with http.post(path, json=body, headers={"Authorization": f"Bearer {token}"}) as answer:
            return answer.status


async def stands(member: Member, room: str, type_: str) -> None:
    """Ask the server until the wall stands there; a client may not have heard of its fall yet."""
    async with asyncio.timeout(60):
        while (await member.state(room))[type_, ""] != WANTED[type_, ""]:
            continue


async def is_out(member: Member, room: str, who: str) -> None:
    """Ask the server until somebody is neither inside nor at the door, whether they ever were or not."""
    async with asyncio.timeout(60):
        while (await member.state(room)).get(("m.room.member", who), {}).get("membership", "leave") != "leave":
            continue


async def timeline(member: Member, room: str) -> list[dict[str, Any]]:
    """The last hundred events of a room in the server's own order, as they stand there."""
    told = await member.do("get", path=f"/rooms/{room}/messages", query={"dir": "b", "limit": "100"})
    events: list[dict[str, Any]] = told["chunk"]
    return events[::-1]


@asynccontextmanager
async def hands_bound(house: House, *deeds: str) -> AsyncIterator[None]:
    """Let the warden's requests of these kinds (``kick``, ``put_state``) wait until the block ends.

    What it does within a tenth of a second otherwise could be missed; what goes on meanwhile is the worst case.
    """
    act, free = house.parts[Bot.WARDEN].connection.act, asyncio.Event()
    for deed in deeds:
        do = getattr(act, deed)

        async def waits(*given: Any, do: Any = do, **more: Any) -> Any:
            await free.wait()
            return await do(*given, **more)

        setattr(act, deed, waits)
    try:
        yield
    finally:
        free.set()
        for deed in deeds:
            delattr(act, deed)
