"""The outbox performer of one bot: takes what is due, has it done, and keeps that it is done.

What takes long holds up its own lane alone, and a flag is begun however much else is under way. Only a wall that is
down holds up what else its bot has to do, for a moment.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection as Transaction

from bots.acts import Acts, NobodyThereError, NotYetError
from bots.ground import Ground
from bots.making import Making
from bots.out_of_reach import bury_and_tell, tell_facilitators
from bots.pulse import Ending, HandPulse
from bots.putting import put
from bots.walls_first import WallsFirst
from fourwalls.group.effects.done import AcceptIdentity, RaiseFlag, Relay, TellManagers
from fourwalls.group.effects.priority import Priority
from fourwalls.group.effects.walls import Repair
from fourwalls.group.people import Bot, EventId
from fourwalls.group.phrase import phrase
from fourwalls.matrix.connection import Connection
from fourwalls.matrix.homeserver import HomeserverError, RefusedError, TokenDeadError
from fourwalls.matrix.keeping import NotKeptError
from fourwalls.matrix.outgoing import NotEncryptedError
from fourwalls.storage import outbox
from fourwalls.storage.errors import StorageError

logger = logging.getLogger(__name__)

_AT_ONCE = 20
_IDLE_SECONDS = 1.0
"""How often the outbox is looked at without a call: another process may have put something there."""
_BURY_SECONDS = 30.0
_LONGEST_WAIT = 60.0
"""After an outage, however long, nothing that is private or urgent waits longer than this for the next try."""
_MOST_SURPRISES = 8
"""Tries of what fails for a reason that nobody foresaw: some two minutes."""
_TOO_MANY = 429
_MOST_REFUSALS = 24
"""Tries of what is as urgent as a flag, although the server says no: some twenty minutes."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How one try ended: done (perhaps with an event of its own), to be tried again, held, or given up."""

    row: outbox.Waiting
    result: EventId | None = None
    retry_after: float | None = None
    held: bool = False
    calls: int | None = None
    """Held for somebody or something that will be heard of: how often this bot had been called when the try began.
    If it was called since, there is news, and it is tried again at once."""
    asked: bool = False
    unseen: bool = False
    """Held because nobody would see it who must."""
    given_up: str | None = None

    @property
    def ending(self) -> Ending:
        """The same in one word."""
        if self.given_up is not None:
            return Ending.GIVEN_UP
        if self.held:
            return Ending.HELD
        return Ending.SENT if self.retry_after is None else Ending.FAILED


class Performing:
    """Performs for one bot."""

    def __init__(self, ground: Ground, bot: Bot, connection: Connection, making: Making) -> None:
        self._ground = ground
        self._bot = bot
        self._connection = connection
        self._acts = Acts(ground, bot, connection, making)
        self._buried_at = 0.0
        self._called = asyncio.Event()
        self._calls = 0
        self._under_way: set[int] = set()
        self._ended: list[Ended] = []
        self._walls = WallsFirst()
        self.pulse = HandPulse()

    def rouse(self) -> None:
        """There may be something to do."""
        self._calls += 1
        self._called.set()

    async def perform_forever(self) -> None:
        """Empty the outbox again and again.

        Raises:
            ExceptionGroup: of what ends the process: a dead token, crypto state that was lost on its way to disk.
        """
        await self._connection.ready.wait()
        async with asyncio.TaskGroup() as tasks:
            while True:
                self._called.clear()
                self.pulse.looked()
                rows = await self._turn()
                self._walls.begin(rows)
                for row in rows:
                    self._under_way.add(row.id)
                    tasks.create_task(self._try(row))
                await self._idle()

    async def _turn(self) -> list[outbox.Waiting]:
        """Keep how tries ended, in one transaction with looking for what can be begun now."""
        ended, self._ended = self._ended, []
        first = self._bot is Bot.WARDEN  # until it is told what to do, a wall is down
        rows = await self._ground.database.run(lambda conn: self._settle_and_look(conn, ended), first=first)
        for end in ended:
            self._under_way.discard(end.row.id)
            self.pulse.tried(end.row.id, type(end.row.effect).__name__, end.ending)
        free = _AT_ONCE - len(self._under_way)
        rows = [row for row in rows if row.id not in self._under_way]
        return rows[:free] + [row for row in rows[free:] if row.effect.priority is Priority.FLAG]

    async def _idle(self) -> None:
        """Wait for a call, for a while. ``wait_for`` would swallow the end of a performer that is called just then."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_IDLE_SECONDS):
                await self._called.wait()

    def _settle_and_look(self, conn: Transaction, ended: Sequence[Ended]) -> list[outbox.Waiting]:
        for end in ended:
            self._settle(conn, end)
        if time.monotonic() - self._buried_at > _BURY_SECONDS:
            bury_and_tell(conn, self._ground, self._bot, _now())
            self._buried_at = time.monotonic()
        limit = _AT_ONCE + len(self._under_way)
        return outbox.due(conn, self._ground.keys, self._bot, _now(), limit)

    def _settle(self, conn: Transaction, end: Ended) -> None:
        """Keep how one try ended."""
        row = end.row
        if end.given_up is not None:
            outbox.bury(conn, row.id, end.given_up)
            if isinstance(row.effect, TellManagers):  # another word to the managers could only go the same way
                tell_facilitators(conn, self._ground, self._bot, row.effect)
            else:
                words = phrase("could-not-do", what=type(row.effect).__name__, why=end.given_up)
                cause = outbox.Cause(self._bot, EventId(f"given up {_which(row)}"))
                put(conn, self._ground, cause, TellManagers(self._bot, words, Priority.FLAG))
        elif end.held:
            news = end.calls is not None and end.calls != self._calls
            seconds = 0.0 if news else end.retry_after or 0.0
            asked_for = row.newest if end.asked else None
            outbox.hold(conn, row.id, _now() + int(1000 * seconds), asked_for=asked_for)
            if end.unseen and isinstance(row.effect, RaiseFlag | TellManagers | Relay):
                tell_facilitators(conn, self._ground, self._bot, row.effect)
        elif end.retry_after is not None:
            outbox.failed(conn, row.id, _now() + int(1000 * end.retry_after))
        else:
            outbox.sent(conn, self._ground.keys, row.id, end.result)
            if isinstance(row.effect, AcceptIdentity):
                outbox.release(conn, self._bot)  # what waited for a device that can be trusted can be said now

    async def _try(self, row: outbox.Waiting) -> None:
        async with self._walls.before(row):
            ended = await self._tried(row, self._calls)
        self._ended.append(ended)
        self._called.set()

    async def _tried(self, row: outbox.Waiting, calls: int) -> Ended:
        kind = type(row.effect).__name__
        try:
            return Ended(row, result=await self._acts.do(row))
        except NotYetError as wait:
            if isinstance(row.effect, RaiseFlag):
                logger.error("a case has to wait: %s", wait)  # noqa: TRY400 - the sentence says it all
            unseen = isinstance(wait, NobodyThereError) and row.effect.priority is Priority.FLAG
            return Ended(row, held=True, retry_after=wait.seconds, calls=calls, asked=wait.asked, unseen=unseen)
        except (TokenDeadError, NotKeptError):
            raise
        except RefusedError as refusal:
            self.pulse.limited += refusal.status == _TOO_MANY
            return _refused(row, refusal)
        except (HomeserverError, NotEncryptedError, StorageError) as trouble:
            logger.warning("%s was not done yet: %s", kind, trouble)
            return Ended(row, retry_after=_backoff(row.attempts))
        except Exception as error:  # noqa: BLE001 - one bad row never stops the others; in the end it is given up and told
            logger.error("%s failed: %s", kind, type(error).__name__)  # noqa: TRY400 - no words in tracebacks
            if row.attempts < _MOST_SURPRISES:
                return Ended(row, retry_after=_backoff(row.attempts))
            return Ended(row, given_up=type(error).__name__)


def _which(row: outbox.Waiting) -> str:
    """What was given up. A wall that is put back again and again in vain is told of once a day."""
    match row.effect:
        case Repair(room=room, type=type_, state_key=key):
            return f"{room} {type_} {key} {datetime.now(tz=UTC):%Y-%m-%d}"
        case _:
            return row.transaction_id


def _refused(row: outbox.Waiting, refusal: RefusedError) -> Ended:
    """What the server's no means: wait as long as it says, try again, or give up."""
    if refusal.may_pass and refusal.retry_after is not None:
        return Ended(row, held=True, retry_after=max(refusal.retry_after, _backoff(0)))
    if refusal.may_pass:
        return Ended(row, retry_after=_backoff(row.attempts))
    logger.error("%s was refused: %s", type(row.effect).__name__, refusal.code)
    if row.effect.priority is Priority.FLAG and row.attempts < _MOST_REFUSALS:
        return Ended(row, retry_after=_backoff(row.attempts))
    return Ended(row, given_up=refusal.code)


def _backoff(attempts: int) -> float:
    longest: float = min(_LONGEST_WAIT, 0.5 * 2.0 ** min(attempts, 12))
    return longest * random.uniform(0.7, 1.0)  # noqa: S311 - not a secret


def _now() -> int:
    return int(time.time() * 1000)
