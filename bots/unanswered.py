"""Dialogues in which nobody answers are told of; those in which nobody speaks end; what has ended is forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection as Transaction

from bots.ground import Ground
from bots.putting import put_all
from fourwalls.group.dialogue import PATIENCE, QUIET, REMEMBERED, Dialogue, Matter
from fourwalls.group.effects.done import Relay, TellManagers, Whisper
from fourwalls.group.effects.kept import CloseDialogue
from fourwalls.group.effects.priority import Priority
from fourwalls.group.people import Bot, EventId
from fourwalls.group.phrase import phrase
from fourwalls.storage import awaiting, dialogues
from fourwalls.storage.outbox import Cause
from handlers.dialogue import known_name

_SECONDS_BETWEEN_LOOKS = 60.0


class Unanswered:
    """Looks after what waits for a person."""

    def __init__(self, ground: Ground, rouse: Callable[[], None]) -> None:
        self._ground = ground
        self._rouse = rouse

    async def look_forever(self) -> None:
        """Look, tell, wait."""
        while True:
            if await self._ground.database.run(lambda conn: self.look(conn, self._ground.now())):
                self._rouse()
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)

    def look(self, conn: Transaction, now: datetime) -> int:
        """Remind of what has waited too long by now, end what is quiet, forget what is over; say how many were told."""
        keys = self._ground.keys
        waiting = dialogues.unanswered(conn, keys, now - PATIENCE)
        quiet = dialogues.quiet(conn, keys, now - QUIET)
        for each in waiting:
            self._remind(conn, each, now)
        for each in quiet:
            self._end(conn, each, now)
        dialogues.forget_closed(conn, now - REMEMBERED)
        awaiting.forget_over(conn, keys, now)
        return len(waiting) + len(quiet)

    def _remind(self, conn: Transaction, which: Dialogue, now: datetime) -> None:
        """Once for each time it waits: the managers outside the thread, where it is seen, and its member."""
        who = known_name(which.person, self._ground.records(conn))
        matter, hours = which.matter.value, int(PATIENCE.total_seconds() // 3600)
        priority = Priority.FLAG if which.matter is Matter.REPORT else Priority.NEWS
        words = phrase("dialogue-waits", number=which.number, matter=matter, who=who, hours=hours)
        told = Whisper(which.person, phrase("dialogue-unanswered", matter=matter), Priority.WARNING)
        cause = Cause(Bot.GUIDE, f"unanswered {which.id} {now}")
        put_all(conn, self._ground, cause, [TellManagers(Bot.GUIDE, words, priority), told])
        dialogues.reminded(conn, which.number, now)

    def _end(self, conn: Transaction, which: Dialogue, now: datetime) -> None:
        """It was answered and nobody said anything more: the member's words are the guide's alone again."""
        cause = f"quiet {which.id} {now}"
        self._ground.records(conn).apply(CloseDialogue(which.id, now))
        desk = phrase("dialogue-quiet-desk", who=known_name(which.person, self._ground.records(conn)))
        told = Whisper(which.person, phrase("dialogue-quiet", matter=which.matter.value), Priority.NEWS)
        relayed = Relay(which.id, EventId(cause), desk, priority=Priority.NEWS)
        put_all(conn, self._ground, Cause(Bot.GUIDE, cause), [relayed, told])
