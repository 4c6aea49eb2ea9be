"""Who came in under a telling name, and who came with an unverified device, is told privately what can be done."""

from __future__ import annotations

from pathlib import Path

import pytest

from bots.demo.homeserver import LocalHomeserver
from tests.support.gathering import GROUP, gather
from tests.support.house import prepare_site, running_house
from tests.support.synapse import Register, SignIn

pytestmark = pytest.mark.e2e


async def test_a_telling_name_and_an_unverified_device(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    odette, ruth, walt = [await sign_in(name) for name in ("odette", "ruth", "walt")]
    pip = await sign_in("pip", display_name="Philippa Arkwright")
    newbie = await sign_in("newbie", signed=False, only_signed=False)
    site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP)
    async with running_house(site):
        evening = await gather(site, odette, ruth, pip=pip, walt=walt)
        told = await evening.hears(pip, "The name that others see of you, Philippa Arkwright, may hold a full name")
        assert told.shield == "none"
        await pip.set_display_name("Pip")
        await walt.set_display_name("Walt 1957")
        await evening.hears(walt, "Walt 1957, may hold a date of birth")

        # somebody who never says a word is told on the device itself, and their facilitator can see it
        site.write_agreement(newbie.user_id)
        await evening.tell_guide(ruth, f"!invite {newbie.user_id}")
        for _ in range(2):
            room = await newbie.wait_invite()
            await newbie.join(room)
            await newbie.wait_membership(room, "join")
        await newbie.wait_message(containing="it is not verified yet", timeout=120)
        asked = await evening.tell_guide(ruth, "!devices")
        shown = await evening.hears(ruth, "none of their devices is verified", after=asked)
        assert newbie.user_id in shown.body
        assert pip.user_id not in shown.body
