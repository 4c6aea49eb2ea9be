"""Detection asked about messages, and what was said before them remembered as context; it fails closed."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bots.duties import Examination
from fourwalls.detection import exchange
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Message
from fourwalls.group.people import PersonId, RoomId

logger = logging.getLogger(__name__)

_REMEMBERED = 8
_REMEMBERED_SECONDS = 3600.0


class Detector(Protocol):
    """One examination, off the event loop (``fourwalls.detection.process``)."""

    @property
    def able(self) -> bool:
        """Whether it can be asked."""

    @property
    def degraded(self) -> bool:
        """Whether less is found than should be."""

    async def ask(self, questions: Sequence[exchange.Question]) -> Sequence[Any | None]:
        """Have messages examined in order; ``None`` stands for one that could not be."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A message to be examined, and what is known of its sender and room."""

    message: Message
    examination: Examination
    name: str
    """The sender's profile name."""
    profile_names: Collection[str] = ()
    """Those of everybody in the room."""


@dataclass(frozen=True, slots=True)
class _Said:
    sender: PersonId
    name: str
    text: str
    at: float


class Examining:
    """Asks the detectors about messages. What was said last in a room is remembered in memory alone, as context."""

    def __init__(self, detectors: Mapping[Examination, Detector], clock: Callable[[], float] = time.monotonic) -> None:
        self._detectors = detectors
        self._clock = clock
        self._said: defaultdict[tuple[Examination, RoomId], deque[_Said]] = defaultdict(
            lambda: deque(maxlen=_REMEMBERED)
        )

    @property
    def degraded(self) -> bool:
        """Whether less is found than should be."""
        return any(detector.degraded for detector in self._detectors.values())

    @property
    def able(self) -> bool:
        """Whether another message could be examined."""
        return all(detector.able for detector in self._detectors.values())

    async def examine(self, asked: Sequence[Asked]) -> list[Examined]:
        """Examine messages, in order; ``failed`` says that one could not be, never that nothing was found."""
        questions: defaultdict[Examination, list[exchange.Question]] = defaultdict(list)
        for one in asked:
            questions[one.examination].append(self._question(one))
        found = await asyncio.gather(*(self._detectors[each].ask(questions[each]) for each in questions))
        answers = {each: iter(answered) for each, answered in zip(questions, found, strict=True)}
        return [_examined(one, next(answers[one.examination])) for one in asked]

    def forget_old(self) -> None:
        """Let go of words that are too old to be context; call it now and then when nobody speaks."""
        for place in list(self._said):
            self._let_go(place)
            if not self._said[place]:
                del self._said[place]

    def _question(self, asked: Asked) -> exchange.Question:
        message, before = asked.message, self._remember(asked.message, asked.examination, asked.name)
        if asked.examination is Examination.RISK:
            return exchange.risk_question(message.text, [f"{said.name}: {said.text}" for said in before])
        own = [said.text for said in before if said.sender == message.sender]
        return exchange.details_question(message.text, own, asked.profile_names)

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


def _examined(asked: Asked, told: Any | None) -> Examined:
    if told is None:
        return Examined(asked.message, failed=True)
    try:
        if asked.examination is Examination.RISK:
            return Examined(asked.message, reading=exchange.risk_read(told))
        return Examined(asked.message, findings=exchange.details_read(told))
    except (TypeError, ValueError) as error:
        logger.error("an examination was not understood: %s", type(error).__name__)  # noqa: TRY400 - it could show words
        return Examined(asked.message, failed=True)
