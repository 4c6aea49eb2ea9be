"""``fourwalls run`` as a supervisor keeps it: started again whenever it has ended, however it ended."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.support.house import Site

_AGAIN_SECONDS = 0.3
_READY = b"ready after"
_CONNECTING = b"connecting to the homeserver"
_TRACEBACK = b"Traceback"
_TAIL_BYTES = 6000


class NotReadyError(Exception):
    """The bots were not ready in time."""


class Supervised:
    """The bots' process. ``async with`` runs it."""

    def __init__(self, site: Site, log: Path, *, module: tuple[str, ...] = ("bots", "run")) -> None:
        self._site = site
        self.log = log
        self._command = (sys.executable, "-m", *module)
        self._process: asyncio.subprocess.Process | None = None
        self._ready_before = 0
        self._asked = False
        self._may_start = asyncio.Event()
        self._may_start.set()
        self.starts = 0
        self.fell: Counter[int] = Counter()
        """How often it ended although nobody had ended it, by exit status."""

    async def __aenter__(self) -> Self:
        await asyncio.to_thread(self.log.touch)
        self._task = asyncio.create_task(self._supervise())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._task.cancel()
        await asyncio.wait({self._task})
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
            await self._process.wait()

    def signal(self, number: signal.Signals) -> None:
        """End it, in order or not; it is started again."""
        if self._process is not None and self._process.returncode is None:
            self._asked = True
            self._process.send_signal(number)

    def hold(self) -> None:
        """Kill it, and do not start it again until ``release``."""
        self._may_start.clear()
        self.signal(signal.SIGKILL)

    def release(self) -> None:
        """Start it again."""
        self._may_start.set()

    @property
    def pid(self) -> int:
        """The process that runs now, or ran last."""
        assert self._process is not None
        return self._process.pid

    async def wait_ready(self, deadline: float = 180.0) -> None:
        """Wait until the process that runs now, or a later one, has said that it is ready."""
        try:
            async with asyncio.timeout(deadline):
                while not self.ready:  # noqa: ASYNC110 - the process announces nothing to us
                    await asyncio.sleep(0.05)
        except TimeoutError as error:
            raise NotReadyError(f"The bots did not become ready. Their log ends:\n{self.log_tail()}") from error

    async def wait_connecting(self, deadline: float = 60.0) -> None:
        """Wait until the process that runs now, or a later one, turns to the homeserver."""
        before = self.log.read_bytes().count(_CONNECTING)
        async with asyncio.timeout(deadline):
            while self.log.read_bytes().count(_CONNECTING) == before:  # noqa: ASYNC110 - the process announces nothing
                await asyncio.sleep(0.05)

    @property
    def ready(self) -> bool:
        """Whether the process that runs now has said so."""
        alive = self._process is not None and self._process.returncode is None
        return alive and not self._asked and self._times_ready() > self._ready_before

    def log_tail(self) -> str:
        """What they said last."""
        return self.log.read_bytes()[-_TAIL_BYTES:].decode(errors="replace")

    @property
    def tracebacks(self) -> int:
        """How many tracebacks stand in its log: a fault that the bots had no sentence for."""
        return len(re.findall(_TRACEBACK, self.log.read_bytes()))

    def _times_ready(self) -> int:
        return self.log.read_bytes().count(_READY)

    async def _supervise(self) -> None:
        while True:
            await self._may_start.wait()
            self._asked = False
            self._ready_before = self._times_ready()
            self.starts += 1
            with self.log.open("ab") as log:
                self._process = await asyncio.create_subprocess_exec(
                    *self._command, env={**os.environ, **self._site.env}, stdout=log, stderr=log
                )
            status = await self._process.wait()
            if not self._asked:
                self.fell[status] += 1
            await asyncio.sleep(_AGAIN_SECONDS)
