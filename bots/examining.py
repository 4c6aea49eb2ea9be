"""Detection off the event loop, a thread for each examination, with a deadline; whatever goes wrong fails closed."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict, deque
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from bots.duties import Examination
from fourwalls.detection.examiner import Examiner
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Message
from fourwalls.group.people import PersonId, RoomId

logger = logging.getLogger(__name__)

T = TypeVar("T")

DEADLINE_SECONDS = 10.0
_REMEMBERED = 8


@dataclass(frozen=True, slots=True)
class _Said:
    sender: PersonId
    name: str
    text: str


class Examining:
    """Asks the examiner about messages. What was said last in a room is remembered in memory alone, as context."""

    def __init__(self, examiner: Examiner, deadline: float = DEADLINE_SECONDS) -> None:
        self._examiner = examiner
        self._deadline = deadline
        self._threads = {examination: _thread(examination) for examination in Examination}
        self._said: defaultdict[RoomId, deque[_Said]] = defaultdict(lambda: deque(maxlen=_REMEMBERED))

    async def examine(
        self, message: Message, examination: Examination, name: str, profile_names: Collection[str]
    ) -> Examined:
        """Examine one message; ``failed`` says that it could not be, never that nothing was found."""
        before = list(self._said[message.room])
        self._said[message.room].append(_Said(message.sender, name, message.text))
        try:
            if examination is Examination.DETAILS:
                own = [said.text for said in before if said.sender == message.sender]
                findings = await self._ask(
                    examination, lambda: self._examiner.details(message.text, before=own, profile_names=profile_names)
                )
                return Examined(message, findings=findings)
            context = [f"{said.name}: {said.text}" for said in before]
            reading = await self._ask(examination, lambda: self._examiner.risk(message.text, context=context))
            return Examined(message, reading=reading)
        except TimeoutError:
            logger.error("a message could not be examined in time")  # noqa: TRY400 - a traceback could show words
            self._abandon_thread(examination)
        except Exception as error:  # noqa: BLE001 - detection must fail closed whatever it stumbles over
            logger.error("a message could not be examined: %s", type(error).__name__)  # noqa: TRY400 - as above
        return Examined(message, failed=True)

    async def _ask(self, examination: Examination, question: Callable[[], T]) -> T:
        loop = asyncio.get_running_loop()
        return await asyncio.wait_for(loop.run_in_executor(self._threads[examination], question), self._deadline)

    def _abandon_thread(self, examination: Examination) -> None:
        """A thread that hangs cannot be stopped, but the next message need not wait for it."""
        self._threads[examination].shutdown(wait=False)
        self._threads[examination] = _thread(examination)

    def close(self) -> None:
        """Let the threads end."""
        for thread in self._threads.values():
            thread.shutdown(wait=False)


def _thread(examination: Examination) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix=examination.name.lower())
