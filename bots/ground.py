"""What every part of the shell stands on: the database, the keys, who the bots are, and what they say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection as Transaction

from config.wording import Wording
from fourwalls.detection.chosen_names import read_name
from fourwalls.group.effects import Done
from fourwalls.group.effects.done import MakeTokens, Relay, Say, ShowVerifications, TellGathered, TellManagers, Whisper
from fourwalls.group.effects.priority import Priority
from fourwalls.group.people import Bot, Layout, PersonId
from fourwalls.group.phrase import Phrase
from fourwalls.group.registration import CLOSED, Registering
from fourwalls.group.warning import DEFAULT_QUIET, Quiet
from fourwalls.storage.database import Database
from fourwalls.storage.keys import OperationalKeys
from fourwalls.storage.records import Records
from fourwalls.storage.sealing import TranscriptSealer

ORDERS_LIVE = timedelta(minutes=10)
"""What somebody asked for longer ago is not done, and its answer would be absurd."""
_WARNING_LIVES = timedelta(hours=36)
"""The words still stand there the next day. Longer than a day, so that a clock that is a day wrong silences none."""
_WHISPER_LIVES = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Admin:
    """A server administrator's access to the homeserver. Registration tokens are made with it, and nothing else."""

    homeserver: str
    token: str = field(repr=False)


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
    layout: Layout = Layout.TWO
    """Which rooms a new group gets, unless it is said otherwise."""
    registering: Registering = CLOSED
    """What the operator says about registration."""
    quiet: Quiet = DEFAULT_QUIET
    """What the operator says about how often people are told of details."""
    portal_url: str = ""
    admin: Admin | None = None
    """``None``: registration tokens are made by hand."""

    def records(self, conn: Transaction) -> Records:
        """The records within one transaction."""
        return Records(conn, self.keys, self.sealer, self.bots, self.registering, read_name, quiet=self.quiet)

    def now(self) -> datetime:
        """This moment."""
        return datetime.now(tz=UTC)

    def say(self, words: Phrase) -> str:
        """Word a phrase."""
        return self.wording.say(words)

    def expiry(self, effect: Done, now: datetime, asked_at: datetime | None = None) -> int | None:
        """When an effect has become absurd, in milliseconds; ``None``: it must be done however late it is.

        An answer is late by when it was asked for, not by when we came to hear of it.
        """
        if isinstance(effect, Relay):  # a person wrote it: only somebody who never comes in does not get it
            return None if effect.to is None else int((now + _WHISPER_LIVES).timestamp() * 1000)
        if not isinstance(effect, Whisper | Say | TellManagers | ShowVerifications | MakeTokens | TellGathered):
            return None
        if effect.priority is Priority.ANSWER:
            return int((min(asked_at or now, now) + ORDERS_LIVE).timestamp() * 1000)
        longest = _WHISPER_LIVES if isinstance(effect, Whisper) else None  # somebody who never comes in
        lives = _WARNING_LIVES if effect.priority is Priority.WARNING else longest
        return None if lives is None else int((now + lives).timestamp() * 1000)
