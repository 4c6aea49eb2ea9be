"""The word that tells somebody together of what they wrote within a minute; of what was answered meanwhile, nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bots.ground import Ground
from fourwalls.group.effects.done import TellGathered
from fourwalls.group.people import EventId
from fourwalls.storage import warnings
from handlers.telling import gathered_words


async def tell(ground: Ground, effect: TellGathered, send: Callable[[str], Awaitable[EventId]]) -> EventId | None:
    """Say it, and wipe what was kept for it. After a crash between the two, the same transaction id says it once."""
    parts = await ground.database.run(lambda conn: warnings.gathered(conn, ground.keys, effect.word))
    if not parts:
        return None
    said = await send(ground.say(gathered_words(parts)))
    await ground.database.run(lambda conn: warnings.told_of(conn, ground.keys, effect.word))
    return said
