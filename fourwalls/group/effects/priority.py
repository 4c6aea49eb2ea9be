"""How urgent an effect on the homeserver is."""

from __future__ import annotations

from enum import IntEnum


class Priority(IntEnum):
    """The order in which the outbox is emptied when there is more than it can send at once."""

    FLAG = 0
    EVICTION = 1
    WARNING = 2
    ANSWER = 3
    NEWS = 4
