"""Looks into the house's database beside the running house: which bot is done with which message, and when that was.

It reads through a line of its own that cannot write, so that looking costs the house as little as possible.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass, field

from sqlalchemy import Select, create_engine, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from fourwalls.group.people import Bot
from fourwalls.storage.journal import Outcome
from fourwalls.storage.keyfiles import load_operational_keys
from fourwalls.storage.tables import journal
from tests.support.house import Site

_AT_ONCE = 400
WANTED = {Bot.GUIDE: Outcome.EXAMINED, Bot.LOOKOUT: Outcome.EXAMINED, Bot.SCRIBE: Outcome.RECORDED}
"""When a bot is done with a member's message in an open session. The warden keeps nothing of messages."""


class NotDoneError(Exception):
    """A message was not examined or recorded as it should be, or not in time."""


@dataclass(slots=True)
class Progress:
    """How far the house is with one message."""

    sent_at: float = 0.0
    """The homeserver's own stamp, in seconds since 1970."""
    done_at: dict[Bot, float] = field(default_factory=dict)
    """When each bot was first seen to be done with it."""

    @property
    def all_done_at(self) -> float:
        """When the last bot was."""
        return max(self.done_at.values())

    @property
    def delay(self) -> float:
        """From the homeserver's stamp until the last bot was done, in seconds."""
        return max(0.0, self.all_done_at - self.sent_at)


class Watch:
    """Follows messages until the bots that listen to words are done with them."""

    def __init__(self, site: Site, every: float) -> None:
        """``every`` so many seconds it looks: the more waits, the more a look costs."""
        path = make_url(site.settings.database_url).database
        self._engine = create_engine(f"sqlite:///file:{path}?mode=ro&uri=true", connect_args={"timeout": 60})
        self._keys = load_operational_keys(site.settings.keys)
        self._every = every
        self._waiting: dict[str, Progress] = {}
        self.done: list[Progress] = []
        self.most_waiting = 0

    def follow(self, event: str) -> Progress:
        """Follow this message too."""
        progress = self._waiting[self._keys.lookup("event", event)] = Progress()
        self.most_waiting = max(self.most_waiting, len(self._waiting))
        return progress

    async def until_done(self, all_followed: asyncio.Event, deadline: float) -> None:
        """Look until all are done, for at most ``deadline`` seconds after the last that is followed."""
        looking = asyncio.create_task(self._look_on(all_followed))
        try:
            waiting = asyncio.create_task(all_followed.wait())
            await asyncio.wait({looking, waiting}, return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
            await asyncio.wait_for(looking, deadline)
        except TimeoutError:
            raise NotDoneError(f"{len(self._waiting)} messages were not done after {deadline:.0f} s") from None
        finally:
            looking.cancel()

    async def _look_on(self, all_followed: asyncio.Event) -> None:
        while self._waiting or not all_followed.is_set():
            with suppress(OperationalError):  # a killed house left a journal that only a writer can undo: it will
                await asyncio.to_thread(self._look)
            await asyncio.sleep(self._every)  # the database announces nothing

    def close(self) -> None:
        """Close the line."""
        self._engine.dispose()

    def _look(self) -> None:
        waiting = list(self._waiting)
        for at in range(0, len(waiting), _AT_ONCE):
            asked = waiting[at : at + _AT_ONCE]
            with self._engine.connect() as conn:
                rows = conn.execute(_found(asked)).all()
            now = time.time()
            for row in rows:
                self._take(row.event_key, Bot(row.bot), Outcome(row.outcome), row.heard_at / 1000, now)
            finished = [key for key in asked if self._waiting[key].done_at.keys() >= WANTED.keys()]
            self.done += [self._waiting.pop(key) for key in finished]

    def _take(self, key: str, bot: Bot, outcome: Outcome, sent_at: float, now: float) -> None:
        progress = self._waiting[key]
        if outcome is Outcome.UNREADABLE:
            return  # its key may be on the way
        if outcome is not WANTED[bot]:
            raise NotDoneError(f"the {bot} has a message as {outcome}, not as {WANTED[bot]}")
        progress.sent_at = sent_at
        progress.done_at.setdefault(bot, now)


def _found(keys: list[str]) -> Select[tuple[str, str, str, int]]:
    columns = (journal.c.event_key, journal.c.bot, journal.c.outcome, journal.c.heard_at)
    return select(*columns).where(journal.c.bot.in_([bot.value for bot in WANTED]), journal.c.event_key.in_(keys))
