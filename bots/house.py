"""The house: everything wired together in one place, and kept running.

Every part gets what it needs as values. What fails for good (a database that cannot be written, an identity that is
not ours) ends the process loudly; a supervisor starts it again from what is on disk. What the house can do without
is done without, and said: ``bots.degraded`` lists it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bots import logs
from bots.agreeing import WHY_REFUSED, Agreeing, publish
from bots.degraded import Degraded, away
from bots.duties import Examination
from bots.entering import BotParts, Entrance, Seat
from bots.examining import Examining
from bots.forgetting import Forgetting
from bots.furnishing import Furnishings, furnish
from bots.gap_filling import GapFilling
from bots.ground import Admin, Ground
from bots.guarding import Guarding
from bots.healing import heal
from bots.inspecting import Inspecting
from bots.missing_keys import MissingKeys
from bots.open_rooms import OpenRooms
from bots.opening import Opening
from bots.ownership import OwnedError, owned
from bots.returning import Returning
from bots.safemode import SafeMode
from bots.sharing import Sharing
from bots.signing_in import SigningIn
from bots.tidying import Tidying
from bots.unanswered import Unanswered
from bots.unsigned import Unsigned
from bots.verifying import Verifying
from config.house import House as Plan
from config.settings import Settings
from fourwalls.detection.process import DetectionProcess
from fourwalls.group.people import Bot, RoomKind
from fourwalls.matrix.homeserver import HomeserverError, RefusedError, TokenDeadError
from fourwalls.matrix.storestamp import OldStoreError
from fourwalls.storage.database import Database
from fourwalls.storage.errors import StorageError
from fourwalls.storage.keyfiles import PORTAL_PUBLIC, load_key, load_operational_keys
from fourwalls.storage.sealing import TranscriptSealer

logger = logging.getLogger(__name__)

Progress = Callable[[str], None]
"""Told of each step of starting, in words for the operator."""

_AWAY_SECONDS = 60.0
"""How long to wait before a bot whose account did not let it in is tried again."""
_KEEPERS = {kind.keeper for kind in RoomKind}
"""Who keeps walls."""
_SPEAKERS = (Bot.LOOKOUT, Bot.WARDEN, Bot.GUIDE, Bot.SCRIBE)
"""Who tells the managers of the house itself: the first of these that is there."""


@dataclass(frozen=True, slots=True)
class House:
    """An open house: connected and signed, not yet listening."""

    ground: Ground
    plan: Plan
    entrance: Entrance
    seats: Mapping[Bot, Seat]
    """The bots of this process."""
    parts: dict[Bot, BotParts]
    """Those of them that are there."""
    examining: Examining
    safe: SafeMode

    async def run(self, ready: Callable[[], None] = lambda: None) -> None:
        """Listen and perform until cancelled, or until something fails for good.

        Args:
            ready: called once every bot that is there has heard the server and every room of the plan is made.

        Raises:
            ExceptionGroup: of what failed.
        """
        async with asyncio.TaskGroup() as tasks:
            for bot in self.seats:
                tasks.create_task(self._live(bot))
            for seat in self.seats.values():
                await seat.settled.wait()
            tasks.create_task(Tidying(self.ground, self.examining, self.plan.leak).tidy_forever())
            await self.announce()
            self.rouse()
            ready()

    def rouse(self, bots: Collection[Bot] = tuple(Bot)) -> None:
        """Let the performers of these bots look at the outbox now."""
        for bot in bots:
            if bot in self.parts:
                self.parts[bot].performing.rouse()

    async def announce(self) -> None:
        """Tell the managers if something new does not work, or if everything works again. It never stops anything."""
        try:
            if await self.safe.announce():
                self.rouse()
        except (StorageError, OSError) as error:
            logger.warning("safe mode could not be announced yet: %s", type(error).__name__)

    # --- one bot's life ---

    async def open_bots(self) -> None:
        """Let every bot in; one whose own account does not is done without, as long as there is another.

        Raises:
            HomeserverError: none of them is let in, or the homeserver itself is in trouble.
            OldStoreError: a store that was put back is old again after it was healed.
            RunsElsewhereError: another process runs a newer copy of it.
        """
        refused: dict[Bot, HomeserverError] = {}
        put_back = await self._let_in(self.seats, refused)
        if put_back:
            await heal(self.ground, self.entrance.settings.homeserver, put_back)
            for old in (await self._let_in(put_back, refused)).values():
                raise old
        for bot, why in refused.items():
            await self._leave(bot, why)

    async def _let_in(self, bots: Collection[Bot], refused: dict[Bot, HomeserverError]) -> dict[Bot, OldStoreError]:
        """Let these in; who is refused is noted, and whose store is old is given back."""
        put_back: dict[Bot, OldStoreError] = {}
        for bot in bots:
            try:
                self.parts[bot] = await self.entrance.enter(bot, self.seats[bot], self.rouse)
            except OldStoreError as old:
                put_back[bot] = old
            except (TokenDeadError, RefusedError) as error:
                if isinstance(error, RefusedError) and error.may_pass:
                    raise
                refused[bot] = error
        return put_back

    async def _live(self, bot: Bot) -> None:
        """Let a bot work; when its account does not let it in any more, wait until it does again."""
        logs.speaks_for(bot)
        while True:
            if bot in self.parts:
                try:
                    await self._work(bot, self.parts[bot])
                except* TokenDeadError as dead:
                    await self._leave(bot, _first(dead))
                    await self.announce()
            self.seats[bot].settled.set()
            await asyncio.sleep(_AWAY_SECONDS)
            if await self._come_back(bot):
                await self.announce()

    async def _work(self, bot: Bot, parts: BotParts) -> None:
        rouse = parts.performing.rouse
        if bot is Bot.GUIDE:
            await OpenRooms(self.ground, self.plan.open_rooms, parts.connection).know()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(parts.connection.listen(parts.hearing.hear))
            tasks.create_task(parts.performing.perform_forever())
            tasks.create_task(Verifying(self.ground, bot, parts.connection).verify_forever())
            await parts.connection.ready.wait()
            if bot is Bot.WARDEN:
                making = self.entrance.making(parts.connection)
                await Opening(self.ground, self.plan, making, rouse).open_patiently()
                tasks.create_task(Returning(self.ground, self.rouse).return_forever())
            if bot in _KEEPERS:
                inspecting = Inspecting(self.ground, self.entrance.contracts, parts.connection, self.rouse, bot)
                tasks.create_task(inspecting.inspect_forever())
                tasks.create_task(Guarding(self.ground, inspecting).guard_forever())
            if bot is Bot.GUIDE:
                tasks.create_task(Agreeing(self.ground, self.plan.grace, self.rouse).look_forever())
                tasks.create_task(SigningIn(self.ground, rouse).send_codes_forever())
                tasks.create_task(Sharing(self.ground, rouse).look_forever())
                tasks.create_task(Forgetting(self.ground, rouse).forget_forever())
                tasks.create_task(Unanswered(self.ground, self.rouse).look_forever())
                tasks.create_task(Unsigned(self.ground, parts.connection, rouse).tell_forever())
            if bot is not Bot.WARDEN:
                tasks.create_task(MissingKeys(self.ground, bot, self.rouse).tell_forever())
                tasks.create_task(GapFilling(self.ground, bot, parts.hearing).fill_forever())
            self.seats[bot].settled.set()

    async def _leave(self, bot: Bot, error: HomeserverError) -> None:
        """Go on without a bot that its account does not let in; its store is free for ``fourwalls renew``."""
        self.parts.pop(bot, None)
        if not self.parts:
            raise error
        await self.seats[bot].stack.aclose()
        self.safe.begin(away(bot), why=getattr(error, "code", ""))

    async def _come_back(self, bot: Bot) -> bool:
        """Try whether a bot is let in again. An identity or a device that is not ours still ends the process."""
        seat = self.seats[bot]
        try:
            self.entrance.lock(bot, seat)
            self.parts[bot] = await self.entrance.enter(bot, seat, self.rouse)
        except (HomeserverError, OwnedError) as error:
            await seat.stack.aclose()
            logger.info("the %s is still away: %s", bot.value, type(error).__name__)
            return False
        self.safe.end(away(bot))
        return True


def _first(group: BaseExceptionGroup[TokenDeadError]) -> TokenDeadError:
    inner = group.exceptions[0]
    return inner if isinstance(inner, TokenDeadError) else _first(inner)


@asynccontextmanager
async def open_house(
    settings: Settings, bots: Collection[Bot] = tuple(Bot), progress: Progress = logger.info
) -> AsyncIterator[House]:
    """Open everything, in the order in which a fault is cheapest to tell: files, database, models, homeserver.

    Raises:
        ConfigError, KeyFileError, StorageError, HomeserverError, ChainError, OwnedError, RunsElsewhereError:
            each with what to do about it.
    """
    async with AsyncExitStack() as stack:
        furnishings = furnish(settings)
        seats = {bot: Seat(AsyncExitStack()) for bot in bots}
        for bot, seat in seats.items():
            stack.push_async_callback(seat.stack.aclose)
            seat.stack.enter_context(owned(settings.data, bot))
        progress("opening the database")
        ground = _ground(settings, furnishings, stack)
        for seat in seats.values():  # left before the database is closed: a bot writes as it goes
            stack.push_async_callback(seat.stack.aclose)
        await asyncio.to_thread(ground.database.migrate)
        plan, policy = furnishings.plan, furnishings.policy
        published = await ground.database.run(lambda conn: publish(conn, ground, policy, plan.grace))
        progress("loading detection")
        detectors = await _detectors(furnishings.risk, settings.models, stack)
        for detector in detectors.values():
            progress(detector.state)
        examining, parts = Examining(detectors), dict[Bot, BotParts]()
        safe = SafeMode.of(settings.data, bots, ground, lambda: _speaker(parts), progress)
        safe.begin(
            *sorted({*furnishings.lacking, *(Degraded(lack) for each in detectors.values() for lack in each.lacks)})
        )
        if published.refused:
            safe.begin(Degraded.POLICY_FILE, why=WHY_REFUSED)
        entrance = Entrance(settings, ground, furnishings.contracts, examining)
        house = House(ground, plan, entrance, seats, parts, examining, safe)
        progress("connecting to the homeserver")
        await house.open_bots()
        yield house


async def _detectors(risk_toml: str, models: Path | None, stack: AsyncExitStack) -> dict[Examination, DetectionProcess]:
    """The processes that examine, each with what it has to load."""
    orders: dict[Examination, dict[str, str | None]] = {
        Examination.DETAILS: {"examination": "details", "models": None if models is None else str(models)},
        Examination.RISK: {"examination": "risk", "risk_toml": risk_toml},
    }
    detectors = {examination: DetectionProcess(order) for examination, order in orders.items()}
    for detector in detectors.values():
        stack.push_async_callback(detector.close)
    await asyncio.gather(*(detector.start() for detector in detectors.values()))
    return detectors


def _speaker(parts: Collection[Bot]) -> Bot | None:
    return next((bot for bot in _SPEAKERS if bot in parts), None)


def _ground(settings: Settings, furnishings: Furnishings, stack: AsyncExitStack) -> Ground:
    keys = load_operational_keys(settings.keys, settings.credentials)
    portal_public = load_key(settings.keys / PORTAL_PUBLIC, settings.credentials)
    database = Database.open(settings.database_url)
    stack.callback(database.close)
    return Ground(
        database=database,
        keys=keys,
        sealer=TranscriptSealer(),
        bots=settings.users,
        wording=furnishings.wording,
        portal_public=portal_public,
        organisation=furnishings.plan.organisation,
        online_manager=settings.online_manager,
        zone=furnishings.plan.zone,
        layout=furnishings.plan.layout,
        registering=furnishings.registering,
        quiet=furnishings.plan.quiet,
        portal_url=settings.portal_url,
        admin=Admin(settings.homeserver, settings.admin_token) if settings.admin_token else None,
    )
