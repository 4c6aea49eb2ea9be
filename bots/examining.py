"""Detection off the event loop, one message at a time for each examination, with a deadline; it fails closed."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from bots.duties import Examination
from fourwalls.detection.examiner import Examiner
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Message
from fourwalls.group.people import PersonId, RoomId

logger = logging.getLogger(__name__)

T = TypeVar("T")

DEADLINE_SECONDS = 10.0
MOST_HANGING = 3
"""Threads of one examination that may hang at once. A thread cannot be stopped, so that many are enough."""
_REMEMBERED = 8
_REMEMBERED_SECONDS = 3600.0


class StuckError(Exception):
    """So many examinations hang that no more are begun."""


@dataclass(frozen=True, slots=True)
class _Said:
    sender: PersonId
    name: str
    text: str
    at: float


class Examining:
    """Asks the examiner about messages. What was said last in a room is remembered in memory alone, as context."""

    def __init__(
        self,
        examiner: Examiner,
        deadline: float = DEADLINE_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._examiner = examiner
        self._deadline = deadline
        self._clock = clock
        self._bench = {examination: _Bench(examination.name.lower()) for examination in Examination}
        self._said: defaultdict[tuple[Examination, RoomId], deque[_Said]] = defaultdict(
            lambda: deque(maxlen=_REMEMBERED)
        )

    @property
    def degraded(self) -> bool:
        """Whether less is found than should be."""
        return self._examiner.degraded

    @property
    def able(self) -> bool:
        """Whether another message could be examined; ``False``: so much hangs that only a new start helps."""
        return not any(bench.stuck for bench in self._bench.values())

    async def examine(
        self, message: Message, examination: Examination, name: str, profile_names: Collection[str]
    ) -> Examined:
        """Examine one message; ``failed`` says that it could not be, never that nothing was found."""
        before = self._remember(message, examination, name)
        bench = self._bench[examination]
        try:
            if examination is Examination.DETAILS:
                own = [said.text for said in before if said.sender == message.sender]
                findings = await bench.ask(
                    lambda: self._examiner.details(message.text, before=own, profile_names=profile_names),
                    self._deadline,
                )
                return Examined(message, findings=findings)
            context = [f"{said.name}: {said.text}" for said in before]
            reading = await bench.ask(lambda: self._examiner.risk(message.text, context=context), self._deadline)
            return Examined(message, reading=reading)
        except TimeoutError:
            logger.error("a message could not be examined in time")  # noqa: TRY400 - a traceback could show words
        except StuckError:
            logger.error("a message was not examined: %d before it still hang", MOST_HANGING)  # noqa: TRY400 - as above
        except Exception as error:  # noqa: BLE001 - detection must fail closed whatever it stumbles over
            logger.error("a message could not be examined: %s", type(error).__name__)  # noqa: TRY400 - as above
        return Examined(message, failed=True)

    def forget_old(self) -> None:
        """Let go of words that are too old to be context; call it now and then when nobody speaks."""
        for place in list(self._said):
            self._let_go(place)
            if not self._said[place]:
                del self._said[place]

    def _remember(self, message: Message, examination: Examination, name: str) -> Sequence[_Said]:
        """Add a message to what was said in its room, and give what was said before it.

        Each examination has a memory of its own, since each of several bots hears the same message for itself.
        """
        place = examination, message.room
        self._let_go(place)
        before = tuple(self._said[place])
        self._said[place].append(_Said(message.sender, name, message.text, self._clock()))
        return before

    def _let_go(self, place: tuple[Examination, RoomId]) -> None:
        said, oldest = self._said[place], self._clock() - _REMEMBERED_SECONDS
        while said and said[0].at < oldest:
            said.popleft()


class _Bench:
    """Where one examination takes its turns. One that hangs does not make the next wait longer than its deadline."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._turn = asyncio.Lock()
        self._hanging = 0

    @property
    def stuck(self) -> bool:
        """Whether nothing more is begun."""
        return self._hanging >= MOST_HANGING

    async def ask(self, question: Callable[[], T], deadline: float) -> T:
        """Ask on a thread of its own.

        Raises:
            TimeoutError: no answer before the deadline, which runs from the beginning of the turn.
            StuckError: too many have not answered.
            Exception: whatever the question raises.
        """
        async with self._turn:
            if self.stuck:
                raise StuckError
            answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
            # a daemon, since one that hangs must not keep the process from ending
            threading.Thread(target=_answer, args=(question, answer), name=self._name, daemon=True).start()
            self._hanging += 1
            try:
                async with asyncio.timeout(deadline):
                    return await asyncio.shield(answer)
            finally:
                if answer.done():
                    self._hanging -= 1
                else:
                    answer.add_done_callback(self._came_late)

    def _came_late(self, answer: asyncio.Future[Any]) -> None:
        self._hanging -= 1
        if not answer.cancelled():
            answer.exception()  # whatever it was, it has been reported as not examined


def _answer(question: Callable[[], T], answer: asyncio.Future[T]) -> None:
    """Work on a question in this thread, and hand the answer to the event loop."""
    loop = answer.get_loop()
    found: T | None = None
    failure: Exception | None = None
    try:
        found = question()
    except Exception as error:  # noqa: BLE001 - it is raised again where the answer is awaited
        failure = error

    def settle() -> None:
        if answer.cancelled():
            return
        if failure is not None:
            answer.set_exception(failure)
        else:
            answer.set_result(found)  # type: ignore[arg-type]  # without a failure there is an answer

    with contextlib.suppress(RuntimeError):  # the loop has ended: nobody waits any more
        loop.call_soon_threadsafe(settle)
