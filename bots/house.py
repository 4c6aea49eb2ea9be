"""The house: everything wired together in one place, and kept running.

Every part gets what it needs as values. What fails for good (a dead token, a database that cannot be written) ends
the process loudly; a supervisor starts it again from what is on disk.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bots import guide, lookout, scribe, warden
from bots.duties import Duties, Examination
from bots.examining import Examining
from bots.founding import Founder
from bots.ground import Ground
from bots.hearing import Hearing
from bots.inspecting import Inspecting
from bots.memory import BotMemory
from bots.missing_keys import MissingKeys
from bots.opening import Opening
from bots.ownership import owned
from bots.performing import Performing
from bots.signing_in import SigningIn
from bots.tidying import Tidying
from config.files import open_config
from config.house import House as Plan
from config.house import load_house
from config.settings import Settings
from config.walls import RoomContract, load_walls
from config.wording import Wording
from fourwalls.detection.process import DetectionProcess
from fourwalls.group.people import Bot, RoomKind
from fourwalls.matrix.connection import Connection
from fourwalls.storage.database import Database
from fourwalls.storage.keyfiles import PORTAL_PUBLIC, load_key, load_operational_keys
from fourwalls.storage.sealing import TranscriptSealer

logger = logging.getLogger(__name__)

Progress = Callable[[str], None]
"""Told of each step of starting, in words for the operator."""


@dataclass(frozen=True, slots=True)
class BotParts:
    """One running bot."""

    connection: Connection
    hearing: Hearing
    performing: Performing


@dataclass(frozen=True, slots=True)
class House:
    """An open house: connected and signed, not yet listening."""

    ground: Ground
    plan: Plan
    contracts: Mapping[RoomKind, RoomContract]
    parts: Mapping[Bot, BotParts]
    examining: Examining

    async def run(self, ready: Callable[[], None] = lambda: None) -> None:
        """Listen and perform until cancelled, or until something fails for good.

        Args:
            ready: called once every bot has heard the server and every room of the plan is made.

        Raises:
            ExceptionGroup: of what failed.
        """
        async with asyncio.TaskGroup() as tasks:
            for parts in self.parts.values():
                tasks.create_task(parts.connection.listen(parts.hearing.hear))
                tasks.create_task(parts.performing.perform_forever())
            await asyncio.gather(*(parts.connection.ready.wait() for parts in self.parts.values()))
            keeper = self.parts.get(Bot.WARDEN)
            if keeper is not None:
                founder = Founder(self.ground, self.contracts, keeper.connection)
                await Opening(self.ground, self.plan, founder, keeper.performing.rouse).open_patiently()
                inspecting = Inspecting(self.ground, self.contracts, keeper.connection, keeper.performing.rouse)
                tasks.create_task(inspecting.inspect_forever())
            if Bot.GUIDE in self.parts:
                signing_in = SigningIn(self.ground, self.parts[Bot.GUIDE].performing.rouse)
                tasks.create_task(signing_in.send_codes_forever())
            for bot in {Bot.GUIDE, Bot.LOOKOUT} & self.parts.keys():
                missing = MissingKeys(self.ground, bot, self.parts[bot].performing.rouse)
                tasks.create_task(missing.tell_forever())
            tasks.create_task(Tidying(self.ground, self.examining).tidy_forever())
            self.rouse()
            ready()

    def rouse(self, bots: Collection[Bot] = tuple(Bot)) -> None:
        """Let the performers of these bots look at the outbox now."""
        for bot in bots:
            if bot in self.parts:
                self.parts[bot].performing.rouse()


@asynccontextmanager
async def open_house(
    settings: Settings, bots: Collection[Bot] = tuple(Bot), progress: Progress = logger.info
) -> AsyncIterator[House]:
    """Open everything, in the order in which a fault is cheapest to tell: files, database, models, homeserver.

    Raises:
        ConfigError, KeyFileError, StorageError, ModelError, HomeserverError, ChainError, OwnedError:
            each with what to do about it.
    """
    async with AsyncExitStack() as stack:
        plan, contracts = load_house(settings.config), load_walls(settings.config)
        always = {"url": settings.portal_url, "organisation": plan.organisation}
        wording = Wording(settings.config, always)
        for bot in bots:
            stack.enter_context(owned(settings.data, bot))
        keys = load_operational_keys(settings.keys, settings.credentials)
        portal_public = load_key(settings.keys / PORTAL_PUBLIC, settings.credentials)
        progress("opening the database")
        database = Database.open(settings.database_url)
        stack.callback(database.close)
        await asyncio.to_thread(database.migrate)
        ground = Ground(
            database=database,
            keys=keys,
            sealer=TranscriptSealer(),
            bots=settings.users,
            wording=wording,
            portal_public=portal_public,
            organisation=plan.organisation,
            online_manager=settings.online_manager,
            zone=plan.zone,
        )
        progress("loading detection")
        risk = open_config("risk.toml", settings.config)
        detectors = {each: DetectionProcess(orders) for each, orders in _orders(risk, settings.models).items()}
        for detector in detectors.values():
            stack.push_async_callback(detector.close)
        await asyncio.gather(*(detector.start() for detector in detectors.values()))
        for detector in detectors.values():
            progress(detector.state)
        examining = Examining(detectors)
        progress("connecting to the homeserver")
        parts: dict[Bot, BotParts] = {}
        house = House(ground, plan, contracts, parts, examining)
        for duties in _duties(contracts):
            if duties.bot in bots:
                parts[duties.bot] = await _open_bot(settings, house, duties, stack)
        yield house


async def _open_bot(settings: Settings, house: House, duties: Duties, stack: AsyncExitStack) -> BotParts:
    ground, bot = house.ground, duties.bot
    connection = await Connection.open(
        settings.homeserver,
        settings.users[bot],
        BotMemory(ground.database, ground.keys, bot),
        ground.keys.pickle_key,
        settings.passwords[bot],
    )
    stack.push_async_callback(connection.close)
    if not duties.heeds_words:
        connection.spare_words()
    founder = Founder(ground, house.contracts, connection)
    performing = Performing(ground, bot, connection, founder)
    hearing = Hearing(ground, duties, connection, house.examining, house.rouse)
    return BotParts(connection, hearing, performing)


def _orders(risk_toml: str, models: Path | None) -> dict[Examination, dict[str, str | None]]:
    """What each of the processes that examine has to load."""
    return {
        Examination.DETAILS: {"examination": "details", "models": None if models is None else str(models)},
        Examination.RISK: {"examination": "risk", "risk_toml": risk_toml},
    }


def _duties(contracts: Mapping[RoomKind, RoomContract]) -> tuple[Duties, ...]:
    return (warden.duties(contracts), guide.duties(), scribe.duties(), lookout.duties())
