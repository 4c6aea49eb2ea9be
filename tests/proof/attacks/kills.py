"""SIGKILL at the three moments that matter to a message from device to device: before, while and after it is kept."""

from __future__ import annotations

import asyncio
import signal
from enum import Enum

from tests.proof.attacks import honest
from tests.proof.attacks.attack import Attack, Tried
from tests.proof.attacks.field import Field
from tests.proof.attacks.liar import Asked


class Moment(Enum):
    """When a bot is killed, by what the homeserver sees of it."""

    BEFORE = "its answer with a room key is ready, and is never sent"
    WHILE = "it has just been given the answer"
    AFTER = "it asks for the next, so it has kept the last"


class _Killer:
    """Kills the bots once, at one moment of an answer that brings a message from device to device."""

    def __init__(self, field: Field, moment: Moment) -> None:
        self._field = field
        self._moment = moment
        self._given: set[str] = set()
        self.done = asyncio.Event()

    def answering(self, asked: Asked, answer: object) -> object:
        """A lie that changes nothing but the world around it."""
        if self.done.is_set() or not asked.path.endswith("/sync") or not isinstance(answer, dict):
            return answer
        if asked.user in self._given and self._moment is Moment.AFTER:
            self._kill()
        elif answer.get("to_device", {}).get("events"):
            self._given.add(asked.user)
            if self._moment is Moment.BEFORE:
                self._kill()
            elif self._moment is Moment.WHILE:
                asyncio.get_running_loop().call_later(0.01, self._kill)
        return answer

    def _kill(self) -> None:
        if not self.done.is_set():
            self.done.set()
            self._field.bots.signal(signal.SIGKILL)


async def killed_around_keys(field: Field) -> Tried:
    """Each time the speaker begins a new room key, so that words without it could never be read."""
    said = []
    for moment in Moment:
        killer = _Killer(field, moment)
        await field.walt.begin_new_key(field.room)
        with field.liar.lying(killer.answering):
            said += [await field.walt.send(field.room, f"said around a kill {number}") for number in range(2)]
            async with asyncio.timeout(30):
                await killer.done.wait()
        await field.bots.wait_ready()
        assert await field.examined(said), f"lost: killed when {moment.value}"
    recorded = field.ledger.tally(said).recorded
    return Tried(len(Moment), (), len(said) - recorded)


ATTACKS = (Attack("killed before, while and after room keys are kept", killed_around_keys, honest.a_key, quick=False),)
