"""A group made from the manager room while the bots run: its room is as locked as any other, and is used like one."""

from __future__ import annotations

from pathlib import Path

import pytest

from bots.demo.homeserver import LocalHomeserver
from tests.support.gathering import GROUP, gather
from tests.support.house import prepare_site, running_house
from tests.support.synapse import Register, SignIn

pytestmark = pytest.mark.e2e


async def test_the_online_manager_makes_a_group_and_people_come_in(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    odette, ruth, pip, walt = [await sign_in(name) for name in ("odette", "ruth", "pip", "walt")]
    site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP)
    async with running_house(site):
        evening = await gather(site, odette, ruth)
        await odette.send(evening.desk, "!group new Thursday lamp")
        await evening.hears(odette, "I am making Thursday lamp")
        await odette.wait_message(containing="is making a new group: Thursday lamp", room=evening.desk)
        await odette.send(evening.desk, "!group new Thursday lamp")
        shown = await evening.tell_guide(odette, "!group show Thursday lamp")
        while "being made" in (await evening.hears(odette, "Thursday lamp: ", after=shown)).body:
            shown = await evening.tell_guide(odette, "!group show Thursday lamp")

        await evening.tell_guide(odette, f"!invite {pip.user_id} Thursday lamp")
        await evening.come_in(pip, "Welcome to Thursday lamp")
        room = evening.shared[pip.user_id]
        state = await pip.state(room)
        assert state["m.room.create", ""]["room_version"] == "12"
        assert state["m.room.history_visibility", ""] == {"history_visibility": "joined"}
        assert "Thursday" not in str(state), "the homeserver must not learn the name"

        # the new facilitator takes somebody out for a while, who comes back by an invitation
        await evening.tell_guide(odette, f"!role {pip.user_id} facilitator Thursday lamp")
        await evening.hears(pip, "You are now a facilitator of Thursday lamp")
        await evening.tell_guide(pip, f"!invite {walt.user_id}")
        await evening.come_in(walt, "Welcome to Thursday lamp")
        await evening.tell_guide(pip, f"!suspend {walt.user_id} 2 weeks")
        await evening.hears(pip, "You are asking me to take")
        await evening.tell_guide(pip, "confirm")
        await evening.hears(walt, "You are taking a break from Thursday lamp")
        await walt.wait_membership(room, "leave")
        await evening.tell_guide(pip, f"!invite {walt.user_id}")
        await walt.wait_invite(room)
        await evening.hears(walt, "Welcome back")
