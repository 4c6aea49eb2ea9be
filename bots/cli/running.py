"""``fourwalls run`` and ``fourwalls portal``: what keeps going until it is told to stop."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable, Collection, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Any

from aiohttp import web

from bots.cli.failing import SIGNED_OUT, CommandError, leaves
from bots.house import House, open_house
from bots.speech import pictures
from bots.watching import watching
from config.house import load_house
from config.settings import PortalSettings, Settings
from config.wording import Wording
from fourwalls.group.people import Bot
from fourwalls.matrix.homeserver import TokenDeadError
from fourwalls.matrix.verification.desk import Desk
from fourwalls.matrix.verification.sas import Comparison
from fourwalls.portal.app import build_app, serving
from fourwalls.storage.database import Database
from fourwalls.storage.keyfiles import LOOKUP, PORTAL_PRIVATE, load_key
from fourwalls.storage.keys import LookupKey
from fourwalls.storage.sealing import TranscriptOpener

Say = Callable[[str], None]


class SignedOutError(CommandError):
    """A bot of ours was signed out."""

    def __init__(self, bot: Bot, code: str) -> None:
        """Name it, and the command that lets it begin again."""
        super().__init__(
            f"The homeserver no longer knows the {bot.value}'s log-in ({code}). "
            f"{SIGNED_OUT}fourwalls renew {bot.value}, then fourwalls run"
        )


class ListenError(CommandError):
    """The portal cannot listen where it is told to."""

    def __init__(self, place: str, error: OSError) -> None:
        """Say where, and why not."""
        why = os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror
        super().__init__(
            f"The portal cannot listen on {place} ({why}). "
            "End the program that holds this port, or name another in FOURWALLS_PORTAL_LISTEN"
        )


async def run_bots(settings: Settings, bots: Collection[Bot], say: Say) -> None:
    """Run these bots until a signal comes.

    Raises:
        SignedOutError: alone or in a group: the homeserver no longer knows a bot.
        ExceptionGroup: of whatever else failed for good.
    """
    started = time.monotonic()

    def ready() -> None:
        say(f"ready after {time.monotonic() - started:.1f} s: {', '.join(bot.value for bot in bots)}")

    try:
        async with open_house(settings, bots, say) as house, _watched(house, settings, say):
            if sys.stderr.isatty():
                desks = {bot: parts.connection.verifications.desk for bot, parts in house.parts.items()}
                show_comparisons(desks, say)
            await until_signal(house.run(ready))
    except* TokenDeadError as dead:
        error = next(leaf for leaf in leaves(dead) if isinstance(leaf, TokenDeadError))
        bot = next((bot for bot, user in settings.users.items() if user == error.user_id), None)
        if bot is None:
            raise
        raise SignedOutError(bot, error.code) from None


def show_comparisons(desks: Mapping[Bot, Desk], say: Say) -> None:
    """Show at the terminal what somebody compares who verifies a bot: it is the place that no server can forge.

    Only for where a person sits: what goes into a log is kept, and this is of use for ten minutes. It names nobody.
    """

    def show(bot: Bot, comparison: Comparison) -> None:
        emoji, numbers = pictures(comparison)
        say(f"somebody is verifying the {bot.value}; their screen must show: {emoji} (in numbers: {numbers})")

    for bot, desk in desks.items():
        desk.shown = partial(show, bot)


@asynccontextmanager
async def _watched(house: House, settings: Settings, say: Say) -> AsyncIterator[None]:
    async with watching(house, settings.health_listen, settings.ping_url) as port:
        if port is not None and settings.health_listen is not None:
            say("health and metrics at {}:{}".format(*settings.health_listen))
        yield


async def run_portal(settings: PortalSettings, say: Say) -> None:
    """Run the portal until a signal comes. It holds the key that opens transcripts, and no bot's.

    Raises:
        ListenError: somebody else holds the port.
        StorageError: the bots have not made the database yet, or a key is missing.
    """
    database = Database.open(settings.database_url, create=False)
    try:
        database.check_schema()
        lookup = LookupKey(load_key(settings.keys / LOOKUP, settings.credentials))
        private = load_key(settings.keys / PORTAL_PRIVATE, settings.credentials)
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
            homeserver=settings.public_homeserver,
        )
        await until_signal(_serve(app, settings, say))
    finally:
        database.close()


async def _serve(app: web.Application, settings: PortalSettings, say: Say) -> None:
    place = f"{settings.listen_host}:{settings.listen_port}"
    async with AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(serving(app, settings.listen_host, settings.listen_port))
        except OSError as error:
            raise ListenError(place, error) from None
        say(f"the portal listens on {place} and is reached at {settings.url}")
        await asyncio.Event().wait()


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
