"""Whether the house does its work, told to machines: ``/health``, ``/metrics``, and a ping that stops when it does not.

Counts and ages only. Nothing here can stop the bots: what fails is logged by its class, and what cannot be looked at
counts as not well.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

import aiohttp
from aiohttp import web

from bots.house import House
from bots.metrics import CONTENT_TYPE, exposition
from bots.pulse import Clock, EarPulse, HandPulse
from fourwalls.group.people import Bot
from fourwalls.portal.app import serving
from fourwalls.storage import backlog
from fourwalls.storage.backlog import Backlog

logger = logging.getLogger(__name__)

Look = Callable[[], Awaitable[Mapping[Bot, Backlog]]]
"""Asks the records what waits."""

_PING_TIMEOUT = aiohttp.ClientTimeout(total=20)
_REFUSED = 300


@dataclass(frozen=True, slots=True)
class Limits:
    """From how many seconds on something is wrong."""

    silent: float = 180.0
    """Since a bot heard the homeserver, which answers every half minute at the latest."""
    stuck: float = 180.0
    """Since a performer looked at its outbox, which it does every second when it has nothing to do."""
    owed: float = 300.0
    """Since something could be done and was not, or failed each time."""
    blind: float = 60.0
    """Since the records answered the watch itself."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often, in seconds."""

    look: float = 5.0
    ping: float = 60.0


class Trouble(StrEnum):
    """What is wrong with a bot."""

    STARTING = "starting"
    """It has not heard the homeserver, or not looked at its outbox, since the process began."""
    SILENT = "silent"
    STUCK = "stuck"
    OWED = "owed"


@dataclass(frozen=True, slots=True)
class BotHealth:
    """How one bot is."""

    heard_seconds: float | None
    """Since it heard the homeserver."""
    looked_seconds: float | None
    """Since its performer looked at the outbox."""
    oldest_seconds: float
    """Since the oldest thing that it owes could have been done; what is held for somebody is not owed."""
    waiting: int
    held: int
    waiting_for_keys: int
    troubles: tuple[Trouble, ...]


@dataclass(frozen=True, slots=True)
class Health:
    """How the house is."""

    ok: bool
    degraded: bool
    """Detection works with less than it should. It is told, and does not make the house unwell."""
    records_seconds: float | None
    """Since the records answered."""
    bots: Mapping[Bot, BotHealth]

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {**asdict(self), "bots": {bot.value: asdict(one) for bot, one in self.bots.items()}}


@dataclass(slots=True)
class Watched:
    """One bot, as the watch knows it."""

    ear: EarPulse
    hand: HandPulse
    backlog: Backlog = field(default_factory=Backlog)
    due_since: dict[int, float] = field(default_factory=dict)
    """Rows that could have been done at every look since then."""

    def took(self, found: Backlog, now: float) -> None:
        """What waits was looked at."""
        self.backlog = found
        self.due_since = {row: self.due_since.get(row, now) for row in found.due}
        for gone in self.hand.failing.keys() - found.heads:
            del self.hand.failing[gone]

    def health(self, now: float, limits: Limits) -> BotHealth:
        """How it is at this moment."""
        heard = None if self.ear.at is None else now - self.ear.at
        looked = None if self.hand.at is None else now - self.hand.at
        oldest = now - min((*self.due_since.values(), *self.hand.failing.values()), default=now)
        signs = {
            Trouble.STARTING: heard is None or looked is None,
            Trouble.SILENT: heard is not None and heard > limits.silent,
            Trouble.STUCK: looked is not None and looked > limits.stuck,
            Trouble.OWED: oldest > limits.owed,
        }
        return BotHealth(
            heard,
            looked,
            oldest,
            waiting=self.backlog.waiting.total(),
            held=self.backlog.held,
            waiting_for_keys=self.backlog.locked,
            troubles=tuple(trouble for trouble, there in signs.items() if there),
        )


class Watch:
    """Looks at the records now and then, at the bots' pulses at any time, and judges."""

    def __init__(
        self,
        bots: Mapping[Bot, Watched],
        look: Look,
        limits: Limits | None = None,
        *,
        degraded: bool = False,
        clock: Clock = time.monotonic,
    ) -> None:
        self.bots = bots
        self._look = look
        self._limits = limits or Limits()
        self._degraded = degraded
        self._clock = clock
        self._looked_at: float | None = None

    async def look_forever(self, every: float) -> None:
        """Look, wait. Records that do not answer are only noted; the age of the last look tells of them."""
        told = ""
        while True:
            trouble = await self.look()
            if trouble and trouble != told:
                logger.warning("the records did not answer the watch: %s", trouble)
            told = trouble
            await asyncio.sleep(every)

    async def look(self) -> str:
        """Look once; returns the class of the failure, or nothing."""
        try:
            found = await self._look()
        except Exception as error:  # noqa: BLE001 - the watch never stops what it watches
            return type(error).__name__
        now = self._looked_at = self._clock()
        for bot, one in self.bots.items():
            one.took(found[bot], now)
        return ""

    def health(self) -> Health:
        """How the house is at this moment."""
        now = self._clock()
        records = None if self._looked_at is None else now - self._looked_at
        bots = {bot: one.health(now, self._limits) for bot, one in self.bots.items()}
        seen = records is not None and records <= self._limits.blind
        return Health(
            ok=seen and not any(one.troubles for one in bots.values()),
            degraded=self._degraded,
            records_seconds=records,
            bots=bots,
        )


@asynccontextmanager
async def watching(
    house: House,
    listen: tuple[str, int] | None,
    ping_url: str,
    limits: Limits | None = None,
    pace: Pace | None = None,
) -> AsyncIterator[int | None]:
    """Watch an open house for as long as the block lasts; gives the port at which its health is told, if it is.

    Raises:
        OSError: it cannot listen there.
    """
    pace = pace or Pace()
    tasks: list[asyncio.Task[None]] = []
    async with AsyncExitStack() as stack:
        stack.push_async_callback(_end, tasks)
        watch = watch_of(house, limits)
        port = None if listen is None else await stack.enter_async_context(serving(build_app(watch), *listen))
        if listen is not None or ping_url:
            tasks.append(asyncio.create_task(watch.look_forever(pace.look)))
        if ping_url:
            tasks.append(asyncio.create_task(ping_forever(ping_url, watch, pace.ping)))
        yield port


def watch_of(house: House, limits: Limits | None = None) -> Watch:
    """The watch over the bots of a house."""
    database, bots = house.ground.database, tuple(house.parts)

    async def look() -> Mapping[Bot, Backlog]:
        return await database.run(lambda conn: backlog.of_bots(conn, bots, int(time.time() * 1000)))

    watched = {bot: Watched(parts.hearing.pulse, parts.performing.pulse) for bot, parts in house.parts.items()}
    return Watch(watched, look, limits, degraded=house.degraded)


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def build_app(watch: Watch) -> web.Application:
    """The two pages for machines."""

    async def health(_: web.Request) -> web.Response:
        found = watch.health()
        return web.json_response(found.plain(), status=200 if found.ok else 503, headers={"Cache-Control": "no-store"})

    async def metrics(_: web.Request) -> web.Response:
        found = watch.health()
        pulses = {bot: (one.ear, one.hand, one.backlog) for bot, one in watch.bots.items()}
        ages = {bot: (one.heard_seconds, one.oldest_seconds) for bot, one in found.bots.items()}
        body = exposition(pulses, ages, {"ok": found.ok, "degraded": found.degraded})
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE, "Cache-Control": "no-store"})

    app = web.Application()
    app.router.add_get("/health", health)
    app.router.add_get("/metrics", metrics)
    return app


async def ping_forever(url: str, watch: Watch, every: float) -> None:
    """Ask for the address again and again while the house is well, and keep silent while it is not."""
    silent = {"cookie_jar": aiohttp.DummyCookieJar(), "skip_auto_headers": ("User-Agent",)}
    told = ""
    async with aiohttp.ClientSession(timeout=_PING_TIMEOUT, **silent) as http:
        while True:
            trouble = await _ping(http, url) if watch.health().ok else "the house is not well"
            if trouble != told:
                logger.warning("pings are out: %s", trouble) if trouble else logger.info("pings go out")
            told = trouble
            await asyncio.sleep(every)


async def _ping(http: aiohttp.ClientSession, url: str) -> str:
    """Ping once; returns what went wrong, by its class alone, or nothing."""
    try:
        async with http.get(url, allow_redirects=False) as answer:
            return f"status {answer.status}" if answer.status >= _REFUSED else ""
    except Exception as error:  # noqa: BLE001 - whatever it is, it concerns the ping alone
        return type(error).__name__
