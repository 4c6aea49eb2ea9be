"""Walls of private rooms, walls that moved while the bots were stopped, and the silence of a closed group."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bots.demo.homeserver import LocalHomeserver
from config.walls import load_walls
from fourwalls.group.people import Bot, RoomKind
from tests.support.gathering import GROUP, gather
from tests.support.house import Site, prepare_site, running_house
from tests.support.member import Member, MemberError
from tests.support.synapse import Register, SignIn

pytestmark = pytest.mark.e2e

WALLS = load_walls()
WINDOWS, DOOR, NAME = "m.room.history_visibility", "m.room.join_rules", "m.room.name"
POWER = "m.room.power_levels"


async def as_bot(site: Site, bot: Bot) -> Member:
    """Somebody who knows a bot's password: the only one who can move a wall of a room of its making."""
    account = site.settings.users[bot], site.settings.passwords[bot]
    return await Member.start(site.env["FOURWALLS_HOMESERVER"], *account, signed=False)


async def stands(member: Member, room: str, type_: str, wanted: dict[str, Any]) -> None:
    """Ask the server until the wall stands there; a client may not have heard of its fall yet."""
    async with asyncio.timeout(60):
        while (await member.state(room))[type_, ""] != wanted:
            continue


async def is_out(member: Member, room: str, who: str) -> None:
    """Ask the server until somebody is neither inside nor asked in."""
    async with asyncio.timeout(60):
        while (await member.state(room)).get(("m.room.member", who), {}).get("membership") in {"join", "invite"}:
            continue


async def open_up(thief: Member, room: str, mallory: Member) -> None:
    """Open the windows, name somebody, and let a stranger in."""
    await thief.wait_membership(room, "join")
    await thief.invite(room, mallory.user_id)
    await mallory.join(await mallory.wait_invite(room))
    await thief.set_state(room, WINDOWS, {"history_visibility": "shared"})
    await thief.set_state(room, NAME, {"name": "Friends of Walter Hartley"})


async def test_what_was_opened_while_the_bots_were_stopped_is_put_right_at_the_next_start(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    odette, ruth, pip, mallory = [await sign_in(name) for name in ("odette", "ruth", "pip", "mallory")]
    site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP)
    async with running_house(site):
        evening = await gather(site, odette, ruth, pip=pip)
    private = evening.private[pip.user_id]
    kinds = {evening.room: (Bot.WARDEN, RoomKind.GROUP), private: (Bot.GUIDE, RoomKind.PRIVATE)}
    names = {room: (await pip.state(room))[NAME, ""] for room in kinds}
    for room, (bot, _) in kinds.items():
        async with await as_bot(site, bot) as thief:
            await open_up(thief, room, mallory)
    async with running_house(site):
        for room, (_, kind) in kinds.items():
            await is_out(pip, room, mallory.user_id)
            await stands(pip, room, WINDOWS, WALLS[kind].wanted_state()[WINDOWS, ""])
            await stands(pip, room, NAME, names[room])
        for place in (GROUP, "the private room of pip"):
            alarm = f"ALARM: one of the walls of {place} had been opened: the windows"
            await odette.wait_message(containing=alarm, room=evening.desk, timeout=60)
            await odette.wait_message(containing=f"In {place}, the room's name may hold", room=evening.desk, timeout=60)
            await odette.wait_message(containing=f"again at {place}, and it holds", room=evening.desk, timeout=60)
        said = await evening.tell_guide(pip, "help")
        await evening.hears(pip, "Samaritans", after=said)
        assert said not in {seen.event_id for seen in mallory.messages(private) if seen.readable}


async def test_a_private_room_is_shut_again_while_the_guide_is_there(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    odette, ruth, pip, mallory = [await sign_in(name) for name in ("odette", "ruth", "pip", "mallory")]
    site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP)
    async with running_house(site):
        evening = await gather(site, odette, ruth, pip=pip)
        private = evening.private[pip.user_id]
        with pytest.raises(MemberError):
            await pip.invite(private, mallory.user_id)
        async with await as_bot(site, Bot.GUIDE) as thief:
            await thief.wait_membership(private, "join")
            await thief.set_state(private, DOOR, {"join_rule": "public"})
            await thief.invite(private, mallory.user_id)
            await odette.wait_message(
                containing=f"{mallory.user_id} was about to come into the private room of pip",
                room=evening.desk,
                timeout=60,
            )
            await is_out(pip, private, mallory.user_id)
            await stands(pip, private, DOOR, {"join_rule": "invite"})
        held = "again at the private room of pip, and it holds"
        await odette.wait_message(containing=held, room=evening.desk, timeout=60)


async def test_nobody_can_speak_in_the_rooms_of_a_closed_group(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    odette, ruth, pip = [await sign_in(name) for name in ("odette", "ruth", "pip")]
    site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP)
    async with running_house(site):
        evening = await gather(site, odette, ruth, pip=pip)
        await pip.send(evening.room, "see you next week")
        asked = await evening.tell_guide(odette, f"!group close {GROUP}")
        await evening.hears(odette, "confirm", after=asked)
        sure = await evening.tell_guide(odette, "confirm")
        await evening.hears(pip, "has come to an end")
        await evening.hears(odette, "nobody can write there any more", after=sure)
        quiet = WALLS[RoomKind.GROUP].at_rest().wanted_state()[POWER, ""]["events_default"]
        async with asyncio.timeout(60):
            while (await pip.state(evening.room))[POWER, ""]["events_default"] != quiet:
                continue
        # they may look at their room for a while, and nobody inside can say a word there
        for member in (pip, ruth):
            assert (await member.state(evening.room))["m.room.member", member.user_id]["membership"] == "join"
            with pytest.raises(MemberError):
                await member.send(evening.room, "can you still hear me?")
            with pytest.raises(MemberError):
                await member.react(evening.room, "$nothing", "👍")
