"""``fourwalls run`` and ``fourwalls portal``: what keeps going until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable, Collection, Coroutine
from typing import Any

from bots.house import open_house
from config.house import load_house
from config.settings import PortalSettings, Settings
from config.wording import Wording
from fourwalls.group.people import Bot
from fourwalls.portal.app import build_app, serve
from fourwalls.storage.database import Database
from fourwalls.storage.keyfiles import LOOKUP, PORTAL_PRIVATE, load_key
from fourwalls.storage.keys import LookupKey
from fourwalls.storage.sealing import TranscriptOpener

Say = Callable[[str], None]


async def run_bots(settings: Settings, bots: Collection[Bot], say: Say) -> None:
    """Run these bots until a signal comes."""
    started = time.monotonic()

    def ready() -> None:
        say(f"ready after {time.monotonic() - started:.1f} s: {', '.join(bot.value for bot in bots)}")

    async with open_house(settings, bots, say) as house:
        await until_signal(house.run(ready))


async def run_portal(settings: PortalSettings, say: Say) -> None:
    """Run the portal until a signal comes. It holds the key that opens transcripts, and no bot's."""
    database = Database.open(settings.database_url)
    try:
        database.check_schema()
        lookup = LookupKey(load_key(settings.keys / LOOKUP))
        private = load_key(settings.keys / PORTAL_PRIVATE)
        house = load_house(settings.config)
        wording = Wording(settings.config, {"url": settings.url, "organisation": house.organisation})
        app = build_app(
            database,
            lookup,
            lambda: TranscriptOpener(private),
            wording.say,
            public_url=settings.url,
            now_ms=lambda: int(time.time() * 1000),
            zone=house.zone,
        )
        say(f"the portal listens on {settings.listen_host}:{settings.listen_port} and is reached at {settings.url}")
        await until_signal(serve(app, settings.listen_host, settings.listen_port))
    finally:
        database.close()


async def until_signal(work: Coroutine[Any, Any, None]) -> None:
    """Do the work until it ends, or until SIGINT or SIGTERM asks for an orderly end."""
    loop = asyncio.get_running_loop()
    task = asyncio.ensure_future(work)
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, task.cancel)
    try:
        await task
    except asyncio.CancelledError:
        return
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
