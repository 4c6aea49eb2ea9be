"""Making a group at the Online Manager's word, once its name has been looked at. Done again, it adds what lacks."""

from __future__ import annotations

from sqlalchemy import Connection as Transaction

from bots.founding import Founder
from bots.ground import Ground
from bots.names import Names, Telling
from bots.putting import put
from fourwalls.group.awaited import Awaited, Wanted
from fourwalls.group.effects.done import FoundGroup, TellManagers, Whisper
from fourwalls.group.effects.kept import Await
from fourwalls.group.effects.priority import Priority
from fourwalls.group.people import Bot, Group, PersonId
from fourwalls.group.phrase import phrase
from fourwalls.storage.outbox import Cause
from handlers.entitled import shown_name


class Making:
    """Makes groups."""

    def __init__(self, ground: Ground, founder: Founder, names: Names) -> None:
        self._ground = ground
        self.founder = founder
        self.names = names

    async def make(self, wanted: FoundGroup, txn: str) -> None:
        """Make a group and its rooms; if its name could tell who somebody is, ask first whether it is meant.

        Args:
            wanted: which.
            txn: the order's own id, the same at every try.

        Raises:
            HomeserverError: a room could not be made; done again, this goes on where it stopped.
        """
        run = self._ground.database.run
        if wanted.by is not None and not wanted.sure:
            telling = await self.names.look_at(wanted.name)
            if not telling.is_neutral:
                by = wanted.by
                return await run(lambda conn: self._ask_back(conn, wanted, by, telling, txn))
        group = await run(lambda conn: self._written_down(conn, wanted))
        if not group.is_closed:
            await self.founder.rooms_of(group)
        return None

    def _ask_back(self, conn: Transaction, wanted: FoundGroup, by: PersonId, telling: Telling, txn: str) -> None:
        """Nothing is made until the same person says the word."""
        now = self._ground.now()
        layout = wanted.layout or self._ground.layout
        about = (wanted.name, wanted.room or "", layout.value)
        self._ground.records(conn).apply(Await(by, Awaited(Wanted.NAMING, now, about=about)))
        words = telling.words("group-name-tells" if telling.tells else "group-name-unchecked")
        put(conn, self._ground, Cause(Bot.WARDEN, f"name {txn}"), Whisper(by, words, Priority.ANSWER))

    def _written_down(self, conn: Transaction, wanted: FoundGroup) -> Group:
        """The group with keys of its own, and the managers told of it."""
        records, layout = self._ground.records(conn), wanted.layout or self._ground.layout
        group = records.ensure_group(wanted.name, self._ground.portal_public, layout)
        if wanted.by is not None and not group.is_closed:
            words = phrase("group-new-managers", group=group.name, by=shown_name(wanted.by, records))
            put(conn, self._ground, Cause(Bot.WARDEN, f"new group {group.id}"), TellManagers(Bot.WARDEN, words))
        return group
