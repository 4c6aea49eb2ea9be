"""The programs beside the bench's own: the suite, the portal, the bare bots; and how much memory each holds."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

import psutil

from tests.support.house import HouseProcess, Site
from tests.support.program import Program
from tests.support.synapse import Account

_CONNECTING = b"connecting to the homeserver"
_MB = 1_000_000
_PEAK_SECONDS = 0.2


class Suite(HouseProcess):
    """``fourwalls run``, with its times."""

    def __init__(self, site: Site, log: Path, code: Path | None = None) -> None:
        super().__init__(site, log, code)
        self.site = site
        self.started_at = 0.0
        self._logged_before = 0

    @property
    def pid(self) -> int:
        """Its process."""
        assert self._process is not None
        return self._process.pid

    async def start(self) -> None:
        """Start it; returns at once."""
        self._logged_before = self._log.stat().st_size if self._log.exists() else 0
        self.started_at = time.monotonic()
        await super().start()

    async def time_to_ready(self) -> float:
        """Start it and wait until it says that it is ready; returns the seconds from before the process was made."""
        await self.start()
        await self.wait_ready()
        return time.monotonic() - self.started_at

    async def wait_connecting(self) -> float:
        """Wait until it has loaded everything and turns to the homeserver; returns when that was."""
        async with asyncio.timeout(60):
            await self.until(lambda: _CONNECTING in self._log.read_bytes()[self._logged_before :])
        return time.time()


@asynccontextmanager
async def bare_bot(account: Account, store: Path, *, echo: bool) -> AsyncIterator[tuple[Program, dict[str, Any]]]:
    """Run a bare bot; gives the program and what it says of itself (``userId``, ``pid``)."""
    await asyncio.to_thread(store.mkdir)
    program = await Program.start([sys.executable, "-m", "tests.bench.bare"], lambda _told: None)
    try:
        yield (
            program,
            await program.do(
                "login",
                base_url=account.base_url,
                user=account.name,
                password=account.password,
                store=str(store),
                echo=echo,
            ),
        )
    finally:
        await program.close()


@asynccontextmanager
async def portal(site: Site, log: Path) -> AsyncIterator[int]:
    """Run ``fourwalls portal``; gives its process id once it listens."""
    address = f"127.0.0.1:{_free_port()}"
    env = {**os.environ, **site.env, "FOURWALLS_PORTAL_LISTEN": address}
    with log.open("wb") as file:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bots", "portal", env=env, stdout=file, stderr=file
        )
    try:
        async with asyncio.timeout(30):
            while b"the portal listens" not in await asyncio.to_thread(log.read_bytes):
                assert process.returncode is None, "the portal ended at its start"
                await asyncio.sleep(0.05)
        yield process.pid
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def memory(pid: int) -> float:
    """The resident memory of a process with its children, in MB (millions of bytes)."""
    process = psutil.Process(pid)
    family = (process, *process.children(recursive=True))
    return float(sum(each.memory_info().rss for each in family)) / _MB


def cpu(pid: int) -> float:
    """The seconds of CPU that a process and its children have taken."""
    process = psutil.Process(pid)
    times = [each.cpu_times() for each in (process, *process.children(recursive=True))]
    ended = times[0].children_user + times[0].children_system
    return float(sum(each.user + each.system for each in times) + ended)


class Peak:
    """The most memory that a process was seen to hold while the block ran, in MB (millions of bytes)."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self.mb = 0.0

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._look_on())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        await asyncio.wait({self._task})

    async def _look_on(self) -> None:
        while True:
            self.mb = max(self.mb, memory(self._pid))
            await asyncio.sleep(_PEAK_SECONDS)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
