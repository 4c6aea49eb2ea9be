"""The walls of a real room, moved by somebody who can: each is put back, told, looked at again, and nothing leaks."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bots.demo.homeserver import LocalHomeserver
from config.walls import load_walls
from fourwalls.group.breach import AT_ONCE
from fourwalls.group.people import Bot, RoomKind
from tests.bench.walls.unseated import roster_of
from tests.support.gathering import GROUP, Gathering, gather
from tests.support.house import Site, prepare_site, running_house
from tests.support.member import Member, MemberError
from tests.support.synapse import Account, Register, SignIn, members, registrar, running_homeserver

pytestmark = pytest.mark.e2e

WANTED = load_walls()[RoomKind.GROUP].wanted_state()
POWER = "m.room.power_levels"


async def as_the_warden(site: Site) -> Member:
    """Somebody who knows the warden's password: the only one who can move a wall of a room of our making."""
    account = site.settings.users[Bot.WARDEN], site.settings.passwords[Bot.WARDEN]
    return await Member.start(site.env["FOURWALLS_HOMESERVER"], *account, signed=False)


async def stands(member: Member, room: str, type_: str) -> None:
    """Ask the server until the wall stands there; a client may not have heard of its fall yet."""
    async with asyncio.timeout(60):
        while (await member.state(room))[type_, ""] != WANTED[type_, ""]:
            continue


async def is_out(member: Member, room: str, who: str) -> None:
    """Ask the server until somebody is not inside, whether they ever were or not."""
    async with asyncio.timeout(60):
        while (await member.state(room)).get(("m.room.member", who), {}).get("membership") == "join":
            continue


async def admin_says(account: Account, path: str, body: dict[str, Any]) -> int:
    """One call of the homeserver's own administration; returns its status."""
    login = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": account.name}}
    async with aiohttp.ClientSession(account.base_url) as http:
        async with http.post("/_matrix/client/v3/login", json={**login, "password": account.password}) as answer:
            token = (await answer.json())["access_token"]
        async with http.post(path, json=body, headers={"Authorization": f"Bearer {token}"}) as answer:
            return answer.status


async def test_windows_flipped_and_an_invite_in_the_same_second(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    odette, ruth, pip, walt = [await sign_in(name) for name in ("odette", "ruth", "pip", "walt")]
    mallory = await sign_in("mallory")
    site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP)
    async with running_house(site):
        evening = await gather(site, odette, ruth, pip=pip)
        secret = await pip.send(evening.room, "what I say here stays here")
        await ruth.wait_message(containing="stays here", room=evening.room)
        await evening.tell_guide(ruth, f"!invite {walt.user_id}")
        await evening.read_and_agree(walt)
        await walt.wait_invite(evening.room)
        async with await as_the_warden(site) as thief:
            await thief.wait_membership(evening.room, "join")
            await asyncio.gather(
                thief.set_state(evening.room, "m.room.history_visibility", {"history_visibility": "shared"}),
                thief.invite(evening.room, mallory.user_id),
            )
            with suppress(MemberError):  # the invite may be gone by then
                await mallory.join(evening.room)
            alarm = await odette.wait_message(containing="ALARM", room=evening.desk, timeout=60)
            assert "the windows" in alarm.body
            assert "It was done with the warden" in alarm.body
            await odette.wait_message(containing="it holds: the windows", room=evening.desk, timeout=60)
            await stands(pip, evening.room, "m.room.history_visibility")
        # whoever belongs is asked in anew, and the stranger has read none of it
        await walt.wait_invite(evening.room, timeout=60)
        await pip.wait_membership(evening.room, "leave", mallory.user_id, timeout=60)
        with suppress(MemberError):
            await mallory.scrollback(evening.room)
        later = await pip.send(evening.room, "and so does this")
        await ruth.wait_message(containing="so does this", room=evening.room)
        read = {seen.event_id for seen in mallory.messages(evening.room) if seen.readable}
        assert not read & {secret, later}


async def test_each_wall_that_somebody_moves_is_put_back_and_a_fight_is_told(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    odette, ruth, pip = [await sign_in(name) for name in ("odette", "ruth", "pip")]
    mallory, admin = await sign_in("mallory"), await register("admin", admin=True)
    site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP)
    async with running_house(site):
        evening = await gather(site, odette, ruth, pip=pip)
        room = evening.room
        await nobody_comes_in_by_themselves(mallory, room)
        async with await as_the_warden(site) as thief:
            await thief.wait_membership(room, "join")
            # the lock, who may do what, a widget, and the door, through which somebody comes
            await thief.set_state(room, "m.room.encryption", {"algorithm": "m.none"})
            await stands(pip, room, "m.room.encryption")
            levels = WANTED[POWER, ""]
            await thief.set_state(room, POWER, {**levels, "users": {pip.user_id: 50}, "invite": 0})
            await stands(pip, room, POWER)
            await thief.set_state(room, "im.vector.modular.widgets", {"type": "video", "url": "https://x"}, "w")
            await pip.wait_state(room, "im.vector.modular.widgets", lambda it: not it, state_key="w", timeout=60)
            await thief.set_state(room, "m.room.join_rules", {"join_rule": "public"})
            with suppress(MemberError):  # the door may be shut by then
                await mallory.join(room)
            await stands(pip, room, "m.room.join_rules")
            await is_out(pip, room, mallory.user_id)
            await nobody_comes_in_by_themselves(mallory, room)
            # a hostile administrator of the homeserver makes somebody a moderator
            minion = await register("minion")
            path = f"/_synapse/admin/v1/rooms/{room}/make_room_admin"
            assert await admin_says(admin, path, {"user_id": minion.user_id}) == HTTPStatus.OK
            await odette.wait_message(containing=f"{minion.user_id} was about to", room=evening.desk, timeout=60)
            await stands(pip, room, POWER)
            # and a program that does not give up
            assert await fight(thief, odette, evening) == AT_ONCE + 1


async def test_whoever_comes_in_by_an_invitation_that_counts_no_more_is_led_out(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    odette, ruth, pip, walt = [await sign_in(name) for name in ("odette", "ruth", "pip", "walt")]
    site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP)
    async with running_house(site):
        evening = await gather(site, odette, ruth, pip=pip)
        async with await as_the_warden(site) as thief:
            await thief.wait_membership(evening.room, "join")
            with roster_of(site) as roster:  # behind the bots' back, so that none of them takes the invitation back
                await roster.seat(walt.user_id)
                await thief.invite(evening.room, walt.user_id)
                await walt.wait_invite(evening.room)
                await roster.unseat(walt.user_id)
            await walt.do("post", path=f"/join/{evening.room}", body={})
            await pip.wait_membership(evening.room, "leave", walt.user_id, timeout=60)
        await odette.wait_message(containing=f"{walt.user_id} was about to", room=evening.desk)
        later = await pip.send(evening.room, "what only we should read")
        await ruth.wait_message(containing="only we should", room=evening.room)
        assert later not in {seen.event_id for seen in walt.messages(evening.room) if seen.readable}


async def nobody_comes_in_by_themselves(mallory: Member, room: str) -> None:
    """Without an invite, whoever knows the room's id gets in neither by joining nor by knocking."""
    for way in ("join", "knock"):  # asked of the server itself: a client that thinks it is inside asks nothing
        with pytest.raises(MemberError):
            await mallory.do("post", path=f"/{way}/{room}", body={})


async def fight(thief: Member, odette: Member, evening: Gathering) -> int:
    """Open the guests' door as soon as it was shut, until the managers are told; says how often it was opened."""
    told = asyncio.create_task(odette.wait_message(containing="NOT PROTECTED", room=evening.desk, timeout=120))
    opened = 0
    while not told.done():
        if (await thief.state(evening.room))["m.room.guest_access", ""] == WANTED["m.room.guest_access", ""]:
            await thief.set_state(evening.room, "m.room.guest_access", {"guest_access": "can_join"})
            opened += 1
    assert "changed again and again" in (await told).body
    return opened


async def test_the_homeserver_goes_away_in_the_middle_of_a_removal(tmp_path: Path) -> None:
    async with running_homeserver(tmp_path / "homeserver") as server, members(registrar(server)) as sign_in:
        odette, ruth, pip, walt = [await sign_in(name) for name in ("odette", "ruth", "pip", "walt")]
        site = await prepare_site(tmp_path, server, registrar(server), odette.user_id, ruth.user_id, GROUP)
        async with running_house(site) as house:
            evening = await gather(site, odette, ruth, pip=pip, walt=walt)
            act, gone = house.parts[Bot.WARDEN].connection.act, asyncio.Event()
            kick = act.kick

            async def kick_into_the_void(room_id: str, user_id: str, reason: str = "") -> None:
                if not gone.is_set():
                    await server.stop()
                    gone.set()
                await kick(room_id, user_id, reason)

            act.kick = kick_into_the_void  # type: ignore[method-assign]
            asked = await evening.tell_guide(ruth, f"!remove {walt.user_id}")
            await evening.hears(ruth, "reply confirm", after=asked)
            await evening.tell_guide(ruth, "confirm")
            await asyncio.wait_for(gone.wait(), 60)
            await server.start()
            await pip.wait_membership(evening.room, "leave", walt.user_id, timeout=120)
            await evening.hears(walt, "no longer part of")
            secret = await pip.send(evening.room, "is Walt still reading this?")
            await ruth.wait_message(containing="still reading", room=evening.room)
            assert secret not in {seen.event_id for seen in walt.messages(evening.room) if seen.readable}
            with pytest.raises(MemberError):
                await walt.do("post", path=f"/join/{evening.room}", body={})
