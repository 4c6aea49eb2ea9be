"""A bot that somebody signed out stops loudly, and begins again as a new device of the same identity."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bots.demo.homeserver import LocalHomeserver
from fourwalls.group.people import Bot
from fourwalls.matrix.homeserver import CLIENT, Homeserver, TokenDeadError
from fourwalls.storage import accounts, journal, vault
from fourwalls.storage.accounts import Account
from fourwalls.storage.keyfiles import load_operational_keys
from tests.support.command import Ran, fourwalls
from tests.support.gathering import GROUP, gather
from tests.support.house import HouseProcess, Site, prepare_site, running_house
from tests.support.synapse import Register, SignIn

pytestmark = pytest.mark.e2e

TOLD = (
    "The homeserver no longer knows the guide's log-in (M_UNKNOWN_TOKEN). Somebody has signed this bot out, or its "
    "account was closed. Find out who did. To begin again with a new device of the same identity: "
    "fourwalls renew guide, then fourwalls run"
)

AWAY = "SAFE MODE: nobody is warned or answered: the guide's account does not let it in."


@dataclass(frozen=True, slots=True)
class Kept:
    """What is stored of the guide."""

    account: Account
    kinds: dict[str, list[str]]
    """The names of what the crypto store keeps, by kind."""
    bookmark: str | None


def kept(site: Site) -> Kept:
    keys, database = load_operational_keys(site.settings.keys), site.open_database()
    try:
        account = database.run_sync(lambda conn: accounts.load(conn, keys, Bot.GUIDE))
        rows = database.run_sync(lambda conn: vault.load(conn, keys, Bot.GUIDE))
        bookmark = database.run_sync(lambda conn: journal.bookmark(conn, Bot.GUIDE))
    finally:
        database.close()
    assert account is not None
    kinds = {kind: sorted(name for of, name, _ in rows if of == kind) for kind, _, _ in rows}
    return Kept(account, kinds, bookmark)


async def ask(site: Site, token: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    server = Homeserver.open(site.settings.homeserver)
    server.token = token
    try:
        return await server.call("POST", f"{CLIENT}/{path}", body)
    finally:
        await server.close()


async def master_key(site: Site, token: str, user: str) -> Any:
    answer = await ask(site, token, "keys/query", {"device_keys": {user: []}})
    return answer["master_keys"][user]["keys"], sorted(answer["device_keys"][user])


async def command(site: Site, *words: str) -> Ran:
    return await asyncio.to_thread(fourwalls, *words, home=site.folder, env=site.env)


async def it_cannot_be_used(site: Site) -> None:
    """Alone it does not start any more, and the doctor says what helps."""
    ran = await command(site, "run", "guide")
    assert (ran.status, ran.err.strip().splitlines()[-1]) == (2, TOLD)
    looked = await command(site, "doctor")
    assert looked.status == 2
    assert "fourwalls renew guide" in looked.out


async def test_a_guide_that_was_signed_out_begins_again_as_the_same(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    odette, ruth = await sign_in("odette"), await sign_in("ruth")
    site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP)
    guide = site.settings.users[Bot.GUIDE]
    async with running_house(site):
        evening = await gather(site, odette, ruth)
    before = kept(site)
    master, devices = await master_key(site, before.account.token, guide)
    assert devices == [before.account.device_id]

    # somebody signs the guide out while it runs: it stops loudly, and the others go on
    log = tmp_path / "log"
    process = HouseProcess(site, log)
    await process.start()
    await process.wait_ready()
    assert (await command(site, "renew", "guide")).status == 2, "it is not renewed while it runs"
    await ask(site, before.account.token, "logout", {})
    async with asyncio.timeout(60):
        await process.until(lambda: AWAY in log.read_text())
    told = await odette.wait_message(containing="safe mode", room=evening.desk)
    assert "private warnings, answers and commands" in told.body
    assert await process.stop() == 0
    assert "Traceback" not in log.read_text()
    await ruth.send(evening.private[ruth.user_id], "are you there?")

    await it_cannot_be_used(site)
    before = kept(site)
    renewed = await command(site, "renew", "guide")
    assert renewed.status == 0, renewed.err
    assert "as a new device, signed by the same identity" in renewed.out
    assert "cannot be read any more" in renewed.out
    between = kept(site)
    assert (between.account.seeds, between.bookmark) == (before.account.seeds, before.bookmark)
    assert between.kinds == {"identity": before.kinds["identity"]}
    assert {odette.user_id, ruth.user_id} <= set(between.kinds["identity"])
    assert before.account.token not in repr(between)
    assert "renewed, and not started since" in (await command(site, "doctor")).out

    async with running_house(site) as house:
        asked = await evening.tell_guide(ruth, "!roster")
        answer = await evening.hears(ruth, "On the list of", after=asked)
        assert answer.shield == "none"
        assert answer.readable
        after = kept(site)
        assert after.account.device_id != before.account.device_id
        assert after.account.seeds == before.account.seeds
        assert await master_key(site, after.account.token, guide) == (master, [after.account.device_id])
        waiting = await house.ground.database.run(
            lambda conn: journal.all_unreadable(conn, house.ground.keys, Bot.GUIDE)
        )
        assert len(waiting) == 2, "what she and the lookout said in between cannot be read, and that is known"

    # a device that still lives is signed out; and doing it twice does no harm
    renewed = await command(site, "renew", "guide")
    assert "Nor can the 2 that it has heard" in renewed.out
    assert (await command(site, "renew", "guide")).status == 0
    with pytest.raises(TokenDeadError):
        await master_key(site, after.account.token, guide)
