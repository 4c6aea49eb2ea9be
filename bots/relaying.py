"""How words go from one side of a dialogue to the other, and are taken away again. Each goes once.

Nothing of them stays here: once they are sent, only which event stands for which is known.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Protocol

from sqlalchemy import Connection as Transaction

from bots.ground import Ground
from bots.speech import inert
from fourwalls.group.dialogue import Dialogue
from fourwalls.group.effects.done import Relay, Withdraw
from fourwalls.group.people import EventId, PersonId, Room
from fourwalls.group.phrase import Phrase, phrase
from fourwalls.matrix.connection import Connection
from fourwalls.storage import dialogues, outbox
from handlers.dialogue import LONGEST, known_name


class Send(Protocol):
    """Says words in a room to those who may hear them there."""

    def __call__(self, room: Room, text: str, txn: str, *, thread: EventId | None = None) -> Awaitable[EventId]:
        """Say them; returns the event."""


@dataclass(frozen=True, slots=True)
class Relaying:
    """The guide between a member and the Online Manager."""

    ground: Ground
    connection: Connection
    send: Send
    manager_room: Callable[[], Awaitable[Room]]
    private_room: Callable[[PersonId, outbox.Waiting], Awaitable[Room]]

    async def do(self, effect: Relay | Withdraw, row: outbox.Waiting) -> EventId | None:
        """Do either; returns the event that came of it."""
        return await (self._relay(effect, row) if isinstance(effect, Relay) else self._withdraw(effect, row))

    async def _relay(self, effect: Relay, row: outbox.Waiting) -> EventId | None:
        """Pass words on, unless they were taken back before; the first of a dialogue begin its thread."""
        run, keys = self.ground.database.run, self.ground.keys
        if (await run(lambda conn: dialogues.passed(conn, keys, effect.event))).withdrawn:
            return None
        text = self.ground.say(_inert(effect.words))
        if effect.to is not None:
            sent = await self.send(await self.private_room(effect.to, row), text, row.transaction_id)
        else:
            room = await self.manager_room()
            thread = await self._thread(effect, room)
            if thread is None:
                return None
            sent = await self.send(room, text, row.transaction_id, thread=thread)
        await run(lambda conn: dialogues.bind_word(conn, keys, effect.event, sent))
        return sent

    async def _thread(self, effect: Relay, room: Room) -> EventId | None:
        """The root of the dialogue's thread, said if it is not there yet; ``None``: the dialogue is long forgotten."""
        run, keys = self.ground.database.run, self.ground.keys
        which = await run(lambda conn: dialogues.find(conn, keys, effect.dialogue))
        if which is None or which.thread is not None:
            return None if which is None else which.thread
        text = self.ground.say(await self._root(which))
        # whichever words come first: a dialogue has one root, also after a crash
        root = await self.send(room, text, keys.lookup("transaction", f"dialogue {which.id}"))
        await run(lambda conn: dialogues.bind_thread(conn, keys, effect.dialogue, root))
        return root

    async def _root(self, which: Dialogue) -> Phrase:
        who = await self.ground.database.run(lambda conn: known_name(which.person, self.ground.records(conn)))
        return phrase("dialogue-root", number=which.number, matter=which.matter.value, who=who)

    async def _withdraw(self, effect: Withdraw, row: outbox.Waiting) -> None:
        """Take away what stands for words on the other side; what never got there needs nothing."""
        room, there = await self.ground.database.run(lambda conn: self._standing(conn, effect))
        if room is not None and there is not None:
            await self.connection.act.redact(room.id, there, row.transaction_id)

    def _standing(self, conn: Transaction, effect: Withdraw) -> tuple[Room | None, EventId | None]:
        records = self.ground.records(conn)
        room = records.manager_room() if effect.to is None else records.private_room(effect.to)
        return room, dialogues.passed(conn, self.ground.keys, effect.event).event


def _inert(words: Phrase) -> Phrase:
    """The same words, of which nothing can pass for anything but words."""
    values = tuple((name, inert(value, LONGEST) if isinstance(value, str) else value) for name, value in words.values)
    return replace(words, values=values)
