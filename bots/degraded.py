"""Safe mode: the closed list of what a house can do without, and what is said when something of it begins and ends.

What is *not* on the list ends the start with a sentence, because words could not be kept safely: key files that are
missing or open to others, a database that is damaged or newer than the program, another process on the same data, an
identity or a device that is not ours, a wall whose contract was never known.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from fourwalls.detection.lacks import Lack
from fourwalls.group.people import Bot


class Degraded(StrEnum):
    """What does not work, while everything else does."""

    NAMES_MISSING = Lack.NAMES_MISSING.value
    NAMES_DAMAGED = Lack.NAMES_DAMAGED.value
    RISK_MODEL_DAMAGED = Lack.RISK_MODEL_DAMAGED.value
    WALLS_FILE = "walls-file"
    HOUSE_FILE = "house-file"
    RISK_FILE = "risk-file"
    WORDING_FILE = "wording-file"
    POLICY_FILE = "policy-file"
    REGISTRATION_FILE = "registration-file"
    WARDEN_AWAY = "warden-away"
    GUIDE_AWAY = "guide-away"
    SCRIBE_AWAY = "scribe-away"
    LOOKOUT_AWAY = "lookout-away"
    HEALTH_PORT = "health-port"
    PINGS = "pings"

    @property
    def sentence(self) -> str:
        """For the operator: what is done without, and what to do."""
        return _SENTENCES[self]


_LAST = "what it said at the last good start counts. Mend it and start the bots again; fourwalls doctor says where"
_OUT = "account does not let it in. Find out why. After fourwalls renew {} it comes back by itself"
_SENTENCES = {
    Degraded.NAMES_MISSING: "the name model is missing, so many names are not noticed. Run: fourwalls models fetch",
    Degraded.NAMES_DAMAGED: "the name model is damaged, so many names are not noticed. Delete it and fetch it again",
    Degraded.RISK_MODEL_DAMAGED: "the risk model is damaged, so only cues speak for a risk. Install anew: make install",
    Degraded.WALLS_FILE: f"your walls.toml cannot be used: {_LAST}",
    Degraded.HOUSE_FILE: f"your house.toml cannot be used: {_LAST}",
    Degraded.RISK_FILE: f"your risk.toml cannot be used: {_LAST}",
    Degraded.WORDING_FILE: "your wording cannot be used: our own sentences are said. fourwalls doctor says where",
    Degraded.POLICY_FILE: f"your policy/en.md cannot be used: {_LAST}",
    Degraded.REGISTRATION_FILE: f"your registration.toml cannot be used: {_LAST}",
    Degraded.WARDEN_AWAY: f"nobody guards doors and walls: the warden's {_OUT.format('warden')}",
    Degraded.GUIDE_AWAY: f"nobody is warned or answered: the guide's {_OUT.format('guide')}",
    Degraded.SCRIBE_AWAY: f"nothing is recorded: the scribe's {_OUT.format('scribe')}",
    Degraded.LOOKOUT_AWAY: f"no risk in groups is seen: the lookout's {_OUT.format('lookout')}",
    Degraded.HEALTH_PORT: "FOURWALLS_HEALTH_LISTEN is taken by another program. End it, or name another port",
    Degraded.PINGS: "pings do not arrive at FOURWALLS_PING_URL: nobody outside would notice if the bots stopped",
}


def away(bot: Bot) -> Degraded:
    """That a bot's account does not let it in."""
    return Degraded(f"{bot.value}-away")


@dataclass(frozen=True, slots=True)
class Word:
    """What the managers are to be told: that these began, or (with none) that everything works again."""

    begun: frozenset[Degraded] = frozenset()

    @property
    def over(self) -> bool:
        """Whether it is the end of safe mode."""
        return not self.begun


def next_word(told: Collection[Degraded], now: Collection[Degraded]) -> Word | None:
    """What is to be said, given what was told since safe mode began and what does not work now.

    Each thing is told once until everything works again: what comes and goes does not bother anybody twice.
    """
    begun = frozenset(now) - frozenset(told)
    if begun:
        return Word(begun)
    return Word() if told and not now else None
