"""A house for end-to-end tests: its accounts, its files, and the bots, in this process or in one of their own."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection as Transaction

from bots.demo.homeserver import LocalHomeserver
from bots.house import House, open_house
from config.settings import Settings, load_settings
from fourwalls.group.effects.kept import Agreed
from fourwalls.group.people import Bot, EventId, Layout, PersonId
from fourwalls.storage.database import Database
from fourwalls.storage.keyfiles import generate_key_files, load_operational_keys
from fourwalls.storage.records import Records
from fourwalls.storage.sealing import TranscriptSealer
from tests.support.synapse import PASSWORD, Register

PORTAL_URL = "http://127.0.0.1:8880"


@dataclass(frozen=True, slots=True)
class Site:
    """Everything that a house needs on disk and on the homeserver, before it is started."""

    folder: Path
    env: dict[str, str]

    @property
    def settings(self) -> Settings:
        """What the bots' process reads."""
        return load_settings(self.env)

    def open_database(self) -> Database:
        """Look into the database beside the running house."""
        return Database.open(self.settings.database_url)

    def write_agreement(self, person: str) -> None:
        """Write down that somebody has agreed to the policy, for a client that cannot sign its device and say so."""
        keys = load_operational_keys(self.settings.keys)
        database = self.open_database()

        def agree(conn: Transaction) -> None:
            records = Records(conn, keys, TranscriptSealer(), self.settings.users)
            policy = records.policy()
            assert policy is not None, "the house has not been started yet"
            given = Agreed(PersonId(person), policy.version, policy.digest, EventId(""), datetime.now(tz=UTC))
            records.apply(given)

        try:
            database.run_sync(agree)
        finally:
            database.close()


def rooms(layout: Layout | None) -> str:
    """The line of house.toml that says which rooms a group has."""
    return "" if layout is None else f'rooms = "{layout}"\n'


async def prepare_site(  # noqa: PLR0913  a test names what its house is
    folder: Path,
    homeserver: LocalHomeserver,
    register: Register,
    manager: str,
    facilitator: str,
    group: str,
    *,
    layout: Layout | None = Layout.ONE,
    together: int | None = 0,
) -> Site:
    """Register the bots and write keys, house.toml and settings.

    One room is enough for most that is tried. ``None`` says nothing of it, for the program of another commit.
    So does it of ``together``, which is ``warnings_together_seconds``: with 0, warnings can be counted by messages.
    """
    env = {
        "FOURWALLS_HOMESERVER": homeserver.base_url,
        "FOURWALLS_DATA": str(folder),
        "FOURWALLS_ONLINE_MANAGER": manager,
        "FOURWALLS_PORTAL_URL": PORTAL_URL,
    }
    for bot in Bot:
        account = await register(bot.value)
        if homeserver.limits == "advised":
            await homeserver.override_ratelimit(account.user_id)
        env |= {f"FOURWALLS_{bot.name}_USER": account.user_id, f"FOURWALLS_{bot.name}_PASSWORD": PASSWORD}
    await asyncio.to_thread(generate_key_files, folder / "keys")
    (folder / "config").mkdir()
    quiet = "" if together is None else f"warnings_together_seconds = {together}\n"
    block = f'[[group]]\nname = {json.dumps(group)}\nfacilitators = ["{facilitator}"]\n'
    (folder / "config" / "house.toml").write_text(f'organisation = "Quiet rooms"\n{rooms(layout)}{quiet}{block}')
    return Site(folder, env)


@asynccontextmanager
async def running_house(site: Site) -> AsyncIterator[House]:
    """Run all four bots in this process until the block ends. A failure of theirs ends the block loudly."""
    ready = asyncio.Event()
    async with open_house(site.settings) as house, asyncio.TaskGroup() as tasks:
        running = tasks.create_task(house.run(ready.set))
        waiting = tasks.create_task(ready.wait())
        await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            running.result()
        try:
            yield house
        finally:
            running.cancel()
            waiting.cancel()


class HouseProcess:
    """``fourwalls run`` as a process of its own, which can be killed."""

    def __init__(self, site: Site, log: Path, code: Path | None = None) -> None:
        """``code``: a folder with the program of another commit, to be run in the place of this one."""
        self._site = site
        self._log = log
        self._code = code
        self._process: asyncio.subprocess.Process | None = None
        self._ready_before = 0

    async def start(self) -> None:
        """Start it; returns at once."""
        self._ready_before = self._times_ready()
        env = {**os.environ, **self._site.env}
        if self._code is not None:
            env["PYTHONPATH"] = str(self._code)
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bots", "run", cwd=self._code, env=env, stdout=log, stderr=log
            )

    async def wait_ready(self, deadline: float = 60.0) -> None:
        """Wait until it says that it is ready."""
        async with asyncio.timeout(deadline):
            await self.until(lambda: self._times_ready() > self._ready_before)

    def _times_ready(self) -> int:
        return self._log.read_bytes().count(b"ready after") if self._log.exists() else 0

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for something outside this process, which nothing announces to us."""
        while not holds():
            assert self._process is not None
            assert self._process.returncode is None, self._log.read_text()[-2000:]
            await asyncio.sleep(0.05)

    async def wait_ended(self, deadline: float = 60.0) -> int:
        """Wait until it ends by itself; returns the exit status."""
        assert self._process is not None
        async with asyncio.timeout(deadline):
            return await self._process.wait()

    async def kill(self) -> None:
        """SIGKILL, as the power cut would."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        await self._process.wait()

    async def stop(self) -> int:
        """SIGTERM, as an orderly stop; returns the exit status."""
        assert self._process is not None
        if self._process.returncode is None:
            self._process.terminate()
        return await self._process.wait()
