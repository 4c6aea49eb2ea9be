"""What every part of the shell stands on: the database, the keys, who the bots are, and what they say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection as Transaction

from config.wording import Wording
from fourwalls.group.effects import Done, Priority, Say, TellManagers, Whisper
from fourwalls.group.people import Bot, PersonId
from fourwalls.group.phrase import Phrase
from fourwalls.storage.database import Database
from fourwalls.storage.keys import OperationalKeys
from fourwalls.storage.records import Records
from fourwalls.storage.sealing import TranscriptSealer

_ANSWER_LIVES = timedelta(minutes=10)
_WARNING_LIVES = timedelta(hours=36)
"""The words still stand there the next day. Longer than a day, so that a clock that is a day wrong silences none."""
_WHISPER_LIVES = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Ground:
    """Values shared by the parts of one process; nothing here acts."""

    database: Database
    keys: OperationalKeys
    sealer: TranscriptSealer
    bots: Mapping[Bot, PersonId]
    wording: Wording
    portal_public: bytes
    organisation: str
    online_manager: PersonId
    zone: ZoneInfo
    """In which people are told the time."""

    def records(self, conn: Transaction) -> Records:
        """The records within one transaction."""
        return Records(conn, self.keys, self.sealer, self.bots)

    def now(self) -> datetime:
        """This moment."""
        return datetime.now(tz=UTC)

    def say(self, words: Phrase) -> str:
        """Word a phrase."""
        return self.wording.say(words)

    def expiry(self, effect: Done, now: datetime) -> int | None:
        """When an effect has become absurd, in milliseconds; ``None``: it must be done however late it is."""
        if not isinstance(effect, Whisper | Say | TellManagers):
            return None
        longest = _WHISPER_LIVES if isinstance(effect, Whisper) else None  # somebody who never comes in
        lives = {Priority.ANSWER: _ANSWER_LIVES, Priority.WARNING: _WARNING_LIVES}.get(effect.priority, longest)
        return None if lives is None else int((now + lives).timestamp() * 1000)
