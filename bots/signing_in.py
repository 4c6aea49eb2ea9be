"""The guide's part of signing in to the portal: a code for each request, into the person's private room."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from sqlalchemy import Connection as Transaction

from bots.ground import Ground
from bots.putting import put
from fourwalls.group.effects.done import Whisper
from fourwalls.group.effects.priority import Priority
from fourwalls.group.people import Bot, EventId
from fourwalls.group.phrase import phrase
from fourwalls.storage import signin
from fourwalls.storage.outbox import Cause
from fourwalls.storage.times import from_ms

_SECONDS_BETWEEN_LOOKS = 1.0
_MINUTES = signin.CODE_LIFE_MS // signin.MINUTE_MS


class SigningIn:
    """Looks for requests that browsers made through the portal, which is another process."""

    def __init__(self, ground: Ground, rouse: Callable[[], None]) -> None:
        self._ground = ground
        self._rouse = rouse

    async def send_codes_forever(self) -> None:
        """Look, send, wait."""
        while True:
            if await self._ground.database.run(self._send_codes):
                self._rouse()
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)

    def _send_codes(self, conn: Transaction) -> bool:
        ground, now = self._ground, int(time.time() * 1000)
        records = ground.records(conn)
        sent = False
        for asked in signin.waiting(conn, now):
            person = records.person_of_key(asked.person)
            if person is None or not (records.groups_of(person) or records.can_read(person)):
                continue  # nobody of ours: the browser that asked learns nothing, and nobody is written to
            code = signin.new_code()
            signin.set_code(conn, asked.request, signin.code_hash(ground.keys.lookup_key, asked.request, code), now)
            words = phrase("signin-code", code=code, minutes=_MINUTES)
            cause = Cause(Bot.GUIDE, EventId(f"sign-in {asked.request}"))
            whisper = Whisper(person, words, Priority.ANSWER)
            put(conn, ground, cause, whisper, until=from_ms(asked.expires_at))
            sent = True
        return sent
