"""A limit on what strangers can make the portal write: the bots share its database and must not be kept waiting."""

from __future__ import annotations

from typing import Final

BURST: Final = 60
REFILL_MS: Final = 1000


class Throttle:
    """Allows ``burst`` steps at once and one more every ``refill_ms``. It counts the whole house and knows nobody."""

    def __init__(self, burst: int = BURST, refill_ms: int = REFILL_MS) -> None:
        self._burst = burst
        self._refill_ms = refill_ms
        self._full_at = 0

    def allows(self, now_ms: int) -> bool:
        """Whether one more step may be taken now; if so, it counts as taken."""
        full_at = max(self._full_at, now_ms) + self._refill_ms
        if full_at - now_ms > self._burst * self._refill_ms:
            return False
        self._full_at = full_at
        return True
