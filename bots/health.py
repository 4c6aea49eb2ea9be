"""How the house is: a judgement over ages and counts, with the thresholds in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from bots.pulse import EarPulse, HandPulse
from fourwalls.group.people import Bot
from fourwalls.storage.backlog import Backlog


@dataclass(frozen=True, slots=True)
class Limits:
    """From how many seconds on something is wrong."""

    silent: float = 180.0
    """Since a bot heard the homeserver, which answers every half minute at the latest."""
    stuck: float = 180.0
    """Since a performer looked at its outbox, which it does every second when it has nothing to do."""
    owed: float = 300.0
    """Since something could be done and was not, or failed each time."""
    unseen: float = 300.0
    """Since a case waits that no Online Manager was shown."""
    blind: float = 60.0
    """Since the records answered the watch itself."""


class Trouble(StrEnum):
    """What is wrong with a bot."""

    STARTING = "starting"
    """It has not heard the homeserver, or not looked at its outbox, since the process began."""
    SILENT = "silent"
    STUCK = "stuck"
    OWED = "owed"
    UNSEEN = "unseen"
    """A case waits: no Online Manager is there to see it."""


@dataclass(frozen=True, slots=True)
class BotHealth:
    """How one bot is."""

    heard_seconds: float | None
    """Since it heard the homeserver."""
    looked_seconds: float | None
    """Since its performer looked at the outbox."""
    oldest_seconds: float
    """Since the oldest thing that it owes could have been done; what is held for somebody is not owed."""
    waiting: int
    held: int
    waiting_for_keys: int
    unseen_cases: int
    """Cases that no Online Manager was shown yet."""
    limited: int
    """How often the homeserver held it back since the start."""
    troubles: tuple[Trouble, ...]


@dataclass(frozen=True, slots=True)
class Health:
    """How the house is."""

    ok: bool
    examining: bool
    """Messages can be examined."""
    degraded: bool
    """Detection works with less than it should. It is told, and does not make the house unwell."""
    safe_mode: tuple[str, ...]
    """What the house does without now, by its code."""
    records_seconds: float | None
    """Since the records answered."""
    bots: Mapping[Bot, BotHealth]

    @property
    def why(self) -> str:
        """What is wrong, in a few words; empty when nothing is."""
        troubles = [f"{bot.value} {trouble.value}" for bot, one in self.bots.items() for trouble in one.troubles]
        if not self.examining:
            troubles.append("nothing is examined")
        if not self.ok and not troubles:
            troubles.append("the records do not answer")
        return ", ".join(troubles)

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {**asdict(self), "bots": {bot.value: asdict(one) for bot, one in self.bots.items()}}


class Detection(Protocol):
    """What detection tells of itself."""

    @property
    def degraded(self) -> bool:
        """It works with less than it should."""

    @property
    def able(self) -> bool:
        """It works at all."""


@dataclass(slots=True)
class Watched:
    """One bot, as the watch knows it."""

    ear: EarPulse
    hand: HandPulse
    backlog: Backlog = field(default_factory=Backlog)
    due_since: dict[int, float] = field(default_factory=dict)
    """Rows that could have been done at every look since then."""
    unseen_since: dict[int, float] = field(default_factory=dict)
    """Cases that were shown to nobody at every look since then."""

    def took(self, found: Backlog, now: float) -> None:
        """What waits was looked at."""
        self.backlog = found
        self.due_since = {row: self.due_since.get(row, now) for row in found.due}
        self.unseen_since = {row: self.unseen_since.get(row, now) for row in found.flags}
        for gone in self.hand.failing.keys() - found.heads:
            del self.hand.failing[gone]

    def health(self, now: float, limits: Limits) -> BotHealth:
        """How it is at this moment."""
        heard = None if self.ear.at is None else now - self.ear.at
        looked = None if self.hand.at is None else now - self.hand.at
        oldest = now - min((*self.due_since.values(), *self.hand.failing.values()), default=now)
        signs = {
            Trouble.STARTING: heard is None or looked is None,
            Trouble.SILENT: heard is not None and heard > limits.silent,
            Trouble.STUCK: looked is not None and looked > limits.stuck,
            Trouble.OWED: oldest > limits.owed,
            Trouble.UNSEEN: now - min(self.unseen_since.values(), default=now) > limits.unseen,
        }
        return BotHealth(
            heard,
            looked,
            oldest,
            waiting=self.backlog.waiting.total(),
            held=self.backlog.held,
            waiting_for_keys=self.backlog.locked,
            unseen_cases=len(self.backlog.flags),
            limited=self.hand.limited,
            troubles=tuple(trouble for trouble, there in signs.items() if there),
        )
