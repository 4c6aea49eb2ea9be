"""A new installation that gets the bots' identities back: everybody's app takes it for the same bots."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bots.demo.homeserver import LocalHomeserver
from fourwalls.group.people import Bot
from fourwalls.matrix.recoverykey import written
from fourwalls.storage import accounts
from fourwalls.storage.accounts import Account
from fourwalls.storage.keyfiles import generate_key_files, load_operational_keys
from tests.bots.test_main import full_env
from tests.support.command import Ran, fourwalls
from tests.support.gathering import GROUP, Gathering, gather
from tests.support.house import Site, prepare_site, running_house
from tests.support.synapse import Register, SignIn

SEEN_AS_BEFORE = {"verified": True, "wasVerified": True, "changed": False}
PINNED_AS_BEFORE = {"verified": False, "wasVerified": False, "changed": False}


async def command(site: Site, *words: str, stdin: str = "") -> Ran:
    return await asyncio.to_thread(fourwalls, *words, home=site.folder, env=site.env, stdin=stdin)


def kept(site: Site) -> dict[Bot, Account | None]:
    keys, database = load_operational_keys(site.settings.keys), site.open_database()
    try:
        return database.run_sync(lambda conn: {bot: accounts.load(conn, keys, bot) for bot in Bot})
    finally:
        database.close()


def seeds_of(site: Site) -> dict[Bot, dict[str, str]]:
    return {bot: account.seeds if account is not None else {} for bot, account in kept(site).items()}


def another_site(folder: Path, site: Site) -> Site:
    """The same accounts and the same plan, and nothing else that the first installation had."""
    (folder / "config").mkdir(parents=True)
    generate_key_files(folder / "keys")
    (folder / "config" / "house.toml").write_text((site.folder / "config" / "house.toml").read_text())
    return Site(folder, {**site.env, "FOURWALLS_DATA": str(folder)})


def key_in(told: str) -> str:
    return next(line.strip() for line in told.splitlines() if line.startswith("    "))


@pytest.mark.e2e
async def test_a_new_installation_with_the_recovery_key_is_the_same_bots_to_everybody(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    odette, ruth = await sign_in("odette"), await sign_in("ruth")
    site = await prepare_site(tmp_path / "old", homeserver, register, odette.user_id, ruth.user_id, GROUP)
    guide, lookout = site.settings.users[Bot.GUIDE], site.settings.users[Bot.LOOKOUT]
    ran = await command(site, "recovery")
    assert ran.status == 2
    assert "fourwalls run" in ran.err
    async with running_house(site):
        await gather(site, odette, ruth)
        await ruth.do("vouch", user=guide)
        assert await ruth.do("trust", user=guide) == SEEN_AS_BEFORE
        assert await odette.do("trust", user=guide) == PINNED_AS_BEFORE
        ran = await command(site, "recovery")  # while the bots run
        assert (ran.status, ran.err) == (0, "")
        key = key_in(ran.out)
        again = await command(site, "recovery")
        assert again.status == 0
        assert "There is a recovery key for all four bots already" in again.out
        assert key not in again.out
    before = kept(site)

    new = another_site(tmp_path / "new", site)
    for wrong, said in (
        (key[:-1], "This is not a recovery key:"),
        ("0" + key[1:], "without 0 (nought)"),
        (written(bytes(32)), "The warden: this recovery key does not open this account's secret storage."),
    ):
        ran = await command(new, "recover", stdin=f"{wrong}\n")
        assert ran.status != 0
        assert said in ran.out + ran.err
        assert wrong not in ran.out + ran.err
    ran = await command(new, "run")
    assert ran.status == 2
    assert "fourwalls recover, then fourwalls run" in ran.err
    (new.folder / "paper").write_text(f"{key}\n")
    ran = await command(new, "recover", "--from", str(new.folder / "paper"))
    assert ran.status == 0, ran.err
    assert ran.out.count("has its identity back") == 4
    assert "left as it is" in (await command(new, "recover", stdin=f"{key}\n")).out
    assert seeds_of(new) == seeds_of(site)

    async with running_house(new):
        evening = Gathering(new, odette, ruth)
        await evening.come_in(ruth, "Welcome")
        welcome = await evening.hears(ruth, "Welcome")
        assert (welcome.readable, welcome.shield) == (True, "none")
        asked = await ruth.send(welcome.room, "!roster")
        answer = await ruth.wait_message(containing="On the list of", room=welcome.room, after=asked)
        assert (answer.readable, answer.shield) == (True, "none")
        assert await ruth.do("trust", user=guide) == SEEN_AS_BEFORE
        for user in (guide, lookout):
            assert await odette.do("trust", user=user) == PINNED_AS_BEFORE
    for bot, now in kept(new).items():
        was = before[bot]
        assert now is not None
        assert was is not None
        assert now.device_id != was.device_id
        assert now == replace(was, device_id=now.device_id, token=now.token)


@pytest.mark.e2e
async def test_a_new_recovery_key_takes_the_place_of_the_old_one(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register
) -> None:
    manager = (await register("odette")).user_id
    site = await prepare_site(tmp_path / "old", homeserver, register, manager, manager, GROUP)
    async with running_house(site):
        pass
    old = key_in((await command(site, "recovery")).out)
    paper = tmp_path / "paper"
    ran = await command(site, "recovery", "--new", "--to", str(paper))
    assert ran.status == 0, ran.err
    assert paper.stat().st_mode & 0o777 == 0o600
    fresh = paper.read_text().strip()
    assert fresh != old
    assert fresh not in ran.out + ran.err
    ran = await command(site, "recovery", "--new", "--to", str(paper))
    assert ran.status == 2
    assert "cannot be made (File exists). Nothing was changed." in ran.err

    new = another_site(tmp_path / "new", site)
    ran = await command(new, "recover", stdin=f"{old}\n")
    assert ran.status == 2
    assert "does not open" in ran.err
    ran = await command(new, "recover", "--from", str(paper))
    assert ran.status == 0, ran.err
    assert seeds_of(new) == seeds_of(site)
    for folder in (site.folder, new.folder):
        for file in folder.rglob("*"):
            kept_here = file.read_bytes() if file.is_file() else b""
            assert not any(key.encode() in kept_here for key in (old, fresh, fresh.replace(" ", "")))


@pytest.mark.e2e
async def test_an_account_without_a_recovery_key_says_so(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register
) -> None:
    manager = (await register("odette")).user_id
    site = await prepare_site(tmp_path, homeserver, register, manager, manager, GROUP)
    ran = await command(site, "recover", stdin=f"{written(bytes(32))}\n")
    assert ran.status == 2
    assert "The warden: this account has no secret storage: nobody ever made a recovery key for it." in ran.err


def test_nothing_is_asked_of_anybody_before_the_key_is_read(tmp_path: Path) -> None:
    ran = fourwalls("recover", "--from", str(tmp_path / "nowhere"), home=tmp_path, env=full_env(tmp_path))
    assert ran.status == 2
    assert "cannot be read as text. Nothing was changed." in ran.err
