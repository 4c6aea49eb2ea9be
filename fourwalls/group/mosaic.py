"""Small details that single somebody out together: which kinds somebody has shared, and how telling each is.

No words are kept, only a number a kind, so what is remembered of a member fits on one line and can be explained to
them: "a small place, an unusual job, an age".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class SmallKind(StrEnum):
    """The kinds of small detail."""

    PLACE = "place"
    """A named place where somebody lives; the smaller, the more telling."""
    SETTING = "setting"
    """That it is a small place, whatever its name: a village, an island, forty houses."""
    OCCUPATION = "occupation"
    SINGULAR = "singular"
    """Being the only one, the first, the last; or known to everybody there."""
    EVENT = "event"
    """What others have heard of or can look up: in the paper, on television, a fire, a rescue."""
    FAMILY = "family"
    ORIGIN = "origin"
    BODY = "body"
    """What anybody can see: a wheelchair, a glass eye; or a disease that hardly anybody of that sex has."""
    HEALTH = "health"
    AGE = "age"
    PASTIME = "pastime"
    DATE = "date"


Hints = Mapping[SmallKind, float]
"""What one message tells: for each kind how much, in bits (one bit: half of all people are left)."""


@dataclass(frozen=True, slots=True)
class Measure:
    """From when on small details single somebody out."""

    threshold: float
    """So many bits in all."""
    anchor: float
    """So many of them by a place or an event: without one of these a reader does not know where to look."""
    small: float
    """A place that tells so much is so small that whatever else is told narrows it further."""
    each: float
    """So much tells each message that somebody says after such a place is known, whatever it is about …"""
    most: int
    """… for so many messages."""


@dataclass(frozen=True, slots=True)
class Mosaic:
    """What one member has shared in one group so far: a number a kind, and one count."""

    bits: Hints = field(default_factory=dict)
    since: int | None = None
    """How many messages ago a small place became known; ``None``: none is."""

    def with_message(self, hints: Hints, *, tells: bool, measure: Measure) -> Mosaic:
        """The same with one message more. The most telling of a kind counts: saying it twice tells no more.

        Args:
            hints: what the message tells by kind.
            tells: whether it is long enough to tell anything besides.
            measure: from when on a place is a small one.
        """
        bits = {kind: max(self.bits.get(kind, 0), hints.get(kind, 0)) for kind in {*self.bits, *hints}}
        if self.since is not None:
            return Mosaic(bits, min(self.since + tells, measure.most))
        return Mosaic(bits, 0 if bits.get(SmallKind.PLACE, 0) >= measure.small else None)

    def total(self, measure: Measure) -> float:
        """All that was told, in bits."""
        return sum(self.bits.values()) + measure.each * (self.since or 0)

    def singles_out(self, measure: Measure) -> bool:
        """Whether somebody who knows the area could probably tell who it is."""
        anchor = max(self.bits.get(SmallKind.PLACE, 0), self.bits.get(SmallKind.EVENT, 0))
        return anchor >= measure.anchor and self.total(measure) >= measure.threshold
