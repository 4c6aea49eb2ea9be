"""The walls of a real room, moved by somebody who can: each is put back, told, looked at again, and nothing leaks."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from bots.demo.homeserver import LocalHomeserver
from fourwalls.group.breach import AT_ONCE
from fourwalls.group.people import Bot
from tests.bench.walls.unseated import roster_of
from tests.support.attacks import POWER, WANTED, admin_says, as_the_warden, is_out, stands
from tests.support.gathering import GROUP, Gathering, gather
from tests.support.house import prepare_site, running_house
from tests.support.member import Member, MemberError
from tests.support.synapse import Register, SignIn, members, registrar, running_homeserver

pytestmark = pytest.mark.e2e

UNWANTED: tuple[tuple[str, str, dict[str, Any], str], ...] = (
    ("m.room.tombstone", "", {"body": "over there", "replacement_room": "!there:example.org"}, "whether the room is"),
    ("m.room.canonical_alias", "", {}, "the room's public address"),
    ("m.room.server_acl", "", {"allow": ["*"], "deny": ["example.org"]}, "which servers may take part"),
    ("m.space.parent", "!theirs:example.org", {"via": ["example.org"]}, "the space that the room says"),
    ("im.vector.modular.widgets", "w", {"type": "video", "url": "https://example.org"}, "a widget"),
)
"""By type and key: what stands there then, and how people are told of it."""


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
            await odette.until(lambda: alarmed_of_power(odette, evening.desk) == 2 or None, "both alarms", 60)
            await stands(pip, room, POWER)
            # and a program that does not give up
            assert await fight(thief, odette, evening) == AT_ONCE + 1


async def test_what_must_not_stand_in_a_room_is_taken_out_and_told_with_who_and_when_and_whether_it_held(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    odette, ruth, pip = [await sign_in(name) for name in ("odette", "ruth", "pip")]
    site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP)
    address = f"#{pip.user_id[1:]}"
    async with running_house(site), await as_the_warden(site) as thief:
        evening = await gather(site, odette, ruth, pip=pip)
        room = evening.room
        await thief.wait_membership(room, "join")
        await thief.do("put", path=f"/directory/room/{quote(address)}", body={"room_id": room})
        for type_, key, content, _ in UNWANTED:
            filled = {**content, "alias": address} if type_ == "m.room.canonical_alias" else content
            await thief.set_state(room, type_, filled, key)
        for type_, key, _, called in UNWANTED:
            told = await odette.wait_message(containing=f"been changed: {called}", room=evening.desk, timeout=60)
            assert re.search(rf"walls of {GROUP} .*done with the warden\S* account, \d\d:\d\d, \d+ \w+", told.body)
            await odette.wait_message(containing=f"it holds: {called}", room=evening.desk, timeout=60)
            now = (await pip.state(room))[type_, key]
            assert now == ({"allow": ["*"], "deny": [], "allow_ip_literals": False} if "acl" in type_ else {})
        await odette.wait_message(containing="We bots do not follow", room=evening.desk)
    # an address is no setting of the room: it is found by the warden's rounds
    async with running_house(site):
        await odette.wait_message(containing="or had an address by which", room=evening.desk, timeout=60)
        async with asyncio.timeout(60):
            while address in (await pip.do("get", path=f"/rooms/{quote(room)}/aliases"))["aliases"]:
                continue


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


def alarmed_of_power(odette: Member, desk: str) -> int:
    """How often the managers were told that who may do what was changed so that it opens a wall."""
    return sum("been opened: who may do what" in seen.body for seen in odette.messages(desk))


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
