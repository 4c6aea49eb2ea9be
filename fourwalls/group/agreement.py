"""The confidentiality policy as people are asked to agree to it, and when they are reminded; pure rules."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256

HOURS = "{staffed_hours}"
"""In its place people are told when somebody looks in."""

_LONGEST_MESSAGE = 2400
"""Characters. Fluent, which words what is said, takes no value of more than 2500."""


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of the policy, in the pieces in which it is told."""

    version: int
    review: date
    """By when people must look at it again."""
    written: tuple[str, ...]
    """Plain text as it stands in the file, each piece fit for one message on a phone."""
    hours: str = ""
    """When somebody looks in. They may change without a new version: nobody agrees to them."""

    @property
    def pages(self) -> tuple[str, ...]:
        """The pieces as people are told them."""
        return tuple(page.replace(HOURS, self.hours) for page in self.written)

    @property
    def digest(self) -> str:
        """What tells this very text, as people are told it, from any other."""
        return sha256("\f".join(self.pages).encode()).hexdigest()

    def has_the_words_of(self, other: Policy) -> bool:
        """Whether people who agreed to the one have agreed to the other."""
        return self.written == other.written or self.pages == other.pages

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
    digest: str
    """Of the very text whose pages they are (``Policy.digest``)."""
    page: int
    """The one that was shown last."""
    furthest: int
    asked_at: datetime
    """When they were asked to read this version."""

    def is_of(self, policy: Policy) -> bool:
        """Whether it was this very text that was shown."""
        return (self.version, self.digest) == (policy.version, policy.digest)

    def has_seen_all(self, policy: Policy) -> bool:
        """Whether every piece of this very text has been shown."""
        return self.is_of(policy) and self.furthest >= len(policy.pages)


def read_on(before: Reading | None, shown: Reading) -> Reading:
    """How far somebody is who was shown a page now: another text begins anew, and only another version asks anew."""
    if before is None or before.version != shown.version:
        return shown
    furthest = max(before.furthest, shown.furthest) if before.digest == shown.digest else shown.furthest
    return replace(shown, furthest=furthest, asked_at=before.asked_at)


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
