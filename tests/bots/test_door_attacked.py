"""Strangers at the door of a real room: who knocks, and what the bots say while one is asked in."""

from __future__ import annotations

from pathlib import Path

import pytest

from bots.demo.homeserver import LocalHomeserver
from bots.pulse import Ending
from fourwalls.group.people import Bot
from tests.support.attacks import DOOR, as_the_warden, hands_bound, is_out, stands, timeline
from tests.support.gathering import GROUP, gather
from tests.support.house import prepare_site, running_house
from tests.support.member import Member
from tests.support.synapse import Register, SignIn

pytestmark = pytest.mark.e2e


async def test_whoever_knocks_while_the_door_allows_it_is_turned_away_and_the_door_is_shut(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    odette, ruth, pip, mallory = [await sign_in(name) for name in ("odette", "ruth", "pip", "mallory")]
    site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP)
    async with running_house(site) as house:
        evening = await gather(site, odette, ruth, pip=pip)
        async with await as_the_warden(site) as thief:
            await thief.wait_membership(evening.room, "join")
            async with hands_bound(house, "put_state"):
                await thief.set_state(evening.room, DOOR, {"join_rule": "knock"})
                await mallory.do("post", path=f"/knock/{evening.room}", body={"reason": "let me in"})
                await is_out(pip, evening.room, mallory.user_id)
            await stands(pip, evening.room, DOOR)
        told = await odette.wait_message(containing=f"{mallory.user_id} was about to", room=evening.desk)
        assert "shut the door" in told.body
        alarm = await odette.wait_message(containing="been opened: the door (how", room=evening.desk)
        assert alarm.body.startswith("ALARM")
        await odette.wait_message(containing="it holds: the door (how", room=evening.desk, timeout=60)
        came = [it["content"] for it in await timeline(pip, evening.room) if it.get("state_key") == mallory.user_id]
        assert [content["membership"] for content in came] == ["knock", "leave"]


async def test_no_bot_speaks_while_a_stranger_is_asked_in_but_of_danger_and_what_waited_is_said_after(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    odette, ruth, pip, mallory = [await sign_in(name) for name in ("odette", "ruth", "pip", "mallory")]
    site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP)
    async with running_house(site) as house:
        evening = await gather(site, odette, ruth, pip=pip)
        scribe, lookout = house.parts[Bot.SCRIBE], house.parts[Bot.LOOKOUT]
        async with await as_the_warden(site) as thief, hands_bound(house, "kick"):
            for room, ear in ((evening.desk, lookout), (evening.room, scribe)):
                await thief.wait_membership(room, "join")
                await thief.invite(room, mallory.user_id)
                while mallory.user_id not in ear.connection.rooms[room].invited:
                    await thief.state(room)
            asked = await evening.tell_guide(ruth, "!session open")
            while not scribe.performing.pulse.endings["Say", Ending.HELD]:
                await thief.state(evening.room)
            await pip.send(evening.room, "i have saved up my tablets and tonight i am going to take them all")
            await odette.wait_message(containing="take them all", room=evening.desk)
        await evening.everybody_hears("session is open", after=asked)
        await odette.wait_message(containing=f"{mallory.user_id} was about to", room=evening.desk)
        assert await heard_at_the_door(pip, evening.room, mallory) == [pip.user_id]
        assert set(await heard_at_the_door(odette, evening.desk, mallory)) == {site.settings.users[Bot.LOOKOUT]}


async def heard_at_the_door(member: Member, room: str, stranger: Member) -> list[str]:
    """Whose words were said between somebody's being asked in and that being taken back."""
    events = await timeline(member, room)
    asked, taken_back = [at for at, event in enumerate(events) if event.get("state_key") == stranger.user_id]
    return [event["sender"] for event in events[asked:taken_back] if event["type"] == "m.room.encrypted"]
