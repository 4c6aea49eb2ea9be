"""A bot's place in this process: how it comes in, and what must be closed when it goes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from bots import guide, lookout, scribe, warden
from bots.duties import Duties
from bots.examining import Examining
from bots.founding import Founder, room_names
from bots.ground import Ground
from bots.hearing import Hearing
from bots.making import Making
from bots.memory import BotMemory
from bots.names import Names
from bots.ownership import owned
from bots.performing import Performing
from bots.pulse import EarPulse, HandPulse
from config.settings import Settings
from config.walls import RoomContract
from fourwalls.group.people import Bot, RoomKind
from fourwalls.matrix.connection import Connection
from fourwalls.matrix.pins import Pins
from handlers.settings import Settings as SettingsKept


@dataclass(frozen=True, slots=True)
class BotParts:
    """One running bot."""

    connection: Connection
    hearing: Hearing
    performing: Performing


@dataclass(slots=True)
class Seat:
    """One bot's place, whether it is there or away; it is watched all the same."""

    stack: AsyncExitStack
    """What must be closed when it goes: its connection, and the lock on its store."""
    ear: EarPulse = field(default_factory=EarPulse)
    hand: HandPulse = field(default_factory=HandPulse)
    settled: asyncio.Event = field(default_factory=asyncio.Event)
    """It is at work, or away."""


@dataclass(frozen=True, slots=True)
class Entrance:
    """How a bot comes in."""

    settings: Settings
    ground: Ground
    contracts: Mapping[RoomKind, RoomContract]
    examining: Examining
    pins: Pins = field(default_factory=Pins)
    """Whom one bot has seen, all know."""

    def lock(self, bot: Bot, seat: Seat) -> None:
        """Hold the lock on a bot's store for as long as it sits here.

        Raises:
            OwnedError: another process holds it.
        """
        seat.stack.enter_context(owned(self.settings.data, bot))

    def making(self, connection: Connection) -> Making:
        """What makes rooms and groups on one bot's connection."""
        founder = Founder(self.ground, self.contracts, connection)
        return Making(self.ground, founder, Names(self.examining))

    async def enter(self, bot: Bot, seat: Seat, rouse: Callable[[Collection[Bot]], None]) -> BotParts:
        """Log a bot in and put its parts together.

        Raises:
            HomeserverError, ChainError, WrongDeviceError: as ``Connection.open``.
        """
        settings, ground = self.settings, self.ground
        connection = await Connection.open(
            settings.homeserver,
            settings.users[bot],
            BotMemory(ground.database, ground.keys, bot),
            ground.keys.pickle_key,
            settings.passwords[bot],
        )
        seat.stack.push_async_callback(connection.close)
        connection.keyring.share(self.pins)
        duties = _duties(bot, self.contracts, ground)
        if not duties.heeds_words:
            connection.spare_words()
        making = self.making(connection)
        performing = Performing(ground, bot, connection, making)
        hearing = Hearing(ground, duties, connection, self.examining, rouse)
        hearing.pulse, performing.pulse = seat.ear, seat.hand
        return BotParts(connection, hearing, performing)


def _duties(bot: Bot, contracts: Mapping[RoomKind, RoomContract], ground: Ground) -> Duties:
    keeps = SettingsKept(contracts, ground.bots[Bot.WARDEN], ground.zone, room_names(ground))
    walls = warden.duties(keeps, ground.bots[Bot.WARDEN])
    private = guide.duties_with_walls(keeps, ground.bots[Bot.GUIDE])
    everybody = (walls, private, scribe.duties(), lookout.duties())
    return next(duties for duties in everybody if duties.bot is bot)
