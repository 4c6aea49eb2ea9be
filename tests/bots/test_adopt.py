"""A room that was there before us is taken on from the managers' room; its warden is put out, and comes back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bots.demo.homeserver import LocalHomeserver
from config.walls import load_walls
from fourwalls.group.people import Bot, RoomKind
from tests.support.attacks import is_out
from tests.support.gathering import GROUP, Gathering, gather
from tests.support.house import prepare_site, running_house
from tests.support.member import Member, MemberError
from tests.support.synapse import Register, SignIn, talkative

pytestmark = pytest.mark.e2e


async def test_a_room_is_taken_on_lost_and_got_back(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    odette, ruth, pip, walt = [await sign_in(name) for name in ("odette", "ruth", "pip", "walt")]
    old = await walt.create_room(pip.user_id, name="Old friends")  # as Element makes one
    await pip.join(old)
    await pip.wait_membership(old, "join")
    await talkative(homeserver, walt.user_id)
    mallory, eve = [await sign_in(name) for name in ("mallory", "eve")]
    site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP)
    with (tmp_path / "config" / "house.toml").open("a") as plan:
        plan.write(f'[[group]]\nname = "Thursday lamp"\nfacilitators = ["{walt.user_id}"]\n')
    warden = site.settings.users[Bot.WARDEN]
    async with running_house(site):
        evening = await gather(site, odette, ruth)
        await evening.read_and_agree(walt)
        await walt.join(await walt.wait_invite())

        # to be the facilitator of a group opens no door of another, neither by the app nor by the guide
        with pytest.raises(MemberError, match="not in room"):
            await walt.invite(evening.room, mallory.user_id)
        asked = await evening.tell_guide(walt, f"!invite {mallory.user_id} {GROUP}")
        await evening.hears(walt, "I could not follow that", after=asked)

        # nobody has asked the warden in yet; whoever does then, it comes
        await odette.send(evening.desk, f"!group adopt {old} Old friends")
        await evening.hears(odette, f"invite {warden}")
        await walt.invite(old, warden)
        await walt.wait_membership(old, "join", warden)
        levels = (await walt.state(old))["m.room.power_levels", ""]
        await walt.set_state(old, "m.room.power_levels", {**levels, "users": {warden: 100}})

        # it tells first what would change and what cannot be promised, and changes nothing
        asked = await odette.send(evening.desk, f"!group adopt {old} Old friends")
        report = await evening.hears(odette, "I have looked at the room", after=asked)
        assert "led out if you say confirm: 2" in report.body
        assert "One person made this room, and can do anything in it for ever" in report.body
        assert "the windows" in report.body
        assert (await walt.state(old))["m.room.history_visibility", ""] == {"history_visibility": "shared"}

        # at the word it is walled, and its people are on the list; they come in once they have agreed to the policy
        await evening.tell_guide(odette, "everybody")
        done = await evening.hears(odette, "The room is the room of Old friends now")
        assert "and every wall stands" in done.body
        await pip.wait_membership(old, "leave", timeout=60)
        await evening.read_and_agree(pip)
        await pip.join(await pip.wait_invite(old))
        await pip.wait_membership(old, "join")
        state = await pip.state(old)
        contract = load_walls()[RoomKind.GROUP]
        assert contract.differences(state, site.settings.users[Bot.WARDEN]) == []
        power = state["m.room.power_levels", ""]
        assert (power["users"], power["invite"], power["state_default"]) == ({warden: 100}, 100, 100)
        for bot in Bot:
            await pip.wait_membership(old, "join", site.settings.users[bot], timeout=60)
        shown = await evening.tell_guide(odette, "!group show Old friends")
        roster = await evening.hears(odette, "2 on the list", after=shown)
        assert pip.user_id in roster.body
        again = await odette.send(evening.desk, f"!group adopt {old} Old friends")
        await evening.hears(odette, "has that room already", after=again)

        await let_in_and_moved_by_its_maker(evening, old, walt, mallory)
        await lost_and_got_back(evening, old, walt, eve)


async def let_in_and_moved_by_its_maker(evening: Gathering, old: str, walt: Member, mallory: Member) -> None:
    """Whoever made it, facilitator of another group, can still let anybody in and move every wall."""
    await walt.invite(old, mallory.user_id)
    told = await evening.manager.wait_message(
        containing=f"{mallory.user_id} was about to come into Old friends", timeout=60
    )
    assert "shut the door" in told.body
    await is_out(walt, old, mallory.user_id)
    await walt.set_state(old, "m.space.parent", {"via": ["example.org"]}, "!theirs:example.org")
    moved = await evening.manager.wait_message(containing="the space that the room says", room=evening.desk, timeout=60)
    assert re.search(r"It was done by walt, \d\d:\d\d, \d+ \w+\. I am putting it back", moved.body)
    await evening.manager.wait_message(
        containing="it holds: the space that the room says", room=evening.desk, timeout=60
    )
    assert (await walt.state(old))["m.space.parent", "!theirs:example.org"] == {}


async def lost_and_got_back(evening: Gathering, old: str, walt: Member, eve: Member) -> None:
    """And put the warden out: that is told loudly, and the warden comes back when it is asked."""
    warden = evening.site.settings.users[Bot.WARDEN]
    await walt.kick(old, warden)
    lost = await evening.manager.wait_message(containing="NOT PROTECTED: Old friends", room=evening.desk, timeout=60)
    assert "I am not in that room any more" in lost.body
    await walt.invite(old, eve.user_id)
    await eve.join(await eve.wait_invite(old))
    await walt.set_state(old, "m.room.history_visibility", {"history_visibility": "shared"})
    await walt.invite(old, warden)
    await walt.wait_membership(old, "join", warden, timeout=60)
    await evening.manager.wait_message(containing="Old friends is protected again", room=evening.desk, timeout=90)
    await evening.manager.wait_message(containing=f"{eve.user_id} was about to come into Old friends", timeout=60)
    await is_out(walt, old, eve.user_id)
    joined = {"history_visibility": "joined"}
    await walt.wait_state(old, "m.room.history_visibility", lambda content: content == joined, timeout=60)
