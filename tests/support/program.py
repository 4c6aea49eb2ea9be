"""A program of the tests that speaks JSON lines: commands in, replies and unsolicited events out."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import tempfile
from collections.abc import Callable
from typing import IO, Any, Self

_LINE_BYTES = 16 * 1024 * 1024
_REPLY_SECONDS = 60.0
_STOP_SECONDS = 5.0
_LOG_BYTES = 1500


class ProgramError(Exception):
    """The program refused a command or has ended. ``code`` is the program's own, here that of Matrix."""

    def __init__(self, sentence: str, code: str = "") -> None:
        super().__init__(sentence)
        self.code = code


class Program:
    """One running program. What it tells unasked goes to ``hear``; ``news`` returns after each such line."""

    def __init__(
        self, process: asyncio.subprocess.Process, log: IO[bytes], hear: Callable[[dict[str, Any]], None]
    ) -> None:
        """Take over a running process; ``start`` does."""
        self._process = process
        self._log = log
        self._hear = hear
        self._ids = itertools.count(1)
        self._replies: dict[int, asyncio.Future[Any]] = {}
        self._waiting: set[asyncio.Future[None]] = set()
        self._reader = asyncio.create_task(self._read())

    @classmethod
    async def start(cls, command: list[str], hear: Callable[[dict[str, Any]], None]) -> Self:
        """Start the program. Its standard error is kept in a file that has no name."""
        log = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the process; close() closes it
        process = await asyncio.create_subprocess_exec(
            *command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=log, limit=_LINE_BYTES
        )
        return cls(process, log, hear)

    async def do(self, command: str, **given: Any) -> Any:
        """Give one command and return its answer."""
        self._check_alive()
        assert self._process.stdin is not None
        number = next(self._ids)
        reply = self._replies[number] = asyncio.get_running_loop().create_future()
        self._process.stdin.write(json.dumps({"id": number, "command": command, **given}).encode() + b"\n")
        try:
            async with asyncio.timeout(_REPLY_SECONDS):
                answer = await reply
        except TimeoutError as error:
            raise ProgramError(f"No answer to {command}. {self.log_tail()}") from error
        finally:
            del self._replies[number]
        if "error" in answer:
            raise ProgramError(f"{command}: {answer['error']['message']}", answer["error"]["code"])
        return answer["ok"]

    async def news(self) -> None:
        """Return after the next unsolicited line."""
        self._check_alive()
        news = asyncio.get_running_loop().create_future()
        self._waiting.add(news)
        try:
            await news
        finally:
            self._waiting.discard(news)

    async def close(self, *last: str) -> None:
        """Give the ``last`` commands and let the program end; kill it if it does not."""
        assert self._process.stdin is not None
        with contextlib.suppress(ProgramError, TimeoutError):
            async with asyncio.timeout(_STOP_SECONDS):
                for command in last:
                    await self.do(command)
                self._process.stdin.close()
                await self._process.wait()
        if self._process.returncode is None:
            self._process.kill()
        await self._reader
        self._process.stdin.close()
        self._log.close()

    def log_tail(self) -> str:
        """What it last wrote to its standard error."""
        if self._log.closed:
            return ""
        size = os.fstat(self._log.fileno()).st_size  # read without moving the position, which the program shares
        tail = os.pread(self._log.fileno(), _LOG_BYTES, max(0, size - _LOG_BYTES))
        return f"It logged: {tail.decode(errors='replace')}"

    async def _read(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            told = json.loads(line)
            if "id" not in told:
                self._hear(told)
                self._wake()
            elif (reply := self._replies.get(told["id"])) is not None and not reply.done():
                reply.set_result(told)
        await self._process.wait()
        for reply in self._replies.values():
            if not reply.done():
                reply.set_exception(ProgramError(f"The program has ended. {self.log_tail()}"))
        self._wake()

    def _wake(self) -> None:
        for news in self._waiting:
            if not news.done():
                news.set_result(None)

    def _check_alive(self) -> None:
        if self._reader.done():
            raise ProgramError(f"The program has ended. {self.log_tail()}")
