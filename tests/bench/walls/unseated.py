"""People who hold an invitation and have lost their seat since: how a stranger comes in where only the warden invites.

The roster is changed in the database behind the bots' back, so that no bot withdraws the invitation.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, select

from fourwalls.group.effects.kept import Agreed, GiveSeat
from fourwalls.group.people import Bot, EventId, PersonId, Role, Standing
from fourwalls.storage.database import Database
from fourwalls.storage.keyfiles import load_operational_keys
from fourwalls.storage.records import Records
from fourwalls.storage.sealing import TranscriptSealer
from fourwalls.storage.tables import breach, journal
from tests.support.house import Site

_LOOK_SECONDS = 0.005


class Roster:
    """The one group's roster, as the bench changes it."""

    def __init__(self, site: Site, database: Database) -> None:
        self._database = database
        self._bots = site.settings.users
        self._keys = load_operational_keys(site.settings.keys)

    async def seat(self, person: str) -> None:
        """Put somebody on it, who agreed to the policy."""
        await self._database.run(lambda conn: self._agree(conn, person))
        await self._give(person, Standing.INVITED)

    async def unseat(self, person: str) -> None:
        """Take them off it, and tell nobody."""
        await self._give(person, Standing.REMOVED)

    async def heard_by_warden(self, event: str) -> None:
        """Wait until the warden has kept an event and all that follows from it."""
        async with asyncio.timeout(60):
            while not await self._database.run(self._is_heard(EventId(event))):  # noqa: ASYNC110 - see the next line
                await asyncio.sleep(_LOOK_SECONDS)  # nothing tells a second process

    def _is_heard(self, event: EventId) -> Callable[[Connection], bool]:
        kept = (journal.c.bot == Bot.WARDEN.value) & (journal.c.event_key == self._keys.lookup("event", event))
        return lambda conn: conn.execute(select(journal.c.outcome).where(kept)).first() is not None

    async def _give(self, person: str, standing: Standing) -> None:
        await self._database.run(lambda conn: self._apply(conn, person, standing))

    async def forget_breaches(self) -> None:
        """Let the warden not know that the walls were moved before: from the fourth time on it takes its time."""
        await self._database.run(lambda conn: conn.execute(delete(breach)))

    def _agree(self, conn: Connection, person: str) -> None:
        records = Records(conn, self._keys, TranscriptSealer(), self._bots)
        policy = records.policy()
        assert policy is not None, "the house has been started"
        given = Agreed(PersonId(person), policy.version, policy.digest, EventId(""), datetime.now(tz=UTC))
        records.apply(given)

    def _apply(self, conn: Connection, person: str, standing: Standing) -> None:
        records = Records(conn, self._keys, TranscriptSealer(), self._bots)
        (group,) = records.groups()
        by = next(iter(self._bots.values()))
        records.apply(GiveSeat(PersonId(person), group.id, Role.MEMBER, standing, datetime.now(tz=UTC), by))


@contextmanager
def roster_of(site: Site) -> Iterator[Roster]:
    """Open the database beside the running bots."""
    database = site.open_database()
    try:
        yield Roster(site, database)
    finally:
        database.close()
