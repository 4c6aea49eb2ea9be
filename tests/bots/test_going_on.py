"""A house that goes on without one of its bots, and says so; and what it refuses to go on without."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bots.degraded import Degraded
from bots.demo.homeserver import LocalHomeserver
from bots.house import open_house
from fourwalls.group.people import Bot
from fourwalls.matrix.homeserver import CLIENT, Homeserver, RefusedError
from fourwalls.storage import accounts
from fourwalls.storage.keyfiles import load_operational_keys
from tests.support.command import fourwalls
from tests.support.gathering import GROUP, gather
from tests.support.house import Site, prepare_site, running_house
from tests.support.synapse import Register, SignIn

pytestmark = pytest.mark.e2e


async def sign_out(site: Site, bot: Bot) -> None:
    keys, database = load_operational_keys(site.settings.keys), site.open_database()
    account = database.run_sync(lambda conn: accounts.load(conn, keys, bot))
    database.close()
    assert account is not None
    server = Homeserver.open(site.settings.homeserver)
    server.token = account.token
    try:
        await server.call("POST", f"{CLIENT}/logout", {})
    finally:
        await server.close()


async def test_the_others_go_on_and_a_renewed_bot_comes_back_by_itself(
    tmp_path: Path,
    homeserver: LocalHomeserver,
    register: Register,
    sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bots.house._AWAY_SECONDS", 3.0)
    odette, ruth = await sign_in("odette"), await sign_in("ruth")
    site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP)
    async with running_house(site) as house:
        evening = await gather(site, odette, ruth)
        await sign_out(site, Bot.GUIDE)
        told = await odette.wait_message(containing="safe mode", room=evening.desk)
        assert "private warnings, answers and commands" in told.body
        assert house.parts.keys() == set(Bot) - {Bot.GUIDE}

        # the lookout still sees what matters most
        await ruth.send(evening.room, "i have saved up my tablets and tonight i am going to take them all")
        await odette.wait_message(containing="Case 1", room=evening.desk)

        while True:  # between two tries of the house to have it back
            renewed = await asyncio.to_thread(fourwalls, "renew", "guide", home=site.folder, env=site.env)
            if not renewed.status:
                break
            assert "runs already" in renewed.err
        await odette.wait_message(containing="everything works again", room=evening.desk)
        assert house.parts.keys() == set(Bot)
        asked = await evening.tell_guide(ruth, "!roster")
        assert (await evening.hears(ruth, "On the list of", after=asked)).shield == "none"


async def test_a_wrong_password_keeps_one_bot_out_and_the_last_one_ends_the_start(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register
) -> None:
    manager, facilitator = await register("odette"), await register("ruth")
    site = await prepare_site(tmp_path, homeserver, register, manager.user_id, facilitator.user_id, GROUP)
    site.env["FOURWALLS_SCRIBE_PASSWORD"] = "wrong"
    said: list[str] = []
    async with open_house(site.settings, progress=said.append) as house:
        assert house.safe.lacking == {Degraded.SCRIBE_AWAY}
        assert any("nothing is recorded" in line and "M_FORBIDDEN" in line for line in said)
    with pytest.raises(RefusedError):
        async with open_house(site.settings, (Bot.SCRIBE,)):
            pytest.fail("alone it does not start")
