"""The confidentiality policy as people are asked to agree to it, and when they are reminded; pure rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256

_LONGEST_MESSAGE = 2400
"""Characters. Fluent, which words what is said, takes no value of more than 2500."""


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of the policy, in the pieces in which it is told."""

    version: int
    review: date
    """By when people must look at it again."""
    pages: tuple[str, ...]
    """Plain text, each fit for one message on a phone."""

    @property
    def digest(self) -> str:
        """What tells this very text from any other."""
        return sha256("\f".join(self.pages).encode()).hexdigest()

    def in_messages(self, first: int = 1) -> tuple[str, ...]:
        """All pieces from this one on, in as few messages as can be said and read."""
        messages = [self.pages[first - 1]]
        for page in self.pages[first:]:
            joined = f"{messages[-1]}\n\n{page}"
            messages[-1:] = [joined] if len(joined) <= _LONGEST_MESSAGE else [messages[-1], page]
        return tuple(messages)


@dataclass(frozen=True, slots=True)
class Reading:
    """How far somebody has been shown a version of the policy. Pages count from 1."""

    version: int
    page: int
    """The one that was shown last."""
    furthest: int
    asked_at: datetime
    """When they were asked to read this version."""

    def has_seen_all(self, policy: Policy) -> bool:
        """Whether every piece of the version in force has been shown."""
        return self.version == policy.version and self.furthest >= len(policy.pages)


class Nudge(StrEnum):
    """What is due to somebody who was asked to agree and has not answered."""

    HALF_WAY = "half_way"
    LAST_DAY = "last_day"
    OVER = "over"
    """The period of grace is over."""


def nudge_due(asked_at: datetime, grace: timedelta, now: datetime) -> Nudge | None:
    """The latest reminder that is due by now: of those that were missed while the bots were down, only the last."""
    waited = now - asked_at
    if waited >= grace:
        return Nudge.OVER
    if waited >= grace - timedelta(days=1):
        return Nudge.LAST_DAY
    return Nudge.HALF_WAY if waited >= grace / 2 else None


REVIEW_AHEAD = (7, 30, 60)
"""Days before its review date at which the managers are told of it; from that day on, daily."""


def review_notice(review: date, today: date) -> str | None:
    """The notice of the review date that counts today, by a name of its own; ``None``: there is time."""
    left = (review - today).days
    if left <= 0:
        return f"{today}"
    return next((f"{days} ahead" for days in REVIEW_AHEAD if left <= days), None)
