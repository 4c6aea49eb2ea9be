"""The doctor beside a real house: it disturbs nothing, sees each thing that is wrong, and says what to do."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from bots.demo.homeserver import LocalHomeserver
from bots.founding import BOTS_INSIDE
from fourwalls.group.people import Bot, RoomKind
from fourwalls.matrix.homeserver import CLIENT, Homeserver, segment
from fourwalls.storage import accounts
from fourwalls.storage.keyfiles import load_operational_keys
from tests.support.command import Ran, fourwalls
from tests.support.gathering import GROUP, gather
from tests.support.house import Site, prepare_site, running_house
from tests.support.member import Member
from tests.support.synapse import Register, SignIn

pytestmark = pytest.mark.e2e


async def doctor(site: Site, *words: str) -> Ran:
    return await asyncio.to_thread(fourwalls, "doctor", *words, home=site.folder, env=site.env)


async def found(site: Site) -> dict[str, dict[str, Any]]:
    """What is not well, by id."""
    told = json.loads((await doctor(site, "--json")).out)
    return {finding["id"]: finding for finding in told["findings"] if finding["level"] != "ok"}


async def as_bot(site: Site, bot: Bot, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """Do something with a bot's account behind its back."""
    keys, database = load_operational_keys(site.settings.keys), site.open_database()
    account = database.run_sync(lambda conn: accounts.load(conn, keys, bot))
    database.close()
    assert account is not None
    server = Homeserver.open(site.settings.homeserver)
    server.token = account.token
    try:
        return await server.call(method, f"{CLIENT}/{path}", body)
    finally:
        await server.close()


ALWAYS = {"keys.portal.key", "pings"}
"""What this small house does not have."""


async def test_what_a_tired_volunteer_reads(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    odette, ruth = await sign_in("odette"), await sign_in("ruth")
    site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP)
    async with running_house(site) as house:
        assert (await found(site)).keys() == ALWAYS | {"manager"}, "she has not accepted the invitation yet"
        evening = await gather(site, odette, ruth)
        assert (await found(site)).keys() == ALWAYS
        screen = await doctor(site)
        assert screen.status == 1
        assert "Traceback" not in screen.err
        assert len(screen.out.splitlines()) <= 40
        assert max(map(len, screen.out.splitlines())) <= 80
        for person in (odette, ruth):
            assert person.user_id not in screen.out
        # the house has not been disturbed
        asked = await evening.tell_guide(ruth, "!roster")
        assert (await evening.hears(ruth, "On the list of", after=asked)).readable
        assert house.parts.keys() == set(Bot)

    assert (await found(site)).keys() == ALWAYS | {"running"}

    # somebody is signed in as the warden, opens a wall, and lets a stranger in
    room = segment(evening.room)
    account = site.settings.users[Bot.WARDEN], site.settings.passwords[Bot.WARDEN]
    async with await Member.start(homeserver.base_url, *account, signed=False):
        history = f"rooms/{room}/state/m.room.history_visibility/"
        await as_bot(site, Bot.WARDEN, "PUT", history, {"history_visibility": "shared"})
        stranger = await register("stranger")
        await as_bot(site, Bot.WARDEN, "POST", f"rooms/{room}/invite", {"user_id": stranger.user_id})
        await as_bot(site, Bot.SCRIBE, "POST", f"rooms/{room}/leave", {})
        wrong = await found(site)
        assert wrong.keys() == ALWAYS | {
            "running",
            "bot.warden.devices",
            "rooms.walls",
            "rooms.bots",
            "rooms.strangers",
        }
        assert "m.room.history_visibility" in wrong["rooms.walls"]["seen"]
        assert wrong["rooms.bots"]["seen"] == f"scribe not in the room of {GROUP}"
        assert stranger.user_id not in json.dumps(wrong)

    # the guide is signed out, and the warden leaves for good
    await as_bot(site, Bot.GUIDE, "POST", "logout", {})
    await as_bot(site, Bot.WARDEN, "POST", f"rooms/{room}/leave", {})
    wrong = await found(site)
    assert "fourwalls renew guide" in wrong["bot.guide.login"]["remedy"]
    assert "is not in the room of" in wrong["rooms.lost"]["seen"]
    assert BOTS_INSIDE[RoomKind.GROUP][0] is Bot.WARDEN
    assert (await doctor(site)).status == 2
