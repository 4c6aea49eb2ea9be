"""A room that was there before us is taken on from the managers' room, or its people move; its warden may be lost."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from bots.demo.homeserver import LocalHomeserver
from config.walls import load_walls
from fourwalls.group.people import Bot, RoomKind
from tests.support.attacks import is_out
from tests.support.command import fourwalls
from tests.support.gathering import GROUP, Gathering, gather
from tests.support.house import Site, prepare_site, running_house
from tests.support.member import Member, MemberError
from tests.support.synapse import Register, SignIn, talkative

pytestmark = pytest.mark.e2e


async def an_old_room(walt: Member, pip: Member) -> str:
    """One as Element makes it, by somebody whom we do not know; another is inside."""
    old = await walt.create_room(pip.user_id, name="Old friends")
    await pip.join(old)
    await pip.wait_membership(old, "join")
    return old


@asynccontextmanager
async def beside_an_old_room(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> AsyncIterator[tuple[Gathering, str, Member, Member, Member]]:
    """A house that runs, an old room, who is in it, who made it, and a stranger; nobody has asked the warden in yet."""
    odette, ruth, pip, walt, stranger = [await sign_in(name) for name in ("odette", "ruth", "pip", "walt", "mallory")]
    await talkative(homeserver, walt.user_id)
    old = await an_old_room(walt, pip)
    site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP)
    async with running_house(site):
        evening = await gather(site, odette, ruth)
        await odette.send(evening.desk, f"!group adopt {old} Old friends")
        await evening.hears(odette, f"invite {site.settings.users[Bot.WARDEN]}")  # whoever does, it comes
        yield evening, old, pip, walt, stranger


async def let_in(walt: Member, old: str, warden: str) -> None:
    """The warden is asked in and made an admin."""
    await walt.invite(old, warden)
    await walt.wait_membership(old, "join", warden)
    levels = (await walt.state(old))["m.room.power_levels", ""]
    await walt.set_state(old, "m.room.power_levels", {**levels, "users": {warden: 100}})


async def looked_at(evening: Gathering, old: str) -> str:
    """The Online Manager has the room looked at; gives the report."""
    asked = await evening.manager.send(evening.desk, f"!group adopt {old} Old friends")
    named = await evening.hears(evening.manager, "on no list of the group yet", after=asked)
    report = await evening.hears(evening.manager, "I have looked at the room", after=asked)
    return f"{named.body}\n\n{report.body}"


async def stays_and_agrees(evening: Gathering, member: Member) -> None:
    """Somebody who is inside already hears of the guide, reads the policy and agrees."""
    evening.private[member.user_id] = await member.wait_invite(timeout=60)  # the guide looks every half minute
    await member.join(evening.private[member.user_id])
    await evening.hears(member, "We bots look after Old friends from now on")
    await evening.agree(member)
    await evening.hears(member, "written down that you agree")


async def membership(member: Member, room: str, who: str) -> str:
    """How the server has somebody in a room now."""
    return str((await member.state(room)).get(("m.room.member", who), {}).get("membership", "leave"))


async def doctor(site: Site) -> str:
    """All that ``fourwalls doctor`` sees of rooms that are not protected."""
    ran = await asyncio.to_thread(fourwalls, "doctor", "--json", home=site.folder, env=site.env)
    return "\n".join(each["seen"] for each in json.loads(ran.out)["findings"] if each["id"] == "rooms.unprotected")


async def test_a_room_is_taken_on_and_its_people_stay_while_strangers_do_not(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    async with beside_an_old_room(tmp_path, homeserver, register, sign_in) as (evening, old, pip, walt, mallory):
        odette, site = evening.manager, evening.site
        warden = site.settings.users[Bot.WARDEN]

        await let_in(walt, old, warden)

        # it tells first what would change and what cannot be promised, and changes nothing
        report = await looked_at(evening, old)
        assert {pip.user_id, walt.user_id} <= {word.strip("()") for word in report.split()}
        assert "led out if you say confirm: 2" in report
        assert "One person made this room, and can do anything in it for ever" in report
        assert "the windows" in report
        assert (await walt.state(old))["m.room.history_visibility", ""] == {"history_visibility": "shared"}

        # at the word it is walled, and those who were named are on the list; whoever came in since then is a stranger
        await walt.invite(old, mallory.user_id)
        await mallory.join(await mallory.wait_invite(old))
        await walt.wait_membership(old, "join", mallory.user_id)
        await evening.tell_guide(odette, "everybody")
        later = await evening.hears(odette, "one more person has come in")
        assert mallory.user_id in later.body
        done = await evening.hears(odette, "The room is the room of Old friends now")
        assert "strangers are out, and every wall stands" in done.body
        assert await membership(walt, old, mallory.user_id) == "leave", "it is said when it is so"

        # they stay while they read the policy
        for member in (pip, walt):
            await stays_and_agrees(evening, member)
            assert await membership(pip, old, member.user_id) == "join"
        state = await pip.state(old)
        assert load_walls()[RoomKind.GROUP].differences(state, warden) == []
        power = state["m.room.power_levels", ""]
        assert (power["users"], power["invite"], power["state_default"]) == ({warden: 100}, 100, 100)
        for bot in Bot:
            await pip.wait_membership(old, "join", site.settings.users[bot], timeout=60)
        shown = await evening.tell_guide(odette, "!group show Old friends")
        roster = await evening.hears(odette, "2 on the list", after=shown)
        assert pip.user_id in roster.body
        again = await odette.send(evening.desk, f"!group adopt {old} Old friends")
        await evening.hears(odette, "has that room already", after=again)

        # no member can ask a stranger in; whoever made the room still can, and move every wall
        with pytest.raises(MemberError):
            await pip.invite(old, mallory.user_id)
        await let_in_and_moved_by_its_maker(evening, old, walt, mallory)
        secret = await pip.send(old, "what only we should read")
        await walt.wait_message(containing="only we should", room=old)
        assert secret not in {seen.event_id for seen in mallory.messages(old) if seen.readable}


async def let_in_and_moved_by_its_maker(evening: Gathering, old: str, walt: Member, mallory: Member) -> None:
    """The stranger is led out again, and the wall is put back and told with whose hand it was."""
    await walt.invite(old, mallory.user_id)
    with suppress(MemberError):  # the invite may be gone by then
        await mallory.join(old)
    await evening.manager.wait_message(
        containing=f"{mallory.user_id} was about to come into Old friends", room=evening.desk, timeout=60
    )
    await is_out(walt, old, mallory.user_id)
    await walt.set_state(old, "m.space.parent", {"via": ["example.org"]}, "!theirs:example.org")
    moved = await evening.manager.wait_message(containing="the space that the room says", room=evening.desk, timeout=60)
    assert re.search(r"It was done by walt, \d\d:\d\d, \d+ \w+\. I am putting it back", moved.body)
    await evening.manager.wait_message(
        containing="it holds: the space that the room says", room=evening.desk, timeout=60
    )
    assert (await walt.state(old))["m.space.parent", "!theirs:example.org"] == {}


async def test_the_facilitator_of_one_group_opens_no_door_of_another(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    odette, ruth, walt, mallory = [await sign_in(name) for name in ("odette", "ruth", "walt", "mallory")]
    site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP)
    with (tmp_path / "config" / "house.toml").open("a") as plan:
        plan.write(f'[[group]]\nname = "Thursday lamp"\nfacilitators = ["{walt.user_id}"]\n')
    async with running_house(site):
        evening = await gather(site, odette, ruth)
        await evening.read_and_agree(walt)
        await walt.join(await walt.wait_invite())
        with pytest.raises(MemberError, match="not in room"):
            await walt.invite(evening.room, mallory.user_id)
        asked = await evening.tell_guide(walt, f"!invite {mallory.user_id} {GROUP}")
        await evening.hears(walt, "I could not follow that", after=asked)


async def test_a_warden_that_loses_its_power_or_is_put_out_is_told_of_until_it_is_back(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    async with beside_an_old_room(tmp_path, homeserver, register, sign_in) as (evening, old, pip, walt, eve):
        odette, site = evening.manager, evening.site
        warden = site.settings.users[Bot.WARDEN]
        await let_in(walt, old, warden)
        await looked_at(evening, old)
        await evening.tell_guide(odette, "everybody")
        done = await evening.hears(odette, "The room is the room of Old friends now")
        assert await doctor(site) == ""

        async def desk_says(words: str, after: str) -> str:
            said = await odette.wait_message(containing=words, room=evening.desk, after=after, timeout=90)
            last.append(said.event_id)
            return said.body

        last = [done.event_id]
        # its power is taken away: nothing can be done, which is told loudly and seen by the doctor while it lasts
        levels = (await walt.state(old))["m.room.power_levels", ""]
        await walt.set_state(old, "m.room.power_levels", {**levels, "users": {}})
        assert "I do not have the power there that I need" in await desk_says("NOT PROTECTED: Old friends", last[-1])
        assert "Old friends (powerless)" in await doctor(site)
        await walt.set_state(old, "m.room.join_rules", {"join_rule": "public"})
        await walt.set_state(old, "m.room.power_levels", {**levels, "users": {warden: 100}})
        await desk_says("Old friends is protected again", last[-1])
        await stands(pip, old, "m.room.join_rules", {"join_rule": "invite"})
        assert await doctor(site) == ""

        # whoever made it can still put the warden out: that is told loudly, and it comes back when it is asked
        kicked = last[-1]
        await walt.kick(old, warden)
        assert "I am not in that room any more" in await desk_says("NOT PROTECTED: Old friends", last[-1])
        assert "Old friends (put-out)" in await doctor(site)
        await walt.invite(old, eve.user_id)
        await eve.join(await eve.wait_invite(old))
        await walt.set_state(old, "m.room.history_visibility", {"history_visibility": "shared"})
        await walt.invite(old, warden)
        await walt.wait_membership(old, "join", warden, timeout=60)
        await desk_says("Old friends is protected again", last[-1])
        await desk_says(f"{eve.user_id} was about to come into Old friends", kicked)
        await is_out(walt, old, eve.user_id)
        await stands(pip, old, "m.room.history_visibility", {"history_visibility": "joined"})


async def stands(member: Member, room: str, type_: str, wanted: dict[str, str]) -> None:
    """Wait until a setting is this."""
    await member.wait_state(room, type_, lambda content: content == wanted, timeout=60)


async def test_the_people_of_a_room_move_into_one_of_the_wardens_making(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    async with beside_an_old_room(tmp_path, homeserver, register, sign_in) as (evening, old, pip, walt, mallory):
        odette, site = evening.manager, evening.site
        warden = site.settings.users[Bot.WARDEN]
        await walt.invite(old, warden)  # to move, it needs no power there
        await walt.wait_membership(old, "join", warden)
        await looked_at(evening, old)
        before = await walt.state(old)
        await walt.invite(old, mallory.user_id)
        await mallory.join(await mallory.wait_invite(old))
        await walt.wait_membership(old, "join", mallory.user_id)
        await evening.tell_guide(odette, "move")
        later = await evening.hears(odette, "I have not asked them into the new one")
        assert mallory.user_id in later.body
        done = await evening.hears(odette, "has a room of our own making")
        assert "asked in: 2" in done.body

        # both are asked to agree first, and then into a room whose walls stand from the beginning
        for member in (pip, walt):
            await evening.read_and_agree(member)
            new = await member.wait_invite()
            await member.join(new)
            await member.wait_membership(new, "join")
        assert new != old
        await pip.wait_membership(new, "join", walt.user_id)
        assert load_walls()[RoomKind.GROUP].differences(await pip.state(new)) == []
        assert mallory.invites == []
        said = await pip.send(new, "so here we are")
        await walt.wait_message(containing="here we are", room=new)
        assert said not in {seen.event_id for seen in mallory.messages(new)}

        # the old room is left as it is
        after = await walt.state(old)
        assert {key: after[key] for key in before} == before
        assert await membership(walt, old, mallory.user_id) == "join"
