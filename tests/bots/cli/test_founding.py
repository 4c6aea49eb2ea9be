"""``fourwalls init``, as somebody at a terminal goes through it."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bots.demo import synapse_settings
from bots.demo.homeserver import LocalHomeserver
from config.settings import load_settings
from fourwalls.group.people import Bot
from fourwalls.matrix.homeserver import CLIENT, Homeserver
from fourwalls.matrix.logging_in import log_in
from fourwalls.storage import accounts
from fourwalls.storage.accounts import Account
from fourwalls.storage.database import Database
from fourwalls.storage.keyfiles import load_operational_keys
from tests.support.command import Ran, bare_environment, fourwalls
from tests.support.house import HouseProcess, Site
from tests.support.synapse import PASSWORD, Register

STOPPED = "Stopped. Nothing was written; fourwalls init begins again whenever you like."


@pytest_asyncio.fixture
async def limited(tmp_path: Path) -> AsyncIterator[LocalHomeserver]:
    """A homeserver with the rate limits that Synapse comes with."""
    async with LocalHomeserver(tmp_path / "homeserver", limits="default") as running:
        yield running


def answers(homeserver: str, data: Path, *accounts: str) -> list[str]:
    """What is typed: for each bot its account, and its password."""
    people = ["@odette:fourwalls.localhost", "Harbour House", "Tuesday evening", "@ruth:fourwalls.localhost"]
    bots = [line for account in accounts for line in (account, PASSWORD)]
    return [homeserver, *people, "https://groups.example.org", str(data), *bots]


async def init(home: Path, lines: list[str]) -> Ran:
    return await asyncio.to_thread(fourwalls, "init", home=home, stdin="".join(f"{line}\n" for line in lines))


def kept(site: Site) -> dict[Bot, Account | None]:
    keys, database = load_operational_keys(site.settings.keys), site.open_database()
    try:
        return database.run_sync(lambda conn: {bot: accounts.load(conn, keys, bot) for bot in Bot})
    finally:
        database.close()


@pytest.mark.e2e
async def test_init_then_run_within_the_usual_limits_of_a_homeserver(tmp_path: Path, limited: LocalHomeserver) -> None:
    for name in ("odette", "ruth", *(bot.value for bot in Bot)):
        await limited.register(name, PASSWORD)
    home, data = tmp_path / "home", tmp_path / "home" / "data"
    home.mkdir()
    ran = await init(home, answers(limited.base_url, data, "", "", "", ""))
    assert ran.status == 0, ran.err
    assert ran.out.index("Next: fourwalls run") < ran.out.index("fourwalls doctor")
    assert "newcomers would be told an address of this machine" in ran.out
    for told in ("directory of people", "presence is shown"):
        assert told not in ran.out, "this homeserver is as we tell operators to have it"
    assert (home / ".env").stat().st_mode & 0o777 == 0o600
    settings = load_settings({}, home / ".env")
    assert settings.passwords == dict.fromkeys(Bot, PASSWORD)
    assert settings.users[Bot.SCRIBE] == "@scribe:fourwalls.localhost"
    site = Site(data, dict(line.replace('"', "").split("=", 1) for line in (home / ".env").read_text().splitlines()))

    looked = await asyncio.to_thread(fourwalls, "doctor", home=home)
    assert looked.status == 1, looked.out
    assert "guide: no device\n           → not started yet: fourwalls run makes its device" in looked.out

    before = kept(site)
    house = HouseProcess(site, tmp_path / "log")
    await house.start()
    try:
        await house.wait_ready()
        looked = await asyncio.to_thread(fourwalls, "doctor", home=home)
        assert looked.status == 2, looked.out
        assert looked.out.count("BROKEN") == 1
        assert "Online Manager: has no verified device" in looked.out, "nobody has ever signed in as her"
        assert "not started" not in looked.out
    finally:
        assert await house.stop() == 0
    after = kept(site)
    for bot in Bot:
        old, new = before[bot], after[bot]
        assert old is not None
        assert new is not None
        assert (old.device_id, old.token, old.seeds) == (new.device_id, new.token, {})
        assert new.seeds


@pytest.mark.e2e
async def test_init_says_what_the_homeserver_tells_that_it_had_better_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same as the doctor says, before there is a room to look at."""

    def telling(*given: Any) -> dict[str, Any]:
        return settings_of(*given) | {
            "presence": {"enabled": True},
            "user_directory": {"enabled": True, "search_all_users": True},
            "require_auth_for_profile_requests": False,
        }

    settings_of = synapse_settings._settings
    monkeypatch.setattr(synapse_settings, "_settings", telling)
    async with LocalHomeserver(tmp_path / "homeserver", limits="off") as homeserver:
        for name in ("odette", "ruth", *(bot.value for bot in Bot)):
            await homeserver.register(name, PASSWORD)
        home = tmp_path / "home"
        home.mkdir()
        ran = await init(home, answers(homeserver.base_url, home / "data", "", "", "", ""))
    assert ran.status == 0, ran.err
    for seen, remedy in (
        ("the directory of people shows members to people who share no room", "search_all_users: false"),
        ("presence is shown", "presence: enabled: false"),
        ("anybody on the internet can ask for the profile", "require_auth_for_profile_requests: true"),
    ):
        assert seen in ran.out
        assert remedy in ran.out


@pytest.mark.e2e
async def test_who_stops_half_way_leaves_nothing_behind(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register
) -> None:
    warden = await register("warden")
    ran = await init(tmp_path, answers(homeserver.base_url, tmp_path / "data", warden.user_id))
    assert ran.status == 2
    assert ran.err.strip().splitlines()[-1] == STOPPED
    assert "Traceback" not in ran.err
    assert not any(os.scandir(tmp_path))
    server = Homeserver.open(homeserver.base_url)
    try:
        server.token = (await log_in(server, warden.user_id, PASSWORD)).token
        devices = await server.call("GET", f"{CLIENT}/devices")
    finally:
        await server.close()
    assert len(devices["devices"]) == 1, "the log-in that was tried has been undone"


@pytest.mark.e2e
async def test_a_wrong_password_and_an_account_given_twice_are_asked_for_again(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register
) -> None:
    users = [(await register(bot.value)).user_id for bot in Bot]
    lines = answers(homeserver.base_url, tmp_path / "data", users[0])
    lines += [users[0], users[1], "not it", users[1], "", PASSWORD, users[2], PASSWORD, users[3], PASSWORD]
    ran = await init(tmp_path, lines)
    assert ran.status == 0, ran.err
    assert "Somebody has this account already; each bot needs its own." in ran.out
    assert "refused the log-in (M_FORBIDDEN)" in ran.out
    assert "register_new_matrix_user --no-admin --user" in ran.out
    assert "A password is needed here." in ran.out
    again = await init(tmp_path, lines)
    assert again.status == 2
    assert "it is there already, and init changes nothing" in again.err


@pytest.mark.e2e
async def test_init_again_on_old_data_keeps_the_devices_that_ran(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register
) -> None:
    users = [(await register(bot.value)).user_id for bot in Bot]
    lines = answers(homeserver.base_url, tmp_path / "data", *users)
    assert (await init(tmp_path, lines)).status == 0
    (tmp_path / ".env").rename(tmp_path / "old.env")
    database = Database.open(f"sqlite:///{tmp_path / 'data' / 'fourwalls.sqlite'}")
    keys = load_operational_keys(tmp_path / "data" / "keys")
    ran_before = Account(load_settings({}, tmp_path / "old.env").users[Bot.GUIDE], "OLD", "token", {"master": "00"})
    database.run_sync(lambda conn: accounts.save(conn, keys, Bot.GUIDE, ran_before))
    fresh = database.run_sync(lambda conn: accounts.load(conn, keys, Bot.SCRIBE))
    ran = await init(tmp_path, lines)
    assert ran.status == 0, ran.err
    assert "it was there already and was left as it is" in " ".join(ran.out.split())
    assert database.run_sync(lambda conn: accounts.load(conn, keys, Bot.GUIDE)) == ran_before
    assert database.run_sync(lambda conn: accounts.load(conn, keys, Bot.SCRIBE)) != fresh
    database.close()


@pytest.mark.e2e
async def test_a_homeserver_that_lets_no_more_in_names_a_wait(limited: LocalHomeserver) -> None:
    user = await limited.register("guide", PASSWORD)
    server = Homeserver.open(limited.base_url)

    def waiting(seconds: float) -> None:
        raise TimeoutError(seconds)

    try:
        for _ in range(5):
            await log_in(server, user, PASSWORD, waiting)
        with pytest.raises(TimeoutError) as asked:
            await log_in(server, user, PASSWORD, waiting)
    finally:
        await server.close()
    assert asked.value.args[0] > 60


def test_a_folder_for_the_settings_that_is_not_there_is_told_before_any_question(tmp_path: Path) -> None:
    ran = fourwalls("init", "--folder", "nowhere", home=tmp_path)
    assert ran.status == 2
    assert "it cannot be written there" in ran.err
    assert ran.out == ""


def test_nothing_that_only_people_know_has_a_default(tmp_path: Path) -> None:
    ran = fourwalls("init", home=tmp_path, stdin="\n\n")
    assert ran.status == 2
    assert ran.out.count("The address of your homeserver (for example https://chat.example.org): ") == 3
    assert ran.out.count("This one only you can know. Please type it.") == 2
    assert ran.err.strip() == STOPPED
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_ends_it_with_one_calm_sentence(tmp_path: Path) -> None:
    command = [sys.executable, "-u", "-m", "bots", "init"]
    pipe, env = subprocess.PIPE, bare_environment(tmp_path)
    with subprocess.Popen(command, cwd=tmp_path, env=env, stdin=pipe, stdout=pipe, stderr=pipe) as asked:
        assert asked.stdout is not None
        assert asked.stdin is not None
        assert asked.stderr is not None
        shown = b""
        while not shown.endswith(b"(for example https://chat.example.org): "):
            shown += asked.stdout.read(1)
        asked.send_signal(signal.SIGINT)
        assert asked.stderr.read().decode().strip() == STOPPED
    assert asked.returncode == 2
    assert list(tmp_path.iterdir()) == []
