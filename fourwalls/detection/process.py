"""One examination in a process of its own, seen from the bots' process.

A question that hangs or brings its process down costs that process and nothing else: it is ended, begun again, and
goes on with the next message. A message without an answer counts as not examined.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from fourwalls.detection.exchange import Question
from fourwalls.detection.lacks import Lack
from fourwalls.detection.models import ModelError

logger = logging.getLogger(__name__)

DEADLINE_SECONDS = 10.0
_START_SECONDS = 120.0
_REST_SECONDS = 30.0
"""After a start that failed, none is tried for so long: messages are told as not examined meanwhile."""
_TRIES = 2
"""So often is a message tried that ends its process: the process may have been ended by somebody else."""
_LINE_BYTES = 64 << 20
_CODE = Path(__file__).parents[2]
_PROGRAM = (sys.executable, "-P", "-m", "fourwalls.detection.worker")


class EndedError(Exception):
    """The process is gone, or does not answer what it was asked."""


class DetectionProcess:
    """Starts its process when it is needed. One at a time asks; others wait for their turn."""

    def __init__(
        self,
        orders: dict[str, Any],
        deadline: float = DEADLINE_SECONDS,
        program: Sequence[str] = _PROGRAM,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``orders`` say what is to be loaded; ``deadline``: the seconds that one message may take."""
        self._orders = orders
        self._deadline = deadline
        self._program = program
        self._clock = clock
        self._turn = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None
        self._not_before = 0.0
        self._number = 0
        self.state = ""
        """What is loaded, in words."""
        self.lacks: frozenset[Lack] = frozenset()
        """What is missing, so that less is found than should be."""

    @property
    def degraded(self) -> bool:
        """Whether anything is missing."""
        return bool(self.lacks)

    @property
    def able(self) -> bool:
        """Whether it can be asked, as far as is known: the last start did not fail."""
        return self._not_before == 0.0

    async def start(self) -> None:
        """Start the process.

        Raises:
            ModelError: it cannot be loaded; the sentence says what to do.
        """
        async with self._turn:
            await self._started()

    async def close(self) -> None:
        """End the process."""
        async with self._turn:
            await self._end()

    async def ask(self, questions: Sequence[Question]) -> list[Any | None]:
        """Have messages examined in order; ``None`` stands for one that could not be."""
        async with self._turn:
            answers: list[Any | None] = []
            tries = 0
            while len(answers) < len(questions):
                before = len(answers)
                try:
                    await self._ask_on(questions, answers)
                except TimeoutError:
                    logger.error("a message could not be examined in time")  # noqa: TRY400 - a traceback could show words
                    answers.append(None)
                except (EndedError, OSError, ValueError):
                    tries = tries + 1 if len(answers) == before else 1
                    logger.error("the process that examines has ended; it is started again")  # noqa: TRY400 - as above
                    if tries >= _TRIES:
                        answers.append(None)
                        tries = 0
                except ModelError:
                    logger.error("messages were not examined: detection could not be started")  # noqa: TRY400 - as above
                    answers += [None] * (len(questions) - len(answers))
            return answers

    async def _ask_on(self, questions: Sequence[Question], answers: list[Any | None]) -> None:
        """Ask what is not answered yet. Whatever ends this early ends the process: no answer is taken for another's."""
        try:
            process = await self._started()
            assert process.stdin is not None
            first = self._number + 1
            for question in questions[len(answers) :]:
                self._number += 1
                process.stdin.write(json.dumps({"number": self._number, **question}).encode() + b"\n")
            for number in range(first, self._number + 1):
                answers.append(await self._answer(process, number))  # noqa: PERF401 - kept though the next may fail
        except BaseException:
            await self._end()
            raise

    async def _answer(self, process: asyncio.subprocess.Process, number: int) -> Any | None:
        async with asyncio.timeout(self._deadline):
            told = await _told(process)
        if told.get("number") != number:
            raise EndedError
        if "found" not in told:
            logger.error("a message could not be examined: %s", told.get("failed"))
        return told.get("found")

    async def _started(self) -> asyncio.subprocess.Process:
        if self._process is not None:
            return self._process
        if self._clock() < self._not_before:
            raise ModelError("detection could not be started")
        self._not_before = self._clock() + _REST_SECONDS  # until it has begun
        process = self._process = await asyncio.create_subprocess_exec(
            *self._program,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,  # words must not get out by an error either
            env={"PYTHONPATH": str(_CODE)},  # none of our settings, and our own code
            start_new_session=True,  # Ctrl-C is for the bots, which then end this in order
            limit=_LINE_BYTES,
        )
        try:
            await self._begin(process)
        except BaseException:
            await self._end()
            raise
        self._not_before = 0.0
        return process

    async def _begin(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None
        process.stdin.write(json.dumps(self._orders).encode() + b"\n")
        try:
            async with asyncio.timeout(_START_SECONDS):
                told = await _told(process)
        except (EndedError, OSError, ValueError, TimeoutError):
            raise ModelError("detection did not start; see how much memory is free, then start again") from None
        if "refused" in told:
            raise ModelError(str(told["refused"]))
        self.state, self.lacks = str(told["state"]), frozenset(Lack(lack) for lack in told["lacks"])

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            process.kill()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        await process.stdout.read()
        await process.wait()


async def _told(process: asyncio.subprocess.Process) -> dict[str, Any]:
    assert process.stdout is not None
    line = await process.stdout.readline()
    if not line.endswith(b"\n"):
        raise EndedError
    told = json.loads(line)
    if not isinstance(told, dict):
        raise EndedError
    return told
