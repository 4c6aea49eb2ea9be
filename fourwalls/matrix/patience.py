"""Waiting: between tries with the homeserver, and before something that failed is tried once more."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from fourwalls.matrix.homeserver import HomeserverError, RefusedError

logger = logging.getLogger(__name__)
K = TypeVar("K", bound=Hashable)


class Patience:
    """Waiting between tries: longer each time, with jitter, and at least as long as the server asks."""

    _FIRST, _LONGEST = 0.5, 30.0

    def __init__(self) -> None:
        self._next = self._FIRST

    def ended(self) -> None:
        """Things go well again."""
        self._next = self._FIRST

    def seconds(self, trouble: HomeserverError) -> float:
        """How long to wait now. A server that asks for no wait at all does not make us spin."""
        asked = trouble.retry_after if isinstance(trouble, RefusedError) else None
        own = self._next * random.uniform(0.5, 1.0)  # noqa: S311 - not a secret
        self._next = min(self._next * 2, self._LONGEST)
        return max(asked or 0.0, own)

    async def wait(self, trouble: HomeserverError) -> None:
        """Wait, and say so in the log."""
        wait = self.seconds(trouble)
        logger.warning("waiting %.1f s for the homeserver: %s", wait, trouble)
        await asyncio.sleep(wait)


class Postponed(Generic[K]):
    """Things that failed and are not to be tried at every turn: each waits longer after each failure."""

    _MOST = 10_000
    """More than this many are never remembered: then all may be tried again, which costs requests but no words."""

    def __init__(
        self, first: float = 30.0, longest: float = 3600.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._first = first
        self._longest = longest
        self._clock = clock
        self._until: dict[K, tuple[float, float]] = {}

    def failed(self, key: K) -> None:
        """It failed now: it waits, twice as long as the last time."""
        if len(self._until) >= self._MOST:
            self._until.clear()
        wait = min(2 * self._until[key][1], self._longest) if key in self._until else self._first
        self._until[key] = (self._clock() + wait, wait)

    def ended(self, key: K) -> None:
        """It went well, or everything about it has changed."""
        self._until.pop(key, None)

    def waits(self, key: K) -> bool:
        """Whether it is too early to try this again."""
        return key in self._until and self._clock() < self._until[key][0]
