"""What somebody said inside a group turns up in a public conversation: managers are told, and nothing is done."""

from __future__ import annotations

from pathlib import Path

import pytest

from bots.demo.homeserver import LocalHomeserver
from tests.support.attacks import timeline
from tests.support.gathering import GROUP, gather
from tests.support.house import prepare_site, running_house
from tests.support.synapse import Register, SignIn

pytestmark = pytest.mark.e2e

SAID = "since the operation my brother drives me to the marina every sunday and we count the herons until it rains"
REPEATED = (
    "heard this: since the operation her brother drives me to the marina every sunday and we count herons til it rains"
)


async def test_a_passage_from_inside_in_an_open_room_is_told_to_the_managers_and_nothing_is_done(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    odette, ruth, pip, eve = [await sign_in(name) for name in ("odette", "ruth", "pip", "eve")]
    tea = await ruth.create_room(encrypted=False, preset="public_chat", name="Tea")
    site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP)
    guide = site.env["FOURWALLS_GUIDE_USER"]
    with (tmp_path / "config" / "house.toml").open("a") as plan:
        plan.write(f'[[open_room]]\nname = "Tea room"\nroom = "{tea}"\n')
    async with running_house(site):
        evening = await gather(site, odette, ruth, pip=pip)
        await ruth.invite(tea, guide)
        await ruth.wait_membership(tea, "join", guide)
        await pip.send(evening.room, SAID)
        asked = await evening.tell_guide(ruth, "!roster")
        await evening.hears(ruth, "On the list of", after=asked)  # the guide has heard all that was before
        for person, words in ((pip, SAID), (eve, "the herons are back at the marina"), (eve, REPEATED)):
            await person.join(tea)
            await person.send(tea, words, inClear=True)
        leak = await odette.wait_message(containing="possible breach of confidence", room=evening.desk)
        assert eve.user_id in leak.body
        assert f"inside {GROUP}" in leak.body
        assert "count herons til it rains" in leak.body

        # no word of the bots there, nothing taken away, nobody written to; and their own words are anybody's to repeat
        asked = await evening.tell_guide(ruth, "!roster")
        await evening.hears(ruth, "On the list of", after=asked)
        public = await timeline(ruth, tea)
        assert [it["type"] for it in public if it["sender"] == guide] == ["m.room.member"]
        bodies = [it["content"].get("body") for it in public if it["type"] == "m.room.message"]
        assert bodies == [SAID, "the herons are back at the marina", REPEATED]
        assert eve.invites == []
        told = [seen.body for seen in odette.messages(evening.desk) if "possible breach" in seen.body]
        assert told == [leak.body]
