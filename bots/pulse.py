"""What a bot's ear and its performer tell about themselves while they work: moments and counts, never a word or an id.

Written and read on the event loop only. Moments are those of ``time.monotonic``.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping
from enum import StrEnum

Clock = Callable[[], float]

BOUNDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Seconds by which the hearing of a batch is told apart."""


class Ending(StrEnum):
    """How one try to perform something ended."""

    SENT = "sent"
    HELD = "held"
    """It waits for somebody or something, and that is nobody's failure."""
    FAILED = "failed"
    """It is tried again."""
    GIVEN_UP = "given_up"


class EarPulse:
    """The pulse of one bot's ear."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self.at: float | None = None
        """When an answer of the homeserver was last heard and kept; ``None``: not yet."""
        self.outcomes: Counter[str] = Counter()
        self.effects: Counter[str] = Counter()
        self.durations = [0] * (len(BOUNDS) + 1)
        self.seconds = 0.0

    def now(self) -> float:
        """This moment."""
        return self._clock()

    def heard(self, since: float, outcomes: Mapping[str, int], effects: Mapping[str, int]) -> None:
        """A batch is safe on disk; hearing it began at ``since``. Only batches with something in them are timed."""
        self.at = self._clock()
        if not outcomes:
            return
        self.outcomes.update(outcomes)
        self.effects.update(effects)
        self.durations[bisect_left(BOUNDS, self.at - since)] += 1
        self.seconds += self.at - since


class HandPulse:
    """The pulse of one bot's performer."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self.at: float | None = None
        """When the outbox was last looked at; ``None``: not yet."""
        self.endings: Counter[tuple[str, Ending]] = Counter()
        """Tries by the kind of effect and how they ended."""
        self.failing: dict[int, float] = {}
        """Rows that keep failing, and since when."""
        self.limited = 0
        """How often the homeserver said: not so fast."""

    def looked(self) -> None:
        """The outbox is being looked at."""
        self.at = self._clock()

    def tried(self, row: int, kind: str, ending: Ending) -> None:
        """One try is over, and how it ended is kept."""
        self.endings[kind, ending] += 1
        if ending is Ending.FAILED:
            self.failing.setdefault(row, self._clock())
        else:
            self.failing.pop(row, None)
